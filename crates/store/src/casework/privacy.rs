//! What people were told about their data, and what they allowed.

use super::changes::Entity;
use super::citizens;
use super::tx::{CaseworkError, CaseworkTx};
use crate::columns;
use crate::error::StoreError;
use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension, Row};
use turno_domain::casework::{Consent, Notice};
use turno_domain::ids::{CitizenId, ConsentId};
use turno_domain::journal::Actor;
use turno_domain::time::ClockReading;

impl CaseworkTx {
    /// Writes down that a privacy notice was given; of a merged record, to the one that it became part of. It must have been
    /// checked ([`Notice::checked`]).
    ///
    /// # Errors
    /// [`CaseworkError::Missing`], or what the store could not do.
    pub fn give_notice(
        &mut self,
        notice: Notice,
        at: &ClockReading,
        actor: &Actor,
    ) -> Result<Notice, CaseworkError> {
        let citizen = self.standing(notice.citizen)?;
        let notice = Notice { citizen, written_at: at.wall, ..notice };
        self.connection
            .prepare_cached(
                "INSERT INTO notices (id, citizen, version, controller, given_on, given, operator, written_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            )?
            .execute((
                notice.id.uuid().into_bytes(),
                citizen.uuid().into_bytes(),
                &notice.version,
                &notice.controller,
                columns::date_text(notice.given_on),
                columns::word(&notice.given)?,
                notice.operator.as_str(),
                notice.written_at.millis(),
            ))?;
        self.changed("notice-given", Entity::Citizen(citizen), at, actor)?;
        Ok(notice)
    }

    /// Writes down what a person allowed; likewise ([`Consent::checked`]).
    ///
    /// # Errors
    /// As [`give_notice`](Self::give_notice).
    pub fn give_consent(
        &mut self,
        consent: Consent,
        at: &ClockReading,
        actor: &Actor,
    ) -> Result<Consent, CaseworkError> {
        let citizen = self.standing(consent.citizen)?;
        let consent = Consent { citizen, written_at: at.wall, withdrawn_on: None, ..consent };
        self.connection
            .prepare_cached(
                "INSERT INTO consents (id, citizen, purpose, given_on, operator, written_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?
            .execute((
                consent.id.uuid().into_bytes(),
                citizen.uuid().into_bytes(),
                &consent.purpose,
                columns::date_text(consent.given_on),
                consent.operator.as_str(),
                consent.written_at.millis(),
            ))?;
        self.changed("consent-given", Entity::Citizen(citizen), at, actor)?;
        Ok(consent)
    }

    /// Writes down that a consent was taken back on a day; `today` is the last that can be meant.
    ///
    /// # Errors
    /// [`CaseworkError::Missing`], the rules' refusal, or what the store could not do.
    pub fn withdraw_consent(
        &mut self,
        id: ConsentId,
        on: NaiveDate,
        today: NaiveDate,
        at: &ClockReading,
        actor: &Actor,
    ) -> Result<Consent, CaseworkError> {
        let mut consent = find_consent(&self.connection, id)?.ok_or(CaseworkError::Missing("consent"))?;
        consent.withdraw(on, today)?;
        self.connection
            .prepare_cached("UPDATE consents SET withdrawn_on = ?2 WHERE id = ?1")?
            .execute((id.uuid().into_bytes(), columns::date_text(on)))?;
        self.changed("consent-withdrawn", Entity::Citizen(consent.citizen), at, actor)?;
        Ok(consent)
    }

    fn standing(&self, citizen: CitizenId) -> Result<CitizenId, CaseworkError> {
        citizens::standing(&self.connection, citizen)?.ok_or(CaseworkError::Missing("citizen"))
    }
}

/// The privacy notices that a person was given, the oldest first.
pub(super) fn notices(connection: &Connection, citizen: CitizenId) -> Result<Vec<Notice>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT id, citizen, version, controller, given_on, given, operator, written_at FROM notices
         WHERE citizen = ?1 ORDER BY sequence",
    )?;
    let rows = statement.query_map([citizen.uuid().into_bytes()], |row| {
        Ok(Notice {
            id: columns::id(row, 0)?,
            citizen: columns::id(row, 1)?,
            version: row.get(2)?,
            controller: row.get(3)?,
            given_on: columns::date(row, 4)?,
            given: columns::from_word(row, 5)?,
            operator: columns::key(row, 6)?,
            written_at: columns::time(row, 7)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

const CONSENTS: &str =
    "SELECT id, citizen, purpose, given_on, withdrawn_on, operator, written_at FROM consents";

fn consent(row: &Row<'_>) -> rusqlite::Result<Consent> {
    Ok(Consent {
        id: columns::id(row, 0)?,
        citizen: columns::id(row, 1)?,
        purpose: row.get(2)?,
        given_on: columns::date(row, 3)?,
        withdrawn_on: columns::optional_date(row, 4)?,
        operator: columns::key(row, 5)?,
        written_at: columns::time(row, 6)?,
    })
}

/// What a person allowed, the oldest first.
pub(super) fn consents(connection: &Connection, citizen: CitizenId) -> Result<Vec<Consent>, StoreError> {
    let mut statement =
        connection.prepare_cached(&format!("{CONSENTS} WHERE citizen = ?1 ORDER BY sequence"))?;
    let rows = statement.query_map([citizen.uuid().into_bytes()], consent)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(super) fn find_consent(connection: &Connection, id: ConsentId) -> Result<Option<Consent>, StoreError> {
    let mut statement = connection.prepare_cached(&format!("{CONSENTS} WHERE id = ?1"))?;
    Ok(statement.query_row([id.uuid().into_bytes()], consent).optional()?)
}
