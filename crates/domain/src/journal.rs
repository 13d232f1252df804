//! The journal: what happened, in the order in which it happened. It is the truth of the queue; everything else (the
//! present state, the live stream, the figures) is made from it.

use crate::ids::{DeviceId, HelpId, TicketId};
use crate::keys::{CounterKey, OperatorKey, Qualification, ServiceKey};
use crate::site::{Doors, Site};
use crate::text::Language;
use crate::ticket::{CallManner, Channel, Outcome, PaperState, Promise, TicketNumber, UndoableStep};
use crate::time::{ClockReading, ServiceDay, Timestamp};
use crate::transaction::Transaction;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Who did something: a device, an operator at a device, a ticket's holder, or the hub itself (neither).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// The kiosk or desk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<DeviceId>,
    /// The operator signed in there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operator: Option<OperatorKey>,
}

/// One line of the journal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Its place, from 1, without gaps within an epoch.
    pub sequence: u64,
    /// What the clock said.
    pub at: ClockReading,
    /// Who did it.
    pub actor: Actor,
    /// What happened.
    pub event: Event,
}

/// Why a ticket was the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CallRule {
    /// It had waited past the site's maximum, and longest.
    MaximumWait,
    /// It came back after a no-show.
    Reinstated,
    /// The counter prefers its service.
    Preferred,
    /// It had the highest credit.
    Priority,
    /// It came first.
    Fifo,
    /// It was the turn of its side in the counter's ratio.
    Ratio,
    /// The operator chose it.
    Chosen,
}

impl CallRule {
    /// The rule's word on the wire.
    pub fn word(self) -> &'static str {
        match self {
            CallRule::MaximumWait => "maximum-wait",
            CallRule::Reinstated => "reinstated",
            CallRule::Preferred => "preferred",
            CallRule::Priority => "priority",
            CallRule::Fifo => "fifo",
            CallRule::Ratio => "ratio",
            CallRule::Chosen => "chosen",
        }
    }
}

/// Why a ticket was called, so that it can be said in plain words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// The rule that chose it.
    pub rule: CallRule,
    /// How long its credit had grown, whole minutes.
    pub waited_minutes: u32,
    /// Its weight: 1 ordinary, 2 priority …
    pub weight: u32,
}

/// Where a transferred ticket stands in its new queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TransferPosition {
    /// It keeps its credit.
    First,
    /// Its credit starts again.
    Last,
}

