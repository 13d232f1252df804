//! What a writer promises: each job alone, all of a group or nothing, and nobody answered before the disk has it.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod desk;

use desk::{Desk, clock, give, issue, monday, nobody, open, open_on_monday, operate, ticket};
use std::sync::{Arc, Mutex, mpsc};
use turno_domain::queue::{Command, Context};
use turno_domain::refusal::Refusal;
use turno_domain::ticket::TicketState;
use turno_store::{Announcement, StoreError, Stores, TxError, WriterOptions};

#[test]
fn a_refused_job_leaves_no_trace_and_the_others_of_its_group_stay() {
    let folder = tempfile::tempdir().unwrap();
    let Desk { queue, .. } = open_on_monday(folder.path());
    let (answers, answered) = mpsc::channel();
    for n in 1..=30_u64 {
        let answers = answers.clone();
        queue.writer.submit(
            move |tx| {
                let entries = give(tx, n, "spid", 1)?;
                // Every third is refused after it has changed rows and the working queue.
                if n % 3 == 0 { Err(Refusal::UnknownTicket.into()) } else { Ok(entries.len()) }
            },
            move |result: Result<usize, TxError>| answers.send((n, result.is_ok())).unwrap(),
        );
    }
    drop(answers);
    let mut kept: Vec<_> = answered.iter().collect();
    kept.sort_unstable();
    assert!(kept.iter().all(|(n, ok)| *ok == (n % 3 != 0)), "{kept:?}");
    let counts: Vec<u32> = queue
        .readers
        .read(|reads| reads.tickets_of(monday()))
        .unwrap()
        .iter()
        .map(|ticket| ticket.number.count)
        .collect();
    assert_eq!(counts, (1..=20).collect::<Vec<_>>());
    let view = queue.committed.read();
    assert_eq!(view.queue().unwrap().tickets().count(), 20);
    assert_eq!(view.position().sequence, queue.readers.read(|reads| reads.head()).unwrap());
}

#[test]
fn two_desks_never_hold_the_same_ticket() {
    let folder = tempfile::tempdir().unwrap();
    let Desk { queue, .. } = open_on_monday(folder.path());
    queue.writer.run(|tx| give(tx, 1, "spid", 1)).unwrap();
    for (who, counter) in [("anna", "1"), ("bruno", "2")] {
        let open = Command::OpenCounter { counter: counter.parse().unwrap(), takeover: false };
        queue.writer.run(move |tx| operate(tx, who, &open, 2)).unwrap();
    }
    let (answers, answered) = mpsc::channel();
    for (who, counter) in [("anna", "1"), ("bruno", "2")] {
        let answers = answers.clone();
        let call = Command::CallThis { counter: counter.parse().unwrap(), ticket: ticket(1) };
        queue.writer.submit(
            move |tx| operate(tx, who, &call, 3),
            move |result: Result<_, TxError>| answers.send(result).unwrap(),
        );
    }
    drop(answers);
    let results: Vec<_> = answered.iter().collect();
    assert!(results[0].is_ok());
    assert!(matches!(results[1], Err(TxError::Refused(Refusal::InOtherHands { .. }))), "{:?}", results[1]);
}

#[test]
fn a_panic_fails_its_job_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let Desk { queue, .. } = open_on_monday(folder.path());
    let failed = queue.writer.run(|tx| -> Result<(), TxError> {
        give(tx, 1, "spid", 1)?;
        panic!("a fault in a job")
    });
    assert!(matches!(failed, Err(TxError::Store(StoreError::Panicked))));
    let entries = queue.writer.run(|tx| give(tx, 2, "spid", 2)).unwrap();
    assert_eq!(entries[0].sequence, 3);
    let view = queue.committed.read();
    assert_eq!(view.queue().unwrap().ticket(ticket(2)).unwrap().number.to_string(), "A001");
    assert!(view.queue().unwrap().ticket(ticket(1)).is_none());
}

#[test]
fn the_head_is_known_before_the_answers_and_announced_after_them() {
    let folder = tempfile::tempdir().unwrap();
    let heads = Arc::new(Mutex::new(Vec::new()));
    let announced = Arc::new(Mutex::new(Vec::new()));
    let (seen, said) = (heads.clone(), announced.clone());
    let stores = Stores::open(folder.path(), &desk::options()).unwrap();
    let on_commit = Box::new(move |head| -> Announcement {
        seen.lock().unwrap().push(head);
        let said = said.clone();
        Box::new(move || said.lock().unwrap().push(head))
    });
    let queue = stores.queue.start(WriterOptions { on_commit }).unwrap();
    queue.writer.run(|tx| tx.initialise(desk::site(), None, monday(), clock(0), &nobody())).unwrap();
    for n in 1..=20 {
        queue.writer.run(move |tx| give(tx, n, "asst", 1)).unwrap();
        assert_eq!(heads.lock().unwrap().last(), Some(&(n + 2)));
    }
    let (answer, answered) = mpsc::channel();
    let so_far = announced.clone();
    queue.writer.submit(
        |tx| give(tx, 21, "asst", 1),
        move |given| answer.send((given.is_ok(), so_far.lock().unwrap().last().copied())).unwrap(),
    );
    assert_eq!(answered.recv().unwrap(), (true, Some(22)), "who waits for an answer comes first");
    // A job that changes nothing announces nothing.
    queue.writer.run(|_| Ok::<_, StoreError>(())).unwrap();
    queue.writer.close();
    let heads = heads.lock().unwrap();
    assert_eq!(heads.last(), Some(&23));
    assert_eq!(*heads, *announced.lock().unwrap());
    assert!(heads.is_sorted_by(|a, b| a < b), "{heads:?}");
}

