//! The pictures that a run leaves: named, checked not to be blank, scaled for the README.

use anyhow::{Context, Result, bail};
use image::codecs::png::{self, CompressionType, PngEncoder};
use image::imageops::FilterType;
use image::{DynamicImage, GenericImageView, ImageReader};
use rqrr::PreparedImage;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

/// Which pictures the README shows, under which name there, and how wide at most. One that is small enough is copied: scaling blurs
/// edges, and a blurred edge takes more room than a sharp one.
const README: [(&str, &str, u32); 5] = [
    ("kiosk-welcome", "kiosk-welcome", 540),
    ("kiosk-ticket-1280", "kiosk-ticket", 1280),
    ("paper", "paper", 640),
    ("desk-person", "desk", 1366),
    ("board-after", "board", 1920),
];
/// The largest picture of the README, bytes.
const LARGEST: u64 = 250_000;

/// The pictures of one run.
pub struct Album {
    folder: PathBuf,
    sizes: BTreeMap<String, (u32, u32)>,
}

impl Album {
    /// An empty album in `folder`; what an earlier run left there is removed.
    ///
    /// # Errors
    /// A folder that cannot be made.
    pub fn new(folder: PathBuf) -> Result<Self> {
        if folder.exists() {
            std::fs::remove_dir_all(&folder).with_context(|| folder.display().to_string())?;
        }
        std::fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
        Ok(Self { folder, sizes: BTreeMap::new() })
    }

    /// Where the picture `name` goes.
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{name}.png"))
    }

    /// Takes up the picture that was written to [`file`](Self::file).
    ///
    /// # Errors
    /// One that is missing or shows nothing.
    pub fn take(&mut self, name: &str) -> Result<()> {
        let picture = open(&self.file(name))?;
        // A drawn paper is black on white, and nothing between.
        let least = if name.starts_with("paper") { 2 } else { 3 };
        if shades(&picture) < least {
            bail!("the picture {name} shows nothing");
        }
        self.sizes.insert(name.to_owned(), picture.dimensions());
        Ok(())
    }

    /// What the QR code on a picture says.
    ///
    /// # Errors
    /// A picture without a code that can be read.
    pub fn code_on(&self, name: &str) -> Result<String> {
        let picture = open(&self.file(name))?.to_luma8();
        let (width, height) = picture.dimensions();
        let shade = |x: usize, y: usize| picture.get_pixel(x as u32, y as u32).0[0];
        let mut prepared = PreparedImage::prepare_from_greyscale(width as usize, height as usize, shade);
        let codes = prepared.detect_grids();
        let code = codes.first().with_context(|| format!("no code on the picture {name}"))?;
        Ok(code.decode().with_context(|| format!("the code on the picture {name}"))?.1)
    }

    /// How many pictures there are.
    pub fn count(&self) -> usize {
        self.sizes.len()
    }

    /// Width and height of a picture.
    pub fn size(&self, name: &str) -> Option<(u32, u32)> {
        self.sizes.get(name).copied()
    }

    /// Writes the README's pictures into `folder`.
    ///
    /// # Errors
    /// A picture that is missing or too large, a folder that cannot be written.
    pub fn write_readme_pictures(&self, folder: &Path) -> Result<()> {
        std::fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
        for (name, name_there, width) in README {
            let (from, file) = (self.file(name), folder.join(format!("{name_there}.png")));
            let picture = open(&from)?;
            if picture.width() <= width {
                std::fs::copy(&from, &file).with_context(|| file.display().to_string())?;
            } else {
                // The height is free: the picture keeps its shape.
                let small = picture.resize(width, u32::MAX, FilterType::CatmullRom).into_rgb8();
                let out = BufWriter::new(File::create(&file).with_context(|| file.display().to_string())?);
                small.write_with_encoder(PngEncoder::new_with_quality(
                    out,
                    CompressionType::Best,
                    png::FilterType::Adaptive,
                ))?;
            }
            let size = std::fs::metadata(&file)?.len();
            if size > LARGEST {
                bail!("{} has {size} bytes, more than {LARGEST}", file.display());
            }
        }
        Ok(())
    }
}

fn open(file: &Path) -> Result<DynamicImage> {
    let opened = ImageReader::open(file).with_context(|| file.display().to_string())?;
    opened.decode().with_context(|| file.display().to_string())
}

/// How many shades of grey, of 16, cover at least a thousandth of the picture.
fn shades(picture: &DynamicImage) -> usize {
    let grey = picture.to_luma8();
    let mut counts = [0usize; 16];
    grey.pixels().for_each(|pixel| counts[usize::from(pixel.0[0] >> 4)] += 1);
    counts.iter().filter(|count| **count * 1000 >= grey.as_raw().len()).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_screen_has_one_shade() {
        let mut picture = image::GrayImage::from_pixel(100, 100, image::Luma([240]));
        assert_eq!(shades(&picture.clone().into()), 1);
        for (place, pixel) in picture.pixels_mut().enumerate() {
            pixel.0[0] = if place % 50 == 0 { 20 } else { pixel.0[0] };
        }
        assert_eq!(shades(&picture.into()), 2);
    }
}
