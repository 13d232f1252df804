//! The durable spool: what is to be printed survives a crash, and what may have been printed is never sent again.
//!
//! One file per job in one folder. Its name carries its state, so that every step is one atomic rename, made durable by
//! syncing the folder before the step's consequence happens:
//!
//! | name ends in | meaning | after a crash |
//! |---|---|---|
//! | `.part` | being written | deleted: nobody was told of it |
//! | `.queued` | durable, not a byte sent | may be sent, within [`PRINTED_WITHIN`]; then it has failed |
//! | `.sent` | set **before** the first byte goes out | becomes `.unknown`: any part may be on paper |
//! | `.proven` `.failed-…` `.unknown` | how it ended | kept until the caller [settles](Spool::settle) it |
//!
//! So that the folder cannot grow for ever, [opening](Spool::open) it forgets what ended and was not settled within
//! [`KEPT_FOR`].
//!
//! A file's first line is its header in JSON, the rest are the printer's bytes. Nothing here knows a printer, nor a clock: how
//! old a job is follows from the moments that the caller gives.

mod job;
mod record;
mod recovery;

use std::collections::BTreeMap;
use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use turno_domain::time::Timestamp;
use uuid::Uuid;

pub use job::{FailReason, Job, JobId, JobState, SpoolError, SpooledJob};
use record::{Header, Name};
pub use recovery::{KEPT_FOR, PRINTED_WITHIN};

/// A folder of print jobs, owned by one process.
#[derive(Debug)]
pub struct Spool {
    folder: PathBuf,
    jobs: Mutex<Jobs>,
    /// How many of the next syncs of the folder fail: no file system of a test does so when asked.
    #[cfg(test)]
    pub(crate) failing_syncs: std::sync::atomic::AtomicU32,
    /// Held as long as the spool is open.
    _lock: File,
}

#[derive(Debug, Default)]
struct Jobs {
    by_order: BTreeMap<u64, SpooledJob>,
}

impl Jobs {
    fn find(&self, job: JobId) -> Option<(u64, &SpooledJob)> {
        self.by_order.iter().find(|(_, spooled)| spooled.job == job).map(|(&order, spooled)| (order, spooled))
    }
}

impl Spool {
    /// Opens or makes the folder and brings what a crash left into order, `now` being the program's clock: what was being
    /// sent becomes [`JobState::Unknown`], half-written files go. What was still queued after [`PRINTED_WITHIN`] becomes
    /// [`FailReason::HeldTooLong`]; what had ended goes after [`KEPT_FOR`]. What changes its state here stays, so that its
    /// end can be told.
    ///
    /// # Errors
    /// [`SpoolError::InUse`] or [`SpoolError::Disk`].
    pub fn open(folder: &Path, now: Timestamp) -> Result<Self, SpoolError> {
        fs::create_dir_all(folder).map_err(|source| disk(folder, source))?;
        let lock = lock(folder)?;
        let spool = Self {
            folder: folder.to_owned(),
            jobs: Mutex::default(),
            #[cfg(test)]
            failing_syncs: std::sync::atomic::AtomicU32::new(0),
            _lock: lock,
        };
        spool.recover(now)?;
        Ok(spool)
    }

    /// Every job, oldest first.
    #[must_use]
    pub fn list(&self) -> Vec<SpooledJob> {
        self.jobs().by_order.values().cloned().collect()
    }

    /// The state of a job; `None` when it was settled or never was.
    #[must_use]
    pub fn state(&self, job: JobId) -> Option<JobState> {
        self.jobs().find(job).map(|(_, spooled)| spooled.state)
    }

    /// Takes a job; when this returns, it survives a crash. Syncs the disk: milliseconds, on a poor card a second.
    ///
    /// # Errors
    /// [`SpoolError::AlreadyThere`] for a ticket that is here and no reprint; [`SpoolError::Disk`].
    pub fn add(&self, job: &Job) -> Result<JobId, SpoolError> {
        let mut jobs = self.jobs();
        if !job.reprint
            && let Some(known) = jobs.by_order.values().find(|known| {
                // Of what failed not a byte went out: it may be handed in anew.
                known.ticket == job.ticket && !matches!(known.state, JobState::Failed(_))
            })
        {
            return Err(SpoolError::AlreadyThere {
                ticket: job.ticket.clone(),
                job: known.job,
                state: known.state,
            });
        }
        let order = jobs.by_order.last_key_value().map_or(1, |(last, _)| last + 1);
        let name = Name { order, job: JobId(Uuid::new_v4()), state: JobState::Queued };
        self.write(name, job)?;
        let spooled = SpooledJob {
            job: name.job,
            ticket: job.ticket.clone(),
            reprint: job.reprint,
            state: JobState::Queued,
        };
        jobs.by_order.insert(order, spooled);
        Ok(name.job)
    }

    fn write(&self, name: Name, job: &Job) -> Result<(), SpoolError> {
        let part = self.folder.join(name.to_string()).with_extension("part");
        let header =
            Header { ticket: job.ticket.clone(), reprint: job.reprint, taken_ms: Some(job.taken.millis()) };
        let written = File::create_new(&part)
            .and_then(|mut file| {
                file.write_all(&record::encode(&header, &job.bytes)?)?;
                file.sync_all()
            })
            .and_then(|()| fs::rename(&part, self.folder.join(name.to_string())));
        if let Err(source) = written {
            // What stays behind is deleted when the spool is next opened.
            let _ = fs::remove_file(&part);
            return Err(disk(&part, source));
        }
        self.sync_folder().inspect_err(|_| {
            // Refused to the caller, who hands it in again or tells the citizen: it must not be printed after a restart.
            let _ = fs::remove_file(self.folder.join(name.to_string()));
            let _ = self.sync_folder();
        })
    }

