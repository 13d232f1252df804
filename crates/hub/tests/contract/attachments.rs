//! Files of practices and people: what is taken, what is refused before it fills anything, and that it comes back byte for byte.

use crate::site::client::{Answer, Client, KEY, fresh_key, id};
use crate::site::{Scene, run_on};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

const PDF: &[u8] = b"%PDF-1.7\nun referto";
const PNG: &[u8] = b"\x89PNG\r\n\x1a\nun disegno";
const JPEG: &[u8] = b"\xff\xd8\xff\xe0una fotografia";
/// 20 MB, as the hub counts them.
const LARGEST: usize = 20 * 1024 * 1024;
const CODE: &str = "3Z00000000000000000000000Z";

async fn practice(session: &Client) -> String {
    let practice = session.post("/practices", json!({"service": "A"})).await.ok(201);
    format!("/practices/{}", id(&practice))
}

fn sending(session: &Client, path: &str, name: &str, bytes: impl Into<reqwest::Body>) -> RequestBuilder {
    session.request(Method::POST, path).header(KEY, fresh_key()).header("attachment-name", name).body(bytes)
}

async fn attach(session: &Client, practice: &str, name: &str, bytes: impl Into<reqwest::Body>) -> Answer {
    Answer::of(sending(session, &format!("{practice}/attachments"), name, bytes)).await
}

fn form(session: &Client, path: &str, kind: &str, code: Option<&str>) -> RequestBuilder {
    let request = session
        .request(Method::POST, &format!("{path}/forms"))
        .header(KEY, fresh_key())
        .header("form-kind", kind)
        .header("content-language", "ro");
    match code {
        Some(code) => request.header("form-code", code),
        None => request,
    }
    .body(PDF)
}

/// The sealed files of a data folder.
fn files(data: &Path) -> Vec<PathBuf> {
    let Ok(shelves) = std::fs::read_dir(data.join("attachments")) else { return Vec::new() };
    let shelves = shelves.map(|shelf| shelf.unwrap().path());
    shelves.flat_map(|shelf| std::fs::read_dir(shelf).unwrap()).map(|file| file.unwrap().path()).collect()
}

#[tokio::test]
async fn a_file_comes_back_as_it_was_brought_and_its_name_is_nowhere_else() {
    let scene = Scene::new().await;
    let (_, marco) = scene.another_desk("desk-2", "marco").await;
    let practice = practice(&scene.giulia).await;
    let mut live = marco.listen("/casework/events", None).await;
    let mut brought = Vec::new();
    for (name, kept, media, bytes) in [
        ("Carta%20d%27identit%C3%A0.pdf", "Carta d'identità.pdf", "application/pdf", PDF),
        ("C%3A%5Cfoto%5Cdisegno%1Buno.png", "disegno uno.png", "image/png", PNG),
        ("foto.jpg", "foto.jpg", "image/jpeg", JPEG),
    ] {
        let view = attach(&scene.giulia, &practice, name, bytes).await.ok(201);
        assert_eq!((&view["name"], &view["media"]), (&json!(kept), &json!(media)));
        assert_eq!((&view["bytes"], &view["operator"]), (&json!(bytes.len()), &json!("giulia")));
        brought.push((id(&view), media, bytes));
    }
    live.until("attachment-added").await;
    let told = marco.get(&practice).await.ok(200);
    let entries = told["entries"].as_array().unwrap();
    assert_eq!(entries.len(), 3);
    assert_eq!(
        (&entries[0]["kind"], &entries[0]["attachment"]),
        (&json!("attachment"), &json!(brought[0].0))
    );
    assert_eq!(entries[0]["name"], "Carta d'identità.pdf");
    let scene = scene.restart().await;
    for (id, media, bytes) in brought {
        let path = format!("{practice}/attachments/{id}");
        let answer = scene.giulia.request(Method::GET, &path).send().await.unwrap();
        let header = |name: &str| answer.headers()[name].to_str().unwrap().to_owned();
        assert_eq!(
            (header("content-type").as_str(), header("x-content-type-options").as_str()),
            (media, "nosniff")
        );
        assert!(header("content-disposition").starts_with("attachment; filename*=UTF-8''"));
        assert_eq!(header("cache-control"), "no-store");
        assert_eq!(answer.bytes().await.unwrap(), bytes);
    }
    assert!(!scene.hub.log().contains("Carta") && !scene.hub.log().contains("identit"));
    for file in files(&scene.place.data()) {
        let sealed = std::fs::read(file).unwrap();
        assert!(!sealed.windows(7).any(|window| window == b"referto" || window == b"disegno"));
    }
}

