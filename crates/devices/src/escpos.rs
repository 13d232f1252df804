//! A layout as the bytes of a thermal printer: ESC/POS, built by the crate `escpos`, with proof asked for at the end.
//!
//! Pictures are long, and a printer that stands takes a few kilobytes and then nothing more, not even questions. So a job with
//! pictures asks for proof on its way too, and [`windows`] parts it there: whoever sends it never lets the printer hold more
//! than two of them.
//!
//! On 80 mm a short ticket in Italian takes about 700 bytes, one with everything and its code 9,000 (most of it the code and the words
//! beside it), one in English 13,000, in Chinese 24,000; the logo adds at most 4,000. On 58 mm more is drawn, so that a ticket stays
//! short: 4,000, 14,000, 16,000 and 23,000. A serial line of 9,600 baud carries 960 bytes a second, one of 115,200 twelve times as
//! many: a slow line wants its fastest setting.
//!
//! Knows how a printer is spoken to, not which printer it is nor whether it listens. Every motion is set in dots
//! (`GS P`), so that a ticket is as long as its layout says. No sequence that a printer answers or obeys out of turn
//! (`DLE EOT`, `DLE ENQ`, `DLE DC4`) ever stands within a job.

use std::cell::RefCell;

use escpos::driver::Driver;
use escpos::errors::PrinterError;
use escpos::printer::Printer;
use escpos::printer_options::PrinterOptions;
use escpos::utils::{JustifyMode, PageCode, Protocol, QRCodeCorrectionLevel, QRCodeModel, QRCodeOption};

use crate::paper::{Align, Block, Layout, Line, Number, Raster, Size, Weight, clean};

mod profile;

pub use profile::{Cutter, Presenter, PrinterProfile};

/// A layout could not be said in ESC/POS.
#[derive(Debug, thiserror::Error)]
#[error("this layout cannot be printed: {0}")]
pub struct EncodeError(#[from] PrinterError);

/// `ESC @`: the print mode of power-on, whatever the job before left behind.
const INITIALISE: &[u8] = &[0x1B, b'@'];
/// `GS V 66 0`: feed what stands before the cutter past it and cut, leaving a bridge. The crate's partial cut is full.
const PARTIAL_CUT: &[u8] = &[0x1D, 0x56, 66, 0];
/// `GS r 1`: send the state of the paper sensor; answered in its turn, so that the answer proves the job before it.
const ASK_FOR_PROOF: &[u8] = &[0x1D, 0x72, 1];
/// `GS V 65 0`: the same, cut through.
const FULL_CUT: &[u8] = &[0x1D, 0x56, 65, 0];
/// `GS e 5`: a presenter of Custom lets go of the ticket, so that it can be taken whole.
const EJECT: &[u8] = &[0x1D, b'e', 5];
/// `GS e 2`: it draws a ticket that nobody took back in.
pub(crate) const RETRACT: &[u8] = &[0x1D, b'e', 2];
/// Bytes of pictures after which proof is asked for: two of these are less than the 4 KiB that printers hold.
const WINDOW: usize = 1_400;
/// Feeds a ticket past the tear bar of a printer without cutter, in dots.
const TEAR_OFF_DOTS: u8 = 160;
/// Motion units of one dot at 203 dpi.
const DOTS_PER_INCH: u8 = 203;

/// The bytes of one job: initialise, the blocks, and the question whose answer proves it.
///
/// # Errors
/// When a magnification is out of the printer's range; no [`Layout`] of [`crate::paper`] has such a one.
pub fn job(layout: &Layout, profile: &PrinterProfile) -> Result<Vec<u8>, EncodeError> {
    let options = PrinterOptions::new(Some(PageCode::WPC1252), None, layout.width.columns() as u8);
    let mut job = Job {
        printer: Printer::new(Collector::default(), Protocol::default(), Some(options)),
        style: None,
        aligned: None,
        drawn: WINDOW,
    };
    job.start(profile)?;
    for block in &layout.blocks {
        job.block(block, layout, profile)?;
    }
    job.printer.custom(ASK_FOR_PROOF)?.print()?;
    Ok(job.printer.driver().bytes.into_inner())
}

/// What parts one job from one that broke off before it: `unfinished` bytes of nothing, which end a picture of which the rest never
/// came and which text passes over, then power-on's mode and a cut as `job` ends with, or a feed past the tear bar.
pub(crate) fn cut_off(job: &[u8], unfinished: usize) -> Vec<u8> {
    let mut bytes = vec![0; unfinished];
    bytes.extend(INITIALISE);
    let end = job.strip_suffix(ASK_FOR_PROOF).unwrap_or(job);
    let (end, eject) = end.strip_suffix(EJECT).map_or((end, &[][..]), |end| (end, EJECT));
    let cut = [PARTIAL_CUT, FULL_CUT].into_iter().find(|cut| end.ends_with(cut));
    bytes.extend(cut.unwrap_or(&[0x1B, b'J', TEAR_OFF_DOTS]));
    bytes.extend(eject);
    bytes
}

/// The parts of a job, each up to the question whose answer proves it.
pub fn windows(job: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = job;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let asked = rest.windows(ASK_FOR_PROOF.len()).position(|bytes| bytes == ASK_FOR_PROOF);
        let (window, left) = rest.split_at(asked.map_or(rest.len(), |at| at + ASK_FOR_PROOF.len()));
        rest = left;
        Some(window)
    })
}

