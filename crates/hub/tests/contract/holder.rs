//! What a ticket's holder does at a kiosk: going out and coming back, giving up, saying more, a second paper.

use crate::site::client::{Client, id};
use crate::site::{MORNING, Scene};
use serde_json::{Value, json};

#[tokio::test]
async fn a_number_from_a_kiosk_is_good_at_every_kiosk() {
    let scene = Scene::at(MORNING).await;
    let other = Client::new(&scene.place.enrol("kiosk", "kiosk-2").await);
    let ticket = id(&scene.kiosk.issue("A").await);
    assert_eq!(other.act(&ticket, "away").await.ok(200)["state"], "away");
    assert_eq!(other.act(&ticket, "away").await.problem(409, "wrong-state")["state"], "away");
    assert_eq!(scene.kiosk.act(&ticket, "back").await.ok(200)["state"], "waiting");
    scene.kiosk.act(&ticket, "back").await.problem(409, "wrong-state");
    other.act(&ticket, "away").await.ok(200);
    assert_eq!(other.act(&ticket, "cancel").await.ok(200)["state"], "cancelled");
    // Nothing that an operator has begun is ended by whoever stands at a kiosk.
    let ticket = id(&scene.kiosk.issue("A").await);
    scene.giulia.open("1").await;
    scene.giulia.call_next("1").await.ok(200);
    for act in ["away", "back", "cancel"] {
        assert_eq!(other.act(&ticket, act).await.problem(409, "wrong-state")["state"], "called");
    }
    scene.giulia.act(&ticket, "start").await.ok(200);
    scene.giulia.post(&format!("/tickets/{ticket}/park"), json!({"reason": "document"})).await.ok(200);
    for act in ["away", "back", "cancel"] {
        assert_eq!(other.act(&ticket, act).await.problem(409, "wrong-state")["state"], "parked");
    }
}

#[tokio::test]
async fn a_number_from_a_desk_is_the_desks_affair_and_a_desk_needs_a_session() {
    let scene = Scene::new().await;
    let at_desk = id(&scene.giulia.issue("A").await);
    let at_kiosk = id(&scene.kiosk.issue("A").await);
    for act in ["away", "back", "cancel"] {
        scene.kiosk.act(&at_desk, act).await.problem(403, "forbidden");
        scene.desk.act(&at_kiosk, act).await.problem(403, "forbidden");
        scene.kiosk.act("01890000-0000-7000-8000-000000000000", act).await.problem(404, "unknown-ticket");
    }
    assert_eq!(scene.kiosk.ticket(&at_desk).await["state"], "waiting");
    assert_eq!(scene.giulia.act(&at_desk, "away").await.ok(200)["state"], "away");
}

#[tokio::test]
async fn what_a_holder_says_is_kept_and_an_undo_leaves_it() {
    let scene = Scene::at(MORNING).await;
    let ticket = id(&scene.kiosk.issue("A").await);
    let path = format!("/tickets/{ticket}/details");
    assert!(scene.kiosk.ticket(&ticket).await.get("manner").is_none(), "nobody was asked");
    let told = scene.kiosk.post(&path, json!({"people": 3, "manner": "come-to-me"})).await.ok(200);
    assert_eq!((&told["people"], &told["manner"]), (&json!(3), &json!("come-to-me")));
    scene.giulia.open("1").await;
    scene.giulia.call_next("1").await.ok(200);
    // While somebody is called too, and the mistake of calling can be taken back all the same.
    let told = scene.giulia.post(&path, json!({"language": "uk", "manner": "phone"})).await.ok(200);
    assert_eq!(
        (&told["people"], &told["manner"], &told["language"]),
        (&json!(3), &json!("phone"), &json!("uk"))
    );
    let undone = scene.giulia.act(&ticket, "undo").await.ok(200);
    assert_eq!(
        (&undone["state"], &undone["people"], &undone["manner"], &undone["language"]),
        (&json!("waiting"), &json!(3), &json!("phone"), &json!("uk"))
    );
    let scene = scene.restart().await;
    assert_eq!(scene.kiosk.ticket(&ticket).await["manner"], "phone");
    for (wrong, status, name) in [
        (json!({"people": 0}), 422, "out-of-range"),
        (json!({"people": 10}), 422, "out-of-range"),
        (json!({"manner": "shouting"}), 422, "unknown-value"),
        (json!({"language": "tlh"}), 422, "unknown-value"),
        (json!({}), 400, "malformed"),
    ] {
        scene.kiosk.post(&path, wrong).await.problem(status, name);
    }
    scene.kiosk.act(&ticket, "cancel").await.ok(200);
    scene.kiosk.post(&path, json!({"people": 2})).await.problem(409, "wrong-state");
}

#[tokio::test]
async fn details_and_paper_are_for_the_kiosk_that_issued_the_ticket_or_a_session() {
    let scene = Scene::new().await;
    let other = Client::new(&scene.place.enrol("kiosk", "kiosk-2").await);
    let ticket = id(&scene.kiosk.issue("A").await);
    let path = format!("/tickets/{ticket}/details");
    other.post(&path, json!({"people": 2})).await.problem(403, "forbidden");
    scene.desk.post(&path, json!({"people": 2})).await.problem(403, "forbidden");
    assert_eq!(scene.kiosk.ticket(&ticket).await["people"], 1);
    scene.kiosk.post(&path, json!({"people": 2})).await.ok(200);
    let paper = format!("/tickets/{ticket}/paper");
    other.post(&paper, json!({"state": "sent", "reprint": true})).await.problem(403, "forbidden");
    let told = scene.kiosk.post(&paper, json!({"state": "sent", "reprint": true})).await.ok(200);
    assert_eq!(told["paper"], "sent");
}

#[tokio::test]
async fn a_kiosk_finds_a_ticket_by_the_code_on_its_paper() {
    let scene = Scene::at(MORNING).await;
    let issued = scene.kiosk.issue("A").await;
    let token = issued["page"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
    let path = format!("/pages/{token}");
    assert_eq!(scene.kiosk.get(&path).await.ok(200), scene.kiosk.ticket(&id(&issued)).await);
    let other = Client::new(&scene.place.enrol("kiosk", "kiosk-2").await);
    assert_eq!(other.get(&path).await.ok(200)["number"], "A001");
    scene.kiosk.get("/pages/nothing").await.problem(404, "not-found");
    for desk in [&scene.desk, &scene.giulia] {
        desk.get(&path).await.problem(403, "forbidden");
    }
    // Yesterday's paper is known as yesterday's.
    scene.place.run(&["day", "set", "--to", "2026-11-22"]).await.done();
    let past: Value = scene.kiosk.get(&path).await.ok(200);
    assert_eq!((&past["service_day"], &past["state"]), (&json!("2026-11-21"), &json!("closed")));
}
