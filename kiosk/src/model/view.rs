//! Where the kiosk stands, as plain data: what a screen shows, in the words of the site; the screen has its own for the rest.

use super::at_printer::PaperWord;
use super::help::HelpWord;
use super::holder::HolderWish;
use super::input::Band;
use super::modes::Modes;
use super::upkeep::UpkeepView;
use turno_devices::paper::TicketPaper;
use turno_domain::keys::ServiceKey;
use turno_domain::text::Language;
use turno_domain::ticket::CallManner;

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
    /// Whether one can begin again.
    pub can_restart: bool,
    /// The ways of reading.
    pub modes: Modes,
    /// Whether the site has a scanner.
    pub scanner: bool,
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
        /// Whether somebody went with a number just now, who is thanked.
        thanks: bool,
        /// The clock time at which somebody is back at a desk, while all are on a break; empty: they did not say.
        pause: Option<String>,
    },
    /// No numbers at this hour.
    Closed(ClosedView),
    /// No hub: what to do instead.
    Away,
    /// There was no number for this wish.
    Sorry {
        /// Why.
        why: Sorry,
        /// When again, where it is known.
        opening: Option<Opening>,
    },
    /// Nobody knows whether this number (letter and digits) is cancelled.
    Unsure(String, String),
    /// A question.
    Question(QuestionView),
    /// What was typed, read back.
    Check(CheckView),
    /// The ticket.
    Ticket(TicketView),
    /// Somebody has a number already.
    Holder(HolderView),
    /// The page of whoever looks after the kiosk.
    Upkeep(UpkeepView),
}

/// No numbers at this hour, why, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClosedView {
    /// Why.
    pub why: ClosedWhy,
    /// When again, where it is known.
    pub opening: Option<Opening>,
    /// The opening hours of the week; may be empty.
    pub hours: Vec<HoursRow>,
    /// Where else to go; may be empty.
    pub elsewhere: String,
    /// Whether somebody holds a number of this day: who went out comes back here.
    pub numbers_are_out: bool,
}

/// Why there are no numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClosedWhy {
    /// The first session of the day has not begun.
    BeforeOpening,
    /// Between two sessions.
    Pause,
    /// The last number was given; others are still being served.
    NumbersOver,
    /// The last session is over.
    Over,
    /// No session on this day.
    NotToday,
    /// Somebody closed the doors.
    ByHand,
}

/// Days with the same opening hours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HoursRow {
    /// The first day, Monday is 0.
    pub first: u32,
    /// The last, the same where it is one day.
    pub last: u32,
    /// `9:00–12:30 · 14:00–16:30`.
    pub times: String,
}

/// What was typed, read back before it leaves. Its Debug shows none of it.
#[derive(Clone, PartialEq, Eq)]
pub struct CheckView {
    /// The letter of the citizen's number.
    pub letter: String,
    /// Its digits.
    pub digits: String,
    /// Each question with what was typed.
    pub rows: Vec<CheckRow>,
}

/// A typed answer, read back.
#[derive(Clone, PartialEq, Eq)]
pub struct CheckRow {
    /// What was asked.
    pub question: String,
    /// What stands on the screen; a code and a telephone number are masked but for their ends.
    pub typed: String,
    /// What only its typist hears.
    pub whole: String,
    /// Whether it is masked unless it is to be read.
    pub masks: bool,
    /// It is to be read.
    pub shown: bool,
}

impl std::fmt::Debug for CheckView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CheckView").field("rows", &self.rows.len()).finish_non_exhaustive()
    }
}

/// Where somebody with a number is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HolderView {
    /// The number is typed.
    Typing {
        /// The keys of the letters.
        letters: Vec<char>,
        /// The one that was chosen.
        letter: Option<char>,
        /// What is typed of the digits.
        digits: String,
        /// The last one looked for is no number of today.
        unknown: bool,
        /// Whether there is something to look for.
        can_go_on: bool,
    },
    /// Something is waited for.
    Moment,
    /// The number (letter and digits), and what can be done with it.
    Found {
        /// The number.
        number: (String, String),
        /// Where it stands.
        word: HeldWord,
        /// The counter that calls it; empty while none does.
        called_to: String,
        /// "Esco e torno".
        go_out: bool,
        /// "Sono tornato".
        come_back: bool,
        /// "Non mi serve più".
        give_up: bool,
        /// "Il biglietto non è uscito".
        reprint: bool,
    },
    /// What was wished was done, or was not.
    Said {
        /// The number.
        number: (String, String),
        /// What was wished.
        wish: HolderWish,
        /// Whether it was done.
        done: Option<bool>,
    },
    /// The paper is printed again.
    Again {
        /// The number.
        number: (String, String),
        /// What may be said of the paper.
        paper: PaperWord,
    },
}

