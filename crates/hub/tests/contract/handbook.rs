//! The handbook: types of service, the manual, the directory of bodies; what they make of practices, and referrals.

use crate::site::client::{Client, id};
use crate::site::{MORNING, Scene};
use serde_json::{Value, json};

async fn coordinator(scene: &Scene) -> Client {
    scene.place.add_operator("carla", "coordinator", &[]).await;
    scene.desk.sign_in("carla").await
}

fn titles<'a>(page: &'a Value, field: &str) -> Vec<&'a str> {
    page["items"].as_array().unwrap().iter().map(|item| item[field].as_str().unwrap()).collect()
}

#[tokio::test]
async fn whoever_answers_for_the_desks_writes_the_handbook_and_every_revision_stays() {
    let scene = Scene::at(MORNING).await;
    let (carla, giulia) = (coordinator(&scene).await, &scene.giulia);
    let mut live = giulia.listen("/casework/events", None).await;
    let page = json!({"key": "spid", "title": "SPID", "group": "Identità digitale", "changed": "Prima stesura",
        "text": "# Prima\n\n- documento\n  - e tessera", "review_by": "2027-01-31"});
    giulia.post("/manual", page.clone()).await.problem(403, "forbidden");
    let made = carla.post_as("page-1", "/manual", page.clone()).await.ok(201);
    assert_eq!(carla.post_as("page-1", "/manual", page.clone()).await.ok(201), made);
    assert_eq!(
        (&made["revision"], &made["operator"], &made["written_at"], &made["retired"]),
        (&json!(1), &json!("carla"), &json!("2026-11-21T08:00:00.000Z"), &json!(false))
    );
    for (field, value) in page.as_object().unwrap() {
        assert_eq!(&made[field], value, "{field}");
    }
    let event = live.next().await.unwrap();
    assert_eq!(
        (event.kind.as_str(), &event.data["entity"], &event.data["id"]),
        ("handbook-written", &json!("handbook"), &made["id"])
    );
    carla.post("/manual", page.clone()).await.problem(409, "key-taken");

    let path = format!("/manual/{}", id(&made));
    let mut next = page.clone();
    next["revision"] = json!(1);
    next["changed"] = json!("La tessera non serve più");
    next["text"] = json!("# Prima\n\n- documento");
    giulia.put(&path, next.clone()).await.problem(403, "forbidden");
    let second = carla.put(&path, next.clone()).await.ok(200);
    assert_eq!((&second["revision"], &second["text"]), (&json!(2), &json!("# Prima\n\n- documento")));
    assert_eq!(carla.put(&path, next.clone()).await.problem(409, "stale")["current"], second);
    let mut renamed = next.clone();
    (renamed["revision"], renamed["key"]) = (json!(2), json!("spid-2"));
    carla.put(&path, renamed).await.problem(409, "key-taken");
    assert_eq!(giulia.get(&path).await.ok(200), second);
    assert_eq!(giulia.get(&format!("{path}/revisions")).await.ok(200), json!([second, made]));

    // A page that was taken out is found by who asks for those too, and its revisions stay.
    let mut out = next.clone();
    (out["revision"], out["retired"]) = (json!(2), json!(true));
    carla.put(&path, out).await.ok(200);
    assert_eq!(giulia.get("/manual").await.ok(200)["items"], json!([]));
    assert_eq!(giulia.get("/manual?state=all").await.ok(200)["items"][0]["revision"], 3);
    // A kind does not answer for another.
    giulia.get(&path.replace("/manual/", "/bodies/")).await.problem(404, "not-found");
}

#[tokio::test]
async fn things_are_found_by_the_beginnings_of_words_and_listed_by_title() {
    let scene = Scene::new().await;
    let carla = coordinator(&scene).await;
    for (name, does) in [
        ("Patronato ACLI", "Pensioni"),
        ("caritas", "Ascolto"),
        ("CAAF CGIL", "ISEE e pensioni"),
        ("Ànteas", "Trasporto"),
    ] {
        carla.post("/bodies", json!({"name": name, "does": does})).await.ok(201);
    }
    let giulia = &scene.giulia;
    let all = giulia.get("/bodies").await.ok(200);
    assert_eq!(titles(&all, "name"), ["Ànteas", "CAAF CGIL", "caritas", "Patronato ACLI"]);
    for (search, found) in [
        ("pens", vec!["CAAF CGIL", "Patronato ACLI"]),
        ("PENS isee", vec!["CAAF CGIL"]),
        ("anteas", vec!["Ànteas"]),
        ("ensioni", vec![]),
        ("%25", vec![]),
    ] {
        let page = giulia.get(&format!("/bodies?search={search}")).await.ok(200);
        assert_eq!(titles(&page, "name"), found, "{search}");
    }
    let first = giulia.get("/bodies?limit=3").await.ok(200);
    let rest =
        giulia.get(&format!("/bodies?limit=3&after={}", first["next"].as_str().unwrap())).await.ok(200);
    assert_eq!((titles(&first, "name").len(), titles(&rest, "name")), (3, vec!["Patronato ACLI"]));
}

