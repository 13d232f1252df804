//! The spool across crashes: each state on disk, and what the next start makes of it.

use std::fs::{self, File};
use std::path::Path;
use std::time::{Duration, SystemTime};

use chrono::TimeDelta;
use turno_devices::spool::{FailReason, Job, JobId, JobState, KEPT_FOR, PRINTED_WITHIN, Spool, SpoolError};
use turno_domain::time::Timestamp;

/// Saturday 21 November 2026, 9:42 in Rome.
const NOW: Timestamp = Timestamp::from_millis(1_795_250_520_000);

fn job(ticket: &str) -> Job {
    Job {
        ticket: ticket.into(),
        reprint: false,
        taken: NOW,
        bytes: format!("\x1b@{ticket}\n\nrest").into_bytes(),
    }
}

fn states(spool: &Spool) -> Vec<(String, JobState)> {
    spool.list().into_iter().map(|spooled| (spooled.ticket, spooled.state)).collect()
}

fn files(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .expect("the folder")
        .map(|entry| entry.expect("an entry").file_name().into_string().expect("a name"))
        .collect();
    names.sort();
    names
}

/// A spool with one job in each state that a crash can find.
fn in_every_state(folder: &Path) -> [JobId; 5] {
    let spool = Spool::open(folder, NOW).expect("open");
    let jobs =
        ["proven", "unknown", "failed", "sent", "queued"].map(|ticket| spool.add(&job(ticket)).expect("add"));
    let [proven, unknown, failed, sent, _] = jobs;
    for begun in [proven, unknown, sent] {
        spool.begin(begun).expect("begin");
    }
    spool.end(proven, JobState::Proven).expect("proven");
    spool.end(unknown, JobState::Unknown).expect("unknown");
    spool.fail(failed, FailReason::HeldTooLong).expect("failed");
    jobs
}

#[test]
fn after_a_crash_only_what_was_never_begun_is_still_queued() {
    let folder = tempfile::tempdir().expect("a folder");
    let [.., queued] = in_every_state(folder.path());
    let spool = Spool::open(folder.path(), NOW).expect("open");
    assert_eq!(
        states(&spool),
        [
            ("proven".into(), JobState::Proven),
            ("unknown".into(), JobState::Unknown),
            ("failed".into(), JobState::Failed(FailReason::HeldTooLong)),
            ("sent".into(), JobState::Unknown),
            ("queued".into(), JobState::Queued),
        ]
    );
    assert_eq!(spool.bytes(queued).expect("bytes"), job("queued").bytes);
}

#[test]
fn what_ended_stays_until_it_is_settled_and_then_is_gone_for_good() {
    let folder = tempfile::tempdir().expect("a folder");
    let jobs = in_every_state(folder.path());
    let spool = Spool::open(folder.path(), NOW).expect("open");
    for ended in &jobs[..4] {
        spool.settle(*ended).expect("settle");
        spool.settle(*ended).expect("settle again");
    }
    assert!(matches!(spool.settle(jobs[4]), Err(SpoolError::NotThere(_))), "a queued job is not forgotten");
    drop(spool);
    assert_eq!(
        states(&Spool::open(folder.path(), NOW).expect("open")),
        [("queued".into(), JobState::Queued)]
    );
}

#[test]
fn no_state_but_queued_can_be_sent() {
    let folder = tempfile::tempdir().expect("a folder");
    let jobs = in_every_state(folder.path());
    let spool = Spool::open(folder.path(), NOW).expect("open");
    for ended in &jobs[..4] {
        assert!(matches!(spool.begin(*ended), Err(SpoolError::NotThere(_))));
        assert!(matches!(spool.take_back(*ended), Err(SpoolError::NotThere(_))));
    }
    spool.begin(jobs[4]).expect("begin");
    spool.take_back(jobs[4]).expect("take back");
    spool.begin(jobs[4]).expect("begin again");
}

#[test]
fn the_mark_of_sending_is_on_disk_before_begin_returns() {
    let folder = tempfile::tempdir().expect("a folder");
    let spool = Spool::open(folder.path(), NOW).expect("open");
    let sent = spool.add(&job("a")).expect("add");
    assert!(files(folder.path())[0].ends_with(&format!("{sent}.queued")));
    spool.begin(sent).expect("begin");
    assert!(files(folder.path())[0].ends_with(&format!("{sent}.sent")));
}

#[test]
fn a_ticket_is_taken_once_unless_a_copy_is_asked_for() {
    let folder = tempfile::tempdir().expect("a folder");
    let spool = Spool::open(folder.path(), NOW).expect("open");
    let first = spool.add(&job("a")).expect("add");
    assert!(matches!(spool.add(&job("a")), Err(SpoolError::AlreadyThere { job, .. }) if job == first));
    spool.add(&Job { reprint: true, ..job("a") }).expect("a copy");
    assert_eq!(spool.list().len(), 2);
}

