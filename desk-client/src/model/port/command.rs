//! What is done at the hub once, however often it is sent.

use super::PracticeCommand;
use chrono::NaiveDate;
use turno_domain::casework::{NoticeGiven, UnresolvedReason};
use turno_domain::ids::{CitizenId, ConsentId, HelpId, PracticeId, TicketId, VisitId};
use turno_domain::keys::{CounterKey, ServiceKey};
use turno_domain::ticket::{Channel, Outcome};
use turno_domain::time::{ServiceDay, Timestamp};

/// What is done to one ticket without more to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TicketAct {
    /// Call again.
    Recall,
    /// The person is here.
    Start,
    /// The person was served.
    Finish,
    /// The person did not come.
    NoShow,
    /// The person came after all.
    Reinstate,
    /// The person goes out and keeps the place.
    Away,
    /// The person is back in line.
    Back,
    /// Take back the last call, no-show or finish.
    Undo,
}

/// Whom a ticket is handed to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Handover {
    /// The queue of another service.
    Service(ServiceKey),
    /// One counter.
    Counter(CounterKey),
}

/// The visit that a practice is taken up in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Occasion {
    /// The ticket in hand.
    Ticket(TicketId),
    /// A visit without a ticket.
    Visit(VisitId),
}

/// What is done at the hub once, however often it is sent: the queue, the counters, the states of practices.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Open a counter, or come back from a pause.
    OpenCounter(CounterKey),
    /// Call nobody for a while.
    PauseCounter {
        /// Which.
        counter: CounterKey,
        /// A known word.
        reason: Option<&'static str>,
        /// Until when.
        until: Option<Timestamp>,
    },
    /// Close a counter.
    CloseCounter(CounterKey),
    /// Call whom the rule says.
    CallNext(CounterKey),
    /// Call this one.
    Call {
        /// To where.
        counter: CounterKey,
        /// Whom.
        ticket: TicketId,
    },
    /// One of the plain acts.
    Act {
        /// On which ticket.
        ticket: TicketId,
        /// What.
        act: TicketAct,
    },
    /// The person was served some time ago, nobody knows when.
    FinishLate(TicketId),
    /// What became of whoever is left over.
    CloseTicket {
        /// Which ticket.
        ticket: TicketId,
        /// What.
        outcome: Outcome,
    },
    /// How many came with a number.
    People {
        /// Which ticket.
        ticket: TicketId,
        /// How many.
        people: u32,
    },
    /// Put aside.
    Park {
        /// Which ticket.
        ticket: TicketId,
        /// A known word, or a text.
        reason: String,
    },
    /// Hand over.
    Transfer {
        /// Which ticket.
        ticket: TicketId,
        /// To whom.
        to: Handover,
        /// First in line there, or last.
        first: bool,
        /// For whoever calls it next; may be empty.
        note: String,
    },
    /// A visit without a ticket.
    OpenVisit {
        /// How.
        channel: Channel,
        /// What for.
        service: ServiceKey,
    },
    /// Whoever sits here asks colleagues for a hand.
    AskHelp,
    /// Whoever sits here goes to somebody who asked for help, or needs nobody any more.
    AnswerHelp(HelpId),
    /// The day that the hub's clock asks for is right.
    ConfirmDay(ServiceDay),
    /// The visit goes on with a practice that exists.
    Continue {
        /// Of which visit.
        occasion: Occasion,
        /// With which.
        practice: PracticeId,
    },
    /// A person was given the privacy notice.
    GiveNotice {
        /// Who.
        citizen: CitizenId,
        /// Which version of its text.
        version: String,
        /// Who answers for the data.
        controller: String,
        /// On which day.
        on: NaiveDate,
        /// How.
        given: NoticeGiven,
    },
    /// A person allowed something.
    GiveConsent {
        /// Who.
        citizen: CitizenId,
        /// For what.
        purpose: String,
        /// On which day.
        on: NaiveDate,
    },
    /// A person took a consent back.
    WithdrawConsent {
        /// Who.
        citizen: CitizenId,
        /// Which.
        consent: ConsentId,
        /// On which day.
        on: NaiveDate,
    },
    /// Two records become one.
    Merge {
        /// The one that stays.
        survivor: CitizenId,
        /// The revision at which it was shown.
        revision: u32,
        /// The one that becomes part of it.
        other: CitizenId,
        /// The revision at which that was shown.
        other_revision: u32,
    },
    /// The need is met.
    Conclude(PracticeId),
    /// It ends without a solution.
    Unresolved {
        /// Which.
        practice: PracticeId,
        /// Why.
        reason: UnresolvedReason,
        /// The same in words, written as a note before it ends; may be empty.
        words: String,
    },
    /// The need was still there.
    Reopen(PracticeId),
    /// Something with a part of a practice.
    Practice(PracticeId, PracticeCommand),
}

impl Command {
    /// Whether it changes the queue or a counter: one at a time, so that a double press does nothing twice.
    pub fn takes_turns(&self) -> bool {
        !matches!(
            self,
            Self::AskHelp
                | Self::AnswerHelp(_)
                | Self::CloseTicket { .. }
                | Self::People { .. }
                | Self::ConfirmDay(_)
                | Self::GiveNotice { .. }
                | Self::GiveConsent { .. }
                | Self::WithdrawConsent { .. }
                | Self::Merge { .. }
                | Self::Continue { .. }
                | Self::Conclude(_)
                | Self::Unresolved { .. }
                | Self::Reopen(_)
                | Self::Practice(..)
        )
    }
}
