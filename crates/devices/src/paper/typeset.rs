//! Sets what the printer's own letters cannot say: shaped, broken into lines and drawn in black dots.
//!
//! Only the bundled typefaces are used, so that a ticket looks alike on every machine. No grey: at 203 dpi a sharp edge is
//! read more easily than a dithered one.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::LazyLock;

use parley::fontique::{Blob, Collection, CollectionOptions};
use parley::layout::BreakReason;
use parley::style::{FontFamily, FontFamilyName, FontWeight, LineHeight, OverflowWrap, StyleProperty};
use parley::{
    Alignment, AlignmentOptions, FontContext, GlyphRun, Layout, LayoutContext, PositionedLayoutItem,
};
use swash::scale::{Render, ScaleContext, Source};
use swash::zeno::{Format, Vector};
use swash::{Charmap, FontRef, GlyphId};
use turno_domain::text::Language;

use super::ink::Ink;
use super::layout::{Align, Drawn, Weight};
use super::unbroken::{UNBROKEN, as_read};
use super::wrap::BALANCED_LINES;

/// The first that has a character draws it.
const FACES: [&[u8]; 7] = [
    include_bytes!("../../../../assets/fonts/TitilliumWeb-Regular.ttf"),
    include_bytes!("../../../../assets/fonts/TitilliumWeb-Bold.ttf"),
    include_bytes!("../../../../assets/fonts/NotoSans-Regular.ttf"),
    include_bytes!("../../../../assets/fonts/NotoSans-Bold.ttf"),
    include_bytes!("../../../../assets/fonts/NotoSansArabic-Regular.ttf"),
    include_bytes!("../../../../assets/fonts/NotoSansArabic-Bold.ttf"),
    include_bytes!("../../../../assets/fonts/NotoSansSC-Regular.otf"),
];

/// A dot that is covered by more than this of 255 is burnt.
const BURNT: u8 = 0x68;
/// The right-to-left mark.
const RIGHT_TO_LEFT: char = '\u{200F}';
/// Balanced lines are as narrow as they can be to so many dots.
const BALANCED_TO: f32 = 8.0;
/// Texts that are kept drawn: the tries of one layout ask for the same ones again and again.
const KEPT: usize = 400;

/// Whether the words of a language are drawn: Windows-1252 lacks letters of it.
pub(super) fn is_drawn(language: Language) -> bool {
    matches!(language, Language::Ro | Language::Uk | Language::Ar | Language::Zh)
}

/// Whether a bundled typeface has this character.
pub(super) fn has(character: char) -> bool {
    static MAPS: LazyLock<Vec<Charmap<'static>>> = LazyLock::new(|| {
        FACES.iter().filter_map(|face| FontRef::from_index(face, 0)).map(|face| face.charmap()).collect()
    });
    MAPS.iter().any(|map| map.map(character) != 0)
}

/// A text to be drawn.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Setting {
    /// What [`super::drawable`] left of it.
    pub(super) text: String,
    /// Size of the typeface, in dots.
    pub(super) size: u32,
    /// From line to line, at least, in dots.
    pub(super) line: u32,
    pub(super) bold: bool,
    pub(super) centred: bool,
    /// Its lines come out alike in length, where it takes several.
    pub(super) balanced: bool,
    /// Runs from the right, whatever alphabet its first word is in.
    pub(super) rtl: bool,
    /// Dots across.
    pub(super) width: u32,
    /// What does not fit in so many ends in "…".
    pub(super) most_lines: usize,
}

impl Setting {
    pub(super) fn new(text: String, size: u32, line: u32, weight: Weight, align: Align, width: u32) -> Self {
        let (bold, centred) = (weight == Weight::Bold, align == Align::Centre);
        let (balanced, rtl) = (false, false);
        Self { text, size, line, bold, centred, balanced, rtl, width, most_lines: usize::MAX }
    }

    /// The text behind an invisible mark that turns it round, where it is to run from the right.
    fn marked(&self) -> String {
        if self.rtl { format!("{RIGHT_TO_LEFT}{}", self.text) } else { self.text.clone() }
    }
}

thread_local! {
    static SETTER: RefCell<Setter> = RefCell::new(Setter::new());
}

