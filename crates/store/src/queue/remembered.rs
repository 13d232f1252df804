//! Answers that are remembered for 48 hours, so that a command sent twice happens once. Both databases have such a table:
//! an answer is remembered in the transaction of its command.

use super::tx::QueueTx;
use crate::columns;
use crate::error::StoreError;
use rusqlite::{Connection, OptionalExtension};
use turno_domain::ids::DeviceId;
use turno_domain::time::Timestamp;

/// A command's answer under its idempotency key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remembered {
    /// The device that sent the command; keys of others never meet.
    pub device: DeviceId,
    /// The idempotency key.
    pub key: String,
    /// A hash of the route and the fields that are not personal.
    pub fingerprint: Vec<u8>,
    /// The answer's HTTP status.
    pub status: u16,
    /// The answer's body.
    pub body: String,
    /// When it was given.
    pub at: Timestamp,
}

impl QueueTx {
    /// Remembers an answer. In queue.db it must hold nothing personal.
    ///
    /// # Errors
    /// What the store could not do; among it a key that is remembered already.
    pub fn remember(&mut self, answer: &Remembered) -> Result<(), StoreError> {
        remember(&self.connection, answer)
    }

    /// Forgets what was remembered before `before` (48 hours ago); how many answers.
    ///
    /// # Errors
    /// What the store could not do.
    pub fn purge_remembered(&mut self, before: Timestamp) -> Result<usize, StoreError> {
        purge_remembered(&self.connection, before)
    }
}

pub(crate) fn remember(connection: &Connection, answer: &Remembered) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO remembered (device, key, fingerprint, status, body, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute((
            answer.device.uuid().into_bytes(),
            &answer.key,
            &answer.fingerprint,
            answer.status,
            &answer.body,
            answer.at.millis(),
        ))?;
    Ok(())
}

pub(crate) fn remembered(
    connection: &Connection,
    device: DeviceId,
    key: &str,
) -> Result<Option<Remembered>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT fingerprint, status, body, at FROM remembered WHERE device = ?1 AND key = ?2",
    )?;
    let found = statement.query_row((device.uuid().into_bytes(), key), |row| {
        Ok(Remembered {
            device,
            key: key.to_owned(),
            fingerprint: row.get(0)?,
            status: row.get(1)?,
            body: row.get(2)?,
            at: columns::time(row, 3)?,
        })
    });
    Ok(found.optional()?)
}

pub(crate) fn purge_remembered(connection: &Connection, before: Timestamp) -> Result<usize, StoreError> {
    Ok(connection.prepare_cached("DELETE FROM remembered WHERE at < ?1")?.execute([before.millis()])?)
}
