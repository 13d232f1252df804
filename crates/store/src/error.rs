//! What can go wrong in a store, in words that say what to do.

use crate::attachment_files::FileAddress;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What SQLite said. Opaque, because no other crate knows SQLite; it never contains a stored value.
#[derive(Clone)]
pub struct Cause(Arc<rusqlite::Error>);

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for Cause {}

/// Why the store could not do what it was asked; nothing of it was kept.
#[derive(Clone, Debug, thiserror::Error)]
pub enum StoreError {
    /// A file or folder of the data directory refuses.
    #[error("cannot {doing} {}: {cause}", .path.display())]
    File {
        /// What was tried.
        doing: &'static str,
        /// With which file.
        path: PathBuf,
        /// What the system said.
        cause: Arc<io::Error>,
    },
    /// The SQLite library has a fault that loses data.
    #[error(
        "SQLite {found} can lose data in WAL mode; Turno needs 3.51.3 or later: install a Turno built with its own SQLite"
    )]
    OldSqlite {
        /// The library's version.
        found: &'static str,
    },
    /// The file belongs to another program, or is no database.
    #[error(
        "{} is not Turno's {name} database; move it away, or give another data directory", .path.display()
    )]
    Foreign {
        /// Which file.
        path: PathBuf,
        /// Which database it should be.
        name: &'static str,
    },
    /// A later Turno wrote the file.
    #[error(
        "{} has schema version {found}, and this Turno knows versions up to {known}: install the later Turno again, or restore a backup of version {known}", .path.display()
    )]
    Newer {
        /// Which file.
        path: PathBuf,
        /// Its version.
        found: u32,
        /// The highest version that this program knows.
        known: u32,
    },
    /// A check of the file found damage.
    #[error("{} is damaged ({finding}): restore the last backup", .path.display())]
    Damaged {
        /// Which file.
        path: PathBuf,
        /// What the check said first.
        finding: String,
    },
    /// A backup is not the same as what was backed up.
    #[error("the backup {} is not equal to its original: {finding}", .path.display())]
    BadBackup {
        /// Which file.
        path: PathBuf,
        /// In what it differs.
        finding: String,
    },
    /// The file of an attachment is gone or damaged.
    #[error("the file {address} of an attachment {finding}: restore it from the last backup")]
    Attachment {
        /// Which.
        address: FileAddress,
        /// What is wrong with it.
        finding: &'static str,
    },
    /// The storage is full.
    #[error("the storage is full: free some space in the data directory")]
    StorageFull,
    /// The storage failed under another change of the same group, and all of the group was given up.
    #[error("the storage gave up the transaction: it is full or fails")]
    TransactionLost,
    /// The storage does not read or write any more.
    #[error("the storage fails: {0}")]
    Broken(Cause),
    /// A statement failed for another reason.
    #[error("the database refused a statement: {0}")]
    Sql(Cause),
    /// A stored value cannot be read back.
    #[error("a stored {0} cannot be read")]
    Unreadable(&'static str),
    /// No site was ever applied and no day opened.
    #[error("no site was applied yet: serve once with a site file")]
    NotInitialised,
    /// A site and a day are there already.
    #[error("a site was applied before")]
    AlreadyInitialised,
    /// The name or key is in use.
    #[error("{what} {name:?} exists already")]
    NameTaken {
        /// What sort of thing has it.
        what: &'static str,
        /// The name.
        name: String,
    },
    /// There is no such row.
    #[error("no such {0}")]
    Missing(&'static str),
    /// The file was imported before.
    #[error("this file was imported before")]
    ImportedBefore,
    /// No public key to seal with: casework.db was never opened.
    #[error("there is no key to seal the intake with: open the casework database once")]
    NoSealingKey,
    /// The job panicked; nothing of it was kept.
    #[error("an internal fault stopped this change; nothing of it was kept")]
    Panicked,
    /// The writer has been closed.
    #[error("the store is closed")]
    Stopped,
}

impl StoreError {
    pub(crate) fn file(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |cause| Self::File { doing, path, cause: Arc::new(cause) }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode::{
            CannotOpen, DatabaseCorrupt, DiskFull, NotADatabase, ReadOnly, SystemIoFailure,
        };
        match error.sqlite_error_code() {
            Some(DiskFull) => Self::StorageFull,
            Some(SystemIoFailure | DatabaseCorrupt | NotADatabase | CannotOpen | ReadOnly) => {
                Self::Broken(Cause(Arc::new(error)))
            }
            _ => Self::Sql(Cause(Arc::new(error))),
        }
    }
}
