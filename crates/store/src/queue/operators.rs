//! Who may sign in, and who has. Failures are counted on disk, so that a power cut gives nobody another try.

use super::tx::QueueTx;
use crate::columns;
use crate::error::StoreError;
use rusqlite::{Connection, OptionalExtension, Row};
use turno_domain::ids::{DeviceId, SessionId};
use turno_domain::journal::{Actor, Entry, Event};
use turno_domain::keys::{OperatorKey, Qualification};
use turno_domain::roles::PersonRole;
use turno_domain::time::{ClockReading, Timestamp};

/// An operator to be added.
#[derive(Clone, Debug)]
pub struct NewOperator {
    /// What they sign in with.
    pub key: OperatorKey,
    /// Their name.
    pub name: String,
    /// What they may do.
    pub role: PersonRole,
    /// What they are qualified for.
    pub qualifications: Vec<Qualification>,
    /// The PIN's hash in PHC string form.
    pub pin_hash: String,
}

/// An operator who is or was.
#[derive(Clone, Debug, PartialEq)]
pub struct OperatorRecord {
    /// What they sign in with.
    pub key: OperatorKey,
    /// Their name.
    pub name: String,
    /// What they may do.
    pub role: PersonRole,
    /// What they are qualified for.
    pub qualifications: Vec<Qualification>,
    /// The PIN's hash in PHC string form.
    pub pin_hash: String,
    /// Whether they may sign in no more.
    pub retired: bool,
    /// Sign-ins refused since the last that was not.
    pub failures: u32,
    /// When the last was refused.
    pub last_failure: Option<Timestamp>,
    /// Until when none is tried.
    pub locked_until: Option<Timestamp>,
}

/// A sign-in to be kept.
#[derive(Clone, Debug)]
pub struct NewSession {
    /// What it is known by.
    pub id: SessionId,
    /// The hash of its token.
    pub token_hash: Vec<u8>,
    /// Who.
    pub operator: OperatorKey,
    /// At which desk.
    pub device: DeviceId,
    /// Until when at the latest.
    pub expires_at: Timestamp,
}

/// A sign-in that has not ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// What it is known by.
    pub id: SessionId,
    /// Who.
    pub operator: OperatorKey,
    /// At which desk.
    pub device: DeviceId,
    /// When it began.
    pub created_at: Timestamp,
    /// When it was last used, as far as that was written down.
    pub last_used: Timestamp,
    /// Until when at the latest.
    pub expires_at: Timestamp,
}

impl QueueTx {
    /// Adds an operator.
    ///
    /// # Errors
    /// [`StoreError::NameTaken`], or what the store could not do.
    pub fn add_operator(
        &mut self,
        operator: &NewOperator,
        at: ClockReading,
        actor: &Actor,
    ) -> Result<Entry, StoreError> {
        if find(&self.connection, &operator.key)?.is_some() {
            return Err(StoreError::NameTaken { what: "operator", name: operator.key.to_string() });
        }
        self.connection
            .prepare_cached(
                "INSERT INTO operators (key, name, role, qualifications, pin_hash, retired, failures)
                 VALUES (?1, ?2, ?3, ?4, ?5, 0, 0)",
            )?
            .execute((
                operator.key.as_str(),
                &operator.name,
                columns::word(&operator.role)?,
                columns::to_json(&operator.qualifications)?,
                &operator.pin_hash,
            ))?;
        self.operator_changed(&operator.key, "added", at, actor)
    }

    /// Gives an operator another PIN and forgets the failures with the old one.
    ///
    /// # Errors
    /// [`StoreError::Missing`], or what the store could not do.
    pub fn change_pin(
        &mut self,
        key: &OperatorKey,
        pin_hash: &str,
        at: ClockReading,
        actor: &Actor,
    ) -> Result<Entry, StoreError> {
        let changed = self
            .connection
            .prepare_cached(
                "UPDATE operators SET pin_hash = ?2, failures = 0, last_failure = NULL, locked_until = NULL WHERE key = ?1",
            )?
            .execute((key.as_str(), pin_hash))?;
        if changed == 0 {
            return Err(StoreError::Missing("operator"));
        }
        self.end_sessions(key)?;
        self.operator_changed(key, "pin", at, actor)
    }

    /// Lets an operator sign in no more, and ends their sessions.
    ///
    /// # Errors
    /// [`StoreError::Missing`], or what the store could not do.
    pub fn retire_operator(
        &mut self,
        key: &OperatorKey,
        at: ClockReading,
        actor: &Actor,
    ) -> Result<Entry, StoreError> {
        let changed = self
            .connection
            .prepare_cached("UPDATE operators SET retired = 1 WHERE key = ?1 AND retired = 0")?
            .execute([key.as_str()])?;
        if changed == 0 {
            return Err(StoreError::Missing("operator"));
        }
        self.end_sessions(key)?;
        self.operator_changed(key, "retired", at, actor)
    }

    /// Counts a refused sign-in and keeps until when no further one is tried; the failures so far, this one included.
    ///
    /// # Errors
    /// [`StoreError::Missing`], or what the store could not do.
    pub fn sign_in_failed(
        &mut self,
        key: &OperatorKey,
        locked_until: Option<Timestamp>,
        at: ClockReading,
        actor: &Actor,
    ) -> Result<u32, StoreError> {
        let failures = self
            .connection
            .prepare_cached(
                "UPDATE operators SET failures = failures + 1, last_failure = ?2, locked_until = ?3 WHERE key = ?1
                 RETURNING failures",
            )?
            .query_row(
                (key.as_str(), at.wall.millis(), locked_until.map(|until| until.millis())),
                |row| row.get(0),
            )
            .optional()?
            .ok_or(StoreError::Missing("operator"))?;
        self.record(Event::SignInRefused { operator: key.clone() }, at, actor)?;
        Ok(failures)
    }

