//! The paper.

use super::*;

#[test]
fn without_questions_the_ticket_prints_at_once() {
    let mut kiosk = Kiosk::open();
    let attempt = kiosk.ask("forms");
    let (ticket, effects) = kiosk.give(attempt, 'C');
    assert!(matches!(effects.as_slice(), [Effect::Print(printed, _)] if *printed == ticket));
    let paper = paper(&effects);
    assert_eq!(paper.number.to_string(), "C 042");
    assert_eq!((paper.site.as_str(), paper.service.as_deref()), ("Sportello PAC", Some("Moduli")));
    assert_eq!(paper.issued.format("%F %T").to_string(), "2026-11-21 09:42:00");
    assert_eq!(paper.documents, ["documento d’identità"]);
    assert_eq!((&paper.turn, paper.people_before), (&Turn::Waits, 3));
    let shown = kiosk.ticket();
    assert_eq!((shown.letter.as_str(), shown.digits.as_str()), ("C", "042"));
    assert_eq!((shown.weekday, shown.day, shown.month, shown.time.as_str()), (5, 21, 10, "9:42"));
    assert_eq!((shown.paper, shown.seconds), (PaperWord::Printing, None));
}

#[test]
fn the_sites_logo_stands_on_the_paper_and_one_that_cannot_be_read_leaves_it_without() {
    use base64::Engine;
    let example = include_bytes!("../../../../assets/sites/logo.png");
    let example = base64::engine::general_purpose::STANDARD.encode(example);
    for (logo, stands) in [(example.as_str(), true), ("R0lGODlh", false), ("no base64", false)] {
        let mut site = pac();
        site["logo"] = json!(logo);
        let mut kiosk = Kiosk::with_site(site);
        let attempt = kiosk.ask("forms");
        let (_, effects) = kiosk.give(attempt, 'C');
        assert_eq!(paper(&effects).logo.is_some(), stands);
    }
}

#[test]
fn printed_is_said_only_when_it_is_proven() {
    let (mut kiosk, ticket) = Kiosk::printing();
    for (state, word) in [
        (PaperState::Queued, PaperWord::Printing),
        (PaperState::Sent, PaperWord::Printing),
        (PaperState::Unknown, PaperWord::Unsure),
        (PaperState::Failed, PaperWord::NotOut),
        (PaperState::Proven, PaperWord::Printed),
    ] {
        kiosk.hear(Input::Paper(ticket, Paper::State(state)));
        assert_eq!(kiosk.ticket().paper, word, "{state:?}");
    }
    let (mut kiosk, ticket) = Kiosk::printing();
    kiosk.hear(Input::Paper(ticket, Paper::NoPrinter));
    assert_eq!(kiosk.ticket().paper, PaperWord::NoPrinter);
}

#[test]
fn the_paper_of_another_ticket_is_not_this_one() {
    let (mut kiosk, _) = Kiosk::printing();
    kiosk.hear(Input::Paper(TicketId::from_parts(9, [9; 10]), Paper::State(PaperState::Proven)));
    assert_eq!(kiosk.ticket().paper, PaperWord::Printing);
}

#[test]
fn a_printer_that_says_nothing_is_not_waited_for() {
    let (mut kiosk, ticket) = Kiosk::printing();
    kiosk.hear(Input::Paper(ticket, Paper::State(PaperState::Sent)));
    kiosk.wait(times::PAPER_PATIENCE.num_seconds());
    assert_eq!((kiosk.ticket().paper, kiosk.ticket().seconds), (PaperWord::Unsure, None));
    kiosk.hear(Input::Paper(ticket, Paper::State(PaperState::Proven)));
    assert_eq!(kiosk.ticket().paper, PaperWord::Printed, "late, but out");
    kiosk.wait(times::TICKET_WITH_DOCUMENTS.num_seconds());
    assert!(kiosk.is_fresh());
}

#[test]
fn a_number_without_paper_stays_until_somebody_remembers_it_or_two_minutes_have_passed() {
    for paper in [Paper::State(PaperState::Unknown), Paper::State(PaperState::Failed), Paper::NoPrinter] {
        let (mut kiosk, ticket) = Kiosk::printing();
        kiosk.hear(Input::Paper(ticket, paper));
        kiosk.wait((times::TICKET_WITHOUT_PAPER - times::WARNING).num_seconds() - 1);
        assert_eq!((kiosk.ticket().seconds, kiosk.model.view().dialog), (None, None), "{paper:?}");
        kiosk.wait(2);
        assert!(matches!(kiosk.model.view().dialog, Some(Dialog::StillThere { number: Some(_), .. })));
        kiosk.wait(times::WARNING.num_seconds());
        assert!(kiosk.is_fresh());
    }
}