/// Draws a text: its lines as far apart as it says or, where their ink would touch, a little further, and as many rows above the first
/// and below the last as the ink needs that goes beyond them.
pub(super) fn set(setting: &Setting) -> Drawn {
    set_with_ink_above(setting).0
}

/// The same, and how many rows stand above the first line.
pub(super) fn set_with_ink_above(setting: &Setting) -> (Drawn, u32) {
    SETTER.with_borrow_mut(|setter| setter.set(setting))
}

/// How many lines a text takes.
pub(super) fn lines(setting: &Setting) -> usize {
    SETTER.with_borrow_mut(|setter| setter.count(setting))
}

struct Setter {
    fonts: FontContext,
    families: Vec<FontFamilyName<'static>>,
    scratch: LayoutContext<()>,
    scaling: ScaleContext,
    kept: HashMap<Setting, (Drawn, u32)>,
    counted: HashMap<Setting, usize>,
}

impl Setter {
    fn new() -> Self {
        let mut collection = Collection::new(CollectionOptions { shared: false, system_fonts: false });
        let mut families = Vec::new();
        for face in FACES {
            for (family, _) in collection.register_fonts(Blob::new(std::sync::Arc::new(face)), None) {
                let name = collection.family_name(family).map(str::to_owned);
                families.extend(name.map(|name| FontFamilyName::Named(name.into())));
            }
        }
        families.dedup();
        Self {
            fonts: FontContext { collection, source_cache: Default::default() },
            families,
            scratch: LayoutContext::new(),
            scaling: ScaleContext::new(),
            kept: HashMap::new(),
            counted: HashMap::new(),
        }
    }

    fn set(&mut self, setting: &Setting) -> (Drawn, u32) {
        if let Some(drawn) = self.kept.get(setting) {
            return drawn.clone();
        }
        let mut text = setting.marked();
        let mut layout = self.shape(&text, setting);
        while layout.len() > setting.most_lines {
            text = shortened(&text, &layout, setting.most_lines);
            layout = self.shape(&text, setting);
        }
        let drawn = self.draw(&text, &layout, setting);
        if self.kept.len() >= KEPT {
            self.kept.clear();
        }
        self.kept.insert(setting.clone(), drawn.clone());
        drawn
    }

    fn count(&mut self, setting: &Setting) -> usize {
        // However far apart its lines stand, and whatever ends them, they are as many.
        let counted = Setting { line: 0, balanced: false, most_lines: usize::MAX, ..setting.clone() };
        if let Some(lines) = self.counted.get(&counted) {
            return *lines;
        }
        let lines = self.broken(&setting.marked(), setting, setting.width as f32).len();
        if self.counted.len() >= KEPT {
            self.counted.clear();
        }
        self.counted.insert(counted, lines);
        lines
    }

    /// The text in lines, which come out alike in length where that is wished.
    fn shape(&mut self, text: &str, setting: &Setting) -> Layout<()> {
        let mut layout = self.broken(text, setting, setting.width as f32);
        let lines = layout.len();
        if setting.balanced && BALANCED_LINES.contains(&lines) {
            // As narrow as takes no line more and no word apart: the last line is then no word left alone.
            let (mut too_narrow, mut enough) = (0.0, setting.width as f32);
            while enough - too_narrow > BALANCED_TO {
                let between = f32::midpoint(too_narrow, enough);
                let narrower = self.broken(text, setting, between);
                if narrower.len() <= lines && breaks_nothing(&narrower, text) {
                    (layout, enough) = (narrower, between);
                } else {
                    too_narrow = between;
                }
            }
        }
        let align = if setting.centred { Alignment::Center } else { Alignment::Start };
        layout.align(align, AlignmentOptions::default());
        layout
    }

    fn broken(&mut self, text: &str, setting: &Setting, width: f32) -> Layout<()> {
        let mut text = text.to_owned();
        loop {
            let layout = self.broken_by_parley(&text, setting, width);
            // A space that holds hangs over the edge and ends the line there as any other would (0.11): the one before is to end it.
            let torn = layout
                .lines()
                .map(|line| line.text_range())
                .find(|line| text[line.clone()].ends_with(UNBROKEN));
            let before = torn.and_then(|line| Some(line.start + text[line].rfind(' ')?));
            let Some(at) = before else { return layout };
            text.replace_range(at..=at, "\n");
        }
    }

