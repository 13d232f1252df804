//! Whatever somebody typed prints as it was typed: data never become commands.

use proptest::prelude::*;
use turno_documents::Form;
use turno_documents::forms::NextStep;
use turno_domain::text::{Language, Texts, clean_lines};

use crate::forms::next_step;
use crate::page::{printed, text, without_space};

fn with_name(person: &str, step: &str) -> NextStep {
    NextStep { person: person.into(), step: Texts::italian(step), ..next_step(Language::It) }
}

#[test]
fn the_signs_that_mean_something_to_typst_are_letters_here() {
    for typed in [
        "#panic(\"x\")",
        "$ x^2 $",
        "] [ } { ) (",
        "*forte* _corsivo_ `codice`",
        "= Titolo",
        "<etichetta> @rimando",
        "// niente commenti /* nemmeno qui */",
        "barra \\ u \\u{41} \\n",
        "https://esempio.it",
        "D'Angelo \"Nini\" --- ...",
        "~ - + / 1. voce",
    ] {
        let page = text(&printed(&Form::NextStep(with_name(typed, typed))));
        let wanted = without_space(typed);
        assert_eq!(page.matches(&wanted).count(), 2, "{typed:?} in {page}");
    }
}

#[test]
fn control_characters_and_turned_directions_are_taken_out() {
    let page = text(&printed(&Form::NextStep(with_name("Ma\u{0}rio\u{1b}[31m\u{202e}issoR\u{7}", "x"))));
    assert!(page.contains("Mario[31missoR"), "{page}");
}

#[test]
fn lines_stay_lines() {
    let one = printed(&Form::NextStep(with_name("a", "uno due")));
    let two = printed(&Form::NextStep(with_name("a", "uno\ndue")));
    assert_eq!(text(&one), text(&two));
    assert!(one.bytes != two.bytes);
}

#[test]
fn very_long_names_and_words_are_broken_and_not_cut() {
    let name = "Maria".repeat(100);
    let pdf = printed(&Form::NextStep(with_name(&name, &name)));
    assert_eq!(text(&pdf).matches(&name).count(), 2);
}

/// Letters of Europe, each with a sign of its own in the bundled typefaces.
fn european() -> impl Strategy<Value = String> {
    let letter = prop_oneof![
        prop::char::range(' ', '~'),
        prop::char::range('À', 'ſ'),
        prop::char::range('А', 'я'),
        Just('ș'),
        Just('’'),
        Just('€'),
    ];
    // Titillium Web draws these as the Romanian letters with a comma, and a file knows a sign by one letter.
    let cedilla = |letter: &char| matches!(letter, 'Ş' | 'ş' | 'Ţ' | 'ţ');
    let letter = letter.prop_filter("a sign of its own", move |letter| !cedilla(letter));
    prop::collection::vec(letter, 1..60).prop_map(|letters| letters.into_iter().collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn european_texts_print_as_they_were_typed(person in european(), step in european()) {
        let page = text(&printed(&Form::NextStep(with_name(&person, &step))));
        for typed in [person, step] {
            let wanted = without_space(&clean_lines(&typed, 1000));
            prop_assert!(page.contains(&wanted), "{typed:?} in {page}");
        }
    }

    #[test]
    fn any_text_at_all_is_printed(person in any::<String>(), step in any::<String>(), phone in any::<String>()) {
        let form = NextStep { contact_phone: phone, language: Language::Ar, ..with_name(&person, &step) };
        prop_assert!(printed(&Form::NextStep(form)).pages >= 1);
    }
}
