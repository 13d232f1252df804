//! The layout of tickets: what stands on them, and that nothing makes one too long or too wide.

mod tickets;

use proptest::prelude::*;
use tickets::{english, full, plain, text_of};
use turno_devices::paper::{
    Block, DOTS_PER_MM, ExpectedWait, LONGEST_TICKET_MM, Language, Layout, Number, PaperWidth, Size,
    TicketNumber, TicketPaper, printable,
};

const WIDTHS: [PaperWidth; 2] = [PaperWidth::Mm80, PaperWidth::Mm58];

fn assert_fits(layout: &Layout) {
    for line in layout.lines() {
        assert!(line.width_dots() <= layout.width.dots(), "too wide: {line:?}");
        assert!(line.text.chars().all(printable), "not printable: {line:?}");
        assert!((1..=8).contains(&line.size.width) && (1..=8).contains(&line.size.height), "{line:?}");
    }
    let number = layout.number().expect("the number");
    assert!(number.width_dots() <= layout.width.dots() && number.text().chars().all(printable), "{number:?}");
    assert!((1..=8).contains(&number.size.width) && (1..=8).contains(&number.space), "{number:?}");
    assert!(layout.paper_dots() <= LONGEST_TICKET_MM * DOTS_PER_MM, "{} dots of paper", layout.paper_dots());
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
        "3 persone prima di lei",
        "Attesa stimata dalle 9:42: 15–25 minuti",
        "Tenga pronti:",
        "tessera sanitaria",
        "Ascolti o guardi lo schermo: A 042",
        "Segua il turno dal telefono. Può toccare\n«Esco e torno», «Sono tornato» o «Rinuncio».",
    ] {
        assert!(text.contains(expected), "{expected} lacks in:\n{text}");
    }
}

#[test]
fn english_paper_has_no_italian_words_of_its_own() {
    let text = text_of(&english().layout(PaperWidth::Mm80));
    assert!(text.contains("1 person before you") && text.contains("Please have ready:"));
    assert!(!text.contains("Tenga") && !text.contains("prima di lei") && !text.contains("novembre"));
}

#[test]
fn the_code_stays_on_a_full_ticket_and_no_button_is_broken() {
    for width in WIDTHS {
        for paper in [full(), english()] {
            let layout = paper.layout(width);
            assert!(layout.blocks.iter().any(|block| matches!(block, Block::Qr(_))), "{width:?}");
        }
        let short = TicketPaper { language: Language::En, page: full().page, ..plain() };
        let text = text_of(&short.layout(width));
        for button in ["“I go out and come back”", "“I am back”", "“I give up my place”"] {
            assert!(text.contains(button), "{button} lacks in:\n{text}");
        }
    }
}

#[test]
fn what_to_bring_is_tall_on_an_everyday_ticket() {
    let layout = full().layout(PaperWidth::Mm80);
    let tall = layout.blocks.iter().any(|block| {
        matches!(block, Block::Text(line) if line.text.contains("tessera") && line.size == Size::TALL)
    });
    assert!(tall, "{}", text_of(&layout));
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
        assert!(!layout.blocks.iter().any(|block| matches!(block, Block::Qr(_))));
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

prop_compose! {
    fn any_paper()(
        site in any::<String>(), body in any::<Option<String>>(), service in any::<Option<String>>(),
        letter in any::<char>(), number in any::<u32>(), people_before in any::<u32>(),
        wait in any::<Option<(u32, u32)>>(), documents in prop::collection::vec(any::<String>(), 0..12),
        page in prop::option::of("[!-~]{0,230}"), english in any::<bool>(), reprint in any::<bool>(),
    ) -> TicketPaper {
        TicketPaper {
            site, body, service, number: TicketNumber { letter, number }, people_before, documents, page, reprint,
            expected: wait.map(|(low_minutes, high_minutes)| ExpectedWait { low_minutes, high_minutes }),
            language: if english { Language::En } else { Language::It },
            ..plain()
        }
    }
}

proptest! {
    #[test]
    fn every_ticket_fits_its_paper(paper in any_paper()) {
        for width in WIDTHS {
            assert_fits(&paper.layout(width));
        }
    }
}
