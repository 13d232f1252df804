//! Calls for help: a kiosk asks, desks hear of it at once, one operator goes, and the kiosk is told who.

use crate::site::client::{Client, id};
use crate::site::{MORNING, Scene};
use serde_json::{Value, json};

async fn ask(kiosk: &Client) -> Value {
    kiosk.post("/help", json!({"language": "ro"})).await.ok(201)
}

async fn answer(session: &Client, help: &str) -> crate::site::client::Answer {
    session.post(&format!("/help/{help}/answer"), json!({})).await
}

/// One desk more, with an operator of that name signed in there.
async fn colleague(scene: &Scene, desk: &str, key: &str, name: &str) -> Client {
    let args = ["operator", "add", "--key", key, "--name", name, "--role", "operator", "--pin-stdin"];
    scene.place.run_with(&args, &format!("{}\n", crate::site::PIN)).await.done();
    Client::new(&scene.place.enrol("desk", desk).await).sign_in(key).await
}

#[tokio::test]
async fn desks_hear_at_once_who_asks_and_the_kiosk_who_comes() {
    let scene = Scene::at(MORNING).await;
    let maria = colleague(&scene, "desk-2", "maria", "Maria Grazia Bianchi").await;
    let mut at_desk = scene.desk.listen("/events", None).await;
    let mut at_kiosk = scene.kiosk.listen("/events", None).await;
    let ticket = scene.kiosk.issue("A").await;
    at_desk.until("ticket-issued").await;
    let asked = scene.kiosk.post("/help", json!({"language": "ro", "ticket": ticket["id"]})).await.ok(201);
    // The clock stands still: nothing has to pass before it is told.
    let told = at_desk.next().await.unwrap();
    assert_eq!((told.kind.as_str(), &told.data["help"]), ("help-asked", &asked["id"]));
    assert_eq!(
        (&told.data["device_name"], &told.data["language"], &told.data["ticket"]["number"]),
        (&json!("kiosk-1"), &json!("ro"), &json!("A001"))
    );
    let open = json!([{"id": asked["id"], "device_name": "kiosk-1", "asked_at": "2026-11-21T08:00:00.000Z",
        "language": "ro", "ticket": ticket["id"]}]);
    assert_eq!(scene.desk.queue().await["help"], open);

    assert_eq!(answer(&maria, &id(&asked)).await.ok(200), json!({"id": asked["id"]}));
    for stream in [&mut at_desk, &mut at_kiosk] {
        let answered = stream.until("help-answered").await.pop().unwrap();
        assert_eq!((&answered.data["help"], &answered.data["name"]), (&asked["id"], &json!("Maria")));
        assert!(!answered.data.to_string().contains("maria"), "{}", answered.data);
    }
    assert_eq!(scene.desk.queue().await["help"], json!([]));
    let late = answer(&scene.giulia, &id(&asked)).await.problem(409, "help-already-answered");
    assert_eq!(late["operator"], "Maria");
    // Told again from the journal, it is the same.
    let scene = scene.restart().await;
    answer(&scene.giulia, &id(&asked)).await.problem(409, "help-already-answered");
}

#[tokio::test]
async fn a_kiosk_is_told_who_was_told_and_whether_anybody_is_there() {
    let scene = Scene::new().await;
    let nobody = ask(&scene.kiosk).await;
    assert_eq!((&nobody["desks"], &nobody["told"]), (&json!(0), &json!([])));
    let maria = colleague(&scene, "desk-2", "maria", "Maria Grazia Bianchi").await;
    let streams = [
        scene.desk.listen("/events", None).await,
        scene.giulia.listen("/events", None).await,
        maria.listen("/events", None).await,
        scene.kiosk.listen("/events", None).await,
    ];
    // Two streams of one desk are one desk, and a kiosk is none.
    assert_eq!(ask(&scene.kiosk).await["desks"], 2);
    scene.giulia.open("1").await;
    maria.open("2").await;
    let told = async || ask(&scene.kiosk).await["told"].clone();
    assert_eq!(told().await, json!([{"name": "giulia", "busy": false}, {"name": "Maria", "busy": false}]));
    scene.kiosk.issue("A").await;
    scene.giulia.call_next("1").await.ok(200);
    maria.post("/counters/2/pause", json!({})).await.ok(200);
    assert_eq!(told().await, json!([{"name": "giulia", "busy": true}, {"name": "Maria", "busy": true}]));
    maria.post("/counters/2/close", json!({})).await.ok(200);
    assert_eq!(told().await, json!([{"name": "giulia", "busy": true}]));
    drop(streams);
    while ask(&scene.kiosk).await["desks"] != 0 {
        tokio::task::yield_now().await;
    }
    assert_eq!(told().await, json!([]), "her counter is open, and nothing rang there");
}

