//! A print job: what is handed in, what became of it, and why the spool did not take it.

use std::path::PathBuf;
use std::{fmt, io};

use serde::{Deserialize, Serialize};
use turno_domain::time::Timestamp;
use uuid::Uuid;

/// Names one print job for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct JobId(pub Uuid);

impl fmt::Display for JobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// One ticket on its way to the paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// The ticket's identifier, as the caller names it.
    pub ticket: String,
    /// A further copy that somebody asked for; without it a ticket is taken once.
    pub reprint: bool,
    /// When it is handed in, by the program's clock.
    pub taken: Timestamp,
    /// What goes to the printer.
    pub bytes: Vec<u8>,
}

/// What became of a job's paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum JobState {
    /// Durable; not a byte has gone out.
    Queued,
    /// Handed to the printer, which may hold it or be printing it.
    Sent,
    /// The printer said that it has worked it off.
    Proven,
    /// It was not and will not be printed.
    Failed(FailReason),
    /// It may have been printed, or a part of it.
    Unknown,
}

impl JobState {
    /// One word for it, the reason of a failure left out: `queued`, `sent`, `proven`, `failed`, `unknown`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sent => "sent",
            Self::Proven => "proven",
            Self::Failed(_) => "failed",
            Self::Unknown => "unknown",
        }
    }
}

/// Why a job was not printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FailReason {
    /// The site has no printer.
    NoPrinter,
    /// The printer was not ready for longer than a citizen waits.
    HeldTooLong,
    /// The caller took it back before a byte went out.
    Withdrawn,
    /// Its file can no longer be read.
    Damaged,
}

/// A job of the spool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpooledJob {
    /// Its name.
    pub job: JobId,
    /// The ticket it prints.
    pub ticket: String,
    /// Whether it is a further copy.
    pub reprint: bool,
    /// What became of it.
    pub state: JobState,
}

/// Why the spool refused or failed.
#[derive(Debug, thiserror::Error)]
pub enum SpoolError {
    /// The disk did not do what was asked; a full one is the usual reason.
    #[error("the print spool {path}: {source}")]
    Disk {
        /// File or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Another process owns the folder.
    #[error("the print spool {0} is in use by another program")]
    InUse(PathBuf),
    /// The ticket was handed in before and is no reprint.
    #[error("ticket {ticket} is already in the print spool as {state:?}")]
    AlreadyThere {
        /// The ticket.
        ticket: String,
        /// The job that prints it.
        job: JobId,
        /// What became of that job.
        state: JobState,
    },
    /// No such job, or its state forbids the step.
    #[error("print job {0} is not in the spool in the state that this needs")]
    NotThere(JobId),
}
