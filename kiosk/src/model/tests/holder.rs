//! "Ho già un numero".

use super::*;
use turno_domain::ticket::TicketState;

fn id(seed: u8) -> TicketId {
    TicketId::from_parts(1, [seed; 10])
}

fn standing_with(state: TicketState) -> Standing {
    let held = Held { id: id(5), number: TicketNumber::new('A', 42), state };
    Standing { tickets: vec![held], ..standing() }
}

fn at_number(state: TicketState) -> Kiosk {
    let mut kiosk = Kiosk::open();
    kiosk.news(HubNews::Queue(standing_with(state)));
    type_number(&mut kiosk, 'A', "42");
    kiosk
}

fn type_number(kiosk: &mut Kiosk, letter: char, digits: &str) {
    kiosk.touch(Touch::HaveNumber);
    kiosk.touch(Touch::Letter(letter));
    for digit in digits.chars() {
        kiosk.touch(Touch::Key(digit.into()));
    }
    kiosk.touch(Touch::GoOn);
}

fn holder(kiosk: &Kiosk) -> HolderView {
    match kiosk.screen() {
        Screen::Holder(holder) => holder,
        other => panic!("nobody holds a number: {other:?}"),
    }
}

fn can(kiosk: &Kiosk) -> (bool, bool, bool) {
    match holder(kiosk) {
        HolderView::Found { go_out, come_back, give_up, .. } => (go_out, come_back, give_up),
        other => panic!("no number was found: {other:?}"),
    }
}

#[test]
fn what_can_be_done_is_what_its_state_allows() {
    for (state, allowed) in [
        (TicketState::Waiting, (true, false, true)),
        (TicketState::Away, (false, true, true)),
        (TicketState::Called, (false, false, false)),
        (TicketState::Parked, (false, false, false)),
        (TicketState::Finished, (false, false, false)),
    ] {
        let mut kiosk = at_number(state);
        assert_eq!(can(&kiosk), allowed, "{state:?}");
        for touch in [Touch::GoOut, Touch::ComeBack, Touch::NotNeeded, Touch::NotOut] {
            let before = kiosk.wishes.len();
            if !allowed.0 && !allowed.1 {
                kiosk.touch(touch);
                assert_eq!(kiosk.wishes.len(), before, "{state:?}");
            }
        }
    }
}

#[test]
fn somebody_goes_out_and_comes_back() {
    let mut kiosk = at_number(TicketState::Waiting);
    assert_eq!(kiosk.touch(Touch::GoOut), [Effect::GoAway(id(5))]);
    assert_eq!(holder(&kiosk), HolderView::Moment);
    kiosk.news(HubNews::Done(id(5)));
    let number = ("A".to_owned(), "042".to_owned());
    assert_eq!(
        holder(&kiosk),
        HolderView::Said { number: number.clone(), wish: HolderWish::GoOut, done: Some(true) }
    );
    kiosk.touch(Touch::Understood);
    assert!(kiosk.is_fresh());
    let mut kiosk = at_number(TicketState::Away);
    assert_eq!(kiosk.touch(Touch::ComeBack), [Effect::ComeBack(id(5))]);
    kiosk.news(HubNews::NotDone(id(5)));
    assert_eq!(holder(&kiosk), HolderView::Said { number, wish: HolderWish::ComeBack, done: Some(false) });
}

#[test]
fn a_number_is_given_up_only_after_a_question() {
    let mut kiosk = at_number(TicketState::Waiting);
    assert!(kiosk.touch(Touch::NotNeeded).is_empty());
    assert_eq!(kiosk.model.view().dialog, Some(Dialog::GiveBack("A".into(), "042".into())));
    kiosk.touch(Touch::KeepNumber);
    assert_eq!(can(&kiosk), (true, false, true));
    kiosk.touch(Touch::NotNeeded);
    assert_eq!(kiosk.touch(Touch::GiveBack), [Effect::GiveBack(id(5))]);
    kiosk.news(HubNews::Cancelled(id(5)));
    assert!(matches!(holder(&kiosk), HolderView::Said { wish: HolderWish::GiveUp, done: Some(true), .. }));
}

