//! The paired kiosks and desks. Of a token only its hash is kept.

use super::tx::QueueTx;
use crate::columns;
use crate::error::StoreError;
use rusqlite::{Connection, OptionalExtension, Row};
use std::collections::BTreeMap;
use turno_domain::ids::DeviceId;
use turno_domain::journal::{Actor, Entry, Event};
use turno_domain::roles::DeviceRole;
use turno_domain::time::{ClockReading, Timestamp};

/// A device to be enrolled.
#[derive(Clone, Debug)]
pub struct NewDevice {
    /// What it is known by.
    pub id: DeviceId,
    /// What people call it; unique among those not revoked.
    pub name: String,
    /// What it is there for.
    pub role: DeviceRole,
    /// The hash of its token.
    pub token_hash: Vec<u8>,
}

/// A device that is or was enrolled.
#[derive(Clone, Debug, PartialEq)]
pub struct Device {
    /// What it is known by.
    pub id: DeviceId,
    /// What people call it.
    pub name: String,
    /// What it is there for.
    pub role: DeviceRole,
    /// When it was enrolled.
    pub enrolled_at: Timestamp,
    /// When its token was revoked.
    pub revoked_at: Option<Timestamp>,
    /// What it last said of its parts, e.g. `printer: ready`.
    pub parts: BTreeMap<String, String>,
    /// When it was last heard of, as far as that was written down.
    pub last_seen: Option<Timestamp>,
}

impl QueueTx {
    /// Enrols a device.
    ///
    /// # Errors
    /// [`StoreError::NameTaken`], or what the store could not do.
    pub fn enrol_device(
        &mut self,
        device: &NewDevice,
        at: ClockReading,
        actor: &Actor,
    ) -> Result<Entry, StoreError> {
        if device_by_name(&self.connection, &device.name)?.is_some() {
            return Err(StoreError::NameTaken { what: "device", name: device.name.clone() });
        }
        self.connection
            .prepare_cached(
                "INSERT INTO devices (id, name, role, token_hash, enrolled_at, parts) VALUES (?1, ?2, ?3, ?4, ?5, '{}')",
            )?
            .execute((
                device.id.uuid().into_bytes(),
                &device.name,
                columns::word(&device.role)?,
                &device.token_hash,
                at.wall.millis(),
            ))?;
        self.record(Event::DeviceEnrolled { device: device.id, name: device.name.clone() }, at, actor)
    }

    /// Revokes a device's token and ends the sessions at it.
    ///
    /// # Errors
    /// [`StoreError::Missing`] for one that is unknown or revoked, or what the store could not do.
    pub fn revoke_device(
        &mut self,
        device: DeviceId,
        at: ClockReading,
        actor: &Actor,
    ) -> Result<Entry, StoreError> {
        let id = device.uuid().into_bytes();
        let changed = self
            .connection
            .prepare_cached("UPDATE devices SET revoked_at = ?2 WHERE id = ?1 AND revoked_at IS NULL")?
            .execute((id, at.wall.millis()))?;
        if changed == 0 {
            return Err(StoreError::Missing("device"));
        }
        self.connection.prepare_cached("DELETE FROM sessions WHERE device = ?1")?.execute([id])?;
        self.record(Event::DeviceRevoked { device }, at, actor)
    }

    /// Keeps what a device says of its parts; journalled only where it says something new.
    ///
    /// # Errors
    /// [`StoreError::Missing`] for an unknown device, or what the store could not do.
    pub fn report_status(
        &mut self,
        device: DeviceId,
        parts: BTreeMap<String, String>,
        at: ClockReading,
        actor: &Actor,
    ) -> Result<Option<Entry>, StoreError> {
        let known = find(&self.connection, device)?.ok_or(StoreError::Missing("device"))?;
        self.connection
            .prepare_cached("UPDATE devices SET parts = ?2, last_seen = ?3 WHERE id = ?1")?
            .execute((device.uuid().into_bytes(), columns::to_json(&parts)?, at.wall.millis()))?;
        if known.parts == parts {
            return Ok(None);
        }
        self.record(Event::DeviceStatus { device, parts }, at, actor).map(Some)
    }

    /// Keeps what somebody else says of one part of a device, or with `None` that there is no more to say of it; the device was not
    /// heard of for that. Journalled only where it is new.
    ///
    /// # Errors
    /// [`StoreError::Missing`] for an unknown device, or what the store could not do.
    pub fn note_part(
        &mut self,
        device: DeviceId,
        part: &str,
        state: Option<&str>,
        at: ClockReading,
        actor: &Actor,
    ) -> Result<Option<Entry>, StoreError> {
        let known = find(&self.connection, device)?.ok_or(StoreError::Missing("device"))?;
        let mut parts = known.parts.clone();
        match state {
            Some(state) => parts.insert(part.to_owned(), state.to_owned()),
            None => parts.remove(part),
        };
        if known.parts == parts {
            return Ok(None);
        }
        self.connection
            .prepare_cached("UPDATE devices SET parts = ?2 WHERE id = ?1")?
            .execute((device.uuid().into_bytes(), columns::to_json(&parts)?))?;
        self.record(Event::DeviceStatus { device, parts }, at, actor).map(Some)
    }
}

const SELECT: &str = "SELECT id, name, role, enrolled_at, revoked_at, parts, last_seen FROM devices";

fn device(row: &Row<'_>) -> rusqlite::Result<Device> {
    Ok(Device {
        id: columns::id(row, 0)?,
        name: row.get(1)?,
        role: columns::from_word(row, 2)?,
        enrolled_at: columns::time(row, 3)?,
        revoked_at: columns::optional_time(row, 4)?,
        parts: columns::json(row, 5)?,
        last_seen: columns::optional_time(row, 6)?,
    })
}

pub(super) fn all(connection: &Connection) -> Result<Vec<Device>, StoreError> {
    let mut statement = connection.prepare_cached(&format!("{SELECT} ORDER BY enrolled_at, id"))?;
    let rows = statement.query_map([], device)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(super) fn find(connection: &Connection, id: DeviceId) -> Result<Option<Device>, StoreError> {
    let mut statement = connection.prepare_cached(&format!("{SELECT} WHERE id = ?1"))?;
    Ok(statement.query_row([id.uuid().into_bytes()], device).optional()?)
}

pub(super) fn device_by_name(connection: &Connection, name: &str) -> Result<Option<Device>, StoreError> {
    let mut statement =
        connection.prepare_cached(&format!("{SELECT} WHERE name = ?1 AND revoked_at IS NULL"))?;
    Ok(statement.query_row([name], device).optional()?)
}

pub(super) fn device_by_token(connection: &Connection, hash: &[u8]) -> Result<Option<Device>, StoreError> {
    let mut statement =
        connection.prepare_cached(&format!("{SELECT} WHERE token_hash = ?1 AND revoked_at IS NULL"))?;
    Ok(statement.query_row([hash], device).optional()?)
}