#[tokio::test]
async fn what_is_not_what_it_says_is_not_taken() {
    let scene = Scene::new().await;
    let giulia = &scene.giulia;
    let practice = practice(giulia).await;
    for bytes in
        [&b"<html><script>alert(1)</script>"[..], b"MZ\x90\0\x03", b"", b"PK\x03\x04", b"GIF89a", b"%PD"]
    {
        attach(giulia, &practice, "referto.pdf", bytes).await.problem(415, "media-type");
    }
    let path = format!("{practice}/attachments");
    for (said, bytes) in [("application/pdf", PNG), ("image/png", PDF), ("text/html", PDF)] {
        let lying = sending(giulia, &path, "referto.pdf", bytes).header("content-type", said);
        Answer::of(lying).await.problem(415, "media-type");
    }
    let honest = sending(giulia, &path, "referto.pdf", PDF).header("content-type", "application/pdf");
    Answer::of(honest).await.ok(201);
    for (name, status, kind) in
        [("", 400, "malformed"), ("%2F..", 400, "malformed"), ("%FF", 400, "malformed")]
    {
        attach(giulia, &practice, name, PDF).await.problem(status, kind);
    }
    attach(giulia, &practice, &"a".repeat(121), PDF).await.problem(422, "unknown-value");
    let nameless = giulia.request(Method::POST, &path).header(KEY, fresh_key()).body(PDF);
    Answer::of(nameless).await.problem(400, "malformed");
    let keyless = giulia.request(Method::POST, &path).header("attachment-name", "a.pdf").body(PDF);
    Answer::of(keyless).await.problem(400, "malformed");
    let nobody_s = "/practices/01936f5e-0000-7000-8000-000000000000";
    attach(giulia, nobody_s, "a.pdf", PDF).await.problem(404, "not-found");
    giulia.get(&format!("{path}/01936f5e-0000-7000-8000-000000000000")).await.problem(404, "not-found");
    // Another practice does not show it under its own name.
    let told = giulia.get(&practice).await.ok(200);
    let attachment = told["entries"][0]["attachment"].as_str().unwrap().to_owned();
    let other = self::practice(giulia).await;
    giulia.get(&format!("{other}/attachments/{attachment}")).await.problem(404, "not-found");
    assert_eq!(files(&scene.place.data()).len(), 1, "what was refused left nothing");
}

#[tokio::test]
async fn twenty_megabytes_are_taken_and_one_byte_more_is_not() {
    let scene = Scene::new().await;
    let practice = practice(&scene.giulia).await;
    let mut whole = PDF.to_vec();
    whole.resize(LARGEST, 0x20);
    let view = attach(&scene.giulia, &practice, "grande.pdf", whole.clone()).await.ok(201);
    let path = format!("{practice}/attachments/{}", id(&view));
    let back = scene.giulia.request(Method::GET, &path).send().await.unwrap().bytes().await.unwrap();
    assert!(back == whole);
    whole.push(0x20);
    attach(&scene.giulia, &practice, "grande.pdf", whole).await.problem(413, "too-large");
    assert_eq!(files(&scene.place.data()).len(), 1);
}

