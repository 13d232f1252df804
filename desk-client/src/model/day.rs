//! The day that the hub's clock says and that nobody vouches for: a person is asked.

use super::port::Command;
use super::{Desk, Effect, Failure, Reply};

impl Desk {
    /// Somebody says that the day is right.
    pub(super) fn confirm_day(&mut self, todo: &mut Vec<Effect>) {
        if let Some(day) = self.queue.day_asked {
            self.command(Command::ConfirmDay(day), todo);
        }
    }

    /// The hub took the day, or does not ask for it any more; then it tells of another with the next news.
    pub(super) fn day_answered(&mut self, answer: &Result<Reply, Failure>) {
        match answer {
            Ok(_) => self.queue.day_asked = None,
            Err(Failure::Refused(problem)) if problem.name() == "day-not-asked" => {
                self.queue.day_asked = None
            }
            Err(_) => {}
        }
    }
}
