//! The public listener of the real hub: numbers and counters, never a name; and what a ticket's holder may do.

use crate::site::Scene;
use crate::site::client::{browser, id};
use crate::site::stream::Stream;
use serde_json::json;

#[tokio::test]
async fn the_board_shows_numbers_and_counters_and_no_name() {
    let scene = Scene::new().await;
    let at = format!("http://{}", scene.hub.public);
    let page = browser().get(format!("{at}/board")).send().await.unwrap();
    assert_eq!(page.status(), 200);
    let mut stream = Stream::of(browser().get(format!("{at}/board/events")).send().await.unwrap());
    let ticket = scene.kiosk.issue("A").await;
    scene.giulia.open("1").await;
    scene.giulia.call_next("1").await.ok(200);
    let mut told = String::new();
    loop {
        let event = stream.next().await.unwrap();
        told.push_str(&event.data.to_string());
        if event.data["current"][0]["number"] == "A001" {
            assert_eq!(event.data["current"][0]["counter"], "Sportello 1");
            break;
        }
    }
    assert!(!told.contains("giulia") && !told.contains(&id(&ticket)), "{told}");
    // What is asked of the API is not answered here.
    for path in ["/api/v1/queue", "/metrics", "/api/v1/hub", "/api/openapi.json"] {
        assert_eq!(browser().get(format!("{at}{path}")).send().await.unwrap().status(), 404, "{path}");
    }
    assert_eq!(browser().post(format!("{at}/board")).send().await.unwrap().status(), 405);
}

#[tokio::test]
async fn a_tickets_page_is_its_holders_for_a_day() {
    let scene = Scene::at("2026-11-21T09:00:00+01:00").await;
    let ticket = scene.kiosk.issue("A").await;
    let token = ticket["page"].as_str().unwrap().rsplit('/').next().unwrap();
    let at = format!("http://{}/t/{token}", scene.hub.public);
    assert_eq!(browser().get(&at).send().await.unwrap().status(), 200);
    for wrong in [id(&ticket).as_str(), "A001", "x"] {
        let page = browser().get(format!("http://{}/t/{wrong}", scene.hub.public)).send().await.unwrap();
        assert_eq!(page.status(), 404, "{wrong}");
    }
    let origin = format!("http://{}", scene.hub.public);
    let act = async |action: &str, origin: &str| {
        browser().post(format!("{at}/{action}")).header("origin", origin).send().await.unwrap()
    };
    assert_eq!(act("away", "http://elsewhere.example").await.status(), 403);
    let away: serde_json::Value = act("away", &origin).await.json().await.unwrap();
    assert_eq!((&away["state"], &away["number"]), (&json!("away"), &json!("A001")));
    assert_eq!(scene.kiosk.ticket(&id(&ticket)).await["state"], "away");
    act("back", &origin).await;
    // What an operator put aside is not the holder's to bring back.
    scene.giulia.act(&id(&ticket), "park").await.ok(200);
    assert_eq!(act("back", &origin).await.status(), 409);
    scene.giulia.act(&id(&ticket), "back").await.ok(200);
    act("give-up", &origin).await;
    assert_eq!(scene.kiosk.ticket(&id(&ticket)).await["state"], "cancelled");
    assert_eq!(act("away", &origin).await.status(), 409);
    scene.place.pass(24 * 3600).await;
    assert_eq!(browser().get(&at).send().await.unwrap().status(), 404);
}

#[tokio::test]
async fn a_site_without_a_public_address_gives_tickets_no_page() {
    let site = crate::site::SITE.replace("[public]\nurl = \"http://turno.example\"\n", "");
    let scene = Scene::of(crate::site::Place::new(&site)).await;
    assert_eq!(scene.kiosk.issue("A").await["page"], serde_json::Value::Null);
}
