use super::*;
use crate::ids::TicketId;
use crate::ticket::{Channel, Promise, SegmentEnd};
use crate::time::Timestamp;
use chrono::NaiveDate;
use proptest::prelude::*;

const MINUTE: i64 = 60_000;

/// Monday 23 November 2026, 09:00 in Rome, and `minutes` later.
fn at(minutes: i64) -> Timestamp {
    Timestamp::from_millis(1_795_420_800_000 + minutes * MINUTE)
}

fn day(of_month: u32) -> ServiceDay {
    ServiceDay::new(NaiveDate::from_ymd_opt(2026, 11, of_month).unwrap())
}

fn standards() -> Standards {
    let target_minutes = BTreeMap::from([("spid".parse().unwrap(), 15), ("cie".parse().unwrap(), 20)]);
    Standards { timezone: chrono_tz::Europe::Rome, target_minutes }
}

/// A visit with one call; times in minutes after nine.
fn served(service: &str, counter: &str, issued: i64, called: i64, started: i64, ended: i64) -> Transaction {
    Transaction {
        ticket: TicketId::from_parts(0, [1; 10]),
        segment: 0,
        last: true,
        day: day(23),
        service: service.parse().unwrap(),
        counter: Some(counter.parse().unwrap()),
        operator: Some("anna".parse().unwrap()),
        channel: Channel::Kiosk,
        issued_at: at(issued),
        arrived_at: at(issued),
        due_from: None,
        called_at: Some(at(called)),
        last_called_at: Some(at(called)),
        started_at: Some(at(started)),
        ended_at: at(ended),
        parked_ms: 0,
        calls: 1,
        end: SegmentEnd::Served,
        start_estimated: false,
        end_estimated: false,
        people: 1,
        promise: None,
    }
}

fn never_called(end: SegmentEnd, issued: i64, ended: i64) -> Transaction {
    Transaction {
        counter: None,
        operator: None,
        called_at: None,
        last_called_at: None,
        started_at: None,
        calls: 0,
        end,
        ..served("spid", "1", issued, 0, 0, ended)
    }
}

fn total(transactions: &[Transaction]) -> Row {
    Figures::of(By::Service, standards(), transactions, &[]).total
}

/// n, median, p90 and longest, in minutes.
fn minutes(figure: Figure) -> (u64, Option<i64>, Option<i64>, Option<i64>) {
    let whole = |ms: Option<i64>| ms.map(|ms| ms / MINUTE);
    (figure.n, whole(figure.median_ms), whole(figure.p90_ms), whole(figure.longest_ms))
}

#[test]
fn the_test_clock_starts_at_nine_in_rome() {
    assert_eq!(at(0).local(chrono_tz::Europe::Rome).to_string(), "2026-11-23 09:00:00 CET");
}

#[test]
fn nobody_has_no_mean() {
    let row = total(&[]);
    assert_eq!(row, Row::default());
    assert_eq!((row.wait.n, row.wait.mean_ms, row.wait.median_ms), (0, None, None));
    assert_eq!(row.rate(row.served), None);
}

#[test]
fn one_visit_by_hand() {
    // Issued 09:00, called 09:10, called again 09:11, at the counter 09:12, put aside 5 minutes, ended 09:30.
    let visit = Transaction {
        last_called_at: Some(at(11)),
        calls: 2,
        parked_ms: 5 * MINUTE,
        ..served("spid", "1", 0, 10, 12, 30)
    };
    let row = total(&[visit]);
    assert_eq!(row.wait.mean_ms, Some(10.0 * 60_000.0));
    assert_eq!(row.wait_from_opening.longest_ms, Some(10 * MINUTE));
    assert_eq!(row.walk.longest_ms, Some(MINUTE));
    assert_eq!(row.service.longest_ms, Some(13 * MINUTE));
    assert_eq!(row.visit.longest_ms, Some(30 * MINUTE));
    assert_eq!(row.service_level, Some(ServiceLevel { n: 1, within: 1, target_minutes: Some(15) }));
    assert_eq!((row.occupancy, row.forecast_error), (None, None));
}

#[test]
fn median_and_p90_are_nearest_rank() {
    // Waits of 1, 2 … 10 minutes: the 5th and the 9th smallest.
    let ten: Vec<_> = (1..=10).rev().map(|m| served("spid", "1", 0, m, m, m)).collect();
    assert_eq!(minutes(total(&ten).wait), (10, Some(5), Some(9), Some(10)));
    assert_eq!(total(&ten).wait.mean_ms, Some(5.5 * 60_000.0));
    // Of three the ⌈1.5⌉ = 2nd and the ⌈2.7⌉ = 3rd.
    assert_eq!(minutes(total(&ten[..3]).wait), (3, Some(9), Some(10), Some(10)));
    // Of eleven the ⌈5.5⌉ = 6th and the ⌈9.9⌉ = 10th.
    let eleven: Vec<_> = (1..=11).map(|m| served("spid", "1", 0, m, m, m)).collect();
    assert_eq!(minutes(total(&eleven).wait), (11, Some(6), Some(10), Some(11)));
}

