//! Every version of the schema that was ever released opens with this program. One pair of files per version lies in
//! `tests/data`; with `TURNO_BLESS=1` the latest casework.db is written anew, from the one before it: the boxes of queue.db open
//! with no other key than that of the casework.db that they were made with.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod desk;

use desk::{Desk, clock, device, hand, issue, monday, new_practice, nobody, open, operate, options, ticket};
use rusqlite::Connection;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use turno_domain::casework::{
    CallOutcome, Entry, EntryKind, PhoneCall, PracticeState, StepKind, StepTexts, UnresolvedReason,
};
use turno_domain::ids::{EntryId, HelpId, NoteId, PracticeId, StepId};
use turno_domain::intake::Answer;
use turno_domain::journal;
use turno_domain::keys::CounterKey;
use turno_domain::queue::Command;
use turno_domain::site::Doors;
use turno_domain::text::Language;
use turno_domain::ticket::{CallManner, PaperState, TicketState};
use turno_store::casework::{NewStep, StepSays};
use turno_store::{CASEWORK, CaseworkError, QUEUE, QueueStore, StoreError, Stores, TxError, move_boxes};

fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data")
}

/// What casework.db holds since version 2.
fn fill_second(folder: &Path) {
    let Desk { queue, casework } = open(folder);
    casework
        .writer
        .run(|tx| -> Result<(), CaseworkError> {
            let practice = tx.open_practice(new_practice(2), &clock(800_000), &nobody())?;
            let what = EntryKind::PhoneCall(PhoneCall {
                body: "ASST Lariana".into(),
                in_directory: None,
                whom: "Scelta e revoca".into(),
                outcome: CallOutcome::Answered,
                waited_s: Some(900),
                lasted_s: None,
                text: String::new(),
            });
            let id = EntryId::from_parts(1, [1; 10]);
            let entry = Entry {
                id,
                practice: practice.id,
                operator: "anna".parse().unwrap(),
                written_at: clock(1).wall,
                what,
            };
            tx.write_entry(&entry, &clock(801_000), &nobody())?;
            tx.join_team(practice.id, &"bruno".parse().unwrap(), &hand("anna", 802_000).writes())?;
            let says = StepSays {
                kind: StepKind::FollowUp,
                texts: StepTexts { what: "Chiedere com'è andata".into(), ..StepTexts::default() },
                due: "2026-12-01".parse().unwrap(),
                time: None,
                responsible: "bruno".parse().unwrap(),
            };
            let id = StepId::from_parts(1, [1; 10]);
            let new = NewStep { id, practice: practice.id, says, made_by: "anna".parse().unwrap() };
            tx.make_step(new, &clock(803_000), &nobody())?;
            Ok(())
        })
        .unwrap();
    queue.writer.close();
    casework.writer.close();
}

/// Copies the files of these versions to `folder`.
fn lay(folder: &Path, queue_version: u32, casework_version: u32) {
    for (name, version) in [("queue", queue_version), ("casework", casework_version)] {
        fs::copy(data().join(format!("{name}-v{version}.db")), folder.join(format!("{name}.db"))).unwrap();
    }
}

#[test]
fn every_version_opens() {
    let (queue_latest, casework_latest) = (QUEUE.latest(), CASEWORK.latest());
    if std::env::var_os("TURNO_BLESS").is_some() {
        let folder = tempfile::tempdir().unwrap();
        lay(folder.path(), queue_latest, casework_latest - 1);
        fill_second(folder.path());
        let latest = data().join(format!("casework-v{casework_latest}.db"));
        fs::copy(folder.path().join("casework.db"), latest).unwrap();
    }
    for version in 1..=queue_latest.max(casework_latest) {
        let folder = tempfile::tempdir().unwrap();
        lay(folder.path(), version.min(queue_latest), version.min(casework_latest));
        everything_is_there(folder.path());
        if version >= 2 {
            what_came_second_is_there(folder.path());
        }
    }
}

fn what_came_second_is_there(folder: &Path) {
    let Desk { casework, .. } = open(folder);
    casework
        .readers
        .read(|reads| {
            let practice = reads.practice(new_practice(2).id)?.unwrap();
            assert_eq!(practice.team, ["bruno".parse().unwrap()]);
            let entries = reads.entries(practice.id)?;
            assert!(matches!(&entries[0].what, EntryKind::PhoneCall(call) if call.waited_s == Some(900)));
            assert_eq!(entries[1].what, EntryKind::Joined { member: "bruno".parse().unwrap() });
            let steps = reads.agenda(Some(&"bruno".parse().unwrap()), None, 10, 0)?;
            assert_eq!((steps.len(), steps[0].kind), (1, StepKind::FollowUp));
            Ok::<_, StoreError>(())
        })
        .unwrap();
}

