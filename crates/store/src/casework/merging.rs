//! Two records of one person become one. Whatever pointed to the other points to the survivor from then on; the other's record stays
//! as it was, and beside it what came from it, so that the two can be told apart again.

use super::changes::Entity;
use super::citizens;
use super::tx::{CaseworkError, CaseworkTx};
use crate::columns;
use crate::error::StoreError;
use rusqlite::Connection;
use turno_domain::casework::Citizen;
use turno_domain::ids::{AttachmentId, CitizenId, ConsentId, NoticeId, PracticeId, VisitId};
use turno_domain::journal::Actor;
use turno_domain::keys::OperatorKey;
use turno_domain::time::{ClockReading, Timestamp};
use uuid::Uuid;

/// A record that became part of another.
#[derive(Clone, Debug, PartialEq)]
pub struct Merge {
    /// The record as it was.
    pub merged: Citizen,
    /// Who did it.
    pub operator: Option<OperatorKey>,
    /// When.
    pub merged_at: Timestamp,
    /// The visits that came with it.
    pub visits: Vec<VisitId>,
    /// The practices that came with it.
    pub practices: Vec<PracticeId>,
    /// The privacy notices that came with it.
    pub notices: Vec<NoticeId>,
    /// The consents that came with it.
    pub consents: Vec<ConsentId>,
    /// The files that came with it.
    pub attachments: Vec<AttachmentId>,
}

/// A record and the revision at which it was seen.
#[derive(Clone, Copy, Debug)]
pub struct Seen {
    /// Which.
    pub id: CitizenId,
    /// At which revision.
    pub revision: u32,
}

/// What points to a person: its kind, and where (table, the column of what points, the column of the person).
const POINTERS: [(&str, &str, &str); 5] = [
    ("visit", "visit_citizens", "visit"),
    ("practice", "practices", "id"),
    ("notice", "notices", "id"),
    ("consent", "consents", "id"),
    ("attachment", "attachments", "id"),
];

impl CaseworkTx {
    /// Makes `other` a part of `survivor`; the survivor's record as kept, in which the other filled what was empty.
    ///
    /// # Errors
    /// [`CaseworkError::Missing`], [`CaseworkError::Merged`] where either is part of another record, [`CaseworkError::SamePerson`],
    /// [`CaseworkError::Conflict`] where somebody changed one of them since it was seen, or what the store could not do.
    pub fn merge_citizens(
        &mut self,
        survivor: Seen,
        other: Seen,
        at: &ClockReading,
        actor: &Actor,
    ) -> Result<Citizen, CaseworkError> {
        if survivor.id == other.id {
            return Err(CaseworkError::SamePerson);
        }
        let (survivor, other) = (self.as_seen(survivor)?, self.as_seen(other)?);
        let (to, from) = (survivor.id.uuid().into_bytes(), other.id.uuid().into_bytes());
        let merge = self
            .connection
            .prepare_cached(
                "INSERT INTO merges (survivor, merged, operator, merged_at) VALUES (?1, ?2, ?3, ?4)",
            )?
            .insert((to, from, actor.operator.as_ref().map(OperatorKey::as_str), at.wall.millis()))?;
        for (kind, table, entity) in POINTERS {
            self.connection
                .prepare_cached(&format!(
                    "INSERT INTO merge_moves (merge, kind, entity) SELECT ?1, '{kind}', {entity} FROM {table} WHERE citizen = ?2"
                ))?
                .execute((merge, from))?;
        }
        // A visit may have been about both.
        self.connection
            .prepare_cached(
                "INSERT INTO visit_citizens (visit, citizen) SELECT visit, ?1 FROM visit_citizens WHERE citizen = ?2
                 ON CONFLICT DO NOTHING",
            )?
            .execute((to, from))?;
        self.connection.prepare_cached("DELETE FROM visit_citizens WHERE citizen = ?1")?.execute([from])?;
        for table in ["practices", "notices", "consents", "attachments"] {
            self.connection
                .prepare_cached(&format!("UPDATE {table} SET citizen = ?1 WHERE citizen = ?2"))?
                .execute((to, from))?;
        }
        // Whoever asks for a record is led on once, however many were merged one after the other.
        self.connection
            .prepare_cached("UPDATE citizens SET merged_into = ?1 WHERE id = ?2 OR merged_into = ?2")?
            .execute((to, from))?;
        self.changed("citizen-merged", Entity::Citizen(other.id), at, actor)?;
        for visit in moved(&self.connection, merge, "visit")? {
            self.changed("visit-linked", Entity::Visit(visit), at, actor)?;
        }
        for practice in moved(&self.connection, merge, "practice")? {
            self.changed("practice-changed", Entity::Practice(practice), at, actor)?;
        }
        self.update_citizen(survivor.filled_from(&other), at, actor)
    }

    fn as_seen(&self, seen: Seen) -> Result<Citizen, CaseworkError> {
        let stands = citizens::find(&self.connection, seen.id)?.ok_or(CaseworkError::Missing("citizen"))?;
        if let Some(into) = stands.merged_into {
            return Err(CaseworkError::Merged { into });
        }
        if stands.revision != seen.revision {
            return Err(CaseworkError::Conflict { what: "citizen", revision: stands.revision });
        }
        Ok(stands)
    }
}

/// What a merge moved.
fn moved<Id: From<Uuid>>(connection: &Connection, merge: i64, kind: &str) -> Result<Vec<Id>, StoreError> {
    let mut statement = connection
        .prepare_cached("SELECT entity FROM merge_moves WHERE merge = ?1 AND kind = ?2 ORDER BY entity")?;
    let rows = statement.query_map((merge, kind), |row| columns::id(row, 0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The records that became part of a person's, the last first.
pub(super) fn of_survivor(connection: &Connection, survivor: CitizenId) -> Result<Vec<Merge>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT sequence, merged, operator, merged_at FROM merges WHERE survivor = ?1 ORDER BY sequence DESC",
    )?;
    let mut rows = statement.query([survivor.uuid().into_bytes()])?;
    let mut merges = Vec::new();
    while let Some(row) = rows.next()? {
        let merge: i64 = row.get(0)?;
        merges.push(Merge {
            merged: citizens::find(connection, columns::id(row, 1)?)?
                .ok_or(StoreError::Missing("citizen"))?,
            operator: columns::optional_key(row, 2)?,
            merged_at: columns::time(row, 3)?,
            visits: moved(connection, merge, "visit")?,
            practices: moved(connection, merge, "practice")?,
            notices: moved(connection, merge, "notice")?,
            consents: moved(connection, merge, "consent")?,
            attachments: moved(connection, merge, "attachment")?,
        });
    }
    Ok(merges)
}
