//! One thing that counts, and how many points an answer to it is worth.

use super::points::Points;
use crate::keys::QuestionKey;
use crate::text::Texts;
use serde::{Deserialize, Serialize};

/// What an applicant said to one criterion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// Yes or no.
    YesNo(bool),
    /// One of the options.
    Choice(QuestionKey),
    /// A number in hundredths: euro with their cents, years, children.
    Number(i64),
}

/// One thing that counts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Criterion {
    /// What it is known by.
    pub key: QuestionKey,
    /// What people call it.
    pub names: Texts,
    /// How it is scored.
    pub rule: CriterionRule,
}

/// How answers become points.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum CriterionRule {
    /// Points for a yes.
    YesNo {
        /// How many.
        points: Points,
    },
    /// Points for the option chosen.
    Choice {
        /// The options in the order of the call.
        options: Vec<(QuestionKey, Texts, Points)>,
    },
    /// Points for each one (child, year of residence), up to a number.
    Each {
        /// For one.
        points: Points,
        /// How many count at most, in hundredths; none: all.
        #[serde(default)]
        at_most: Option<i64>,
    },
    /// Points by bands (an ISEE): the first whose end lies above the number.
    Bands {
        /// From the lowest; the last has no end.
        bands: Vec<Band>,
    },
}

/// One band of numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Band {
    /// Numbers below this one, in hundredths; none: all that are left.
    #[serde(default)]
    pub below: Option<i64>,
    /// Their points.
    pub points: Points,
}

impl CriterionRule {
    /// What `answer` is worth; none where it is no answer to this rule.
    pub fn points(&self, answer: &Answer) -> Option<Points> {
        match (self, answer) {
            (Self::YesNo { points }, Answer::YesNo(yes)) => Some(if *yes { *points } else { Points::ZERO }),
            (Self::Choice { options }, Answer::Choice(chosen)) => {
                options.iter().find(|(key, ..)| key == chosen).map(|(.., points)| *points)
            }
            (Self::Each { points, at_most }, Answer::Number(number)) if *number >= 0 => {
                Some(points.times_hundredths((*number).min(at_most.unwrap_or(i64::MAX))))
            }
            (Self::Bands { bands }, Answer::Number(number)) => {
                let band = bands.iter().find(|band| band.below.is_none_or(|end| *number < end));
                band.map(|band| band.points)
            }
            _ => None,
        }
    }

    /// Whether its answers are numbers.
    pub fn is_of_numbers(&self) -> bool {
        matches!(self, Self::Each { .. } | Self::Bands { .. })
    }

    /// What is wrong with the rule, where anything is.
    pub(super) fn fault(&self) -> Option<&'static str> {
        match self {
            Self::Choice { options } if options.is_empty() => Some("a choice without options"),
            Self::Choice { options } => {
                let twice =
                    (1..options.len()).any(|at| options[..at].iter().any(|(key, ..)| *key == options[at].0));
                twice.then_some("two options of one key")
            }
            Self::Each { at_most: Some(most), .. } if *most < 0 => Some("a number below zero"),
            Self::Bands { bands } => {
                let ends: Vec<i64> = bands.iter().filter_map(|band| band.below).collect();
                let open =
                    bands.last().is_some_and(|band| band.below.is_none()) && ends.len() + 1 == bands.len();
                if !open {
                    Some("bands that leave numbers out: only the last is without an end")
                } else if ends.is_sorted_by(|a, b| a < b) {
                    None
                } else {
                    Some("bands that do not rise")
                }
            }
            _ => None,
        }
    }
}
