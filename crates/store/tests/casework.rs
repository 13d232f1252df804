//! People and practices: found by whatever somebody remembers, and never overwritten unseen.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod desk;

use desk::{Desk, citizen, clock, device, hand, new_practice, nobody, open, ticket};
use std::path::Path;
use turno_domain::casework::{
    ChecklistItem, Citizen, DocumentState, Entry, EntryKind, Identity, PartialDate, PracticeFault,
    PracticeState, Presenter, Relation, Residence, Sex, UnresolvedReason, Visit,
};
use turno_domain::codice_fiscale::CodiceFiscale;
use turno_domain::ids::{EntryId, VisitId};
use turno_domain::ticket::Channel;
use turno_store::casework::{Entity, NewPractice, PracticeEdit, PracticeFilter};
use turno_store::{CaseworkError, CaseworkStore, Remembered};

fn at_work(folder: &Path) -> CaseworkStore {
    let Desk { casework, .. } = open(folder);
    casework
}

fn create(store: &CaseworkStore, citizen: Citizen) -> Citizen {
    store.writer.run(move |tx| tx.create_citizen(citizen, &clock(1), &nobody())).unwrap()
}

fn found(store: &CaseworkStore, text: &str) -> Vec<String> {
    let found = store.readers.read(|reads| reads.search_citizens(text, 50)).unwrap();
    found.iter().map(Citizen::full_name).collect()
}

#[test]
fn a_record_comes_back_as_it_was_kept() {
    let folder = tempfile::tempdir().unwrap();
    let store = at_work(folder.path());
    let identities = [
        Identity::None,
        Identity::CodiceFiscale(CodiceFiscale::parse("RSSMRA85T10A562S").unwrap()),
        Identity::Provisional("12345678901".into()),
        Identity::StpEni("STP1234567890123".into()),
        Identity::ForeignDocument("X-99 ✈".into()),
        Identity::AsTold("RSSMRA85T10".into()),
    ];
    let residences = [
        Residence::Unknown,
        Residence::Municipality("Rovellasca".into()),
        Residence::Abroad("Tunisi".into()),
        Residence::NoFixedAbode,
        Residence::Unknown,
        Residence::Unknown,
    ];
    let births = [
        None,
        Some(PartialDate { year: 1946, month: None, day: None }),
        Some(PartialDate { year: 1946, month: Some(2), day: None }),
        Some(PartialDate { year: 1946, month: Some(2), day: Some(28) }),
        None,
        None,
    ];
    for (n, ((identity, residence), birth_date)) in
        (1..).zip(identities.into_iter().zip(residences).zip(births))
    {
        let wanted = Citizen {
            identity,
            residence,
            birth_date,
            sex: [None, Some(Sex::Female), Some(Sex::Male)][usize::try_from(n % 3).unwrap()],
            phone: "+39 333 1234567".into(),
            mail: "ada@example.org".into(),
            remark: "parla solo arabo 🙂".into(),
            ..citizen(n, &"é".repeat(400), "🙂 O'Brien")
        };
        let kept = create(&store, wanted.clone());
        assert_eq!(kept, Citizen { revision: 1, created_at: clock(1).wall, ..wanted });
        assert_eq!(store.readers.read(|reads| reads.citizen(kept.id)).unwrap(), Some(kept));
    }
}

#[test]
fn people_are_found_by_whatever_is_remembered() {
    let folder = tempfile::tempdir().unwrap();
    let store = at_work(folder.path());
    let rossi = Citizen {
        phone: "+39 333 123 45 67".into(),
        identity: Identity::CodiceFiscale(CodiceFiscale::parse("RSSMRA85T10A562S").unwrap()),
        ..citizen(1, "Rossi", "Maria Niccolò")
    };
    let rossi = create(&store, rossi);
    create(&store, citizen(2, "D’Angelo", "Ada"));
    create(&store, citizen(3, "", "Fatima"));
    create(&store, citizen(4, "Rossini", "Gioachino"));
    let practice = store
        .writer
        .run(move |tx| {
            tx.open_practice(NewPractice { citizen: Some(rossi.id), ..new_practice(1) }, &clock(2), &nobody())
        })
        .unwrap();

    assert_eq!(found(&store, "niccolo ROSSI"), ["Rossi Maria Niccolò"]);
    assert_eq!(found(&store, "ross"), ["Rossi Maria Niccolò", "Rossini Gioachino"]);
    for text in ["D'Angelo", "dangelo ada", "d angelo", "ANGELO", "Ada D’ANGELO"] {
        assert_eq!(found(&store, text), ["D’Angelo Ada"], "{text}");
    }
    assert_eq!(found(&store, "fatima"), ["Fatima"]);
    assert_eq!(found(&store, "rssmra85t10a562s"), ["Rossi Maria Niccolò"]);
    assert_eq!(found(&store, "RSSMRA85"), ["Rossi Maria Niccolò"]);
    assert_eq!(found(&store, "333-1234567"), ["Rossi Maria Niccolò"]);
    assert_eq!(found(&store, &practice.number.to_string()), ["Rossi Maria Niccolò"]);
    assert_eq!(found(&store, "2026/000099"), [""; 0]);
    let digits = practice.number.to_string();
    assert_eq!(found(&store, digits.rsplit('/').next().unwrap()), ["Rossi Maria Niccolò"]);
    assert_eq!(found(&store, "000099"), [""; 0]);
    assert_eq!(found(&store, "ossi"), [""; 0], "a word is found by its beginning");
    assert_eq!(found(&store, "' % _"), [""; 0]);
    assert_eq!(found(&store, "").len(), 4);
}

