//! A serial port through the eyes of its other end: a pseudo-terminal that the test holds.

mod terminal;

use std::fs::File;
use std::io::{Read, Write};
use std::time::{Duration, Instant};

use rustix::termios::{ControlModes, InputModes, LocalModes, OutputModes, tcgetattr};
use terminal::terminal;
use turno_devices::transport::{PrinterUrl, SerialError, Transport, TransportError, open};

/// How long a test waits for what must come.
const PATIENCE: Duration = Duration::from_secs(60);

fn soon() -> Instant {
    Instant::now() + PATIENCE
}

fn open_at(url: &str) -> Result<Box<dyn Transport>, TransportError> {
    open(&url.parse::<PrinterUrl>().expect("an address"), soon())
}

/// The error, typed; a transport cannot be printed.
fn refusal(url: &str) -> SerialError {
    match open_at(url).err() {
        Some(TransportError::Serial(error)) => error,
        other => panic!("{url}: {other:?}"),
    }
}

#[test]
fn the_speed_of_the_address_is_set_and_the_line_is_raw_8n1() {
    let (near, path) = terminal();
    for (query, baud) in [("", 19_200), ("?baud=9600", 9_600), ("?baud=115200", 115_200)] {
        let _line = open_at(&format!("serial://{}{query}", path.display())).expect("a line");
        let settings = tcgetattr(&near).expect("the settings");
        assert_eq!((settings.input_speed(), settings.output_speed()), (baud, baud), "{query}");
        let control = settings.control_modes;
        assert_eq!(control & ControlModes::CSIZE, ControlModes::CS8);
        assert!(!control.intersects(ControlModes::PARENB | ControlModes::CSTOPB | ControlModes::CRTSCTS));
        assert!(control.contains(ControlModes::CLOCAL | ControlModes::CREAD));
        assert!(!settings.local_modes.intersects(LocalModes::ICANON | LocalModes::ECHO | LocalModes::ISIG));
        assert!(!settings.input_modes.intersects(InputModes::IXON | InputModes::IXOFF | InputModes::ICRNL));
        assert!(!settings.output_modes.contains(OutputModes::OPOST));
    }
}

#[test]
fn a_port_that_is_not_there_says_so() {
    let error = refusal("serial:///dev/serial/by-id/usb-no-such-printer");
    assert!(
        matches!(&error, SerialError::NoSuchPort(path) if path.ends_with("usb-no-such-printer")),
        "{error}"
    );
}

#[test]
fn a_port_that_is_held_is_busy_until_it_is_let_go() {
    let (_near, path) = terminal();
    let url = format!("serial://{}", path.display());
    let holder = open_at(&url).expect("a line");
    assert!(matches!(refusal(&url), SerialError::Busy(busy) if busy == path));
    drop(holder);
    open_at(&url).expect("free again");
}

#[test]
fn what_is_no_serial_port_is_not_set_up() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a-file");
    File::create(&path).expect("a file");
    let error = refusal(&format!("serial://{}", path.display()));
    assert!(matches!(&error, SerialError::NotSetUp { baud: 19_200, .. }), "{error}");
}

#[test]
fn a_link_is_followed_each_time_it_is_opened() {
    let folder = tempfile::tempdir().expect("a folder");
    let link = folder.path().join("usb-Custom_VKP80");
    let url = format!("serial://{}", link.display());
    for said in [b"one", b"two"] {
        let (mut near, path) = terminal();
        let _ = std::fs::remove_file(&link);
        std::os::unix::fs::symlink(&path, &link).expect("a link");
        let mut line = open_at(&url).expect("a line");
        assert_eq!(line.write(said, soon()).expect("taken"), said.len());
        let mut heard = [0; 3];
        near.read_exact(&mut heard).expect("heard");
        assert_eq!(&heard, said);
    }
}

#[test]
fn silence_is_a_deadline_an_answer_is_read_and_old_bytes_are_forgotten() {
    let (mut near, path) = terminal();
    let url = format!("serial://{}", path.display());
    drop(open_at(&url).expect("a line, which stays raw"));
    near.write_all(&[0x55]).expect("noise from before");
    let mut line = open_at(&url).expect("a line");
    let mut buffer = [0; 8];
    assert!(matches!(line.read(&mut buffer, Instant::now()), Err(TransportError::TimedOut)));
    near.write_all(&[0x12]).expect("an answer");
    assert_eq!(line.read(&mut buffer, soon()).expect("it"), 1);
    assert_eq!(buffer[0], 0x12);
}

#[test]
fn a_printer_that_takes_nothing_more_holds_nobody_up() {
    let (_near, path) = terminal();
    let mut line = open_at(&format!("serial://{}", path.display())).expect("a line");
    // Far more than any buffer between the two ends has room for.
    let much = vec![b'x'; 1 << 20];
    let mut taken = 0;
    let ended = loop {
        match line.write(&much, Instant::now()) {
            Ok(some) => taken += some,
            Err(error) => break error,
        }
    };
    assert!(matches!(ended, TransportError::TimedOut), "{ended}");
    assert!(taken > 0 && taken < much.len(), "{taken} bytes");
}

#[test]
fn a_line_whose_other_end_is_pulled_is_gone() {
    let (near, path) = terminal();
    let mut line = open_at(&format!("serial://{}", path.display())).expect("a line");
    drop(near);
    assert!(matches!(line.read(&mut [0; 8], soon()), Err(TransportError::Gone(_))));
    assert!(matches!(line.write(b"x", soon()), Err(TransportError::Gone(_))));
}
