//! What is still to be done in the practices, and the agenda that comes of it.

use super::changes::Entity;
use super::practices::{self, Written};
use super::tx::{CaseworkError, CaseworkTx};
use crate::columns;
use crate::error::StoreError;
use chrono::{NaiveDate, NaiveTime};
use rusqlite::{Connection, OptionalExtension, Row};
use turno_domain::casework::{Step, StepKind, StepState, StepTexts};
use turno_domain::ids::{PracticeId, StepId};
use turno_domain::journal::Actor;
use turno_domain::keys::OperatorKey;
use turno_domain::time::ClockReading;

/// A step that is to be taken.
#[derive(Clone, Debug)]
pub struct NewStep {
    /// What it is known by.
    pub id: StepId,
    /// In which practice.
    pub practice: PracticeId,
    /// What it is to say.
    pub says: StepSays,
    /// Who says so.
    pub made_by: OperatorKey,
}

/// What can be changed in an open step. It must have been checked ([`StepTexts::checked`],
/// [`is_plausible_day`](turno_domain::casework::is_plausible_day)).
#[derive(Clone, Debug)]
pub struct StepSays {
    /// What sort of step.
    pub kind: StepKind,
    /// The words.
    pub texts: StepTexts,
    /// By which day.
    pub due: NaiveDate,
    /// At what time of that day.
    pub time: Option<NaiveTime>,
    /// Who is to do it.
    pub responsible: OperatorKey,
}

impl CaseworkTx {
    /// Keeps a step of a practice, ended or not: somebody may have to ask how it went.
    ///
    /// # Errors
    /// [`CaseworkError::Missing`], or what the store could not do.
    pub fn make_step(
        &mut self,
        new: NewStep,
        at: &ClockReading,
        actor: &Actor,
    ) -> Result<Step, CaseworkError> {
        practices::find(&self.connection, new.practice)?.ok_or(CaseworkError::Missing("practice"))?;
        let step = Step {
            id: new.id,
            practice: new.practice,
            kind: new.says.kind,
            texts: new.says.texts,
            due: new.says.due,
            time: new.says.time,
            responsible: new.says.responsible,
            made_by: new.made_by,
            made_at: at.wall,
            state: StepState::Open,
            ended_at: None,
            ended_by: None,
            outcome: String::new(),
            revision: 1,
        };
        self.connection
            .prepare_cached(
                "INSERT INTO steps
                    (id, practice, kind, what, place, bring, due, time, responsible, made_by, made_at, state, outcome, revision)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, 'open', '', 1)",
            )?
            .execute(rusqlite::params![
                step.id.uuid().into_bytes(),
                step.practice.uuid().into_bytes(),
                columns::word(&step.kind)?,
                step.texts.what,
                step.texts.place,
                step.texts.bring,
                columns::date_text(step.due),
                step.time.map(time_text),
                step.responsible.as_str(),
                step.made_by.as_str(),
                step.made_at.millis(),
            ])?;
        self.changed("step-made", Entity::Practice(step.practice), at, actor)?;
        Ok(step)
    }

    /// Changes what an open step says.
    ///
    /// # Errors
    /// [`CaseworkError::Missing`], [`CaseworkError::Conflict`] where somebody changed it since `revision`, a step that has ended,
    /// or what the store could not do.
    pub fn change_step(
        &mut self,
        id: StepId,
        revision: u32,
        says: StepSays,
        at: &ClockReading,
        actor: &Actor,
    ) -> Result<Step, CaseworkError> {
        let stands = self.step(id)?;
        if stands.revision != revision {
            return Err(CaseworkError::Conflict { what: "step", revision: stands.revision });
        }
        if stands.state != StepState::Open {
            return Err(turno_domain::casework::StepFault::Ended.into());
        }
        let StepSays { kind, texts, due, time, responsible } = says;
        self.keep_step(Step { kind, texts, due, time, responsible, ..stands }, "step-changed", at, actor)
    }

    /// Takes or drops a step, which the practice's timeline tells.
    ///
    /// # Errors
    /// [`CaseworkError::Missing`], the rules' refusal, or what the store could not do.
    pub fn end_step(
        &mut self,
        id: StepId,
        end: StepState,
        outcome: &str,
        by: &Written<'_>,
    ) -> Result<Step, CaseworkError> {
        let mut step = self.step(id)?;
        let told = step.end(end, outcome, by.operator, by.at.wall)?;
        self.tell(&by.entry(step.practice, told))?;
        let kind = if end == StepState::Done { "step-done" } else { "step-dropped" };
        self.keep_step(step, kind, by.at, by.actor)
    }

    /// Opens a step that was ended by mistake.
    ///
    /// # Errors
    /// As [`end_step`](Self::end_step).
    pub fn reopen_step(
        &mut self,
        id: StepId,
        at: &ClockReading,
        actor: &Actor,
    ) -> Result<Step, CaseworkError> {
        let mut step = self.step(id)?;
        step.reopen()?;
        self.keep_step(step, "step-reopened", at, actor)
    }

    fn step(&self, id: StepId) -> Result<Step, CaseworkError> {
        find(&self.connection, id)?.ok_or(CaseworkError::Missing("step"))
    }

    fn keep_step(
        &mut self,
        step: Step,
        kind: &'static str,
        at: &ClockReading,
        actor: &Actor,
    ) -> Result<Step, CaseworkError> {
        let step = Step { revision: step.revision + 1, ..step };
        self.connection
            .prepare_cached(
                "UPDATE steps SET kind = ?2, what = ?3, place = ?4, bring = ?5, due = ?6, time = ?7, responsible = ?8,
                    state = ?9, ended_at = ?10, ended_by = ?11, outcome = ?12, revision = ?13
                 WHERE id = ?1",
            )?
            .execute(rusqlite::params![
                step.id.uuid().into_bytes(),
                columns::word(&step.kind)?,
                step.texts.what,
                step.texts.place,
                step.texts.bring,
                columns::date_text(step.due),
                step.time.map(time_text),
                step.responsible.as_str(),
                columns::word(&step.state)?,
                step.ended_at.map(|at| at.millis()),
                step.ended_by.as_ref().map(OperatorKey::as_str),
                step.outcome,
                step.revision,
            ])?;
        self.changed(kind, Entity::Practice(step.practice), at, actor)?;
        Ok(step)
    }
}

