//! Refusals: why a command was not carried out. Each has a stable name that clients put into words.

use crate::keys::{CounterKey, OperatorKey, ServiceKey};
use crate::ticket::TicketState;
use crate::time::{ServiceDay, Timestamp};

/// Why a command was not carried out; nothing has changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// No such service, or one that is retired.
    #[error("no service {0:?}")]
    UnknownService(String),
    /// No such counter, or one that is retired.
    #[error("no counter {0:?}")]
    UnknownCounter(String),
    /// No such ticket today.
    #[error("no such ticket")]
    UnknownTicket,
    /// The site takes no tickets at this time.
    #[error("the site takes no tickets at this time")]
    SiteClosed {
        /// When it will again.
        next: Option<Timestamp>,
    },
    /// The day was closed.
    #[error("service day {day} is closed")]
    DayClosed {
        /// Which day.
        day: ServiceDay,
    },
    /// The ticket belongs to a past day.
    #[error("the ticket belongs to a past day")]
    PastDay,
    /// The ticket's state forbids it.
    #[error("the ticket is {}", .state.word())]
    WrongState {
        /// The ticket's state.
        state: TicketState,
    },
    /// Another counter has the ticket.
    #[error("the ticket is in the hands of counter {counter}")]
    InOtherHands {
        /// Which counter.
        counter: CounterKey,
    },
    /// The operator has no open counter.
    #[error("the operator has not opened this counter")]
    CounterNotOpen,
    /// Another operator is at the counter.
    #[error("operator {operator} is at this counter")]
    CounterTaken {
        /// Who.
        operator: OperatorKey,
    },
    /// The operator is at another counter.
    #[error("the operator is at counter {counter}")]
    AtAnotherCounter {
        /// Which.
        counter: CounterKey,
    },
    /// A person is at the counter.
    #[error("a ticket is in hand at this counter")]
    TicketInHand,
    /// Neither the counter's services nor the operator's qualifications allow it.
    #[error("this counter and operator may not serve {service}")]
    MayNotServe {
        /// The ticket's service.
        service: ServiceKey,
    },
    /// No-show unlocks at the second call once the site's delay since the first has passed.
    #[error("no-show unlocks at the second call, and not before {unlocks_at:?}")]
    NoShowTooEarly {
        /// Calls so far.
        calls: u32,
        /// When the delay has passed.
        unlocks_at: Timestamp,
    },
    /// A ticket is reinstated once.
    #[error("the ticket was reinstated before")]
    ReinstatedBefore,
    /// Nothing to undo, or the minute has passed.
    #[error("there is nothing to undo, or its minute has passed")]
    NothingToUndo,
    /// No such call for help, or one that is past.
    #[error("no such call for help is open")]
    UnknownHelp,
    /// Somebody goes there already.
    #[error("operator {operator} answered this call for help")]
    HelpAlreadyAnswered {
        /// Who.
        operator: OperatorKey,
    },
    /// The value is out of its range.
    #[error("{0}")]
    OutOfRange(&'static str),
    /// A service day never goes back by itself, and a day that has numbers is not entered again below them.
    #[error("service day {day} cannot follow {current}")]
    DayOrder {
        /// The day that stands.
        current: ServiceDay,
        /// The day asked for.
        day: ServiceDay,
    },
}

impl Refusal {
    /// The refusal's stable name, as clients match it.
    pub fn name(&self) -> &'static str {
        match self {
            Refusal::UnknownService(_) => "unknown-service",
            Refusal::UnknownCounter(_) => "unknown-counter",
            Refusal::UnknownTicket => "unknown-ticket",
            Refusal::SiteClosed { .. } => "site-closed",
            Refusal::DayClosed { .. } => "day-closed",
            Refusal::PastDay => "past-day",
            Refusal::WrongState { .. } => "wrong-state",
            Refusal::InOtherHands { .. } => "in-other-hands",
            Refusal::CounterNotOpen => "counter-not-open",
            Refusal::CounterTaken { .. } => "counter-taken",
            Refusal::AtAnotherCounter { .. } => "at-another-counter",
            Refusal::TicketInHand => "ticket-in-hand",
            Refusal::MayNotServe { .. } => "may-not-serve",
            Refusal::NoShowTooEarly { .. } => "no-show-too-early",
            Refusal::ReinstatedBefore => "reinstated-before",
            Refusal::NothingToUndo => "nothing-to-undo",
            Refusal::UnknownHelp => "unknown-help",
            Refusal::HelpAlreadyAnswered { .. } => "help-already-answered",
            Refusal::OutOfRange(_) => "out-of-range",
            Refusal::DayOrder { .. } => "day-order",
        }
    }
}
