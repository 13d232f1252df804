//! Who and what belongs to a site: devices, operators, sessions, services, imports, remembered answers.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod desk;

use desk::{Desk, clock, device, monday, nobody, open, open_on_monday, ticket};
use std::collections::BTreeMap;
use turno_domain::ids::{DeviceId, SessionId};
use turno_domain::journal::Event;
use turno_domain::roles::{DeviceRole, PersonRole};
use turno_domain::text::Texts;
use turno_domain::ticket::{Channel, SegmentEnd};
use turno_domain::time::Timestamp;
use turno_domain::transaction::Transaction;
use turno_store::queue::{Import, NewDevice, NewOperator, NewSession, PastName};
use turno_store::{QueueStore, Remembered, StoreError, TxError};

fn kiosk(name: &str, n: u8) -> NewDevice {
    NewDevice {
        id: DeviceId::from_parts(n.into(), [n; 10]),
        name: name.into(),
        role: DeviceRole::Kiosk,
        token_hash: vec![n; 32],
    }
}

fn enrol(queue: &QueueStore, device: NewDevice) -> Result<(), StoreError> {
    queue.writer.run(move |tx| tx.enrol_device(&device, clock(1), &nobody()).map(drop))
}

fn anna() -> NewOperator {
    NewOperator {
        key: "anna".parse().unwrap(),
        name: "Anna 🙂".into(),
        role: PersonRole::Administrator,
        qualifications: vec!["rao".parse().unwrap()],
        pin_hash: "first".into(),
    }
}

fn session(n: u8) -> NewSession {
    NewSession {
        id: SessionId::from_parts(n.into(), [n; 10]),
        token_hash: vec![100 + n; 32],
        operator: "anna".parse().unwrap(),
        device: kiosk("", 1).id,
        expires_at: clock(36_000_000).wall,
    }
}

fn kinds(queue: &QueueStore) -> Vec<&'static str> {
    let entries = queue.readers.read(|reads| reads.entries_after(2, 100)).unwrap();
    entries.iter().map(|entry| entry.event.kind()).collect()
}

#[test]
fn a_device_is_known_by_its_token_until_it_is_revoked() {
    let folder = tempfile::tempdir().unwrap();
    let Desk { queue, .. } = open_on_monday(folder.path());
    enrol(&queue, kiosk("Ingresso", 1)).unwrap();
    assert!(matches!(enrol(&queue, kiosk("Ingresso", 2)), Err(StoreError::NameTaken { .. })));
    queue.writer.run(|tx| tx.add_operator(&anna(), clock(1), &nobody())).unwrap();
    queue.writer.run(|tx| tx.sign_in(&session(1), clock(2), &nobody())).unwrap();

    let known = queue.readers.read(|reads| reads.device_by_token(&[1; 32])).unwrap().unwrap();
    assert_eq!((known.name.as_str(), known.role), ("Ingresso", DeviceRole::Kiosk));
    let parts = BTreeMap::from([("printer".to_owned(), "ready".to_owned())]);
    for (ms, journalled) in [(3, true), (4, false)] {
        let parts = parts.clone();
        let entry =
            queue.writer.run(move |tx| tx.report_status(known.id, parts, clock(ms), &nobody())).unwrap();
        assert_eq!(entry.is_some(), journalled);
    }
    let id = known.id;
    queue.writer.run(move |tx| tx.revoke_device(id, clock(5), &nobody())).unwrap();
    let again = queue.writer.run(move |tx| tx.revoke_device(id, clock(5), &nobody()));
    assert!(matches!(again, Err(StoreError::Missing("device"))));
    queue
        .readers
        .read(|reads| {
            assert_eq!(reads.device_by_token(&[1; 32])?, None);
            assert_eq!(reads.session_by_token(&[101; 32])?, None, "its sessions end with it");
            let known = reads.device(id)?.unwrap();
            assert_eq!((known.parts, known.last_seen), (parts, Some(clock(4).wall)));
            Ok::<_, StoreError>(())
        })
        .unwrap();
    enrol(&queue, kiosk("Ingresso", 3)).unwrap();
    let expected = [
        "device-enrolled",
        "operator-changed",
        "signed-in",
        "device-status",
        "device-revoked",
        "device-enrolled",
    ];
    assert_eq!(kinds(&queue), expected);
}

