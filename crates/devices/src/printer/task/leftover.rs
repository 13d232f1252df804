//! What a job that broke off left behind: half a ticket at the head, and perhaps a command that still waits for the rest of a
//! picture. The next citizen's ticket begins on paper of its own.

use super::{Task, Waiting};
use crate::escpos;

/// What may be left of a job that broke off.
#[derive(Debug, Clone, Copy)]
pub(super) struct Leftover {
    /// Bytes for which a command that was cut short may still wait, at most.
    pub(super) unfinished: usize,
}

impl Task {
    /// Cuts off what an earlier job left, before the first byte of one that is `bytes`; gives the job back where the printer does
    /// not take that.
    pub(super) fn cut_off_what_was_left(
        &mut self,
        waiting: Waiting,
        bytes: &[u8],
    ) -> Result<Waiting, Waiting> {
        let Some(left) = self.left else { return Ok(waiting) };
        match self.hand_over(&escpos::cut_off(bytes, left.unfinished)) {
            Ok(()) => {
                tracing::info!("what a broken job left at the printer is cut off");
                self.left = None;
                Ok(waiting)
            }
            Err(interrupted) => {
                self.lose(&interrupted.cause);
                Err(waiting)
            }
        }
    }
}
