//! Lines of the journal as rows. A kind and a ticket have columns of their own, so the JSON beside them leaves them out.

use crate::columns;
use crate::error::StoreError;
use rusqlite::{Connection, Row};
use serde_json::{Map, Value};
use turno_domain::ids::TicketId;
use turno_domain::journal::{Actor, Entry, Event};
use turno_domain::time::ClockReading;
use uuid::Uuid;

pub(super) fn insert(connection: &Connection, entry: &Entry) -> Result<(), StoreError> {
    let ticket = entry.event.ticket();
    let Ok(Value::Object(mut data)) = serde_json::to_value(&entry.event) else {
        return Err(StoreError::Unreadable("event"));
    };
    data.remove("kind");
    if ticket.is_some() {
        data.remove("ticket");
    }
    connection
        .prepare_cached(
            "INSERT INTO journal
                (sequence, wall_ms, boot, monotonic_ms, trusted, device, operator, kind, version, ticket, data)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        )?
        .execute(rusqlite::params![
            columns::integer(entry.sequence),
            entry.at.wall.millis(),
            entry.at.boot.into_bytes(),
            columns::integer(entry.at.monotonic_ms),
            entry.at.trusted,
            entry.actor.device.map(|device| device.uuid().into_bytes()),
            entry.actor.operator.as_ref().map(|operator| operator.as_str()),
            entry.event.kind(),
            entry.event.version(),
            ticket.map(|ticket| ticket.uuid().into_bytes()),
            columns::to_json(&data)?,
        ])?;
    Ok(())
}

pub(super) fn head(connection: &Connection) -> Result<u64, StoreError> {
    Ok(connection
        .prepare_cached("SELECT ifnull(max(sequence), 0) FROM journal")?
        .query_row([], |row| columns::unsigned(row, 0))?)
}

/// The sequence of the last line before `sequence` with which a day began.
pub(super) fn day_opened_before(connection: &Connection, sequence: u64) -> Result<Option<u64>, StoreError> {
    let found: Option<i64> = connection
        .prepare_cached("SELECT max(sequence) FROM journal WHERE kind = 'day-opened' AND sequence < ?1")?
        .query_row([columns::integer(sequence)], |row| row.get(0))?;
    Ok(found.and_then(|found| u64::try_from(found).ok()))
}

/// The last line before `sequence` with which a site was applied, if one was applied from `sequence` on; else the site that stands
/// is that of then, and years of journal need not be looked through.
pub(super) fn site_replaced_since(
    connection: &Connection,
    sequence: u64,
) -> Result<Option<Option<u64>>, StoreError> {
    let replaced: bool = connection
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM journal WHERE sequence >= ?1 AND kind = 'site-applied')",
        )?
        .query_row([columns::integer(sequence)], |row| row.get(0))?;
    if !replaced {
        return Ok(None);
    }
    let found: Option<i64> = connection
        .prepare_cached("SELECT max(sequence) FROM journal WHERE sequence < ?1 AND kind = 'site-applied'")?
        .query_row([columns::integer(sequence)], |row| row.get(0))?;
    Ok(Some(found.and_then(|found| u64::try_from(found).ok())))
}

/// Calls `each` with every line after `sequence`, at most `limit` of them.
pub(super) fn for_each_after(
    connection: &Connection,
    sequence: u64,
    limit: u32,
    mut each: impl FnMut(Entry) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT sequence, wall_ms, boot, monotonic_ms, trusted, device, operator, kind, ticket, data
         FROM journal WHERE sequence > ?1 ORDER BY sequence LIMIT ?2",
    )?;
    let mut rows = statement.query((columns::integer(sequence), limit))?;
    while let Some(row) = rows.next()? {
        each(entry(row)?)?;
    }
    Ok(())
}

fn entry(row: &Row<'_>) -> Result<Entry, StoreError> {
    let at = ClockReading {
        wall: columns::time(row, 1)?,
        boot: Uuid::from_bytes(row.get(2)?),
        monotonic_ms: columns::unsigned(row, 3)?,
        trusted: row.get(4)?,
    };
    let actor = Actor { device: columns::optional_id(row, 5)?, operator: columns::optional_key(row, 6)? };
    let mut data: Map<String, Value> = columns::json(row, 9)?;
    data.insert("kind".into(), Value::String(row.get(7)?));
    if let Some(ticket) = columns::optional_id::<TicketId>(row, 8)? {
        data.insert("ticket".into(), ticket.to_string().into());
    }
    let event: Event = serde_json::from_value(Value::Object(data))
        .map_err(|_| StoreError::Unreadable("line of the journal"))?;
    Ok(Entry { sequence: columns::unsigned(row, 0)?, at, actor, event })
}
