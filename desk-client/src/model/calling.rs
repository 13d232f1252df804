//! Calling and what follows: the operator's verbs on tickets, and keeping up with the ticket in hand.

use super::case::{Case, Origin};
use super::port::{Command, Handover, TicketAct};
use super::queue::{NoShowLock, no_show_lock};
use super::{Action, Desk, Dialog, Effect, Failure, Notice, Reply, Request, Server, UNDO_SECONDS, UndoOffer};
use chrono::TimeDelta;
use turno_domain::casework::UnresolvedReason;
use turno_domain::ids::TicketId;
use turno_domain::ticket::{Channel, TicketState};
use turno_protocol::counter::{CounterStatusView, CounterView};
use turno_protocol::ticket::TicketView;

/// How long the answer to "who is next, and why" is shown before it is asked again, seconds.
const NEXT_SECONDS: i64 = 20;

/// How long after a call the same person is not called again, seconds.
const RECALL_SECONDS: i64 = 5;

impl Desk {
    pub(super) fn act_queue(&mut self, action: Action, todo: &mut Vec<Effect>) {
        use Action as A;
        match action {
            A::CallNext => self.call(None, todo),
            A::CallThis(ticket) => self.call(Some(ticket), todo),
            A::Came(came) => self.came(came, todo),
            A::ShowKeys => self.dialog = Some(Dialog::Keys),
            A::Recall if self.may_recall() => {
                self.act_in_hand(TicketAct::Recall, &[TicketState::Called], todo);
            }
            A::NoShow if self.no_show_lock() == NoShowLock::Unlocked => {
                self.act_in_hand(TicketAct::NoShow, &[TicketState::Called], todo);
            }
            A::Start => self.start(todo),
            A::Finish => self.finish(todo),
            A::Undo => {
                if let Some(offer) = self.undo_offer() {
                    self.act_on(offer.ticket, TicketAct::Undo, todo);
                }
            }
            A::Select(ticket) => self.selected = Some(ticket).filter(|id| self.selected != Some(*id)),
            A::Explain => self.explaining = !self.explaining,
            A::Reinstate(ticket) => self.act_on(ticket, TicketAct::Reinstate, todo),
            A::BackInLine(ticket) => self.act_on(ticket, TicketAct::Back, todo),
            A::Away(ticket) => self.act_on(ticket, TicketAct::Away, todo),
            A::TakeUp(ticket) => self.take_up(ticket, todo),
            A::AskPark if self.is_serving() => self.dialog = Some(Dialog::Park { text: String::new() }),
            A::Park(reason) => self.park(reason.to_owned(), todo),
            A::AskTransfer if self.in_hand().is_some() => {
                self.dialog = Some(Dialog::Transfer { to: None, first: true, note: String::new() });
            }
            A::TransferTo(target) if self.may_be_handed(&target) => {
                if let Some(Dialog::Transfer { to, .. }) = &mut self.dialog {
                    *to = Some(target);
                }
            }
            A::TransferFirst(yes) => {
                if let Some(Dialog::Transfer { first, .. }) = &mut self.dialog {
                    *first = yes;
                }
            }
            A::AskPeople if self.in_hand().is_some() => self.dialog = Some(Dialog::People),
            A::PeopleCame(people) => self.people_came(people, todo),
            A::WalkIn(channel) => self.walk_in(channel, todo),
            A::AskWalkIn if self.in_hand().is_none() => {
                self.dialog = Some(Dialog::WalkIn { channel: Channel::Desk, service: self.usual_service() });
            }
            A::WalkInBy(by) => {
                if let Some(Dialog::WalkIn { channel, .. }) = &mut self.dialog {
                    *channel = by;
                }
            }
            A::WalkInFor(key) if self.server(&key) == Server::Here => {
                if let Some(Dialog::WalkIn { service, .. }) = &mut self.dialog {
                    *service = Some(key);
                }
            }
            A::Pause => self.pause(todo),
            A::PauseFor(time) => {
                if let Some(Dialog::Pause { minutes, .. }) = &mut self.dialog {
                    *minutes = time;
                }
            }
            A::PauseBecause(word) => {
                if let Some(Dialog::Pause { reason, .. }) = &mut self.dialog {
                    *reason = Some(word).filter(|word| *reason != Some(*word));
                }
            }
            A::AskCounter => self.dialog = Some(Dialog::Counter),
            A::CloseCounter => self.close_counter(todo),
            A::StillHere(still) => self.still_here(still, todo),
            _ => {}
        }
    }

