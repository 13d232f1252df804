//! The fake printer as a program: its ready line, its orders, its pictures.
#![cfg(feature = "fake")]

mod tickets;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::Duration;

use tickets::{full, plain};
use turno_devices::escpos::{Presenter, PrinterProfile, job, windows};
use turno_devices::fake::Order;
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

/// Prints a job, and reads the proof of each of its parts.
fn print(line: &mut TcpStream, job: &[u8]) {
    line.write_all(job).expect("taken");
    let mut proofs = vec![0xFF; windows(job).count()];
    line.read_exact(&mut proofs).expect("the proof of each part");
    assert!(proofs.iter().all(|proof| *proof == 0x00), "{proofs:?}");
}

#[test]
fn a_ticket_becomes_a_png_in_the_folder() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("tickets");
    let program = Program::start(&["--out", out.to_str().expect("a path"), "--width", "58"]);
    let mut line = program.connect();
    let bytes = job(&full().layout(PaperWidth::Mm58), &PrinterProfile::default()).expect("bytes");
    print(&mut line, &bytes);
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

/// A program that tells what it does, and a line to it.
struct Told {
    program: Program,
    says: std::io::Lines<BufReader<std::process::ChildStdout>>,
}

impl Told {
    fn start(arguments: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_turno-fake-printer"))
            .arg("--tell")
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program");
        let mut says = BufReader::new(child.stdout.take().expect("its output")).lines();
        let ready = says.next().expect("a line").expect("read");
        let ready: serde_json::Value = serde_json::from_str(&ready).expect("JSON");
        let url = ready["printer"].as_str().expect("an address").parse().expect("a printer's address");
        let orders = child.stdin.take();
        Self { program: Program { child, orders, url }, says }
    }

    fn hear(&mut self) -> serde_json::Value {
        serde_json::from_str(&self.says.next().expect("a line").expect("read")).expect("JSON")
    }

    /// Gives an order and waits until it is carried out; what else is told meanwhile is passed over.
    fn order(&mut self, order: &str) {
        self.program.order(order);
        while self.hear()["done"] != order {}
    }
}

#[test]
fn each_fault_has_its_words_and_shows_in_the_status() {
    let mut told = Told::start(&[]);
    let mut line = told.program.connect();
    let mut status = |told: &mut Told, order: &str| {
        told.order(order);
        [1, 2, 3, 4].map(|question| answer(&mut line, &[0x10, 0x04, question]))
    };
    for (order, expected, healing) in [
        ("near-end", [0x12, 0x12, 0x12, 0x1E], "paper ok"),
        ("paper near end", [0x12, 0x12, 0x12, 0x1E], "paper-ok"),
        ("paper-out", [0x1A, 0x32, 0x12, 0x7E], "paper ok"),
        ("cover open", [0x1A, 0x16, 0x12, 0x12], "cover closed"),
    ] {
        assert_eq!(status(&mut told, order), expected, "{order}");
        assert_eq!(status(&mut told, healing), [0x12; 4], "{healing}");
    }
    told.order("cutter error");
    line.write_all(b"ciao\n\x1dVB\x00").expect("taken");
    assert_eq!([1, 2, 3].map(|question| answer(&mut line, &[0x10, 0x04, question])), [0x1A, 0x52, 0x1A]);
    told.order("cutter ok");
    line.write_all(b"\x10\x05\x02").expect("taken");
    assert_eq!(answer(&mut line, b"\x10\x04\x03"), 0x12);
    told.order("broken");
    assert_eq!(answer(&mut line, b"\x10\x04\x03"), 0x32);
}

#[test]
fn a_stalled_a_mute_and_a_babbling_printer_answer_as_such() {
    let mut told = Told::start(&[]);
    let mut line = told.program.connect();
    assert_eq!(answer(&mut line, b"\x10\x04\x01"), 0x12);
    told.order("stall");
    line.write_all(b"\x10\x04\x01").expect("it stays in the line");
    told.order("resume");
    line.read_exact(&mut [0]).expect("answered now");
    told.order("mute");
    line.write_all(b"\x10\x04\x01").expect("asked");
    told.order("answer");
    assert_eq!(answer(&mut line, b"\x10\x04\x04"), 0x12, "the mute one's answer never came");
    told.order("garbage");
    let mut noise = [0; 7];
    line.read_exact(&mut noise).expect("noise");
    assert_ne!(noise, [0x12; 7], "a byte of it may be one by chance, not all");
}

#[test]
fn a_printer_can_die_half_way_and_be_unplugged_and_come_back() {
    let mut told = Told::start(&[]);
    let mut line = told.program.connect();
    assert_eq!(answer(&mut line, b"\x10\x04\x01"), 0x12);
    told.order("half 10");
    line.write_all(&[b'a'; 20]).expect("taken");
    assert_eq!(line.read(&mut [0]).unwrap_or(0), 0, "hung up on");
    told.order("replug");
    let mut line = told.program.connect();
    assert_eq!(answer(&mut line, b"\x10\x04\x01"), 0x12);
    told.order("unplug");
    assert_eq!(line.read(&mut [0]).unwrap_or(0), 0, "hung up on");
    told.order("plug");
    assert_eq!(answer(&mut told.program.connect(), b"\x10\x04\x01"), 0x12);
}

#[test]
fn a_printer_of_custom_tells_its_full_status_and_what_its_presenter_did() {
    let mut told = Told::start(&["--width", "58"]);
    let mut line = told.program.connect();
    told.order("custom on");
    let profile =
        PrinterProfile { width: PaperWidth::Mm58, presenter: Presenter::Custom, ..PrinterProfile::default() };
    let bytes = job(&plain().layout(PaperWidth::Mm58), &profile).expect("bytes");
    print(&mut line, &bytes);
    let said = [told.hear(), told.hear()];
    let ticket = said.iter().find(|said| said["ticket"] == 1).expect("the ticket");
    assert!(ticket["lines"].as_array().expect("lines").contains(&"A 042".into()), "{ticket}");
    assert!(said.iter().any(|said| said["presenter"] == "ejected"), "{said:?}");
    line.write_all(b"\x10\x04\x14").expect("asked");
    let mut full = [0; 6];
    line.read_exact(&mut full).expect("answered");
    assert_eq!(full, [0x10, 0x0F, 0x20, 0, 0, 0]);
    line.write_all(b"\x1de\x02").expect("taken");
    assert_eq!(told.hear()["presenter"], "retracted");
    told.order("take ticket");
}

#[test]
fn the_help_names_every_order() {
    let help =
        Command::new(env!("CARGO_BIN_EXE_turno-fake-printer")).arg("--help").output().expect("help").stdout;
    let help = String::from_utf8(help).expect("text").split_whitespace().collect::<Vec<_>>().join(" ");
    for order in [
        "paper ok",
        "paper near end",
        "paper out",
        "paper left MM",
        "cover open",
        "cover closed",
        "cutter error",
        "cutter ok",
        "broken",
        "stall",
        "resume",
        "never answer",
        "mute",
        "garbage",
        "answer",
        "accept BYTES",
        "half BYTES",
        "unplug",
        "plug",
        "replug",
        "custom on",
        "custom off",
        "take ticket",
        "quit",
    ] {
        assert!(help.contains(order), "{order} lacks in:\n{help}");
        let words = order.replace("MM", "30").replace("BYTES", "10");
        assert!(words.parse::<Order>().is_ok(), "{order}");
    }
}
