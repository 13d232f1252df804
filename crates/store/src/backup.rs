//! A copy of a database that is known to be readable: made by SQLite's backup interface, synced, opened again and compared.

use crate::error::StoreError;
use crate::sqlite;
use rusqlite::Connection;
use rusqlite::backup::Backup;
use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::Path;
use std::time::{Duration, SystemTime};
use turno_domain::time::Timestamp;

const PAGES_AT_ONCE: i32 = 256;

/// Copies the database to `copy`, which appears whole or not at all, in the place of an earlier one. Its file is dated `now`.
///
/// # Errors
/// Files that refuse, a full storage, and a copy that is not sound or has other rows than its original.
pub(crate) fn verified(original: &Connection, copy: &Path, now: Timestamp) -> Result<(), StoreError> {
    let folder = copy.parent().unwrap_or(Path::new("."));
    crate::open::private_folder(folder)?;
    let part = copy.with_extension("part");
    if part.exists() {
        fs::remove_file(&part).map_err(StoreError::file("remove", &part))?;
    }
    crate::open::private_file(&part)?;
    {
        let mut target = Connection::open(&part)?;
        Backup::new(original, &mut target)?.run_to_completion(PAGES_AT_ONCE, Duration::ZERO, None)?;
        // One file without a WAL beside it, so that it can be carried away.
        target.pragma_update_and_check(None, "journal_mode", "DELETE", |_| Ok(()))?;
    }
    compare(original, &part)?;
    let dated = SystemTime::UNIX_EPOCH + Duration::from_millis(u64::try_from(now.millis()).unwrap_or(0));
    let date_and_sync = |file: File| file.set_modified(dated).and_then(|()| file.sync_all());
    File::options()
        .write(true)
        .open(&part)
        .and_then(date_and_sync)
        .map_err(StoreError::file("sync", &part))?;
    fs::rename(&part, copy).map_err(StoreError::file("rename", &part))?;
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(StoreError::file("sync", folder))
}

/// Erases the copies of casework.db in the data folder `folder` that are dated before `before`: they hold what was since erased from
/// the database itself. How many there were.
///
/// # Errors
/// Files that refuse.
pub fn erase_casework_copies(folder: &Path, before: Timestamp) -> Result<usize, StoreError> {
    let folder = folder.join("backup");
    let failed = || StoreError::file("read", &folder);
    let files = match fs::read_dir(&folder) {
        Ok(files) => files,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(0),
        Err(error) => return Err(failed()(error)),
    };
    let mut erased = 0;
    for file in files {
        let file = file.map_err(failed())?;
        if !file.file_name().to_string_lossy().starts_with("casework-v") {
            continue;
        }
        let dated = file.metadata().and_then(|about| about.modified()).map_err(failed())?;
        let dated = dated.duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_millis());
        if i64::try_from(dated).is_ok_and(|dated| dated < before.millis()) {
            fs::remove_file(file.path()).map_err(StoreError::file("remove", &file.path()))?;
            erased += 1;
        }
    }
    Ok(erased)
}

fn compare(original: &Connection, copy: &Path) -> Result<(), StoreError> {
    let bad = |finding| Err(StoreError::BadBackup { path: copy.to_owned(), finding });
    let reopened = sqlite::open_for_reading(copy)?;
    if let Some(finding) = sqlite::quick_check(&reopened)? {
        return bad(finding);
    }
    let tables: Vec<String> = original
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    for table in tables {
        let rows = |connection: &Connection| -> Result<i64, StoreError> {
            Ok(connection.query_row(&format!("SELECT count(*) FROM \"{table}\""), [], |row| row.get(0))?)
        };
        let (there, here) = (rows(original)?, rows(&reopened)?);
        if there != here {
            return bad(format!("{table} has {here} rows instead of {there}"));
        }
    }
    Ok(())
}