#[tokio::test]
async fn only_whose_own_desk_follows_was_told() {
    let scene = Scene::new().await;
    let maria = colleague(&scene, "desk-2", "maria", "Maria Grazia Bianchi").await;
    scene.giulia.open("1").await;
    maria.open("2").await;
    let stream = maria.listen("/events", None).await;
    let asked = ask(&scene.kiosk).await;
    let expected = (json!(1), json!([{"name": "Maria", "busy": false}]));
    assert_eq!((asked["desks"].clone(), asked["told"].clone()), expected);
    drop(stream);
}

/// An operator at a desk asks colleagues for a hand; no kiosk rings, and whoever asked may say that nobody is needed any more.
#[tokio::test]
async fn an_operator_asks_colleagues_and_says_that_nobody_is_needed_any_more() {
    let scene = Scene::at(MORNING).await;
    let maria = colleague(&scene, "desk-2", "maria", "Maria Grazia Bianchi").await;
    scene.giulia.open("1").await;
    maria.open("2").await;
    let streams = [scene.desk.listen("/events", None).await, maria.listen("/events", None).await];
    let mut at_desk = scene.desk.listen("/events", None).await;
    scene.desk.post("/help", json!({})).await.problem(403, "forbidden");
    let asked = scene.giulia.post("/help", json!({})).await.ok(201);
    assert_eq!(asked["told"], json!([{"name": "Maria", "busy": false}]), "who asks is not told");
    let told = at_desk.next().await.unwrap();
    assert_eq!((told.kind.as_str(), &told.data["help"]), ("help-asked", &asked["id"]));
    assert_eq!(
        (&told.data["operator"], &told.data["counter"]["key"], &told.data["device_role"]),
        (&json!("giulia"), &json!("1"), &json!("desk"))
    );
    let open = scene.desk.queue().await["help"][0].clone();
    assert_eq!((&open["operator"], &open["counter"]), (&json!("giulia"), &json!("1")));
    answer(&scene.giulia, &id(&asked)).await.ok(200);
    let withdrawn = at_desk.until("help-answered").await.pop().unwrap();
    assert_eq!((&withdrawn.data["help"], &withdrawn.data["withdrawn"]), (&asked["id"], &json!(true)));
    // A colleague who goes is told by first name, as at a kiosk.
    let again = scene.giulia.post("/help", json!({})).await.ok(201);
    assert_ne!(again["id"], asked["id"]);
    answer(&maria, &id(&again)).await.ok(200);
    let goes = at_desk.until("help-answered").await.pop().unwrap();
    assert_eq!((&goes.data["name"], &goes.data["withdrawn"]), (&json!("Maria"), &Value::Null));
    drop(streams);
}

