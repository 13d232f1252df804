//! One person, two records: whatever order they are made, linked and merged in, nothing is lost, and they can be told apart.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod desk;

use desk::{Desk, citizen, clock, hand, new_practice, nobody, open};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use turno_domain::casework::{
    BirthPlace, Citizen, Consent, Contact, Identity, Notice, NoticeGiven, PartialDate, Visit,
};
use turno_domain::codice_fiscale::CodiceFiscale;
use turno_domain::ids::{CitizenId, ConsentId, NoticeId, PracticeId, VisitId};
use turno_domain::ticket::Channel;
use turno_store::casework::{Entity, Likeness, NewPractice, PracticeEdit, PracticeFilter, Seen};
use turno_store::{CaseworkError, CaseworkStore};

fn born(year: i32, month: Option<u32>, day: Option<u32>) -> Option<PartialDate> {
    Some(PartialDate { year, month, day })
}

fn create(store: &CaseworkStore, citizen: Citizen) -> Citizen {
    store.writer.run(move |tx| tx.create_citizen(citizen, &clock(1), &nobody())).unwrap()
}

fn read(store: &CaseworkStore, id: CitizenId) -> Citizen {
    store.readers.read(|reads| reads.citizen(id)).unwrap().unwrap()
}

fn visit(n: u64, citizens: Vec<CitizenId>) -> Visit {
    Visit {
        id: VisitId::from_parts(n, [4; 10]),
        channel: Channel::Desk,
        service: "spid".parse().unwrap(),
        ticket: None,
        operator: "anna".parse().unwrap(),
        began_at: clock(1).wall,
        people: 1,
        citizens,
        practices: Vec::new(),
    }
}

fn notice(n: u64, citizen: CitizenId) -> Notice {
    Notice {
        id: NoticeId::from_parts(n, [6; 10]),
        citizen,
        version: "3.1".into(),
        controller: "Comune di Rovellasca".into(),
        given_on: "2026-11-20".parse().unwrap(),
        given: NoticeGiven::ReadAloud,
        operator: "anna".parse().unwrap(),
        written_at: clock(1).wall,
    }
}

fn consent(n: u64, citizen: CitizenId) -> Consent {
    Consent {
        id: ConsentId::from_parts(n, [8; 10]),
        citizen,
        purpose: "Promemoria".into(),
        given_on: "2026-11-20".parse().unwrap(),
        withdrawn_on: None,
        operator: "anna".parse().unwrap(),
        written_at: clock(1).wall,
    }
}

fn merge(store: &CaseworkStore, survivor: CitizenId, other: CitizenId) -> Result<Citizen, CaseworkError> {
    let seen = |id| Seen { id, revision: read(store, id).revision };
    let (stays, goes) = (seen(survivor), seen(other));
    let by = turno_domain::journal::Actor { device: None, operator: Some("anna".parse().unwrap()) };
    store.writer.run(move |tx| tx.merge_citizens(stays, goes, &clock(9), &by))
}

fn found(store: &CaseworkStore, text: &str) -> Vec<CitizenId> {
    let found = store.readers.read(|reads| reads.search_citizens(text, 50)).unwrap();
    found.iter().map(|citizen| citizen.id).collect()
}

#[test]
fn a_whole_record_comes_back_as_it_was_kept() {
    let folder = tempfile::tempdir().unwrap();
    let Desk { casework: store, .. } = open(folder.path());
    let contact = Contact { relation: "figlia".into(), name: "Lucia".into(), phone: "333 1".into() };
    let whole = Citizen {
        birth_place: BirthPlace { name: "Tunisi".into(), code: Some("Z352".into()) },
        domicile: "presso la figlia, via Roma 3".into(),
        languages: vec!["arabo".into(), "francese".into()],
        contacts: vec![contact],
        ..citizen(1, "Trabelsi", "Fatima")
    };
    let kept = create(&store, whole.clone());
    assert_eq!(read(&store, kept.id), Citizen { revision: 1, created_at: clock(1).wall, ..whole });
    let (note, allowed) = (notice(1, kept.id), consent(1, kept.id));
    let (expected_note, expected_consent) = (note.clone(), allowed.clone());
    store
        .writer
        .run(move |tx| {
            tx.give_notice(note, &clock(1), &nobody())?;
            tx.give_consent(allowed, &clock(1), &nobody())
        })
        .unwrap();
    let on = "2026-11-21".parse().unwrap();
    let id = expected_consent.id;
    store.writer.run(move |tx| tx.withdraw_consent(id, on, on, &clock(2), &nobody())).unwrap();
    store
        .readers
        .read(|reads| {
            assert_eq!(reads.notices(kept.id)?, [expected_note]);
            assert_eq!(reads.consents(kept.id)?, [Consent { withdrawn_on: Some(on), ..expected_consent }]);
            Ok(())
        })
        .unwrap();
}

