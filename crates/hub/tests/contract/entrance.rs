//! Whether tickets may be taken: opening hours, doors set by hand, numbers in advance; and who may serve what.

use crate::site::client::{Client, id};
use crate::site::{Place, SITE, Scene};
use serde_json::{Value, json};

/// [`SITE`] on Mondays from nine to half past twelve, with tickets from half past eight.
fn with_hours() -> String {
    let hours = r#"
[[hours]]
days = ["mon"]
opens = "09:00"
closes = "12:30"
tickets_from = "08:30"
tickets_until = "12:10"
"#;
    format!("{SITE}{hours}")
}

async fn open_at(time: &str) -> Scene {
    Scene::of(Place::at(&with_hours(), time)).await
}

async fn set(client: &Client, doors: &str) -> crate::site::client::Answer {
    client.post("/doors", json!({"doors": doors})).await
}

#[tokio::test]
async fn doors_set_by_hand_go_before_the_opening_hours_until_the_day_ends() {
    let scene = open_at("2026-11-23T07:00:00+01:00").await;
    let issue = async || scene.kiosk.post("/tickets", json!({"service": "A"})).await;
    let queue = async || {
        let queue = scene.kiosk.queue().await;
        (queue["doors"].clone(), queue["tickets_open"].clone(), queue["opens_at"].clone())
    };
    let opens = json!("2026-11-23T07:30:00.000Z");
    assert_eq!(issue().await.problem(409, "site-closed")["next"], opens);
    assert_eq!(queue().await, (json!("hours"), json!(false), opens.clone()));
    let mut live = scene.desk.listen("/events", None).await;
    assert_eq!(set(&scene.kiosk, "open").await.ok(200), json!({"doors": "open"}));
    let told = live.next().await.unwrap();
    assert_eq!((told.kind.as_str(), &told.data["doors"]), ("doors-set", &json!("open")));
    assert_eq!(queue().await, (json!("open"), json!(true), Value::Null));
    issue().await.ok(201);
    set(&scene.giulia, "closed").await.ok(200);
    assert_eq!(queue().await, (json!("closed"), json!(false), Value::Null));
    assert!(issue().await.problem(409, "site-closed").get("next").is_none(), "nobody knows when");
    assert!(scene.kiosk.get("//metrics").await.text.contains("turno_doors{doors=\"closed\"} 1\n"));
    scene.place.pass(3 * 3600).await;
    issue().await.problem(409, "site-closed");
    set(&scene.kiosk, "hours").await.ok(200);
    issue().await.ok(201);
    set(&scene.kiosk, "closed").await.ok(200);
    let scene = scene.restart().await;
    assert_eq!(scene.kiosk.queue().await["doors"], "closed");
    // The next morning the hours have their say again.
    scene.place.run(&["day", "set", "--to", "2026-11-24"]).await.done();
    assert_eq!(scene.kiosk.queue().await["doors"], "hours");
}

#[tokio::test]
async fn doors_are_set_by_a_kiosk_or_a_session_and_not_on_a_closed_day() {
    let scene = Scene::new().await;
    set(&scene.desk, "closed").await.problem(403, "forbidden");
    set(&scene.kiosk, "ajar").await.problem(422, "unknown-value");
    assert_eq!(scene.kiosk.queue().await["doors"], "hours");
    scene.place.run(&["day", "close"]).await.done();
    set(&scene.kiosk, "open").await.problem(409, "day-closed");
    scene.kiosk.post("/tickets", json!({"service": "A"})).await.problem(409, "day-closed");
}

#[tokio::test]
async fn numbers_are_printed_in_advance_and_wait_from_the_opening() {
    let scene = open_at("2026-11-23T07:00:00+01:00").await;
    let in_advance = json!({"service": "A", "in_advance": true});
    for desk in [&scene.desk, &scene.giulia] {
        desk.post("/tickets", in_advance.clone()).await.problem(403, "forbidden");
    }
    let first = scene.kiosk.post("/tickets", in_advance.clone()).await.ok(201);
    assert_eq!((&first["number"], &first["state"]), (&json!("A001"), &json!("waiting")));
    // Also where the doors are closed by hand, while people stand before them.
    set(&scene.kiosk, "closed").await.ok(200);
    scene.kiosk.post("/tickets", in_advance.clone()).await.ok(201);
    set(&scene.kiosk, "hours").await.ok(200);
    scene.place.pass(2 * 3600 + 300).await;
    let giulia = scene.desk.sign_in("giulia").await;
    giulia.open("1").await;
    giulia.call_next("1").await.ok(200);
    giulia.act(&id(&first), "start").await.ok(200);
    giulia.act(&id(&first), "finish").await.ok(200);
    let figures = giulia.get("/statistics").await.ok(200);
    let waits = ["wait", "wait_from_opening"].map(|wait| figures["total"][wait]["median_s"].clone());
    assert_eq!(waits, [json!(7_500.0), json!(300.0)], "the desk answers for five minutes");
    scene.place.run(&["day", "close"]).await.done();
    scene.kiosk.post("/tickets", in_advance).await.problem(409, "day-closed");
}

#[tokio::test]
async fn there_are_no_numbers_in_advance_of_nothing() {
    // Monday after closing time, and a Tuesday without any session.
    for time in ["2026-11-23T12:30:00+01:00", "2026-11-24T08:00:00+01:00"] {
        let scene = open_at(time).await;
        let in_advance = json!({"service": "A", "in_advance": true});
        let refused = scene.kiosk.post("/tickets", in_advance.clone()).await.problem(409, "site-closed");
        assert_eq!(refused["next"], "2026-11-30T07:30:00.000Z");
        // Somebody opens all the same: then there is something to be early for.
        set(&scene.kiosk, "open").await.ok(200);
        scene.kiosk.post("/tickets", in_advance).await.ok(201);
    }
}

#[tokio::test]
async fn a_counter_says_what_whoever_is_there_may_serve() {
    let scene = Scene::new().await;
    scene.place.add_operator("marco", "operator", &[]).await;
    let marco = Client::new(&scene.place.enrol("desk", "desk-2").await).sign_in("marco").await;
    let may_serve = async |key: usize| scene.kiosk.queue().await["counters"][key - 1]["may_serve"].clone();
    assert_eq!(may_serve(1).await, json!([]));
    let opened = scene.giulia.open("1").await;
    assert_eq!(opened["may_serve"], json!(["spid", "moduli", "firma"]));
    marco.open("2").await;
    assert_eq!(may_serve(2).await, json!(["spid", "moduli"]), "without the qualification");
    marco.post("/counters/2/pause", json!({})).await.ok(200);
    assert_eq!(may_serve(2).await, json!(["spid", "moduli"]));
    let scene = scene.restart().await;
    let may_serve = async |key: usize| scene.kiosk.queue().await["counters"][key - 1]["may_serve"].clone();
    assert_eq!(may_serve(1).await, json!(["spid", "moduli", "firma"]));
    scene.giulia.post("/counters/1/close", json!({})).await.ok(200);
    assert_eq!(may_serve(1).await, json!([]));
    scene.giulia.open("3").await;
    assert_eq!(may_serve(3).await, json!(["moduli"]));
}
