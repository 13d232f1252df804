//! The left column and the ticket in hand.

use super::super::port::TicketAct;
use super::super::queue::{NoShowLock, WaitTone, wait_tone, waiting_since};
use super::super::{Desk, Link, Server};
use turno_domain::ids::TicketId;
use turno_domain::keys::ServiceKey;
use turno_domain::ticket::{CallManner, Channel, TicketNumber, TicketState};
use turno_protocol::ticket::TicketView;

use super::super::case::Origin;

/// How somebody would be called who said so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// By the number, out loud: they do not see the board.
    OutLoud,
    /// Somebody goes and meets them.
    ComeToMe,
    /// They follow their turn on the ticket's page.
    Phone,
}

impl Manner {
    fn of(ticket: &TicketView) -> Option<Self> {
        Some(match ticket.manner? {
            CallManner::VoiceAndScreen => Self::OutLoud,
            CallManner::ComeToMe => Self::ComeToMe,
            CallManner::Phone => Self::Phone,
        })
    }
}

/// A ticket in a list.
#[derive(Clone, Debug, PartialEq)]
pub struct TicketRow {
    /// Which.
    pub id: TicketId,
    /// Its number.
    pub number: TicketNumber,
    /// The service's name; empty where it is not to be seen.
    pub service: String,
    /// Whether the service's name is kept back.
    pub discreet: bool,
    /// The language of its holder, where it is not the site's and may be seen.
    pub language: Option<&'static str>,
    /// How they would be called, where it is not as everybody and may be seen.
    pub manner: Option<Manner>,
    /// Whole minutes of waiting.
    pub waited_minutes: i64,
    /// Against the service's target.
    pub tone: WaitTone,
    /// The service's target, minutes; 0: none.
    pub target_minutes: u32,
    /// How many people share it.
    pub people: u32,
    /// Whether it came back after a no-show and goes next.
    pub goes_next: bool,
    /// Whether the line is opened.
    pub selected: bool,
    /// Whether it was put aside in mid-visit at this counter.
    pub started_here: bool,
    /// The counter it waits for, where it was handed to one.
    pub bound_to: String,
    /// Who present may serve it.
    pub server: Server,
    /// Whether it may be called here.
    pub may_call: bool,
}

/// A step that can be taken back.
#[derive(Clone, Debug, PartialEq)]
pub struct UndoView {
    /// Whose.
    pub number: String,
    /// `call`, `no-show` or `finish`.
    pub step: &'static str,
    /// Seconds left.
    pub seconds: i64,
}

/// The left column.
#[derive(Clone, Debug, PartialEq)]
pub struct QueueView {
    /// Whether the next may be called.
    pub may_call: bool,
    /// Whether the counter is paused.
    pub paused: bool,
    /// Until when it is paused.
    pub pause_until: Option<super::Moment>,
    /// Why, in a stable word; empty: not said.
    pub pause_reason: String,
    /// Whether the ticket in hand may be called again.
    pub may_recall: bool,
    /// When "Non c'è" unlocks.
    pub no_show: NoShowLock,
    /// How often the ticket in hand was called.
    pub calls: u32,
    /// The number that calling the next would end.
    pub ends: String,
    /// How many people wait.
    pub people: u32,
    /// Who waits.
    pub waiting: Vec<TicketRow>,
    /// Who was put aside.
    pub parked: Vec<TicketRow>,
    /// Who is out and keeps the place.
    pub away: Vec<TicketRow>,
    /// Who did not come.
    pub no_shows: Vec<TicketRow>,
    /// Whether the reason of the order is asked for.
    pub explaining: bool,
    /// Who is next.
    pub next_number: String,
    /// The rule that says so.
    pub next_rule: String,
    /// How long they have waited.
    pub next_minutes: u32,
    /// The target of their service, minutes; 0: none.
    pub next_target: u32,
    /// Whether nobody waits longer.
    pub next_longest: bool,
    /// The step that can be taken back.
    pub undo: Option<UndoView>,
}

/// The ticket in hand, or what is on the desk instead.
#[derive(Clone, Debug, PartialEq)]
pub struct HandView {
    /// Whether a ticket is in hand.
    pub ticket: Option<TicketNumber>,
    /// Called, or at the counter.
    pub serving: bool,
    /// Minutes since it was called, or since serving started.
    pub minutes: i64,
    /// How long it waited, minutes.
    pub waited_minutes: i64,
    /// The service.
    pub service: String,
    /// How many people share it.
    pub people: u32,
    /// How its holder would be called, where it is not as everybody.
    pub manner: Option<Manner>,
    /// The phone number that was given at the kiosk; empty: none.
    pub phone: String,
    /// How often it was called.
    pub calls: u32,
    /// Why it was the next: the rule and the wait in minutes; an empty rule: it is not known.
    pub because: (String, u32),
    /// What a visit without a ticket is for where none is chosen; empty: nothing may be served here.
    pub usual_service: String,
    /// A visit without a ticket: how it came.
    pub channel: Option<Channel>,
    /// A record that was looked up.
    pub file: bool,
    /// Whether anything is on the desk.
    pub busy: bool,
}

