//! Citizens' records.

use super::changes::Entity;
use super::search;
use super::tx::{CaseworkError, CaseworkTx};
use crate::columns;
use crate::error::StoreError;
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Row, TransactionBehavior};
use turno_domain::casework::{BirthPlace, Citizen, PartialDate, PracticeNumber};
use turno_domain::ids::CitizenId;
use turno_domain::journal::Actor;
use turno_domain::time::ClockReading;

impl CaseworkTx {
    /// Keeps a new record, at revision 1; the record as kept. It must have been checked ([`Citizen::checked`]).
    ///
    /// # Errors
    /// What the store could not do.
    pub fn create_citizen(
        &mut self,
        citizen: Citizen,
        at: &ClockReading,
        actor: &Actor,
    ) -> Result<Citizen, CaseworkError> {
        let citizen = Citizen { revision: 1, created_at: at.wall, merged_into: None, ..citizen };
        self.connection
            .prepare_cached(
                "INSERT INTO citizens
                    (id, family_name, given_names, identity_kind, identity_value, birth_year, birth_month,
                     birth_day, sex, residence_kind, residence_value, phone, mail, remark, search, digits,
                     revision, birth_place, birth_place_code, domicile, languages, contacts, name_key, created_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22,
                     ?23, ?24)",
            )?
            .execute(rusqlite::params_from_iter(
                values(&citizen)?.into_iter().chain([Value::Integer(citizen.created_at.millis())]),
            ))?;
        self.changed("citizen-created", Entity::Citizen(citizen.id), at, actor)?;
        Ok(citizen)
    }

    /// Replaces a record by `citizen`, whose revision is the one that was read; the record as kept.
    ///
    /// # Errors
    /// [`CaseworkError::Missing`], [`CaseworkError::Conflict`] where somebody changed it since, [`CaseworkError::Merged`] where it
    /// became part of another, or what the store could not do.
    pub fn update_citizen(
        &mut self,
        citizen: Citizen,
        at: &ClockReading,
        actor: &Actor,
    ) -> Result<Citizen, CaseworkError> {
        let stands = find(&self.connection, citizen.id)?.ok_or(CaseworkError::Missing("citizen"))?;
        if let Some(into) = stands.merged_into {
            return Err(CaseworkError::Merged { into });
        }
        if stands.revision != citizen.revision {
            return Err(CaseworkError::Conflict { what: "citizen", revision: stands.revision });
        }
        let citizen = Citizen {
            revision: stands.revision + 1,
            created_at: stands.created_at,
            merged_into: None,
            ..citizen
        };
        self.connection
            .prepare_cached(
                "UPDATE citizens SET
                    family_name = ?2, given_names = ?3, identity_kind = ?4, identity_value = ?5, birth_year = ?6,
                    birth_month = ?7, birth_day = ?8, sex = ?9, residence_kind = ?10, residence_value = ?11,
                    phone = ?12, mail = ?13, remark = ?14, search = ?15, digits = ?16, revision = ?17, birth_place = ?18,
                    birth_place_code = ?19, domicile = ?20, languages = ?21, contacts = ?22, name_key = ?23
                 WHERE id = ?1",
            )?
            .execute(rusqlite::params_from_iter(values(&citizen)?))?;
        self.changed("citizen-changed", Entity::Citizen(citizen.id), at, actor)?;
        Ok(citizen)
    }
}

/// The columns of a record but its creation, in the order of the statements above.
fn values(citizen: &Citizen) -> Result<Vec<Value>, StoreError> {
    let (identity_kind, identity) = columns::kind_and_value(&citizen.identity)?;
    let (residence_kind, residence) = columns::kind_and_value(&citizen.residence)?;
    let search =
        search::column(&[&citizen.family_name, &citizen.given_names, identity.as_deref().unwrap_or("")]);
    let birth = citizen.birth_date;
    let text = |text: &str| Value::Text(text.to_owned());
    let optional = |text: Option<&str>| text.map_or(Value::Null, |text| Value::Text(text.to_owned()));
    let number = |number: Option<u32>| number.map_or(Value::Null, |number| Value::Integer(number.into()));
    Ok(vec![
        Value::Blob(citizen.id.uuid().as_bytes().to_vec()),
        text(&citizen.family_name),
        text(&citizen.given_names),
        Value::Text(identity_kind),
        optional(identity.as_deref()),
        birth.map_or(Value::Null, |date| Value::Integer(date.year.into())),
        number(birth.and_then(|date| date.month)),
        number(birth.and_then(|date| date.day)),
        optional(citizen.sex.map(|sex| columns::word(&sex)).transpose()?.as_deref()),
        Value::Text(residence_kind),
        optional(residence.as_deref()),
        text(&citizen.phone),
        text(&citizen.mail),
        text(&citizen.remark),
        text(&search),
        text(&search::digits(&citizen.phone)),
        Value::Integer(citizen.revision.into()),
        text(&citizen.birth_place.name),
        optional(citizen.birth_place.code.as_deref()),
        text(&citizen.domicile),
        Value::Text(columns::to_json(&citizen.languages)?),
        Value::Text(columns::to_json(&citizen.contacts)?),
        Value::Text(search::name_key(citizen)),
    ])
}

pub(super) const SELECT: &str =
    "SELECT id, family_name, given_names, identity_kind, identity_value, birth_year, birth_month,
        birth_day, sex, residence_kind, residence_value, phone, mail, remark, created_at, revision, birth_place,
        birth_place_code, domicile, languages, contacts, merged_into
    FROM citizens";

