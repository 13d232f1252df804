//! The handbook: each thing in it, revision by revision.

use super::changes::Entity;
use super::search;
use super::tx::{CaseworkError, CaseworkTx};
use crate::columns;
use crate::error::StoreError;
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Row};
use turno_domain::handbook::HandbookItem;
use turno_domain::ids::HandbookId;
use turno_domain::journal::Actor;
use turno_domain::keys::OperatorKey;
use turno_domain::time::{ClockReading, Timestamp};

/// What a thing of the handbook said from one revision to the next.
#[derive(Clone, Debug, PartialEq)]
pub struct Revision<T> {
    /// What the thing is known by.
    pub id: HandbookId,
    /// Which revision, from 1.
    pub revision: u32,
    /// Who wrote it; none: it came with the program.
    pub operator: Option<OperatorKey>,
    /// When.
    pub written_at: Timestamp,
    /// What changed, in the author's words.
    pub changed: String,
    /// What it says.
    pub says: T,
}

/// Which things of a kind are listed, in their order.
#[derive(Clone, Debug, Default)]
pub struct HandbookFilter {
    /// The beginnings of words that it must have, all of them.
    pub text: String,
    /// Whether those that are no longer offered are among them.
    pub retired: bool,
}

impl CaseworkTx {
    /// Keeps what a thing says from now on: as its first revision where `seen` is 0, else as the one after `seen`. It must have been
    /// checked ([`HandbookItem::checked`]).
    ///
    /// # Errors
    /// [`CaseworkError::Missing`]; [`CaseworkError::Conflict`] where somebody changed it since `seen`;
    /// [`CaseworkError::KeyTaken`] for a key that another has, or another key than it had; or what the store could not do.
    pub fn write_handbook<T: HandbookItem>(
        &mut self,
        id: HandbookId,
        seen: u32,
        says: &T,
        changed: &str,
        at: &ClockReading,
        actor: &Actor,
    ) -> Result<Revision<T>, CaseworkError> {
        let stands = latest::<T>(&self.connection, id)?;
        match &stands {
            None if seen > 0 => return Err(CaseworkError::Missing(T::KIND)),
            Some(stands) if stands.revision != seen => {
                return Err(CaseworkError::Conflict { what: T::KIND, revision: stands.revision });
            }
            Some(stands) if stands.says.key() != says.key() => return Err(CaseworkError::KeyTaken),
            None | Some(_) => {}
        }
        if let Some(key) = says.key()
            && with_key::<T>(&self.connection, key)?.is_some_and(|other| other.id != id)
        {
            return Err(CaseworkError::KeyTaken);
        }
        let revision = seen + 1;
        self.connection
            .prepare_cached(
                "INSERT INTO handbook (id, kind, key, ordered, retired, search, revision) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
                 ON CONFLICT (id) DO UPDATE SET ordered = ?4, retired = ?5, search = ?6, revision = ?7",
            )?
            .execute(rusqlite::params![
                id.uuid().into_bytes(),
                T::KIND,
                says.key(),
                search::plain(&says.order()),
                says.is_retired(),
                search::column(&says.words()),
                revision,
            ])?;
        self.connection
            .prepare_cached(
                "INSERT INTO handbook_revisions (item, revision, operator, written_at, changed, body)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?
            .execute(rusqlite::params![
                id.uuid().into_bytes(),
                revision,
                actor.operator.as_ref().map(OperatorKey::as_str),
                at.wall.millis(),
                changed,
                columns::to_json(says)?,
            ])?;
        self.changed("handbook-written", Entity::Handbook(id), at, actor)?;
        Ok(Revision {
            id,
            revision,
            operator: actor.operator.clone(),
            written_at: at.wall,
            changed: changed.to_owned(),
            says: says.clone(),
        })
    }
}

const SELECT: &str = "SELECT item, handbook_revisions.revision, operator, written_at, changed, body
    FROM handbook_revisions JOIN handbook ON handbook.id = item";

fn revision<T: HandbookItem>(row: &Row<'_>) -> rusqlite::Result<Revision<T>> {
    Ok(Revision {
        id: columns::id(row, 0)?,
        revision: row.get(1)?,
        operator: columns::optional_key(row, 2)?,
        written_at: columns::time(row, 3)?,
        changed: row.get(4)?,
        says: columns::json(row, 5)?,
    })
}

/// What a thing says.
pub(super) fn latest<T: HandbookItem>(
    connection: &Connection,
    id: HandbookId,
) -> Result<Option<Revision<T>>, StoreError> {
    let sql = format!(
        "{SELECT} WHERE handbook.id = ?1 AND kind = ?2 AND handbook_revisions.revision = handbook.revision"
    );
    let found =
        connection.prepare_cached(&sql)?.query_row((id.uuid().into_bytes(), T::KIND), revision).optional()?;
    Ok(found)
}

/// What the thing with this key says.
pub(super) fn with_key<T: HandbookItem>(
    connection: &Connection,
    key: &str,
) -> Result<Option<Revision<T>>, StoreError> {
    let sql =
        format!("{SELECT} WHERE kind = ?1 AND key = ?2 AND handbook_revisions.revision = handbook.revision");
    Ok(connection.prepare_cached(&sql)?.query_row((T::KIND, key), revision).optional()?)
}

/// Everything that a thing ever said, the last first.
pub(super) fn revisions<T: HandbookItem>(
    connection: &Connection,
    id: HandbookId,
) -> Result<Vec<Revision<T>>, StoreError> {
    let sql =
        format!("{SELECT} WHERE handbook.id = ?1 AND kind = ?2 ORDER BY handbook_revisions.revision DESC");
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map((id.uuid().into_bytes(), T::KIND), revision)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The things of a kind that fit, in their order, at most `limit` after the first `offset`.
pub(super) fn list<T: HandbookItem>(
    connection: &Connection,
    filter: &HandbookFilter,
    limit: u32,
    offset: u32,
) -> Result<Vec<Revision<T>>, StoreError> {
    let wanted = search::wanted(&filter.text);
    if wanted.is_empty() && !filter.text.trim().is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = format!("{SELECT} WHERE kind = ?1 AND handbook_revisions.revision = handbook.revision");
    let mut values =
        vec![Value::Text(T::KIND.to_owned()), Value::Integer(limit.into()), Value::Integer(offset.into())];
    if !filter.retired {
        sql.push_str(" AND NOT retired");
    }
    for word in wanted {
        values.push(Value::Text(word));
        sql.push_str(&format!(" AND instr(search, ' ' || ?{})", values.len()));
    }
    sql.push_str(" ORDER BY ordered, handbook.id LIMIT ?2 OFFSET ?3");
    let mut statement = connection.prepare(&sql)?;
    let rows = statement.query_map(rusqlite::params_from_iter(values), revision)?;
    Ok(rows.collect::<Result<_, _>>()?)
}
