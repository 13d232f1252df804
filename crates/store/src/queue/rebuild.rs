//! The tables that are made from the journal, made again from the journal alone.

use super::replay::Replay;
use super::tx::QueueTx;
use super::{derived, journal};
use crate::columns::{self, Names};
use crate::error::StoreError;
use rusqlite::Connection;

/// A table that differs from what the journal says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Which table.
    pub table: &'static str,
    /// Rows that stand there and should not.
    pub wrong: u64,
    /// Rows that should stand there and do not.
    pub missing: u64,
}

impl QueueTx {
    /// Makes tickets, numbering, transactions and counter spans again from the journal.
    ///
    /// # Errors
    /// A journal that cannot be read, or what the store could not do.
    pub fn rebuild(&mut self) -> Result<(), StoreError> {
        rebuild(&self.connection, &mut self.names)
    }

    /// Where tickets, numbering, transactions and counter spans differ from what the journal says; changes nothing.
    ///
    /// # Errors
    /// As [`rebuild`](Self::rebuild).
    pub fn rebuild_check(&mut self) -> Result<Vec<Difference>, StoreError> {
        self.connection.execute_batch("SAVEPOINT rebuild_check")?;
        let differences = compare(&self.connection, &mut self.names);
        self.names.forget();
        self.connection.execute_batch("ROLLBACK TO rebuild_check; RELEASE rebuild_check")?;
        differences
    }
}

fn rebuild(connection: &Connection, names: &mut Names) -> Result<(), StoreError> {
    for table in derived::TABLES {
        connection.execute(&format!("DELETE FROM {table}"), [])?;
    }
    let mut replay = Replay::default();
    journal::for_each_after(connection, 0, u32::MAX, |entry| {
        let effects = replay.apply(&entry);
        derived::write(connection, names, replay.queue(), &entry, &effects)
    })
}

fn compare(connection: &Connection, names: &mut Names) -> Result<Vec<Difference>, StoreError> {
    for table in derived::TABLES {
        connection.execute(&format!("CREATE TEMP TABLE stood_{table} AS SELECT * FROM main.{table}"), [])?;
    }
    rebuild(connection, names)?;
    let mut differences = Vec::new();
    for table in derived::TABLES {
        let rows_without = |of: &str, without: &str| -> Result<u64, StoreError> {
            let sql = format!("SELECT count(*) FROM (SELECT * FROM {of} EXCEPT SELECT * FROM {without})");
            Ok(connection.query_row(&sql, [], |row| columns::unsigned(row, 0))?)
        };
        let (stood, stands) = (format!("temp.stood_{table}"), format!("main.{table}"));
        let (wrong, missing) = (rows_without(&stood, &stands)?, rows_without(&stands, &stood)?);
        if wrong + missing > 0 {
            differences.push(Difference { table, wrong, missing });
        }
    }
    Ok(differences)
}
