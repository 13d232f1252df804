//! The board on the wire: numbers and counters only, never a name.

use crate::wire_time::WireTime;
use serde::{Deserialize, Serialize};

/// A number with the counter it was called to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoardCall {
    /// The number, e.g. `A042`.
    pub number: String,
    /// The counter's label.
    pub counter: String,
    /// The last call.
    pub called_at: WireTime,
    /// How often it was called; it grows with each recall.
    pub calls: u32,
}

/// How many wait under a letter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoardService {
    /// The letter.
    pub letter: char,
    /// The service's name; null: discreet.
    pub name: Option<String>,
    /// How many wait.
    pub waiting: u32,
    /// The announced band in minutes.
    pub expected: Option<(u32, u32)>,
}

/// A counter that calls nobody for a while.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoardPause {
    /// The counter's label.
    pub counter: String,
    /// `"10:20"` in site time.
    pub until: Option<String>,
}

/// Everything that the board shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoardState {
    /// The site's name.
    pub site: String,
    /// The hub's clock.
    pub now: WireTime,
    /// The site's wall clock ahead of UTC, minutes.
    pub utc_offset_minutes: i32,
    /// `"12:30"`, when the present session closes.
    pub open_until: Option<String>,
    /// Who is called at this moment and not yet served, latest first.
    pub current: Vec<BoardCall>,
    /// Who was called before, latest first.
    pub earlier: Vec<BoardCall>,
    /// Who waits.
    pub services: Vec<BoardService>,
    /// Pauses.
    pub pauses: Vec<BoardPause>,
    /// The site's messages.
    pub messages: Vec<String>,
}

/// What a ticket's own page shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketPageState {
    /// The number.
    pub number: String,
    /// Where it stands, as on the wire.
    pub state: String,
    /// The counter's label, once called.
    pub counter: Option<String>,
    /// How many of the same service stand before it.
    pub people_before: Option<u32>,
    /// The site's name.
    pub site: String,
}
