//! Breaks a clean text into lines of fixed cells.

/// Ends a text that did not fit.
const CUT_OFF: char = '…';

/// Breaks by words at `columns` cells; a longer word is broken where the line ends. What does not fit into `most_lines`
/// is left out, and the last line then ends in `…`.
pub(super) fn wrap(text: &str, columns: usize, most_lines: usize) -> Vec<String> {
    let mut lines = all_lines(text, columns.max(1));
    if lines.len() > most_lines {
        lines.truncate(most_lines);
        if let Some(last) = lines.last_mut() {
            *last = cut_off(last, columns);
        }
    }
    lines
}

fn all_lines(text: &str, columns: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut used = 0;
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let length = word.chars().count();
        if used > 0 && used + 1 + length > columns {
            lines.push(std::mem::take(&mut line));
            used = 0;
        }
        if used > 0 {
            line.push(' ');
            used += 1;
        }
        for character in word.chars() {
            if used == columns {
                lines.push(std::mem::take(&mut line));
                used = 0;
            }
            line.push(character);
            used += 1;
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

fn cut_off(line: &str, columns: usize) -> String {
    let kept: String = line.chars().take(columns.saturating_sub(1)).collect();
    let mut kept = kept.trim_end_matches([' ', ',', ';', '.', ':']).to_owned();
    kept.push(CUT_OFF);
    kept
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_stay_whole() {
        assert_eq!(
            wrap("documento d’identità, tessera sanitaria", 24, 3),
            ["documento d’identità,", "tessera sanitaria"]
        );
    }

    #[test]
    fn a_word_longer_than_the_line_is_broken() {
        assert_eq!(wrap("precipitevolissimevolmente ora", 10, 9), ["precipitev", "olissimevo", "lmente ora"]);
    }

    #[test]
    fn what_does_not_fit_ends_in_an_ellipsis() {
        assert_eq!(wrap("uno due, tre quattro", 8, 1), ["uno due…"]);
        assert_eq!(wrap("uno", 8, 1), ["uno"]);
        assert!(wrap("", 8, 1).is_empty());
    }

    proptest! {
        #[test]
        fn no_line_is_too_long_and_no_letter_is_lost(text in "[a-zà, ]{0,400}", columns in 2usize..48, most in 1usize..6) {
            let lines = wrap(&text, columns, most);
            prop_assert!(lines.len() <= most);
            prop_assert!(lines.iter().all(|line| line.chars().count() <= columns && !line.is_empty()));
            let whole: String = wrap(&text, columns, usize::MAX).concat().replace(' ', "");
            prop_assert_eq!(whole, text.replace(' ', ""));
        }
    }
}
