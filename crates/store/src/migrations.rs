//! Schema versions: an append-only list of migrations per database, each carried out in one transaction.

use crate::backup;
use crate::error::StoreError;
use crate::sqlite;
use rusqlite::{Connection, TransactionBehavior};
use std::path::Path;
use turno_domain::time::Timestamp;

/// One of the databases: what marks its file, and the steps that make its schema. Migration n (from 1) leads from version
/// n − 1 to n; steps are only ever added at the end.
#[derive(Clone, Copy, Debug)]
pub struct Schema<'a> {
    /// The file's name without its ending.
    pub name: &'static str,
    /// The mark in the file's header.
    pub application_id: i32,
    /// Whether deleted content is overwritten.
    pub secure_delete: bool,
    /// The steps, as SQL.
    pub migrations: &'a [&'a str],
}

/// queue.db ("TrnQ").
pub const QUEUE: Schema<'static> = Schema {
    name: "queue",
    application_id: 0x5472_6E51,
    secure_delete: false,
    migrations: &[include_str!("queue/schema/v1.sql")],
};

/// casework.db ("TrnC").
pub const CASEWORK: Schema<'static> = Schema {
    name: "casework",
    application_id: 0x5472_6E43,
    secure_delete: true,
    migrations: &[include_str!("casework/schema/v1.sql"), include_str!("casework/schema/v2.sql")],
};

impl Schema<'_> {
    /// The version that the last migration leads to.
    pub fn latest(&self) -> u32 {
        u32::try_from(self.migrations.len()).unwrap_or(u32::MAX)
    }

    /// Refuses a file that another program or a later Turno wrote; otherwise its version, 0 for an empty one.
    pub(crate) fn recognise(&self, connection: &Connection, path: &Path) -> Result<u32, StoreError> {
        let foreign = || StoreError::Foreign { path: path.to_owned(), name: self.name };
        let marks = header(connection).map_err(|error| match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::NotADatabase) => foreign(),
            _ => error.into(),
        })?;
        match marks {
            Header { application_id: 0, version: 0, tables: 0 } => Ok(0),
            Header { application_id, .. } if application_id != self.application_id => Err(foreign()),
            Header { version, .. } if version > self.latest() => {
                Err(StoreError::Newer { path: path.to_owned(), found: version, known: self.latest() })
            }
            Header { version, .. } => Ok(version),
        }
    }

    /// Brings a recognised file of `version` up to date; a file with content is backed up first, beside it in `backup/`:
    /// one copy of each version, which a later try replaces.
    pub(crate) fn migrate(
        &self,
        connection: &mut Connection,
        path: &Path,
        version: u32,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        if version == self.latest() {
            return Ok(());
        }
        if version > 0 {
            let folder = path.with_file_name("backup");
            let copy = folder.join(format!("{}-v{version}.db", self.name));
            backup::verified(connection, &copy, now)?;
            tracing::info!(database = self.name, version, "backed up before migrating");
        }
        for (number, sql) in (1..).zip(self.migrations).skip(usize::try_from(version).unwrap_or(usize::MAX)) {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            transaction.execute_batch(sql)?;
            transaction.pragma_update(None, "application_id", self.application_id)?;
            transaction.pragma_update(None, "user_version", number)?;
            transaction.commit()?;
            tracing::info!(database = self.name, version = number, "migrated");
        }
        sqlite::checkpoint_truncate(connection)
    }
}

struct Header {
    application_id: i32,
    version: u32,
    tables: u32,
}

fn header(connection: &Connection) -> rusqlite::Result<Header> {
    let number = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, u32>(0));
    Ok(Header {
        application_id: connection.query_row("PRAGMA application_id", [], |row| row.get(0))?,
        version: number("PRAGMA user_version")?,
        tables: number("SELECT count(*) FROM sqlite_schema")?,
    })
}
