//! Who did what to which record, and when: the journal's counterpart for casework. Ids and kinds only.

use crate::columns;
use crate::error::StoreError;
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use turno_domain::ids::{CitizenId, HandbookId, NoteId, PracticeId, SubmissionId, TicketId, VisitId};
use turno_domain::journal::Actor;
use turno_domain::time::ClockReading;
use uuid::Uuid;

/// The record that a change is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "entity_kind", content = "entity", rename_all = "kebab-case")]
pub enum Entity {
    /// A person.
    Citizen(CitizenId),
    /// A piece of casework.
    Practice(PracticeId),
    /// A contact.
    Visit(VisitId),
    /// A note of a practice or of a ticket: in lines of older versions, which did not name the practice or the ticket.
    Note(NoteId),
    /// What the kiosk asked a ticket's holder, and what colleagues wrote about the ticket.
    Intake(TicketId),
    /// A thing of the handbook.
    Handbook(HandbookId),
    /// A register that was handed in.
    Submission(SubmissionId),
}

impl Entity {
    /// What sort of record, and which.
    pub fn columns(self) -> (&'static str, Uuid) {
        match self {
            Entity::Citizen(id) => ("citizen", id.uuid()),
            Entity::Practice(id) => ("practice", id.uuid()),
            Entity::Visit(id) => ("visit", id.uuid()),
            Entity::Note(id) => ("note", id.uuid()),
            Entity::Intake(id) => ("intake", id.uuid()),
            Entity::Handbook(id) => ("handbook", id.uuid()),
            Entity::Submission(id) => ("submission", id.uuid()),
        }
    }

    fn of(kind: &str, id: Uuid) -> Result<Self, StoreError> {
        match kind {
            "citizen" => Ok(Entity::Citizen(id.into())),
            "practice" => Ok(Entity::Practice(id.into())),
            "visit" => Ok(Entity::Visit(id.into())),
            "note" => Ok(Entity::Note(id.into())),
            "intake" => Ok(Entity::Intake(id.into())),
            "handbook" => Ok(Entity::Handbook(id.into())),
            "submission" => Ok(Entity::Submission(id.into())),
            _ => Err(StoreError::Unreadable("change")),
        }
    }
}

/// One line of `changes`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Change {
    /// Its place, from 1, without gaps.
    pub sequence: u64,
    /// What the clock said.
    pub at: ClockReading,
    /// Who did it.
    pub actor: Actor,
    /// What was done: `citizen-created`, `practice-ended` …
    pub kind: String,
    /// To which record.
    #[serde(flatten)]
    pub entity: Entity,
}

pub(super) fn head(connection: &Connection) -> Result<u64, StoreError> {
    Ok(connection
        .prepare_cached("SELECT ifnull(max(sequence), 0) FROM changes")?
        .query_row([], |row| columns::unsigned(row, 0))?)
}

pub(super) fn insert(
    connection: &Connection,
    sequence: u64,
    kind: &str,
    entity: Entity,
    at: &ClockReading,
    actor: &Actor,
) -> Result<(), StoreError> {
    let (entity_kind, id) = entity.columns();
    connection
        .prepare_cached(
            "INSERT INTO changes
                (sequence, wall_ms, boot, monotonic_ms, trusted, device, operator, kind, entity_kind, entity)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        )?
        .execute(rusqlite::params![
            columns::integer(sequence),
            at.wall.millis(),
            at.boot.into_bytes(),
            columns::integer(at.monotonic_ms),
            at.trusted,
            actor.device.map(|device| device.uuid().into_bytes()),
            actor.operator.as_ref().map(|operator| operator.as_str()),
            kind,
            entity_kind,
            id.into_bytes(),
        ])?;
    Ok(())
}

/// The lines after `sequence`, at most `limit`.
pub(super) fn after(connection: &Connection, sequence: u64, limit: u32) -> Result<Vec<Change>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT sequence, wall_ms, boot, monotonic_ms, trusted, device, operator, kind, entity_kind, entity
         FROM changes WHERE sequence > ?1 ORDER BY sequence LIMIT ?2",
    )?;
    let mut rows = statement.query((columns::integer(sequence), limit))?;
    let mut changes = Vec::new();
    while let Some(row) = rows.next()? {
        let entity_kind: String = row.get(8)?;
        changes.push(Change {
            sequence: columns::unsigned(row, 0)?,
            at: ClockReading {
                wall: columns::time(row, 1)?,
                boot: columns::id(row, 2)?,
                monotonic_ms: columns::unsigned(row, 3)?,
                trusted: row.get(4)?,
            },
            actor: Actor { device: columns::optional_id(row, 5)?, operator: columns::optional_key(row, 6)? },
            kind: row.get(7)?,
            entity: Entity::of(&entity_kind, columns::id(row, 9)?)?,
        });
    }
    Ok(changes)
}
