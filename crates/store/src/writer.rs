//! The one thread that writes a database. Jobs wait in line; whatever waits is carried out in one transaction, each job in
//! a savepoint of its own, and nobody is answered before the COMMIT has reached the disk.

mod groups;
mod job;

use crate::error::StoreError;
use groups::Groups;
use job::{Job, Work};
use rusqlite::Connection;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// What a writer writes: a connection, and what is kept in memory beside it.
pub trait Ledger: Send + 'static {
    /// The writing connection.
    fn connection(&self) -> &Connection;
    /// The job that ran last is kept.
    fn keep_job(&mut self);
    /// The rows of the job that ran last are gone; so must its traces in memory be.
    fn drop_job(&mut self, panicked: bool);
    /// Everything since the last group is on disk.
    fn keep_group(&mut self);
    /// The rows of the whole group are gone.
    fn drop_group(&mut self);
    /// The highest sequence on disk.
    fn head(&self) -> u64;
}

/// How a writer is set up.
pub struct WriterOptions {
    /// Called from the writer's thread with the highest sequence on disk whenever it grew, before anybody is answered. What it
    /// returns is called once everybody was: who waits for an answer comes before who follows. Neither must block. It is dropped
    /// when the thread ends, however that comes about.
    pub on_commit: Box<dyn Fn(u64) -> Announcement + Send>,
}

/// Tells of what was committed.
pub type Announcement = Box<dyn FnOnce()>;

impl fmt::Debug for WriterOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WriterOptions")
    }
}

impl Default for WriterOptions {
    fn default() -> Self {
        Self { on_commit: Box::new(|_| Box::new(|| ())) }
    }
}

/// A handle of the thread that writes a database. When the last handle is dropped the thread ends whatever waits in line,
/// empties the WAL and stops.
pub struct Writer<L: Ledger>(Arc<Inner<L>>);

impl<L: Ledger> Clone for Writer<L> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<L: Ledger> fmt::Debug for Writer<L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Writer")
    }
}

struct Inner<L: Ledger> {
    line: Mutex<Option<Sender<Message<L>>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
    counters: Arc<Counters>,
}

#[derive(Default)]
struct Counters {
    commits: AtomicU64,
    checkpoints: AtomicU64,
    storage: Mutex<Storage>,
}

/// What the last change came to that was to be written.
#[derive(Default)]
struct Storage {
    written: Option<Instant>,
    fault: Option<StoreError>,
}

/// What is known of whether the storage takes what is written.
#[derive(Clone, Debug)]
pub struct Proof {
    /// How long ago something was last written for good; none: not since the writer was started.
    pub age: Option<Duration>,
    /// Why the changes after that were lost; none: there were none, or they were kept.
    pub fault: Option<StoreError>,
}

/// What a writer did since it was started: what it asked of the disk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// COMMITs that changed something, each one sync of the WAL.
    pub commits: u64,
    /// Checkpoints, each up to three syncs: the WAL, the file, the WAL's header when it begins anew.
    pub checkpoints: u64,
}

enum Message<L> {
    Job(Box<dyn Work<L>>),
    Truncate(Box<dyn FnOnce(Result<(), StoreError>) + Send>),
}

impl<L: Ledger> Writer<L> {
    pub(crate) fn spawn(name: &str, ledger: L, options: WriterOptions) -> Result<Self, StoreError> {
        let (line, jobs) = mpsc::channel();
        let counters = Arc::new(Counters::default());
        let counted = Arc::clone(&counters);
        let thread = thread::Builder::new()
            .name(format!("{name}-writer"))
            .spawn(move || Groups::new(ledger, options, counted).run(&jobs))
            .map_err(StoreError::file("start the writer of", name.as_ref()))?;
        let (line, thread) = (Mutex::new(Some(line)), Mutex::new(Some(thread)));
        Ok(Self(Arc::new(Inner { line, thread, counters })))
    }

