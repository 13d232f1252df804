//! Builds a strip part by part: each text in the printer's own letters where those can say it, else drawn.

mod code;
#[cfg(test)]
mod tests;

use super::layout::{Align, Block, CELL_WIDTH_DOTS, Drawn, Layout, Line, Number, PaperWidth, Size, Weight};
use super::raster::Raster;
use super::unbroken::{self, as_read, held};
use super::wrap::{balanced, wrap};
use super::{Language, TicketNumber, clean, drawable, printable, typeset};
pub(super) use code::Said;

/// Size of drawn text beside the printer's plain letters, in dots.
const DRAWN_SIZE: u32 = 26;
/// Of drawn text beside the printer's letters of twice their size.
const DRAWN_LARGE: u32 = 38;
/// Least from line to line of drawn text: marks above and below the letters must not touch.
const DRAWN_LINE: u32 = 28;
/// Sizes of a text that is drawn to be seen first, the largest that leaves it on one line; a smaller one is not seen first.
const HEADLINE_SIZES: [u32; 5] = [42, 40, 38, 35, 32];
/// Sizes of drawn text that is to be read on one line; the last only of what need not be seen.
const ONE_LINE_SIZES: [u32; 3] = [26, 24, 22];
/// Size of running text that is drawn to take little paper.
const NARROW_SIZE: u32 = 24;
/// Where the words of a list's item stand behind its bullet, in the printer's cells and in dots of drawn text.
const ITEM_INDENT: (usize, u32) = (2, 20);

/// A text and how it is set.
#[derive(Debug, Clone, Copy)]
pub(super) struct Say {
    pub(super) size: Size,
    pub(super) weight: Weight,
    pub(super) align: Align,
    /// Its lines come out alike in length, so that the last is no word left alone.
    pub(super) balanced: bool,
    pub(super) most_lines: usize,
}

