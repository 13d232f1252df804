//! What was typed and is not stored, in sealed files on this PC. Each holds one operator's ([`crate::model::drafts`] says what) under
//! a key that the hub hands out at sign-in and that never lies here; it is replaced whole after every change, and erased when
//! nothing is left to keep, or after seven days. A thread of its own writes: the screen never waits for the disk.

use crate::model::drafts::{FoundDrafts, KeepDrafts, Unsaved};
use chrono::TimeDelta;
use crypto_secretbox::aead::Aead;
use crypto_secretbox::{Key, KeyInit, Nonce, XSalsa20Poly1305};
use sha2::{Digest, Sha256};
use std::collections::{HashMap, VecDeque};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread::JoinHandle;
use std::time::{Duration, SystemTime};
use turno_clock::{Busy, Clock};
use turno_domain::keys::OperatorKey;
use turno_domain::time::Timestamp;

/// What begins every file.
const MARK: &[u8; 8] = b"TurnoDr1";
const NONCE_BYTES: usize = 24;
const OWNER_BYTES: usize = 16;
const ENDING: &str = "draft";
/// The ending of a file that is no good, which nobody reads again.
const DAMAGED: &str = "damaged";
/// How long a draft is kept.
const KEPT: TimeDelta = TimeDelta::days(7);

/// What opens the drafts of one operator at this desk.
#[derive(Clone)]
pub struct DraftKey([u8; 32]);

impl DraftKey {
    /// The key as the hub sends it: 32 bytes in base64.
    pub fn from_text(text: &str) -> Option<Self> {
        use base64::Engine;
        let bytes = base64::engine::general_purpose::STANDARD.decode(text).ok()?;
        bytes.try_into().ok().map(Self)
    }

    /// What stands on a file so that its owner is known without opening it: nobody learns the key from it.
    fn owner(&self) -> [u8; OWNER_BYTES] {
        let mut hash = Sha256::new();
        hash.update(b"turno: whose draft");
        hash.update(self.0);
        let mut owner = [0; OWNER_BYTES];
        owner.copy_from_slice(&hash.finalize()[..OWNER_BYTES]);
        owner
    }

    fn seal(&self, plain: &[u8]) -> Option<Vec<u8>> {
        let nonce: [u8; NONCE_BYTES] = rand::random();
        let sealed =
            XSalsa20Poly1305::new(Key::from_slice(&self.0)).encrypt(Nonce::from_slice(&nonce), plain);
        Some([&MARK[..], &self.owner(), &nonce, &sealed.ok()?].concat())
    }

    fn open(&self, sealed: &[u8]) -> Opened {
        let parts = sealed.strip_prefix(MARK).and_then(|rest| rest.split_at_checked(OWNER_BYTES));
        let Some((owner, rest)) = parts else { return Opened::Damaged };
        if owner != self.owner() {
            return Opened::OfOthers;
        }
        let plain = rest.split_at_checked(NONCE_BYTES).and_then(|(nonce, sealed)| {
            XSalsa20Poly1305::new(Key::from_slice(&self.0)).decrypt(Nonce::from_slice(nonce), sealed).ok()
        });
        plain
            .and_then(|plain| Unsaved::from_bytes(&plain))
            .map_or(Opened::Damaged, |unsaved| Opened::Mine(Box::new(unsaved)))
    }
}

/// What a file turned out to be.
enum Opened {
    Mine(Box<Unsaved>),
    OfOthers,
    Damaged,
}

/// The folder of the drafts, and what this run keeps in it.
pub struct DraftFiles {
    folder: PathBuf,
    /// Of whoever signed in since the start: the key, and the one file that this run writes.
    owners: HashMap<OperatorKey, (DraftKey, String)>,
}

impl DraftFiles {
    /// The drafts in a folder, which is made with the first of them.
    pub fn in_folder(folder: PathBuf) -> Self {
        Self { folder, owners: HashMap::new() }
    }

