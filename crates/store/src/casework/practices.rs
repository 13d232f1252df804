//! Practices, as they are opened, changed and ended.

use super::changes::Entity;
use super::handover;
use super::search;
use super::tx::{CaseworkError, CaseworkTx};
use super::visits;
use crate::columns;
use crate::error::StoreError;
use rusqlite::{Connection, OptionalExtension, Row};
use turno_domain::casework::{
    ChecklistItem, Entry, EntryKind, Practice, PracticeNumber, PracticeState, Presenter, UnresolvedReason,
};
use turno_domain::ids::{CitizenId, EntryId, PracticeId, VisitId};
use turno_domain::journal::Actor;
use turno_domain::keys::{OperatorKey, ServiceKey};
use turno_domain::time::ClockReading;

/// Who does something that a practice's timeline tells, when, and what its entry is known by.
#[derive(Clone, Copy, Debug)]
pub struct Written<'a> {
    /// What the entry is known by.
    pub entry: EntryId,
    /// Who does it.
    pub operator: &'a OperatorKey,
    /// When.
    pub at: &'a ClockReading,
    /// Who, as the changes name one.
    pub actor: &'a Actor,
}

impl Written<'_> {
    pub(super) fn entry(&self, practice: PracticeId, what: EntryKind) -> Entry {
        let (id, operator) = (self.entry, self.operator.clone());
        Entry { id, practice, operator, written_at: self.at.wall, what }
    }
}

/// A practice to be opened.
#[derive(Clone, Debug)]
pub struct NewPractice {
    /// What it is known by.
    pub id: PracticeId,
    /// The site's prefix in a network.
    pub prefix: Option<String>,
    /// The year of its number, by the site's calendar.
    pub year: i32,
    /// Whom it is about.
    pub citizen: Option<CitizenId>,
    /// Who came, where not the citizen.
    pub presenter: Option<Presenter>,
    /// The type of service.
    pub service: ServiceKey,
    /// The need in the person's words.
    pub need: String,
    /// The need as the operator recognised it.
    pub need_recognised: String,
    /// The documents that it needs.
    pub documents: Vec<ChecklistItem>,
    /// The project that it counts under.
    pub project: Option<ServiceKey>,
    /// Who opens it, and answers for it from then on.
    pub opened_by: OperatorKey,
    /// The visit from which it springs.
    pub visit: Option<VisitId>,
}

/// What can be changed in an open practice.
#[derive(Clone, Debug)]
pub struct PracticeEdit {
    /// Which practice.
    pub id: PracticeId,
    /// The revision that was read.
    pub revision: u32,
    /// Whom it is about.
    pub citizen: Option<CitizenId>,
    /// Who came, where not the citizen.
    pub presenter: Option<Presenter>,
    /// The type of service.
    pub service: ServiceKey,
    /// The need in the person's words.
    pub need: String,
    /// The need as the operator recognised it.
    pub need_recognised: String,
    /// The documents that it needs.
    pub documents: Vec<ChecklistItem>,
    /// The project that it counts under.
    pub project: Option<ServiceKey>,
}

impl CaseworkTx {
    /// Opens a practice under the next number of its year.
    ///
    /// # Errors
    /// [`CaseworkError::Missing`] for an unknown citizen or visit, or what the store could not do.
    pub fn open_practice(
        &mut self,
        new: NewPractice,
        at: &ClockReading,
        actor: &Actor,
    ) -> Result<Practice, CaseworkError> {
        let citizen = self.standing_of(new.citizen)?;
        let prefix = new.prefix.clone().unwrap_or_default();
        let count = self
            .connection
            .prepare_cached(
                "INSERT INTO practice_numbers (prefix, year, last) VALUES (?1, ?2, 1)
                 ON CONFLICT (prefix, year) DO UPDATE SET last = last + 1 RETURNING last",
            )?
            .query_row((&prefix, new.year), |row| row.get(0))?;
        let practice = Practice {
            id: new.id,
            number: PracticeNumber { prefix: new.prefix, year: new.year, count },
            citizen,
            presenter: new.presenter,
            service: new.service,
            need: new.need,
            need_recognised: new.need_recognised,
            documents: new.documents,
            project: new.project,
            state: PracticeState::Open,
            responsible: new.opened_by.clone(),
            opened_by: new.opened_by,
            opened_at: at.wall,
            ended_at: None,
            offered_to: None,
            team: Vec::new(),
            revision: 1,
        };
        self.connection
            .prepare_cached(
                "INSERT INTO practices
                    (id, prefix, year, count, citizen, presenter, service, need, state, opened_by, opened_at, revision,
                     search, need_recognised, documents, responsible, project)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 'open', ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
            )?
            .execute(rusqlite::params![
                practice.id.uuid().into_bytes(),
                prefix,
                practice.number.year,
                practice.number.count,
                practice.citizen.map(|citizen| citizen.uuid().into_bytes()),
                practice.presenter.as_ref().map(columns::to_json).transpose()?,
                practice.service.as_str(),
                practice.need,
                practice.opened_by.as_str(),
                practice.opened_at.millis(),
                practice.revision,
                searched(&practice),
                practice.need_recognised,
                columns::to_json(&practice.documents)?,
                practice.responsible.as_str(),
                practice.project.as_ref().map(ServiceKey::as_str),
            ])?;
        self.changed("practice-opened", Entity::Practice(practice.id), at, actor)?;
        if let Some(visit) = new.visit {
            self.continue_practice(practice.id, visit, at, actor)?;
        }
        Ok(practice)
    }

