//! Keys: the short names by which people and site files know services, counters and operators.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

/// The longest key, in characters.
pub const KEY_CHARACTERS: usize = 64;

/// A text that cannot be a key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a key has 1 to 64 letters, digits, '-', '_' or '.' and is not '.' or '..', but this is {0:?}")]
pub struct BadKey(pub String);

macro_rules! key {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Arc<str>);

        impl $name {
            /// The key's text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = BadKey;
            fn from_str(text: &str) -> Result<Self, BadKey> {
                let fits = !text.is_empty()
                    && text.chars().count() <= KEY_CHARACTERS
                    && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'))
                    // Whoever builds an address takes these for "here" and "one up", encoded or not (RFC 3986, 5.2.4).
                    && !matches!(text, "." | "..");
                if fits { Ok(Self(text.into())) } else { Err(BadKey(text.chars().take(80).collect())) }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
            }
        }
    };
}

key!(
    /// What a service is known by; its letter and names may change, its key does not.
    ServiceKey
);
key!(
    /// What a counter is known by.
    CounterKey
);
key!(
    /// What an operator signs in with.
    OperatorKey
);
key!(
    /// Something an operator must be qualified for, e.g. `rao` (certifier of digital identities).
    Qualification
);
key!(
    /// A question of a service's intake, or one of its options.
    QuestionKey
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_take_what_people_write_and_refuse_what_breaks_a_path() {
        for good in ["spid", "1", "sala-colloqui", "PS", "così", "...", ".a", "a.."] {
            assert_eq!(good.parse::<ServiceKey>().unwrap().as_str(), good);
        }
        for bad in ["", ".", "..", "a b", "a/b", "a\u{0}", "🙂", &"x".repeat(65)] {
            assert!(bad.parse::<ServiceKey>().is_err(), "{bad:?}");
        }
    }
}
