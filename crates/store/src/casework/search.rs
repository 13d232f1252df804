//! How people are found: by words in any order, whatever the case, the accents and the apostrophes.

use turno_domain::casework::Citizen;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The words of `text` without case, accents and punctuation. A name with an apostrophe counts as one word and as two:
/// "D'Angelo" gives "dangelo", "d" and "angelo".
pub(super) fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    for chunk in text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '/' | '-')) {
        let parts: Vec<String> =
            chunk.split(['\'', '’', '‘', 'ʼ', '`', '´']).map(fold).filter(|part| !part.is_empty()).collect();
        if parts.len() > 1 {
            words.push(parts.concat());
        }
        words.extend(parts);
    }
    words
}

/// The most words that narrow a search. Nobody types as many to find a person, and what somebody pasted by mistake must not
/// become a condition deeper than SQLite takes (1,000).
const WORDS: usize = 12;

/// The first words that somebody looks for, each once; an apostrophe joins here, because a name is stored with both readings.
pub(super) fn wanted(text: &str) -> Vec<String> {
    let mut wanted = Vec::with_capacity(WORDS);
    let words = text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '/' | '-')).map(fold);
    for word in words {
        if !word.is_empty() && !wanted.contains(&word) {
            wanted.push(word);
        }
        if wanted.len() == WORDS {
            break;
        }
    }
    wanted
}

/// `text` as the search column holds it: each word with a space before it.
pub(super) fn column(texts: &[&str]) -> String {
    texts.iter().flat_map(|text| words(text)).flat_map(|word| [" ".to_owned(), word]).collect()
}

/// `text` as one word, so that names are compared whatever the case, the accents and what stands between their parts.
pub(super) fn plain(text: &str) -> String {
    pieces(text).collect::<Vec<_>>().join(" ")
}

/// All names of a person in the order of the alphabet: the same for whoever has them in another order.
pub(super) fn name_key(citizen: &Citizen) -> String {
    let mut names: Vec<String> = pieces(&citizen.family_name).chain(pieces(&citizen.given_names)).collect();
    names.sort_unstable();
    names.join(" ")
}

/// The words of a name; an apostrophe joins.
fn pieces(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '/' | '-'))
        .map(fold)
        .filter(|word| !word.is_empty())
}

/// The digits of a phone number without what dials Italy from abroad; an Italian number has eleven at most.
pub(super) fn national(digits: &str) -> &str {
    let without = digits.strip_prefix("00").unwrap_or(digits);
    without.strip_prefix("39").filter(|rest| rest.len() >= 8 && without.len() > 10).unwrap_or(digits)
}

/// The digits of a phone number.
pub(super) fn digits(text: &str) -> String {
    text.nfkc().filter_map(|c| c.to_digit(10)).filter_map(|digit| char::from_digit(digit, 10)).collect()
}

/// Whether somebody looks for a phone number: digits, and what people write between them.
pub(super) fn is_phone(text: &str) -> bool {
    digits(text).len() >= 4 && text.chars().all(|c| c.is_numeric() || " +-./()".contains(c))
}

/// Whether somebody looks for a number and nothing else.
pub(super) fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase) {
        match c {
            // Letters that Unicode does not take apart.
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'ø' => folded.push('o'),
            'ł' => folded.push('l'),
            'đ' | 'ð' => folded.push('d'),
            'þ' => folded.push_str("th"),
            'ı' => folded.push('i'),
            c if c.is_alphanumeric() => folded.push(c),
            _ => {}
        }
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_accents_and_apostrophes_do_not_matter() {
        assert_eq!(words("D’Angelo Niccolò"), ["dangelo", "d", "angelo", "niccolo"]);
        assert_eq!(wanted("D'ANGELO"), ["dangelo"]);
        assert_eq!(words("Łukasz Ştefănescu-Øster Straße"), ["lukasz", "stefanescu", "oster", "strasse"]);
        assert_eq!(wanted("  "), Vec::<String>::new());
        assert_eq!(wanted("%_🙂"), Vec::<String>::new());
        assert_eq!(words("محمد"), ["محمد"]);
    }

    #[test]
    fn of_a_long_paste_the_first_words_count() {
        let pasted: String = (0..40_000).map(|n| format!("Parola{} ", n / 2)).collect();
        let first: Vec<String> = (0..12).map(|n| format!("parola{n}")).collect();
        assert_eq!(wanted(&pasted), first);
    }

    #[test]
    fn a_number_is_the_same_with_and_without_the_prefix_of_the_country() {
        for told in ["3331234567", "393331234567", "00393331234567"] {
            assert_eq!(national(told), "3331234567", "{told}");
        }
        // A mobile number that begins like the prefix, and one of another country.
        assert_eq!((national("3931234567"), national("0041916100000")), ("3931234567", "0041916100000"));
    }

    #[test]
    fn a_phone_number_is_told_from_a_name_and_a_code() {
        assert!(is_phone("+39 339 12.34-567"));
        assert!(!is_phone("Rossi 339"));
        assert!(!is_phone("12"));
        assert_eq!(digits("+39 (339) 1234"), "393391234");
    }
}
