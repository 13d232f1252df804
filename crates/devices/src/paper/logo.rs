//! The site's logo in black dots: scaled to the paper; a drawing in strokes that stay whole, a photograph dithered.

use image::imageops::{self, BiLevel, FilterType};
use image::{GrayImage, ImageFormat, ImageReader, Limits, Luma};
use serde::{Deserialize, Serialize};

use super::layout::DOTS_PER_MM;
use super::raster::Raster;

/// It is at most so wide, in millimetres: the narrower roll has 48 to print on.
const WIDEST_MM: u32 = 40;
/// The heights in which it is kept, in millimetres: the fuller a ticket, the lower its logo.
const HEIGHTS_MM: [u32; 3] = [12, 8, 6];
/// No picture of more pixels on a side is read.
const MOST_PIXELS: u32 = 1_000;
/// Lighter than this is paper, darker than [`INK`] is ink: what scaling makes of sharp edges is not to be dithered.
const PAPER: u8 = 0xD8;
const INK: u8 = 0x28;
/// In a drawing, which has next to no grey of its own, whatever is darker than this is ink: its thin strokes stay whole.
const STROKE: u8 = 0xB0;
/// From this grey up to [`PAPER`] a level is grey and no ink.
const GREY: u8 = 0x60;
/// A picture of which less than one pixel in so many is grey is a drawing: the grey is what smooths its edges.
const GREY_PIXELS: usize = 8;

/// A logo, ready for the paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Logo {
    /// As tall as in [`HEIGHTS_MM`], or less.
    rasters: [Raster; HEIGHTS_MM.len()],
}