/// The most memory that a process ever held, in kilobytes.
fn most_memory(pid: u32) -> usize {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

#[tokio::test]
async fn two_hundred_megabytes_are_refused_before_they_have_come_and_fill_nothing() {
    let scene = Scene::new().await;
    let practice = practice(&scene.giulia).await;
    let before = most_memory(scene.hub.pid());
    let taken = Arc::new(AtomicUsize::new(0));
    let counting = taken.clone();
    let mut first = PDF.to_vec();
    first.resize(64 * 1024, 0x20);
    let chunks = std::iter::repeat_n(first, 200 * 16).map(move |chunk| {
        counting.fetch_add(chunk.len(), Ordering::Relaxed);
        Ok::<_, std::io::Error>(chunk)
    });
    let body = reqwest::Body::wrap_stream(futures_util::stream::iter(chunks));
    let request = sending(&scene.giulia, &format!("{practice}/attachments"), "enorme.pdf", body);
    // Whoever goes on sending may see the connection break before the answer.
    if let Ok(answer) = Answer::try_of(request).await {
        answer.problem(413, "too-large");
    }
    let taken = taken.load(Ordering::Relaxed);
    assert!(taken < 120 * 1024 * 1024, "{taken} bytes were sent before anybody said no");
    let more = most_memory(scene.hub.pid()) - before;
    assert!(more < 60 * 1024, "{more} kB of memory more");
    assert!(files(&scene.place.data()).is_empty());
    attach(&scene.giulia, &practice, "piccolo.pdf", PDF).await.ok(201);
}

#[tokio::test]
async fn a_file_sent_twice_is_there_once_and_what_nobody_knows_is_swept() {
    let scene = Scene::new().await;
    let practice = practice(&scene.giulia).await;
    let path = format!("{practice}/attachments");
    let send = |name: &str, bytes: &'static [u8]| {
        let request = scene.giulia.request(Method::POST, &path).header(KEY, "the-same");
        Answer::of(request.header("attachment-name", name.to_owned()).body(bytes))
    };
    let first = send("a.pdf", PDF).await.ok(201);
    assert_eq!(send("a.pdf", PDF).await.ok(201), first);
    send("b.pdf", PDF).await.problem(422, "key-reused");
    send("a.pdf", PNG).await.problem(422, "key-reused");
    let told = scene.giulia.get(&practice).await.ok(200);
    assert_eq!(told["entries"].as_array().unwrap().len(), 1);
    assert!(files(&scene.place.data()).len() > 1);
    scene.place.pass(3_600).await;
    assert_eq!(files(&scene.place.data()).len(), 1, "the sweep of the hour");
    let again = scene.desk.sign_in("giulia").await;
    let answer = again.request(Method::GET, &format!("{path}/{}", id(&first))).send().await.unwrap();
    assert_eq!(answer.bytes().await.unwrap(), PDF);
    // And that of the start, where nobody runs meanwhile.
    std::fs::write(files(&scene.place.data())[0].with_extension("part"), b"half").unwrap();
    let scene = scene.restart().await;
    scene.place.pass(1).await;
    assert_eq!(files(&scene.place.data()).len(), 1);
}

#[tokio::test]
async fn a_file_that_is_lost_is_told_to_whoever_asks_and_to_whoever_looks() {
    let scene = Scene::new().await;
    let practice = practice(&scene.giulia).await;
    let whole = id(&attach(&scene.giulia, &practice, "a.pdf", PDF).await.ok(201));
    let said = scene.place.run(&["verify"]).await;
    assert!(said.code == 0 && said.err.contains("1 attachments, all of them whole"), "{said:?}");
    let file = files(&scene.place.data()).remove(0);
    let mut sealed = std::fs::read(&file).unwrap();
    *sealed.last_mut().unwrap() ^= 1;
    std::fs::write(&file, &sealed).unwrap();
    let name = file.file_name().unwrap().to_str().unwrap();
    let err = scene.place.run(&["verify"]).await.refused("1 of 1 attachments are lost");
    assert!(err.contains(name) && err.contains("is damaged"), "{err}");
    let path = format!("{practice}/attachments/{whole}");
    let problem = scene.giulia.get(&path).await.problem(500, "attachment-lost");
    assert!(problem["title"].as_str().unwrap().contains("backup"), "{problem}");
    std::fs::remove_file(&file).unwrap();
    scene.giulia.get(&path).await.problem(500, "attachment-lost");
    scene.place.pass(3_600).await;
    let log = scene.hub.log();
    assert!(log.contains("an attachment is lost") && log.contains("is missing"), "{log}");
    let (_, data) = (scene.hub.stop().await, scene.place.data());
    run_on(&data, &["verify"], "").await.refused("is missing");
}

