//! Whoever would be left over when the counter closes: each gets an outcome, or stays in line knowingly. Nothing expires unseen.

use super::dialog::OUTCOMES;
use super::port::Command;
use super::{Action, Desk, Dialog, Effect, Key};
use turno_domain::ticket::{Outcome, TicketState};
use turno_protocol::ticket::TicketView;

impl Desk {
    /// Who waits, is out or was put aside and has nobody else to go to once this counter is closed, in the order of the screen.
    pub(super) fn leftovers(&self) -> Vec<&TicketView> {
        let here = self.counter.as_ref();
        let others: Vec<_> = self.other_counters().collect();
        let is_left = |ticket: &&TicketView| match &ticket.bound_to {
            Some(counter) => Some(counter) == here,
            // Who was put aside in mid-visit is known here alone.
            None if ticket.state == TicketState::Parked && ticket.counter.as_ref() == here => true,
            None => !others.iter().any(|other| Self::may_serve_at(other, &ticket.service)),
        };
        let elsewhere = [TicketState::Parked, TicketState::Away];
        let elsewhere = elsewhere.into_iter().flat_map(|state| self.queue.in_state(state));
        self.queue.waiting().into_iter().chain(elsewhere).filter(is_left).collect()
    }

    /// The one of them that is pointed at, from 0.
    pub(super) fn pointed_leftover(&self) -> usize {
        self.pointed.unwrap_or(0).min(self.leftovers().len().saturating_sub(1))
    }

    /// Closes the counter; whoever is left over is asked about first.
    pub(super) fn close_counter(&mut self, todo: &mut Vec<Effect>) {
        if self.in_hand().is_some() {
            return;
        }
        match &self.dialog {
            Some(Dialog::Counter) if !self.leftovers().is_empty() => self.dialog = Some(Dialog::Leftovers),
            Some(Dialog::Counter | Dialog::Leftovers) => {
                if let Some(key) = self.counter.clone() {
                    self.settle_case(todo);
                    self.command(Command::CloseCounter(key), todo);
                }
            }
            _ => {}
        }
    }

    /// This became of the one that is pointed at.
    pub(super) fn left_over(&mut self, at: usize, outcome: Outcome, todo: &mut Vec<Effect>) {
        if matches!(self.dialog, Some(Dialog::Leftovers))
            && let Some(ticket) = self.leftovers().get(at).map(|ticket| ticket.id)
        {
            self.pointed = Some(at);
            self.command(Command::CloseTicket { ticket, outcome }, todo);
        }
    }

    /// What a key means while they are asked about.
    pub(super) fn key_among_leftovers(&self, key: Key) -> Option<Action> {
        let count = self.leftovers().len();
        let (here, last) = (self.pointed_leftover(), count.checked_sub(1)?);
        match key {
            Key::Down => Some(Action::PointAt(if here == last { 0 } else { here + 1 })),
            Key::Up => Some(Action::PointAt(here.checked_sub(1).unwrap_or(last))),
            key => super::keys::chosen(key, OUTCOMES.map(Action::LeftOver)),
        }
    }
}
