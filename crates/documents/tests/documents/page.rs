//! A PDF as other programs see it: its text by lopdf, its pages by hayro. Neither is what wrote it.

use std::time::Duration;

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax;
use hayro::{RenderCache, RenderSettings, render};
use turno_documents::{Form, Pdf, print};

/// Longer than any machine takes for a page.
pub const PATIENCE: Duration = Duration::from_secs(120);

pub fn printed(form: &Form) -> Pdf {
    print(form, form.kind().shipped_template(), PATIENCE).unwrap_or_else(|faults| panic!("{faults:#?}"))
}

/// The letters of all pages without white space: where a line is broken is the page's business.
pub fn text(pdf: &Pdf) -> String {
    let document = lopdf::Document::load_mem(&pdf.bytes).expect("a PDF");
    let pages: Vec<u32> = document.get_pages().into_keys().collect();
    assert_eq!(pages.len(), pdf.pages);
    without_space(&document.extract_text(&pages).expect("its text"))
}

pub fn without_space(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_whitespace()).collect()
}

/// A drawn page in grey.
#[derive(Clone, PartialEq, Eq)]
pub struct Drawn {
    pub width: usize,
    pub height: usize,
    pub grey: Vec<u8>,
}

/// The pages of a PDF, at so many dots per typographic point.
pub fn drawn(pdf: &Pdf, scale: f32) -> Vec<Drawn> {
    let file = hayro_syntax::Pdf::new(pdf.bytes.clone()).expect("a PDF");
    let cache = RenderCache::new();
    let settings = RenderSettings { x_scale: scale, y_scale: scale, ..RenderSettings::default() };
    file.pages()
        .iter()
        .map(|page| {
            let pixmap = render(page, &cache, &InterpreterSettings::default(), &settings);
            let grey = pixmap.data().iter().map(|dot| {
                // The paper shows where nothing is drawn.
                let paper = 255 - u16::from(dot.a);
                let sum = u16::from(dot.r) + u16::from(dot.g) + u16::from(dot.b) + 3 * paper;
                u8::try_from(sum / 3).unwrap_or(u8::MAX)
            });
            Drawn { width: pixmap.width().into(), height: pixmap.height().into(), grey: grey.collect() }
        })
        .collect()
}