#[test]
fn a_discreet_service_is_not_named_on_paper() {
    let mut discreet = service("help", 'D', "Ascolto", json!([]));
    discreet["discreet"] = json!(true);
    let mut kiosk = Kiosk::with_site(site(vec![discreet]));
    let attempt = kiosk.ask("help");
    let (_, effects) = kiosk.give(attempt, 'D');
    assert_eq!(paper(&effects).service, None);
}

#[test]
fn what_to_bring_to_a_discreet_service_stands_on_no_paper_and_no_screen_and_is_not_said() {
    let mut whom = json!({"key": "whom", "kind": "for-whom", "question": {"it": "Per chi?"}, "why": null, "options": []});
    whom["documents"] = json!([{"it": "delega firmata"}]);
    let mut discreet = service("help", 'D', "Ascolto", json!([whom]));
    discreet["discreet"] = json!(true);
    let mut kiosk = Kiosk::with_site(site(vec![discreet]));
    let attempt = kiosk.ask("help");
    kiosk.touch(Touch::Language(Language::En));
    kiosk.give(attempt, 'D');
    let paper = paper(&kiosk.touch(Touch::Option(1)));
    assert_eq!((paper.documents, paper.documents_for_other), (Vec::new(), Vec::new()));
    assert!(paper.italian.is_none_or(|italian| italian.documents.is_empty() && italian.service.is_none()));
    // What is said aloud is what the screen shows.
    assert_eq!((kiosk.ticket().documents, kiosk.ticket().service), (Vec::new(), String::new()));
}

#[test]
fn a_number_after_999_has_four_digits() {
    let mut kiosk = Kiosk::open();
    kiosk.numbers = 999;
    let attempt = kiosk.ask("forms");
    kiosk.give(attempt, 'C');
    assert_eq!(kiosk.ticket().digits, "1000");
}

#[test]
fn the_paper_says_how_many_come_and_what_somebody_else_brings() {
    let mut whom = json!({"key": "whom", "kind": "for-whom", "question": {"it": "Per chi?"}, "why": null, "options": []});
    whom["documents"] = json!([{"it": "delega firmata"}]);
    let people = json!({"key": "people", "kind": "people", "question": {"it": "In quanti?"}, "why": null, "options": []});
    let mut kiosk = Kiosk::with_site(site(vec![service("one", 'A', "Uno", json!([people, whom]))]));
    let attempt = kiosk.ask("one");
    kiosk.give(attempt, 'A');
    kiosk.touch(Touch::More);
    kiosk.touch(Touch::GoOn);
    let effects = kiosk.touch(Touch::Option(1));
    let paper = paper(&effects);
    assert_eq!(paper.people, 2);
    assert_eq!(
        (paper.documents, paper.documents_for_other),
        (vec!["documento d’identità".to_owned()], vec!["delega firmata".to_owned()])
    );
    assert_eq!(kiosk.ticket().documents, ["documento d’identità", "delega firmata"]);
}

#[test]
fn a_paper_that_is_printed_again_says_how_its_holder_is_called() {
    let (mut kiosk, ticket) = Kiosk::printing();
    kiosk.hear(Input::Paper(ticket, Paper::State(PaperState::Proven)));
    kiosk.touch(Touch::HowToCall);
    kiosk.touch(Touch::Manner(CallManner::ComeToMe));
    let again = paper(&kiosk.touch(Touch::NotOut));
    assert_eq!((again.manner, again.reprint), (Some(CallManner::ComeToMe), true));
}

