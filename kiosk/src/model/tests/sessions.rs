//! The sessions of a day.

use super::*;
use turno_domain::site::Doors;
use turno_domain::ticket::TicketState;

/// Tuesday to Friday in the morning, Saturday in two sessions.
fn with_hours() -> serde_json::Value {
    let session = |days: &[&str], opens: &str, closes: &str| json!({"days": days, "opens": opens, "closes": closes, "tickets_from": opens, "tickets_until": closes});
    let mut site = pac();
    site["hours"] = json!([
        session(&["tue", "wed", "thu", "fri", "sat"], "09:00", "12:30"),
        session(&["sat"], "14:00", "16:30"),
    ]);
    site["kiosk"]["elsewhere"] = json!({"it": "In municipio, primo piano."});
    site
}

fn closed(kiosk: &Kiosk) -> ClosedView {
    match kiosk.screen() {
        Screen::Closed(closed) => closed,
        other => panic!("it is open: {other:?}"),
    }
}

/// Without numbers, after so many minutes from 9:42 on; numbers again after so many.
fn shut(kiosk: &mut Kiosk, after: i64, opens: Option<i64>) {
    kiosk.pass(TimeDelta::minutes(after));
    let opens_at = opens.map(|minutes| Timestamp::from_millis(MORNING).plus(TimeDelta::minutes(minutes)));
    kiosk.news(HubNews::Queue(Standing { tickets_open: false, opens_at, ..standing() }));
}

#[test]
fn closed_says_when_it_opens() {
    let mut kiosk = Kiosk::open();
    shut(&mut kiosk, 0, Some(258));
    let opening = Opening { days_ahead: 0, day: SATURDAY, time: "14:00".into() };
    assert_eq!(closed(&kiosk).opening, Some(opening));
    assert!(kiosk.touch(Touch::Service("spid".parse().unwrap())).is_empty());
    shut(&mut kiosk, 0, Some(258 + 2 * 1_440));
    let day = DayView { weekday: 0, day: 23, month: 10 };
    assert_eq!(closed(&kiosk).opening, Some(Opening { days_ahead: 2, day, time: "14:00".into() }));
}

#[test]
fn each_session_has_its_own_word() {
    for (after, opens, why) in [
        (-60, Some(-42), ClosedWhy::BeforeOpening),
        (180, Some(258), ClosedWhy::Pause),
        (420, Some(3 * 1_440), ClosedWhy::Over),
        (1_440, Some(3 * 1_440), ClosedWhy::NotToday),
    ] {
        let mut kiosk = Kiosk::with_site(with_hours());
        if after < 0 {
            kiosk.now.wall = kiosk.now.wall.plus(TimeDelta::minutes(after));
            shut(&mut kiosk, 0, opens);
        } else {
            shut(&mut kiosk, after, opens);
        }
        assert_eq!(closed(&kiosk).why, why, "{after} minutes after 9:42");
    }
    let mut kiosk = Kiosk::with_site(with_hours());
    kiosk.news(HubNews::Queue(Standing { tickets_open: false, serving: true, ..standing() }));
    assert_eq!(closed(&kiosk).why, ClosedWhy::NumbersOver, "others are still being served");
    let by_hand = Standing { tickets_open: false, serving: true, doors: Doors::Closed, ..standing() };
    kiosk.news(HubNews::Queue(by_hand));
    assert_eq!(closed(&kiosk).why, ClosedWhy::ByHand);
}

#[test]
fn the_week_stands_in_as_few_lines_as_it_needs() {
    let mut kiosk = Kiosk::with_site(with_hours());
    shut(&mut kiosk, 0, None);
    let row = |first, last, times: &str| HoursRow { first, last, times: times.into() };
    let closed = closed(&kiosk);
    assert_eq!(closed.hours, [row(1, 4, "9:00–12:30"), row(5, 5, "9:00–12:30 · 14:00–16:30")]);
    assert_eq!(closed.elsewhere, "In municipio, primo piano.");
}

#[test]
fn a_wait_that_may_go_beyond_the_closing_time_is_told_first() {
    let mut kiosk = Kiosk::open();
    // The band says 25 minutes at most.
    let closing = |minutes| Some(Timestamp::from_millis(MORNING).plus(TimeDelta::minutes(minutes)));
    kiosk.news(HubNews::Queue(Standing { closes_at: closing(24), ..standing() }));
    assert!(kiosk.touch(Touch::Service("spid".parse().unwrap())).is_empty());
    assert_eq!(kiosk.model.view().dialog, Some(Dialog::Late("10:06".into())));
    kiosk.touch(Touch::Close);
    assert_eq!((kiosk.model.view().dialog, kiosk.cards().len()), (None, 3), "and not taken");
    kiosk.touch(Touch::Service("spid".parse().unwrap()));
    assert!(matches!(kiosk.touch(Touch::TakeAnyway).as_slice(), [Effect::Issue { .. }]));
    let mut kiosk = Kiosk::open();
    kiosk.news(HubNews::Queue(Standing { closes_at: closing(26), ..standing() }));
    kiosk.ask("spid");
}

