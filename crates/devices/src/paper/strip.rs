//! Builds a strip part by part: each text in the printer's own letters where those can say it, else drawn.

use super::layout::{
    Align, Block, CELL_WIDTH_DOTS, Drawn, Layout, Line, Number, PaperWidth, Qr, Size, Weight,
};
use super::raster::Raster;
use super::wrap::wrap;
use super::{Language, TicketNumber, clean, drawable, printable, typeset};

/// Size of drawn text beside the printer's plain letters, in dots.
const DRAWN_SIZE: u32 = 26;
/// Of drawn text beside the printer's letters of twice their size.
const DRAWN_LARGE: u32 = 38;
/// Least from line to line of drawn text: marks above and below the letters must not touch.
const DRAWN_LINE: u32 = 28;
/// Blank dots between a code and the words beside it.
const BESIDE_CODE: u32 = 20;
/// Holds a button's name together through the wrapping.
const UNBROKEN: char = '\u{A0}';

/// A text and how it is set.
#[derive(Debug, Clone, Copy)]
pub(super) struct Say {
    pub(super) size: Size,
    pub(super) weight: Weight,
    pub(super) align: Align,
    pub(super) most_lines: usize,
}

/// As everything that is neither large nor bold.
pub(super) const PLAIN: Say =
    Say { size: Size::PLAIN, weight: Weight::Regular, align: Align::Centre, most_lines: usize::MAX };
/// What must be seen.
pub(super) const BOLD: Say = Say { weight: Weight::Bold, ..PLAIN };
/// What must be seen first.
pub(super) const LARGE: Say = Say { size: Size::LARGE, ..BOLD };

/// What stands beside a code: a sentence, and the name of a button that stands in it where `{}` does.
#[derive(Debug, Clone, Copy)]
pub(super) struct Said<'a> {
    pub(super) sentence: &'a str,
    pub(super) button: &'a str,
}

impl Said<'_> {
    /// The whole, reduced to what can be printed; no line breaks the button's name and its quotes where `has_room` for them.
    fn cleaned(self, reduce: impl Fn(&str) -> String, has_room: impl Fn(&str) -> bool) -> String {
        let (sentence, button) = (reduce(self.sentence), reduce(self.button));
        let Some((before, after)) = sentence.split_once("{}") else { return sentence };
        // French sets a space inside its quotes.
        let opening = before.trim_end().rfind(' ').map_or(0, |space| space + 1);
        let (before, opening) = before.split_at(opening);
        let phrase = format!("{opening}{button}{after}");
        if has_room(&phrase) {
            format!("{before}{}", phrase.replace(' ', &UNBROKEN.to_string()))
        } else {
            format!("{before}{phrase}")
        }
    }
}

pub(super) struct Strip {
    width: PaperWidth,
    language: Language,
    /// Blank dots under a line of plain size; magnified ones have half of it.
    leading: u8,
    blocks: Vec<Block>,
}

impl Strip {
    pub(super) fn new(width: PaperWidth, language: Language, leading: u8) -> Self {
        Self { width, language, leading, blocks: Vec::new() }
    }

    pub(super) fn finished(self) -> Layout {
        Layout { width: self.width, blocks: self.blocks }
    }

    /// Whatever follows is in this language.
    pub(super) fn speak(&mut self, language: Language) {
        self.language = language;
    }

    /// A text in the language spoken.
    pub(super) fn text(&mut self, text: &str, say: Say) {
        if self.draws(text) {
            let setting = self.setting(text, say);
            if !setting.text.is_empty() {
                self.blocks.push(Block::Drawn(typeset::set(&setting)));
            }
            return;
        }
        let Say { size, weight, align, most_lines } = say;
        let leading = if size == Size::PLAIN { self.leading } else { self.leading / 2 };
        let lines = wrap(&clean(text), self.columns(size), most_lines);
        let lines = lines.into_iter().map(|text| text.replace(UNBROKEN, " "));
        self.blocks.extend(lines.map(|text| Block::Text(Line { text, size, weight, align, leading })));
    }

    /// In a language that the printer's letters cannot say everything is drawn, and everywhere a text with a letter that they lack.
    pub(super) fn draws(&self, text: &str) -> bool {
        let lacks = |character: char| character.is_alphabetic() && !printable(character);
        typeset::is_drawn(self.language) || drawable(text).chars().any(lacks)
    }

    fn setting(&self, text: &str, say: Say) -> typeset::Setting {
        let (size, line) = if say.size == Size::PLAIN {
            (DRAWN_SIZE, (DRAWN_SIZE + u32::from(self.leading)).max(DRAWN_LINE))
        } else {
            (DRAWN_LARGE, DRAWN_LARGE + u32::from(self.leading) + 2)
        };
        let setting =
            typeset::Setting::new(drawable(text), size, line, say.weight, say.align, self.width.dots());
        typeset::Setting { most_lines: say.most_lines, rtl: self.language.is_rtl(), ..setting }
    }