    /// Changes what an open practice says.
    ///
    /// # Errors
    /// [`CaseworkError::Missing`], [`CaseworkError::Conflict`], a practice that has ended, or what the store could not
    /// do.
    pub fn edit_practice(
        &mut self,
        edit: PracticeEdit,
        at: &ClockReading,
        actor: &Actor,
    ) -> Result<Practice, CaseworkError> {
        let stands = self.unchanged(edit.id, edit.revision)?;
        if stands.state != PracticeState::Open {
            return Err(turno_domain::casework::PracticeFault::Ended.into());
        }
        let citizen = self.standing_of(edit.citizen)?;
        let practice = Practice {
            citizen,
            presenter: edit.presenter,
            service: edit.service,
            need: edit.need,
            need_recognised: edit.need_recognised,
            documents: edit.documents,
            project: edit.project,
            revision: stands.revision + 1,
            ..stands
        };
        self.connection
            .prepare_cached(
                "UPDATE practices SET citizen = ?2, presenter = ?3, service = ?4, need = ?5, revision = ?6, search = ?7,
                    need_recognised = ?8, documents = ?9, project = ?10
                 WHERE id = ?1",
            )?
            .execute((
                practice.id.uuid().into_bytes(),
                practice.citizen.map(|citizen| citizen.uuid().into_bytes()),
                practice.presenter.as_ref().map(columns::to_json).transpose()?,
                practice.service.as_str(),
                &practice.need,
                practice.revision,
                searched(&practice),
                &practice.need_recognised,
                columns::to_json(&practice.documents)?,
                practice.project.as_ref().map(ServiceKey::as_str),
            ))?;
        self.changed("practice-changed", Entity::Practice(practice.id), at, actor)?;
        Ok(practice)
    }

    /// Ends a practice as concluded or unresolved.
    ///
    /// # Errors
    /// [`CaseworkError::Missing`], [`CaseworkError::Conflict`], the rules' refusal, or what the store could not do.
    pub fn end_practice(
        &mut self,
        id: PracticeId,
        revision: u32,
        end: PracticeState,
        by: &Written<'_>,
    ) -> Result<Practice, CaseworkError> {
        let stands = self.unchanged(id, revision)?;
        let state = stands.state.end(end)?;
        // Nobody takes over what has ended.
        let practice = Practice { state, ended_at: Some(by.at.wall), offered_to: None, ..stands };
        self.change_state(practice, EntryKind::Ended(end), "practice-ended", by)
    }

    /// Opens an ended practice again.
    ///
    /// # Errors
    /// As [`end_practice`](Self::end_practice).
    pub fn reopen_practice(
        &mut self,
        id: PracticeId,
        revision: u32,
        by: &Written<'_>,
    ) -> Result<Practice, CaseworkError> {
        let stands = self.unchanged(id, revision)?;
        let state = stands.state.reopen()?;
        let practice = Practice { state, ended_at: None, ..stands };
        self.change_state(practice, EntryKind::Reopened, "practice-reopened", by)
    }

    /// Says that a visit is about this practice; nothing happens where that was said before.
    ///
    /// # Errors
    /// [`CaseworkError::Missing`] for an unknown practice or visit, or what the store could not do.
    pub fn continue_practice(
        &mut self,
        practice: PracticeId,
        visit: VisitId,
        at: &ClockReading,
        actor: &Actor,
    ) -> Result<(), CaseworkError> {
        find(&self.connection, practice)?.ok_or(CaseworkError::Missing("practice"))?;
        visits::find(&self.connection, visit)?.ok_or(CaseworkError::Missing("visit"))?;
        let added = self
            .connection
            .prepare_cached(
                "INSERT INTO visit_practices (visit, practice) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
            )?
            .execute((visit.uuid().into_bytes(), practice.uuid().into_bytes()))?;
        if added > 0 {
            self.changed("visit-linked", Entity::Visit(visit), at, actor)?;
        }
        Ok(())
    }