#[tokio::test]
async fn what_cannot_stand_in_the_handbook_is_refused_and_says_why() {
    let scene = Scene::new().await;
    let carla = coordinator(&scene).await;
    let good = json!({"key": "isee", "name": "ISEE"});
    let with = |field: &str, value: Value| {
        let mut body = good.clone();
        body[field] = value;
        body
    };
    for (body, status, name) in [
        (json!({"name": "ISEE"}), 400, "malformed"),
        (with("name", json!(" ")), 400, "malformed"),
        (with("key", json!("due parole")), 400, "malformed"),
        (with("end", json!("nowhere")), 422, "unknown-value"),
        (with("links", json!([{"text": "x", "address": "javascript:alert(1)"}])), 422, "unknown-value"),
        (with("contribution_cents", json!(1_000_001)), 422, "unknown-value"),
        (with("contribution_cents", json!(-1)), 400, "malformed"),
        (with("documents", json!(vec!["x"; 51])), 422, "unknown-value"),
    ] {
        let refused = carla.post("/service-types", body.clone()).await.problem(status, name);
        assert!(!refused.to_string().contains("javascript"), "what was sent is not repeated: {refused}");
    }
    assert_eq!(carla.get("/service-types").await.ok(200)["items"], json!([]));
    let stranger = "01936f5e-0000-7000-8000-000000000000";
    carla
        .put(&format!("/service-types/{stranger}"), with("revision", json!(1)))
        .await
        .problem(404, "not-found");
    carla.get(&format!("/manual/{stranger}/revisions")).await.problem(404, "not-found");
    carla.get(&format!("/bodies/{stranger}/answers")).await.problem(404, "not-found");
}

#[tokio::test]
async fn a_practice_has_the_documents_of_its_type_and_is_followed_up_once() {
    let scene = Scene::at(MORNING).await;
    let (carla, giulia) = (coordinator(&scene).await, &scene.giulia);
    let body = json!({"key": "spid-rilascio", "name": "SPID: rilascio", "service": "spid",
        "documents": ["Documento", "Cellulare"], "follow_up": {"what": "Gli SMS del gestore", "after_months": 22}});
    carla.post("/service-types", body).await.ok(201);
    let practice = giulia.post("/practices", json!({"service": "spid-rilascio"})).await.ok(201);
    let documents: Vec<&str> = practice["documents"]
        .as_array()
        .unwrap()
        .iter()
        .map(|document| document["text"].as_str().unwrap())
        .collect();
    assert_eq!((&practice["service"], documents), (&json!("spid-rilascio"), vec!["Documento", "Cellulare"]));
    giulia.post("/practices", json!({"service": "nessuno"})).await.problem(422, "unknown-service");

    let path = format!("/practices/{}", id(&practice));
    giulia.post(&format!("{path}/conclude"), json!({})).await.ok(200);
    let agenda = giulia.get("/agenda").await.ok(200);
    let step = &agenda["items"][0];
    assert_eq!(
        (&step["kind"], &step["what"], &step["due"], &step["responsible"]),
        (&json!("follow-up"), &json!("Gli SMS del gestore"), &json!("2028-09-21"), &json!("giulia"))
    );
    for _ in 0..2 {
        giulia.post(&format!("{path}/reopen"), json!({})).await.ok(200);
        giulia.post(&format!("{path}/conclude"), json!({})).await.ok(200);
        assert!(giulia.get("/agenda").await.ok(200)["items"].as_array().unwrap().len() <= 1);
        // The second time it was asked already.
        giulia.post(&format!("/steps/{}/done", id(step)), json!({})).await;
    }
    assert_eq!(giulia.get("/agenda").await.ok(200)["items"], json!([]));
    // A practice that ends without a solution is asked about by nobody, nor one of a service of the queue.
    for (service, end, body) in
        [("spid-rilascio", "unresolved", json!({"reason": "given-up"})), ("moduli", "conclude", json!({}))]
    {
        let other = giulia.post("/practices", json!({"service": service})).await.ok(201);
        giulia.post(&format!("/practices/{}/{end}", id(&other)), body).await.ok(200);
    }
    assert_eq!(giulia.get("/agenda").await.ok(200)["items"], json!([]));
}

