//! Visits of the past, taken in from another system's file: all of it or nothing, and never twice.

use super::site;
use super::tx::QueueTx;
use crate::columns;
use crate::error::StoreError;
use rusqlite::{Connection, OptionalExtension};
use turno_domain::journal::{Actor, Event};
use turno_domain::keys::{CounterKey, ServiceKey};
use turno_domain::text::Texts;
use turno_domain::time::{ClockReading, Timestamp};
use turno_domain::transaction::Transaction;

/// Something that only the past knows, under its own name.
#[derive(Clone, Debug, PartialEq)]
pub struct PastName<K> {
    /// What it is known by.
    pub key: K,
    /// What it was called.
    pub names: Texts,
}

/// One file's visits.
#[derive(Clone, Debug)]
pub struct Import {
    /// The file's SHA-256, in hexadecimal.
    pub hash: String,
    /// Services that the site does not know.
    pub services: Vec<PastName<ServiceKey>>,
    /// Counters that the site does not know.
    pub counters: Vec<PastName<CounterKey>>,
    /// The visits.
    pub visits: Vec<Transaction>,
}

impl QueueTx {
    /// Takes in a file's visits; `progress` is told how many there are so far, after each.
    ///
    /// # Errors
    /// [`StoreError::ImportedBefore`], or what the store could not do.
    pub fn import(
        &mut self,
        import: Import,
        at: ClockReading,
        actor: &Actor,
        progress: impl Fn(usize),
    ) -> Result<(), StoreError> {
        if imported_at(&self.connection, &import.hash)?.is_some() {
            return Err(StoreError::ImportedBefore);
        }
        for service in &import.services {
            site::write_past_service(&self.connection, &service.key, &service.names)?;
        }
        for counter in &import.counters {
            site::write_past_counter(&self.connection, &counter.key, &counter.names)?;
        }
        self.connection.execute(
            "INSERT INTO imports (hash, visits, at) VALUES (?1, ?2, ?3)",
            (&import.hash, columns::integer(import.visits.len() as u64), at.wall.millis()),
        )?;
        for (visit, n) in import.visits.into_iter().zip(1..) {
            self.record(Event::VisitImported { transaction: Box::new(visit) }, at, actor)?;
            progress(n);
        }
        Ok(())
    }
}

pub(super) fn imported_at(connection: &Connection, hash: &str) -> Result<Option<Timestamp>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT at FROM imports WHERE hash = ?1")?;
    Ok(statement.query_row([hash], |row| columns::time(row, 0)).optional()?)
}
