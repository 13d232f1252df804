//! The enrolment file on this machine: found in the usual places, checked, and kept as a copy for its owner's eyes alone.

use crate::model::port::{EnrolmentFault, FoundEnrolment};
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use turno_client::{Enrolment, EnrolmentError};
use turno_protocol::session::DeviceRole;

/// What the copy is called in the program's folder.
const COPY: &str = "desk.toml";
/// The most entries of a folder that are looked at: nobody waits for a folder of a hundred thousand files.
const ENTRIES: usize = 2_000;
/// The longest file that can be an enrolment, bytes.
const LONGEST: u64 = 64 * 1024;

/// The folders of this user that the program uses.
#[derive(Clone, Debug)]
pub struct Folders {
    /// Where the enrolment's copy is kept.
    pub settings: PathBuf,
    /// Where locks are kept.
    pub state: PathBuf,
    /// Where enrolment files are looked for.
    pub usual: Vec<PathBuf>,
}

impl Folders {
    /// The folders that the system's variables name; none without a home.
    pub fn of(variable: impl Fn(&str) -> Option<String>) -> Option<Self> {
        let set = |name: &str| variable(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        let home = set("HOME")?;
        let settings = set("XDG_CONFIG_HOME").unwrap_or_else(|| home.join(".config")).join("turno");
        let state = set("XDG_STATE_HOME").unwrap_or_else(|| home.join(".local/state")).join("turno");
        let mut usual = vec![home.clone()];
        usual.extend(
            ["Scaricati", "Downloads", "Scrivania", "Desktop", "Documenti", "Documents"]
                .map(|name| home.join(name)),
        );
        let user = set("USER").unwrap_or_default();
        // Where desktops put sticks: udisks, and what people mount by hand.
        for base in [
            Path::new("/media").join(&user),
            Path::new("/run/media").join(&user),
            "/media".into(),
            "/mnt".into(),
        ] {
            usual.push(base.clone());
            usual.extend(folders_in(&base));
        }
        usual.dedup();
        Some(Self { settings, state, usual })
    }

    /// The copy that was kept, where there is one.
    pub fn kept(&self) -> Option<PathBuf> {
        Some(self.settings.join(COPY)).filter(|path| path.is_file())
    }
}

/// The desk's enrolment files in the usual places, by device name.
pub fn find(folders: &Folders) -> Vec<FoundEnrolment> {
    let mut found: Vec<FoundEnrolment> = Vec::new();
    for folder in &folders.usual {
        for path in files_in(folder) {
            if let Ok(enrolment) = Enrolment::read(&path, DeviceRole::Desk) {
                found.push(FoundEnrolment { path, device: enrolment.device().to_owned() });
            }
        }
    }
    found.sort_by(|a, b| (&a.device, &a.path).cmp(&(&b.device, &b.path)));
    found.dedup_by(|a, b| a.path == b.path);
    found
}

fn entries(folder: &Path) -> impl Iterator<Item = PathBuf> {
    fs::read_dir(folder).into_iter().flatten().take(ENTRIES).flatten().map(|entry| entry.path())
}

fn folders_in(folder: &Path) -> Vec<PathBuf> {
    entries(folder).filter(|path| path.is_dir()).collect()
}

fn files_in(folder: &Path) -> Vec<PathBuf> {
    let is_toml = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "toml");
    let is_short =
        |path: &PathBuf| fs::metadata(path).is_ok_and(|data| data.is_file() && data.len() <= LONGEST);
    entries(folder).filter(is_toml).filter(is_short).collect()
}

/// Checks the file at `path` and keeps a copy that only its owner can read.
///
/// # Errors
/// What is wrong with it.
pub fn adopt(path: &Path, folders: &Folders) -> Result<Enrolment, EnrolmentFault> {
    let enrolment = Enrolment::read(path, DeviceRole::Desk).map_err(|error| match error {
        EnrolmentError::Missing { .. } | EnrolmentError::Unreadable { .. } => EnrolmentFault::Unreadable,
        EnrolmentError::NotOurs { .. } => EnrolmentFault::NotOne,
        EnrolmentError::WrongRole { .. } => EnrolmentFault::ForKiosk,
    })?;
    keep(path, folders).map_err(|error| {
        tracing::error!(%error, folder = %folders.settings.display(), "the enrolment's copy cannot be kept");
        EnrolmentFault::NotKept
    })?;
    Ok(enrolment)
}

