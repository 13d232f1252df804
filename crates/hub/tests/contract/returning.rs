//! "Il suo prossimo passo" is shown at the kiosk: a number for its practice, which the desk that calls it finds.

use crate::site::client::{Answer, Client, KEY, fresh_key, id};
use crate::site::{Place, SITE, Scene};
use reqwest::Method;
use serde_json::{Value, json};

const CODE: &str = "3Z00000000000000000000000Z";

/// A practice about `service` with a form that carries `code`, as its path.
async fn practice_with_form(session: &Client, service: &str, code: &str) -> String {
    let practice = session.post("/practices", json!({"service": service, "need": "Referti"})).await.ok(201);
    let path = format!("/practices/{}", id(&practice));
    let request = session
        .request(Method::POST, &format!("{path}/forms"))
        .header(KEY, fresh_key())
        .header("form-kind", "next-step")
        .header("content-language", "it")
        .header("form-code", code)
        .body("%PDF-1.7 il suo prossimo passo");
    Answer::of(request).await.ok(201);
    path
}

async fn show(kiosk: &Client, code: &str) -> Answer {
    kiosk.post("/tickets", json!({"form": code, "language": "en"})).await
}

async fn proposed(session: &Client, ticket: &Value) -> Value {
    let known = session.get(&format!("/tickets/{}/casework", id(ticket))).await.ok(200);
    assert_eq!(known["practices"], json!([]), "proposed is not linked");
    known["proposed"].clone()
}

#[tokio::test]
async fn the_code_is_a_number_for_the_practice_s_service_and_the_desk_is_told_which() {
    let scene = Scene::new().await;
    let giulia = &scene.giulia;
    let practice = practice_with_form(giulia, "B", CODE).await;
    let mut live = scene.kiosk.listen("/events", None).await;
    let ticket = show(&scene.kiosk, &CODE.to_lowercase()).await.ok(201);
    assert_eq!((&ticket["service"], &ticket["language"]), (&json!("moduli"), &json!("en")));
    assert_eq!(ticket["number"], "B001");
    let told = live.take(1).await;
    assert!(!told[0].data.to_string().contains(practice.rsplit('/').next().unwrap()));
    giulia.open("1").await;
    giulia.call_next("1").await.ok(200);
    let shown = proposed(giulia, &ticket).await;
    assert_eq!(format!("/practices/{}", id(&shown)), practice);
    assert_eq!((&shown["need"], &shown["responsible"]), (&json!("Referti"), &json!("giulia")));
    // A ticket without a form proposes nothing.
    let plain = scene.kiosk.issue("B").await;
    assert_eq!(proposed(giulia, &plain).await, Value::Null);
    // What was ended gives a number all the same, and the desk sees that it ended; the code serves again and again.
    giulia.post(&format!("{practice}/conclude"), json!({})).await.ok(200);
    let again = show(&scene.kiosk, CODE).await.ok(201);
    assert_eq!(proposed(giulia, &again).await["state"], "concluded");
    let on_disk = std::fs::read(scene.place.data().join("queue.db-wal")).unwrap();
    let (of_practice, code) = (practice.rsplit('/').next().unwrap().replace('-', ""), CODE.as_bytes());
    let bytes: Vec<u8> =
        (0..16).map(|at| u8::from_str_radix(&of_practice[at * 2..at * 2 + 2], 16).unwrap()).collect();
    assert!(!on_disk.windows(16).any(|window| window == bytes), "the queue knows of no practice");
    assert!(!on_disk.windows(26).any(|window| window == code) && !scene.hub.log().contains(CODE));
    let scene = scene.restart().await;
    assert_eq!(proposed(&scene.giulia, &ticket).await["id"], shown["id"]);
}

#[tokio::test]
async fn the_form_of_a_type_of_service_is_a_number_for_the_service_under_which_it_stands() {
    let scene = Scene::new().await;
    scene.place.add_operator("carla", "coordinator", &[]).await;
    let carla = scene.desk.sign_in("carla").await;
    let kind = json!({"key": "moduli-asst", "name": "Moduli ASST", "service": "moduli"});
    carla.post("/service-types", kind).await.ok(201);
    practice_with_form(&scene.giulia, "moduli-asst", CODE).await;
    assert_eq!(show(&scene.kiosk, CODE).await.ok(201)["service"], "moduli");
}

#[tokio::test]
async fn the_same_wish_sent_again_is_the_same_number() {
    let scene = Scene::new().await;
    practice_with_form(&scene.giulia, "A", CODE).await;
    let body = json!({"form": CODE});
    let first = scene.kiosk.post_as("the-same", "/tickets", body.clone()).await.ok(201);
    assert_eq!(scene.kiosk.post_as("the-same", "/tickets", body).await.ok(201), first);
    assert_eq!(scene.kiosk.queue().await["tickets"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_code_that_leads_nowhere_gives_no_number_and_a_clear_reason() {
    let mut scene = Scene::new().await;
    practice_with_form(&scene.giulia, "B", CODE).await;
    show(&scene.kiosk, "00000000000000000000000000").await.problem(422, "form-unknown");
    for odd in ["", "B", "3Z00000000000000000000000U", "RSSMRA85T10A562S"] {
        let answer = show(&scene.kiosk, odd).await;
        assert_eq!(answer.status, 400, "{answer:?}");
        assert!(
            odd.is_empty() || odd.len() < 2 || !answer.text.contains(odd),
            "what was shown is not repeated"
        );
    }
    scene.kiosk.post("/tickets", json!({})).await.problem(400, "malformed");
    // At a desk nobody shows forms: practices are looked up there.
    show(&scene.desk, CODE).await.problem(403, "forbidden");
    show(&scene.giulia, CODE).await.problem(403, "forbidden");
    assert_eq!(scene.kiosk.queue().await["tickets"], json!([]));
    // The site gives no numbers for it any more.
    let without = SITE
        .replace("key = \"moduli\"", "key = \"altro\"")
        .replace("serves = [\"moduli\"]", "serves = [\"altro\"]");
    scene.place.write_site(&without);
    let file = scene.place.file("site.toml");
    scene.place.run(&["site", "apply", "--site", file.to_str().unwrap()]).await.done();
    show(&scene.kiosk, CODE).await.problem(409, "form-not-served");
    scene = scene.restart().await;
    show(&scene.kiosk, CODE).await.problem(409, "form-not-served");
}

#[tokio::test]
async fn outside_the_hours_a_form_opens_no_door() {
    let hours = "\n[[hours]]\ndays = [\"mon\"]\nopens = \"09:00\"\ncloses = \"12:00\"\n";
    let place = Place::at(&format!("{SITE}{hours}"), "2026-11-21T09:00:00+01:00");
    let scene = Scene::of(place).await;
    practice_with_form(&scene.giulia, "B", CODE).await;
    show(&scene.kiosk, CODE).await.problem(409, "site-closed");
}