/// What happened. Each kind has a version of its own in the journal ([`Event::version`]); fields are only ever added.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", rename_all_fields = "snake_case")]
pub enum Event {
    /// A service day began.
    DayOpened {
        /// Which.
        day: ServiceDay,
        /// The highest count that each service has used on this day before, so that none is used again.
        #[serde(default)]
        used: BTreeMap<ServiceKey, u32>,
        /// The earlier day that somebody closed before it; absent where it began without a close.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        closed: Option<ServiceDay>,
    },
    /// No more tickets on this day.
    DayClosed {
        /// Which.
        day: ServiceDay,
    },
    /// A site file was applied.
    SiteApplied {
        /// Its SHA-256, in hexadecimal; absent for an administrator's change.
        hash: Option<String>,
        /// The whole site.
        site: Box<Site>,
    },
    /// A ticket was issued.
    TicketIssued {
        /// Which.
        ticket: TicketId,
        /// Its number.
        number: TicketNumber,
        /// What for.
        service: ServiceKey,
        /// On which day.
        day: ServiceDay,
        /// How.
        channel: Channel,
        /// The holder's language.
        language: Option<Language>,
        /// How many people share it.
        people: u32,
        /// The service's weight then.
        weight: u32,
        /// When its session opens.
        opening_at: Option<Timestamp>,
        /// The time that was booked.
        booked_at: Option<Timestamp>,
        /// How many waited for the same service.
        people_before: u32,
        /// What was promised.
        promise: Option<Promise>,
        /// Whether it was printed before the site opened, to be given out at the door.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        in_advance: bool,
    },
    /// Its holder said more about themselves; what is absent stays as it was.
    TicketDetailed {
        /// Which.
        ticket: TicketId,
        /// How many people share it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        people: Option<u32>,
        /// How the holder would be called.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        manner: Option<CallManner>,
        /// The holder's language.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        language: Option<Language>,
    },
    /// A counter called a ticket for the first time in its segment.
    TicketCalled {
        /// Which.
        ticket: TicketId,
        /// To where.
        counter: CounterKey,
        /// By whom.
        operator: OperatorKey,
        /// Why this one.
        reason: Reason,
        /// How many preferred people in a row the counter has called, this one included (for the ratio rule).
        ratio_run: u32,
        /// The ticket that the same command ended.
        finished: Option<TicketId>,
    },
    /// It was called again.
    TicketRecalled {
        /// Which.
        ticket: TicketId,
    },
    /// It is at the counter.
    TicketStarted {
        /// Which.
        ticket: TicketId,
        /// At which counter.
        counter: CounterKey,
    },
    /// It was served.
    TicketFinished {
        /// Which.
        ticket: TicketId,
        /// Whether the end was inferred from the next call.
        estimated: bool,
        /// The start, where that was inferred too.
        inferred_start: Option<Timestamp>,
    },
    /// It was called and did not come.
    TicketNoShow {
        /// Which.
        ticket: TicketId,
    },
    /// It came back after a no-show and goes next.
    TicketReinstated {
        /// Which.
        ticket: TicketId,
    },
    /// Its holder went out, keeping the place.
    TicketAway {
        /// Which.
        ticket: TicketId,
    },
    /// It is back from away or from being put aside.
    TicketBack {
        /// Which.
        ticket: TicketId,
    },
    /// It was put aside.
    TicketParked {
        /// Which.
        ticket: TicketId,
        /// Why: a known word, or `other` (free text never enters the journal).
        reason: String,
    },
    /// It was handed to another service or counter.
    TicketTransferred {
        /// Which.
        ticket: TicketId,
        /// The service it waits for from then on.
        service: ServiceKey,
        /// The counter it waits for, where it was handed to one.
        counter: Option<CounterKey>,
        /// Where it stands there.
        position: TransferPosition,
        /// The weight of that service.
        weight: u32,
    },
    /// Its holder gave up.
    TicketCancelled {
        /// Which.
        ticket: TicketId,
    },
    /// It was left over at the close of the day.
    TicketClosed {
        /// Which.
        ticket: TicketId,
        /// What became of it.
        outcome: Outcome,
    },
    /// The last step of it was taken back.
    TicketUndone {
        /// Which.
        ticket: TicketId,
        /// Which step.
        step: UndoableStep,
    },
    /// What is known of its paper.
    TicketPaper {
        /// Which.
        ticket: TicketId,
        /// What.
        state: PaperState,
        /// Whether it is a second paper, because the first did not come out.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        reprint: bool,
    },
    /// A counter opened, or an operator took it over, or came back from a pause.
    CounterOpened {
        /// Which.
        counter: CounterKey,
        /// By whom.
        operator: OperatorKey,
        /// What they are qualified for.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        qualifications: Vec<Qualification>,
    },
    /// A counter calls nobody for a while.
    CounterPaused {
        /// Which.
        counter: CounterKey,
        /// Why, in a few words.
        reason: Option<String>,
        /// Until when.
        until: Option<Timestamp>,
    },
    /// A counter closed.
    CounterClosed {
        /// Which.
        counter: CounterKey,
    },
    /// Somebody at the entrance (the actor's device), or an operator at a desk, asked for help, or asked once more.
    HelpAsked {
        /// Which call.
        help: HelpId,
        /// Their ticket, where they have one.
        ticket: Option<TicketId>,
        /// The language they chose.
        language: Option<Language>,
    },
    /// An operator goes to whoever asked for help.
    HelpAnswered {
        /// Which call.
        help: HelpId,
        /// Who goes.
        operator: OperatorKey,
    },
    /// Somebody opened or closed the doors by hand, or gave them back to the opening hours.
    DoorsSet {
        /// How they stand.
        doors: Doors,
    },
    /// A visit of the past was imported.
    VisitImported {
        /// Its figures.
        transaction: Box<Transaction>,
    },
    /// A device was enrolled.
    DeviceEnrolled {
        /// Which.
        device: DeviceId,
        /// Under which name.
        name: String,
    },
    /// A device's token was revoked.
    DeviceRevoked {
        /// Which.
        device: DeviceId,
    },
    /// A device said how it is.
    DeviceStatus {
        /// Which.
        device: DeviceId,
        /// Its parts and their states, e.g. `printer: ready`.
        parts: BTreeMap<String, String>,
    },
    /// An operator was added or changed.
    OperatorChanged {
        /// Who.
        operator: OperatorKey,
        /// `added`, `pin`, `retired` …
        what: String,
    },
    /// An operator signed in.
    SignedIn {
        /// Who.
        operator: OperatorKey,
    },
    /// A sign-in was refused.
    SignInRefused {
        /// Who.
        operator: OperatorKey,
    },
    /// An operator signed out, or the session ran out.
    SignedOut {
        /// Who.
        operator: OperatorKey,
    },
}