    /// The ticket in hand at this counter.
    pub(super) fn in_hand(&self) -> Option<&TicketView> {
        self.counter.as_ref().and_then(|key| self.queue.in_hand(key))
    }

    /// The other counters at which somebody is.
    pub(super) fn other_counters(&self) -> impl Iterator<Item = &CounterView> {
        self.queue.counters.iter().filter(|counter| {
            counter.status != CounterStatusView::Closed && Some(&counter.key) != self.counter.as_ref()
        })
    }

    pub(super) fn is_serving(&self) -> bool {
        self.in_hand().is_some_and(|ticket| ticket.state == TicketState::Serving)
    }

    pub(super) fn no_show_lock(&self) -> NoShowLock {
        let delay = self.site.as_ref().map_or(0, |site| site.no_show_after_minutes);
        no_show_lock(self.in_hand(), delay, self.hub_now())
    }

    pub(super) fn undo_offer(&self) -> Option<UndoOffer> {
        self.undo.filter(|offer| self.now < offer.until)
    }

    /// Whether whoever is called may be called again: not at once, or a key struck twice calls twice.
    pub(super) fn may_recall(&self) -> bool {
        self.in_hand().filter(|ticket| ticket.state == TicketState::Called).is_some_and(|ticket| {
            ticket
                .last_called_at
                .is_none_or(|called| self.hub_now().since(called.0).num_seconds() >= RECALL_SECONDS)
        })
    }

    /// Calls somebody. The hub counts as served whoever is passed over: so whether they came is asked first.
    fn call(&mut self, ticket: Option<TicketId>, todo: &mut Vec<Effect>) {
        if self.counter.is_none() || self.is_paused() {
            return;
        }
        if self.is_commanding() || self.link != super::Link::There {
            self.notice = (self.link != super::Link::There).then_some(Notice::Away);
            return;
        }
        let called = self.in_hand().filter(|ticket| ticket.state == TicketState::Called);
        match called.map(|ticket| ticket.id) {
            // Then nobody would be called, and nobody passed over.
            Some(_) if ticket.is_none() && self.queue.waiting().is_empty() => {
                self.notice = Some(Notice::NobodyWaits);
            }
            Some(called) => self.dialog = Some(Dialog::Came { ticket: called, then: ticket }),
            None => self.call_now(ticket, todo),
        }
    }

    /// Calls somebody; who is in hand has been served.
    pub(super) fn call_now(&mut self, ticket: Option<TicketId>, todo: &mut Vec<Effect>) {
        let Some(counter) = self.counter.clone() else { return };
        // What was typed for whoever is in hand goes first. Their case stays until the next one is called: perhaps nobody waits.
        self.settle_case(todo);
        self.selected = None;
        let command = match ticket {
            None => Command::CallNext(counter),
            Some(ticket) => Command::Call { counter, ticket },
        };
        self.command(command, todo);
    }

    fn act_in_hand(&mut self, act: TicketAct, states: &[TicketState], todo: &mut Vec<Effect>) -> bool {
        let ticket = self.in_hand().filter(|ticket| states.contains(&ticket.state)).map(|ticket| ticket.id);
        ticket.is_some_and(|ticket| self.command(Command::Act { ticket, act }, todo))
    }

    fn act_on(&mut self, ticket: TicketId, act: TicketAct, todo: &mut Vec<Effect>) {
        self.command(Command::Act { ticket, act }, todo);
    }

    /// The person is here: by the button, or because somebody types or opens the practice.
    pub(super) fn start(&mut self, todo: &mut Vec<Effect>) {
        let asked = self.act_in_hand(TicketAct::Start, &[TicketState::Called], todo);
        if let Some(case) = &mut self.case {
            case.start_asked |= asked;
        }
    }

