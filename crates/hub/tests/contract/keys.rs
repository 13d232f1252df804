//! Commands that may come twice and are carried out once.

use crate::site::client::{Answer, KEY, fresh_key, id};
use crate::site::{SITE, Scene};
use reqwest::Method;
use serde_json::json;

#[tokio::test]
async fn every_command_needs_a_key_of_visible_ascii() {
    let scene = Scene::new().await;
    let body = json!({"service": "A"});
    let request = |client: &crate::site::client::Client| client.request(Method::POST, "/tickets").json(&body);
    Answer::of(request(&scene.kiosk)).await.problem(400, "malformed");
    for bad in ["", "a b", "\t", &"k".repeat(129)] {
        Answer::of(request(&scene.kiosk).header(KEY, bad)).await.problem(400, "malformed");
    }
    let latin = reqwest::header::HeaderValue::from_bytes("chiàve".as_bytes()).unwrap();
    Answer::of(request(&scene.kiosk).header(KEY, latin)).await.problem(400, "malformed");
    assert_eq!(scene.kiosk.queue().await["tickets"], json!([]));
    for good in ["!", "~", &"k".repeat(128)] {
        Answer::of(request(&scene.kiosk).header(KEY, good)).await.ok(201);
    }
    // Casework asks for one too; signing in and what is set do not.
    Answer::of(scene.giulia.request(Method::POST, "/citizens").json(&json!({})))
        .await
        .problem(400, "malformed");
}

