//! What is no request, and what is one but says something unknown.

use crate::site::client::{Answer, KEY, fresh_key, id};
use crate::site::{Place, SITE, Scene};
use reqwest::Method;
use serde_json::json;

#[tokio::test]
async fn a_body_that_is_no_request_is_malformed() {
    let scene = Scene::new().await;
    let bad = [
        "",
        "{",
        "[]",
        "null",
        "\"A\"",
        "{\"service\": }",
        "{\"service\": 1}",
        "{\"service\": null}",
        "{}",
        "{\"service\": \"A\", \"people\": -1}",
        "{\"service\": \"A\", \"people\": \"two\"}",
        "\u{feff}{}",
        "{\"service\": \"A\"} trailing",
        "{\"service\": \"A\", \"intake\": []}",
    ];
    for body in bad {
        let problem = scene.kiosk.post_bytes("/tickets", body.to_owned()).await.problem(400, "malformed");
        assert!(problem["detail"].as_str().is_some_and(|detail| !detail.is_empty()), "{body}: {problem}");
    }
    scene.kiosk.post_bytes("/tickets", vec![0xff, 0xfe, 0x00]).await.problem(400, "malformed");
    let deep = format!("{{\"service\": {}1{}}}", "[".repeat(50_000), "]".repeat(50_000));
    scene.kiosk.post_bytes("/tickets", deep).await.problem(400, "malformed");
    assert_eq!(scene.kiosk.queue().await["tickets"], json!([]));
    let missing = scene.kiosk.post("/tickets", json!({"language": "it"})).await.problem(400, "malformed");
    assert!(missing["detail"].as_str().unwrap().contains("service"), "{missing}");
}

#[tokio::test]
async fn a_body_of_ten_megabytes_is_too_large() {
    let scene = Scene::new().await;
    let long = "x".repeat(10 * 1024 * 1024);
    let body = json!({"service": "A", "intake": {"comune": long}}).to_string();
    scene.kiosk.post_bytes("/tickets", body.clone()).await.problem(413, "too-large");
    // Also where no length was announced.
    let chunks: Vec<Result<Vec<u8>, std::io::Error>> =
        body.as_bytes().chunks(64 * 1024).map(|chunk| Ok(chunk.to_vec())).collect();
    let stream = reqwest::Body::wrap_stream(futures_util::stream::iter(chunks));
    scene.kiosk.post_bytes("/tickets", stream).await.problem(413, "too-large");
    scene.giulia.post_bytes("/citizens", body).await.problem(413, "too-large");
    // A body of just under a mebibyte is read, and refused for what it says.
    let under = json!({"service": "Z", "language": "x".repeat(1024 * 1024 - 100)}).to_string();
    scene.kiosk.post_bytes("/tickets", under).await.problem(422, "unknown-value");
    scene.kiosk.issue("A").await;
}

#[tokio::test]
async fn what_the_body_names_and_nobody_knows_is_unprocessable() {
    let scene = Scene::new().await;
    let (kiosk, giulia) = (&scene.kiosk, &scene.giulia);
    kiosk.post("/tickets", json!({"service": "Z"})).await.problem(422, "unknown-service");
    kiosk.post("/tickets", json!({"service": "A", "language": "xx"})).await.problem(422, "unknown-value");
    for people in [0, 51] {
        kiosk.post("/tickets", json!({"service": "A", "people": people})).await.problem(422, "out-of-range");
    }
    let ticket = id(&kiosk.issue("A").await);
    let paper = kiosk.post(&format!("/tickets/{ticket}/paper"), json!({"state": "burnt"})).await;
    paper.problem(422, "unknown-value");
    giulia.open("1").await;
    let transfer = format!("/tickets/{ticket}/transfer");
    for (body, status, name) in [
        (json!({"service": "Z", "position": "first"}), 422, "unknown-service"),
        (json!({"counter": "9", "position": "first"}), 422, "unknown-counter"),
        (json!({"service": "B", "position": "middle"}), 422, "unknown-value"),
        (json!({"service": "B", "counter": "1", "position": "first"}), 400, "malformed"),
        (json!({"position": "first"}), 400, "malformed"),
        (json!({"service": "B"}), 400, "malformed"),
    ] {
        giulia.post(&transfer, body).await.problem(status, name);
    }
    let close = giulia.post(&format!("/tickets/{ticket}/close"), json!({"outcome": "vanished"})).await;
    close.problem(422, "unknown-value");
    let pause = giulia.post("/counters/1/pause", json!({"until": "soon"})).await;
    pause.problem(400, "malformed");
    giulia
        .post("/visits", json!({"channel": "carrier-pigeon", "service": "A"}))
        .await
        .problem(422, "unknown-value");
    giulia.post("/visits", json!({"channel": "phone", "service": "Z"})).await.problem(422, "unknown-service");
    giulia.post("/practices", json!({"service": "Z"})).await.problem(422, "unknown-service");
    giulia.get("/statistics?by=moon").await.problem(400, "malformed");
    giulia.get("/statistics?from=yesterday").await.problem(400, "malformed");
    giulia.get("/statistics?from=2026-11-22&to=2026-11-21").await.problem(400, "malformed");
    giulia.get("/practices?state=lost").await.problem(422, "unknown-value");
    giulia.get("/practices?limit=many").await.problem(400, "malformed");
}

