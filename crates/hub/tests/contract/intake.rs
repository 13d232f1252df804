//! What the kiosk asked: checked, sealed, and read by nobody but a desk with a session.

use crate::site::Scene;
use crate::site::client::id;
use serde_json::{Value, json};
use std::path::Path;

/// Whether `words` stand in plain bytes in a file of `data` whose name begins with `name`.
fn on_disk(data: &Path, name: &str, words: &str) -> bool {
    let files = std::fs::read_dir(data).unwrap().map(|entry| entry.unwrap().path());
    let mut looked = 0;
    let found = files
        .filter(|path| path.file_name().unwrap().to_str().unwrap().starts_with(name))
        .map(|path| std::fs::read(path).unwrap())
        .inspect(|_| looked += 1)
        .any(|bytes| bytes.windows(words.len()).any(|window| window == words.as_bytes()));
    assert!(looked > 0, "no {name}* in {}", data.display());
    found
}

#[tokio::test]
async fn answers_are_checked_against_the_services_questions() {
    let scene = Scene::new().await;
    let good = json!({"prima-volta": true, "motivo": "perso", "fogli": ["carta", "foto"], "figli": 3, "comune": "Rovellasca"});
    let ticket = scene.kiosk.post("/tickets", json!({"service": "A", "intake": good})).await.ok(201);
    let told = scene.giulia.get(&format!("/tickets/{}/casework", id(&ticket))).await.ok(200);
    assert_eq!(told["intake"], good);
    for (question, answer) in [
        ("colore", json!("rosso")),
        ("prima-volta", json!("forse")),
        ("motivo", json!("rubato")),
        ("motivo", json!(["perso"])),
        ("fogli", json!("carta")),
        ("fogli", json!(["carta", "papiro"])),
        ("figli", json!("tre")),
        ("comune", json!(12)),
    ] {
        let body = json!({"service": "A", "intake": {question: answer}});
        let problem = scene.kiosk.post("/tickets", body).await.problem(422, "unknown-value");
        assert_eq!(problem["question"], question, "{problem}");
    }
    // The questions of another service are not this one's.
    let body = json!({"service": "B", "intake": {"prima-volta": true}});
    scene.kiosk.post("/tickets", body).await.problem(422, "unknown-value");
    assert_eq!(
        scene.kiosk.queue().await["tickets"].as_array().unwrap().len(),
        1,
        "who is refused has no number"
    );
    // Nothing at all is an answer too.
    scene.kiosk.post("/tickets", json!({"service": "A", "intake": {}})).await.ok(201);
}

#[tokio::test]
async fn answers_come_after_the_number_and_the_later_ones_count() {
    let scene = Scene::new().await;
    let ticket = id(&scene.kiosk.issue("A").await);
    let put = async |answers: Value| scene.kiosk.put(&format!("/tickets/{ticket}/intake"), answers).await;
    assert_eq!(id(&put(json!({"motivo": "perso"})).await.ok(200)), ticket);
    put(json!({"motivo": "nuovo", "figli": 2})).await.ok(200);
    put(json!({"motivo": "nuovo", "figli": 2})).await.ok(200);
    put(json!({"motivo": "rubato"})).await.problem(422, "unknown-value");
    put(json!([1])).await.problem(400, "malformed");
    let casework = format!("/tickets/{ticket}/casework");
    assert_eq!(scene.giulia.get(&casework).await.ok(200)["intake"], json!({"motivo": "nuovo", "figli": 2}));
    // Who wrote it may not read it back.
    scene.kiosk.get(&casework).await.problem(403, "forbidden");
    scene.desk.get(&casework).await.problem(403, "forbidden");
    let queue = scene.kiosk.queue().await.to_string();
    assert!(!queue.contains("motivo"), "{queue}");
}

#[tokio::test]
async fn answers_after_a_transfer_are_those_of_the_questions_that_were_asked() {
    let scene = Scene::new().await;
    let ticket = id(&scene.kiosk.issue("A").await);
    scene.giulia.open("1").await;
    scene.giulia.call_next("1").await.ok(200);
    let body = json!({"service": "B", "position": "first"});
    scene.giulia.post(&format!("/tickets/{ticket}/transfer"), body).await.ok(200);
    scene.kiosk.put(&format!("/tickets/{ticket}/intake"), json!({"figli": 1})).await.ok(200);
    let told = scene.giulia.get(&format!("/tickets/{ticket}/casework")).await.ok(200);
    assert_eq!(told["intake"], json!({"figli": 1}));
}

