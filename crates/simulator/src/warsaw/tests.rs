use proptest::prelude::*;

use super::*;

const DAY: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/data/municipal-office-warsaw-wola-2020-01-20.csv");

fn at(minutes: i64) -> NaiveDateTime {
    let midnight = NaiveDate::from_ymd_opt(2020, 1, 20).unwrap().and_hms_opt(8, 0, 0).unwrap();
    midnight + TimeDelta::minutes(minutes)
}

/// A queue `A` seen every five minutes, as (waiting, number shown).
fn seen(each: &[(usize, &str)]) -> Vec<Moment> {
    (0..)
        .zip(each)
        .map(|(nth, (waiting, number))| Moment {
            at: at(5 * nth),
            queue: 182,
            letter: 'A',
            name: "Meldunki i dowody".into(),
            counters_open: 2,
            waiting: *waiting,
            number: number
                .chars()
                .next()
                .map(|letter| ShownNumber { letter, value: number[1..].parse().unwrap() }),
        })
        .collect()
}

fn counts(each: &[(usize, &str)]) -> (usize, usize, usize) {
    let (_, counted) = rebuild(&seen(each));
    assert!(counted.balances(), "{counted:?}");
    (counted.arrivals, counted.calls, counted.left)
}

#[test]
fn arrivals_are_the_change_of_waiting_and_the_calls() {
    assert_eq!(counts(&[(0, ""), (3, ""), (2, "A002"), (2, "A002"), (0, "A004")]), (4, 4, 0));
    assert_eq!(
        counts(&[(4, "A010"), (4, "A013")]),
        (7, 3, 0),
        "the four of the first moment, and three more"
    );
}

#[test]
fn whom_nothing_explains_has_left() {
    assert_eq!(counts(&[(0, ""), (5, ""), (1, "A001")]), (5, 1, 3));
    let (_, counted) = rebuild(&seen(&[(0, ""), (5, ""), (1, "A001")]));
    assert_eq!(counted.odd.more_gone_than_called, 1);
}

#[test]
fn a_number_that_disappears_counts_on_when_it_is_back() {
    assert_eq!(counts(&[(0, ""), (0, "A002"), (0, ""), (0, ""), (0, "A005"), (0, "")]), (5, 5, 0));
}

#[test]
fn a_number_that_steps_back_calls_nobody() {
    let moments = seen(&[(9, "A040"), (9, "A048"), (9, "A044"), (9, "A047"), (9, "A049")]);
    let (_, counted) = rebuild(&moments);
    assert_eq!((counted.calls, counted.odd.number_went_back), (9, 2));
}

#[test]
fn another_letter_says_nothing_of_this_queue() {
    let (_, counted) =
        rebuild(&seen(&[(2, "A018"), (2, "R087"), (2, "R087"), (2, "A020"), (2, "R153"), (2, "R155")]));
    assert_eq!(
        (counted.calls, counted.odd.other_letter),
        (2 + 2, 4),
        "A019, A020, and R154, R155 while it was shown"
    );
}

#[test]
fn a_series_may_begin_after_a_whole_hundred() {
    assert_eq!(counts(&[(0, ""), (0, "A201"), (0, "A203")]).1, 3);
    assert_eq!(counts(&[(0, ""), (0, "A007")]).1, 7);
    assert_eq!(counts(&[(0, ""), (0, "A100"), (0, "A101")]).1, 101);
    assert_eq!(counts(&[(0, "A007"), (0, "A008")]).1, 1, "nobody saw the first seven called");
    assert_eq!(counts(&[(0, ""), (0, "A000"), (0, "A001")]).1, 1);
}

#[test]
fn events_stand_evenly_between_their_moments_and_go_round_the_desks() {
    let (events, _) = rebuild(&seen(&[(0, ""), (1, "A002")]));
    let told: Vec<_> = events.iter().map(|event| ((event.at - at(0)).num_seconds(), event.kind)).collect();
    assert_eq!(
        told,
        [
            (50, ReplayKind::Arrive),
            (75, ReplayKind::Call { counter: 1 }),
            (150, ReplayKind::Arrive),
            (225, ReplayKind::Call { counter: 2 }),
            (250, ReplayKind::Arrive),
        ]
    );
}

#[test]
fn days_and_queues_stand_alone() {
    let mut moments = seen(&[(0, ""), (2, "A003")]);
    let mut tomorrow = seen(&[(0, ""), (0, "A002")]);
    tomorrow.iter_mut().for_each(|moment| moment.at += TimeDelta::days(1));
    let mut other = seen(&[(0, ""), (0, "A001")]);
    other.iter_mut().for_each(|moment| moment.queue = 202);
    moments.extend(tomorrow);
    moments.extend(other);
    let (_, counted) = rebuild(&moments);
    assert_eq!((counted.queues, counted.calls, counted.still_waiting), (3, 6, 2));
}

