use chrono::NaiveDate;
use proptest::prelude::*;

use super::*;

/// All of them valid; the second is the first with one digit replaced by omocodia.
const VECTORS: [&str; 9] = [
    "RSSMRA85T10A562S",
    "RSSMRA85T10A56NH",
    "MRTMTT91D08F205J",
    "CCCFBA85D03L219P",
    "RSSFNC80T31F205U",
    "VRDGPP13R10B293P",
    "RSSMRA26A01H501M",
    "FOXLAX00B69Z110M",
    "DMCNCL90E03D704P",
];

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

fn code(text: &str) -> CodiceFiscale {
    CodiceFiscale::parse(text).unwrap()
}

/// Puts the right check character behind fifteen characters, by the other door than `parse`.
fn with_check(first_fifteen: &str) -> String {
    format!("{first_fifteen}{}", char::from(check_character(first_fifteen.as_bytes())))
}

#[test]
fn every_vector_is_read_and_kept() {
    for text in VECTORS {
        assert_eq!(code(text).as_str(), text);
    }
}

#[test]
fn case_and_spaces_are_forgiven() {
    assert_eq!(code("  rss mra 85t10\ta562 s\r\n").as_str(), "RSSMRA85T10A562S");
    assert_eq!(code("rss\u{a0}mra85t10a562s").as_str(), "RSSMRA85T10A562S");
}

#[test]
fn birth_sex_and_place_are_read() {
    let today = day(2026, 11, 21);
    let mario = code("RSSMRA85T10A562S");
    assert_eq!(mario.birth_date(today), Some(day(1985, 12, 10)));
    assert_eq!(mario.sex(), RegisteredSex::Male);
    assert_eq!(mario.birth_place().as_str(), "A562");
    assert!(!mario.birth_place().is_foreign());

    let from_france = code("FOXLAX00B69Z110M");
    assert_eq!(from_france.birth_date(today), Some(day(2000, 2, 29)));
    assert_eq!(from_france.sex(), RegisteredSex::Female);
    assert!(from_france.birth_place().is_foreign());

    let maria_teresa = code("BNCMTR46D52C933W");
    assert_eq!(maria_teresa.birth_date(today), Some(day(1946, 4, 12)));
    assert_eq!(maria_teresa.sex(), RegisteredSex::Female);
}

#[test]
fn the_century_is_the_latest_that_is_not_in_the_future() {
    let new_years_day = code("RSSMRA26A01H501M");
    assert_eq!(new_years_day.birth_date(day(2026, 1, 1)), Some(day(2026, 1, 1)));
    assert_eq!(new_years_day.birth_date(day(2025, 12, 31)), Some(day(1926, 1, 1)));
    assert_eq!(new_years_day.birth_date(day(1826, 1, 1)), Some(day(1826, 1, 1)));
    assert_eq!(new_years_day.birth_date(day(1825, 12, 31)), None);
    assert_eq!(new_years_day.birth_date(NaiveDate::MIN), None);
    // Neither 2100 nor 1900 had a 29 February.
    assert_eq!(code("FOXLAX00B69Z110M").birth_date(day(2150, 1, 1)), Some(day(2000, 2, 29)));
    assert_eq!(code("FOXLAX00B69Z110M").birth_date(day(1999, 1, 1)), None);
}

#[test]
fn omocodia_is_undone() {
    let omocode = code("RSSMRA85T10A56NH");
    assert!(omocode.is_omocode());
    assert_eq!(omocode.birth_place().as_str(), "A562");
    assert_eq!(omocode.without_omocodia(), code("RSSMRA85T10A562S"));
    assert!(!omocode.without_omocodia().is_omocode());
}

