//! From a command to the events that carry it out, or to a refusal.

use super::call_rule::reason;
use super::command::{Command, Context, IssueCommand, Operator, TransferTarget};
use super::{CounterStatus, Queue};
use crate::ids::TicketId;
use crate::intake::PEOPLE_WHO_COME;
use crate::journal::{CallRule, Event, Reason, TransferPosition};
use crate::keys::CounterKey;
use crate::refusal::Refusal;
use crate::site::{Counter, Doors, OpeningStatus};
use crate::ticket::{Ticket, TicketNumber, TicketState, UndoableStep};
use crate::time::Timestamp;
use chrono::TimeDelta;

/// How long a call, a no-show or a finish can be undone.
pub const UNDO_WITHIN: TimeDelta = TimeDelta::minutes(1);
/// The most people that may share a ticket.
pub const PEOPLE: u32 = 50;
/// The highest count of a service day; a longer number would not fit the board.
const HIGHEST_COUNT: u32 = 9_999;

impl Queue {
    /// The events that carry out `command`; empty only where [`Command::CallNext`] finds nobody.
    ///
    /// # Errors
    /// The reason why the command cannot be carried out.
    pub fn decide(&self, command: &Command, context: &Context<'_>) -> Result<Vec<Event>, Refusal> {
        self.as_of(&context.now).answer(command, context)
    }

    fn answer(&self, command: &Command, context: &Context<'_>) -> Result<Vec<Event>, Refusal> {
        use Command::*;
        match command {
            Issue(issue) => self.issue(issue, context),
            OpenCounter { counter, takeover } => self.open_counter(counter, *takeover, context),
            PauseCounter { counter, reason, until } => {
                self.at_counter(counter, context)?;
                Ok(vec![Event::CounterPaused {
                    counter: counter.clone(),
                    reason: reason.clone(),
                    until: *until,
                }])
            }
            CloseCounter { counter } => self.close_counter(counter, context),
            CallNext { counter } => self.call_next(counter, context),
            CallThis { counter, ticket } => self.call_this(counter, *ticket, context),
            Recall(ticket) => {
                self.held(*ticket, &[TicketState::Called], context)?;
                Ok(vec![Event::TicketRecalled { ticket: *ticket }])
            }
            Start(ticket) => self.start(*ticket, context),
            Finish(ticket) => {
                self.held(*ticket, &[TicketState::Serving], context)?;
                Ok(vec![Event::TicketFinished { ticket: *ticket, estimated: false, inferred_start: None }])
            }
            FinishLate(ticket) => {
                self.held(*ticket, &[TicketState::Serving], context)?;
                Ok(vec![Event::TicketFinished { ticket: *ticket, estimated: true, inferred_start: None }])
            }
            NoShow(ticket) => self.no_show(*ticket, context),
            Reinstate(ticket) => {
                self.day_is_open()?;
                if self.in_state(*ticket, &[TicketState::NoShow])?.reinstated {
                    return Err(Refusal::ReinstatedBefore);
                }
                Ok(vec![Event::TicketReinstated { ticket: *ticket }])
            }
            Park { ticket, reason } => {
                self.held(*ticket, &[TicketState::Waiting, TicketState::Serving], context)?;
                Ok(vec![Event::TicketParked { ticket: *ticket, reason: reason.clone() }])
            }
            Away(ticket) => {
                self.in_state(*ticket, &[TicketState::Waiting])?;
                Ok(vec![Event::TicketAway { ticket: *ticket }])
            }
            Back(ticket) => {
                self.in_state(*ticket, &[TicketState::Away, TicketState::Parked])?;
                Ok(vec![Event::TicketBack { ticket: *ticket }])
            }
            Return(ticket) => {
                self.in_state(*ticket, &[TicketState::Away])?;
                Ok(vec![Event::TicketBack { ticket: *ticket }])
            }
            Cancel(ticket) => {
                self.in_state(*ticket, &[TicketState::Waiting, TicketState::Away, TicketState::Parked])?;
                Ok(vec![Event::TicketCancelled { ticket: *ticket }])
            }
            GiveUp(ticket) => {
                self.in_state(*ticket, &[TicketState::Waiting, TicketState::Away])?;
                Ok(vec![Event::TicketCancelled { ticket: *ticket }])
            }
            Transfer { ticket, to, position } => self.transfer(*ticket, to, *position, context),
            Undo(ticket) => self.undo(*ticket, context),
            CloseTicket { ticket, outcome } => {
                const LEFT_OVER: [TicketState; 4] =
                    [TicketState::Waiting, TicketState::Away, TicketState::Parked, TicketState::Called];
                self.held(*ticket, &LEFT_OVER, context)?;
                Ok(vec![Event::TicketClosed { ticket: *ticket, outcome: *outcome }])
            }
            Paper { ticket, state, reprint } => {
                self.ticket(*ticket).ok_or(Refusal::UnknownTicket)?;
                Ok(vec![Event::TicketPaper { ticket: *ticket, state: *state, reprint: *reprint }])
            }
            Detail { ticket, people, manner, language } => {
                if people.is_some_and(|people| !(1..=PEOPLE_WHO_COME).contains(&people)) {
                    return Err(Refusal::OutOfRange("people must be from 1 to 9"));
                }
                let state = self.ticket(*ticket).ok_or(Refusal::UnknownTicket)?.state;
                if state.is_over() {
                    return Err(Refusal::WrongState { state });
                }
                let (ticket, people, manner, language) = (*ticket, *people, *manner, *language);
                Ok(vec![Event::TicketDetailed { ticket, people, manner, language }])
            }
            AskHelp { help, device, ticket, language } => {
                Ok(vec![self.ask_help(*help, *device, *ticket, *language, &context.now)])
            }
            AnswerHelp(help) => {
                self.answer_help(*help, operator(context)?, &context.now).map(|event| vec![event])
            }
            SetDoors(doors) => {
                self.day_is_open()?;
                Ok(vec![Event::DoorsSet { doors: *doors }])
            }
            CloseDay => {
                self.day_is_open()?;
                let mut events = self.ending();
                events.push(Event::DayClosed { day: self.day });
                Ok(events)
            }
            OpenDay { day, used, correction } => {
                if *day == self.day || (*day < self.day && !correction) {
                    return Err(Refusal::DayOrder { current: self.day, day: *day });
                }
                let mut events = self.ending();
                let closed = Some(self.day).filter(|closed| self.day_closed && closed < day);
                events.push(Event::DayOpened { day: *day, used: used.clone(), closed });
                Ok(events)
            }
        }
    }

