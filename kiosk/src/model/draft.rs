//! One question and what is answered so far, before it counts.

use super::typed::{Typed, masked};
use super::view::Answering;
use crate::places::{self, Place};
use turno_domain::codice_fiscale::PersonCode;
use turno_domain::intake::{ANSWER_CHARACTERS, Answer, FOR_WHOM, PEOPLE_WHO_COME, QuestionKind};
use turno_protocol::site::SiteQuestion;

/// The longest name of a place typed into the search, in characters.
const LETTERS: usize = 30;
/// The longest number, in digits.
const DIGITS: usize = 6;
/// The longest telephone number, in digits (ITU-T E.164).
const PHONE_DIGITS: usize = 15;
/// The shortest that anybody can be called at, in digits.
const PHONE_LEAST: usize = 6;
/// The longest code of a person.
const CODE: usize = 16;
/// The longest name of a person, in characters.
const NAME: usize = 80;
/// How many characters of a code or telephone number stay readable where it is masked.
const CLEAR: usize = 4;
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
    /// For oneself or for somebody else: whether for somebody else.
    Whom(Option<bool>),
    /// How many people come.
    People(u32),
    /// A number.
    Number(Typed),
    /// A telephone number.
    Phone(Typed),
    /// A municipality, searched by its letters; where the kiosk stands.
    Town { typed: Typed, home: Option<&'static Place> },
    /// A codice fiscale, and whether it is to be read.
    Code { typed: Typed, shown: bool },
    /// A notice that is read.
    Notice,
    /// Words, at most so many characters.
    Words { typed: Typed, most: usize },
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
            QuestionKind::ForWhom => Self::Whom(match before {
                Some(Answer::Text(whom)) => Some(whom.as_str() == FOR_WHOM[1]),
                _ => None,
            }),
            QuestionKind::People => Self::People(match before {
                Some(Answer::Number(people)) => *people as u32,
                _ => 1,
            }),
            QuestionKind::Number => Self::Number(match before {
                Some(Answer::Number(number)) => Typed::with_room(DIGITS, &format!("{number:.0}")),
                _ => Typed::with_room(DIGITS, ""),
            }),
            QuestionKind::Phone => Self::Phone(typed(before, PHONE_DIGITS + 1)),
            QuestionKind::Municipality => Self::Town { typed: typed(before, ANSWER_CHARACTERS), home },
            QuestionKind::CodiceFiscale => Self::Code { typed: typed(before, CODE), shown: false },
            QuestionKind::PrivacyNotice => {
                question.version.as_ref()?;
                Self::Notice
            }
            QuestionKind::Name => Self::Words { typed: typed(before, NAME), most: NAME },
            QuestionKind::Text => {
                Self::Words { typed: typed(before, ANSWER_CHARACTERS), most: ANSWER_CHARACTERS }
            }
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
            Self::Whom(other) => {
                *other = Some(place != 0);
                After::Answered
            }
            Self::Several(chosen) => {
                if let Some(chosen) = chosen.get_mut(place) {
                    *chosen = !*chosen;
                }
                After::More
            }
            Self::Town { typed, home } => match places::search(typed.as_str(), *home, PROPOSALS).get(place) {
                Some(place) => {
                    *typed = Typed::with_room(ANSWER_CHARACTERS, &place.label());
                    After::Answered
                }
                None => After::More,
            },
            _ => After::More,
        }
    }

    /// One person more or less.
    pub(super) fn count(&mut self, more: bool) {
        if let Self::People(people) = self {
            *people = if more { *people + 1 } else { people.saturating_sub(1) }.clamp(1, PEOPLE_WHO_COME);
        }
    }

    /// What was typed is to be read, or not any more.
    pub(super) fn reveal(&mut self) {
        if let Self::Code { shown, .. } = self {
            *shown = !*shown;
        }
    }

    /// A code was held under the scanner.
    pub(super) fn scanned(&mut self, code: &str) {
        if let Self::Code { typed, .. } = self {
            *typed = Typed::with_room(CODE, code);
        }
    }

    /// A key of the keyboard was touched.
    pub(super) fn key(&mut self, key: &str) {
        let digits = key.chars().all(|c| c.is_ascii_digit());
        match self {
            Self::Town { typed, .. } => {
                // A name that was chosen before is typed anew, not lengthened.
                if typed.as_str().ends_with(')') {
                    typed.clear();
                }
                if !(typed.is_empty() && key.trim().is_empty()) {
                    typed.push(key, LETTERS);
                }
            }
            Self::Number(typed) if digits => typed.push(key, DIGITS),
            // A plus leads a number of another country.
            Self::Phone(typed) if digits || (key == "+" && typed.is_empty()) => {
                let plus = typed.as_str().starts_with('+') || key == "+";
                typed.push(key, PHONE_DIGITS + usize::from(plus));
            }
            Self::Code { typed, .. } if key.chars().all(|c| c.is_ascii_alphanumeric()) => {
                typed.push(&key.to_ascii_uppercase(), CODE);
            }
            Self::Words { typed, most } if !(typed.is_empty() && key.trim().is_empty()) => {
                typed.push(key, *most);
            }
            _ => {}
        }
    }

    /// The last letter was wrong.
    pub(super) fn erase(&mut self) {
        match self {
            Self::Town { typed, .. } if typed.as_str().ends_with(')') => typed.clear(),
            Self::Town { typed, .. }
            | Self::Number(typed)
            | Self::Phone(typed)
            | Self::Code { typed, .. }
            | Self::Words { typed, .. } => typed.pop(),
            _ => {}
        }
    }

    /// The answer as it stands, if there is one.
    pub(super) fn answer(&self, question: &SiteQuestion) -> Option<Answer> {
        let key = |place: usize| question.options.get(place).map(|option| option.key.as_str().to_owned());
        let text = |typed: &Typed| Answer::Text(typed.trim().into());
        match self {
            Self::One(chosen) => key((*chosen)?).map(|key| Answer::Text(key.into())),
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
            Self::Whom(other) => other.map(|other| Answer::Text(FOR_WHOM[usize::from(other)].into())),
            Self::People(people) => Some(Answer::Number(f64::from(*people))),
            Self::Number(typed) => typed.as_str().parse().ok().map(Answer::Number),
            Self::Phone(typed) => (typed.as_str().len() >= PHONE_LEAST).then(|| text(typed)),
            // Only a name of the register counts, not some letters of one.
            Self::Town { typed, .. } => typed.as_str().ends_with(')').then(|| text(typed)),
            Self::Code { typed, .. } => PersonCode::parse(typed.as_str()).is_ok().then(|| text(typed)),
            Self::Notice => question.version.as_deref().map(|version| Answer::Text(version.into())),
            Self::Words { typed, .. } => (!typed.as_str().trim().is_empty()).then(|| text(typed)),
        }
    }

    /// Whether "Avanti" stands there, and has something to go on with.
    pub(super) fn can_go_on(&self, question: &SiteQuestion) -> bool {
        !matches!(self, Self::One(_) | Self::YesNo(_) | Self::Whom(_)) && self.answer(question).is_some()
    }

    /// How it stands on the screen, with the options by their `labels`.
    pub(super) fn answering(&self, question: &SiteQuestion, label: impl Fn(usize) -> String) -> Answering {
        let options = |chosen: &dyn Fn(usize) -> bool| {
            (0..question.options.len()).map(|place| (label(place), chosen(place))).collect()
        };
        let read = |typed: &Typed| typed.as_str().to_owned();
        match self {
            Self::One(chosen) => {
                Answering::Options { options: options(&|place| *chosen == Some(place)), several: false }
            }
            Self::Several(chosen) => Answering::Options {
                options: options(&|place| chosen.get(place).copied().unwrap_or(false)),
                several: true,
            },
            Self::YesNo(answer) => Answering::YesNo(*answer),
            Self::Whom(other) => Answering::Whom(*other),
            Self::People(people) => Answering::People { people: *people, most: PEOPLE_WHO_COME },
            Self::Number(typed) => Answering::Digits(read(typed)),
            Self::Phone(typed) => Answering::Phone(read(typed)),
            Self::Town { typed, .. } => Answering::Town {
                typed: read(typed),
                proposals: self.proposals().into_iter().map(Place::label).collect(),
            },
            Self::Code { typed, shown } => {
                let code = typed.as_str();
                Answering::Code {
                    typed: if *shown { code.to_owned() } else { masked(code, CLEAR) },
                    shown: *shown,
                    wrong: code.len() == CODE && PersonCode::parse(code).is_err(),
                }
            }
            Self::Notice => Answering::Notice(question.version.clone().unwrap_or_default()),
            Self::Words { typed, .. } => Answering::Words(read(typed)),
        }
    }

    /// The places proposed for what is typed.
    fn proposals(&self) -> Vec<&'static Place> {
        match self {
            Self::Town { typed, home } if !typed.as_str().ends_with(')') => {
                places::search(typed.as_str(), *home, PROPOSALS)
            }
            _ => Vec::new(),
        }
    }
}

/// A typed answer before it leaves.
pub(super) struct ReadBack {
    /// As it was typed.
    pub(super) whole: String,
    /// But for its end, where whoever stands behind is not to read it.
    pub(super) masked: Option<String>,
}

/// What is read back of a typed answer; `None` for an answer that was only touched.
pub(super) fn read_back(question: &SiteQuestion, answer: &Answer) -> Option<ReadBack> {
    let open = |whole| Some(ReadBack { whole, masked: None });
    match (question.known_kind()?, answer) {
        (QuestionKind::Number, Answer::Number(number)) => open(format!("{number:.0}")),
        (QuestionKind::Phone | QuestionKind::CodiceFiscale, Answer::Text(text)) => {
            Some(ReadBack { whole: text.to_string(), masked: Some(masked(text, CLEAR)) })
        }
        (QuestionKind::Text | QuestionKind::Name, Answer::Text(text)) => open(text.to_string()),
        _ => None,
    }
}

fn typed(before: Option<&Answer>, most: usize) -> Typed {
    match before {
        Some(Answer::Text(text)) => Typed::with_room(most, text),
        _ => Typed::with_room(most, ""),
    }
}
