//! From a form and a template to a PDF.
//!
//! Owns what a template can reach (its data, the bundled typefaces, the shared sheet), how long it may take, and what is said of
//! one that is wrong. The same form and template give the same bytes: time comes in with the form.

mod data;
mod fault;
mod runaway;
mod typefaces;
mod world;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::time::Duration;

use rayon::ThreadPoolBuilder;
use typst::diag::{SourceResult, Warned};
use typst::ecow::EcoVec;
use typst::foundations::Smart;
use typst::text::{Lang, Locale};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

pub use fault::{FaultKind, Place, TemplateFault};

use crate::forms::{Form, FormKind};
use runaway::Run;
use world::World;

/// A form of more pages is a template gone wrong.
const MOST_PAGES: usize = 60;
/// Debug builds of Typst nest deeper than the usual two megabytes.
const STACK_BYTES: usize = 32 << 20;

/// A printed form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pdf {
    /// The file.
    pub bytes: Vec<u8>,
    /// How many pages it has.
    pub pages: usize,
    /// Whether it keeps PDF/A-2a (archival) and PDF/UA-1 (accessible). Otherwise it is an ordinary tagged PDF: a letter that no typeface
    /// has, or a picture without a description, breaks the standards and not the form.
    pub conforms: bool,
    /// The letters of the data that no bundled typeface has, which stand as a box on the paper.
    pub without_glyph: Vec<char>,
}

/// A template that can be used.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Checked {
    /// What does not keep it from being printed but is not as it was meant, e.g. a typeface that is not there.
    pub remarks: Vec<TemplateFault>,
}

/// Prints a form by a template, or by the one that ships with Turno ([`FormKind::shipped_template`]).
///
/// `patience` is how long it may take. A template that takes longer is given up: its thread ends as soon as it asks for anything from
/// outside itself (each line of text does), and one that only computes runs on until it ends; where two do, no other is begun.
/// Nothing can end a thread from outside, so check a template ([`check`]) before it comes into use.
///
/// # Errors
/// What is wrong with the template, at least one fault, the first first.
pub fn print(form: &Form, template: &str, patience: Duration) -> Result<Pdf, Vec<TemplateFault>> {
    set(form, template, patience).map(|(pdf, _)| pdf)
}

/// Whether a template can be used for forms of this kind: prints made-up ones with it, one with everything filled in, one with as
/// little as there can be, and for the form that has them one in each direction of writing.
///
/// # Errors
/// What is wrong with it, at least one fault, the first first.
pub fn check(kind: FormKind, template: &str, patience: Duration) -> Result<Checked, Vec<TemplateFault>> {
    let mut checked = Checked::default();
    for example in kind.examples() {
        let (_, remarks) = set(&example, template, patience)?;
        for remark in remarks {
            if !checked.remarks.contains(&remark) {
                checked.remarks.push(remark);
            }
        }
    }
    Ok(checked)
}

type Set = Result<(Pdf, Vec<TemplateFault>), Vec<TemplateFault>>;

/// Sets the form on a thread of its own, which is given up when the time is over.
fn set(form: &Form, template: &str, patience: Duration) -> Set {
    if Run::too_many() {
        return Err(vec![TemplateFault::of(FaultKind::Busy)]);
    }
    let run = Run::default();
    let world = World::new(form, template, run.clone());
    let title = form.kind().title();
    // One thread that is the whole pool: what Typst would do side by side is done there too, so that a template that does not end
    // holds no thread of another.
    let thread =
        ThreadPoolBuilder::new().num_threads(1).stack_size(STACK_BYTES).build().map_err(|error| {
            vec![TemplateFault { detail: error.to_string(), ..TemplateFault::of(FaultKind::Broken) }]
        })?;
    let (send, receive) = sync_channel(1);
    let its_end = run.clone();
    thread.spawn(move || {
        // A panic is an error of Typst's, or the end of a template that was given up.
        let set = catch_unwind(AssertUnwindSafe(|| compile(&world, title)));
        drop(world);
        // What Typst remembers of a form is about a person.
        typst::comemo::evict(0);
        its_end.end();
        let _ = send.send(set);
    });
    match receive.recv_timeout(patience) {
        Ok(Ok(set)) => set,
        Ok(Err(_)) | Err(RecvTimeoutError::Disconnected) => Err(vec![TemplateFault::of(FaultKind::Broken)]),
        Err(RecvTimeoutError::Timeout) => {
            run.give_up();
            Err(vec![TemplateFault::of(FaultKind::NotFinished)])
        }
    }
}

fn compile(world: &World, title: &str) -> Set {
    let wrong = world.syntax_faults();
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let Warned { output, warnings } = typst::compile::<PagedDocument>(world);
    let mut document = output.map_err(|errors| fault::all(world, &errors))?;
    let remarks = fault::all(world, &warnings);
    let pages = document.pages().len();
    if pages > MOST_PAGES {
        return Err(vec![TemplateFault::of(FaultKind::TooManyPages(pages))]);
    }
    let info = document.info_mut();
    info.date = Smart::Custom(world.made());
    if info.locale.is_auto() {
        info.locale = Smart::Custom(Locale::new(Lang::ITALIAN, None));
    }
    if info.title.is_none() {
        info.title = Some(title.into());
    }
    let (bytes, conforms) = match export(&document, &[PdfStandard::A_2a, PdfStandard::Ua_1]) {
        Ok(bytes) => (bytes, true),
        Err(_) => (export(&document, &[]).map_err(|errors| fault::all(world, &errors))?, false),
    };
    Ok((Pdf { bytes, pages, conforms, without_glyph: world.without_glyph() }, remarks))
}

fn export(document: &PagedDocument, standards: &[PdfStandard]) -> SourceResult<Vec<u8>> {
    let standards = PdfStandards::new(standards).map_err(|_| EcoVec::new())?;
    let creator = Smart::Custom(Some("Turno".to_owned()));
    typst_pdf::pdf(document, &PdfOptions { creator, standards, ..PdfOptions::default() })
}