#[tokio::test]
async fn a_referral_leaves_its_step_and_a_body_is_known_by_how_long_it_takes_to_answer() {
    let scene = Scene::at(MORNING).await;
    let (carla, giulia) = (coordinator(&scene).await, &scene.giulia);
    let body = carla.post("/bodies", json!({"name": "CAAF CGIL", "phone": "031 1234"})).await.ok(201);
    let practice = giulia.post("/practices", json!({"service": "A"})).await.ok(201);
    let path = format!("/practices/{}", id(&practice));
    let referral = json!({"body": "CAAF CGIL", "in_directory": body["id"], "need": "ISEE 2026", "contact": "attempted",
        "text": "Non risponde nessuno", "step": {"kind": "contact-body", "what": "Richiamare il CAAF", "due": "2026-11-23"}});
    let entry = giulia.post_as("refer-1", &format!("{path}/referrals"), referral.clone()).await.ok(201);
    assert_eq!(
        giulia.post_as("refer-1", &format!("{path}/referrals"), referral.clone()).await.ok(201),
        entry
    );
    assert_eq!((&entry["kind"], &entry["contact"]), (&json!("referral"), &json!("attempted")));
    let told = giulia.get(&path).await.ok(200);
    assert_eq!(told["entries"], json!([entry]));
    assert_eq!(
        (&told["steps"][0]["id"], &told["steps"][0]["what"]),
        (&entry["step"], &json!("Richiamare il CAAF"))
    );

    let mut wrong = referral.clone();
    wrong["step"]["kind"] = json!("next-step");
    giulia.post(&format!("{path}/referrals"), wrong).await.problem(422, "unknown-value");
    let mut nobody = referral.clone();
    nobody["in_directory"] = json!("01936f5e-0000-7000-8000-000000000000");
    giulia.post(&format!("{path}/referrals"), nobody).await.problem(422, "unknown-value");
    let mut stepless = referral.clone();
    stepless["step"]["what"] = json!(" ");
    giulia.post(&format!("{path}/referrals"), stepless).await.problem(400, "malformed");
    assert_eq!(giulia.get(&path).await.ok(200)["steps"].as_array().unwrap().len(), 1);

    for (outcome, waited) in [
        ("answered", json!(600)),
        ("no-answer", json!(1800)),
        ("answered", json!(60)),
        ("answered", json!(120)),
    ] {
        let call = json!({"kind": "phone-call", "body": "CAAF CGIL", "in_directory": body["id"], "outcome": outcome, "waited_s": waited});
        giulia.post(&format!("{path}/entries"), call).await.ok(201);
    }
    let by_hand = json!({"kind": "phone-call", "body": "CAAF CGIL", "outcome": "answered", "waited_s": 5});
    giulia.post(&format!("{path}/entries"), by_hand).await.ok(201);
    let answers = giulia.get(&format!("/bodies/{}/answers", id(&body))).await.ok(200);
    assert_eq!(answers, json!([{"hour": 9, "calls": 4, "answered": 3, "median_s": 120}]));
}

#[tokio::test]
async fn a_project_has_its_days_and_whoever_was_at_an_event_writes_it_down() {
    let scene = Scene::new().await;
    let (carla, giulia) = (coordinator(&scene).await, &scene.giulia);
    let project = json!({"key": "PAC-2026", "name": "Sportello PAC", "funder": "Regione Lombardia", "from": "2026-09-01",
        "to": "2027-08-31", "targets": [{"what": "SPID rilasciati", "number": 300}]});
    giulia.post("/projects", project.clone()).await.problem(403, "forbidden");
    let made = carla.post("/projects", project.clone()).await.ok(201);
    assert_eq!((&made["targets"][0]["number"], &made["to"]), (&json!(300), &json!("2027-08-31")));
    let mut backwards = project.clone();
    (backwards["key"], backwards["to"]) = (json!("PAC-0"), json!("2026-08-31"));
    carla.post("/projects", backwards).await.problem(422, "unknown-value");
    let event = json!({"what": "SPID day", "date": "2026-11-20", "place": "Biblioteca", "people": 30, "served": 24,
        "material": [{"what": "Volantini", "copies": 100}], "project": "PAC-2026"});
    let written = giulia.post("/outreach", event.clone()).await.ok(201);
    assert_eq!((&written["served"], &written["operator"]), (&json!(24), &json!("giulia")));
    assert_eq!(titles(&giulia.get("/outreach?search=biblio").await.ok(200), "what"), ["SPID day"]);
    let mut more = event.clone();
    more["served"] = json!(31);
    giulia.post("/outreach", more).await.problem(422, "unknown-value");
}

