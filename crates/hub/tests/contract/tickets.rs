//! Tickets: how they look, and what may happen to one when.

use crate::site::client::{Client, id};
use crate::site::{MORNING, Scene};
use serde_json::{Value, json};

#[tokio::test]
async fn a_ticket_has_the_shape_of_the_contract() {
    let scene = Scene::at(MORNING).await;
    let ticket =
        scene.kiosk.post("/tickets", json!({"service": "A", "language": "en", "people": 3})).await.ok(201);
    let expected = json!({
        "number": "A001", "service": "spid", "service_day": "2026-11-21", "state": "waiting", "counter": null,
        "language": "en", "issued_at": "2026-11-21T08:00:00.000Z", "called_at": null, "started_at": null,
        "ended_at": null, "people_before": 0, "expected": null, "people": 3, "channel": "kiosk",
    });
    for (field, value) in expected.as_object().unwrap() {
        assert_eq!(&ticket[field], value, "{field}: {ticket}");
        assert!(ticket.get(field).is_some(), "{field} is absent: {ticket}");
    }
    assert!(uuid_v7(ticket["id"].as_str().unwrap()), "{ticket}");
    let page = ticket["page"].as_str().unwrap();
    let token = page.strip_prefix("http://turno.example/t/").unwrap();
    assert!(token.len() >= 22 && !page.contains(ticket["id"].as_str().unwrap()), "{page}");
    // A service goes by its key or its letter, in either case.
    for (name, number) in [("spid", "A002"), ("a", "A003"), ("moduli", "B001"), ("B", "B002")] {
        assert_eq!(scene.desk.issue(name).await["number"], number);
    }
    let last = scene.kiosk.issue("A").await;
    assert_eq!(last["people_before"], 3, "those who wait for the same service");
    assert_eq!(last["language"], Value::Null);
    let queue = scene.kiosk.queue().await;
    assert_eq!(queue["services"][0]["waiting"], 4);
    assert_eq!(queue["tickets"].as_array().unwrap().len(), 6);
}

fn uuid_v7(text: &str) -> bool {
    text.len() == 36 && text.as_bytes()[14] == b'7'
}

#[tokio::test]
async fn a_whole_visit_tells_when_each_thing_happened() {
    let scene = Scene::at(MORNING).await;
    let (kiosk, giulia) = (&scene.kiosk, &scene.giulia);
    let ticket = id(&kiosk.issue("A").await);
    assert_eq!(giulia.open("1").await["status"], "open");
    scene.place.pass(125).await;
    let called = giulia.call_next("1").await.ok(200);
    assert_eq!(called["ticket"]["state"], "called");
    assert_eq!(called["ticket"]["counter"], "1");
    assert_eq!(called["ticket"]["called_at"], "2026-11-21T08:02:05.000Z");
    assert_eq!(called["finished"], Value::Null);
    assert_eq!(called["reason"]["rule"], "priority");
    assert_eq!(called["reason"]["waited_minutes"], 2);
    assert_eq!(called["reason"]["text"], "A001: aspetta da 2 minuti, tocca a chi aspetta da più tempo.");
    scene.place.pass(30).await;
    let recalled = giulia.act(&ticket, "recall").await.ok(200);
    assert_eq!(recalled["called_at"], "2026-11-21T08:02:05.000Z", "the first call stays");
    assert_eq!(
        (&recalled["calls"], &recalled["last_called_at"]),
        (&json!(2), &json!("2026-11-21T08:02:35.000Z"))
    );
    scene.place.pass(10).await;
    let started = giulia.act(&ticket, "start").await.ok(200);
    assert_eq!(
        (&started["state"], &started["started_at"]),
        (&json!("serving"), &json!("2026-11-21T08:02:45.000Z"))
    );
    giulia.act(&ticket, "recall").await.problem(409, "wrong-state");
    scene.place.pass(600).await;
    let finished = giulia.act(&ticket, "finish").await.ok(200);
    assert_eq!(
        (&finished["state"], &finished["ended_at"]),
        (&json!("finished"), &json!("2026-11-21T08:12:45.000Z"))
    );
    giulia.act(&ticket, "finish").await.problem(409, "wrong-state");
    giulia.call_next("1").await.nothing();
}

