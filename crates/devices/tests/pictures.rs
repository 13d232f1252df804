//! What the paper looks like: tickets through the fake printer, measured on its pictures. The pictures stay in the build
//! folder's `tmp/tickets`, to be looked at.
#![cfg(feature = "fake")]

mod tickets;

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tickets::{called, english, full, full_in, long, plain, printed};
use turno_devices::escpos::{PrinterProfile, job, windows};
use turno_devices::fake::{FakeOptions, FakePrinter, FakeTicket, Picture};
use turno_devices::paper::{
    Block, DOTS_PER_MM, Language, Logo, PaperWidth, TestPrint, TicketPaper, Turn, draw,
};
use turno_devices::transport::PrinterUrl;

const PATIENCE: Duration = Duration::from_secs(60);
const WIDTHS: [PaperWidth; 2] = [PaperWidth::Mm80, PaperWidth::Mm58];

fn print(name: &str, bytes: &[u8], width: PaperWidth) -> FakeTicket {
    let printer = FakePrinter::start(&FakeOptions { width, ..FakeOptions::default() }).expect("a printer");
    let PrinterUrl::Tcp { host, port } = printer.url() else { panic!("a TCP printer") };
    let mut line = TcpStream::connect((host.as_str(), *port)).expect("a line");
    line.set_read_timeout(Some(PATIENCE)).expect("a deadline");
    line.write_all(bytes).expect("taken");
    line.read_exact(&mut vec![0; windows(bytes).count()]).expect("the proof of each part");
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
        printed(&layout),
        "every line is printed, none is broken by the printer"
    );
    assert!(ticket.not_understood.is_empty(), "{:?}", ticket.not_understood);
    assert_eq!(ticket.picture.height, layout.paper_dots(), "the paper is as long as the layout says");
    assert!(ticket.picture.height <= width.longest_ticket_mm() * DOTS_PER_MM);
    assert_eq!(ticket.picture.width, width.millimetres() * DOTS_PER_MM);
    assert_nothing_is_cut_off(&ticket.picture, width);
    assert!(ticket.picture == draw(&layout), "{name}: the bytes say another picture than the layout");
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

/// What a telephone reads off a picture.
fn read(picture: &Picture) -> Option<String> {
    let (width, height) = (picture.width as usize, picture.height as usize);
    let mut prepared =
        rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| picture.dot(x as u32, y as u32));
    prepared.detect_grids().first().and_then(|grid| grid.decode().ok()).map(|(_, content)| content)
}

/// The picture of the same name in `tests/goldens`, dot by dot; with `TURNO_BLESS=1` it is made anew, to be looked at.
fn assert_golden(name: &str, picture: &Picture) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/goldens").join(format!("{name}.png"));
    if std::env::var_os("TURNO_BLESS").is_some() {
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        return picture.write_png(std::fs::File::create(path).expect("a file")).expect("a picture");
    }
    let file = std::fs::File::open(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut reader = png::Decoder::new(std::io::BufReader::new(file)).read_info().expect("a PNG");
    let mut dots = vec![0; reader.output_buffer_size().expect("a size")];
    let info = reader.next_frame(&mut dots).expect("a picture");
    assert_eq!((info.width, info.height), (picture.width, picture.height), "{name}");
    assert!(
        dots[..info.buffer_size()] == picture.dots,
        "{name} looks otherwise; TURNO_BLESS=1 makes it anew"
    );
}

#[test]
fn every_language_looks_as_it_did() {
    for language in Language::ALL {
        let code = language.code();
        for width in WIDTHS {
            let ticket = print_paper(&format!("full-{code}"), &full_in(language), width);
            assert_golden(&format!("ticket-{code}-{}", width.millimetres()), &ticket.picture);
        }
    }
}

/// The example's logo.
fn logo() -> Option<Arc<Logo>> {
    let png = include_bytes!("../../../assets/sites/logo.png");
    Some(Arc::new(Logo::of_png(png).expect("the example's logo")))
}

#[test]
fn a_ticket_with_a_logo_looks_as_it_did() {
    for width in WIDTHS {
        let paper = TicketPaper { logo: logo(), body: full().body, page: full().page, ..plain() };
        let ticket = print_paper("logo-short", &paper, width);
        assert_golden(&format!("logo-short-{}", width.millimetres()), &ticket.picture);
        print_paper("logo-full", &TicketPaper { logo: logo(), ..full() }, width);
    }
}

/// Bytes of a ticket on 80 mm, for whoever reckons how long a slow line takes.
fn bytes_of(paper: &TicketPaper) -> usize {
    job(&paper.layout(PaperWidth::Mm80), &PrinterProfile::default()).expect("bytes").len()
}

#[test]
fn a_ticket_takes_no_more_bytes_than_slow_lines_carry() {
    let with_logo = |paper: TicketPaper| TicketPaper { logo: logo(), ..paper };
    let found = [
        bytes_of(&plain()),
        bytes_of(&full()),
        bytes_of(&with_logo(full())),
        bytes_of(&full_in(Language::Zh)),
        bytes_of(&with_logo(full_in(Language::Zh))),
    ];
    println!("bytes: {found:?}");
    let most = [1_000, 12_000, 15_000, 30_000, 33_000];
    assert!(found.iter().zip(most).all(|(found, most)| *found <= most), "{found:?} of {most:?}");
}

#[test]
fn the_test_print_looks_as_it_did() {
    let asked = full().issued;
    let test = TestPrint { code_page: 16, printer: "tcp://192.168.1.40:9100".into(), asked };
    for width in WIDTHS {
        let layout = test.layout(width);
        let profile = PrinterProfile { width, ..PrinterProfile::default() };
        let printed = print("test-print", &job(&layout, &profile).expect("bytes"), width);
        assert!(printed.not_understood.is_empty(), "{:?}", printed.not_understood);
        assert!(printed.picture == draw(&layout));
        assert_golden(&format!("test-print-{}", width.millimetres()), &printed.picture);
    }
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
    let layout = full().layout(PaperWidth::Mm80);
    let made_by_the_printer = layout.blocks.iter().any(|block| matches!(block, Block::Qr(_)));
    assert_eq!(ticket.codes.is_empty(), !made_by_the_printer);
    for width in WIDTHS {
        for language in Language::ALL {
            let paper = full_in(language);
            assert_eq!(read(&draw(&paper.layout(width))), paper.page, "{language:?} as a telephone reads it");
        }
    }
}

#[test]
fn a_printer_that_numbers_its_pages_otherwise_shows_it() {
    let layout = full().layout(PaperWidth::Mm80);
    let profile = PrinterProfile { code_page: 71, ..PrinterProfile::default() };
    let ticket = print("wrong-page", &job(&layout, &profile).expect("bytes"), PaperWidth::Mm80);
    assert!(ticket.lines.iter().any(|line| line.contains("identit¤")));
}
