//! A USB printer's node through the eyes of the printer: a raw pseudo-terminal that the test holds, which like the node is a
//! character device that hangs up, and which nobody sets up.

mod terminal;

use std::fs::File;
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};
use turno_devices::transport::{PrinterUrl, Transport, TransportError, open};

/// How long a test waits for what must come.
const PATIENCE: Duration = Duration::from_secs(60);
/// At this character a terminal that reads whole lines ends one, so that a read gives nothing.
const END_OF_TRANSMISSION: u8 = 0x04;

fn soon() -> Instant {
    Instant::now() + PATIENCE
}

/// A terminal whose settings are raw but for what `set` makes of them.
fn node(set: impl FnOnce(&mut Termios)) -> (File, PathBuf) {
    let (near, path) = terminal::terminal();
    let mut settings = tcgetattr(&near).expect("the settings");
    settings.make_raw();
    set(&mut settings);
    tcsetattr(&near, OptionalActions::Now, &settings).expect("set");
    (near, path)
}

fn raw_node() -> (File, PathBuf) {
    node(|_| ())
}

fn open_at(path: &Path) -> Result<Box<dyn Transport>, TransportError> {
    let url: PrinterUrl = format!("usb://{}", path.display()).parse().expect("an address");
    open(&url, soon())
}

#[test]
fn every_byte_goes_there_and_comes_back_as_it_is() {
    let (mut near, path) = raw_node();
    let mut printer = open_at(&path).expect("a printer");
    let every: Vec<u8> = (0..=u8::MAX).collect();
    assert_eq!(printer.write(&every, soon()).expect("taken"), every.len());
    let mut there = [0; 256];
    near.read_exact(&mut there).expect("heard");
    assert_eq!(there, *every);
    near.write_all(&every).expect("answered");
    let mut back = Vec::new();
    while back.len() < every.len() {
        let mut buffer = [0; 64];
        let read = printer.read(&mut buffer, soon()).expect("an answer");
        back.extend_from_slice(&buffer[..read]);
    }
    assert_eq!(back, every);
}

#[test]
fn silence_is_a_deadline() {
    let (_near, path) = raw_node();
    let mut printer = open_at(&path).expect("a printer");
    assert!(matches!(printer.read(&mut [0; 8], Instant::now()), Err(TransportError::TimedOut)));
}

#[test]
fn an_empty_packet_says_nothing_and_is_no_end() {
    let (mut near, path) = node(|settings| settings.local_modes |= LocalModes::ICANON);
    let mut printer = open_at(&path).expect("a printer");
    let mut buffer = [0; 8];
    near.write_all(&[END_OF_TRANSMISSION]).expect("an empty packet");
    assert!(matches!(printer.read(&mut buffer, Instant::now()), Err(TransportError::TimedOut)));
    near.write_all(&[END_OF_TRANSMISSION, END_OF_TRANSMISSION, 0x12, b'\n']).expect("and an answer");
    let read = printer.read(&mut buffer, soon()).expect("it is there");
    assert_eq!(&buffer[..read], [0x12, b'\n']);
}

#[test]
fn a_printer_that_takes_nothing_more_holds_nobody_up_and_goes_on_when_it_takes_again() {
    let (mut near, path) = raw_node();
    let mut printer = open_at(&path).expect("a printer");
    // Far more than any buffer between the two ends has room for.
    let much: Vec<u8> = (0..1 << 20).map(|nth: u32| nth.to_le_bytes()[1]).collect();
    let mut taken = 0;
    let ended = loop {
        match printer.write(&much[taken..], Instant::now()) {
            Ok(some) => taken += some,
            Err(error) => break error,
        }
    };
    assert!(matches!(ended, TransportError::TimedOut), "{ended}");
    assert!(taken > 0 && taken < much.len(), "{taken} bytes");

    let mut there = vec![0; taken];
    near.read_exact(&mut there).expect("it takes again");
    taken += printer.write(&much[taken..], soon()).expect("and goes on");
    let heard = there.len();
    there.resize(taken, 0);
    near.read_exact(&mut there[heard..]).expect("the rest");
    assert!(there == much[..taken], "not a byte is lost or doubled");
}

#[test]
fn a_printer_that_is_unplugged_is_gone_and_back_behind_the_same_link() {
    let folder = tempfile::tempdir().expect("a folder");
    let link = folder.path().join("lp");
    for said in [b"one", b"two"] {
        let (mut near, path) = raw_node();
        std::os::unix::fs::symlink(&path, &link).expect("a link");
        let mut printer = open_at(&link).expect("a printer");
        assert_eq!(printer.write(said, soon()).expect("taken"), said.len());
        let mut heard = [0; 3];
        near.read_exact(&mut heard).expect("heard");
        assert_eq!(&heard, said);

        std::fs::remove_file(&link).expect("as udev's");
        drop(near);
        assert!(matches!(printer.read(&mut [0; 8], soon()), Err(TransportError::Gone(_))));
        assert!(matches!(printer.write(b"x", soon()), Err(TransportError::Gone(_))));
        let gone = open_at(&link).err();
        assert!(
            matches!(&gone, Some(TransportError::Gone(error)) if error.kind() == ErrorKind::NotFound),
            "{gone:?}"
        );
    }
}

#[test]
fn a_terminal_in_place_of_a_printer_stays_on_this_machine_and_what_is_not_there_may_be_anything() {
    let (_near, path) = raw_node();
    for (path, stays) in [(path.as_path(), true), (Path::new("/dev/usb/lp-not-there"), false)] {
        assert_eq!(PrinterUrl::Usb { path: path.to_owned() }.stays_on_this_machine(), stays);
        assert_eq!(PrinterUrl::Serial { path: path.to_owned(), baud: 19_200 }.stays_on_this_machine(), stays);
    }
}
