//! What is shown to whoever has a number already, and what was typed, read back.

use super::Model;
use super::holder::{CanDo, Holder};
use super::scene::Visit;
use super::showing::letter_and_digits;
use super::view::{CheckRow, CheckView, HeldWord, HolderView};
use turno_domain::ids::TicketId;
use turno_domain::ticket::TicketState;

impl Model {
    pub(super) fn check_view(&self, visit: &Visit) -> CheckView {
        let (letter, digits) = letter_and_digits(visit.ticket.number);
        let rows = visit.typed();
        let rows = rows.into_iter().map(|(at, question, typed)| {
            let masks = typed.masked.is_some();
            let shown = masks && visit.whole.contains(&at);
            CheckRow {
                question: self.text(&question.question),
                typed: typed.masked.filter(|_| !shown).unwrap_or_else(|| typed.whole.clone()),
                whole: typed.whole,
                masks,
                shown,
            }
        });
        CheckView { letter, digits, rows: rows.collect() }
    }

    pub(super) fn holder(&self, holder: &Holder) -> HolderView {
        match holder {
            Holder::Typing { letter, digits, unknown } => HolderView::Typing {
                letters: self.letters(),
                letter: *letter,
                digits: digits.as_str().to_owned(),
                unknown: *unknown,
                can_go_on: letter.is_some() && !digits.is_empty(),
            },
            Holder::Looking { .. } | Holder::Doing { .. } => HolderView::Moment,
            Holder::Found(ticket, _) => self.found(*ticket),
            Holder::Said { ticket, wish, done, .. } => {
                HolderView::Said { number: self.number_of(*ticket), wish: *wish, done: *done }
            }
            Holder::Again { ticket, paper, since, .. } => HolderView::Again {
                number: self.number_of(*ticket),
                paper: self.printer.word(*ticket, *paper, self.now.since(since)),
            },
        }
    }

    fn found(&self, ticket: TicketId) -> HolderView {
        // A ticket of another day is gone with the day.
        let state = self.held(ticket).map_or(TicketState::Closed, |held| held.state);
        let can = CanDo::of(state);
        HolderView::Found {
            number: self.number_of(ticket),
            word: match state {
                TicketState::Waiting => HeldWord::Waits,
                TicketState::Away => HeldWord::Away,
                TicketState::Called | TicketState::Serving | TicketState::NoShow => HeldWord::Called,
                TicketState::Parked => HeldWord::Parked,
                TicketState::Finished | TicketState::Cancelled | TicketState::Closed => HeldWord::Over,
            },
            called_to: self
                .standing
                .called
                .get(&ticket)
                .map(|counter| self.text(counter))
                .unwrap_or_default(),
            go_out: can.go_out,
            come_back: can.come_back,
            give_up: can.give_up,
            reprint: !state.is_over() && self.printed.may_reprint(ticket),
        }
    }

    /// Letter and digits of a number of the day.
    pub(super) fn number_of(&self, ticket: TicketId) -> (String, String) {
        self.held(ticket).map(|held| letter_and_digits(held.number)).unwrap_or_default()
    }
}
