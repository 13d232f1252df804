//! Which ticket is next, and why.
//!
//! The default is accumulating priority (Kleinrock 1964; Stanford, Taylor, Ziedins 2014): credit = weight × time waited, the
//! highest credit goes first, ties by arrival. Above it stand, in this order: whoever has waited past the site's maximum
//! (longest first), whoever came back after a no-show, and the counter's preference among services. Plain order of arrival
//! and a strict ratio know neither credit nor maximum, but there too whoever came back goes next: they are promised it at the
//! desk, whatever the counter, and once.

use super::Queue;
use super::command::Operator;
use super::lanes::{Lane, Place};
use crate::ids::TicketId;
use crate::journal::{CallRule, Reason};
use crate::keys::{CounterKey, ServiceKey};
use crate::site::{Counter, Rule};
use crate::time::Timestamp;
use std::cmp::Reverse;

/// The ticket that a counter would call next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Which.
    pub ticket: TicketId,
    /// Why.
    pub reason: Reason,
}

/// A lane's head that a counter may call now.
#[derive(Clone, Copy)]
struct Candidate<'a> {
    lane: &'a Lane,
    place: &'a Place,
    waited_ms: i64,
}

impl Candidate<'_> {
    /// Highest credit first, then order of issue.
    fn by_credit(&self) -> (Reverse<i64>, u64) {
        (Reverse(self.waited_ms.saturating_mul(i64::from(self.lane.weight))), self.place.order)
    }

    /// Longest wait first, then order of issue.
    fn by_wait(&self) -> (Timestamp, u64) {
        (self.place.credit_since, self.place.order)
    }

    fn because(&self, rule: CallRule) -> Choice {
        Choice { ticket: self.place.ticket, reason: reason(rule, self.waited_ms, self.lane.weight) }
    }
}

/// Who came back after a no-show and has waited longest.
fn back(candidates: &[Candidate<'_>]) -> Option<Choice> {
    let longest = candidates.iter().filter(|c| c.lane.goes_next).min_by_key(|c| c.by_wait());
    longest.map(|c| c.because(CallRule::Reinstated))
}

/// A reason after a wait of `waited_ms` milliseconds.
pub(super) fn reason(rule: CallRule, waited_ms: i64, weight: u32) -> Reason {
    let waited_minutes = u32::try_from(waited_ms.max(0) / 60_000).unwrap_or(u32::MAX);
    Reason { rule, waited_minutes, weight }
}

impl Queue {
    /// The ticket that `operator` at `counter` would call at `now`; none when nobody waits whom they may serve.
    pub fn next(&self, counter: &CounterKey, operator: &Operator, now: Timestamp) -> Option<Choice> {
        let settings = self.site.counter(counter)?;
        let candidates: Vec<Candidate<'_>> = self
            .lanes
            .heads()
            .filter(|(lane, _)| self.may_serve(settings, operator, &lane.service))
            .filter(|(lane, _)| self.is_for(counter, lane.bound_to.as_ref()))
            .filter(|(lane, place)| !lane.booked || place.credit_since <= now)
            .map(|(lane, place)| Candidate {
                lane,
                place,
                waited_ms: now.since(place.credit_since).num_milliseconds(),
            })
            .collect();
        match settings.rule {
            Rule::Fifo => back(&candidates)
                .or_else(|| candidates.iter().min_by_key(|c| c.by_wait()).map(|c| c.because(CallRule::Fifo))),
            Rule::Ratio => back(&candidates).or_else(|| self.by_ratio(settings, &candidates)),
            Rule::Priority => self.by_priority(settings, &candidates),
        }
    }

    /// Whether `operator` at the counter with these settings may serve `service`.
    pub(super) fn may_serve(&self, settings: &Counter, operator: &Operator, service: &ServiceKey) -> bool {
        let needs = self.site.service(service).and_then(|service| service.qualification.as_ref());
        settings.serves(service) && needs.is_none_or(|needed| operator.qualifications.contains(needed))
    }

    /// Whether a ticket bound to that counter is one for this; a counter that was retired binds nobody.
    fn is_for(&self, counter: &CounterKey, bound_to: Option<&CounterKey>) -> bool {
        bound_to.is_none_or(|bound| bound == counter || self.site.counter(bound).is_none())
    }

    fn by_priority(&self, settings: &Counter, candidates: &[Candidate<'_>]) -> Option<Choice> {
        let maximum_ms = i64::from(self.site.maximum_wait_minutes) * 60_000;
        let overdue = candidates.iter().filter(|c| c.waited_ms >= maximum_ms).min_by_key(|c| c.by_wait());
        if let Some(overdue) = overdue {
            return Some(overdue.because(CallRule::MaximumWait));
        }
        if let Some(back) = back(candidates) {
            return Some(back);
        }
        let preferred = settings.prefer.iter().find_map(|service| {
            candidates.iter().filter(|c| &c.lane.service == service).min_by_key(|c| c.by_credit())
        });
        if let Some(preferred) = preferred {
            return Some(preferred.because(CallRule::Preferred));
        }
        candidates.iter().min_by_key(|c| c.by_credit()).map(|c| c.because(CallRule::Priority))
    }

    fn by_ratio(&self, settings: &Counter, candidates: &[Candidate<'_>]) -> Option<Choice> {
        let (preferred, others): (Vec<_>, Vec<_>) =
            candidates.iter().partition(|c| settings.prefer.contains(&c.lane.service));
        let run = self.counter(&settings.key).ratio_run;
        let turn_of_others = run >= settings.ratio.unwrap_or(1);
        let (first, second) = if turn_of_others { (others, preferred) } else { (preferred, others) };
        let best = |side: &[Candidate<'_>]| {
            side.iter().min_by_key(|c| c.by_credit()).map(|c| c.because(CallRule::Ratio))
        };
        best(&first).or_else(|| best(&second))
    }
}
