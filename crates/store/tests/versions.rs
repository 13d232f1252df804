//! Every version of the schema that was ever released opens with this program. One pair of files per version lies in
//! `tests/data`; with `TURNO_BLESS=1` the present version's pair is written anew.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod desk;

use desk::{
    Desk, citizen, clock, device, give, issue, monday, nobody, open, open_on_monday, operate, options, ticket,
};
use rusqlite::Connection;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use turno_domain::ids::{HelpId, NoteId, PracticeId, SessionId, VisitId};
use turno_domain::intake::{Answer, Answers};
use turno_domain::journal::Entry;
use turno_domain::keys::CounterKey;
use turno_domain::queue::Command;
use turno_domain::site::Doors;
use turno_domain::text::Language;
use turno_domain::ticket::{CallManner, Channel, PaperState, TicketState};
use turno_domain::time::Timestamp;
use turno_store::casework::NewPractice;
use turno_store::queue::{NewDevice, NewOperator, NewSession};
use turno_store::{
    BoxContent, CASEWORK, CaseworkError, QUEUE, QueueStore, StoreError, Stores, TxError, move_boxes,
};

fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data")
}

/// A little of everything.
fn fill(folder: &Path) {
    let Desk { queue, casework } = open_on_monday(folder);
    queue
        .writer
        .run(|tx| -> Result<(), TxError> {
            let desk = NewDevice {
                id: device(),
                name: "Banco 1".into(),
                role: turno_domain::roles::DeviceRole::Desk,
                token_hash: vec![1; 32],
            };
            tx.enrol_device(&desk, clock(1), &nobody())?;
            let anna = NewOperator {
                key: "anna".parse().unwrap(),
                name: "Anna".into(),
                role: turno_domain::roles::PersonRole::Operator,
                qualifications: vec!["rao".parse().unwrap()],
                pin_hash: "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$aGFzaA".into(),
            };
            tx.add_operator(&anna, clock(2), &nobody())?;
            let session = NewSession {
                id: SessionId::from_parts(1, [2; 10]),
                token_hash: vec![2; 32],
                operator: anna.key.clone(),
                device: device(),
                expires_at: Timestamp::from_millis(desk::MORNING + 36_000_000),
            };
            tx.sign_in(&session, clock(3), &nobody())?;
            for n in 1..=4 {
                give(tx, n, if n == 2 { "asst" } else { "spid" }, 1_000 * i64::try_from(n).unwrap_or(0))?;
            }
            let answers = Answers::from([("comune".parse().unwrap(), Answer::Text("Rovellasca".into()))]);
            tx.add_box(ticket(1), &BoxContent::Intake { answers: answers.clone() }, clock(0).wall)?;
            tx.set_page_token(ticket(1), "page-of-one")?;
            let counter: turno_domain::keys::CounterKey = "1".parse().unwrap();
            let open = Command::OpenCounter { counter: counter.clone(), takeover: false };
            operate(tx, "anna", &open, 10_000)?;
            operate(tx, "anna", &Command::CallThis { counter: counter.clone(), ticket: ticket(1) }, 20_000)?;
            operate(tx, "anna", &Command::Start(ticket(1)), 30_000)?;
            operate(tx, "anna", &Command::Finish(ticket(1)), 600_000)?;
            operate(tx, "anna", &Command::CallNext { counter: counter.clone() }, 610_000)?;
            operate(tx, "anna", &Command::Start(ticket(2)), 620_000)?;
            operate(tx, "anna", &Command::PauseCounter { counter, reason: None, until: None }, 630_000)?;
            Ok(())
        })
        .unwrap();
    assert_eq!(move_boxes(&queue, &casework.writer, clock(40_000)).unwrap().moved, 1);
    queue
        .writer
        .run(|tx| {
            let note = BoxContent::Note {
                note: NoteId::from_parts(9, [9; 10]),
                operator: None,
                written_at: clock(50_000).wall,
                text: "parla solo arabo".into(),
            };
            tx.add_box(ticket(2), &note, clock(50_000).wall)
        })
        .unwrap();
    casework
        .writer
        .run(|tx| -> Result<(), CaseworkError> {
            let ada = tx.create_citizen(citizen(1, "D'Angelo", "Ada"), &clock(60_000), &nobody())?;
            let visit = turno_domain::casework::Visit {
                id: VisitId::from_parts(1, [4; 10]),
                channel: Channel::Kiosk,
                service: "spid".parse().unwrap(),
                ticket: Some(ticket(1)),
                operator: "anna".parse().unwrap(),
                began_at: clock(30_000).wall,
                people: 1,
                citizens: vec![ada.id],
                practices: Vec::new(),
            };
            let visit = tx.record_visit(&visit, &clock(60_000), &nobody())?;
            let new = NewPractice {
                id: PracticeId::from_parts(1, [5; 10]),
                prefix: None,
                year: 2026,
                citizen: Some(ada.id),
                presenter: None,
                service: "spid".parse().unwrap(),
                need: "Non riesce a entrare nel fascicolo sanitario".into(),
                opened_by: "anna".parse().unwrap(),
                visit: Some(visit.id),
            };
            let practice = tx.open_practice(new, &clock(61_000), &nobody())?;
            let (note, anna) = (NoteId::from_parts(2, [6; 10]), "anna".parse().unwrap());
            tx.add_note(note, practice.id, anna, "Richiamare venerdì".into(), &clock(62_000), &nobody())?;
            Ok(())
        })
        .unwrap();
    queue.writer.close();
    casework.writer.close();
}

#[test]
fn every_version_opens() {
    let latest = (QUEUE.latest(), CASEWORK.latest());
    let present =
        [("queue", latest.0), ("casework", latest.1)].map(|(name, v)| data().join(format!("{name}-v{v}.db")));
    if std::env::var_os("TURNO_BLESS").is_some() {
        let folder = tempfile::tempdir().unwrap();
        fill(folder.path());
        fs::copy(folder.path().join("queue.db"), &present[0]).unwrap();
        fs::copy(folder.path().join("casework.db"), &present[1]).unwrap();
    }
    for (queue_version, casework_version) in
        (1..=latest.0).zip((1..=latest.1).chain(std::iter::repeat(latest.1)))
    {
        let folder = tempfile::tempdir().unwrap();
        for (name, version) in [("queue", queue_version), ("casework", casework_version)] {
            let file = data().join(format!("{name}-v{version}.db"));
            fs::copy(&file, folder.path().join(format!("{name}.db"))).unwrap();
        }
        everything_is_there(folder.path());
    }
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
            assert_eq!(practices[0].citizen, Some(ada.id));
            assert_eq!(practices[0].number.to_string(), "2026/000001");
            assert_eq!(reads.notes(practices[0].id)?[0].text, "Richiamare venerdì");
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
    let entries: Vec<Entry> = queue
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
