//! What holds after any sequence of commands, with a clock that stands still, jumps, is set back or starts anew.

mod invariants;
mod set_clock;
mod steps;

use crate::desk::{Desk, rows_of};
use invariants::{Watch, drains};
use proptest::prelude::*;
use steps::{Step, sites, steps};
use turno_domain::journal::Entry;
use turno_domain::queue::Command;
use turno_domain::site::Site;

/// Carries out every step that is not refused, watching what happens.
fn run(first_site: usize, steps: &[Step]) -> Watch {
    let mut watch = Watch::new(Desk::new(sites()[first_site].clone()));
    for (name, counter) in [("anna", "1"), ("carlo", "2"), ("bruno", "3")] {
        watch.ask(name, &Command::OpenCounter { counter: counter.parse().unwrap(), takeover: false });
    }
    for step in steps {
        step.carry_out(&mut watch);
    }
    watch
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, ..ProptestConfig::default() })]

    /// Each ticket is in one state and in one hand, no number comes twice, no fact is rewritten, whoever waited past
    /// the maximum is called before whoever waited less: [`Watch`] looks at all of it after every event.
    #[test]
    fn whatever_is_asked_the_room_stays_in_order(
        site in 0..sites().len(),
        steps in steps(),
    ) {
        run(site, &steps);
    }

    #[test]
    fn replaying_the_journal_gives_the_same_queue(
        site in 0..sites().len(),
        steps in steps(),
    ) {
        let desk = run(site, &steps).desk;
        let mut replayed = desk.fresh.clone();
        for entry in &desk.journal {
            // As the store keeps it.
            let kept: Entry = serde_json::from_str(&serde_json::to_string(entry).unwrap()).unwrap();
            prop_assert_eq!(&kept, entry);
            replayed.apply(&kept);
        }
        prop_assert_eq!(replayed, desk.queue);
    }

    #[test]
    fn tables_kept_by_effects_equal_the_queue(
        site in 0..sites().len(),
        steps in steps(),
    ) {
        let desk = run(site, &steps).desk;
        let queue = &desk.queue;
        prop_assert_eq!(desk.tickets.len(), queue.tickets().count());
        let mut rows = 0;
        for ticket in queue.tickets() {
            prop_assert_eq!(&desk.tickets[&ticket.id], ticket);
            let of_this: Vec<_> = rows_of(ticket).into_iter().map(|(_, row)| row).collect();
            rows += of_this.len();
            prop_assert_eq!(desk.rows(ticket.id), of_this.iter().collect::<Vec<_>>());
            prop_assert_eq!(of_this.len(), ticket.segments.iter().filter(|segment| segment.end.is_some()).count());
            let last = of_this.iter().filter(|row| row.last).count();
            prop_assert_eq!(last, usize::from(ticket.state.is_over()), "{:?}", ticket);
        }
        let of_today = desk.rows.values().filter(|row| queue.ticket(row.ticket).is_some()).count();
        prop_assert_eq!(of_today, rows);
        // Who was here on a day before is over, and has one last row.
        let mut before: Vec<_> = desk.rows.values().filter(|row| queue.ticket(row.ticket).is_none()).collect();
        before.retain(|row| row.last);
        let mut tickets: Vec<_> = before.iter().map(|row| row.ticket).collect();
        tickets.sort();
        tickets.dedup();
        prop_assert_eq!(tickets.len(), before.len());
        let issued = desk.journal.iter().filter(|entry| entry.event.kind() == "ticket-issued").count();
        prop_assert_eq!(tickets.len() + queue.tickets().count(), issued);
        for (key, counter) in queue.counters() {
            prop_assert_eq!(&desk.counters[key.as_str()], counter);
        }
        prop_assert!(desk.spans.iter().all(|span| span.opened_at <= span.closed_at));
    }

    #[test]
    fn without_new_arrivals_everybody_is_called(
        site in 0..sites().len(),
        steps in steps(),
    ) {
        drains(run(site, &steps));
    }
}

#[test]
fn the_sites_are_ones_that_a_hub_would_take() {
    for site in sites() {
        let site: Site = serde_json::from_value(site).unwrap();
        assert_eq!(site.check(), []);
    }
}

/// The steps must do something, or the properties would hold of an empty room.
#[test]
fn the_steps_reach_every_kind_of_event() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let mut seen = std::collections::BTreeMap::<&'static str, usize>::new();
    let mut rules = std::collections::BTreeMap::<&'static str, usize>::new();
    for site in (0..sites().len()).cycle().take(200) {
        let steps = steps().new_tree(&mut runner).unwrap().current();
        for entry in &run(site, &steps).desk.journal {
            *seen.entry(entry.event.kind()).or_default() += 1;
            if let turno_domain::journal::Event::TicketCalled { reason, .. } = &entry.event {
                *rules.entry(reason.rule.word()).or_default() += 1;
            }
        }
    }
    assert_eq!(rules.len(), 7, "{rules:?}");
    let queue_events = [
        "counter-closed",
        "counter-opened",
        "counter-paused",
        "day-closed",
        "day-opened",
        "doors-set",
        "help-answered",
        "help-asked",
        "site-applied",
        "ticket-away",
        "ticket-back",
        "ticket-called",
        "ticket-cancelled",
        "ticket-closed",
        "ticket-detailed",
        "ticket-finished",
        "ticket-issued",
        "ticket-no-show",
        "ticket-paper",
        "ticket-parked",
        "ticket-recalled",
        "ticket-reinstated",
        "ticket-started",
        "ticket-transferred",
        "ticket-undone",
    ];
    assert_eq!(seen.keys().copied().collect::<Vec<_>>(), queue_events, "{seen:?}");
    assert!(seen.values().all(|count| *count >= 20), "{seen:?}");
}
