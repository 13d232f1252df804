//! What is still to be done in a practice: by when, by whom, where. Open steps of all practices by their day are the agenda.

use super::entry::{EntryKind, StepTold};
use super::texts::{TooLong, line, lines};
use crate::ids::{PracticeId, StepId};
use crate::keys::OperatorKey;
use crate::time::Timestamp;
use chrono::{Datelike, NaiveDate, NaiveTime};
use serde::{Deserialize, Serialize};

/// What sort of step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StepKind {
    /// What the citizen does next, or we do.
    NextStep,
    /// The citizen comes again.
    SecondAppointment,
    /// Somebody asks how it went, or reminds.
    FollowUp,
    /// Another body is to be reached.
    ContactBody,
}

/// How it stands with a step.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StepState {
    /// It is to be taken.
    #[default]
    Open,
    /// It was taken.
    Done,
    /// It is not to be taken any more.
    Dropped,
}

/// Something that somebody is to do in a practice.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// What it is known by.
    pub id: StepId,
    /// In which practice.
    pub practice: PracticeId,
    /// What sort of step.
    pub kind: StepKind,
    /// The words that somebody typed.
    #[serde(flatten)]
    pub texts: StepTexts,
    /// By which day.
    pub due: NaiveDate,
    /// At what time of that day, on the site's wall clock.
    pub time: Option<NaiveTime>,
    /// Who is to do it.
    pub responsible: OperatorKey,
    /// Who said that it is to be done.
    pub made_by: OperatorKey,
    /// When.
    pub made_at: Timestamp,
    /// How it stands with it.
    pub state: StepState,
    /// When it was taken or dropped.
    pub ended_at: Option<Timestamp>,
    /// By whom.
    pub ended_by: Option<OperatorKey>,
    /// What came of it, or why it was dropped.
    pub outcome: String,
    /// How often it was changed; an edit that saw another revision is refused.
    pub revision: u32,
}

/// What somebody typed about a step.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepTexts {
    /// What is to be done.
    pub what: String,
    /// Where.
    #[serde(default)]
    pub place: String,
    /// What to bring.
    #[serde(default)]
    pub bring: String,
}

/// Why a step cannot be as it is asked for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StepFault {
    /// It does not say what.
    #[error("the step does not say what is to be done")]
    Empty,
    /// A day that nobody means.
    #[error("a step is due between the years 2000 and 2199")]
    Day,
    /// It was taken or dropped before.
    #[error("the step has ended")]
    Ended,
    /// It is still to be taken.
    #[error("the step is open")]
    Open,
    /// A text that would have to be cut.
    #[error(transparent)]
    TooLong(#[from] TooLong),
}

/// Where an open step stands in the agenda.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Due {
    /// Its day is past.
    Overdue,
    /// Its day is today.
    Today,
    /// Its day is in what is left of this week, to Sunday.
    ThisWeek,
    /// Later.
    Later,
}

/// Whether anybody can mean this day for a step. What is typed wrong ("20266") would stand in no agenda ever.
pub fn is_plausible_day(day: NaiveDate) -> bool {
    (2000..=2199).contains(&day.year())
}

impl StepTexts {
    /// The words cleaned.
    ///
    /// # Errors
    /// [`StepFault::Empty`], [`StepFault::TooLong`]
    pub fn checked(self) -> Result<Self, StepFault> {
        let what = line(&self.what)?;
        if what.is_empty() {
            return Err(StepFault::Empty);
        }
        Ok(Self { what, place: line(&self.place)?, bring: lines(&self.bring)? })
    }
}

impl Step {
    /// Where it stands in the agenda of `today`.
    pub fn due_on(&self, today: NaiveDate) -> Due {
        let to_sunday = 6 - i64::from(today.weekday().num_days_from_monday());
        match self.due.signed_duration_since(today).num_days() {
            ..0 => Due::Overdue,
            0 => Due::Today,
            days if days <= to_sunday => Due::ThisWeek,
            _ => Due::Later,
        }
    }

