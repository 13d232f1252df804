//! Visits, and the people they are about.

use super::changes::Entity;
use super::tx::{CaseworkError, CaseworkTx};
use crate::columns;
use crate::error::StoreError;
use rusqlite::{Connection, OptionalExtension, Row};
use turno_domain::casework::Visit;
use turno_domain::ids::{CitizenId, PracticeId, TicketId, VisitId};
use turno_domain::journal::Actor;
use turno_domain::time::ClockReading;

impl CaseworkTx {
    /// Keeps a visit with the citizens and practices that it names. A ticket has one visit: where there is one, that is
    /// answered, with whatever this one adds to it.
    ///
    /// # Errors
    /// [`CaseworkError::Missing`] for an unknown citizen or practice, or what the store could not do.
    pub fn record_visit(
        &mut self,
        visit: &Visit,
        at: &ClockReading,
        actor: &Actor,
    ) -> Result<Visit, CaseworkError> {
        let known = match visit.ticket {
            Some(ticket) => of_ticket(&self.connection, ticket)?.map(|known| known.id),
            None => None,
        };
        let id = known.unwrap_or(visit.id);
        if known.is_none() {
            self.connection
                .prepare_cached(
                    "INSERT INTO visits (id, channel, service, ticket, operator, began_at, people)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                )?
                .execute((
                    id.uuid().into_bytes(),
                    columns::channel_code(visit.channel)?,
                    visit.service.as_str(),
                    visit.ticket.map(|ticket| ticket.uuid().into_bytes()),
                    visit.operator.as_str(),
                    visit.began_at.millis(),
                    visit.people,
                ))?;
            self.changed("visit-recorded", Entity::Visit(id), at, actor)?;
        }
        for citizen in &visit.citizens {
            self.link_citizen(id, *citizen, at, actor)?;
        }
        for practice in &visit.practices {
            self.continue_practice(*practice, id, at, actor)?;
        }
        find(&self.connection, id)?.ok_or(CaseworkError::Missing("visit"))
    }

    /// Says that a visit is about this citizen, or the one that their record became part of; nothing happens where that was said before.
    ///
    /// # Errors
    /// [`CaseworkError::Missing`] for an unknown visit or citizen, or what the store could not do.
    pub fn link_citizen(
        &mut self,
        visit: VisitId,
        citizen: CitizenId,
        at: &ClockReading,
        actor: &Actor,
    ) -> Result<(), CaseworkError> {
        find(&self.connection, visit)?.ok_or(CaseworkError::Missing("visit"))?;
        let citizen = super::citizens::standing(&self.connection, citizen)?;
        let citizen = citizen.ok_or(CaseworkError::Missing("citizen"))?;
        let added = self
            .connection
            .prepare_cached(
                "INSERT INTO visit_citizens (visit, citizen) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
            )?
            .execute((visit.uuid().into_bytes(), citizen.uuid().into_bytes()))?;
        if added > 0 {
            self.changed("visit-linked", Entity::Visit(visit), at, actor)?;
        }
        Ok(())
    }
}

const SELECT: &str = "SELECT id, channel, service, ticket, operator, began_at, people FROM visits";

fn visit(connection: &Connection, row: &Row<'_>) -> Result<Visit, StoreError> {
    let id: VisitId = columns::id(row, 0)?;
    let mut citizens =
        connection.prepare_cached("SELECT citizen FROM visit_citizens WHERE visit = ?1 ORDER BY citizen")?;
    let citizens = citizens
        .query_map([id.uuid().into_bytes()], |row| columns::id::<CitizenId>(row, 0))?
        .collect::<Result<_, _>>()?;
    let mut practices = connection
        .prepare_cached("SELECT practice FROM visit_practices WHERE visit = ?1 ORDER BY practice")?;
    let practices = practices
        .query_map([id.uuid().into_bytes()], |row| columns::id::<PracticeId>(row, 0))?
        .collect::<Result<_, _>>()?;
    Ok(Visit {
        id,
        channel: columns::channel(row, 1)?,
        service: columns::key(row, 2)?,
        ticket: columns::optional_id(row, 3)?,
        operator: columns::key(row, 4)?,
        began_at: columns::time(row, 5)?,
        people: row.get(6)?,
        citizens,
        practices,
    })
}

pub(super) fn find(connection: &Connection, id: VisitId) -> Result<Option<Visit>, StoreError> {
    one(connection, "id = ?1", id.uuid().into_bytes())
}

pub(super) fn of_ticket(connection: &Connection, ticket: TicketId) -> Result<Option<Visit>, StoreError> {
    one(connection, "ticket = ?1", ticket.uuid().into_bytes())
}

fn one(connection: &Connection, condition: &str, id: [u8; 16]) -> Result<Option<Visit>, StoreError> {
    let mut statement = connection.prepare_cached(&format!("{SELECT} WHERE {condition}"))?;
    statement.query_row([id], |row| Ok(visit(connection, row))).optional()?.transpose()
}

/// The visits that touched a practice, the last first.
pub(super) fn of_practice(connection: &Connection, practice: PracticeId) -> Result<Vec<Visit>, StoreError> {
    let sql = format!(
        "{SELECT} JOIN visit_practices ON visit = id WHERE practice = ?1 ORDER BY began_at DESC, id DESC"
    );
    many(connection, &sql, practice.uuid().into_bytes())
}

/// The visits that were about a citizen, or the one that their record became part of, the last first.
pub(super) fn of_citizen(connection: &Connection, citizen: CitizenId) -> Result<Vec<Visit>, StoreError> {
    let sql = format!(
        "{SELECT} JOIN visit_citizens ON visit = id WHERE citizen = (SELECT ifnull(merged_into, id) FROM citizens WHERE id = ?1)
         ORDER BY began_at DESC, id DESC"
    );
    many(connection, &sql, citizen.uuid().into_bytes())
}

fn many(connection: &Connection, sql: &str, id: [u8; 16]) -> Result<Vec<Visit>, StoreError> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([id])?;
    let mut visits = Vec::new();
    while let Some(row) = rows.next()? {
        visits.push(visit(connection, row)?);
    }
    Ok(visits)
}
