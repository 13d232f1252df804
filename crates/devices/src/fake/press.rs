//! Works off a job's bytes one command at a time.
//!
//! Source: Epson, ESC/POS command reference. Only the commands that tickets use; the others are noted, not guessed.

use qrcode::EcLevel;

use crate::paper::draw::{Cell, Glyphs, Look, Strip};
use crate::paper::{Align, PaperWidth, printable};

/// What one command came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// More bytes are needed to know.
    Incomplete,
    /// So many bytes were worked off.
    Done(usize),
    /// `GS V`: the strip is to be cut.
    Cut(usize),
    /// `GS e n`: the presenter is to do something with the ticket.
    Present(u8, usize),
    /// `GS r`: the state of the paper sensor is asked for, in turn.
    PaperAsked(usize),
}

/// The default line spacing, 1/6 inch.
const DEFAULT_SPACING: u32 = 34;

pub(super) struct Press {
    glyphs: Glyphs,
    width: PaperWidth,
    western_page: u8,
    mode: Mode,
    line: Vec<Cell>,
    pub(super) strip: Strip,
    pub(super) not_understood: Vec<Vec<u8>>,
}

/// What `ESC @` sets back.
#[derive(Debug, Clone)]
struct Mode {
    page: u8,
    look: Look,
    align: Align,
    spacing: u32,
    code: CodeMode,
}

#[derive(Debug, Clone)]
struct CodeMode {
    model: u8,
    module: u32,
    level: EcLevel,
    data: Vec<u8>,
}

impl Default for Mode {
    fn default() -> Self {
        Self {
            page: 0,
            look: Look { width: 1, height: 1, bold: false, smooth: false },
            align: Align::Left,
            spacing: DEFAULT_SPACING,
            code: CodeMode { model: b'1', module: 3, level: EcLevel::L, data: Vec::new() },
        }
    }
}

impl Press {
    pub(super) fn new(width: PaperWidth, western_page: u8) -> std::io::Result<Self> {
        Ok(Self {
            glyphs: Glyphs::new().ok_or(std::io::ErrorKind::InvalidData)?,
            width,
            western_page,
            mode: Mode::default(),
            line: Vec::new(),
            strip: Strip::new(width),
            not_understood: Vec::new(),
        })
    }

    /// The power fails: settings and what is not printed are lost, the paper stays where it is.
    pub(super) fn forget(&mut self) {
        self.mode = Mode::default();
        self.line.clear();
    }

    /// Takes the strip off after a cut.
    pub(super) fn take_strip(&mut self) -> (Strip, Vec<Vec<u8>>) {
        (std::mem::replace(&mut self.strip, Strip::new(self.width)), std::mem::take(&mut self.not_understood))
    }

    /// Works off the first command of `bytes`.
    pub(super) fn step(&mut self, bytes: &[u8]) -> Step {
        match *bytes {
            [] | [0x1B] | [0x1D] => Step::Incomplete,
            [0x1B, command, ref rest @ ..] => self.escape(command, rest),
            [0x1D, command, ref rest @ ..] => self.group(command, rest),
            [b'\n', ..] => {
                self.print_line(self.mode.spacing);
                Step::Done(1)
            }
            // Printers pass over NUL.
            [b'\r' | 0x00, ..] => Step::Done(1),
            [byte @ (0x20..=0x7E | 0x80..=0xFF), ..] => {
                let character = self.character(byte);
                self.collect(character);
                Step::Done(1)
            }
            [byte, ..] => self.unknown(&[byte]),
        }
    }

    fn escape(&mut self, command: u8, rest: &[u8]) -> Step {
        if command == b'@' {
            self.forget();
            return Step::Done(2);
        }
        let Some(&n) = rest.first() else { return Step::Incomplete };
        match command {
            b't' => self.mode.page = n,
            b'a' => self.mode.align = if n & 1 == 1 { Align::Centre } else { Align::Left },
            b'E' => self.mode.look.bold = n & 1 == 1,
            b'3' => self.mode.spacing = u32::from(n),
            b'd' => {
                self.print_line(self.mode.spacing);
                self.strip.feed(self.mode.spacing * u32::from(n.saturating_sub(1)));
            }
            b'J' => {
                if !self.line.is_empty() {
                    self.print_line(0);
                }
                self.strip.feed(u32::from(n));
            }
            _ => return self.unknown(&[0x1B, command, n]),
        }
        Step::Done(3)
    }

