//! The code of the ticket's own page: there, large enough, with what it is for.

use turno_devices::paper::{Block, DOTS_PER_MM, Language, Layout, PaperWidth, TicketPaper, words};

use crate::WIDTHS;
use crate::tickets::{english, full, full_in, plain, text_of};

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
fn an_address_that_no_qr_should_carry_is_left_out() {
    for page in ["http://è.it/t/1".to_owned(), "http://x\u{1b}@".to_owned(), "h".repeat(400), String::new()]
    {
        let layout = TicketPaper { page: Some(page), ..plain() }.layout(PaperWidth::Mm80);
        assert!(layout.codes().next().is_none());
    }
}

#[test]
fn beside_the_code_no_line_breaks_the_buttons_name_where_it_has_room() {
    for language in [Language::It, Language::Es, Language::Sq, Language::Zh] {
        let text = text_of(&full_in(language).layout(PaperWidth::Mm58));
        assert!(text.contains(words(language).button), "{language:?}:\n{text}");
    }
}