#[test]
fn failed_sign_ins_are_counted_across_a_power_cut() {
    let folder = tempfile::tempdir().unwrap();
    let key = || "anna".parse().unwrap();
    {
        let Desk { queue, .. } = open_on_monday(folder.path());
        enrol(&queue, kiosk("Banco", 1)).unwrap();
        queue.writer.run(|tx| tx.add_operator(&anna(), clock(1), &nobody())).unwrap();
        let twice = queue.writer.run(|tx| tx.add_operator(&anna(), clock(1), &nobody()));
        assert!(matches!(twice, Err(StoreError::NameTaken { .. })));
        for expected in 1..=3 {
            let until = (expected == 3).then(|| clock(900_000).wall);
            let failures =
                queue.writer.run(move |tx| tx.sign_in_failed(&key(), until, clock(2), &nobody())).unwrap();
            assert_eq!(failures, expected);
        }
    }
    let Desk { queue, .. } = open(folder.path());
    let operator = || queue.readers.read(|reads| reads.operator(&key())).unwrap().unwrap();
    assert_eq!((operator().failures, operator().locked_until), (3, Some(clock(900_000).wall)));
    assert_eq!(operator().qualifications, anna().qualifications);

    queue.writer.run(|tx| tx.sign_in(&session(1), clock(3), &nobody())).unwrap();
    assert_eq!((operator().failures, operator().locked_until), (0, None));
    queue.writer.run(|tx| tx.touch_session(session(1).id, clock(60_000).wall)).unwrap();
    let known = queue.readers.read(|reads| reads.session_by_token(&[101; 32])).unwrap().unwrap();
    assert_eq!((known.last_used, known.expires_at), (clock(60_000).wall, clock(36_000_000).wall));

    queue.writer.run(|tx| tx.change_pin(&"anna".parse().unwrap(), "second", clock(4), &nobody())).unwrap();
    assert_eq!(queue.readers.read(|reads| reads.sessions()).unwrap(), [], "an old PIN's sessions end");
    assert_eq!(operator().pin_hash, "second");
    queue.writer.run(|tx| tx.sign_in(&session(2), clock(5), &nobody())).unwrap();
    let out = queue.writer.run(|tx| tx.sign_out(session(2).id, clock(6), &nobody())).unwrap();
    assert!(matches!(out.unwrap().event, Event::SignedOut { .. }));
    assert_eq!(queue.writer.run(|tx| tx.sign_out(session(2).id, clock(6), &nobody())).unwrap(), None);
    queue.writer.run(|tx| tx.retire_operator(&"anna".parse().unwrap(), clock(7), &nobody())).unwrap();
    assert!(operator().retired);
}

#[test]
fn what_a_site_no_longer_names_is_retired() {
    let folder = tempfile::tempdir().unwrap();
    let Desk { queue, .. } = open_on_monday(folder.path());
    let mut smaller = desk::site();
    smaller.services.remove(0);
    smaller.services[0].letter = 'Z';
    smaller.counters.remove(1);
    queue.writer.run(move |tx| tx.apply_site(smaller, Some("second".into()), clock(1), &nobody())).unwrap();
    queue
        .readers
        .read(|reads| {
            let services: Vec<_> =
                reads.services()?.iter().map(|s| (s.key.to_string(), s.letter, s.retired)).collect();
            assert_eq!(services, [("asst".into(), Some('Z'), false), ("spid".into(), Some('A'), true)]);
            let counters: Vec<_> = reads.counters()?.iter().map(|c| (c.key.to_string(), c.retired)).collect();
            assert_eq!(counters, [("1".into(), false), ("2".into(), true)]);
            let status = reads.site_status()?;
            assert_eq!((status.hash.as_deref(), status.changed_by_admin), (Some("second"), false));
            assert_eq!(reads.site()?.unwrap().services.len(), 1);
            Ok::<_, StoreError>(())
        })
        .unwrap();
    queue.writer.run(|tx| tx.apply_site(desk::site(), None, clock(2), &nobody())).unwrap();
    let status = queue.readers.read(|reads| reads.site_status()).unwrap();
    assert_eq!((status.hash.as_deref(), status.changed_by_admin), (Some("second"), true));
    assert!(queue.readers.read(|reads| reads.services()).unwrap().iter().all(|service| !service.retired));
}

fn visit(n: u64, ended_at: i64) -> Transaction {
    Transaction {
        ticket: ticket(1_000 + n),
        segment: 0,
        last: true,
        day: monday(),
        service: "passato".parse().unwrap(),
        counter: Some("sportello-b".parse().unwrap()),
        operator: None,
        channel: Channel::Kiosk,
        issued_at: clock(0).wall,
        arrived_at: clock(0).wall,
        due_from: None,
        called_at: Some(clock(60_000).wall),
        last_called_at: None,
        started_at: Some(clock(60_000).wall),
        ended_at: clock(ended_at).wall,
        parked_ms: 0,
        calls: 0,
        end: SegmentEnd::Served,
        start_estimated: false,
        end_estimated: false,
        people: 1,
        promise: None,
    }
}

