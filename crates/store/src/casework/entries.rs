//! A practice's timeline: what operators wrote, and what was done with the practice, in the order in which it was written.

use super::changes::Entity;
use super::practices;
use super::tx::{CaseworkError, CaseworkTx};
use crate::columns;
use crate::error::StoreError;
use rusqlite::{Connection, Row};
use serde_json::Value;
use turno_domain::casework::{Entry, EntryKind, PhoneCall};
use turno_domain::ids::{HandbookId, PracticeId};
use turno_domain::journal::Actor;
use turno_domain::time::{ClockReading, Timestamp};

impl CaseworkTx {
    /// Adds an entry that an operator wrote to a practice, ended or not. It must have been checked ([`EntryKind::by_hand`]).
    ///
    /// # Errors
    /// [`CaseworkError::Missing`], or what the store could not do.
    pub fn write_entry(
        &mut self,
        entry: &Entry,
        at: &ClockReading,
        actor: &Actor,
    ) -> Result<(), CaseworkError> {
        practices::find(&self.connection, entry.practice)?.ok_or(CaseworkError::Missing("practice"))?;
        self.tell(entry)?;
        let kind = match entry.what {
            EntryKind::PhoneCall(_) => "call-written",
            EntryKind::Protocol(_) => "protocol-written",
            EntryKind::Referral(_) => "referred",
            _ => "note-written",
        };
        // Whoever shows the practice shows its entries, and nobody asks for an entry by its own id.
        self.changed(kind, Entity::Practice(entry.practice), at, actor)?;
        Ok(())
    }

    /// Adds an entry beside what it tells, in whose change it is included.
    pub(super) fn tell(&mut self, entry: &Entry) -> Result<(), StoreError> {
        let (kind, body) = split(&entry.what)?;
        self.connection
            .prepare_cached(
                "INSERT INTO entries (id, practice, kind, operator, written_at, body)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?
            .execute((
                entry.id.uuid().into_bytes(),
                entry.practice.uuid().into_bytes(),
                kind,
                entry.operator.as_str(),
                entry.written_at.millis(),
                body,
            ))?;
        Ok(())
    }
}

/// The kind's word and its other fields.
fn split(what: &EntryKind) -> Result<(String, String), StoreError> {
    let unreadable = || StoreError::Unreadable("entry");
    let Ok(Value::Object(mut fields)) = serde_json::to_value(what) else { return Err(unreadable()) };
    match fields.remove("kind") {
        Some(Value::String(kind)) => Ok((kind, columns::to_json(&fields)?)),
        _ => Err(unreadable()),
    }
}

fn entry(practice: PracticeId, row: &Row<'_>) -> Result<Entry, StoreError> {
    let mut fields: serde_json::Map<String, Value> = columns::json(row, 4)?;
    fields.insert("kind".to_owned(), Value::String(row.get(1)?));
    Ok(Entry {
        id: columns::id(row, 0)?,
        practice,
        operator: columns::key(row, 2)?,
        written_at: columns::time(row, 3)?,
        // serde_json's own message may quote the value.
        what: serde_json::from_value(fields.into()).map_err(|_| StoreError::Unreadable("entry"))?,
    })
}

/// The calls to a body of the directory, each with the moment at which it was written down, the oldest first.
pub(super) fn calls_to(
    connection: &Connection,
    body: HandbookId,
) -> Result<Vec<(Timestamp, PhoneCall)>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT written_at, body FROM entries
         WHERE kind = 'phone-call' AND json_extract(body, '$.in_directory') = ?1 ORDER BY sequence",
    )?;
    let rows = statement
        .query_map([body.to_string()], |row| Ok((columns::time(row, 0)?, columns::json(row, 1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// A practice's entries, the oldest first.
pub(super) fn of_practice(connection: &Connection, practice: PracticeId) -> Result<Vec<Entry>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT id, kind, operator, written_at, body FROM entries WHERE practice = ?1 ORDER BY sequence",
    )?;
    let mut rows = statement.query([practice.uuid().into_bytes()])?;
    let mut entries = Vec::new();
    while let Some(row) = rows.next()? {
        entries.push(entry(practice, row)?);
    }
    Ok(entries)
}
