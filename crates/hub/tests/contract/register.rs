//! The register that funders ask for: its lines, what they lack, what is handed in and what is corrected afterwards.

use crate::site::Scene;
use crate::site::client::{Client, id};
use serde_json::{Value, json};

const PERIOD: &str = "from=2026-11-01&to=2026-11-30";

/// Opens a practice of `citizen` and gives its path.
async fn practice(session: &Client, service: &str, citizen: &Value) -> String {
    let opened =
        session.post("/practices", json!({"service": service, "citizen": citizen["id"]})).await.ok(201);
    format!("/practices/{}", id(&opened))
}

fn column<'a>(page: &'a Value, field: &str) -> Vec<&'a Value> {
    page["items"].as_array().unwrap().iter().map(|line| &line[field]).collect()
}

#[tokio::test]
async fn a_line_says_what_funders_ask_for_and_what_it_lacks() {
    let scene = Scene::at("2026-11-21T09:00:00+01:00").await;
    let giulia = &scene.giulia;
    let (_, marco) = scene.another_desk("desk-2", "marco").await;
    let rosa = giulia
        .post(
            "/citizens",
            json!({"family_name": "Bianchi", "given_names": "Rosa", "birth_date": {"year": 1946, "month": 4, "day": 12},
                "residence": {"kind": "municipality", "value": "Lomazzo"}}),
        )
        .await
        .ok(201);
    let nobody = giulia.post("/citizens", json!({"given_names": "Amina"})).await.ok(201);
    let first = practice(giulia, "A", &rosa).await;
    practice(&marco, "B", &nobody).await;
    giulia.post("/practices", json!({"service": "B"})).await.ok(201);
    giulia.post(&format!("{first}/conclude"), json!({})).await.ok(200);

    let register = giulia.get(&format!("/register?{PERIOD}")).await.ok(200);
    let line = &register["items"][0];
    for (field, said) in [
        ("practice", json!("2026/000001")),
        ("operator", json!("giulia")),
        ("operator_key", json!("giulia")),
        ("started", json!("2026-11-21")),
        ("first_name", json!("Rosa")),
        ("last_name", json!("Bianchi")),
        ("service_key", json!("spid")),
        ("service", json!("SPID")),
        ("state", json!("concluded")),
        ("age", json!(80)),
        ("residence", json!({"kind": "municipality", "value": "Lomazzo"})),
        ("project", json!("")),
        ("ended", json!("2026-11-21")),
        ("channel", Value::Null),
        ("citizen", rosa["id"].clone()),
        ("gaps", json!([])),
    ] {
        assert_eq!(line[field], said, "{field}");
    }
    assert_eq!(register["items"][1]["gaps"], json!(["birth-date", "residence"]));
    assert_eq!(register["items"][2]["gaps"], json!(["name", "birth-date", "residence"]));
    assert_eq!(register["next"], Value::Null);
    let incomplete = giulia.get(&format!("/register?{PERIOD}&incomplete=true")).await.ok(200);
    assert_eq!(column(&incomplete, "practice"), [&json!("2026/000002"), &json!("2026/000003")]);
    for (filter, numbers) in [
        ("operator=marco", vec!["2026/000002"]),
        ("service=spid", vec!["2026/000001"]),
        ("municipality=Lomazzo", vec!["2026/000001"]),
        ("municipality=lomazzo", vec![]),
        ("project=PAC-2026", vec![]),
    ] {
        let found = giulia.get(&format!("/register?{PERIOD}&{filter}")).await.ok(200);
        assert_eq!(column(&found, "practice"), numbers, "{filter}");
    }
    for (period, status, name) in [
        ("from=2026-11-30&to=2026-11-01", 422, "unknown-value"),
        ("from=1026-11-30&to=2026-11-01", 422, "unknown-value"),
        ("from=2026-11-01&to=2026-11-30&operator=a%20b", 422, "unknown-value"),
        ("from=2026-11-01&to=2026-11-30&after=x", 400, "malformed"),
    ] {
        giulia.get(&format!("/register?{period}")).await.problem(status, name);
    }
    let empty = giulia.get("/register?from=2025-01-01&to=2025-12-31").await.ok(200);
    assert_eq!(empty, json!({"items": [], "next": null}));
}

#[tokio::test]
async fn a_day_is_one_of_the_sites_calendar() {
    // Half past midnight in Rome is still yesterday in UTC.
    let scene = Scene::at("2026-11-01T00:30:00+01:00").await;
    let giulia = &scene.giulia;
    giulia.post("/practices", json!({"service": "A"})).await.ok(201);
    let of = async |period: &str| {
        giulia.get(&format!("/register?{period}")).await.ok(200)["items"].as_array().unwrap().len()
    };
    assert_eq!(of("from=2026-11-01&to=2026-11-01").await, 1);
    assert_eq!(of("from=2026-10-31&to=2026-10-31").await, 0);
}

