//! Real input: one day of a municipal office, lived again through the API, with every ticket accounted for three times over: in the
//! replay's own books, in the hub's queue and figures, and in the live stream.

use std::collections::BTreeMap;
use turno_domain::ids::TicketId;
use turno_domain::ticket::TicketState;
use turno_simulator::bank::Figure;
use turno_tests::replayed::{Day, LiveEvent, live_again};
use turno_tests::{example, sample};

/// A ticket's life as the stream told it, in milliseconds.
#[derive(Debug, Default)]
struct Life {
    service: String,
    issued: Vec<i64>,
    called: Vec<i64>,
    ends: Vec<TicketState>,
}

fn lives(events: &[LiveEvent]) -> BTreeMap<TicketId, Life> {
    let mut lives: BTreeMap<TicketId, Life> = BTreeMap::new();
    for LiveEvent { kind, data, .. } in events {
        let Some(ticket) = &data.ticket else { continue };
        let life = lives.entry(ticket.id).or_default();
        let at = data.at.unwrap().0.millis();
        match kind.as_str() {
            "ticket-issued" => {
                life.service = ticket.service.to_string();
                life.issued.push(at);
            }
            "ticket-called" => life.called.push(at),
            "ticket-finished" | "ticket-cancelled" | "ticket-closed" => life.ends.push(ticket.state),
            other => panic!("{other} has no place in this day"),
        }
    }
    lives
}

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_real_day_is_lived_again_and_everybody_is_accounted_for() {
    let record = sample("municipal-office-warsaw-wola-2020-01-20.csv");
    let day = live_again(&example("warsaw"), &record).await.unwrap();
    let Day { counted, done, queue, statistics, events, .. } = &day;
    println!("{counted:?}\n{done:?}\n{} sign-ins\n\n{}", day.signed_in, day.table);

    // The replay's books are the record's.
    assert!(counted.balances() && done.accounts_for_all(), "{counted:?} {done:?}");
    assert_eq!((done.issued, done.called, done.cancelled), (1_932, 1_629, 303));
    assert_eq!((done.issued, done.called, done.cancelled), (counted.arrivals, counted.calls, counted.left));
    assert_eq!((done.called_nobody, done.nobody_left, done.waiting), (0, 0, counted.still_waiting));
    assert!(day.signed_in > done.counters, "nobody ever had to sign in again");

    // The hub's queue says the same.
    let in_state = |state: TicketState| queue.tickets.iter().filter(|ticket| ticket.state == state).count();
    assert_eq!(queue.tickets.len(), done.issued);
    assert_eq!(in_state(TicketState::Finished) + in_state(TicketState::Closed), done.finished);
    assert_eq!(in_state(TicketState::Cancelled), done.cancelled);
    assert_eq!(in_state(TicketState::Waiting), done.waiting);
    assert!(queue.counters.iter().all(|counter| counter.ticket.is_none()), "somebody is still in hand");
    assert_eq!(queue.service_day.to_string(), day.service_day);

    // So does the stream, line by line: none missing, none twice, each ticket with one beginning and one end.
    assert!(!day.stream_broke);
    assert!(
        events.windows(2).all(|pair| pair[0].position.sequence + 1 == pair[1].position.sequence),
        "a line of the journal is missing from the stream"
    );
    let lives = lives(events);
    assert_eq!(lives.len(), done.issued);
    for (ticket, life) in &lives {
        let whole = life.issued.len() == 1 && life.ends.len() == 1 && life.called.len() <= 1;
        assert!(whole, "{ticket}: {life:?}");
        let called = life.ends[0] != TicketState::Cancelled;
        assert_eq!(life.called.len(), usize::from(called), "{ticket}: {life:?}");
    }

    // And the figures: waits recomputed from the stream alone, by a reckoning that shares nothing with the hub's.
    let mut waits: BTreeMap<&str, Vec<i64>> = BTreeMap::new();
    for life in lives.values() {
        let of = waits.entry(life.service.as_str()).or_default();
        of.extend(life.called.iter().map(|called| called - life.issued[0]));
    }
    let all: Vec<i64> = waits.values().flatten().copied().collect();
    let expected = |waits: &[i64]| {
        let Figure { n, mean_s, median_s, p90_s, longest_s } = Figure::of(waits.to_vec());
        (n as u64, mean_s, median_s, p90_s, longest_s)
    };
    for row in statistics.rows.iter().chain([&statistics.total]) {
        let key = row.key.as_deref().unwrap();
        let (n, mean, median, p90, longest) = expected(if key == "total" { &all } else { &waits[key] });
        assert_eq!(row.wait.n, n, "{key}");
        let ms = |seconds: Option<f64>| seconds.map(|seconds| (seconds * 1_000.0).round() as i64);
        assert_eq!(
            (ms(row.wait.median_s), ms(row.wait.p90_s), ms(row.wait.longest_s)),
            (median, p90, longest),
            "{key}"
        );
        let mean = mean.map(|ms| ms / 1_000.0);
        let off = row.wait.mean_s.unwrap_or(0.0) - mean.unwrap_or(0.0);
        assert!(off.abs() <= mean.unwrap_or(0.0) * 1e-6, "{key}: mean {:?}, not {mean:?}", row.wait.mean_s);
        // Nothing says when anybody sat down, so nothing is told of how long they were served.
        assert_eq!((row.walk.n, row.service.n), (0, 0), "{key}");
    }
    let total = &statistics.total;
    assert_eq!((total.arrived, total.served, total.cancelled), (1_932, 1_629, 303));
    assert_eq!((total.no_show, total.expired, total.left, total.appointment), (0, 0, 0, 0));
    let sum = |of: fn(&turno_protocol::statistics::StatisticsRow) -> u64| -> u64 {
        statistics.rows.iter().map(of).sum()
    };
    assert_eq!(
        (sum(|row| row.arrived), sum(|row| row.served), sum(|row| row.cancelled)),
        (1_932, 1_629, 303)
    );
}