/// A file of the first version in which months of work lie, as the first program wrote it.
fn at_work_in_the_first_version(folder: &Path) {
    lay(folder, 1, 1);
    let connection = Connection::open(folder.join("casework.db")).unwrap();
    let write = |sql: &str, values: &[&dyn rusqlite::ToSql]| connection.execute(sql, values).unwrap();
    let day = 86_400_000;
    let minute = 60_000;
    for n in 2..=4_i64 {
        let id = practice_id(n);
        let (state, reason) = [("concluded", None), ("unresolved", Some("given-up")), ("open", None)]
            [usize::try_from(n - 2).unwrap()];
        let ended_at = (state != "open").then_some(desk::MORNING + n * day + 5 * minute);
        write(
            "INSERT INTO practices (id, prefix, year, count, service, need, state, reason, opened_by, opened_at, ended_at,
                revision, search)
             VALUES (?1, '', 2026, ?2, 'asst', 'Cambio medico', ?3, ?4, 'carlo', ?5, ?6, 2, ' cambio medico')",
            &[&id, &n, &state, &reason, &(desk::MORNING + n * day), &ended_at],
        );
        for (m, after_minutes) in [(1, 1), (2, 3), (3, 9)] {
            write(
                "INSERT INTO notes (id, practice, operator, written_at, text) VALUES (?1, ?2, 'carlo', ?3, ?4)",
                &[
                    &NoteId::from_parts(u64::try_from(n * 10 + m).unwrap(), [8; 10]).uuid().into_bytes(),
                    &id,
                    &(desk::MORNING + n * day + after_minutes * minute),
                    &format!("«Nota» {m} di {n} 🙂\n\"fine\""),
                ],
            );
        }
        if state != "open" {
            write(
                "INSERT INTO changes (sequence, wall_ms, boot, monotonic_ms, trusted, operator, kind, entity_kind, entity)
                 SELECT max(sequence) + 1, ?1, zeroblob(16), 0, 1, 'giulia', 'practice-ended', 'practice', ?2 FROM changes",
                &[&ended_at, &id],
            );
        }
    }
}

fn practice_id(n: i64) -> [u8; 16] {
    PracticeId::from_parts(u64::try_from(n).unwrap(), [5; 10]).uuid().into_bytes()
}

#[test]
fn the_notes_of_the_first_version_become_the_beginning_of_the_timeline() {
    let folder = tempfile::tempdir().unwrap();
    at_work_in_the_first_version(folder.path());
    let Desk { casework, .. } = open(folder.path());
    assert!(folder.path().join("backup/casework-v1.db").exists());
    let ends =
        [Some(PracticeState::Concluded), Some(PracticeState::Unresolved(UnresolvedReason::GivenUp)), None];
    for (n, end) in (2..=4_u64).zip(ends) {
        let id = PracticeId::from_parts(n, [5; 10]);
        let (practice, entries) =
            casework.readers.read(|reads| Ok((reads.practice(id)?.unwrap(), reads.entries(id)?))).unwrap();
        assert_eq!((practice.responsible.as_str(), practice.revision), ("carlo", 2));
        assert_eq!((practice.documents.len(), practice.team.len(), practice.offered_to), (0, 0, None));
        let notes: Vec<_> = entries
            .iter()
            .filter_map(|entry| match &entry.what {
                EntryKind::Note { text, reserved: false } => Some((entry.operator.as_str(), text.as_str())),
                _ => None,
            })
            .collect();
        let texts = [1, 2, 3].map(|m| format!("«Nota» {m} di {n} 🙂\n\"fine\""));
        assert_eq!(notes, texts.each_ref().map(|text| ("carlo", text.as_str())));
        match end {
            // It ended between its second note and its third.
            Some(end) => {
                assert_eq!(entries.len(), 4);
                assert_eq!(
                    (&entries[2].what, entries[2].operator.as_str()),
                    (&EntryKind::Ended(end), "giulia")
                );
                assert_eq!(Some(entries[2].written_at), practice.ended_at);
            }
            None => assert_eq!(entries.len(), 3),
        }
    }
    // It goes on in the same line.
    let id = PracticeId::from_parts(2, [5; 10]);
    casework.writer.run(move |tx| tx.reopen_practice(id, 2, &hand("anna", 900_000).writes())).unwrap();
    let entries = casework.readers.read(|reads| reads.entries(id)).unwrap();
    assert_eq!(entries.last().unwrap().what, EntryKind::Reopened);
}