/// A picture cannot be put on paper.
#[derive(Debug, thiserror::Error)]
#[error("this is no picture for paper: {0}")]
pub struct LogoError(#[from] image::ImageError);

impl Logo {
    /// Reads a PNG of at most 1,000 × 1,000 pixels. What is transparent is white; a picture is never enlarged beyond a dot for
    /// each of its pixels.
    ///
    /// # Errors
    /// What is no PNG, or a larger one.
    pub fn of_png(png: &[u8]) -> Result<Self, LogoError> {
        let mut reader = ImageReader::with_format(std::io::Cursor::new(png), ImageFormat::Png);
        let mut limits = Limits::default();
        (limits.max_image_width, limits.max_image_height) = (Some(MOST_PIXELS), Some(MOST_PIXELS));
        reader.limits(limits);
        let grey = on_white(&reader.decode()?);
        let drawing = is_drawing(&grey);
        Ok(Self { rasters: HEIGHTS_MM.map(|height| in_dots(&grey, drawing, height * DOTS_PER_MM)) })
    }

    /// The largest that is at most so tall, in millimetres; `None` when even the smallest is taller.
    pub(super) fn at_most(&self, millimetres: u32) -> Option<&Raster> {
        HEIGHTS_MM.iter().position(|height| *height <= millimetres).map(|at| &self.rasters[at])
    }
}

fn on_white(picture: &image::DynamicImage) -> GrayImage {
    let picture = picture.to_luma_alpha8();
    GrayImage::from_fn(picture.width(), picture.height(), |x, y| {
        let [grey, alpha] = picture.get_pixel(x, y).0.map(u16::from);
        Luma([((grey * alpha + 255 * (255 - alpha)) / 255) as u8])
    })
}

/// Whether it is drawn in strokes and planes, and is no photograph.
fn is_drawing(grey: &GrayImage) -> bool {
    let greys = grey.pixels().filter(|Luma([level])| (GREY..PAPER).contains(level)).count();
    greys * GREY_PIXELS < grey.pixels().len()
}

fn in_dots(grey: &GrayImage, drawing: bool, most_rows: u32) -> Raster {
    let (width, height) = fitted(grey.dimensions(), (WIDEST_MM * DOTS_PER_MM, most_rows));
    let mut scaled = imageops::resize(grey, width, height, FilterType::Triangle);
    let (ink, paper) = if drawing { (STROKE, STROKE + 1) } else { (INK, PAPER) };
    for Luma([level]) in scaled.pixels_mut() {
        *level = match *level {
            light if light >= paper => u8::MAX,
            dark if dark <= ink => 0,
            between => between,
        };
    }
    imageops::dither(&mut scaled, &BiLevel);
    let mut raster = Raster::blank(width, height);
    for (x, y, _) in scaled.enumerate_pixels().filter(|(_, _, Luma([level]))| *level == 0) {
        raster.blacken(x, y);
    }
    raster.finished()
}

/// As large as fits, in the same proportions, and no larger than it is.
fn fitted((width, height): (u32, u32), (most_width, most_height): (u32, u32)) -> (u32, u32) {
    let by = |side: u32, of: u32, most: u32| (side * most).div_ceil(of.max(1)).max(1);
    match () {
        () if width <= most_width && height <= most_height => (width.max(1), height.max(1)),
        // The side that is further beyond its limit decides.
        () if width * most_height >= height * most_width => {
            (most_width, by(height, width, most_width).min(most_height))
        }
        () => (by(width, height, most_height).min(most_width), most_height),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(picture: impl Into<image::DynamicImage>) -> Vec<u8> {
        let mut bytes = std::io::Cursor::new(Vec::new());
        picture.into().write_to(&mut bytes, ImageFormat::Png).expect("a PNG");
        bytes.into_inner()
    }

    fn black(raster: &Raster) -> u32 {
        raster.bytes.iter().map(|byte| byte.count_ones()).sum()
    }

    #[test]
    fn a_picture_fits_into_forty_by_twelve_millimetres_in_its_proportions() {
        assert_eq!(fitted((640, 96), (320, 96)), (320, 48));
        assert_eq!(fitted((1000, 1000), (320, 96)), (96, 96));
        assert_eq!(fitted((1000, 1), (320, 96)), (320, 1));
        assert_eq!(fitted((1, 1000), (320, 96)), (1, 96));
        assert_eq!(fitted((100, 50), (320, 96)), (100, 50), "never enlarged");
        assert_eq!(fitted((640, 192), (320, 96)), (320, 96));
        assert_eq!(fitted((480, 144), (320, 48)), (160, 48));
        assert_eq!(fitted((480, 144), (320, 96)), (320, 96));
    }

    #[test]
    fn each_height_is_at_most_what_it_says() {
        let logo = Logo::of_png(&png(GrayImage::from_pixel(500, 500, Luma([0])))).expect("a logo");
        assert_eq!(
            HEIGHTS_MM.map(|mm| logo.at_most(mm).map(|raster| raster.rows)),
            [Some(96), Some(64), Some(48)]
        );
        assert_eq!(logo.at_most(10).map(|raster| raster.rows), Some(64));
        assert_eq!(logo.at_most(5), None);
    }

    #[test]
    fn grey_becomes_as_many_dots_and_edges_stay_sharp() {
        let of = |level| Logo::of_png(&png(GrayImage::from_pixel(96, 96, Luma([level])))).expect("a logo");
        assert_eq!(black(&of(0).rasters[0]), 96 * 96);
        assert_eq!(black(&of(250).rasters[0]), 0);
        let half = black(&of(128).rasters[0]);
        assert!((4_000..=5_200).contains(&half), "{half} of {} dots", 96 * 96);
    }

    #[test]
    fn thin_grey_strokes_of_a_drawing_stay_whole() {
        let mut drawing = GrayImage::from_pixel(960, 288, Luma([255]));
        for x in 0..960 {
            for y in 144..147 {
                drawing.put_pixel(x, y, Luma([0x46]));
            }
        }
        let logo = Logo::of_png(&png(drawing)).expect("a logo");
        let [tallest, ..] = &logo.rasters;
        let whole = (0..tallest.rows).any(|y| (0..tallest.across as u32 * 8).all(|x| tallest.is_black(x, y)));
        assert!(whole, "a stroke from edge to edge");
    }

    #[test]
    fn what_is_transparent_is_paper() {
        let logo = Logo::of_png(&png(image::RgbaImage::from_pixel(80, 40, image::Rgba([0, 0, 0, 0]))))
            .expect("a logo");
        assert_eq!(black(&logo.rasters[0]), 0);
    }

    #[test]
    fn what_is_no_png_or_too_large_is_refused() {
        assert!(Logo::of_png(b"GIF89a").is_err());
        let whole = png(GrayImage::from_pixel(50, 50, Luma([9])));
        assert!(Logo::of_png(&whole[..whole.len() / 2]).is_err());
        assert!(Logo::of_png(&png(GrayImage::new(1_001, 4))).is_err());
    }
}
