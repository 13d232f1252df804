//! What the paper looks like: tickets through the fake printer, measured on its pictures. The pictures stay in the build
//! folder's `tmp/tickets`, to be looked at.
#![cfg(feature = "fake")]

mod tickets;

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::time::Duration;

use tickets::{called, english, full, long, plain, text_of};
use turno_devices::escpos::{PrinterProfile, job};
use turno_devices::fake::{FakeOptions, FakePrinter, FakeTicket, Picture};
use turno_devices::paper::{DOTS_PER_MM, PaperWidth, TicketPaper, Turn};
use turno_devices::transport::PrinterUrl;

const PATIENCE: Duration = Duration::from_secs(60);
const WIDTHS: [PaperWidth; 2] = [PaperWidth::Mm80, PaperWidth::Mm58];

fn print(name: &str, bytes: &[u8], width: PaperWidth) -> FakeTicket {
    let printer = FakePrinter::start(&FakeOptions { width, ..FakeOptions::default() }).expect("a printer");
    let PrinterUrl::Tcp { host, port } = printer.url() else { panic!("a TCP printer") };
    let mut line = TcpStream::connect((host.as_str(), *port)).expect("a line");
    line.set_read_timeout(Some(PATIENCE)).expect("a deadline");
    line.write_all(bytes).expect("taken");
    line.read_exact(&mut [0]).expect("the proof");
    let ticket = printer.next_ticket(PATIENCE).expect("a ticket");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("tickets");
    std::fs::create_dir_all(&folder).expect("a folder");
    let path = folder.join(format!("{name}-{}.png", width.millimetres()));
    ticket.picture.write_png(std::fs::File::create(path).expect("a file")).expect("a picture");
    ticket
}

fn print_paper(name: &str, paper: &TicketPaper, width: PaperWidth) -> FakeTicket {
    let layout = paper.layout(width);
    let ticket = print(name, &job(&layout, &PrinterProfile::default()).expect("bytes"), width);
    assert_eq!(
        ticket.lines.join("\n"),
        text_of(&layout),
        "every line is printed, none is broken by the printer"
    );
    assert!(ticket.not_understood.is_empty(), "{:?}", ticket.not_understood);
    assert_eq!(ticket.picture.height, layout.paper_dots(), "the paper is as long as the layout says");
    assert!(ticket.picture.height <= width.longest_ticket_mm() * DOTS_PER_MM);
    assert_eq!(ticket.picture.width, width.millimetres() * DOTS_PER_MM);
    assert_nothing_is_cut_off(&ticket.picture, width);
    ticket
}

/// Beside the print head and below the last line the paper is white.
fn assert_nothing_is_cut_off(picture: &Picture, width: PaperWidth) {
    let margin = (picture.width - width.dots()) / 2;
    for y in 0..picture.height {
        for x in (0..margin).chain(picture.width - margin..picture.width) {
            assert_eq!(picture.dot(x, y), 255, "ink beside the head at {x}, {y}");
        }
    }
    for x in 0..picture.width {
        assert_eq!(picture.dot(x, picture.height - 1), 255, "ink under the cutter at {x}");
    }
}

/// The most rows with ink on them one under the other: as tall as the largest letters, for a blank row parts lines.
fn tallest(picture: &Picture) -> u32 {
    let (mut tallest, mut rows) = (0, 0);
    for y in 0..picture.height {
        let inked = (0..picture.width).any(|x| picture.dot(x, y) < 128);
        rows = if inked { rows + 1 } else { 0 };
        tallest = tallest.max(rows);
    }
    tallest
}

#[test]
fn everyday_tickets_are_whole_and_short() {
    for width in WIDTHS {
        print_paper("plain", &plain(), width);
        print_paper("full", &full(), width);
        print_paper("english", &english(), width);
        print_paper("called", &called(), width);
        print_paper("called-somewhere", &TicketPaper { turn: Turn::Called, ..english() }, width);
        print_paper("short", &TicketPaper { page: full().page, ..plain() }, width);
        print_paper("no-page", &TicketPaper { page: None, ..full() }, width);
        let discreet = TicketPaper { service: None, reprint: true, page: None, ..full() };
        print_paper("reprint-discreet", &discreet, width);
    }
}

#[test]
fn hard_tickets_are_printed_whole() {
    let letters = "Àé😀北\u{1b}@".repeat(100);
    let hostile = TicketPaper {
        site: letters.clone(),
        body: Some(letters.clone()),
        service: Some(letters.clone()),
        documents: vec![letters],
        reprint: true,
        ..full()
    };
    for width in WIDTHS {
        print_paper("long", &long(), width);
        print_paper("hostile", &hostile, width);
    }
}

#[test]
fn the_number_can_be_read_at_arms_length() {
    let ticket =
        print_paper("number", &TicketPaper { body: None, service: None, ..plain() }, PaperWidth::Mm80);
    let rows = tallest(&ticket.picture);
    // The typeface of the fake fills less of its cell than those of printers do.
    assert!(rows >= 14 * DOTS_PER_MM, "digits are at least 14 mm tall, found {rows} dots");
}

#[test]
fn the_code_on_the_paper_says_the_tickets_page() {
    let ticket = print_paper("code", &full(), PaperWidth::Mm80);
    assert_eq!(ticket.codes, [full().page.expect("a page")]);
}

#[test]
fn a_printer_that_numbers_its_pages_otherwise_shows_it() {
    let layout = full().layout(PaperWidth::Mm80);
    let profile = PrinterProfile { code_page: 71, ..PrinterProfile::default() };
    let ticket = print("wrong-page", &job(&layout, &profile).expect("bytes"), PaperWidth::Mm80);
    assert!(ticket.lines.iter().any(|line| line.contains("identit¤")));
}