fn time_text(time: NaiveTime) -> String {
    time.format("%H:%M").to_string()
}

const SELECT: &str =
    "SELECT id, practice, kind, what, place, bring, due, time, responsible, made_by, made_at, state, ended_at, ended_by,
        outcome, revision
    FROM steps";

fn step(row: &Row<'_>) -> rusqlite::Result<Step> {
    let time: Option<String> = row.get(7)?;
    Ok(Step {
        id: columns::id(row, 0)?,
        practice: columns::id(row, 1)?,
        kind: columns::from_word(row, 2)?,
        texts: StepTexts { what: row.get(3)?, place: row.get(4)?, bring: row.get(5)? },
        due: columns::date(row, 6)?,
        time: time
            .map(|time| NaiveTime::parse_from_str(&time, "%H:%M"))
            .transpose()
            .map_err(|_| columns::unreadable(7, "time"))?,
        responsible: columns::key(row, 8)?,
        made_by: columns::key(row, 9)?,
        made_at: columns::time(row, 10)?,
        state: columns::from_word(row, 11)?,
        ended_at: columns::optional_time(row, 12)?,
        ended_by: columns::optional_key(row, 13)?,
        outcome: row.get(14)?,
        revision: row.get(15)?,
    })
}

pub(super) fn find(connection: &Connection, id: StepId) -> Result<Option<Step>, StoreError> {
    let mut statement = connection.prepare_cached(&format!("{SELECT} WHERE id = ?1"))?;
    Ok(statement.query_row([id.uuid().into_bytes()], step).optional()?)
}

/// A practice's steps, in the order in which they were made.
pub(super) fn of_practice(connection: &Connection, practice: PracticeId) -> Result<Vec<Step>, StoreError> {
    let mut statement =
        connection.prepare_cached(&format!("{SELECT} WHERE practice = ?1 ORDER BY sequence"))?;
    let steps = statement.query_map([practice.uuid().into_bytes()], step)?;
    Ok(steps.collect::<Result<_, _>>()?)
}

/// Which open steps, by day and time; those without a time of day come first. At most `limit` after the first `offset`.
pub(super) fn agenda(
    connection: &Connection,
    of: Option<&OperatorKey>,
    until: Option<NaiveDate>,
    limit: u32,
    offset: u32,
) -> Result<Vec<Step>, StoreError> {
    // No day that is kept comes after it (`is_plausible_day`).
    let until = until.map_or("9999-12-31".to_owned(), columns::date_text);
    let whose = if of.is_some() { "AND responsible = ?4" } else { "" };
    let sql = format!(
        "{SELECT} WHERE state = 'open' AND due <= ?1 {whose} ORDER BY due, time, sequence LIMIT ?2 OFFSET ?3"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let steps: Vec<Step> = match of {
        Some(of) => {
            statement.query_map((until, limit, offset, of.as_str()), step)?.collect::<Result<_, _>>()?
        }
        None => statement.query_map((until, limit, offset), step)?.collect::<Result<_, _>>()?,
    };
    Ok(steps)
}
