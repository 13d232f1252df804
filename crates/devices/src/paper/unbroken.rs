//! What no end of a line may part: a number and what it counts, a ticket's letter and its count, a sign and its word.

/// Stands in a space's place where a line must not end; never reaches the paper.
pub(super) const UNBROKEN: char = '\u{A0}';
/// Stands between two characters where a line must not end: Chinese may be broken at each.
const JOINER: char = '\u{2060}';

/// Holds a whole phrase together.
pub(super) fn phrase(text: &str) -> String {
    let mut phrase = String::new();
    for character in text.chars() {
        if ideographic(character) && !phrase.is_empty() {
            phrase.push(JOINER);
        }
        phrase.push(if character == ' ' { UNBROKEN } else { character });
    }
    phrase
}

/// Of the characters between which Chinese is broken.
fn ideographic(character: char) -> bool {
    matches!(character, '\u{2E80}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{FF00}'..='\u{FF60}')
}

/// The same as it is read and printed.
pub(super) fn as_read(text: &str) -> String {
    text.replace(UNBROKEN, " ").replace(JOINER, "")
}

/// Holds together what belongs together in a text that may be broken elsewhere.
pub(super) fn held(text: &str) -> String {
    let mut words = text.split(' ').peekable();
    let mut held = String::with_capacity(text.len());
    while let Some(word) = words.next() {
        held.push_str(word);
        if let Some(next) = words.peek() {
            held.push(if belong(word, next) { UNBROKEN } else { ' ' });
        }
    }
    held
}

fn belong(word: &str, next: &str) -> bool {
    is_count(word) || (is_letter(word) && is_count(next)) || is_sign(next)
}

/// "3", "15–25".
fn is_count(word: &str) -> bool {
    word.starts_with(|first: char| first.is_ascii_digit())
        && word.chars().all(|character| character.is_ascii_digit() || character == '–')
}

/// The letter of a ticket.
fn is_letter(word: &str) -> bool {
    let mut characters = word.chars();
    characters.next().is_some_and(char::is_uppercase) && characters.next().is_none()
}

/// Stands behind a space in French, and alone in no language.
fn is_sign(word: &str) -> bool {
    !word.is_empty() && word.chars().all(|character| ":;?»·".contains(character))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phrase_is_read_as_it_was() {
        for text in ["«Esco e torno».", "“离开一会儿”。", ""] {
            assert_eq!(as_read(&phrase(text)), text);
        }
        assert_eq!(phrase("离开").chars().count(), 3);
    }

    #[test]
    fn a_number_stays_with_what_it_counts_and_a_sign_with_its_word() {
        for (text, told) in [
            ("3 persone prima di lei", "3_persone prima di lei"),
            ("Dalle 9:42 aspetterà circa 15–25 minuti", "Dalle 9:42 aspetterà circa 15–25_minuti"),
            ("Guardi il tabellone in sala: A 042", "Guardi il tabellone in sala: A_042"),
            ("Regardez l’écran dans la salle : A 042", "Regardez l’écran dans la salle_: A_042"),
            ("您前面有 3 人", "您前面有 3_人"),
            ("Nessuno prima di lei", "Nessuno prima di lei"),
            ("a vita", "a vita"),
            ("", ""),
        ] {
            assert_eq!(held(text).replace(UNBROKEN, "_"), told);
            assert_eq!(as_read(&held(text)), text);
        }
    }
}
