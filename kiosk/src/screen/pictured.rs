//! What the screen shows as a picture: the paper, and the code of an address.

use qrcode::{EcLevel, QrCode};
use slint::{Rgb8Pixel, SharedPixelBuffer};
use turno_devices::paper::{PaperWidth, TicketPaper, draw};

/// Dots above and below what is printed: at a line's very edge a picture that is made smaller loses half of it.
const PAPER_MARGIN: usize = 12;

/// The paper as the printer would have printed it, without most of the blank strips above and below.
pub(super) fn paper_picture(paper: &TicketPaper) -> slint::Image {
    let picture = draw(&paper.layout(PaperWidth::Mm80));
    let across = picture.width as usize;
    let rows = || picture.dots.chunks_exact(across.max(1));
    let printed = |row: &[u8]| row.iter().any(|dot| *dot < u8::MAX);
    let (Some(first), Some(last)) = (rows().position(printed), rows().rposition(printed)) else {
        return slint::Image::default();
    };
    let rows = &picture.dots[first * across..(last + 1) * across];
    let height = u32::try_from(last + 1 - first + 2 * PAPER_MARGIN).unwrap_or(0);
    let blank = || std::iter::repeat_n(&u8::MAX, PAPER_MARGIN * across);
    let dots = blank().chain(rows).chain(blank());
    let mut pixels = SharedPixelBuffer::<Rgb8Pixel>::new(picture.width, height);
    for (pixel, grey) in pixels.make_mut_slice().iter_mut().zip(dots) {
        *pixel = Rgb8Pixel { r: *grey, g: *grey, b: *grey };
    }
    slint::Image::from_rgb8(pixels)
}

/// The code of an address, one pixel for each of its squares; `None` for an address that is too long for one.
pub(super) fn page_code(address: &str) -> Option<slint::Image> {
    let code = QrCode::with_error_correction_level(address, EcLevel::M).ok()?;
    let side = u32::try_from(code.width()).ok()?;
    let mut pixels = SharedPixelBuffer::<Rgb8Pixel>::new(side, side);
    for (pixel, colour) in pixels.make_mut_slice().iter_mut().zip(code.into_colors()) {
        let shade = if colour == qrcode::Color::Dark { 0 } else { u8::MAX };
        *pixel = Rgb8Pixel { r: shade, g: shade, b: shade };
    }
    Some(slint::Image::from_rgb8(pixels))
}
