//! The layout of tickets: what stands on them, and that nothing makes one too long or too wide.

mod tickets;

use proptest::prelude::*;
use std::sync::{Arc, LazyLock};
use tickets::{called, english, full, full_in, long, plain, text_of, watch};
use turno_devices::paper::{
    Block, CallManner, DOTS_PER_MM, ExpectedWait, InItalian, Language, Layout, Logo, Number, PaperWidth,
    Size, TicketNumber, TicketPaper, Turn, Weight, printable, words,
};

const WIDTHS: [PaperWidth; 2] = [PaperWidth::Mm80, PaperWidth::Mm58];

fn assert_fits(layout: &Layout) {
    for line in layout.lines() {
        assert!(line.width_dots() <= layout.width.dots(), "too wide: {line:?}");
        assert!(line.text.chars().all(printable), "not printable: {line:?}");
        assert!((1..=8).contains(&line.size.width) && (1..=8).contains(&line.size.height), "{line:?}");
    }
    for block in &layout.blocks {
        if let Block::Drawn(drawn) = block {
            assert!(drawn.raster.across * 8 <= layout.width.dots() as usize, "too wide: {:?}", drawn.lines);
        }
    }
    let number = layout.number().expect("the number");
    assert!(number.width_dots() <= layout.width.dots() && number.text().chars().all(printable), "{number:?}");
    assert!((1..=8).contains(&number.size.width) && (1..=8).contains(&number.space), "{number:?}");
    let longest = layout.width.longest_ticket_mm() * DOTS_PER_MM;
    assert!(layout.paper_dots() <= longest, "{} dots of paper", layout.paper_dots());
    assert_eq!(layout.blocks.iter().filter(|block| matches!(block, Block::Cut)).count(), 1);
    assert_eq!(layout.blocks.last(), Some(&Block::Cut));
}

#[test]
fn the_number_is_the_largest_thing_and_at_least_six_by_six() {
    for width in WIDTHS {
        for paper in [plain(), full(), english()] {
            let layout = paper.layout(width);
            let number = layout.number().expect("the number");
            assert_eq!(number.text(), "A 042");
            assert!(
                layout.lines().all(|line| line.size.height * 2 <= number.size.height),
                "at least twice the rest"
            );
            assert!(number.size.width >= 6 && number.size.height >= 6, "{:?}", number.size);
        }
    }
}

#[test]
fn a_plain_ticket_has_the_number_at_full_size() {
    let layout = plain().layout(PaperWidth::Mm80);
    let number = layout.number().expect("the number");
    assert_eq!((number.size.width, number.size.height), (8, 8));
}

#[test]
fn a_number_of_four_digits_stays_on_one_line() {
    for width in WIDTHS {
        let paper = TicketPaper { number: TicketNumber { letter: 'B', number: 1042 }, ..full() };
        let layout = paper.layout(width);
        assert_fits(&layout);
        assert_eq!(layout.number().map(Number::text).as_deref(), Some("B 1042"));
    }
}

#[test]
fn a_ticket_says_what_the_catalogue_says() {
    let text = text_of(&full().layout(PaperWidth::Mm80));
    for expected in [
        "Sportello PAC",
        "Comune di Rovellasca",
        "SPID e identità digitale",
        "A 042",
        "sabato 21 novembre 2026 · 9:42",
        "3 persone prima di lei\nper lo stesso servizio",
        "Dalle 9:42 aspetterà circa 15–25 minuti",
        "Tenga pronti:",
        "tessera sanitaria",
        "Guardi il tabellone in sala: A 042",
    ] {
        assert!(text.contains(expected), "{expected} lacks in:\n{text}");
    }
    let flowing = text.replace('\n', " ");
    assert!(
        flowing.contains("Inquadri il quadrato col telefono: lì vede il turno e può toccare «Esco e torno»."),
        "{text}"
    );
}