#[test]
fn a_row_that_is_not_later_is_left_out_and_counted() {
    let mut moments = seen(&[(0, ""), (3, "A001")]);
    moments.push(moments[1].clone());
    moments.push(moments[0].clone());
    let (_, counted) = rebuild(&moments);
    assert_eq!((counted.rows, counted.odd.not_later, counted.arrivals, counted.still_waiting), (4, 2, 4, 3));
}

#[test]
fn the_real_day_is_rebuilt_whole() {
    let moments = read(std::fs::File::open(DAY).unwrap()).unwrap();
    let (events, counted) = rebuild(&moments);
    // Recounted once by a program of another language from the same rule.
    assert_eq!(
        counted,
        Counted {
            rows: 2540,
            queues: 20,
            arrivals: 1932,
            calls: 1629,
            left: 303,
            still_waiting: 0,
            odd: Odd { number_went_back: 15, more_gone_than_called: 183, ..Odd::default() },
        }
    );
    assert!(counted.balances());
    assert_eq!(events.len(), 1932 + 1629 + 303);
    let of_queue = |queue: u32, kind: fn(&ReplayKind) -> bool| {
        events.iter().filter(|event| event.queue == queue && kind(&event.kind)).count()
    };
    assert_eq!(of_queue(182, |kind| matches!(kind, ReplayKind::Arrive)), 223);
    assert_eq!(of_queue(182, |kind| matches!(kind, ReplayKind::Call { .. })), 176);
    assert_eq!(of_queue(182, |kind| matches!(kind, ReplayKind::Leave)), 47);
    assert_recorded_waiting_is_met(&moments, &events);
}

#[test]
fn a_bad_row_is_named() {
    let file = "date,time,queue_id,letter,queue,counters_open,waiting,current_number,service_minutes\n\
                2020-01-20,07:58,182,A,Meldunki i dowody,3,0,,0\n\
                2020-01-20,08:03,182,A,Meldunki i dowody,3,few,A001,0\n";
    let refusal = read(file.as_bytes()).unwrap_err().to_string();
    assert_eq!(refusal, "line 3: `waiting` is \"few\", expected a whole number");
    for (good, bad) in [
        ("A001", "A"),
        ("A001", "001"),
        ("A001", "Axyz"),
        ("08:03", "8.03"),
        ("few", "-1"),
        (",A,M", ",AB,M"),
    ] {
        assert!(read(file.replace("few", "1").replace(good, bad).as_bytes()).is_err() || good == "few");
    }
    assert!(read(file.replace("few", "-1").as_bytes()).is_err());
    assert!(read("arrived,left\n1,2\n".as_bytes()).is_err());
}

/// Walks through the events: nobody is called or leaves who has not come, and every moment finds as many waiting as it recorded.
fn assert_recorded_waiting_is_met(moments: &[Moment], events: &[ReplayEvent]) {
    assert!(events.is_sorted_by_key(|event| event.at));
    let mut waiting: BTreeMap<u32, i64> = BTreeMap::new();
    let mut events = events.iter().peekable();
    let mut moments: Vec<_> = moments.iter().collect();
    moments.sort_by_key(|moment| moment.at);
    let first = moments.first().map(|moment| moment.at);
    for moment in moments {
        let is_first = Some(moment.at) == first;
        while let Some(event) =
            events.next_if(|event| event.at < moment.at || is_first && event.at == moment.at)
        {
            let here = waiting.entry(event.queue).or_default();
            *here += if event.kind == ReplayKind::Arrive { 1 } else { -1 };
            assert!(*here >= 0, "somebody was called before coming: {event:?}");
        }
        assert_eq!(waiting.get(&moment.queue).copied().unwrap_or(0), moment.waiting as i64, "{moment:?}");
    }
    assert!(events.next().is_none());
}

proptest! {
    #[test]
    fn everybody_is_accounted_for(
        first in prop::collection::vec((0usize..60, 0usize..4, 0usize..260, 0u32..4), 1..40),
        second in prop::collection::vec((0usize..60, 0usize..4, 0usize..260, 0u32..4), 1..40),
    ) {
        let queue = |id: u32, each: &[(usize, usize, usize, u32)]| -> Vec<Moment> {
            (0..).zip(each).map(|(nth, (waiting, letter, value, desks))| Moment {
                at: at(5 * nth),
                queue: id,
                letter: 'A',
                name: String::new(),
                counters_open: *desks,
                waiting: *waiting,
                number: ["", "A", "A", "R"][*letter].chars().next().map(|letter| ShownNumber { letter, value: *value }),
            }).collect()
        };
        let mut moments = queue(182, &first);
        moments.extend(queue(183, &second));
        let (events, counted) = rebuild(&moments);
        prop_assert!(counted.balances(), "{:?}", counted);
        prop_assert_eq!(events.len(), counted.arrivals + counted.calls + counted.left);
        assert_recorded_waiting_is_met(&moments, &events);
    }
}
