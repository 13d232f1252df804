//! What the thread of a writer does: takes what waits as one group, carries each job out, commits once, answers everybody.

use super::job::Work;
use super::{Counters, Ledger, Message, Storage, WriterOptions};
use crate::error::StoreError;
use crate::sqlite;
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};

/// The most jobs that share a COMMIT.
const GROUP: usize = 64;
/// How long the writer is idle before it moves the WAL into the file.
const IDLE: Duration = Duration::from_millis(500);
/// Under steady load the WAL is moved after this many groups, so that it does not grow without end.
const GROUPS_BETWEEN_CHECKPOINTS: u32 = 500;

/// The thread's own.
pub(super) struct Groups<L> {
    ledger: L,
    options: WriterOptions,
    /// Since the WAL was last moved.
    groups: u32,
    /// Whether a kept job of this group changed a row.
    changed: bool,
    counters: Arc<Counters>,
}

/// A job that was carried out, and what its savepoint came to.
type Done<L> = (Box<dyn Work<L>>, Result<(), StoreError>);

impl<L: Ledger> Groups<L> {
    pub(super) fn new(ledger: L, options: WriterOptions, counters: Arc<Counters>) -> Self {
        Self { ledger, options, groups: 0, changed: false, counters }
    }

    /// Until nobody can put anything in line any more.
    pub(super) fn run(mut self, line: &Receiver<Message<L>>) {
        while let Some(message) = self.next(line) {
            let mut jobs = VecDeque::new();
            let mut truncate = None;
            let mut message = Some(message);
            while let Some(one) = message.take() {
                match one {
                    Message::Job(job) => jobs.push_back(job),
                    Message::Truncate(reply) => truncate = Some(reply),
                }
                if jobs.len() < GROUP && truncate.is_none() {
                    message = line.try_recv().ok();
                }
            }
            while !jobs.is_empty() {
                self.group(&mut jobs);
            }
            if let Some(reply) = truncate {
                self.groups = 0;
                self.counters.checkpoints.fetch_add(1, Ordering::Relaxed);
                let done = sqlite::checkpoint_truncate(self.ledger.connection());
                quietly(|| reply(done));
            }
        }
        if let Err(error) = sqlite::checkpoint_truncate(self.ledger.connection()) {
            tracing::warn!(%error, "the WAL could not be emptied at the end");
        }
    }

    /// The next message; meanwhile, when nothing comes, the WAL is moved into the file.
    fn next(&mut self, line: &Receiver<Message<L>>) -> Option<Message<L>> {
        if self.groups == 0 {
            return line.recv().ok();
        }
        if self.groups < GROUPS_BETWEEN_CHECKPOINTS {
            match line.recv_timeout(IDLE) {
                Ok(message) => return Some(message),
                Err(RecvTimeoutError::Disconnected) => return None,
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
        self.groups = 0;
        self.counters.checkpoints.fetch_add(1, Ordering::Relaxed);
        if let Err(error) = sqlite::checkpoint_passive(self.ledger.connection()) {
            tracing::warn!(%error, "the WAL could not be moved into the file");
        }
        line.recv().ok()
    }

    /// Carries out as many of `jobs` as one transaction takes.
    fn group(&mut self, jobs: &mut VecDeque<Box<dyn Work<L>>>) {
        let before = self.ledger.head();
        let mut done: Vec<Done<L>> = Vec::with_capacity(jobs.len());
        self.changed = false;
        let outcome = self.carry_out(jobs, &mut done);
        match &outcome {
            Ok(()) => {
                self.ledger.keep_group();
                if self.changed {
                    self.counters.commits.fetch_add(1, Ordering::Relaxed);
                    self.note(Storage { written: Some(Instant::now()), fault: None });
                }
            }
            Err(error) => {
                tracing::error!(%error, jobs = done.len(), "a group of changes was lost");
                self.note(Storage { written: None, fault: Some(error.clone()) });
                self.roll_back();
                self.ledger.drop_group();
                // BEGIN itself failed: nothing was tried, and whoever waits must hear so.
                done.extend(
                    jobs.drain(..if done.is_empty() { jobs.len() } else { 0 }).map(|job| (job, Ok(()))),
                );
            }
        }
        self.groups += 1;
        let head = self.ledger.head();
        let announcement = (head > before).then(|| quietly(|| (self.options.on_commit)(head))).flatten();
        for (job, own) in done {
            let outcome = outcome.clone().and(own);
            quietly(|| job.answer(outcome));
        }
        announcement.map(quietly);
    }

    fn carry_out(
        &mut self,
        jobs: &mut VecDeque<Box<dyn Work<L>>>,
        done: &mut Vec<Done<L>>,
    ) -> Result<(), StoreError> {
        self.execute("BEGIN IMMEDIATE")?;
        while let Some(mut job) = jobs.pop_front() {
            let own = self.one(job.as_mut());
            let lost = own.as_ref().err().cloned();
            done.push((job, own.unwrap_or(Ok(()))));
            if let Some(lost) = lost {
                return Err(lost);
            }
        }
        self.execute("COMMIT")
    }

    /// Carries out one job in its savepoint. The outer error means that the whole transaction is lost.
    fn one(&mut self, job: &mut dyn Work<L>) -> Result<Result<(), StoreError>, StoreError> {
        self.execute("SAVEPOINT job")?;
        let before = self.ledger.connection().total_changes();
        let performed = catch_unwind(AssertUnwindSafe(|| job.perform(&mut self.ledger)));
        if self.ledger.connection().is_autocommit() {
            // SQLite ends the whole transaction by itself on some failures of the storage.
            return Err(StoreError::TransactionLost);
        }
        match performed {
            Ok(true) => {
                self.execute("RELEASE job")?;
                self.ledger.keep_job();
                self.changed |= self.ledger.connection().total_changes() > before;
                Ok(Ok(()))
            }
            Ok(false) => {
                self.execute("ROLLBACK TO job")?;
                self.execute("RELEASE job")?;
                self.ledger.drop_job(false);
                Ok(Ok(()))
            }
            Err(_) => {
                self.execute("ROLLBACK TO job")?;
                self.execute("RELEASE job")?;
                self.ledger.drop_job(true);
                Ok(Err(StoreError::Panicked))
            }
        }
    }

    /// Keeps what is known of the storage for whoever asks; a fault leaves the time of the last writing as it is.
    fn note(&self, news: Storage) {
        let mut storage = self.counters.storage.lock().unwrap_or_else(PoisonError::into_inner);
        *storage = Storage { written: news.written.or(storage.written), fault: news.fault };
    }

    fn roll_back(&self) {
        if !self.ledger.connection().is_autocommit()
            && let Err(error) = self.execute("ROLLBACK")
        {
            tracing::error!(%error, "a transaction could not be rolled back");
        }
    }

    fn execute(&self, sql: &str) -> Result<(), StoreError> {
        self.ledger.connection().prepare_cached(sql)?.execute([])?;
        Ok(())
    }
}

/// Runs a caller's closure, which must not take the writer down with it.
fn quietly<T>(reply: impl FnOnce() -> T) -> Option<T> {
    let done = catch_unwind(AssertUnwindSafe(reply));
    if done.is_err() {
        tracing::error!("an answer's receiver panicked");
    }
    done.ok()
}