/// Where a number stands, as its holder is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeldWord {
    /// It waits.
    Waits,
    /// Its holder is out.
    Away,
    /// It is called, or was and nobody came.
    Called,
    /// An operator has put it aside.
    Parked,
    /// It is over.
    Over,
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
        /// The number of whoever was there: letter and digits; none of somebody who has only begun to type it.
        number: Option<(String, String)>,
    },
    /// Is the number (letter and digits) to be given back?
    GiveBack(String, String),
    /// All languages; [`View::languages`] has them.
    Languages,
    /// The ways of reading, and help.
    Access,
    /// What became of a call for help.
    Help(HelpWord),
    /// How would you be called?
    Manner {
        /// What was chosen before.
        chosen: Option<CallManner>,
        /// Whether there is a page on which a telephone can be told.
        phone: bool,
    },
    /// The wait may go on beyond the closing time, `12:30`: the number all the same?
    Late(String),
    /// Nobody present may serve it: the number all the same?
    Nobody {
        /// When somebody is, where the site says.
        when: String,
        /// Whether there is a service for whoever would rather talk to somebody.
        talk: bool,
    },
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

/// How a question is answered. Its Debug shows nothing of what somebody typed.
#[derive(Clone, PartialEq)]
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
    /// For oneself or for somebody else; the answer given before.
    Whom(Option<bool>),
    /// So many people.
    People {
        /// How many.
        people: u32,
        /// The most.
        most: u32,
    },
    /// By digits.
    Digits(String),
    /// By the digits of a telephone number.
    Phone(String),
    /// A codice fiscale.
    Code {
        /// What is typed, masked unless `shown`.
        typed: String,
        /// Whether it is to be read.
        shown: bool,
        /// It is whole, and its check character does not fit.
        wrong: bool,
    },
    /// By reading the question, which is a notice of this version.
    Notice(String),
    /// By words.
    Words(String),
    /// By letters and a touch on a proposal.
    Town {
        /// What is typed, or the place that was chosen before.
        typed: String,
        /// The municipalities that it may mean.
        proposals: Vec<String>,
    },
}

impl std::fmt::Debug for Answering {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Options { .. } => "Options(…)",
            Self::YesNo(_) => "YesNo(…)",
            Self::Whom(_) => "Whom(…)",
            Self::People { .. } => "People(…)",
            Self::Digits(_) => "Digits(…)",
            Self::Phone(_) => "Phone(…)",
            Self::Code { .. } => "Code(…)",
            Self::Notice(_) => "Notice(…)",
            Self::Words(_) => "Words(…)",
            Self::Town { .. } => "Town(…)",
        })
    }
}

/// The ticket.
#[derive(Debug, Clone, PartialEq)]
pub struct TicketView {
    /// The number's letter.
    pub letter: String,
    /// Its digits.
    pub digits: String,
    /// The service; empty for a discreet one.
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
    /// Where to wait, where the site says.
    pub wait_at: String,
    /// What may be said of the paper.
    pub paper: PaperWord,
    /// The paper itself, to be photographed, for whoever has none.
    pub drawn: Option<Box<TicketPaper>>,
    /// Whether the paper can be asked for once more.
    pub can_reprint: bool,
    /// How the holder would be called, where it was chosen.
    pub manner: Option<CallManner>,
    /// The address of the ticket's own page.
    pub page: Option<String>,
    /// The seconds left of the count-down, while one runs.
    pub seconds: Option<u32>,
}

/// Why there was no number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sorry {
    /// The last number has been given.
    Closed,
    /// The form that was shown is not known.
    FormUnknown,
    /// Nobody here knows.
    Other,
}