#[tokio::test]
async fn a_key_that_comes_again_is_answered_as_before() {
    let scene = Scene::new().await;
    let body = json!({"service": "A", "language": "en"});
    let first = scene.kiosk.post_as("k1", "/tickets", body.clone()).await;
    assert_eq!(first.status, 201);
    scene.kiosk.issue("A").await;
    assert_eq!(scene.kiosk.post_as("k1", "/tickets", body.clone()).await, first);
    // The order of fields is nobody's business.
    let turned = scene.kiosk.request(Method::POST, "/tickets").header(KEY, "k1");
    let turned = Answer::of(turned.body(r#"{"language": "en",  "service":"A"}"#)).await;
    assert_eq!(turned, first);
    assert_eq!(scene.kiosk.queue().await["tickets"].as_array().unwrap().len(), 2);

    // What a repeat answers is what was true then.
    scene.giulia.open("1").await;
    let called = scene.giulia.post_as("k2", "/counters/1/call-next", json!({})).await;
    scene.giulia.act(&id(&called.json()["ticket"]), "start").await.ok(200);
    assert_eq!(scene.giulia.post_as("k2", "/counters/1/call-next", json!({})).await, called);
    scene.giulia.call_next("1").await.ok(200);
    let nobody = scene.giulia.post_as("k3", "/counters/1/call-next", json!({})).await;
    nobody.clone().nothing();
    scene.kiosk.issue("A").await;
    scene.giulia.post_as("k3", "/counters/1/call-next", json!({})).await.nothing();

    // Across a restart too.
    let scene = scene.restart().await;
    assert_eq!(scene.kiosk.post_as("k1", "/tickets", body).await, first);
    assert_eq!(scene.giulia.post_as("k2", "/counters/1/call-next", json!({})).await, called);
}

#[tokio::test]
async fn a_repeat_is_answered_as_before_though_the_site_has_changed() {
    let scene = Scene::new().await;
    let (kiosk, giulia) = (&scene.kiosk, &scene.giulia);
    let ticket = kiosk.post_as("issue", "/tickets", json!({"service": "B"})).await;
    let id = id(&ticket.json());
    let asked = [
        ("open", "/counters/2/open".to_owned(), json!({})),
        ("call", "/counters/2/call-next".to_owned(), json!({})),
        ("hand on", format!("/tickets/{id}/transfer"), json!({"service": "moduli", "position": "last"})),
        ("bind", format!("/tickets/{id}/transfer"), json!({"counter": "2", "position": "last"})),
        ("this", format!("/counters/2/call/{id}"), json!({})),
        ("finish", format!("/tickets/{id}/finish"), json!({})),
        ("visit", "/visits".to_owned(), json!({"channel": "phone", "service": "B"})),
        ("practice", "/practices".to_owned(), json!({"service": "B", "ticket": id})),
        ("pause", "/counters/2/pause".to_owned(), json!({})),
        ("close", "/counters/2/close".to_owned(), json!({})),
    ];
    let key = |name: &str| name.replace(' ', "-");
    let mut answers = Vec::new();
    for (name, path, body) in &asked {
        // Only the state that each leaves lets the next one happen.
        if *name == "call" || *name == "finish" {
            scene.place.pass(1).await;
        }
        let answer = giulia.post_as(&key(name), path, body.clone()).await;
        assert!(answer.status < 300, "{name}: {answer:?}");
        if *name == "this" {
            giulia.act(&id, "start").await.ok(200);
        }
        answers.push(answer);
    }
    let (before, rest) = SITE.split_once("[[services]]\nkey = \"moduli\"").unwrap();
    let (_, after) = rest.split_once("[[services]]").unwrap();
    let without = format!("{before}[[services]]{after}").replace("serves = [\"moduli\"]", "");
    let without = without.replace("[[counters]]\nkey = \"2\"\nlabel = \"Sportello 2\"\n", "");
    let path = scene.place.file("without.toml");
    std::fs::write(&path, &without).unwrap();
    scene.place.run(&["site", "apply", "--site", path.to_str().unwrap()]).await.done();
    assert_eq!(kiosk.post_as("issue", "/tickets", json!({"service": "B"})).await, ticket);
    for ((name, path, body), answer) in asked.iter().zip(answers) {
        assert_eq!(giulia.post_as(&key(name), path, body.clone()).await, answer, "{name}");
    }
    // What is asked for the first time meets the site as it is.
    kiosk.post("/tickets", json!({"service": "B"})).await.problem(422, "unknown-service");
    giulia.post("/counters/2/open", json!({})).await.problem(404, "not-found");
    giulia.post("/visits", json!({"channel": "phone", "service": "B"})).await.problem(422, "unknown-service");
}

#[tokio::test]
async fn a_key_used_for_something_else_is_refused() {
    let scene = Scene::new().await;
    scene.kiosk.post_as("k", "/tickets", json!({"service": "A"})).await.ok(201);
    for other in [json!({"service": "B"}), json!({"service": "A", "people": 2})] {
        scene.kiosk.post_as("k", "/tickets", other).await.problem(422, "key-reused");
    }
    let ticket = scene.kiosk.queue().await["tickets"][0].clone();
    let paper = format!("/tickets/{}/paper", id(&ticket));
    scene.kiosk.post_as("k", &paper, json!({"state": "sent"})).await.problem(422, "key-reused");
    scene.giulia.post_as("c", "/citizens", json!({"family_name": "Bianchi"})).await.ok(201);
    scene.giulia.post_as("c", "/citizens", json!({"family_name": "Rossi"})).await.problem(422, "key-reused");
    let citizens = scene.giulia.get("/citizens?search=Rossi").await.ok(200);
    assert_eq!(citizens["items"], json!([]));
}

#[tokio::test]
async fn a_key_belongs_to_its_device() {
    let scene = Scene::new().await;
    let body = json!({"service": "A"});
    let one = scene.kiosk.post_as("same", "/tickets", body.clone()).await.ok(201);
    let two = scene.desk.post_as("same", "/tickets", body.clone()).await.ok(201);
    assert_ne!(id(&one), id(&two));
    assert_eq!((&one["number"], &two["number"]), (&json!("A001"), &json!("A002")));
}

#[tokio::test]
async fn a_refusal_is_not_remembered() {
    let scene = Scene::new().await;
    let body = json!({});
    scene.giulia.post_as("k", "/counters/1/call-next", body.clone()).await.problem(409, "counter-not-open");
    scene.giulia.open("1").await;
    scene.kiosk.issue("A").await;
    scene.giulia.post_as("k", "/counters/1/call-next", body).await.ok(200);
    // Even another request may follow a refusal under the same key.
    scene.kiosk.post_as("t", "/tickets", json!({"service": "Z"})).await.problem(422, "unknown-service");
    scene.kiosk.post_as("t", "/tickets", json!({"service": "A"})).await.ok(201);
}

#[tokio::test]
async fn the_same_key_at_the_same_time_issues_one_ticket() {
    let scene = Scene::new().await;
    for round in 0..10 {
        let key = fresh_key();
        let again = || {
            let (kiosk, key) = (scene.kiosk.clone(), key.clone());
            tokio::spawn(async move { kiosk.post_as(&key, "/tickets", json!({"service": "B"})).await })
        };
        let tasks: Vec<_> = (0..8).map(|_| again()).collect();
        let mut answers = Vec::new();
        for task in tasks {
            answers.push(task.await.unwrap());
        }
        assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
        assert_eq!(answers[0].clone().ok(201)["number"], format!("B{:03}", round + 1));
    }
    assert_eq!(scene.kiosk.queue().await["tickets"].as_array().unwrap().len(), 10);
}

#[tokio::test]
async fn keys_are_remembered_for_two_days() {
    let scene = Scene::at("2026-11-21T09:00:00+01:00").await;
    let body = json!({"service": "A"});
    let first = scene.kiosk.post_as("k", "/tickets", body.clone()).await;
    scene.place.pass(47 * 3600).await;
    assert_eq!(
        scene.kiosk.post_as("k", "/tickets", body.clone()).await,
        first,
        "the day has changed meanwhile"
    );
    scene.place.pass(2 * 3600).await;
    let later = scene.kiosk.post_as("k", "/tickets", body).await.ok(201);
    assert_ne!(id(&later), id(&first.json()));
}

/// A machine without a clock chip comes up in 1970 and takes tickets; then network time arrives.
#[tokio::test]
async fn what_was_written_before_the_clock_was_put_right_is_kept_as_long_as_anything() {
    let scene = Scene::at("1970-01-01T01:20:00+01:00").await;
    let body = json!({"service": "A", "intake": {"motivo": "perso"}});
    let first = scene.kiosk.post_as("k", "/tickets", body.clone()).await;
    let ticket = id(&first.json());
    scene.kiosk.put(&format!("/tickets/{ticket}/intake"), json!({"motivo": "nuovo"})).await.ok(200);
    let citizen = json!({"family_name": "Bianchi"});
    let noted = scene.giulia.post_as("c", "/citizens", citizen.clone()).await;
    scene.place.pass(1800).await;

    scene.place.driver().set(crate::site::instant("2026-11-21T09:00:00+01:00")).await.unwrap();
    scene.place.driver().idle().await.unwrap();
    scene.place.pass(2 * 3600).await;

    let casework = format!("/tickets/{ticket}/casework");
    assert_eq!(scene.kiosk.post_as("k", "/tickets", body.clone()).await, first);
    let giulia = scene.desk.sign_in("giulia").await;
    assert_eq!(giulia.post_as("c", "/citizens", citizen).await, noted);
    assert_eq!(giulia.get(&casework).await.ok(200)["intake"], json!({"motivo": "nuovo"}));

    // Kept as long, and no longer.
    scene.place.pass(46 * 3600).await;
    assert_ne!(scene.kiosk.post_as("k", "/tickets", body).await, first);
    scene.place.pass(5 * 24 * 3600).await;
    let giulia = scene.desk.sign_in("giulia").await;
    assert_eq!(giulia.get(&casework).await.ok(200)["intake"], json!({}));
}
