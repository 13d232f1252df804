//! The agenda: open steps by day and time, found by an index; and a timeline of which nothing is changed.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod desk;

use chrono::NaiveDate;
use desk::{Desk, clock, hand, new_practice, nobody, open};
use proptest::prelude::*;
use rusqlite::Connection;
use turno_domain::casework::{StepKind, StepState, StepTexts};
use turno_domain::ids::StepId;
use turno_store::CaseworkStore;
use turno_store::casework::{NewStep, StepSays};

fn says(day: i32, minute: Option<u32>, responsible: &str) -> StepSays {
    StepSays {
        kind: StepKind::NextStep,
        texts: StepTexts { what: "Chiamare".into(), ..StepTexts::default() },
        due: NaiveDate::from_num_days_from_ce_opt(740_000 + day).unwrap(),
        time: minute.and_then(|minute| chrono::NaiveTime::from_hms_opt(minute / 60, minute % 60, 0)),
        responsible: responsible.parse().unwrap(),
    }
}

fn make(store: &CaseworkStore, n: u64, says: StepSays) {
    let practice = new_practice(1).id;
    let new =
        NewStep { id: StepId::from_parts(n, [2; 10]), practice, says, made_by: "anna".parse().unwrap() };
    store.writer.run(move |tx| tx.make_step(new, &clock(1), &nobody())).unwrap();
}

fn at_work(folder: &std::path::Path) -> CaseworkStore {
    let Desk { casework, .. } = open(folder);
    casework.writer.run(|tx| tx.open_practice(new_practice(1), &clock(1), &nobody())).unwrap();
    casework
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20, ..ProptestConfig::default() })]
    #[test]
    fn the_agenda_has_each_open_step_once_in_its_order(
        steps in prop::collection::vec((0i32..20, prop::option::of(0u32..1440), any::<bool>(), 0u8..3), 1..20),
        until in 0i32..20,
    ) {
        let folder = tempfile::tempdir().unwrap();
        let store = at_work(folder.path());
        let mut expected = Vec::new();
        for (n, (day, minute, of_anna, end)) in (1..).zip(steps) {
            let wanted = says(day, minute, if of_anna { "anna" } else { "bruno" });
            let (due, time) = (wanted.due, wanted.time);
            make(&store, n, wanted);
            let id = StepId::from_parts(n, [2; 10]);
            let at = i64::try_from(n).unwrap();
            match end {
                1 => drop(store.writer.run(move |tx| tx.end_step(id, StepState::Done, "", &hand("anna", at).writes())).unwrap()),
                2 => drop(store.writer.run(move |tx| tx.end_step(id, StepState::Dropped, "", &hand("anna", at).writes())).unwrap()),
                _ if of_anna && day <= until => expected.push((due, time, id)),
                _ => {}
            }
        }
        expected.sort();
        let (anna, last) = ("anna".parse().unwrap(), says(until, None, "anna").due);
        let agenda = store.readers.read(|reads| reads.agenda(Some(&anna), Some(last), 100, 0)).unwrap();
        let found: Vec<_> = agenda.into_iter().map(|step| (step.due, step.time, step.id)).collect();
        prop_assert_eq!(&found, &expected);
        let mut pages = Vec::new();
        for offset in (0..u32::try_from(expected.len()).unwrap()).step_by(3) {
            pages.extend(store.readers.read(|reads| reads.agenda(Some(&anna), Some(last), 3, offset)).unwrap());
        }
        prop_assert_eq!(pages.into_iter().map(|step| (step.due, step.time, step.id)).collect::<Vec<_>>(), expected);
        store.writer.close();
    }
}

#[test]
fn what_is_asked_each_minute_is_found_by_an_index() {
    let folder = tempfile::tempdir().unwrap();
    at_work(folder.path()).writer.close();
    let connection = Connection::open(folder.path().join("casework.db")).unwrap();
    for sql in [
        "SELECT id FROM steps WHERE state = 'open' AND due <= ?1 ORDER BY due, time, sequence LIMIT 50",
        "SELECT id FROM steps WHERE state = 'open' AND due <= ?1 AND responsible = ?2 ORDER BY due, time, sequence LIMIT 50",
        "SELECT body FROM entries WHERE practice = ?1 ORDER BY sequence",
    ] {
        let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
        let count = statement.parameter_count();
        let plan: Vec<String> = statement
            .query_map(rusqlite::params_from_iter(std::iter::repeat_n("", count)), |row| row.get(3))
            .unwrap()
            .collect::<Result<_, _>>()
            .unwrap();
        // Neither a look at every row nor a sorting of those found.
        assert!(plan.iter().all(|line| line.starts_with("SEARCH")), "{sql}: {plan:?}");
    }
}

#[test]
fn what_was_written_into_a_practice_is_not_changed() {
    let folder = tempfile::tempdir().unwrap();
    let store = at_work(folder.path());
    let id = new_practice(1).id;
    store
        .writer
        .run(move |tx| tx.join_team(id, &"bruno".parse().unwrap(), &hand("anna", 5).writes()))
        .unwrap();
    store.writer.close();
    let connection = Connection::open(folder.path().join("casework.db")).unwrap();
    let refused = connection.execute("UPDATE entries SET body = '{}'", []).unwrap_err();
    assert!(refused.to_string().contains("append-only"), "{refused}");
}