    /// Begins a session, ends an earlier one of the same operator at the same device, and forgets the failures before it.
    ///
    /// # Errors
    /// What the store could not do.
    pub fn sign_in(
        &mut self,
        session: &NewSession,
        at: ClockReading,
        actor: &Actor,
    ) -> Result<Entry, StoreError> {
        let now = at.wall.millis();
        self.connection
            .prepare_cached("DELETE FROM sessions WHERE operator = ?1 AND device = ?2")?
            .execute((session.operator.as_str(), session.device.uuid().into_bytes()))?;
        self.connection
            .prepare_cached(
                "INSERT INTO sessions (id, token_hash, operator, device, created_at, last_used, expires_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?5, ?6)",
            )?
            .execute((
                session.id.uuid().into_bytes(),
                &session.token_hash,
                session.operator.as_str(),
                session.device.uuid().into_bytes(),
                now,
                session.expires_at.millis(),
            ))?;
        self.connection
            .prepare_cached(
                "UPDATE operators SET failures = 0, last_failure = NULL, locked_until = NULL WHERE key = ?1",
            )?
            .execute([session.operator.as_str()])?;
        self.record(Event::SignedIn { operator: session.operator.clone() }, at, actor)
    }

    /// Writes down that a session was used. Costs a sync of the disk: every minute or so, not per request.
    ///
    /// # Errors
    /// What the store could not do.
    pub fn touch_session(&mut self, session: SessionId, now: Timestamp) -> Result<(), StoreError> {
        self.connection
            .prepare_cached("UPDATE sessions SET last_used = max(last_used, ?2) WHERE id = ?1")?
            .execute((session.uuid().into_bytes(), now.millis()))?;
        Ok(())
    }

    /// Ends a session; nothing happens where it has ended.
    ///
    /// # Errors
    /// What the store could not do.
    pub fn sign_out(
        &mut self,
        session: SessionId,
        at: ClockReading,
        actor: &Actor,
    ) -> Result<Option<Entry>, StoreError> {
        let ended = self
            .connection
            .prepare_cached("DELETE FROM sessions WHERE id = ?1 RETURNING operator")?
            .query_row([session.uuid().into_bytes()], |row| columns::key(row, 0))
            .optional()?;
        let Some(operator) = ended else { return Ok(None) };
        self.record(Event::SignedOut { operator }, at, actor).map(Some)
    }

    fn end_sessions(&self, key: &OperatorKey) -> Result<(), StoreError> {
        self.connection
            .prepare_cached("DELETE FROM sessions WHERE operator = ?1")?
            .execute([key.as_str()])?;
        Ok(())
    }

    fn operator_changed(
        &mut self,
        key: &OperatorKey,
        what: &str,
        at: ClockReading,
        actor: &Actor,
    ) -> Result<Entry, StoreError> {
        self.record(Event::OperatorChanged { operator: key.clone(), what: what.to_owned() }, at, actor)
    }
}

const SELECT: &str =
    "SELECT key, name, role, qualifications, pin_hash, retired, failures, last_failure, locked_until
                      FROM operators";

fn operator(row: &Row<'_>) -> rusqlite::Result<OperatorRecord> {
    Ok(OperatorRecord {
        key: columns::key(row, 0)?,
        name: row.get(1)?,
        role: columns::from_word(row, 2)?,
        qualifications: columns::json(row, 3)?,
        pin_hash: row.get(4)?,
        retired: row.get(5)?,
        failures: row.get(6)?,
        last_failure: columns::optional_time(row, 7)?,
        locked_until: columns::optional_time(row, 8)?,
    })
}

pub(super) fn all(connection: &Connection) -> Result<Vec<OperatorRecord>, StoreError> {
    let mut statement = connection.prepare_cached(&format!("{SELECT} ORDER BY key"))?;
    let rows = statement.query_map([], operator)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(super) fn find(connection: &Connection, key: &OperatorKey) -> Result<Option<OperatorRecord>, StoreError> {
    let mut statement = connection.prepare_cached(&format!("{SELECT} WHERE key = ?1"))?;
    Ok(statement.query_row([key.as_str()], operator).optional()?)
}

const SELECT_SESSION: &str = "SELECT id, operator, device, created_at, last_used, expires_at FROM sessions";

fn session(row: &Row<'_>) -> rusqlite::Result<Session> {
    Ok(Session {
        id: columns::id(row, 0)?,
        operator: columns::key(row, 1)?,
        device: columns::id(row, 2)?,
        created_at: columns::time(row, 3)?,
        last_used: columns::time(row, 4)?,
        expires_at: columns::time(row, 5)?,
    })
}

pub(super) fn sessions(connection: &Connection) -> Result<Vec<Session>, StoreError> {
    let mut statement = connection.prepare_cached(&format!("{SELECT_SESSION} ORDER BY created_at, id"))?;
    let rows = statement.query_map([], session)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(super) fn session_by_token(connection: &Connection, hash: &[u8]) -> Result<Option<Session>, StoreError> {
    let mut statement = connection.prepare_cached(&format!("{SELECT_SESSION} WHERE token_hash = ?1"))?;
    Ok(statement.query_row([hash], session).optional()?)
}