    /// Puts `job` in line. `reply` is called from the writer's thread once the job's COMMIT is on disk, or once it is clear
    /// that nothing of it was kept; it must not block. A job that returns an error leaves no trace.
    ///
    /// The job must do nothing but database work: everybody waits for it.
    pub fn submit<T, E>(
        &self,
        job: impl FnOnce(&mut L) -> Result<T, E> + Send + 'static,
        reply: impl FnOnce(Result<T, E>) + Send + 'static,
    ) where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.send(Message::Job(Box::new(Job::new(job, reply))));
    }

    /// As [`submit`](Self::submit), waiting for the answer. Not for a job of the same writer, which would wait for itself.
    ///
    /// # Errors
    /// The job's own, and [`StoreError`]s of its COMMIT.
    pub fn run<T, E>(&self, job: impl FnOnce(&mut L) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (answer, answered) = mpsc::sync_channel(1);
        self.submit(job, move |result| {
            let _ = answer.send(result);
        });
        answered.recv().unwrap_or_else(|_| Err(StoreError::Stopped.into()))
    }

    /// Moves the WAL into the file and empties it, after whatever waits in line; for the close of the day.
    pub fn checkpoint_truncate(&self, reply: impl FnOnce(Result<(), StoreError>) + Send + 'static) {
        self.send(Message::Truncate(Box::new(reply)));
    }

    /// What it did so far.
    pub fn written(&self) -> Written {
        let Counters { commits, checkpoints, .. } = &*self.0.counters;
        Written { commits: commits.load(Ordering::Relaxed), checkpoints: checkpoints.load(Ordering::Relaxed) }
    }

    /// Whether the storage took what was last to be written. A job that changes nothing proves nothing.
    pub fn proof(&self) -> Proof {
        let storage = self.0.counters.storage.lock().unwrap_or_else(PoisonError::into_inner);
        Proof { age: storage.written.map(|at| at.elapsed()), fault: storage.fault.clone() }
    }

    /// Ends whatever waits in line, empties the WAL and stops; other handles answer [`StoreError::Stopped`] from then on.
    pub fn close(&self) {
        self.0.stop();
    }

    fn send(&self, message: Message<L>) {
        let line = self.0.line.lock().unwrap_or_else(PoisonError::into_inner);
        let refused = match &*line {
            Some(line) => line.send(message).err().map(|returned| returned.0),
            None => Some(message),
        };
        drop(line);
        match refused {
            Some(Message::Job(job)) => job.answer(Err(StoreError::Stopped)),
            Some(Message::Truncate(reply)) => reply(Err(StoreError::Stopped)),
            None => {}
        }
    }
}

impl<L: Ledger> Inner<L> {
    fn stop(&self) {
        self.line.lock().unwrap_or_else(PoisonError::into_inner).take();
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        // The last handle may be dropped by a reply, on the writer's own thread.
        if let Some(thread) = thread.filter(|thread| thread.thread().id() != thread::current().id())
            && thread.join().is_err()
        {
            tracing::error!("a writer's thread panicked");
        }
    }
}

impl<L: Ledger> Drop for Inner<L> {
    fn drop(&mut self) {
        self.stop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A ledger in memory that cannot take its group into the view.
    struct Broken(Connection);

    impl Ledger for Broken {
        fn connection(&self) -> &Connection {
            &self.0
        }
        fn keep_job(&mut self) {}
        fn drop_job(&mut self, _: bool) {}
        fn keep_group(&mut self) {
            panic!("the view takes nothing");
        }
        fn drop_group(&mut self) {}
        fn head(&self) -> u64 {
            0
        }
    }

    #[test]
    fn a_writer_that_dies_answers_and_lets_go_of_whoever_it_would_wake() {
        let (alive, ends) = mpsc::channel::<()>();
        let on_commit = Box::new(move |_| -> Announcement {
            let _ = alive.send(());
            Box::new(|| ())
        });
        let ledger = Broken(Connection::open_in_memory().unwrap());
        let writer = Writer::spawn("broken", ledger, WriterOptions { on_commit }).unwrap();
        let job = |_: &mut Broken| Ok::<_, StoreError>(());
        assert!(matches!(writer.run(job), Err(StoreError::Stopped)));
        assert!(ends.recv().is_err(), "the thread is gone and has told nobody of a commit");
        assert!(matches!(writer.run(job), Err(StoreError::Stopped)));
    }
}