#[tokio::test]
async fn no_show_unlocks_at_the_second_call_once_three_minutes_have_passed() {
    let scene = Scene::at(MORNING).await;
    let giulia = &scene.giulia;
    let ticket = id(&scene.kiosk.issue("A").await);
    giulia.open("1").await;
    giulia.call_next("1").await.ok(200);
    let early = giulia.act(&ticket, "no-show").await.problem(409, "no-show-too-early");
    assert_eq!((&early["calls"], &early["unlocks_at"]), (&json!(1), &json!("2026-11-21T08:03:00.000Z")));
    giulia.act(&ticket, "recall").await.ok(200);
    scene.place.pass(179).await;
    giulia.act(&ticket, "no-show").await.problem(409, "no-show-too-early");
    scene.place.pass(1).await;
    assert_eq!(giulia.act(&ticket, "no-show").await.ok(200)["state"], "no-show");

    // Who shows up later goes next, once.
    scene.kiosk.issue("A").await;
    let reinstated = giulia.act(&ticket, "reinstate").await.ok(200);
    assert_eq!((&reinstated["state"], &reinstated["goes_next"]), (&json!("waiting"), &json!(true)));
    let next = giulia.get("/counters/1/next").await.ok(200);
    assert_eq!((&next["ticket"]["id"], &next["reason"]["rule"]), (&json!(ticket), &json!("reinstated")));
    assert_eq!(id(&giulia.call_next("1").await.ok(200)["ticket"]), ticket);
    scene.place.pass(180).await;
    giulia.act(&ticket, "recall").await.ok(200);
    giulia.act(&ticket, "no-show").await.ok(200);
    giulia.act(&ticket, "reinstate").await.problem(409, "reinstated-before");
}

#[tokio::test]
async fn who_goes_out_is_passed_over_and_comes_back_to_the_same_place() {
    let scene = Scene::at(MORNING).await;
    let (kiosk, giulia) = (&scene.kiosk, &scene.giulia);
    let first = id(&kiosk.issue("A").await);
    scene.place.pass(60).await;
    let second = id(&kiosk.issue("A").await);
    giulia.open("1").await;
    assert_eq!(giulia.act(&first, "away").await.ok(200)["state"], "away");
    giulia.act(&first, "away").await.problem(409, "wrong-state");
    assert_eq!(id(&giulia.call_next("1").await.ok(200)["ticket"]), second);
    let back = giulia.act(&first, "back").await.ok(200);
    assert_eq!(
        (&back["state"], &back["waiting_since"]),
        (&json!("waiting"), &json!("2026-11-21T08:00:00.000Z"))
    );
    assert_eq!(id(&giulia.call_next("1").await.ok(200)["ticket"]), first);
    let third = id(&kiosk.issue("A").await);
    assert_eq!(giulia.act(&third, "cancel").await.ok(200)["state"], "cancelled");
    giulia.act(&third, "cancel").await.problem(409, "wrong-state");
    assert_eq!(giulia.act(&first, "cancel").await.problem(409, "wrong-state")["state"], "called");
}

#[tokio::test]
async fn a_kiosk_takes_back_a_number_only_while_it_waits() {
    let scene = Scene::new().await;
    let ticket = id(&scene.kiosk.issue("A").await);
    scene.desk.act(&ticket, "cancel").await.problem(403, "forbidden");
    assert_eq!(scene.kiosk.act(&ticket, "cancel").await.ok(200)["state"], "cancelled");
    let ticket = id(&scene.kiosk.issue("A").await);
    scene.giulia.open("1").await;
    scene.giulia.call_next("1").await.ok(200);
    scene.kiosk.act(&ticket, "cancel").await.problem(409, "wrong-state");
}

#[tokio::test]
async fn a_mistake_is_undone_within_a_minute_with_its_times() {
    let scene = Scene::at(MORNING).await;
    let (kiosk, giulia) = (&scene.kiosk, &scene.giulia);
    let ticket = id(&kiosk.issue("A").await);
    giulia.open("1").await;
    giulia.call_next("1").await.ok(200);
    scene.place.pass(60).await;
    let undone = giulia.act(&ticket, "undo").await.ok(200);
    assert_eq!((&undone["state"], &undone["called_at"]), (&json!("waiting"), &Value::Null));
    giulia.call_next("1").await.ok(200);
    giulia.act(&ticket, "start").await.ok(200);
    scene.place.pass(300).await;
    giulia.act(&ticket, "finish").await.ok(200);
    let undone = giulia.act(&ticket, "undo").await.ok(200);
    assert_eq!(
        (&undone["state"], &undone["started_at"]),
        (&json!("serving"), &json!("2026-11-21T08:01:00.000Z"))
    );
    giulia.act(&ticket, "finish").await.ok(200);
    scene.place.pass(61).await;
    giulia.act(&ticket, "undo").await.problem(409, "nothing-to-undo");
}

