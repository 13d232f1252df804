//! Where a citizen is on the way.

use super::draft::Draft;
use super::input::{Attempt, Issued, Paper, Refusal};
use chrono::TimeDelta;
use turno_domain::intake::Answers;
use turno_domain::ticket::{PaperState, TicketNumber};
use turno_domain::time::ClockReading;
use turno_protocol::site::{SiteQuestion, SiteService};

use super::times;

/// One way through the kiosk, from the touched service to the paper.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Visit {
    /// The service as it was when it was touched, so that a change of the site cannot pull the questions away.
    pub(super) service: SiteService,
    /// The number.
    pub(super) ticket: Issued,
    /// What was answered; left when the visit is left.
    pub(super) answers: Answers,
    /// The hub would not cancel the number because it was called, and has not told where to yet.
    pub(super) called: bool,
}

impl Visit {
    /// The questions that this program can ask, in order.
    pub(super) fn questions(&self) -> impl Iterator<Item = &SiteQuestion> {
        self.service.intake.iter().filter(|question| Draft::new(question, None, None).is_some())
    }
}

/// Where a citizen is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Scene {
    /// What do you need?
    Welcome {
        /// The group that was opened, by its Italian name.
        group: Option<String>,
        /// The number that was given back just now, and when.
        given_back: Option<(TicketNumber, ClockReading)>,
    },
    /// A number was asked for.
    Asking { attempt: Attempt, service: Box<SiteService>, since: ClockReading },
    /// A question.
    Question {
        visit: Box<Visit>,
        /// Its place among those that are asked.
        at: usize,
        draft: Draft,
        /// Whether it is being asked if the number is given back.
        giving_back: bool,
    },
    /// The number is on its way back.
    GivingBack { visit: Box<Visit>, since: ClockReading },
    /// The hub was silent for too long: nobody knows whether the number is cancelled.
    Unsure { visit: Box<Visit>, since: ClockReading },
    /// The ticket.
    Ticket { visit: Box<Visit>, paper: Paper, printing: ClockReading, count: Count },
    /// There is no number, and why.
    Sorry { why: Refusal, since: ClockReading },
}

/// The count-down of the ticket's screen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Count {
    /// Not begun: the paper is on its way.
    NotYet,
    /// It runs since then, for so long.
    Runs(ClockReading, TimeDelta),
    /// Somebody stopped it.
    Stopped,
}

impl Scene {
    pub(super) fn welcome() -> Self {
        Self::Welcome { group: None, given_back: None }
    }
}

/// What the screen may say of the paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaperWord {
    /// On its way.
    Printing,
    /// The printer proved it.
    Printed,
    /// It did not come out, or nobody knows: the number must be remembered.
    NotOut,
    /// There is no printer here.
    NoPrinter,
}

impl PaperWord {
    pub(super) fn of(paper: Paper, waited: TimeDelta) -> Self {
        match paper {
            Paper::NoPrinter => Self::NoPrinter,
            Paper::State(PaperState::Proven) => Self::Printed,
            Paper::State(PaperState::Failed | PaperState::Unknown) => Self::NotOut,
            Paper::State(PaperState::Queued | PaperState::Sent) if waited >= times::PAPER_PATIENCE => {
                Self::NotOut
            }
            Paper::State(PaperState::Queued | PaperState::Sent) => Self::Printing,
        }
    }
}
