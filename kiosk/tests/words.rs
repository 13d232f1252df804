//! No text of a screen lacks a translation, none of a catalogue has lost its screen, and what is filled in stands in all of them.

#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use turno_domain::text::Language;

/// The catalogues, each with how many plural forms its language has and their rule (CLDR 45, as gettext writes it). Italian stands in the
/// screens.
const CATALOGUES: [(Language, usize, &str); 8] = [
    (Language::En, 2, "(n != 1)"),
    (Language::Fr, 2, "(n > 1)"),
    (Language::Es, 2, "(n != 1)"),
    (Language::Ro, 3, "(n==1 ? 0 : (n==0 || (n%100 > 0 && n%100 < 20)) ? 1 : 2)"),
    (Language::Sq, 2, "(n != 1)"),
    (Language::Uk, 3, "(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2)"),
    (Language::Ar, 6, "(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5)"),
    (Language::Zh, 1, "0"),
];

/// A text of a screen: as it is written, and its plural where it has one.
type Text = (String, Option<String>);

/// The string literal that `text` begins with, unescaped, and what follows it.
fn literal(text: &str) -> Option<(String, &str)> {
    let body = text.trim_start().strip_prefix('"')?;
    let mut value = String::new();
    let mut characters = body.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => return Some((value, &body[at + 1..])),
            '\\' => match characters.next()?.1 {
                'n' => value.push('\n'),
                other => value.push(other),
            },
            other => value.push(other),
        }
    }
    None
}

/// The folder of the page of whoever looks after the kiosk, below that of the screens.
const UPKEEP: &str = "upkeep";
/// The languages into which that page is translated: no citizen comes to it, and those who do work in Italy.
const OF_UPKEEP: [Language; 1] = [Language::En];

/// Every `@tr(…)` of the screens, and of the page of whoever looks after the kiosk.
fn texts_of_all() -> BTreeSet<Text> {
    texts_of_screens().union(&texts_of(UPKEEP)).cloned().collect()
}

/// Every `@tr(…)` of the citizens' screens.
fn texts_of_screens() -> BTreeSet<Text> {
    texts_of("")
}

/// Every `@tr(…)` of the screens in this folder below that of the screens.
fn texts_of(below: &str) -> BTreeSet<Text> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui").join(below);
    let mut texts = BTreeSet::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            assert!(
                below.is_empty() && path.ends_with(UPKEEP),
                "screens that nobody looks for: {}",
                path.display()
            );
            continue;
        }
        let source = fs::read_to_string(path).unwrap();
        for call in source.split("@tr(").skip(1) {
            let (text, rest) = literal(call).expect("@tr begins with a text");
            let plural = rest.trim_start().strip_prefix('|').and_then(literal).map(|(plural, _)| plural);
            texts.insert((text, plural));
        }
    }
    texts
}

fn source(language: Language) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("lang").join(language.code());
    fs::read_to_string(folder.join("LC_MESSAGES/turno-kiosk.po")).unwrap()
}

/// The catalogue: each text with its translations.
fn catalogue(language: Language) -> BTreeMap<Text, Vec<String>> {
    let mut entries = BTreeMap::new();
    for block in source(language).split("\n\n") {
        let field = |name: &str| {
            block
                .lines()
                .find_map(|line| literal(line.strip_prefix(name)?.trim_start()))
                .map(|(value, _)| value)
        };
        let Some(text) = field("msgid ").filter(|text| !text.is_empty()) else { continue };
        let translated = block
            .lines()
            .filter(|line| line.starts_with("msgstr"))
            .filter_map(|line| literal(line.split_once(' ')?.1))
            .map(|(translation, _)| translation)
            .filter(|translation| !translation.is_empty())
            .collect();
        let before = entries.insert((text.clone(), field("msgid_plural ")), translated);
        assert!(before.is_none(), "{text:?} stands twice in {language}");
    }
    entries
}

/// The places that are filled in, sorted: `{}`, `{0}`, `{n}`.
fn places(text: &str) -> Vec<String> {
    let mut places: Vec<String> = text
        .split('{')
        .skip(1)
        .filter_map(|part| part.split_once('}'))
        .map(|(place, _)| place.to_owned())
        .collect();
    places.sort();
    places
}

#[test]
fn every_language_has_its_catalogue() {
    let mut languages: Vec<Language> = CATALOGUES.iter().map(|(language, ..)| *language).collect();
    languages.insert(0, Language::It);
    assert_eq!(languages, Language::ALL);
}

