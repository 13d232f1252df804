//! Every kind of question, and that nothing of an answer stays.

use super::*;

fn asked(question: serde_json::Value) -> Kiosk {
    let mut kiosk = Kiosk::with_site(site(vec![service("one", 'A', "Uno", json!([question]))]));
    let attempt = kiosk.ask("one");
    kiosk.give(attempt, 'A');
    kiosk
}

fn question(kind: &str) -> serde_json::Value {
    json!({"key": "q", "kind": kind, "question": {"it": "Domanda?"}, "why": null, "options": []})
}

fn type_in(kiosk: &mut Kiosk, text: &str) {
    for letter in text.chars() {
        kiosk.touch(Touch::Key(letter.into()));
    }
}

fn read_back(kiosk: &Kiosk) -> Vec<(String, String)> {
    match kiosk.screen() {
        Screen::Check(check) => check.rows.into_iter().map(|row| (row.question, row.typed)).collect(),
        other => panic!("nothing is read back: {other:?}"),
    }
}

#[test]
fn a_codice_fiscale_is_masked_checked_and_read_back_by_its_end() {
    let mut kiosk = asked(question("codice-fiscale"));
    type_in(&mut kiosk, "rssmra85t10a562");
    assert!(!kiosk.question().can_go_on);
    type_in(&mut kiosk, "x");
    assert!(
        matches!(&kiosk.question().answering, Answering::Code { typed, wrong: true, shown: false } if typed == "••••••••••••562X")
    );
    kiosk.touch(Touch::GoOn);
    assert_eq!(kiosk.question().step, 1, "a wrong one does not pass");
    kiosk.touch(Touch::Erase);
    type_in(&mut kiosk, "s7");
    kiosk.touch(Touch::Reveal);
    assert!(
        matches!(&kiosk.question().answering, Answering::Code { typed, wrong: false, shown: true } if typed == "RSSMRA85T10A562S")
    );
    kiosk.touch(Touch::GoOn);
    let ends = [("Domanda?".to_owned(), "••••••••••••562S".to_owned())];
    assert_eq!(read_back(&kiosk), ends);
    kiosk.touch(Touch::Show(0));
    assert_eq!(read_back(&kiosk)[0].1, "RSSMRA85T10A562S", "whoever wants to compare it reads all of it");
    kiosk.touch(Touch::Show(7));
    kiosk.touch(Touch::Show(0));
    assert_eq!(read_back(&kiosk), ends);
    let effects = kiosk.touch(Touch::GoOn);
    assert_eq!(answers(&effects), json!({"q": "RSSMRA85T10A562S"}));
}

#[test]
fn a_correction_leads_back_to_what_is_read_back() {
    let mut kiosk = asked(question("phone"));
    type_in(&mut kiosk, "+39031");
    kiosk.touch(Touch::GoOn);
    assert_eq!(read_back(&kiosk)[0].1, "••9031");
    kiosk.touch(Touch::Correct(0));
    assert_eq!(kiosk.question().answering, Answering::Phone("+39031".into()));
    type_in(&mut kiosk, "5+");
    kiosk.touch(Touch::GoOn);
    assert_eq!(read_back(&kiosk)[0].1, "•••0315");
    kiosk.touch(Touch::Correct(7));
    kiosk.touch(Touch::Back);
    kiosk.touch(Touch::Skip);
    assert_eq!(kiosk.printed(), 1, "nothing typed is left to read back");
    assert_eq!(answers(&kiosk.wishes), json!(null));
}

#[test]
fn what_was_typed_and_confirmed_is_sent_when_nobody_reads_it_back() {
    let mut kiosk = asked(question("number"));
    type_in(&mut kiosk, "12");
    kiosk.touch(Touch::GoOn);
    assert_eq!(read_back(&kiosk)[0].1, "12");
    let effects = kiosk.wait((times::IDLE + times::WARNING).num_seconds());
    assert_eq!(answers(&effects), json!({"q": 12}));
    assert_eq!(kiosk.printed(), 1);
}

#[test]
fn for_somebody_else_there_is_more_to_bring() {
    let mut whom = question("for-whom");
    whom["documents"] = json!([{"it": "delega firmata"}]);
    let mut kiosk = asked(whom.clone());
    assert_eq!(kiosk.question().answering, Answering::Whom(None));
    let effects = kiosk.touch(Touch::Option(1));
    assert_eq!(answers(&effects), json!({"q": "other"}));
    let printed = paper(&effects);
    assert_eq!(printed.documents, ["documento d’identità"]);
    assert_eq!(printed.documents_for_other, ["delega firmata"]);
    assert_eq!(kiosk.ticket().documents, ["documento d’identità", "delega firmata"]);
    let mut kiosk = asked(whom);
    let effects = kiosk.touch(Touch::Option(0));
    assert_eq!(answers(&effects), json!({"q": "self"}));
    assert_eq!(paper(&effects).documents, ["documento d’identità"]);
}

#[test]
fn several_people_are_counted_and_told_to_the_hub() {
    let mut kiosk = asked(question("people"));
    kiosk.touch(Touch::Fewer);
    assert_eq!(kiosk.question().answering, Answering::People { people: 1, most: 9 });
    for _ in 0..12 {
        kiosk.touch(Touch::More);
    }
    kiosk.touch(Touch::Fewer);
    let effects = kiosk.touch(Touch::GoOn);
    assert_eq!(answers(&effects), json!({"q": 8}));
    assert!(matches!(effects[0], Effect::Details { people: Some(8), .. }));
}

