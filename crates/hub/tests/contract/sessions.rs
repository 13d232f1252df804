//! Signing in, and how a session ends.

use crate::site::client::Client;
use crate::site::{MORNING, PIN, Scene};
use serde_json::json;
use std::collections::BTreeMap;

#[tokio::test]
async fn signing_in_gives_a_token_bound_to_its_desk() {
    let scene = Scene::at(MORNING).await;
    let session = scene.desk.try_sign_in("giulia", PIN).await.ok(201);
    assert_eq!((&session["operator"], &session["role"]), (&json!("giulia"), &json!("operator")));
    assert_eq!(session["expires_at"], "2026-11-21T18:00:00.000Z", "ten hours");
    let giulia = scene.desk.with_token(session["token"].as_str().unwrap());
    let own = giulia.get("/sessions/self").await.ok(200);
    assert_eq!((&own["operator"], &own["expires_at"]), (&json!("giulia"), &session["expires_at"]));
    // A desk that is revoked takes its sessions along.
    scene.place.run(&["device", "revoke", "--name", "desk-1"]).await.done();
    giulia.get("/queue").await.problem(401, "unauthorised");
    scene.giulia.get("/queue").await.problem(401, "unauthorised");
}

#[tokio::test]
async fn who_signs_in_again_at_the_same_desk_ends_the_session_before() {
    let scene = Scene::new().await;
    let (elsewhere, _) = scene.another_desk("desk-2", "marco").await;
    let at_the_other = elsewhere.sign_in("giulia").await;
    let again = scene.desk.sign_in("giulia").await;
    let ended = scene.giulia.get("/queue").await;
    assert_eq!(ended.status, 401, "{ended:?}");
    again.get("/queue").await.ok(200);
    at_the_other.get("/queue").await.ok(200);
    let scene = scene.restart().await;
    assert_eq!(scene.giulia.get("/queue").await.status, 401);
}

#[tokio::test]
async fn nobody_signs_in_at_a_kiosk_or_without_the_pin() {
    let scene = Scene::new().await;
    scene.kiosk.try_sign_in("giulia", PIN).await.problem(403, "forbidden");
    for (operator, pin) in [
        ("giulia", "000001"),
        ("giulia", ""),
        ("nessuno", PIN),
        ("", ""),
        ("giulia r.", PIN),
        ("Giulia", PIN),
    ] {
        scene.desk.try_sign_in(operator, pin).await.problem(401, "wrong-pin");
    }
    scene.desk.sign_in("giulia").await;
    scene.place.run(&["operator", "retire", "--key", "giulia"]).await.done();
    scene.giulia.get("/queue").await.problem(401, "unauthorised");
    scene.desk.try_sign_in("giulia", PIN).await.problem(401, "wrong-pin");
}

#[tokio::test]
async fn a_new_pin_ends_the_sessions_of_the_old_one() {
    let scene = Scene::new().await;
    scene.place.run_with(&["operator", "pin", "--key", "giulia", "--pin-stdin"], "739105\n").await.done();
    scene.giulia.get("/queue").await.problem(401, "unauthorised");
    scene.desk.try_sign_in("giulia", PIN).await.problem(401, "wrong-pin");
    scene.desk.try_sign_in("giulia", "739105").await.ok(201);
}

#[tokio::test]
async fn from_the_third_failure_each_doubles_the_delay_and_the_tenth_locks_for_a_quarter_of_an_hour() {
    let scene = Scene::at(MORNING).await;
    let wrong =
        async |scene: &Scene| scene.desk.try_sign_in("giulia", "000001").await.problem(401, "wrong-pin");
    wrong(&scene).await;
    wrong(&scene).await;
    for delay in [1, 2, 4, 8, 16, 32, 64] {
        wrong(&scene).await;
        // Until the delay has passed not even the right PIN is looked at.
        scene.place.pass(delay - 1).await;
        scene.desk.try_sign_in("giulia", PIN).await.problem(403, "sign-in-locked");
        scene.place.pass(1).await;
    }
    wrong(&scene).await;
    let now = scene.place.driver().now().await;
    let locked = scene.desk.try_sign_in("giulia", PIN).await.problem(403, "sign-in-locked");
    let until = crate::site::instant(locked["until"].as_str().unwrap());
    assert_eq!(until.since(now).num_minutes(), 15);

    let scene = scene.restart().await;
    scene.place.pass(14 * 60 + 59).await;
    scene.desk.try_sign_in("giulia", PIN).await.problem(403, "sign-in-locked");
    scene.place.pass(1).await;
    scene.desk.sign_in("giulia").await;
    // Who got in has a clean slate.
    wrong(&scene).await;
    wrong(&scene).await;
    scene.desk.sign_in("giulia").await;
}

