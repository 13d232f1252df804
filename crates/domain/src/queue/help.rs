//! Calls for help: somebody at a kiosk asks, or an operator at a desk, and an operator goes. A call that nobody answered in half an
//! hour is past; whoever asked has left, or somebody went without saying so.

use super::{Operator, Queue};
use crate::ids::{DeviceId, HelpId, TicketId};
use crate::journal::{Entry, Event};
use crate::keys::OperatorKey;
use crate::refusal::Refusal;
use crate::text::Language;
use crate::time::ClockReading;
use chrono::TimeDelta;

/// How long a call for help stays open.
pub const HELP_OPEN_FOR: TimeDelta = TimeDelta::minutes(30);

/// A call for help.
#[derive(Clone, Debug, PartialEq)]
pub struct Help {
    /// What it is known by.
    pub id: HelpId,
    /// What the clock said when it was asked, for the last time.
    pub asked: ClockReading,
    /// Where it was asked.
    pub device: Option<DeviceId>,
    /// The operator who asked, where it was asked at a desk.
    pub operator: Option<OperatorKey>,
    /// The ticket of whoever asked.
    pub ticket: Option<TicketId>,
    /// The language of whoever asked.
    pub language: Option<Language>,
    /// Who goes.
    pub answered_by: Option<OperatorKey>,
}

impl Help {
    /// Whether whoever asked needs nobody any more.
    pub fn is_withdrawn(&self) -> bool {
        self.operator.is_some() && self.operator == self.answered_by
    }

    fn is_past(&self, now: &ClockReading) -> bool {
        now.since(&self.asked) >= HELP_OPEN_FOR
    }
}

impl Queue {
    /// The calls for help to which nobody goes yet, by order of asking.
    pub fn open_help(&self, now: &ClockReading) -> impl Iterator<Item = &Help> {
        self.help.iter().filter(|help| help.answered_by.is_none() && !help.is_past(now))
    }

    /// A call for help, answered or not.
    pub fn help(&self, id: HelpId) -> Option<&Help> {
        self.help.iter().find(|help| help.id == id)
    }

    /// Help is never refused: a ticket that is not of today does not count, and who asks again is told as the same call.
    pub(super) fn ask_help(
        &self,
        help: HelpId,
        device: DeviceId,
        ticket: Option<TicketId>,
        language: Option<Language>,
        now: &ClockReading,
    ) -> Event {
        let ticket = ticket.filter(|id| self.ticket(*id).is_some());
        let mut open = self.open_help(now);
        let again = open.find(|open| open.device == Some(device) && open.ticket == ticket);
        Event::HelpAsked { help: again.map_or(help, |again| again.id), ticket, language }
    }

    pub(super) fn answer_help(
        &self,
        id: HelpId,
        operator: &Operator,
        now: &ClockReading,
    ) -> Result<Event, Refusal> {
        let help = self.help.iter().find(|help| help.id == id && !help.is_past(now));
        match &help.ok_or(Refusal::UnknownHelp)?.answered_by {
            None => Ok(Event::HelpAnswered { help: id, operator: operator.key.clone() }),
            Some(other) => Err(Refusal::HelpAlreadyAnswered { operator: other.clone() }),
        }
    }

    pub(super) fn hear_help(&mut self, entry: &Entry) {
        match &entry.event {
            Event::HelpAsked { help, ticket, language } => {
                self.help.retain(|known| known.id != *help && !known.is_past(&entry.at));
                self.help.push(Help {
                    id: *help,
                    asked: entry.at,
                    device: entry.actor.device,
                    operator: entry.actor.operator.clone(),
                    ticket: *ticket,
                    language: *language,
                    answered_by: None,
                });
            }
            Event::HelpAnswered { help, operator } => {
                if let Some(known) = self.help.iter_mut().find(|known| known.id == *help) {
                    known.answered_by = Some(operator.clone());
                }
            }
            _ => {}
        }
    }
}
