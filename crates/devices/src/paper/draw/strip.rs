//! The paper between two cuts: what a print head and a feed motor make of lines, rasters and codes.

use qrcode::{Color, EcLevel, QrCode};

use super::super::layout::{Align, Block, DOTS_PER_MM, HEAD_TO_CUTTER_DOTS, PaperWidth};
use super::glyphs::{Glyphs, Look};
use super::picture::Picture;

/// A character in the line that is being collected.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cell {
    pub(crate) character: char,
    pub(crate) look: Look,
}

/// A strip of paper under the print head.
pub(crate) struct Strip {
    picture: Picture,
    width: PaperWidth,
    /// Row under the head.
    head: u32,
    pub(crate) lines: Vec<String>,
    pub(crate) codes: Vec<String>,
}

impl Strip {
    /// Paper fresh from a cut: it stands out from the head to the cutter.
    pub(crate) fn new(width: PaperWidth) -> Self {
        let picture = Picture::blank(width.dots(), HEAD_TO_CUTTER_DOTS);
        Self { picture, width, head: HEAD_TO_CUTTER_DOTS, lines: Vec::new(), codes: Vec::new() }
    }

    pub(crate) fn dots_across(&self) -> u32 {
        self.width.dots()
    }

    /// Prints a line and feeds past it, at least `spacing` dots.
    pub(crate) fn line(&mut self, glyphs: &Glyphs, cells: &[Cell], align: Align, spacing: u32) {
        let height = cells.iter().map(|cell| cell.look.cell_height()).max().unwrap_or(0);
        let width = cells.iter().map(|cell| cell.look.cell_width()).sum::<u32>();
        self.reach(self.head + height.max(spacing));
        let mut x = self.left_of(width, align);
        for cell in cells {
            let y = self.head + height - cell.look.cell_height();
            glyphs.draw(&mut self.picture, cell.character, cell.look, x, y);
            x += cell.look.cell_width();
        }
        if !cells.is_empty() {
            self.lines.push(cells.iter().map(|cell| cell.character).collect());
        }
        self.head += height.max(spacing);
    }

    /// Prints a raster of `across` bytes per row, each bit a dot of `scale` dots.
    pub(crate) fn raster(&mut self, data: &[u8], across: usize, align: Align, scale: (u32, u32)) {
        let rows = data.len().checked_div(across).unwrap_or(0) as u32;
        self.reach(self.head + rows * scale.1);
        let left = self.left_of(across as u32 * 8 * scale.0, align);
        for (row, bytes) in data.chunks_exact(across.max(1)).enumerate() {
            for column in 0..across as u32 * 8 {
                if bytes[column as usize / 8] & (0x80 >> (column % 8)) != 0 {
                    self.square(left + column * scale.0, self.head + row as u32 * scale.1, scale);
                }
            }
        }
        self.head += rows * scale.1;
    }

    /// Prints a line across, of a pattern that repeats every three bytes.
    pub(crate) fn rule(&mut self, pattern: [u8; 3]) {
        let across = (self.dots_across() / 8) as usize;
        let dots: Vec<u8> = pattern.into_iter().cycle().take(across * Block::RULE_DOTS as usize).collect();
        self.raster(&dots, across, Align::Left, (1, 1));
    }

    /// Prints a QR code; `false` when the data do not fit one.
    pub(crate) fn code(&mut self, data: &[u8], level: EcLevel, module: u32, align: Align) -> bool {
        let Ok(code) = QrCode::with_error_correction_level(data, level) else { return false };
        let side = code.width();
        self.reach(self.head + side as u32 * module);
        let left = self.left_of(side as u32 * module, align);
        for (at, color) in code.to_colors().into_iter().enumerate() {
            if color == Color::Dark {
                let (row, column) = ((at / side) as u32, (at % side) as u32);
                self.square(left + column * module, self.head + row * module, (module, module));
            }
        }
        self.codes.push(String::from_utf8_lossy(data).into_owned());
        self.head += side as u32 * module;
        true
    }

    pub(crate) fn feed(&mut self, dots: u32) {
        self.head += dots;
        self.reach(self.head);
    }

    /// Dots fed since the last cut, without what stood out already.
    #[cfg(feature = "fake")]
    pub(crate) fn fed(&self) -> u32 {
        self.head - HEAD_TO_CUTTER_DOTS
    }

    /// The strip as it falls, the margins of the roll beside it.
    pub(crate) fn picture(&self) -> Picture {
        let margin = (self.width.millimetres() * DOTS_PER_MM - self.width.dots()) / 2;
        self.picture.on_paper(margin)
    }

    fn square(&mut self, x: u32, y: u32, (width, height): (u32, u32)) {
        for dy in 0..height {
            for dx in 0..width {
                self.picture.darken(x + dx, y + dy, 0);
            }
        }
    }

    fn left_of(&self, width: u32, align: Align) -> u32 {
        match align {
            Align::Left => 0,
            Align::Centre => self.dots_across().saturating_sub(width) / 2,
        }
    }

    fn reach(&mut self, row: u32) {
        if row > self.picture.height {
            self.picture.height = row;
            self.picture.dots.resize((row * self.picture.width) as usize, super::picture::WHITE);
        }
    }
}
