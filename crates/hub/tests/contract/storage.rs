//! Data that is newer, damaged or on a full disk: a clear answer, and nothing is lost.

use crate::site::client::Client;
use crate::site::{HUB, Hub, Place, SITE, Scene, enrol_on};
use serde_json::json;
use std::fs::OpenOptions;
use std::io::{Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// Sets the version in the header of a SQLite file (bytes 60 to 64, big endian: <https://sqlite.org/fileformat.html>).
fn set_version(path: &Path, version: u32) {
    let mut file = OpenOptions::new().write(true).open(path).unwrap();
    file.seek(SeekFrom::Start(60)).unwrap();
    file.write_all(&version.to_be_bytes()).unwrap();
}

#[tokio::test]
async fn data_of_a_newer_version_is_left_alone() {
    for file in ["queue.db", "casework.db"] {
        let place = Place::new(SITE);
        place.serve().await.stop().await;
        let path = place.data().join(file);
        set_version(&path, 9_999);
        let before = std::fs::read(&path).unwrap();
        let err = Hub::start(place.serving()).await.err().unwrap().refused(file);
        assert!(err.contains("schema version 9999") && err.contains("later Turno"), "{err}");
        place.run(&["device", "list"]).await.refused("9999");
        assert_eq!(std::fs::read(&path).unwrap(), before);
    }
}

#[tokio::test]
async fn a_file_that_is_no_database_is_named() {
    let place = Place::new(SITE);
    place.serve().await.stop().await;
    std::fs::write(place.data().join("queue.db"), "Caro diario, ".repeat(500)).unwrap();
    Hub::start(place.serving()).await.err().unwrap().refused("queue.db");
}

#[tokio::test]
async fn storage_that_forgets_can_be_refused() {
    let folder = tempfile::tempdir_in("/dev/shm").unwrap();
    let place = Place::new(SITE);
    let mut command = tokio::process::Command::new(HUB);
    command.arg("serve").arg("--site").arg(place.file("site.toml")).arg("--data").arg(folder.path());
    command.args(["--api", "127.0.0.1:0", "--public", "127.0.0.1:0", "--require-durable-data"]);
    Hub::start(command).await.err().unwrap().refused("does not outlive a power cut");
}

/// A hub whose data lies on a small disk of its own: a tmpfs in a mount namespace, which goes with the process.
async fn on_a_small_disk(place: &Place) -> (Hub, PathBuf) {
    std::fs::create_dir_all(place.data()).unwrap();
    let mut command = tokio::process::Command::new("unshare");
    command.arg("--mount");
    if !rustix::process::geteuid().is_root() {
        command.args(["--user", "--map-root-user"]);
    }
    // Whoever writes past a limit on the size of files is told so, and not killed.
    let script = "trap '' XFSZ; mount -t tmpfs -o size=8m,mode=0700 turno \"$1\" && shift && exec \"$@\"";
    command.args(["sh", "-c", script, "sh"]).arg(place.data()).arg(HUB).arg("serve");
    command.arg("--site").arg(place.file("site.toml")).arg("--data").arg(place.data());
    command.args(["--api", "127.0.0.1:0", "--public", "127.0.0.1:0"]);
    let hub = Hub::start(command)
        .await
        .unwrap_or_else(|said| panic!("a small disk could not be mounted: {said:?}"));
    let inside = PathBuf::from(format!("/proc/{}/root{}", hub.pid(), place.data().display()));
    (hub, inside)
}

/// Leaves no room.
fn fill(data: &Path) -> PathBuf {
    let path = data.join("filler");
    let mut file = std::fs::File::create(&path).unwrap();
    for size in [64 * 1024, 4096, 512, 1] {
        while file.write_all(&vec![0x55; size]).is_ok() {}
    }
    path
}

#[tokio::test]
async fn a_full_disk_acknowledges_nothing_loses_nothing_and_heals() {
    let place = Place::new(SITE);
    let (hub, data) = on_a_small_disk(&place).await;
    let kiosk = Client::new(&enrol_on(&data, &place.file("kiosk.toml"), "kiosk", "k").await);
    let desk = Client::new(&enrol_on(&data, &place.file("desk.toml"), "desk", "d").await);
    let add = ["operator", "add", "--key", "giulia", "--name", "G", "--role", "operator", "--pin-stdin"];
    crate::site::run_on(&data, &add, "402917\n").await.done();
    let giulia = desk.sign_in("giulia").await;
    giulia.open("1").await;
    let mut stream = kiosk.listen("/events", None).await;
    let mut acknowledged = vec![kiosk.issue("A").await];
    for round in 0..3 {
        assert_eq!(kiosk.get("//healthz").await.ok(200)["status"], "ok");
        let filler = fill(&data);
        // Whoever watches over the hub hears of it before anybody is turned away, and what to do.
        let unwell = kiosk.without_token().get("//healthz").await.problem(503, "storage-full");
        assert_eq!((&unwell["writer"], &unwell["reader"]), (&json!("storage full"), &json!("ok")));
        assert!(unwell["detail"].as_str().unwrap().starts_with("Free some space"), "{unwell}");
        // The log may have room left from before; the last free page is soon written.
        let refused = loop {
            let answer = kiosk
                .post_as(&format!("full-{round}-{}", acknowledged.len()), "/tickets", json!({"service": "A"}))
                .await;
            if answer.status != 201 {
                break answer;
            }
            acknowledged.push(answer.json());
        };
        refused.problem(503, "storage-full");
        giulia.call_next("1").await.problem(503, "storage-full");
        giulia.post("/citizens", json!({"family_name": "Bianchi"})).await.problem(503, "storage-full");
        // Reading goes on, and shows what was acknowledged and no more.
        let tickets = kiosk.queue().await["tickets"].clone();
        assert_eq!(tickets.as_array().unwrap().len(), acknowledged.len());
        assert_eq!(giulia.get("/practices").await.ok(200)["items"], json!([]));
        std::fs::remove_file(filler).unwrap();
        // With room again the same request is carried out, and no number is skipped.
        let key = format!("full-{round}-{}", acknowledged.len());
        let healed = kiosk.post_as(&key, "/tickets", json!({"service": "A"})).await.ok(201);
        assert_eq!(healed["number"], format!("A{:03}", acknowledged.len() + 1));
        acknowledged.push(healed);
    }
    let health = kiosk.get("//healthz").await.ok(200);
    assert!(health["room_bytes"].as_u64().unwrap() > 1024 * 1024, "{health}");
    let told = stream.take(acknowledged.len()).await;
    for (event, ticket) in told.iter().zip(&acknowledged) {
        assert_eq!(event.data["ticket"]["id"], ticket["id"]);
    }
    giulia.call_next("1").await.ok(200);
    let (status, _) = hub.stop().await;
    assert!(status.success());
}

/// Every file in a folder and in the folders in it.
fn files_in(folder: &std::path::Path) -> std::collections::BTreeSet<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files_in(&path) } else { [path].into() }).collect()
}