impl Desk {
    pub(super) fn queue_view(&self) -> QueueView {
        let in_hand = self.in_hand();
        let counter = self.counter.as_ref().and_then(|key| self.queue.counter(key));
        let there = self.link == Link::There && !self.is_commanding();
        let rows = |state: TicketState| -> Vec<TicketRow> {
            self.queue.in_state(state).map(|ticket| self.ticket_row(ticket)).collect()
        };
        let waiting = self.queue.waiting();
        let next = self.next.as_ref().and_then(|(id, reason)| Some((self.queue.ticket(*id)?, reason)));
        let next_longest = next.is_some_and(|(next, _)| {
            waiting.iter().all(|ticket| waiting_since(ticket) >= waiting_since(next))
        });
        QueueView {
            may_call: there && !self.is_paused(),
            paused: self.is_paused(),
            pause_until: counter.and_then(|counter| counter.pause_until).map(|until| self.moment(until.0)),
            pause_reason: counter.and_then(|counter| counter.pause_reason.clone()).unwrap_or_default(),
            may_recall: there && self.may_recall(),
            no_show: if there { self.no_show_lock() } else { NoShowLock::Idle },
            calls: in_hand.map_or(0, |ticket| ticket.calls),
            ends: in_hand.map(|ticket| ticket.number.to_string()).unwrap_or_default(),
            people: waiting.iter().map(|ticket| ticket.people).sum(),
            waiting: waiting.into_iter().map(|ticket| self.ticket_row(ticket)).collect(),
            parked: rows(TicketState::Parked),
            away: rows(TicketState::Away),
            no_shows: rows(TicketState::NoShow),
            explaining: self.explaining,
            next_number: next.map(|(ticket, _)| ticket.number.to_string()).unwrap_or_default(),
            next_rule: next.map(|(_, reason)| reason.rule.clone()).unwrap_or_default(),
            next_minutes: next.map_or(0, |(_, reason)| reason.waited_minutes),
            next_target: next.and_then(|(ticket, _)| self.target(&ticket.service)).unwrap_or(0),
            next_longest,
            undo: self.undo_view(),
        }
    }

    fn target(&self, service: &ServiceKey) -> Option<u32> {
        let services = self.site.iter().flat_map(|site| &site.services);
        services.into_iter().find(|known| known.key == *service)?.target_wait_minutes
    }

    /// With a person in hand, of others only number, service (unless discreet) and wait are shown.
    pub(super) fn ticket_row(&self, ticket: &TicketView) -> TicketRow {
        let somebody_looks_on = self.in_hand().is_some();
        let discreet = self.service_is_discreet(&ticket.service) && somebody_looks_on;
        let waited_minutes = self.minutes_since(waiting_since(ticket));
        let target = self.target(&ticket.service);
        let sites_own = self.site.as_ref().and_then(|site| site.languages.first().copied());
        let foreign = ticket.language.filter(|language| Some(*language) != sites_own);
        TicketRow {
            id: ticket.id,
            number: ticket.number,
            service: if discreet { String::new() } else { self.service_name(&ticket.service) },
            discreet,
            language: foreign.filter(|_| !somebody_looks_on).map(|language| language.code()),
            manner: Manner::of(ticket).filter(|_| !somebody_looks_on),
            waited_minutes,
            tone: wait_tone(waited_minutes, target),
            target_minutes: target.unwrap_or(0),
            people: if somebody_looks_on { 1 } else { ticket.people },
            goes_next: ticket.goes_next,
            selected: self.selected == Some(ticket.id),
            started_here: ticket.started_at.is_some() && ticket.counter == self.counter,
            bound_to: ticket
                .bound_to
                .as_ref()
                .map(|key| self.counter_label(key.as_str()))
                .unwrap_or_default(),
            server: self.server(&ticket.service),
            may_call: self.server(&ticket.service) == Server::Here,
        }
    }

    fn undo_view(&self) -> Option<UndoView> {
        let offer = self.undo_offer()?;
        let step = match offer.step {
            _ if offer.was_call => "call",
            TicketAct::NoShow => "no-show",
            _ => "finish",
        };
        Some(UndoView {
            number: self.queue.ticket(offer.ticket)?.number.to_string(),
            step,
            seconds: offer.until.since(self.now).num_seconds(),
        })
    }

    pub(super) fn hand_view(&self) -> HandView {
        let ticket = self.in_hand();
        let visit = self.case.as_ref().and_then(|case| match &case.origin {
            Origin::Visit(visit) => Some(visit),
            _ => None,
        });
        let serving = ticket.is_some_and(|ticket| ticket.state == TicketState::Serving);
        let since = ticket.and_then(|ticket| if serving { ticket.started_at } else { ticket.last_called_at });
        let since = since.or(visit.map(|visit| visit.began_at));
        let waited = ticket.map(|ticket| {
            let called = ticket.called_at.unwrap_or(ticket.issued_at).0;
            called.since(waiting_since(ticket)).num_minutes()
        });
        let service = ticket.map(|ticket| &ticket.service).or(visit.map(|visit| &visit.service));
        HandView {
            ticket: ticket.map(|ticket| ticket.number),
            serving,
            minutes: since.map_or(0, |since| self.minutes_since(since.0)),
            waited_minutes: waited.unwrap_or(0),
            service: service.map(|service| self.service_name(service)).unwrap_or_default(),
            people: ticket.map(|ticket| ticket.people).or(visit.map(|visit| visit.people)).unwrap_or(1),
            manner: ticket.and_then(Manner::of),
            phone: self.phone_given(),
            calls: ticket.map_or(0, |ticket| ticket.calls),
            because: self
                .because
                .as_ref()
                .filter(|(id, _)| ticket.is_some_and(|ticket| ticket.id == *id))
                .map(|(_, reason)| (reason.rule.clone(), reason.waited_minutes))
                .unwrap_or_default(),
            usual_service: self.usual_service().map(|key| self.service_name(&key)).unwrap_or_default(),
            channel: visit.map(|visit| visit.channel),
            file: self
                .case
                .as_ref()
                .is_some_and(|case| matches!(case.origin, Origin::File | Origin::Left(_))),
            busy: self.case.is_some(),
        }
    }
}