#[test]
fn a_notice_is_answered_by_its_version_or_skipped() {
    let mut notice = question("privacy-notice");
    notice["version"] = json!("2026-1");
    let mut kiosk = asked(notice.clone());
    assert_eq!(kiosk.question().answering, Answering::Notice("2026-1".into()));
    assert_eq!(answers(&kiosk.touch(Touch::GoOn)), json!({"q": "2026-1"}));
    let mut kiosk = asked(notice);
    assert_eq!(answers(&kiosk.touch(Touch::Skip)), json!(null));
}

#[test]
fn free_words_are_read_back() {
    let mut kiosk = asked(question("name"));
    type_in(&mut kiosk, " Ana ");
    kiosk.touch(Touch::GoOn);
    assert_eq!(read_back(&kiosk)[0].1, "Ana");
    assert_eq!(answers(&kiosk.touch(Touch::GoOn)), json!({"q": "Ana"}));
}

/// Where somebody goes from a question with something typed.
const ENDS: [fn(&mut Kiosk); 4] = [
    |kiosk| {
        kiosk.touch(Touch::GoOn);
        kiosk.touch(Touch::GoOn);
    },
    |kiosk| {
        kiosk.touch(Touch::Restart);
        kiosk.touch(Touch::GiveBack);
    },
    |kiosk| {
        kiosk.touch(Touch::GoOn);
        kiosk.touch(Touch::Correct(0));
        kiosk.touch(Touch::Skip);
    },
    |kiosk| {
        kiosk.wait((times::IDLE + times::WARNING).num_seconds());
    },
];

#[test]
fn nothing_that_was_typed_stays_in_model_or_view() {
    for end in ENDS {
        let mut kiosk = asked(question("text"));
        type_in(&mut kiosk, "segreto");
        assert_eq!(
            kiosk.question().answering,
            Answering::Words("segreto".into()),
            "while it is typed it is read"
        );
        end(&mut kiosk);
        assert!(!matches!(kiosk.screen(), Screen::Question(_) | Screen::Check(_)));
        assert!(kiosk.model.holds_no_answer());
    }
}

#[test]
fn no_debug_shows_what_was_typed() {
    let typed = [
        ("text", "segreto", "segreto"),
        ("name", "segreto", "segreto"),
        ("number", "471147", "471147"),
        ("phone", "0313456789", "6789"),
        ("codice-fiscale", "RSSMRA85T10A562S", "562S"),
        ("municipality", "Rovellasca", "ovellasca"),
    ];
    for (kind, text, hidden) in typed {
        for end in ENDS {
            let mut kiosk = asked(question(kind));
            let mut shown = Vec::new();
            for letter in text.chars() {
                let touch = Touch::Key(letter.into());
                assert_eq!(
                    format!("{touch:?}"),
                    format!("{:?}", Touch::Key('§'.into())),
                    "an input shows no key"
                );
                let focused = Input::Focused(letter.into());
                assert_eq!(format!("{focused:?}"), format!("{:?}", Input::Focused('§'.into())));
                shown.push(format!("{:?}", kiosk.touch(touch)));
                shown.push(format!("{:?}{:?}", kiosk.model.view(), kiosk.model));
            }
            if kind == "municipality" {
                kiosk.touch(Touch::Option(0));
                shown.push(format!("{:?}{:?}", kiosk.model.view(), kiosk.model));
            }
            if kind == "codice-fiscale" {
                kiosk.touch(Touch::Reveal);
                shown.push(format!("{:?}", kiosk.model.view()));
            }
            end(&mut kiosk);
            shown.push(format!("{:?}{:?}{:?}", kiosk.model.view(), kiosk.model, kiosk.wishes));
            let leak = shown.iter().find(|shown| shown.contains(hidden));
            assert!(leak.is_none(), "{kind}: {leak:?}");
        }
    }
}

#[test]
fn how_answers_are_used_is_said_before_anything_is_typed() {
    let ask = |key: &str, kind: &str| json!({"key": key, "kind": kind, "question": {"it": key}, "why": null, "options": []});
    let mut notice = ask("notice", "privacy-notice");
    notice["version"] = json!("1");
    let asked = json!([ask("first", "yes-no"), ask("phone", "phone"), ask("second", "yes-no"), notice]);
    let mut kiosk = Kiosk::with_site(site(vec![service("one", 'A', "Uno", asked)]));
    let attempt = kiosk.ask("one");
    kiosk.give(attempt, 'A');
    let mut order = Vec::new();
    for _ in 0..4 {
        order.push(kiosk.question().question);
        kiosk.touch(Touch::Skip);
    }
    assert_eq!(order, ["first", "notice", "phone", "second"]);
}

#[test]
fn who_was_counted_counts_though_nobody_touched_on() {
    for (more, told) in [(2, json!({"q": 3})), (0, json!(null))] {
        let mut kiosk = asked(question("people"));
        for _ in 0..more {
            kiosk.touch(Touch::More);
        }
        let effects = kiosk.wait((times::IDLE + times::WARNING).num_seconds());
        assert_eq!(answers(&effects), told);
    }
}
