//! What somebody typed: wiped from memory when it is let go, and never shown by a `Debug`.

use std::fmt;
use zeroize::{Zeroize, Zeroizing};

/// Letters or digits typed by a citizen.
#[derive(Clone, Default, PartialEq)]
pub(super) struct Typed(Zeroizing<String>);

impl Typed {
    /// What is typed, of at most `most` characters, without ever moving: growing would leave a copy behind.
    pub(super) fn with_room(most: usize, text: &str) -> Self {
        /// No character of a text takes more bytes.
        const UTF8: usize = 4;
        let mut typed = String::with_capacity(most * UTF8);
        typed.push_str(text);
        Self(Zeroizing::new(typed))
    }

    pub(super) fn push(&mut self, text: &str, most: usize) {
        if self.0.chars().count() + text.chars().count() <= most {
            self.0.push_str(text);
        }
    }

    pub(super) fn pop(&mut self) {
        self.0.pop();
    }

    pub(super) fn clear(&mut self) {
        self.0.zeroize();
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for Typed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Typed(…)")
    }
}

/// All but the last `clear` characters as dots.
pub(super) fn masked(text: &str, clear: usize) -> String {
    let hidden = text.chars().count().saturating_sub(clear);
    text.chars().enumerate().map(|(at, character)| if at < hidden { '•' } else { character }).collect()
}
