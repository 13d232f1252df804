use std::collections::VecDeque;

use chrono::{NaiveDate, TimeDelta};

use super::*;
use crate::warsaw::{SiteKeys, read, rebuild};

const DAY: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/data/municipal-office-warsaw-wola-2020-01-20.csv");

/// A desk in memory: plain order of arrival, and a wrong that it can be told to do.
#[derive(Default)]
struct Line {
    now: Option<DateTime<Utc>>,
    issued: u32,
    waiting: BTreeMap<String, VecDeque<u32>>,
    hands: BTreeMap<String, Option<u32>>,
    wrong: Option<Wrong>,
}

#[derive(Clone, Copy, PartialEq)]
enum Wrong {
    IssuesTwice,
    CallsTwice,
    ForgetsWhoIsInHand,
    SaysNobodyWaits,
    Refuses,
}

#[derive(Debug, Error)]
#[error("refused")]
struct No;

impl Desk for Line {
    type Ticket = u32;
    type Error = No;

    async fn set_clock(&mut self, now: DateTime<Utc>) -> Result<(), No> {
        assert!(self.now.is_none_or(|before| before <= now), "time went back");
        self.now = Some(now);
        Ok(())
    }

    async fn open_counter(&mut self, counter: &str) -> Result<(), No> {
        let known = self.hands.insert(counter.to_owned(), None);
        assert_eq!(known, None, "opened twice");
        Ok(())
    }

    async fn issue(&mut self, service: &str) -> Result<u32, No> {
        self.issued += u32::from(self.wrong != Some(Wrong::IssuesTwice) || self.issued == 0);
        self.waiting.entry(service.to_owned()).or_default().push_back(self.issued);
        Ok(self.issued)
    }

    async fn call_next(&mut self, counter: &str) -> Result<Option<Called<u32>>, No> {
        let service = counter.split('-').next().unwrap();
        let line = self.waiting.entry(service.to_owned()).or_default();
        let called = match self.wrong {
            Some(Wrong::SaysNobodyWaits) => None,
            Some(Wrong::Refuses) => return Err(No),
            Some(Wrong::CallsTwice) => line.front().copied(),
            _ => line.pop_front(),
        };
        let Some(ticket) = called else { return Ok(None) };
        let finished = self.hands.insert(counter.to_owned(), Some(ticket)).flatten();
        let finished = finished.filter(|_| self.wrong != Some(Wrong::ForgetsWhoIsInHand));
        Ok(Some(Called { ticket, finished }))
    }

    async fn cancel(&mut self, ticket: &u32) -> Result<(), No> {
        let line = self.waiting.values_mut().find(|line| line.contains(ticket)).ok_or(No)?;
        line.retain(|waiting| waiting != ticket);
        Ok(())
    }

    async fn finish(&mut self, counter: &str, ticket: &u32) -> Result<(), No> {
        assert_eq!(self.hands.insert(counter.to_owned(), None).flatten(), Some(*ticket));
        Ok(())
    }
}

fn event(minutes: i64, kind: ReplayKind) -> ReplayEvent {
    let eight = NaiveDate::from_ymd_opt(2020, 1, 20).unwrap().and_hms_opt(8, 0, 0).unwrap();
    ReplayEvent { at: eight + TimeDelta::minutes(minutes), queue: 182, kind }
}

const CALL: ReplayKind = ReplayKind::Call { counter: 1 };

async fn played(wrong: Option<Wrong>, kinds: &[ReplayKind]) -> Result<Replayed, ReplayError<No>> {
    let events: Vec<_> = (0..).zip(kinds).map(|(minute, kind)| event(minute, *kind)).collect();
    let mut desk = Line { wrong, ..Line::default() };
    replay(&events, Tz::Europe__Warsaw, &SiteKeys, &mut desk).await
}

#[tokio::test]
async fn a_whole_real_day_is_accounted_for() {
    let (events, counted) = rebuild(&read(std::fs::File::open(DAY).unwrap()).unwrap());
    let mut desk = Line::default();
    let done = replay(&events, Tz::Europe__Warsaw, &SiteKeys, &mut desk).await.unwrap();
    assert!(done.accounts_for_all(), "{done:?}");
    assert_eq!((done.issued, done.called, done.cancelled), (counted.arrivals, counted.calls, counted.left));
    assert_eq!((done.called_nobody, done.nobody_left, done.waiting), (0, 0, counted.still_waiting));
    assert_eq!(done.counters, desk.hands.len());
    let last = desk.now.unwrap();
    assert!(
        last < "2020-01-20T18:00:00Z".parse::<DateTime<Utc>>().unwrap(),
        "Warsaw is an hour ahead: {last}"
    );
}

#[tokio::test]
async fn the_last_to_come_leaves_and_the_last_in_hand_is_finished() {
    let day = [ReplayKind::Arrive, ReplayKind::Arrive, ReplayKind::Arrive, ReplayKind::Leave, CALL, CALL];
    let done = played(None, &day).await.unwrap();
    let expected =
        Replayed { issued: 3, called: 2, cancelled: 1, finished: 2, counters: 1, ..Replayed::default() };
    assert_eq!(done, expected);
    assert!(done.accounts_for_all());
}

#[tokio::test]
async fn whoever_still_waits_is_counted() {
    let done = played(None, &[ReplayKind::Leave, CALL, ReplayKind::Arrive]).await.unwrap();
    assert_eq!((done.nobody_left, done.called_nobody, done.waiting), (1, 1, 1));
    assert!(done.accounts_for_all());
}

#[tokio::test]
async fn a_desk_that_contradicts_the_books_is_found_out() {
    let day = [ReplayKind::Arrive, ReplayKind::Arrive, CALL, CALL];
    let of = async |wrong| played(Some(wrong), &day).await;
    assert!(matches!(of(Wrong::IssuesTwice).await, Err(ReplayError::IssuedTwice(ticket)) if ticket == "1"));
    assert!(matches!(of(Wrong::CallsTwice).await, Err(ReplayError::Stranger { .. })));
    assert!(matches!(of(Wrong::ForgetsWhoIsInHand).await, Err(ReplayError::OtherHand { .. })));
    let refusal = of(Wrong::Refuses).await.unwrap_err();
    assert_eq!(refusal.to_string(), "the desk refused to call at counter 182-1");
    let unheard = of(Wrong::SaysNobodyWaits).await.unwrap();
    assert_eq!((unheard.called, unheard.called_nobody, unheard.waiting), (0, 2, 2));
}

#[tokio::test]
async fn a_time_that_spring_skips_is_refused() {
    let skipped = NaiveDate::from_ymd_opt(2020, 3, 29).unwrap().and_hms_opt(2, 30, 0).unwrap();
    let events = [ReplayEvent { at: skipped, queue: 182, kind: ReplayKind::Arrive }];
    let done = replay(&events, Tz::Europe__Warsaw, &SiteKeys, &mut Line::default()).await;
    assert!(matches!(done, Err(ReplayError::NoSuchTime(at)) if at == skipped));
}