#[test]
fn only_a_paper_that_is_held_comes_out_by_itself() {
    let (mut kiosk, ticket) = Kiosk::printing();
    kiosk.hear(Input::PaperOut(true));
    assert_eq!(kiosk.ticket().paper, PaperWord::PaperOut, "nobody has said that the printer has it");
    kiosk.hear(Input::Held([TicketId::from_parts(9, [9; 10])].into()));
    assert_eq!(kiosk.ticket().paper, PaperWord::PaperOut, "another one's");
    kiosk.hear(Input::Held([ticket].into()));
    assert_eq!(kiosk.ticket().paper, PaperWord::Held);
    kiosk.hear(Input::PaperOut(false));
    assert_eq!(kiosk.ticket().paper, PaperWord::Stopped, "paper is there, a cover may be open");
    kiosk.wait(times::PAPER_PATIENCE.num_seconds());
    assert_eq!(kiosk.ticket().paper, PaperWord::Stopped);
    kiosk.hear(Input::Held(std::collections::BTreeSet::new()));
    assert_eq!(kiosk.ticket().paper, PaperWord::NotOut, "and it was never proven");
    kiosk.hear(Input::Paper(ticket, Paper::State(PaperState::Proven)));
    kiosk.hear(Input::Held([ticket].into()));
    assert_eq!(kiosk.ticket().paper, PaperWord::Printed, "a copy of it is held");
}

#[test]
fn whoever_has_no_paper_sees_what_would_stand_on_it() {
    let (mut kiosk, ticket) = Kiosk::printing();
    let Some(Effect::Print(_, printed)) = kiosk.wishes.last().cloned() else { panic!("{:?}", kiosk.wishes) };
    assert_eq!(kiosk.ticket().drawn, None, "it is on its way");
    kiosk.hear(Input::Paper(ticket, Paper::State(PaperState::Failed)));
    assert_eq!(kiosk.ticket().drawn, Some(printed.clone()));
    kiosk.hear(Input::Paper(ticket, Paper::NoPrinter));
    assert_eq!(kiosk.ticket().drawn, Some(printed));
    kiosk.hear(Input::Paper(ticket, Paper::State(PaperState::Proven)));
    assert_eq!(kiosk.ticket().drawn, None, "it is in the hand");
}

#[test]
fn whoever_waits_for_a_copy_takes_no_word_of_the_first_paper_for_it() {
    let (mut kiosk, ticket) = Kiosk::printing();
    kiosk.hear(Input::Paper(ticket, Paper::State(PaperState::Unknown)));
    assert!(paper(&kiosk.touch(Touch::NotOut)).reprint);
    kiosk.hear(Input::Paper(ticket, Paper::State(PaperState::Proven)));
    assert_eq!(kiosk.ticket().paper, PaperWord::Printing, "that is the first one's");
    kiosk.hear(Input::Copy(ticket, Paper::State(PaperState::Proven)));
    assert_eq!(kiosk.ticket().paper, PaperWord::Printed);
}

#[test]
fn while_the_printer_has_the_first_paper_it_is_waited_for_instead_of_a_copy() {
    let (mut kiosk, ticket) = Kiosk::printing();
    kiosk.hear(Input::Paper(ticket, Paper::State(PaperState::Sent)));
    kiosk.wait(times::PAPER_PATIENCE.num_seconds());
    for _ in 0..4 {
        assert!(paper(&kiosk.touch(Touch::NotOut)).reprint, "asking in vain costs none of the copies");
        kiosk.hear(Input::StillComing(ticket, false));
        assert_eq!(kiosk.ticket().paper, PaperWord::Printing);
        kiosk.wait(times::PAPER_PATIENCE.num_seconds());
    }
    kiosk.hear(Input::Paper(ticket, Paper::State(PaperState::Proven)));
    assert_eq!(kiosk.ticket().paper, PaperWord::Printed);
}

#[test]
fn a_ticket_that_was_drawn_back_in_is_not_to_be_taken() {
    let (mut kiosk, ticket) = Kiosk::printing();
    kiosk.hear(Input::Paper(ticket, Paper::State(PaperState::Proven)));
    kiosk.hear(Input::DrawnBack);
    assert_eq!(kiosk.ticket().paper, PaperWord::NotOut);
}

#[test]
fn only_what_the_printer_has_is_promised_when_there_is_paper() {
    let (mut kiosk, ticket) = Kiosk::printing();
    kiosk.hear(Input::PaperOut(true));
    assert_eq!(kiosk.ticket().paper, PaperWord::PaperOut, "in line it is given up before long");
    kiosk.hear(Input::Paper(ticket, Paper::State(PaperState::Sent)));
    kiosk.hear(Input::Held([ticket].into()));
    assert_eq!(kiosk.ticket().paper, PaperWord::Held);
    kiosk.hear(Input::PaperOut(false));
    assert_eq!(kiosk.ticket().paper, PaperWord::Stopped, "a cover is open");
}