#[test]
fn a_service_that_nobody_present_may_serve_says_when_and_is_offered_all_the_same() {
    let mut site = pac();
    site["services"][0]["when"] = json!({"it": "martedì e giovedì"});
    let mut kiosk = Kiosk::with_site(site);
    let only = |key: &str| Some([key.parse().unwrap()].into());
    kiosk.news(HubNews::Queue(Standing { may_serve: only("doctor"), ..standing() }));
    kiosk.touch(Touch::Service("spid".parse().unwrap()));
    assert_eq!(
        kiosk.model.view().dialog,
        Some(Dialog::Nobody { when: "martedì e giovedì".into(), talk: false })
    );
    assert!(matches!(kiosk.touch(Touch::TakeAnyway).as_slice(), [Effect::Issue { .. }]));
    let mut kiosk = Kiosk::open();
    kiosk.news(HubNews::Queue(Standing { may_serve: only("spid"), ..standing() }));
    kiosk.ask("spid");
    let mut before_the_desks_open = Kiosk::open();
    before_the_desks_open.ask("spid");
}

#[test]
fn whoever_finds_nobody_for_a_service_may_talk_to_somebody() {
    let mut site = pac();
    site["kiosk"]["default_service"] = json!("doctor");
    let may = |keys: &[&str]| Some(keys.iter().map(|key| key.parse().unwrap()).collect());
    let mut kiosk = Kiosk::with_site(site);
    kiosk.news(HubNews::Queue(Standing { may_serve: may(&["doctor"]), ..standing() }));
    kiosk.touch(Touch::Service("spid".parse().unwrap()));
    assert_eq!(kiosk.model.view().dialog, Some(Dialog::Nobody { when: String::new(), talk: true }));
    match kiosk.touch(Touch::TalkToSomebody).as_slice() {
        [Effect::Issue { service, .. }] => assert_eq!(service.as_str(), "doctor"),
        other => panic!("{other:?}"),
    }
    kiosk.wait(times::HUB_PATIENCE.num_seconds());
    kiosk.touch(Touch::Understood);
    kiosk.news(HubNews::Queue(Standing { may_serve: may(&["forms"]), ..standing() }));
    kiosk.touch(Touch::Service("spid".parse().unwrap()));
    assert!(kiosk.touch(Touch::TalkToSomebody).is_empty(), "nobody is there for that either");
}

#[test]
fn who_went_out_comes_back_though_no_numbers_are_given() {
    let held =
        |state| Held { id: TicketId::from_parts(1, [1; 10]), number: TicketNumber::new('A', 42), state };
    let mut kiosk = Kiosk::open();
    for (serving, doors) in [(true, Doors::Hours), (false, Doors::Hours), (false, Doors::Closed)] {
        let tickets = vec![held(TicketState::Away)];
        kiosk.news(HubNews::Queue(Standing { tickets_open: false, serving, doors, tickets, ..standing() }));
        assert!(closed(&kiosk).numbers_are_out);
        kiosk.touch(Touch::HaveNumber);
        for touch in [Touch::Letter('A'), Touch::Key("4".into()), Touch::Key("2".into()), Touch::GoOn] {
            kiosk.touch(touch);
        }
        assert_eq!(kiosk.touch(Touch::ComeBack), [Effect::ComeBack(held(TicketState::Away).id)]);
        kiosk.news(HubNews::Done(held(TicketState::Away).id));
        kiosk.touch(Touch::Understood);
    }
    let tickets = vec![held(TicketState::Finished)];
    kiosk.news(HubNews::Queue(Standing { tickets_open: false, tickets, ..standing() }));
    assert!(!closed(&kiosk).numbers_are_out, "everybody has gone");
}

#[test]
fn while_all_are_on_a_break_it_says_when_somebody_is_back() {
    let mut kiosk = Kiosk::open();
    let pause = |kiosk: &Kiosk| match kiosk.screen() {
        Screen::Welcome { pause, .. } => pause,
        other => panic!("{other:?}"),
    };
    assert_eq!(pause(&kiosk), None);
    // It is 9:42.
    let back = Timestamp::from_millis(MORNING).plus(TimeDelta::minutes(38));
    kiosk.news(HubNews::Queue(Standing { back_at: Some(Some(back)), ..standing() }));
    assert_eq!(pause(&kiosk).as_deref(), Some("10:20"));
    kiosk.ask("spid");
    // Later than was said: nobody knows when.
    let mut kiosk = Kiosk::open();
    kiosk.news(HubNews::Queue(Standing { back_at: Some(Some(back)), ..standing() }));
    kiosk.pass(TimeDelta::minutes(38));
    kiosk.hear(Input::Tick);
    assert_eq!(pause(&kiosk).as_deref(), Some(""));
    kiosk.news(HubNews::Queue(Standing { back_at: Some(None), ..standing() }));
    assert_eq!(pause(&kiosk).as_deref(), Some(""));
}
