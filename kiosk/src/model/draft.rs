//! One question and what is answered so far, before it counts.

use crate::places::{self, Place};
use turno_domain::intake::{Answer, QuestionKind};
use turno_protocol::site::SiteQuestion;

/// The longest name typed into the search, in characters.
const LETTERS: usize = 30;
/// The longest number, in digits.
const DIGITS: usize = 6;
/// The longest telephone number, in digits (ITU-T E.164).
const PHONE_DIGITS: usize = 15;
/// How many places are proposed: one more than any screen has room for, so that it can say that there are more.
const PROPOSALS: usize = 7;

/// What is on the screen for one question.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Draft {
    /// One of the options, by place.
    One(Option<usize>),
    /// Any of the options.
    Several(Vec<bool>),
    /// Yes or no.
    YesNo(Option<bool>),
    /// Digits, at most so many.
    Digits { typed: String, most: usize },
    /// A municipality, searched by its letters; where the kiosk stands.
    Town { typed: String, home: Option<&'static Place> },
}

/// What a touch did to a draft.
#[derive(Debug, PartialEq)]
pub(super) enum After {
    /// It is still being answered.
    More,
    /// It is answered.
    Answered,
}

impl Draft {
    /// The draft for a question, holding the answer given before; `None` for a kind that this program cannot ask. `home` is where
    /// the kiosk stands.
    pub(super) fn new(
        question: &SiteQuestion,
        before: Option<&Answer>,
        home: Option<&'static Place>,
    ) -> Option<Self> {
        let place = |key: &str| question.options.iter().position(|option| option.key.as_str() == key);
        Some(match question.known_kind()? {
            QuestionKind::Choice | QuestionKind::AgeBand => Self::One(match before {
                Some(Answer::Text(key)) => place(key),
                _ => None,
            }),
            QuestionKind::Choices => Self::Several(match before {
                Some(Answer::List(keys)) => {
                    question.options.iter().map(|o| keys.iter().any(|key| o.key.as_str() == key)).collect()
                }
                _ => vec![false; question.options.len()],
            }),
            QuestionKind::YesNo => Self::YesNo(match before {
                Some(Answer::YesNo(yes)) => Some(*yes),
                _ => None,
            }),
            QuestionKind::Number => Self::Digits {
                typed: match before {
                    Some(Answer::Number(number)) => format!("{number:.0}"),
                    _ => String::new(),
                },
                most: DIGITS,
            },
            QuestionKind::Phone => Self::Digits { typed: text(before), most: PHONE_DIGITS },
            QuestionKind::Municipality => Self::Town { typed: text(before), home },
        })
    }

    /// The option at `place` was touched.
    pub(super) fn choose(&mut self, place: usize) -> After {
        match self {
            Self::One(chosen) => {
                *chosen = Some(place);
                After::Answered
            }
            Self::YesNo(answer) => {
                *answer = Some(place == 0);
                After::Answered
            }
            Self::Several(chosen) => {
                if let Some(chosen) = chosen.get_mut(place) {
                    *chosen = !*chosen;
                }
                After::More
            }
            Self::Town { typed, home } => match places::search(typed, *home, PROPOSALS).get(place) {
                Some(place) => {
                    *typed = place.label();
                    After::Answered
                }
                None => After::More,
            },
            Self::Digits { .. } => After::More,
        }
    }

    /// A key of the keyboard was touched.
    pub(super) fn key(&mut self, key: &str) {
        match self {
            Self::Town { typed, .. } => {
                // A name that was chosen before is typed anew, not lengthened.
                if typed.ends_with(')') {
                    typed.clear();
                }
                if typed.chars().count() < LETTERS && !(typed.is_empty() && key.trim().is_empty()) {
                    typed.push_str(key);
                }
            }
            Self::Digits { typed, most }
                if key.chars().all(|c| c.is_ascii_digit()) && typed.len() < *most =>
            {
                typed.push_str(key);
            }
            _ => {}
        }
    }

    /// The last letter was wrong.
    pub(super) fn erase(&mut self) {
        match self {
            Self::Town { typed, .. } if typed.ends_with(')') => typed.clear(),
            Self::Town { typed, .. } | Self::Digits { typed, .. } => {
                typed.pop();
            }
            _ => {}
        }
    }

    /// The answer as it stands, if there is one.
    pub(super) fn answer(&self, question: &SiteQuestion) -> Option<Answer> {
        let key = |place: usize| question.options.get(place).map(|option| option.key.as_str().to_owned());
        match self {
            Self::One(chosen) => key((*chosen)?).map(Answer::Text),
            Self::Several(chosen) => {
                let keys: Vec<String> = chosen
                    .iter()
                    .enumerate()
                    .filter(|(_, yes)| **yes)
                    .filter_map(|(at, _)| key(at))
                    .collect();
                (!keys.is_empty()).then_some(Answer::List(keys))
            }
            Self::YesNo(answer) => answer.map(Answer::YesNo),
            Self::Digits { typed, most } if *most == DIGITS => typed.parse().ok().map(Answer::Number),
            Self::Digits { typed, .. } => (!typed.is_empty()).then(|| Answer::Text(typed.clone())),
            // Only a name of the register counts, not some letters of one.
            Self::Town { typed, .. } => typed.ends_with(')').then(|| Answer::Text(typed.clone())),
        }
    }

    /// Whether "Avanti" has something to go on with.
    pub(super) fn can_go_on(&self, question: &SiteQuestion) -> bool {
        matches!(self, Self::Several(_) | Self::Digits { .. } | Self::Town { .. })
            && self.answer(question).is_some()
    }

    /// The places proposed for what is typed.
    pub(super) fn proposals(&self) -> Vec<&'static Place> {
        match self {
            Self::Town { typed, home } if !typed.ends_with(')') => places::search(typed, *home, PROPOSALS),
            _ => Vec::new(),
        }
    }
}

fn text(before: Option<&Answer>) -> String {
    match before {
        Some(Answer::Text(text)) => text.clone(),
        _ => String::new(),
    }
}