#[test]
fn two_desks_do_not_overwrite_each_other() {
    let folder = tempfile::tempdir().unwrap();
    let store = at_work(folder.path());
    let read = create(&store, citizen(1, "Rossi", "Maria"));
    let first = Citizen { phone: "031".into(), ..read.clone() };
    let kept = store.writer.run(move |tx| tx.update_citizen(first, &clock(2), &nobody())).unwrap();
    assert_eq!((kept.revision, kept.created_at), (2, read.created_at));
    let second = Citizen { mail: "x@example.org".into(), ..read };
    let refused = store.writer.run(move |tx| tx.update_citizen(second, &clock(3), &nobody()));
    assert!(matches!(refused, Err(CaseworkError::Conflict { revision: 2, .. })), "{refused:?}");
    assert_eq!(store.readers.read(|reads| reads.citizen(kept.id)).unwrap(), Some(kept));
    let nobody_known = citizen(9, "Nessuno", "");
    let refused = store.writer.run(move |tx| tx.update_citizen(nobody_known, &clock(3), &nobody()));
    assert!(matches!(refused, Err(CaseworkError::Missing("citizen"))));
}

#[test]
fn practices_are_numbered_by_year_and_prefix_without_gaps() {
    let folder = tempfile::tempdir().unwrap();
    let store = at_work(folder.path());
    let open = |new: NewPractice| {
        let opened = store.writer.run(move |tx| tx.open_practice(new, &clock(1), &nobody()));
        opened.map(|practice| practice.number.to_string())
    };
    assert_eq!(open(new_practice(1)).unwrap(), "2026/000001");
    let unknown = Some(citizen(9, "", "").id);
    assert!(matches!(
        open(NewPractice { citizen: unknown, ..new_practice(2) }),
        Err(CaseworkError::Missing("citizen"))
    ));
    let unknown = Some(VisitId::from_parts(9, [9; 10]));
    assert!(matches!(
        open(NewPractice { visit: unknown, ..new_practice(2) }),
        Err(CaseworkError::Missing("visit"))
    ));
    assert_eq!(open(new_practice(2)).unwrap(), "2026/000002", "a refused practice uses no number");
    assert_eq!(open(NewPractice { year: 2027, ..new_practice(3) }).unwrap(), "2027/000001");
    assert_eq!(
        open(NewPractice { prefix: Some("ROV".into()), ..new_practice(4) }).unwrap(),
        "ROV-2026/000001"
    );
}

