//! No text of a screen lacks its English, none of the catalogue has lost its screen, and what is filled in stands in both.

#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

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

/// Every `@tr(…)` of the screens.
fn texts_of_screens() -> BTreeSet<Text> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui");
    let mut texts = BTreeSet::new();
    for entry in fs::read_dir(folder).unwrap() {
        let source = fs::read_to_string(entry.unwrap().path()).unwrap();
        for call in source.split("@tr(").skip(1) {
            let (text, rest) = literal(call).expect("@tr begins with a text");
            let plural = rest.trim_start().strip_prefix('|').and_then(literal).map(|(plural, _)| plural);
            texts.insert((text, plural));
        }
    }
    texts
}

/// The catalogue: each text with its translations.
fn catalogue(language: &str) -> BTreeMap<Text, Vec<String>> {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("lang").join(language).join("LC_MESSAGES/turno-kiosk.po");
    let text = fs::read_to_string(path).unwrap();
    let mut entries = BTreeMap::new();
    for block in text.split("\n\n") {
        let field = |name: &str| {
            block
                .lines()
                .find_map(|line| literal(line.strip_prefix(name)?.trim_start()))
                .map(|(value, _)| value)
        };
        let Some(text) = field("msgid ").filter(|text| !text.is_empty()) else { continue };
        let translated = ["msgstr ", "msgstr[0] ", "msgstr[1] "]
            .into_iter()
            .filter_map(field)
            .filter(|t| !t.is_empty())
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
fn every_text_is_translated_and_every_translation_is_used() {
    let (screens, english) = (texts_of_screens(), catalogue("en"));
    assert!(screens.len() > 40, "the screens are where they were: {}", screens.len());
    let known: BTreeSet<Text> = english.keys().cloned().collect();
    let missing: Vec<&Text> = screens.difference(&known).collect();
    assert!(missing.is_empty(), "without English: {missing:#?}");
    let left_over: Vec<&Text> = known.difference(&screens).collect();
    assert!(left_over.is_empty(), "in the catalogue, on no screen: {left_over:#?}");
}

#[test]
fn translations_are_whole_and_fill_in_the_same() {
    for ((text, plural), translated) in catalogue("en") {
        assert_eq!(translated.len(), if plural.is_some() { 2 } else { 1 }, "{text:?}: {translated:?}");
        for translation in &translated {
            assert_eq!(places(&text), places(translation), "{text:?} and {translation:?}");
            assert!(!translation.contains('!') && !text.contains('!'), "{text:?}: no exclamation marks");
        }
    }
}

#[test]
fn the_check_reads_what_slint_reads() {
    assert_eq!(literal(r#" "a \"b\" c" | "#), Some(("a \"b\" c".to_owned(), " | ")));
    assert_eq!(places("{0} · {1}–{2}"), ["0", "1", "2"]);
    let plural = ("{n} persona in attesa".to_owned(), Some("{n} persone in attesa".to_owned()));
    assert!(texts_of_screens().contains(&plural));
}
