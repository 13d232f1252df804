//! Whose a practice is, as it changes hands.

use super::changes::Entity;
use super::practices::{self, Written};
use super::tx::{CaseworkError, CaseworkTx};
use crate::columns;
use crate::error::StoreError;
use rusqlite::Connection;
use turno_domain::casework::{EntryKind, Practice, PracticeFault};
use turno_domain::ids::PracticeId;
use turno_domain::keys::OperatorKey;

impl CaseworkTx {
    /// Offers a practice to `to`.
    ///
    /// # Errors
    /// [`CaseworkError::Missing`], the rules' refusal, or what the store could not do.
    pub fn offer_practice(
        &mut self,
        id: PracticeId,
        to: &OperatorKey,
        by: &Written<'_>,
    ) -> Result<Practice, CaseworkError> {
        self.hand(id, "practice-offered", by, |practice| practice.offer(to))
    }

    /// Whoever writes takes over a practice that was offered to them.
    ///
    /// # Errors
    /// As [`offer_practice`](Self::offer_practice).
    pub fn take_practice_over(
        &mut self,
        id: PracticeId,
        by: &Written<'_>,
    ) -> Result<Practice, CaseworkError> {
        self.hand(id, "practice-taken-over", by, |practice| practice.take_over(by.operator))
    }

    /// Whoever writes does not take a practice that was offered to them.
    ///
    /// # Errors
    /// As [`offer_practice`](Self::offer_practice).
    pub fn return_practice(
        &mut self,
        id: PracticeId,
        reason: String,
        by: &Written<'_>,
    ) -> Result<Practice, CaseworkError> {
        self.hand(id, "practice-returned", by, |practice| practice.give_back(by.operator, reason))
    }

    /// Adds somebody to a practice's team; nothing happens where they are of it.
    ///
    /// # Errors
    /// [`CaseworkError::Missing`], or what the store could not do.
    pub fn join_team(
        &mut self,
        id: PracticeId,
        member: &OperatorKey,
        by: &Written<'_>,
    ) -> Result<Practice, CaseworkError> {
        let mut practice = find(&self.connection, id)?;
        let Some(told) = practice.join(member) else { return Ok(practice) };
        self.connection
            .prepare_cached("INSERT INTO practice_team (practice, operator) VALUES (?1, ?2)")?
            .execute((id.uuid().into_bytes(), member.as_str()))?;
        self.tell_handing(practice, told, "practice-team-changed", by)
    }

    /// Takes somebody who was added out of a practice's team; nothing happens where nobody had added them.
    ///
    /// # Errors
    /// [`CaseworkError::Missing`], or what the store could not do.
    pub fn leave_team(
        &mut self,
        id: PracticeId,
        member: &OperatorKey,
        by: &Written<'_>,
    ) -> Result<Practice, CaseworkError> {
        let mut practice = find(&self.connection, id)?;
        let Some(told) = practice.leave(member) else { return Ok(practice) };
        self.connection
            .prepare_cached("DELETE FROM practice_team WHERE practice = ?1 AND operator = ?2")?
            .execute((id.uuid().into_bytes(), member.as_str()))?;
        self.tell_handing(practice, told, "practice-team-changed", by)
    }

    fn hand(
        &mut self,
        id: PracticeId,
        kind: &'static str,
        by: &Written<'_>,
        change: impl FnOnce(&mut Practice) -> Result<EntryKind, PracticeFault>,
    ) -> Result<Practice, CaseworkError> {
        let mut practice = find(&self.connection, id)?;
        let told = change(&mut practice)?;
        self.tell_handing(practice, told, kind, by)
    }

    fn tell_handing(
        &mut self,
        practice: Practice,
        told: EntryKind,
        kind: &'static str,
        by: &Written<'_>,
    ) -> Result<Practice, CaseworkError> {
        let practice = Practice { revision: practice.revision + 1, ..practice };
        self.connection
            .prepare_cached(
                "UPDATE practices SET responsible = ?2, offered_to = ?3, revision = ?4 WHERE id = ?1",
            )?
            .execute((
                practice.id.uuid().into_bytes(),
                practice.responsible.as_str(),
                practice.offered_to.as_ref().map(OperatorKey::as_str),
                practice.revision,
            ))?;
        self.tell(&by.entry(practice.id, told))?;
        self.changed(kind, Entity::Practice(practice.id), by.at, by.actor)?;
        Ok(practice)
    }
}

fn find(connection: &Connection, id: PracticeId) -> Result<Practice, CaseworkError> {
    practices::find(connection, id)?.ok_or(CaseworkError::Missing("practice"))
}

/// Who was added to a practice's team, in that order.
pub(super) fn team(connection: &Connection, practice: PracticeId) -> Result<Vec<OperatorKey>, StoreError> {
    let mut statement = connection
        .prepare_cached("SELECT operator FROM practice_team WHERE practice = ?1 ORDER BY sequence")?;
    let rows = statement.query_map([practice.uuid().into_bytes()], |row| columns::key(row, 0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