fn everything_is_there(folder: &Path) {
    let Desk { queue, casework } = open(folder);
    {
        let view = queue.committed.read();
        let today = view.queue().unwrap();
        assert_eq!(today.ticket(ticket(1)).unwrap().state, TicketState::Finished);
        assert_eq!(today.ticket(ticket(2)).unwrap().state, TicketState::Serving);
        assert_eq!(today.ticket(ticket(4)).unwrap().number.to_string(), "A003");
    }
    assert_eq!(queue.writer.run(|tx| tx.rebuild_check()).unwrap(), []);
    queue
        .readers
        .read(|reads| {
            assert_eq!(reads.ticket_by_page("page-of-one")?, Some(ticket(1)));
            assert_eq!(reads.device_by_token(&[1; 32])?.unwrap().name, "Banco 1");
            assert_eq!(reads.session_by_token(&[2; 32])?.unwrap().operator.as_str(), "anna");
            let mut served = Vec::new();
            reads.transactions(monday(), monday(), |transaction| served.push(transaction.ticket))?;
            assert_eq!(served, [ticket(1)]);
            assert_eq!(reads.counter_spans(monday(), monday())?.len(), 1);
            Ok::<_, StoreError>(())
        })
        .unwrap();
    // The sealed box still opens with the key of the other file, and numbers go on.
    assert_eq!(move_boxes(&queue, &casework.writer, clock(700_000)).unwrap().moved, 1);
    let entries = queue.writer.run(|tx| tx.run(&issue(5, "asst"), &context(), &nobody())).unwrap();
    assert!(serde_json::to_string(&entries[0].event).unwrap().contains("B002"));
    new_kinds_go_on(&queue);
    casework
        .readers
        .read(|reads| {
            let ada = &reads.search_citizens("ada dangelo", 10)?[0];
            let practices = reads.practices(&turno_store::casework::PracticeFilter::default(), 10, 0)?;
            let first = practices.last().unwrap();
            assert_eq!(first.citizen, Some(ada.id));
            assert_eq!(first.number.to_string(), "2026/000001");
            let note = EntryKind::Note { text: "Richiamare venerdì".into(), reserved: false };
            assert_eq!(reads.entries(first.id)?[0].what, note);
            assert_eq!(reads.answers(ticket(1))?[0].answer, Answer::Text("Rovellasca".into()));
            assert_eq!(reads.ticket_notes(ticket(2))?[0].text, "parla solo arabo");
            Ok::<_, StoreError>(())
        })
        .unwrap();
}

/// What this program writes stands beside what an older one wrote, and the tables are made again from both.
fn new_kinds_go_on(queue: &QueueStore) {
    let (help, counter) = (HelpId::from_parts(1, [8; 10]), "1".parse::<CounterKey>().unwrap());
    let old = queue.committed.read().queue().unwrap().clone();
    assert_eq!((old.ticket(ticket(2)).unwrap().manner, old.doors()), (None, Doors::Hours));
    assert!(!old.ticket(ticket(2)).unwrap().in_advance);
    let commands = [
        Command::Detail {
            ticket: ticket(2),
            people: Some(3),
            manner: Some(CallManner::Phone),
            language: None,
        },
        Command::AskHelp { help, device: device(), ticket: Some(ticket(2)), language: Some(Language::Ar) },
        Command::SetDoors(Doors::Closed),
        Command::Paper { ticket: ticket(2), state: PaperState::Sent, reprint: true },
        Command::OpenCounter { counter, takeover: false },
    ];
    let entries: Vec<journal::Entry> = queue
        .writer
        .run(move |tx| -> Result<_, TxError> {
            let mut entries = Vec::new();
            for command in &commands {
                entries.extend(operate(tx, "anna", command, 720_000)?);
            }
            Ok(entries)
        })
        .unwrap();
    let after = entries[0].sequence - 1;
    let read = queue.readers.read(|reads| reads.entries_after(after, 10)).unwrap();
    assert_eq!(read, entries, "the journal gives back what was written");
    let versions: Vec<_> = read.iter().map(|entry| (entry.event.kind(), entry.event.version())).collect();
    assert_eq!(
        versions,
        [
            ("ticket-detailed", 1),
            ("help-asked", 1),
            ("doors-set", 1),
            ("ticket-paper", 2),
            ("counter-opened", 2)
        ]
    );
    assert_eq!(queue.writer.run(|tx| tx.rebuild_check()).unwrap(), []);
    let kept = queue.readers.read(|reads| reads.ticket(ticket(2))).unwrap().unwrap();
    assert_eq!((kept.people, kept.manner), (3, Some(CallManner::Phone)));
}

fn context() -> turno_domain::queue::Context<'static> {
    turno_domain::queue::Context { now: clock(710_000), operator: None }
}

/// A released migration must never be edited: whoever changes one finds this test red.
#[test]
fn a_new_file_has_the_schema_that_the_committed_ones_lead_to() {
    let folder = tempfile::tempdir().unwrap();
    drop(Stores::open(folder.path(), &options()).unwrap());
    for (name, latest) in [("queue", QUEUE.latest()), ("casework", CASEWORK.latest())] {
        let schema = |path: &Path| -> BTreeSet<String> {
            let connection = Connection::open(path).unwrap();
            let mut statement = connection
                .prepare("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name")
                .unwrap();
            statement.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
        };
        let copy = folder.path().join("copy.db");
        fs::copy(data().join(format!("{name}-v{latest}.db")), &copy).unwrap();
        let (new, committed) = (schema(&folder.path().join(format!("{name}.db"))), schema(&copy));
        let only = |one: &BTreeSet<String>, other: &BTreeSet<String>| {
            one.difference(other).cloned().collect::<Vec<_>>()
        };
        assert_eq!((only(&new, &committed), only(&committed, &new)), (vec![], vec![]), "{name}");
    }
}
