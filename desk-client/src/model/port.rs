//! The narrow door between the desk's rules and everything outside: what it asks of a hub, what it is told.
//!
//! Shapes only. Who carries a request and how often it is repeated is [`crate::link`]'s.

mod command;
mod practice_command;

pub use command::{Command, Handover, Occasion, TicketAct};
pub use practice_command::PracticeCommand;

use super::drafts::{FoundDrafts, KeepDrafts};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::path::PathBuf;
use turno_domain::ids::{CitizenId, HelpId, PracticeId, TicketId};
use turno_domain::keys::{CounterKey, OperatorKey};
use turno_domain::time::ServiceDay;
use turno_protocol::casework::{
    AgendaLine, CitizenFields, CitizenUpdate, CitizenView, LikelyView, Page, PracticeRequest, PracticeUpdate,
    PracticeView, TicketCasework, VisitView,
};
use turno_protocol::counter::{CallAnswer, CounterView, ReasonView};
use turno_protocol::event::{CaseworkEventData, EventData};
use turno_protocol::problem::Problem;
use turno_protocol::queue::QueueSnapshot;
use turno_protocol::session::OperatorView;
use turno_protocol::site::SiteView;
use turno_protocol::statistics::Statistics;
use turno_protocol::ticket::TicketView;

/// A PIN on its way: no log shows it.
#[derive(Clone, PartialEq, Eq)]
pub struct Pin(pub String);

impl fmt::Debug for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pin(…)")
    }
}

/// Who is signed in. The token stays with whoever carries the requests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedIn {
    /// The operator's key.
    pub operator: OperatorKey,
    /// What the operator is called.
    pub name: String,
}

/// What the desk asks of its hub.
#[derive(Clone, Debug)]
pub enum Request {
    /// A session.
    SignIn {
        /// Who.
        operator: OperatorKey,
        /// Their PIN.
        pin: Pin,
    },
    /// The session ends.
    SignOut,
    /// Something that is done once.
    Once {
        /// The same key again: it is not done again.
        key: String,
        /// What.
        command: Command,
    },
    /// Whom calling the next would call, and why.
    Next(CounterKey),
    /// What is known of a ticket.
    Casework(TicketId),
    /// Citizens by part of name, code, phone or practice number; empty: the latest.
    SearchCitizens {
        /// What was typed.
        text: String,
        /// For the list, or for the person in hand.
        place: SearchPlace,
    },
    /// One citizen.
    Citizen(CitizenId),
    /// A new record.
    CreateCitizen {
        /// The same key again: the same record.
        key: String,
        /// What it says.
        fields: CitizenFields,
    },
    /// A changed record.
    UpdateCitizen {
        /// Whose.
        id: CitizenId,
        /// To what.
        update: CitizenUpdate,
    },
    /// The visit of a ticket is about this person.
    LinkCitizen {
        /// The same key again: it is not done again.
        key: String,
        /// Which ticket.
        ticket: TicketId,
        /// Whom.
        citizen: CitizenId,
    },
    /// Visits and practices of a person.
    Story(CitizenId),
    /// Records that are likely of the same person.
    Alike(CitizenId),
    /// All that a person ever came for, page by page.
    Past {
        /// Who.
        citizen: CitizenId,
        /// Where the page begins; none: with the latest.
        after: Option<String>,
    },
    /// Practices by number, name or need; empty: the latest.
    SearchPractices(String),
    /// One practice with its notes.
    Practice(PracticeId),
    /// A new practice.
    OpenPractice {
        /// The same key again: the same practice.
        key: String,
        /// What about.
        request: PracticeRequest,
    },
    /// A changed practice.
    UpdatePractice {
        /// Which.
        id: PracticeId,
        /// To what.
        update: PracticeUpdate,
    },
    /// A note.
    AddNote {
        /// The same key again: the same note.
        key: String,
        /// Where.
        practice: PracticeId,
        /// What.
        text: String,
        /// Whether the practice's team alone is to read it.
        reserved: bool,
    },
    /// Open steps by their day.
    Agenda {
        /// Everybody's, not only those of whoever asks.
        all: bool,
        /// Where the page begins; none: at the first.
        after: Option<String>,
    },
    /// The figures of a day, by service.
    Statistics(ServiceDay),
    /// How long serving usually takes, by service: the figures of the weeks before this day.
    Usual(ServiceDay),
}

/// Which search field asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SearchPlace {
    /// The card of the person in hand.
    Hand,
    /// The list of all.
    List,
}

impl Request {
    /// Whether it only reads, so that it need not wait behind what is being written.
    pub fn is_reading(&self) -> bool {
        matches!(
            self,
            Self::Next(_)
                | Self::Casework(_)
                | Self::SearchCitizens { .. }
                | Self::Citizen(_)
                | Self::Story(_)
                | Self::Alike(_)
                | Self::Past { .. }
                | Self::SearchPractices(_)
                | Self::Practice(_)
                | Self::Agenda { .. }
                | Self::Statistics(_)
                | Self::Usual(_)
        )
    }
}