    /// The bytes of a job.
    ///
    /// # Errors
    /// [`SpoolError::NotThere`], [`SpoolError::Disk`].
    pub fn bytes(&self, job: JobId) -> Result<Vec<u8>, SpoolError> {
        let name = self.name(job).ok_or(SpoolError::NotThere(job))?;
        let path = self.folder.join(name.to_string());
        record::bytes(&path).map_err(|source| disk(&path, source))
    }

    /// Makes it durable that sending begins. Only after this may a byte go out.
    ///
    /// # Errors
    /// [`SpoolError::NotThere`] unless the job is queued; [`SpoolError::Disk`], and then nothing may be sent. The job may count as
    /// sent even so: [`Self::take_back`] it.
    pub fn begin(&self, job: JobId) -> Result<(), SpoolError> {
        self.step(job, JobState::Queued, JobState::Sent)
    }

    /// Back to the queue: sending was begun, and not one byte was taken.
    ///
    /// # Errors
    /// [`SpoolError::NotThere`] unless the job is sent; [`SpoolError::Disk`].
    pub fn take_back(&self, job: JobId) -> Result<(), SpoolError> {
        self.step(job, JobState::Sent, JobState::Queued)
    }

    /// Ends a job that was sent: [`JobState::Proven`] or [`JobState::Unknown`].
    ///
    /// # Errors
    /// [`SpoolError::NotThere`] unless the job is sent; [`SpoolError::Disk`].
    pub fn end(&self, job: JobId, state: JobState) -> Result<(), SpoolError> {
        self.step(job, JobState::Sent, state)
    }

    /// Ends a job of which no byte was sent.
    ///
    /// # Errors
    /// [`SpoolError::NotThere`] unless the job is queued; [`SpoolError::Disk`].
    pub fn fail(&self, job: JobId, reason: FailReason) -> Result<(), SpoolError> {
        self.step(job, JobState::Queued, JobState::Failed(reason))
    }

    /// Forgets a job that has ended (or was sent to a printer that never answers), once its end is told to whom it
    /// concerns. Settling one that is not here is no error, so that it can be repeated.
    ///
    /// # Errors
    /// [`SpoolError::NotThere`] for a job that is still queued; [`SpoolError::Disk`].
    pub fn settle(&self, job: JobId) -> Result<(), SpoolError> {
        let Some(name) = self.name(job) else { return Ok(()) };
        if name.state == JobState::Queued {
            return Err(SpoolError::NotThere(job));
        }
        let path = self.folder.join(name.to_string());
        fs::remove_file(&path).map_err(|source| disk(&path, source))?;
        self.jobs().by_order.remove(&name.order);
        self.sync_folder()
    }

    fn step(&self, job: JobId, from: JobState, to: JobState) -> Result<(), SpoolError> {
        let mut jobs = self.jobs();
        let Some((order, _)) = jobs.find(job).filter(|(_, spooled)| spooled.state == from) else {
            return Err(SpoolError::NotThere(job));
        };
        self.rename(Name { order, job, state: from }, to)?;
        if let Some(spooled) = jobs.by_order.get_mut(&order) {
            spooled.state = to;
        }
        drop(jobs);
        self.sync_folder()
    }

    fn name(&self, job: JobId) -> Option<Name> {
        self.jobs().find(job).map(|(order, spooled)| Name { order, job, state: spooled.state })
    }

    fn rename(&self, name: Name, state: JobState) -> Result<(), SpoolError> {
        let path = self.folder.join(name.to_string());
        fs::rename(&path, self.folder.join(Name { state, ..name }.to_string()))
            .map_err(|source| disk(&path, source))
    }

    fn sync_folder(&self) -> Result<(), SpoolError> {
        #[cfg(test)]
        if self.fails_this_time() {
            return Err(disk(&self.folder, io::ErrorKind::StorageFull.into()));
        }
        File::open(&self.folder)
            .and_then(|folder| folder.sync_all())
            .map_err(|source| disk(&self.folder, source))
    }

    #[cfg(test)]
    fn fails_this_time(&self) -> bool {
        use std::sync::atomic::Ordering::SeqCst;
        self.failing_syncs.fetch_update(SeqCst, SeqCst, |left| left.checked_sub(1)).is_ok()
    }

    /// A panic elsewhere leaves the map as true as the last rename.
    fn jobs(&self) -> MutexGuard<'_, Jobs> {
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn lock(folder: &Path) -> Result<File, SpoolError> {
    let path = folder.join("lock");
    let lock = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .map_err(|source| disk(&path, source))?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(SpoolError::InUse(folder.to_owned())),
        Err(TryLockError::Error(source)) => Err(disk(&path, source)),
    }
}

fn disk(path: &Path, source: io::Error) -> SpoolError {
    SpoolError::Disk { path: path.to_owned(), source }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::Ordering::SeqCst;

    const NOW: Timestamp = Timestamp::from_millis(1_795_250_520_000);

    #[test]
    fn a_job_that_was_refused_is_not_there_after_a_restart() {
        let folder = tempfile::tempdir().expect("a folder");
        let job = Job { ticket: "a".into(), reprint: false, taken: NOW, bytes: b"ciao".to_vec() };
        let spool = Spool::open(folder.path(), NOW).expect("a spool");
        spool.failing_syncs.store(1, SeqCst);
        assert!(matches!(spool.add(&job), Err(SpoolError::Disk { .. })));
        assert_eq!(spool.list(), []);
        drop(spool);
        let spool = Spool::open(folder.path(), NOW).expect("a spool");
        assert_eq!(spool.list(), []);
        // And it can be handed in again.
        assert_eq!(spool.add(&job).map(|job| spool.state(job)).ok(), Some(Some(JobState::Queued)));
    }
}
