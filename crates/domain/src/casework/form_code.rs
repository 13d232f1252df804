//! The random code of a form that a citizen takes home. It is shown at the kiosk on return and leads to one practice; to anybody
//! else it says nothing: no name, no number, no address stands in it, and none can be computed from it.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::fmt;
use std::str::FromStr;

/// Crockford's base 32: upper case for the denser mode of a QR code, without the letters that look like a figure.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// 128 bits, five at a time; the first character has three of them.
const CHARACTERS: usize = 26;
const BITS: u32 = 5;

/// 128 random bits. Whoever has them may take a number for the practice they lead to, so no `Debug` shows them.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct FormCode(u128);

impl FormCode {
    /// The code of sixteen random bytes, which the caller draws.
    pub const fn from_bytes(random: [u8; 16]) -> Self {
        Self(u128::from_be_bytes(random))
    }

    /// The bytes it was made of.
    pub fn bytes(self) -> [u8; 16] {
        self.0.to_be_bytes()
    }

    /// The text that stands in the QR code: 26 capital letters and digits.
    pub fn text(self) -> String {
        (0..CHARACTERS as u32)
            .rev()
            .map(|place| char::from(ALPHABET[(self.0 >> (place * BITS)) as usize & 31]))
            .collect()
    }
}

impl fmt::Debug for FormCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FormCode(…)")
    }
}

/// A text that is no code of a form. It is not repeated: it may be about a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no code of a form: one has {CHARACTERS} letters and digits")]
pub struct NoFormCode;

impl FromStr for FormCode {
    type Err = NoFormCode;

    /// Reads it in either case; O counts as 0, I and L as 1, as Crockford's alphabet has it.
    fn from_str(text: &str) -> Result<Self, NoFormCode> {
        if text.len() != CHARACTERS {
            return Err(NoFormCode);
        }
        let mut code = 0u128;
        for (place, byte) in text.bytes().enumerate() {
            let byte = match byte.to_ascii_uppercase() {
                b'O' => b'0',
                b'I' | b'L' => b'1',
                other => other,
            };
            let value = ALPHABET.iter().position(|letter| *letter == byte).ok_or(NoFormCode)?;
            // 26 characters hold 130 bits: the first may not carry more than 128 leave it.
            if place == 0 && value > 7 {
                return Err(NoFormCode);
            }
            code = code << BITS | value as u128;
        }
        Ok(Self(code))
    }
}

impl Serialize for FormCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text())
    }
}

impl<'de> Deserialize<'de> for FormCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn its_ends_are_known_by_heart() {
        assert_eq!(FormCode::from_bytes([0; 16]).text(), "00000000000000000000000000");
        assert_eq!(FormCode::from_bytes([255; 16]).text(), "7ZZZZZZZZZZZZZZZZZZZZZZZZZ");
        let one = FormCode::from_bytes(1u128.to_be_bytes());
        assert_eq!("0000000000000000000000000l".parse(), Ok(one));
        assert_eq!("oooooooooooooooooooooooooI".parse(), Ok(one));
    }

    #[test]
    fn other_texts_are_none() {
        for text in [
            "",
            "RSSMRA85T10A562S",
            "8ZZZZZZZZZZZZZZZZZZZZZZZZZ",
            "7ZZZZZZZZZZZZZZZZZZZZZZZZU",
            "7ZZZZZZZZZZZZZZZZZZZZZZZZ",
            "7ZZZZZZZZZZZZZZZZZZZZZZZZè",
        ] {
            assert_eq!(text.parse::<FormCode>(), Err(NoFormCode), "{text}");
        }
    }

    #[test]
    fn its_debug_shows_nothing() {
        assert_eq!(format!("{:?}", FormCode::from_bytes([255; 16])), "FormCode(…)");
    }

    proptest! {
        #[test]
        fn a_code_is_read_as_it_is_written(bytes in any::<[u8; 16]>()) {
            let code = FormCode::from_bytes(bytes);
            let text = code.text();
            prop_assert!(text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit()));
            prop_assert_eq!(text.parse(), Ok(code));
            prop_assert_eq!(text.to_lowercase().parse(), Ok(code));
            prop_assert_eq!(code.bytes(), bytes);
        }
    }
}
