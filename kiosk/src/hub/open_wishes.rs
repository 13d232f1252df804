//! The wishes for a number that are not on their way to paper yet, on this machine's disk: a kiosk that ends between the touch and the
//! paper leaves a number that the next start finds (`left_wishes`).
//!
//! A file for each: its name is the wish's key, under which the hub knows it. It is there before the hub hears of the wish, and goes
//! when the ticket's paper is in the spool or the number is given back. A number that is given back after that has a file of its own,
//! by its ticket. Nobody's name or answer is in them.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt::Display;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use turno_client::CommandKey;
use turno_domain::ids::TicketId;
use turno_domain::time::Timestamp;
use turno_protocol::ticket::IssueRequest;

/// What the name of a wish ends in.
const WISHED: &str = "wish";
/// The same, when its number is to be given back.
const BACK: &str = "back";
/// What the name of a ticket ends in that is to be given back though its paper was in the spool.
const RETURN: &str = "return";

/// A folder of wishes. Clones are the same.
#[derive(Debug, Clone)]
pub struct OpenWishes {
    folder: PathBuf,
    /// The wishes of this run that the hub has answered.
    answered: Arc<Mutex<BTreeMap<TicketId, CommandKey>>>,
}

/// A wish that an earlier run of the program left.
#[derive(Debug, Clone)]
pub(super) struct LeftWish {
    /// The key under which it was sent, if it was.
    pub(super) key: CommandKey,
    /// What was asked.
    pub(super) request: IssueRequest,
    /// When.
    pub(super) asked: Timestamp,
    /// Whether the number is wanted no more.
    pub(super) given_back: bool,
}

#[derive(Serialize, Deserialize)]
struct Content {
    asked_ms: i64,
    request: IssueRequest,
}

