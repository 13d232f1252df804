//! The fake printer as a program: its ready line, its orders, its pictures.
#![cfg(feature = "fake")]

mod tickets;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::Duration;

use tickets::full;
use turno_devices::escpos::{PrinterProfile, job};
use turno_devices::paper::PaperWidth;
use turno_devices::transport::PrinterUrl;

struct Program {
    child: Child,
    orders: Option<ChildStdin>,
    url: PrinterUrl,
}

impl Program {
    fn start(arguments: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_turno-fake-printer"))
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program");
        let mut ready = String::new();
        BufReader::new(child.stdout.take().expect("its output")).read_line(&mut ready).expect("a line");
        let ready: serde_json::Value = serde_json::from_str(&ready).expect("JSON");
        let url = ready["printer"].as_str().expect("an address").parse().expect("a printer's address");
        let orders = child.stdin.take();
        Self { child, orders, url }
    }

    fn order(&mut self, line: &str) {
        writeln!(self.orders.as_mut().expect("its input"), "{line}").expect("taken");
    }

    fn connect(&self) -> TcpStream {
        let PrinterUrl::Tcp { host, port } = &self.url else { panic!("a TCP printer") };
        let line = TcpStream::connect((host.as_str(), *port)).expect("a line");
        line.set_read_timeout(Some(Duration::from_secs(60))).expect("a deadline");
        line
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn answer(line: &mut TcpStream, question: &[u8]) -> u8 {
    line.write_all(question).expect("asked");
    let mut answer = [0];
    line.read_exact(&mut answer).expect("answered");
    answer[0]
}

#[test]
fn a_ticket_becomes_a_png_in_the_folder() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("tickets");
    let program = Program::start(&["--out", out.to_str().expect("a path"), "--width", "58"]);
    let mut line = program.connect();
    let bytes = job(&full().layout(PaperWidth::Mm58), &PrinterProfile::default()).expect("bytes");
    assert_eq!(answer(&mut line, &bytes), 0x00);
    let decoder =
        png::Decoder::new(BufReader::new(std::fs::File::open(out.join("0001.png")).expect("a picture")));
    let reader = decoder.read_info().expect("a PNG");
    assert_eq!(
        (reader.info().width, reader.info().height),
        (464, full().layout(PaperWidth::Mm58).paper_dots())
    );
}

#[test]
fn orders_are_lines_on_standard_input() {
    let mut program = Program::start(&[]);
    let mut line = program.connect();
    assert_eq!(answer(&mut line, b"\x10\x04\x04"), 0x12);
    program.order("not an order");
    program.order(r#"{"order": "paper out"}"#);
    // The order arrives on another way than the questions: ask until it has.
    while answer(&mut line, b"\x10\x04\x04") != 0x7E {}
    program.order("quit");
    assert!(program.child.wait().expect("it ends").success());
}

#[test]
fn a_terminal_is_reached_by_its_link() {
    let folder = tempfile::tempdir().expect("a folder");
    let link = folder.path().join("printer");
    let program = Program::start(&["--pty", "--link", link.to_str().expect("a path")]);
    assert_eq!(program.url, PrinterUrl::Serial { path: link.clone(), baud: 115_200 });
    assert!(std::fs::canonicalize(&link).expect("it points somewhere").starts_with(Path::new("/dev/pts")));
}
