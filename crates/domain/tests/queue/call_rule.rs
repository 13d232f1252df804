//! Which ticket is next, and the reason that is said for it.

use crate::desk::{Desk, site, site_with_counter};
use chrono::TimeDelta;
use serde_json::json;
use turno_domain::journal::{CallRule, TransferPosition};
use turno_domain::queue::{Command, TransferTarget};

/// Number, rule, minutes waited and weight of the next.
fn next(desk: &mut Desk) -> (String, CallRule, u32, u32) {
    let (id, reason) = desk.call_next("anna", "1").unwrap();
    (desk.number(id), reason.rule, reason.waited_minutes, reason.weight)
}

#[test]
fn twice_the_weight_is_twice_the_speed() {
    let mut desk = Desk::new(site());
    desk.open("anna", "1");
    desk.issue("cie");
    desk.minutes(10);
    desk.issue("asl");
    // Credits: 19 × 1 against 9 × 2.
    desk.minutes(9);
    assert_eq!(next(&mut desk), ("B001".into(), CallRule::Priority, 19, 1));
    assert_eq!(next(&mut desk), ("C001".into(), CallRule::Priority, 9, 2));

    let mut desk = Desk::new(site());
    desk.open("anna", "1");
    desk.issue("cie");
    desk.minutes(10);
    desk.issue("asl");
    // 21 × 1 against 11 × 2: overtaken once it has waited longer than the other's head start.
    desk.minutes(11);
    assert_eq!(next(&mut desk), ("C001".into(), CallRule::Priority, 11, 2));
    assert_eq!(next(&mut desk), ("B001".into(), CallRule::Priority, 21, 1));
}

#[test]
fn equal_credit_goes_by_arrival() {
    let mut desk = Desk::new(site());
    desk.open("anna", "1");
    desk.issue("cie");
    desk.minutes(10);
    desk.issue("asl");
    desk.minutes(10);
    // 20 × 1 against 10 × 2.
    assert_eq!(desk.next_number("anna", "1"), "B001");
    // Within one instant credits are all zero.
    let mut desk = Desk::new(site());
    desk.open("bruno", "1");
    for service in ["cie", "asl", "spid", "cie"] {
        desk.issue(service);
    }
    assert_eq!([(); 4].map(|()| desk.next_number("bruno", "1")), ["B001", "C001", "A001", "B002"]);
}

#[test]
fn beyond_the_maximum_the_longest_wait_goes_first_whatever_the_weight() {
    let mut desk = Desk::new(site_with_counter(0, json!({"prefer": ["asl"]})));
    desk.open("anna", "1");
    desk.issue("cie");
    desk.minutes(10);
    let late = desk.issue("asl");
    desk.issue("asl");
    desk.minutes(1);
    desk.call_this("anna", "1", late);
    desk.lose("anna", late);
    desk.does("anna", Command::Reinstate(late));
    desk.pass(TimeDelta::minutes(46) - TimeDelta::milliseconds(1));
    // A moment before the hour it would still be the turn of who came back.
    let before = desk.queue.clone();
    let who = |desk: &Desk| {
        desk.queue.next(&"1".parse().unwrap(), &crate::desk::operator("anna"), desk.now.wall).unwrap()
    };
    assert_eq!(who(&desk).reason.rule, CallRule::Reinstated);
    desk.pass(TimeDelta::milliseconds(1));
    assert_eq!(who(&desk).reason.rule, CallRule::MaximumWait);
    assert_eq!(before, desk.queue, "asking who is next changes nothing");
    assert_eq!(next(&mut desk), ("B001".into(), CallRule::MaximumWait, 60, 1));
    // Several beyond it: by length of wait.
    desk.minutes(1);
    desk.issue("cie");
    desk.minutes(60);
    assert_eq!(next(&mut desk), ("C001".into(), CallRule::MaximumWait, 111, 2));
    assert_eq!(next(&mut desk), ("C002".into(), CallRule::MaximumWait, 111, 2));
    assert_eq!(next(&mut desk), ("B002".into(), CallRule::MaximumWait, 60, 1));
}

#[test]
fn a_preferred_service_goes_first_in_the_order_of_preference() {
    let mut desk = Desk::new(site_with_counter(0, json!({"prefer": ["spid", "cie"]})));
    desk.open("bruno", "1");
    desk.issue("asl");
    desk.minutes(5);
    for service in ["cie", "cie", "spid"] {
        desk.issue(service);
        desk.minutes(1);
    }
    let mut order = Vec::new();
    while let Some((id, reason)) = desk.call_next("bruno", "1") {
        order.push((desk.number(id), reason.rule));
    }
    let (preferred, priority) = (CallRule::Preferred, CallRule::Priority);
    let expected = [("A001", preferred), ("B001", preferred), ("B002", preferred), ("C001", priority)];
    assert_eq!(order, expected.map(|(number, rule)| (number.to_owned(), rule)));
}