#[tokio::test]
async fn a_form_is_archived_and_printed_again_as_it_was() {
    let scene = Scene::new().await;
    let giulia = &scene.giulia;
    let practice = practice(giulia).await;
    let archived = Answer::of(form(giulia, &practice, "next-step", Some(CODE))).await.ok(201);
    assert_eq!(archived["form"], json!({"form": "next-step", "language": "ro", "with_code": true}));
    assert_eq!((&archived["name"], &archived["citizen"]), (&json!("prossimo-passo.pdf"), &Value::Null));
    let told = giulia.get(&practice).await.ok(200);
    let entry = &told["entries"][0];
    assert_eq!(
        (&entry["kind"], &entry["form"], &entry["language"]),
        (&json!("form"), &json!("next-step"), &json!("ro"))
    );
    assert!(!told.to_string().contains(CODE) && entry["attachment"] == archived["id"]);
    let path = format!("{practice}/attachments/{}", id(&archived));
    for _ in 0..2 {
        let again = giulia.request(Method::GET, &path).send().await.unwrap().bytes().await.unwrap();
        assert_eq!(again, PDF);
    }
    let other = self::practice(giulia).await;
    Answer::of(form(giulia, &other, "next-step", Some(CODE))).await.problem(409, "form-code-taken");
    for (kind, code) in [("dream", None), ("next-step", Some("short")), ("attendance", Some(CODE))] {
        Answer::of(form(giulia, &other, kind, code)).await.problem(422, "unknown-value");
    }
    Answer::of(form(giulia, &other, "attendance", None).body(PNG)).await.problem(415, "media-type");
    let bare = giulia.request(Method::POST, &format!("{other}/forms")).header(KEY, fresh_key()).body(PDF);
    Answer::of(bare).await.problem(400, "malformed");
    assert!(!scene.hub.log().contains(CODE));
}

#[tokio::test]
async fn what_goes_with_a_person_is_found_there_also_after_two_records_became_one() {
    let scene = Scene::new().await;
    let giulia = &scene.giulia;
    let make = async |name: &str| giulia.post("/citizens", json!({"family_name": name})).await.ok(201);
    let (survivor, other) = (make("Rossi").await, make("Rosi").await);
    let path = format!("/citizens/{}", id(&other));
    let notice = Answer::of(form(giulia, &path, "privacy-notice", None)).await.ok(201);
    assert_eq!((&notice["citizen"], &notice["practice"]), (&other["id"], &Value::Null));
    Answer::of(form(giulia, &path, "next-step", Some(CODE))).await.problem(422, "unknown-value");
    let nobody = "/citizens/01936f5e-0000-7000-8000-000000000000";
    Answer::of(form(giulia, nobody, "citizen-sheet", None)).await.problem(404, "not-found");
    giulia.get(&format!("{nobody}/forms")).await.problem(404, "not-found");
    let to = format!("/citizens/{}", id(&survivor));
    let merge =
        json!({"revision": survivor["revision"], "other": other["id"], "other_revision": other["revision"]});
    giulia.post(&format!("{to}/merge"), merge).await.ok(200);
    for path in [&to, &path] {
        let forms = giulia.get(&format!("{path}/forms")).await.ok(200);
        assert_eq!((forms.as_array().unwrap().len(), &forms[0]["id"]), (1, &notice["id"]));
        let bytes =
            giulia.request(Method::GET, &format!("{path}/forms/{}", id(&notice))).send().await.unwrap();
        assert_eq!(bytes.bytes().await.unwrap(), PDF);
    }
    let merges = giulia.get(&format!("{to}/merges")).await.ok(200);
    assert_eq!(merges[0]["attachments"], json!([notice["id"]]));
}