#[tokio::test]
async fn a_practice_counts_under_the_one_project_of_its_day() {
    let scene = Scene::at("2026-11-21T09:00:00+01:00").await;
    scene.place.add_operator("carla", "coordinator", &[]).await;
    let carla = scene.desk.sign_in("carla").await;
    let project = |key: &str| json!({"key": key, "name": format!("Progetto {key}"), "from": "2026-09-01", "to": "2027-08-31"});
    let lines = async || carla.get(&format!("/register?{PERIOD}")).await.ok(200);
    carla.post("/practices", json!({"service": "A"})).await.ok(201);
    carla.post("/projects", project("P1")).await.ok(201);
    let named = carla.post("/practices", json!({"service": "A"})).await.ok(201);
    assert_eq!(named["project"], "P1");
    carla.post("/projects", project("P2")).await.ok(201);
    let undecided = carla.post("/practices", json!({"service": "A"})).await.ok(201);
    assert_eq!(undecided["project"], Value::Null);
    carla.post("/practices", json!({"service": "A", "project": "P2"})).await.ok(201);
    carla.post("/practices", json!({"service": "A", "project": "P3"})).await.problem(422, "unknown-value");
    let told = lines().await;
    assert_eq!(
        column(&told, "project"),
        [&json!(""), &json!("Progetto P1"), &json!(""), &json!("Progetto P2")]
    );
    let lacks_project = |line: &Value| line["gaps"].as_array().unwrap().contains(&json!("project"));
    let lacking: Vec<bool> = told["items"].as_array().unwrap().iter().map(lacks_project).collect();
    assert_eq!(lacking, [true, false, true, false]);

    let path = format!("/practices/{}", id(&undecided));
    let change =
        |revision: u32, project: &str| json!({"revision": revision, "service": "A", "project": project});
    assert_eq!(carla.put(&path, change(1, "P2")).await.ok(200)["project"], "P2");
    let untold = json!({"revision": 2, "service": "A", "need": "x"});
    assert_eq!(carla.put(&path, untold).await.ok(200)["project"], "P2");
    assert_eq!(carla.put(&path, change(3, "")).await.ok(200)["project"], Value::Null);
    let of_p1 = carla.get(&format!("/register?{PERIOD}&project=P1")).await.ok(200);
    assert_eq!(column(&of_p1, "practice"), [&named["number"]]);
}

#[tokio::test]
async fn what_was_handed_in_stays_and_later_corrections_are_listed() {
    let scene = Scene::at("2026-11-21T09:00:00+01:00").await;
    let giulia = &scene.giulia;
    scene.place.add_operator("carla", "coordinator", &[]).await;
    let carla = scene.desk.sign_in("carla").await;
    let amina = giulia.post("/citizens", json!({"given_names": "Amina"})).await.ok(201);
    let first = practice(giulia, "A", &amina).await;
    practice(giulia, "B", &amina).await;
    let body = json!({"from": "2026-11-01", "to": "2026-11-30", "service": "spid", "note": "Alla Regione"});
    giulia.post("/submissions", body.clone()).await.problem(403, "forbidden");
    let handed = carla.post_as("submission-1", "/submissions", body.clone()).await.ok(201);
    assert_eq!(carla.post_as("submission-1", "/submissions", body).await.ok(201), handed);
    assert_eq!(
        (&handed["lines"], &handed["operator"], &handed["service"], &handed["note"]),
        (&json!(1), &json!("carla"), &json!("spid"), &json!("Alla Regione"))
    );
    assert_eq!(giulia.get("/submissions").await.ok(200), json!([handed]));
    let path = format!("/submissions/{}", id(&handed));
    let corrections = format!("{path}/corrections");
    let before = giulia.get(&format!("{path}/lines")).await.ok(200);
    assert_eq!(giulia.get(&corrections).await.ok(200), json!([]));

    let mut fields = giulia.get(&format!("/citizens/{}", id(&amina))).await.ok(200);
    fields["birth_date"] = json!({"year": 1980});
    giulia.put(&format!("/citizens/{}", id(&amina)), fields).await.ok(200);
    let late = practice(giulia, "A", &amina).await;
    let told = giulia.get(&corrections).await.ok(200);
    assert_eq!(told.as_array().unwrap().len(), 2);
    assert_eq!(
        (&told[0]["data"], &told[0]["handed_in"]["age"], &told[0]["now"]["age"]),
        (&json!(["age"]), &Value::Null, &json!(46))
    );
    assert_eq!((&told[1]["handed_in"], &told[1]["now"]["practice"]), (&Value::Null, &json!("2026/000003")));
    // One goes to another service: it is no longer of what was handed in.
    giulia.put(&first, json!({"revision": 1, "citizen": amina["id"], "service": "B"})).await.ok(200);
    giulia.put(&late, json!({"revision": 1, "citizen": amina["id"], "service": "B"})).await.ok(200);
    let told = giulia.get(&corrections).await.ok(200);
    assert_eq!((&told[0]["now"], told.as_array().unwrap().len()), (&Value::Null, 1));
    assert_eq!(giulia.get(&format!("{path}/lines")).await.ok(200), before);
    let stranger = "01936f5e-0000-7000-8000-000000000000";
    giulia.get(&format!("/submissions/{stranger}/lines")).await.problem(404, "not-found");
    giulia.get(&format!("/submissions/{stranger}/corrections")).await.problem(404, "not-found");
}