#[test]
fn each_mistake_is_named() {
    let refused = |text: &str| CodiceFiscale::parse(text).unwrap_err();
    assert_eq!(refused(""), CodeError::Length { expected: 16, found: 0 });
    assert_eq!(refused("RSSMRA85T10A562"), CodeError::Length { expected: 16, found: 15 });
    assert_eq!(refused("RSSMRA85T10A562SS"), CodeError::Length { expected: 16, found: 17 });
    assert_eq!(refused("RS5MRA85T10A562S"), CodeError::Letter { position: 3 });
    assert_eq!(refused("RSÈMRA85T10A562S"), CodeError::Letter { position: 3 });
    assert_eq!(refused("RSSMRA8ST10A56-S"), CodeError::Digit { position: 15 });
    assert_eq!(refused("RSSMRA8AT10A562S"), CodeError::Digit { position: 8 });
    assert_eq!(refused("RSSMRA85T10A5625"), CodeError::Letter { position: 16 });
    assert_eq!(refused("RSSMRA85F10A562S"), CodeError::Month);
    for no_such_day in
        ["RSSMRA85B30A562", "RSSMRA85B29A562", "RSSMRA85T00A562", "RSSMRA85T40A562", "RSSMRA85T72A562"]
    {
        assert_eq!(refused(&with_check(no_such_day)), CodeError::Date, "{no_such_day}");
    }
    assert_eq!(refused("RSSMRA85T10A562T"), CodeError::Check);
}

#[test]
fn nothing_of_a_code_is_shown_unasked() {
    let mario = code("RSSMRA85T10A562S");
    assert_eq!(format!("{mario:?}"), "CodiceFiscale(masked)");
    assert_eq!(mario.masked(), "••••••••••••562S");
    let stp = PersonCode::parse("STP0301234567890").unwrap();
    assert_eq!(format!("{stp:?}"), "PersonCode::Stp(masked)");
    assert!(!CodiceFiscale::parse("RSSMRA85T10A562T").unwrap_err().to_string().contains("RSS"));
}

#[test]
fn json_carries_the_text_and_checks_it() {
    let mario = code("RSSMRA85T10A562S");
    assert_eq!(serde_json::to_string(&mario).unwrap(), "\"RSSMRA85T10A562S\"");
    assert_eq!(serde_json::from_str::<CodiceFiscale>("\"rssmra85t10a562s\"").unwrap(), mario);
    let refusal = serde_json::from_str::<CodiceFiscale>("\"RSSMRA85T10A562T\"").unwrap_err().to_string();
    assert!(refusal.contains("last character") && !refusal.contains("RSSMRA"), "{refusal}");
}

#[test]
fn names_give_the_first_six_letters() {
    for (surname, names, letters) in [
        ("Rossi", "Mario", "RSSMRA"),
        ("Bianchi", "Maria Teresa", "BNCMTR"),
        ("Martini", "Matteo", "MRTMTT"),
        ("D'Amico", "Nicola", "DMCNCL"),
        ("De Micheli", "Nicolò", "DMCNCL"),
        ("Fo", "Al", "FOXLAX"),
        ("Verdi", "Giuseppe", "VRDGPP"),
        ("Aiello", "Gianfranco", "LLAGFR"),
        ("Ivanova", "", "VNVXXX"),
    ] {
        let like_it = code(&with_check(&format!("{letters}80A01H501")));
        assert!(like_it.matches(surname, names), "{surname} {names}");
        assert!(!like_it.matches("Zanzottera", names), "{surname}");
        assert!(!like_it.matches(surname, "Pierluigi"), "{names}");
    }
}

#[test]
fn marks_on_letters_do_not_matter() {
    let simple = code(&with_check("MLLSFN80A01H501"));
    assert!(simple.matches("Müller", "Štefan"));
    assert!(simple.matches("MUELLER", "Stefan"));
    // With two consonants the vowel counts, and offices write ö as O or as OE: both give O here.
    assert!(code(&with_check("LWOJRG80A01H501")).matches("Löw", "Jörg"));
    // The E of the umlaut decides here.
    assert!(code(&with_check("MUEJRG80A01H501")).matches("Mü", "Jörg"));
    assert!(code(&with_check("MUXJRG80A01H501")).matches("Mü", "Jörg"));
    assert!(code(&with_check("SSSDRN80A01H501")).matches("Șeșeș", "Adrian"));
    assert!(code(&with_check("WSSLSZ80A01H501")).matches("Weiß", "Łukasz"));
}

