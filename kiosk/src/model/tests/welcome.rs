//! The welcome.

use super::*;

#[test]
fn before_the_hub_has_spoken_nothing_can_be_touched() {
    let mut kiosk = Kiosk::unheard();
    assert_eq!(kiosk.screen(), Screen::Moment(Moment::Starting));
    assert!(kiosk.touch(Touch::Service("spid".parse().unwrap())).is_empty());
}

#[test]
fn the_welcome_tells_who_waits_and_how_long_only_where_the_hub_knows() {
    let kiosk = Kiosk::open();
    let cards = kiosk.cards();
    assert_eq!(
        cards.iter().map(|card| card.title.as_str()).collect::<Vec<_>>(),
        ["SPID", "Medico", "Moduli"]
    );
    assert_eq!(cards.iter().map(|card| card.people).collect::<Vec<_>>(), [3, 1, 0]);
    assert_eq!(
        cards.iter().map(|c| c.expected).collect::<Vec<_>>(),
        [Some(Band { low: 15, high: 25 }), None, None]
    );
    let view = kiosk.model.view();
    assert_eq!((view.site.as_str(), view.clock.as_str()), ("Sportello PAC", "9:42"));
    assert!(!view.can_go_back);
    assert!(matches!(view.screen, Screen::Welcome { greeting: DayPart::Day, .. }));
}

#[test]
fn a_language_left_behind_goes_back_to_italian() {
    let mut kiosk = Kiosk::open();
    kiosk.touch(Touch::Language(Language::En));
    kiosk.wait((times::IDLE + times::WARNING).num_seconds() - 1);
    assert_eq!(kiosk.model.view().language, Language::En);
    kiosk.wait(1);
    assert_eq!(kiosk.model.view().language, Language::It);
}

#[test]
fn the_day_that_is_asked_for_stands_on_the_welcome_and_on_no_citizens_screen() {
    let mut kiosk = Kiosk::open();
    assert_eq!(kiosk.model.view().day_asked, None);
    let asks = Standing { day_asked: Some("2026-11-22".parse().unwrap()), ..standing() };
    kiosk.news(HubNews::Queue(asks.clone()));
    let sunday = Some(DayView { weekday: 6, day: 22, month: 10 });
    assert_eq!(kiosk.model.view().day_asked, sunday);
    let attempt = kiosk.ask("spid");
    assert_eq!(kiosk.model.view().day_asked, None);
    kiosk.give(attempt, 'A');
    assert_eq!(kiosk.model.view().day_asked, None);
    let mut closed = Kiosk::open();
    closed.news(HubNews::Queue(Standing { tickets_open: false, ..asks }));
    assert_eq!(closed.model.view().day_asked, sunday);
    closed.news(HubNews::Queue(standing()));
    assert_eq!(closed.model.view().day_asked, None);
}

#[test]
fn many_services_stand_in_groups() {
    let mut services: Vec<serde_json::Value> = ('A'..='H')
        .map(|letter| {
            service(&format!("s{letter}").to_lowercase(), letter, &format!("Servizio {letter}"), json!([]))
        })
        .collect();
    for (at, group) in
        [(1, "Anagrafe"), (2, "Anagrafe"), (3, "Tributi"), (4, "Anagrafe"), (5, "Da solo"), (6, "Tributi")]
    {
        services[at]["group"] = json!({"it": group, "en": format!("{group} (en)")});
    }
    let mut kiosk = Kiosk::with_site(site(services));
    let titles = |kiosk: &Kiosk| kiosk.cards().iter().map(|card| card.title.clone()).collect::<Vec<_>>();
    assert_eq!(titles(&kiosk), ["Servizio A", "Anagrafe", "Tributi", "Servizio F", "Servizio H"]);
    assert_eq!(kiosk.cards()[1].letters, ['B', 'C', 'E']);
    assert_eq!(kiosk.cards()[1].contents, "Servizio B · Servizio C · Servizio E");
    assert!(!kiosk.cards()[1].more);
    kiosk.touch(Touch::Group("Anagrafe".into()));
    assert_eq!(titles(&kiosk), ["Servizio B", "Servizio C", "Servizio E"]);
    kiosk.touch(Touch::Language(Language::En));
    assert!(matches!(kiosk.screen(), Screen::Welcome { group: Some(group), .. } if group == "Anagrafe (en)"));
    assert!(kiosk.model.view().can_go_back);
    kiosk.touch(Touch::Back);
    assert_eq!(titles(&kiosk).len(), 5);
    let waiting = |people| Waiting { people, expected: None };
    let services = [("sb".parse().unwrap(), waiting(2)), ("se".parse().unwrap(), waiting(3))].into();
    kiosk.news(HubNews::Queue(Standing { services, ..standing() }));
    assert_eq!(kiosk.cards()[1].people, 5, "of the whole group");
    kiosk.touch(Touch::Group("Anagrafe".into()));
    kiosk.wait((times::IDLE + times::WARNING).num_seconds());
    assert!(kiosk.is_fresh());
}

#[test]
fn the_service_of_whoever_does_not_know_which_comes_first_and_in_no_group() {
    let letters = 'A'..='H';
    let services = letters.map(|letter| {
        let mut service =
            service(&format!("s{letter}").to_lowercase(), letter, &format!("Servizio {letter}"), json!([]));
        service["group"] = json!({"it": "Anagrafe"});
        service
    });
    for (count, others) in [(8, 1), (3, 2)] {
        let mut site = site(services.clone().take(count).collect());
        site["kiosk"]["default_service"] = json!("sc");
        let kiosk = Kiosk::with_site(site);
        assert_eq!(kiosk.cards()[0].title, "Servizio C");
        assert_eq!(kiosk.cards().len(), 1 + others);
        assert!(kiosk.cards()[1..].iter().all(|card| !card.letters.contains(&'C')));
    }
}

#[test]
fn a_group_names_as_many_services_as_a_card_has_room_for() {
    let names =
        ["Carta d’identità elettronica", "Cambio di residenza", "Certificati e autentiche", "Nascite"];
    let mut services: Vec<serde_json::Value> = ('A'..='H')
        .map(|letter| service(&format!("s{letter}").to_lowercase(), letter, "Altro", json!([])))
        .collect();
    for (service, name) in services.iter_mut().zip(names) {
        service["group"] = json!({"it": "Anagrafe"});
        service["names"] = json!({"it": name});
    }
    let kiosk = Kiosk::with_site(site(services));
    let card = &kiosk.cards()[0];
    assert_eq!(card.contents, "Carta d’identità elettronica · Cambio di residenza", "no name is cut");
    assert!(card.more);
}
