//! The list itself: who stands where, with how many points, and why there.

use super::call::{RankingCall, TieBreak};
use super::criterion::Answer;
use super::points::Points;
use crate::casework::PracticeNumber;
use crate::ids::PracticeId;
use crate::keys::QuestionKey;
use crate::time::Timestamp;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// One application: a practice, with what counts of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Application {
    /// Its practice.
    pub practice: PracticeId,
    /// What people call that.
    pub number: PracticeNumber,
    /// When it came in.
    pub submitted_at: Timestamp,
    /// When the person was born, where a tie-break asks and it is known.
    pub born: Option<NaiveDate>,
    /// What was said to each criterion.
    pub answers: BTreeMap<QuestionKey, Answer>,
    /// Why it is excluded, where it is.
    pub excluded: Option<String>,
}

/// The points of one criterion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Score {
    /// Of which.
    pub criterion: QuestionKey,
    /// What was said; none: nothing, or nothing that the criterion knows.
    pub answer: Option<Answer>,
    /// What that is worth.
    pub points: Points,
}

/// What put a row behind the row before it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "kebab-case")]
pub enum Separation {
    /// Nothing: it is the first.
    First,
    /// Fewer points.
    Points,
    /// Equal points, and this.
    Tie {
        /// The tie-break that decided.
        tie_break: TieBreak,
    },
    /// Equal in everything that counts: the higher practice number.
    Number,
}

/// Where a row stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "place", rename_all = "kebab-case")]
pub enum Place {
    /// Among those for whom there is a place.
    Within {
        /// From 1.
        rank: u32,
    },
    /// Behind them: the list may move up.
    Reserve {
        /// From 1, counted from the first of the list.
        rank: u32,
    },
    /// Not admitted.
    Excluded {
        /// Why.
        reason: String,
    },
}

/// One row of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ranked {
    /// Whose.
    pub practice: PracticeId,
    /// What people call that.
    pub number: PracticeNumber,
    /// Where it stands.
    #[serde(flatten)]
    pub place: Place,
    /// All its points.
    pub points: Points,
    /// Where they come from, in the order of the call.
    pub scores: Vec<Score>,
    /// What put it behind the row before.
    pub separation: Separation,
}

/// What the public reads of a row: no name, no answer, no reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicRow {
    /// The practice's number.
    pub number: PracticeNumber,
    /// Its points.
    pub points: Points,
    /// `within`, `reserve` or `excluded`.
    pub outcome: &'static str,
}

impl Ranked {
    /// Its rank, unless it is excluded.
    pub fn rank(&self) -> Option<u32> {
        match self.place {
            Place::Within { rank } | Place::Reserve { rank } => Some(rank),
            Place::Excluded { .. } => None,
        }
    }

    /// What the public reads of it.
    pub fn public(&self) -> PublicRow {
        let outcome = match self.place {
            Place::Within { .. } => "within",
            Place::Reserve { .. } => "reserve",
            Place::Excluded { .. } => "excluded",
        };
        PublicRow { number: self.number.clone(), points: self.points, outcome }
    }
}

/// The list of `applications`: the admitted ones from the first to the last, then the excluded ones by number. The order in which the
/// applications are handed in has no part in it.
pub fn compute(call: &RankingCall, applications: &[Application]) -> Vec<Ranked> {
    let (mut admitted, mut excluded): (Vec<Scored<'_>>, Vec<Scored<'_>>) = applications
        .iter()
        .map(|application| Scored::new(call, application))
        .partition(|scored| scored.application.excluded.is_none());
    admitted.sort_by(|a, b| compare(call, a, b).0);
    excluded.sort_by(|a, b| a.application.number.cmp(&b.application.number));
    let mut rows: Vec<Ranked> = Vec::with_capacity(applications.len());
    for (at, scored) in admitted.iter().enumerate() {
        let rank = u32::try_from(at + 1).unwrap_or(u32::MAX);
        let place = if rank <= call.places { Place::Within { rank } } else { Place::Reserve { rank } };
        let separation = match at.checked_sub(1) {
            None => Separation::First,
            Some(before) => compare(call, &admitted[before], scored).1,
        };
        rows.push(scored.row(place, separation));
    }
    rows.extend(excluded.iter().map(|scored| {
        let reason = scored.application.excluded.clone().unwrap_or_default();
        scored.row(Place::Excluded { reason }, Separation::Number)
    }));
    rows
}

