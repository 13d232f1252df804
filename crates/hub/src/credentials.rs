//! Secrets: tokens of devices and sessions, and operators' PINs. Only their hashes are ever stored.

use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand::RngCore;
use sha2::{Digest, Sha256};
use std::fmt;

/// A token as its holder sends it: 256 random bits. It is never logged.
#[derive(Clone)]
pub struct Token(String);

/// What the hub keeps of a token. A token is random, so a plain hash keeps it secret.
pub type TokenHash = [u8; 32];

impl Token {
    /// A fresh token.
    pub fn fresh() -> Self {
        let mut bytes = [0u8; 32];
        rand::rng().fill_bytes(&mut bytes);
        Self(URL_SAFE_NO_PAD.encode(bytes))
    }

    /// The text that travels.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// What the hub keeps of it.
    pub fn hash(&self) -> TokenHash {
        hash_token(&self.0)
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

/// What the hub keeps of the token `text`.
pub fn hash_token(text: &str) -> TokenHash {
    Sha256::digest(text.as_bytes()).into()
}

/// Ten random bytes, for an identifier.
pub fn random_ten() -> [u8; 10] {
    let mut bytes = [0u8; 10];
    rand::rng().fill_bytes(&mut bytes);
    bytes
}

/// The shortest PIN, in digits.
pub const PIN_DIGITS: usize = 6;
/// The longest PIN, in digits.
pub const PIN_DIGITS_AT_MOST: usize = 64;

/// A PIN that cannot be set.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PinFault {
    /// Too short, too long, or not digits.
    #[error("a PIN has {PIN_DIGITS} digits or more")]
    Form,
    /// One that everybody tries first.
    #[error("this PIN is among the first that anybody would try")]
    Obvious,
}

/// Argon2id with OWASP's floor: 19 MiB, two passes, one lane.
fn argon2() -> Argon2<'static> {
    // These are the crate's own defaults; written out because they are the promise.
    let params = Params::new(19 * 1024, 2, 1, None).unwrap_or_default();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// The hash of a new PIN, with its salt and parameters (PHC string). Takes some 20 ms of a core.
///
/// # Errors
/// A PIN that is too short, not of digits, or obvious.
pub fn hash_pin(pin: &str) -> Result<String, PinFault> {
    let digits = pin.as_bytes();
    if !(PIN_DIGITS..=PIN_DIGITS_AT_MOST).contains(&digits.len()) || !digits.iter().all(u8::is_ascii_digit) {
        return Err(PinFault::Form);
    }
    let steps: Vec<i16> = digits.windows(2).map(|pair| i16::from(pair[1]) - i16::from(pair[0])).collect();
    if [0, 1, -1].iter().any(|step| steps.iter().all(|s| s == step)) {
        return Err(PinFault::Obvious);
    }
    let mut salt = [0u8; 16];
    rand::rng().fill_bytes(&mut salt);
    let salt = SaltString::encode_b64(&salt).map_err(|_| PinFault::Form)?;
    let hash = argon2().hash_password(digits, &salt).map_err(|_| PinFault::Form)?;
    Ok(hash.to_string())
}

/// Whether `pin` is the one behind `stored`. Takes as long as [`hash_pin`], also where nothing is stored.
pub fn pin_matches(pin: &str, stored: Option<&str>) -> bool {
    // An unknown operator must not be told apart by the time that the answer takes.
    const NOBODY: &str =
        "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    let Ok(hash) = PasswordHash::new(stored.unwrap_or(NOBODY)) else { return false };
    argon2().verify_password(pin.as_bytes(), &hash).is_ok() && stored.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pin_is_known_by_its_hash_alone() {
        let hash = hash_pin("402917").unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(pin_matches("402917", Some(&hash)));
        assert!(!pin_matches("402918", Some(&hash)));
        assert!(!pin_matches("402917", None));
    }

    #[test]
    fn short_and_obvious_pins_are_refused() {
        for bad in ["", "12345", "12345a", "１２３４５６", "111111", "123456", "987654"] {
            assert!(hash_pin(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn tokens_differ_and_do_not_show_themselves() {
        let (a, b) = (Token::fresh(), Token::fresh());
        assert_ne!(a.hash(), b.hash());
        assert_eq!(a.text().len(), 43);
        assert!(!format!("{a:?}").contains(a.text()));
    }
}
