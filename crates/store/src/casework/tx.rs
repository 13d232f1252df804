//! What a job may do with casework.db. Everything it does to a record is a line in `changes` too.

use super::changes::{self, Entity};
use super::opening_key;
use super::reads::CaseworkReads;
use crate::error::StoreError;
use crate::queue::{Remembered, purge_remembered, remember};
use crate::sealed::OpeningKey;
use crate::sqlite;
use crate::writer::Ledger;
use rusqlite::Connection;
use turno_domain::casework::{PracticeFault, PrivacyFault, StepFault};
use turno_domain::ids::CitizenId;
use turno_domain::journal::Actor;
use turno_domain::time::{ClockReading, Timestamp};

/// Why casework could not be changed.
#[derive(Clone, Debug, thiserror::Error)]
pub enum CaseworkError {
    /// There is no such record.
    #[error("no such {0}")]
    Missing(&'static str),
    /// Somebody changed the record since it was read.
    #[error("somebody else changed the {what} meanwhile: it is at revision {revision}")]
    Conflict {
        /// What sort of record.
        what: &'static str,
        /// Its present revision.
        revision: u32,
    },
    /// The practice's state forbids it.
    #[error(transparent)]
    Practice(#[from] PracticeFault),
    /// The record became part of another.
    #[error("the record became part of another")]
    Merged {
        /// Of which.
        into: CitizenId,
    },
    /// A record cannot become part of itself.
    #[error("both are the same record")]
    SamePerson,
    /// Another form carries the code.
    #[error("another form carries this code")]
    CodeTaken,
    /// A consent's state forbids it.
    #[error(transparent)]
    Privacy(#[from] PrivacyFault),
    /// The step's state forbids it.
    #[error(transparent)]
    Step(#[from] StepFault),
    /// Another thing of the handbook has this key, or it had another.
    #[error("the key is taken, or was another")]
    KeyTaken,
    /// The store could not.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<rusqlite::Error> for CaseworkError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(error.into())
    }
}

/// casework.db inside a job: it sees what earlier jobs of the same group did, before anybody else does.
#[derive(Debug)]
pub struct CaseworkTx {
    pub(super) connection: Connection,
    pub(super) opening_key: OpeningKey,
    /// The sequences of the last line that is on disk, that earlier jobs of the group wrote, and that this job wrote.
    head: u64,
    group: u64,
    job: u64,
}

impl CaseworkTx {
    pub(super) fn load(connection: Connection) -> Result<Self, StoreError> {
        let opening_key = opening_key(&connection)?.ok_or(StoreError::NoSealingKey)?;
        let head = changes::head(&connection)?;
        Ok(Self { connection, opening_key, head, group: head, job: head })
    }

    /// Whatever can be read, as this job sees it.
    pub fn reads(&self) -> CaseworkReads<'_> {
        CaseworkReads::new(&self.connection)
    }

    /// Changes something that nobody reads: once the job is on disk the storage is known to take what is written.
    ///
    /// # Errors
    /// What the store could not do.
    pub fn prove_writing(&mut self) -> Result<(), StoreError> {
        sqlite::prove_writing(&self.connection)
    }

    /// Writes down that `kind` was done to `entity`; the line's sequence.
    pub(super) fn changed(
        &mut self,
        kind: &'static str,
        entity: Entity,
        at: &ClockReading,
        actor: &Actor,
    ) -> Result<u64, StoreError> {
        let sequence = self.job + 1;
        changes::insert(&self.connection, sequence, kind, entity, at, actor)?;
        self.job = sequence;
        Ok(sequence)
    }

    /// Remembers a command's answer.
    ///
    /// # Errors
    /// What the store could not do; among it a key that is remembered already.
    pub fn remember(&mut self, answer: &Remembered) -> Result<(), StoreError> {
        remember(&self.connection, answer)
    }

    /// Forgets what was remembered before `before` (48 hours ago); how many answers.
    ///
    /// # Errors
    /// What the store could not do.
    pub fn purge_remembered(&mut self, before: Timestamp) -> Result<usize, StoreError> {
        purge_remembered(&self.connection, before)
    }
}

impl Ledger for CaseworkTx {
    fn connection(&self) -> &Connection {
        &self.connection
    }

    fn keep_job(&mut self) {
        self.group = self.job;
    }

    fn drop_job(&mut self, _panicked: bool) {
        self.job = self.group;
    }

    fn keep_group(&mut self) {
        self.head = self.group;
    }

    fn drop_group(&mut self) {
        (self.group, self.job) = (self.head, self.head);
    }

    fn head(&self) -> u64 {
        self.head
    }
}