impl Event {
    /// The kind's word, as stored and streamed.
    pub fn kind(&self) -> &'static str {
        match self {
            Event::DayOpened { .. } => "day-opened",
            Event::DayClosed { .. } => "day-closed",
            Event::SiteApplied { .. } => "site-applied",
            Event::TicketIssued { .. } => "ticket-issued",
            Event::TicketCalled { .. } => "ticket-called",
            Event::TicketRecalled { .. } => "ticket-recalled",
            Event::TicketStarted { .. } => "ticket-started",
            Event::TicketFinished { .. } => "ticket-finished",
            Event::TicketNoShow { .. } => "ticket-no-show",
            Event::TicketReinstated { .. } => "ticket-reinstated",
            Event::TicketAway { .. } => "ticket-away",
            Event::TicketBack { .. } => "ticket-back",
            Event::TicketParked { .. } => "ticket-parked",
            Event::TicketTransferred { .. } => "ticket-transferred",
            Event::TicketCancelled { .. } => "ticket-cancelled",
            Event::TicketClosed { .. } => "ticket-closed",
            Event::TicketUndone { .. } => "ticket-undone",
            Event::TicketPaper { .. } => "ticket-paper",
            Event::TicketDetailed { .. } => "ticket-detailed",
            Event::CounterOpened { .. } => "counter-opened",
            Event::CounterPaused { .. } => "counter-paused",
            Event::CounterClosed { .. } => "counter-closed",
            Event::HelpAsked { .. } => "help-asked",
            Event::HelpAnswered { .. } => "help-answered",
            Event::DoorsSet { .. } => "doors-set",
            Event::VisitImported { .. } => "visit-imported",
            Event::DeviceEnrolled { .. } => "device-enrolled",
            Event::DeviceRevoked { .. } => "device-revoked",
            Event::DeviceStatus { .. } => "device-status",
            Event::OperatorChanged { .. } => "operator-changed",
            Event::SignedIn { .. } => "signed-in",
            Event::SignInRefused { .. } => "sign-in-refused",
            Event::SignedOut { .. } => "signed-out",
        }
    }

    /// The version of the kind's fields; it grows when a field is added.
    pub fn version(&self) -> u16 {
        match self {
            Event::DayOpened { .. }
            | Event::TicketIssued { .. }
            | Event::TicketPaper { .. }
            | Event::CounterOpened { .. } => 2,
            _ => 1,
        }
    }

    /// The ticket that the event is about.
    pub fn ticket(&self) -> Option<TicketId> {
        match self {
            Event::TicketIssued { ticket, .. }
            | Event::TicketCalled { ticket, .. }
            | Event::TicketRecalled { ticket }
            | Event::TicketStarted { ticket, .. }
            | Event::TicketFinished { ticket, .. }
            | Event::TicketNoShow { ticket }
            | Event::TicketReinstated { ticket }
            | Event::TicketAway { ticket }
            | Event::TicketBack { ticket }
            | Event::TicketParked { ticket, .. }
            | Event::TicketTransferred { ticket, .. }
            | Event::TicketCancelled { ticket }
            | Event::TicketClosed { ticket, .. }
            | Event::TicketUndone { ticket, .. }
            | Event::TicketPaper { ticket, .. }
            | Event::TicketDetailed { ticket, .. } => Some(*ticket),
            Event::HelpAsked { ticket, .. } => *ticket,
            _ => None,
        }
    }

    /// The counter that the event itself names.
    pub fn counter(&self) -> Option<&CounterKey> {
        match self {
            Event::TicketCalled { counter, .. }
            | Event::TicketStarted { counter, .. }
            | Event::CounterOpened { counter, .. }
            | Event::CounterPaused { counter, .. }
            | Event::CounterClosed { counter } => Some(counter),
            _ => None,
        }
    }
}
