//! Steps and the agenda: what is to be done, by when, by whom.

use crate::site::Scene;
use crate::site::client::{Client, id};
use serde_json::{Value, json};

async fn practice(session: &Client, citizen: &Value) -> String {
    id(&session.post("/practices", json!({"service": "A", "citizen": citizen["id"]})).await.ok(201))
}

async fn step(session: &Client, practice: &str, what: &str, due: &str, more: Value) -> Value {
    let mut body = json!({"kind": "next-step", "what": what, "due": due});
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    session.post(&format!("/practices/{practice}/steps"), body).await.ok(201)
}

fn whats(page: &Value) -> Vec<(&str, &str)> {
    let lines = page["items"].as_array().unwrap().iter();
    lines.map(|line| (line["what"].as_str().unwrap(), line["when"].as_str().unwrap())).collect()
}

#[tokio::test]
async fn the_agenda_is_the_open_steps_by_their_day() {
    // A Saturday.
    let scene = Scene::at("2026-11-21T09:00:00+01:00").await;
    let giulia = &scene.giulia;
    let (_, marco) = scene.another_desk("desk-2", "marco").await;
    let citizen =
        giulia.post("/citizens", json!({"family_name": "Bianchi", "given_names": "Rosa"})).await.ok(201);
    let practice = practice(giulia, &citizen).await;
    step(giulia, &practice, "dopo", "2026-11-23", json!({})).await;
    step(giulia, &practice, "domenica", "2026-11-22", json!({})).await;
    step(giulia, &practice, "oggi alle tre", "2026-11-21", json!({"time": "15:00"})).await;
    step(giulia, &practice, "oggi", "2026-11-21", json!({})).await;
    step(giulia, &practice, "di Marco", "2026-11-21", json!({"responsible": "marco"})).await;
    step(giulia, &practice, "in ritardo", "2026-11-20", json!({"kind": "contact-body"})).await;
    let mine = giulia.get("/agenda").await.ok(200);
    let expected = [
        ("in ritardo", "overdue"),
        ("oggi", "today"),
        ("oggi alle tre", "today"),
        ("domenica", "this-week"),
        ("dopo", "later"),
    ];
    assert_eq!(whats(&mine), expected);
    assert_eq!(giulia.get("/agenda?who=me").await.ok(200), mine);
    let line = &mine["items"][2];
    assert_eq!(
        (&line["number"], &line["citizen_name"], &line["service"], &line["practice_state"], &line["time"]),
        (&json!("2026/000001"), &json!("Bianchi Rosa"), &json!("spid"), &json!("open"), &json!("15:00"))
    );
    let of_marco = marco.get("/agenda?who=me").await.ok(200);
    assert_eq!((whats(&of_marco), &of_marco["next"]), (vec![("di Marco", "today")], &Value::Null));
    assert_eq!(whats(&giulia.get("/agenda?who=all").await.ok(200)).len(), 6);
    assert_eq!(whats(&giulia.get("/agenda?until=2026-11-21").await.ok(200)), expected[..3]);
    let first = giulia.get("/agenda?who=all&limit=4").await.ok(200);
    let rest = giulia
        .get(&format!("/agenda?who=all&limit=4&after={}", first["next"].as_str().unwrap()))
        .await
        .ok(200);
    assert_eq!((whats(&first).len(), whats(&rest).len(), &rest["next"]), (4, 2, &Value::Null));
    for bad in ["who=marco", "until=2200-01-01"] {
        giulia.get(&format!("/agenda?{bad}")).await.problem(422, "unknown-value");
    }
    assert_eq!(giulia.get("/agenda?until=ieri").await.status, 400);
    // The days pass by themselves.
    scene.place.pass(24 * 3600).await;
    let giulia = scene.desk.sign_in("giulia").await;
    assert_eq!(
        whats(&giulia.get("/agenda").await.ok(200))[1..3],
        [("oggi", "overdue"), ("oggi alle tre", "overdue")]
    );
}