/// An application with its points.
struct Scored<'a> {
    application: &'a Application,
    scores: Vec<Score>,
    points: Points,
}

impl<'a> Scored<'a> {
    fn new(call: &RankingCall, application: &'a Application) -> Self {
        let score = |criterion: &super::Criterion| {
            let worth = application
                .answers
                .get(&criterion.key)
                .and_then(|answer| criterion.rule.points(answer).map(|points| (answer.clone(), points)));
            let (answer, points) =
                worth.map_or((None, Points::ZERO), |(answer, points)| (Some(answer), points));
            Score { criterion: criterion.key.clone(), answer, points }
        };
        let scores: Vec<Score> = call.criteria.iter().map(score).collect();
        let points = scores.iter().map(|score| score.points).sum();
        Self { application, scores, points }
    }

    fn score(&self, criterion: &QuestionKey) -> Option<&Score> {
        self.scores.iter().find(|score| score.criterion == *criterion)
    }

    fn number(&self, criterion: &QuestionKey) -> Option<i64> {
        match self.score(criterion)?.answer {
            Some(Answer::Number(number)) => Some(number),
            _ => None,
        }
    }

    fn row(&self, place: Place, separation: Separation) -> Ranked {
        Ranked {
            practice: self.application.practice,
            number: self.application.number.clone(),
            place,
            points: self.points,
            scores: self.scores.clone(),
            separation,
        }
    }
}

/// Who goes first, and what decided it.
fn compare(call: &RankingCall, a: &Scored<'_>, b: &Scored<'_>) -> (Ordering, Separation) {
    let by_points = b.points.cmp(&a.points);
    if by_points.is_ne() {
        return (by_points, Separation::Points);
    }
    for tie_break in &call.tie_breaks {
        let order = break_tie(tie_break, a, b);
        if order.is_ne() {
            return (order, Separation::Tie { tie_break: tie_break.clone() });
        }
    }
    let (a, b) = (a.application, b.application);
    (a.number.cmp(&b.number).then(a.practice.cmp(&b.practice)), Separation::Number)
}

fn break_tie(tie_break: &TieBreak, a: &Scored<'_>, b: &Scored<'_>) -> Ordering {
    let points =
        |scored: &Scored<'_>, criterion| scored.score(criterion).map_or(Points::ZERO, |score| score.points);
    match tie_break {
        TieBreak::MorePoints { criterion } => points(b, criterion).cmp(&points(a, criterion)),
        TieBreak::LowerNumber { criterion } => {
            known_first(a.number(criterion), b.number(criterion), |a, b| a.cmp(b))
        }
        TieBreak::HigherNumber { criterion } => {
            known_first(a.number(criterion), b.number(criterion), |a, b| b.cmp(a))
        }
        TieBreak::Earlier => a.application.submitted_at.cmp(&b.application.submitted_at),
        TieBreak::Older => known_first(a.application.born, b.application.born, |a, b| a.cmp(b)),
        TieBreak::Younger => known_first(a.application.born, b.application.born, |a, b| b.cmp(a)),
        TieBreak::Lot { seed } => lot(*seed, a.application.practice).cmp(&lot(*seed, b.application.practice)),
    }
}

fn known_first<T>(a: Option<T>, b: Option<T>, order: impl FnOnce(&T, &T) -> Ordering) -> Ordering {
    match (&a, &b) {
        (Some(a), Some(b)) => order(a, b),
        (a, b) => b.is_some().cmp(&a.is_some()),
    }
}

/// The lot of a practice: the practice's identifier mixed with the number that was made public (the finaliser of Steele, Lea
/// and Flood's SplitMix64, 2014), the lowest first.
fn lot(seed: u64, practice: PracticeId) -> u64 {
    let (high, low) = practice.uuid().as_u64_pair();
    mix(mix(mix(seed) ^ high) ^ low)
}

fn mix(number: u64) -> u64 {
    let mut mixed = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}
