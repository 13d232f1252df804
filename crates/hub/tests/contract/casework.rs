//! Casework: citizens, practices, visits, and how they meet tickets.

use crate::site::Scene;
use crate::site::client::{Client, id};
use serde_json::{Value, json};

async fn make(session: &Client, family_name: &str) -> Value {
    session.post("/citizens", json!({"family_name": family_name, "given_names": "Rosa"})).await.ok(201)
}

#[tokio::test]
async fn nothing_is_required_of_a_citizen_and_everything_comes_back() {
    let scene = Scene::new().await;
    let giulia = &scene.giulia;
    let nobody = giulia.post("/citizens", json!({})).await.ok(201);
    assert_eq!(
        (&nobody["family_name"], &nobody["identity"]["kind"], &nobody["revision"]),
        (&json!(""), &json!("none"), &json!(1))
    );
    let fields = json!({
        "family_name": "Bianchi", "given_names": "Rosa", "identity": {"kind": "stp-eni", "value": "STP0301234567890"},
        "birth_date": {"year": 1948, "month": 2, "day": null}, "sex": "female",
        "residence": {"kind": "municipality", "value": "Rovellasca"}, "phone": "+39 02 1234", "mail": "rosa@example.it",
        "remark": "sente poco",
    });
    let made = giulia.post("/citizens", fields.clone()).await.ok(201);
    let read = giulia.get(&format!("/citizens/{}", id(&made))).await.ok(200);
    assert_eq!(read, made);
    for (field, value) in fields.as_object().unwrap() {
        assert_eq!(&made[field], value, "{field}");
    }
    // A code that is told wrong is kept as told.
    let told = giulia
        .post("/citizens", json!({"identity": {"kind": "codice-fiscale", "value": "BNCRSO48B41X"}}))
        .await
        .ok(201);
    assert_eq!(told["identity"], json!({"kind": "as-told", "value": "BNCRSO48B41X"}));
    giulia
        .post("/citizens", json!({"identity": {"kind": "tattoo", "value": "x"}}))
        .await
        .problem(422, "unknown-value");
    for date in [
        json!({"year": 2999}),
        json!({"year": 1950, "month": 13}),
        json!({"year": 1950, "month": 2, "day": 30}),
    ] {
        giulia.post("/citizens", json!({"birth_date": date})).await.problem(422, "unknown-value");
    }
    let found = giulia.get("/citizens?search=bian").await.ok(200);
    assert_eq!(found["items"], json!([made]));
    assert_eq!(giulia.get("/citizens?search=nessuno").await.ok(200)["items"], json!([]));
}

#[tokio::test]
async fn whoever_edits_what_has_changed_is_shown_what_it_is() {
    let scene = Scene::new().await;
    let (_, marco) = scene.another_desk("desk-2", "marco").await;
    let citizen = make(&scene.giulia, "Bianchi").await;
    let path = format!("/citizens/{}", id(&citizen));
    let changed =
        scene.giulia.put(&path, json!({"revision": 1, "family_name": "Bianchi", "phone": "1"})).await.ok(200);
    assert_eq!((&changed["revision"], &changed["phone"]), (&json!(2), &json!("1")));
    let stale = marco.put(&path, json!({"revision": 1, "family_name": "Verdi"})).await.problem(409, "stale");
    assert_eq!(stale["current"], changed);
    marco.put(&path, json!({"family_name": "Verdi"})).await.problem(400, "malformed");

    let practice = scene.giulia.post("/practices", json!({"service": "A"})).await.ok(201);
    let path = format!("/practices/{}", id(&practice));
    let changed = marco
        .put(&path, json!({"revision": 1, "service": "A", "need": "Deve vedere i referti"}))
        .await
        .ok(200);
    let stale = scene
        .giulia
        .put(&path, json!({"revision": 1, "service": "B", "need": ""}))
        .await
        .problem(409, "stale");
    assert_eq!((&stale["current"]["need"], &stale["current"]["revision"]), (&changed["need"], &json!(2)));
}

