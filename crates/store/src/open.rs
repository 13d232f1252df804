//! The data directory: two files, because the queue knows no names.

use crate::casework::CaseworkFile;
use crate::error::StoreError;
use crate::migrations::{CASEWORK, QUEUE, Schema};
use crate::queue::QueueFile;
use crate::sqlite;
use rusqlite::Connection;
use std::fs;
use std::path::{Path, PathBuf};
use turno_domain::time::Timestamp;

/// How to open a data directory.
#[derive(Clone, Copy, Debug)]
pub struct OpenOptions {
    /// The time, for the name of a backup.
    pub now: Timestamp,
}

/// Both databases, checked and up to date.
#[derive(Debug)]
pub struct Stores {
    /// queue.db.
    pub queue: QueueFile,
    /// casework.db.
    pub casework: CaseworkFile,
}

impl Stores {
    /// Opens `queue.db` and `casework.db` in `folder`; makes whatever is missing, with access for the owner alone. Neither is
    /// migrated before both are known to be sound and of this program: else an upgrade that fails on one would leave the other
    /// where the program before cannot read it.
    ///
    /// # Errors
    /// An old SQLite library, a file of another program, of a later Turno or with damage, and files that refuse.
    pub fn open(folder: &Path, options: &OpenOptions) -> Result<Self, StoreError> {
        sqlite::refuse_old_library()?;
        private_folder(folder)?;
        let queue = Found::at(&folder.join("queue.db"), &QUEUE)?;
        let casework = Found::at(&folder.join("casework.db"), &CASEWORK)?;
        let queue = QueueFile::open(queue.bring_up_to_date(options.now)?)?;
        let casework = CaseworkFile::open(casework.bring_up_to_date(options.now)?)?;
        queue.remember_sealing_key(&casework.public_key()?)?;
        Ok(Self { queue, casework })
    }
}

/// A database file with its one writing connection.
#[derive(Debug)]
pub struct Opened {
    pub(crate) path: PathBuf,
    pub(crate) connection: Connection,
}

/// Opens one database, checks it and brings it up to date with `schema`.
///
/// # Errors
/// As [`Stores::open`].
pub fn open_database(path: &Path, schema: &Schema<'_>, now: Timestamp) -> Result<Opened, StoreError> {
    Found::at(path, schema)?.bring_up_to_date(now)
}

/// A database that was recognised and found sound, and in which nothing is changed yet.
struct Found<'a> {
    path: PathBuf,
    schema: &'a Schema<'a>,
    connection: Connection,
    version: u32,
}

impl<'a> Found<'a> {
    fn at(path: &Path, schema: &'a Schema<'a>) -> Result<Self, StoreError> {
        private_file(path)?;
        let connection = sqlite::open_for_writing(path)?;
        let version = schema.recognise(&connection, path)?;
        if version > 0
            && let Some(finding) = sqlite::quick_check(&connection)?
        {
            return Err(StoreError::Damaged { path: path.to_owned(), finding });
        }
        Ok(Self { path: path.to_owned(), schema, connection, version })
    }

    fn bring_up_to_date(self, now: Timestamp) -> Result<Opened, StoreError> {
        let Self { path, schema, mut connection, version } = self;
        sqlite::make_durable(&connection, schema.secure_delete)?;
        schema.migrate(&mut connection, &path, version, now)?;
        Ok(Opened { path, connection })
    }
}

/// Makes a folder that only its owner may enter. One that exists is left as it is: it may be somebody's home.
pub(crate) fn private_folder(folder: &Path) -> Result<(), StoreError> {
    if folder.is_dir() {
        return Ok(());
    }
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(StoreError::file("create", folder))
}

/// Sees to it that a file exists and that only its owner may read it; SQLite gives the WAL the same permissions.
pub(crate) fn private_file(path: &Path) -> Result<(), StoreError> {
    let mut options = fs::OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path).map_err(StoreError::file("open", path))?;
    #[cfg(unix)]
    file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))
        .map_err(StoreError::file("protect", path))?;
    drop(file);
    Ok(())
}
