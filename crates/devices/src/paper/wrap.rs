//! Breaks a clean text into lines of fixed cells.

use std::ops::RangeInclusive;

/// In more lines than these one word alone is no eyesore, and trying costs time.
pub(super) const BALANCED_LINES: RangeInclusive<usize> = 2..=6;
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

/// The same with lines alike in length: as narrow as takes no line more and no word apart, so that the last is no word left alone.
/// Where a sign ends every line but the last, the lines end there.
pub(super) fn balanced(text: &str, columns: usize, most_lines: usize) -> Vec<String> {
    let lines = wrap(text, columns, most_lines);
    if !BALANCED_LINES.contains(&lines.len()) {
        return lines;
    }
    let longest_word = text.split(' ').map(|word| word.chars().count()).max().unwrap_or(0);
    let as_few = |narrower: &Vec<String>| narrower.len() <= lines.len();
    let narrower =
        || (longest_word.max(1)..=columns).map(|columns| wrap(text, columns, usize::MAX)).filter(as_few);
    let at_signs =
        |lines: &Vec<String>| lines[..lines.len() - 1].iter().all(|line| line.ends_with([':', ',', '.']));
    narrower().find(at_signs).or_else(|| narrower().next()).unwrap_or(lines)
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

    #[test]
    fn balanced_lines_leave_no_word_alone() {
        assert_eq!(balanced("3 persone prima di lei", 16, 2), ["3 persone", "prima di lei"]);
        assert_eq!(balanced("uno due", 16, 2), ["uno due"]);
        assert_eq!(
            balanced("Quando tocca a lei veniamo noi: aspetti in sala", 32, 4),
            ["Quando tocca a lei veniamo noi:", "aspetti in sala"]
        );
        assert_eq!(
            balanced("precipitevolissimevolmente ora qui", 10, 9),
            wrap("precipitevolissimevolmente ora qui", 10, 9)
        );
        assert_eq!(
            balanced("uno due tre quattro", 8, 1),
            ["uno due…"],
            "what is cut is cut at its whole width"
        );
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
