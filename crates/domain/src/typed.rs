//! What somebody typed: wiped from memory when it is let go, and shown by no `Debug`.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::ops::Deref;
use zeroize::{Zeroize, Zeroizing};

/// No character of a text takes more bytes.
const UTF8: usize = 4;

/// Letters or digits that somebody typed, or what was made of them. It is read as a `str`; every copy of it wipes itself.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Typed(Zeroizing<String>);

impl Typed {
    /// `text`, with room for at most `most` characters without ever moving: growing would leave a copy behind.
    pub fn with_room(most: usize, text: &str) -> Self {
        let mut typed = String::with_capacity((most * UTF8).max(text.len()));
        typed.push_str(text);
        Self(Zeroizing::new(typed))
    }

    /// Adds `text` where no more than `most` characters come of it.
    pub fn push(&mut self, text: &str, most: usize) {
        if self.0.chars().count() + text.chars().count() <= most {
            self.0.push_str(text);
        }
    }

    /// Takes the last character away.
    pub fn pop(&mut self) {
        self.0.pop();
    }

    /// Wipes it.
    pub fn clear(&mut self) {
        self.0.zeroize();
    }

    /// As it is read.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Deref for Typed {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

impl From<String> for Typed {
    fn from(text: String) -> Self {
        Self(Zeroizing::new(text))
    }
}

impl From<&str> for Typed {
    fn from(text: &str) -> Self {
        Self::from(text.to_owned())
    }
}

impl From<char> for Typed {
    fn from(letter: char) -> Self {
        Self::from(letter.to_string())
    }
}

impl PartialEq<str> for Typed {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl fmt::Debug for Typed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Typed(…)")
    }
}

impl Serialize for Typed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self)
    }
}

impl<'de> Deserialize<'de> for Typed {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_travels_as_a_text_and_is_shown_by_no_debug() {
        let typed: Typed = serde_json::from_str("\"segreto\"").unwrap();
        assert_eq!(
            (typed.as_str(), serde_json::to_string(&typed).unwrap().as_str()),
            ("segreto", "\"segreto\"")
        );
        assert!(!format!("{typed:?}").contains("segreto"));
    }

    #[test]
    fn it_takes_no_more_than_it_has_room_for() {
        let mut typed = Typed::with_room(3, "è");
        for letter in ["à", "ù", "x"] {
            typed.push(letter, 3);
        }
        assert_eq!(typed.as_str(), "èàù");
        typed.pop();
        assert_eq!(typed.as_str(), "èà");
        typed.clear();
        assert!(typed.is_empty());
    }
}
