//! The site as it was last applied, and the services and counters that it or an import ever named.

use super::meta;
use super::tx::QueueTx;
use crate::columns;
use crate::error::StoreError;
use rusqlite::Connection;
use turno_domain::journal::{Actor, Entry, Event};
use turno_domain::keys::{CounterKey, ServiceKey};
use turno_domain::site::Site;
use turno_domain::text::Texts;
use turno_domain::time::ClockReading;

/// Where the present site comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SiteStatus {
    /// The hash of the site file that was applied last.
    pub hash: Option<String>,
    /// Whether an administrator changed something since.
    pub changed_by_admin: bool,
}

/// A service that is or was.
#[derive(Clone, Debug, PartialEq)]
pub struct ServiceName {
    /// What it is known by.
    pub key: ServiceKey,
    /// Its letter; absent for a service of the past.
    pub letter: Option<char>,
    /// What it is called.
    pub names: Texts,
    /// Whether no tickets are taken for it any more.
    pub retired: bool,
    /// Whether only imported visits name it.
    pub past: bool,
}

/// A counter that is or was.
#[derive(Clone, Debug, PartialEq)]
pub struct CounterName {
    /// What it is known by.
    pub key: CounterKey,
    /// What it is called.
    pub label: Texts,
    /// Whether nobody serves there any more.
    pub retired: bool,
    /// Whether only imported visits name it.
    pub past: bool,
}

impl QueueTx {
    /// Applies `site` as one change set; what it no longer names is retired. With a `hash` it comes from a site file, without
    /// it is an administrator's change, after which a file is refused until it is applied by force.
    ///
    /// # Errors
    /// What the store could not do.
    pub fn apply_site(
        &mut self,
        site: Site,
        hash: Option<String>,
        at: ClockReading,
        actor: &Actor,
    ) -> Result<Entry, StoreError> {
        self.record(Event::SiteApplied { hash, site: Box::new(site) }, at, actor)
    }
}

pub(super) fn site(connection: &Connection) -> Result<Option<Site>, StoreError> {
    let text = meta::get(connection, meta::SITE)?;
    text.map(|text| serde_json::from_str(&text).map_err(|_| StoreError::Unreadable("site"))).transpose()
}

pub(super) fn status(connection: &Connection) -> Result<SiteStatus, StoreError> {
    Ok(SiteStatus {
        hash: meta::get(connection, meta::SITE_HASH)?,
        changed_by_admin: meta::get(connection, meta::SITE_CHANGED_BY_ADMIN)?.is_some(),
    })
}

/// Writes the site and what follows from it into the tables.
pub(super) fn write(connection: &Connection, site: &Site, hash: Option<&str>) -> Result<(), StoreError> {
    meta::set(connection, meta::SITE, &columns::to_json(site)?)?;
    match hash {
        Some(hash) => {
            meta::set(connection, meta::SITE_HASH, hash)?;
            meta::remove(connection, meta::SITE_CHANGED_BY_ADMIN)?;
        }
        None => meta::set(connection, meta::SITE_CHANGED_BY_ADMIN, "1")?,
    }
    connection.execute("UPDATE services SET retired = 1", [])?;
    for service in &site.services {
        write_service(
            connection,
            &ServiceName {
                key: service.key.clone(),
                letter: Some(service.letter),
                names: service.names.clone(),
                retired: false,
                past: false,
            },
        )?;
    }
    connection.execute("UPDATE counters SET retired = 1", [])?;
    for counter in &site.counters {
        write_counter(
            connection,
            &CounterName {
                key: counter.key.clone(),
                label: counter.label.clone(),
                retired: false,
                past: false,
            },
        )?;
    }
    Ok(())
}

fn write_service(connection: &Connection, service: &ServiceName) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO services (key, letter, names, retired, past) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (key) DO UPDATE SET
                letter = excluded.letter, names = excluded.names, retired = excluded.retired, past = excluded.past",
        )?
        .execute((
            service.key.as_str(),
            service.letter.map(String::from),
            columns::to_json(&service.names)?,
            service.retired,
            service.past,
        ))?;
    Ok(())
}

fn write_counter(connection: &Connection, counter: &CounterName) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO counters (key, label, retired, past) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (key) DO UPDATE SET
                label = excluded.label, retired = excluded.retired, past = excluded.past",
        )?
        .execute((counter.key.as_str(), columns::to_json(&counter.label)?, counter.retired, counter.past))?;
    Ok(())
}

/// Keeps the name of a service that only the past knows; one that is known already stays as it is.
pub(super) fn write_past_service(
    connection: &Connection,
    key: &ServiceKey,
    names: &Texts,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO services (key, names, retired, past) VALUES (?1, ?2, 1, 1) ON CONFLICT (key) DO NOTHING",
        )?
        .execute((key.as_str(), columns::to_json(names)?))?;
    Ok(())
}

/// Keeps the name of a counter that only the past knows; one that is known already stays as it is.
pub(super) fn write_past_counter(
    connection: &Connection,
    key: &CounterKey,
    label: &Texts,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO counters (key, label, retired, past) VALUES (?1, ?2, 1, 1) ON CONFLICT (key) DO NOTHING",
        )?
        .execute((key.as_str(), columns::to_json(label)?))?;
    Ok(())
}

pub(super) fn services(connection: &Connection) -> Result<Vec<ServiceName>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT key, letter, names, retired, past FROM services ORDER BY key")?;
    let rows = statement.query_map([], |row| {
        Ok(ServiceName {
            key: columns::key(row, 0)?,
            letter: row.get::<_, Option<String>>(1)?.and_then(|letter| letter.chars().next()),
            names: columns::json(row, 2)?,
            retired: row.get(3)?,
            past: row.get(4)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(super) fn counters(connection: &Connection) -> Result<Vec<CounterName>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT key, label, retired, past FROM counters ORDER BY key")?;
    let rows = statement.query_map([], |row| {
        Ok(CounterName {
            key: columns::key(row, 0)?,
            label: columns::json(row, 1)?,
            retired: row.get(2)?,
            past: row.get(3)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
