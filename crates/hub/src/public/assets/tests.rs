use super::*;

fn text(name: &str) -> &'static str {
    let asset = ASSETS.iter().find(|asset| asset.name == name).unwrap();
    std::str::from_utf8(asset.bytes).unwrap()
}

/// The twelve colours that `services.css` gives `variable`.
fn colours(variable: &str) -> Vec<u32> {
    text("services.css")
        .lines()
        .filter_map(|line| colour(line.split(&format!("{variable}: #")).nth(1)?))
        .collect()
}

fn colour(text: &str) -> Option<u32> {
    u32::from_str_radix(text.get(..6)?, 16).ok()
}

/// The contrast of two colours by WCAG 2.2, 1 to 21.
fn contrast(one: u32, other: u32) -> f64 {
    let luminance = |colour: u32| {
        let part = |shift: u32| {
            let share = f64::from((colour >> shift) & 0xFF) / 255.0;
            if share <= 0.040_45 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(16) + 0.7152 * part(8) + 0.0722 * part(0)
    };
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

#[test]
fn pages_name_only_files_that_exist_and_no_other_host() {
    for (name, text) in &PAGES {
        for address in text.split("/static/{version}/").skip(1) {
            let file = address.split('"').next().unwrap();
            assert!(ASSETS.iter().any(|asset| asset.name == file), "{name} names {file}");
        }
        assert!(!text.contains("://"), "{name} names another host");
    }
    for asset in ASSETS.iter().filter(|asset| asset.kind == SCRIPT || asset.kind == STYLE) {
        assert!(!text(asset.name).contains("://"), "{}", asset.name);
    }
}

#[test]
fn a_service_has_the_colour_it_has_on_the_other_screens() {
    let tokens = include_str!("../../../../ui-kit/ui/tokens.slint");
    let expected: Vec<u32> = tokens
        .lines()
        .filter(|line| line.contains("<color> service-"))
        .filter_map(|line| colour(line.rsplit('#').next()?))
        .collect();
    assert_eq!(expected.len(), 12);
    assert_eq!(colours("--service"), expected);
}

#[test]
fn what_is_written_and_drawn_stands_out() {
    const NAVY: [u32; 2] = [0x16_26_3D, 0x0E_1A_2B];
    for service in colours("--service") {
        assert!(contrast(service, 0xFF_FF_FF) >= 4.5, "white on {service:06x}");
    }
    let light = colours("--service-light");
    assert_eq!(light.len(), 12);
    for (service, ground) in light.iter().flat_map(|service| NAVY.map(|ground| (*service, ground))) {
        assert!(contrast(service, ground) >= 3.0, "{service:06x} on {ground:06x}");
    }
    let written = [
        (0x9D_B2_D3, 0x16_26_3D),
        (0x9D_B2_D3, 0x0E_1A_2B),
        (0xC5_D2_E6, 0x16_26_3D),
        (0xD7_E0_EE, 0x08_11_1D),
        (0x14_23_3A, 0xFB_F0_E2),
        (0x52_61_7A, 0xFF_FF_FF),
        (0x52_61_7A, 0xF4_F1_EA),
        (0x52_61_7A, 0xE9_E4_DA),
        (0x00_59_B3, 0xFF_FF_FF),
        (0xB3_26_1E, 0xFF_FF_FF),
    ];
    let styles = format!("{}{}", text("board.css"), text("ticket.css"));
    for (ink, ground) in written {
        assert!(contrast(ink, ground) >= 4.5, "{ink:06x} on {ground:06x}: {:.2}", contrast(ink, ground));
        for colour in [ink, ground] {
            let written = format!("#{colour:06X}");
            assert!(styles.contains(&written), "no style uses {written}");
        }
    }
}

/// The keys of each language of `words.js`, which the pages would otherwise say in Italian.
#[test]
fn every_language_has_every_word_of_the_pages() {
    let mut languages: Vec<(String, Vec<String>)> = Vec::new();
    for line in text("words.js").lines() {
        let indent = line.len() - line.trim_start().len();
        let Some((key, rest)) = line.trim_start().split_once(':') else { continue };
        let key = key.trim_matches('\'').to_owned();
        match (indent, rest.trim()) {
            (4, "{") => languages.push((key, Vec::new())),
            (6, _) => languages.last_mut().unwrap().1.push(key),
            _ => {}
        }
    }
    let codes: Vec<&str> = languages.iter().map(|(code, _)| code.as_str()).collect();
    assert_eq!(codes, turno_domain::text::Language::ALL.map(|language| language.code()));
    let italian = languages[0].1.clone();
    assert!(italian.len() > 40, "{italian:?}");
    for (code, keys) in &languages {
        assert_eq!(*keys, italian, "{code}");
    }
}