    /// Shaped anew for each width: a layout that is broken again keeps breaks within words from before (parley 0.11).
    fn broken_by_parley(&mut self, text: &str, setting: &Setting, width: f32) -> Layout<()> {
        let mut builder = self.scratch.ranged_builder(&mut self.fonts, text, 1.0, true);
        builder.push_default(StyleProperty::FontFamily(FontFamily::List(self.families.as_slice().into())));
        builder.push_default(StyleProperty::FontSize(setting.size as f32));
        builder.push_default(StyleProperty::LineHeight(LineHeight::Absolute(setting.line as f32)));
        let weight = if setting.bold { FontWeight::BOLD } else { FontWeight::NORMAL };
        builder.push_default(StyleProperty::FontWeight(weight));
        builder.push_default(StyleProperty::OverflowWrap(OverflowWrap::Anywhere));
        let mut layout = builder.build(text);
        layout.break_all_lines(Some(width));
        layout
    }

    fn draw(&mut self, text: &str, layout: &Layout<()>, setting: &Setting) -> (Drawn, u32) {
        let mut inked = Vec::new();
        let mut lines = Vec::new();
        // Balanced lines are broken at less than the strip is wide.
        let spare = setting.width as f32 - layout.layout_max_advance();
        let left = match (setting.centred, setting.rtl) {
            (true, _) => spare / 2.0,
            (false, true) => spare,
            (false, false) => 0.0,
        };
        for line in layout.lines() {
            let said = text[line.text_range()].trim_start_matches(RIGHT_TO_LEFT).trim();
            lines.push(as_read(said));
            let mut of_line = Ink::default();
            for item in line.items() {
                if let PositionedLayoutItem::GlyphRun(run) = item {
                    self.draw_run(&run, left, &mut of_line);
                }
            }
            inked.push(of_line.onto(setting.width));
        }
        let (ink, further) = Ink::of_lines(inked);
        let (raster, above) = ink.raster(setting.width, layout.len() as u32 * (setting.line + further));
        (Drawn { lines, code: None, raster: raster.finished() }, above)
    }

    fn draw_run(&mut self, run: &GlyphRun<'_, ()>, left: f32, ink: &mut Ink) {
        let font = run.run().font();
        let Some(face) = FontRef::from_index(font.data.as_ref(), font.index as usize) else { return };
        let size = run.run().font_size();
        let mut scaler = self.scaling.builder(face).size(size).build();
        for glyph in run.positioned_glyphs() {
            let x = left + glyph.x;
            let mut render = Render::new(&[Source::Outline]);
            render.format(Format::Alpha).offset(Vector::new(x.fract(), 0.0));
            if run.run().synthesis().embolden() {
                render.embolden(size / 60.0);
            }
            let Some(image) = render.render(&mut scaler, glyph.id as GlyphId) else { continue };
            let left = x.floor() as i32 + image.placement.left;
            let top = glyph.y.round() as i32 - image.placement.top;
            let across = image.placement.width.max(1);
            for (at, _) in image.data.iter().enumerate().filter(|(_, coverage)| **coverage >= BURNT) {
                let (column, row) = ((at as u32 % across) as i32, (at as u32 / across) as i32);
                ink.dots.push((left + column, top + row));
            }
        }
    }
}

/// Whether every line ends where one may.
fn breaks_nothing(layout: &Layout<()>, text: &str) -> bool {
    layout.lines().all(|line| {
        line.break_reason() != BreakReason::Emergency && !text[line.text_range()].ends_with(UNBROKEN)
    })
}