#[tokio::test]
async fn who_asks_again_is_the_same_call_and_other_kiosks_and_tickets_are_others() {
    let scene = Scene::at(MORNING).await;
    let other = Client::new(&scene.place.enrol("kiosk", "kiosk-2").await);
    let first = ask(&scene.kiosk).await;
    scene.place.pass(60).await;
    let mut at_desk = scene.desk.listen("/events", None).await;
    assert_eq!(ask(&scene.kiosk).await["id"], first["id"]);
    // Desks hear it once more all the same.
    assert_eq!(at_desk.next().await.unwrap().data["help"], first["id"]);
    let elsewhere = ask(&other).await;
    let ticket = scene.kiosk.issue("A").await;
    let holder = scene.kiosk.post("/help", json!({"ticket": ticket["id"]})).await.ok(201);
    let open = scene.desk.queue().await["help"].clone();
    let listed: Vec<_> = open.as_array().unwrap().iter().map(|help| help["id"].clone()).collect();
    assert_eq!(listed, [first["id"].clone(), elsewhere["id"].clone(), holder["id"].clone()]);
    assert_eq!(open[0]["asked_at"], "2026-11-21T08:01:00.000Z");
    // Once somebody came, who asks is somebody else.
    answer(&scene.giulia, &id(&first)).await.ok(200);
    assert_ne!(ask(&scene.kiosk).await["id"], first["id"]);
    // A ticket that is no more does not keep anybody from being heard.
    let gone = "01890000-0000-7000-8000-000000000000";
    scene.kiosk.post("/help", json!({"ticket": gone})).await.ok(201);
    scene.kiosk.post("/help", json!({"language": "tlh"})).await.problem(422, "unknown-value");
}

#[tokio::test]
async fn a_call_that_nobody_answers_is_past_after_half_an_hour_or_with_its_day() {
    let scene = Scene::at(MORNING).await;
    let asked = ask(&scene.kiosk).await;
    scene.place.pass(30 * 60 - 1).await;
    assert_eq!(scene.kiosk.queue().await["help"].as_array().unwrap().len(), 1);
    let metrics = scene.kiosk.get("//metrics").await.text;
    assert!(metrics.contains("turno_help_open 1\n"), "{metrics}");
    scene.place.pass(1).await;
    assert_eq!(scene.kiosk.queue().await["help"], json!([]));
    assert!(scene.kiosk.get("//metrics").await.text.contains("turno_help_open 0\n"));
    let giulia = scene.desk.sign_in("giulia").await;
    answer(&giulia, &id(&asked)).await.problem(404, "unknown-help");
    answer(&giulia, "nonsense").await.problem(404, "not-found");
    let asked = ask(&scene.kiosk).await;
    scene.place.run(&["day", "set", "--to", "2026-11-22"]).await.done();
    assert_eq!(scene.kiosk.queue().await["help"], json!([]));
    answer(&giulia, &id(&asked)).await.problem(404, "unknown-help");
}

#[tokio::test]
async fn a_repeated_call_is_answered_as_before_and_rings_once() {
    let scene = Scene::new().await;
    let first = scene.kiosk.post_as("help", "/help", json!({})).await.ok(201);
    let mut at_desk = scene.desk.listen("/events", None).await;
    assert_eq!(scene.kiosk.post_as("help", "/help", json!({})).await.ok(201), first);
    scene.kiosk.issue("A").await;
    assert_eq!(at_desk.next().await.unwrap().kind, "ticket-issued");
}

#[tokio::test]
async fn desks_are_told_at_once_how_a_kiosk_is() {
    let scene = Scene::at(MORNING).await;
    let mut at_desk = scene.desk.listen("/events", None).await;
    let report = async |state: &str| {
        scene.kiosk.put("/devices/self/status", json!({"parts": {"printer": state}})).await.ok(200)
    };
    report("paper-out").await;
    let told = at_desk.next().await.unwrap();
    assert_eq!(
        (told.kind.as_str(), &told.data["device_name"], &told.data["device_role"], &told.data["parts"]),
        ("device-status", &json!("kiosk-1"), &json!("kiosk"), &json!({"printer": "paper-out"}))
    );
    scene.place.pass(60).await;
    report("ready").await;
    let scene = scene.restart().await;
    let desk = json!({"name": "desk-1", "role": "desk", "parts": {}, "at": null});
    let kiosk = json!({"name": "kiosk-1", "role": "kiosk", "parts": {"printer": "ready"},
        "at": "2026-11-21T08:01:00.000Z"});
    assert_eq!(scene.desk.queue().await["devices"], json!([desk, kiosk]));
    let metrics = scene.desk.get("//metrics").await.text;
    let part = "turno_device_part{device=\"kiosk-1\",part=\"printer\",state=\"ready\"} 1\n";
    assert!(metrics.contains(part), "{metrics}");
    scene.place.run(&["device", "revoke", "--name", "kiosk-1"]).await.done();
    assert_eq!(scene.desk.queue().await["devices"], json!([desk]));
}