/// As everything that is neither large nor bold.
pub(super) const PLAIN: Say = Say {
    size: Size::PLAIN,
    weight: Weight::Regular,
    align: Align::Centre,
    balanced: true,
    most_lines: usize::MAX,
};
/// What must be seen.
pub(super) const BOLD: Say = Say { weight: Weight::Bold, ..PLAIN };
/// What must be seen first.
pub(super) const LARGE: Say = Say { size: Size::LARGE, ..BOLD };

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
        let drawn = self.draws(text);
        self.put(held(&reduced(text, drawn)), drawn, say);
    }

    /// What stands one behind the other, `between` in between: where that takes no line more, lines end between the parts.
    pub(super) fn parts(&mut self, parts: &[String], between: &str, say: Say) {
        let drawn = parts.iter().any(|part| self.draws(part));
        let parts: Vec<String> = parts.iter().map(|part| reduced(part, drawn)).collect();
        let loose = held(&parts.join(between));
        let whole = parts.iter().map(|part| unbroken::phrase(part)).collect::<Vec<_>>().join(between);
        let lines = |text: &str, say: Say| self.lines_taken(text, drawn, say);
        let parts_fit = parts.iter().all(|part| lines(part, say) <= 1);
        let text = if parts_fit && lines(&whole, say) <= lines(&loose, say) { whole } else { loose };
        self.put(text, drawn, say);
    }

    /// What is reduced and held together already.
    fn put(&mut self, text: String, drawn: bool, say: Say) {
        if text.is_empty() {
            return;
        }
        if drawn {
            let setting = self.setting(text, say);
            self.blocks.push(Block::Drawn(typeset::set(&setting)));
        } else {
            let break_lines = if say.balanced { balanced } else { wrap };
            self.lines(break_lines(&text, self.columns(say.size), say.most_lines), say);
        }
    }

    fn lines(&mut self, lines: Vec<String>, Say { size, weight, align, .. }: Say) {
        let leading = if size == Size::PLAIN { self.leading } else { self.leading / 2 };
        let lines = lines.iter().map(|text| as_read(text));
        self.blocks.extend(lines.map(|text| Block::Text(Line { text, size, weight, align, leading })));
    }

    /// One of a list: what does not fit on its first line stands under its words, not under its bullet.
    pub(super) fn item(&mut self, text: &str, say: Say) {
        let (cells, dots) = ITEM_INDENT;
        if !self.draws(text) {
            let columns = self.columns(say.size).saturating_sub(cells);
            let lines = wrap(&held(&clean(text)), columns, say.most_lines);
            let bullets = std::iter::once("• ").chain(std::iter::repeat("  "));
            let lines = lines.iter().zip(bullets).map(|(line, bullet)| format!("{bullet}{line}"));
            return self.lines(lines.collect(), say);
        }
        let text = held(&drawable(text));
        if text.is_empty() {
            return;
        }
        let setting = self.setting(text, say);
        let across = self.width.dots();
        let bullet = typeset::set(&typeset::Setting { width: dots, ..self.setting("•".to_owned(), say) });
        let (words, above) =
            typeset::set_with_ink_above(&typeset::Setting { width: across - dots, ..setting });
        let (bullet_at, words_at) = if self.language.is_rtl() { (across - dots, 0) } else { (0, dots) };
        let mut raster = Raster::blank(across, words.raster.rows);
        raster.stamp(&bullet.raster, bullet_at, above);
        raster.stamp(&words.raster, words_at, 0);
        let bullets = std::iter::once("• ").chain(std::iter::repeat(""));
        let lines = words.lines.iter().zip(bullets).map(|(line, bullet)| format!("{bullet}{line}"));
        let lines = lines.collect();
        self.blocks.push(Block::Drawn(Drawn { lines, code: None, raster: raster.finished() }));
    }

    /// Texts that must be seen first, each on one line and all in like letters: the printer's own of twice their size, or drawn as large
    /// as fits; says whether there is room for that.
    pub(super) fn headline(&mut self, texts: &[&str]) -> bool {
        if texts.iter().all(|text| !self.draws(text) && self.lines_of(text, LARGE) <= 1) {
            texts.iter().for_each(|text| self.text(text, LARGE));
            return true;
        }
        self.on_one_line(texts, Weight::Bold, &HEADLINE_SIZES)
    }

    /// A text that must be seen first and is too long for a line: in large letters, the printer's own or drawn, where that takes at most
    /// so many lines; says whether it does.
    pub(super) fn large(&mut self, text: &str, most_lines: usize) -> bool {
        if self.lines_of(text, LARGE) <= most_lines {
            self.text(text, LARGE);
            return true;
        }
        let drawn = held(&drawable(text));
        let fits = self.lines_taken(&drawn, true, LARGE) <= most_lines;
        if fits {
            self.put(drawn, true, LARGE);
        }
        fits
    }

    /// A text on one line: in the printer's own letters, else drawn, where it can be read so; says whether it can.
    pub(super) fn one_line(&mut self, text: &str, weight: Weight) -> bool {
        let say = Say { weight, ..PLAIN };
        if !self.draws(text) && self.lines_of(text, say) <= 1 {
            self.text(text, say);
            return true;
        }
        let sizes = if weight == Weight::Bold { &ONE_LINE_SIZES[..2] } else { &ONE_LINE_SIZES[..] };
        self.on_one_line(&[text], weight, sizes)
    }

    fn on_one_line(&mut self, texts: &[&str], weight: Weight, sizes: &[u32]) -> bool {
        let texts = texts.iter().map(|text| held(&drawable(text))).filter(|text| !text.is_empty());
        let texts: Vec<String> = texts.collect();
        let all = |size: &u32| {
            texts.iter().map(|text| self.line_setting(text.clone(), *size, weight)).collect::<Vec<_>>()
        };
        let fits =
            |settings: &Vec<typeset::Setting>| settings.iter().all(|setting| typeset::lines(setting) == 1);
        let Some(settings) = sizes.iter().map(all).find(fits) else { return false };
        self.blocks.extend(settings.iter().map(|setting| Block::Drawn(typeset::set(setting))));
        true
    }

    /// A text that stands on one line, in the middle.
    fn line_setting(&self, text: String, size: u32, weight: Weight) -> typeset::Setting {
        // Accents above and tails below the letters need a fifth more than their size.
        let line = (size * 6 / 5).max(DRAWN_LINE);
        let setting = typeset::Setting::new(text, size, line, weight, Align::Centre, self.width.dots());
        typeset::Setting { rtl: self.language.is_rtl(), ..setting }
    }

    /// In a language that the printer's letters cannot say everything is drawn, and everywhere a text with a letter that they lack.
    pub(super) fn draws(&self, text: &str) -> bool {
        let lacks = |character: char| character.is_alphabetic() && !printable(character);
        typeset::is_drawn(self.language) || drawable(text).chars().any(lacks)
    }

    fn setting(&self, text: String, say: Say) -> typeset::Setting {
        let leading = u32::from(self.leading);
        let (size, line) = if say.size == Size::PLAIN {
            (DRAWN_SIZE, (DRAWN_SIZE + leading).max(DRAWN_LINE))
        } else {
            (DRAWN_LARGE, DRAWN_LARGE + leading + 2)
        };
        let line = if is_tall(self.language) { line.max(tall_line(size)) } else { line };
        let setting = typeset::Setting::new(text, size, line, say.weight, say.align, self.width.dots());
        let (most_lines, balanced) = (say.most_lines, say.balanced);
        typeset::Setting { most_lines, balanced, rtl: self.language.is_rtl(), ..setting }
    }

    /// Lines that a text takes.
    pub(super) fn lines_of(&self, text: &str, say: Say) -> usize {
        let drawn = self.draws(text);
        self.lines_taken(&held(&reduced(text, drawn)), drawn, say)
    }

    fn lines_taken(&self, text: &str, drawn: bool, say: Say) -> usize {
        if drawn {
            typeset::lines(&self.setting(text.to_owned(), say))
        } else {
            wrap(text, self.columns(say.size), usize::MAX).len()
        }
    }

    /// Running text, drawn narrower than the printer's own letters.
    pub(super) fn narrow(&mut self, text: &str, most_lines: usize) {
        let setting = typeset::Setting::new(
            held(&drawable(text)),
            NARROW_SIZE,
            DRAWN_LINE,
            Weight::Regular,
            Align::Left,
            self.width.dots(),
        );
        self.blocks.push(Block::Drawn(typeset::set(&typeset::Setting { most_lines, ..setting })));
    }

    /// Two plain texts: on one line where that can be read, else the second on a line of its own.
    pub(super) fn pair(&mut self, first: &str, second: &str) {
        if !self.one_line(&format!("{first} · {second}"), Weight::Regular) {
            self.text(first, Say { most_lines: 2, ..PLAIN });
            self.text(second, Say { most_lines: 1, ..PLAIN });
        }
    }

    /// The number, magnified alike both ways: so many times, or as often as the strip is wide enough for.
    pub(super) fn number(&mut self, number: TicketNumber, most: u8) {
        let letter = clean(&number.letter.to_string());
        let digits = format!("{:03}", number.number);
        let characters = letter.chars().count() + digits.chars().count();
        // The space takes a third of a character: find the widest that leaves room for both.
        let fits =
            |times: &u8| usize::from(*times) * characters + usize::from(thin(*times)) <= self.width.columns();
        let times = (1..=most).rev().find(fits).unwrap_or(1);
        let size = Size { width: times, height: times };
        self.blocks.push(Block::Number(Number { letter, digits, size, space: thin(times) }));
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

/// Whether the letters of a language fill their whole height: Chinese characters, Arabic hamzas above and dots below.
fn is_tall(language: Language) -> bool {
    matches!(language, Language::Ar | Language::Zh)
}

/// Least from line to line of such letters.
fn tall_line(size: u32) -> u32 {
    size * 6 / 5 + 1
}

/// Reduced to what can be drawn, or to what the printer has letters for.
fn reduced(text: &str, drawn: bool) -> String {
    if drawn { drawable(text) } else { clean(text) }
}

fn thin(width: u8) -> u8 {
    width.div_ceil(3)
}
