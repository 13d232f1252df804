//! What is large, what is bold, and what gives way to what.

use turno_devices::paper::{
    Block, DOTS_PER_MM, Language, Layout, Number, PaperWidth, Size, TICKET_MM, TicketNumber, TicketPaper,
    Turn, Weight, words,
};

use crate::tickets::{self, common, english, full, full_in, logo, long, plain, text_of};
use crate::{WIDTHS, assert_fits};

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
fn the_number_has_the_same_shape_on_every_ticket() {
    for width in WIDTHS {
        for language in Language::ALL {
            for paper in [full_in(language), common(language), tickets::called(), long(), plain()] {
                let layout = paper.layout(width);
                let size = layout.number().expect("the number").size;
                assert_eq!(size.width, size.height, "{language:?} {width:?}");
            }
        }
    }
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
fn a_logo_stands_first_and_gives_way_to_what_must_be_read() {
    for width in WIDTHS {
        let with_logo = |paper: TicketPaper| TicketPaper { logo: Some(logo()), ..paper };
        let rows = |layout: &Layout| match &layout.blocks[0] {
            Block::Logo(raster) => Some(raster.rows),
            _ => None,
        };
        let [short, common, full] =
            [plain(), common(Language::It), full()].map(|paper| with_logo(paper).layout(width));
        assert_fits(&full);
        assert!(rows(&short) >= rows(&common) && rows(&common) >= rows(&full), "{width:?}");
        assert!(rows(&common).is_some_and(|rows| rows >= 6 * DOTS_PER_MM), "{width:?}");
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
            let narrowest = *gaps.iter().min().expect("gaps");
            let left = (TICKET_MM * DOTS_PER_MM).saturating_sub(layout.paper_dots());
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
fn what_is_too_wide_for_the_printers_large_letters_is_drawn_large_on_one_line() {
    for (paper, width) in [(english(), PaperWidth::Mm80), (full(), PaperWidth::Mm58)] {
        let layout = paper.layout(width);
        let service = paper.service.expect("a service");
        let drawn = layout.blocks.iter().find_map(|block| match block {
            Block::Drawn(drawn) if drawn.lines == [service.clone()] => Some(drawn),
            _ => None,
        });
        let Some(drawn) = drawn else { panic!("{service} lacks in:\n{}", text_of(&layout)) };
        assert!(drawn.raster.rows >= 38, "{width:?}: {} rows", drawn.raster.rows);
    }
}

#[test]
fn the_second_line_of_what_to_bring_stands_under_the_words_and_not_under_the_bullet() {
    let one = |language, document: &str| TicketPaper {
        documents: vec![document.into()],
        language,
        italian: None,
        ..plain()
    };
    let italian = one(Language::It, "fotocopia del documento d’identità di chi delega");
    let lines = text_of(&italian.layout(PaperWidth::Mm58));
    assert!(lines.contains("• fotocopia del documento\n  d’identità di chi delega"), "{lines}");

    let ukrainian = one(Language::Uk, "копія документа, що посвідчує особу того, хто доручає");
    let layout = ukrainian.layout(PaperWidth::Mm58);
    let drawn = layout.blocks.iter().find_map(|block| match block {
        Block::Drawn(drawn) if drawn.lines[0].starts_with('•') => Some(drawn),
        _ => None,
    });
    let drawn = drawn.expect("what to bring");
    let line_rows = drawn.raster.rows / drawn.lines.len() as u32;
    let inked =
        |rows: std::ops::Range<u32>| rows.into_iter().any(|y| (0..18).any(|x| drawn.raster.is_black(x, y)));
    assert!(drawn.lines.len() > 1 && inked(0..line_rows) && !inked(line_rows..drawn.raster.rows));
}

#[test]
fn lines_of_what_to_bring_end_between_one_thing_and_the_next() {
    let text = text_of(&english().layout(PaperWidth::Mm80));
    assert!(
        text.contains("Please have ready: identity document,\nhealth card, your mobile phone\n"),
        "{text}"
    );
}

#[test]
fn where_somebody_is_to_go_stands_in_like_letters() {
    let layout = tickets::called().layout(PaperWidth::Mm58);
    let rows = |said: &str| {
        layout.blocks.iter().find_map(|block| match block {
            Block::Drawn(drawn) if drawn.lines == [said.to_owned()] => Some(drawn.raster.rows),
            _ => None,
        })
    };
    let (turn, counter) = (rows("È già il suo turno:"), rows("Sportello 3"));
    let (turn, counter) = (turn.expect("the turn"), counter.expect("the counter"));
    // The accent may reach above its line.
    assert!(turn.abs_diff(counter) <= 2, "{turn}, {counter}");
}

#[test]
fn what_takes_more_than_a_line_is_large_while_there_is_room() {
    let called = TicketPaper { turn: Turn::Called, ..full() };
    let layout = called.layout(PaperWidth::Mm58);
    let drawn = layout.blocks.iter().find_map(|block| match block {
        Block::Drawn(drawn) if drawn.lines.join(" ") == "Il suo numero è già stato chiamato" => Some(drawn),
        _ => None,
    });
    let drawn = drawn.expect("that it was called");
    assert!(drawn.lines.len() == 2 && drawn.raster.rows >= 2 * 38, "{:?}", drawn.lines);
}

#[test]
fn on_wide_paper_the_service_and_the_people_before_are_large_in_every_language() {
    for language in Language::ALL {
        for reprint in [false, true] {
            let paper = TicketPaper { reprint, ..full_in(language) };
            let layout = paper.layout(PaperWidth::Mm80);
            for said in [paper.service.clone().expect("a service"), (words(language).people_before)(3)] {
                let rows = layout.blocks.iter().find_map(|block| match block {
                    Block::Drawn(drawn) if drawn.lines == [said.clone()] => Some(drawn.raster.rows),
                    Block::Text(line) if line.text == said => Some(line.height_dots()),
                    _ => None,
                });
                assert!(rows.is_some_and(|rows| rows >= 38), "{language:?}: {said}: {rows:?}");
            }
        }
    }
}
