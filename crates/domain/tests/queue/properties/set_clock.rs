//! Whenever the wall clock is set, everybody's time stays what it was: the same steps are carried out at two desks, of which
//! one has its clock set now and then, and afterwards the two are as old in every respect.

use super::invariants::Watch;
use super::steps::{sites, steady_steps};
use crate::desk::Desk;
use chrono::TimeDelta;
use proptest::prelude::*;
use turno_domain::figures::{By, Figures, Standards};
use turno_domain::journal::{Event, Reason};
use turno_domain::queue::Command;
use turno_domain::ticket::Ticket;
use turno_domain::time::{ClockReading, Timestamp};

/// A ticket with how long before `now` each of its times lies, in place of that time.
fn ages(ticket: &Ticket, now: Timestamp) -> Ticket {
    let age = |at: Timestamp| Timestamp::from_millis(at.millis() - now.millis());
    let read = |reading: ClockReading| ClockReading { wall: age(reading.wall), ..reading };
    let mut ticket = ticket.clone();
    ticket.issued_at = age(ticket.issued_at);
    ticket.credit_since = age(ticket.credit_since);
    ticket.first_call = ticket.first_call.map(read);
    ticket.parked_since = ticket.parked_since.map(read);
    for segment in &mut ticket.segments {
        segment.arrived_at = age(segment.arrived_at);
        segment.called_at = segment.called_at.map(age);
        segment.last_called_at = segment.last_called_at.map(age);
        segment.started_at = segment.started_at.map(age);
        segment.ended_at = segment.ended_at.map(age);
    }
    if let Some(undo) = &mut ticket.undo {
        undo.at = read(undo.at);
        undo.before = ages(&undo.before, now);
    }
    ticket
}

/// Every ticket of the desk, and how long its counters are open, as of its clock.
fn room(desk: &Desk) -> (Vec<Ticket>, Vec<(String, Option<TimeDelta>)>) {
    let (queue, now) = (desk.queue.as_of(&desk.now), desk.now.wall);
    let mut tickets: Vec<_> = queue.tickets().map(|ticket| ages(ticket, now)).collect();
    tickets.sort_by_key(|ticket| ticket.order);
    let open = queue
        .counters()
        .map(|(key, counter)| (key.to_string(), counter.open_since.map(|since| now.since(since))));
    (tickets, open.collect())
}

fn told(desk: &Desk) -> Vec<(&'static str, Option<Reason>)> {
    let reason = |event: &Event| match event {
        Event::TicketCalled { reason, .. } => Some(*reason),
        _ => None,
    };
    desk.journal.iter().map(|entry| (entry.event.kind(), reason(&entry.event))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, ..ProptestConfig::default() })]

    #[test]
    fn a_set_clock_changes_nobodys_time(
        site in 0..sites().len(),
        steps in steady_steps(),
        sets in prop::collection::vec(prop_oneof![3 => Just(0), 1 => -600_000..600_000_i64], 120),
    ) {
        let [mut steady, mut set] = [0; 2].map(|_| Watch::new(Desk::new(sites()[site].clone())));
        for (name, counter) in [("anna", "1"), ("carlo", "2"), ("bruno", "3")] {
            let open = Command::OpenCounter { counter: counter.parse().unwrap(), takeover: false };
            steady.ask(name, &open);
            set.ask(name, &open);
        }
        for (step, minutes) in steps.iter().zip(sets) {
            set.desk.now.wall = set.desk.now.wall.plus(TimeDelta::minutes(minutes));
            step.carry_out(&mut steady);
            step.carry_out(&mut set);
            prop_assert_eq!(room(&set.desk), room(&steady.desk));
        }
        prop_assert_eq!(told(&set.desk), told(&steady.desk));
        let figures = |desk: &Desk, by| {
            Figures::of(by, Standards::from(desk.queue.site()), desk.rows.values(), &desk.spans)
        };
        for by in [By::Service, By::Counter, By::Day] {
            prop_assert_eq!(figures(&set.desk, by), figures(&steady.desk, by));
        }
        let mut replayed = set.desk.fresh.clone();
        for entry in &set.desk.journal {
            replayed.apply(entry);
        }
        prop_assert_eq!(replayed, set.desk.queue);
    }
}