/// What the hub answers.
#[derive(Clone, Debug)]
pub enum Reply {
    /// Nothing more to say.
    Done,
    /// Signed in.
    Session(SignedIn),
    /// The counter as it stands.
    Counter(Box<CounterView>),
    /// The called ticket; none: nobody waits.
    Called(Option<Box<CallAnswer>>),
    /// Whom the rule would call; none: nobody, or this hub does not tell.
    Next(Option<(TicketId, ReasonView)>),
    /// The ticket as it stands.
    Ticket(Box<TicketView>),
    /// What is known of a ticket.
    Casework(Box<TicketCasework>),
    /// A visit.
    Visit(Box<VisitView>),
    /// Citizens found.
    Citizens(Vec<CitizenView>),
    /// A citizen.
    Citizen(Box<CitizenView>),
    /// A person's visits and practices.
    Story(Vec<VisitView>, Vec<PracticeView>),
    /// Records that are likely of the same person.
    Alike(Vec<LikelyView>),
    /// A page of what a person came for, and where the next one begins.
    Past {
        /// The visits; all of them come with the first page.
        visits: Vec<VisitView>,
        /// The practices, latest first.
        practices: Vec<PracticeView>,
        /// Where the next page begins; none: this is the last.
        next: Option<String>,
    },
    /// Practices found.
    Practices(Vec<PracticeView>),
    /// A practice with its notes.
    Practice(Box<PracticeView>),
    /// A page of open steps.
    Agenda(Page<AgendaLine>),
    /// The figures of a day.
    Statistics(Box<Statistics>),
    /// The service day that stands.
    Day(ServiceDay),
    /// Colleagues were asked for a hand: what the call is known by, and how many of them were told.
    HelpAsked(HelpId, usize),
    /// Whoever sits here is expected where help was asked for.
    HelpAnswered,
}

/// Why there is no answer.
#[derive(Clone, Debug)]
pub enum Failure {
    /// The hub cannot be reached.
    Away,
    /// The hub said no.
    Refused(Box<Problem>),
}

/// What the hub tells by itself.
#[derive(Clone, Debug)]
pub enum Update {
    /// The hub is reached and this is how things stand: at the start, after an absence, after a reset.
    Reached {
        /// The site.
        site: Box<SiteView>,
        /// Who may sign in.
        operators: Vec<OperatorView>,
        /// The queue.
        queue: Box<QueueSnapshot>,
    },
    /// The hub is reached again, and nothing was missed of the queue.
    Back,
    /// The site's settings or its operators changed.
    Site {
        /// The site.
        site: Box<SiteView>,
        /// Who may sign in.
        operators: Vec<OperatorView>,
    },
    /// The day that the hub's clock says, where a person is asked whether it is right.
    DayAsked(Option<ServiceDay>),
    /// Something happened in the queue.
    Event(Box<EventData>),
    /// The device of this name is not one of the site's any more.
    DeviceGone(String),
    /// Something changed in the casework.
    Casework(CaseworkEventData),
    /// Anything may have changed in the casework.
    CaseworkReset,
    /// The hub cannot be reached.
    Lost,
    /// This desk's enrolment is not valid any more.
    Revoked,
    /// The operator's session has ended, without anything having been asked in it.
    SessionEnded,
}

/// An enrolment file that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundEnrolment {
    /// Where.
    pub path: PathBuf,
    /// The device's name in it.
    pub device: String,
}

/// Why a file is no enrolment of a desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EnrolmentFault {
    /// It cannot be read.
    Unreadable,
    /// It is no enrolment file.
    NotOne,
    /// It is for a kiosk.
    ForKiosk,
    /// The copy cannot be written.
    NotKept,
    /// Another desk runs with it.
    InUse,
}

/// What this desk remembers from one start to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Habits {
    /// Whether it sounds where somebody at a kiosk asks for help.
    pub chime: bool,
    /// Whether it shows that a colleague asks for a hand.
    pub colleagues: bool,
}

impl Default for Habits {
    fn default() -> Self {
        Self { chime: true, colleagues: true }
    }
}

/// What reaches the desk from outside its own screen.
#[derive(Clone, Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "they pass one at a time; a box each would only make them longer to read"
)]
pub enum Input {
    /// Somebody at the screen did something.
    Do(super::Action),
    /// The hub tells something.
    Hub(Update),
    /// The answer to a request.
    Answer(Request, Result<Reply, Failure>),
    /// Enrolment files were looked for.
    Found(Vec<FoundEnrolment>),
    /// An enrolment was taken over, or not.
    Enrolled(Result<(), EnrolmentFault>),
    /// What earlier runs of this desk kept of whoever signed in.
    Drafts(FoundDrafts),
    /// Time has passed.
    Tick,
    /// Somebody closes the window.
    Close,
}

/// What the desk wants done outside.
#[derive(Clone, Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "they pass one at a time; a box each would only make them longer to read"
)]
pub enum Effect {
    /// Ask the hub.
    Ask(Request),
    /// Look for enrolment files in the usual places.
    FindEnrolments,
    /// Keep a copy of this enrolment file and begin with it.
    Adopt(PathBuf),
    /// Sound: somebody asks for help.
    Chime,
    /// Keep this for the next start.
    Remember(Habits),
    /// Keep on this PC what somebody typed and the hub does not have yet.
    KeepDrafts(KeepDrafts),
    /// End the program.
    Quit,
}
