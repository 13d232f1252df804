//! "Ho bisogno di aiuto": from the kiosk to a real desk, and back who comes. And the desk is told of a printer that stands.

use super::stand::Stand;
use super::words;
use crate::desk::{Desk, PIN};
use turno_protocol::session::DeviceRole;

/// A desk at which somebody sits.
async fn desk_of(stand: &Stand, operator: &str) -> Desk {
    stand.site.add_operator(operator, PIN, &[]).await.unwrap();
    let device = stand.site.enrol(DeviceRole::Desk, "sportello-1").await.unwrap();
    let home = stand.folder().join("home");
    std::fs::create_dir_all(&home).unwrap();
    let mut desk = Desk::start(&stand.site, "desk", Some(&device.file), &home).await;
    desk.signs_in('1', '1').await;
    desk
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asks_for_help_at_the_kiosk_is_told_who_was_told_and_who_comes() {
    let mut stand = Stand::start().await;
    let mut desk = desk_of(&stand, "giulia").await;
    stand.touch(words::HELP).await;
    stand.sees("Ho avvisato giulia").await;
    desk.screen.sees_part("Al totem «ingresso» qualcuno chiede aiuto").await.unwrap();
    desk.screen.key_with("Control", "h").await.unwrap();
    stand.sees("giulia arriva").await;
    desk.screen.is_without_part("Al totem «ingresso» qualcuno chiede aiuto").await.unwrap();

    // Nothing of it stands in the way of a number; and with somebody in hand everybody is busy.
    stand.touch(words::UNDERSTOOD).await;
    stand.next_citizen_is_served().await;
    stand.goes_away().await;
    desk.screen.key("F8").await.unwrap();
    desk.screen.sees("Inizia").await.unwrap();
    stand.wait(61).await;
    stand.touch(words::HELP).await;
    stand.sees("Sono tutti occupati").await;
    desk.screen.sees_part("Al totem «ingresso» qualcuno chiede aiuto").await.unwrap();
    stand.nothing_is_lost_or_doubled().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_nobody_can_come_the_kiosk_says_so() {
    let mut stand = Stand::start().await;
    stand.touch(words::HELP).await;
    stand.sees("non c’è nessuno allo sportello").await;
    stand.touch(words::UNDERSTOOD).await;
    stand.next_citizen_is_served().await;
    stand.wait(61).await;
    stand.site.kill_hub().await.unwrap();
    stand.sees(words::AWAY).await;
    stand.touch(words::HELP).await;
    stand.wait(8).await;
    stand.sees("non sono riuscito ad avvisare nessuno").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_desk_is_told_what_is_wrong_with_the_printer_and_that_it_is_well_again() {
    let mut stand = Stand::start().await;
    let mut desk = desk_of(&stand, "giulia").await;
    for (wrong, said, right) in [
        ("paper out", "carta finita", "paper ok"),
        ("cover open", "coperchio", "cover closed"),
        ("paper near end", "la carta sta per finire", "paper ok"),
        ("unplug", "", "plug"),
    ] {
        stand.printer.order(wrong).await.unwrap();
        desk.screen.sees_part("Stampante del totem «ingresso»").await.unwrap();
        desk.screen.sees_part(said).await.unwrap();
        stand.printer.order(right).await.unwrap();
        desk.screen.is_without_part("Stampante del totem «ingresso»").await.unwrap();
    }
    stand.next_citizen_is_served().await;
}
