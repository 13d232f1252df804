//! A strip of paper as a list of blocks, measured in dots of 1/8 mm.

mod qr;

use super::raster::Raster;
pub use qr::Qr;

/// Dots per millimetre of a 203 dpi print head.
pub const DOTS_PER_MM: u32 = 8;
/// Width of one character of font A, in dots.
pub const CELL_WIDTH_DOTS: u32 = 12;
/// Height of one character of font A, in dots.
pub const CELL_HEIGHT_DOTS: u32 = 24;
/// Blank strip above every ticket: the cutter stands this far behind the head (12–15 mm on desk printers), so that what
/// the last cut needed is already past it.
pub const HEAD_TO_CUTTER_DOTS: u32 = 14 * DOTS_PER_MM;

/// Paper that a ticket is to take, at most, in millimetres, the blank strip included.
pub const TICKET_MM: u32 = 110;

/// Width of the roll.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum PaperWidth {
    /// 80 mm paper: 576 dots, 48 columns.
    #[default]
    Mm80,
    /// 58 mm paper: 384 dots, 32 columns.
    Mm58,
}

impl PaperWidth {
    /// The profile for a width in millimetres; `None` for widths that no printer of ours has.
    #[must_use]
    pub fn from_mm(millimetres: u32) -> Option<Self> {
        match millimetres {
            80 => Some(Self::Mm80),
            58 => Some(Self::Mm58),
            _ => None,
        }
    }

    /// Width of the roll in millimetres.
    #[must_use]
    pub fn millimetres(self) -> u32 {
        match self {
            Self::Mm80 => 80,
            Self::Mm58 => 58,
        }
    }

    /// Printable dots across.
    #[must_use]
    pub fn dots(self) -> u32 {
        match self {
            Self::Mm80 => 576,
            Self::Mm58 => 384,
        }
    }

    /// No ticket on this roll is longer than so many millimetres, blank strip included. On the narrower one, where the same words take
    /// more lines, a ticket in two languages may exceed [`TICKET_MM`]: sooner that than letters too small to be read.
    #[must_use]
    pub fn longest_ticket_mm(self) -> u32 {
        match self {
            Self::Mm80 => 110,
            Self::Mm58 => 152,
        }
    }

    /// Characters of font A across, at single width.
    #[must_use]
    pub fn columns(self) -> usize {
        (self.dots() / CELL_WIDTH_DOTS) as usize
    }
}

/// How many times a character is magnified, 1 to 8 each way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// Times as wide.
    pub width: u8,
    /// Times as tall.
    pub height: u8,
}

impl Size {
    /// As the printer's font stands.
    pub const PLAIN: Self = Self { width: 1, height: 1 };
    /// Twice each way.
    pub const LARGE: Self = Self { width: 2, height: 2 };
}

/// Stroke of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// As the printer's font stands.
    Regular,
    /// Emphasised.
    Bold,
}

/// Where a block stands across the strip.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// At the left edge.
    Left,
    /// In the middle.
    Centre,
}

/// One printed line: clean, and no longer than the strip is wide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Printable characters only.
    pub text: String,
    /// Magnification.
    pub size: Size,
    /// Stroke.
    pub weight: Weight,
    /// Place across.
    pub align: Align,
    /// Blank dots below the line.
    pub leading: u8,
}

impl Line {
    /// Dots of paper that the line takes.
    #[must_use]
    pub fn height_dots(&self) -> u32 {
        CELL_HEIGHT_DOTS * u32::from(self.size.height) + u32::from(self.leading)
    }

    /// Dots across that the text takes.
    #[must_use]
    pub fn width_dots(&self) -> u32 {
        CELL_WIDTH_DOTS * u32::from(self.size.width) * self.text.chars().count() as u32
    }
}

/// The ticket's number: letter, a thin space, digits; one line, the largest there is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Number {
    /// The letter, printable characters only.
    pub letter: String,
    /// The digits.
    pub digits: String,
    /// Magnification of both.
    pub size: Size,
    /// Times that the space between them is as wide as a character.
    pub space: u8,
}

impl Number {
    /// The number as it is read, e.g. "A 042".
    #[must_use]
    pub fn text(&self) -> String {
        format!("{} {}", self.letter, self.digits)
    }