#[test]
fn whoever_was_merged_is_found_by_the_old_name_and_the_old_phone() {
    let folder = tempfile::tempdir().unwrap();
    let Desk { casework: store, .. } = open(folder.path());
    let now = create(&store, Citizen { phone: "333 1234567".into(), ..citizen(1, "Rossi", "Anna") });
    let before = create(
        &store,
        Citizen {
            phone: "031 555 0777".into(),
            birth_date: born(1951, None, None),
            ..citizen(2, "Verdi", "Annetta")
        },
    );
    let last = create(&store, Citizen { phone: "02 444 4444".into(), ..citizen(3, "Neri", "Nina") });
    store
        .writer
        .run(move |tx| {
            let new = NewPractice { citizen: Some(before.id), ..new_practice(1) };
            tx.open_practice(new, &clock(3), &nobody()).map(|_| ())
        })
        .unwrap();
    assert_eq!(found(&store, "verdi"), [before.id]);
    merge(&store, now.id, before.id).unwrap();
    for text in ["verdi", "annetta verdi", "0315550777", "rossi", "1951"] {
        assert_eq!(found(&store, text), [now.id], "{text}");
    }
    assert_eq!(found(&store, "verdi anna rossi"), [], "one record says one thing or the other");
    // Through two merges, one after the other.
    merge(&store, last.id, now.id).unwrap();
    for text in ["verdi", "rossi", "neri", "0315550777", "3331234567"] {
        assert_eq!(found(&store, text), [last.id], "{text}");
    }
    let practices = |text: &str| {
        let filter = PracticeFilter { text: Some(text.to_owned()), ..Default::default() };
        store.readers.read(|reads| reads.practices(&filter, 10, 0)).unwrap().len()
    };
    for text in ["verdi", "neri", "0315550777"] {
        assert_eq!(practices(text), 1, "{text}");
    }
}

