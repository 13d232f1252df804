//! What happens when the storage is full: a clear answer, nothing acknowledged, and work goes on once there is space.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use super::QueueTx;
use crate::writer::Ledger;
use crate::{StoreError, TxError};
use desk::{Desk, give, issue, monday, nobody, open, open_on_monday, ticket};
use std::sync::mpsc;
use turno_domain::queue::Context;

#[path = "../../tests/desk/mod.rs"]
mod desk;

/// Lets the file grow by `pages` at most, as a full disk would.
fn allow(tx: &mut QueueTx, pages: i64) -> Result<(), StoreError> {
    let used: i64 = tx.connection().query_row("PRAGMA page_count", [], |row| row.get(0))?;
    tx.connection().pragma_update_and_check(None, "max_page_count", used + pages, |_| Ok(()))?;
    Ok(())
}

#[test]
fn a_full_storage_acknowledges_nothing_and_recovers() {
    let folder = tempfile::tempdir().unwrap();
    let Desk { queue, .. } = open_on_monday(folder.path());
    queue.writer.run(|tx| allow(tx, 3)).unwrap();
    let (mut acknowledged, mut refused) = (Vec::new(), 0);
    for n in 1..=300 {
        match queue.writer.run(move |tx| give(tx, n, "spid", 1)) {
            Ok(_) => acknowledged.push(n),
            Err(TxError::Store(StoreError::StorageFull)) => refused += 1,
            Err(other) => panic!("{other:?}"),
        }
    }
    assert!(!acknowledged.is_empty() && refused > 200, "{} and {refused}", acknowledged.len());
    let known = |queue: &crate::QueueStore| {
        let view = queue.committed.read();
        let mut known: Vec<_> = view.queue().unwrap().tickets().map(|ticket| ticket.id).collect();
        known.sort_unstable();
        known
    };
    let expected: Vec<_> = acknowledged.iter().map(|n| ticket(*n)).collect();
    assert_eq!(known(&queue), expected);
    assert_eq!(queue.writer.run(|tx| tx.rebuild_check()).unwrap_or_default(), []);

    queue.writer.run(|tx| allow(tx, 100_000)).unwrap();
    let entries = queue.writer.run(|tx| give(tx, 999, "spid", 2)).unwrap();
    let next = u64::try_from(acknowledged.len()).unwrap() + 3;
    assert_eq!(entries[0].sequence, next, "the journal has no gap");
    queue.writer.close();
    let Desk { queue, .. } = open(folder.path());
    assert_eq!(known(&queue).len(), expected.len() + 1);
    assert_eq!(queue.writer.run(|tx| tx.rebuild_check()).unwrap(), []);
}

#[test]
fn a_group_whose_commit_fails_is_lost_as_a_whole() {
    let folder = tempfile::tempdir().unwrap();
    let Desk { queue, .. } = open_on_monday(folder.path());
    // A deferred constraint is checked by COMMIT itself, so that every savepoint succeeds and the COMMIT does not.
    queue
        .writer
        .run(|tx| -> Result<(), StoreError> {
            let table = "CREATE TABLE debt (ticket BLOB REFERENCES tickets (id) DEFERRABLE INITIALLY DEFERRED) STRICT";
            tx.connection().execute_batch(table)?;
            Ok(())
        })
        .unwrap();
    let before = queue.committed.read().clone();
    // The first job holds the writer until the others wait in line, so that they make one group.
    let (go, wait) = mpsc::channel::<()>();
    let (answers, answered) = mpsc::channel();
    queue.writer.submit(move |_| Ok::<_, StoreError>(wait.recv().is_ok()), |_| ());
    for n in 1..=10 {
        let answers = answers.clone();
        queue.writer.submit(
            move |tx: &mut QueueTx| {
                let context = Context { now: desk::clock(1), operator: None };
                tx.run(&issue(n, "asst"), &context, &nobody())?;
                if n == 5 {
                    tx.connection()
                        .execute("INSERT INTO debt VALUES (x'00')", [])
                        .map_err(StoreError::from)?;
                }
                Ok(())
            },
            move |result: Result<(), TxError>| answers.send(result).unwrap(),
        );
    }
    drop(answers);
    go.send(()).unwrap();
    let results: Vec<_> = answered.iter().collect();
    assert_eq!(results.len(), 10);
    assert!(results.iter().all(|result| matches!(result, Err(TxError::Store(_)))), "{results:?}");
    // A job that changes nothing is carried out all the same, and proves nothing.
    queue.writer.run(|tx| tx.queue().map(|_| ())).unwrap();
    assert!(queue.writer.proof().fault.is_some());
    assert_eq!(*queue.committed.read(), before);
    assert_eq!(queue.readers.read(|reads| reads.tickets_of(monday())).unwrap(), []);
    queue.writer.run(|tx| tx.prove_writing()).unwrap();
    assert!(queue.writer.proof().fault.is_none() && queue.writer.proof().age.is_some());
    let entries = queue.writer.run(|tx| give(tx, 11, "asst", 2)).unwrap();
    assert_eq!(entries[0].sequence, 3);
    assert_eq!(queue.writer.run(|tx| tx.rebuild_check()).unwrap(), []);
}

#[test]
fn a_transaction_that_sqlite_gives_up_takes_its_group_along_and_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let Desk { queue, .. } = open_on_monday(folder.path());
    let before = queue.committed.read().clone();
    let (go, wait) = mpsc::channel::<()>();
    let (answers, answered) = mpsc::channel();
    queue.writer.submit(move |_| Ok::<_, StoreError>(wait.recv().is_ok()), |_| ());
    for n in 1..=6 {
        let answers = answers.clone();
        queue.writer.submit(
            move |tx: &mut QueueTx| {
                give(tx, n, "asst", 1)?;
                if n == 3 {
                    // What SQLite does by itself on some I/O errors.
                    tx.connection().execute_batch("ROLLBACK").map_err(StoreError::from)?;
                }
                Ok(())
            },
            move |result: Result<(), TxError>| answers.send((n, result)).unwrap(),
        );
    }
    drop(answers);
    go.send(()).unwrap();
    for (n, result) in answered {
        match result {
            Err(TxError::Store(StoreError::TransactionLost)) => assert!(n <= 3, "{n}"),
            Ok(()) => assert!(n > 3, "{n}"),
            other => panic!("{n}: {other:?}"),
        }
    }
    let view = queue.committed.read().clone();
    assert_eq!(view.position().sequence, before.position().sequence + 3);
    assert_eq!(view.queue().unwrap().ticket(ticket(4)).unwrap().number.count, 1);
    assert_eq!(queue.writer.run(|tx| tx.rebuild_check()).unwrap(), []);
}