    fn group(&mut self, command: u8, rest: &[u8]) -> Step {
        match (command, rest) {
            (b'v', _) => self.raster(rest),
            (b'(', _) => self.code_command(rest),
            (b'P', [_, _, ..]) => Step::Done(4),
            (b'V', [65 | 66, _, ..]) => Step::Cut(4),
            (b'V', [0 | 1 | 48 | 49, ..]) => Step::Cut(3),
            (b'e', [3, _, ..]) => Step::Present(3, 4),
            (b'e', [n @ (2 | 5), ..]) => Step::Present(*n, 3),
            (b'e', [3]) => Step::Incomplete,
            (b'P' | b'V', [] | [_]) | (_, []) => Step::Incomplete,
            (b'r', [1 | 49, ..]) => Step::PaperAsked(3),
            (b'!', [n, ..]) => {
                self.mode.look.width = u32::from(n >> 4 & 7) + 1;
                self.mode.look.height = u32::from(n & 7) + 1;
                Step::Done(3)
            }
            (b'b', [n, ..]) => {
                self.mode.look.smooth = n & 1 == 1;
                Step::Done(3)
            }
            (_, [n, ..]) => self.unknown(&[0x1D, command, *n]),
        }
    }

    /// `GS v 0 m xL xH yL yH d…`
    fn raster(&mut self, rest: &[u8]) -> Step {
        let &[b'0' | 0, mode, xl, xh, yl, yh, ref data @ ..] = rest else {
            return if rest.len() < 6 { Step::Incomplete } else { self.unknown(&[0x1D, b'v', rest[0]]) };
        };
        let across = usize::from(u16::from_le_bytes([xl, xh]));
        let size = across * usize::from(u16::from_le_bytes([yl, yh]));
        let Some(data) = data.get(..size) else { return Step::Incomplete };
        let scale = (1 + u32::from(mode & 1), 1 + u32::from(mode >> 1 & 1));
        self.strip.raster(data, across, self.mode.align, scale);
        Step::Done(8 + size)
    }

    /// `GS ( k pL pH cn fn …`, QR only.
    fn code_command(&mut self, rest: &[u8]) -> Step {
        let &[kind, low, high, ref data @ ..] = rest else { return Step::Incomplete };
        let size = usize::from(u16::from_le_bytes([low, high]));
        let Some(data) = data.get(..size) else { return Step::Incomplete };
        let code = &mut self.mode.code;
        match (kind, data) {
            (b'k', [49, 65, model, ..]) => code.model = *model,
            (b'k', [49, 67, module]) => code.module = u32::from(*module),
            (b'k', [49, 69, level]) => {
                code.level = match level {
                    49 => EcLevel::M,
                    50 => EcLevel::Q,
                    51 => EcLevel::H,
                    _ => EcLevel::L,
                }
            }
            (b'k', [49, 80, 48, stored @ ..]) => code.data = stored.to_vec(),
            (b'k', [49, 81, 48]) => return self.print_code(5 + size),
            _ => {
                self.unknown(&[0x1D, b'(', kind]);
            }
        }
        Step::Done(5 + size)
    }

    fn print_code(&mut self, length: usize) -> Step {
        let CodeMode { model, module, level, data } = self.mode.code.clone();
        // Model 1 is what phones do not read.
        if model != b'2' || !self.strip.code(&data, level, module, self.mode.align) {
            self.unknown(b"GS ( k: a code that nobody can read");
        }
        Step::Done(length)
    }

    fn character(&self, byte: u8) -> char {
        const HIGH: [char; 32] = [
            '€', '?', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '?', 'Ž', '?', '?', '‘', '’',
            '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '?', 'ž', 'Ÿ',
        ];
        match byte {
            0x20..=0x7E => char::from(byte),
            // Another page than the one meant: a printer prints other letters, we print none that could be read.
            _ if self.mode.page != self.western_page => '¤',
            0x80..=0x9F => HIGH[usize::from(byte - 0x80)],
            _ => Some(char::from(byte)).filter(|&character| printable(character)).unwrap_or(' '),
        }
    }

    /// A line that is full is printed, as printers do.
    fn collect(&mut self, character: char) {
        let look = self.mode.look;
        let used: u32 = self.line.iter().map(|cell| cell.look.cell_width()).sum();
        if used + look.cell_width() > self.strip.dots_across() {
            self.print_line(self.mode.spacing);
        }
        self.line.push(Cell { character, look });
    }

    fn print_line(&mut self, spacing: u32) {
        let cells = std::mem::take(&mut self.line);
        self.strip.line(&self.glyphs, &cells, self.mode.align, spacing);
    }

    pub(super) fn unknown(&mut self, bytes: &[u8]) -> Step {
        self.not_understood.push(bytes.to_vec());
        Step::Done(bytes.len())
    }
}
