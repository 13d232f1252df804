//! Whatever a site, a service or a language says: a ticket stays a ticket.

use proptest::prelude::*;
use turno_devices::paper::{
    CallManner, ExpectedWait, InItalian, Language, Number, TicketNumber, TicketPaper, Turn,
};

use crate::tickets::{full, logo, plain};
use crate::{WIDTHS, assert_fits};

#[test]
fn texts_of_400_letters_and_emoji_do_not_break_a_ticket() {
    for width in WIDTHS {
        for text in [
            "Àé".repeat(200),
            "parola ".repeat(57),
            "😀".repeat(400),
            "北".repeat(400),
            "\u{1b}@".repeat(200),
        ] {
            let paper = TicketPaper {
                site: text.clone(),
                body: Some(text.clone()),
                service: Some(text.clone()),
                documents: vec![text.clone(); 9],
                ..full()
            };
            let layout = paper.layout(width);
            assert_fits(&layout);
            assert_eq!(layout.number().map(Number::text).as_deref(), Some("A 042"), "it survives everything");
        }
    }
}

/// Anything, and what sites are likely to say, of any length.
fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "([a-zàèìòù’]{1,14} ){0,30}",
        "([а-яіїєґ]{1,14} ){0,20}",
        "([\u{627}-\u{64a}]{1,9} ){0,20}",
        "[\u{4e00}-\u{4fff}]{0,60}",
    ]
}

prop_compose! {
    fn any_paper()(
        site in any_text(), body in prop::option::of(any_text()), service in prop::option::of(any_text()),
        letter in any::<char>(), number in any::<u32>(), people_before in any::<u32>(),
        wait in any::<Option<(u32, u32)>>(), documents in prop::collection::vec(any_text(), 0..9),
        documents_for_other in prop::collection::vec(any_text(), 0..4), people in 1..=9u32, wait_at in prop::option::of(any_text()),
        manner in prop::option::of(prop::sample::select(vec![
            CallManner::VoiceAndScreen, CallManner::ComeToMe, CallManner::Phone,
        ])),
        page in prop::option::of("[!-~]{0,230}"), language in prop::sample::select(Language::ALL.to_vec()),
        reprint in any::<bool>(), italian in prop::option::of(any_text()),
        called in any::<Option<Option<String>>>(), with_logo in any::<bool>(),
    ) -> TicketPaper {
        TicketPaper {
            logo: with_logo.then(logo),
            site, body, service, number: TicketNumber { letter, number }, people_before, documents, page, reprint,
            turn: called.map_or(Turn::Waits, |counter| counter.map_or(Turn::Called, Turn::CalledTo)),
            expected: wait.map(|(low_minutes, high_minutes)| ExpectedWait { low_minutes, high_minutes }),
            documents_for_other, people, manner, language, wait_at,
            italian: italian.map(|text| InItalian {
                service: Some(text.clone()), documents: vec![text.clone(); 3], counter: Some(text),
            }),
            ..plain()
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn every_ticket_fits_its_paper(paper in any_paper()) {
        for width in WIDTHS {
            assert_fits(&paper.layout(width));
        }
    }
}
