//! Counters and calls: who may open what, who is called, and that no two desks ever have one person.

use crate::site::client::id;
use crate::site::{MORNING, Scene};
use serde_json::{Value, json};
use std::collections::BTreeSet;

#[tokio::test]
async fn a_counter_has_one_operator_and_an_operator_one_counter() {
    let scene = Scene::new().await;
    let (_, marco) = scene.another_desk("desk-2", "marco").await;
    let giulia = &scene.giulia;
    giulia.call_next("1").await.problem(409, "counter-not-open");
    let opened = giulia.open("1").await;
    let expected = json!({"key": "1", "status": "open", "operator": "giulia", "ticket": null});
    for (field, value) in expected.as_object().unwrap() {
        assert_eq!(&opened[field], value, "{opened}");
    }
    assert_eq!(giulia.open("1").await, opened, "opening what is open changes nothing");
    let taken = marco.post("/counters/1/open", json!({})).await.problem(409, "counter-taken");
    assert_eq!(taken["operator"], "giulia");
    let elsewhere = giulia.post("/counters/2/open", json!({})).await.problem(409, "at-another-counter");
    assert_eq!(elsewhere["counter"], "1");
    giulia.call_next("2").await.problem(409, "at-another-counter");
    marco.open("2").await;
    marco.post("/counters/1/close", json!({})).await.problem(409, "at-another-counter");
    let queue = scene.kiosk.queue().await;
    assert_eq!(
        (&queue["counters"][0]["operator"], &queue["counters"][1]["operator"]),
        (&json!("giulia"), &json!("marco"))
    );
}

#[tokio::test]
async fn a_pause_calls_nobody_and_ends_when_the_counter_is_opened_again() {
    let scene = Scene::new().await;
    let giulia = &scene.giulia;
    scene.kiosk.issue("A").await;
    giulia.open("1").await;
    let until = "2026-11-21T10:20:00.000Z";
    let paused = giulia.post("/counters/1/pause", json!({"reason": "break", "until": until})).await.ok(200);
    assert_eq!(
        (&paused["status"], &paused["pause_reason"], &paused["pause_until"]),
        (&json!("paused"), &json!("break"), &json!(until))
    );
    giulia.call_next("1").await.problem(409, "counter-not-open");
    assert_eq!(giulia.open("1").await["pause_reason"], Value::Null);
    let ticket = id(&giulia.call_next("1").await.ok(200)["ticket"]);
    giulia.post("/counters/1/close", json!({})).await.problem(409, "ticket-in-hand");
    giulia.act(&ticket, "start").await.ok(200);
    giulia.act(&ticket, "finish").await.ok(200);
    assert_eq!(giulia.post("/counters/1/close", json!({})).await.ok(200)["status"], "closed");
    giulia.post("/counters/1/close", json!({})).await.problem(409, "counter-not-open");
}

#[tokio::test]
async fn calling_the_next_ends_the_ticket_in_hand() {
    let scene = Scene::at(MORNING).await;
    let (kiosk, giulia) = (&scene.kiosk, &scene.giulia);
    let first = id(&kiosk.issue("A").await);
    let second = id(&kiosk.issue("A").await);
    let third = id(&kiosk.issue("A").await);
    giulia.open("1").await;
    giulia.call_next("1").await.ok(200);
    scene.place.pass(20).await;
    giulia.act(&first, "start").await.ok(200);
    scene.place.pass(300).await;
    let called = giulia.call_next("1").await.ok(200);
    assert_eq!((&called["finished"], id(&called["ticket"])), (&json!(first), second.clone()));
    let served = kiosk.ticket(&first).await;
    assert_eq!(
        (&served["state"], &served["ended_at"]),
        (&json!("finished"), &json!("2026-11-21T08:05:20.000Z"))
    );
    // Who was only called is started and finished.
    scene.place.pass(60).await;
    let called = giulia.post(&format!("/counters/1/call/{third}"), json!({})).await.ok(200);
    assert_eq!((&called["finished"], &called["reason"]["rule"]), (&json!(second), &json!("chosen")));
    let inferred = kiosk.ticket(&second).await;
    assert_eq!(inferred["state"], "finished");
    assert_eq!(inferred["started_at"], "2026-11-21T08:05:20.000Z");
    // Inferred times count in no service time, and their number is told.
    let figures = giulia.get("/statistics").await.ok(200);
    assert_eq!((&figures["total"]["served"], &figures["total"]["estimated"]), (&json!(2), &json!(2)));
    assert_eq!(figures["total"]["service"]["n"], 0);
    assert_eq!(figures["total"]["wait"]["n"], 3);
}

