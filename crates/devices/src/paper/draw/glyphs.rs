//! The printer's font A: cells of 12 by 24 dots, here filled from Noto Mono (SIL Open Font License).

use ab_glyph::{Font, FontRef, Glyph, PxScale, point};

use super::super::layout::{CELL_HEIGHT_DOTS, CELL_WIDTH_DOTS};
use super::picture::{Picture, WHITE};

const FONT_A: &[u8] = include_bytes!("../../../../../assets/fonts/NotoMono-Regular.ttf");

/// A heated dot is a little larger than its square: strokes come out stronger than their outline.
const HEAT: f32 = 1.4;

/// How one character is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Look {
    /// Times as wide.
    pub(crate) width: u32,
    /// Times as tall.
    pub(crate) height: u32,
    /// Emphasised: struck again one magnified dot further right.
    pub(crate) bold: bool,
    /// `GS b 1`: the steps of magnified characters are rounded.
    pub(crate) smooth: bool,
}

impl Look {
    pub(crate) fn cell_width(self) -> u32 {
        CELL_WIDTH_DOTS * self.width
    }

    pub(crate) fn cell_height(self) -> u32 {
        CELL_HEIGHT_DOTS * self.height
    }
}

/// Draws characters.
pub(crate) struct Glyphs {
    font: FontRef<'static>,
}

impl Glyphs {
    /// `None` only where the bundled font is damaged.
    pub(crate) fn new() -> Option<Self> {
        Some(Self { font: FontRef::try_from_slice(FONT_A).ok()? })
    }

    /// Draws a character with the upper left corner of its cell at `x`, `y`.
    pub(crate) fn draw(&self, picture: &mut Picture, character: char, look: Look, x: u32, y: u32) {
        let (drawn, repeat) = if look.smooth {
            ((look.width, look.height), (1, 1))
        } else {
            ((1, 1), (look.width, look.height))
        };
        let Some(outline) = self.font.outline_glyph(self.glyph(character, drawn)) else { return };
        let bounds = outline.px_bounds();
        outline.draw(|column, row, coverage| {
            let left = (bounds.min.x as i32 + column as i32).max(0) as u32 * repeat.0 + x;
            let top = (bounds.min.y as i32 + row as i32).max(0) as u32 * repeat.1 + y;
            let grey = WHITE - ((coverage * HEAT).clamp(0.0, 1.0) * f32::from(WHITE)) as u8;
            let strokes = if look.bold { look.width } else { 0 };
            for dy in 0..repeat.1 {
                for dx in 0..repeat.0 + strokes {
                    picture.darken(left + dx, top + dy, grey);
                }
            }
        });
    }

    fn glyph(&self, character: char, (width, height): (u32, u32)) -> Glyph {
        let id = self.font.glyph_id(character);
        let advance = self.font.h_advance_unscaled(id);
        let em_across = if advance > 0.0 { self.font.height_unscaled() / advance } else { 1.0 };
        let scale = PxScale {
            x: (CELL_WIDTH_DOTS * width) as f32 * em_across,
            y: (CELL_HEIGHT_DOTS * height) as f32,
        };
        let baseline = self.font.ascent_unscaled() / self.font.height_unscaled() * scale.y;
        id.with_scale_and_position(scale, point(0.0, baseline.round()))
    }
}

#[cfg(test)]
mod tests {
    use ab_glyph::GlyphId;

    use super::*;

    #[test]
    fn the_font_has_every_printable_character() {
        let glyphs = Glyphs::new().expect("the font");
        for character in (' '..='\u{FF}').chain("€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ".chars())
        {
            let drawn = glyphs.font.glyph_id(character) != GlyphId(0);
            assert!(!crate::paper::printable(character) || drawn, "{character:?}");
        }
    }
}
