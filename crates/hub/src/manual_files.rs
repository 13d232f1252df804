//! The operators' manual as files: pages in Markdown with a head of TOML between lines `+++`, and `service-types.toml`.
//!
//! What is read is written into the handbook as what came with the program. What somebody at the site wrote is never touched.

use crate::hub::Hub;
use serde::{Deserialize, Serialize};
use std::fs;
use std::io;
use std::path::Path;
use turno_domain::handbook::{HandbookItem, ManualPage, ServiceType};
use turno_domain::ids::HandbookId;
use turno_domain::journal::Actor;
use turno_domain::time::ClockReading;
use turno_store::{CaseworkError, CaseworkTx};

/// The file of the types of service.
const TYPES: &str = "service-types.toml";
/// The folder of the pages.
const PAGES: &str = "pages";

/// The files of a manual, as they were found.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct ManualFiles {
    /// Each page's file name and text.
    pages: Vec<(String, String)>,
    /// The types of service.
    types: String,
}

impl ManualFiles {
    /// The files in `folder`.
    ///
    /// # Errors
    /// A folder or file that cannot be read; a manual without `service-types.toml` has no types.
    pub fn find(folder: &Path) -> io::Result<Self> {
        let mut pages = Vec::new();
        for entry in fs::read_dir(folder.join(PAGES))? {
            let path = entry?.path();
            if path.extension().is_some_and(|ending| ending == "md") {
                let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                pages.push((name, fs::read_to_string(&path)?));
            }
        }
        pages.sort();
        let types = match fs::read_to_string(folder.join(TYPES)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            read => read?,
        };
        Ok(Self { pages, types })
    }

    /// What the files say.
    ///
    /// # Errors
    /// Every fault, each with its file.
    pub fn read(&self) -> Result<Manual, Vec<String>> {
        let (mut manual, mut faults) = (Manual::default(), Vec::new());
        for (name, text) in &self.pages {
            match page(name, text) {
                Ok(page) => manual.pages.push(page),
                Err(fault) => faults.push(format!("{PAGES}/{name}: {fault}")),
            }
        }
        match types(&self.types) {
            Ok(types) => manual.types = types,
            Err(fault) => faults.push(format!("{TYPES}: {fault}")),
        }
        for kind in &manual.types {
            let leads =
                |key: &String| self.pages.iter().any(|(name, _)| name.strip_suffix(".md") == Some(key));
            if let Some(key) = kind.page.as_ref().filter(|key| !leads(key)) {
                faults.push(format!("{TYPES}: {} leads to the page {key}, which is not there", kind.key));
            }
        }
        if faults.is_empty() { Ok(manual) } else { Err(faults) }
    }
}

/// A manual.
#[derive(Debug, Default)]
pub struct Manual {
    pages: Vec<ManualPage>,
    types: Vec<ServiceType>,
}

/// How much of it was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// New things, and new revisions of what came with an earlier program.
    pub written: usize,
    /// Things that stand there as they are.
    pub same: usize,
    /// Things that somebody at the site wrote, which stay.
    pub kept: usize,
}

impl Manual {
    /// Writes the manual into the handbook.
    ///
    /// # Errors
    /// What the store could not do; then nothing of it was written.
    pub fn write(
        &self,
        hub: &Hub,
        tx: &mut CaseworkTx,
        now: &ClockReading,
    ) -> Result<Written, CaseworkError> {
        let mut told = Written::default();
        for page in &self.pages {
            write(hub, tx, page, now, &mut told)?;
        }
        for kind in &self.types {
            write(hub, tx, kind, now, &mut told)?;
        }
        Ok(told)
    }
}