#[tokio::test]
async fn a_ticket_in_other_hands_is_left_alone() {
    let scene = Scene::new().await;
    let (_, marco) = scene.another_desk("desk-2", "marco").await;
    let giulia = &scene.giulia;
    let ticket = id(&scene.kiosk.issue("A").await);
    giulia.open("1").await;
    marco.open("2").await;
    giulia.call_next("1").await.ok(200);
    for action in ["recall", "start", "no-show"] {
        let refused = marco.act(&ticket, action).await.problem(409, "in-other-hands");
        assert_eq!(refused["counter"], "1", "{action}");
    }
    giulia.act(&ticket, "start").await.ok(200);
    marco.act(&ticket, "finish").await.problem(409, "in-other-hands");
    let call = marco.post(&format!("/counters/2/call/{ticket}"), json!({})).await;
    assert_eq!(call.problem(409, "in-other-hands")["counter"], "1");
    marco
        .post(&format!("/tickets/{ticket}/transfer"), json!({"service": "B", "position": "first"}))
        .await
        .problem(409, "in-other-hands");
}

#[tokio::test]
async fn only_who_is_qualified_is_given_a_service_that_asks_for_it() {
    let scene = Scene::new().await;
    scene.place.add_operator("anna", "operator", &[]).await;
    let anna = scene.desk.sign_in("anna").await;
    let ticket = id(&scene.kiosk.issue("C").await);
    anna.open("1").await;
    anna.call_next("1").await.nothing();
    anna.get("/counters/1/next").await.nothing();
    anna.post(&format!("/counters/1/call/{ticket}"), json!({})).await.problem(409, "may-not-serve");
    anna.post("/counters/1/close", json!({})).await.ok(200);
    scene.giulia.open("1").await;
    assert_eq!(id(&scene.giulia.call_next("1").await.ok(200)["ticket"]), ticket);
}

#[tokio::test]
async fn whoever_has_waited_past_the_maximum_goes_first() {
    let scene = Scene::at(MORNING).await;
    let (kiosk, giulia) = (&scene.kiosk, &scene.giulia);
    let first = id(&kiosk.issue("B").await);
    scene.place.pass(61 * 60).await;
    kiosk.issue("A").await;
    let giulia = &signed_in_again(giulia, &scene).await;
    giulia.open("1").await;
    let called = giulia.call_next("1").await.ok(200);
    assert_eq!((id(&called["ticket"]), &called["reason"]["rule"]), (first, &json!("maximum-wait")));
}

/// An hour without a request ended the session: a fresh one.
async fn signed_in_again(ended: &crate::site::client::Client, scene: &Scene) -> crate::site::client::Client {
    ended.get("/sessions/self").await.problem(401, "session-ended");
    scene.desk.sign_in("giulia").await
}