#[test]
fn the_desk_answers_for_the_wait_from_opening_and_from_the_booked_time() {
    // Half an hour early: waits 40 minutes, of which the desk answers for 10.
    let early = Transaction { due_from: Some(at(0)), ..served("spid", "1", -30, 10, 10, 20) };
    // A booked time before the arrival counts for nothing.
    let late = Transaction { due_from: Some(at(-60)), ..served("spid", "1", 0, 7, 7, 20) };
    let row = total(&[early, late]);
    assert_eq!(minutes(row.wait), (2, Some(7), Some(40), Some(40)));
    assert_eq!(minutes(row.wait_from_opening), (2, Some(7), Some(10), Some(10)));
    assert_eq!(row.service_level.unwrap().within, 2);
}

#[test]
fn every_end_is_counted_apart() {
    let no_show =
        Transaction { started_at: None, end: SegmentEnd::NoShow, ..served("spid", "1", 0, 8, 0, 12) };
    let row = total(&[
        served("spid", "1", 0, 1, 1, 5),
        no_show,
        never_called(SegmentEnd::Cancelled, 0, 3),
        never_called(SegmentEnd::Expired, 0, 90),
        never_called(SegmentEnd::Expired, 0, 90),
        never_called(SegmentEnd::Left, 0, 90),
        never_called(SegmentEnd::Appointment, 0, 90),
        never_called(SegmentEnd::ServedLate, 0, 90),
    ]);
    assert_eq!(
        (row.arrived, row.served, row.no_show, row.cancelled, row.expired, row.left, row.appointment),
        (8, 2, 1, 1, 2, 1, 1)
    );
    assert_eq!(row.rate(row.served), Some(0.25));
    // Who did not come was called, so waited; but was neither served nor a visit.
    assert_eq!((row.wait.n, row.service.n, row.visit.n), (2, 1, 2));
    // Served late without a call: served, and not within the target.
    assert_eq!(row.service_level, Some(ServiceLevel { n: 2, within: 1, target_minutes: Some(15) }));
}

#[test]
fn a_transfer_is_two_waits_and_one_visit() {
    let first =
        Transaction { last: false, end: SegmentEnd::Transferred, ..served("spid", "1", 0, 10, 11, 65) };
    let second = Transaction { segment: 1, issued_at: at(0), ..served("cie", "2", 65, 90, 91, 100) };
    let by_service = Figures::of(By::Service, standards(), &[first.clone(), second.clone()], &[]);
    let [(cie_key, cie), (spid_key, spid)] = &by_service.rows[..] else { panic!("{by_service:?}") };
    assert_eq!((cie_key.to_string(), spid_key.to_string()), ("cie".into(), "spid".into()));
    // It arrived where it was last, having waited and been served at both.
    assert_eq!(
        (spid.arrived, spid.wait.longest_ms, spid.service.longest_ms),
        (0, Some(10 * MINUTE), Some(54 * MINUTE))
    );
    assert_eq!(
        (cie.arrived, cie.wait.longest_ms, cie.visit.longest_ms),
        (1, Some(25 * MINUTE), Some(100 * MINUTE))
    );
    assert_eq!(cie.service_level, Some(ServiceLevel { n: 1, within: 0, target_minutes: Some(20) }));
    assert_eq!((by_service.total.arrived, by_service.total.wait.n, by_service.total.visit.n), (1, 2, 1));
    // Both stretches belong to the hour in which the person came.
    let by_hour = Figures::of(By::Hour, standards(), &[first, second], &[]);
    assert_eq!(by_hour.rows.len(), 1);
    assert_eq!(by_hour.rows[0].0.text().as_deref(), Some("09"));
}

#[test]
fn inferred_times_are_left_out_of_walk_and_service_and_counted() {
    let start = Transaction { start_estimated: true, end_estimated: true, ..served("spid", "1", 0, 5, 5, 9) };
    let end = Transaction { end_estimated: true, ..served("spid", "1", 0, 6, 8, 12) };
    let row = total(&[start, end, served("spid", "1", 0, 7, 8, 20)]);
    assert_eq!((row.served, row.estimated), (3, 2));
    assert_eq!((row.walk.n, row.service.n, row.service.longest_ms), (2, 1, Some(12 * MINUTE)));
    assert_eq!((row.wait.n, row.visit.n), (3, 3));
}

