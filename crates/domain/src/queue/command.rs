//! Commands: what people ask of the queue.

use crate::ids::{DeviceId, HelpId, TicketId};
use crate::journal::TransferPosition;
use crate::keys::{CounterKey, OperatorKey, Qualification, ServiceKey};
use crate::site::Doors;
use crate::text::Language;
use crate::ticket::{CallManner, Channel, Outcome, PaperState, Promise};
use crate::time::{ClockReading, ServiceDay, Timestamp};
use std::collections::BTreeMap;

/// An operator as the call rule sees one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operator {
    /// Who.
    pub key: OperatorKey,
    /// What they are qualified for.
    pub qualifications: Vec<Qualification>,
}

/// The circumstances of a command.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// What the clock says.
    pub now: ClockReading,
    /// The operator whose session it is; none for a kiosk, a ticket's holder or the hub.
    pub operator: Option<&'a Operator>,
}

/// A ticket that is asked for.
#[derive(Clone, Debug)]
pub struct IssueCommand {
    /// Its identifier.
    pub ticket: TicketId,
    /// What for.
    pub service: ServiceKey,
    /// How.
    pub channel: Channel,
    /// The holder's language.
    pub language: Option<Language>,
    /// How many people share it, at least 1.
    pub people: u32,
    /// A booked time.
    pub booked_at: Option<Timestamp>,
    /// The wait to announce, where the data carry one.
    pub promise: Option<Promise>,
    /// Whether it is printed before the site opens, to be given out at the door.
    pub in_advance: bool,
}

/// Where a ticket is handed to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TransferTarget {
    /// Another service's queue.
    Service(ServiceKey),
    /// One counter, for the same service.
    Counter(CounterKey),
}

/// What people ask of the queue.
#[derive(Clone, Debug)]
pub enum Command {
    /// Give a number.
    Issue(IssueCommand),
    /// Open a counter, take it over from an operator who is gone, or come back from a pause.
    OpenCounter {
        /// Which.
        counter: CounterKey,
        /// Whether the operator who had it has no session left.
        takeover: bool,
    },
    /// Call nobody for a while.
    PauseCounter {
        /// Which.
        counter: CounterKey,
        /// Why.
        reason: Option<String>,
        /// Until when.
        until: Option<Timestamp>,
    },
    /// Close a counter.
    CloseCounter {
        /// Which.
        counter: CounterKey,
    },
    /// Call whom the rule says. No events mean that nobody waits.
    CallNext {
        /// To where.
        counter: CounterKey,
    },
    /// Call this one.
    CallThis {
        /// To where.
        counter: CounterKey,
        /// Whom.
        ticket: TicketId,
    },
    /// Call again.
    Recall(TicketId),
    /// The person is at the counter, or back there after being put aside.
    Start(TicketId),
    /// The person was served.
    Finish(TicketId),
    /// The person was served some time ago, nobody knows when: the end is inferred.
    FinishLate(TicketId),
    /// The person did not come.
    NoShow(TicketId),
    /// The person came after all.
    Reinstate(TicketId),
    /// Put aside.
    Park {
        /// Whom.
        ticket: TicketId,
        /// Why: a known word, or `other`.
        reason: String,
    },
    /// The holder goes out, keeping the place.
    Away(TicketId),
    /// The holder is back, or the ticket is no longer put aside.
    Back(TicketId),
    /// The holder is back; unlike [`Command::Back`] it ends no operator's aside.
    Return(TicketId),
    /// The visit is given up: by an operator, for whoever waits, is out or was put aside.
    Cancel(TicketId),
    /// The holder gives up; unlike [`Command::Cancel`] it ends no operator's aside.
    GiveUp(TicketId),
    /// Hand to another service or counter.
    Transfer {
        /// Whom.
        ticket: TicketId,
        /// To where.
        to: TransferTarget,
        /// First or last in line there.
        position: TransferPosition,
    },
    /// Take back the last call, no-show or finish, within a minute.
    Undo(TicketId),
    /// Say what became of a leftover.
    CloseTicket {
        /// Which.
        ticket: TicketId,
        /// What.
        outcome: Outcome,
    },
    /// Say what is known of the paper.
    Paper {
        /// Whose.
        ticket: TicketId,
        /// What.
        state: PaperState,
        /// Whether it is a second paper, because the first did not come out.
        reprint: bool,
    },
    /// Say more about the holder; what is absent stays as it is.
    Detail {
        /// Whose ticket.
        ticket: TicketId,
        /// How many people share it.
        people: Option<u32>,
        /// How the holder would be called.
        manner: Option<CallManner>,
        /// The holder's language.
        language: Option<Language>,
    },
    /// Ask for help, at a kiosk or at a desk. Whoever asks once more from the same place is the same call.
    AskHelp {
        /// What a new call is known by.
        help: HelpId,
        /// Where it is asked.
        device: DeviceId,
        /// Whose ticket, where there is one.
        ticket: Option<TicketId>,
        /// The language of whoever asks.
        language: Option<Language>,
    },
    /// Go to whoever asked for help; who asked at a desk says so that nobody is needed any more.
    AnswerHelp(HelpId),
    /// Open or close the doors by hand, or give them back to the opening hours.
    SetDoors(Doors),
    /// Close the day: leftovers that nobody answered for expire.
    CloseDay,
    /// Go to another service day.
    OpenDay {
        /// Which.
        day: ServiceDay,
        /// The highest count that each service used on it before, retired ones too.
        used: BTreeMap<ServiceKey, u32>,
        /// Whether an administrator corrects a wrong day, so that it may go back.
        correction: bool,
    },
}
