//! A practice goes from one desk's hands to another's, and each sees at once what the other does.

use crate::desk::{Desk, PIN};
use crate::two_desks::MONDAY;
use turno_client::Search;
use turno_domain::casework::EntryKind;
use turno_protocol::session::DeviceRole;
use turno_tests::{Site, SiteOptions, example};

#[tokio::test(flavor = "multi_thread")]
async fn a_practice_is_offered_and_taken_over_and_both_desks_see_it_at_once() {
    let site = Site::start(SiteOptions::new(example("demo"), MONDAY)).await.unwrap();
    for operator in ["anna", "bruno", "zeno"] {
        site.add_operator(operator, PIN, &["rao"]).await.unwrap();
    }
    let mut desks = Vec::new();
    for (name, device, seat) in [("desk-1", "sportello-1", '1'), ("desk-2", "sportello-2", '2')] {
        let enrolled = site.enrol(DeviceRole::Desk, device).await.unwrap();
        let home = site.folder().join(device);
        std::fs::create_dir_all(&home).unwrap();
        let mut desk = Desk::start(&site, name, Some(&enrolled.file), &home).await;
        desk.signs_in(seat, seat).await;
        desks.push(desk);
    }
    let [anna, bruno] = desks.as_mut_slice() else { panic!("two desks") };
    let (anna, bruno) = (&mut anna.screen, &mut bruno.screen);

    // Somebody comes without a number; nobody asks who they are.
    anna.key_with("Alt", "5").await.unwrap();
    anna.sees("Bisogno, con le sue parole").await.unwrap();
    anna.write("Bisogno, con le sue parole", "Non riceve più la pensione").await.unwrap();
    anna.key("F4").await.unwrap();
    anna.sees("Pratica 2026/000001").await.unwrap();
    bruno.key_with("Alt", "3").await.unwrap();
    bruno.sees_part("2026/000001").await.unwrap();
    bruno.key("Down").await.unwrap();
    bruno.key("Return").await.unwrap();
    bruno.sees("Pratica 2026/000001").await.unwrap();

    // Offered at one desk, it is offered at the other.
    anna.key_with("Alt", "8").await.unwrap();
    anna.key_with("Control", "1").await.unwrap();
    anna.sees_part("A chi affida questa pratica?").await.unwrap();
    anna.key_with("Alt", "1").await.unwrap();
    bruno.sees("La prendo io").await.unwrap();
    bruno.key_with("Alt", "c").await.unwrap();
    bruno.is_without("La prendo io").await.unwrap();
    anna.key_with("Alt", "5").await.unwrap();
    anna.sees_part("se ne occupa adesso").await.unwrap();

    // What the one writes for the team alone the other reads, for both are of it; a call goes the other way.
    anna.key_with("Control", "4").await.unwrap();
    anna.write("Nuova nota", "In famiglia nessuno l’aiuta.").await.unwrap();
    anna.key_with("Control", "Return").await.unwrap();
    bruno.key_with("Alt", "5").await.unwrap();
    bruno.sees("In famiglia nessuno l’aiuta.").await.unwrap();
    bruno.key_with("Control", "1").await.unwrap();
    bruno.write("A quale ente", "INPS").await.unwrap();
    bruno.key_with("Control", "Return").await.unwrap();
    anna.sees_part("ha telefonato a INPS").await.unwrap();

    // Whoever is not of the team is told that there is a note, and not what it says.
    let office = site.enrol(DeviceRole::Desk, "ufficio").await.unwrap().hub;
    let zeno = office.sign_in("zeno", PIN).await.unwrap();
    let practices = zeno.practices(&Search::default()).await.unwrap().items;
    let practice = zeno.practice(practices[0].id).await.unwrap();
    assert_eq!(practice.responsible.as_ref().map(|key| key.as_str()), Some("bruno"));
    let reserved = practice.entries.iter().find(|entry| entry.what.is_reserved()).unwrap();
    assert!(reserved.withheld);
    assert!(practice.entries.iter().any(|entry| matches!(entry.what, EntryKind::PhoneCall(_))));
}
