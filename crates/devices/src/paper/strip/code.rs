//! The code of the ticket's own page, and what it is for: under its words, or beside them.

use super::super::layout::{Align, Block, Drawn, Qr, Size, Weight};
use super::super::raster::Raster;
use super::super::unbroken::{self, held};
use super::super::wrap::balanced;
use super::super::{clean, drawable, typeset};
use super::{PLAIN, Strip};

/// Blank dots between a code and the words beside it.
const BESIDE_CODE: u32 = 20;

/// What stands beside a code: a sentence, and the name of a button that stands in it where `{}` does.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Said<'a> {
    pub(in super::super) sentence: &'a str,
    pub(in super::super) button: &'a str,
}

impl Said<'_> {
    /// The whole, reduced to what can be printed; no line breaks the button's name and its quotes where `has_room` for them.
    fn cleaned(self, reduce: impl Fn(&str) -> String, has_room: impl Fn(&str) -> bool) -> String {
        let (sentence, button) = (reduce(self.sentence), reduce(self.button));
        let Some((before, after)) = sentence.split_once("{}") else { return sentence };
        // From its quote on: French sets a space behind that.
        let opening = before.rfind(['«', '“', '„']).unwrap_or(before.len());
        let (before, opening) = before.split_at(opening);
        let phrase = format!("{opening}{button}{after}");
        if has_room(&phrase) {
            format!("{before}{}", unbroken::phrase(&phrase))
        } else {
            format!("{before}{phrase}")
        }
    }
}

impl Strip {
    /// A code and above it what it is for, in the printer's own letters and codes: few bytes.
    pub(in super::super) fn code_below(&mut self, qr: Qr, said: Said<'_>, gap: u8) {
        let columns = self.columns(Size::PLAIN);
        let sentence = said.cleaned(|text| held(&clean(text)), |phrase| phrase.chars().count() <= columns);
        self.lines(balanced(&sentence, columns, usize::MAX), PLAIN);
        self.feed(gap);
        self.blocks.push(Block::Qr(qr));
    }

    /// A code and beside it what it is for, drawn: little paper.
    pub(in super::super) fn code_beside(&mut self, qr: &Qr, said: Said<'_>) {
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
        let code = Some(qr.data().to_owned());
        self.blocks.push(Block::Drawn(Drawn { lines: words.lines, code, raster: raster.finished() }));
    }

    /// As large as leaves them beside the code, and no smaller than can be read. The button's name is one word where it has room.
    fn words_beside(&self, said: Said<'_>, width: u32, side: u32) -> Drawn {
        let of = |text: String, size: u32| self.setting_beside(text, size, width);
        let text_at = |size: u32| {
            said.cleaned(
                |text| held(&drawable(text)),
                |phrase| typeset::lines(&of(phrase.to_owned(), size)) <= 1,
            )
        };
        let fits = |size: &u32| typeset::lines(&of(text_at(*size), *size)) as u32 * (size + 5) <= side;
        let size = [26, 24].into_iter().find(fits).unwrap_or(22);
        typeset::set(&of(text_at(size), size))
    }

    /// Running text beside a code, as wide as that leaves it.
    pub(super) fn setting_beside(&self, text: String, size: u32, width: u32) -> typeset::Setting {
        let setting = typeset::Setting::new(text, size, size + 5, Weight::Regular, Align::Left, width);
        typeset::Setting { rtl: self.language.is_rtl(), balanced: true, ..setting }
    }
}