#[tokio::test]
async fn the_directory_goes_out_and_comes_in_as_a_table() {
    let scene = Scene::new().await;
    let (carla, giulia) = (coordinator(&scene).await, &scene.giulia);
    let table = "nome;comune;telefono;orari\r\nCAAF CGIL;Lomazzo;+39 031 1234;\"lunedì 9–12\ngiovedì 14–17\"\r\nCaritas;Como;;\r\n";
    giulia.post("/directory", json!({"csv": table})).await.problem(403, "forbidden");
    let told = carla.post_as("csv-1", "/directory", json!({"csv": table})).await.ok(200);
    assert_eq!(told, json!({"made": 2, "changed": 0, "same": 0}));
    assert_eq!(carla.post_as("csv-1", "/directory", json!({"csv": table})).await.ok(200), told);
    let out = giulia.get("/directory").await;
    assert!(out.media.starts_with("text/csv"), "{}", out.media);
    assert!(out.text.starts_with("\u{feff}nome;tipo;"), "{}", out.text);
    let told = carla.post("/directory", json!({"csv": out.text})).await.ok(200);
    assert_eq!(told, json!({"made": 0, "changed": 0, "same": 2}));
    let changed = out.text.replace("+39 031 1234", "031 9999");
    let told = carla.post("/directory", json!({"csv": changed})).await.ok(200);
    assert_eq!(told, json!({"made": 0, "changed": 1, "same": 1}));
    let found = giulia.get("/bodies?search=caaf").await.ok(200);
    assert_eq!(
        (&found["items"][0]["phone"], &found["items"][0]["hours"], &found["items"][0]["revision"]),
        (&json!("031 9999"), &json!("lunedì 9–12\ngiovedì 14–17"), &json!(2))
    );
    // One wrong line, and nothing is read.
    let wrong = "nome;comune\nNuovo;Como\n;Lomazzo\n";
    assert_eq!(
        carla.post("/directory", json!({"csv": wrong})).await.problem(422, "unknown-value")["line"],
        3
    );
    assert_eq!(giulia.get("/bodies").await.ok(200)["items"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_manual_from_files_never_overwrites_what_somebody_here_wrote() {
    let scene = Scene::new().await;
    let carla = coordinator(&scene).await;
    let folder = scene.place.file("manual");
    let lay = |spid: &str| {
        std::fs::create_dir_all(folder.join("pages")).unwrap();
        for (key, text) in [("spid", spid), ("cie", "Carta")] {
            let page = format!("+++\nkey = \"{key}\"\ntitle = \"{key}\"\n+++\n\n{text}\n");
            std::fs::write(folder.join(format!("pages/{key}.md")), page).unwrap();
        }
        let types =
            "[[service_types]]\nkey = \"spid-rilascio\"\nname = \"SPID: rilascio\"\npage = \"spid\"\n";
        std::fs::write(folder.join("service-types.toml"), types).unwrap();
    };
    let import = async || scene.place.run(&["manual", "import", folder.to_str().unwrap()]).await;
    lay("Prima");
    let said = import().await;
    assert!(said.err.contains("3 written") && said.code == 0, "{said:?}");
    let found = carla.get("/manual?search=spid").await.ok(200);
    let page = &found["items"][0];
    assert_eq!((&page["operator"], &page["text"]), (&Value::Null, &json!("Prima")));
    assert_eq!(carla.get("/service-types").await.ok(200)["items"][0]["page"], "spid");

    lay("Seconda");
    let said = import().await;
    assert!(said.err.contains("1 written, 2 as they were"), "{said:?}");
    let ours = json!({"revision": 2, "key": "spid", "title": "SPID da noi", "text": "Nostra"});
    carla.put(&format!("/manual/{}", id(page)), ours).await.ok(200);
    lay("Terza");
    let said = import().await;
    assert!(said.err.contains("0 written, 2 as they were, 1 kept"), "{said:?}");
    assert_eq!(carla.get("/manual?search=spid").await.ok(200)["items"][0]["text"], "Nostra");

    std::fs::write(folder.join("pages/cie.md"), "senza testa").unwrap();
    let refused = import().await.refused("cie.md");
    assert!(refused.contains("+++"), "{refused}");
}
