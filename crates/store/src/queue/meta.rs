//! Single values of queue.db.

use crate::error::StoreError;
use crate::sealed::SealingKey;
use rusqlite::{Connection, OptionalExtension};

pub(super) const EPOCH: &str = "epoch";
pub(super) const SEALING_KEY: &str = "sealing-key";
pub(super) const SITE: &str = "site";
pub(super) const SITE_HASH: &str = "site-hash";
pub(super) const SITE_CHANGED_BY_ADMIN: &str = "site-changed-by-admin";
/// The sequence at which the present site was applied.
pub(super) const SITE_APPLIED: &str = "site-applied";
/// The sequence at which the present service day was opened.
pub(super) const DAY_OPENED: &str = "day-opened";
/// The sequence at which the site was applied that stood when the present service day was opened.
pub(super) const DAY_SITE: &str = "day-site";

pub(super) fn get(connection: &Connection, key: &str) -> Result<Option<String>, StoreError> {
    Ok(connection
        .prepare_cached("SELECT value FROM meta WHERE key = ?1")?
        .query_row([key], |row| row.get(0))
        .optional()?)
}

pub(super) fn sequence(connection: &Connection, key: &str) -> Result<Option<u64>, StoreError> {
    let text = get(connection, key)?;
    text.map(|text| text.parse().map_err(|_| StoreError::Unreadable("sequence"))).transpose()
}

pub(super) fn set(connection: &Connection, key: &str, value: &str) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO meta (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        )?
        .execute((key, value))?;
    Ok(())
}

pub(super) fn remove(connection: &Connection, key: &str) -> Result<(), StoreError> {
    connection.prepare_cached("DELETE FROM meta WHERE key = ?1")?.execute([key])?;
    Ok(())
}

pub(super) fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

pub(super) fn sealing_key(connection: &Connection) -> Result<Option<SealingKey>, StoreError> {
    let Some(hex) = get(connection, SEALING_KEY)? else { return Ok(None) };
    let mut key = [0; 32];
    if hex.len() != 2 * key.len() {
        return Err(StoreError::Unreadable("sealing key"));
    }
    for (place, byte) in key.iter_mut().enumerate() {
        let digits = hex.get(2 * place..2 * place + 2);
        *byte = digits
            .and_then(|digits| u8::from_str_radix(digits, 16).ok())
            .ok_or(StoreError::Unreadable("sealing key"))?;
    }
    Ok(Some(SealingKey(key)))
}