#[test]
fn a_ratio_of_two_to_one_is_kept_strictly() {
    let ratio = json!({"rule": "ratio", "ratio": 2, "prefer": ["asl"]});
    let mut desk = Desk::new(site_with_counter(0, ratio));
    desk.open("anna", "1");
    for service in ["cie", "cie", "cie", "asl", "asl", "asl", "asl", "asl"] {
        desk.issue(service);
        desk.minutes(20);
    }
    // Far beyond the maximum wait, which a strict ratio does not know.
    let order: Vec<_> = (0..6).map(|_| next(&mut desk)).map(|(number, rule, ..)| (number, rule)).collect();
    let expected = ["C001", "C002", "B001", "C003", "C004", "B002"];
    assert_eq!(order, expected.map(|number| (number.to_owned(), CallRule::Ratio)));
    // Where one side is empty the other goes on.
    let c005 = next(&mut desk).0;
    desk.issue("asl");
    let rest: Vec<_> = (0..2).map(|_| next(&mut desk).0).collect();
    assert_eq!((c005.as_str(), rest), ("C005", vec!["C006".to_owned(), "B003".to_owned()]));
    assert_eq!(desk.call_next("anna", "1"), None);
}

#[test]
fn first_come_first_served_knows_no_weights_and_no_maximum() {
    let mut desk = Desk::new(site_with_counter(0, json!({"rule": "fifo", "prefer": ["asl"]})));
    desk.open("anna", "1");
    desk.issue("cie");
    desk.minutes(1);
    desk.issue("asl");
    desk.issue("cie");
    desk.minutes(59);
    let order = [(); 3].map(|()| next(&mut desk));
    let fifo = CallRule::Fifo;
    let expected = [("B001", 60, 1), ("C001", 59, 2), ("B002", 59, 1)];
    assert_eq!(order, expected.map(|(number, waited, weight)| (number.to_owned(), fifo, waited, weight)));
}

/// Calls whoever is next at counter 1, gives up on them, and lets them show up.
fn lost_and_back(desk: &mut Desk) -> String {
    let (id, _) = desk.call_next("anna", "1").unwrap();
    desk.lose("anna", id);
    desk.does("anna", Command::Reinstate(id));
    desk.number(id)
}

#[test]
fn who_came_back_goes_next_at_a_ratio_too_and_counts_once() {
    let ratio = json!({"rule": "ratio", "ratio": 2, "prefer": ["asl"]});
    let mut desk = Desk::new(site_with_counter(0, ratio));
    desk.open("anna", "1");
    for service in ["asl", "asl", "asl", "asl", "cie", "cie"] {
        desk.issue(service);
        desk.minutes(1);
    }
    let said = |desk: &mut Desk| {
        let (number, rule, ..) = next(desk);
        (number, rule)
    };
    let turn = |number: &str| (number.to_owned(), CallRule::Ratio);
    let back = |number: &str| (number.to_owned(), CallRule::Reinstated);
    // The first of the two comes back before the second is called; the two are still two.
    assert_eq!(lost_and_back(&mut desk), "C001");
    assert_eq!(said(&mut desk), back("C001"));
    assert_eq!(said(&mut desk), turn("C002"));
    // The one of the others comes back; the next two are preferred all the same.
    assert_eq!(lost_and_back(&mut desk), "B001");
    assert_eq!(said(&mut desk), back("B001"));
    assert_eq!([(); 3].map(|()| said(&mut desk)), [turn("C003"), turn("C004"), turn("B002")]);
}

#[test]
fn who_came_back_goes_next_where_the_order_is_of_arrival() {
    let mut desk = Desk::new(site_with_counter(0, json!({"rule": "fifo"})));
    desk.open("anna", "1");
    let early = desk.issue("cie");
    desk.does("anna", Command::Away(early));
    desk.minutes(1);
    desk.issue("cie");
    assert_eq!(lost_and_back(&mut desk), "B002");
    // Who came before them is in the room again, and still comes after.
    desk.does("anna", Command::Back(early));
    assert_eq!(next(&mut desk), ("B002".into(), CallRule::Reinstated, 3, 1));
    assert_eq!(next(&mut desk), ("B001".into(), CallRule::Fifo, 4, 1));
}

#[test]
fn whom_the_operator_chose_is_called_for_that_reason() {
    let mut desk = Desk::new(site());
    desk.open("anna", "1");
    desk.issue("cie");
    let chosen = desk.issue("cie");
    desk.minutes(7);
    let events = desk.call_this("anna", "1", chosen);
    let turno_domain::journal::Event::TicketCalled { reason, .. } = &events[0] else { panic!("{events:?}") };
    assert_eq!((reason.rule, reason.waited_minutes), (CallRule::Chosen, 7));
}

#[test]
fn a_ticket_handed_to_a_counter_waits_there_by_its_credit() {
    let mut desk = Desk::new(site());
    desk.open("anna", "1");
    desk.issue("cie");
    desk.minutes(1);
    let bound = desk.issue("cie");
    let to = TransferTarget::Counter("1".parse().unwrap());
    desk.does("anna", Command::Transfer { ticket: bound, to, position: TransferPosition::First });
    desk.minutes(1);
    assert_eq!([(); 2].map(|()| desk.next_number("anna", "1")), ["B001", "B002"]);
}

#[test]
fn reasons_have_stable_words() {
    use CallRule::*;
    let words = [MaximumWait, Reinstated, Preferred, Priority, Fifo, Ratio, Chosen].map(CallRule::word);
    let expected = ["maximum-wait", "reinstated", "preferred", "priority", "fifo", "ratio", "chosen"];
    assert_eq!(words, expected);
}
