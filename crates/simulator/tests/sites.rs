//! The example sites, held to the rules of a site, to their languages, and to the data that two of them belong to.
#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{File, read_to_string};
use std::path::PathBuf;

use turno_domain::site::{CounterKind, Rule, Site};
use turno_simulator::replay::Names;
use turno_simulator::warsaw::{ReplayKind, SiteKeys};
use turno_simulator::{bank, warsaw};

const ALL: [&str; 5] = ["pac", "demo", "polifunzionale", "bank", "warsaw"];

fn repository(path: &str) -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")).join(path)
}

fn text_of(name: &str) -> String {
    read_to_string(repository(&format!("assets/sites/{name}.toml"))).unwrap()
}

fn site(name: &str) -> Site {
    toml::from_str(&text_of(name)).unwrap_or_else(|refusal| panic!("{name}: {refusal}"))
}

fn keys<T: ToString>(all: impl IntoIterator<Item = T>) -> BTreeSet<String> {
    all.into_iter().map(|key| key.to_string()).collect()
}

#[test]
fn every_site_keeps_the_rules_of_a_site() {
    for name in ALL {
        assert_eq!(site(name).check(), [], "{name}");
    }
}

#[test]
fn every_text_is_said_in_every_language_of_its_site_and_calmly() {
    for name in ALL {
        let site = site(name);
        let mut texts = vec![];
        for service in &site.services {
            texts.push(&service.names);
            texts.extend(&service.group);
            texts.extend(&service.documents);
            texts.extend(&service.when);
            for question in &service.intake {
                texts.push(&question.question);
                texts.push(
                    question
                        .why
                        .as_ref()
                        .unwrap_or_else(|| panic!("{name}: {} does not say why", question.key)),
                );
                texts.extend(question.options.iter().map(|option| &option.names));
                texts.extend(&question.documents);
            }
        }
        texts.extend(site.counters.iter().map(|counter| &counter.label));
        texts.extend(&site.board.messages);
        texts.extend(&site.kiosk.elsewhere);
        for texts in texts {
            let said: Vec<_> = texts.iter().collect();
            assert_eq!(said.len(), site.languages.len(), "{name}: {said:?}");
            assert!(
                said.iter().all(|(_, text)| !text.trim().is_empty() && !text.contains('!')),
                "{name}: {said:?}"
            );
        }
    }
}

#[test]
fn the_pac_desk_shows_what_a_site_can_say() {
    let site = site("pac");
    let letters: String = site.services.iter().map(|service| service.letter).collect();
    assert_eq!(letters, "DABCE", "who does not know what to choose comes first");
    assert_eq!(site.counters.len(), 3);
    assert!(!site.hours.is_empty());
    let spid = site.service_named("spid").unwrap();
    assert_eq!(spid.qualification.as_ref().unwrap().as_str(), "rao");
    assert_eq!((spid.intake.len(), spid.documents.len()), (2, 3));
    assert!(spid.when.is_some(), "nobody may be there who can do it");
    let discreet: Vec<_> = site.services.iter().filter(|service| service.discreet).collect();
    assert_eq!(discreet.len(), 1);
    for telling in ["violenza", "ascolto", "violence", "listening"] {
        assert!(discreet[0].names.iter().all(|(_, text)| !text.contains(telling)), "{telling}");
        assert!(!discreet[0].key.as_str().contains(telling));
    }
    assert!(discreet[0].intake.is_empty(), "a discreet service asks nothing at the entrance");
}