#[test]
fn an_imported_visit_has_no_walk_and_takes_no_counters_time() {
    let imported = Transaction { last_called_at: None, calls: 0, ..served("spid", "1", 0, 9, 9, 20) };
    let span = span("1", 0, 60);
    let figures = Figures::of(By::Counter, standards(), &[imported], &[span]);
    assert_eq!((figures.total.walk.n, figures.total.wait.n, figures.total.service.n), (0, 1, 1));
    assert_eq!(figures.total.occupancy, Some(Occupancy { serving_ms: 0, open_ms: 60 * MINUTE, share: 0.0 }));
}

#[test]
fn who_has_not_left_yet_has_arrived_and_may_have_been_called() {
    let mut waiting = ticket(0);
    let mut tally = Tally::new(By::Service, standards());
    tally.take_open(&waiting, at(9));
    waiting.segments[0].called_at = Some(at(7));
    tally.take_open(&waiting, at(9));
    let total = tally.figures().total;
    assert_eq!((total.arrived, total.served), (2, 0));
    assert_eq!(minutes(total.wait), (1, Some(7), Some(7), Some(7)));
}

fn ticket(issued: i64) -> crate::ticket::Ticket {
    let site = serde_json::from_value(serde_json::json!({
        "name": "x", "services": [{"key": "spid", "letter": "A", "names": "SPID"}],
    }))
    .unwrap();
    let id = TicketId::from_parts(0, [1; 10]);
    let now = crate::time::ClockReading {
        wall: at(issued),
        boot: uuid::Uuid::nil(),
        monotonic_ms: 0,
        trusted: true,
    };
    let mut queue = crate::queue::Queue::new(site, day(23), BTreeMap::new());
    let issue = crate::queue::IssueCommand {
        ticket: id,
        service: "spid".parse().unwrap(),
        channel: Channel::Kiosk,
        language: None,
        people: 1,
        booked_at: None,
        promise: None,
        in_advance: false,
    };
    let context = crate::queue::Context { now, operator: None };
    let events = queue.decide(&crate::queue::Command::Issue(issue), &context).unwrap();
    for event in events {
        queue.apply(&crate::journal::Entry { sequence: 1, at: now, actor: Default::default(), event });
    }
    queue.ticket(id).unwrap().clone()
}

fn span(counter: &str, opened: i64, closed: i64) -> CounterSpan {
    CounterSpan {
        counter: counter.parse().unwrap(),
        operator: "anna".parse().unwrap(),
        day: day(23),
        opened_at: at(opened),
        closed_at: at(closed),
    }
}

#[test]
fn occupancy_is_serving_time_over_open_time() {
    let visits = [
        served("spid", "1", 0, 5, 5, 20),
        // Inferred times are serving time all the same.
        Transaction { end_estimated: true, ..served("spid", "1", 0, 20, 20, 35) },
        served("spid", "2", 0, 5, 5, 15),
        never_called(SegmentEnd::Cancelled, 0, 5),
    ];
    let spans = [span("1", 0, 40), span("1", 50, 70), span("2", 0, 20), span("10", 0, 20)];
    let figures = Figures::of(By::Counter, standards(), &visits, &spans);
    let keys: Vec<_> = figures.rows.iter().map(|(key, _)| key.text()).collect();
    // As a person sorts them, and who was never called last.
    assert_eq!(keys, [Some("1".into()), Some("2".into()), Some("10".into()), None]);
    let occupancy = |row: &Row| row.occupancy.map(|o| (o.serving_ms / MINUTE, o.open_ms / MINUTE, o.share));
    assert_eq!(occupancy(&figures.rows[0].1), Some((30, 60, 0.5)));
    assert_eq!(occupancy(&figures.rows[1].1), Some((10, 20, 0.5)));
    assert_eq!(occupancy(&figures.rows[2].1), Some((0, 20, 0.0)));
    assert_eq!(figures.rows[3].1.occupancy, None);
    assert_eq!(occupancy(&figures.total), Some((40, 100, 0.4)));
    let by_day = Figures::of(By::Day, standards(), &visits, &spans);
    assert_eq!(by_day.rows[0].1.occupancy, None);
    assert_eq!(occupancy(&by_day.total), Some((40, 100, 0.4)));
}