#[test]
fn a_number_that_is_not_of_today_is_told() {
    let mut kiosk = Kiosk::open();
    type_number(&mut kiosk, 'A', "43");
    assert!(matches!(holder(&kiosk), HolderView::Typing { unknown: true, .. }));
    kiosk.touch(Touch::Erase);
    assert!(matches!(holder(&kiosk), HolderView::Typing { unknown: false, digits, .. } if digits == "4"));
    kiosk.touch(Touch::Letter('Z'));
    assert!(matches!(holder(&kiosk), HolderView::Typing { letter: Some('A'), .. }), "no service has it");
    kiosk.touch(Touch::Back);
    assert!(kiosk.is_fresh());
}

#[test]
fn the_page_of_a_ticket_is_looked_for_and_unknown_ones_are_typed() {
    let mut kiosk = Kiosk::open();
    kiosk.news(HubNews::Queue(standing_with(TicketState::Waiting)));
    let effects = kiosk.hear(Input::Scan(turno_devices::scanner::Scan::Page("token".into())));
    let [Effect::FindPage { attempt, token }] = effects.as_slice() else { panic!("{effects:?}") };
    assert_eq!(token, "token");
    kiosk.news(HubNews::Page(Attempt(99), Some(id(5))));
    assert_eq!(holder(&kiosk), HolderView::Moment, "the answer to another asking");
    kiosk.news(HubNews::Page(*attempt, Some(id(5))));
    assert_eq!(can(&kiosk), (true, false, true));
    let effects = kiosk.hear(Input::Scan(turno_devices::scanner::Scan::Page("other".into())));
    let [Effect::FindPage { attempt, .. }] = effects.as_slice() else { panic!("{effects:?}") };
    kiosk.news(HubNews::Page(*attempt, None));
    assert!(matches!(holder(&kiosk), HolderView::Typing { unknown: true, .. }));
}

#[test]
fn only_what_this_kiosk_printed_today_is_printed_again_and_marked() {
    let (mut kiosk, ticket) = Kiosk::printing();
    kiosk.touch(Touch::Done);
    let held = Held { id: ticket, number: TicketNumber::new('C', 42), state: TicketState::Waiting };
    let today = Some("2026-11-21".parse().unwrap());
    let mine = Standing { day: today, tickets: vec![held], ..standing() };
    kiosk.news(HubNews::Queue(mine.clone()));
    type_number(&mut kiosk, 'C', "42");
    assert!(matches!(holder(&kiosk), HolderView::Found { reprint: true, .. }));
    let effects = kiosk.touch(Touch::NotOut);
    assert!(paper(&effects).reprint);
    kiosk.hear(Input::Copy(ticket, Paper::State(PaperState::Proven)));
    assert!(matches!(holder(&kiosk), HolderView::Again { paper: PaperWord::Printed, .. }));
    kiosk.touch(Touch::Understood);
    let tomorrow = Standing { day: Some("2026-11-22".parse().unwrap()), ..mine };
    kiosk.news(HubNews::Queue(tomorrow));
    type_number(&mut kiosk, 'C', "42");
    assert!(matches!(holder(&kiosk), HolderView::Found { reprint: false, .. }), "another day");
    let other = at_number(TicketState::Waiting);
    assert!(matches!(holder(&other), HolderView::Found { reprint: false, .. }), "another kiosk's");
}

#[test]
fn what_was_printed_before_a_restart_is_printed_again_as_often_as_is_left() {
    let (before, ticket) = Kiosk::printing();
    let Some(Effect::Print(_, first)) = before.wishes.last().cloned() else { panic!("{:?}", before.wishes) };
    let reprint = TicketPaper { reprint: true, ..(*first).clone() };
    let held = Held { id: ticket, number: TicketNumber::new('C', 42), state: TicketState::Waiting };
    let today = Some("2026-11-21".parse().unwrap());
    let mine = Standing { day: today, tickets: vec![held], ..standing() };
    let restarted = |lines: Vec<(TicketId, TicketPaper)>| {
        let mut kiosk = Kiosk::unheard();
        kiosk.hear(Input::PrintedToday(lines));
        kiosk.news(HubNews::Site(Arc::new(serde_json::from_value(pac()).unwrap())));
        kiosk.news(HubNews::Queue(mine.clone()));
        type_number(&mut kiosk, 'C', "42");
        kiosk
    };
    let mut kiosk = restarted(vec![(ticket, (*first).clone()), (ticket, reprint.clone())]);
    assert!(matches!(holder(&kiosk), HolderView::Found { reprint: true, .. }));
    let effects = kiosk.touch(Touch::NotOut);
    assert_eq!(paper(&effects), reprint);
    let twice = vec![(ticket, *first), (ticket, reprint.clone()), (ticket, reprint)];
    assert!(matches!(holder(&restarted(twice)), HolderView::Found { reprint: false, .. }));
}

