//! What happens in a practice, entry by entry: written once, never changed, read in the order in which it was written.

use super::attachment::{AttachmentTold, FormTold};
use super::practice::PracticeState;
use super::texts::{TooLong, line, lines};
use crate::ids::{EntryId, HandbookId, PracticeId, StepId, TicketId, VisitId};
use crate::keys::{OperatorKey, ServiceKey};
use crate::ticket::Channel;
use crate::time::Timestamp;
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

/// One entry of a practice's timeline.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// What it is known by.
    pub id: EntryId,
    /// The practice it belongs to.
    pub practice: PracticeId,
    /// Who wrote it, or did what it tells.
    pub operator: OperatorKey,
    /// When.
    pub written_at: Timestamp,
    /// What.
    #[serde(flatten)]
    pub what: EntryKind,
}

/// What an entry tells. Of these an operator writes notes, calls and protocol marks; the others come with what they tell.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum EntryKind {
    /// A note.
    Note {
        /// What.
        text: String,
        /// Whether the practice's team alone may read it: what a social worker writes down.
        #[serde(default)]
        reserved: bool,
    },
    /// A phone call with another body.
    PhoneCall(PhoneCall),
    /// A mark of the body's official register, which is never our own number.
    Protocol(ProtocolMark),
    /// The need was handed to another body.
    Referral(Referral),
    /// It was offered to a colleague.
    Offered {
        /// To whom.
        to: OperatorKey,
    },
    /// The colleague to whom it was offered took it over.
    TakenOver {
        /// Who had it.
        from: OperatorKey,
    },
    /// The colleague to whom it was offered did not take it.
    Returned {
        /// Why.
        reason: String,
    },
    /// Somebody was added to the team.
    Joined {
        /// Whom.
        member: OperatorKey,
    },
    /// Somebody is no more of the team.
    Left {
        /// Whom.
        member: OperatorKey,
    },
    /// It ended so.
    Ended(PracticeState),
    /// It was opened again.
    Reopened,
    /// A step was taken.
    StepDone(StepTold),
    /// A step is not to be taken any more.
    StepDropped(StepTold),
    /// A file was put to it.
    Attachment(AttachmentTold),
    /// A form was made and archived.
    Form(FormTold),
    /// Somebody came or called about it: never written, but made from the visit that touched the practice.
    Visit {
        /// Which.
        visit: VisitId,
        /// How it came about.
        channel: Channel,
        /// What for.
        service: ServiceKey,
        /// Its ticket.
        #[serde(default)]
        ticket: Option<TicketId>,
    },
    /// Something that only a later version knows.
    #[serde(other)]
    Other,
}

/// What a timeline tells of a step that ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepTold {
    /// Which.
    pub step: StepId,
    /// What was to be done.
    pub what: String,
    /// What came of it.
    #[serde(default)]
    pub outcome: String,
}

/// What came of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CallOutcome {
    /// Somebody answered and could say or do something.
    Answered,
    /// Nobody answered, or the line was busy.
    NoAnswer,
    /// Somebody answered: to be called again, or they call back.
    CallAgain,
}

/// A phone call with another body, on the citizen's behalf.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhoneCall {
    /// Which body.
    pub body: String,
    /// The same in the directory.
    #[serde(default)]
    pub in_directory: Option<HandbookId>,
    /// With whom.
    #[serde(default)]
    pub whom: String,
    /// What came of it.
    pub outcome: CallOutcome,
    /// How long it took until somebody answered, in seconds.
    #[serde(default)]
    pub waited_s: Option<u32>,
    /// How long the talk lasted, in seconds.
    #[serde(default)]
    pub lasted_s: Option<u32>,
    /// What was said.
    #[serde(default)]
    pub text: String,
}

/// Whether the other body was reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Contacted {
    /// Somebody there knows.
    Made,
    /// Nobody was reached yet.
    Attempted,
}

/// A need that was handed to another body. It always leaves a step to us: to try again, or to ask how it went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Referral {
    /// Which body.
    pub body: String,
    /// The same in the directory.
    #[serde(default)]
    pub in_directory: Option<HandbookId>,
    /// What it is asked for.
    pub need: String,
    /// Whether it was reached.
    pub contact: Contacted,
    /// With whom.
    #[serde(default)]
    pub whom: String,
    /// What was agreed.
    #[serde(default)]
    pub text: String,
    /// The step that is ours.
    pub step: StepId,
}

impl Referral {
    /// The referral with its texts cleaned.
    ///
    /// # Errors
    /// [`EntryFault`] where it does not say to whom or what for.
    pub fn checked(self) -> Result<Self, EntryFault> {
        Ok(Self {
            body: said(line(&self.body)?, "the body")?,
            need: said(lines(&self.need)?, "the need")?,
            whom: line(&self.whom)?,
            text: lines(&self.text)?,
            ..self
        })
    }
}

/// Which way a document went, as seen from the office that registered it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProtocolDirection {
    /// It came to that office.
    In,
    /// It left that office.
    Out,
}

