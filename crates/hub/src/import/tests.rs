//! Files as other systems write them, and what is wrong with some.

use super::*;
use std::collections::BTreeSet;
use turno_domain::figures::{By, Figure, Figures, Standards};

fn site() -> Site {
    serde_json::from_value(serde_json::json!({
        "name": "Banca", "timezone": "Europe/Rome", "day_starts": "00:00",
        "services": [{"key": "PS", "letter": "A", "names": "PS"}],
    }))
    .unwrap()
}

fn read(rows: &str) -> Result<PastVisits, Vec<LineFault>> {
    PastVisits::read(&format!("{}\n{rows}", HEADER.join(",")), &site(), |_| ())
}

#[test]
fn a_good_file_becomes_visits_without_a_call() {
    let visits = read("1999-02-01T00:11:46,,1999-02-01T00:12:46,abandoned,PS,0,\n\
                       1999-02-01T08:00:00,1999-02-01T08:01:00,1999-02-01T08:05:00,served,a,2,AVI\n\
                       1999-02-01T08:00:00,1999-02-01T08:01:00,1999-02-01T08:05:00,served,Stock exchange,,AVI\n")
    .unwrap();
    assert_eq!(visits.visits[0].end, SegmentEnd::Cancelled);
    assert_eq!(visits.visits[0].called_at, None);
    assert_eq!(visits.visits[1].service.as_str(), "PS", "a service goes by letter too");
    assert_eq!(visits.visits[1].called_at, visits.visits[1].started_at);
    assert_eq!(visits.visits[1].last_called_at, None, "so that there is no walk");
    assert_eq!(visits.visits[2].service.as_str(), "Stock-exchange-7fab24c3");
    assert_eq!(visits.counters.len(), 1);
    assert_eq!(visits.visits[0].day.to_string(), "1999-02-01");
}

#[test]
fn who_arrived_before_the_opening_waited_from_the_opening() {
    // 1 February 1999 is a Monday.
    let site: Site = serde_json::from_value(serde_json::json!({
        "name": "Banca", "timezone": "Europe/Rome",
        "services": [{"key": "PS", "letter": "A", "names": "PS", "target_wait_minutes": 15}],
        "hours": [
            {"days": ["mon"], "opens": "09:00", "closes": "12:30", "tickets_from": "08:30", "tickets_until": "12:10"},
            {"days": ["mon"], "opens": "14:30", "closes": "16:30"},
        ],
    }))
    .unwrap();
    let visits = [
        // arrived, called, minutes from arrival, minutes from the opening
        ("01T08:40", "01T09:10", 30, 10),
        ("01T08:40", "01T08:50", 10, 0),
        ("01T09:30", "01T09:36", 6, 6),
        // Outside the times of tickets, which were others then: before them, after the last, over lunch, before breakfast.
        ("01T08:10", "01T09:20", 70, 20),
        ("01T12:20", "01T12:28", 8, 8),
        ("01T14:00", "01T14:40", 40, 10),
        ("01T13:00", "01T13:12", 12, 12),
        // On a day without a session.
        ("07T10:00", "07T10:14", 14, 14),
    ];
    let row = |arrived: &str, called: &str| {
        format!("1999-02-{arrived}:00,1999-02-{called}:00,1999-02-{called}:30,served,PS,,\n")
    };
    let rows: String = visits.iter().map(|(arrived, called, ..)| row(arrived, called)).collect();
    let gone = "1999-02-01T08:40:00,,1999-02-01T08:45:00,cancelled,PS,,\n";
    let text = format!("{}\n{rows}{gone}", HEADER.join(","));
    let read = PastVisits::read(&text, &site, |_| ()).unwrap();
    let figures =
        |visits: &[Transaction]| Figures::of(By::Service, Standards::from(&site), visits, &[]).total;
    for (visit, (arrived, _, wait, from_opening)) in read.visits.iter().zip(visits) {
        let of_one = figures(std::slice::from_ref(visit));
        let minutes = |figure: Figure| figure.longest_ms.map(|ms| ms / 60_000);
        assert_eq!(minutes(of_one.wait), Some(wait), "{arrived}");
        assert_eq!(minutes(of_one.wait_from_opening), Some(from_opening), "{arrived}");
    }
    // (10 + 0 + 6 + 20 + 8 + 10 + 12 + 14) / 8 = 10 minutes; all but the twenty are within fifteen.
    let all = figures(&read.visits);
    assert_eq!((all.wait_from_opening.n, all.wait_from_opening.mean_ms), (8, Some(600_000.0)));
    let level = all.service_level.unwrap();
    assert_eq!((level.n, level.within), (8, 7));
    assert_eq!((all.arrived, all.cancelled), (9, 1));
}

fn served(service: &str, server: &str) -> String {
    let quoted = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
    let times = "1999-02-01T08:00:00,1999-02-01T08:01:00,1999-02-01T08:05:00";
    format!("{times},served,{},,{}\n", quoted(service), quoted(server))
}

