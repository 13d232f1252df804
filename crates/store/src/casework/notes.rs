//! What operators write down about a practice.

use super::changes::Entity;
use super::practices;
use super::tx::{CaseworkError, CaseworkTx};
use crate::columns;
use crate::error::StoreError;
use rusqlite::Connection;
use turno_domain::casework::Note;
use turno_domain::ids::{NoteId, PracticeId};
use turno_domain::journal::Actor;
use turno_domain::keys::OperatorKey;
use turno_domain::time::ClockReading;

impl CaseworkTx {
    /// Adds a note to a practice, ended or not.
    ///
    /// # Errors
    /// [`CaseworkError::Missing`], or what the store could not do.
    pub fn add_note(
        &mut self,
        id: NoteId,
        practice: PracticeId,
        operator: OperatorKey,
        text: String,
        at: &ClockReading,
        actor: &Actor,
    ) -> Result<Note, CaseworkError> {
        practices::find(&self.connection, practice)?.ok_or(CaseworkError::Missing("practice"))?;
        let note = Note { id, practice, operator, written_at: at.wall, text };
        self.connection
            .prepare_cached(
                "INSERT INTO notes (id, practice, operator, written_at, text) VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute((
                id.uuid().into_bytes(),
                practice.uuid().into_bytes(),
                note.operator.as_str(),
                note.written_at.millis(),
                &note.text,
            ))?;
        // Whoever shows the practice shows its notes, and nobody asks for a note by its own id.
        self.changed("note-written", Entity::Practice(practice), at, actor)?;
        Ok(note)
    }
}

/// A practice's notes, the oldest first.
pub(super) fn of_practice(connection: &Connection, practice: PracticeId) -> Result<Vec<Note>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT id, operator, written_at, text FROM notes WHERE practice = ?1 ORDER BY sequence",
    )?;
    let rows = statement.query_map([practice.uuid().into_bytes()], |row| {
        Ok(Note {
            id: columns::id(row, 0)?,
            practice,
            operator: columns::key(row, 1)?,
            written_at: columns::time(row, 2)?,
            text: row.get(3)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
