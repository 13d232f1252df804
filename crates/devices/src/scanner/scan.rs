//! What was scanned.

use std::fmt;

use turno_domain::codice_fiscale::CodiceFiscale;

/// The longest token of a ticket's page that is believed, in characters.
const LONGEST_TOKEN: usize = 128;

/// What stands in a code that was held under the scanner. Its Debug never shows the content: it may be about a person.
#[derive(Clone, PartialEq, Eq)]
pub enum Scan {
    /// The codice fiscale of a health card, well formed. Never proof of identity.
    CodiceFiscale(CodiceFiscale),
    /// The token of a ticket's own page, as it stands in the ticket's QR (`…/t/<token>`).
    Page(String),
    /// Any other text, in upper case.
    Other(String),
}

impl Scan {
    /// What the text of a frame is.
    ///
    /// Scanners may put an AIM identifier before the text (`]A0` …, ISO/IEC 15424), and Code 39 may come with its start and stop
    /// characters (`*`): both are dropped. Whatever is no address goes into upper case; an address keeps its case, since a token of
    /// another case is another token.
    #[must_use]
    pub fn of(text: &str) -> Option<Self> {
        let text = without_aim(text.trim());
        let text = text.strip_prefix('*').and_then(|text| text.strip_suffix('*')).unwrap_or(text).trim();
        if text.is_empty() {
            return None;
        }
        if let Some(token) = token(text) {
            return Some(Self::Page(token.to_owned()));
        }
        Some(match CodiceFiscale::parse(text) {
            Ok(code) => Self::CodiceFiscale(code),
            Err(_) => Self::Other(text.to_uppercase()),
        })
    }
}

/// The token of a ticket's page, if `text` is the address of one.
fn token(text: &str) -> Option<&str> {
    let scheme = ["https://", "http://"]
        .into_iter()
        .find(|scheme| text.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)))?;
    let path = text[scheme.len()..].split(['?', '#']).next()?;
    let (before, token) = path.rsplit_once('/')?;
    let of_a_ticket = before.rsplit_once('/').is_some_and(|(host, page)| !host.is_empty() && page == "t");
    let may_be = !token.is_empty()
        && token.len() <= LONGEST_TOKEN
        && token.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    (of_a_ticket && may_be).then_some(token)
}

/// Without the symbology identifier: `]`, a letter, a modifier.
fn without_aim(text: &str) -> &str {
    let bytes = text.as_bytes();
    let has = bytes.len() >= 3
        && bytes[0] == b']'
        && bytes[1].is_ascii_alphabetic()
        && bytes[2].is_ascii_alphanumeric();
    if has { text[3..].trim_start() } else { text }
}

impl fmt::Debug for Scan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::CodiceFiscale(_) => "CodiceFiscale(…)",
            Self::Page(_) => "Page(…)",
            Self::Other(_) => "Other(…)",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> Scan {
        Scan::CodiceFiscale(CodiceFiscale::parse(text).unwrap())
    }

    #[test]
    fn a_health_card_is_known_however_the_scanner_says_it() {
        for text in [
            "RSSMRA85T10A562S",
            "rssmra85t10a562s",
            "*RSSMRA85T10A562S*",
            "]A0RSSMRA85T10A562S",
            "]A1*RSSMRA85T10A562S*",
            "  RSSMRA85T10A562S \t",
            "RSS MRA 85T10 A562S",
        ] {
            assert_eq!(Scan::of(text), Some(code("RSSMRA85T10A562S")), "{text}");
        }
        assert_eq!(Scan::of("RSSMRA85T10A56NH"), Some(code("RSSMRA85T10A56NH")), "an omocode");
    }

    #[test]
    fn a_code_whose_check_character_is_wrong_is_only_text() {
        assert_eq!(Scan::of("rssmra85t10a562t"), Some(Scan::Other("RSSMRA85T10A562T".into())));
    }

    #[test]
    fn the_address_on_a_ticket_gives_its_token_in_its_own_case() {
        for text in [
            "http://192.168.1.10:8080/t/aB3-x_Y",
            "https://turno.example.org/t/aB3-x_Y",
            "HTTPS://turno.example.org/coda/t/aB3-x_Y",
            "]Q3https://turno.example.org/t/aB3-x_Y?utm=1#top",
        ] {
            assert_eq!(Scan::of(text), Some(Scan::Page("aB3-x_Y".into())), "{text}");
        }
    }

    #[test]
    fn other_addresses_and_texts_are_other() {
        for text in [
            "https://turno.example.org/t/",
            "https://turno.example.org/board",
            "https://t/abc",
            "ftp://turno.example.org/t/abc",
            "https://turno.example.org/t/a b",
            "A042",
        ] {
            assert_eq!(Scan::of(text), Some(Scan::Other(text.to_uppercase())), "{text}");
        }
        let long = format!("https://turno.example.org/t/{}", "x".repeat(LONGEST_TOKEN + 1));
        assert!(matches!(Scan::of(&long), Some(Scan::Other(_))));
    }

    #[test]
    fn nothing_is_nothing() {
        for text in ["", "  ", "**", "]A0", "]A0 * *"] {
            assert_eq!(Scan::of(text), None, "{text:?}");
        }
    }

    #[test]
    fn its_debug_shows_nothing() {
        for text in ["RSSMRA85T10A562S", "https://turno.example.org/t/secret", "SECRET"] {
            let shown = format!("{:?}", Scan::of(text));
            assert!(
                !shown.to_uppercase().contains("RSSMRA") && !shown.to_lowercase().contains("secret"),
                "{shown}"
            );
        }
    }
}