    /// Typing in the case of a called ticket starts the service, once.
    pub(super) fn start_by_working(&mut self, todo: &mut Vec<Effect>) {
        let called = self.in_hand().is_some_and(|ticket| ticket.state == TicketState::Called);
        // Whoever types must not be told at each letter that this is not the moment: a later letter starts it.
        let now = self.link == super::Link::There && !self.is_commanding();
        if called && now && self.case.as_ref().is_some_and(|case| !case.start_asked) {
            self.start(todo);
        }
    }

    fn finish(&mut self, todo: &mut Vec<Effect>) {
        if self.in_hand().is_some() {
            if !self.is_serving() {
                return;
            }
            self.settle_case(todo);
            self.act_in_hand(TicketAct::Finish, &[TicketState::Serving], todo);
        } else {
            self.leave_case(todo);
        }
    }

    /// Goes on with who was put aside: back to the chair if they were there, else by a call.
    fn take_up(&mut self, id: TicketId, todo: &mut Vec<Effect>) {
        let Some(ticket) = self.queue.ticket(id) else { return };
        let mine = ticket.started_at.is_some() && ticket.counter == self.counter;
        if mine && self.in_hand().is_none() {
            self.act_on(id, TicketAct::Start, todo);
        } else {
            self.call(Some(id), todo);
        }
    }

    pub(super) fn park(&mut self, reason: String, todo: &mut Vec<Effect>) {
        if let Some(ticket) = self.in_hand() {
            let ticket = ticket.id;
            self.settle_case(todo);
            self.command(Command::Park { ticket, reason }, todo);
        }
    }

    /// So many came with the number in hand.
    fn people_came(&mut self, people: u32, todo: &mut Vec<Effect>) {
        if let (Some(Dialog::People), Some(ticket)) = (&self.dialog, self.in_hand()) {
            let ticket = ticket.id;
            self.command(Command::People { ticket, people }, todo);
        }
    }

    /// A visit without a ticket, for the usual service.
    fn walk_in(&mut self, channel: Channel, todo: &mut Vec<Effect>) {
        if self.in_hand().is_some() {
            return;
        }
        if let Some(service) = self.usual_service() {
            self.settle_case(todo);
            self.command(Command::OpenVisit { channel, service }, todo);
        }
    }

    /// Whether the ticket in hand may be handed there: the hub refuses a counter that does not serve its service.
    pub(super) fn may_be_handed(&self, to: &Handover) -> bool {
        match (to, self.in_hand()) {
            (Handover::Service(_), _) => true,
            (Handover::Counter(key), Some(ticket)) => {
                self.queue.counter(key).is_some_and(|counter| Self::may_serve_at(counter, &ticket.service))
            }
            (Handover::Counter(_), None) => false,
        }
    }

    /// Does what the open question asks for. It stays open, with what was typed, until the hub has done it.
    pub(super) fn confirm(&mut self, todo: &mut Vec<Effect>) {
        if self.confirm_practice(todo) {
            return;
        }
        match self.dialog.clone() {
            Some(Dialog::Park { text }) if !text.trim().is_empty() => self.park(text.trim().to_owned(), todo),
            Some(Dialog::Unresolved { text }) if !text.trim().is_empty() => {
                self.end_unresolved(UnresolvedReason::Other, text.trim().to_owned(), todo);
            }
            Some(Dialog::Transfer { to: Some(to), first, note }) => {
                if let Some(ticket) = self.in_hand() {
                    let ticket = ticket.id;
                    self.settle_case(todo);
                    let note = note.trim().to_owned();
                    self.command(Command::Transfer { ticket, to, first, note }, todo);
                }
            }
            Some(Dialog::WalkIn { channel, service: Some(service) }) => {
                self.walk_in_service = Some(service.clone());
                self.settle_case(todo);
                self.command(Command::OpenVisit { channel, service }, todo);
            }
            Some(Dialog::Leftovers) => self.close_counter(todo),
            Some(Dialog::Consent { .. } | Dialog::Withdraw { .. } | Dialog::Alike { .. }) => {
                self.confirm_of_citizen(todo);
            }
            Some(Dialog::Pause { minutes, reason }) => {
                let until =
                    minutes.map(|minutes| self.hub_now().plus(TimeDelta::minutes(i64::from(minutes))));
                if let Some(counter) = self.counter.clone() {
                    self.command(Command::PauseCounter { counter, reason, until }, todo);
                }
            }
            _ => {}
        }
    }

