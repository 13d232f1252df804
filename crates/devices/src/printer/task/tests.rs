use std::sync::atomic::Ordering;
use std::sync::mpsc::channel;

use super::*;
use crate::spool::Job;
use crate::transport::{Proof, Transport};
use turno_domain::time::Timestamp;

const NOW: Timestamp = Timestamp::from_millis(1_795_250_520_000);

/// Ready when asked, and gone or stuck when a job comes.
struct Refusing {
    gone: bool,
}

impl Transport for Refusing {
    fn write(&mut self, bytes: &[u8], _deadline: Instant) -> Result<usize, TransportError> {
        match bytes {
            [0x10, 0x04, _] => Ok(bytes.len()),
            _ if self.gone => Err(TransportError::Gone(std::io::ErrorKind::BrokenPipe.into())),
            _ => Err(TransportError::TimedOut),
        }
    }

    fn read(&mut self, _buffer: &mut [u8], _deadline: Instant) -> Result<usize, TransportError> {
        Err(TransportError::TimedOut)
    }
}

/// Takes everything, and what it took is as good as on paper.
struct Taking;

impl Transport for Taking {
    fn write(&mut self, bytes: &[u8], _deadline: Instant) -> Result<usize, TransportError> {
        Ok(bytes.len())
    }

    fn read(&mut self, _buffer: &mut [u8], _deadline: Instant) -> Result<usize, TransportError> {
        Err(TransportError::TimedOut)
    }

    fn answers(&self) -> bool {
        false
    }

    fn finish_job(&mut self) -> Result<Proof, TransportError> {
        Ok(Proof::Synced)
    }
}

/// A task that talks to `transport`, with the tickets in its line, and what it tells.
fn task(
    folder: &tempfile::TempDir,
    transport: impl Transport + 'static,
    tickets: &[&str],
) -> (Task, Vec<JobId>, mpsc::UnboundedReceiver<PaperEvent>) {
    let spool = Arc::new(Spool::open(folder.path(), NOW).expect("a spool"));
    let add = |ticket: &&str| {
        let job = Job { ticket: (*ticket).to_owned(), reprint: false, taken: NOW, bytes: b"ciao".to_vec() };
        spool.add(&job).expect("durable")
    };
    let jobs = tickets.iter().map(add).collect();
    let (_commands, orders) = channel();
    let (events, heard) = mpsc::unbounded_channel();
    let (state, _watcher) = watch::channel(PrinterState::Ready);
    let url = PrinterUrl::File { path: folder.path().to_owned() };
    let shown = Shown {
        state,
        held: watch::channel(Vec::new()).0,
        at_mouth: watch::channel(Mouth::Empty).0,
        in_hand: watch::channel(None).0,
    };
    let mut task = Task::new(url, PrinterTimes::default(), spool, orders, events, Presenter::None, shown);
    task.line = Some(Conversation::new(Box::new(transport), Presenter::None));
    (task, jobs, heard)
}

#[test]
fn a_job_that_could_not_be_marked_on_disk_is_sent_when_the_disk_is_well_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let (mut task, jobs, mut heard) = task(&folder, Taking, &["a", "b"]);
    // The sync of its beginning alone, or that of its taking back, too.
    for failing in [1, 2] {
        task.spool.failing_syncs.store(failing, Ordering::SeqCst);
        task.print_what_waits();
        assert_eq!(task.spool.state(jobs[0]), Some(JobState::Queued));
        assert_eq!(task.waiting.front().map(|waiting| waiting.job), Some(jobs[0]));
        assert_eq!(heard.try_recv().ok(), None, "nothing has become of it");
    }
    for job in &jobs {
        let waiting = task.waiting.pop_front().expect("in line");
        assert_eq!((waiting.job, task.print(waiting).is_none()), (*job, true));
        assert_eq!(task.spool.state(*job), Some(JobState::Proven));
    }
}

#[test]
fn a_job_that_is_not_in_line_in_the_spool_ends_unknown_and_holds_up_no_other() {
    let folder = tempfile::tempdir().expect("a folder");
    let (mut task, jobs, mut heard) = task(&folder, Taking, &["a", "b"]);
    task.spool.begin(jobs[0]).expect("durable");

    let first = task.waiting.pop_front().expect("in line");
    assert!(task.print(first).is_none(), "it is not held");

    assert_eq!(heard.try_recv().map(|event| (event.job, event.state)), Ok((jobs[0], JobState::Unknown)));
    assert_eq!(task.spool.state(jobs[0]), Some(JobState::Unknown));
    let second = task.waiting.pop_front().expect("in line");
    assert!(task.print(second).is_none());
    assert_eq!(task.spool.state(jobs[1]), Some(JobState::Proven));
}

#[test]
fn a_job_of_which_no_byte_was_taken_stays_first_in_line() {
    for gone in [true, false] {
        let folder = tempfile::tempdir().expect("a folder");
        let (mut task, jobs, mut heard) = task(&folder, Refusing { gone }, &["a"]);
        let (spool, job) = (Arc::clone(&task.spool), jobs[0]);

        task.print_what_waits();

        assert_eq!(spool.state(job), Some(JobState::Queued));
        assert_eq!(task.waiting.front().map(|waiting| waiting.job), Some(job));
        assert_eq!(heard.try_recv().ok(), None, "nothing has become of it");
        assert_eq!(task.line.is_none(), gone, "only a line that is gone is dropped");
    }
}