pub(super) fn citizen(row: &Row<'_>) -> rusqlite::Result<Citizen> {
    let (month, day) = (row.get(6)?, row.get(7)?);
    let sex: Option<String> = row.get(8)?;
    Ok(Citizen {
        id: columns::id(row, 0)?,
        family_name: row.get(1)?,
        given_names: row.get(2)?,
        identity: columns::from_kind_and_value(row, 3)?,
        birth_date: row.get::<_, Option<i32>>(5)?.map(|year| PartialDate { year, month, day }),
        sex: sex.map(|_| columns::from_word(row, 8)).transpose()?,
        residence: columns::from_kind_and_value(row, 9)?,
        phone: row.get(11)?,
        mail: row.get(12)?,
        remark: row.get(13)?,
        created_at: columns::time(row, 14)?,
        revision: row.get(15)?,
        birth_place: BirthPlace { name: row.get(16)?, code: row.get(17)? },
        domicile: row.get(18)?,
        languages: columns::json(row, 19)?,
        contacts: columns::json(row, 20)?,
        merged_into: columns::optional_id(row, 21)?,
    })
}

pub(super) fn find(connection: &Connection, id: CitizenId) -> Result<Option<Citizen>, StoreError> {
    let mut statement = connection.prepare_cached(&format!("{SELECT} WHERE id = ?1"))?;
    Ok(statement.query_row([id.uuid().into_bytes()], citizen).optional()?)
}

/// The record that stands for this one: itself, or the one that it became part of.
pub(super) fn standing(connection: &Connection, id: CitizenId) -> Result<Option<CitizenId>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT ifnull(merged_into, id) FROM citizens WHERE id = ?1")?;
    Ok(statement.query_row([id.uuid().into_bytes()], |row| columns::id(row, 0)).optional()?)
}

/// A condition on the records that are listed, which who became part of another meets for that one: an old name, an old phone
/// leads to whoever stands for them. The merged ones are few and have an index of their own.
fn or_of_a_merged_one(condition: &str) -> String {
    format!(
        "merged_into IS NULL AND ({condition}
            OR id IN (SELECT merged_into FROM citizens WHERE merged_into IS NOT NULL AND {condition}))"
    )
}

/// The digits of a practice's number as it is printed, without its year.
const PRACTICE_DIGITS: usize = 6;

/// The citizens that `text` may mean, by name, at most `limit`: a practice's number, with its year or without; a phone number of four
/// digits or more; or the beginnings of names or of an identity code, in any order. What a record that was merged said counts
/// for the one that it became part of. An empty text means everybody.
pub(super) fn search(connection: &Connection, text: &str, limit: u32) -> Result<Vec<Citizen>, StoreError> {
    if let Ok(number) = text.trim().parse::<PracticeNumber>() {
        let sql = format!(
            "{SELECT} WHERE merged_into IS NULL AND id = (SELECT citizen FROM practices WHERE prefix = ?1 AND year = ?2 AND count = ?3)"
        );
        let prefix = number.prefix.unwrap_or_default();
        return collect(connection, &sql, rusqlite::params![prefix, number.year, number.count]);
    }
    if search::is_phone(text) {
        // A number of four digits and more may also be the beginning of a provisional code.
        let digits = search::digits(text);
        let mut filter = or_of_a_merged_one(
            "(instr(digits, ?1) OR instr(search, ' ' || ?1) OR birth_year = CAST(?1 AS INTEGER))",
        );
        if search::is_number(text.trim()) && text.trim().len() == PRACTICE_DIGITS {
            filter = format!(
                "({filter}) OR id IN (SELECT citizen FROM practices WHERE count = CAST(?1 AS INTEGER))"
            );
        }
        let sql = format!("{SELECT} WHERE {filter} ORDER BY search, id LIMIT ?2");
        return collect(connection, &sql, rusqlite::params![digits, limit]);
    }
    let words = search::wanted(text);
    if words.is_empty() && !text.trim().is_empty() {
        return Ok(Vec::new());
    }
    let conditions: Vec<String> =
        (2..).zip(&words).map(|(place, word)| wanted_condition(place, word)).collect();
    let filter = match conditions.as_slice() {
        [] => "merged_into IS NULL".to_owned(),
        conditions => or_of_a_merged_one(&format!("({})", conditions.join(" AND "))),
    };
    let sql = format!("{SELECT} WHERE {filter} ORDER BY search, id LIMIT ?1");
    let values = std::iter::once(Value::Integer(limit.into())).chain(words.into_iter().map(Value::Text));
    collect(connection, &sql, rusqlite::params_from_iter(values))
}

/// A word begins a name or a code, or is a year of birth.
fn wanted_condition(place: usize, word: &str) -> String {
    let begins = format!("instr(search, ' ' || ?{place})");
    if word.len() == 4 && search::is_number(word) {
        format!("({begins} OR birth_year = CAST(?{place} AS INTEGER))")
    } else {
        begins
    }
}

/// Gives records that an earlier version wrote the key by which namesakes are found.
pub(super) fn key_names(connection: &mut Connection) -> Result<(), StoreError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let records: Vec<Citizen> = {
        let mut statement = transaction.prepare(&format!("{SELECT} WHERE name_key IS NULL"))?;
        let records = statement.query_map([], citizen)?;
        records.collect::<Result<_, _>>()?
    };
    for record in &records {
        transaction
            .prepare_cached("UPDATE citizens SET name_key = ?2 WHERE id = ?1")?
            .execute((record.id.uuid().into_bytes(), search::name_key(record)))?;
    }
    Ok(transaction.commit()?)
}

fn collect(
    connection: &Connection,
    sql: &str,
    parameters: impl rusqlite::Params,
) -> Result<Vec<Citizen>, StoreError> {
    let mut statement = connection.prepare(sql)?;
    let citizens = statement.query_map(parameters, citizen)?;
    Ok(citizens.collect::<Result<_, _>>()?)
}