    fn change_state(
        &mut self,
        practice: Practice,
        told: EntryKind,
        kind: &'static str,
        by: &Written<'_>,
    ) -> Result<Practice, CaseworkError> {
        let practice = Practice { revision: practice.revision + 1, ..practice };
        let (state, reason) = match practice.state {
            PracticeState::Open => ("open", None),
            PracticeState::Concluded => ("concluded", None),
            PracticeState::Unresolved(reason) => ("unresolved", Some(columns::word(&reason)?)),
        };
        self.connection
            .prepare_cached(
                "UPDATE practices SET state = ?2, reason = ?3, ended_at = ?4, revision = ?5, offered_to = ?6 WHERE id = ?1",
            )?
            .execute((
                practice.id.uuid().into_bytes(),
                state,
                reason,
                practice.ended_at.map(|at| at.millis()),
                practice.revision,
                practice.offered_to.as_ref().map(OperatorKey::as_str),
            ))?;
        self.tell(&by.entry(practice.id, told))?;
        self.changed(kind, Entity::Practice(practice.id), by.at, by.actor)?;
        Ok(practice)
    }

    /// The practice, if it is still at the revision that was read.
    fn unchanged(&self, id: PracticeId, revision: u32) -> Result<Practice, CaseworkError> {
        let stands = find(&self.connection, id)?.ok_or(CaseworkError::Missing("practice"))?;
        if stands.revision == revision {
            Ok(stands)
        } else {
            Err(CaseworkError::Conflict { what: "practice", revision: stands.revision })
        }
    }

    /// The record that stands for the one that was named.
    fn standing_of(&self, citizen: Option<CitizenId>) -> Result<Option<CitizenId>, CaseworkError> {
        let Some(citizen) = citizen else { return Ok(None) };
        let standing = super::citizens::standing(&self.connection, citizen)?;
        standing.map(Some).ok_or(CaseworkError::Missing("citizen"))
    }
}

/// The words by which a practice is found.
fn searched(practice: &Practice) -> String {
    search::column(&[&practice.need, &practice.need_recognised])
}

pub(super) const SELECT: &str =
    "SELECT id, prefix, year, count, citizen, presenter, service, need, state, reason, opened_by,
        opened_at, ended_at, revision, need_recognised, documents, responsible, offered_to, project
    FROM practices";

pub(super) fn practice(connection: &Connection, row: &Row<'_>) -> Result<Practice, StoreError> {
    let id: PracticeId = columns::id(row, 0)?;
    let prefix: String = row.get(1)?;
    let state: String = row.get(8)?;
    let state = match state.as_str() {
        "open" => PracticeState::Open,
        "concluded" => PracticeState::Concluded,
        "unresolved" => PracticeState::Unresolved(columns::from_word::<UnresolvedReason>(row, 9)?),
        _ => return Err(StoreError::Unreadable("practice")),
    };
    Ok(Practice {
        id,
        number: PracticeNumber {
            prefix: (!prefix.is_empty()).then_some(prefix),
            year: row.get(2)?,
            count: row.get(3)?,
        },
        citizen: columns::optional_id(row, 4)?,
        presenter: columns::optional_json(row, 5)?,
        service: columns::key(row, 6)?,
        need: row.get(7)?,
        state,
        opened_by: columns::key(row, 10)?,
        opened_at: columns::time(row, 11)?,
        ended_at: columns::optional_time(row, 12)?,
        revision: row.get(13)?,
        need_recognised: row.get(14)?,
        documents: columns::json(row, 15)?,
        responsible: columns::key(row, 16)?,
        offered_to: columns::optional_key(row, 17)?,
        project: columns::optional_key(row, 18)?,
        team: handover::team(connection, id)?,
    })
}

pub(super) fn find(connection: &Connection, id: PracticeId) -> Result<Option<Practice>, StoreError> {
    let mut statement = connection.prepare_cached(&format!("{SELECT} WHERE id = ?1"))?;
    statement.query_row([id.uuid().into_bytes()], |row| Ok(practice(connection, row))).optional()?.transpose()
}
