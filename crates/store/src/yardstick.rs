//! What the store is measured against: a row inserted durably by SQLite alone, with the same settings and nothing around it.

use crate::error::StoreError;
use crate::sqlite;
use std::path::Path;
use std::time::{Duration, Instant};

/// Inserts `rows` rows of `bytes` bytes one after the other into a fresh database `path`, each in a transaction of its own, and says
/// how long each took until it was on disk.
///
/// # Errors
/// What SQLite could not do.
pub fn durable_inserts(path: &Path, rows: usize, bytes: usize) -> Result<Vec<Duration>, StoreError> {
    let connection = sqlite::open_for_writing(path)?;
    sqlite::make_durable(&connection, false)?;
    connection.execute_batch("CREATE TABLE rows (id INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT")?;
    let body = vec![0x5A_u8; bytes];
    let mut insert = connection.prepare("INSERT INTO rows (body) VALUES (?1)")?;
    let mut took = Vec::with_capacity(rows);
    for _ in 0..rows {
        let began = Instant::now();
        insert.execute([&body])?;
        took.push(began.elapsed());
    }
    Ok(took)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_there() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("yardstick.db");
        assert_eq!(durable_inserts(&path, 7, 300).unwrap().len(), 7);
        let reader = sqlite::open_for_reading(&path).unwrap();
        let count = |sql: &str| reader.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
        assert_eq!(
            (count("SELECT count(*) FROM rows"), count("SELECT sum(length(body)) FROM rows")),
            (7, 2_100)
        );
    }
}
