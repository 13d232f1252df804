//! What happens in a practice: one line of entries and visits, and reserved notes that the team alone reads.

use crate::site::Scene;
use crate::site::client::{Client, id};
use serde_json::{Value, json};

async fn practice(session: &Client, body: Value) -> String {
    id(&session.post("/practices", body).await.ok(201))
}

fn kinds(practice: &Value) -> Vec<&str> {
    practice["entries"].as_array().unwrap().iter().map(|entry| entry["kind"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_practice_tells_everything_that_happened_in_it_in_one_line() {
    let scene = Scene::at("2026-11-21T09:00:00+01:00").await;
    let giulia = &scene.giulia;
    let ticket = id(&scene.kiosk.issue("A").await);
    giulia.open("1").await;
    giulia.call_next("1").await.ok(200);
    scene.place.pass(60).await;
    let practice = practice(giulia, json!({"service": "A", "ticket": ticket})).await;
    let path = format!("/practices/{practice}");
    let entries = format!("{path}/entries");
    let call = json!({"kind": "phone-call", "body": "ASST Lariana", "whom": "Sig.ra Neri", "outcome": "call-again",
        "waited_s": 1260, "lasted_s": 95, "text": "Richiamano domani."});
    let written = giulia.post(&entries, call.clone()).await.ok(201);
    assert_eq!((&written["operator"], &written["withheld"]), (&json!("giulia"), &json!(false)));
    let protocol = json!({"kind": "protocol", "office": "Comune di Rovellasca", "number": "2026/0012345",
        "date": "2026-11-20", "direction": "out"});
    giulia.post(&entries, protocol.clone()).await.ok(201);
    giulia.post(&format!("{path}/notes"), json!({"text": "Ha capito."})).await.ok(201);
    giulia.post(&format!("{path}/conclude"), json!({})).await.ok(200);
    giulia.post(&format!("{path}/reopen"), json!({})).await.ok(200);
    giulia.post(&format!("{path}/unresolved"), json!({"reason": "unreachable"})).await.ok(200);
    scene.place.pass(60).await;
    let visit = giulia.post("/visits", json!({"channel": "phone", "service": "A"})).await.ok(201);
    giulia.post(&format!("/visits/{}/practices", id(&visit)), json!({"practice": practice})).await.ok(200);

    let told = giulia.get(&path).await.ok(200);
    let expected = ["visit", "phone-call", "protocol", "note", "ended", "reopened", "ended", "visit"];
    assert_eq!(kinds(&told), expected);
    let entry = |place: usize| &told["entries"][place];
    assert_eq!((&entry(0)["ticket"], &entry(0)["channel"]), (&json!(ticket), &json!("kiosk")));
    for (field, value) in call.as_object().unwrap() {
        assert_eq!(&entry(1)[field], value, "{field}");
    }
    for (field, value) in protocol.as_object().unwrap() {
        assert_eq!(&entry(2)[field], value, "{field}");
    }
    assert_eq!((&entry(4)["state"], &entry(6)["reason"]), (&json!("concluded"), &json!("unreachable")));
    assert_eq!((&entry(7)["id"], &entry(7)["channel"]), (&visit["id"], &json!("phone")));
    // Whoever knows only notes has them as before; a list has neither.
    assert_eq!(told["notes"][0]["text"], "Ha capito.");
    assert_eq!(told["notes"].as_array().unwrap().len(), 1);
    let list = giulia.get("/practices").await.ok(200);
    assert_eq!((&list["items"][0]["entries"], &list["items"][0]["notes"]), (&json!([]), &json!([])));
}

#[tokio::test]
async fn what_cannot_be_written_by_hand_is_refused_and_nothing_of_it_is_kept() {
    let scene = Scene::at("2026-11-21T09:00:00+01:00").await;
    let giulia = &scene.giulia;
    let practice = practice(giulia, json!({"service": "A"})).await;
    let entries = format!("/practices/{practice}/entries");
    for (body, status, name) in [
        (json!({"kind": "note", "text": " "}), 400, "malformed"),
        (json!({"kind": "note"}), 400, "malformed"),
        (json!({"text": "x"}), 400, "malformed"),
        (json!({"kind": "phone-call", "body": "", "outcome": "answered"}), 400, "malformed"),
        (json!({"kind": "phone-call", "body": "INPS", "outcome": "bored"}), 422, "unknown-value"),
        (
            json!({"kind": "phone-call", "body": "INPS", "outcome": "answered", "waited_s": 90_000}),
            422,
            "unknown-value",
        ),
        (
            json!({"kind": "protocol", "office": "INPS", "number": "1", "date": "2026-11-22", "direction": "in"}),
            422,
            "unknown-value",
        ),
        (json!({"kind": "ended", "state": "concluded"}), 422, "unknown-value"),
        (json!({"kind": "taken-over", "from": "giulia"}), 422, "unknown-value"),
        (json!({"kind": "dreamt"}), 422, "unknown-value"),
    ] {
        giulia.post(&entries, body).await.problem(status, name);
    }
    let told = giulia.get(&format!("/practices/{practice}")).await.ok(200);
    assert_eq!((&told["entries"], &told["state"]), (&json!([]), &json!("open")));
    let stranger = "/practices/01936f5e-0000-7000-8000-000000000000/entries";
    giulia.post(stranger, json!({"kind": "note", "text": "x"})).await.problem(404, "not-found");
    // The same command twice is one entry.
    let note = json!({"kind": "note", "text": "una volta"});
    let first = giulia.post_as("entry-1", &entries, note.clone()).await.ok(201);
    assert_eq!(giulia.post_as("entry-1", &entries, note).await.ok(201), first);
    assert_eq!(kinds(&giulia.get(&format!("/practices/{practice}")).await.ok(200)), ["note"]);
}

#[tokio::test]
async fn a_reserved_note_is_read_by_the_team_and_by_nobody_else() {
    const SECRET: &str = "Il marito beve";
    let scene = Scene::new().await;
    let giulia = &scene.giulia;
    let (_, marco) = scene.another_desk("desk-2", "marco").await;
    scene.place.add_operator("carla", "coordinator", &[]).await;
    let carla = scene.desk.sign_in("carla").await;
    let ticket = id(&scene.kiosk.issue("A").await);
    giulia.open("1").await;
    giulia.call_next("1").await.ok(200);
    let mut live = marco.listen("/casework/events", None).await;
    let practice = practice(giulia, json!({"service": "A", "ticket": ticket})).await;
    let path = format!("/practices/{practice}");
    let reserved = json!({"text": SECRET, "reserved": true});
    let note = giulia.post(&format!("{path}/notes"), reserved.clone()).await.ok(201);
    assert_eq!((&note["text"], &note["reserved"]), (&json!(SECRET), &json!(true)));
    giulia.post(&format!("{path}/notes"), json!({"text": "Per tutti"})).await.ok(201);
    assert!(giulia.get(&path).await.text.contains(SECRET));

    // Others see that there is one: wherever the practice is shown.
    for other in [&marco, &carla] {
        let told = other.get(&path).await.ok(200);
        let withheld = &told["entries"][1];
        assert_eq!(
            (&withheld["kind"], &withheld["reserved"], &withheld["withheld"], &withheld["text"]),
            (&json!("note"), &json!(true), &json!(true), &json!(""))
        );
        assert_eq!(told["notes"].as_array().unwrap().len(), 1, "an older desk is told of the others alone");
    }
    let revision = giulia.get(&path).await.ok(200)["revision"].clone();
    let stale = json!({"revision": 99, "service": "A"});
    let shown = [
        marco.get(&format!("/tickets/{ticket}/casework")).await,
        marco.get("/practices?search=beve").await,
        marco.get("/practices").await,
        marco.put(&path, stale).await,
        marco.put(&path, json!({"revision": revision, "service": "A", "need": "x"})).await,
        marco.post(&format!("{path}/conclude"), json!({})).await,
        marco.post(&format!("{path}/reopen"), json!({})).await,
    ];
    for answer in &shown {
        assert!(!answer.text.contains(SECRET), "{answer:?}");
    }
    assert_eq!(shown.map(|answer| answer.status), [200, 200, 200, 409, 200, 200, 200]);
    for event in live.until("practice-reopened").await {
        assert!(!event.data.to_string().contains("beve"), "{event:?}");
    }
    assert!(!scene.hub.log().contains("beve"));

    // Nobody writes what they may not read, and nobody lets themselves in.
    marco.post(&format!("{path}/notes"), reserved).await.problem(403, "forbidden");
    marco.post(&format!("{path}/team"), json!({"operator": "marco"})).await.problem(403, "forbidden");
    marco.post(&format!("{path}/offer"), json!({"to": "marco"})).await.problem(403, "forbidden");
    marco.delete(&format!("{path}/team/giulia")).await.problem(403, "forbidden");
    // Who is added reads it, until they are taken out; the line says so.
    let joined = giulia.post(&format!("{path}/team"), json!({"operator": "marco"})).await.ok(200);
    assert_eq!(joined["team"], json!(["marco"]));
    assert!(marco.get(&path).await.text.contains(SECRET));
    giulia.post(&format!("{path}/team"), json!({"operator": "nessuno"})).await.problem(422, "unknown-value");
    let left = carla.delete(&format!("{path}/team/marco")).await.ok(200);
    assert_eq!(kinds(&left)[5..], ["joined", "left"]);
    assert!(!left.to_string().contains(SECRET), "a coordinator says who works on it, and does not read it");
    assert!(!marco.get(&path).await.text.contains(SECRET));
    giulia.post(&format!("{path}/team"), json!({"operator": "giulia"})).await.ok(200);
    assert_eq!(giulia.get(&path).await.ok(200)["team"], json!([]), "who opened it is of the team");
}

#[tokio::test]
async fn a_practice_is_taken_over_by_whoever_says_yes_or_returned_with_a_reason() {
    let scene = Scene::new().await;
    let giulia = &scene.giulia;
    let (_, marco) = scene.another_desk("desk-2", "marco").await;
    let practice = practice(giulia, json!({"service": "A"})).await;
    let path = format!("/practices/{practice}");
    let of = |practice: &Value| (practice["responsible"].clone(), practice["offered_to"].clone());
    assert_eq!(of(&giulia.get(&path).await.ok(200)), (json!("giulia"), Value::Null));
    marco.post(&format!("{path}/take-over"), json!({})).await.problem(409, "practice-not-offered");
    giulia.post(&format!("{path}/offer"), json!({"to": "giulia"})).await.problem(409, "already-responsible");
    giulia.post(&format!("{path}/offer"), json!({"to": "nessuno"})).await.problem(422, "unknown-value");
    let offered = giulia.post(&format!("{path}/offer"), json!({"to": "marco"})).await.ok(200);
    assert_eq!(of(&offered), (json!("giulia"), json!("marco")));
    marco.post(&format!("{path}/return"), json!({"reason": " "})).await.problem(400, "malformed");
    let returned = marco.post(&format!("{path}/return"), json!({"reason": "Sono in ferie"})).await.ok(200);
    assert_eq!(of(&returned), (json!("giulia"), Value::Null));
    giulia.post(&format!("{path}/offer"), json!({"to": "marco"})).await.ok(200);
    giulia.post(&format!("{path}/take-over"), json!({})).await.problem(409, "practice-not-offered");
    let taken = marco.post(&format!("{path}/take-over"), json!({})).await.ok(200);
    assert_eq!(of(&taken), (json!("marco"), Value::Null));
    assert_eq!(kinds(&taken), ["offered", "returned", "offered", "taken-over"]);
    let told = &taken["entries"];
    assert_eq!((&told[1]["reason"], &told[1]["operator"]), (&json!("Sono in ferie"), &json!("marco")));
    assert_eq!((&told[2]["to"], &told[3]["from"]), (&json!("marco"), &json!("giulia")));
    // Nobody is left with an offer of something that has ended.
    marco.post(&format!("{path}/offer"), json!({"to": "giulia"})).await.ok(200);
    let ended = marco.post(&format!("{path}/conclude"), json!({})).await.ok(200);
    assert_eq!(of(&ended), (json!("marco"), Value::Null));
    giulia.post(&format!("{path}/take-over"), json!({})).await.problem(409, "practice-not-offered");
    marco.post(&format!("{path}/offer"), json!({"to": "giulia"})).await.problem(409, "practice-ended");
    let stranger = "/practices/01936f5e-0000-7000-8000-000000000000/offer";
    giulia.post(stranger, json!({"to": "marco"})).await.problem(404, "not-found");
}
