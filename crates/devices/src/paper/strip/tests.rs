use super::super::raster::Raster;
use super::super::words::{tests::all_texts, words};
use super::*;

/// Black dots, and how often one stands beside another, aslant too: fewer dots where some are lost or lie on others, more neighbours
/// where one line touches the next.
fn ink(raster: &Raster) -> (usize, usize) {
    let across = raster.across as u32 * 8;
    let black = (0..raster.rows).flat_map(|y| (0..across).map(move |x| (x, y)));
    let black: Vec<(u32, u32)> = black.filter(|(x, y)| raster.is_black(*x, *y)).collect();
    let beside =
        |x: u32, y: u32| [(x + 1, y), (x.wrapping_sub(1), y + 1), (x, y + 1), (x + 1, y + 1)].into_iter();
    let neighbours = black.iter().flat_map(|(x, y)| beside(*x, *y)).filter(|(x, y)| raster.is_black(*x, *y));
    (black.len(), neighbours.count())
}

/// As it is set, against the same lines far apart.
fn assert_whole(setting: &typeset::Setting) {
    let apart = typeset::set(&typeset::Setting { line: setting.size * 4, ..setting.clone() });
    let drawn = typeset::set(setting);
    assert_eq!(drawn.lines, apart.lines);
    assert_eq!(ink(&drawn.raster), ink(&apart.raster), "{setting:?}");
}

#[test]
fn no_ink_of_any_text_is_lost_at_an_edge_or_touches_the_next_line() {
    for language in Language::ALL {
        let texts = all_texts(language);
        let strip = Strip::new(PaperWidth::Mm58, language, 1);
        for text in &texts {
            assert_whole(&strip.setting(text.clone(), BOLD));
        }
        // One behind the other: whatever may stand above and below is.
        let whole = texts.join(" ");
        for say in [PLAIN, BOLD, LARGE] {
            assert_whole(&strip.setting(whole.clone(), say));
            assert_whole(&Strip::new(PaperWidth::Mm80, language, 1).setting(whole.clone(), say));
        }
        assert_whole(&strip.setting_beside(words(language).page_with_button(), 22, 228));
        assert_whole(&strip.setting_beside(whole, 26, 400));
    }
}

#[test]
fn no_ink_of_a_text_on_one_line_is_lost_however_high_or_low_it_reaches() {
    for (language, text) in [
        (Language::Ar, "في إلى مُعادةٍ جيّ"),
        (Language::It, "ẪỆǺ çjgỵ"),
        (Language::It, "jÅ, ỹ ǰ"),
        (Language::Uk, "Їжак щуку ҐЙ"),
    ] {
        let strip = Strip::new(PaperWidth::Mm58, language, 1);
        for size in HEADLINE_SIZES.into_iter().chain(ONE_LINE_SIZES) {
            for weight in [Weight::Regular, Weight::Bold] {
                assert_whole(&strip.line_setting(text.to_owned(), size, weight));
            }
        }
    }
}

#[test]
fn a_bullet_stands_beside_the_first_line_however_high_that_reaches() {
    let bullet_on = |text: &str| {
        let mut strip = Strip::new(PaperWidth::Mm58, Language::Uk, 1);
        strip.item(text, BOLD);
        let Some(Block::Drawn(drawn)) = strip.blocks.pop() else { panic!("it is drawn") };
        let row_of = |columns: std::ops::Range<u32>| {
            (0..drawn.raster.rows).rev().find(|y| columns.clone().any(|x| drawn.raster.is_black(x, *y)))
        };
        // The last word stands on the line: its foot is as far below the bullet in each.
        row_of(36..300).expect("words") - row_of(0..18).expect("a bullet")
    };
    assert_eq!(bullet_on("Ш"), bullet_on("Ш\u{302}\u{301}\u{302}\u{301}"));
}
