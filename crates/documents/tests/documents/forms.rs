//! What every printed form must be: whole, the same twice, accessible, and readable by whoever holds the code under a scanner.

use chrono::NaiveDate;
use turno_documents::forms::{NextStep, When};
use turno_documents::{Form, FormKind, check, print};
use turno_domain::casework::FormCode;
use turno_domain::text::{Language, Texts};

use crate::page::{PATIENCE, drawn, printed, text, without_space};

/// The full example, in a language.
pub fn next_step(language: Language) -> NextStep {
    let Some(Form::NextStep(form)) = FormKind::NextStep.examples().into_iter().next() else {
        panic!("an example")
    };
    NextStep { language, ..form }
}

#[test]
fn every_shipped_template_prints_every_example_without_a_remark() {
    for kind in FormKind::ALL {
        let checked = check(kind, kind.shipped_template(), PATIENCE)
            .unwrap_or_else(|faults| panic!("{kind:?}: {faults:#?}"));
        assert_eq!(checked.remarks, [], "{kind:?}");
        for form in kind.examples() {
            let pdf = printed(&form);
            assert!(pdf.conforms, "{kind:?} keeps PDF/A-2a and PDF/UA-1");
            assert!(pdf.without_glyph.is_empty(), "{kind:?}");
            assert_eq!(pdf.pages, 1, "{kind:?}");
        }
    }
}

#[test]
fn the_same_form_is_the_same_file_and_another_is_another() {
    for kind in FormKind::ALL {
        let form = &kind.examples()[0];
        let first = printed(form);
        assert!(first == printed(form), "{kind:?}");
    }
    let mut other = next_step(Language::It);
    other.person.push('!');
    assert!(printed(&Form::NextStep(other)) != printed(&Form::NextStep(next_step(Language::It))));
}

#[test]
fn the_discharge_form_says_what_is_next() {
    let page = text(&printed(&Form::NextStep(next_step(Language::It))));
    for words in [
        "Sportello PAC",
        "Comune di Esempio",
        "Maria Esempio",
        "23 novembre 2026",
        "Pratica 2026/000123",
        "Torni da noi per ritirare la conferma.",
        "lunedì 30 novembre 2026, ore 10:30",
        "Tessera sanitaria",
        "La lettera dell’ASST, se arriva prima",
        "02 0000 0000",
        "Pagina 1 di 1",
    ] {
        assert!(page.contains(&without_space(words)), "{words:?} in {page}");
    }
}

#[test]
fn in_another_language_it_says_it_in_both_and_what_has_no_translation_once() {
    let page = text(&printed(&Form::NextStep(next_step(Language::Ro))));
    for words in [
        "Următorul dumneavoastră pas",
        "Reveniți la noi pentru a ridica confirmarea.",
        "Torni da noi per ritirare la conferma.",
        "luni, 30 noiembrie 2026, ora 10:30",
        "lunedì 30 novembre 2026, ore 10:30",
        "Cardul de sănătate",
        "Tessera sanitaria",
    ] {
        assert!(page.contains(&without_space(words)), "{words:?} in {page}");
    }
    assert_eq!(page.matches("pianoterra,stanza2").count(), 1, "{page}");
}

#[test]
fn every_language_has_its_letters() {
    for language in Language::ALL {
        let pdf = printed(&Form::NextStep(next_step(language)));
        assert!(pdf.without_glyph.is_empty(), "{language}");
        assert!(pdf.conforms && pdf.pages == 1, "{language}: {} pages", pdf.pages);
    }
}

#[test]
fn a_day_that_must_not_pass_is_said_so() {
    let by = NaiveDate::from_ymd_opt(2026, 12, 1).map(When::By);
    let page = text(&printed(&Form::NextStep(NextStep { when: by, ..next_step(Language::Uk) })));
    assert!(page.contains("Entromartedì1dicembre2026"), "{page}");
    assert!(page.contains("Крайнійтермін:вівторок,1грудня2026р."), "{page}");
}