#[tokio::test]
async fn a_step_is_changed_by_who_saw_it_as_it_is_and_ends_once() {
    let scene = Scene::at("2026-11-21T09:00:00+01:00").await;
    let giulia = &scene.giulia;
    let (_, marco) = scene.another_desk("desk-2", "marco").await;
    let practice = practice(giulia, &json!({})).await;
    let path = format!("/practices/{practice}");
    let fields = json!({"kind": "second-appointment", "what": "Attivazione SPID", "due": "2026-12-03", "time": "10:30",
        "responsible": "marco", "place": "Sportello, stanza 2", "bring": "Tessera sanitaria\nCellulare"});
    let mut live = marco.listen("/casework/events", None).await;
    let made = giulia.post_as("step-1", &format!("{path}/steps"), fields.clone()).await.ok(201);
    assert_eq!(giulia.post_as("step-1", &format!("{path}/steps"), fields.clone()).await.ok(201), made);
    for (field, value) in fields.as_object().unwrap() {
        assert_eq!(&made[field], value, "{field}");
    }
    assert_eq!(
        (&made["state"], &made["revision"], &made["made_by"]),
        (&json!("open"), &json!(1), &json!("giulia"))
    );
    let event = live.next().await.unwrap();
    assert_eq!((event.kind.as_str(), &event.data["id"]), ("step-made", &json!(practice)));
    assert!(!event.data.to_string().contains("SPID"));

    let step = format!("/steps/{}", id(&made));
    let moved =
        json!({"revision": 1, "kind": "second-appointment", "what": "Attivazione SPID", "due": "2026-12-04"});
    let changed = marco.put(&step, moved.clone()).await.ok(200);
    assert_eq!(
        (&changed["due"], &changed["responsible"], &changed["time"], &changed["revision"]),
        (&json!("2026-12-04"), &json!("marco"), &Value::Null, &json!(2))
    );
    let stale = giulia.put(&step, moved).await.problem(409, "stale");
    assert_eq!(stale["current"], changed);
    assert_eq!(giulia.get(&path).await.ok(200)["steps"], json!([changed]));
    assert_eq!(giulia.get("/practices").await.ok(200)["items"][0]["steps"], json!([]));

    scene.place.pass(60).await;
    let done = marco.post(&format!("{step}/done"), json!({"outcome": "È venuta la figlia"})).await.ok(200);
    assert_eq!(
        (&done["state"], &done["outcome"], &done["ended_by"], &done["ended_at"]),
        (&json!("done"), &json!("È venuta la figlia"), &json!("marco"), &json!("2026-11-21T08:01:00.000Z"))
    );
    marco.post(&format!("{step}/drop"), json!({})).await.problem(409, "step-ended");
    let update = json!({"revision": 3, "kind": "next-step", "what": "x", "due": "2026-12-04"});
    marco.put(&step, update).await.problem(409, "step-ended");
    assert_eq!(marco.get("/agenda?who=all").await.ok(200)["items"], json!([]));
    let told = giulia.get(&path).await.ok(200);
    let entry = &told["entries"][0];
    assert_eq!(
        (&entry["kind"], &entry["what"], &entry["outcome"], &entry["operator"]),
        (&json!("step-done"), &json!("Attivazione SPID"), &json!("È venuta la figlia"), &json!("marco"))
    );
    let again = marco.post(&format!("{step}/reopen"), json!({})).await.ok(200);
    assert_eq!(
        (&again["state"], &again["ended_at"], &again["outcome"]),
        (&json!("open"), &Value::Null, &json!(""))
    );
    marco.post(&format!("{step}/reopen"), json!({})).await.problem(409, "step-open");
    // A step outlives the practice's end: somebody asks how it went.
    giulia.post(&format!("{path}/conclude"), json!({})).await.ok(200);
    let kept = giulia.get("/agenda?who=all").await.ok(200);
    assert_eq!(kept["items"][0]["practice_state"], "concluded");
    assert_eq!(giulia.post(&format!("{step}/drop"), json!({})).await.ok(200)["state"], "dropped");
}

#[tokio::test]
async fn a_step_that_nobody_can_mean_is_refused() {
    let scene = Scene::new().await;
    let giulia = &scene.giulia;
    let practice = practice(giulia, &json!({})).await;
    let steps = format!("/practices/{practice}/steps");
    let good = json!({"kind": "follow-up", "what": "Chiamare", "due": "2026-12-04"});
    let with = |field: &str, value: Value| {
        let mut body = good.clone();
        body[field] = value;
        body
    };
    for (body, status, name) in [
        (with("what", json!(" ")), 400, "malformed"),
        (with("due", json!("domani")), 400, "malformed"),
        (with("due", json!("2026-02-30")), 400, "malformed"),
        (with("due", Value::Null), 400, "malformed"),
        (with("due", json!("2206-12-04")), 422, "unknown-value"),
        (with("time", json!("alle tre")), 422, "unknown-value"),
        (with("time", json!("25:00")), 422, "unknown-value"),
        (with("kind", json!("dream")), 422, "unknown-value"),
        (with("responsible", json!("nessuno")), 422, "unknown-value"),
        (with("place", json!("è".repeat(501))), 422, "unknown-value"),
    ] {
        giulia.post(&steps, body.clone()).await.problem(status, name);
    }
    assert_eq!(giulia.get(&format!("/practices/{practice}")).await.ok(200)["steps"], json!([]));
    let stranger = "01936f5e-0000-7000-8000-000000000000";
    giulia.post(&format!("/practices/{stranger}/steps"), good.clone()).await.problem(404, "not-found");
    giulia.post(&format!("/steps/{stranger}/done"), json!({})).await.problem(404, "not-found");
    giulia.put(&format!("/steps/{stranger}"), with("revision", json!(1))).await.problem(404, "not-found");
}