#[tokio::test]
async fn what_the_path_names_and_nobody_knows_is_not_found() {
    let scene = Scene::new().await;
    let stranger = "01936f5e-0000-7000-8000-000000000000";
    for unknown in ["nobody", stranger, "A001", "%00", "..%2F..%2Fetc"] {
        for action in
            ["recall", "start", "finish", "no-show", "reinstate", "away", "back", "cancel", "undo", "park"]
        {
            let answer = scene.giulia.act(unknown, action).await;
            assert_eq!(answer.status, 404, "{unknown} {action}: {answer:?}");
        }
        let answer = scene.kiosk.put(&format!("/tickets/{unknown}/intake"), json!({})).await;
        assert_eq!(answer.status, 404, "{answer:?}");
        scene.giulia.get(&format!("/citizens/{unknown}")).await.problem(404, "not-found");
        scene.giulia.get(&format!("/practices/{unknown}")).await.problem(404, "not-found");
        scene.giulia.get(&format!("/visits/{unknown}")).await.problem(404, "not-found");
        scene.giulia.get(&format!("/tickets/{unknown}/casework")).await.problem(404, "not-found");
    }
    for verb in ["open", "pause", "close", "call-next", "call/nobody"] {
        scene.giulia.post(&format!("/counters/9/{verb}"), json!({})).await.problem(404, "not-found");
    }
    scene.giulia.open("1").await;
    scene
        .giulia
        .post(&format!("/counters/1/call/{stranger}"), json!({}))
        .await
        .problem(404, "unknown-ticket");
    scene.giulia.get("/counters/9/next").await.problem(404, "not-found");
}

#[tokio::test]
async fn unknown_fields_are_ignored_for_clients_of_later_versions() {
    let scene = Scene::new().await;
    let later = json!({"service": "A", "mood": "good", "appointment": {"at": 1}});
    scene.kiosk.post("/tickets", later).await.ok(201);
    scene.giulia.post("/citizens", json!({"family_name": "Bianchi", "shoe_size": 38})).await.ok(201);
}

#[tokio::test]
async fn a_problem_never_repeats_what_was_sent() {
    let scene = Scene::new().await;
    let secret = "Rossi-Mario-1950";
    let broken =
        format!("{{\"service\": \"A\", \"intake\": {{\"comune\": \"{secret}\"}}, \"people\": \"{secret}\"}}");
    let problem = scene.kiosk.post_bytes("/tickets", broken).await;
    assert_eq!(problem.status, 400);
    assert!(!problem.text.contains(secret), "{}", problem.text);
    let answer = scene.kiosk.post("/tickets", json!({"service": "A", "intake": {"figli": secret}})).await;
    assert!(!answer.clone().problem(422, "unknown-value").to_string().contains(secret), "{}", answer.text);
}

#[tokio::test]
async fn no_log_names_a_path_a_body_or_a_person() {
    let place = Place::new(SITE);
    let mut command = place.serving();
    command.env("TURNO_LOG", "trace");
    let hub = crate::site::Hub::start(command).await.unwrap();
    let kiosk = crate::site::client::Client::new(&place.enrol("kiosk", "k").await);
    let desk = crate::site::client::Client::new(&place.enrol("desk", "d").await);
    place.add_operator("giulia", "operator", &[]).await;
    let giulia = desk.sign_in("giulia").await;
    let intake = json!({"comune": "Rovellasca-segreta"});
    let ticket = kiosk.post("/tickets", json!({"service": "A", "intake": intake})).await.ok(201);
    giulia.post("/citizens", json!({"family_name": "Segretissima"})).await.ok(201);
    giulia.get("/citizens?search=Segretissima").await.ok(200);
    giulia.get(&format!("/tickets/{}/casework", id(&ticket))).await.ok(200);
    let request = kiosk.request(Method::POST, "/tickets").header(KEY, fresh_key());
    Answer::of(request.body("{\"service\": \"Segretissima")).await.problem(400, "malformed");
    let log = hub.log();
    assert!(log.contains("/api/v1/tickets/{id}/casework"), "requests are logged by template: {log}");
    for word in ["egret", &id(&ticket), crate::site::PIN, kiosk.token(), giulia.token()] {
        assert!(!log.contains(word), "{word} is in the log");
    }
}