    /// Takes it or drops it: what the practice's timeline tells of that.
    ///
    /// # Errors
    /// [`StepFault::Ended`], [`StepFault::TooLong`]; [`StepFault::Open`] where `end` is no end.
    pub fn end(
        &mut self,
        end: StepState,
        outcome: &str,
        by: &OperatorKey,
        at: Timestamp,
    ) -> Result<EntryKind, StepFault> {
        if self.state != StepState::Open {
            return Err(StepFault::Ended);
        }
        let outcome = lines(outcome)?;
        let told = StepTold { step: self.id, what: self.texts.what.clone(), outcome: outcome.clone() };
        let told = match end {
            StepState::Open => return Err(StepFault::Open),
            StepState::Done => EntryKind::StepDone(told),
            StepState::Dropped => EntryKind::StepDropped(told),
        };
        (self.state, self.outcome) = (end, outcome);
        (self.ended_at, self.ended_by) = (Some(at), Some(by.clone()));
        Ok(told)
    }

    /// It is to be taken after all: what was said to be its end was a mistake.
    ///
    /// # Errors
    /// [`StepFault::Open`]
    pub fn reopen(&mut self) -> Result<(), StepFault> {
        if self.state == StepState::Open {
            return Err(StepFault::Open);
        }
        self.state = StepState::Open;
        (self.ended_at, self.ended_by) = (None, None);
        self.outcome.clear();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn step(due: &str) -> Step {
        let anna: OperatorKey = "anna".parse().unwrap();
        Step {
            id: StepId::from_parts(1, [1; 10]),
            practice: PracticeId::from_parts(1, [1; 10]),
            kind: StepKind::ContactBody,
            texts: StepTexts { what: "Chiamare l'ASST".into(), ..StepTexts::default() },
            due: day(due),
            time: None,
            responsible: anna.clone(),
            made_by: anna,
            made_at: Timestamp::from_millis(0),
            state: StepState::Open,
            ended_at: None,
            ended_by: None,
            outcome: String::new(),
            revision: 1,
        }
    }

    #[test]
    fn a_week_ends_on_sunday() {
        // A Wednesday.
        let today = day("2026-11-25");
        for (due, expected) in [
            ("2026-11-24", Due::Overdue),
            ("2026-11-25", Due::Today),
            ("2026-11-26", Due::ThisWeek),
            ("2026-11-29", Due::ThisWeek),
            ("2026-11-30", Due::Later),
        ] {
            assert_eq!(step(due).due_on(today), expected, "{due}");
        }
        let sunday = day("2026-11-29");
        assert_eq!(
            (step("2026-11-29").due_on(sunday), step("2026-11-30").due_on(sunday)),
            (Due::Today, Due::Later)
        );
    }

    #[test]
    fn a_step_ends_once_and_may_be_opened_again() {
        let (anna, now) = ("anna".parse().unwrap(), Timestamp::from_millis(5));
        let mut step = step("2026-11-25");
        assert_eq!(step.reopen(), Err(StepFault::Open));
        assert_eq!(step.end(StepState::Open, "", &anna, now), Err(StepFault::Open));
        assert_eq!(step.state, StepState::Open);
        let EntryKind::StepDone(told) = step.end(StepState::Done, " fatto ", &anna, now).unwrap() else {
            panic!()
        };
        assert_eq!((told.outcome.as_str(), step.ended_at), ("fatto", Some(now)));
        assert_eq!(step.end(StepState::Dropped, "", &anna, now), Err(StepFault::Ended));
        step.reopen().unwrap();
        assert_eq!((step.ended_at, step.ended_by.is_none(), step.outcome.as_str()), (None, true, ""));
    }

    #[test]
    fn a_step_says_what_and_a_day_that_somebody_can_mean() {
        let empty = StepTexts { what: " \u{7} ".into(), ..StepTexts::default() };
        assert_eq!(empty.checked(), Err(StepFault::Empty));
        assert!(is_plausible_day(day("2026-02-28")) && !is_plausible_day(day("1999-12-31")));
        assert!(!is_plausible_day(day("2200-01-01")));
    }
}