#[test]
fn two_records_become_one_that_has_everything_of_both() {
    let folder = tempfile::tempdir().unwrap();
    let Desk { casework: store, .. } = open(folder.path());
    let maria = create(&store, Citizen { phone: "333 1".into(), ..citizen(1, "Bianchi", "Maria Teresa") });
    let teresa = create(
        &store,
        Citizen { phone: "031 2".into(), mail: "t@example.org".into(), ..citizen(2, "Bianchi", "Teresa") },
    );
    let practice = new_practice(1).id;
    store
        .writer
        .run(move |tx| {
            tx.record_visit(&visit(1, vec![maria.id, teresa.id]), &clock(2), &nobody())?;
            tx.record_visit(&visit(2, vec![teresa.id]), &clock(2), &nobody())?;
            let new = NewPractice { citizen: Some(teresa.id), ..new_practice(1) };
            tx.open_practice(new, &clock(3), &nobody())?;
            tx.give_notice(notice(1, teresa.id), &clock(4), &nobody())?;
            tx.give_consent(consent(1, teresa.id), &clock(4), &nobody()).map(|_| ())
        })
        .unwrap();
    let stale = Seen { id: maria.id, revision: 7 };
    let other = Seen { id: teresa.id, revision: 1 };
    let refused = store.writer.run(move |tx| tx.merge_citizens(stale, other, &clock(5), &nobody()));
    assert!(matches!(refused, Err(CaseworkError::Conflict { revision: 1, .. })), "{refused:?}");
    assert!(matches!(merge(&store, maria.id, maria.id), Err(CaseworkError::SamePerson)));
    let head = store.readers.read(|reads| reads.head()).unwrap();

    let survivor = merge(&store, maria.id, teresa.id).unwrap();
    assert_eq!((survivor.id, survivor.revision), (maria.id, 2));
    assert_eq!(
        (survivor.phone.as_str(), survivor.mail.as_str()),
        ("333 1", "t@example.org"),
        "what was empty is filled"
    );
    // The other still answers, and leads on; it is not listed any more.
    let gone = read(&store, teresa.id);
    assert_eq!((gone.merged_into, gone.phone.as_str()), (Some(maria.id), "031 2"));
    assert_eq!(found(&store, "bianchi"), [maria.id]);
    assert_eq!(found(&store, ""), [maria.id]);
    store
        .readers
        .read(|reads| {
            for id in [maria.id, teresa.id] {
                assert_eq!(reads.visits_of_citizen(id)?.len(), 2, "also when asked for by the other");
                let filter = PracticeFilter { citizen: Some(id), ..Default::default() };
                assert_eq!(reads.practices(&filter, 10, 0)?[0].citizen, Some(maria.id));
            }
            assert_eq!((reads.notices(maria.id)?.len(), reads.consents(maria.id)?.len()), (1, 1));
            let merges = reads.merges(maria.id)?;
            assert_eq!(merges.len(), 1);
            assert_eq!((&merges[0].merged, merges[0].operator.as_ref().unwrap().as_str()), (&gone, "anna"));
            assert_eq!(merges[0].visits, [visit(1, vec![]).id, visit(2, vec![]).id]);
            assert_eq!((merges[0].practices.as_slice(), merges[0].notices.len()), (&[practice][..], 1));
            let told: Vec<_> = reads
                .changes_after(head, 10)?
                .into_iter()
                .map(|change| (change.kind, change.entity))
                .collect();
            assert_eq!(told.first(), Some(&("citizen-merged".to_owned(), Entity::Citizen(teresa.id))));
            assert_eq!(told.last(), Some(&("citizen-changed".to_owned(), Entity::Citizen(maria.id))));
            assert!(told.contains(&("practice-changed".to_owned(), Entity::Practice(practice))), "{told:?}");
            Ok(())
        })
        .unwrap();
    // It is not changed nor merged again, and whoever still has its id writes to the one that stays.
    let again = gone.clone();
    let refused = store.writer.run(move |tx| tx.update_citizen(again, &clock(6), &nobody()));
    assert!(matches!(refused, Err(CaseworkError::Merged { into }) if into == maria.id), "{refused:?}");
    assert!(matches!(merge(&store, teresa.id, maria.id), Err(CaseworkError::Merged { .. })));
    store
        .writer
        .run(move |tx| {
            tx.record_visit(&visit(3, vec![teresa.id]), &clock(7), &nobody())?;
            let new = NewPractice { citizen: Some(teresa.id), ..new_practice(2) };
            let opened = tx.open_practice(new, &clock(7), &nobody())?;
            assert_eq!(opened.citizen, Some(maria.id));
            let edit = PracticeEdit {
                id: opened.id,
                revision: opened.revision,
                citizen: Some(teresa.id),
                presenter: None,
                service: opened.service,
                need: String::new(),
                need_recognised: String::new(),
                documents: Vec::new(),
                project: None,
            };
            assert_eq!(tx.edit_practice(edit, &clock(8), &nobody())?.citizen, Some(maria.id));
            tx.give_notice(notice(2, teresa.id), &clock(8), &nobody()).map(|_| ())
        })
        .unwrap();
    assert_eq!(store.readers.read(|reads| reads.visits_of_citizen(maria.id)).unwrap().len(), 3);
    assert_eq!(store.readers.read(|reads| reads.notices(maria.id)).unwrap().len(), 2);
}

