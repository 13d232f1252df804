//! What an opening spool makes of the files that it finds.

use std::fs;
use std::path::Path;
use std::time::{Duration, UNIX_EPOCH};

use turno_domain::time::Timestamp;

use super::record::{self, Header, Name};
use super::{FailReason, JobState, Spool, SpoolError, SpooledJob, disk};

/// How long a job is kept for somebody to settle it, counted from the moment it was taken: a week. Whoever was to be
/// told of its paper has not come back for so long, and its citizen has long been helped or gone.
pub const KEPT_FOR: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// How old a job may be, counted from the moment it was taken, for an opening spool to print it still: ten minutes. That is
/// beyond the longest that a printer is waited for and a restart in between; the citizen of an older one has gone without
/// paper, and next morning nobody would know whose ticket came out.
pub const PRINTED_WITHIN: Duration = Duration::from_secs(10 * 60);

/// What becomes of a job that was found.
#[derive(Debug, PartialEq, Eq)]
enum Verdict {
    Keep(JobState),
    Forget,
}

/// `found` is the state in its file's name; `readable` whether its header can be read; `age` since it was taken.
fn judge(found: JobState, readable: bool, age: Duration) -> Verdict {
    let old = age >= KEPT_FOR;
    match found {
        JobState::Queued if !readable => Verdict::Keep(JobState::Failed(FailReason::Damaged)),
        JobState::Queued if age >= PRINTED_WITHIN => Verdict::Keep(JobState::Failed(FailReason::HeldTooLong)),
        JobState::Queued => Verdict::Keep(JobState::Queued),
        JobState::Sent => Verdict::Keep(JobState::Unknown),
        JobState::Proven | JobState::Failed(_) | JobState::Unknown if old => Verdict::Forget,
        ended => Verdict::Keep(ended),
    }
}

impl Spool {
    pub(super) fn recover(&self, now: Timestamp) -> Result<(), SpoolError> {
        let mut jobs = self.jobs();
        let mut forgotten = 0_u32;
        for entry in fs::read_dir(&self.folder).map_err(|source| disk(&self.folder, source))? {
            let path = entry.map_err(|source| disk(&self.folder, source))?.path();
            if path.extension().is_some_and(|extension| extension == "part") {
                remove(&path)?;
                continue;
            }
            let Some(name) = Name::of(&path) else { continue };
            let header = record::header(&path);
            let state = match judge(name.state, header.is_some(), age(now, header.as_ref(), &path)) {
                Verdict::Keep(state) => state,
                Verdict::Forget => {
                    remove(&path)?;
                    forgotten += 1;
                    continue;
                }
            };
            if state != name.state {
                self.rename(name, state)?;
            }
            let Header { ticket, reprint, .. } = header.unwrap_or_default();
            jobs.by_order.insert(name.order, SpooledJob { job: name.job, ticket, reprint, state });
        }
        drop(jobs);
        if forgotten > 0 {
            tracing::warn!(forgotten, "print jobs that nobody settled for a week are forgotten");
        }
        self.sync_folder()
    }
}

fn remove(path: &Path) -> Result<(), SpoolError> {
    fs::remove_file(path).map_err(|source| disk(path, source))
}

/// How long ago a job was taken. One from the future, as a machine without a clock battery leaves them, is taken for new: too
/// much is kept, or printed, rather than lost.
fn age(now: Timestamp, header: Option<&Header>, path: &Path) -> Duration {
    let taken = header.and_then(|header| header.taken_ms).or_else(|| written_ms(path));
    taken.and_then(|taken| now.since(Timestamp::from_millis(taken)).to_std().ok()).unwrap_or_default()
}

/// Where the header cannot be read, the file's own time must do; it is kept through every rename.
fn written_ms(path: &Path) -> Option<i64> {
    let written = fs::metadata(path).and_then(|file| file.modified()).ok()?;
    i64::try_from(written.duration_since(UNIX_EPOCH).ok()?.as_millis()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::printer::PrinterTimes;

    const NEW: Duration = KEPT_FOR.saturating_sub(Duration::from_secs(1));
    const FAILED: JobState = JobState::Failed(FailReason::Withdrawn);

    #[test]
    fn what_ended_is_forgotten_when_it_is_old_and_not_before() {
        for ended in [JobState::Proven, JobState::Unknown, FAILED] {
            assert_eq!(judge(ended, true, NEW), Verdict::Keep(ended));
            assert_eq!(judge(ended, true, KEPT_FOR), Verdict::Forget);
            assert_eq!(judge(ended, false, KEPT_FOR), Verdict::Forget);
        }
    }

    #[test]
    fn an_end_that_was_never_told_is_told_however_old_it_is() {
        let held_too_long = JobState::Failed(FailReason::HeldTooLong);
        assert_eq!(judge(JobState::Sent, true, KEPT_FOR), Verdict::Keep(JobState::Unknown));
        assert_eq!(judge(JobState::Queued, true, KEPT_FOR), Verdict::Keep(held_too_long));
    }

    #[test]
    fn only_what_was_queued_a_moment_ago_is_printed() {
        let held_too_long = JobState::Failed(FailReason::HeldTooLong);
        let just_within = PRINTED_WITHIN.saturating_sub(Duration::from_secs(1));
        assert_eq!(judge(JobState::Queued, true, Duration::ZERO), Verdict::Keep(JobState::Queued));
        assert_eq!(judge(JobState::Queued, true, just_within), Verdict::Keep(JobState::Queued));
        assert_eq!(judge(JobState::Queued, true, PRINTED_WITHIN), Verdict::Keep(held_too_long));
        assert!(PRINTED_WITHIN > PrinterTimes::default().hold_at_most);
    }
}