#[test]
fn a_file_is_imported_whole_and_once() {
    let folder = tempfile::tempdir().unwrap();
    let Desk { queue, .. } = open_on_monday(folder.path());
    let import = |hash: &str, visits: Vec<Transaction>| Import {
        hash: hash.into(),
        services: vec![PastName {
            key: "passato".parse().unwrap(),
            names: Texts::italian("Cambio medico (2019)"),
        }],
        counters: vec![PastName { key: "1".parse().unwrap(), names: Texts::italian("altro nome") }],
        visits,
    };
    let broken = import("h", vec![visit(1, 90_000), visit(1, 90_000)]);
    assert!(queue.writer.run(move |tx| tx.import(broken, clock(1), &nobody(), |_| ())).is_err());
    assert_eq!(queue.readers.read(|reads| reads.imported_at("h")).unwrap(), None);

    let visits: Vec<_> = (1..=50).map(|n| visit(n, 90_000 + i64::try_from(n).unwrap())).collect();
    let whole = import("h", visits.clone());
    queue.writer.run(move |tx| tx.import(whole, clock(1), &nobody(), |_| ())).unwrap();
    let again = import("h", vec![visit(99, 90_000)]);
    let again = queue.writer.run(move |tx| tx.import(again, clock(1), &nobody(), |_| ()));
    assert!(matches!(again, Err(StoreError::ImportedBefore)));
    queue
        .readers
        .read(|reads| {
            let mut kept = Vec::new();
            reads.transactions(monday(), monday(), |transaction| kept.push(transaction))?;
            kept.sort_by_key(|transaction| transaction.arrived_at);
            assert_eq!(kept, visits);
            reads.transactions(monday().next(), monday().next(), |_| panic!("another day"))?;
            let past: Vec<_> = reads.services()?.into_iter().filter(|service| service.past).collect();
            assert_eq!((past.len(), past[0].letter, past[0].retired), (1, None, true));
            let counter = reads.counters()?.into_iter().find(|counter| counter.key.as_str() == "1").unwrap();
            assert!(!counter.past && !counter.retired, "a counter of the site stays as it is");
            Ok::<_, StoreError>(())
        })
        .unwrap();
    assert_eq!(queue.writer.run(|tx| tx.rebuild_check()).unwrap(), []);
}

#[test]
fn an_answer_is_remembered_for_its_device_alone() {
    let folder = tempfile::tempdir().unwrap();
    let Desk { queue, .. } = open_on_monday(folder.path());
    let answer = |device, at| Remembered {
        device,
        key: "k".into(),
        fingerprint: vec![7; 32],
        status: 201,
        body: "{\"number\":\"A001\"}".into(),
        at,
    };
    let other = DeviceId::from_parts(9, [9; 10]);
    let (mine, theirs) = (answer(device(), clock(1).wall), answer(other, clock(2).wall));
    let both = [mine.clone(), theirs.clone()];
    queue.writer.run(move |tx| both.iter().try_for_each(|answer| tx.remember(answer))).unwrap();
    let twice = mine.clone();
    assert!(queue.writer.run(move |tx| tx.remember(&twice)).is_err());
    let known = |device| queue.readers.read(|reads| reads.remembered(device, "k")).unwrap();
    assert_eq!((known(device()), known(other)), (Some(mine), Some(theirs)));
    let before: Timestamp = clock(2).wall;
    assert_eq!(queue.writer.run(move |tx| tx.purge_remembered(before)).unwrap(), 1);
    assert_eq!(known(device()), None);
}

#[test]
fn a_page_token_leads_to_one_ticket() {
    let folder = tempfile::tempdir().unwrap();
    let Desk { queue, .. } = open_on_monday(folder.path());
    let issued = |n: u64, token: &'static str| {
        queue.writer.run(move |tx| -> Result<(), TxError> {
            desk::give(tx, n, "spid", 1)?;
            Ok(tx.set_page_token(ticket(n), token)?)
        })
    };
    issued(1, "one").unwrap();
    assert!(issued(2, "one").is_err(), "a token is not given twice, and its ticket not issued");
    issued(2, "two").unwrap();
    queue
        .readers
        .read(|reads| {
            assert_eq!(reads.ticket_by_page("one")?, Some(ticket(1)));
            assert_eq!(reads.page_token(ticket(2))?.as_deref(), Some("two"));
            assert_eq!(reads.ticket_by_page("three")?, None);
            assert_eq!(reads.ticket(ticket(2))?.unwrap().number.count, 2);
            Ok::<_, StoreError>(())
        })
        .unwrap();
}
