//! What the model hears: touches, what the hub and the printer say, the passing of time.

use super::modes::Mode;
use super::typed::Typed;
use super::upkeep::{UpkeepNews, UpkeepTouch};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use turno_devices::paper::TicketPaper;
use turno_devices::part::PartStates;
use turno_devices::scanner::Scan;
use turno_domain::ids::{HelpId, TicketId};
use turno_domain::keys::ServiceKey;
use turno_domain::site::Doors;
use turno_domain::text::{Language, Texts};
use turno_domain::ticket::{CallManner, PaperState, TicketNumber, TicketState};
use turno_domain::time::{ClockReading, ServiceDay, Timestamp};
use turno_protocol::site::SiteView;

/// Something that the model hears.
#[derive(Debug, Clone, PartialEq)]
pub enum Input {
    /// A finger, and what it came down on.
    Touch(Aim, Touch),
    /// The hub.
    Hub(HubNews),
    /// The printer, about the paper of this ticket.
    Paper(TicketId, Paper),
    /// The printer, about a further copy of this ticket.
    Copy(TicketId, Paper),
    /// No copy of this ticket was lined up: the printer has a paper of it, which comes out; whether that is a copy itself.
    StillComing(TicketId, bool),
    /// The last ticket that was printed lay there too long and was drawn back in: nobody gets that paper.
    DrawnBack,
    /// Whether there is a printer here.
    Printer(bool),
    /// Whether its paper is at an end.
    PaperOut(bool),
    /// The tickets whose paper the printer has, and brings out by itself once it is well again.
    Held(BTreeSet<TicketId>),
    /// What this kiosk printed before it was started, on this day or before; a line for each paper and each reprint.
    PrintedToday(Vec<(TicketId, TicketPaper)>),
    /// Something was held under the scanner.
    Scan(Scan),
    /// The big button was pressed: once for each press, however long it is held.
    BigButton,
    /// How the other parts of the kiosk are, at the start and whenever one of them changes.
    Shelf(PartStates),
    /// A key of a keypad or keyboard was pressed, whatever it does: somebody is there.
    Key,
    /// A finger came down in the corner behind which the page of whoever looks after the kiosk lies, or left it.
    Corner(bool),
    /// For that page.
    Upkeep(UpkeepNews),
    /// Whether something is being said aloud.
    Speaking(bool),
    /// The keys have come to something that is called so.
    Focused(Typed),
    /// Time has passed.
    Tick,
}

/// What a finger came down on, and when: a touch takes effect when the finger is lifted, and by then something else may lie there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Aim {
    /// The face that was shown, by [`crate::model::Model::aim`].
    pub(super) face: u64,
    /// When.
    pub(super) at: ClockReading,
}

/// What a finger meant.
#[derive(Debug, Clone, PartialEq)]
pub enum Touch {
    /// This service: a number for it, please.
    Service(ServiceKey),
    /// This group of services, by its Italian name.
    Group(String),
    /// Another language.
    Language(Language),
    /// All languages, please.
    Languages,
    /// One of the ways of reading, on or off.
    Mode(Mode),
    /// The ways of reading and help, where the bar has no room for them.
    Access,
    /// What the voice said, once more.
    SayAgain,
    /// The voice louder.
    Louder,
    /// The voice softer.
    Softer,
    /// Somebody, please.
    Help,
    /// What stands over the screen may go.
    Close,
    /// Somebody has a number already.
    HaveNumber,
    /// The letter of the number that somebody has.
    Letter(char),
    /// "Esco e torno".
    GoOut,
    /// "Sono tornato".
    ComeBack,
    /// "Non mi serve più".
    NotNeeded,
    /// "Il biglietto non è uscito".
    NotOut,
    /// "Come mi avvisate?"
    HowToCall,
    /// So.
    Manner(CallManner),
    /// The number, though it may take longer than the doors are open, or nobody is there for it.
    TakeAnyway,
    /// The number of the service for whoever would rather talk to somebody.
    TalkToSomebody,
    /// One person more.
    More,
    /// One person less.
    Fewer,
    /// What was typed is to be read, or not any more.
    Reveal,
    /// What was typed at this place of what is read back is to be read, or not any more.
    Show(usize),
    /// The answer at this place of those that are read back is wrong.
    Correct(usize),
    /// One step back.
    Back,
    /// From the beginning.
    Restart,
    /// This question is not answered.
    Skip,
    /// On, with what is chosen or typed.
    GoOn,
    /// The option at this place of the list, or the second of a yes and no.
    Option(usize),
    /// A key of the keyboard on the screen.
    Key(Typed),
    /// The last letter was wrong.
    Erase,
    /// The number is kept after all.
    KeepNumber,
    /// The number is given back.
    GiveBack,
    /// Somebody is still there.
    StillHere,
    /// The count-down is to stop.
    MoreTime,
    /// The ticket is in the hand.
    Done,
    /// A message was read.
    Understood,
    /// On the page of whoever looks after the kiosk.
    Upkeep(UpkeepTouch),
}