/// What the printer's text is set to, to send only changes.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Style {
    size: Size,
    weight: Weight,
    spacing: u8,
}

struct Job {
    printer: Printer<Collector>,
    style: Option<Style>,
    aligned: Option<Align>,
    /// Bytes of pictures since proof was last asked for; full at the start, for the text before the first counts too.
    drawn: usize,
}

impl Job {
    fn start(&mut self, profile: &PrinterProfile) -> Result<(), EncodeError> {
        // Not the crate's init(): it adds its own number of the code page, which not every maker shares.
        self.printer
            .custom(INITIALISE)?
            .custom(&[0x1B, b't', profile.code_page])?
            .motion_units(DOTS_PER_INCH, DOTS_PER_INCH)?
            .smoothing(true)?;
        Ok(())
    }

    fn block(&mut self, block: &Block, layout: &Layout, profile: &PrinterProfile) -> Result<(), EncodeError> {
        match block {
            Block::Text(line) => self.line(line)?,
            Block::Number(number) => self.number(number)?,
            Block::Rule => self.rule(layout, Block::RULE)?,
            Block::DashedRule => self.rule(layout, Block::DASHED_RULE)?,
            Block::Drawn(drawn) => self.picture(&drawn.raster, Align::Left)?,
            Block::Logo(raster) => self.picture(raster, Align::Centre)?,
            Block::Qr(qr) => {
                self.align(Align::Centre)?;
                let option = QRCodeOption::new(QRCodeModel::Model2, qr.module_dots, QRCodeCorrectionLevel::M);
                self.printer.qrcode_option(qr.data(), option)?;
            }
            Block::Feed(dots) => self.feed(*dots)?,
            Block::Cut => self.cut(profile)?,
        }
        Ok(())
    }

    fn cut(&mut self, profile: &PrinterProfile) -> Result<(), EncodeError> {
        match profile.cutter {
            Cutter::Partial => self.printer.custom(PARTIAL_CUT)?,
            Cutter::Full => self.printer.custom(FULL_CUT)?,
            Cutter::None => return self.feed(TEAR_OFF_DOTS),
        };
        if profile.presenter == Presenter::Custom {
            self.printer.custom(EJECT)?;
        }
        Ok(())
    }

    fn line(&mut self, line: &Line) -> Result<(), EncodeError> {
        self.align(line.align)?;
        self.set(line.size, line.weight, line.height_dots())?;
        // Cleaned where it is laid out, and again here: a Layout is plain data that anybody can fill.
        self.printer.writeln(&clean(&line.text))?;
        Ok(())
    }

