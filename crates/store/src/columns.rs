//! How domain values stand in columns. Codes in integer columns are part of the schema: they are never given a new meaning.

use crate::error::StoreError;
use chrono::NaiveDate;
use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension, Row};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::HashMap;
use std::str::FromStr;
use turno_domain::ticket::{Channel, SegmentEnd};
use turno_domain::time::{ServiceDay, Timestamp};
use uuid::Uuid;

pub(crate) fn unreadable(index: usize, what: &'static str) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(index, Type::Null, format!("no {what}").into())
}

pub(crate) fn id<T: From<Uuid>>(row: &Row<'_>, index: usize) -> rusqlite::Result<T> {
    Ok(Uuid::from_bytes(row.get(index)?).into())
}

pub(crate) fn optional_id<T: From<Uuid>>(row: &Row<'_>, index: usize) -> rusqlite::Result<Option<T>> {
    Ok(row.get::<_, Option<[u8; 16]>>(index)?.map(|bytes| Uuid::from_bytes(bytes).into()))
}

pub(crate) fn key<T: FromStr>(row: &Row<'_>, index: usize) -> rusqlite::Result<T> {
    row.get_ref(index)?.as_str()?.parse().map_err(|_| unreadable(index, "key"))
}

pub(crate) fn optional_key<T: FromStr>(row: &Row<'_>, index: usize) -> rusqlite::Result<Option<T>> {
    let text = row.get_ref(index)?.as_str_or_null()?;
    text.map(|text| text.parse().map_err(|_| unreadable(index, "key"))).transpose()
}

pub(crate) fn time(row: &Row<'_>, index: usize) -> rusqlite::Result<Timestamp> {
    row.get(index).map(Timestamp::from_millis)
}

pub(crate) fn optional_time(row: &Row<'_>, index: usize) -> rusqlite::Result<Option<Timestamp>> {
    Ok(row.get::<_, Option<i64>>(index)?.map(Timestamp::from_millis))
}

pub(crate) fn date_text(date: NaiveDate) -> String {
    date.format("%Y-%m-%d").to_string()
}

pub(crate) fn date(row: &Row<'_>, index: usize) -> rusqlite::Result<NaiveDate> {
    row.get_ref(index)?.as_str()?.parse().map_err(|_| unreadable(index, "date"))
}

pub(crate) fn optional_date(row: &Row<'_>, index: usize) -> rusqlite::Result<Option<NaiveDate>> {
    let text = row.get_ref(index)?.as_str_or_null()?;
    text.map(|text| text.parse().map_err(|_| unreadable(index, "date"))).transpose()
}

pub(crate) fn day(row: &Row<'_>, index: usize) -> rusqlite::Result<ServiceDay> {
    ServiceDay::from_number(row.get(index)?).ok_or_else(|| unreadable(index, "service day"))
}

pub(crate) fn json<T: DeserializeOwned>(row: &Row<'_>, index: usize) -> rusqlite::Result<T> {
    // serde_json's own message may quote the value.
    serde_json::from_str(row.get_ref(index)?.as_str()?).map_err(|_| unreadable(index, "such value"))
}

pub(crate) fn optional_json<T: DeserializeOwned>(row: &Row<'_>, index: usize) -> rusqlite::Result<Option<T>> {
    let text = row.get_ref(index)?.as_str_or_null()?;
    text.map(|text| serde_json::from_str(text).map_err(|_| unreadable(index, "such value"))).transpose()
}

pub(crate) fn to_json<T: Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|_| StoreError::Unreadable("value"))
}

/// A fieldless enum's word on the wire, for a text column.
pub(crate) fn word<T: Serialize>(value: &T) -> Result<String, StoreError> {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => Ok(word),
        _ => Err(StoreError::Unreadable("word")),
    }
}

pub(crate) fn from_word<T: DeserializeOwned>(row: &Row<'_>, index: usize) -> rusqlite::Result<T> {
    let word = serde_json::Value::String(row.get(index)?);
    serde_json::from_value(word).map_err(|_| unreadable(index, "such word"))
}

