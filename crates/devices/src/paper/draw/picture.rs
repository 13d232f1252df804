//! A strip of paper as grey dots, and for tests and demonstrations as a PNG.

#[cfg(feature = "fake")]
use std::{
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::Path,
};

/// White paper.
pub(crate) const WHITE: u8 = 255;

/// Grey dots, row by row, 0 black to 255 white; 8 dots are a millimetre.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Dots across.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// `width * height` dots.
    pub dots: Vec<u8>,
}

impl Picture {
    /// White paper of this size.
    #[must_use]
    pub fn blank(width: u32, height: u32) -> Self {
        Self { width, height, dots: vec![WHITE; (width * height) as usize] }
    }

    /// Whether nothing stands on it.
    #[cfg(feature = "fake")]
    pub(crate) fn is_blank(&self) -> bool {
        self.dots.iter().all(|dot| *dot == WHITE)
    }

    /// The dot at this place; white outside.
    #[must_use]
    pub fn dot(&self, x: u32, y: u32) -> u8 {
        if x < self.width && y < self.height { self.dots[(y * self.width + x) as usize] } else { WHITE }
    }

    /// Darkens a dot; what lies outside is lost, as beside a print head.
    pub(crate) fn darken(&mut self, x: u32, y: u32, grey: u8) {
        if x < self.width && y < self.height {
            let dot = &mut self.dots[(y * self.width + x) as usize];
            *dot = grey.min(*dot);
        }
    }

    /// The same picture on paper that is wider than the print head by this margin on each side.
    pub(crate) fn on_paper(&self, margin: u32) -> Self {
        let mut paper = Self::blank(self.width + 2 * margin, self.height);
        for (row, printed) in self.dots.chunks_exact(self.width as usize).enumerate() {
            let start = row * paper.width as usize + margin as usize;
            paper.dots[start..start + printed.len()].copy_from_slice(printed);
        }
        paper
    }

    /// The picture as a PNG.
    ///
    /// # Errors
    /// When `out` takes no more.
    #[cfg(feature = "fake")]
    pub fn write_png(&self, out: impl Write) -> io::Result<()> {
        let mut encoder = png::Encoder::new(out, self.width, self.height);
        encoder.set_color(png::ColorType::Grayscale);
        encoder.set_depth(png::BitDepth::Eight);
        let pixels_per_metre = super::super::layout::DOTS_PER_MM * 1_000;
        encoder.set_pixel_dims(Some(png::PixelDimensions {
            xppu: pixels_per_metre,
            yppu: pixels_per_metre,
            unit: png::Unit::Meter,
        }));
        let mut writer = encoder.write_header()?;
        writer.write_image_data(&self.dots)?;
        writer.finish()?;
        Ok(())
    }

    /// Writes the PNG; who looks at `path` sees all of it or nothing.
    #[cfg(feature = "fake")]
    pub(crate) fn save(&self, path: &Path) -> io::Result<()> {
        let part = path.with_extension("part");
        let mut file = BufWriter::new(File::create(&part)?);
        self.write_png(&mut file)?;
        file.flush()?;
        fs::rename(part, path)
    }
}