    /// The space is narrower than the rest, as far as the printer can.
    fn number(&mut self, number: &Number) -> Result<(), EncodeError> {
        let space = Size { width: number.space, height: number.size.height };
        self.align(Align::Centre)?;
        self.set(number.size, Weight::Bold, number.height_dots())?;
        self.printer.write(&clean(&number.letter))?;
        self.set(space, Weight::Bold, number.height_dots())?;
        self.printer.write(" ")?;
        self.set(number.size, Weight::Bold, number.height_dots())?;
        self.printer.writeln(&clean(&number.digits))?;
        Ok(())
    }

    /// Sets what differs from before; the spacing makes a line as tall as the layout says.
    fn set(&mut self, size: Size, weight: Weight, height_dots: u32) -> Result<(), EncodeError> {
        let spacing = u8::try_from(height_dots).unwrap_or(u8::MAX);
        let before = self.style.replace(Style { size, weight, spacing });
        if before.is_none_or(|before| before.size != size) {
            self.printer.size(size.width, size.height)?;
        }
        if before.is_none_or(|before| before.weight != weight) {
            self.printer.bold(weight == Weight::Bold)?;
        }
        if before.is_none_or(|before| before.spacing != spacing) {
            self.printer.line_spacing(spacing)?;
        }
        Ok(())
    }

    fn align(&mut self, align: Align) -> Result<(), EncodeError> {
        if self.aligned.replace(align) != Some(align) {
            self.printer.justify(match align {
                Align::Left => JustifyMode::LEFT,
                Align::Centre => JustifyMode::CENTER,
            })?;
        }
        Ok(())
    }

    /// A raster as wide as the strip, in a pattern of three bytes, of which the width is a multiple.
    fn rule(&mut self, layout: &Layout, pattern: [u8; 3]) -> Result<(), EncodeError> {
        let across = (layout.width.dots() / 8) as usize;
        let dots: Vec<u8> = pattern.into_iter().cycle().take(across * Block::RULE_DOTS as usize).collect();
        self.raster(&dots, across)
    }

    /// In bands, which printers join without a gap.
    fn picture(&mut self, raster: &Raster, align: Align) -> Result<(), EncodeError> {
        self.align(align)?;
        let rows = (WINDOW / raster.across).max(1);
        for band in raster.bytes.chunks(rows * raster.across) {
            if self.drawn + band.len() > WINDOW {
                self.printer.custom(ASK_FOR_PROOF)?;
                self.drawn = 0;
            }
            self.raster(band, raster.across)?;
            self.drawn += band.len();
        }
        Ok(())
    }

    /// `GS v 0 m xL xH yL yH d…`
    fn raster(&mut self, dots: &[u8], across: usize) -> Result<(), EncodeError> {
        let rows = dots.len() / across;
        let mut command = vec![0x1D, b'v', b'0', 0];
        command.extend((across as u16).to_le_bytes());
        command.extend((rows as u16).to_le_bytes());
        command.extend(dots);
        self.printer.custom(&command)?;
        Ok(())
    }

    /// `ESC J n`: feed n dots.
    fn feed(&mut self, dots: u8) -> Result<(), EncodeError> {
        self.printer.custom(&[0x1B, b'J', dots])?;
        Ok(())
    }
}

/// Takes the builder's bytes; our own transport sends them.
#[derive(Default)]
struct Collector {
    bytes: RefCell<Vec<u8>>,
}

impl Driver for Collector {
    fn name(&self) -> String {
        "collector".to_owned()
    }

    fn write(&self, data: &[u8]) -> escpos::errors::Result<()> {
        self.bytes.borrow_mut().extend_from_slice(data);
        Ok(())
    }

    fn read(&self, _buffer: &mut [u8]) -> escpos::errors::Result<usize> {
        Ok(0)
    }

    fn flush(&self) -> escpos::errors::Result<()> {
        Ok(())
    }
}