/// An enum of the form `{kind, value}` as two columns: its word, and its text where the kind has one.
pub(crate) fn kind_and_value<T: Serialize>(value: &T) -> Result<(String, Option<String>), StoreError> {
    let unreadable = || StoreError::Unreadable("value");
    let mut whole = serde_json::to_value(value).map_err(|_| unreadable())?;
    let mut part = |name| match whole.get_mut(name).map(serde_json::Value::take) {
        None | Some(serde_json::Value::Null) => Ok(None),
        Some(serde_json::Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(unreadable()),
    };
    let kind = part("kind")?.ok_or_else(unreadable)?;
    Ok((kind, part("value")?))
}

/// What [`kind_and_value`] wrote to the column `index` and the one after it.
pub(crate) fn from_kind_and_value<T: DeserializeOwned>(row: &Row<'_>, index: usize) -> rusqlite::Result<T> {
    let (kind, value): (String, Option<String>) = (row.get(index)?, row.get(index + 1)?);
    let whole = match value {
        Some(value) => serde_json::json!({"kind": kind, "value": value}),
        None => serde_json::json!({"kind": kind}),
    };
    serde_json::from_value(whole).map_err(|_| unreadable(index, "such kind"))
}

pub(crate) fn integer(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

pub(crate) fn unsigned(row: &Row<'_>, index: usize) -> rusqlite::Result<u64> {
    u64::try_from(row.get::<_, i64>(index)?).map_err(|_| unreadable(index, "natural number"))
}

const CHANNELS: [Channel; 8] = [
    Channel::Kiosk,
    Channel::Desk,
    Channel::Appointment,
    Channel::Phone,
    Channel::Mail,
    Channel::Home,
    Channel::Event,
    Channel::ThirdPerson,
];

const ENDS: [SegmentEnd; 9] = [
    SegmentEnd::Served,
    SegmentEnd::NoShow,
    SegmentEnd::Cancelled,
    SegmentEnd::Transferred,
    SegmentEnd::Interrupted,
    SegmentEnd::ServedLate,
    SegmentEnd::Appointment,
    SegmentEnd::Left,
    SegmentEnd::Expired,
];

fn code<T: PartialEq>(all: &[T], value: &T) -> Result<i64, StoreError> {
    let place = all.iter().position(|one| one == value).ok_or(StoreError::Unreadable("code"))?;
    Ok(integer(place as u64))
}

fn coded<T: Copy>(all: &[T], row: &Row<'_>, index: usize) -> rusqlite::Result<T> {
    let code: i64 = row.get(index)?;
    let place = usize::try_from(code).ok().and_then(|place| all.get(place));
    place.copied().ok_or_else(|| unreadable(index, "such code"))
}

pub(crate) fn channel_code(channel: Channel) -> Result<i64, StoreError> {
    code(&CHANNELS, &channel)
}

pub(crate) fn channel(row: &Row<'_>, index: usize) -> rusqlite::Result<Channel> {
    coded(&CHANNELS, row, index)
}

pub(crate) fn end_code(end: SegmentEnd) -> Result<i64, StoreError> {
    code(&ENDS, &end)
}

pub(crate) fn end(row: &Row<'_>, index: usize) -> rusqlite::Result<SegmentEnd> {
    coded(&ENDS, row, index)
}

/// What a name in the table `names` is the name of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum NameKind {
    Service = 1,
    Counter = 2,
    Operator = 3,
}

/// The integers that stand for keys in the wide tables, remembered so that each is looked up once.
#[derive(Debug, Default)]
pub(crate) struct Names(HashMap<(NameKind, String), i64>);

impl Names {
    pub(crate) fn id(
        &mut self,
        connection: &Connection,
        kind: NameKind,
        key: &str,
    ) -> Result<i64, StoreError> {
        let known = (kind, key.to_owned());
        if let Some(id) = self.0.get(&known) {
            return Ok(*id);
        }
        let found = connection
            .prepare_cached("SELECT id FROM names WHERE kind = ?1 AND key = ?2")?
            .query_row((kind as i64, key), |row| row.get(0))
            .optional()?;
        let id = match found {
            Some(id) => id,
            None => connection
                .prepare_cached("INSERT INTO names (kind, key) VALUES (?1, ?2)")?
                .insert((kind as i64, key))?,
        };
        self.0.insert(known, id);
        Ok(id)
    }

    /// Forgets everything, because rows were rolled back.
    pub(crate) fn forget(&mut self) {
        self.0.clear();
    }
}