#[test]
fn every_kind_of_code_is_told_by_its_shape() {
    let parsed = |text: &str| PersonCode::parse(text);
    assert!(matches!(parsed("rssmra85t10a562s"), Ok(PersonCode::CodiceFiscale(_))));
    assert_eq!(parsed("0020 1030 013"), Err(CodeError::Check));
    assert_eq!(parsed("12345678903").unwrap(), PersonCode::Provisional("12345678903".into()));
    assert_eq!(parsed("12345678901"), Err(CodeError::Check));
    assert_eq!(parsed("00000000000"), Err(CodeError::OnlyZeros));
    assert_eq!(parsed("1234567890"), Err(CodeError::Length { expected: 11, found: 10 }));
    assert_eq!(parsed("1234567890A"), Err(CodeError::Digit { position: 11 }));
    assert_eq!(parsed("stp 030 123 4567890").unwrap(), PersonCode::Stp("STP0301234567890".into()));
    assert_eq!(parsed("ENI0301234567890").unwrap(), PersonCode::Eni("ENI0301234567890".into()));
    assert_eq!(parsed("STP030123456789"), Err(CodeError::Length { expected: 16, found: 15 }));
    assert_eq!(parsed("STP03012345678X0"), Err(CodeError::Digit { position: 15 }));
    assert_eq!(parsed("ROSSI MARIO"), Err(CodeError::NoKnownCode));
    assert_eq!(parsed(""), Err(CodeError::NoKnownCode));
    // Somebody whose surname gives STP.
    let stopponi = with_check("STPMRA80A01H501");
    assert!(matches!(parsed(&stopponi), Ok(PersonCode::CodiceFiscale(_))));
}

/// What a person was registered with, and the fifteen characters that it gives.
fn registered() -> impl Strategy<Value = (String, NaiveDate, RegisteredSex, String)> {
    let dates = (1920i32..2020, 1u32..=12, 1u32..=31)
        .prop_filter_map("no such day", |(year, month, day)| NaiveDate::from_ymd_opt(year, month, day));
    ("[A-Z]{6}", dates, any::<bool>(), "[A-MZ][0-9]{3}").prop_map(|(letters, born, is_female, place)| {
        let sex = if is_female { RegisteredSex::Female } else { RegisteredSex::Male };
        let month = char::from(MONTHS[born.month0() as usize]);
        let shown_day = born.day() + if is_female { 40 } else { 0 };
        let fifteen = format!("{letters}{:02}{month}{shown_day:02}{place}", born.year() % 100);
        (fifteen, born, sex, place)
    })
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in any::<String>(), today in 0i32..4000) {
        let _ = PersonCode::parse(&text);
        if let Ok(code) = CodiceFiscale::parse(&text) {
            let _ = (code.birth_date(day(today, 1, 1)), code.birth_place(), code.matches(&text, &text));
        }
    }

    #[test]
    fn no_text_of_nearly_the_right_shape_makes_it_panic(text in "[A-Z0-9À-ÿ ]{14,18}", name in any::<String>()) {
        if let Ok(code) = CodiceFiscale::parse(&text) {
            let _ = code.matches(&name, &name);
        }
        let _ = PersonCode::parse(&text);
        let _ = code("RSSMRA85T10A562S").matches(&name, &name);
    }

    #[test]
    fn what_was_registered_is_read_back((fifteen, born, sex, place) in registered()) {
        let code = code(&with_check(&fifteen));
        prop_assert_eq!(code.birth_date(day(2019, 12, 31)), Some(born));
        prop_assert_eq!(code.sex(), sex);
        let place_code = code.birth_place();
        prop_assert_eq!(place_code.as_str(), place.as_str());
    }

    #[test]
    fn omocodia_changes_nothing_that_is_read((fifteen, born, sex, _) in registered(), replaced in 1u8..128) {
        let plain = code(&with_check(&fifteen));
        let mut letters = fifteen.into_bytes();
        for (bit, index) in DIGITS.into_iter().enumerate() {
            if replaced & (1 << bit) != 0 {
                letters[index] = OMOCODIA[usize::from(letters[index] - b'0')];
            }
        }
        let omocode = code(&with_check(std::str::from_utf8(&letters).unwrap()));
        prop_assert!(omocode.is_omocode());
        prop_assert_eq!(omocode.birth_date(day(2019, 12, 31)), Some(born));
        prop_assert_eq!(omocode.sex(), sex);
        prop_assert_eq!(omocode.birth_place(), plain.birth_place());
        prop_assert_eq!(omocode.without_omocodia(), plain);
    }

    #[test]
    fn one_wrong_character_is_always_noticed(
        (fifteen, ..) in registered(), index in 0usize..16, wrong in "[A-Z0-9]",
    ) {
        let right = with_check(&fifteen);
        let mut text = right.clone();
        text.replace_range(index..=index, &wrong);
        prop_assume!(text != right);
        prop_assert!(CodiceFiscale::parse(&text).is_err());
    }
}