/// What the hub says.
#[derive(Debug, Clone, PartialEq)]
pub enum HubNews {
    /// The site, at the start and whenever it changes.
    Site(Arc<SiteView>),
    /// How the queue stands.
    Queue(Standing),
    /// The hub cannot be reached.
    Away,
    /// The number that was asked for.
    Issued(Attempt, Issued),
    /// The number that was asked for with the code of a form, and what for.
    Returned(Attempt, Issued, ServiceKey),
    /// No number, and why.
    NotIssued(Attempt, Refusal),
    /// The number was given back.
    Cancelled(TicketId),
    /// The number was not given back: the hub says no; whether because it was called already.
    NotCancelled(TicketId, bool),
    /// What the holder of this ticket wished was done.
    Done(TicketId),
    /// It was not: the hub says no, or is not there.
    NotDone(TicketId),
    /// Nobody knows whether it was, and it is asked for no more.
    PerhapsDone(TicketId),
    /// The number of somebody who may have stood here when this program was started anew.
    Left(Issued, ServiceKey, Language),
    /// Whose page that is; no ticket's of this day.
    Page(Attempt, Option<TicketId>),
    /// Who was told that somebody needs help here, and what the call is known by.
    HelpTold(Attempt, HelpId, Vec<Told>),
    /// The call for help reached no desk.
    HelpUnheard(Attempt),
    /// Somebody goes where this call came from: the first name.
    HelpAnswered(HelpId, String),
}

/// Somebody at a desk who was told that help is needed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The first name.
    pub name: String,
    /// Whether they have somebody in hand.
    pub busy: bool,
}

/// Tells one wish from another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attempt(pub u64);

/// How the queue stands, as far as the welcome tells.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Standing {
    /// The service day.
    pub day: Option<ServiceDay>,
    /// Who waits for what.
    pub services: BTreeMap<ServiceKey, Waiting>,
    /// The numbers of the day.
    pub tickets: Vec<Held>,
    /// The tickets that were called and not finished, each with what people call its counter.
    pub called: BTreeMap<TicketId, Texts>,
    /// Whether numbers may be taken.
    pub tickets_open: bool,
    /// Whether somebody serves at a desk, and numbers were given on this day: who may take none sees others being called.
    pub serving: bool,
    /// When they may be taken again, where they may not.
    pub opens_at: Option<Timestamp>,
    /// When the present session closes.
    pub closes_at: Option<Timestamp>,
    /// Whether somebody opened or closed the doors by hand.
    pub doors: Doors,
    /// Whether all who are at a desk are on a break, and when the first of them is back, where they said so.
    pub back_at: Option<Option<Timestamp>>,
    /// What those who are at a desk may serve; `None` while nobody is.
    pub may_serve: Option<BTreeSet<ServiceKey>>,
    /// The day that the hub asks to have confirmed, where its clock has moved too far to be believed.
    pub day_asked: Option<ServiceDay>,
}

/// A number of the day, wherever it was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// The ticket.
    pub id: TicketId,
    /// What is called.
    pub number: TicketNumber,
    /// Where it stands.
    pub state: TicketState,
}

/// Who waits for one service.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Waiting {
    /// How many people.
    pub people: u32,
    /// The wait to announce, where the data carry one.
    pub expected: Option<Band>,
}

/// A wait that is announced, in minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Band {
    /// The shorter end.
    pub low: u32,
    /// The longer end.
    pub high: u32,
}

/// The number that the hub gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issued {
    /// The ticket.
    pub id: TicketId,
    /// What is called.
    pub number: TicketNumber,
    /// When it was given.
    pub at: Timestamp,
    /// How many waited for the same service at that moment.
    pub people_before: u32,
    /// The wait to announce.
    pub expected: Option<Band>,
    /// The ticket's own page, for the paper's QR.
    pub page: Option<String>,
}

/// Why there is no number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// No numbers at this hour; when they may be taken again, where the hub knows.
    Closed(Option<Timestamp>),
    /// The form that was shown leads nowhere, or to a service that is not offered any more: there is the ordinary way.
    FormUnknown,
    /// Anything that a citizen cannot help: the desk must.
    Other,
}

/// What is known of the paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paper {
    /// There is no printer.
    NoPrinter,
    /// There is one, and it got so far.
    State(PaperState),
}
