//! Reading a site file: from TOML to a [`Site`], or to a list of faults that a volunteer can mend, each with its line, the
//! field, what was found and what was expected.

use crate::site_logo::FoundLogo;
use sha2::{Digest, Sha256};
use std::fmt;
use std::fs;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use toml_edit::{Document, Item, TableLike, Value};
use turno_domain::site::{Site, SiteFault};

/// A site file that was read: the site, and by which hash the file is known.
#[derive(Debug)]
pub struct SiteFile {
    /// What it says.
    pub site: Site,
    /// SHA-256 of its bytes and of its logo's, hexadecimal.
    pub hash: String,
}

/// One fault of a site file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileFault {
    /// The line, from 1.
    pub line: usize,
    /// The field as the file spells it, e.g. `services[2].letter`; empty where the file is no TOML.
    pub field: String,
    /// What stands there.
    pub found: String,
    /// What should.
    pub expected: String,
}

impl fmt::Display for FileFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: ", self.line)?;
        if !self.field.is_empty() {
            write!(f, "{}: ", self.field)?;
        }
        write!(f, "found {}, expected {}", self.found, self.expected)
    }
}

/// Why a site file was refused.
#[derive(Debug, thiserror::Error)]
pub enum SiteFileError {
    /// It could not be read.
    #[error("{path}: {source}")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// It says something that a site file cannot say.
    #[error("{path} is not a valid site file:\n{}", .faults.iter().map(|f| format!("  {f}")).collect::<Vec<_>>().join("\n"))]
    Faulty {
        /// Which.
        path: PathBuf,
        /// Its faults, in the order of the file where possible.
        faults: Vec<FileFault>,
    },
}

impl SiteFile {
    /// Reads the file at `path`, and the logo that it names.
    ///
    /// # Errors
    /// A file that cannot be read, or every fault of one that is wrong.
    pub fn read(path: &Path) -> Result<Self, SiteFileError> {
        let text = fs::read_to_string(path)
            .map_err(|source| SiteFileError::File { path: path.to_owned(), source })?;
        let logo = FoundLogo::beside(path, &text);
        Self::parse(&text, logo.as_ref())
            .map_err(|faults| SiteFileError::Faulty { path: path.to_owned(), faults })
    }

    /// Reads the text of a site file, of which `logo` is what was found where it names one.
    ///
    /// # Errors
    /// Every fault of a file that is wrong; one that is no TOML, or has a value of another form, is reported at its first.
    pub fn parse(text: &str, logo: Option<&FoundLogo>) -> Result<Self, Vec<FileFault>> {
        let document = Document::parse(text).map_err(|error| {
            let at = error.span().unwrap_or(0..0);
            vec![FileFault {
                line: line_of(text, at.start),
                field: String::new(),
                found: snippet(text, at),
                expected: error.message().replace('\n', ", "),
            }]
        })?;
        let mut site: Site = toml::from_str(text).map_err(|error| {
            let at = error.span().unwrap_or(0..0);
            vec![FileFault {
                line: line_of(text, at.start),
                field: field_at(document.as_table(), &at),
                found: snippet(text, at),
                expected: error.message().replace('\n', ", "),
            }]
        })?;
        let mut faults = site.check();
        if faults.iter().all(|fault| fault.field != "logo")
            && let Err((found, expected)) = take_logo(&mut site, logo)
        {
            faults.push(SiteFault { field: "logo".to_owned(), found, expected });
        }
        let faults: Vec<FileFault> = faults
            .into_iter()
            .map(|fault| FileFault {
                line: line_of(text, span_of(document.as_table(), &fault.field).map_or(0, |span| span.start)),
                field: fault.field,
                found: fault.found,
                expected: fault.expected,
            })
            .collect();
        if !faults.is_empty() {
            return Err(faults);
        }
        let hash = match &site.logo {
            // A file with another picture is another file.
            Some(logo) => sha256_hex(format!("{text}\0{}", logo.png).as_bytes()),
            None => sha256_hex(text.as_bytes()),
        };
        Ok(Self { site, hash })
    }
}

/// Puts the picture that was found into the site that names it.
fn take_logo(site: &mut Site, found: Option<&FoundLogo>) -> Result<(), (String, String)> {
    const EXPECTED: &str = "the name of a PNG file beside the site file, e.g. \"logo.png\"";
    let Some(logo) = &mut site.logo else { return Ok(()) };
    if !logo.png.is_empty() {
        return Err(("a picture in the file itself".to_owned(), EXPECTED.to_owned()));
    }
    let found = found.ok_or_else(|| (format!("{:?}", logo.file), EXPECTED.to_owned()))?;
    logo.png = found.checked(&logo.file)?.to_owned();
    Ok(())
}

/// SHA-256 of `bytes` in hexadecimal.
pub fn sha256_hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn line_of(text: &str, offset: usize) -> usize {
    text.as_bytes().iter().take(offset).filter(|byte| **byte == b'\n').count() + 1
}

fn snippet(text: &str, at: Range<usize>) -> String {
    let found = text.get(at).unwrap_or("").lines().next().unwrap_or("").trim();
    if found.is_empty() { "nothing".to_owned() } else { found.chars().take(60).collect() }
}