/// The hub says for a kiosk that it is away, because it cannot say so itself; and that it is back.
#[tokio::test]
async fn desks_are_told_that_a_kiosk_is_away_and_that_it_is_back() {
    let scene = Scene::at(MORNING).await;
    let mut at_desk = scene.desk.listen("/events", None).await;
    let at_kiosk = scene.kiosk.listen("/events", None).await;
    let report = async |parts: Value| {
        scene.kiosk.put("/devices/self/status", json!({"parts": parts})).await.ok(200);
    };
    report(json!({"printer": "ready"})).await;
    assert_eq!(at_desk.next().await.unwrap().data["parts"], json!({"printer": "ready"}));
    drop(at_kiosk);
    // As soon as the hub has seen the end of the stream, ten seconds run; a client that connects anew is back by then.
    let told = loop {
        scene.place.pass(1).await;
        let parts = scene.desk.queue().await["devices"][1].clone();
        if parts["parts"] != json!({"printer": "ready"}) {
            break parts;
        }
    };
    let away = json!({"connection": "lost", "printer": "ready"});
    assert_eq!((&told["name"], &told["parts"]), (&json!("kiosk-1"), &away));
    assert_eq!(told["at"], "2026-11-21T08:00:00.000Z", "it said nothing since");
    let event = at_desk.next().await.unwrap();
    assert_eq!((event.kind.as_str(), &event.data["parts"]), ("device-status", &away));
    assert_eq!(event.data["device_name"], "kiosk-1");
    let metrics = scene.desk.get("//metrics").await.text;
    assert!(metrics.contains("part=\"connection\",state=\"lost\"} 1\n"), "{metrics}");

    // It stays said over a restart, and what a kiosk says of itself neither takes it back nor makes it up.
    let scene = scene.restart().await;
    let mut at_desk = scene.desk.listen("/events", None).await;
    scene.place.pass(60).await;
    assert_eq!(scene.desk.queue().await["devices"][1]["parts"], away);
    let said = json!({"printer": "paper-out", "connection": "quite-well"});
    scene.kiosk.put("/devices/self/status", json!({"parts": said})).await.ok(200);
    let parts = at_desk.next().await.unwrap().data["parts"].clone();
    assert_eq!(parts, json!({"connection": "lost", "printer": "paper-out"}));
    let _at_kiosk = scene.kiosk.listen("/events", None).await;
    assert_eq!(at_desk.next().await.unwrap().data["parts"], json!({"printer": "paper-out"}));
    scene.place.pass(60).await;
    scene.kiosk.put("/devices/self/status", json!({"parts": said})).await.ok(200);
    assert_eq!(scene.desk.queue().await["devices"][1]["parts"], json!({"printer": "paper-out"}));
}

#[tokio::test]
async fn a_kiosk_that_is_back_within_ten_seconds_was_never_away() {
    let scene = Scene::at(MORNING).await;
    let first = scene.kiosk.listen("/events", None).await;
    scene.kiosk.put("/devices/self/status", json!({"parts": {"printer": "ready"}})).await.ok(200);
    let mut at_desk = scene.desk.listen("/events", None).await;
    drop(first);
    scene.place.pass(9).await;
    let _second = scene.kiosk.listen("/events", None).await;
    scene.place.pass(60).await;
    scene.kiosk.issue("A").await;
    assert_eq!(at_desk.next().await.unwrap().kind, "ticket-issued");
}