fn write<T: HandbookItem + PartialEq>(
    hub: &Hub,
    tx: &mut CaseworkTx,
    says: &T,
    now: &ClockReading,
    told: &mut Written,
) -> Result<(), CaseworkError> {
    let stands = tx.reads().handbook_with_key::<T>(says.key().unwrap_or_default())?;
    let (id, seen) = match stands {
        Some(stands) if stands.says == *says => {
            told.same += 1;
            return Ok(());
        }
        Some(stands) if stands.operator.is_some() => {
            told.kept += 1;
            return Ok(());
        }
        Some(stands) => (stands.id, stands.revision),
        None => (hub.fresh(HandbookId::from_parts), 0),
    };
    tx.write_handbook(id, seen, says, "", now, &Actor::default())?;
    told.written += 1;
    Ok(())
}

fn page(name: &str, text: &str) -> Result<ManualPage, String> {
    const FENCE: &str = "+++";
    let text = text.replace("\r\n", "\n");
    let headed = text.strip_prefix(FENCE).and_then(|rest| rest.split_once(&format!("\n{FENCE}\n")));
    let Some((head, body)) = headed else {
        return Err(format!("a page begins with a head of TOML between two lines {FENCE}"));
    };
    let mut page: ManualPage = toml::from_str(head).map_err(|error| error.message().to_owned())?;
    body.clone_into(&mut page.text);
    if name.strip_suffix(".md") != Some(page.key.as_str()) {
        return Err(format!("the key {} is not the file's name", page.key));
    }
    page.checked().map_err(|fault| fault.to_string())
}

fn types(text: &str) -> Result<Vec<ServiceType>, String> {
    #[derive(Deserialize)]
    struct File {
        #[serde(default)]
        service_types: Vec<ServiceType>,
    }
    let file: File = toml::from_str(text).map_err(|error| error.to_string())?;
    let checked = file.service_types.into_iter().map(|kind| {
        let key = kind.key.clone();
        kind.checked().map_err(|fault| format!("{key}: {fault}"))
    });
    checked.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(page: &str, types: &str) -> ManualFiles {
        ManualFiles { pages: vec![("spid.md".into(), page.into())], types: types.into() }
    }

    const PAGE: &str = "+++\nkey = \"spid\"\ntitle = \"SPID\"\nreview_by = \"2027-01-31\"\n+++\n\n## Prima\n\n- uno\n  - due\n";

    #[test]
    fn the_manual_that_comes_with_the_program_has_no_fault() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/manual");
        let manual = ManualFiles::find(&folder).unwrap().read().unwrap();
        assert!(manual.pages.len() >= 20 && manual.types.len() >= 20, "{}", manual.pages.len());
        let key = |page: &ManualPage| page.key.to_string();
        let pages: Vec<String> = manual.pages.iter().map(key).collect();
        for must in ["spid-rilascio", "scelta-medico", "s1-s2", "orientamento"] {
            assert!(pages.iter().any(|key| key == must), "{must}");
        }
    }

    #[test]
    fn a_manual_is_read_whole_or_with_every_fault_named() {
        let types = "[[service_types]]\nkey = \"spid-rilascio\"\nname = \"SPID\"\npage = \"spid\"\n";
        let manual = files(PAGE, types).read().unwrap();
        assert_eq!((manual.pages[0].text.as_str(), manual.types.len()), ("## Prima\n\n- uno\n  - due", 1));
        assert_eq!(manual.pages[0].review_by, "2027-01-31".parse().ok());
        for (page, types, named) in [
            ("## Prima", types, "spid.md"),
            (&PAGE.replace("\"spid\"", "\"cie\""), types, "file's name"),
            (PAGE, "[[service_types]]\nkey = \"x\"\n", "name"),
            (PAGE, &types.replace("page = \"spid\"", "page = \"cie\""), "cie"),
            (PAGE, &types.replace("name = \"SPID\"", "name = \" \""), "spid-rilascio"),
        ] {
            let faults = files(page, types).read().unwrap_err();
            assert!(faults.iter().any(|fault| fault.contains(named)), "{named}: {faults:?}");
        }
    }
}