/// The innermost field whose text covers `at`.
fn field_at(table: &dyn TableLike, at: &Range<usize>) -> String {
    let covers =
        |span: Option<Range<usize>>| span.is_some_and(|span| span.start <= at.start && at.end <= span.end);
    for (key, item) in table.iter() {
        if covers(table.key(key).and_then(|key| key.span())) {
            return key.to_owned();
        }
        match item {
            Item::ArrayOfTables(tables) => {
                // The span of a `[[table]]` is its header alone, so its fields are looked at first.
                for (i, inner) in tables.iter().enumerate() {
                    let field = field_at(inner, at);
                    if !field.is_empty() {
                        return format!("{key}[{i}].{field}");
                    }
                    if covers(inner.span()) {
                        return format!("{key}[{i}]");
                    }
                }
            }
            Item::Table(inner) => {
                let field = field_at(inner, at);
                if !field.is_empty() {
                    return format!("{key}.{field}");
                }
                if covers(inner.span()) {
                    return key.to_owned();
                }
            }
            Item::Value(Value::Array(array)) if covers(array.span()) => {
                let inside = array.iter().enumerate().find(|(_, value)| covers(value.span()));
                let Some((i, value)) = inside else { return key.to_owned() };
                let field = value.as_inline_table().map(|inner| field_at(inner, at)).unwrap_or_default();
                return if field.is_empty() { format!("{key}[{i}]") } else { format!("{key}[{i}].{field}") };
            }
            Item::Value(Value::InlineTable(inner)) if covers(inner.span()) => {
                let field = field_at(inner, at);
                return if field.is_empty() { key.to_owned() } else { format!("{key}.{field}") };
            }
            item if covers(item.span()) => return key.to_owned(),
            _ => {}
        }
    }
    String::new()
}

/// Where a field such as `services[2].intake[0].key` stands; the nearest thing around it where it is absent.
fn span_of(table: &dyn TableLike, field: &str) -> Option<Range<usize>> {
    let (head, rest) = field.split_once('.').map_or((field, None), |(head, rest)| (head, Some(rest)));
    let (name, index) = match head.split_once('[') {
        Some((name, index)) => (name, index.trim_end_matches(']').parse::<usize>().ok()),
        None => (head, None),
    };
    let item = table.get(name)?;
    let (inner, own): (Option<&dyn TableLike>, Option<Range<usize>>) = match (item, index) {
        (Item::ArrayOfTables(tables), Some(i)) => {
            let inner = tables.get(i)?;
            (Some(inner), inner.span())
        }
        (Item::Value(Value::Array(array)), Some(i)) => {
            let value = array.get(i)?;
            (value.as_inline_table().map(|inner| inner as &dyn TableLike), value.span())
        }
        (item, _) => {
            (item.as_table_like(), item.span().or_else(|| table.key(name).and_then(|key| key.span())))
        }
    };
    rest.and_then(|rest| inner.and_then(|inner| span_of(inner, rest))).or(own)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(text: &str) -> Vec<String> {
        SiteFile::parse(text, None).err().unwrap_or_default().iter().map(ToString::to_string).collect()
    }

    const SERVICES: &str = r#"
name = "Sportello PAC"

[[services]]
key = "spid"
letter = "A"
names = { it = "SPID" }

[[services]]
key = "medico"
letter = "A"
names = "Medico"
"#;

    #[test]
    fn two_services_of_one_letter_are_refused_at_their_line() {
        assert_eq!(
            faults(SERVICES),
            [
                "line 11: services[1].letter: found 'A' a second time, expected a letter of its own for each service"
            ]
        );
    }

    #[test]
    fn an_unknown_key_is_refused_at_its_line() {
        let found = faults("name = \"x\"\n\n[kiosk]\ndisplay = 3\n");
        assert_eq!(found.len(), 1);
        assert!(
            found[0].starts_with("line 4: kiosk.display: found display, expected unknown field"),
            "{found:?}"
        );
    }

    #[test]
    fn a_wrong_time_is_refused_with_its_field() {
        let found =
            faults("name = \"x\"\n[[hours]]\ndays = [\"mon\"]\nopens = \"9 o'clock\"\ncloses = \"12:30\"\n");
        assert!(found[0].starts_with("line 4: hours[0].opens: found \"9 o'clock\""), "{found:?}");
    }

    #[test]
    fn what_is_no_toml_is_refused_at_its_line() {
        let found = faults("name = \"x\"\nlanguages = [\"it\"\n[kiosk]\n");
        assert!(found[0].starts_with("line "), "{found:?}");
        assert_eq!(faults("").len(), 1);
    }

    #[test]
    fn every_fault_is_named_at_once() {
        let text = format!(
            "{SERVICES}weight = 0\n\n[[counters]]\nkey = \"1\"\nlabel = \"Sportello 1\"\nserves = [\"sipd\"]\n"
        );
        let found = faults(&text);
        assert_eq!(found.len(), 3, "{found:?}");
        assert!(found[2].contains("counters[0].serves: found \"sipd\""), "{found:?}");
    }

    #[test]
    fn a_logo_that_nobody_found_or_that_is_no_picture_is_refused_at_its_line() {
        let text = "name = \"x\"\nlogo = \"logo.png\"\n";
        let faults = |logo: Option<FoundLogo>| {
            SiteFile::parse(text, logo.as_ref())
                .unwrap_err()
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
        };
        assert_eq!(faults(None).len(), 1);
        assert!(faults(None)[0].starts_with("line 2: logo: found \"logo.png\""), "{:?}", faults(None));
        let nothing = faults(Some(FoundLogo::Nothing("No such file".into())));
        assert_eq!(
            nothing,
            ["line 2: logo: found \"logo.png\" (No such file), expected a PNG file beside the site file"]
        );
        let text = faults(Some(FoundLogo::File("R0lGODlh".into())));
        assert!(text[0].ends_with("expected a PNG picture"), "{text:?}");
    }

    #[test]
    fn a_good_file_is_known_by_its_hash() {
        let file = SiteFile::parse("name = \"Sportello PAC\"\n", None).unwrap();
        assert_eq!(file.site.timezone, chrono_tz::Europe::Rome);
        assert_eq!(file.hash.len(), 64);
    }
}