/// What stands in the first lines, so much shorter that an ellipsis has room behind it.
fn shortened(text: &str, layout: &Layout<()>, most_lines: usize) -> String {
    let end =
        most_lines.checked_sub(1).and_then(|last| layout.get(last)).map_or(0, |line| line.text_range().end);
    let kept = text[..end].trim_end_matches(['…', ' ']);
    let mut kept: Vec<char> = kept.chars().collect();
    kept.truncate(kept.len().saturating_sub(2));
    let kept: String = kept.into_iter().collect();
    format!("{}…", kept.trim_end_matches([' ', ',', ';', '.', ':']))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(text: &str, size: u32, line: u32, width: u32) -> Drawn {
        set(&Setting::new(text.to_owned(), size, line, Weight::Regular, Align::Left, width))
    }

    #[test]
    fn arabic_is_joined_and_begins_at_the_right() {
        let joined = drawn("سلم", 40, 60, 400).raster;
        let apart = drawn("س ل م", 40, 60, 400).raster;
        let ink = |raster: &super::super::Raster| {
            (0..400).filter(|&x| (0..60).any(|y| raster.is_black(x, y))).collect::<Vec<_>>()
        };
        let (joined, apart) = (ink(&joined), ink(&apart));
        assert!(
            joined.windows(2).all(|pair| pair[1] == pair[0] + 1),
            "one stroke from end to end: {joined:?}"
        );
        assert!(apart.windows(2).any(|pair| pair[1] > pair[0] + 1));
        assert!(joined[0] > 200, "at the right");
    }

    #[test]
    fn what_runs_from_the_right_begins_there_even_with_a_latin_word() {
        let left_of_ink = |rtl| {
            let text = "SPID والهوية".to_owned();
            let setting = Setting::new(text, 30, 40, Weight::Regular, Align::Left, 400);
            let drawn = set(&Setting { rtl, ..setting });
            assert_eq!(drawn.lines, ["SPID والهوية"]);
            (0..400).position(|x| (0..40).any(|y| drawn.raster.is_black(x, y))).expect("ink")
        };
        assert!(left_of_ink(false) < 10 && left_of_ink(true) > 150);
    }

    #[test]
    fn a_text_is_broken_into_lines_and_cut_with_an_ellipsis_where_it_must_be() {
        let text = "Підготуйте, будь ласка: паспорт, податковий номер, довідка про доходи";
        let whole = drawn(text, 26, 32, 300);
        assert!(whole.lines.len() >= 3);
        assert_eq!(whole.lines.join(" "), text);
        assert_eq!(whole.raster.rows, 32 * whole.lines.len() as u32);
        let cut = set(&Setting {
            most_lines: 2,
            ..Setting::new(text.into(), 26, 32, Weight::Bold, Align::Left, 300)
        });
        assert_eq!(cut.lines.len(), 2);
        assert!(cut.lines[1].ends_with('…') && text.starts_with(&cut.lines[0]), "{:?}", cut.lines);
        let chinese = drawn("请准备好身份证医疗卡和您的手机以便办理业务", 26, 32, 200);
        assert!(chinese.lines.len() >= 3);
    }

    #[test]
    fn balanced_lines_leave_no_word_alone_and_part_no_phrase() {
        let text =
            "Drejtoni telefonin te katrori: aty shihni radhën tuaj dhe mund të prekni «Dal_dhe_kthehem».";
        let of = |balanced| {
            let text = text.replace('_', "\u{A0}");
            let setting = Setting::new(text, 22, 27, Weight::Regular, Align::Left, 228);
            set(&Setting { balanced, ..setting }).lines
        };
        let (filled, balanced) = (of(false), of(true));
        assert_eq!(filled[3..], ["prekni", "«Dal dhe kthehem»."]);
        assert_eq!(balanced[2..], ["radhën tuaj dhe", "mund të prekni", "«Dal dhe kthehem»."]);
        let parts = "Pentru_cealaltă_persoană,_și: împuternicire_semnată".replace('_', "\u{A0}");
        let setting = Setting::new(parts, 26, 29, Weight::Bold, Align::Left, 576);
        let lines = set(&Setting { balanced: true, ..setting }).lines;
        assert_eq!(lines, ["Pentru cealaltă persoană, și:", "împuternicire semnată"]);
    }

    #[test]
    fn a_number_at_the_edge_goes_over_to_what_it_counts() {
        for width in 240..300 {
            let lines = drawn("SPID e identità digitale. Biglietto per 3\u{A0}persone.", 24, 28, width).lines;
            assert!(!lines.iter().any(|line| line.ends_with('3')), "{width}: {lines:?}");
        }
    }

    #[test]
    fn a_word_without_an_end_is_broken() {
        let endless = drawn(&"ш".repeat(100), 26, 32, 300);
        assert!(endless.lines.len() > 3);
        assert!(endless.raster.across * 8 <= 304);
    }
}