#[test]
fn a_practice_ends_opens_again_and_says_so_in_the_changes() {
    let folder = tempfile::tempdir().unwrap();
    let store = at_work(folder.path());
    let ada = create(&store, citizen(1, "D'Angelo", "Ada"));
    let practice = store.writer.run(|tx| tx.open_practice(new_practice(1), &clock(2), &nobody())).unwrap();
    let id = practice.id;
    let edit = PracticeEdit {
        id,
        revision: 1,
        citizen: Some(ada.id),
        presenter: Some(Presenter {
            relation: Relation::Carer,
            name: "Irina".into(),
            delegation: "delega scritta".into(),
            delegation_until: None,
        }),
        service: "asst".parse().unwrap(),
        need: "Cambio medico".into(),
        need_recognised: "È sola: serve anche il trasporto".into(),
        documents: vec![ChecklistItem { text: "Tessera sanitaria".into(), state: DocumentState::Seen }],
        project: None,
    };
    let edited = store.writer.run(move |tx| tx.edit_practice(edit, &clock(3), &nobody())).unwrap();
    assert_eq!(edited.revision, 2);
    let given_up = PracticeState::Unresolved(UnresolvedReason::GivenUp);
    let end = |revision, end| {
        store.writer.run(move |tx| tx.end_practice(id, revision, end, &hand("anna", 4).writes()))
    };
    assert!(matches!(end(1, given_up), Err(CaseworkError::Conflict { revision: 2, .. })));
    let ended = end(2, given_up).unwrap();
    assert_eq!((ended.state, ended.ended_at), (given_up, Some(clock(4).wall)));
    assert_eq!(store.readers.read(|reads| reads.practice(id)).unwrap(), Some(ended));
    assert!(matches!(end(3, PracticeState::Concluded), Err(CaseworkError::Practice(PracticeFault::Ended))));
    let reopened = store.writer.run(move |tx| tx.reopen_practice(id, 3, &hand("anna", 5).writes())).unwrap();
    assert_eq!(
        (reopened.state, reopened.ended_at, reopened.need.as_str()),
        (PracticeState::Open, None, "Cambio medico")
    );
    let what = EntryKind::Note { text: "Ciao 🙂".into(), reserved: true };
    let note = Entry {
        id: EntryId::from_parts(9, [1; 10]),
        practice: id,
        operator: "anna".parse().unwrap(),
        written_at: clock(6).wall,
        what,
    };
    let kept = note.clone();
    store.writer.run(move |tx| tx.write_entry(&note, &clock(6), &nobody())).unwrap();
    let told = store.readers.read(|reads| reads.entries(id)).unwrap();
    let kinds: Vec<_> = told.iter().map(|entry| entry.what.clone()).collect();
    assert_eq!(kinds[..2], [EntryKind::Ended(given_up), EntryKind::Reopened]);
    assert_eq!(told[2..], [kept]);

    let changes = store.readers.read(|reads| reads.changes_after(0, 100)).unwrap();
    let kinds: Vec<_> = changes.iter().map(|change| change.kind.as_str()).collect();
    let expected = [
        "citizen-created",
        "practice-opened",
        "practice-changed",
        "practice-ended",
        "practice-reopened",
        "note-written",
    ];
    assert_eq!(kinds, expected);
    assert_eq!(changes.iter().map(|change| change.sequence).collect::<Vec<_>>(), [1, 2, 3, 4, 5, 6]);
    assert_eq!((changes[4].entity, changes[4].actor.device), (Entity::Practice(id), Some(device())));
    assert_eq!(store.readers.read(|reads| reads.changes_after(4, 1)).unwrap(), changes[4..5]);
}

#[test]
fn a_ticket_becomes_one_visit_that_touches_several_practices() {
    let folder = tempfile::tempdir().unwrap();
    let store = at_work(folder.path());
    let ada = create(&store, citizen(1, "D'Angelo", "Ada")).id;
    let ugo = create(&store, citizen(2, "Rossi", "Ugo")).id;
    let visit = |n: u64, citizens| Visit {
        id: VisitId::from_parts(n, [4; 10]),
        channel: Channel::Kiosk,
        service: "spid".parse().unwrap(),
        ticket: Some(ticket(1)),
        operator: "anna".parse().unwrap(),
        began_at: clock(1).wall,
        people: 2,
        citizens,
        practices: Vec::new(),
    };
    let record =
        |visit: Visit| store.writer.run(move |tx| tx.record_visit(&visit, &clock(2), &nobody())).unwrap();
    let first = record(visit(1, vec![ada]));
    assert_eq!(record(visit(2, vec![ada, ugo])).id, first.id, "the ticket has its visit already");
    for (n, citizen) in [(1, ada), (2, ugo)] {
        let new = NewPractice { citizen: Some(citizen), visit: Some(first.id), ..new_practice(n) };
        store.writer.run(move |tx| tx.open_practice(new, &clock(3), &nobody())).unwrap();
    }
    let listed = |filter: PracticeFilter| -> Vec<u32> {
        let listed = store.readers.read(|reads| reads.practices(&filter, 10, 0)).unwrap();
        listed.iter().map(|practice| practice.number.count).collect()
    };
    assert_eq!(listed(PracticeFilter { ticket: Some(ticket(1)), ..Default::default() }), [2, 1]);
    assert_eq!(listed(PracticeFilter { ticket: Some(ticket(2)), ..Default::default() }), [0; 0]);
    assert_eq!(listed(PracticeFilter { citizen: Some(ugo), ..Default::default() }), [2]);
    assert_eq!(listed(PracticeFilter { open: Some(false), ..Default::default() }), [0; 0]);
    assert_eq!(listed(PracticeFilter { text: Some("dangelo".into()), ..Default::default() }), [1]);
    assert_eq!(listed(PracticeFilter { text: Some("2026/000002".into()), ..Default::default() }), [2]);
    assert_eq!(listed(PracticeFilter { text: Some("🙂".into()), ..Default::default() }), [0; 0]);
    let whole = store.readers.read(|reads| reads.visit_of_ticket(ticket(1))).unwrap().unwrap();
    assert_eq!((whole.citizens, whole.practices.len(), whole.people), (vec![ada, ugo], 2, 2));
    assert_eq!(store.readers.read(|reads| reads.visits_of_citizen(ugo)).unwrap().len(), 1);
}