/// A mark of an official register.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProtocolMark {
    /// Whose register.
    pub office: String,
    /// Its number there.
    pub number: String,
    /// Of which day.
    pub date: NaiveDate,
    /// Which way.
    pub direction: ProtocolDirection,
}

/// Why an entry cannot be written as it stands.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EntryFault {
    /// It says nothing where it must say something.
    #[error("{0} is missing")]
    Empty(&'static str),
    /// A date of no register: in the future, or before anybody could have come here.
    #[error("the date of the protocol is not possible")]
    Date,
    /// More than a day on the phone.
    #[error("a call takes at most a day")]
    Seconds,
    /// Of a kind that nobody writes by hand.
    #[error("an entry of this kind is not written by hand")]
    NotByHand,
    /// A text that would have to be cut.
    #[error(transparent)]
    TooLong(#[from] TooLong),
}

const DAY_S: u32 = 86_400;
/// Official registers were kept before, but nobody brings a practice of that age.
const FIRST_PROTOCOL_YEAR: i32 = 1950;

impl EntryKind {
    /// What an operator wrote, cleaned; `today` is the day by which a register's date must have been.
    ///
    /// # Errors
    /// [`EntryFault`]
    pub fn by_hand(self, today: NaiveDate) -> Result<Self, EntryFault> {
        match self {
            Self::Note { text, reserved } => {
                Ok(Self::Note { text: said(lines(&text)?, "the text")?, reserved })
            }
            Self::PhoneCall(call) => {
                if call.waited_s.into_iter().chain(call.lasted_s).any(|seconds| seconds > DAY_S) {
                    return Err(EntryFault::Seconds);
                }
                Ok(Self::PhoneCall(PhoneCall {
                    body: said(line(&call.body)?, "the body")?,
                    whom: line(&call.whom)?,
                    text: lines(&call.text)?,
                    ..call
                }))
            }
            Self::Protocol(mark) => {
                if mark.date > today || mark.date.year() < FIRST_PROTOCOL_YEAR {
                    return Err(EntryFault::Date);
                }
                Ok(Self::Protocol(ProtocolMark {
                    office: said(line(&mark.office)?, "the office")?,
                    number: said(line(&mark.number)?, "the number")?,
                    ..mark
                }))
            }
            _ => Err(EntryFault::NotByHand),
        }
    }

    /// Whether the practice's team alone may read it.
    pub fn is_reserved(&self) -> bool {
        matches!(self, Self::Note { reserved: true, .. })
    }

    /// What whoever may not read a reserved entry sees of it: that there is one.
    pub fn withheld(self) -> Self {
        match self {
            Self::Note { reserved: true, .. } => Self::Note { text: String::new(), reserved: true },
            other => other,
        }
    }
}

fn said(text: String, what: &'static str) -> Result<String, EntryFault> {
    if text.is_empty() { Err(EntryFault::Empty(what)) } else { Ok(text) }
}

/// The entries with the visits among them, each before the first entry that was written after it began. Entries keep their
/// order, whatever the clock said.
pub fn with_visits(entries: Vec<Entry>, mut visits: Vec<Entry>) -> Vec<Entry> {
    visits.sort_by_key(|visit| (visit.written_at, visit.id));
    let mut visits = visits.into_iter().peekable();
    let mut told = Vec::with_capacity(entries.len() + visits.len());
    for entry in entries {
        while let Some(visit) = visits.next_if(|visit| visit.written_at <= entry.written_at) {
            told.push(visit);
        }
        told.push(entry);
    }
    told.extend(visits);
    told
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::casework::{NOTE_CHARACTERS, UnresolvedReason};
    use proptest::prelude::*;
    use serde_json::json;

    fn today() -> NaiveDate {
        "2026-11-22".parse().unwrap()
    }

    fn call() -> PhoneCall {
        PhoneCall {
            body: " ASST\u{1b} Lariana ".into(),
            in_directory: None,
            whom: "Ufficio scelta e revoca".into(),
            outcome: CallOutcome::CallAgain,
            waited_s: Some(900),
            lasted_s: Some(120),
            text: "Richiamare\r\nvenerdì".into(),
        }
    }

    fn mark(date: &str) -> ProtocolMark {
        let (office, number) = ("Comune di Rovellasca".to_owned(), "12345".to_owned());
        ProtocolMark { office, number, date: date.parse().unwrap(), direction: ProtocolDirection::In }
    }

    #[test]
    fn what_is_written_by_hand_is_cleaned_and_says_something() {
        let EntryKind::PhoneCall(cleaned) = EntryKind::PhoneCall(call()).by_hand(today()).unwrap() else {
            panic!()
        };
        assert_eq!((cleaned.body.as_str(), cleaned.text.as_str()), ("ASST Lariana", "Richiamare\nvenerdì"));
        let note = |text: String| EntryKind::Note { text, reserved: true }.by_hand(today());
        assert_eq!(note(" \n ".into()), Err(EntryFault::Empty("the text")));
        assert_eq!(note("è".repeat(NOTE_CHARACTERS + 1)), Err(TooLong(NOTE_CHARACTERS).into()));
        assert!(note("è".repeat(NOTE_CHARACTERS)).is_ok());
        let nobody = PhoneCall { body: String::new(), ..call() };
        assert_eq!(EntryKind::PhoneCall(nobody).by_hand(today()), Err(EntryFault::Empty("the body")));
        let for_ever = PhoneCall { waited_s: Some(DAY_S + 1), ..call() };
        assert_eq!(EntryKind::PhoneCall(for_ever).by_hand(today()), Err(EntryFault::Seconds));
        for (date, fault) in [("2026-11-23", true), ("2026-11-22", false), ("1949-12-31", true)] {
            assert_eq!(EntryKind::Protocol(mark(date)).by_hand(today()).is_err(), fault, "{date}");
        }
        for by_itself in [EntryKind::Reopened, EntryKind::Ended(PracticeState::Concluded), EntryKind::Other] {
            assert_eq!(by_itself.by_hand(today()), Err(EntryFault::NotByHand));
        }
    }

    #[test]
    fn a_referral_says_to_whom_and_what_for() {
        let referral = Referral {
            body: " CAAF\u{7} di Lomazzo".into(),
            in_directory: None,
            need: "ISEE".into(),
            contact: Contacted::Attempted,
            whom: String::new(),
            text: String::new(),
            step: StepId::from_parts(0, [0; 10]),
        };
        assert_eq!(referral.clone().checked().unwrap().body, "CAAF di Lomazzo");
        let nobody = Referral { body: " ".into(), ..referral.clone() };
        assert_eq!(nobody.checked(), Err(EntryFault::Empty("the body")));
        let nothing = Referral { need: "\n".into(), ..referral.clone() };
        assert_eq!(nothing.checked(), Err(EntryFault::Empty("the need")));
        // It comes with its step, never by itself.
        assert_eq!(EntryKind::Referral(referral).by_hand(today()), Err(EntryFault::NotByHand));
    }

    #[test]
    fn entries_travel_by_kind_and_those_of_a_later_version_are_known_as_such() {
        let ended = EntryKind::Ended(PracticeState::Unresolved(UnresolvedReason::GivenUp));
        let told = json!({"kind": "ended", "state": "unresolved", "reason": "given-up"});
        assert_eq!(serde_json::to_value(&ended).unwrap(), told);
        let all = [
            ended,
            EntryKind::Ended(PracticeState::Concluded),
            EntryKind::PhoneCall(call()),
            EntryKind::Protocol(mark("2026-01-02")),
            EntryKind::Reopened,
            EntryKind::Note { text: "x".into(), reserved: true },
        ];
        for what in all {
            let back: EntryKind = serde_json::from_value(serde_json::to_value(&what).unwrap()).unwrap();
            assert_eq!(back, what);
        }
        let later: EntryKind = serde_json::from_value(json!({"kind": "dreamt", "of": 3})).unwrap();
        assert_eq!(later, EntryKind::Other);
    }

    #[test]
    fn of_a_reserved_note_others_see_that_there_is_one() {
        let reserved = EntryKind::Note { text: "segreto".into(), reserved: true };
        assert!(reserved.is_reserved());
        assert_eq!(reserved.withheld(), EntryKind::Note { text: String::new(), reserved: true });
        let open = EntryKind::Note { text: "aperto".into(), reserved: false };
        assert!(!open.is_reserved());
        assert_eq!(open.clone().withheld(), open);
    }

    fn at(n: u8, ms: i64, what: EntryKind) -> Entry {
        Entry {
            id: EntryId::from_parts(0, [n; 10]),
            practice: PracticeId::from_parts(0, [0; 10]),
            operator: "anna".parse().unwrap(),
            written_at: Timestamp::from_millis(ms),
            what,
        }
    }

    proptest! {
        #[test]
        fn visits_stand_among_the_entries_and_neither_loses_one(
            entries in prop::collection::vec(0i64..20, 0..8), visits in prop::collection::vec(0i64..20, 0..8),
        ) {
            let made = |times: &[i64], what: EntryKind| -> Vec<Entry> {
                (0..).zip(times).map(|(n, ms)| at(n, *ms, what.clone())).collect()
            };
            let (written, came) = (made(&entries, EntryKind::Reopened), made(&visits, EntryKind::Other));
            let told = with_visits(written.clone(), came.clone());
            let (again, seen): (Vec<_>, Vec<_>) =
                told.iter().cloned().partition(|entry| entry.what == EntryKind::Reopened);
            prop_assert_eq!(again, written);
            prop_assert_eq!(seen.len(), came.len());
            // A visit never stands after something that was written later than it, unless the clock went back before.
            for (place, entry) in told.iter().enumerate().filter(|(_, entry)| entry.what == EntryKind::Reopened) {
                let later = told[place + 1..].iter().filter(|other| other.what == EntryKind::Other);
                prop_assert!(later.into_iter().all(|visit| visit.written_at > entry.written_at));
            }
        }
    }
}
