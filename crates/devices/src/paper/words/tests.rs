use super::super::typeset;
use super::super::{clean, drawable};
use super::*;
use chrono::NaiveDate;

/// Every text of a language, each of its forms among them.
pub(in super::super) fn all_texts(language: Language) -> Vec<String> {
    let words = words(language);
    let mut texts = [
        words.reprint,
        words.same_service,
        words.hold_ready,
        words.hold_ready_for_other,
        words.watch,
        words.button,
        words.your_turn,
        words.called,
        words.we_come,
        words.wait_at,
    ]
    .map(str::to_owned)
    .to_vec();
    texts.push(words.page_with_button());
    let next = &words.next_step;
    texts
        .extend([next.title, next.place, next.bring, next.call, next.practice, next.code].map(str::to_owned));
    texts.extend(
        [CallManner::VoiceAndScreen, CallManner::ComeToMe, CallManner::Phone]
            .map(|manner| (words.manner)(manner).to_owned()),
    );
    texts.extend([2, 3, 9].map(words.people));
    texts.extend([0, 1, 2, 3, 11, 20, 100, 117].map(words.people_before));
    let bands = [(0, 5), (10, 10), (15, 25), (1, 1), (1, 2), (2, 3)];
    for wait in bands.map(|(low_minutes, high_minutes)| ExpectedWait { low_minutes, high_minutes }) {
        texts.extend([(words.expected_since)("9:42", wait), (words.expected)(wait)]);
    }
    texts.extend(
        (1..=12).map(|month| language.date(NaiveDate::from_ymd_opt(2026, month, 1 + month).expect("a date"))),
    );
    texts
}

#[test]
fn no_language_lacks_a_text_or_has_one_that_cannot_be_printed() {
    for language in Language::ALL {
        for text in all_texts(language) {
            assert!(!text.is_empty(), "{language:?}");
            if typeset::is_drawn(language) {
                assert_eq!(drawable(&text), text, "{language:?}");
            } else {
                assert_eq!(clean(&text), text, "{language:?}");
            }
            assert!(!text.contains(['!', '！']), "no exclamation marks: {text}");
        }
    }
}

#[test]
fn no_language_borrows_from_another() {
    for one in Language::ALL {
        let others = Language::ALL.into_iter().filter(|other| *other != one);
        let theirs: Vec<String> = others.flat_map(all_texts).collect();
        // "1 minuto" is Spanish, too.
        for text in all_texts(one).into_iter().filter(|text| text.chars().count() > 13) {
            assert!(!theirs.contains(&text), "{one:?}: {text}");
        }
    }
}