#[test]
fn half_written_and_damaged_files_are_no_tickets() {
    let folder = tempfile::tempdir().expect("a folder");
    let spool = Spool::open(folder.path(), NOW).expect("open");
    let damaged = spool.add(&job("a")).expect("add");
    drop(spool);
    fs::write(folder.path().join("0000000002-x.part"), b"{").expect("write");
    fs::write(folder.path().join("notes.txt"), b"not ours").expect("write");
    fs::write(folder.path().join(format!("0000000001-{damaged}.queued")), b"{\"tick").expect("write");
    let spool = Spool::open(folder.path(), NOW).expect("open");
    assert_eq!(spool.state(damaged), Some(JobState::Failed(FailReason::Damaged)));
    assert_eq!(spool.list().len(), 1);
    assert!(!files(folder.path()).iter().any(|name| name.ends_with(".part")));
}

#[test]
fn two_programs_do_not_share_a_spool() {
    let folder = tempfile::tempdir().expect("a folder");
    let spool = Spool::open(folder.path(), NOW).expect("open");
    assert!(matches!(Spool::open(folder.path(), NOW), Err(SpoolError::InUse(_))));
    drop(spool);
    Spool::open(folder.path(), NOW).expect("free again");
}

/// So long after everything was taken.
fn after(age: Duration) -> Timestamp {
    NOW.plus(TimeDelta::from_std(age).expect("a span"))
}

const A_MINUTE: Duration = Duration::from_secs(60);

#[test]
fn what_nobody_settles_for_a_week_is_forgotten_and_what_was_never_told_is_told_first() {
    let folder = tempfile::tempdir().expect("a folder");
    in_every_state(folder.path());
    let next_week = after(KEPT_FOR + A_MINUTE);

    let spool = Spool::open(folder.path(), next_week).expect("open");
    let told_first =
        [("sent".into(), JobState::Unknown), ("queued".into(), JobState::Failed(FailReason::HeldTooLong))];
    assert_eq!(states(&spool), told_first, "last week's ticket is not printed");
    drop(spool);

    let spool = Spool::open(folder.path(), next_week).expect("open again");
    assert_eq!(states(&spool), []);
    assert_eq!(files(folder.path()), ["lock"], "nothing of them stays on disk");
    spool.add(&job("proven")).expect("the spool goes on");
}

#[test]
fn yesterdays_queued_ticket_is_not_printed_and_one_of_a_restart_ago_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let waiting = Spool::open(folder.path(), NOW).expect("open").add(&job("A007")).expect("add");
    let spool = Spool::open(folder.path(), after(PRINTED_WITHIN - A_MINUTE)).expect("open");
    assert_eq!(spool.state(waiting), Some(JobState::Queued));
    drop(spool);
    for opened in ["at first", "and ever after"] {
        let spool = Spool::open(folder.path(), after(PRINTED_WITHIN + A_MINUTE)).expect("open");
        assert_eq!(spool.state(waiting), Some(JobState::Failed(FailReason::HeldTooLong)), "{opened}");
        assert!(matches!(spool.begin(waiting), Err(SpoolError::NotThere(_))), "{opened}");
    }
}

#[test]
fn what_is_younger_than_a_week_or_from_the_future_stays() {
    let folder = tempfile::tempdir().expect("a folder");
    in_every_state(folder.path());
    let nearly = after(KEPT_FOR - Duration::from_secs(3_600));
    assert_eq!(Spool::open(folder.path(), nearly).expect("open").list().len(), 5);
    let before = NOW.plus(TimeDelta::days(-8));
    assert_eq!(Spool::open(folder.path(), before).expect("open").list().len(), 5);
}

#[test]
fn the_age_goes_by_the_programs_clock_whatever_the_disk_says() {
    let folder = tempfile::tempdir().expect("a folder");
    let waiting = Spool::open(folder.path(), NOW).expect("open").add(&job("A007")).expect("add");
    for name in files(folder.path()) {
        let file = File::options().append(true).open(folder.path().join(name)).expect("a file");
        file.set_modified(SystemTime::UNIX_EPOCH).expect("its time");
    }
    let spool = Spool::open(folder.path(), after(A_MINUTE)).expect("open");
    assert_eq!(spool.state(waiting), Some(JobState::Queued), "taken a minute ago");
}

#[test]
fn a_file_that_does_not_say_when_it_was_taken_is_as_old_as_itself() {
    let folder = tempfile::tempdir().expect("a folder");
    let waiting = Spool::open(folder.path(), NOW).expect("open").add(&job("A007")).expect("add");
    let path = folder.path().join(format!("0000000001-{waiting}.queued"));
    fs::write(&path, b"{\"ticket\":\"A007\"}\nrest").expect("write");
    let file = File::options().append(true).open(&path).expect("a file");
    let written = u64::try_from(NOW.millis()).expect("after 1970");
    file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_millis(written)).expect("its time");
    let soon = Spool::open(folder.path(), after(A_MINUTE)).expect("open");
    assert_eq!(soon.state(waiting), Some(JobState::Queued));
    drop(soon);
    let late = Spool::open(folder.path(), after(PRINTED_WITHIN)).expect("open");
    assert_eq!(late.state(waiting), Some(JobState::Failed(FailReason::HeldTooLong)));
}
