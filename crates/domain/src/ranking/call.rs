//! A call for applications (*bando*): when, for how many places, and what counts.

use super::criterion::Criterion;
use crate::keys::{QuestionKey, ServiceKey};
use crate::text::Texts;
use crate::time::Timestamp;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A call for applications.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RankingCall {
    /// What it is called.
    pub title: Texts,
    /// The type of service that its applications are practices of.
    pub service: ServiceKey,
    /// From when applications are taken.
    pub opens: Timestamp,
    /// Until when, this instant left out.
    pub closes: Timestamp,
    /// How many places there are.
    pub places: u32,
    /// What counts.
    pub criteria: Vec<Criterion>,
    /// What decides between equal points, the first first; what is equal in all of them goes by the practice's number.
    pub tie_breaks: Vec<TieBreak>,
    /// The last day for remarks on the provisional list.
    pub remarks_until: NaiveDate,
    /// How many days somebody has to accept a place, the day of the offer not counted.
    pub acceptance_days: u32,
}

/// What decides between equal points.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum TieBreak {
    /// More points for this criterion.
    MorePoints {
        /// Which.
        criterion: QuestionKey,
    },
    /// The lower number said to this criterion (an ISEE); whoever said none comes last.
    LowerNumber {
        /// Which.
        criterion: QuestionKey,
    },
    /// The higher number said to this criterion (children); whoever said none comes last.
    HigherNumber {
        /// Which.
        criterion: QuestionKey,
    },
    /// The earlier application.
    Earlier,
    /// The older person; whose birth date is unknown comes last.
    Older,
    /// The younger person; whose birth date is unknown comes last.
    Younger,
    /// A lot, drawn by a number that is made public: whoever knows it draws the same.
    Lot {
        /// The number.
        seed: u64,
    },
}

/// What is wrong with a call.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CallFault {
    /// It closes before it opens.
    #[error("the call closes before it opens")]
    Closes,
    /// Remarks end before it closes, by the site's calendar.
    #[error("remarks end before the call closes")]
    Remarks,
    /// It has no places.
    #[error("the call has no places")]
    Places,
    /// It has no criteria.
    #[error("the call has no criteria")]
    NoCriteria,
    /// Two criteria of one key.
    #[error("two criteria have the key {0}")]
    Twice(QuestionKey),
    /// A criterion that cannot be scored.
    #[error("criterion {key}: {fault}")]
    Criterion {
        /// Which.
        key: QuestionKey,
        /// What is wrong with it.
        fault: &'static str,
    },
    /// A tie-break by a criterion that is none of the call's, or that is not about numbers where it must be.
    #[error("no tie can be broken by {0}")]
    TieBreak(QuestionKey),
}

impl RankingCall {
    /// Whether applications are taken at `now`.
    pub fn takes_applications(&self, now: Timestamp) -> bool {
        (self.opens..self.closes).contains(&now)
    }

    /// The criterion known by `key`.
    pub fn criterion(&self, key: &QuestionKey) -> Option<&Criterion> {
        self.criteria.iter().find(|criterion| criterion.key == *key)
    }

    /// Everything that is wrong with it; `closes_on` is the day of `closes` at the site.
    pub fn faults(&self, closes_on: NaiveDate) -> Vec<CallFault> {
        let mut faults = Vec::new();
        if self.closes <= self.opens {
            faults.push(CallFault::Closes);
        }
        if self.remarks_until < closes_on {
            faults.push(CallFault::Remarks);
        }
        if self.places == 0 {
            faults.push(CallFault::Places);
        }
        if self.criteria.is_empty() {
            faults.push(CallFault::NoCriteria);
        }
        for (at, criterion) in self.criteria.iter().enumerate() {
            let key = &criterion.key;
            if self.criteria[..at].iter().any(|before| before.key == *key) {
                faults.push(CallFault::Twice(key.clone()));
            }
            faults
                .extend(criterion.rule.fault().map(|fault| CallFault::Criterion { key: key.clone(), fault }));
        }
        let broken = self.tie_breaks.iter().filter_map(|tie| match tie {
            TieBreak::MorePoints { criterion } => self.criterion(criterion).is_none().then_some(criterion),
            TieBreak::LowerNumber { criterion } | TieBreak::HigherNumber { criterion } => {
                let numbers = self.criterion(criterion).is_some_and(|known| known.rule.is_of_numbers());
                (!numbers).then_some(criterion)
            }
            TieBreak::Earlier | TieBreak::Older | TieBreak::Younger | TieBreak::Lot { .. } => None,
        });
        faults.extend(broken.cloned().map(CallFault::TieBreak));
        faults
    }
}