    /// Somebody signed in: what earlier runs kept of them. What is too old is erased, what is no draft put aside; both whoever's it is.
    pub fn sit_down(&mut self, operator: OperatorKey, key: DraftKey, now: Timestamp) -> FoundDrafts {
        let (mut found, mut damaged) = (Vec::new(), 0);
        let own: Vec<String> = self.owners.values().map(|(_, name)| name.clone()).collect();
        for (name, path) in self.files() {
            if own.contains(&name) {
                continue;
            }
            if is_old(&path, now) {
                tracing::info!("a draft that nobody asked for in seven days is erased");
                forget(&path);
                continue;
            }
            if path.extension().is_none_or(|ending| ending != ENDING) {
                continue;
            }
            match fs::read(&path).map(|sealed| key.open(&sealed)) {
                Ok(Opened::Mine(unsaved)) => found.push((name, *unsaved)),
                Ok(Opened::OfOthers) => {}
                Ok(Opened::Damaged) => {
                    damaged += 1;
                    tracing::warn!("a draft is damaged: it is put aside");
                    if let Err(error) = fs::rename(&path, path.with_extension(DAMAGED)) {
                        tracing::warn!(%error, "a damaged draft cannot be put aside");
                    }
                }
                Err(error) => {
                    damaged += 1;
                    tracing::warn!(%error, "a draft cannot be read");
                }
            }
        }
        let fresh = || (key.clone(), format!("{:032x}.{ENDING}", rand::random::<u128>()));
        self.owners.entry(operator.clone()).and_modify(|owner| owner.0 = key.clone()).or_insert_with(fresh);
        FoundDrafts { operator, found, damaged }
    }

    /// Keeps what is said, in the place of what was kept before; whole or not at all. The file is dated `now`.
    ///
    /// # Errors
    /// A folder that cannot be written to; what was kept before stays then.
    pub fn keep(&mut self, keep: &KeepDrafts, now: Timestamp) -> io::Result<()> {
        // Who signed in at a hub that could not say a key has none.
        let Some((key, name)) = self.owners.get(&keep.operator) else { return Ok(()) };
        let path = self.folder.join(name);
        match &keep.unsaved {
            Some(unsaved) => {
                let sealed = key.seal(&unsaved.0).ok_or_else(|| io::Error::other("it cannot be sealed"))?;
                fs::DirBuilder::new().recursive(true).mode(0o700).create(&self.folder)?;
                write_whole(&path, &sealed, now)?;
            }
            None => forget(&path),
        }
        keep.taken.iter().for_each(|name| forget(&self.folder.join(name)));
        Ok(())
    }

    fn files(&self) -> Vec<(String, PathBuf)> {
        let Ok(listed) = fs::read_dir(&self.folder) else { return Vec::new() };
        let listed = listed
            .filter_map(Result::ok)
            .filter_map(|file| Some((file.file_name().into_string().ok()?, file.path())));
        listed.collect()
    }
}

fn write_whole(path: &Path, bytes: &[u8], now: Timestamp) -> io::Result<()> {
    let new = path.with_extension("new");
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&new)?;
    file.write_all(bytes)?;
    file.set_modified(dated(now))?;
    file.sync_all()?;
    fs::rename(&new, path)?;
    path.parent().map_or(Ok(()), |folder| File::open(folder)?.sync_all())
}

fn dated(at: Timestamp) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_millis(u64::try_from(at.millis()).unwrap_or(0))
}

fn is_old(path: &Path, now: Timestamp) -> bool {
    let modified = fs::metadata(path).and_then(|about| about.modified());
    modified.is_ok_and(|modified| modified < dated(now.plus(-KEPT)))
}

fn forget(path: &Path) {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            tracing::warn!(%error, "a draft cannot be erased");
        }
        _ => {}
    }
}

/// Where what earlier runs kept is told.
pub type Found = Box<dyn FnOnce(FoundDrafts) + Send>;

enum Job {
    SitDown(OperatorKey, DraftKey, Found),
    Keep(KeepDrafts, Busy),
    Finish,
}

/// Writes drafts beside the screen.
pub struct Keeper {
    jobs: Sender<Job>,
    thread: JoinHandle<()>,
}

/// Gives a [`Keeper`] work.
#[derive(Clone)]
pub struct Keeping(Sender<Job>);

impl Keeper {
    /// Begins to keep drafts in `files`.
    ///
    /// # Errors
    /// The system gives no thread.
    pub fn start(files: DraftFiles, clock: Clock) -> io::Result<Self> {
        let (jobs, waiting) = mpsc::channel();
        let thread = std::thread::Builder::new()
            .name("drafts".to_owned())
            .spawn(move || work(files, &clock, &waiting))?;
        Ok(Self { jobs, thread })
    }

    /// Gives it work.
    pub fn keeping(&self) -> Keeping {
        Keeping(self.jobs.clone())
    }

    /// Waits until all is written that was asked for before.
    pub fn finish(self) {
        let _ = self.jobs.send(Job::Finish);
        if self.thread.join().is_err() {
            tracing::error!("the drafts were not kept to the end");
        }
    }
}

impl Keeping {
    /// Somebody signed in; `found` hears what earlier runs kept of them.
    pub fn sit_down(&self, operator: OperatorKey, key: DraftKey, found: Found) {
        let _ = self.0.send(Job::SitDown(operator, key, found));
    }

