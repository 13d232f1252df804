//! A printer whose power fails after it took n bytes of a ticket, for every n that a ticket has: one printer and one spool through
//! all of it, as at a kiosk.

use std::time::Duration;

use tempfile::TempDir;
use turno_devices::escpos::{PrinterProfile, job};
use turno_devices::fake::{FakeLink, FakeTicket, Order};
use turno_devices::paper::{Block, PaperWidth, TicketNumber, TicketPaper};
use turno_devices::printer::PrinterTimes;
use turno_devices::spool::{Job, JobState};

use crate::stand::{Desk, PRINTED, Work, printed_whole, ticket, times};
use crate::tickets::plain;

/// Many deaths, each found out at once.
fn quick_times() -> PrinterTimes {
    let quick = Duration::from_millis(1);
    PrinterTimes { poll_every: quick, reopen_after: quick, reopen_at_most: quick, ..times() }
}

/// A ticket in the printer's own letters alone: it dies as often as it has bytes.
fn short(number: u32) -> Job {
    let paper = TicketPaper { number: TicketNumber { letter: 'A', number }, ..plain() };
    let mut layout = paper.layout(PaperWidth::Mm80);
    layout.blocks.retain(|block| matches!(block, Block::Text(_) | Block::Number(_) | Block::Cut));
    let bytes = job(&layout, &PrinterProfile::default()).expect("bytes");
    Job { bytes, ..ticket(number) }
}

/// The ticket under another name, for one more round.
fn again(job: &Job, name: String) -> Job {
    Job { ticket: name, ..job.clone() }
}

/// Bytes up to where the cut has been made: with them the paper is out, whatever becomes of the question behind.
fn until_cut(ticket: &Job) -> usize {
    let proof = [0x1D, b'r', 1];
    assert!(ticket.bytes.ends_with(&proof), "a job ends with its question");
    ticket.bytes.len() - proof.len()
}

struct Rounds<'a> {
    desk: &'a Desk,
    work: Work<'a>,
    lost: Job,
    next: Job,
    whole_lost: FakeTicket,
    whole_next: FakeTicket,
}

impl Rounds<'_> {
    /// The printer dies once it has taken `taken` bytes of a ticket, comes back, and the next citizen's ticket is printed.
    fn round(&mut self, taken: usize) {
        let round = format!("after {taken} bytes of {}", self.lost.bytes.len());
        self.desk.fake.order(Order::Accept(taken));
        let job = again(&self.lost, format!("lost-{taken}"));
        let lost = self.work.handle.submit(&job).expect("durable");
        self.work.expect(lost, &[JobState::Queued, JobState::Sent, JobState::Unknown]);
        let cut = self.desk.fake.next_ticket(Duration::ZERO);
        assert_eq!(cut.is_some(), taken >= until_cut(&self.lost), "{round}: the paper is out with its cut");
        assert!(
            cut.is_none_or(|paper| paper.picture == self.whole_lost.picture),
            "{round}: the paper is whole"
        );

        self.desk.fake.order(Order::Plug);
        let next = self.work.handle.submit(&again(&self.next, format!("next-{taken}"))).expect("durable");
        self.work.expect(next, &PRINTED);
        let mut own = self.desk.next_ticket();
        if own.picture != self.whole_next.picture {
            // What hung at the head was cut off before the next began; it is what was there of the ticket, and not its whole.
            assert!(self.whole_lost.lines.starts_with(&own.lines), "{round}: {:?}", own.lines);
            assert!(taken < until_cut(&self.lost), "{round}: a second paper");
            own = self.desk.next_ticket();
        }
        assert!(
            own.picture == self.whole_next.picture && own.not_understood.is_empty(),
            "{round}: {:?}",
            own.lines
        );
        assert!(self.desk.fake.next_ticket(Duration::ZERO).is_none(), "{round}: nothing but these came out");

        let held = self.work.handle.jobs();
        let states: Vec<_> = held.iter().map(|held| (held.job, held.state)).collect();
        assert_eq!(states, [(lost, JobState::Unknown), (next, JobState::Proven)], "{round}: the spool");
        let twice = self.work.handle.submit(&job);
        assert!(twice.is_err(), "{round}: what may be on paper is not taken again unasked");
        for job in [lost, next] {
            self.work.handle.settle(job).expect("settled");
        }
    }

    /// With every byte taken the paper is proven; the power that fails at the next byte takes nothing of it back.
    fn with_all_bytes(mut self) {
        self.desk.fake.order(Order::Accept(self.lost.bytes.len()));
        let job = self.work.handle.submit(&again(&self.lost, "whole".to_owned())).expect("durable");
        self.work.expect(job, &PRINTED);
        assert!(self.desk.next_ticket().picture == self.whole_lost.picture);
        assert!(self.desk.fake.next_ticket(Duration::ZERO).is_none(), "one paper");
        self.work.expect_nothing_more();
    }
}

fn dies_after_every_byte(link: impl Fn(&TempDir) -> FakeLink, usb: bool) {
    let folder = tempfile::tempdir().expect("a folder");
    let desk = Desk::new(link(&folder));
    let url = if usb { desk.usb() } else { desk.fake.url().clone() };
    let (lost, next) = (short(1), short(2));
    let (whole_lost, whole_next) = (printed_whole(&lost), printed_whole(&next));
    let work = desk.start_at(Some(url), quick_times());
    let mut rounds = Rounds { desk: &desk, work, lost, next, whole_lost, whole_next };
    // One that has proved a ticket before, so that its silence is known to be one.
    let first = rounds.work.submit(3);
    rounds.work.expect(first, &PRINTED);
    desk.next_ticket();
    rounds.work.handle.settle(first).expect("settled");
    assert!(rounds.lost.bytes.len() > 200, "a ticket and not a scrap");
    for taken in 0..rounds.lost.bytes.len() {
        rounds.round(taken);
    }
    rounds.with_all_bytes();
}

#[test]
fn a_printer_that_dies_after_any_byte_of_a_ticket_never_gets_it_again() {
    dies_after_every_byte(|_| FakeLink::Tcp { port: 0 }, false);
}

#[test]
fn a_usb_printer_that_dies_after_any_byte_of_a_ticket_never_gets_it_again() {
    dies_after_every_byte(|folder| FakeLink::Pty { link: Some(folder.path().join("lp")) }, true);
}
