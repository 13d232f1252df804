//! A copy of a database that is known to be readable: made by SQLite's backup interface, synced, opened again and compared.

use crate::error::StoreError;
use crate::sqlite;
use rusqlite::Connection;
use rusqlite::backup::Backup;
use std::fs::{self, File};
use std::path::Path;
use std::time::Duration;

const PAGES_AT_ONCE: i32 = 256;

/// Copies the database to `copy`, which appears whole or not at all.
///
/// # Errors
/// Files that refuse, a full storage, and a copy that is not sound or has other rows than its original.
pub(crate) fn verified(original: &Connection, copy: &Path) -> Result<(), StoreError> {
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
    File::open(&part).and_then(|file| file.sync_all()).map_err(StoreError::file("sync", &part))?;
    compare(original, &part)?;
    fs::rename(&part, copy).map_err(StoreError::file("rename", &part))?;
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(StoreError::file("sync", folder))
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
