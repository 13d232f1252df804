//! What the kiosk asked and what was written about a ticket, taken out of the sealed boxes.

use super::changes::Entity;
use super::tx::{CaseworkError, CaseworkTx};
use crate::columns;
use crate::error::StoreError;
use crate::queue::SealedBox;
use crate::sealed::BoxContent;
use rusqlite::{Connection, OptionalExtension};
use turno_domain::ids::{NoteId, PracticeId, TicketId};
use turno_domain::intake::Answer;
use turno_domain::journal::Actor;
use turno_domain::keys::{OperatorKey, QuestionKey};
use turno_domain::time::{ClockReading, Timestamp};

/// One answer that came with a ticket.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredAnswer {
    /// The question.
    pub question: QuestionKey,
    /// What was answered.
    pub answer: Answer,
    /// When.
    pub received_at: Timestamp,
}

/// What an operator wrote about a ticket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TicketNote {
    /// What it is known by.
    pub id: NoteId,
    /// Who wrote it.
    pub operator: Option<OperatorKey>,
    /// When.
    pub written_at: Timestamp,
    /// What.
    pub text: String,
}

impl CaseworkTx {
    /// Takes the content out of `sealed` and keeps it; nothing happens with a box that was opened before. Whether it was new.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`] for a box that the key does not open, or what the store could not do.
    pub fn take_in(
        &mut self,
        sealed: &SealedBox,
        at: &ClockReading,
        actor: &Actor,
    ) -> Result<bool, StoreError> {
        let new = self
            .connection
            .prepare_cached("INSERT INTO moved_boxes (id, sealed_at) VALUES (?1, ?2) ON CONFLICT DO NOTHING")?
            .execute((sealed.id.into_bytes(), sealed.at.millis()))?;
        if new == 0 {
            return Ok(false);
        }
        let ticket = sealed.ticket.uuid().into_bytes();
        match self.opening_key.open(&sealed.sealed)? {
            BoxContent::Intake { answers } => {
                let mut statement = self.connection.prepare_cached(
                    "INSERT INTO intake_answers (ticket, question, answer, received_at) VALUES (?1, ?2, ?3, ?4)
                     ON CONFLICT (ticket, question) DO UPDATE SET
                        answer = excluded.answer, received_at = excluded.received_at",
                )?;
                for (question, answer) in &answers {
                    statement.execute((
                        ticket,
                        question.as_str(),
                        columns::to_json(answer)?,
                        sealed.at.millis(),
                    ))?;
                }
                drop(statement);
                self.changed("intake-received", Entity::Intake(sealed.ticket), at, actor)?;
            }
            BoxContent::Note { note, operator, written_at, text } => {
                self.connection
                    .prepare_cached(
                        "INSERT INTO ticket_notes (id, ticket, operator, written_at, text) VALUES (?1, ?2, ?3, ?4, ?5)
                         ON CONFLICT (id) DO NOTHING",
                    )?
                    .execute((
                        note.uuid().into_bytes(),
                        ticket,
                        operator.as_ref().map(OperatorKey::as_str),
                        written_at.millis(),
                        text,
                    ))?;
                self.changed("ticket-note-received", Entity::Intake(sealed.ticket), at, actor)?;
            }
            BoxContent::Form { practice } => {
                // A practice that was erased meanwhile is proposed to nobody.
                self.connection
                    .prepare_cached(
                        "INSERT INTO ticket_forms (ticket, practice, shown_at)
                         SELECT ?1, id, ?3 FROM practices WHERE id = ?2 ON CONFLICT DO NOTHING",
                    )?
                    .execute((ticket, practice.uuid().into_bytes(), sealed.at.millis()))?;
                self.changed("form-shown", Entity::Intake(sealed.ticket), at, actor)?;
            }
        }
        Ok(true)
    }

    /// Erases answers and ticket notes from before `before` (7 days ago) that no practice has come to need; how many tickets
    /// lost something. Also forgets which boxes of that time were moved: those that were not are purged by then.
    ///
    /// # Errors
    /// What the store could not do.
    pub fn erase_unlinked_intake(
        &mut self,
        before: Timestamp,
        at: &ClockReading,
        actor: &Actor,
    ) -> Result<usize, CaseworkError> {
        const UNLINKED: &str = "ticket NOT IN
            (SELECT ticket FROM visits JOIN visit_practices ON visit = id WHERE ticket IS NOT NULL)";
        let mut statement = self.connection.prepare_cached(&format!(
            "SELECT ticket FROM intake_answers WHERE received_at < ?1 AND {UNLINKED}
             UNION SELECT ticket FROM ticket_notes WHERE written_at < ?1 AND {UNLINKED}"
        ))?;
        let tickets: Vec<TicketId> =
            statement.query_map([before.millis()], |row| columns::id(row, 0))?.collect::<Result<_, _>>()?;
        drop(statement);
        for ticket in &tickets {
            let values = (ticket.uuid().into_bytes(), before.millis());
            self.connection
                .prepare_cached("DELETE FROM intake_answers WHERE ticket = ?1 AND received_at < ?2")?
                .execute(values)?;
            self.connection
                .prepare_cached("DELETE FROM ticket_notes WHERE ticket = ?1 AND written_at < ?2")?
                .execute(values)?;
            self.changed("intake-erased", Entity::Intake(*ticket), at, actor)?;
        }
        self.connection
            .prepare_cached("DELETE FROM ticket_forms WHERE shown_at < ?1")?
            .execute([before.millis()])?;
        // A day longer than a box can live, whatever the two purges' order.
        const DAY_MS: i64 = 86_400_000;
        self.connection
            .prepare_cached("DELETE FROM moved_boxes WHERE sealed_at < ?1")?
            .execute([before.millis().saturating_sub(DAY_MS)])?;
        Ok(tickets.len())
    }
}

pub(super) fn answers(connection: &Connection, ticket: TicketId) -> Result<Vec<StoredAnswer>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT question, answer, received_at FROM intake_answers WHERE ticket = ?1 ORDER BY question",
    )?;
    let rows = statement.query_map([ticket.uuid().into_bytes()], |row| {
        Ok(StoredAnswer {
            question: columns::key(row, 0)?,
            answer: columns::json(row, 1)?,
            received_at: columns::time(row, 2)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(super) fn practice_shown(
    connection: &Connection,
    ticket: TicketId,
) -> Result<Option<PracticeId>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT practice FROM ticket_forms WHERE ticket = ?1")?;
    Ok(statement.query_row([ticket.uuid().into_bytes()], |row| columns::id(row, 0)).optional()?)
}

pub(super) fn notes(connection: &Connection, ticket: TicketId) -> Result<Vec<TicketNote>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT id, operator, written_at, text FROM ticket_notes WHERE ticket = ?1 ORDER BY sequence",
    )?;
    let rows = statement.query_map([ticket.uuid().into_bytes()], |row| {
        Ok(TicketNote {
            id: columns::id(row, 0)?,
            operator: columns::optional_key(row, 1)?,
            written_at: columns::time(row, 2)?,
            text: row.get(3)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
