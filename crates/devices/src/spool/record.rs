//! A job's file: its name, which carries order and state, and its content.

use std::fmt;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::{FailReason, JobId, JobState};

/// `0000000001-<job>.queued`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Name {
    pub(super) order: u64,
    pub(super) job: JobId,
    pub(super) state: JobState,
}

const STATES: [(JobState, &str); 8] = [
    (JobState::Queued, "queued"),
    (JobState::Sent, "sent"),
    (JobState::Proven, "proven"),
    (JobState::Unknown, "unknown"),
    (JobState::Failed(FailReason::NoPrinter), "failed-no-printer"),
    (JobState::Failed(FailReason::HeldTooLong), "failed-held-too-long"),
    (JobState::Failed(FailReason::Withdrawn), "failed-withdrawn"),
    (JobState::Failed(FailReason::Damaged), "failed-damaged"),
];

impl Name {
    /// `None` for files that are none of the spool's.
    pub(super) fn of(path: &Path) -> Option<Self> {
        let (order, job) = path.file_stem()?.to_str()?.split_once('-')?;
        let extension = path.extension()?.to_str()?;
        let (state, _) = STATES.into_iter().find(|(_, word)| *word == extension)?;
        Some(Self { order: order.parse().ok()?, job: JobId(job.parse().ok()?), state })
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word =
            STATES.into_iter().find(|(state, _)| *state == self.state).map_or("unknown", |(_, word)| word);
        write!(f, "{:010}-{}.{word}", self.order, self.job)
    }
}

#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Header {
    pub(super) ticket: String,
    #[serde(default)]
    pub(super) reprint: bool,
    /// Milliseconds since 1970-01-01T00:00Z.
    #[serde(default)]
    pub(super) taken_ms: Option<i64>,
}

pub(super) fn encode(header: &Header, bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut record = serde_json::to_vec(header)?;
    record.push(b'\n');
    record.extend_from_slice(bytes);
    Ok(record)
}

/// `None` when the file's head cannot be read.
pub(super) fn header(path: &Path) -> Option<Header> {
    let mut line = Vec::new();
    BufReader::new(File::open(path).ok()?).read_until(b'\n', &mut line).ok()?;
    serde_json::from_slice(line.strip_suffix(b"\n")?).ok()
}

pub(super) fn bytes(path: &Path) -> io::Result<Vec<u8>> {
    let record = fs::read(path)?;
    let end = record.iter().position(|&byte| byte == b'\n').ok_or(io::ErrorKind::InvalidData)?;
    Ok(record[end + 1..].to_vec())
}
