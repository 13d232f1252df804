//! Makes any text safe and printable: one line, no control byte, only characters that can be put on paper.
//!
//! A printer obeys every byte that reaches it: a name that carries `ESC` could cut the paper or open a drawer. Whatever
//! leaves [`clean`] is in [`printable`], and nothing else is; what leaves [`drawable`] becomes dots and never bytes of text.

use unicode_normalization::UnicodeNormalization;

use super::typeset;

/// More than this is not read from one text; the longest line of a ticket has 48 characters.
const LONGEST_TEXT: usize = 2_000;

/// The characters of Windows-1252 from 0x80 to 0x9F, which has holes there; 0xA0 to 0xFF are Unicode's own.
const WESTERN_HIGH: &str = "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ";

/// Whether a character is printed as it is: ASCII without controls, or Windows-1252 without no-break space and soft hyphen.
#[must_use]
pub fn printable(character: char) -> bool {
    match character {
        ' '..='~' => true,
        '\u{A1}'..='\u{FF}' => character != '\u{AD}',
        _ => WESTERN_HIGH.contains(character),
    }
}

/// Reduces a text to one line of [`printable`] characters.
///
/// Every kind of white space becomes one space; control, bidirectional and other invisible characters vanish; letters
/// of other alphabets are written in Latin ("Олена" becomes "Olena"); signs without a reading become one `?`.
#[must_use]
pub fn clean(text: &str) -> String {
    reduce(text, printable)
}

/// Reduces a text that is drawn to one line, as [`clean`] does, but keeps the letters of all alphabets that the paper's
/// typefaces have.
#[must_use]
pub fn drawable(text: &str) -> String {
    reduce(text, |character| printable(character) || typeset::has(character))
}

fn reduce(text: &str, keeps: impl Fn(char) -> bool) -> String {
    let mut line = Line { keeps, text: String::new(), space_due: false };
    for character in text.chars().take(LONGEST_TEXT).nfc() {
        match character {
            c if c.is_whitespace() => line.space(),
            c if c.is_control() || invisible(c) => {}
            c if line.keeps(c) => line.push(c),
            c if pictogram(c) => line.unreadable(),
            c => line.transliterate(c),
        }
    }
    line.text
}

struct Line<K> {
    keeps: K,
    text: String,
    space_due: bool,
}

impl<K: Fn(char) -> bool> Line<K> {
    fn keeps(&self, character: char) -> bool {
        (self.keeps)(character)
    }

    fn space(&mut self) {
        self.space_due = !self.text.is_empty();
    }

    fn push(&mut self, character: char) {
        if std::mem::take(&mut self.space_due) {
            self.text.push(' ');
        }
        self.text.push(character);
    }

    fn unreadable(&mut self) {
        if self.space_due || !self.text.ends_with('?') {
            self.push('?');
        }
    }

    fn transliterate(&mut self, character: char) {
        match deunicode::deunicode_char(character) {
            Some(reading) if !reading.trim().is_empty() => {
                for latin in reading.chars() {
                    match latin {
                        ' ' => self.space(),
                        c if printable(c) => self.push(c),
                        _ => self.unreadable(),
                    }
                }
            }
            // A combining mark that composed with nothing: its letter stands already.
            _ if unicode_normalization::char::is_combining_mark(character) => {}
            _ => self.unreadable(),
        }
    }
}

fn invisible(character: char) -> bool {
    matches!(character,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}'
        | '\u{E0000}'..='\u{E0FFF}')
}

fn pictogram(character: char) -> bool {
    matches!(character, '\u{2190}'..='\u{2BFF}' | '\u{E000}'..='\u{F8FF}' | '\u{1F000}'..='\u{1FFFF}' | '\u{F0000}'..)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn italian_stays_as_it_is() {
        let text = "È così: perché no? L’identità costa 10 € – più IVA… «sì»";
        assert_eq!(clean(text), text);
    }

    #[test]
    fn accents_are_composed() {
        assert_eq!(clean("identita\u{300}"), "identità");
    }

    #[test]
    fn other_alphabets_are_read_in_latin() {
        assert_eq!(clean("Олена Șerban Đặng Łódź"), "Olena Serban Dang Lódz");
        assert_eq!(clean("北京"), "Bei Jing");
    }

    #[test]
    fn what_is_drawn_keeps_its_alphabet() {
        for text in [
            "Олена Ґанок пʼятниця",
            "Înștiințări și ăsta",
            "مكتب الاستقبال",
            "北京 市民中心",
            "Občina Doberdob, Kopër",
        ] {
            assert_eq!(drawable(text), text);
        }
        assert_eq!(drawable("A\u{1b}@\u{202e}b 😀"), "A@b ?");
    }

    #[test]
    fn pictures_become_one_question_mark() {
        assert_eq!(clean("Ufficio 👨‍👩‍👧‍👦🎉 aperto"), "Ufficio ? aperto");
    }

    #[test]
    fn nothing_that_a_printer_obeys_comes_through() {
        assert_eq!(clean("Ada\u{1b}@\u{1d}V\0 \r\n\t Rossi\u{7f}\u{9b}\u{202e}x"), "Ada@V Rossix");
    }

    proptest! {
        #[test]
        fn any_text_is_reduced_to_one_printable_line(text in any::<String>()) {
            let cleaned = clean(&text);
            prop_assert!(cleaned.chars().all(printable), "{cleaned:?}");
            prop_assert_eq!(cleaned.trim(), &cleaned);
            prop_assert!(!cleaned.contains("  "));
            prop_assert_eq!(clean(&cleaned), cleaned);
            let drawn = drawable(&text);
            prop_assert!(!drawn.chars().any(|c| c.is_control() || invisible(c)), "{drawn:?}");
            prop_assert!(!drawn.contains("  "));
        }
    }
}
