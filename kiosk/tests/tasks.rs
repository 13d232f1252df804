//! The kiosk's tasks as whoever sets it up meets them: `selftest` and `service-pin`.

#![allow(clippy::unwrap_used)]

use std::io::Write;
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use turno_client::OnlyOne;
use turno_clock::{Clock, Unproven};
use turno_devices::gpio::FakeBoard;
use turno_kiosk::service_pin::{Try, check};
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

fn kiosk(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_turno-kiosk"));
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn a_scanner_that_reads_a_health_card_works_and_its_code_is_not_shown() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("scanner");
    let socket = UnixListener::bind(&path).unwrap();
    let url = format!("fake://{}", path.display());
    let child = kiosk(&["selftest", "scanner", "--device", &url]).spawn().unwrap();
    let (mut scanner, _) = socket.accept().unwrap();
    scanner.write_all(b"*RSSMRA85T10A562S*\r").unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    let said = said(&output) + &String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("Letta una tessera sanitaria") && !said.contains("RSSMRA"), "{said}");
}

#[test]
fn a_scanner_that_is_not_there_or_says_nothing_does_not_work_and_the_help_is_italian() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("scanner");
    let url = format!("fake://{}", path.display());
    let gone = kiosk(&["selftest", "scanner", "--device", &url]).output().unwrap();
    assert_eq!(gone.status.code(), Some(1));
    assert!(said(&gone).contains("Il lettore non c'è. Lo colleghi"), "{}", said(&gone));
    let _socket = UnixListener::bind(&path).unwrap();
    let silent = kiosk(&["selftest", "scanner", "--device", &url, "--wait", "0"]).output().unwrap();
    assert_eq!(silent.status.code(), Some(1));
    assert!(said(&silent).contains("Non è arrivato niente"), "{}", said(&silent));
    let unnamed = kiosk(&["selftest", "scanner"]).output().unwrap();
    assert_eq!(unnamed.status.code(), Some(1));
    assert!(said(&unnamed).contains("--hub"), "{}", said(&unnamed));
}

#[tokio::test]
async fn a_button_that_is_pressed_and_let_go_works() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("board");
    let mut board = FakeBoard::plug_in(&path).unwrap();
    let url = format!("fake://{}", path.display());
    let child = kiosk(&["selftest", "button", "--device", &url]).spawn().unwrap();
    board.wired(1).await;
    board.press().unwrap();
    board.release().unwrap();
    let output = tokio::task::spawn_blocking(|| child.wait_with_output().unwrap()).await.unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(said(&output).contains("Il pulsante funziona."), "{}", said(&output));
}

#[test]
fn a_test_print_comes_out_and_a_printer_that_is_not_there_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let paper = folder.path().join("paper");
    let url = format!("file://{}", paper.display());
    let printed = kiosk(&["selftest", "printer", "--device", &url]).output().unwrap();
    assert_eq!(printed.status.code(), Some(0), "{}", said(&printed));
    assert!(said(&printed).contains("La prova è stampata"), "{}", said(&printed));
    assert!(std::fs::metadata(&paper).unwrap().len() > 500);
    let usb = "usb:///dev/turno/no-such-printer";
    let gone = kiosk(&["selftest", "printer", "--device", usb, "--wait", "1"]).output().unwrap();
    assert_eq!(gone.status.code(), Some(1));
    assert!(said(&gone).contains("Spenta o scollegata"), "{}", said(&gone));
}

#[test]
fn sound_that_was_played_works_and_a_device_that_is_not_there_does_not() {
    let folder = tempfile::tempdir().unwrap();
    let device = format!("tee:null,{},raw", folder.path().join("heard").display());
    let heard = kiosk(&["selftest", "sound", "--device", &device]).output().unwrap();
    assert_eq!(heard.status.code(), Some(0), "{}", said(&heard));
    assert!(std::fs::metadata(folder.path().join("heard")).unwrap().len() > 100_000);
    for device in ["hw:71,0", "no-such-device"] {
        let gone = kiosk(&["selftest", "sound", "--device", device]).output().unwrap();
        assert_eq!(gone.status.code(), Some(1), "{}", said(&gone));
    }
}

#[test]
fn the_service_pin_is_set_where_the_kiosk_looks_for_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("kiosk.toml");
    std::fs::write(&file, ENROLMENT).unwrap();
    let set = |pin: &str| {
        let state = folder.path().to_str().unwrap();
        let mut child =
            kiosk(&["service-pin", "--hub", file.to_str().unwrap(), "--state", state, "--pin-stdin"])
                .stdin(Stdio::piped())
                .spawn()
                .unwrap();
        child.stdin.take().unwrap().write_all(format!("{pin}\n").as_bytes()).unwrap();
        child.wait_with_output().unwrap()
    };
    let state = OnlyOne::folder_of(Path::new(folder.path()), DeviceRole::Kiosk, "ingresso");
    let now = Clock::real(Unproven::Trusted).now();
    let refused = set("123456");
    assert_eq!(refused.status.code(), Some(1));
    assert!(!String::from_utf8_lossy(&refused.stderr).contains("123456"));
    assert_eq!(check(&state, "402917", now).unwrap(), Try::NotSet);
    assert_eq!(set("402917").status.code(), Some(0));
    assert_eq!(check(&state, "402917", now).unwrap(), Try::Right);
    // While the kiosk runs, too.
    let _kiosk = OnlyOne::take(folder.path(), DeviceRole::Kiosk, "ingresso").unwrap();
    assert_eq!(set("771203").status.code(), Some(0));
    assert_eq!(check(&state, "771203", now).unwrap(), Try::Right);
}