#[test]
fn the_code_is_read_off_the_page_and_says_nothing_but_itself() {
    let code = FormCode::from_bytes([0xA7; 16]);
    let pdf = printed(&Form::NextStep(NextStep { code: Some(code), ..next_step(Language::It) }));
    let page = &drawn(&pdf, 2.0)[0];
    let mut prepared = rqrr::PreparedImage::prepare_from_greyscale(page.width, page.height, |x, y| {
        page.grey[y * page.width + x]
    });
    let read =
        prepared.detect_grids().first().and_then(|grid| grid.decode().ok()).map(|(_, content)| content);
    assert_eq!(read.as_deref(), Some(code.text().as_str()));
    assert!(!text(&pdf).contains(&code.text()), "it stands nowhere in letters");
}

#[test]
fn a_form_without_a_code_has_none() {
    let pdf = printed(&Form::NextStep(NextStep { code: None, ..next_step(Language::It) }));
    let page = &drawn(&pdf, 2.0)[0];
    let mut prepared = rqrr::PreparedImage::prepare_from_greyscale(page.width, page.height, |x, y| {
        page.grey[y * page.width + x]
    });
    assert!(prepared.detect_grids().is_empty());
}

#[test]
fn the_file_has_title_language_tags_and_its_typefaces() {
    for kind in FormKind::ALL {
        let pdf = printed(&kind.examples()[0]);
        let document = lopdf::Document::load_mem(&pdf.bytes).unwrap();
        let catalog = document.catalog().unwrap();
        assert_eq!(catalog.get(b"Lang").unwrap().as_str().unwrap(), b"it", "{kind:?}");
        let marked = document.dereference(catalog.get(b"MarkInfo").unwrap()).unwrap().1.as_dict().unwrap();
        assert!(marked.get(b"Marked").unwrap().as_bool().unwrap(), "{kind:?}");
        assert!(catalog.has(b"StructTreeRoot"), "{kind:?}");
        let info = document.trailer.get(b"Info").unwrap();
        let info = document.dereference(info).unwrap().1.as_dict().unwrap();
        assert!(!info.get(b"Title").unwrap().as_str().unwrap().is_empty());
        let made = String::from_utf8_lossy(info.get(b"CreationDate").unwrap().as_str().unwrap()).into_owned();
        assert!(made.starts_with("D:20261123100500"), "{made}");
        let fonts: Vec<_> = document
            .objects
            .values()
            .filter_map(|object| object.as_dict().ok())
            .filter(|dict| {
                dict.get(b"Type").and_then(|kind| kind.as_name()).is_ok_and(|name| name == b"FontDescriptor")
            })
            .collect();
        assert!(!fonts.is_empty(), "{kind:?}");
        for font in fonts {
            assert!(font.has(b"FontFile2") || font.has(b"FontFile3"), "{kind:?}: embedded");
        }
    }
}

#[test]
fn long_texts_run_on_to_further_pages_and_nothing_is_lost() {
    let words: Vec<String> = (0..1500).map(|n| format!("parola{n:04}")).collect();
    let form = NextStep { done: Texts::italian(&words.join(" ")), ..next_step(Language::It) };
    let pdf = printed(&Form::NextStep(form));
    assert!(pdf.pages > 1);
    let page = text(&pdf);
    for word in words {
        assert!(page.contains(&word), "{word}");
    }
    assert!(page.contains(&format!("Pagina{0}di{0}", pdf.pages)));
}

#[test]
fn a_letter_that_no_typeface_has_is_said_and_the_form_is_printed() {
    let form = NextStep { person: "Mario 🙂 Rossi".into(), ..next_step(Language::It) };
    let pdf = printed(&Form::NextStep(form));
    assert_eq!(pdf.without_glyph, ['🙂']);
    assert!(!pdf.conforms);
    assert!(text(&pdf).contains("Rossi"));
}

#[test]
fn logos_may_be_png_and_svg_and_a_broken_one_is_said() {
    let png: &[u8] = include_bytes!("../../../../assets/sites/logo.png");
    let mut form = next_step(Language::It);
    let mut logo = form.sheet.logos[0].clone();
    logo.bytes = png.into();
    form.sheet.logos.push(logo.clone());
    assert_eq!(printed(&Form::NextStep(form.clone())).pages, 1);
    logo.bytes = png[..40].into();
    form.sheet.logos.push(logo);
    let form = Form::NextStep(form);
    let faults = print(&form, form.kind().shipped_template(), PATIENCE).unwrap_err();
    assert_eq!(faults[0].kind, turno_documents::FaultKind::Picture, "{faults:#?}");
}