#[test]
fn who_is_likely_the_same_person_is_told_with_the_reason() {
    let folder = tempfile::tempdir().unwrap();
    let Desk { casework: store, .. } = open(folder.path());
    let code = Identity::CodiceFiscale(CodiceFiscale::parse("RSSMRA85T10A562S").unwrap());
    let of = |n, family: &str, given: &str, birth| Citizen { birth_date: birth, ..citizen(n, family, given) };
    let rossi = create(
        &store,
        Citizen {
            identity: code.clone(),
            phone: "+39 333 123 4567".into(),
            ..of(1, "D’Àngelo", "Mario Luca", born(1985, Some(12), Some(10)))
        },
    );
    let records = [
        (Citizen { identity: code, ..of(2, "Verdi", "Ugo", None) }, vec![Likeness::SameCode]),
        (of(3, "DANGELO", "luca mario", born(1985, None, None)), vec![Likeness::SameNames]),
        (of(4, "Mario Luca", "D'Angelo", born(1985, Some(12), None)), vec![Likeness::NamesSwapped]),
        (
            Citizen { phone: "3331234567".into(), ..of(5, "D'Angelo", "Anna", None) },
            vec![Likeness::SamePhone],
        ),
        // A twin, a namesake of another year or another day, one whose date nobody knows, and who has the same phone only.
        (of(6, "D'Angelo", "Paolo", born(1985, Some(12), Some(10))), vec![]),
        (of(7, "D'Angelo", "Mario Luca", born(1984, None, None)), vec![]),
        (of(8, "D'Angelo", "Mario Luca", born(1985, Some(12), Some(11))), vec![]),
        (of(9, "D'Angelo", "Mario Luca", None), vec![]),
        (Citizen { phone: "333 1234567".into(), ..of(10, "Neri", "Badante", None) }, vec![]),
    ];
    let mut expected = BTreeMap::new();
    for (record, reasons) in records {
        if !reasons.is_empty() {
            expected.insert(record.id, reasons);
        }
        create(&store, record);
    }
    let likely = |of: &Citizen| -> BTreeMap<CitizenId, Vec<Likeness>> {
        let likely = store.readers.read(|reads| reads.likely_duplicates(of)).unwrap();
        likely.into_iter().map(|one| (one.citizen.id, one.reasons)).collect()
    };
    assert_eq!(likely(&rossi), expected);
    // Nobody is like somebody of whom nothing is known.
    create(&store, citizen(11, "", ""));
    let nobody_known = create(&store, citizen(12, "", ""));
    assert_eq!(likely(&nobody_known), BTreeMap::new());
    merge(&store, rossi.id, citizen(3, "", "").id).unwrap();
    assert_eq!(
        likely(&read(&store, rossi.id)).len(),
        expected.len() - 1,
        "who was merged is not offered again"
    );
}

/// What may be done, with people and things by their place.
#[derive(Clone, Debug)]
enum Step {
    Create,
    Visit(usize, usize),
    Practice(usize),
    Notice(usize),
    Merge(usize, usize),
}

