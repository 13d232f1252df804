//! What is known of the printer, and what may be said of a ticket's paper by it.

use super::input::Paper;
use super::times;
use chrono::TimeDelta;
use std::collections::BTreeSet;
use turno_domain::ids::TicketId;
use turno_domain::ticket::PaperState;

/// How the printer stands.
#[derive(Debug, Default)]
pub(super) struct AtPrinter {
    /// Its paper is at an end.
    pub(super) paper_out: bool,
    /// The tickets that it has in its memory: they come out by themselves once it is well again.
    pub(super) held: BTreeSet<TicketId>,
}

/// What the screen may say of the paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaperWord {
    /// On its way.
    Printing,
    /// The printer proved it.
    Printed,
    /// It did not come out: the number must be remembered.
    NotOut,
    /// Nobody knows whether it came out: the number must be remembered.
    Unsure,
    /// The printer's paper was at an end before the ticket's turn came. It may come out later; nobody is to count on it.
    PaperOut,
    /// It comes out by itself when there is paper.
    Held,
    /// It comes out by itself when the printer goes on: a cover is open, a cable is out.
    Stopped,
    /// There is no printer here.
    NoPrinter,
}

impl PaperWord {
    /// Whether whoever stands here has no paper in the hand, and must remember the number.
    pub fn is_without_paper(self) -> bool {
        !matches!(self, Self::Printing | Self::Printed)
    }
}

impl AtPrinter {
    /// What may be said of the paper of `ticket` after so long.
    pub(super) fn word(&self, ticket: TicketId, paper: Paper, waited: TimeDelta) -> PaperWord {
        let held = self.held.contains(&ticket);
        match paper {
            Paper::NoPrinter => PaperWord::NoPrinter,
            Paper::State(PaperState::Proven) => PaperWord::Printed,
            Paper::State(PaperState::Failed) => PaperWord::NotOut,
            Paper::State(PaperState::Unknown) => PaperWord::Unsure,
            Paper::State(PaperState::Queued | PaperState::Sent) if held && self.paper_out => PaperWord::Held,
            Paper::State(PaperState::Queued | PaperState::Sent) if held => PaperWord::Stopped,
            // What only stands in line is given up before long: nobody is to count on it.
            Paper::State(PaperState::Queued) if self.paper_out => PaperWord::PaperOut,
            Paper::State(PaperState::Queued) if waited >= times::PAPER_PATIENCE => PaperWord::NotOut,
            // It was sent and nothing was heard of it: it may lie in the tray.
            Paper::State(PaperState::Sent) if waited >= times::PAPER_PATIENCE => PaperWord::Unsure,
            Paper::State(PaperState::Queued | PaperState::Sent) => PaperWord::Printing,
        }
    }
}