#[tokio::test]
async fn a_file_that_does_not_fit_leaves_nothing_behind() {
    let place = Place::new(SITE);
    let (hub, data) = on_a_small_disk(&place).await;
    let desk = Client::new(&enrol_on(&data, &place.file("desk.toml"), "desk", "d").await);
    let add = ["operator", "add", "--key", "giulia", "--name", "G", "--role", "operator", "--pin-stdin"];
    crate::site::run_on(&data, &add, "402917\n").await.done();
    let giulia = desk.sign_in("giulia").await;
    let practice = giulia.post("/practices", json!({"service": "A"})).await.ok(201);
    let path = format!("/practices/{}/attachments", crate::site::client::id(&practice));
    let mut pdf = b"%PDF-1.7 ".to_vec();
    pdf.resize(512 * 1024, 0x20);
    let attach = async || {
        let request = giulia.request(reqwest::Method::POST, &path).header("attachment-name", "a.pdf");
        let request = request.header(crate::site::client::KEY, crate::site::client::fresh_key());
        crate::site::client::Answer::of(request.body(pdf.clone())).await
    };
    attach().await.ok(201);
    let filler = fill(&data);
    let room = OpenOptions::new().write(true).open(&filler).unwrap();
    room.set_len(room.metadata().unwrap().len() - 256 * 1024).unwrap();
    drop(room);
    let files = || files_in(&data.join("attachments"));
    let before = files();
    attach().await.problem(503, "storage-full");
    assert_eq!((files(), before.len()), (before.clone(), 1), "what it had written of it is gone");
    std::fs::remove_file(filler).unwrap();
    attach().await.ok(201);
    let (status, _) = hub.stop().await;
    assert!(status.success());
}

#[tokio::test]
async fn a_storage_that_takes_no_writing_is_told_to_whoever_watches_over_the_hub() {
    let place = Place::new(SITE);
    let (hub, data) = on_a_small_disk(&place).await;
    let kiosk = Client::new(&enrol_on(&data, &place.file("kiosk.toml"), "kiosk", "k").await);
    kiosk.issue("A").await;
    assert_eq!(kiosk.get("//healthz").await.ok(200)["writer"], "ok");
    // A limit on the size of files does to this process what a card that has worn out does to all: no write succeeds.
    let limit = async |size: &str| {
        let args = ["--pid".to_owned(), hub.pid().to_string(), format!("--fsize={size}:")];
        assert!(tokio::process::Command::new("prlimit").args(args).status().await.unwrap().success());
    };
    limit("1").await;
    let refused = kiosk.post("/tickets", json!({"service": "A"})).await;
    refused.problem(503, "storage-failing");
    let unwell = kiosk.get("//healthz").await.problem(503, "storage-failing");
    assert_eq!((&unwell["writer"], &unwell["reader"]), (&json!("storage failing"), &json!("ok")));
    assert!(unwell["detail"].as_str().unwrap().contains("copy the data folder"), "{unwell}");
    limit("unlimited").await;
    assert_eq!(kiosk.get("//healthz").await.ok(200)["status"], "ok");
    kiosk.issue("A").await;
}

#[tokio::test]
async fn what_was_acknowledged_is_there_after_a_restart() {
    let scene = Scene::new().await;
    let mut numbers = Vec::new();
    for service in ["A", "B", "A", "C"] {
        numbers.push(scene.kiosk.issue(service).await);
    }
    let before = scene.kiosk.queue().await;
    let scene = scene.restart().await;
    let after = scene.kiosk.queue().await;
    for field in ["position", "service_day", "services", "counters", "tickets"] {
        assert_eq!(after[field], before[field], "{field}");
    }
    assert_eq!(scene.kiosk.issue("A").await["number"], "A003");
}
