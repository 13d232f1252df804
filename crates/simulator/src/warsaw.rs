//! Who came, who was called and who left, rebuilt from moments of a municipal office's queues.
//!
//! The city of Warsaw publishes about every five minutes, for each queue, how many people wait and the last number
//! called; the people themselves are nowhere. Between two moments of a queue
//!
//! ```text
//! calls    = advance of the number
//! arrivals = change of waiting + calls        (where this is negative: people who left)
//! ```
//!
//! and both are spread evenly over the time between the moments. What a number's advance is takes more care, because the
//! office shows more than one series in a queue and calls out of order; the module `series` owns that.
//!
//! A day stands alone: numbers begin again, and nobody waits overnight.

mod moments;
mod series;

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};

pub use moments::{Moment, ReadError, ShownNumber, read};

use series::Series;

use crate::replay::Names;

/// The keys by which `assets/sites/warsaw.toml` knows the office's queues and desks: `182` and `182-1`.
#[derive(Clone, Copy, Debug, Default)]
pub struct SiteKeys;

impl Names for SiteKeys {
    fn service(&self, queue: u32) -> String {
        queue.to_string()
    }

    fn counter(&self, queue: u32, nth: u32) -> String {
        format!("{queue}-{nth}")
    }
}

/// Something that happened at the office, on its wall clock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplayEvent {
    /// When, in the office's local time.
    pub at: NaiveDateTime,
    /// In which queue (`queue_id`; several queues share a letter).
    pub queue: u32,
    /// What.
    pub kind: ReplayKind,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ReplayKind {
    /// Somebody took a number.
    Arrive,
    /// A desk called the next number. Desks of a queue are numbered from 1; the calls of an interval go round those
    /// that were open at its end.
    Call {
        /// Which of the queue's desks, from 1.
        counter: u32,
    },
    /// Somebody who waited went away uncalled. Who, nobody recorded.
    Leave,
}

/// What was rebuilt, and what the rule could not explain.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// Rows read: one a moment and queue.
    pub rows: usize,
    /// Queues seen, one a day and queue.
    pub queues: usize,
    /// People who took a number, those already waiting at a day's first moment among them.
    pub arrivals: usize,
    /// Numbers called.
    pub calls: usize,
    /// People who went away uncalled.
    pub left: usize,
    /// People waiting at a day's last moment.
    pub still_waiting: usize,
    /// What was odd in the moments.
    pub odd: Odd,
}

impl Counted {
    /// Whether everybody who came was called, left or still waits.
    pub fn balances(&self) -> bool {
        self.arrivals == self.calls + self.left + self.still_waiting
    }
}

/// Irregularities of the record, each a number of moments of one queue. None stops a rebuilding.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Odd {
    /// The number went back: somebody called out of order, or again. No call is counted.
    pub number_went_back: usize,
    /// A number of another queue's letter was shown. No call is counted unless it advanced while shown.
    pub other_letter: usize,
    /// Numbers advanced while no desk was open.
    pub called_with_no_desk_open: usize,
    /// Fewer people waited than numbers and arrivals explain, so that somebody left.
    pub more_gone_than_called: usize,
    /// The same queue twice at the same moment, or out of order. The row is left out.
    pub not_later: usize,
}

/// Rebuilds what happened from `moments`, in any order of queues but each queue's in order of time.
///
/// The events come ordered by time; at the same instant arrivals come first, so that nobody is called before coming.
pub fn rebuild(moments: &[Moment]) -> (Vec<ReplayEvent>, Counted) {
    let mut queues: BTreeMap<(NaiveDate, u32), QueueDay> = BTreeMap::new();
    for moment in moments {
        queues
            .entry((moment.at.date(), moment.queue))
            .or_insert_with(|| QueueDay::new(moment))
            .advance_to(moment);
    }
    let mut counted = Counted { rows: moments.len(), queues: queues.len(), ..Counted::default() };
    let mut events = Vec::new();
    for queue in queues.into_values() {
        counted.still_waiting += queue.waiting;
        counted.odd += queue.odd;
        events.extend(queue.events);
    }
    for event in &events {
        match event.kind {
            ReplayKind::Arrive => counted.arrivals += 1,
            ReplayKind::Call { .. } => counted.calls += 1,
            ReplayKind::Leave => counted.left += 1,
        }
    }
    // Stable: within one queue, instant and kind the order of making stays.
    events.sort_by_key(|event| (event.at, order(event.kind), event.queue));
    (events, counted)
}

