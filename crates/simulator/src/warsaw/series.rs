//! How far a queue's numbers advanced from one moment to the next.
//!
//! What the office's numbers do, read from a month of them:
//! - a series begins each day at 001, one queue's at 201, so the first number of the day says how many were called before
//!   anybody looked;
//! - it disappears while nobody is in hand and comes back further on: all between were called;
//! - it steps back for somebody called out of order or again: the highest number so far is what counts;
//! - now and then a number of another queue's letter stands there for a moment (somebody sent over), and its value says
//!   nothing about this queue: it is only compared with the same letter at the moment just before.

use super::ShownNumber;

/// Series begin after a whole hundred.
const HUNDRED: usize = 100;

/// What a queue has shown so far today.
pub(super) struct Series {
    letter: char,
    highest: Option<usize>,
    just_shown: Option<ShownNumber>,
}

/// What one more moment says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Advance {
    pub(super) calls: usize,
    pub(super) went_back: bool,
    pub(super) other_letter: bool,
}

impl Series {
    pub(super) fn new(letter: char) -> Self {
        Self { letter, highest: None, just_shown: None }
    }

    /// The day's first moment: a number that already stands there was called before anybody looked.
    pub(super) fn start_at(&mut self, number: Option<ShownNumber>) {
        self.highest = number.filter(|n| n.letter == self.letter).map(|n| n.value);
        self.just_shown = number;
    }

    pub(super) fn show(&mut self, number: Option<ShownNumber>) -> Advance {
        let before = std::mem::replace(&mut self.just_shown, number);
        let Some(number) = number else { return Advance::default() };
        if number.letter != self.letter {
            let same = before.filter(|before| before.letter == number.letter);
            let calls = same.map_or(0, |before| number.value.saturating_sub(before.value));
            return Advance { calls, went_back: false, other_letter: true };
        }
        let highest = self.highest.unwrap_or_else(|| number.value.saturating_sub(1) / HUNDRED * HUNDRED);
        self.highest = Some(highest.max(number.value));
        Advance {
            calls: number.value.saturating_sub(highest),
            went_back: number.value < highest,
            other_letter: false,
        }
    }
}