impl OpenWishes {
    /// Those in `folder`, which is made with the first.
    pub fn new(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), answered: Arc::default() }
    }

    /// Makes a wish durable. One that the disk does not take is carried out all the same: numbers go on. Syncs the disk.
    pub(super) fn write_down(&self, key: &CommandKey, request: &IssueRequest, asked: Timestamp) {
        let content = Content { asked_ms: asked.millis(), request: request.clone() };
        if let Err(error) = self.try_write_down(key, &content) {
            tracing::error!(%error, "a wish for a number cannot be written down: if the kiosk ends now, it is nobody's");
        }
    }

    fn try_write_down(&self, key: &CommandKey, content: &Content) -> io::Result<()> {
        fs::create_dir_all(&self.folder)?;
        let part = self.path(key, "part");
        let mut file = File::create(&part)?;
        file.write_all(&serde_json::to_vec(content)?)?;
        file.sync_all()?;
        fs::rename(&part, self.path(key, WISHED))?;
        self.sync_folder()
    }

    /// The hub gave this ticket for the wish.
    pub(super) fn answered(&self, key: &CommandKey, ticket: TicketId) {
        self.tickets().insert(ticket, key.clone());
    }

    /// The number is to be given back, whatever happens to this program. Syncs the disk.
    pub(super) fn goes_back(&self, ticket: TicketId) {
        let key = self.tickets().get(&ticket).cloned();
        let turned = match key {
            Some(key) => fs::rename(self.path(&key, WISHED), self.path(&key, BACK)),
            None => fs::create_dir_all(&self.folder)
                .and_then(|()| File::create(self.path(&ticket, RETURN)).map(drop)),
        };
        let turned = turned.and_then(|()| self.sync_folder());
        if let Err(error) = turned {
            tracing::warn!(%error, "it is not noted that a number is given back");
        }
    }

    /// The ticket's paper is in the spool, or its number is given back. Syncs the disk.
    pub(super) fn strike_out_ticket(&self, ticket: TicketId) {
        let key = self.tickets().remove(&ticket);
        if let Some(key) = key {
            self.strike_out(&key);
        } else if fs::remove_file(self.path(&ticket, RETURN)).is_ok() {
            let _ = self.sync_folder();
        }
    }

    /// The tickets that an earlier run had not given back yet, though their paper had been in the spool.
    pub(super) fn returns(&self) -> Vec<TicketId> {
        let files = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        let returns =
            files.map(|file| file.path()).filter(|path| path.extension().is_some_and(|e| e == RETURN));
        returns.filter_map(|path| path.file_stem()?.to_str()?.parse().ok()).collect()
    }

    /// Nobody wishes for it any more. Syncs the disk.
    pub(super) fn strike_out(&self, key: &CommandKey) {
        for ending in [WISHED, BACK] {
            match fs::remove_file(self.path(key, ending)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    tracing::warn!(%error, "a wish that is over stays on the disk");
                }
                _ => {}
            }
        }
        // One that comes back with the disk is asked for by its key and found to be on paper.
        let _ = self.sync_folder();
    }

    /// What an earlier run left, oldest first. What cannot be read is forgotten.
    pub(super) fn left(&self) -> Vec<LeftWish> {
        let files = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        let mut left: Vec<LeftWish> = files.filter_map(|file| self.read(&file.path())).collect();
        left.sort_by_key(|wish| wish.asked);
        left
    }

    fn read(&self, path: &Path) -> Option<LeftWish> {
        let ending = path.extension()?.to_str().filter(|ending| *ending != RETURN)?;
        let key = path.file_stem()?.to_str()?.parse().ok();
        let content = fs::read(path).ok().and_then(|text| serde_json::from_slice::<Content>(&text).ok());
        match (ending, key, content) {
            (WISHED | BACK, Some(key), Some(Content { asked_ms, request })) => Some(LeftWish {
                key,
                request,
                asked: Timestamp::from_millis(asked_ms),
                given_back: ending == BACK,
            }),
            _ => {
                let _ = fs::remove_file(path);
                None
            }
        }
    }

    fn path(&self, named: &impl Display, ending: &str) -> PathBuf {
        self.folder.join(format!("{named}.{ending}"))
    }

    fn sync_folder(&self) -> io::Result<()> {
        File::open(&self.folder)?.sync_all()
    }

    /// A panic elsewhere leaves the map as it was.
    fn tickets(&self) -> MutexGuard<'_, BTreeMap<TicketId, CommandKey>> {
        self.answered.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wish_outlives_the_program_until_its_number_is_on_paper_or_given_back() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path().join("wishes");
        let wishes = OpenWishes::new(&folder);
        let request = IssueRequest { service: "spid".into(), ..IssueRequest::default() };
        let keys = [1, 2, 3].map(|at| {
            let key = CommandKey::fresh();
            wishes.write_down(&key, &request, Timestamp::from_millis(at));
            key
        });
        let [one, two] = [1, 2].map(|ticket| TicketId::from_parts(ticket, [1; 10]));
        wishes.answered(&keys[0], one);
        wishes.answered(&keys[1], two);
        wishes.goes_back(two);
        std::fs::write(folder.join("torn.part"), "{").unwrap();
        let left = |wishes: &OpenWishes| -> Vec<(CommandKey, i64, bool)> {
            let left = wishes.left().into_iter();
            left.map(|wish| (wish.key, wish.asked.millis(), wish.given_back)).collect()
        };
        let all = [(keys[0].clone(), 1, false), (keys[1].clone(), 2, true), (keys[2].clone(), 3, false)];
        assert_eq!(left(&OpenWishes::new(&folder)), all);
        assert!(!folder.join("torn.part").exists());
        wishes.strike_out_ticket(one);
        wishes.strike_out_ticket(two);
        assert_eq!(left(&OpenWishes::new(&folder)), all[2..]);
        wishes.strike_out(&keys[2]);
        assert!(OpenWishes::new(&folder).left().is_empty());
    }

    #[test]
    fn a_number_that_is_given_back_after_its_paper_was_lined_up_outlives_the_program_too() {
        let folder = tempfile::tempdir().unwrap();
        let wishes = OpenWishes::new(&folder.path().join("wishes"));
        let ticket = TicketId::from_parts(1, [1; 10]);
        wishes.goes_back(ticket);
        let again = OpenWishes::new(&folder.path().join("wishes"));
        assert!(again.left().is_empty());
        assert_eq!(again.returns(), [ticket]);
        again.strike_out_ticket(ticket);
        assert!(again.returns().is_empty());
    }
}