#[test]
fn every_text_is_translated_and_every_translation_is_used() {
    let screens = texts_of_screens();
    assert!(screens.len() > 100, "the screens are where they were: {}", screens.len());
    for (language, ..) in CATALOGUES {
        let known: BTreeSet<Text> = catalogue(language).into_keys().collect();
        let needed = if OF_UPKEEP.contains(&language) { texts_of_all() } else { screens.clone() };
        let missing: Vec<&Text> = needed.difference(&known).collect();
        assert!(missing.is_empty(), "not in {language}: {missing:#?}");
        let all = texts_of_all();
        let left_over: Vec<&Text> = known.difference(&all).collect();
        assert!(left_over.is_empty(), "in the catalogue of {language}, on no screen: {left_over:#?}");
    }
}

#[test]
fn translations_are_whole_and_fill_in_the_same() {
    for (language, forms, rule) in CATALOGUES {
        let header = format!("\"Plural-Forms: nplurals={forms}; plural={rule};\\n\"");
        assert!(source(language).contains(&header), "{language}: {header}");
        for ((text, plural), translated) in catalogue(language) {
            let needed = if plural.is_some() { forms } else { 1 };
            assert_eq!(translated.len(), needed, "{language}, {text:?}: {translated:?}");
            for (form, translation) in translated.iter().enumerate() {
                let mut places_there = places(translation);
                // Arabic has words for one and two, and says no number there.
                if language == Language::Ar && plural.is_some() && form < 3 {
                    places_there.insert(0, "n".to_owned());
                    places_there.sort();
                    places_there.dedup();
                }
                assert_eq!(places(&text), places_there, "{language}: {text:?} and {translation:?}");
                assert!(
                    !translation.contains(['!', '！', '¡']),
                    "{language}, {translation:?}: no exclamation marks"
                );
            }
        }
    }
    assert!(texts_of_all().iter().all(|(text, _)| !text.contains('!')), "no exclamation marks in Italian");
}

/// Words that a button, a tile or a bar has room for, in no language longer than this many letters (an ideograph counts two).
#[test]
fn short_words_stay_short() {
    for (text, room) in [
        ("Più grande", 14),
        ("Contrasto", 12),
        ("Ascolta", 12),
        ("Più in basso", 14),
        ("Indietro", 12),
        ("Ricomincia", 18),
        ("Salta", 14),
        ("Avanti", 12),
        ("Ho bisogno di aiuto", 22),
    ] {
        for (language, ..) in CATALOGUES {
            let Some(translated) = catalogue(language).remove(&(text.to_owned(), None)) else { continue };
            let wide = |c: char| if c >= '\u{2e80}' { 2 } else { 1 };
            let length: usize = translated[0].chars().map(wide).sum();
            assert!(length <= room, "{language}, {text:?}: {:?} has {length} of {room}", translated[0]);
        }
    }
}

/// The texts of a site file that lack one of its languages.
fn incomplete(value: &toml::Value, languages: &[String], found: &mut Vec<String>) {
    match value {
        toml::Value::Table(table) => {
            if let Some(italian) = table.get("it").and_then(toml::Value::as_str) {
                let lacking: Vec<&String> =
                    languages.iter().filter(|language| !table.contains_key(*language)).collect();
                if !lacking.is_empty() {
                    found.push(format!("{italian:?}: {lacking:?}"));
                }
            }
            table.values().for_each(|value| incomplete(value, languages, found));
        }
        toml::Value::Array(values) => values.iter().for_each(|value| incomplete(value, languages, found)),
        _ => {}
    }
}

#[test]
fn an_example_site_says_everything_in_the_languages_it_offers() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/sites");
    for (site, count) in [("pac", 9), ("demo", 9), ("polifunzionale", 2), ("bank", 2), ("warsaw", 2)] {
        let text = fs::read_to_string(folder.join(site).with_extension("toml")).unwrap();
        let value: toml::Value = toml::from_str(&text).unwrap();
        let languages: Vec<String> = value["languages"]
            .as_array()
            .unwrap()
            .iter()
            .map(|language| language.as_str().unwrap().to_owned())
            .collect();
        assert_eq!(languages.len(), count, "{site}: {languages:?}");
        let mut found = Vec::new();
        incomplete(&value, &languages, &mut found);
        assert!(found.is_empty(), "{site}: {found:#?}");
    }
    let mut found = Vec::new();
    let value = toml::from_str("a = {it = \"A\", en = \"B\"}\n[[b]]\nc.it = \"C\"").unwrap();
    incomplete(&value, &["it".to_owned(), "en".to_owned()], &mut found);
    assert_eq!(found, ["\"C\": [\"en\"]"]);
}

#[test]
fn the_check_reads_what_slint_reads() {
    assert_eq!(literal(r#" "a \"b\" c" | "#), Some(("a \"b\" c".to_owned(), " | ")));
    assert_eq!(places("{0} · {1}–{2}"), ["0", "1", "2"]);
    let plural = ("{n} persona in attesa".to_owned(), Some("{n} persone in attesa".to_owned()));
    assert!(texts_of_screens().contains(&plural));
}
