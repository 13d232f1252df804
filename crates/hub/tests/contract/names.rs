//! Names with emoji, control characters and four hundred letters: each is kept as text or refused, and breaks nothing.

use crate::site::Scene;
use crate::site::client::{Client, id};
use serde_json::json;

/// Names that break programs.
fn hard() -> [String; 5] {
    [
        "Łukasz 👵🏽‍🦽 D'Àmico".to_owned(),
        "Ros\u{0}a\u{1b}[31m\u{7f}".to_owned(),
        "è".repeat(400),
        "\u{202e}oraM\u{2066}'; DROP TABLE tickets;--".to_owned(),
        "<script>alert(1)</script>".to_owned(),
    ]
}

fn is_clean(text: &str) -> bool {
    !text.chars().any(|c| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'))
}

#[tokio::test]
async fn citizens_and_notes_keep_every_name_that_is_text() {
    let scene = Scene::new().await;
    for name in hard() {
        let fields =
            json!({"family_name": name, "remark": name, "identity": {"kind": "as-told", "value": name}});
        let made = scene.giulia.post("/citizens", fields).await.ok(201);
        let kept = made["family_name"].as_str().unwrap();
        assert!(is_clean(kept) && !kept.is_empty(), "{kept}");
        // Nothing of a name is lost but what is no text.
        let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
        assert_eq!(
            (letters(kept), letters(made["remark"].as_str().unwrap())),
            (letters(&name), letters(&name))
        );
        assert_eq!(scene.giulia.get(&format!("/citizens/{}", id(&made))).await.ok(200), made);
        let practice = scene
            .giulia
            .post("/practices", json!({"service": "A", "need": name, "citizen": made["id"]}))
            .await
            .ok(201);
        let note = scene
            .giulia
            .post(&format!("/practices/{}/notes", id(&practice)), json!({"text": name}))
            .await
            .ok(201);
        assert!(is_clean(note["text"].as_str().unwrap()), "{note}");
    }
    // What is longer than anything that somebody writes is refused, and not cut.
    let long = "è".repeat(501);
    for fields in [
        json!({"family_name": long}),
        json!({"remark": long}),
        json!({"identity": {"kind": "as-told", "value": long}}),
    ] {
        let problem = scene.giulia.post("/citizens", fields).await.problem(422, "unknown-value");
        assert!(problem["detail"].as_str().unwrap().contains("500 characters"), "{problem}");
    }
    let endless = "è".repeat(10_001);
    let practice = scene.giulia.post("/practices", json!({"service": "A", "need": "x"})).await.ok(201);
    let notes = format!("/practices/{}/notes", id(&practice));
    scene.giulia.post(&notes, json!({"text": endless})).await.problem(422, "unknown-value");
    scene
        .giulia
        .post("/practices", json!({"service": "A", "need": endless}))
        .await
        .problem(422, "unknown-value");
    let ticket = id(&scene.kiosk.issue("A").await);
    scene
        .giulia
        .post(&format!("/tickets/{ticket}/park"), json!({"reason": "è".repeat(2_001)}))
        .await
        .problem(422, "unknown-value");
    let emoji = scene.giulia.get("/citizens?search=%C5%81ukasz").await.ok(200);
    assert_eq!(emoji["items"][0]["family_name"], hard()[0]);
    // A search is text as well, whatever it holds.
    for odd in ["%00", "%22", "%27%20OR%201=1--", "*", "(", "%F0%9F%91%B5", "NEAR(a%20b)", &"e".repeat(400)] {
        scene.giulia.get(&format!("/citizens?search={odd}")).await.ok(200);
        scene.giulia.get(&format!("/practices?search={odd}")).await.ok(200);
    }
}

#[tokio::test]
async fn devices_and_operators_are_named_or_told_why_not() {
    let scene = Scene::new().await;
    let place = &scene.place;
    let out = place.file("hard.toml");
    let (emoji, long) = ("Ingresso 🚪 «Nord»", "n".repeat(400));
    let enrol = async |name: &str| {
        place
            .run(&["device", "enroll", "--role", "kiosk", "--name", name, "--out", out.to_str().unwrap()])
            .await
    };
    for bad in ["", " ", "a\u{1b}[31m", "due  spazi", "\u{202e}odnoc", &long] {
        enrol(bad).await.refused("a device's name is");
        assert!(!out.exists(), "{bad:?}");
    }
    enrol(emoji).await.done();
    let kiosk = Client::new(&toml::from_str(&std::fs::read_to_string(&out).unwrap()).unwrap());
    kiosk.issue("A").await;
    assert!(place.run(&["device", "list"]).await.done().contains(emoji));

    let add = async |key: &str, name: &str| {
        let args = ["operator", "add", "--key", key, "--name", name, "--role", "operator", "--pin-stdin"];
        place.run_with(&args, "402917\n").await
    };
    for bad in ["", "a b", "a/b", "🙂", &"k".repeat(65)] {
        add(bad, "Nome").await.refused("a key has 1 to 64");
    }
    add("vuoto", " \u{1b} ").await.refused("needs a name");
    for (n, name) in hard().iter().filter(|name| !name.contains('\u{0}')).enumerate() {
        let added = add(&format!("op-{n}"), name).await;
        if name.chars().count() > 80 {
            added.refused("at most 80 characters, and this one has 400");
        } else {
            added.done();
        }
    }
    add("lungo", &"è".repeat(80)).await.done();
    let operators = scene.desk.get("/operators").await.ok(200);
    for operator in operators.as_array().unwrap() {
        let name = operator["name"].as_str().unwrap();
        assert!(is_clean(name) && (1..=80).contains(&name.chars().count()), "{name}");
    }
    scene.desk.try_sign_in("op-0", "402917").await.ok(201);
    let text = place.run(&["operator", "list"]).await.done();
    assert!(text.lines().all(is_clean), "{text}");
}

#[tokio::test]
async fn what_devices_and_desks_write_is_cleaned_before_it_is_shown() {
    let scene = Scene::new().await;
    scene.giulia.open("1").await;
    for name in hard() {
        let paused = scene.giulia.post("/counters/1/pause", json!({"reason": name})).await.ok(200);
        assert_eq!(paused["pause_reason"], json!(null), "free text is nothing for the journal");
        scene.kiosk.put("/devices/self/status", json!({"parts": {&name: &name}})).await.ok(200);
        let ticket = id(&scene.kiosk.issue("A").await);
        scene.giulia.post(&format!("/tickets/{ticket}/park"), json!({"reason": name})).await.ok(200);
        let told = scene.giulia.get(&format!("/tickets/{ticket}/casework")).await.ok(200);
        assert!(is_clean(told["notes"][0].as_str().unwrap()), "{told}");
    }
    let many: serde_json::Map<_, _> = (0..21).map(|n| (format!("part-{n}"), json!("ok"))).collect();
    scene.kiosk.put("/devices/self/status", json!({"parts": many})).await.problem(422, "unknown-value");
    let metrics = scene.kiosk.get("//metrics").await.text;
    let samples = metrics.lines().filter(|line| line.starts_with("turno_device_part{"));
    for sample in samples {
        assert!(is_clean(sample) && sample.ends_with("} 1"), "{sample}");
    }
    let list = scene.place.run(&["device", "list"]).await.done();
    assert!(list.lines().all(is_clean), "{list}");
}
