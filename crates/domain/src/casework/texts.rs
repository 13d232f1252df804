//! What somebody typed, as a record keeps it: cleaned of what is no text, and never cut.

use crate::text::{clean, clean_lines};

/// The longest single line that a record keeps (names, phone …), in characters.
pub const LINE_CHARACTERS: usize = 500;
/// The longest note or need, in characters.
pub const NOTE_CHARACTERS: usize = 10_000;

/// A text that would have to be cut; whoever typed it shortens it themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a text has more than {0} characters")]
pub struct TooLong(pub usize);

/// One line: a name, a place, a number.
///
/// # Errors
/// More than [`LINE_CHARACTERS`].
pub fn line(text: &str) -> Result<String, TooLong> {
    not_longer(clean(text, text.len()), LINE_CHARACTERS)
}

/// Several lines: a note, a need.
///
/// # Errors
/// More than [`NOTE_CHARACTERS`].
pub fn lines(text: &str) -> Result<String, TooLong> {
    not_longer(clean_lines(text, text.len()), NOTE_CHARACTERS)
}

fn not_longer(text: String, most: usize) -> Result<String, TooLong> {
    if text.chars().count() > most { Err(TooLong(most)) } else { Ok(text) }
}
