//! What is wrong with a template, for whoever edits it: where, what, and (by the kind) what to do. The desk owns the words; Typst's own
//! message is kept beside them as a detail.

use typst::diag::SourceDiagnostic;
use typst::syntax::{DiagSpan, RootedPath, SyntaxDiagnostic, VirtualRoot};
use typst::{World as _, WorldExt};

use super::world::World;

/// One fault of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateFault {
    /// What is wrong.
    pub kind: FaultKind,
    /// Where; absent where it is no line's fault.
    pub place: Option<Place>,
    /// What Typst says of it, in English.
    pub detail: String,
    /// What Typst advises, in English.
    pub hints: Vec<String>,
}

/// A place in a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The line, from 1.
    pub line: usize,
    /// The character in it, from 1.
    pub column: usize,
    /// The line as it stands.
    pub text: String,
}

/// What is wrong with a template. Each has one piece of advice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FaultKind {
    /// The text is no Typst: a bracket or a quotation mark is open, a sign stands where none may. Close or remove it.
    Syntax,
    /// A name that means nothing, e.g. mistyped. Correct it.
    UnknownName(String),
    /// A datum that forms of this kind do not have. Take one of those that the template's head lists.
    UnknownDatum(String),
    /// A file was asked for. A template reaches none: give pictures as logos.
    File(String),
    /// A package was asked for. A template reaches none: write what it does into the template.
    Package(String),
    /// A logo or another picture that cannot be read. Take a PNG, JPEG or SVG file that other programs show.
    Picture,
    /// The template ended itself by `panic` or `assert`.
    Refused,
    /// Something else that Typst cannot do with it, e.g. a text where a length is wanted. See the detail.
    Other,
    /// It did not come to its end in time. Look for what repeats itself.
    NotFinished,
    /// More pages than any form has. Look for what repeats itself.
    TooManyPages(usize),
    /// Templates that did not come to their end are still running. Restart the program.
    Busy,
    /// Typst failed by an error of its own. Take the change back, and tell the authors.
    Broken,
    /// A typeface that is not among the bundled ones; another stands in for it. Only a remark.
    UnknownTypeface(String),
    /// Anything else that Typst warns of. Only a remark.
    Remark,
}

impl TemplateFault {
    /// A fault that is no line's.
    pub(super) fn of(kind: FaultKind) -> Self {
        Self { kind, place: None, detail: String::new(), hints: Vec::new() }
    }
}

const NO_FILE: &str = "templates reach no file: ";
const NO_PACKAGE: &str = "templates reach no package: ";

/// The message of a file or package that a template asks for.
pub(super) fn out_of_reach(path: &RootedPath) -> String {
    match path.root() {
        VirtualRoot::Package(package) => format!("{NO_PACKAGE}{package}"),
        VirtualRoot::Project => format!("{NO_FILE}{}", path.vpath().get_without_slash()),
    }
}

pub(super) fn syntax(world: &World, error: &SyntaxDiagnostic) -> TemplateFault {
    TemplateFault {
        kind: FaultKind::Syntax,
        place: place(world, error.span),
        detail: error.message.to_string(),
        hints: error.hints.iter().map(|hint| hint.v.to_string()).collect(),
    }
}

pub(super) fn all(world: &World, diagnostics: &[SourceDiagnostic]) -> Vec<TemplateFault> {
    diagnostics.iter().map(|diagnostic| one(world, diagnostic)).collect()
}

fn one(world: &World, diagnostic: &SourceDiagnostic) -> TemplateFault {
    let calls = diagnostic.trace.iter().map(|call| call.span.into());
    TemplateFault {
        kind: kind(diagnostic),
        // What goes wrong within the shared sheet is the fault of the line of the template that called it.
        place: std::iter::once(diagnostic.span).chain(calls).find_map(|span| place(world, span)),
        detail: diagnostic.message.to_string(),
        hints: diagnostic.hints.iter().map(|hint| hint.v.to_string()).collect(),
    }
}

/// By Typst's words, since it has no codes. The tests hold them to the version in use.
fn kind(diagnostic: &SourceDiagnostic) -> FaultKind {
    let message = diagnostic.message.as_str();
    let after = |start: &str| message.split_once(start).map(|(_, rest)| rest.trim_end_matches(')'));
    // A name stands in quotation marks of some kind, or behind a colon to the end.
    let named = |text: &str| {
        let text = text.trim_start_matches(['"', '`', ':', ' ']);
        text.split(['"', '`']).next().unwrap_or_default().to_owned()
    };
    if diagnostic.severity == typst::diag::Severity::Warning {
        return after("unknown font family")
            .map_or(FaultKind::Remark, |name| FaultKind::UnknownTypeface(named(name)));
    }
    if let Some(path) = after(NO_FILE) {
        FaultKind::File(path.to_owned())
    } else if let Some(package) = after(NO_PACKAGE) {
        FaultKind::Package(package.to_owned())
    } else if message.contains("escape") && message.contains("root") {
        FaultKind::File(String::new())
    } else if let Some(name) = after("unknown variable") {
        FaultKind::UnknownName(named(name))
    } else if let Some(name) = after("dictionary does not contain key") {
        FaultKind::UnknownDatum(named(name))
    } else if message.starts_with("failed to decode image")
        || message.starts_with("failed to parse SVG")
        || message.contains("image format")
    {
        FaultKind::Picture
    } else if message.starts_with("panicked") || message.starts_with("assertion failed") {
        FaultKind::Refused
    } else {
        FaultKind::Other
    }
}

/// The place in the template; none where the span lies elsewhere.
fn place(world: &World, span: DiagSpan) -> Option<Place> {
    let template = world.template();
    if span.id() != Some(world.main()) {
        return None;
    }
    let start = world.range(span)?.start;
    let (line, column) = template.lines().byte_to_line_column(start)?;
    let text = template.lines().line_to_range(line).and_then(|range| template.text().get(range));
    Some(Place { line: line + 1, column: column + 1, text: text.unwrap_or_default().trim_end().to_owned() })
}
