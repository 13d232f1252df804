//! The command line: the ready line, the lock, subcommands with a hub and without, exit codes.

use crate::site::client::Client;
use crate::site::{HUB, Hub, Place, SITE, Said, Scene, run_bare};
use crate::terminal::Terminal;
use std::os::unix::fs::PermissionsExt;

#[tokio::test]
async fn standard_output_carries_the_ready_line_and_nothing_else() {
    let scene = Scene::new().await;
    scene.kiosk.issue("A").await;
    assert!(scene.hub.api.ip().is_loopback() && scene.hub.api.port() > 0);
    assert_ne!(scene.hub.api, scene.hub.public);
    let log = scene.hub.log();
    assert!(log.contains("the hub is ready"), "the log is on standard error: {log}");
    let (status, rest) = scene.hub.stop().await;
    assert_eq!((status.code(), rest.as_str()), (Some(0), ""));
}

#[tokio::test]
async fn a_second_hub_on_the_same_data_names_the_first_and_goes() {
    let scene = Scene::new().await;
    let said = Hub::start(scene.place.serving()).await.err().unwrap();
    let err = said.refused("another turno-hub runs on this data");
    assert!(err.contains(&format!("pid {}", scene.hub.pid())), "{err}");
    let lock = std::fs::read_to_string(scene.place.data().join("lock")).unwrap();
    assert_eq!(lock.trim(), scene.hub.pid().to_string());
    scene.kiosk.issue("A").await;
}

#[tokio::test]
async fn the_lock_of_a_killed_hub_holds_nobody_up() {
    let place = Place::new(SITE);
    place.serve().await.kill().await;
    assert!(place.data().join("admin.sock").exists(), "a killed hub leaves its socket");
    place.run(&["day", "show"]).await.done();
    place.serve().await;
}

#[tokio::test]
async fn a_port_in_use_is_named() {
    let scene = Scene::new().await;
    let other = Place::new(SITE);
    let mut command = other.serving();
    let api = scene.hub.api.to_string();
    command.args(["--api", &api]);
    // The last `--api` would do, but one that is given twice is wrong usage.
    assert_eq!(Hub::start(command).await.err().unwrap().code, 2);
    let mut command = tokio::process::Command::new(HUB);
    command.arg("serve").arg("--site").arg(other.file("site.toml")).arg("--data").arg(other.data());
    command.args(["--api", &api, "--public", "127.0.0.1:0"]);
    let said = Hub::start(command).await.err().unwrap();
    said.refused(&format!("cannot listen on {api}"));
}

#[tokio::test]
async fn the_admin_socket_is_the_owners_alone() {
    let place = Place::new(SITE);
    let hub = place.serve().await;
    let socket = place.data().join("admin.sock");
    assert_eq!(std::fs::metadata(&socket).unwrap().permissions().mode() & 0o777, 0o600);
    hub.stop().await;
    assert!(!socket.exists());
}

#[tokio::test]
async fn administrators_who_find_no_room_wait_and_the_hub_does_not_spin() {
    let scene = Scene::new().await;
    // On an open connection, for a hub without file handles lets nobody else in.
    scene.kiosk.get("/hub").await.ok(200);
    let (pid, socket) = (scene.hub.pid(), scene.place.data().join("admin.sock"));
    let open = std::fs::read_dir(format!("/proc/{pid}/fd")).unwrap().count();
    let limit = async |n: usize| {
        let args = ["--pid".to_owned(), pid.to_string(), format!("--nofile={n}:")];
        assert!(tokio::process::Command::new("prlimit").args(args).status().await.unwrap().success());
    };
    limit(open + 2).await;
    let crowd: Vec<_> = (0..8).map(|_| std::os::unix::net::UnixStream::connect(&socket).unwrap()).collect();
    let complaints = || scene.hub.log().matches("administrators cannot connect").count();
    while complaints() == 0 {
        scene.kiosk.get("/hub").await.ok(200);
    }
    for _ in 0..300 {
        scene.kiosk.get("/hub").await.ok(200);
    }
    assert!(complaints() <= 2, "{} complaints", complaints());
    drop(crowd);
    limit(1024).await;
    scene.place.run(&["device", "list"]).await.done();
}

