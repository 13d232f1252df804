//! Every character that a screen, a page or a ticket may show has a glyph in the typefaces of assets/fonts.

use ab_glyph::{Font, FontVec};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Where words for people stand: folder, ending.
const WORDS: [(&str, &str); 10] = [
    ("kiosk/lang", "po"),
    ("kiosk/ui", "slint"),
    ("desk-client/lang", "po"),
    ("desk-client/ui", "slint"),
    ("crates/ui-kit/ui", "slint"),
    ("crates/hub/src/public/pages", "js"),
    ("crates/devices/src/paper", "rs"),
    ("crates/documents/src/words", "rs"),
    ("crates/domain/src/text", "rs"),
    ("assets/sites", "toml"),
];

/// For each weight, the typefaces in the order in which they are asked.
const WEIGHTS: [[&str; 4]; 3] = [
    [
        "TitilliumWeb-Regular.ttf",
        "NotoSans-Regular.ttf",
        "NotoSansArabic-Regular.ttf",
        "NotoSansSC-Regular.otf",
    ],
    ["TitilliumWeb-SemiBold.ttf", "NotoSans-Bold.ttf", "NotoSansArabic-Bold.ttf", "NotoSansSC-Bold.otf"],
    ["TitilliumWeb-Bold.ttf", "NotoSans-Bold.ttf", "NotoSansArabic-Bold.ttf", "NotoSansSC-Bold.otf"],
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Each character with one file in which it stands.
fn characters() -> BTreeMap<char, PathBuf> {
    let mut characters = BTreeMap::new();
    for (folder, ending) in WORDS {
        let mut folders = vec![root().join(folder)];
        let before = characters.len();
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder).expect("a folder of words") {
                let path = entry.expect("its entry").path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|e| e == ending) {
                    let text = fs::read_to_string(&path).expect("a text");
                    characters.extend(text.chars().filter(|c| is_written(*c)).map(|c| (c, path.clone())));
                }
            }
        }
        assert!(!characters.is_empty() && characters.len() >= before, "{folder} holds words");
    }
    characters
}

/// Pictographs stand only in the tests of what paper leaves out.
fn is_written(character: char) -> bool {
    !character.is_control() && character < '\u{1f000}'
}

fn typeface(name: &str) -> FontVec {
    let bytes = fs::read(root().join("assets/fonts").join(name)).expect("a typeface");
    FontVec::try_from_vec(bytes).expect("a typeface that can be read")
}

#[test]
fn every_character_has_a_glyph_in_every_weight() {
    let characters = characters();
    for weight in WEIGHTS {
        let typefaces = weight.map(typeface);
        let missing: Vec<String> = characters
            .iter()
            .filter(|(character, _)| typefaces.iter().all(|t| t.glyph_id(**character).0 == 0))
            .map(|(c, path)| format!("{c:?} (U+{:04X}) of {}", u32::from(*c), path.display()))
            .collect();
        assert!(missing.is_empty(), "{weight:?}: run assets/fonts/subset.py for\n{}", missing.join("\n"));
    }
}

#[test]
fn whole_alphabets_are_there_for_what_a_site_writes_itself() {
    let [latin, europe, arabic, chinese] = WEIGHTS[0].map(typeface);
    let has = |typeface: &FontVec, character: char| typeface.glyph_id(character).0 != 0;
    for romanian_or_albanian in "ăâîșțĂÂÎȘȚçëÇË".chars() {
        assert!(has(&latin, romanian_or_albanian), "{romanian_or_albanian}");
    }
    for cyrillic in ('\u{400}'..='\u{45f}').chain("ҐґІіЇїЄє".chars()) {
        assert!(has(&europe, cyrillic), "{cyrillic}");
    }
    for letter in ('\u{621}'..='\u{63a}').chain('\u{641}'..='\u{652}').chain('\u{660}'..='\u{669}') {
        assert!(has(&arabic, letter), "{letter:?}");
    }
    for common in "的一是不了人我在有他这中大来上国市政府服务窗口".chars() {
        assert!(has(&chinese, common), "{common}");
    }
    assert!(!has(&latin, 'ї') && !has(&europe, '中'), "the test tells one typeface from another");
}