fn step() -> impl Strategy<Value = Step> {
    let who = || 0usize..6;
    prop_oneof![
        2 => Just(Step::Create),
        3 => (who(), who()).prop_map(|(one, other)| Step::Visit(one, other)),
        2 => who().prop_map(Step::Practice),
        2 => who().prop_map(Step::Notice),
        4 => (who(), who()).prop_map(|(one, other)| Step::Merge(one, other)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]
    #[test]
    fn no_order_of_merges_loses_a_visit_a_practice_or_a_notice(steps in prop::collection::vec(step(), 1..25)) {
        let folder = tempfile::tempdir().unwrap();
        let Desk { casework: store, .. } = open(folder.path());
        let mut n = 0;
        // Whom each record belongs to, and what each person must have; records go by their place.
        let (mut records, mut person): (Vec<CitizenId>, Vec<usize>) = (Vec::new(), Vec::new());
        let mut visits: Vec<BTreeSet<VisitId>> = Vec::new();
        let (mut practices, mut notices): (Vec<BTreeSet<PracticeId>>, Vec<BTreeSet<NoticeId>>) = (Vec::new(), Vec::new());
        for step in steps {
            n += 1;
            let at = |place: usize| (!records.is_empty()).then(|| place % records.len());
            match step {
                Step::Create => {
                    records.push(create(&store, citizen(n, "Bianchi", &format!("Maria {n}"))).id);
                    person.push(records.len() - 1);
                    visits.push(BTreeSet::new());
                    practices.push(BTreeSet::new());
                    notices.push(BTreeSet::new());
                }
                Step::Visit(one, other) => {
                    let (Some(one), Some(other)) = (at(one), at(other)) else { continue };
                    let came = visit(n, vec![records[one], records[other]]);
                    visits[person[one]].insert(came.id);
                    visits[person[other]].insert(came.id);
                    store.writer.run(move |tx| tx.record_visit(&came, &clock(1), &nobody())).unwrap();
                }
                Step::Practice(who) => {
                    let Some(who) = at(who) else { continue };
                    let new = NewPractice { citizen: Some(records[who]), ..new_practice(n) };
                    practices[person[who]].insert(new.id);
                    store.writer.run(move |tx| tx.open_practice(new, &clock(1), &nobody())).unwrap();
                }
                Step::Notice(who) => {
                    let Some(who) = at(who) else { continue };
                    let given = notice(n, records[who]);
                    notices[person[who]].insert(given.id);
                    store.writer.run(move |tx| tx.give_notice(given, &clock(1), &nobody())).unwrap();
                }
                Step::Merge(one, other) => {
                    let (Some(one), Some(other)) = (at(one), at(other)) else { continue };
                    let both_stand = person[one] == one && person[other] == other && one != other;
                    let merged = merge(&store, records[one], records[other]);
                    prop_assert_eq!(merged.is_ok(), both_stand, "{:?}", merged);
                    if both_stand {
                        let came = std::mem::take(&mut visits[other]);
                        visits[one].extend(came);
                        let came = std::mem::take(&mut practices[other]);
                        practices[one].extend(came);
                        let came = std::mem::take(&mut notices[other]);
                        notices[one].extend(came);
                        person.iter_mut().filter(|of| **of == other).for_each(|of| *of = one);
                    }
                }
            }
        }
        for (place, id) in records.iter().enumerate() {
            let survivor = records[person[place]];
            let kept = read(&store, *id);
            prop_assert_eq!(kept.merged_into, (survivor != *id).then_some(survivor));
            prop_assert_eq!(found(&store, "bianchi").contains(id), survivor == *id);
            let filter = PracticeFilter { citizen: Some(*id), ..Default::default() };
            let (has_visits, has_practices) = store.readers.read(|reads| {
                let visits: BTreeSet<_> = reads.visits_of_citizen(*id)?.iter().map(|visit| visit.id).collect();
                let practices: BTreeSet<_> = reads.practices(&filter, 50, 0)?.iter().map(|one| one.id).collect();
                Ok((visits, practices))
            }).unwrap();
            prop_assert_eq!(&has_visits, &visits[person[place]]);
            prop_assert_eq!(&has_practices, &practices[person[place]]);
            let has_notices: BTreeSet<_> =
                store.readers.read(|reads| reads.notices(survivor)).unwrap().iter().map(|one| one.id).collect();
            prop_assert_eq!(&has_notices, &notices[person[place]]);
        }
        store.writer.close();
    }
}

#[test]
fn a_practice_of_a_merged_person_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let Desk { casework: store, .. } = open(folder.path());
    let (one, other) =
        (create(&store, citizen(1, "Bianchi", "A")), create(&store, citizen(2, "Bianchi", "B")));
    let new = NewPractice { citizen: Some(other.id), ..new_practice(1) };
    let practice = store.writer.run(move |tx| tx.open_practice(new, &clock(1), &nobody())).unwrap();
    merge(&store, one.id, other.id).unwrap();
    // Whoever had it open does not hear of a change that is none of what they wrote.
    let end = turno_domain::casework::PracticeState::Concluded;
    let (id, revision) = (practice.id, practice.revision);
    let ended =
        store.writer.run(move |tx| tx.end_practice(id, revision, end, &hand("anna", 5).writes())).unwrap();
    assert_eq!(ended.citizen, Some(one.id));
}
