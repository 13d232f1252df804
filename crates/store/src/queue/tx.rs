//! What a job may do with queue.db. Events go to the journal, to the working queue and to the tables made from it, together.

use super::reads::QueueReads;
use super::replay::Replay;
use super::view::{Committed, View};
use super::{derived, journal, meta, site};
use crate::columns::Names;
use crate::error::StoreError;
use crate::sqlite;
use crate::writer::Ledger;
use rusqlite::Connection;
use std::collections::BTreeMap;
use turno_domain::journal::{Actor, Entry, Event};
use turno_domain::queue::{Command, Context, Queue};
use turno_domain::refusal::Refusal;
use turno_domain::site::Site;
use turno_domain::time::{ClockReading, ServiceDay};

/// Why a command was not carried out.
#[derive(Clone, Debug, thiserror::Error)]
pub enum TxError {
    /// The rules forbid it.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The store could not.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// queue.db inside a job: it sees what earlier jobs of the same group did, before anybody else does.
#[derive(Debug)]
pub struct QueueTx {
    pub(super) connection: Connection,
    pub(super) names: Names,
    committed: Committed,
    working: Replay,
    next: u64,
    /// What this job and, before it, the kept jobs of this group appended.
    job: Vec<Entry>,
    group: Vec<Entry>,
}

impl QueueTx {
    /// Reads the present day from the journal.
    pub(super) fn load(connection: Connection) -> Result<Self, StoreError> {
        let epoch = meta::get(&connection, meta::EPOCH)?.ok_or(StoreError::Unreadable("epoch"))?;
        let head = journal::head(&connection)?;
        let working = present(&connection)?;
        let committed = Committed::new(View { epoch: epoch.into(), head, replay: working.clone() });
        let (names, next) = (Names::default(), head + 1);
        Ok(Self { connection, names, committed, working, next, job: Vec::new(), group: Vec::new() })
    }

    pub(super) fn committed(&self) -> Committed {
        self.committed.clone()
    }

    /// The queue as this job sees it.
    ///
    /// # Errors
    /// [`StoreError::NotInitialised`] before a site was applied and a day opened.
    pub fn queue(&self) -> Result<&Queue, StoreError> {
        self.working.queue().ok_or(StoreError::NotInitialised)
    }

    /// Whatever can be read, as this job sees it.
    pub fn reads(&self) -> QueueReads<'_> {
        QueueReads::new(&self.connection)
    }

    /// Changes something that nobody reads: once the job is on disk the storage is known to take what is written.
    ///
    /// # Errors
    /// What the store could not do.
    pub fn prove_writing(&mut self) -> Result<(), StoreError> {
        sqlite::prove_writing(&self.connection)
    }

    /// Applies the first site and opens the first day.
    ///
    /// # Errors
    /// [`StoreError::AlreadyInitialised`] where there is a queue.
    pub fn initialise(
        &mut self,
        site: Site,
        hash: Option<String>,
        day: ServiceDay,
        at: ClockReading,
        actor: &Actor,
    ) -> Result<Vec<Entry>, StoreError> {
        if self.working.queue().is_some() {
            return Err(StoreError::AlreadyInitialised);
        }
        let opened = Event::DayOpened { day, used: BTreeMap::new(), closed: None };
        self.append(vec![Event::SiteApplied { hash, site: Box::new(site) }, opened], at, actor)
    }

    /// Lets the rules decide `command` and carries out what they say; empty where nobody waits to be called.
    ///
    /// # Errors
    /// The rules' refusal, or what the store could not do.
    pub fn run(
        &mut self,
        command: &Command,
        context: &Context<'_>,
        actor: &Actor,
    ) -> Result<Vec<Entry>, TxError> {
        let events = self.queue()?.decide(command, context)?;
        Ok(self.append(events, context.now, actor)?)
    }

    /// Appends `events` to the journal and lets them happen.
    ///
    /// # Errors
    /// What the store could not do; the job should then fail.
    pub fn append(
        &mut self,
        events: Vec<Event>,
        at: ClockReading,
        actor: &Actor,
    ) -> Result<Vec<Entry>, StoreError> {
        events.into_iter().map(|event| self.record(event, at, actor)).collect()
    }

    pub(super) fn record(
        &mut self,
        event: Event,
        at: ClockReading,
        actor: &Actor,
    ) -> Result<Entry, StoreError> {
        let entry = Entry { sequence: self.next, at, actor: actor.clone(), event };
        journal::insert(&self.connection, &entry)?;
        self.next += 1;
        // From here on the working queue differs from what is on disk, and a failure must be able to tell.
        self.job.push(entry.clone());
        let effects = self.working.apply(&entry);
        derived::write(&self.connection, &mut self.names, self.working.queue(), &entry, &effects)?;
        match &entry.event {
            Event::SiteApplied { hash, site } => {
                site::write(&self.connection, site, hash.as_deref())?;
                meta::set(&self.connection, meta::SITE_APPLIED, &entry.sequence.to_string())?;
            }
            Event::DayOpened { .. } => {
                meta::set(&self.connection, meta::DAY_OPENED, &entry.sequence.to_string())?;
                if let Some(applied) = meta::get(&self.connection, meta::SITE_APPLIED)? {
                    meta::set(&self.connection, meta::DAY_SITE, &applied)?;
                }
            }
            _ => {}
        }
        Ok(entry)
    }

    /// Makes the working queue again from what is on disk and what the kept jobs of this group did.
    fn retrace(&mut self) {
        let view = self.committed.read();
        self.working = view.replay.clone();
        self.next = view.head + 1;
        drop(view);
        for entry in &self.group {
            self.working.apply(entry);
            self.next = entry.sequence + 1;
        }
    }
}

/// The queue of the present day: the site that stood when it was opened, and every line since.
fn present(connection: &Connection) -> Result<Replay, StoreError> {
    let mut replay = Replay::default();
    let site = match meta::sequence(connection, meta::DAY_SITE)? {
        Some(site) => Some(site),
        None => meta::sequence(connection, meta::SITE_APPLIED)?,
    };
    let mut apply = |entry: Entry| {
        replay.apply(&entry);
        Ok(())
    };
    if let Some(site) = site {
        journal::for_each_after(connection, site.saturating_sub(1), 1, &mut apply)?;
    }
    if let Some(opened) = meta::sequence(connection, meta::DAY_OPENED)? {
        journal::for_each_after(connection, opened.saturating_sub(1), u32::MAX, &mut apply)?;
    }
    Ok(replay)
}

impl Ledger for QueueTx {
    fn connection(&self) -> &Connection {
        &self.connection
    }

    fn keep_job(&mut self) {
        self.group.append(&mut self.job);
    }

    fn drop_job(&mut self, panicked: bool) {
        self.names.forget();
        // A refusal comes before anything is appended, and costs nothing here.
        if panicked || !self.job.is_empty() {
            self.job.clear();
            self.retrace();
        }
    }

    fn keep_group(&mut self) {
        self.committed.advance(&self.group);
        self.group.clear();
    }

    fn drop_group(&mut self) {
        self.names.forget();
        self.job.clear();
        self.group.clear();
        self.retrace();
    }

    fn head(&self) -> u64 {
        self.committed.read().head
    }
}
