//! A person's record, whole: what goes together in it, what they were told, and two records that are of one person.

use crate::site::Scene;
use crate::site::client::{Client, id};
use serde_json::{Value, json};

async fn make(session: &Client, fields: Value) -> Value {
    session.post("/citizens", fields).await.ok(201)
}

fn merge(survivor: &Value, other: &Value) -> Value {
    json!({"revision": survivor["revision"], "other": other["id"], "other_revision": other["revision"]})
}

#[tokio::test]
async fn a_record_says_where_from_how_to_speak_and_whom_to_call() {
    let scene = Scene::new().await;
    let giulia = &scene.giulia;
    let fields = json!({
        "family_name": "Trabelsi", "given_names": "Fatima", "birth_place": {"name": "Tunisi", "code": "Z352"},
        "domicile": "presso la figlia, via Roma 3", "languages": ["arabo", "francese"],
        "contacts": [{"relation": "figlia", "name": "Lucia", "phone": "333 1"}],
    });
    let made = make(giulia, fields.clone()).await;
    let path = format!("/citizens/{}", id(&made));
    assert_eq!(giulia.get(&path).await.ok(200), made);
    for (field, value) in fields.as_object().unwrap() {
        assert_eq!(&made[field], value, "{field}");
    }
    // A desk that does not know of them leaves them out, and nothing of them is lost.
    let older =
        giulia.put(&path, json!({"revision": 1, "family_name": "Trabelsi", "phone": "031 1"})).await.ok(200);
    assert_eq!((&older["phone"], &older["given_names"]), (&json!("031 1"), &json!("")));
    for field in ["birth_place", "domicile", "languages", "contacts"] {
        assert_eq!(older[field], fields[field], "{field}");
    }
    let emptied =
        json!({"revision": 2, "contacts": [], "languages": [" "], "domicile": "", "birth_place": {}});
    let emptied = giulia.put(&path, emptied).await.ok(200);
    assert_eq!(
        (&emptied["contacts"], &emptied["languages"], &emptied["domicile"]),
        (&json!([]), &json!([]), &json!(""))
    );
    assert_eq!(emptied["birth_place"], json!({"name": "", "code": null}));
    let endless = json!({"contacts": vec![json!({"name": "x"}); 51]});
    giulia.post("/citizens", endless).await.problem(422, "unknown-value");
}

#[tokio::test]
async fn what_does_not_go_with_a_code_is_kept_and_warned_of() {
    let scene = Scene::new().await;
    let giulia = &scene.giulia;
    let code = json!({"kind": "codice-fiscale", "value": "RSSMRA85T10A562S"});
    let good = json!({"family_name": "Rossi", "given_names": "Mario", "sex": "male", "identity": code,
        "birth_date": {"year": 1985, "month": 12, "day": 10}, "birth_place": {"name": "San Giuliano Terme", "code": "a562"}});
    let made = make(giulia, good.clone()).await;
    assert_eq!((&made["warnings"], &made["birth_place"]["code"]), (&json!([]), &json!("A562")));
    let wrong = json!({"revision": 1, "family_name": "Bianchi", "given_names": "Mario", "sex": "female", "identity": code,
        "birth_date": {"year": 1985, "month": 12, "day": 11}, "birth_place": {"name": "Pisa", "code": "G702"}});
    let changed = giulia.put(&format!("/citizens/{}", id(&made)), wrong.clone()).await.ok(200);
    let all = json!(["code-birth-date", "code-sex", "code-birth-place", "code-names"]);
    assert_eq!((&changed["warnings"], &changed["sex"]), (&all, &json!("female")), "warned, and kept as told");
    let told =
        make(giulia, json!({"identity": {"kind": "codice-fiscale", "value": "RSSMRA85T10A562X"}})).await;
    assert_eq!(
        (&told["warnings"], &told["identity"]["kind"]),
        (&json!(["code-not-valid"]), &json!("as-told"))
    );
    let listed = giulia.get("/citizens?search=bianchi").await.ok(200);
    assert_eq!(listed["items"][0]["warnings"], all);
    // Who was born when is a way to be found, with a name or without.
    assert_eq!(giulia.get("/citizens?search=mario+1985").await.ok(200)["items"].as_array().unwrap().len(), 1);
    assert_eq!(giulia.get("/citizens?search=1985").await.ok(200)["items"].as_array().unwrap().len(), 1);
    assert_eq!(giulia.get("/citizens?search=mario+1986").await.ok(200)["items"], json!([]));
}

