//! Connections: how Turno sets up SQLite (measured on simulated power cuts: WAL with synchronous=FULL lost nothing, NORMAL
//! lost acknowledged rows).

use crate::error::StoreError;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use std::path::Path;
use std::time::Duration;

/// Before 3.51.3 a WAL that is reset while a checkpoint runs could corrupt the file (sqlite.org/wal.html, "the WAL-reset bug").
const OLDEST_SQLITE: i32 = 3_051_003;
const BUSY: Duration = Duration::from_secs(5);
/// After a checkpoint the WAL file shrinks to this many bytes. It is more than what 500 commands by one client write between two
/// checkpoints (about 24 MiB): a COMMIT that makes the file longer also waits for the file system's own blocks, two writes more.
const WAL_BYTES: i64 = 64 * 1024 * 1024;
const STATEMENTS: usize = 128;

pub(crate) fn refuse_old_library() -> Result<(), StoreError> {
    if rusqlite::version_number() < OLDEST_SQLITE {
        return Err(StoreError::OldSqlite { found: rusqlite::version() });
    }
    Ok(())
}

/// Opens a file for writing without touching its content.
pub(crate) fn open_for_writing(path: &Path) -> Result<Connection, StoreError> {
    let flags =
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    harden(&connection)?;
    Ok(connection)
}

/// Opens a file that only its readers' snapshots are taken from.
pub(crate) fn open_for_reading(path: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    harden(&connection)?;
    connection.pragma_update(None, "query_only", true)?;
    Ok(connection)
}

fn harden(connection: &Connection) -> Result<(), StoreError> {
    connection.busy_timeout(BUSY)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DDL, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    // Plans do not look at the values: otherwise a statement is prepared anew for each (7 % of a busy hub's time).
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "cell_size_check", true)?;
    connection.pragma_update(None, "mmap_size", 0)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    Ok(())
}

/// What makes a COMMIT survive a power cut. Only the writer checkpoints, and only when it says so.
pub(crate) fn make_durable(connection: &Connection, secure_delete: bool) -> Result<(), StoreError> {
    connection.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get::<_, String>(0))?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "wal_autocheckpoint", 0)?;
    connection.pragma_update(None, "journal_size_limit", WAL_BYTES)?;
    if secure_delete {
        connection.pragma_update(None, "secure_delete", true)?;
    }
    Ok(())
}

/// Changes a row that nobody reads, so that a COMMIT has something to write.
pub(crate) fn prove_writing(connection: &Connection) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO proof (id, written) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET written = written + 1",
        )?
        .execute([])?;
    Ok(())
}

/// SQLite's own check of the file's structure; the first finding where it is not sound.
pub(crate) fn quick_check(connection: &Connection) -> Result<Option<String>, StoreError> {
    let finding: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    Ok((finding != "ok").then_some(finding))
}

/// Moves what the WAL holds into the file, as far as no reader stands in the way.
pub(crate) fn checkpoint_passive(connection: &Connection) -> Result<(), StoreError> {
    connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))?;
    Ok(())
}

/// Moves all of the WAL into the file and empties it; waits a fifth of a second for readers and leaves it at that.
pub(crate) fn checkpoint_truncate(connection: &Connection) -> Result<(), StoreError> {
    connection.busy_timeout(Duration::from_millis(200))?;
    let done = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
    connection.busy_timeout(BUSY)?;
    Ok(done?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn setting(connection: &Connection, name: &str) -> i64 {
        connection.query_row(&format!("PRAGMA {name}"), [], |row| row.get(0)).unwrap()
    }

    /// SQLite takes a misspelt PRAGMA without a word.
    #[test]
    fn every_setting_takes_effect() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let writer = open_for_writing(&path).unwrap();
        make_durable(&writer, true).unwrap();
        writer.execute_batch("CREATE TABLE a (b INTEGER) STRICT").unwrap();
        let reader = open_for_reading(&path).unwrap();
        for connection in [&writer, &reader] {
            let expected =
                [("foreign_keys", 1), ("cell_size_check", 1), ("mmap_size", 0), ("busy_timeout", 5_000)];
            for (name, value) in expected.into_iter().chain([("temp_store", 2), ("trusted_schema", 0)]) {
                assert_eq!(setting(connection, name), value, "{name}");
            }
            assert!(connection.db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE).unwrap());
            assert!(!connection.db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML).unwrap());
            assert!(!connection.db_config(DbConfig::SQLITE_DBCONFIG_DQS_DDL).unwrap());
        }
        const FULL: i64 = 2;
        for (name, value) in [("synchronous", FULL), ("wal_autocheckpoint", 0), ("secure_delete", 1)] {
            assert_eq!(setting(&writer, name), value, "{name}");
        }
        assert_eq!(setting(&writer, "journal_size_limit"), WAL_BYTES);
        let mode: String = writer.query_row("PRAGMA journal_mode", [], |row| row.get(0)).unwrap();
        assert_eq!(mode, "wal");
        assert!(reader.execute("INSERT INTO a VALUES (1)", []).is_err(), "a reader writes nothing");
    }

    /// The reading of the stream binds its LIMIT, at which SQLite would look while it plans.
    #[test]
    fn a_statement_is_prepared_once_whatever_is_bound_to_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let writer = open_for_writing(&path).unwrap();
        make_durable(&writer, false).unwrap();
        let rows = "CREATE TABLE a (b INTEGER PRIMARY KEY) STRICT; INSERT INTO a VALUES (1), (2), (3)";
        writer.execute_batch(rows).unwrap();
        let reader = open_for_reading(&path).unwrap();
        let sql = "SELECT b FROM a WHERE b > ?1 ORDER BY b LIMIT ?2";
        for n in 0..3 {
            let mut statement = reader.prepare_cached(sql).unwrap();
            let mut rows = statement.query_map([n, 1 + n], |row| row.get::<_, i64>(0)).unwrap();
            assert_eq!(rows.next().unwrap().unwrap(), n + 1);
        }
        let statement = reader.prepare_cached(sql).unwrap();
        assert_eq!(statement.get_status(rusqlite::StatementStatus::RePrepare), 0);
    }

    #[test]
    fn a_truncating_checkpoint_empties_the_wal() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let writer = open_for_writing(&path).unwrap();
        make_durable(&writer, false).unwrap();
        writer.execute_batch("CREATE TABLE a (b INTEGER) STRICT; INSERT INTO a VALUES (1)").unwrap();
        let wal = || std::fs::metadata(folder.path().join("a.db-wal")).unwrap().len();
        assert!(wal() > 0);
        checkpoint_truncate(&writer).unwrap();
        assert_eq!((wal(), setting(&writer, "busy_timeout")), (0, 5_000));
    }
}