fn order(kind: ReplayKind) -> u8 {
    match kind {
        ReplayKind::Arrive => 0,
        ReplayKind::Call { .. } => 1,
        ReplayKind::Leave => 2,
    }
}

/// One queue on one day, moved from moment to moment.
struct QueueDay {
    queue: u32,
    until: Option<NaiveDateTime>,
    waiting: usize,
    series: Series,
    calls: u32,
    odd: Odd,
    events: Vec<ReplayEvent>,
}

impl QueueDay {
    fn new(first: &Moment) -> Self {
        Self {
            queue: first.queue,
            until: None,
            waiting: 0,
            series: Series::new(first.letter),
            calls: 0,
            odd: Odd::default(),
            events: Vec::new(),
        }
    }

    fn advance_to(&mut self, moment: &Moment) {
        let Some(from) = self.until else {
            // Whom the first moment finds waiting came then, as far as anybody knows.
            self.series.start_at(moment.number);
            self.spread(moment.at, moment.at, moment.waiting, |_| ReplayKind::Arrive);
            return self.settle(moment);
        };
        if moment.at <= from {
            self.odd.not_later += 1;
            return;
        }
        let advance = self.series.show(moment.number);
        self.odd.number_went_back += usize::from(advance.went_back);
        self.odd.other_letter += usize::from(advance.other_letter);
        let calls = advance.calls;
        if moment.waiting >= self.waiting || calls >= self.waiting - moment.waiting {
            let arrivals = moment.waiting + calls - self.waiting;
            self.spread(from, moment.at, arrivals, |_| ReplayKind::Arrive);
        } else {
            self.odd.more_gone_than_called += 1;
            let left = self.waiting - moment.waiting - calls;
            self.spread(from, moment.at, left, |_| ReplayKind::Leave);
        }
        self.call(from, moment, calls);
        self.settle(moment);
    }

    fn call(&mut self, from: NaiveDateTime, moment: &Moment, calls: usize) {
        if calls > 0 && moment.counters_open == 0 {
            self.odd.called_with_no_desk_open += 1;
        }
        let (desks, before) = (moment.counters_open.max(1), self.calls);
        self.spread(from, moment.at, calls, |nth| ReplayKind::Call { counter: (before + nth) % desks + 1 });
        self.calls += u32::try_from(calls).unwrap_or(u32::MAX);
    }

    fn settle(&mut self, moment: &Moment) {
        self.until = Some(moment.at);
        self.waiting = moment.waiting;
    }

    /// Puts `many` events evenly between two moments, each in the middle of its share of the time.
    fn spread(
        &mut self,
        from: NaiveDateTime,
        to: NaiveDateTime,
        many: usize,
        kind: impl Fn(u32) -> ReplayKind,
    ) {
        let (length, shares) = ((to - from).num_milliseconds(), 2 * many as i64);
        for nth in 0..many {
            let at = from + TimeDelta::milliseconds(length * (2 * nth as i64 + 1) / shares);
            self.events.push(ReplayEvent { at, queue: self.queue, kind: kind(nth as u32) });
        }
    }
}

impl std::ops::AddAssign for Odd {
    fn add_assign(&mut self, other: Self) {
        self.number_went_back += other.number_went_back;
        self.other_letter += other.other_letter;
        self.called_with_no_desk_open += other.called_with_no_desk_open;
        self.more_gone_than_called += other.more_gone_than_called;
        self.not_later += other.not_later;
    }
}

#[cfg(test)]
mod tests;