#[tokio::test]
async fn two_desks_that_call_at_once_never_get_one_person() {
    const ROUNDS: usize = 60;
    let scene = Scene::new().await;
    let (_, marco) = scene.another_desk("desk-2", "marco").await;
    scene.giulia.open("1").await;
    marco.open("2").await;
    let mut seen = BTreeSet::new();
    for round in 0..ROUNDS {
        let n = 1 + round % 3;
        for _ in 0..n {
            scene.kiosk.issue("A").await;
        }
        let (one, two) = tokio::join!(scene.giulia.call_next("1"), marco.call_next("2"));
        let got: Vec<String> = [one, two]
            .into_iter()
            .filter(|answer| answer.status != 204)
            .map(|answer| id(&answer.ok(200)["ticket"]))
            .collect();
        assert_eq!(got.len(), n.min(2), "round {round}");
        for ticket in got {
            assert!(seen.insert(ticket.clone()), "{ticket} was called twice");
        }
        // Leave nobody behind, so that each round begins alike.
        if n == 3 {
            assert!(seen.insert(id(&scene.giulia.call_next("1").await.ok(200)["ticket"])));
        }
    }
}

#[tokio::test]
async fn of_two_desks_that_call_the_same_ticket_exactly_one_wins() {
    let scene = Scene::new().await;
    let (_, marco) = scene.another_desk("desk-2", "marco").await;
    scene.giulia.open("1").await;
    marco.open("2").await;
    let (mut one_won, mut two_won) = (0, 0);
    for round in 0..40 {
        let ticket = id(&scene.kiosk.issue("A").await);
        let (by_one, by_two) = (format!("/counters/1/call/{ticket}"), format!("/counters/2/call/{ticket}"));
        let (one, two) = if round % 2 == 0 {
            tokio::join!(scene.giulia.post(&by_one, json!({})), marco.post(&by_two, json!({})))
        } else {
            let (two, one) =
                tokio::join!(marco.post(&by_two, json!({})), scene.giulia.post(&by_one, json!({})));
            (one, two)
        };
        let (winner, loser) = if one.status == 200 { (one, two) } else { (two, one) };
        let counter = winner.ok(200)["ticket"]["counter"].clone();
        let refused = loser.problem(409, "in-other-hands");
        assert_eq!(refused["counter"], counter);
        if counter == "1" { one_won += 1 } else { two_won += 1 }
    }
    assert_eq!(one_won + two_won, 40);
}

#[tokio::test]
async fn many_desks_share_a_crowd_without_missing_anybody() {
    let scene = Scene::new().await;
    let (_, marco) = scene.another_desk("desk-2", "marco").await;
    let (_, anna) = scene.another_desk("desk-3", "anna").await;
    let mut waiting = BTreeSet::new();
    for _ in 0..90 {
        waiting.insert(id(&scene.kiosk.issue("B").await));
    }
    let call_all = |session: crate::site::client::Client, counter: &'static str| {
        tokio::spawn(async move {
            session.open(counter).await;
            let mut called = Vec::new();
            loop {
                let answer = session.call_next(counter).await;
                if answer.status == 204 {
                    return called;
                }
                called.push(id(&answer.ok(200)["ticket"]));
            }
        })
    };
    let desks = [call_all(scene.giulia.clone(), "1"), call_all(marco, "2"), call_all(anna, "3")];
    let mut called = Vec::new();
    for desk in desks {
        called.extend(desk.await.unwrap());
    }
    assert_eq!(called.len(), 90);
    assert_eq!(called.into_iter().collect::<BTreeSet<_>>(), waiting);
}

#[tokio::test]
async fn the_counter_of_an_operator_whose_session_is_over_can_be_taken_over() {
    let scene = Scene::at(MORNING).await;
    let (_, marco) = scene.another_desk("desk-2", "marco").await;
    scene.giulia.open("1").await;
    let ticket = id(&scene.kiosk.issue("A").await);
    scene.giulia.call_next("1").await.ok(200);
    marco.post("/counters/1/open", json!({})).await.problem(409, "counter-taken");
    scene.giulia.delete("/sessions/self").await.nothing();
    assert_eq!(marco.open("1").await["operator"], "marco");
    // And whoever was in hand there is in the hands of who came.
    marco.act(&ticket, "start").await.ok(200);
    let giulia = scene.desk.sign_in("giulia").await;
    giulia.post("/counters/1/open", json!({})).await.problem(409, "counter-taken");
}