#[test]
fn a_long_paste_is_a_search_by_its_first_words() {
    let folder = tempfile::tempdir().unwrap();
    let store = at_work(folder.path());
    let ada = create(&store, citizen(1, "D'Angelo", "Ada")).id;
    let need = "uno due tre quattro cinque sei sette otto nove dieci undici dodici tredici";
    let new = NewPractice { citizen: Some(ada), need: need.into(), ..new_practice(1) };
    store.writer.run(move |tx| tx.open_practice(new, &clock(1), &nobody())).unwrap();
    let found = |text: &str| -> (usize, usize) {
        let filter = PracticeFilter { text: Some(text.into()), ..Default::default() };
        let people = store.readers.read(|reads| reads.search_citizens(text, 10)).unwrap();
        (store.readers.read(|reads| reads.practices(&filter, 10, 0)).unwrap().len(), people.len())
    };
    let letter: String = (0..40_000).map(|n| format!(" parola{n}")).collect();
    assert_eq!(found(&letter), (0, 0));
    assert_eq!(found(&format!("{need}{letter}")), (1, 0));
    assert_eq!(found(&"Ada D'Angelo ".repeat(20_000)), (1, 1), "each word once");
}

#[test]
fn practices_are_found_by_number_by_person_and_by_need() {
    let folder = tempfile::tempdir().unwrap();
    let store = at_work(folder.path());
    let ada = create(&store, Citizen { phone: "+39 339 1234567".into(), ..citizen(1, "D'Angelo", "Ada") }).id;
    let open = |n: u64, citizen, need: &str, ms: i64| {
        let new = NewPractice { citizen, need: need.into(), ..new_practice(n) };
        store.writer.run(move |tx| tx.open_practice(new, &clock(ms), &nobody())).unwrap()
    };
    open(1, Some(ada), "Vuole vedere i referti della città", 3_000);
    open(2, None, "Dichiarazione: modello 730", 2_000);
    let third = open(3, Some(ada), "Perché l'esenzione è scaduta?", 1_000);
    let found = |text: &str| -> Vec<u32> {
        let filter = PracticeFilter { text: Some(text.into()), ..Default::default() };
        let found = store.readers.read(|reads| reads.practices(&filter, 10, 0)).unwrap();
        found.iter().map(|practice| practice.number.count).collect()
    };
    assert_eq!(found(""), [3, 2, 1], "the last opened first, though the clock went back");
    for (text, expected) in [
        ("REFERTI", &[1][..]),
        ("citta", &[1]),
        ("perche esenz", &[3]),
        ("angelo referti", &[1]),
        ("d'angelo", &[3, 1]),
        ("dichiarazione,730", &[2]),
        ("730", &[2]),
        ("2", &[2]),
        ("000003", &[3]),
        ("2026/000003", &[3]),
        ("2027/000003", &[]),
        ("339 1234", &[3, 1]),
        ("angelo 730", &[]),
        ("eferti", &[]),
        ("%", &[]),
    ] {
        assert_eq!(found(text), expected, "{text}");
    }
    // What is found follows the need as it is changed.
    let edit = PracticeEdit {
        id: third.id,
        revision: 1,
        citizen: None,
        presenter: None,
        service: third.service,
        need: "Cambio del medico".into(),
        need_recognised: "Serve un pediatra".into(),
        documents: Vec::new(),
        project: None,
    };
    store.writer.run(move |tx| tx.edit_practice(edit, &clock(4_000), &nobody())).unwrap();
    assert_eq!((found("esenzione"), found("medico"), found("dangelo")), (vec![], vec![3], vec![1]));
    assert_eq!(found("pediatra"), [3], "by what the operator made of it, too");
}

#[test]
fn an_answer_is_remembered_with_its_command_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let store = at_work(folder.path());
    let answer = Remembered {
        device: device(),
        key: "k-1".into(),
        fingerprint: vec![7; 32],
        status: 201,
        body: "{}".into(),
        at: clock(1).wall,
    };
    let remember = answer.clone();
    let failed = store.writer.run(move |tx| -> Result<(), CaseworkError> {
        tx.remember(&remember)?;
        Err(CaseworkError::Missing("citizen"))
    });
    assert!(failed.is_err());
    let known = |key: &'static str| store.readers.read(move |reads| reads.remembered(device(), key)).unwrap();
    assert_eq!(known("k-1"), None);
    let remember = answer.clone();
    store.writer.run(move |tx| tx.remember(&remember)).unwrap();
    assert_eq!(known("k-1"), Some(answer));
    assert_eq!(store.writer.run(|tx| tx.purge_remembered(clock(1).wall)).unwrap(), 0);
    assert_eq!(store.writer.run(|tx| tx.purge_remembered(clock(2).wall)).unwrap(), 1);
}
