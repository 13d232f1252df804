//! Intake crosses from queue.db to casework.db: opened and committed there first, deleted here after. A cut in between
//! leaves a box that was opened before, which the next run only deletes.

use crate::casework::CaseworkWriter;
use crate::error::StoreError;
use crate::queue::{QueueStore, SealedBox};
use std::sync::mpsc::{self, Receiver};
use turno_domain::journal::Actor;
use turno_domain::time::ClockReading;
use uuid::Uuid;

/// The boxes of one turn.
const AT_ONCE: u32 = 100;

/// What came of moving the boxes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moved {
    /// Boxes whose content is in casework.db since.
    pub moved: usize,
    /// Boxes that had been opened before and were only deleted.
    pub repeated: usize,
    /// Boxes that the key does not open; they stay until they are purged.
    pub unreadable: usize,
}

/// Moves every box that waits. Blocks: not on an async thread.
///
/// # Errors
/// What either store could not do; whatever was moved before that stays moved.
pub fn move_boxes(
    queue: &QueueStore,
    casework: &CaseworkWriter,
    at: ClockReading,
) -> Result<Moved, StoreError> {
    let mut total = Moved::default();
    let mut after = 0;
    loop {
        let boxes = queue.readers.read(|reads| reads.boxes(after, AT_ONCE))?;
        let Some(last) = boxes.last() else { return Ok(total) };
        after = last.sequence;
        let mut done = Vec::with_capacity(boxes.len());
        for (id, taken_in) in take_in(casework, boxes, at) {
            match taken_in {
                Ok(new) => {
                    *if new { &mut total.moved } else { &mut total.repeated } += 1;
                    done.push(id);
                }
                Err(StoreError::Unreadable(_)) => {
                    tracing::warn!(r#box = %id, "a sealed box cannot be opened; it stays until it is purged");
                    total.unreadable += 1;
                }
                Err(error) => return Err(error),
            }
        }
        queue.writer.run(move |tx| tx.delete_boxes(&done))?;
    }
}

/// Each box is a job of its own, so that one that cannot be opened holds up no other; they share their COMMITs.
fn take_in(
    casework: &CaseworkWriter,
    boxes: Vec<SealedBox>,
    at: ClockReading,
) -> Receiver<(Uuid, Result<bool, StoreError>)> {
    let (answers, answered) = mpsc::channel();
    for sealed in boxes {
        let (id, answers) = (sealed.id, answers.clone());
        casework.submit(
            move |tx| tx.take_in(&sealed, &at, &Actor::default()),
            move |result| {
                // Whoever stopped listening has seen a graver error.
                let _ = answers.send((id, result));
            },
        );
    }
    answered
}
