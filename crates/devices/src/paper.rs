//! The content of a ticket as plain data, its words in every language, and its layout on a strip of paper.
//!
//! Owns what a citizen reads on the paper and in which size. Knows no printer language: [`crate::escpos`] turns a
//! [`Layout`] into bytes, and the same layout may be drawn on a screen. Answers to the questions asked at the entrance
//! have no place here, so that they cannot be printed.

mod clean;
pub mod draw;
mod ink;
mod layout;
mod logo;
mod next_step;
mod raster;
mod strip;
mod test_print;
mod ticket;
mod typeset;
mod unbroken;
mod words;
mod wrap;

use std::fmt;
use std::sync::Arc;

use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

pub use clean::{clean, drawable, printable};
pub use draw::{Picture, draw};
pub use layout::{
    Align, Block, CELL_HEIGHT_DOTS, CELL_WIDTH_DOTS, DOTS_PER_MM, Drawn, HEAD_TO_CUTTER_DOTS, Layout, Line,
    Number, PaperWidth, Qr, Size, TICKET_MM, Weight,
};
pub use logo::{Logo, LogoError};
pub use next_step::NextStepPaper;
pub use raster::Raster;
pub use test_print::TestPrint;
pub use turno_domain::text::Language;
pub use turno_domain::ticket::CallManner;
pub use words::{NextStepWords, Words, words};

/// Everything that is printed on one ticket. Texts may come from anywhere: they are cleaned before they are laid out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketPaper {
    /// The site's logo, above its name.
    pub logo: Option<Arc<Logo>>,
    /// Name of the site, e.g. "Sportello PAC".
    pub site: String,
    /// The body that runs the desk, e.g. "Comune di Rovellasca".
    pub body: Option<String>,
    /// Name of the service in the ticket's language; `None` for a discreet one.
    pub service: Option<String>,
    /// The number as it is called.
    pub number: TicketNumber,
    /// When the ticket was issued, in the site's own time.
    pub issued: NaiveDateTime,
    /// Whether its holder waits, or was called before the paper came.
    pub turn: Turn,
    /// Persons waiting for the same service at that moment.
    pub people_before: u32,
    /// The wait announced at that moment, when the data carry one.
    pub expected: Option<ExpectedWait>,
    /// How many people come with it; one says nothing.
    pub people: u32,
    /// How its holder asked to be called, where that is not as everybody.
    pub manner: Option<CallManner>,
    /// Where to wait, in the ticket's language, where the site says.
    #[serde(default)]
    pub wait_at: Option<String>,
    /// What to hold ready, in the ticket's language.
    pub documents: Vec<String>,
    /// What to hold ready in addition, because it is for somebody else, in the ticket's language.
    pub documents_for_other: Vec<String>,
    /// Address of the ticket's own page, drawn as a QR; left out when it is not plain ASCII or too long for one.
    pub page: Option<String>,
    /// Language of the words on the paper: the citizen's.
    pub language: Language,
    /// The same in Italian, for operators and helpers; `None` on a ticket in Italian.
    pub italian: Option<InItalian>,
    /// A second copy that somebody asked for: says so on its head.
    pub reprint: bool,
}

/// What an Italian reader needs of a ticket in another language: the site's own texts in Italian. The words are added.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InItalian {
    /// Name of the service; `None` for a discreet one.
    pub service: Option<String>,
    /// What to hold ready, also in addition for somebody else.
    pub documents: Vec<String>,
    /// The counter to which its holder was called.
    pub counter: Option<String>,
}

/// A ticket's number as printed: letter, space, at least three digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketNumber {
    /// The service's letter.
    pub letter: char,
    /// The number of the day; four digits after 999.
    pub number: u32,
}

impl fmt::Display for TicketNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {:03}", self.letter, self.number)
    }
}

/// Where the holder of a ticket stands when the paper comes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Turn {
    /// Waits: is told how many are before, how long it takes and where to look.
    Waits,
    /// Was called already, nobody knows where to: is told to look.
    Called,
    /// Was called already to this counter ("Sportello 3"), in the ticket's language: is told to go.
    CalledTo(String),
}

/// An announced wait, in whole minutes from the moment of issue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExpectedWait {
    /// Shortest, in minutes.
    pub low_minutes: u32,
    /// Longest, in minutes.
    pub high_minutes: u32,
}

impl TicketPaper {
    /// Lays the ticket out for a strip of this width: within [`TICKET_MM`] where that can be read, and never longer than
    /// [`PaperWidth::longest_ticket_mm`].
    #[must_use]
    pub fn layout(&self, width: PaperWidth) -> Layout {
        ticket::lay_out(self, width)
    }
}
