//! A layout as a picture: what the paper will look like, for a screen and for tests.
//!
//! The fake printer draws with the same strip, but from the bytes that reach it.

mod glyphs;
mod picture;
mod strip;

pub use picture::Picture;

pub(crate) use glyphs::{Glyphs, Look};
pub(crate) use strip::{Cell, Strip};

use super::layout::{Align, Block, Layout, Line, Number, Size, Weight};
use qrcode::EcLevel;

/// Draws a layout as it will stand on paper, the blank strip above it and the margins of the roll included; 8 dots are a
/// millimetre.
#[must_use]
pub fn draw(layout: &Layout) -> Picture {
    let mut strip = Strip::new(layout.width);
    let Some(glyphs) = Glyphs::new() else { return strip.picture() };
    for block in &layout.blocks {
        match block {
            Block::Text(line) => draw_line(&mut strip, &glyphs, line),
            Block::Number(number) => draw_number(&mut strip, &glyphs, number),
            Block::Rule => strip.rule(Block::RULE),
            Block::DashedRule => strip.rule(Block::DASHED_RULE),
            Block::Qr(qr) => {
                strip.code(qr.data().as_bytes(), EcLevel::M, u32::from(qr.module_dots), Align::Centre);
            }
            Block::Drawn(drawn) => {
                strip.raster(&drawn.raster.bytes, drawn.raster.across, Align::Left, (1, 1))
            }
            Block::Logo(raster) => strip.raster(&raster.bytes, raster.across, Align::Centre, (1, 1)),
            Block::Feed(dots) => strip.feed(u32::from(*dots)),
            Block::Cut => break,
        }
    }
    strip.picture()
}

fn draw_line(strip: &mut Strip, glyphs: &Glyphs, line: &Line) {
    let look = look(line.size, line.weight);
    let cells: Vec<Cell> = line.text.chars().map(|character| Cell { character, look }).collect();
    strip.line(glyphs, &cells, line.align, line.height_dots());
}

fn draw_number(strip: &mut Strip, glyphs: &Glyphs, number: &Number) {
    let digit = look(number.size, Weight::Bold);
    let space = Look { width: u32::from(number.space), ..digit };
    let of = |text: &str, look: Look| {
        text.chars().map(move |character| Cell { character, look }).collect::<Vec<_>>()
    };
    let cells = [of(&number.letter, digit), of(" ", space), of(&number.digits, digit)].concat();
    strip.line(glyphs, &cells, Align::Centre, number.height_dots());
}

fn look(size: Size, weight: Weight) -> Look {
    Look {
        width: u32::from(size.width),
        height: u32::from(size.height),
        bold: weight == Weight::Bold,
        smooth: true,
    }
}