#[test]
fn promises_are_measured_by_the_middle_of_their_band_and_by_the_band() {
    let promise = |low_minutes, high_minutes| Some(Promise { low_minutes, high_minutes, coverage: 0.8 });
    let row = total(&[
        // 20 announced, 25 waited: just inside the band.
        Transaction { promise: promise(15, 25), ..served("spid", "1", 0, 25, 25, 30) },
        // 10 announced, 4 waited: below it.
        Transaction { promise: promise(5, 15), ..served("spid", "1", 0, 4, 4, 30) },
        // Promised, and gone before the promise could be kept.
        Transaction { promise: promise(5, 15), ..never_called(SegmentEnd::Cancelled, 0, 3) },
        served("spid", "1", 0, 4, 4, 30),
    ]);
    let error = row.forecast_error.unwrap();
    assert_eq!(error.n, 2);
    assert_eq!(error.bias_ms, 0.5 * MINUTE as f64);
    assert_eq!(error.mean_absolute_ms, 5.5 * MINUTE as f64);
    assert_eq!(error.coverage, 0.5);
}

#[test]
fn targets_that_differ_are_not_shown_as_one() {
    let figures = Figures::of(
        By::Service,
        standards(),
        &[
            served("spid", "1", 0, 16, 16, 20),
            served("cie", "1", 0, 16, 16, 20),
            served("old", "1", 0, 1, 1, 2),
        ],
        &[],
    );
    assert_eq!(figures.total.service_level, Some(ServiceLevel { n: 2, within: 1, target_minutes: None }));
    assert_eq!(figures.rows[1].0.to_string(), "old");
    assert_eq!(figures.rows[1].1.service_level, None);
}

#[test]
fn a_clock_set_back_makes_zeros() {
    let odd = Transaction { parked_ms: 99 * MINUTE, ..served("spid", "1", 60, 50, 40, 45) };
    let row = total(&[odd]);
    for figure in [row.wait, row.wait_from_opening, row.walk, row.service, row.visit] {
        assert_eq!((figure.n, figure.sum_ms, figure.longest_ms), (1, 0, Some(0)));
    }
}

#[test]
fn hours_and_days_sort_by_time() {
    let night = Transaction { day: day(22), ..served("spid", "1", -7 * 60, -7 * 60, -7 * 60, 0) };
    let visits = [served("spid", "1", 65, 66, 67, 68), served("spid", "1", 0, 1, 2, 3), night];
    let keys = |by| -> Vec<String> {
        Figures::of(by, standards(), &visits, &[]).rows.iter().map(|(key, _)| key.to_string()).collect()
    };
    assert_eq!(keys(By::Hour), ["02", "09", "10"]);
    // Two in the morning belongs to the service day before.
    assert_eq!(keys(By::Day), ["2026-11-22", "2026-11-23"]);
}

#[test]
fn rows_are_asked_for_by_word() {
    for by in [By::Service, By::Counter, By::Hour, By::Day] {
        assert_eq!(by.word().parse(), Ok(by));
    }
    assert!("operator".parse::<By>().is_err());
}

const ENDS: [SegmentEnd; 9] = [
    SegmentEnd::Served,
    SegmentEnd::NoShow,
    SegmentEnd::Cancelled,
    SegmentEnd::Transferred,
    SegmentEnd::Interrupted,
    SegmentEnd::ServedLate,
    SegmentEnd::Appointment,
    SegmentEnd::Left,
    SegmentEnd::Expired,
];

prop_compose! {
    fn any_transaction()(
        service in prop::sample::select(vec!["spid", "cie", "old"]),
        counter in prop::option::of(prop::sample::select(vec!["1", "2", "10"])),
        times in prop::array::uniform6(-200_i64..200),
        present in prop::array::uniform4(any::<bool>()),
        end in prop::sample::select(ENDS.to_vec()),
        parked in 0_i64..20,
        estimated in prop::array::uniform2(any::<bool>()),
        of_month in 20_u32..24,
        promise in prop::option::of((0_u32..60, 0_u32..30)),
    ) -> Transaction {
        let [issued, arrived, called, last_called, started, ended] = times;
        Transaction {
            counter: counter.map(|key| key.parse().unwrap()),
            day: day(of_month),
            arrived_at: at(arrived),
            due_from: present[0].then(|| at(arrived + 3)),
            called_at: present[1].then(|| at(called)),
            last_called_at: (present[1] && present[2]).then(|| at(last_called)),
            started_at: (present[1] && present[3]).then(|| at(started)),
            parked_ms: parked * MINUTE,
            end,
            last: !matches!(end, SegmentEnd::Transferred | SegmentEnd::Interrupted),
            start_estimated: estimated[0],
            end_estimated: estimated[1],
            promise: promise.map(|(low_minutes, width)| Promise {
                low_minutes,
                high_minutes: low_minutes + width,
                coverage: 0.8,
            }),
            ..served(service, "1", issued, 0, 0, ended)
        }
    }
}