#[test]
fn different_names_never_add_up() {
    let long = |end: &str| format!("{}{end}", "Sportello ".repeat(9));
    let names = [
        "Cassa 1",
        "Cassa/1",
        "Cassa-1",
        "Cassa 1 ",
        "Cassa  1",
        &long("a"),
        &long("b"),
        "..",
        "?",
        "!",
        "P 1",
    ];
    let rows: String = names.iter().map(|name| served(name, name)).collect();
    let visits = read(&rows).unwrap();
    // As a reader tells them apart: the spaces around and between do not count.
    let distinct: BTreeSet<String> = names.iter().map(|name| clean(name, 500)).collect();
    assert_eq!((visits.counters.len(), visits.services.len()), (distinct.len(), distinct.len()));
    assert_eq!(visits.counters.values().cloned().collect::<BTreeSet<_>>(), distinct);
    for (visit, name) in visits.visits.iter().zip(names) {
        let counter = visit.counter.as_ref().unwrap();
        assert_eq!(
            (&visits.counters[counter], &visits.services[&visit.service]),
            (&clean(name, 500), &clean(name, 500))
        );
    }
    assert_eq!(
        visits.visits[2].counter.as_ref().unwrap().as_str(),
        "Cassa-1",
        "a name that is a key stays one"
    );
    // Another file with one of them means the same.
    let again = read(&served("PS", "Cassa/1")).unwrap();
    assert_eq!(again.visits[0].counter, visits.visits[1].counter);
}

#[test]
fn a_name_is_kept_whole_or_refused() {
    let whole = "à".repeat(NAME_CHARACTERS);
    assert_eq!(read(&served("PS", &whole)).unwrap().counters.values().collect::<Vec<_>>(), [&whole]);
    let faults = read(&(served("PS", "AVI") + &served(&format!("{whole}à"), "AVI"))).unwrap_err();
    assert_eq!((faults.len(), faults[0].line), (1, 3));
    assert!(faults[0].fault.contains("service: more than 500"), "{faults:?}");
    assert_eq!(read(&served(" ", "AVI")).unwrap_err()[0].fault, "service: empty");
    assert_eq!(read(&served("PS", " ")).unwrap().visits[0].counter, None);
}

#[test]
fn a_name_that_looks_like_the_key_of_another_is_refused_with_both() {
    let key = key_text("Cassa 1");
    let faults = read(&(served("PS", "Cassa 1") + &served("PS", &key))).unwrap_err();
    assert_eq!(faults[0].line, 3);
    assert!(faults[0].fault.contains("\"Cassa 1\"") && faults[0].fault.contains(&key), "{faults:?}");
}

#[test]
fn a_name_has_one_key_and_a_key_one_name() {
    const LETTERS: [&str; 7] = ["a", "b", " ", "/", "-", ".", "à"];
    let longer = |names: &[String]| -> Vec<String> {
        names.iter().flat_map(|name| LETTERS.map(|letter| format!("{name}{letter}"))).collect()
    };
    let (mut names, mut of_a_length) = (Vec::new(), vec![String::new()]);
    for _ in 0..4 {
        of_a_length = longer(&of_a_length);
        names.extend(of_a_length.clone());
    }
    let mut known = BTreeMap::<CounterKey, String>::new();
    let mut keys = BTreeMap::<String, CounterKey>::new();
    for name in names.iter().chain(&names) {
        let Some(key) = past_key(&mut known, "server", name).unwrap() else { continue };
        let name = clean(name, name.len());
        assert_eq!(known[&key], name);
        assert_eq!(keys.entry(name).or_insert_with(|| key.clone()), &key);
    }
    assert_eq!(known.len(), keys.len());
    assert!(keys.len() > 2_000, "{}", keys.len());
}

#[test]
fn every_bad_line_is_named() {
    let faults = read(
        "1999-02-01T00:11:46,,1999-02-01T00:12:46,abandoned,PS,0,\n\
                       yesterday,,1999-02-01T00:12:46,abandoned,PS,0,\n\
                       1999-02-01T08:00:00,,1999-02-01T08:05:00,served,PS,0,\n\
                       1999-02-01T08:00:00,1999-02-01T07:00:00,1999-02-01T08:05:00,served,PS,0,\n\
                       1999-02-01T08:00:00,,1999-02-01T08:05:00,gone,PS,0,\n\
                       too,short\n",
    )
    .unwrap_err();
    assert_eq!(faults.iter().map(|fault| fault.line).collect::<Vec<_>>(), [3, 4, 5, 6, 7]);
}

#[test]
fn another_header_is_refused() {
    let faults = PastVisits::read("a,b\n1,2\n", &site(), |_| ()).unwrap_err();
    assert_eq!(faults[0].line, 1);
}