#[tokio::test]
async fn what_people_were_told_stands_apart_from_what_they_allowed() {
    let scene = Scene::at("2026-11-21T09:00:00+01:00").await;
    let giulia = &scene.giulia;
    let citizen = id(&make(giulia, json!({"family_name": "Bianchi"})).await);
    let path = format!("/citizens/{citizen}");
    let mut live = giulia.listen("/casework/events", None).await;
    let told = json!({"version": "3.1", "controller": "Comune di Rovellasca", "given": "read-aloud"});
    let notice = giulia.post_as("notice-1", &format!("{path}/notices"), told.clone()).await.ok(201);
    assert_eq!(giulia.post_as("notice-1", &format!("{path}/notices"), told).await.ok(201), notice);
    assert_eq!((&notice["given_on"], &notice["operator"]), (&json!("2026-11-21"), &json!("giulia")));
    let refused =
        json!({"version": "3.1", "controller": "ASST", "given": "refused", "given_on": "2026-11-20"});
    giulia.post(&format!("{path}/notices"), refused).await.ok(201);
    let consent =
        giulia.post(&format!("{path}/consents"), json!({"purpose": "Promemoria per SMS"})).await.ok(201);
    assert_eq!(consent["withdrawn_on"], Value::Null);
    for (event, kind) in live.take(3).await.iter().zip(["notice-given", "notice-given", "consent-given"]) {
        assert_eq!((event.kind.as_str(), &event.data["id"]), (kind, &json!(citizen)));
        assert!(!event.data.to_string().contains("SMS"));
    }
    let withdraw = format!("/consents/{}/withdraw", id(&consent));
    for on in ["2026-11-20", "2026-11-22"] {
        giulia.post(&withdraw, json!({"on": on})).await.problem(422, "unknown-value");
    }
    assert_eq!(giulia.post(&withdraw, json!({})).await.ok(200)["withdrawn_on"], "2026-11-21");
    giulia.post(&withdraw, json!({})).await.problem(409, "consent-withdrawn");
    let read = giulia.get(&path).await.ok(200);
    assert_eq!(read["notices"].as_array().unwrap().len(), 2);
    assert_eq!(
        (&read["notices"][1]["given"], &read["consents"][0]["purpose"]),
        (&json!("refused"), &json!("Promemoria per SMS"))
    );
    assert_eq!(giulia.get("/citizens?search=bianchi").await.ok(200)["items"][0]["notices"], json!([]));
    for (to, body, status) in [
        ("notices", json!({"version": " ", "controller": "x", "given": "signed"}), 400),
        (
            "notices",
            json!({"version": "1", "controller": "x", "given": "signed", "given_on": "2026-11-22"}),
            422,
        ),
        ("notices", json!({"version": "1", "controller": "x", "given": "sung"}), 422),
        ("consents", json!({"purpose": ""}), 400),
    ] {
        assert_eq!(giulia.post(&format!("{path}/{to}"), body.clone()).await.status, status, "{body}");
    }
    let stranger = "01936f5e-0000-7000-8000-000000000000";
    giulia
        .post(&format!("/citizens/{stranger}/consents"), json!({"purpose": "x"}))
        .await
        .problem(404, "not-found");
    giulia.post(&format!("/consents/{stranger}/withdraw"), json!({})).await.problem(404, "not-found");
}

