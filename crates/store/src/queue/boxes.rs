//! Sealed boxes on their way to casework.db, and the tokens of the tickets' own pages.

use super::meta;
use super::tx::QueueTx;
use crate::columns;
use crate::error::StoreError;
use crate::sealed::{self, BoxContent};
use rusqlite::{Connection, OptionalExtension};
use turno_domain::ids::TicketId;
use turno_domain::time::Timestamp;
use uuid::{Builder, Uuid};

/// A box that nobody can read here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedBox {
    /// Its place among those that wait: a later one has a higher.
    pub sequence: u64,
    /// What it is known by, so that it is moved once.
    pub id: Uuid,
    /// The ticket that its content belongs to.
    pub ticket: TicketId,
    /// The sealed content.
    pub sealed: Vec<u8>,
    /// When it was sealed.
    pub at: Timestamp,
}

impl QueueTx {
    /// Seals `content` and keeps it with `ticket` until it is moved to casework.db.
    ///
    /// # Errors
    /// [`StoreError::NoSealingKey`], or what the store could not do.
    pub fn add_box(
        &mut self,
        ticket: TicketId,
        content: &BoxContent,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let key = meta::sealing_key(&self.connection)?.ok_or(StoreError::NoSealingKey)?;
        let sealed = sealed::seal(&key, content)?;
        let millis = u64::try_from(at.millis()).unwrap_or(0);
        let id = Builder::from_unix_timestamp_millis(millis, &sealed::random_bytes()).into_uuid();
        self.connection
            .prepare_cached(
                "INSERT INTO intake_box (id, ticket, kind, sealed, at) VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute((id.into_bytes(), ticket.uuid().into_bytes(), content.kind(), sealed, at.millis()))?;
        Ok(())
    }

    /// Deletes boxes whose content is on disk elsewhere.
    ///
    /// # Errors
    /// What the store could not do.
    pub fn delete_boxes(&mut self, ids: &[Uuid]) -> Result<(), StoreError> {
        let mut statement = self.connection.prepare_cached("DELETE FROM intake_box WHERE id = ?1")?;
        for id in ids {
            statement.execute([id.into_bytes()])?;
        }
        Ok(())
    }

    /// Deletes the boxes sealed before `before` (7 days ago), whoever they wait for; how many.
    ///
    /// # Errors
    /// What the store could not do.
    pub fn purge_boxes(&mut self, before: Timestamp) -> Result<usize, StoreError> {
        Ok(self
            .connection
            .prepare_cached("DELETE FROM intake_box WHERE at < ?1")?
            .execute([before.millis()])?)
    }

    /// Keeps the token of a ticket's own page.
    ///
    /// # Errors
    /// What the store could not do; among it a token or a ticket that is there already.
    pub fn set_page_token(&mut self, ticket: TicketId, token: &str) -> Result<(), StoreError> {
        self.connection
            .prepare_cached("INSERT INTO pages (token, ticket) VALUES (?1, ?2)")?
            .execute((token, ticket.uuid().into_bytes()))?;
        Ok(())
    }
}

/// The boxes after the one with the sequence `after`, at most `limit`, in the order in which they were sealed, whatever the clock
/// said meanwhile.
pub(super) fn boxes(connection: &Connection, after: u64, limit: u32) -> Result<Vec<SealedBox>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT sequence, id, ticket, sealed, at FROM intake_box WHERE sequence > ?1 ORDER BY sequence LIMIT ?2",
    )?;
    let rows = statement.query_map((columns::integer(after), limit), |row| {
        Ok(SealedBox {
            sequence: columns::unsigned(row, 0)?,
            id: columns::id(row, 1)?,
            ticket: columns::id(row, 2)?,
            sealed: row.get(3)?,
            at: columns::time(row, 4)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(super) fn page_token(connection: &Connection, ticket: TicketId) -> Result<Option<String>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT token FROM pages WHERE ticket = ?1")?;
    Ok(statement.query_row([ticket.uuid().into_bytes()], |row| row.get(0)).optional()?)
}

pub(super) fn page_ticket(connection: &Connection, token: &str) -> Result<Option<TicketId>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT ticket FROM pages WHERE token = ?1")?;
    Ok(statement.query_row([token], |row| columns::id(row, 0)).optional()?)
}