    fn issue(&self, issue: &IssueCommand, context: &Context<'_>) -> Result<Vec<Event>, Refusal> {
        self.day_is_open()?;
        if !(1..=PEOPLE).contains(&issue.people) {
            return Err(Refusal::OutOfRange("people must be from 1 to 50"));
        }
        let service = self
            .site
            .service(&issue.service)
            .ok_or_else(|| Refusal::UnknownService(issue.service.to_string()))?;
        let opening_at = self.session_for(issue.in_advance, context)?;
        let known = self.used.get(&issue.service).max(self.letters.get(&service.letter)).copied();
        let used = known.unwrap_or(0).max(self.floor);
        if used >= HIGHEST_COUNT {
            return Err(Refusal::OutOfRange("the day has no more numbers for this service"));
        }
        Ok(vec![Event::TicketIssued {
            ticket: issue.ticket,
            number: TicketNumber::new(service.letter, used + 1),
            service: issue.service.clone(),
            day: self.day,
            channel: issue.channel,
            language: issue.language,
            people: issue.people,
            weight: service.weight,
            opening_at,
            booked_at: issue.booked_at,
            people_before: self.waiting(&issue.service),
            promise: issue.promise,
            in_advance: issue.in_advance,
        }])
    }

    /// When the session opens that a ticket is for; none where no session is.
    fn session_for(&self, in_advance: bool, context: &Context<'_>) -> Result<Option<Timestamp>, Refusal> {
        let now = context.now.wall;
        let status = self.opening_status(now);
        if in_advance && !self.site.hours.is_empty() {
            let ahead = self.site.session_ahead(self.day, now);
            if ahead.is_some() || self.doors == Doors::Open {
                return Ok(ahead);
            }
        }
        match status {
            OpeningStatus::Open { opens_at, .. } => Ok(opens_at),
            OpeningStatus::Closed { next } => Err(Refusal::SiteClosed { next }),
        }
    }