fn keep(path: &Path, folders: &Folders) -> io::Result<()> {
    let text = fs::read(path)?;
    fs::create_dir_all(&folders.settings)?;
    let copy = folders.settings.join(COPY);
    let new = copy.with_extension("new");
    // A file that was left there may be open to others; a new one is never.
    match fs::remove_file(&new) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&new)?;
    file.write_all(&text)?;
    file.sync_all()?;
    fs::rename(&new, &copy)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    fn folders(home: &Path) -> Folders {
        let home = home.to_str().unwrap().to_owned();
        Folders::of(|name| (name == "HOME").then(|| home.clone())).unwrap()
    }

    fn enrolment(role: &str, device: &str) -> String {
        let certificate = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        format!(
            "url = \"https://hub.turno.internal:8443\"\naddresses = [\"127.0.0.1:8443\"]\ncertificate = '''\n{certificate}'''\n\
             device = \"{device}\"\nrole = \"{role}\"\ntoken = \"t0ken\"\n"
        )
    }

    #[test]
    fn the_desks_files_are_found_in_the_usual_places_and_no_others() {
        let home = tempfile::tempdir().unwrap();
        let downloads = home.path().join("Scaricati");
        fs::create_dir_all(&downloads).unwrap();
        fs::write(downloads.join("sportello-3.toml"), enrolment("desk", "sportello-3")).unwrap();
        fs::write(home.path().join("ingresso.toml"), enrolment("kiosk", "ingresso")).unwrap();
        fs::write(home.path().join("Cargo.toml"), "[package]").unwrap();
        fs::write(home.path().join("note.txt"), enrolment("desk", "altro")).unwrap();
        let found = find(&folders(home.path()));
        let ours: Vec<&str> = found
            .iter()
            .filter(|file| file.path.starts_with(home.path()))
            .map(|file| file.device.as_str())
            .collect();
        assert_eq!(ours, ["sportello-3"]);
    }

    #[test]
    fn a_copy_is_kept_for_its_owner_alone() {
        let home = tempfile::tempdir().unwrap();
        let folders = folders(home.path());
        let file = home.path().join("sportello-3.toml");
        fs::write(&file, enrolment("desk", "sportello-3")).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
        assert_eq!(folders.kept(), None);
        assert_eq!(adopt(&file, &folders).unwrap().device(), "sportello-3");
        let kept = folders.kept().unwrap();
        assert_eq!(fs::metadata(&kept).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read(&kept).unwrap(), fs::read(&file).unwrap());
        // A second one takes its place.
        fs::write(&file, enrolment("desk", "sportello-4")).unwrap();
        adopt(&file, &folders).unwrap();
        assert_eq!(fs::read(&kept).unwrap(), fs::read(&file).unwrap());
    }

    #[test]
    fn what_is_wrong_with_a_file_is_said() {
        let home = tempfile::tempdir().unwrap();
        let folders = folders(home.path());
        let file = home.path().join("x.toml");
        let fault = |folders: &Folders| adopt(&file, folders).err();
        assert_eq!(fault(&folders), Some(EnrolmentFault::Unreadable));
        fs::write(&file, "hello").unwrap();
        assert_eq!(fault(&folders), Some(EnrolmentFault::NotOne));
        fs::write(&file, enrolment("kiosk", "ingresso")).unwrap();
        assert_eq!(fault(&folders), Some(EnrolmentFault::ForKiosk));
        fs::write(&file, enrolment("desk", "sportello-3")).unwrap();
        let blocked = Folders { settings: file.join("under-a-file"), ..folders };
        assert_eq!(fault(&blocked), Some(EnrolmentFault::NotKept));
        assert_eq!(blocked.kept(), None);
    }
}