#[test]
fn what_the_pac_desk_has_commented_out_is_right_once_it_is_not() {
    const PARTS: [&str; 7] =
        ["free_text", "scanner", "button", "light", "buzzer", "loudspeaker", "headphones"];
    let uncommented = |line: &str| {
        let rest = line.strip_prefix("# ").filter(|rest| {
            rest.split_once(" = ").is_some_and(|(name, _)| PARTS.contains(&name) || name == "url")
        });
        rest.unwrap_or(line).to_owned()
    };
    let text = text_of("pac").lines().map(uncommented).collect::<Vec<_>>().join("\n");
    let site: Site = toml::from_str(&text).unwrap();
    assert_eq!(site.check(), []);
    let kiosk = &site.kiosk;
    for part in
        [&kiosk.scanner, &kiosk.button, &kiosk.light, &kiosk.buzzer, &kiosk.loudspeaker, &kiosk.headphones]
    {
        assert!(part.is_some(), "{kiosk:?}");
    }
    assert!(site.public.url.is_some() && !kiosk.free_text);
}

#[test]
fn the_demo_is_the_pac_desk_always_open_and_without_a_printer() {
    let mut pac = site("pac");
    pac.hours.clear();
    pac.printer.url = None;
    assert_eq!(site("demo"), pac);
}

#[test]
fn the_polifunzionale_uses_groups_rooms_and_every_rule() {
    let site = site("polifunzionale");
    assert_eq!((site.services.len(), site.counters.len()), (12, 6));
    let groups = keys(
        site.services.iter().filter_map(|service| service.group.as_ref()?.iter().next().map(|(_, it)| it)),
    );
    assert_eq!(groups.len(), 3);
    for rule in [Rule::Priority, Rule::Fifo, Rule::Ratio] {
        assert!(site.counters.iter().any(|counter| counter.rule == rule), "{rule:?}");
    }
    assert!(site.counters.iter().any(|counter| counter.kind == CounterKind::InterviewRoom));
    for service in &site.services {
        assert!(
            site.counters.iter().any(|counter| counter.serves(&service.key)),
            "nobody serves {}",
            service.key
        );
    }
}

#[test]
fn the_bank_has_the_services_of_its_file() {
    let file =
        bank::read(File::open(repository("tests/data/bank-call-centre-1999-02-first-half.csv")).unwrap())
            .unwrap();
    assert_eq!(keys(site("bank").services.iter().map(|service| &service.key)), keys(file.by_service.keys()));
}

#[test]
fn the_warsaw_office_has_the_queues_and_the_desks_of_its_day() {
    let site = site("warsaw");
    let day = File::open(repository("tests/data/municipal-office-warsaw-wola-2020-01-20.csv")).unwrap();
    let moments = warsaw::read(day).unwrap();
    assert_eq!(
        keys(site.services.iter().map(|service| &service.key)),
        keys(moments.iter().map(|moment| moment.queue))
    );
    let mut desks: BTreeMap<u32, u32> = BTreeMap::new();
    for moment in &moments {
        let most = desks.entry(moment.queue).or_default();
        *most = moment.counters_open.max(*most);
    }
    let expected =
        keys(desks.iter().flat_map(|(queue, most)| (1..=*most).map(move |nth| format!("{queue}-{nth}"))));
    assert_eq!(keys(site.counters.iter().map(|counter| &counter.key)), expected);
    for counter in &site.counters {
        let served: Vec<_> = counter.serves.iter().flatten().map(|service| service.as_str()).collect();
        assert_eq!(served, [counter.key.as_str().split('-').next().unwrap()]);
        assert_eq!(counter.rule, Rule::Fifo);
    }
    let known = keys(site.counters.iter().map(|counter| &counter.key));
    for event in warsaw::rebuild(&moments).0 {
        assert!(site.service_named(&SiteKeys.service(event.queue)).is_some(), "{event:?}");
        if let ReplayKind::Call { counter } = event.kind {
            assert!(known.contains(&SiteKeys.counter(event.queue, counter)), "{event:?}");
        }
    }
    // Each queue's Polish name stands beside it.
    let text = text_of("warsaw");
    for moment in &moments[..20] {
        assert!(
            text.contains(&format!("# {}\n[[services]]\nkey = \"{}\"", moment.name, moment.queue)),
            "{}",
            moment.name
        );
    }
}
