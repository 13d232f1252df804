use super::*;
use crate::live::Update;
use proptest::prelude::*;
use serde_json::json;
use turno_protocol::event::Position;

const SERVICES: [&str; 2] = ["spid", "cie"];
const STATES: [&str; 6] = ["waiting", "called", "serving", "finished", "away", "parked"];

fn ticket(count: u32, service: usize, state: usize, counter: Option<usize>) -> TicketView {
    let in_hand = matches!(STATES[state], "called" | "serving");
    serde_json::from_value(json!({
        "id": format!("01890000-0000-7000-8000-{count:012}"), "number": format!("A{count:03}"),
        "service": SERVICES[service], "service_day": "2026-11-21", "state": STATES[state], "language": null,
        "counter": if in_hand { Some(counter.unwrap_or(0).to_string()) } else { None },
        "issued_at": "2026-11-21T08:42:00.000Z", "called_at": null, "started_at": null, "ended_at": null,
    }))
    .unwrap()
}

fn counter(key: usize) -> CounterView {
    serde_json::from_value(json!({
        "key": key.to_string(), "label": {"it": format!("Sportello {key}")}, "kind": "counter", "serves": null,
        "status": "open", "operator": null, "ticket": null, "pause_reason": null, "pause_until": null,
    }))
    .unwrap()
}

fn snapshot(sequence: u64, tickets: &[TicketView]) -> QueueSnapshot {
    let services = SERVICES.map(|key| {
        let waiting =
            tickets.iter().filter(|t| t.service.as_str() == key && t.state == TicketState::Waiting).count();
        json!({"key": key, "letter": "A", "names": {"it": key}, "waiting": waiting, "expected": null})
    });
    let counters: Vec<CounterView> = (0..3)
        .map(|key| {
            let mut counter = counter(key);
            counter.ticket = tickets
                .iter()
                .filter(|t| matches!(t.state, TicketState::Called | TicketState::Serving))
                .rfind(|t| t.counter.as_ref().is_some_and(|at| *at == counter.key))
                .map(|t| t.id);
            counter
        })
        .collect();
    serde_json::from_value(json!({
        "position": format!("e-{sequence}"), "service_day": "2026-11-21", "at": "2026-11-21T08:42:00.000Z",
        "tickets_open": true, "opens_at": null, "closes_at": null, "day_asked": null, "services": services,
        "counters": counters, "tickets": tickets,
    }))
    .unwrap()
}

fn event(sequence: u64, data: EventData) -> LiveUpdate {
    let position = Position { epoch: "e".to_owned(), sequence };
    Update::Event { kind: "ticket-something".to_owned(), data, position }
}

#[test]
fn nothing_is_known_before_the_first_snapshot() {
    let mut queue = LiveQueue::default();
    let data = EventData { ticket: Some(ticket(1, 0, 0, None)), ..EventData::default() };
    assert!(!queue.apply(&event(1, data)));
    assert!(queue.tickets().is_empty() && queue.snapshot().is_none() && !queue.is_away());
}

#[test]
fn being_away_keeps_what_was_known() {
    let mut queue = LiveQueue::default();
    queue.apply(&Update::Snapshot(snapshot(1, &[ticket(1, 0, 0, None)])));
    assert!(queue.apply(&Update::Away));
    assert!(!queue.apply(&Update::Away));
    assert!(queue.is_away());
    assert_eq!(queue.tickets().len(), 1);
    assert!(queue.apply(&Update::Back));
    assert!(!queue.is_away());
}

#[test]
fn what_the_hub_says_of_a_counter_outdoes_what_follows_from_the_ticket() {
    let mut queue = LiveQueue::default();
    queue.apply(&Update::Snapshot(snapshot(1, &[])));
    let called = ticket(1, 0, 1, Some(2));
    let key = "2".parse().unwrap();
    queue.apply(&event(2, EventData { ticket: Some(called.clone()), ..EventData::default() }));
    assert_eq!(queue.in_hand(&key).map(|ticket| ticket.id), Some(called.id));
    let data = EventData { ticket: Some(called), counter: Some(counter(2)), ..EventData::default() };
    queue.apply(&event(3, data));
    assert_eq!(queue.in_hand(&key), None);
    assert_eq!(queue.snapshot().map(|snapshot| snapshot.position.as_str()), Some("e-3"));
}

#[test]
fn an_unknown_kind_changes_nothing_but_the_place() {
    let mut queue = LiveQueue::default();
    queue.apply(&Update::Snapshot(snapshot(1, &[])));
    assert!(!queue.apply(&event(2, EventData::default())));
    assert_eq!(queue.snapshot(), Some(&snapshot(2, &[])));
}