#[test]
fn a_silent_hub_holds_nobody() {
    let mut kiosk = at_number(TicketState::Waiting);
    kiosk.touch(Touch::GoOut);
    kiosk.wait(times::HUB_PATIENCE.num_seconds());
    assert!(matches!(holder(&kiosk), HolderView::Said { done: None, .. }));
    kiosk.wait(times::MESSAGE.num_seconds());
    assert!(kiosk.is_fresh());
}

#[test]
fn half_a_number_is_left_behind_only_after_a_warning() {
    let mut kiosk = Kiosk::open();
    kiosk.touch(Touch::HaveNumber);
    kiosk.touch(Touch::Key("4".into()));
    kiosk.wait(times::IDLE.num_seconds());
    let warned = kiosk.model.view().dialog;
    assert!(matches!(warned, Some(Dialog::StillThere { then: Then::Ends, number: None, .. })), "{warned:?}");
    kiosk.wait(times::WARNING.num_seconds());
    assert!(kiosk.is_fresh());
}

#[test]
fn who_types_anothers_number_gets_no_code_of_its_page() {
    let printed_again = |seconds: i64, scanned: bool| {
        let mut kiosk = Kiosk::open();
        let attempt = kiosk.ask("forms");
        let page = Some("https://example.org/t/token".to_owned());
        let issued = Issued {
            id: id(5),
            number: TicketNumber::new('C', 42),
            at: kiosk.now.wall,
            people_before: 0,
            expected: None,
            page: page.clone(),
        };
        let first = kiosk.news(HubNews::Issued(attempt, issued));
        assert_eq!(paper(&first).page, page);
        kiosk.touch(Touch::Done);
        let held = Held { id: id(5), number: TicketNumber::new('C', 42), state: TicketState::Waiting };
        let today = Some("2026-11-21".parse().unwrap());
        kiosk.news(HubNews::Queue(Standing { day: today, tickets: vec![held], ..standing() }));
        kiosk.wait(seconds);
        if scanned {
            let effects = kiosk.hear(Input::Scan(turno_devices::scanner::Scan::Page("token".into())));
            let [Effect::FindPage { attempt, .. }] = effects.as_slice() else { panic!("{effects:?}") };
            kiosk.news(HubNews::Page(*attempt, Some(id(5))));
        } else {
            type_number(&mut kiosk, 'C', "42");
        }
        let again = paper(&kiosk.touch(Touch::NotOut));
        assert!(again.reprint);
        again.page == page
    };
    assert!(printed_again(9 * 60, false), "its holder stands here");
    assert!(!printed_again(11 * 60, false));
    assert!(printed_again(11 * 60, true), "only the paper shows it");
}

#[test]
fn what_nobody_knows_is_said_so_and_a_late_word_is_told_to_whoever_still_stands_there() {
    for news in [HubNews::PerhapsDone(id(5)), HubNews::Queue(standing_with(TicketState::Waiting))] {
        let mut kiosk = at_number(TicketState::Waiting);
        kiosk.touch(Touch::GoOut);
        kiosk.news(news);
        kiosk.wait(times::HUB_PATIENCE.num_seconds());
        assert!(matches!(holder(&kiosk), HolderView::Said { done: None, .. }), "neither done nor not done");
        kiosk.news(HubNews::Done(id(5)));
        assert!(matches!(holder(&kiosk), HolderView::Said { done: Some(true), .. }));
    }
}

#[test]
fn the_paper_of_a_number_that_was_given_up_wherever_is_taken_out_of_the_line() {
    let (mut kiosk, ticket) = Kiosk::printing();
    let queue = |state| {
        let held = Held { id: ticket, number: TicketNumber::new('C', 42), state };
        HubNews::Queue(Standing { tickets: vec![held], ..standing() })
    };
    assert_eq!(kiosk.news(queue(TicketState::Waiting)), []);
    assert_eq!(kiosk.news(queue(TicketState::Cancelled)), [Effect::Withdraw(ticket)]);
    assert_eq!(kiosk.news(queue(TicketState::Cancelled)), [], "once");
}