    /// Lines that a text takes.
    pub(super) fn lines_of(&self, text: &str, say: Say) -> usize {
        if self.draws(text) {
            typeset::lines(&self.setting(text, say))
        } else {
            wrap(&clean(text), self.columns(say.size), usize::MAX).len()
        }
    }

    /// Two plain texts: on one line where they fit, else the second on a line of its own.
    pub(super) fn pair(&mut self, first: &str, between: &str, second: &str, weight: Weight) {
        let say = Say { weight, ..PLAIN };
        let joined = format!("{first}{between}{second}");
        if self.lines_of(&joined, say) <= 1 {
            self.text(&joined, say);
        } else {
            self.text(first, Say { most_lines: 2, ..say });
            self.text(second, Say { most_lines: 1, ..say });
        }
    }

    /// The number, as wide as the strip allows.
    pub(super) fn number(&mut self, number: TicketNumber, height: u8) {
        let letter = clean(&number.letter.to_string());
        let digits = format!("{:03}", number.number);
        let characters = letter.chars().count() + digits.chars().count();
        // The space takes a third of a character: find the widest that leaves room for both.
        let fits =
            |width: &u8| usize::from(*width) * characters + usize::from(thin(*width)) <= self.width.columns();
        let width = (1..=8).rev().find(fits).unwrap_or(1);
        let size = Size { width, height };
        self.blocks.push(Block::Number(Number { letter, digits, size, space: thin(width) }));
    }

    /// A code and above it what it is for, in the printer's own letters and codes: few bytes.
    pub(super) fn code_below(&mut self, qr: Qr, said: Said<'_>, gap: u8) {
        let columns = self.columns(Size::PLAIN);
        let sentence = said.cleaned(clean, |phrase| phrase.chars().count() <= columns);
        for line in wrap(&sentence, columns, usize::MAX) {
            let leading = self.leading;
            let text = line.replace(UNBROKEN, " ");
            let (size, weight, align) = (PLAIN.size, PLAIN.weight, PLAIN.align);
            self.blocks.push(Block::Text(Line { text, size, weight, align, leading }));
        }
        self.feed(gap);
        self.blocks.push(Block::Qr(qr));
    }

    /// A code and beside it what it is for, drawn: little paper.
    pub(super) fn code_beside(&mut self, qr: &Qr, said: Said<'_>) {
        let Some(code) = qr.raster() else { return };
        let side = code.rows;
        let across = self.width.dots();
        let left = side.next_multiple_of(8) + BESIDE_CODE;
        let words = self.words_beside(said, across - left, side);
        let rows = side.max(words.raster.rows);
        let mut raster = Raster::blank(across, rows);
        let rtl = self.language.is_rtl();
        raster.stamp(&code, if rtl { across - side } else { 0 }, (rows - side) / 2);
        raster.stamp(&words.raster, if rtl { 0 } else { left }, (rows - words.raster.rows) / 2);
        let lines = words.lines.into_iter().map(|line| line.replace(UNBROKEN, " ")).collect();
        let code = Some(qr.data().to_owned());
        self.blocks.push(Block::Drawn(Drawn { lines, code, raster: raster.finished() }));
    }

    /// As large as leaves them beside the code, and no smaller than can be read. The button's name is one word where it has room.
    fn words_beside(&self, said: Said<'_>, width: u32, side: u32) -> Drawn {
        let of = |text: String, size: u32| {
            let setting = typeset::Setting::new(text, size, size + 5, Weight::Regular, Align::Left, width);
            typeset::Setting { rtl: self.language.is_rtl(), ..setting }
        };
        let text_at =
            |size: u32| said.cleaned(drawable, |phrase| typeset::lines(&of(phrase.to_owned(), size)) <= 1);
        let fits = |size: &u32| typeset::lines(&of(text_at(*size), *size)) as u32 * (size + 5) <= side;
        let size = [26, 24].into_iter().find(fits).unwrap_or(22);
        typeset::set(&of(text_at(size), size))
    }

    pub(super) fn ruled(&mut self, rule: Block, gap: u8) {
        self.feed(gap);
        self.blocks.push(rule);
        self.feed(gap);
    }

    pub(super) fn feed(&mut self, dots: u8) {
        if dots > 0 {
            self.blocks.push(Block::Feed(dots));
        }
    }

    pub(super) fn push(&mut self, block: Block) {
        self.blocks.push(block);
    }

    fn columns(&self, size: Size) -> usize {
        (self.width.dots() / (CELL_WIDTH_DOTS * u32::from(size.width.max(1)))) as usize
    }
}

fn thin(width: u8) -> u8 {
    width.div_ceil(3)
}