proptest! {
    /// Wherever a client comes in, it ends with what the hub has.
    #[test]
    fn a_snapshot_and_the_events_after_it_make_the_queue(
        steps in prop::collection::vec((1u32..12, 0usize..2, 0usize..6, 0usize..3), 1..60),
        cut in 0usize..60,
    ) {
        let cut = cut.min(steps.len());
        let mut hub: Vec<TicketView> = Vec::new();
        let mut queue = LiveQueue::default();
        queue.apply(&Update::Snapshot(snapshot(0, &[])));
        for (place, (count, service, state, at)) in steps.into_iter().enumerate() {
            let mut view = ticket(count, service, state, Some(at));
            // A counter has one ticket in hand: the hub refuses the rest.
            let taken = hub.iter().any(|other| other.id != view.id && other.counter.is_some() && other.counter == view.counter);
            if taken {
                view = ticket(count, service, 0, None);
            }
            match hub.iter_mut().find(|known| known.id == view.id) {
                Some(known) => known.clone_from(&view),
                None => hub.push(view.clone()),
            }
            let sequence = place as u64 + 1;
            if place + 1 == cut {
                queue = LiveQueue::default();
                queue.apply(&Update::Snapshot(snapshot(sequence, &hub)));
            } else {
                queue.apply(&event(sequence, EventData { ticket: Some(view), ..EventData::default() }));
            }
            prop_assert_eq!(queue.snapshot(), Some(&snapshot(sequence, &hub)));
        }
    }
}

fn happen(queue: &mut LiveQueue, kind: &str, data: serde_json::Value) -> bool {
    let position = Position { epoch: "e".to_owned(), sequence: 2 };
    queue.apply(&Update::Event {
        kind: kind.to_owned(),
        data: serde_json::from_value(data).unwrap(),
        position,
    })
}

const HELP: [&str; 2] = ["01890000-0000-7000-8000-000000000001", "01890000-0000-7000-8000-000000000002"];

fn asked(minute: u32, help: usize, kiosk: &str) -> serde_json::Value {
    json!({"at": format!("2026-11-21T09:{minute:02}:00.000Z"), "help": HELP[help], "device_name": kiosk, "language": "ro"})
}

#[test]
fn calls_for_help_stand_until_somebody_goes_or_half_an_hour_is_over() {
    let mut queue = LiveQueue::default();
    queue.apply(&Update::Snapshot(snapshot(1, &[])));
    let open = |queue: &LiveQueue| -> Vec<String> {
        queue.help().iter().map(|help| help.device_name.clone()).collect()
    };
    assert!(happen(&mut queue, "help-asked", asked(0, 0, "Ingresso")));
    assert!(happen(&mut queue, "help-asked", asked(1, 1, "Cortile")));
    assert_eq!(open(&queue), ["Ingresso", "Cortile"]);
    assert_eq!(queue.help()[0].language, Some(turno_domain::text::Language::Ro));
    // Asked once more it is the same call.
    assert!(happen(&mut queue, "help-asked", asked(2, 0, "Ingresso")));
    assert_eq!(open(&queue), ["Cortile", "Ingresso"]);
    assert!(happen(&mut queue, "help-answered", json!({"help": HELP[1], "name": "Giulia"})));
    assert_eq!(open(&queue), ["Ingresso"]);
    let later = |minute: u32| json!({"at": format!("2026-11-21T09:{minute:02}:00.000Z")});
    assert!(!happen(&mut queue, "signed-in", later(31)));
    assert!(happen(&mut queue, "signed-in", later(32)));
    assert_eq!(open(&queue), [""; 0]);
}

#[test]
fn devices_are_kept_with_what_they_last_said() {
    let mut queue = LiveQueue::default();
    queue.apply(&Update::Snapshot(snapshot(1, &[])));
    let told = |printer: &str| {
        json!({"at": "2026-11-21T09:00:00.000Z", "device_name": "Ingresso", "device_role": "kiosk",
            "parts": {"printer": printer}})
    };
    assert!(happen(
        &mut queue,
        "device-enrolled",
        json!({"device_name": "Ingresso", "device_role": "kiosk"})
    ));
    assert_eq!((queue.devices().len(), queue.devices()[0].at), (1, None));
    for state in ["ready", "paper-out"] {
        assert!(happen(&mut queue, "device-status", told(state)));
        assert_eq!((queue.devices().len(), queue.devices()[0].parts["printer"].as_str()), (1, state));
    }
    assert!(queue.devices()[0].at.is_some());
    // What a hub of another version says half is left to the next snapshot.
    assert!(!happen(&mut queue, "device-status", json!({"parts": {"printer": "ready"}})));
    assert!(happen(&mut queue, "device-revoked", json!({"device_name": "Ingresso"})));
    assert!(queue.devices().is_empty());
    assert!(happen(&mut queue, "doors-set", json!({"doors": "closed"})));
    assert_eq!(queue.doors(), Doors::Closed);
}
