//! Where the kiosk stands, as plain data: what a screen shows, in the words of the site; the screen has its own for the rest.

use super::input::Band;
use super::scene::PaperWord;
use turno_domain::keys::ServiceKey;
use turno_domain::text::Language;

/// Everything that a screen shows.
#[derive(Debug, Clone, PartialEq)]
pub struct View {
    /// The language of the moment.
    pub language: Language,
    /// The languages that can be chosen.
    pub languages: Vec<LanguageChoice>,
    /// What the site is called.
    pub site: String,
    /// The site's wall clock, `9:42`; empty while the site is unknown.
    pub clock: String,
    /// The display's diagonal in millimetres, where the site file tells.
    pub display_mm: Option<u32>,
    /// The screen.
    pub screen: Screen,
    /// The day that the staff is asked to confirm, where nobody is in the middle of something.
    pub day_asked: Option<DayView>,
    /// A question over the screen.
    pub dialog: Option<Dialog>,
    /// Whether one step back is possible.
    pub can_go_back: bool,
}

/// A day of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayView {
    /// The day of the week, Monday is 0.
    pub weekday: u32,
    /// The day of the month, from 1.
    pub day: u32,
    /// The month, January is 0.
    pub month: u32,
}

/// A language that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LanguageChoice {
    /// Which.
    pub language: Language,
    /// What its speakers call it.
    pub name: &'static str,
    /// Whether it is the one of the moment.
    pub chosen: bool,
}

/// One screen.
#[derive(Debug, Clone, PartialEq)]
pub enum Screen {
    /// Something is being waited for.
    Moment(Moment),
    /// What do you need?
    Welcome {
        /// How one greets at this hour.
        greeting: DayPart,
        /// The group that is open.
        group: Option<String>,
        /// What can be touched.
        cards: Vec<Card>,
        /// The number that was given back just now: letter and digits.
        given_back: Option<(String, String)>,
    },
    /// No numbers at this hour.
    Closed {
        /// Others are still being served: only the numbers are over.
        serving: bool,
        /// When again, where it is known.
        opening: Option<Opening>,
    },
    /// No hub: what to do instead.
    Away,
    /// There was no number for this wish.
    Sorry {
        /// The last number has been given; else nobody here knows why.
        closed: bool,
        /// When again, where it is known.
        opening: Option<Opening>,
    },
    /// Nobody knows whether this number (letter and digits) is cancelled.
    Unsure(String, String),
    /// A question.
    Question(QuestionView),
    /// The ticket.
    Ticket(TicketView),
}

/// What is being waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// The first word of the hub.
    Starting,
    /// The number.
    Number,
    /// The number's way back.
    GivingBack,
}

/// The part of the day, for the greeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayPart {
    /// Until five in the afternoon: buongiorno.
    Day,
    /// After: buonasera.
    Evening,
}

/// A question over the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Dialog {
    /// Is somebody still there?
    StillThere {
        /// The seconds left.
        seconds: u32,
        /// What happens then.
        then: Then,
        /// The number of whoever was there: letter and digits.
        number: (String, String),
    },
    /// Is the number (letter and digits) to be given back?
    GiveBack(String, String),
}

/// What happens when nobody is there any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    /// The ticket is printed.
    Prints,
    /// The number is shown: there is no printer.
    GoesOn,
    /// The screen is for the next.
    Ends,
}

/// Something that can be touched on the welcome.
#[derive(Debug, Clone, PartialEq)]
pub struct Card {
    /// What a touch means.
    pub target: CardTarget,
    /// The letters, in order: one for a service.
    pub letters: Vec<char>,
    /// What it is called.
    pub title: String,
    /// What is in it, for a group: as many names as a card has room for.
    pub contents: String,
    /// Whether there is more in it than [`Card::contents`] names.
    pub more: bool,
    /// How many people wait; of a group it is not said.
    pub people: u32,
    /// The wait to announce.
    pub expected: Option<Band>,
}

/// What a touch on a card means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CardTarget {
    /// A number for this service.
    Service(ServiceKey),
    /// The services of this group, by its Italian name.
    Group(String),
}

/// When numbers may be taken again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    /// Days from today: 0 today, 1 tomorrow.
    pub days_ahead: u32,
    /// The day.
    pub day: DayView,
    /// `14:00`.
    pub time: String,
}

/// A question.
#[derive(Debug, Clone, PartialEq)]
pub struct QuestionView {
    /// The letter of the citizen's number.
    pub letter: String,
    /// Its digits.
    pub digits: String,
    /// Which question this is, from 1.
    pub step: u32,
    /// How many there are.
    pub count: u32,
    /// The question.
    pub question: String,
    /// Why it is asked; may be empty.
    pub why: String,
    /// How it is answered.
    pub answering: Answering,
    /// Whether "Avanti" has something to go on with.
    pub can_go_on: bool,
}

/// How a question is answered.
#[derive(Debug, Clone, PartialEq)]
pub enum Answering {
    /// By a touch on one of these, or on any of them and then "Avanti".
    Options {
        /// What can be chosen, and whether it is.
        options: Vec<(String, bool)>,
        /// Whether several may be.
        several: bool,
    },
    /// By yes or no; the answer given before.
    YesNo(Option<bool>),
    /// By digits.
    Digits(String),
    /// By letters and a touch on a proposal.
    Town {
        /// What is typed, or the place that was chosen before.
        typed: String,
        /// The municipalities that it may mean.
        proposals: Vec<String>,
    },
}

/// The ticket.
#[derive(Debug, Clone, PartialEq)]
pub struct TicketView {
    /// The number's letter.
    pub letter: String,
    /// Its digits.
    pub digits: String,
    /// The service.
    pub service: String,
    /// When it was given: the day of the week, Monday is 0.
    pub weekday: u32,
    /// The day of the month, from 1.
    pub day: u32,
    /// The month, January is 0.
    pub month: u32,
    /// `9:42`.
    pub time: String,
    /// How many waited at that moment.
    pub people_before: u32,
    /// The wait announced.
    pub expected: Option<Band>,
    /// Whether the number was called already.
    pub called: bool,
    /// The counter that calls already; empty while none does, or nobody has said which.
    pub called_to: String,
    /// What to hold ready.
    pub documents: Vec<String>,
    /// What may be said of the paper.
    pub paper: PaperWord,
    /// The seconds left of the count-down, while one runs.
    pub seconds: Option<u32>,
}
