//! The way of a list: applications until the call closes, a provisional list, remarks on it, the final list. What was
//! published stays as it was: a correction is in the next list, never in the last.

use super::call::RankingCall;
use super::list::{Application, Ranked, compute};
use crate::ids::PracticeId;
use crate::time::Timestamp;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// How far a list is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Applications are taken, or were and nothing is published.
    #[default]
    Applications,
    /// The provisional list is out.
    Provisional,
    /// The final list is out.
    Final,
}

/// A remark on the provisional list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remark {
    /// On which application.
    pub practice: PracticeId,
    /// What it says.
    pub text: String,
    /// On which day it came.
    pub made_on: NaiveDate,
    /// What was answered.
    pub answer: Option<RemarkAnswer>,
}

/// The answer to a remark.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemarkAnswer {
    /// Whether it was right, so that the application was put right.
    pub accepted: bool,
    /// Why.
    pub reason: String,
}

/// A call on its way, with what was published.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Procedure {
    /// The call.
    pub call: RankingCall,
    /// How far it is.
    pub stage: Stage,
    /// The provisional list as it was published.
    pub provisional: Vec<Ranked>,
    /// The remarks on it, in the order in which they came.
    pub remarks: Vec<Remark>,
    /// The final list as it was published.
    pub definitive: Vec<Ranked>,
}

/// Why a step cannot be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProcedureFault {
    /// The call takes no applications at this moment.
    #[error("the call takes no applications at this time")]
    NotOpen,
    /// The call has not closed.
    #[error("the call has not closed")]
    StillOpen,
    /// That list is out.
    #[error("the list is published")]
    Published,
    /// There is no provisional list.
    #[error("there is no provisional list")]
    NotProvisional,
    /// The time for remarks is over.
    #[error("the time for remarks is over")]
    RemarksOver,
    /// The time for remarks is not over.
    #[error("the time for remarks is not over")]
    RemarksOpen,
    /// A remark has no answer.
    #[error("a remark has no answer")]
    Unanswered,
    /// No such application or remark.
    #[error("no such application or remark")]
    Unknown,
}

impl Procedure {
    /// A call without applications.
    pub fn new(call: RankingCall) -> Self {
        Self {
            call,
            stage: Stage::default(),
            provisional: Vec::new(),
            remarks: Vec::new(),
            definitive: Vec::new(),
        }
    }

    /// Whether somebody may apply at `now`.
    ///
    /// # Errors
    /// [`ProcedureFault::Published`], [`ProcedureFault::NotOpen`].
    pub fn may_apply(&self, now: Timestamp) -> Result<(), ProcedureFault> {
        if self.stage != Stage::Applications {
            Err(ProcedureFault::Published)
        } else if self.call.takes_applications(now) {
            Ok(())
        } else {
            Err(ProcedureFault::NotOpen)
        }
    }

    /// Whether what an application says may be corrected: until the final list is out.
    ///
    /// # Errors
    /// [`ProcedureFault::Published`]
    pub fn may_correct(&self) -> Result<(), ProcedureFault> {
        if self.stage == Stage::Final { Err(ProcedureFault::Published) } else { Ok(()) }
    }

    /// Publishes the provisional list.
    ///
    /// # Errors
    /// [`ProcedureFault::StillOpen`] before the call closes, [`ProcedureFault::Published`] a second time.
    pub fn publish_provisional(
        &mut self,
        applications: &[Application],
        now: Timestamp,
    ) -> Result<(), ProcedureFault> {
        if self.stage != Stage::Applications {
            return Err(ProcedureFault::Published);
        }
        if now < self.call.closes {
            return Err(ProcedureFault::StillOpen);
        }
        self.provisional = compute(&self.call, applications);
        self.stage = Stage::Provisional;
        Ok(())
    }

    /// Takes a remark on the provisional list.
    ///
    /// # Errors
    /// [`ProcedureFault::NotProvisional`], [`ProcedureFault::RemarksOver`] after its last day, [`ProcedureFault::Unknown`] for an
    /// application that is not on the list.
    pub fn remark(
        &mut self,
        practice: PracticeId,
        text: &str,
        today: NaiveDate,
    ) -> Result<(), ProcedureFault> {
        if self.stage != Stage::Provisional {
            return Err(ProcedureFault::NotProvisional);
        }
        if today > self.call.remarks_until {
            return Err(ProcedureFault::RemarksOver);
        }
        if !self.provisional.iter().any(|row| row.practice == practice) {
            return Err(ProcedureFault::Unknown);
        }
        self.remarks.push(Remark { practice, text: text.to_owned(), made_on: today, answer: None });
        Ok(())
    }

    /// Answers the remark at `place` of [`Procedure::remarks`]; an answer may be put right until the final list is out.
    ///
    /// # Errors
    /// [`ProcedureFault::NotProvisional`], [`ProcedureFault::Unknown`].
    pub fn answer_remark(&mut self, place: usize, answer: RemarkAnswer) -> Result<(), ProcedureFault> {
        if self.stage != Stage::Provisional {
            return Err(ProcedureFault::NotProvisional);
        }
        self.remarks.get_mut(place).ok_or(ProcedureFault::Unknown)?.answer = Some(answer);
        Ok(())
    }

    /// Publishes the final list, of the applications as they stand after the remarks.
    ///
    /// # Errors
    /// [`ProcedureFault::NotProvisional`], [`ProcedureFault::RemarksOpen`] until the last day for remarks is over,
    /// [`ProcedureFault::Unanswered`].
    pub fn publish_final(
        &mut self,
        applications: &[Application],
        today: NaiveDate,
    ) -> Result<(), ProcedureFault> {
        if self.stage != Stage::Provisional {
            return Err(ProcedureFault::NotProvisional);
        }
        if today <= self.call.remarks_until {
            return Err(ProcedureFault::RemarksOpen);
        }
        if self.remarks.iter().any(|remark| remark.answer.is_none()) {
            return Err(ProcedureFault::Unanswered);
        }
        self.definitive = compute(&self.call, applications);
        self.stage = Stage::Final;
        Ok(())
    }
}
