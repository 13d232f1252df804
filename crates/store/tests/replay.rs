//! Whatever happens, the tables, the queue in memory and the journal tell the same story.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod desk;

use chrono::TimeDelta;
use desk::{Desk, clock, device, issue, monday, nobody, open, open_on_monday, operate_at, ticket};
use proptest::prelude::*;
use std::sync::mpsc;
use turno_domain::ids::HelpId;
use turno_domain::journal::TransferPosition;
use turno_domain::queue::{Command, Context, TransferTarget};
use turno_domain::refusal::Refusal;
use turno_domain::site::Doors;
use turno_domain::text::Language;
use turno_domain::ticket::{CallManner, Outcome, PaperState, Promise};
use turno_domain::time::ClockReading;
use turno_store::{StoreError, TxError};

/// One thing that somebody tries; most are refused, as in life.
#[derive(Clone, Debug)]
struct Step {
    who: &'static str,
    command: Command,
    after_ms: i64,
    /// By how much the wall clock is set before it.
    set_ms: i64,
    /// The job fails after the command was carried out.
    falls_through: bool,
}

fn command() -> impl Strategy<Value = Command> {
    let counter = || prop::sample::select(vec!["1", "2"]).prop_map(|key| key.parse().unwrap());
    let service = || prop::sample::select(vec!["spid", "asst"]);
    let some = || (1..12_u64).prop_map(ticket);
    let position = || prop::sample::select(vec![TransferPosition::First, TransferPosition::Last]);
    prop_oneof![
        6 => (1..40_u64, service(), any::<bool>()).prop_map(|(n, service, promised)| {
            let Command::Issue(mut issue) = issue(n, service) else { unreachable!() };
            issue.promise = promised.then_some(Promise { low_minutes: 5, high_minutes: 15, coverage: 0.1 + 0.7 });
            Command::Issue(issue)
        }),
        3 => counter().prop_map(|counter| Command::OpenCounter { counter, takeover: true }),
        8 => counter().prop_map(|counter| Command::CallNext { counter }),
        2 => (counter(), some()).prop_map(|(counter, ticket)| Command::CallThis { counter, ticket }),
        2 => some().prop_map(Command::Recall),
        5 => some().prop_map(Command::Start),
        5 => some().prop_map(Command::Finish),
        3 => some().prop_map(Command::NoShow),
        2 => some().prop_map(Command::Reinstate),
        3 => some().prop_map(|ticket| Command::Park { ticket, reason: "documents".into() }),
        1 => some().prop_map(Command::Away),
        2 => some().prop_map(Command::Back),
        1 => some().prop_map(Command::Cancel),
        3 => some().prop_map(Command::Undo),
        2 => (some(), service(), position()).prop_map(|(ticket, service, position)| {
            Command::Transfer { ticket, to: TransferTarget::Service(service.parse().unwrap()), position }
        }),
        1 => (some(), counter(), position()).prop_map(|(ticket, counter, position)| {
            Command::Transfer { ticket, to: TransferTarget::Counter(counter), position }
        }),
        1 => counter().prop_map(|counter| Command::PauseCounter { counter, reason: None, until: None }),
        1 => counter().prop_map(|counter| Command::CloseCounter { counter }),
        1 => some().prop_map(|ticket| Command::CloseTicket { ticket, outcome: Outcome::Appointment }),
        1 => some().prop_map(|ticket| Command::Paper { ticket, state: PaperState::Proven, reprint: true }),
        2 => (some(), prop::option::of(1..10_u32)).prop_map(|(ticket, people)| {
            let (manner, language) = (Some(CallManner::ComeToMe), Some(Language::Uk));
            Command::Detail { ticket, people, manner, language }
        }),
        2 => (1..6_u64, prop::option::of(some())).prop_map(|(n, ticket)| {
            let help = HelpId::from_parts(n, [3; 10]);
            Command::AskHelp { help, device: device(), ticket, language: None }
        }),
        1 => (1..6_u64).prop_map(|n| Command::AnswerHelp(HelpId::from_parts(n, [3; 10]))),
        1 => prop::sample::select(vec![Doors::Hours, Doors::Open, Doors::Closed]).prop_map(Command::SetDoors),
        1 => Just(Command::CloseDay),
        1 => (0..3_u64).prop_map(|ahead| {
            let day = (0..ahead).fold(monday(), |day, _| day.next());
            Command::OpenDay { day, used: Default::default(), correction: true }
        }),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let who = prop::sample::select(vec!["anna", "bruno"]);
    let set_ms = prop_oneof![9 => Just(0), 1 => -3_000_000_000..3_000_000_000_i64];
    (who, command(), 0..90_000_i64, set_ms, prop::bool::weighted(0.1)).prop_map(
        |(who, command, after_ms, set_ms, falls_through)| Step {
            who,
            command,
            after_ms,
            set_ms,
            falls_through,
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn tables_memory_and_journal_agree(steps in prop::collection::vec(step(), 1..120)) {
        let folder = tempfile::tempdir().unwrap();
        let Desk { queue, casework } = open_on_monday(folder.path());
        let (answers, answered) = mpsc::channel();
        let (mut passed, mut set) = (0, TimeDelta::zero());
        for step in steps {
            passed += step.after_ms;
            set += TimeDelta::milliseconds(step.set_ms);
            let steady = clock(passed);
            let now = ClockReading { wall: steady.wall.plus(set), ..steady };
            let answers = answers.clone();
            queue.writer.submit(
                move |tx| {
                    let command = match step.command {
                        // What the hub does too: numbers of a day that is entered again go on.
                        Command::OpenDay { day, correction, .. } => {
                            Command::OpenDay { day, used: tx.reads().used_numbers(day)?, correction }
                        }
                        command => command,
                    };
                    operate_at(tx, step.who, &command, now)?;
                    if step.falls_through { Err(TxError::Refused(Refusal::UnknownTicket)) } else { Ok(()) }
                },
                move |result| answers.send(result).unwrap(),
            );
        }
        drop(answers);
        for result in answered {
            // An identifier of another day is refused by the store, anything else by the rules.
            let fault = matches!(&result, Err(TxError::Store(error)) if !matches!(error, StoreError::NameTaken { .. }));
            prop_assert!(!fault, "{result:?}");
        }
        let working = queue.writer.run(|tx| tx.queue().cloned()).unwrap();
        let committed = queue.committed.read().clone();
        prop_assert_eq!(Some(&working), committed.queue());
        prop_assert_eq!(queue.writer.run(|tx| tx.rebuild_check()).unwrap(), []);
        let tickets = queue.readers.read(|reads| reads.tickets_of(working.day())).unwrap();
        for ticket in working.tickets() {
            let mut ticket = ticket.clone();
            ticket.undo = None;
            prop_assert!(tickets.contains(&ticket));
        }
        queue.writer.close();
        casework.writer.close();
        let again = open(folder.path());
        prop_assert_eq!(&*again.queue.committed.read(), &committed);
    }
}

#[test]
fn a_rebuild_finds_and_mends_what_somebody_changed() {
    let folder = tempfile::tempdir().unwrap();
    let Desk { queue, .. } = open_on_monday(folder.path());
    queue
        .writer
        .run(|tx| -> Result<(), TxError> {
            for n in 1..=3 {
                desk::give(tx, n, "spid", 1)?;
                tx.run(&Command::Cancel(ticket(n)), &Context { now: clock(5), operator: None }, &nobody())?;
            }
            tx.set_page_token(ticket(1), "token")?;
            Ok(())
        })
        .unwrap();
    let raw = rusqlite::Connection::open(folder.path().join("queue.db")).unwrap();
    raw.execute_batch("UPDATE transactions SET calls = 99 WHERE segment = 0; DELETE FROM numbering").unwrap();
    let found = queue.writer.run(|tx| tx.rebuild_check()).unwrap();
    let found: Vec<_> = found.iter().map(|d| (d.table, d.wrong, d.missing)).collect();
    assert_eq!(found, [("numbering", 0, 1), ("transactions", 3, 3)]);
    // A check changes nothing.
    assert_eq!(queue.writer.run(|tx| tx.rebuild_check()).unwrap().len(), 2);
    queue.writer.run(|tx| tx.rebuild()).unwrap();
    assert_eq!(queue.writer.run(|tx| tx.rebuild_check()).unwrap(), []);
    let used = queue.readers.read(|reads| reads.used_numbers(monday())).unwrap();
    assert_eq!(used.values().copied().collect::<Vec<_>>(), [3]);
    let page = queue.readers.read(|reads| reads.ticket_by_page("token")).unwrap();
    assert_eq!(page, Some(ticket(1)), "what the journal does not know is kept");
    queue.writer.run(|tx| desk::give(tx, 4, "spid", 9)).unwrap();
}

#[test]
fn the_journal_is_read_back_as_it_was_written() {
    let folder = tempfile::tempdir().unwrap();
    let Desk { queue, .. } = open_on_monday(folder.path());
    let mut written = Vec::new();
    for n in 1..=10 {
        written.extend(queue.writer.run(move |tx| desk::give(tx, n, "asst", 7)).unwrap());
    }
    let read = |after, limit| queue.readers.read(move |reads| reads.entries_after(after, limit)).unwrap();
    assert_eq!(read(2, 100), written);
    assert_eq!(read(5, 3), written[3..6]);
    assert_eq!(read(12, 3), []);
    let past: Result<_, StoreError> = queue.readers.read(|reads| reads.entries_after(u64::MAX, 3));
    assert_eq!(past.unwrap(), []);
}

#[test]
fn a_ticket_issued_as_the_clock_is_set_leaves_the_tables_true_for_all() {
    let folder = tempfile::tempdir().unwrap();
    let Desk { queue, .. } = open_on_monday(folder.path());
    let nine_hours = TimeDelta::hours(9);
    let set = move |ms| ClockReading { wall: clock(ms).wall.plus(nine_hours), ..clock(ms) };
    queue
        .writer
        .run(move |tx| -> Result<(), TxError> {
            desk::give(tx, 1, "spid", 0)?;
            desk::give(tx, 2, "spid", 60_000)?;
            tx.run(&Command::Cancel(ticket(1)), &Context { now: clock(90_000), operator: None }, &nobody())?;
            tx.run(&issue(3, "asst"), &Context { now: set(120_000), operator: None }, &nobody())?;
            Ok(())
        })
        .unwrap();
    let tickets = queue.readers.read(|reads| reads.tickets_of(monday())).unwrap();
    let issued_at: Vec<_> = tickets.iter().map(|ticket| ticket.issued_at).collect();
    assert_eq!(issued_at, [0, 60_000, 120_000].map(|ms| set(ms).wall));
    let mut cancelled = Vec::new();
    queue
        .readers
        .read(|reads| {
            reads.transactions(monday(), monday(), |row| {
                cancelled.push((row.issued_at, row.ended_at));
            })
        })
        .unwrap();
    assert_eq!(cancelled, [(set(0).wall, set(90_000).wall)]);
    assert_eq!(queue.writer.run(|tx| tx.rebuild_check()).unwrap(), []);
}
