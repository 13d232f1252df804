//! The scanner through a pseudo-terminal, and through the socket that stands for one in whole-system tests.

mod terminal;

use std::io::Write;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::time::Duration;

use terminal::terminal;
use tokio::time::timeout;
use turno_devices::part::PartState;
use turno_devices::scanner::{Scan, Scanner, ScannerUrl, Scans};
use turno_domain::codice_fiscale::CodiceFiscale;

/// How long a test waits for what must come.
const PATIENCE: Duration = Duration::from_secs(60);

fn start(scheme: &str, path: &Path) -> (Scanner, Scans) {
    let url: ScannerUrl = format!("{scheme}://{}", path.display()).parse().expect("an address");
    Scanner::start(url).expect("a thread")
}

async fn until(scanner: &Scanner, wanted: PartState) {
    let mut state = scanner.state();
    timeout(PATIENCE, state.wait_for(|state| *state == wanted)).await.expect("in time").expect("a scanner");
}

async fn next(scans: &mut Scans) -> Scan {
    timeout(PATIENCE, scans.recv()).await.expect("in time").expect("a scanner")
}

fn card() -> Scan {
    Scan::CodiceFiscale(CodiceFiscale::parse("RSSMRA85T10A562S").expect("a code"))
}

#[tokio::test]
async fn a_health_card_and_a_ticket_are_read_over_a_serial_line() {
    let (mut near, path) = terminal();
    let (scanner, mut scans) = start("serial", &path);
    until(&scanner, PartState::Ready).await;
    near.write_all(b"*RSSMRA85T10A562S*\r\n").expect("sent");
    assert_eq!(next(&mut scans).await, card());
    // The end of this one is silence.
    near.write_all(b"http://192.168.1.10:8080/t/aB3_x").expect("sent");
    assert_eq!(next(&mut scans).await, Scan::Page("aB3_x".into()));
    scanner.stop();
    assert!(scans.recv().await.is_none(), "its thread has ended");
}

#[tokio::test]
async fn the_same_code_again_is_no_new_scan() {
    let (mut near, path) = terminal();
    let (scanner, mut scans) = start("serial", &path);
    until(&scanner, PartState::Ready).await;
    near.write_all(b"A042\rA042\rA042\rB007\r").expect("sent");
    assert_eq!(next(&mut scans).await, Scan::Other("A042".into()));
    assert_eq!(next(&mut scans).await, Scan::Other("B007".into()));
}

#[tokio::test]
async fn a_scanner_that_comes_late_goes_and_comes_back_heals_by_itself() {
    let folder = tempfile::tempdir().expect("a folder");
    let link = folder.path().join("usb-scanner");
    let (scanner, mut scans) = start("serial", &link);
    until(&scanner, PartState::Absent).await;
    for code in ["first", "second"] {
        let (mut near, path) = terminal();
        let _ = std::fs::remove_file(&link);
        symlink(&path, &link).expect("a link");
        until(&scanner, PartState::Ready).await;
        near.write_all(format!("{code}\r").as_bytes()).expect("sent");
        assert_eq!(next(&mut scans).await, Scan::Other(code.to_uppercase()));
        drop(near);
        until(&scanner, PartState::Absent).await;
    }
}

#[tokio::test]
async fn a_port_that_another_program_holds_is_failing() {
    let (_near, path) = terminal();
    let (holder, _scans) = start("serial", &path);
    until(&holder, PartState::Ready).await;
    let (second, _scans) = start("serial", &path);
    until(&second, PartState::Failing).await;
    holder.stop();
    until(&second, PartState::Ready).await;
}

#[tokio::test]
async fn a_minute_of_random_bytes_harms_nothing() {
    let (mut near, path) = terminal();
    let (scanner, mut scans) = start("serial", &path);
    until(&scanner, PartState::Ready).await;
    // A minute at 9600 baud; Knuth's generator, the same bytes each time.
    let mut seed = 42_u64;
    let noise: Vec<u8> = (0..57_600)
        .map(|_| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            seed.to_le_bytes()[7]
        })
        .collect();
    near.write_all(&noise).expect("sent");
    near.write_all(b"\rRSSMRA85T10A562S\r").expect("sent");
    loop {
        match next(&mut scans).await {
            Scan::Other(_) => {}
            scan => break assert_eq!(scan, card()),
        }
    }
    assert_eq!(*scanner.state().borrow(), PartState::Ready);
}

#[tokio::test]
async fn a_socket_stands_for_a_scanner_and_is_unplugged_when_it_hangs_up() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("scanner.sock");
    let (scanner, mut scans) = start("fake", &path);
    until(&scanner, PartState::Absent).await;
    let socket = UnixListener::bind(&path).expect("a socket");
    for code in ["one", "two"] {
        let (mut near, _) = socket.accept().expect("a kiosk");
        near.write_all(code.as_bytes()).expect("sent");
        assert_eq!(next(&mut scans).await, Scan::Other(code.to_uppercase()));
    }
}