#[tokio::test]
async fn guesses_made_at_once_are_not_more_than_guesses_made_in_turn() {
    let scene = Scene::at(MORNING).await;
    let guesses: Vec<_> = (0..40)
        .map(|n| {
            let desk = scene.desk.clone();
            tokio::spawn(
                async move { desk.try_sign_in("giulia", &format!("{:06}", 200_000 + n)).await.status },
            )
        })
        .collect();
    let mut answers: BTreeMap<u16, u32> = BTreeMap::new();
    for guess in guesses {
        *answers.entry(guess.await.unwrap()).or_default() += 1;
    }
    // Three count before the first delay.
    assert_eq!(answers, BTreeMap::from([(401, 3), (403, 37)]));
}

#[tokio::test]
async fn a_session_ends_after_fifteen_idle_minutes() {
    let scene = Scene::at(MORNING).await;
    for _ in 0..3 {
        scene.place.pass(14 * 60).await;
        scene.giulia.get("/queue").await.ok(200);
    }
    scene.place.pass(15 * 60).await;
    scene.giulia.get("/queue").await.problem(401, "session-ended");
    scene.desk.get("/queue").await.ok(200);
    // Idling goes on while the hub is away.
    let giulia = scene.desk.sign_in("giulia").await;
    let scene = scene.restart().await;
    let mut giulia = giulia;
    giulia.moved(scene.hub.api);
    scene.place.pass(14 * 60).await;
    giulia.get("/queue").await.ok(200);
    scene.place.pass(16 * 60).await;
    giulia.get("/queue").await.problem(401, "session-ended");
}

#[tokio::test]
async fn a_session_ends_after_ten_hours_however_busy() {
    let scene = Scene::at(MORNING).await;
    for _ in 0..59 {
        scene.place.pass(10 * 60).await;
        scene.giulia.get("/queue").await.ok(200);
    }
    scene.place.pass(599).await;
    scene.giulia.get("/queue").await.ok(200);
    scene.place.pass(1).await;
    scene.giulia.get("/queue").await.problem(401, "session-ended");
}

#[tokio::test]
async fn signing_out_ends_the_session_for_good() {
    let scene = Scene::new().await;
    scene.giulia.delete("/sessions/self").await.nothing();
    scene.giulia.get("/queue").await.problem(401, "unauthorised");
    let scene = scene.restart().await;
    scene.giulia.get("/queue").await.problem(401, "unauthorised");
    scene.desk.get("/queue").await.ok(200);
}

#[tokio::test]
async fn an_open_stream_ends_with_the_session_that_opened_it() {
    let scene = Scene::new().await;
    let (_, marco) = scene.another_desk("desk-2", "marco").await;
    let casework = scene.giulia.listen("/casework/events", None).await;
    scene.giulia.delete("/sessions/self").await.nothing();
    ends_without_telling(casework, &marco).await;
    // So does one of a device that is revoked.
    let kiosk = Client::new(&scene.place.enrol("kiosk", "kiosk-2").await);
    let mut stream = kiosk.listen("/events", None).await;
    scene.place.run(&["device", "revoke", "--name", "kiosk-2"]).await.done();
    scene.kiosk.issue("A").await;
    assert_eq!(stream.next().await, None);
}

async fn ends_without_telling(mut stream: crate::site::stream::Stream, other: &Client) {
    other.post("/citizens", json!({"family_name": "Bianchi"})).await.ok(201);
    assert_eq!(stream.next().await, None, "a stream outlived its session");
}

#[tokio::test]
async fn what_opens_an_operators_drafts_is_theirs_at_that_desk() {
    let scene = Scene::new().await;
    let (other_desk, _) = scene.another_desk("desk-2", "marco").await;
    let key = async |desk: &Client, operator: &str| {
        let session = desk.try_sign_in(operator, PIN).await.ok(201);
        session["draft_key"].as_str().unwrap().to_owned()
    };
    let of_giulia = key(&scene.desk, "giulia").await;
    assert_eq!(of_giulia.len(), 44, "32 bytes in base64");
    assert_eq!(key(&scene.desk, "giulia").await, of_giulia);
    let others = [key(&scene.desk, "marco").await, key(&other_desk, "giulia").await];
    assert!(!others.contains(&of_giulia) && others[0] != others[1]);
    assert!(!scene.hub.log().contains(&of_giulia));
    let scene = scene.restart().await;
    assert_eq!(key(&scene.desk, "giulia").await, of_giulia);
}