    /// Dots of paper that the number takes.
    #[must_use]
    pub fn height_dots(&self) -> u32 {
        CELL_HEIGHT_DOTS * u32::from(self.size.height)
    }

    /// Dots across that the number takes.
    #[must_use]
    pub fn width_dots(&self) -> u32 {
        let characters = (self.letter.chars().count() + self.digits.chars().count()) as u32;
        CELL_WIDTH_DOTS * (u32::from(self.size.width) * characters + u32::from(self.space))
    }
}

/// Text that is drawn, because the printer's own letters cannot say it or because it stands beside a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawn {
    /// What is read there, line by line.
    pub lines: Vec<String>,
    /// What the code among it says.
    pub code: Option<String>,
    /// Its dots.
    pub raster: Raster,
}

/// One thing on the strip, from top to bottom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A line of text.
    Text(Line),
    /// The number, in the middle of the strip.
    Number(Number),
    /// A line across the strip.
    Rule,
    /// A dashed line across the strip.
    DashedRule,
    /// A code in the middle of the strip, which the printer makes itself.
    Qr(Qr),
    /// Text in dots, from the strip's left edge.
    Drawn(Drawn),
    /// The site's logo, in the middle of the strip.
    Logo(Raster),
    /// Blank paper, in dots.
    Feed(u8),
    /// The end of the ticket.
    Cut,
}

impl Block {
    /// Thickness of a rule, in dots.
    pub const RULE_DOTS: u32 = 3;
    /// The bytes that a rule repeats.
    pub const RULE: [u8; 3] = [0xFF; 3];
    /// The bytes that a dashed rule repeats: 12 dots black, 12 white, half a dash at each end so that it reaches both edges.
    pub const DASHED_RULE: [u8; 3] = [0xFC, 0x00, 0x3F];

    fn height_dots(&self) -> u32 {
        match self {
            Self::Text(line) => line.height_dots(),
            Self::Number(number) => number.height_dots(),
            Self::Rule | Self::DashedRule => Self::RULE_DOTS,
            Self::Qr(qr) => qr.side_dots(),
            Self::Drawn(drawn) => drawn.raster.rows,
            Self::Logo(raster) => raster.rows,
            Self::Feed(dots) => u32::from(*dots),
            Self::Cut => 0,
        }
    }
}

/// What stands on one strip of paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    /// Width of the roll it is made for.
    pub width: PaperWidth,
    /// From top to bottom.
    pub blocks: Vec<Block>,
}

impl Layout {
    /// Dots from the first block to the cut.
    #[must_use]
    pub fn height_dots(&self) -> u32 {
        self.blocks.iter().map(Block::height_dots).sum()
    }

    /// Paper that the ticket takes, in dots, with the blank strip above it.
    #[must_use]
    pub fn paper_dots(&self) -> u32 {
        HEAD_TO_CUTTER_DOTS + self.height_dots()
    }

    /// The lines of text but the number, from top to bottom.
    pub fn lines(&self) -> impl Iterator<Item = &Line> {
        self.blocks.iter().filter_map(|block| match block {
            Block::Text(line) => Some(line),
            _ => None,
        })
    }

    /// The number.
    #[must_use]
    pub fn number(&self) -> Option<&Number> {
        self.blocks.iter().find_map(|block| match block {
            Block::Number(number) => Some(number),
            _ => None,
        })
    }

    /// What is read on the strip, the number among it, from top to bottom.
    pub fn texts(&self) -> impl Iterator<Item = String> {
        self.blocks.iter().flat_map(|block| match block {
            Block::Text(line) => vec![line.text.clone()],
            Block::Number(number) => vec![number.text()],
            Block::Drawn(drawn) => drawn.lines.clone(),
            _ => Vec::new(),
        })
    }

    /// What the codes on the strip say.
    pub fn codes(&self) -> impl Iterator<Item = &str> {
        self.blocks.iter().filter_map(|block| match block {
            Block::Qr(qr) => Some(qr.data()),
            Block::Drawn(drawn) => drawn.code.as_deref(),
            _ => None,
        })
    }
}