    /// Keeps what is said.
    pub fn keep(&self, keep: KeepDrafts, busy: Busy) {
        let _ = self.0.send(Job::Keep(keep, busy));
    }
}

fn work(mut files: DraftFiles, clock: &Clock, waiting: &Receiver<Job>) {
    while let Ok(first) = waiting.recv() {
        let mut jobs: VecDeque<Job> = std::iter::once(first).chain(waiting.try_iter()).collect();
        while let Some(job) = jobs.pop_front() {
            match job {
                Job::SitDown(operator, key, found) => found(files.sit_down(operator, key, clock.now().wall)),
                Job::Keep(keep, busy) => {
                    // What was typed while the disk was at work is written once.
                    match jobs.front_mut() {
                        Some(Job::Keep(next, _)) if next.operator == keep.operator => {
                            next.taken.extend(keep.taken);
                        }
                        _ => {
                            if let Err(error) = files.keep(&keep, clock.now().wall) {
                                tracing::error!(%error, "what is typed cannot be kept on this PC");
                            }
                        }
                    }
                    drop(busy);
                }
                Job::Finish => return,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::drafts::Sealable;

    /// 2026-11-21T08:42:00Z.
    const NOW: Timestamp = Timestamp::from_millis(1_795_250_520_000);
    const ANNA: DraftKey = DraftKey([7; 32]);
    const BRUNO: DraftKey = DraftKey([9; 32]);

    fn operator(name: &str) -> OperatorKey {
        name.parse().unwrap()
    }

    fn keep(name: &str, json: Option<&str>, taken: &[&str]) -> KeepDrafts {
        KeepDrafts {
            operator: operator(name),
            unsaved: json.map(|json| Sealable(json.into())),
            taken: taken.iter().map(|name| (*name).to_owned()).collect(),
        }
    }

    /// An opening of a practice about `need`, as the model writes one.
    fn opening(need: &str) -> String {
        format!(
            "{{\"openings\": [{{\"key\": \"k\", \"need\": \"{need}\", \"fault\": null, \"request\": {{\"service\": \"spid\", \"need\": \"{need}\"}}}}]}}"
        )
    }

    fn files(folder: &Path) -> Vec<PathBuf> {
        let mut found: Vec<_> = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
        found.sort();
        found
    }

    /// What another run finds of somebody.
    fn found(folder: &Path, name: &str, key: &DraftKey) -> FoundDrafts {
        DraftFiles::in_folder(folder.to_owned()).sit_down(operator(name), key.clone(), NOW)
    }

    #[test]
    fn what_was_kept_is_found_by_its_owner_alone_and_read_by_nobody_else() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("drafts");
        let mut first = DraftFiles::in_folder(place.clone());
        assert!(first.sit_down(operator("anna"), ANNA, NOW).found.is_empty());
        first.sit_down(operator("bruno"), BRUNO, NOW);
        first.keep(&keep("anna", Some(&opening("Referti di Maria")), &[]), NOW).unwrap();
        first.keep(&keep("bruno", Some(&opening("Esenzione")), &[]), NOW).unwrap();
        for file in files(&place) {
            let sealed = fs::read(&file).unwrap();
            assert!(!sealed.windows(5).any(|window| window == b"Maria" || window == b"anna\""));
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        }
        // The next runs, without a goodbye of this one.
        for (name, key, need) in [("anna", ANNA, "Referti di Maria"), ("bruno", BRUNO, "Esenzione")] {
            let mut again = found(&place, name, &key);
            assert_eq!((again.found.len(), again.damaged), (1, 0));
            let bytes = again.found.remove(0).1.to_bytes().unwrap();
            assert!(String::from_utf8(bytes).unwrap().contains(need));
        }
        let stranger = found(&place, "carla", &DraftKey([1; 32]));
        assert!(stranger.found.is_empty() && stranger.damaged == 0, "of others is not damaged");
        assert_eq!(files(&place).len(), 2);
    }

    #[test]
    fn one_file_is_replaced_until_nothing_is_left_and_the_one_before_goes_with_it() {
        let folder = tempfile::tempdir().unwrap();
        let mut first = DraftFiles::in_folder(folder.path().to_owned());
        first.sit_down(operator("anna"), ANNA, NOW);
        for need in ["R", "Re", "Ref"] {
            first.keep(&keep("anna", Some(&opening(need)), &[]), NOW).unwrap();
        }
        assert_eq!(files(folder.path()).len(), 1);
        let mut second = DraftFiles::in_folder(folder.path().to_owned());
        let before = second.sit_down(operator("anna"), ANNA, NOW).found.remove(0).0;
        // The same operator once more in this run: its own file is not found as an earlier one's.
        second.keep(&keep("anna", Some(&opening("Referti")), &[&before]), NOW).unwrap();
        assert!(second.sit_down(operator("anna"), ANNA, NOW).found.is_empty());
        assert_eq!(files(folder.path()).len(), 1);
        second.keep(&keep("anna", None, &[]), NOW).unwrap();
        assert!(files(folder.path()).is_empty());
        // Of whom there is no key nothing is written.
        second.keep(&keep("nobody", Some("{}"), &[]), NOW).unwrap();
        assert!(files(folder.path()).is_empty());
    }

    #[test]
    fn what_is_damaged_is_put_aside_and_the_rest_is_found() {
        let folder = tempfile::tempdir().unwrap();
        let mut first = DraftFiles::in_folder(folder.path().to_owned());
        first.sit_down(operator("anna"), ANNA, NOW);
        first.keep(&keep("anna", Some(&opening("Referti")), &[]), NOW).unwrap();
        let good = files(folder.path()).remove(0);
        let sealed = fs::read(&good).unwrap();
        for (name, bytes) in [
            ("1.draft", Vec::new()),
            ("2.draft", b"Caro diario".to_vec()),
            ("3.draft", sealed[..sealed.len() - 1].to_vec()),
            ("4.draft", sealed[..MARK.len() + OWNER_BYTES + 3].to_vec()),
            ("5.draft", ANNA.seal(b"{\"openings\": 3}").unwrap()),
        ] {
            let path = folder.path().join(name);
            fs::write(&path, bytes).unwrap();
            File::options().write(true).open(&path).unwrap().set_modified(dated(NOW)).unwrap();
        }
        let again = found(folder.path(), "anna", &ANNA);
        assert_eq!((again.found.len(), again.damaged), (1, 5));
        assert_eq!(
            files(folder.path()).iter().filter(|path| path.extension().unwrap() == DAMAGED).count(),
            5
        );
        let once = found(folder.path(), "anna", &ANNA);
        assert_eq!((once.found.len(), once.damaged), (1, 0), "what was put aside is not told again");
    }

    #[test]
    fn after_seven_days_nothing_is_left() {
        let folder = tempfile::tempdir().unwrap();
        let mut first = DraftFiles::in_folder(folder.path().to_owned());
        first.sit_down(operator("anna"), ANNA, NOW);
        first.keep(&keep("anna", Some(&opening("Referti")), &[]), NOW).unwrap();
        let after = |days, operator: &str, key: DraftKey| {
            let now = NOW.plus(TimeDelta::days(days));
            DraftFiles::in_folder(folder.path().to_owned()).sit_down(operator.parse().unwrap(), key, now)
        };
        assert_eq!(after(7, "anna", ANNA).found.len(), 1);
        assert_eq!(after(-900, "anna", ANNA).found.len(), 1, "by a clock that was set back nothing is old");
        assert!(after(8, "bruno", BRUNO).found.is_empty());
        assert!(files(folder.path()).is_empty(), "whoever signs in, and whosever it was");
    }

    #[test]
    fn a_keeper_has_written_everything_once_it_is_finished() {
        let folder = tempfile::tempdir().unwrap();
        let (clock, _) = Clock::stepped(NOW);
        let keeper = Keeper::start(DraftFiles::in_folder(folder.path().to_owned()), clock.clone()).unwrap();
        let keeping = keeper.keeping();
        let (told, heard) = mpsc::channel();
        keeping.sit_down(
            operator("anna"),
            ANNA,
            Box::new(move |found| told.send(found.found.len()).unwrap()),
        );
        fs::write(folder.path().join("old.draft"), ANNA.seal(b"{}").unwrap()).unwrap();
        for length in 1..=200 {
            let taken: &[&str] = if length == 7 { &["old.draft"] } else { &[] };
            keeping.keep(keep("anna", Some(&opening(&"x".repeat(length))), taken), clock.busy());
        }
        keeper.finish();
        assert!(heard.recv().is_ok());
        let again = found(folder.path(), "anna", &ANNA);
        let bytes = again.found[0].1.to_bytes().unwrap();
        assert!(String::from_utf8(bytes).unwrap().contains(&"x".repeat(200)));
        assert_eq!(again.found.len(), 1);
    }

    #[test]
    fn a_key_is_thirty_two_bytes() {
        assert!(
            DraftKey::from_text("BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=")
                .is_some_and(|key| key.0 == [7; 32])
        );
        for text in ["", "BwcH", "no base64"] {
            assert!(DraftKey::from_text(text).is_none());
        }
    }
}