/// The ⌈p·n⌉-th smallest by counting how many are not greater.
fn by_counting(values: &[i64], percent: usize) -> Option<i64> {
    values
        .iter()
        .copied()
        .filter(|value| values.iter().filter(|other| *other <= value).count() * 100 >= percent * values.len())
        .min()
}

proptest! {
    #[test]
    fn percentiles_equal_a_naive_reference(values in prop::collection::vec(0_i64..500, 0..80)) {
        let visits: Vec<_> = values.iter().map(|wait| served("spid", "1", 0, *wait, *wait, *wait)).collect();
        let wait = total(&visits).wait;
        prop_assert_eq!(wait.n as usize, values.len());
        prop_assert_eq!(wait.median_ms.map(|ms| ms / MINUTE), by_counting(&values, 50));
        prop_assert_eq!(wait.p90_ms.map(|ms| ms / MINUTE), by_counting(&values, 90));
        prop_assert_eq!(wait.longest_ms.map(|ms| ms / MINUTE), values.iter().copied().max());
        let mean = values.iter().sum::<i64>() as f64 / values.len() as f64;
        prop_assert!(wait.mean_ms.is_none_or(|ms| (ms / MINUTE as f64 - mean).abs() < 1e-6));
    }

    #[test]
    fn the_order_in_which_they_are_taken_changes_no_figure(
        (visits, shuffled) in prop::collection::vec(any_transaction(), 0..60)
            .prop_flat_map(|visits| (Just(visits.clone()), Just(visits).prop_shuffle())),
    ) {
        for by in [By::Service, By::Counter, By::Hour, By::Day] {
            let figures = |visits| Figures::of(by, standards(), visits, &[]);
            prop_assert_eq!(figures(&visits), figures(&shuffled));
        }
    }

    #[test]
    fn rows_add_up_to_the_total_and_no_rate_passes_one(
        visits in prop::collection::vec(any_transaction(), 0..60),
        opened in prop::collection::vec((0_i64..60, 0_i64..60), 0..5),
    ) {
        let spans: Vec<_> = opened.iter().map(|(from, to)| span("1", *from, *to)).collect();
        let mut totals = Vec::new();
        for by in [By::Service, By::Counter, By::Hour, By::Day] {
            let figures = Figures::of(by, standards(), &visits, &spans);
            prop_assert!(figures.rows.windows(2).all(|pair| pair[0].0 < pair[1].0));
            let sum = |value: fn(&Row) -> u64| figures.rows.iter().map(|(_, row)| value(row)).sum::<u64>();
            for value in [
                |row: &Row| row.arrived, |row: &Row| row.served, |row: &Row| row.no_show,
                |row: &Row| row.cancelled, |row: &Row| row.expired, |row: &Row| row.left,
                |row: &Row| row.appointment, |row: &Row| row.estimated, |row: &Row| row.wait.n,
                |row: &Row| row.wait_from_opening.n, |row: &Row| row.walk.n, |row: &Row| row.service.n,
                |row: &Row| row.visit.n, |row: &Row| row.service_level.map_or(0, |level| level.n),
                |row: &Row| row.service_level.map_or(0, |level| level.within),
                |row: &Row| row.forecast_error.map_or(0, |error| error.n),
            ] {
                prop_assert_eq!(sum(value), value(&figures.total));
            }
            let waited: i64 = figures.rows.iter().map(|(_, row)| row.wait.sum_ms).sum();
            prop_assert_eq!(waited, figures.total.wait.sum_ms);
            for (_, row) in &figures.rows {
                let ends = row.served + row.no_show + row.cancelled + row.expired + row.left + row.appointment;
                prop_assert_eq!(ends, row.arrived);
                prop_assert_eq!(row.visit.n, row.served);
                prop_assert!(row.estimated <= row.served && row.walk.n <= row.wait.n);
                prop_assert!(row.service_level.is_none_or(|level| level.within <= level.n && level.n <= row.served));
                prop_assert!(row.forecast_error.is_none_or(|error| (0.0..=1.0).contains(&error.coverage)));
                for f in [row.wait, row.wait_from_opening, row.walk, row.service, row.visit] {
                    prop_assert_eq!(f.mean_ms.is_some(), f.n > 0);
                    prop_assert!(f.median_ms <= f.p90_ms && f.p90_ms <= f.longest_ms && f.sum_ms >= 0);
                }
            }
            totals.push(figures.total);
        }
        // What the rows stand for changes nothing in the total.
        prop_assert!(totals.windows(2).all(|pair| pair[0] == pair[1]));
    }
}
