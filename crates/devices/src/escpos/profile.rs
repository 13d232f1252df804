//! What differs between printers, as the site file says it.

pub use turno_domain::site::{Cutter, Presenter};

use crate::paper::PaperWidth;

/// A printer as far as its maker and its place make a difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PrinterProfile {
    /// Its roll.
    pub width: PaperWidth,
    /// Number by which the printer knows Windows-1252 (`ESC t n`): 16 for Epson and most others.
    pub code_page: u8,
    /// What parts a ticket from the roll.
    pub cutter: Cutter,
    /// What hands a ticket out.
    pub presenter: Presenter,
}

impl Default for PrinterProfile {
    fn default() -> Self {
        Self { width: PaperWidth::Mm80, code_page: 16, cutter: Cutter::Partial, presenter: Presenter::None }
    }
}

impl PrinterProfile {
    /// The profile that a site file's `[printer]` describes; what it leaves out is as usual, and so is a width that no roll has.
    #[must_use]
    pub fn of_site(
        width_mm: Option<u32>,
        code_page: Option<u8>,
        cutter: Cutter,
        presenter: Presenter,
    ) -> Self {
        let usual = Self::default();
        Self {
            width: width_mm.and_then(PaperWidth::from_mm).unwrap_or(usual.width),
            code_page: code_page.unwrap_or(usual.code_page),
            cutter,
            presenter,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word<T: serde::de::DeserializeOwned>(word: &str) -> T {
        serde_json::from_value(word.into()).expect("a word of the site file")
    }

    #[test]
    fn a_profile_is_read_from_the_words_of_the_site_file() {
        let usual = PrinterProfile::of_site(None, None, word("partial"), word("none"));
        assert_eq!(usual, PrinterProfile::default());
        let custom = PrinterProfile::of_site(Some(58), Some(71), word("full"), word("custom"));
        let expected = PrinterProfile {
            width: PaperWidth::Mm58,
            code_page: 71,
            cutter: Cutter::Full,
            presenter: Presenter::Custom,
        };
        assert_eq!(custom, expected);
        assert_eq!(
            PrinterProfile::of_site(Some(76), None, word("none"), word("none")).width,
            PaperWidth::Mm80
        );
    }
}
