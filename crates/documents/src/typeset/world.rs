//! What a template can reach: its data, the bundled typefaces, the shared sheet. No file, no package, no network, no clock.

use std::collections::BTreeSet;
use std::panic::resume_unwind;
use std::sync::LazyLock;

use chrono::{Datelike, Timelike};
use typst::diag::{FileError, FileResult};
use typst::foundations::{Array, Bytes, Datetime, Dict, Duration, IntoValue};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook, FontFamily, FontList, Lang, TextElem};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt};

use super::data;
use super::fault::{self, TemplateFault};
use super::runaway::Run;
use super::typefaces::{self, typefaces};
use crate::forms::Form;

/// What every template of Turno stands on, under the name by which it is imported.
const SHEET: &str = "foglio.typ";

static SHEET_SOURCE: LazyLock<Option<Source>> = LazyLock::new(|| {
    let text = include_str!("../../../../assets/documents/foglio.typ");
    id(SHEET).map(|id| Source::new(id, text.to_owned()))
});

fn id(name: &str) -> Option<FileId> {
    VirtualPath::new(name).ok().map(|path| RootedPath::new(VirtualRoot::Project, path).intern())
}

/// The surroundings of one form.
pub(super) struct World {
    library: LazyHash<Library>,
    template: Source,
    made: Option<Datetime>,
    without_glyph: Vec<char>,
    run: Run,
}

impl World {
    pub fn new(form: &Form, template: &str, run: Run) -> Self {
        let data = form_data(form);
        let without_glyph = without_glyph(&data);
        let mut library = Library::builder().with_inputs(data).build();
        let families = typefaces::families().map(FontFamily::new).collect();
        library.styles.set(TextElem::font, FontList(families));
        library.styles.set(TextElem::lang, Lang::ITALIAN);
        let made = form.made();
        let small = |number: u32| u8::try_from(number).unwrap_or_default();
        let made = Datetime::from_ymd_hms(
            made.year(),
            small(made.month()),
            small(made.day()),
            small(made.hour()),
            small(made.minute()),
            small(made.second()),
        );
        let template = match id("modello.typ") {
            Some(id) => Source::new(id, template.to_owned()),
            None => Source::detached(template),
        };
        Self { library: LazyHash::new(library), template, made, without_glyph, run }
    }

    /// What the template is, as its author sees it.
    pub fn template(&self) -> &Source {
        &self.template
    }

    /// When the form was made.
    pub fn made(&self) -> Option<Datetime> {
        self.made
    }

    /// What of the template is no Typst at all.
    pub fn syntax_faults(&self) -> Vec<TemplateFault> {
        let (errors, _) = self.template.root().errors_and_warnings();
        errors.iter().map(|error| fault::syntax(self, error)).collect()
    }

    /// The letters of the data that stand in no typeface.
    pub fn without_glyph(&self) -> Vec<char> {
        self.without_glyph.clone()
    }

    /// Ends the thread of a template that nobody waits for any more. There is no other way out of Typst.
    fn go_on(&self) {
        if self.run.is_given_up() {
            resume_unwind(Box::new("given up"));
        }
    }
}

fn form_data(form: &Form) -> Dict {
    let mut fields = data::dict(form.data());
    for (name, bytes) in form.pictures() {
        fields.insert(name.into(), Bytes::new(bytes).into_value());
    }
    let logos = form.logos().iter().map(|logo| {
        let mut fields = Dict::new();
        fields.insert("immagine".into(), Bytes::new(logo.bytes.clone()).into_value());
        fields.insert("descrizione".into(), data::value(logo.description.clone().into()));
        fields.into_value()
    });
    fields.insert("loghi".into(), logos.collect::<Array>().into_value());
    fields
}

fn without_glyph(data: &Dict) -> Vec<char> {
    let mut letters = BTreeSet::new();
    for (_, value) in data.iter() {
        data::letters(value, &mut |letter| {
            letters.insert(letter);
        });
    }
    letters.into_iter().filter(|letter| !typefaces::has(*letter)).collect()
}

impl typst::World for World {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.go_on();
        &typefaces().book
    }

    fn main(&self) -> FileId {
        self.template.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        self.go_on();
        if id == self.template.id() {
            return Ok(self.template.clone());
        }
        match &*SHEET_SOURCE {
            Some(sheet) if sheet.id() == id => Ok(sheet.clone()),
            _ => Err(out_of_reach(id)),
        }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        self.go_on();
        Err(out_of_reach(id))
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.go_on();
        typefaces().faces.get(index).cloned()
    }

    /// The day on which the form was made: the only one that a template can know.
    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        let made = self.made?;
        Datetime::from_ymd(made.year()?, made.month()?, made.day()?)
    }
}

fn out_of_reach(id: FileId) -> FileError {
    FileError::Other(Some(fault::out_of_reach(id.get()).into()))
}
