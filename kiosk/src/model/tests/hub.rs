//! A hub that is away, silent or refuses.

use super::*;

#[test]
fn while_the_hub_is_away_the_screen_says_so_and_comes_back_by_itself() {
    let mut kiosk = Kiosk::open();
    kiosk.news(HubNews::Away);
    assert_eq!(kiosk.screen(), Screen::Away);
    assert!(kiosk.touch(Touch::Service("spid".parse().unwrap())).is_empty());
    kiosk.news(HubNews::Queue(standing()));
    assert_eq!(kiosk.cards().len(), 3);
}

#[test]
fn a_visit_goes_on_while_the_hub_is_away() {
    let (mut kiosk, _) = Kiosk::questioned();
    kiosk.news(HubNews::Away);
    kiosk.touch(Touch::Option(0));
    let effects = kiosk.touch(Touch::Skip);
    assert_eq!(effects.len(), 2, "the answers wait outside, the paper does not");
    kiosk.touch(Touch::Done);
    assert_eq!(kiosk.screen(), Screen::Away);
}

#[test]
fn a_hub_that_gives_no_answer_sends_the_citizen_to_the_desk_and_a_late_number_is_given_back() {
    let mut kiosk = Kiosk::open();
    let attempt = kiosk.ask("spid");
    kiosk.wait(times::HUB_PATIENCE.num_seconds());
    assert_eq!(kiosk.screen(), Screen::Sorry { why: Sorry::Other, opening: None });
    let (ticket, effects) = kiosk.give(attempt, 'A');
    assert_eq!(effects, [Effect::GiveBack(ticket)]);
    assert_eq!(kiosk.screen(), Screen::Sorry { why: Sorry::Other, opening: None });
    kiosk.wait(times::MESSAGE.num_seconds());
    assert!(kiosk.is_fresh());
}

#[test]
fn a_late_number_never_becomes_that_of_the_next_citizen() {
    let mut kiosk = Kiosk::open();
    let first = kiosk.ask("spid");
    kiosk.wait(times::HUB_PATIENCE.num_seconds());
    kiosk.touch(Touch::Understood);
    let second = kiosk.ask("forms");
    let (late, effects) = kiosk.give(first, 'A');
    assert_eq!(effects, [Effect::GiveBack(late)]);
    kiosk.give(second, 'C');
    assert_eq!(kiosk.ticket().letter, "C");
}

#[test]
fn a_refusal_says_why_as_far_as_it_helps() {
    let two = Timestamp::from_millis(MORNING + 15_480_000);
    let at_two = Opening { days_ahead: 0, day: SATURDAY, time: "14:00".into() };
    for (refusal, why, opening) in [
        (Refusal::Closed(None), Sorry::Closed, None),
        (Refusal::Closed(Some(two)), Sorry::Closed, Some(at_two)),
        (Refusal::FormUnknown, Sorry::FormUnknown, None),
        (Refusal::Other, Sorry::Other, None),
    ] {
        let mut kiosk = Kiosk::open();
        let attempt = kiosk.ask("spid");
        kiosk.news(HubNews::NotIssued(attempt, refusal));
        assert_eq!(kiosk.screen(), Screen::Sorry { why, opening });
        kiosk.touch(Touch::Understood);
        assert!(kiosk.is_fresh());
    }
}

#[test]
fn a_number_that_was_left_when_the_kiosk_ended_is_printed_as_it_is_under_whatever_is_done() {
    let (mut kiosk, _) = Kiosk::questioned();
    let issued = Issued {
        id: TicketId::from_parts(2, [2; 10]),
        number: TicketNumber::new('C', 7),
        at: kiosk.now.wall,
        people_before: 1,
        expected: None,
        page: None,
    };
    let left = |service: &str| HubNews::Left(issued.clone(), service.parse().unwrap(), Language::En);
    let effects = kiosk.news(left("forms"));
    assert!(matches!(effects.as_slice(), [Effect::Print(ticket, _)] if *ticket == issued.id));
    let printed = paper(&effects);
    assert_eq!((printed.number.to_string().as_str(), printed.language), ("C 007", Language::En));
    assert_eq!(printed.documents, ["identity card"]);
    assert_eq!(
        (kiosk.question().step, kiosk.model.view().language),
        (1, Language::It),
        "who stands here notices nothing"
    );
    assert_eq!(kiosk.news(left("gone")), [Effect::GiveBack(issued.id)], "its service is no more");
}