#[tokio::test]
async fn no_plain_answer_reason_or_note_ever_touches_the_queues_file() {
    let scene = Scene::new().await;
    let (place, giulia) = (&scene.place, &scene.giulia);
    let secrets = ["Rovellasca-di-sopra", "torna-con-il-verbale", "chiedere-della-figlia"];
    let body = json!({"service": "A", "intake": {"comune": secrets[0]}});
    let ticket = id(&scene.kiosk.post("/tickets", body).await.ok(201));
    giulia.open("1").await;
    giulia.call_next("1").await.ok(200);
    giulia.act(&ticket, "start").await.ok(200);
    giulia.post(&format!("/tickets/{ticket}/park"), json!({"reason": secrets[1]})).await.ok(200);
    scene.place.pass(1).await;
    let body = json!({"service": "B", "position": "first", "note": secrets[2]});
    giulia.post(&format!("/tickets/{ticket}/transfer"), body).await.ok(200);
    let of_the_operator = "visita-dal-cardiologo";
    giulia.post("/counters/1/pause", json!({"reason": of_the_operator})).await.ok(200);
    for secret in secrets.into_iter().chain([of_the_operator]) {
        assert!(!on_disk(&place.data(), "queue.db", secret), "{secret} in plain bytes");
    }
    let told = giulia.get(&format!("/tickets/{ticket}/casework")).await.ok(200);
    assert_eq!(told["intake"], json!({"comune": secrets[0]}));
    assert_eq!(told["notes"], json!([secrets[1], secrets[2]]));
    // Nor is any of it in the stream.
    let position = scene.kiosk.queue().await["position"].as_str().unwrap().to_owned();
    let epoch = position.rsplit_once('-').unwrap().0.to_owned();
    let mut stream = giulia.listen("/events", Some(&format!("{epoch}-0"))).await;
    let told: Vec<String> =
        stream.until("ticket-transferred").await.iter().map(|event| event.data.to_string()).collect();
    for secret in secrets {
        assert!(!told.iter().any(|data| data.contains(secret)));
    }
    let (place, hub) = (scene.place, scene.hub);
    hub.stop().await;
    for secret in secrets {
        assert!(!on_disk(&place.data(), "queue.db", secret));
        assert!(on_disk(&place.data(), "casework.db", secret), "{secret} is where casework is");
    }
}

#[tokio::test]
async fn a_repeat_with_other_answers_is_the_same_request() {
    let scene = Scene::new().await;
    let body = |answer: &str| json!({"service": "A", "intake": {"motivo": answer}});
    let first = scene.kiosk.post_as("k", "/tickets", body("perso")).await;
    assert_eq!(
        scene.kiosk.post_as("k", "/tickets", body("nuovo")).await,
        first,
        "no answer is in a fingerprint"
    );
    let told = scene.giulia.get(&format!("/tickets/{}/casework", id(&first.json()))).await.ok(200);
    assert_eq!(told["intake"], json!({"motivo": "perso"}), "a repeat carries nothing out");
}

#[tokio::test]
async fn answers_that_nobody_linked_are_erased_after_a_week() {
    let scene = Scene::at("2026-11-21T09:00:00+01:00").await;
    let answer = |ticket: &str| format!("/tickets/{ticket}/casework");
    let body = json!({"service": "A", "intake": {"motivo": "perso"}});
    let linked = id(&scene.kiosk.post("/tickets", body.clone()).await.ok(201));
    let unlinked = id(&scene.kiosk.post("/tickets", body).await.ok(201));
    scene.giulia.post("/practices", json!({"service": "A", "ticket": linked})).await.ok(201);
    scene.place.pass(6 * 24 * 3600 + 23 * 3600).await;
    let giulia = scene.desk.sign_in("giulia").await;
    assert_eq!(giulia.get(&answer(&unlinked)).await.ok(200)["intake"], json!({"motivo": "perso"}));
    scene.place.pass(2 * 3600).await;
    let giulia = scene.desk.sign_in("giulia").await;
    assert_eq!(giulia.get(&answer(&unlinked)).await.ok(200)["intake"], json!({}));
    assert_eq!(giulia.get(&answer(&linked)).await.ok(200)["intake"], json!({"motivo": "perso"}));
}

#[tokio::test]
async fn answers_come_late_and_none_after_the_visit() {
    let scene = Scene::new().await;
    let (kiosk, giulia) = (&scene.kiosk, &scene.giulia);
    let put = async |ticket: &str| kiosk.put(&format!("/tickets/{ticket}/intake"), json!({"figli": 2})).await;
    giulia.open("1").await;
    let ticket = id(&kiosk.issue("A").await);
    // Who still stands at the kiosk may be called already, and is put aside or goes out like everybody.
    put(&ticket).await.ok(200);
    giulia.act(&ticket, "away").await.ok(200);
    put(&ticket).await.ok(200);
    giulia.act(&ticket, "back").await.ok(200);
    giulia.call_next("1").await.ok(200);
    put(&ticket).await.ok(200);
    giulia.act(&ticket, "start").await.ok(200);
    put(&ticket).await.ok(200);
    giulia.act(&ticket, "park").await.ok(200);
    assert_eq!(put(&ticket).await.ok(200)["state"], "parked");
    giulia.act(&ticket, "start").await.ok(200);
    giulia.act(&ticket, "finish").await.ok(200);
    let (cancelled, closed) = (id(&kiosk.issue("A").await), id(&kiosk.issue("A").await));
    giulia.act(&cancelled, "cancel").await.ok(200);
    giulia.post(&format!("/tickets/{closed}/close"), json!({"outcome": "left"})).await.ok(200);
    for (ticket, state) in [(&ticket, "finished"), (&cancelled, "cancelled"), (&closed, "closed")] {
        assert_eq!(put(ticket).await.problem(409, "wrong-state")["state"], state);
    }
    for over in [&cancelled, &closed] {
        assert_eq!(giulia.get(&format!("/tickets/{over}/casework")).await.ok(200)["intake"], json!({}));
    }
}

#[tokio::test]
async fn a_number_is_a_whole_one() {
    let scene = Scene::new().await;
    for bad in [json!(2.5), json!(-0.1), json!(1e300), json!("2"), json!(true)] {
        let body = json!({"service": "A", "intake": {"figli": bad}});
        let problem = scene.kiosk.post("/tickets", body).await.problem(422, "unknown-value");
        assert_eq!(problem["question"], "figli", "{problem}");
    }
    for good in [json!(0), json!(3), json!(2.0)] {
        scene.kiosk.post("/tickets", json!({"service": "A", "intake": {"figli": good}})).await.ok(201);
    }
}
