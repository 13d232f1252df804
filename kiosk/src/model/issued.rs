//! The tickets that this kiosk printed on this service day, so that each can be printed again. After a restart `crate::printed_today`
//! tells of those before.

use super::input::Issued;
use std::collections::BTreeMap;
use turno_devices::paper::TicketPaper;
use turno_domain::ids::TicketId;

/// More tickets than any kiosk prints on a day.
const MOST: usize = 2_000;
/// How often a paper is printed again before only a person helps: something is wrong with the printer, not with the ticket.
const REPRINTS: u32 = 2;

/// What was printed today.
#[derive(Debug, Default)]
pub(super) struct Printed {
    tickets: BTreeMap<TicketId, Kept>,
}

#[derive(Debug)]
struct Kept {
    paper: TicketPaper,
    reprints: u32,
}

impl Printed {
    /// Keeps the paper of a ticket as it was printed.
    pub(super) fn keep(&mut self, ticket: &Issued, paper: &TicketPaper) {
        if self.tickets.len() < MOST {
            let kept = Kept { paper: paper.clone(), reprints: 0 };
            self.tickets.insert(ticket.id, kept);
        }
    }

    /// The paper of a ticket reads otherwise by now.
    pub(super) fn renew(&mut self, ticket: TicketId, paper: TicketPaper) {
        if let Some(kept) = self.tickets.get_mut(&ticket) {
            kept.paper = paper;
        }
    }

    /// What was printed before this program was started: the first paper of each ticket, and then each reprint.
    pub(super) fn remember(&mut self, papers: Vec<(TicketId, TicketPaper)>) {
        for (ticket, paper) in papers {
            let reprints = u32::from(paper.reprint);
            let paper = TicketPaper { reprint: false, ..paper };
            let before = self.tickets.get(&ticket).map(|kept| kept.reprints);
            if before.is_some() || self.tickets.len() < MOST {
                let kept = Kept { paper, reprints: before.unwrap_or(0) + reprints };
                self.tickets.insert(ticket, kept);
            }
        }
    }

    /// Whether a paper of this ticket was lined up here today.
    pub(super) fn knows(&self, ticket: TicketId) -> bool {
        self.tickets.contains_key(&ticket)
    }

    /// Whether this ticket can be printed again here.
    pub(super) fn may_reprint(&self, ticket: TicketId) -> bool {
        self.tickets.get(&ticket).is_some_and(|kept| kept.reprints < REPRINTS)
    }

    /// No copy came of asking for one.
    pub(super) fn not_again(&mut self, ticket: TicketId) {
        if let Some(kept) = self.tickets.get_mut(&ticket) {
            kept.reprints = kept.reprints.saturating_sub(1);
        }
    }

    /// The paper of this ticket once more, marked as a reprint; `None` where it cannot be had here.
    pub(super) fn again(&mut self, ticket: TicketId) -> Option<TicketPaper> {
        let kept = self.tickets.get_mut(&ticket).filter(|kept| kept.reprints < REPRINTS)?;
        kept.reprints += 1;
        Some(TicketPaper { reprint: true, ..kept.paper.clone() })
    }
}