#[test]
fn a_ticket_of_somebody_who_was_called_says_where_to_go_and_nothing_of_waiting() {
    let waiting =
        ["prima di lei", "before you", "same service", "stesso servizio", "aspetterà", "wait about"];
    let english = TicketPaper { turn: Turn::CalledTo("Counter 3".into()), ..english() };
    for width in WIDTHS {
        for (paper, says) in [
            (called(), "È già il suo turno: Sportello 3"),
            (english.clone(), "It is already your turn: Counter 3"),
        ] {
            let layout = paper.layout(width);
            assert_fits(&layout);
            let text = text_of(&layout).replace('\n', " ");
            assert!(text.contains(says), "{says} lacks in:\n{text}");
            assert!(text.contains(words(paper.language).hold_ready), "{text}");
            for other in waiting.into_iter().chain(["tabellone", "board", "«Esco e torno»", "I go out"]) {
                assert!(!text.contains(other), "{other} in:\n{text}");
            }
        }
    }
}

#[test]
fn where_to_look_is_said_whole_on_narrow_paper() {
    let text = text_of(&english().layout(PaperWidth::Mm58)).replace('\n', " ");
    assert!(text.contains("Watch the board in the waiting room: A 042"), "{text}");
}

#[test]
fn where_nobody_knows_the_counter_the_paper_sends_to_the_board() {
    let text = text_of(&TicketPaper { turn: Turn::Called, ..full() }.layout(PaperWidth::Mm80));
    let text = text.replace('\n', " ");
    assert!(text.contains("Il suo numero è già stato chiamato"), "{text}");
    assert!(text.contains("Guardi il tabellone in sala: A 042"), "{text}");
    assert!(!text.contains("prima di lei") && !text.contains("aspetterà"), "{text}");
}

/// All that is read, in one line.
fn flowing(layout: &Layout) -> String {
    text_of(layout).replace('\n', " ")
}

/// What a ticket must say in its holder's language.
fn said_in(paper: &TicketPaper) -> Vec<String> {
    let words = words(paper.language);
    let mut said = vec![
        (words.people_before)(paper.people_before),
        words.same_service.to_owned(),
        (words.day)(paper.issued.date()),
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
            let italian = "SPID e identità digitale. 3 persone prima di lei. Dalle 9:42 aspetterà circa 15–25 minuti. \
                           Tenga pronti: documento d’identità, tessera sanitaria, il suo cellulare.";
            assert_eq!(text.contains(italian), language != Language::It, "{language:?}:\n{text}");
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
fn a_ticket_for_several_people_says_for_how_many() {
    let text = text_of(&TicketPaper { people: 3, ..full() }.layout(PaperWidth::Mm80));
    assert!(text.contains("Biglietto per 3 persone"), "{text}");
    assert!(!text_of(&full().layout(PaperWidth::Mm80)).contains("Biglietto per"));
}

#[test]
fn who_asked_to_be_called_otherwise_is_told_so_in_the_boards_place() {
    let of = |manner| {
        text_of(&TicketPaper { manner: Some(manner), ..full() }.layout(PaperWidth::Mm80)).replace('\n', " ")
    };
    assert!(of(CallManner::VoiceAndScreen).contains("La chiamiamo a voce e sul tabellone: A 042"));
    assert!(of(CallManner::Phone).contains("Segua il suo turno sul telefono"));
    let come = of(CallManner::ComeToMe);
    assert!(come.contains("veniamo noi") && !come.contains("tabellone"), "{come}");
}

#[test]
fn where_to_wait_stands_on_the_paper_and_not_for_who_goes_to_a_counter() {
    let paper = TicketPaper { wait_at: Some("in sala, al piano terra".into()), ..full() };
    let text = text_of(&paper.layout(PaperWidth::Mm80)).replace('\n', " ");
    assert!(text.contains("Aspetti qui: in sala, al piano terra"), "{text}");
    let called = TicketPaper { turn: Turn::CalledTo("Sportello 3".into()), ..paper };
    assert!(!text_of(&called.layout(PaperWidth::Mm80)).contains("Aspetti qui"));
}

#[test]
fn what_to_bring_for_somebody_else_stands_apart() {
    let paper = TicketPaper { documents_for_other: vec!["delega firmata".into()], ..full() };
    let text = text_of(&paper.layout(PaperWidth::Mm80));
    let (own, other) = text.split_once("Per l’altra persona, anche:").expect("its heading");
    assert!(own.contains("tessera sanitaria") && other.contains("delega firmata"), "{text}");
}

#[test]
fn a_name_with_a_letter_that_the_printer_lacks_is_drawn_and_not_changed() {
    let paper = TicketPaper {
        site: "Občina Doberdob".into(),
        body: Some("Comune di Doberdò del Lago".into()),
        ..plain()
    };
    let layout = paper.layout(PaperWidth::Mm80);
    let drawn = layout.blocks.iter().filter_map(|block| match block {
        Block::Drawn(drawn) => Some(drawn.lines.join(" ")),
        _ => None,
    });
    assert_eq!(drawn.collect::<Vec<_>>(), ["Občina Doberdob"]);
}

#[test]
fn the_code_stays_on_a_full_ticket_with_what_it_is_for() {
    for width in WIDTHS {
        for paper in [full(), english(), TicketPaper { page: full().page, ..plain() }] {
            let layout = paper.layout(width);
            assert_eq!(layout.codes().collect::<Vec<_>>(), [paper.page.as_deref().expect("a page")]);
            let words = words(paper.language);
            let text = text_of(&layout);
            let flowing = text.replace('\n', " ");
            assert!(flowing.contains(&words.page_with_button()), "{text}");
            let whole = text.contains(words.button) || width == PaperWidth::Mm58;
            assert!(whole, "the button is broken in:\n{text}");
        }
    }
}

/// What `page` calls a button in the page's catalogue: `goAway: 'Esco e torno',` under the language's tag.
fn name_on_the_page<'a>(catalogue: &'a str, language: &str, button: &str) -> &'a str {
    let (_, entry) = catalogue.split_once(&format!("\n    {language}: {{\n")).expect("the language");
    let (entry, _) = entry.split_once("\n    },\n").expect("its end");
    let (_, name) = entry.split_once(&format!("\n      {button}: '")).expect("the button");
    name.split_once("',\n").expect("its end").0
}

