//! What the program says before it shows anything: a wrong file, a second kiosk, a printer that a test must not move.

#![allow(clippy::unwrap_used)]

use std::path::Path;
use std::process::{Command, Output};
use turno_client::OnlyOne;
use turno_protocol::session::DeviceRole;

const ENROLMENT: &str = r#"
url = "https://hub.turno.internal:4443"
addresses = ["127.0.0.1:9"]
certificate = """-----BEGIN CERTIFICATE-----
AAAA
-----END CERTIFICATE-----
"""
device = "ingresso"
role = "kiosk"
token = "secret-of-a-test"
"#;

fn start(folder: &Path, enrolment: &str, more: &[&str]) -> Output {
    let file = folder.join("kiosk.toml");
    std::fs::write(&file, enrolment).unwrap();
    Command::new(env!("CARGO_BIN_EXE_turno-kiosk"))
        .arg("--hub")
        .arg(&file)
        .args(more)
        .env_clear()
        .env("XDG_STATE_HOME", folder)
        .output()
        .unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_second_kiosk_of_the_same_enrolment_says_so_and_ends() {
    let folder = tempfile::tempdir().unwrap();
    let state = turno_client::state_folder(|name| {
        (name == "XDG_STATE_HOME").then(|| folder.path().to_str().unwrap().to_owned())
    });
    let first = OnlyOne::take(&state.unwrap(), DeviceRole::Kiosk, "ingresso").unwrap();
    let second = start(folder.path(), ENROLMENT, &[]);
    assert_eq!(second.status.code(), Some(1));
    assert!(said(&second).contains("a kiosk already runs for the device \"ingresso\""), "{}", said(&second));
    drop(first);
}

#[test]
fn an_enrolment_that_will_not_do_is_named_and_its_secret_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let desk = start(folder.path(), &ENROLMENT.replace("\"kiosk\"", "\"desk\""), &[]);
    assert_eq!(desk.status.code(), Some(1));
    assert!(said(&desk).contains("kiosk.toml"), "{}", said(&desk));
    let broken = start(folder.path(), &ENROLMENT.replace("token =", "token"), &[]);
    assert_eq!(broken.status.code(), Some(1));
    assert!(!said(&broken).contains("secret-of-a-test"), "{}", said(&broken));
}

#[test]
fn a_tests_clock_drives_no_real_printer() {
    let folder = tempfile::tempdir().unwrap();
    let more = ["--test-clock", "nobody.sock", "--printer", "tcp://192.0.2.9:9100"];
    let refused = start(folder.path(), ENROLMENT, &more);
    assert_eq!(refused.status.code(), Some(1));
    assert!(said(&refused).contains("--test-clock needs a printer on this machine"), "{}", said(&refused));
}

#[test]
fn wrong_usage_ends_with_two() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(start(folder.path(), ENROLMENT, &["--printer", "fax://12"]).status.code(), Some(2));
    let help = start(folder.path(), ENROLMENT, &["--help"]);
    assert_eq!(help.status.code(), Some(0));
    let help = String::from_utf8_lossy(&help.stdout).into_owned();
    assert!(
        help.contains("--printer") && !help.contains("test-clock") && !help.contains("--drive"),
        "{help}"
    );
}