#[test]
fn a_closed_writer_answers_everybody() {
    let folder = tempfile::tempdir().unwrap();
    let Desk { queue, .. } = open_on_monday(folder.path());
    queue.writer.close();
    let refused = queue.writer.run(|tx| give(tx, 1, "spid", 1));
    assert!(matches!(refused, Err(TxError::Store(StoreError::Stopped))));
    let (answer, answered) = mpsc::channel();
    queue.writer.checkpoint_truncate(move |result| answer.send(result).unwrap());
    assert!(matches!(answered.recv().unwrap(), Err(StoreError::Stopped)));
}

#[test]
fn a_start_finds_the_queue_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let before = {
        let Desk { queue, .. } = open_on_monday(folder.path());
        for n in 1..=5 {
            queue.writer.run(move |tx| give(tx, n, if n % 2 == 0 { "spid" } else { "asst" }, 1)).unwrap();
        }
        let open = Command::OpenCounter { counter: "1".parse().unwrap(), takeover: false };
        queue.writer.run(move |tx| operate(tx, "anna", &open, 2)).unwrap();
        let call = Command::CallNext { counter: "1".parse().unwrap() };
        queue.writer.run(move |tx| operate(tx, "anna", &call, 3)).unwrap();
        let mut renamed = desk::site();
        renamed.services[0].letter = 'C';
        queue.writer.run(move |tx| tx.apply_site(renamed, None, clock(4), &nobody())).unwrap();
        queue.writer.run(move |tx| give(tx, 6, "spid", 5)).unwrap();
        queue.committed.read().clone()
    };
    let Desk { queue, .. } = open(folder.path());
    assert_eq!(*queue.committed.read(), before);
    let status = queue.readers.read(|reads| reads.site_status()).unwrap();
    assert!(status.changed_by_admin);
    assert_eq!(status.hash.as_deref(), Some("first"));
}

#[test]
fn numbers_of_a_day_that_is_entered_again_go_on() {
    let folder = tempfile::tempdir().unwrap();
    let Desk { queue, .. } = open_on_monday(folder.path());
    let context = Context { now: clock(10), operator: None };
    queue.writer.run(|tx| give(tx, 1, "spid", 1)).unwrap();
    for (day, correction) in [(monday().next(), false), (monday(), true)] {
        queue
            .writer
            .run(move |tx| {
                let used = tx.reads().used_numbers(day)?;
                tx.run(&Command::OpenDay { day, used, correction }, &context, &nobody())
            })
            .unwrap();
    }
    queue.writer.run(move |tx| tx.run(&issue(2, "spid"), &context, &nobody())).unwrap();
    let view = queue.committed.read();
    assert_eq!(view.queue().unwrap().ticket(ticket(2)).unwrap().number.count, 2);
    drop(view);
    let first = queue.readers.read(|reads| reads.ticket(ticket(1))).unwrap().unwrap();
    assert_eq!((first.state, first.day), (TicketState::Closed, monday()));
}

#[test]
fn without_a_site_there_is_no_queue_but_operators_can_be_added() {
    let folder = tempfile::tempdir().unwrap();
    let Desk { queue, .. } = open(folder.path());
    assert!(queue.committed.read().queue().is_none());
    let refused = queue.writer.run(|tx| give(tx, 1, "spid", 1));
    assert!(matches!(refused, Err(TxError::Store(StoreError::NotInitialised))));
    queue.writer.run(|tx| tx.add_operator(&new_operator(), clock(0), &nobody())).unwrap();
    queue.writer.run(|tx| tx.initialise(desk::site(), None, monday(), clock(1), &nobody())).unwrap();
    let again = queue.writer.run(|tx| tx.initialise(desk::site(), None, monday(), clock(1), &nobody()));
    assert!(matches!(again, Err(StoreError::AlreadyInitialised)));
    let numbers = queue.readers.read(|reads| reads.entries_after(0, 100)).unwrap();
    assert_eq!(numbers.iter().map(|entry| entry.sequence).collect::<Vec<_>>(), [1, 2, 3]);
}

fn new_operator() -> turno_store::queue::NewOperator {
    turno_store::queue::NewOperator {
        key: "anna".parse().unwrap(),
        name: "Anna".into(),
        role: turno_domain::roles::PersonRole::Operator,
        qualifications: vec!["rao".parse().unwrap()],
        pin_hash: "$argon2id$…".into(),
    }
}