#[tokio::test]
async fn subcommands_work_with_a_hub_and_without() {
    let place = Place::new(SITE);
    place.serve().await.stop().await;
    let kiosk = place.enrol("kiosk", "ingresso").await;
    place.add_operator("giulia", "operator", &["rao", "caf"]).await;
    let offline = place.run(&["device", "list"]).await.done();

    let hub = place.serve().await;
    assert_eq!(place.run(&["device", "list"]).await.done(), offline);
    assert!(offline.contains("ingresso") && offline.contains("kiosk"), "{offline}");
    let operators = place.run(&["operator", "list"]).await.done();
    for word in ["giulia", "operator", "active", "rao", "caf"] {
        assert!(operators.contains(word), "{word:?}: {operators}");
    }
    let mut client = Client::new(&kiosk);
    client.moved(hub.api);
    client.issue("A").await;

    place.run(&["device", "revoke", "--name", "ingresso"]).await.done();
    client.get("/queue").await.problem(401, "unauthorised");
    assert!(place.run(&["device", "list"]).await.done().contains("revoked"));
    place.run(&["operator", "retire", "--key", "giulia"]).await.done();
    hub.stop().await;
    assert!(place.run(&["operator", "list"]).await.done().contains("retired"));
    place.run(&["device", "revoke", "--name", "ingresso"]).await.refused("ingresso");
    place.run(&["operator", "retire", "--key", "nessuno"]).await.refused("operator");
}

#[tokio::test]
async fn lists_have_a_heading_and_straight_columns() {
    let place = Place::new(SITE);
    let _hub = place.serve().await;
    place.enrol("kiosk", "k").await;
    place.enrol("desk", "scrivania del primo piano").await;
    let list = place.run(&["device", "list"]).await.done();
    let lines: Vec<&str> = list.lines().collect();
    assert_eq!(lines.len(), 3, "{list}");
    let column = lines[0].find("ROLE").unwrap();
    assert_eq!(&lines[1][column..column + 5], "kiosk", "{list}");
    assert_eq!(&lines[2][column..column + 4], "desk", "{list}");
}

#[tokio::test]
async fn a_reader_that_has_enough_is_no_fault() {
    let place = Place::new(SITE);
    place.serve().await.stop().await;
    for command in [
        &["device", "list"][..],
        &["statistics", "--from", "2026-11-21", "--to", "2026-11-21", "--by", "service"],
    ] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut list = tokio::process::Command::new(HUB);
        list.args(command).arg("--data").arg(place.data()).stdout(writer);
        let output =
            list.stderr(std::process::Stdio::piped()).spawn().unwrap().wait_with_output().await.unwrap();
        let err = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code(), err.as_str()), (Some(0), ""), "{command:?}");
    }
}

#[tokio::test]
async fn names_and_keys_are_unique() {
    let scene = Scene::new().await;
    let place = &scene.place;
    let out = place.file("again.toml");
    let enrol = ["device", "enroll", "--role", "desk", "--name", "kiosk-1", "--out", out.to_str().unwrap()];
    place.run(&enrol).await.refused("kiosk-1");
    assert!(!out.exists());
    let add = ["operator", "add", "--key", "giulia", "--name", "G", "--role", "operator", "--pin-stdin"];
    place.run_with(&add, "582934\n").await.refused("giulia");
    // Who was revoked gives the name back: a broken kiosk is replaced under its name.
    place.run(&["device", "revoke", "--name", "kiosk-1"]).await.done();
    std::fs::remove_file(place.file("kiosk-1.toml")).unwrap();
    let enrolment = place.enrol("kiosk", "kiosk-1").await.token;
    scene.kiosk.with_token(enrolment).issue("A").await;
    scene.kiosk.get("/queue").await.problem(401, "unauthorised");
}

#[tokio::test]
async fn wrong_usage_is_told_apart_from_a_refusal() {
    let place = Place::new(SITE);
    place.run(&["device", "list"]).await.refused("serve it once");
    let wrong: [&[&str]; 7] = [
        &[],
        &["serve"],
        &["nonsense"],
        &["device", "enroll", "--data", "x", "--role", "boss", "--name", "n", "--out", "o"],
        &["operator", "add", "--data", "x", "--key", "k", "--name", "n", "--role", "operator"],
        &["day", "set", "--data", "x", "--to", "yesterday"],
        &["statistics", "--data", "x", "--from", "2026-11-21", "--to", "2026-11-21", "--by", "moon"],
    ];
    for args in wrong {
        let said = run_bare(args, "").await;
        assert_eq!((said.code, said.out.as_str()), (2, ""), "{args:?}: {}", said.err);
    }
}

