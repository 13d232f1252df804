//! What time does.

use super::*;

#[test]
fn idle_warns_then_sends_what_was_answered_and_prints_once() {
    let (mut kiosk, _) = Kiosk::questioned();
    kiosk.touch(Touch::Option(0));
    assert!(kiosk.wait(times::IDLE.num_seconds() - 1).is_empty());
    assert_eq!(kiosk.model.view().dialog, None);
    kiosk.wait(1);
    let number = Some(("A".into(), "042".into()));
    let warned = Dialog::StillThere { seconds: 20, then: Then::Prints, number };
    assert_eq!(kiosk.model.view().dialog, Some(warned));
    kiosk.touch(Touch::StillHere);
    assert_eq!(kiosk.model.view().dialog, None, "one touch is enough");
    assert_eq!(kiosk.question().step, 2);
    let effects = kiosk.wait((times::IDLE + times::WARNING).num_seconds());
    assert_eq!(answers(&effects), json!({"first": true}));
    assert_eq!(kiosk.printed(), 1);
    assert_eq!(kiosk.ticket().digits, "042");
}

#[test]
fn half_a_telephone_number_is_not_sent_at_idle() {
    let mut kiosk = Kiosk::open();
    let attempt = kiosk.ask("doctor");
    kiosk.give(attempt, 'B');
    kiosk.touch(Touch::Skip);
    kiosk.touch(Touch::Option(1));
    assert_eq!(kiosk.question().step, 2, "ticked, not gone on with");
    let mut other = Kiosk::open();
    let attempt = other.ask("doctor");
    other.give(attempt, 'B');
    (0..3).for_each(|_| drop(other.touch(Touch::Skip)));
    other.touch(Touch::Key("3".into()));
    let idle = (times::IDLE + times::WARNING).num_seconds();
    assert_eq!(answers(&kiosk.wait(idle)), json!({"what": ["exemption"]}), "what is ticked counts");
    assert_eq!(answers(&other.wait(idle)), json!(null));
}

#[test]
fn without_a_printer_the_warning_promises_no_ticket() {
    let (mut kiosk, _) = Kiosk::questioned();
    kiosk.hear(Input::Printer(false));
    kiosk.wait(times::IDLE.num_seconds());
    assert!(matches!(kiosk.model.view().dialog, Some(Dialog::StillThere { then: Then::GoesOn, .. })));
    kiosk.hear(Input::Printer(true));
    assert!(matches!(kiosk.model.view().dialog, Some(Dialog::StillThere { then: Then::Prints, .. })));
}

#[test]
fn the_warning_can_be_put_off_again_and_again() {
    let (mut kiosk, _) = Kiosk::questioned();
    for _ in 0..12 {
        assert!(kiosk.wait(times::IDLE.num_seconds() + 10).is_empty());
        kiosk.touch(Touch::StillHere);
    }
    assert_eq!(kiosk.question().step, 1);
}

#[test]
fn the_count_down_begins_with_the_paper_and_ends_with_the_next_citizen() {
    let (mut kiosk, ticket) = Kiosk::printing();
    kiosk.wait(3);
    assert_eq!(kiosk.ticket().seconds, None);
    kiosk.hear(Input::Paper(ticket, Paper::State(PaperState::Proven)));
    assert_eq!(kiosk.ticket().seconds, Some(20));
    kiosk.wait(19);
    assert_eq!(kiosk.ticket().seconds, Some(1));
    kiosk.wait(1);
    assert!(kiosk.is_fresh());
}

#[test]
fn a_screen_with_nothing_to_read_but_the_number_warns_as_long() {
    let mut forms = service("forms", 'C', "Moduli", json!([]));
    forms["documents"] = json!([]);
    let mut kiosk = Kiosk::with_site(site(vec![forms]));
    let attempt = kiosk.ask("forms");
    let (ticket, _) = kiosk.give(attempt, 'C');
    kiosk.hear(Input::Paper(ticket, Paper::State(PaperState::Proven)));
    assert_eq!(kiosk.ticket().seconds, Some(20));
    kiosk.wait(times::TICKET.num_seconds());
    assert!(kiosk.is_fresh());
}

#[test]
fn the_count_down_can_be_stopped_but_nobody_keeps_the_screen_for_ever() {
    let (mut kiosk, ticket) = Kiosk::printing();
    kiosk.hear(Input::Paper(ticket, Paper::State(PaperState::Proven)));
    kiosk.touch(Touch::MoreTime);
    assert_eq!(kiosk.ticket().seconds, None);
    kiosk.wait(times::IDLE.num_seconds());
    assert!(matches!(kiosk.model.view().dialog, Some(Dialog::StillThere { then: Then::Ends, .. })));
    kiosk.touch(Touch::StillHere);
    kiosk.wait((times::IDLE + times::WARNING).num_seconds());
    assert!(kiosk.is_fresh());
}

#[test]
fn done_ends_at_once_in_italian() {
    let (mut kiosk, _) = Kiosk::printing();
    kiosk.touch(Touch::Language(Language::En));
    kiosk.touch(Touch::Done);
    assert!(kiosk.is_fresh());
}

#[test]
fn whoever_goes_with_a_number_is_thanked_for_a_moment() {
    let thanks = |kiosk: &Kiosk| matches!(kiosk.screen(), Screen::Welcome { thanks: true, .. });
    let (mut kiosk, ticket) = Kiosk::printing();
    kiosk.hear(Input::Paper(ticket, Paper::State(PaperState::Proven)));
    kiosk.touch(Touch::Done);
    assert!(thanks(&kiosk));
    kiosk.wait(times::THANKS.num_seconds());
    assert!(!thanks(&kiosk) && kiosk.is_fresh());
    let (mut kiosk, ticket) = Kiosk::printing();
    kiosk.hear(Input::Paper(ticket, Paper::State(PaperState::Proven)));
    kiosk.wait(times::TICKET_WITH_DOCUMENTS.num_seconds());
    assert!(thanks(&kiosk), "also who only walks away");
    kiosk.touch(Touch::Language(Language::En));
    assert!(!thanks(&kiosk), "the next citizen is not the one who is thanked");
}