    fn open_counter(
        &self,
        key: &CounterKey,
        takeover: bool,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Refusal> {
        self.settings(key)?;
        self.day_is_open()?;
        let operator = operator(context)?;
        if let Some(elsewhere) = self.counter_of(&operator.key).filter(|at| *at != key) {
            return Err(Refusal::AtAnotherCounter { counter: elsewhere.clone() });
        }
        if let Some(present) =
            self.counter(key).operator().filter(|present| **present != operator.key && !takeover)
        {
            return Err(Refusal::CounterTaken { operator: present.clone() });
        }
        Ok(vec![Event::CounterOpened {
            counter: key.clone(),
            operator: operator.key.clone(),
            qualifications: operator.qualifications.clone(),
        }])
    }

    fn close_counter(&self, key: &CounterKey, context: &Context<'_>) -> Result<Vec<Event>, Refusal> {
        self.at_counter(key, context)?;
        if self.counter(key).in_hand.is_some() {
            return Err(Refusal::TicketInHand);
        }
        Ok(vec![Event::CounterClosed { counter: key.clone() }])
    }

    fn call_next(&self, key: &CounterKey, context: &Context<'_>) -> Result<Vec<Event>, Refusal> {
        let operator = self.open_at(key, context)?;
        match self.next(key, operator, context.now.wall) {
            Some(choice) => Ok(self.call(key, operator, choice.ticket, choice.reason)),
            None => Ok(Vec::new()),
        }
    }

    fn call_this(
        &self,
        key: &CounterKey,
        id: TicketId,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Refusal> {
        let operator = self.open_at(key, context)?;
        let ticket = self.ticket(id).ok_or(Refusal::UnknownTicket)?;
        if let (true, Some(holder)) = (Self::is_in_hand(ticket.state), &ticket.counter)
            && holder != key
        {
            return Err(Refusal::InOtherHands { counter: holder.clone() });
        }
        self.in_state(id, &[TicketState::Waiting, TicketState::Parked])?;
        if !self.may_serve(self.settings(key)?, operator, &ticket.service) {
            return Err(Refusal::MayNotServe { service: ticket.service.clone() });
        }
        let waited = context.now.wall.since(ticket.credit_since).num_milliseconds();
        Ok(self.call(key, operator, id, reason(CallRule::Chosen, waited, ticket.weight)))
    }

    /// Calls `ticket` to a counter, ending first whoever is in hand there.
    fn call(&self, key: &CounterKey, operator: &Operator, ticket: TicketId, reason: Reason) -> Vec<Event> {
        let counter = self.counter(key);
        let mut events = Vec::new();
        if let Some(in_hand) = counter.in_hand.and_then(|id| self.ticket(id)) {
            let inferred_start =
                (in_hand.state == TicketState::Called).then(|| in_hand.segment().last_called_at).flatten();
            events.push(Event::TicketFinished { ticket: in_hand.id, estimated: true, inferred_start });
        }
        let preferred = self.ticket(ticket).zip(self.site.counter(key));
        let preferred = preferred.is_some_and(|(ticket, settings)| settings.prefer.contains(&ticket.service));
        events.push(Event::TicketCalled {
            ticket,
            counter: key.clone(),
            operator: operator.key.clone(),
            reason,
            // Who comes back had their turn when they were called first.
            ratio_run: match (reason.rule, preferred) {
                (CallRule::Reinstated, _) => counter.ratio_run,
                (_, true) => counter.ratio_run.saturating_add(1),
                (_, false) => 0,
            },
            finished: counter.in_hand,
        });
        events
    }

    fn start(&self, id: TicketId, context: &Context<'_>) -> Result<Vec<Event>, Refusal> {
        let ticket = self.in_state(id, &[TicketState::Called, TicketState::Parked])?;
        let key = self.own_counter(context)?;
        match ticket.state {
            TicketState::Called => {
                self.held(id, &[TicketState::Called], context)?;
            }
            _ => {
                // Back to the person who was put aside in mid-visit; who was put aside while waiting must be called.
                if ticket.segment().started_at.is_none() {
                    return Err(Refusal::WrongState { state: ticket.state });
                }
                if ticket.counter.as_ref() != Some(key) {
                    return Err(in_other_hands(ticket));
                }
                if self.counter(key).in_hand.is_some() {
                    return Err(Refusal::TicketInHand);
                }
            }
        }
        Ok(vec![Event::TicketStarted { ticket: id, counter: key.clone() }])
    }

    fn no_show(&self, id: TicketId, context: &Context<'_>) -> Result<Vec<Event>, Refusal> {
        let ticket = self.held(id, &[TicketState::Called], context)?;
        let segment = ticket.segment();
        let delay = TimeDelta::minutes(i64::from(self.site.no_show_after_minutes));
        let passed = ticket.first_call.is_some_and(|first| context.now.since(&first) >= delay);
        if segment.calls < 2 || !passed {
            let unlocks_at = segment.called_at.unwrap_or(context.now.wall).plus(delay);
            return Err(Refusal::NoShowTooEarly { calls: segment.calls, unlocks_at });
        }
        Ok(vec![Event::TicketNoShow { ticket: id }])
    }

    fn transfer(
        &self,
        id: TicketId,
        to: &TransferTarget,
        position: TransferPosition,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Refusal> {
        const MAY: [TicketState; 4] =
            [TicketState::Waiting, TicketState::Called, TicketState::Serving, TicketState::Parked];
        let ticket = self.held(id, &MAY, context)?;
        let (service, counter) = match to {
            TransferTarget::Service(service) => (service.clone(), None),
            TransferTarget::Counter(counter) => {
                if !self.settings(counter)?.serves(&ticket.service) {
                    return Err(Refusal::MayNotServe { service: ticket.service.clone() });
                }
                (ticket.service.clone(), Some(counter.clone()))
            }
        };
        let known = self.site.service(&service);
        let weight = match (known, &counter) {
            (Some(service), _) => service.weight,
            // A ticket of a service that was retired meanwhile can still be handed to a counter.
            (None, Some(_)) => ticket.weight,
            (None, None) => return Err(Refusal::UnknownService(service.to_string())),
        };
        Ok(vec![Event::TicketTransferred { ticket: id, service, counter, position, weight }])
    }

    fn undo(&self, id: TicketId, context: &Context<'_>) -> Result<Vec<Event>, Refusal> {
        let ticket = self.ticket(id).ok_or(Refusal::UnknownTicket)?;
        let undo = ticket.undo.as_ref().ok_or(Refusal::NothingToUndo)?;
        if context.now.since(&undo.at) > UNDO_WITHIN {
            return Err(Refusal::NothingToUndo);
        }
        let key = self.own_counter(context)?;
        if ticket.counter.as_ref() != Some(key) {
            return Err(in_other_hands(ticket));
        }
        let in_hand = self.counter(key).in_hand;
        let mut events = vec![Event::TicketUndone { ticket: id, step: undo.step }];
        if undo.step == UndoableStep::Call {
            // The call that ended another ticket takes that end back with it, unless something happened to it since.
            let with = undo.with.and_then(|with| self.ticket(with)).filter(|with| {
                with.undo.as_ref().is_some_and(|end| end.step == UndoableStep::Finish && end.at == undo.at)
            });
            events
                .extend(with.map(|with| Event::TicketUndone { ticket: with.id, step: UndoableStep::Finish }));
        } else if in_hand.is_some_and(|in_hand| in_hand != id) {
            return Err(Refusal::TicketInHand);
        }
        Ok(events)
    }

    fn day_is_open(&self) -> Result<(), Refusal> {
        if self.day_closed { Err(Refusal::DayClosed { day: self.day }) } else { Ok(()) }
    }

    fn settings(&self, key: &CounterKey) -> Result<&Counter, Refusal> {
        self.site.counter(key).ok_or_else(|| Refusal::UnknownCounter(key.to_string()))
    }

    fn in_state(&self, id: TicketId, states: &[TicketState]) -> Result<&Ticket, Refusal> {
        let ticket = self.ticket(id).ok_or(Refusal::UnknownTicket)?;
        if states.contains(&ticket.state) {
            Ok(ticket)
        } else {
            Err(Refusal::WrongState { state: ticket.state })
        }
    }

    /// A ticket in one of `states` which, if a counter has it in hand, is in the hands of this operator's counter.
    fn held(&self, id: TicketId, states: &[TicketState], context: &Context<'_>) -> Result<&Ticket, Refusal> {
        let ticket = self.in_state(id, states)?;
        if Self::is_in_hand(ticket.state) && ticket.counter.as_ref() != Some(self.own_counter(context)?) {
            return Err(in_other_hands(ticket));
        }
        Ok(ticket)
    }

    /// The counter at which this operator is, paused or not.
    fn own_counter(&self, context: &Context<'_>) -> Result<&CounterKey, Refusal> {
        self.counter_of(&operator(context)?.key).ok_or(Refusal::CounterNotOpen)
    }

    /// The operator, if at this counter, paused or not.
    fn at_counter<'a>(&self, key: &CounterKey, context: &Context<'a>) -> Result<&'a Operator, Refusal> {
        let operator = operator(context)?;
        match self.counter_of(&operator.key) {
            // Even where the counter was retired meanwhile, or nobody could leave it.
            Some(at) if at == key => Ok(operator),
            _ if self.site.counter(key).is_none() => Err(Refusal::UnknownCounter(key.to_string())),
            Some(at) => Err(Refusal::AtAnotherCounter { counter: at.clone() }),
            None => Err(Refusal::CounterNotOpen),
        }
    }

    /// The operator, if serving at this counter.
    fn open_at<'a>(&self, key: &CounterKey, context: &Context<'a>) -> Result<&'a Operator, Refusal> {
        let operator = self.at_counter(key, context)?;
        self.settings(key)?;
        match self.counter(key).status {
            CounterStatus::Open { .. } => Ok(operator),
            _ => Err(Refusal::CounterNotOpen),
        }
    }
}

fn operator<'a>(context: &Context<'a>) -> Result<&'a Operator, Refusal> {
    context.operator.ok_or(Refusal::CounterNotOpen)
}

fn in_other_hands(ticket: &Ticket) -> Refusal {
    match &ticket.counter {
        Some(counter) => Refusal::InOtherHands { counter: counter.clone() },
        None => Refusal::WrongState { state: ticket.state },
    }
}