#[tokio::test]
async fn a_folder_that_may_not_be_looked_into_is_not_called_empty() {
    let place = Place::new(SITE);
    place.serve().await.stop().await;
    let mode = |mode| std::fs::set_permissions(place.data(), std::fs::Permissions::from_mode(mode)).unwrap();
    mode(0o000);
    let data = place.data();
    let list = [HUB, "device", "list", "--data", data.to_str().unwrap()];
    // Root looks everywhere, unless it is bound not to (capabilities(7)).
    let bound = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"];
    let words =
        if rustix::process::geteuid().is_root() { [&bound[..], &list[..]].concat() } else { list.to_vec() };
    let output = tokio::process::Command::new(words[0]).args(&words[1..]).output().await.unwrap();
    mode(0o700);
    let err = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{err}");
    assert!(err.contains("permission denied: run it as root or as turno-hub"), "{err}");
    assert!(!err.contains("serve it once"), "{err}");
    place.run(&["device", "list"]).await.done();
}

#[tokio::test]
async fn every_command_explains_itself() {
    let commands: [&[&str]; 16] = [
        &[],
        &["serve"],
        &["device", "enroll"],
        &["device", "list"],
        &["device", "revoke"],
        &["operator", "add"],
        &["operator", "list"],
        &["operator", "pin"],
        &["operator", "retire"],
        &["day", "show"],
        &["day", "close"],
        &["day", "set"],
        &["site", "apply"],
        &["site", "export"],
        &["import"],
        &["statistics"],
    ];
    for command in commands {
        let help = run_bare(&[command, &["--help"]].concat(), "").await.done();
        assert!(help.contains("Usage: turno-hub"), "{help}");
        assert!(!help.contains("test-clock"), "{help}");
        let options = help.lines().filter(|line| line.trim_start().starts_with("--"));
        for option in options {
            assert!(option.trim().split("  ").count() > 1 || help.contains("\n          "), "{option}");
        }
    }
    assert!(run_bare(&["--version"], "").await.done().starts_with("turno-hub "));
}

#[tokio::test]
async fn a_pin_must_be_one_worth_guessing() {
    let place = Place::new(SITE);
    let _hub = place.serve().await;
    let add = ["operator", "add", "--key", "g", "--name", "G", "--role", "operator", "--pin-stdin"];
    for pin in ["", "12345\n", "123456\n", "000000\n", "abcdef\n"] {
        let said: Said = place.run_with(&add, pin).await;
        let err = said.refused("PIN");
        assert!(pin.trim().is_empty() || !err.contains(pin.trim()), "the PIN is not repeated: {err}");
    }
    assert!(!place.run(&["operator", "list"]).await.done().contains(" G "));
}

#[tokio::test]
async fn a_terminal_asks_for_a_pin_twice_and_shows_none() {
    let place = Place::new(SITE);
    place.serve().await.stop().await;
    let add = |key: &str| {
        let words = ["operator", "add", "--key", key, "--name", "G", "--role", "operator", "--pin-stdin"];
        format!("{HUB} {} --data {}", words.join(" "), place.data().display())
    };
    let mut asked = Terminal::open(&add("giulia"));
    asked.answer("PIN: ", "402917\n").await;
    asked.answer("again: ", "402917\n").await;
    let (code, shown) = asked.end().await;
    assert_eq!(code, 0, "{shown}");
    assert!(shown.contains("operator giulia can sign in"), "{shown}");
    assert!(!shown.contains("402917"), "the PIN is on the screen: {shown}");

    let mut mistyped = Terminal::open(&add("paolo"));
    mistyped.answer("PIN: ", "402917\n").await;
    mistyped.answer("again: ", "402918\n").await;
    let (code, shown) = mistyped.end().await;
    assert_eq!(code, 1, "{shown}");
    assert!(shown.contains("the two PINs differ"), "{shown}");
    assert!(!place.run(&["operator", "list"]).await.done().contains("paolo"));
}

#[tokio::test]
async fn a_test_clock_moves_only_a_hub_that_nobody_else_can_reach() {
    let place = Place::at(SITE, "2026-11-21T09:00:00+01:00");
    let mut command = tokio::process::Command::new(HUB);
    command.arg("serve").arg("--site").arg(place.file("site.toml")).arg("--data").arg(place.data());
    command.args(["--api", "0.0.0.0:0", "--public", "127.0.0.1:0", "--test-clock"]).arg(place.file("clock"));
    Hub::start(command).await.err().unwrap().refused("loopback");
}

#[tokio::test]
async fn a_hub_that_is_told_to_stop_ends_its_streams_first() {
    let scene = Scene::new().await;
    let mut streams = [
        scene.kiosk.listen("/events", None).await,
        scene.giulia.listen("/events", None).await,
        scene.giulia.listen("/casework/events", None).await,
    ];
    let (status, _) = scene.hub.stop().await;
    assert_eq!(status.code(), Some(0));
    for stream in &mut streams {
        assert_eq!(stream.next().await, None);
    }
}
