//! A job in line: what is to be done, and who hears what came of it.

use crate::error::StoreError;

/// A job whose types are forgotten.
pub(super) trait Work<L>: Send {
    /// Carries the job out; whether its rows are to be kept.
    fn perform(&mut self, ledger: &mut L) -> bool;
    /// Says what came of it, `outcome` being that of the group.
    fn answer(self: Box<Self>, outcome: Result<(), StoreError>);
}

pub(super) struct Job<J, R, T, E> {
    job: Option<J>,
    result: Option<Result<T, E>>,
    reply: R,
}

impl<J, R, T, E> Job<J, R, T, E> {
    pub(super) fn new(job: J, reply: R) -> Self {
        Self { job: Some(job), result: None, reply }
    }
}

impl<L, J, R, T, E> Work<L> for Job<J, R, T, E>
where
    J: FnOnce(&mut L) -> Result<T, E> + Send,
    R: FnOnce(Result<T, E>) + Send,
    T: Send,
    E: From<StoreError> + Send,
{
    fn perform(&mut self, ledger: &mut L) -> bool {
        self.result = self.job.take().map(|job| job(ledger));
        matches!(self.result, Some(Ok(_)))
    }

    fn answer(self: Box<Self>, outcome: Result<(), StoreError>) {
        let result = match (outcome, self.result) {
            (Ok(()), Some(result)) => result,
            (Ok(()), None) => Err(StoreError::Stopped.into()),
            (Err(error), _) => Err(error.into()),
        };
        (self.reply)(result);
    }
}
