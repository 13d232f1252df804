//! A layout as the bytes of a thermal printer: ESC/POS, built by the crate `escpos`, with proof asked for at the end.
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

use crate::paper::{Align, Block, Layout, Line, Number, Size, Weight, clean};

/// What differs between makers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PrinterProfile {
    /// Number by which the printer knows Windows-1252 (`ESC t n`): 16 for Epson and most others.
    pub code_page: u8,
    /// Whether the printer has a cutter; without one the ticket is fed out to be torn.
    pub cutter: bool,
}

impl Default for PrinterProfile {
    fn default() -> Self {
        Self { code_page: 16, cutter: true }
    }
}

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
    };
    job.start(profile)?;
    for block in &layout.blocks {
        job.block(block, layout, profile)?;
    }
    job.printer.custom(ASK_FOR_PROOF)?.print()?;
    Ok(job.printer.driver().bytes.into_inner())
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
            Block::Rule => self.rule(layout, [0xFF; 3])?,
            Block::DashedRule => self.rule(layout, [0xFF, 0xF0, 0x00])?,
            Block::Qr(qr) => {
                self.align(Align::Centre)?;
                let option = QRCodeOption::new(QRCodeModel::Model2, qr.module_dots, QRCodeCorrectionLevel::M);
                self.printer.qrcode_option(qr.data(), option)?;
            }
            Block::Feed(dots) => self.feed(*dots)?,
            Block::Cut if profile.cutter => {
                self.printer.custom(PARTIAL_CUT)?;
            }
            Block::Cut => self.feed(TEAR_OFF_DOTS)?,
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

    /// `GS v 0`: a raster as wide as the strip, in a pattern of three bytes, of which the width is a multiple.
    fn rule(&mut self, layout: &Layout, pattern: [u8; 3]) -> Result<(), EncodeError> {
        let across = (layout.width.dots() / 8) as usize;
        let rows = Block::RULE_DOTS as usize;
        let mut raster = vec![0x1D, b'v', b'0', 0, across as u8, 0, rows as u8, 0];
        raster.extend(pattern.iter().cycle().take(across * rows));
        self.printer.custom(&raster)?;
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