#[tokio::test]
async fn two_records_of_one_person_are_offered_and_become_one_that_loses_nothing() {
    let scene = Scene::new().await;
    let giulia = &scene.giulia;
    let (_, marco) = scene.another_desk("desk-2", "marco").await;
    let born = json!({"year": 1946, "month": 4, "day": 12});
    let maria =
        make(giulia, json!({"family_name": "Bianchi", "given_names": "Maria", "birth_date": born})).await;
    scene.place.pass(1).await;
    let double =
        make(giulia, json!({"family_name": "MARIA", "given_names": "Bianchì", "birth_date": {"year": 1946}, "mail": "m@example.org"})).await;
    make(giulia, json!({"family_name": "Bianchi", "given_names": "Marta", "birth_date": born})).await;
    let practice = giulia.post("/practices", json!({"service": "A", "citizen": double["id"]})).await.ok(201);
    let visit = giulia
        .post("/visits", json!({"channel": "desk", "service": "A", "citizen": double["id"]}))
        .await
        .ok(201);
    let told = json!({"version": "1", "controller": "Comune", "given": "signed"});
    giulia.post(&format!("/citizens/{}/notices", id(&double)), told).await.ok(201);
    let path = format!("/citizens/{}", id(&maria));
    let likely = giulia.get(&format!("{path}/duplicates")).await.ok(200);
    assert_eq!(likely.as_array().unwrap().len(), 1);
    assert_eq!(
        (&likely[0]["citizen"]["id"], &likely[0]["reasons"]),
        (&double["id"], &json!(["names-swapped"]))
    );

    let mut live = marco.listen("/casework/events", None).await;
    let mut seen_before = merge(&maria, &double);
    seen_before["other_revision"] = json!(7);
    let stale = giulia.post(&format!("{path}/merge"), seen_before).await.problem(409, "stale");
    assert_eq!((&stale["current"]["id"], &stale["other"]["id"]), (&maria["id"], &double["id"]));
    giulia.post(&format!("{path}/merge"), merge(&maria, &maria)).await.problem(422, "unknown-value");
    let one = giulia.post_as("merge-1", &format!("{path}/merge"), merge(&maria, &double)).await.ok(200);
    assert_eq!(
        (&one["id"], &one["mail"], &one["revision"]),
        (&maria["id"], &json!("m@example.org"), &json!(2))
    );
    assert_eq!(one["notices"].as_array().unwrap().len(), 1);
    assert_eq!(
        giulia.post_as("merge-1", &format!("{path}/merge"), merge(&maria, &double)).await.ok(200),
        one
    );
    let told = live.until("citizen-changed").await;
    assert_eq!((told[0].kind.as_str(), &told[0].data["id"]), ("citizen-merged", &double["id"]));
    assert!(told.iter().all(|event| !event.data.to_string().contains("ianch")), "{told:?}");

    // Both addresses lead to everything; lists have the one that stays.
    for who in [&maria, &double] {
        let visits = giulia.get(&format!("/citizens/{}/visits", id(who))).await.ok(200);
        assert_eq!(
            (&visits["items"][0]["id"], &visits["items"][0]["citizens"]),
            (&visit["id"], &json!([maria["id"]]))
        );
        let practices = giulia.get(&format!("/citizens/{}/practices", id(who))).await.ok(200);
        assert_eq!(
            (&practices["items"][0]["id"], &practices["items"][0]["citizen"]),
            (&practice["id"], &maria["id"])
        );
    }
    let gone = giulia.get(&format!("/citizens/{}", id(&double))).await.ok(200);
    assert_eq!((&gone["merged_into"], &gone["family_name"]), (&maria["id"], &json!("MARIA")));
    let found = giulia.get("/citizens?search=maria").await.ok(200);
    assert_eq!(found["items"].as_array().unwrap().len(), 1);
    assert_eq!(giulia.get(&format!("{path}/duplicates")).await.ok(200), json!([]));
    let merges = giulia.get(&format!("{path}/merges")).await.ok(200);
    assert_eq!(merges.as_array().unwrap().len(), 1);
    assert_eq!(
        (&merges[0]["citizen"], &merges[0]["operator"], &merges[0]["practices"], &merges[0]["visits"]),
        (
            &{
                let mut bare = gone.clone();
                bare["notices"] = json!([]);
                bare
            },
            &json!("giulia"),
            &json!([practice["id"]]),
            &json!([visit["id"]])
        )
    );
    // Whoever still has the other record open hears which one stays; a practice opened for it is of the one that stays.
    let problem =
        marco.put(&format!("/citizens/{}", id(&double)), json!({"revision": 1})).await.problem(409, "merged");
    assert_eq!(problem["merged_into"], maria["id"]);
    marco
        .post(&format!("/citizens/{}/merge", id(&double)), merge(&double, &one))
        .await
        .problem(409, "merged");
    let late = marco.post("/practices", json!({"service": "A", "citizen": double["id"]})).await.ok(201);
    assert_eq!((&late["citizen"], &late["citizen_name"]), (&maria["id"], &json!("Bianchi Maria")));
    let stranger = "01936f5e-0000-7000-8000-000000000000";
    for route in ["duplicates", "merges"] {
        giulia.get(&format!("/citizens/{stranger}/{route}")).await.problem(404, "not-found");
    }
    let mut unknown = merge(&one, &double);
    unknown["other"] = json!(stranger);
    giulia.post(&format!("{path}/merge"), unknown).await.problem(422, "unknown-value");
}

#[tokio::test]
async fn one_field_finds_people_by_whatever_is_remembered_also_by_what_a_merged_record_said() {
    let scene = Scene::new().await;
    let giulia = &scene.giulia;
    let rossi =
        make(giulia, json!({"family_name": "Rossi", "given_names": "Anna", "phone": "333 1234567"})).await;
    let verdi =
        make(giulia, json!({"family_name": "Verdi", "given_names": "Annetta", "phone": "031 555 0777"}))
            .await;
    let practice = giulia.post("/practices", json!({"service": "A", "citizen": verdi["id"]})).await.ok(201);
    giulia.post(&format!("/citizens/{}/merge", id(&rossi)), merge(&rossi, &verdi)).await.ok(200);
    let number = practice["number"].as_str().unwrap().to_owned();
    let digits = number.rsplit('/').next().unwrap().to_owned();
    for text in
        ["rossi", "verdi", "annetta+verdi", "0315550777", "333+1234567", &number.replace('/', "%2F"), &digits]
    {
        let found = giulia.get(&format!("/citizens?search={text}")).await.ok(200);
        let found: Vec<_> = found["items"].as_array().unwrap().iter().map(|one| &one["id"]).collect();
        assert_eq!(found, [&rossi["id"]], "{text}");
    }
    assert_eq!(giulia.get("/citizens?search=000999").await.ok(200)["items"], json!([]));
}
