//! Pictures of screens: written, read, compared with the one that a person looked at.

use slint::{Rgba8Pixel, SharedPixelBuffer};
use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter};
use std::path::Path;

/// Set to 1, [`compare`] writes what it was given instead of comparing. After somebody looked at it.
pub const BLESS: &str = "TURNO_BLESS";
/// How far a channel of a pixel may be off before the pixel counts as different (0–255): edges of letters vary.
const CHANNEL: u8 = 24;
/// How many pixels of a thousand may be different.
const PER_MILLE: usize = 2;

/// Writes a picture as PNG.
///
/// # Errors
/// When the file cannot be written.
pub fn write(path: &Path, picture: &SharedPixelBuffer<Rgba8Pixel>) -> io::Result<()> {
    let mut encoder =
        png::Encoder::new(BufWriter::new(File::create(path)?), picture.width(), picture.height());
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::High);
    let opaque: Vec<u8> = picture.as_slice().iter().flat_map(|pixel| [pixel.r, pixel.g, pixel.b]).collect();
    encoder.write_header()?.write_image_data(&opaque)?;
    Ok(())
}

/// Compares a picture with the blessed one at `golden`; what differs is written beside it as `<name>.new.png`.
///
/// # Errors
/// When there is no blessed picture, it has another size, or too much differs: a sentence that says what to do.
pub fn compare(golden: &Path, picture: &SharedPixelBuffer<Rgba8Pixel>) -> Result<(), String> {
    let new = golden.with_extension("new.png");
    if std::env::var(BLESS).is_ok_and(|value| value == "1") {
        let _ = fs::remove_file(&new);
        return write(golden, picture).map_err(|error| format!("{}: {error}", golden.display()));
    }
    let verdict = match read(golden) {
        Ok((width, height, _)) if (width, height) != (picture.width(), picture.height()) => {
            Err(format!("{width}×{height} was blessed, {}×{} is drawn", picture.width(), picture.height()))
        }
        Ok((_, _, blessed)) => {
            let different = different(&blessed, picture);
            let allowed = picture.as_slice().len() * PER_MILLE / 1000;
            if different <= allowed {
                Ok(())
            } else {
                Err(format!("{different} pixels differ, {allowed} may"))
            }
        }
        Err(error) => Err(format!("no blessed picture ({error})")),
    };
    verdict.map_err(|why| {
        let kept =
            write(&new, picture).map_or_else(|error| error.to_string(), |()| new.display().to_string());
        format!("{}: {why}; look at {kept} and run again with {BLESS}=1 if it is right", golden.display())
    })
}

fn different(blessed: &[u8], picture: &SharedPixelBuffer<Rgba8Pixel>) -> usize {
    let pixels = blessed.chunks_exact(3).zip(picture.as_slice());
    let off = |(old, new): &(&[u8], &Rgba8Pixel)| {
        old.iter().zip([new.r, new.g, new.b]).any(|(old, new)| old.abs_diff(new) > CHANNEL)
    };
    pixels.filter(off).count()
}

fn read(path: &Path) -> io::Result<(u32, u32, Vec<u8>)> {
    let mut reader = png::Decoder::new(BufReader::new(File::open(path)?)).read_info()?;
    let size = reader.output_buffer_size().ok_or_else(|| io::Error::other("a picture too large"))?;
    let mut pixels = vec![0; size];
    let info = reader.next_frame(&mut pixels)?;
    if info.color_type != png::ColorType::Rgb || info.bit_depth != png::BitDepth::Eight {
        return Err(io::Error::other("not an RGB picture of 8 bits"));
    }
    pixels.truncate(info.buffer_size());
    Ok((info.width, info.height, pixels))
}