#[test]
fn the_button_is_called_on_paper_as_on_the_tickets_page() {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../hub/src/public/pages/words.js");
    let catalogue = std::fs::read_to_string(page).expect("the words of the ticket's page");
    for language in Language::ALL {
        let words = words(language);
        assert_eq!(words.page.matches("{}").count(), 1, "{language:?}: the button stands in the sentence");
        assert_eq!(words.button, name_on_the_page(&catalogue, language.code(), "goAway"));
    }
}

/// Side of the drawn or printed code, as the raster or the block says it.
fn code_side_mm(layout: &Layout) -> Option<u32> {
    layout.blocks.iter().find_map(|block| match block {
        Block::Qr(qr) => Some(qr.side_dots() / DOTS_PER_MM),
        Block::Drawn(drawn) if drawn.code.is_some() => {
            let rows = (0..drawn.raster.rows)
                .filter(|&y| (0..drawn.raster.across as u32 * 8).any(|x| drawn.raster.is_black(x, y)));
            Some(rows.count() as u32 / DOTS_PER_MM)
        }
        _ => None,
    })
}

#[test]
fn a_code_is_large_enough_for_a_cheap_telephone() {
    for width in WIDTHS {
        for language in Language::ALL {
            for page in [full().page, Some("http://t.it/t/5vR2kQ9xWm3pT7aL".into())] {
                let layout = TicketPaper { page, ..full_in(language) }.layout(width);
                let side = code_side_mm(&layout).expect("a code");
                assert!(side >= 15, "{language:?} {width:?}: {side} mm");
            }
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
    let told: Vec<[bool; 4]> = (3..12).map(shorter).collect();
    assert_eq!(told[0], [true; 4]);
    for said in &told {
        assert!(said.is_sorted_by(|before, after| before >= after), "what stands later goes first: {told:?}");
    }
    assert!(
        told.contains(&[true, true, true, false]) || told.contains(&[true, true, false, false]),
        "{told:?}"
    );
}

#[test]
fn a_logo_stands_first_and_gives_way_to_what_must_be_read() {
    for width in WIDTHS {
        let with_logo = |paper: TicketPaper| TicketPaper { logo: Some(any_logo()), ..paper };
        let rows = |layout: &Layout| match &layout.blocks[0] {
            Block::Logo(raster) => Some(raster.rows),
            _ => None,
        };
        let (short, full) = (with_logo(plain()).layout(width), with_logo(full()).layout(width));
        assert_fits(&full);
        assert!(
            rows(&short) >= rows(&full) && rows(&full).is_some_and(|rows| rows >= 6 * DOTS_PER_MM),
            "{width:?}"
        );
        let long = with_logo(long()).layout(width);
        assert_fits(&long);
        assert!(rows(&long) <= rows(&full), "{width:?}");
        let without = text_of(&tickets::long().layout(width));
        assert_eq!(text_of(&long), without, "{width:?}: nothing that is read is given up for a picture");
    }
}

#[test]
fn room_that_is_left_parts_what_stands_on_the_ticket() {
    for width in WIDTHS {
        for language in Language::ALL {
            let layout = full_in(language).layout(width);
            let gaps = layout.blocks.iter().filter_map(|block| match block {
                Block::Feed(dots) => Some(u32::from(*dots)),
                _ => None,
            });
            let gaps: Vec<u32> = gaps.collect();
            let (narrowest, left) = (
                *gaps.iter().min().expect("gaps"),
                width.longest_ticket_mm() * DOTS_PER_MM - layout.paper_dots(),
            );
            assert!(
                narrowest >= 14 || left < gaps.len() as u32,
                "{language:?} {width:?}: {left} dots are left"
            );
        }
    }
}

#[test]
fn what_to_bring_is_bold_of_normal_height_and_one_on_a_line() {
    for width in WIDTHS {
        for paper in [full(), TicketPaper { italian: None, ..english() }] {
            let layout = paper.layout(width);
            for document in &paper.documents {
                let line = layout.lines().find(|line| line.text == format!("• {document}"));
                let Some(line) = line else { panic!("{document} lacks in:\n{}", text_of(&layout)) };
                assert_eq!((line.size, line.weight), (Size::PLAIN, Weight::Bold), "{document}");
            }
        }
    }
}

#[test]
fn a_long_list_of_what_to_bring_makes_the_ticket_longer_and_is_never_cut() {
    for width in WIDTHS {
        let layout = long().layout(width);
        let text = text_of(&layout).replace('\n', " ");
        for document in &long().documents {
            assert!(text.contains(document.as_str()), "{document} is cut in:\n{text}");
        }
        assert_fits(&layout);
    }
}

#[test]
fn a_discreet_service_has_no_name_on_paper_and_a_reprint_says_so() {
    let paper = TicketPaper { service: None, reprint: true, ..full() };
    let text = text_of(&paper.layout(PaperWidth::Mm80));
    assert!(!text.contains("SPID"));
    assert!(text.starts_with("RISTAMPA"));
}

#[test]
fn an_address_that_no_qr_should_carry_is_left_out() {
    for page in ["http://è.it/t/1".to_owned(), "http://x\u{1b}@".to_owned(), "h".repeat(400), String::new()]
    {
        let layout = TicketPaper { page: Some(page), ..plain() }.layout(PaperWidth::Mm80);
        assert!(layout.codes().next().is_none());
    }
}

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

/// The example's logo, which is as wide as a logo may be.
fn any_logo() -> Arc<Logo> {
    static LOGO: LazyLock<Arc<Logo>> = LazyLock::new(|| {
        let png = include_bytes!("../../../assets/sites/logo.png");
        Arc::new(Logo::of_png(png).expect("the example's logo"))
    });
    LOGO.clone()
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
            logo: with_logo.then(any_logo),
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
