//! Nine languages: each says all of it, and the essential in Italian too.

use turno_devices::paper::{CallManner, ExpectedWait, Language, PaperWidth, TicketPaper, words};

use crate::tickets::{flowing, full_in, watch};
use crate::{WIDTHS, assert_fits};

/// What a ticket must say in its holder's language.
fn said_in(paper: &TicketPaper) -> Vec<String> {
    let words = words(paper.language);
    let mut said = vec![
        (words.people_before)(paper.people_before),
        words.same_service.to_owned(),
        paper.language.date(paper.issued.date()),
        words.hold_ready.to_owned(),
        watch(paper),
        words.page_with_button(),
    ];
    let wait = paper.expected.expect("a wait");
    said.push(format!("{} {}", (words.expected_since)("9:42", wait), (words.expected)(wait)));
    said.extend(paper.service.clone());
    said.extend(paper.documents.clone());
    said
}

#[test]
fn every_language_says_all_and_the_essential_in_italian_too() {
    for width in WIDTHS {
        for language in Language::ALL {
            let paper = full_in(language);
            let layout = paper.layout(width);
            assert_fits(&layout);
            let text = flowing(&layout);
            for said in said_in(&paper) {
                // Chinese is broken without spaces, so is a word in another script that fills a line.
                let bare = |text: &str| text.replace([' ', '•'], "");
                assert!(bare(&text).contains(&bare(&said)), "{language:?}: {said} lacks in:\n{text}");
            }
            let [service, turn, documents] = [
                "SPID e identità digitale. ",
                "3 persone prima di lei. Dalle 9:42 aspetterà circa 15–25 minuti. ",
                "Tenga pronti: documento d’identità, tessera sanitaria, il suo cellulare.",
            ];
            // Figures are read in every language: narrow paper says them once.
            let short = format!("{service}{documents}");
            let whole = format!("{service}{turn}{documents}");
            let says_it = text.ends_with(&whole) || (width == PaperWidth::Mm58 && text.ends_with(&short));
            assert_eq!(says_it, language != Language::It, "{language:?}:\n{text}");
            assert!(!text.contains('…'), "{language:?}: something is cut:\n{text}");
            assert_eq!(layout.codes().collect::<Vec<_>>(), [paper.page.as_deref().expect("a page")]);
        }
    }
}

#[test]
fn nothing_that_a_language_may_say_is_cut() {
    for width in WIDTHS {
        for language in Language::ALL {
            let most = TicketPaper {
                people: 9,
                manner: Some(CallManner::ComeToMe),
                people_before: 117,
                expected: Some(ExpectedWait { low_minutes: 110, high_minutes: 125 }),
                documents_for_other: vec![full_in(language).documents[0].clone()],
                reprint: true,
                ..full_in(language)
            };
            let text = flowing(&most.layout(width)).replace(' ', "");
            let words = words(language);
            for said in [
                (words.people)(9),
                (words.people_before)(117),
                (words.manner)(CallManner::ComeToMe).to_owned(),
                words.hold_ready_for_other.to_owned(),
                words.reprint.to_owned(),
                "RISTAMPA".to_owned(),
            ] {
                assert!(
                    text.contains(&said.replace(' ', "")),
                    "{language:?} {width:?}: {said} lacks in:\n{text}"
                );
            }
            assert!(!text.contains(&words.watch.replace(' ', "")), "who is fetched looks at no board");
            assert!(!text.contains('…'), "{language:?} {width:?}: something is cut:\n{text}");
        }
    }
}

#[test]
fn an_italian_reader_misses_first_what_is_read_in_every_language() {
    let shorter = |lines: usize| {
        let crowded = TicketPaper {
            documents: vec!["documento rilasciato dalla questura, valido".into(); lines],
            ..full_in(Language::En)
        };
        let text = flowing(&crowded.layout(PaperWidth::Mm80));
        ["SPID e identità digitale.", "il suo cellulare.", "3 persone prima di lei.", "Dalle 9:42 aspetterà"]
            .map(|said| text.contains(said))
    };
    let told: Vec<[bool; 4]> = (1..12).map(shorter).collect();
    assert_eq!(told[0], [true; 4]);
    for said in &told {
        assert!(said.is_sorted_by(|before, after| before >= after), "what stands later goes first: {told:?}");
    }
    assert!(
        told.contains(&[true, true, true, false]) || told.contains(&[true, true, false, false]),
        "{told:?}"
    );
}