#[tokio::test]
async fn who_is_put_aside_or_handed_on_waits_where_the_operator_said() {
    let scene = Scene::at(MORNING).await;
    let (kiosk, giulia) = (&scene.kiosk, &scene.giulia);
    let ticket = id(&kiosk.issue("A").await);
    giulia.open("1").await;
    giulia.call_next("1").await.ok(200);
    giulia.act(&ticket, "start").await.ok(200);
    let park = async |reason: Value| {
        giulia.post(&format!("/tickets/{ticket}/park"), json!({"reason": reason})).await
    };
    assert_eq!(park(json!("document")).await.ok(200)["state"], "parked");
    giulia.call_next("1").await.nothing();
    assert_eq!(giulia.act(&ticket, "start").await.ok(200)["state"], "serving");
    let transfer = async |body: Value| giulia.post(&format!("/tickets/{ticket}/transfer"), body).await;
    let to_b = transfer(json!({"service": "B", "position": "last"})).await.ok(200);
    assert_eq!(
        (&to_b["state"], &to_b["service"], &to_b["number"]),
        (&json!("waiting"), &json!("moduli"), &json!("A001"))
    );
    let bound = transfer(json!({"counter": "3", "position": "first"})).await.ok(200);
    assert_eq!((&bound["state"], &bound["bound_to"]), (&json!("waiting"), &json!("3")));
    giulia.call_next("1").await.nothing();
    let (_, marco) = scene.another_desk("desk-2", "marco").await;
    marco.open("3").await;
    assert_eq!(id(&marco.call_next("3").await.ok(200)["ticket"]), ticket);
    // Counter 3 serves B alone.
    let spid = id(&kiosk.issue("A").await);
    giulia
        .post(&format!("/tickets/{spid}/transfer"), json!({"counter": "3", "position": "first"}))
        .await
        .problem(409, "may-not-serve");
    marco.post(&format!("/counters/3/call/{spid}"), json!({})).await.problem(409, "may-not-serve");
}

#[tokio::test]
async fn a_leftover_is_closed_with_what_became_of_it() {
    let scene = Scene::new().await;
    for outcome in ["served-late", "appointment", "left"] {
        let ticket = id(&scene.kiosk.issue("A").await);
        let closed =
            scene.giulia.post(&format!("/tickets/{ticket}/close"), json!({"outcome": outcome})).await.ok(200);
        assert_eq!((&closed["state"], &closed["outcome"]), (&json!("closed"), &json!(outcome)));
        assert!(closed["ended_at"].is_string(), "{closed}");
        scene.giulia.act(&ticket, "back").await.problem(409, "wrong-state");
    }
    let waiting = scene.kiosk.issue("A").await;
    assert!(waiting.get("outcome").is_none_or(Value::is_null), "{waiting}");
}

#[tokio::test]
async fn what_is_known_of_the_paper_is_told() {
    let scene = Scene::new().await;
    let ticket = id(&scene.kiosk.issue("A").await);
    for state in ["queued", "sent", "proven", "failed", "unknown"] {
        let told =
            scene.kiosk.post(&format!("/tickets/{ticket}/paper"), json!({"state": state})).await.ok(200);
        assert_eq!(told["paper"], state);
        assert_eq!(scene.kiosk.ticket(&ticket).await["paper"], state);
    }
}

#[tokio::test]
async fn a_kiosk_has_to_do_only_with_what_it_issued() {
    let scene = Scene::new().await;
    let other = Client::new(&scene.place.enrol("kiosk", "kiosk-2").await);
    let ticket = id(&scene.kiosk.issue("A").await);
    let (paper, intake) = (format!("/tickets/{ticket}/paper"), format!("/tickets/{ticket}/intake"));
    other.post(&paper, json!({"state": "failed"})).await.problem(403, "forbidden");
    other.put(&intake, json!({"figli": 9})).await.problem(403, "forbidden");
    assert_eq!(scene.kiosk.ticket(&ticket).await["paper"], json!(null));
    assert_eq!(scene.giulia.get(&format!("/tickets/{ticket}/casework")).await.ok(200)["intake"], json!({}));
    // Its own it may, again and again under one key; a desk may with any.
    for _ in 0..2 {
        scene.kiosk.post_as("p", &paper, json!({"state": "sent"})).await.ok(200);
    }
    scene.kiosk.put(&intake, json!({"figli": 1})).await.ok(200);
    scene.desk.post(&paper, json!({"state": "unknown"})).await.ok(200);
    scene.desk.put(&intake, json!({"figli": 2})).await.ok(200);
    // Of what is no ticket it hears the same as everybody.
    other.post("/tickets/nothing/paper", json!({"state": "sent"})).await.problem(404, "not-found");
}

#[tokio::test]
async fn answers_are_not_handed_over_without_end() {
    let scene = Scene::new().await;
    let (ticket, another) = (id(&scene.kiosk.issue("A").await), id(&scene.kiosk.issue("A").await));
    let put =
        async |ticket: &str| scene.kiosk.put(&format!("/tickets/{ticket}/intake"), json!({"figli": 1})).await;
    for _ in 0..200 {
        put(&ticket).await.ok(200);
    }
    put(&ticket).await.problem(409, "too-many-answers");
    put(&another).await.ok(200);
}
