//! What the store is measured against: a row inserted durably by SQLite alone, with the same settings and nothing around it.

use crate::error::StoreError;
use crate::sqlite;
use rusqlite::Connection;
use std::path::Path;
use std::time::{Duration, Instant};

/// Inserted before anything is measured, so that the WAL is as long as it will be: a sync of a file that grows takes several times
/// as long, and the WAL of a hub in service does not grow.
const WARM_UP: usize = 2_000;

/// A database with one table, into which rows go one by one.
#[derive(Debug)]
pub struct RawInserts {
    connection: Connection,
    row: Vec<u8>,
}

impl RawInserts {
    /// Makes the database `path` for rows of `bytes` bytes.
    ///
    /// # Errors
    /// What SQLite could not do.
    pub fn open(path: &Path, bytes: usize) -> Result<Self, StoreError> {
        let connection = sqlite::open_for_writing(path)?;
        sqlite::make_durable(&connection, false)?;
        connection.execute_batch("CREATE TABLE rows (id INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT")?;
        let mut inserts = Self { connection, row: vec![0x5A; bytes] };
        inserts.take(WARM_UP)?;
        Ok(inserts)
    }

    /// Inserts `rows` rows, each in a transaction of its own, and says how long each took until it was on disk.
    ///
    /// # Errors
    /// What SQLite could not do.
    pub fn take(&mut self, rows: usize) -> Result<Vec<Duration>, StoreError> {
        let mut took = Vec::with_capacity(rows);
        let mut insert = self.connection.prepare_cached("INSERT INTO rows (body) VALUES (?1)")?;
        for _ in 0..rows {
            let began = Instant::now();
            insert.execute([&self.row])?;
            took.push(began.elapsed());
        }
        drop(insert);
        sqlite::checkpoint_passive(&self.connection)?;
        Ok(took)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_there() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("yardstick.db");
        let mut inserts = RawInserts::open(&path, 300).unwrap();
        assert_eq!(inserts.take(7).unwrap().len(), 7);
        let wal = || std::fs::metadata(folder.path().join("yardstick.db-wal")).unwrap().len();
        let before = wal();
        inserts.take(7).unwrap();
        assert_eq!(wal(), before, "the WAL grows");
        let reader = sqlite::open_for_reading(&path).unwrap();
        let count = |sql: &str| reader.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
        assert_eq!(count("SELECT count(*) FROM rows"), WARM_UP as i64 + 14);
        assert_eq!(count("SELECT max(length(body)) FROM rows"), 300);
    }
}
