//! The words of the screens: all Italian ones have English ones, every word of the wire has its words, the tone is formal.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

fn screens() -> Vec<(PathBuf, String)> {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("ui")];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "slint") {
                let text = fs::read_to_string(&path).unwrap();
                files.push((path, text));
            }
        }
    }
    assert!(files.len() > 15);
    files
}

/// The text between the next two quotes, and what follows them.
fn quoted(text: &str) -> Option<(&str, &str)> {
    let rest = text.trim_start().strip_prefix('"')?;
    let mut before = ' ';
    for (at, c) in rest.char_indices() {
        if c == '"' && before != '\\' {
            return Some((&rest[..at], &rest[at + 1..]));
        }
        before = c;
    }
    None
}

/// Every `@tr` of the screens: singular and, where there is one, plural.
fn sources() -> BTreeSet<(String, Option<String>)> {
    let mut found = BTreeSet::new();
    for (path, text) in screens() {
        for rest in text.split("@tr(").skip(1) {
            let (singular, rest) = quoted(rest).unwrap_or_else(|| panic!("{}: {rest:.60}", path.display()));
            let plural =
                rest.trim_start().strip_prefix('|').and_then(quoted).map(|(text, _)| text.to_owned());
            found.insert((singular.to_owned(), plural));
        }
    }
    assert!(found.len() > 300);
    found
}

/// The catalogue: from the Italian to the English words.
fn english() -> BTreeMap<String, Vec<String>> {
    let text =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("lang/en/LC_MESSAGES/turno-desk.po"))
            .unwrap();
    let mut catalogue: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut current = String::new();
    for line in text.lines() {
        let value = |rest: &str| quoted(rest).map(|(text, _)| text.to_owned()).unwrap_or_default();
        if let Some(rest) = line.strip_prefix("msgid_plural ") {
            current = format!("{current}|{}", value(rest));
        } else if let Some(rest) = line.strip_prefix("msgid ") {
            current = value(rest);
        } else if let Some((_, rest)) = line.strip_prefix("msgstr").and_then(|rest| rest.split_once(' ')) {
            catalogue.entry(current.clone()).or_default().push(value(rest));
        }
    }
    catalogue.remove("");
    catalogue
}

fn key((singular, plural): &(String, Option<String>)) -> String {
    plural.as_ref().map_or_else(|| singular.clone(), |plural| format!("{singular}|{plural}"))
}

#[test]
fn every_italian_text_has_an_english_one_and_none_is_left_over() {
    let (sources, english) = (sources(), english());
    let missing: Vec<String> = sources
        .iter()
        .map(key)
        .filter(|key| english.get(key).is_none_or(|texts| texts.iter().any(String::is_empty)))
        .collect();
    assert!(missing.is_empty(), "without English: {missing:#?}");
    let known: BTreeSet<String> = sources.iter().map(key).collect();
    let left: Vec<&String> = english.keys().filter(|key| !known.contains(*key)).collect();
    assert!(left.is_empty(), "not on any screen: {left:#?}");
}

#[test]
fn a_translation_keeps_the_places_for_numbers_and_names() {
    let places = |text: &str| {
        let mut places: Vec<String> = text
            .split('{')
            .skip(1)
            .filter_map(|rest| rest.split_once('}'))
            .map(|(name, _)| name.to_owned())
            .collect();
        places.sort();
        places
    };
    for (source, texts) in english() {
        for text in texts {
            let expected = places(source.split('|').next().unwrap_or_default());
            assert_eq!(places(&text), expected, "{source:?} became {text:?}");
        }
    }
}

#[test]
fn the_tone_is_formal_and_calm() {
    for source in sources() {
        let text = key(&source);
        assert!(!text.contains('!'), "{text:?}");
        // "Tu" forms that slip in most easily.
        for word in ["scegli ", "inserisci ", "premi ", "riprova ", "attendi ", "tuo ", "tua ", "hai "] {
            assert!(!format!("{} ", text.to_lowercase()).contains(&format!(" {word}")), "{text:?}: {word:?}");
        }
    }
}

#[test]
fn every_refusal_of_the_hub_has_its_words() {
    let words = screens().into_iter().find(|(path, _)| path.ends_with("say.slint")).unwrap().1;
    let refusals =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/domain/src/refusal.rs"))
            .unwrap();
    let mut names: BTreeSet<&str> = refusals
        .lines()
        .filter(|line| line.contains("Refusal::") && line.contains("=> \""))
        .filter_map(|line| line.split('"').nth(1))
        .collect();
    assert!(names.len() > 15, "{names:?}");
    names.extend([
        "wrong-pin",
        "sign-in-locked",
        "stale",
        "practice-ended",
        "practice-open",
        "not-found",
        "storage-full",
        "practice-not-offered",
        "already-responsible",
        "step-ended",
        "step-open",
        "forbidden",
    ]);
    let missing: Vec<&str> =
        names.into_iter().filter(|name| !words.contains(&format!("notice.name == \"{name}\""))).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn the_screens_speak_of_the_site_and_name_keys_in_their_own_language() {
    for source in sources() {
        let text = key(&source);
        assert!(
            !text.to_lowercase().split(' ').any(|word| word == "hub"),
            "{text:?}: nobody knows what a hub is"
        );
        // The office is "la sede", what answers is "il computer centrale"; a file connects, it enrols nobody.
        for other in ["la sede non", "con la sede", "della sede sia", "iscrizione", "iscritta"] {
            assert!(!text.to_lowercase().contains(other), "{text:?}: {other:?}");
        }
    }
    for (path, text) in screens() {
        for name in ["Invio", "Giù", "Su"] {
            let raw = [format!("key-cap: \"{name}\""), format!(" {name}\"")];
            let untranslated = text
                .lines()
                .filter(|line| line.contains("key-cap:") && !line.contains("@tr("))
                .find(|line| raw.iter().any(|raw| line.contains(raw)));
            assert_eq!(untranslated, None, "{}", path.display());
        }
    }
}