    pub(super) fn queue_answered(&mut self, command: &Command, answer: Result<Reply, Failure>) {
        match (command, answer) {
            (_, Ok(Reply::Called(None))) => self.notice = Some(Notice::NobodyWaits),
            (_, Ok(Reply::Called(Some(call)))) => {
                self.offer_undo(call.ticket.id, TicketAct::Undo, true);
                self.because = Some((call.ticket.id, call.reason));
                if let Some(finished) = call.finished {
                    self.mark_finished(finished);
                }
                self.queue.put(call.ticket);
            }
            (Command::Act { ticket, act }, Ok(Reply::Ticket(stands))) => {
                match act {
                    TicketAct::NoShow | TicketAct::Finish => self.offer_undo(*ticket, *act, false),
                    TicketAct::Undo => self.undo = None,
                    // Who was started was not called by mistake.
                    TicketAct::Start => self.undo = self.undo.filter(|offer| offer.ticket != *ticket),
                    _ => {}
                }
                self.queue.put(*stands);
            }
            (Command::Act { act: TicketAct::Start, .. }, Err(_)) => {
                if let Some(case) = &mut self.case {
                    case.start_asked = false;
                }
            }
            (Command::FinishLate(ticket), Ok(Reply::Ticket(stands))) => {
                self.offer_undo(*ticket, TicketAct::Finish, false);
                self.queue.put(*stands);
            }
            (_, Ok(Reply::Ticket(stands))) => self.queue.put(*stands),
            _ => {}
        }
    }

    fn mark_finished(&mut self, id: TicketId) {
        if let Some(ticket) = self.queue.ticket(id).filter(|ticket| ticket.state.is_open()) {
            let ended = TicketView { state: TicketState::Finished, ..ticket.clone() };
            self.queue.put(ended);
        }
    }

    fn offer_undo(&mut self, ticket: TicketId, step: TicketAct, was_call: bool) {
        let until = self.now.plus(TimeDelta::seconds(UNDO_SECONDS));
        self.undo = Some(UndoOffer { ticket, step, was_call, until });
    }

    /// Keeps the case on the desk and the ticket in hand the same, and asks what is not known of them.
    pub(super) fn follow_the_queue(&mut self, todo: &mut Vec<Effect>) {
        if self.counter.is_none() {
            return;
        }
        let in_hand = self.in_hand().map(|ticket| (ticket.id, ticket.service.clone()));
        match (in_hand, self.case_ticket()) {
            (Some((id, _)), Some(open)) if id == open => {}
            (Some((id, service)), _) => {
                self.leave_case(todo);
                let key = self.fresh_key();
                self.case = Some(Case::new(Origin::Ticket(id), Some(service), key));
                self.page = super::Page::Desk;
                todo.push(Effect::Ask(Request::Casework(id)));
            }
            (None, Some(_)) => self.leave_case(todo),
            (None, None) => {}
        }
        if self.selected.is_some_and(|id| {
            self.queue
                .ticket(id)
                .is_none_or(|ticket| ticket.state.is_over() && ticket.state != TicketState::NoShow)
        }) {
            self.selected = None;
        }
        // The order may change with the passing minutes alone.
        let stale = self.next_asked.is_none_or(|asked| self.now.since(asked).num_seconds() >= NEXT_SECONDS);
        if (self.explaining || self.strip) && stale && self.link == super::Link::There {
            self.next_asked = Some(self.now);
            if let Some(counter) = self.counter.clone() {
                todo.push(Effect::Ask(Request::Next(counter)));
            }
        }
    }
}
