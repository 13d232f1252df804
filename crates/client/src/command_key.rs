//! The name of one command, so that sending it twice carries it out once.

use std::fmt;
use std::str::FromStr;
use uuid::Uuid;

/// The most characters that a hub takes.
const CHARACTERS: usize = 128;

/// An idempotency key. One command, one key: whoever sends the same command again, after seconds or minutes, sends the same key; two
/// presses of a button are two commands. The hub remembers a key for 48 h.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CommandKey(String);

impl CommandKey {
    /// The key of a command that has not been sent before.
    pub fn fresh() -> Self {
        Self(Uuid::new_v4().to_string())
    }

    /// The key as it travels.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CommandKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A text that is no idempotency key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("an idempotency key has 1 to {CHARACTERS} visible ASCII characters")]
pub struct BadCommandKey;

impl FromStr for CommandKey {
    type Err = BadCommandKey;
    fn from_str(text: &str) -> Result<Self, BadCommandKey> {
        let fits = (1..=CHARACTERS).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
        if fits { Ok(Self(text.to_owned())) } else { Err(BadCommandKey) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fresh_key_is_another_each_time_and_one_that_a_hub_takes() {
        let key = CommandKey::fresh();
        assert_ne!(key, CommandKey::fresh());
        assert_eq!(key.as_str().parse(), Ok(key));
    }

    #[test]
    fn what_no_hub_takes_is_no_key() {
        for bad in ["", "a b", "è", "a\n", &"k".repeat(129)] {
            assert_eq!(bad.parse::<CommandKey>(), Err(BadCommandKey), "{bad:?}");
        }
        assert!("k".repeat(128).parse::<CommandKey>().is_ok());
    }
}