#[tokio::test]
async fn a_practice_begins_at_the_ticket_in_hand_and_ends_one_way_or_the_other() {
    let scene = Scene::at("2026-11-21T09:00:00+01:00").await;
    let giulia = &scene.giulia;
    let ticket =
        id(&scene.kiosk.post("/tickets", json!({"service": "A", "intake": {"figli": 2}})).await.ok(201));
    giulia.open("1").await;
    giulia.call_next("1").await.ok(200);
    let citizen = make(giulia, "Bianchi").await;
    let request = json!({"service": "A", "ticket": ticket, "citizen": citizen["id"], "need": "Non entra nello SPID",
        "presenter": {"relation": "carer", "name": "Olena"}});
    let practice = giulia.post("/practices", request).await.ok(201);
    assert_eq!(
        (&practice["number"], &practice["state"], &practice["opened_by"]),
        (&json!("2026/000001"), &json!("open"), &json!("giulia"))
    );
    assert_eq!(
        (&practice["citizen_name"], &practice["presenter"]["name"]),
        (&json!("Bianchi Rosa"), &json!("Olena"))
    );
    assert_eq!((&practice["reason"], &practice["ended_at"]), (&Value::Null, &Value::Null));
    let told = giulia.get(&format!("/tickets/{ticket}/casework")).await.ok(200);
    assert_eq!(told["intake"], json!({"figli": 2}));
    assert_eq!(told["practices"][0]["id"], practice["id"]);
    assert_eq!(told["visit"]["citizens"], json!([citizen["id"]]));
    assert_eq!((&told["visit"]["ticket"], &told["visit"]["channel"]), (&json!(ticket), &json!("kiosk")));

    let path = format!("/practices/{}", id(&practice));
    let note = giulia
        .post(&format!("{path}/notes"), json!({"text": "Telefonato all'ASST.\nRichiamano."}))
        .await
        .ok(201);
    assert_eq!(
        (&note["text"], &note["operator"]),
        (&json!("Telefonato all'ASST.\nRichiamano."), &json!("giulia"))
    );
    giulia.post(&format!("{path}/notes"), json!({"text": " \n "})).await.problem(400, "malformed");
    let concluded = giulia.post(&format!("{path}/conclude"), json!({})).await.ok(200);
    assert_eq!(
        (&concluded["state"], &concluded["ended_at"]),
        (&json!("concluded"), &json!("2026-11-21T08:00:00.000Z"))
    );
    giulia.post(&format!("{path}/conclude"), json!({})).await.problem(409, "practice-ended");
    giulia
        .put(&path, json!({"revision": concluded["revision"], "service": "A"}))
        .await
        .problem(409, "practice-ended");
    assert_eq!(giulia.post(&format!("{path}/reopen"), json!({})).await.ok(200)["state"], "open");
    giulia.post(&format!("{path}/reopen"), json!({})).await.problem(409, "practice-open");
    giulia
        .post(&format!("{path}/unresolved"), json!({"reason": "bored"}))
        .await
        .problem(422, "unknown-value");
    let left =
        giulia.post(&format!("{path}/unresolved"), json!({"reason": "requirements-missing"})).await.ok(200);
    assert_eq!((&left["state"], &left["reason"]), (&json!("unresolved"), &json!("requirements-missing")));
    assert_eq!(left["notes"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn numbers_of_practices_are_their_years() {
    let scene = Scene::at("2026-12-31T23:59:00+01:00").await;
    let open = async |session: &Client| {
        session.post("/practices", json!({"service": "A"})).await.ok(201)["number"].clone()
    };
    assert_eq!(open(&scene.giulia).await, "2026/000001");
    assert_eq!(open(&scene.giulia).await, "2026/000002");
    scene.place.pass(60).await;
    assert_eq!(open(&scene.giulia).await, "2027/000001", "the site's own midnight");
    let first = scene.giulia.post_as("again", "/practices", json!({"service": "A"})).await;
    assert_eq!(scene.giulia.post_as("again", "/practices", json!({"service": "A"})).await, first);
    assert_eq!(first.json()["number"], "2027/000002");
    let list = scene.giulia.get("/practices?limit=3").await.ok(200);
    assert_eq!(list["items"].as_array().unwrap().len(), 3);
    let rest = scene
        .giulia
        .get(&format!("/practices?limit=3&after={}", list["next"].as_str().unwrap()))
        .await
        .ok(200);
    assert_eq!((rest["items"].as_array().unwrap().len(), &rest["next"]), (1, &Value::Null));
}

#[tokio::test]
async fn a_visit_without_a_ticket_counts_as_one_and_touches_practices() {
    let scene = Scene::new().await;
    let giulia = &scene.giulia;
    let citizen = make(giulia, "Bianchi").await;
    let practice = giulia.post("/practices", json!({"service": "A", "citizen": citizen["id"]})).await.ok(201);
    let visit = giulia
        .post("/visits", json!({"channel": "phone", "service": "B", "citizen": citizen["id"], "people": 2}))
        .await
        .ok(201);
    assert_eq!(
        (&visit["channel"], &visit["ticket"], &visit["people"]),
        (&json!("phone"), &Value::Null, &json!(2))
    );
    let path = format!("/visits/{}", id(&visit));
    let enlarged =
        giulia.post(&format!("{path}/practices"), json!({"practice": practice["id"]})).await.ok(200);
    assert_eq!(enlarged["practices"], json!([practice["id"]]));
    assert_eq!(giulia.get(&path).await.ok(200), enlarged);
    let of_citizen = giulia.get(&format!("/citizens/{}/visits", id(&citizen))).await.ok(200);
    assert_eq!(of_citizen["items"], json!([enlarged]));
    giulia.post("/visits", json!({"channel": "kiosk", "service": "A"})).await.problem(422, "unknown-value");
    for people in [0, 51] {
        giulia
            .post("/visits", json!({"channel": "desk", "service": "A", "people": people}))
            .await
            .problem(422, "unknown-value");
    }
    let stranger = "01936f5e-0000-7000-8000-000000000000";
    assert_eq!(giulia.post(&format!("{path}/practices"), json!({"practice": stranger})).await.status, 422);
    assert_eq!(giulia.post("/practices", json!({"service": "A", "citizen": stranger})).await.status, 422);
    assert_eq!(giulia.post("/practices", json!({"service": "A", "ticket": stranger})).await.status, 422);
    assert_eq!(giulia.post("/practices", json!({"service": "A", "visit": stranger})).await.status, 422);
    assert_eq!(
        giulia.post("/visits", json!({"channel": "desk", "service": "A", "citizen": stranger})).await.status,
        422
    );
    giulia
        .post(&format!("/visits/{stranger}/practices"), json!({"practice": practice["id"]}))
        .await
        .problem(404, "not-found");
}

#[tokio::test]
async fn a_practice_is_found_by_its_number_its_person_and_its_need() {
    let scene = Scene::new().await;
    let giulia = &scene.giulia;
    let citizen = make(giulia, "D'Angelo").await;
    let open = async |need: &str, citizen: &Value| {
        let body = json!({"service": "A", "need": need, "citizen": citizen["id"]});
        giulia.post("/practices", body).await.ok(201)["number"].as_str().unwrap().to_owned()
    };
    let first = open("Non riesce a vedere i referti della città", &citizen).await;
    let second = open("Dichiarazione dei redditi, modello 730", &json!({})).await;
    for (search, expected) in [
        ("referti", vec![&first]),
        ("CITTA", vec![&first]),
        ("citt%C3%A0", vec![&first]),
        ("angelo+refer", vec![&first]),
        ("dichiaraz", vec![&second]),
        ("730", vec![&second]),
        ("2", vec![&second]),
        ("2026/000001", vec![&first]),
        ("dangelo", vec![&first]),
        ("angelo+730", vec![]),
        ("%25", vec![]),
    ] {
        let found = giulia.get(&format!("/practices?search={search}")).await.ok(200);
        let numbers: Vec<&Value> =
            found["items"].as_array().unwrap().iter().map(|practice| &practice["number"]).collect();
        assert_eq!(numbers, expected, "{search}");
    }
    // A need that was changed is found as it is.
    let list = giulia.get("/practices?search=730").await.ok(200);
    let path = format!("/practices/{}", id(&list["items"][0]));
    giulia.put(&path, json!({"revision": 1, "service": "A", "need": "Bonus sociale"})).await.ok(200);
    assert_eq!(giulia.get("/practices?search=730").await.ok(200)["items"], json!([]));
    assert_eq!(giulia.get("/practices?search=bonus").await.ok(200)["items"][0]["number"], json!(second));
}

#[tokio::test]
async fn one_ticket_may_serve_several_people_and_several_practices() {
    let scene = Scene::new().await;
    let giulia = &scene.giulia;
    let ticket = id(&scene.kiosk.issue("A").await);
    giulia.open("1").await;
    giulia.call_next("1").await.ok(200);
    let rosa = make(giulia, "Bianchi").await;
    scene.place.pass(1).await;
    let pino = make(giulia, "Verdi").await;
    let old = giulia.post("/practices", json!({"service": "B", "citizen": pino["id"]})).await.ok(201);
    let first =
        giulia.post(&format!("/tickets/{ticket}/citizens"), json!({"citizen": rosa["id"]})).await.ok(200);
    let visit =
        giulia.post(&format!("/tickets/{ticket}/practices"), json!({"practice": old["id"]})).await.ok(200);
    assert_eq!(visit["id"], first["id"], "one visit per ticket");
    assert_eq!(visit["citizens"], json!([rosa["id"], pino["id"]]));
    let new = giulia
        .post("/practices", json!({"service": "A", "citizen": rosa["id"], "ticket": ticket}))
        .await
        .ok(201);
    let told = giulia.get(&format!("/tickets/{ticket}/casework")).await.ok(200);
    assert_eq!(told["visit"]["practices"].as_array().unwrap().len(), 2);
    let practices: Vec<_> =
        told["practices"].as_array().unwrap().iter().map(|practice| &practice["id"]).collect();
    assert!(practices.contains(&&old["id"]) && practices.contains(&&new["id"]), "{told}");
    let stranger = "01936f5e-0000-7000-8000-000000000000";
    giulia
        .post(&format!("/tickets/{stranger}/citizens"), json!({"citizen": rosa["id"]}))
        .await
        .problem(404, "not-found");
    let unknown = giulia.post(&format!("/tickets/{ticket}/citizens"), json!({"citizen": stranger})).await;
    assert_eq!(unknown.status, 422, "{unknown:?}");
    let lists = giulia.get(&format!("/citizens/{}/practices", id(&rosa))).await.ok(200);
    assert_eq!(lists["items"].as_array().unwrap().len(), 1);
    assert_eq!(
        giulia.get("/practices?state=open&search=bianchi").await.ok(200)["items"].as_array().unwrap().len(),
        1
    );
    assert_eq!(giulia.get("/practices?state=ended").await.ok(200)["items"], json!([]));
}
