//! What the paper looks like: tickets through the fake printer, measured on its pictures. The pictures stay in the build
//! folder's `tmp/tickets`, to be looked at.
#![cfg(feature = "fake")]

mod tickets;

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::time::Duration;

use chrono::{NaiveDate, NaiveTime};
use tickets::{blesses, called, common, english, full, full_in, golden, logo, long, plain, printed};
use turno_devices::escpos::{PrinterProfile, job, windows};
use turno_devices::fake::{FakeOptions, FakePrinter, FakeTicket, Picture};
use turno_devices::paper::{
    Block, CallManner, DOTS_PER_MM, InItalian, Language, NextStepPaper, PaperWidth, TestPrint, TicketPaper,
    Turn, draw,
};
use turno_devices::transport::PrinterUrl;
use turno_domain::casework::{FormCode, PracticeNumber};

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
    let path = golden(&format!("{name}.png"));
    if blesses() {
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

#[test]
fn a_ticket_with_a_logo_looks_as_it_did() {
    for width in WIDTHS {
        let paper = TicketPaper { logo: Some(logo()), body: full().body, page: full().page, ..plain() };
        let ticket = print_paper("logo-short", &paper, width);
        assert_golden(&format!("logo-short-{}", width.millimetres()), &ticket.picture);
        let paper = TicketPaper { logo: Some(logo()), ..common(Language::It) };
        let ticket = print_paper("logo-common", &paper, width);
        assert_golden(&format!("logo-common-{}", width.millimetres()), &ticket.picture);
    }
}

/// A ticket on which something is otherwise than on most.
fn occasions() -> Vec<(&'static str, TicketPaper)> {
    let reprint = |language| TicketPaper { reprint: true, ..full_in(language) };
    let called_as = |manner, language| TicketPaper { manner: Some(manner), ..full_in(language) };
    let for_other = |language, documents: &[&str]| TicketPaper {
        documents_for_other: documents.iter().map(|text| (*text).to_owned()).collect(),
        ..full_in(language)
    };
    let discreet = |language| {
        let paper = full_in(language);
        let italian = paper.italian.clone().map(|italian| InItalian { service: None, ..italian });
        TicketPaper { service: None, italian, ..paper }
    };
    let called_to = |language, counter: &str| {
        let paper = full_in(language);
        let counter_in_italian = Some("Sportello 3".to_owned());
        let italian =
            paper.italian.clone().map(|italian| InItalian { counter: counter_in_italian, ..italian });
        TicketPaper { turn: Turn::CalledTo(counter.to_owned()), italian, ..paper }
    };
    vec![
        ("reprint-it", reprint(Language::It)),
        ("reprint-ar", reprint(Language::Ar)),
        ("discreet-it", discreet(Language::It)),
        ("discreet-uk", discreet(Language::Uk)),
        ("come-to-me-it", called_as(CallManner::ComeToMe, Language::It)),
        ("come-to-me-fr", called_as(CallManner::ComeToMe, Language::Fr)),
        ("phone-it", called_as(CallManner::Phone, Language::It)),
        ("phone-es", called_as(CallManner::Phone, Language::Es)),
        ("voice-it", called_as(CallManner::VoiceAndScreen, Language::It)),
        ("called-it", called()),
        ("called-en", called_to(Language::En, "Counter 3")),
        ("called-somewhere-it", TicketPaper { turn: Turn::Called, ..full() }),
        ("called-somewhere-sq", TicketPaper { turn: Turn::Called, ..full_in(Language::Sq) }),
        (
            "for-other-it",
            for_other(Language::It, &["delega firmata", "documento d’identità dell’altra persona"]),
        ),
        ("for-other-ro", for_other(Language::Ro, &["împuternicire semnată"])),
        ("people-it", TicketPaper { people: 3, wait_at: Some("in sala, al piano terra".into()), ..full() }),
        ("people-zh", TicketPaper { people: 3, ..full_in(Language::Zh) }),
    ]
}

#[test]
fn every_occasion_looks_as_it_did() {
    for (name, paper) in occasions() {
        for width in WIDTHS {
            let ticket = print_paper(name, &paper, width);
            assert_golden(&format!("{name}-{}", width.millimetres()), &ticket.picture);
        }
    }
}

/// Bytes of a ticket, for whoever reckons how long a slow line takes.
fn bytes_of(paper: &TicketPaper, width: PaperWidth) -> usize {
    job(&paper.layout(width), &PrinterProfile::default()).expect("bytes").len()
}

#[test]
fn a_ticket_takes_no_more_bytes_than_slow_lines_carry() {
    let with_logo = |paper: TicketPaper| TicketPaper { logo: Some(logo()), ..paper };
    let papers = [
        plain(),
        full(),
        with_logo(full()),
        full_in(Language::En),
        full_in(Language::Zh),
        with_logo(full_in(Language::Zh)),
    ];
    for (width, most) in [
        (PaperWidth::Mm80, [1_000, 9_000, 10_000, 13_500, 24_500, 24_500]),
        (PaperWidth::Mm58, [4_500, 15_000, 15_000, 17_000, 24_000, 24_000]),
    ] {
        let found = papers.each_ref().map(|paper| bytes_of(paper, width));
        println!("{width:?}: {found:?} bytes");
        assert!(found.iter().zip(most).all(|(found, most)| *found <= most), "{found:?} of {most:?}");
    }
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

/// What somebody takes home, in the words that a site has for it.
fn next_step(language: Language) -> NextStepPaper {
    let (step, bring) = match language {
        Language::Ro => {
            ("Reveniți la noi pentru a ridica confirmarea.", ["Cardul de sănătate", "Cartea de identitate"])
        }
        Language::Uk => {
            ("Поверніться до нас, щоб забрати підтвердження.", ["Медична картка", "Посвідчення особи"])
        }
        Language::Ar => ("عودوا إلينا لاستلام التأكيد.", ["البطاقة الصحية", "بطاقة الهوية"]),
        Language::Zh => ("请再来领取确认函。", ["医疗卡", "身份证"]),
        _ => (
            "Torni da noi per ritirare la conferma del nuovo medico.",
            ["Tessera sanitaria", "Carta d’identità"],
        ),
    };
    NextStepPaper {
        logo: Some(logo()),
        site: "Sportello PAC".into(),
        body: Some("Comune di Rovellasca".into()),
        language,
        step: step.into(),
        place: "Piano terra, stanza 2".into(),
        when: NaiveDate::from_ymd_opt(2026, 11, 30).map(|day| (day, NaiveTime::from_hms_opt(10, 30, 0))),
        bring: bring.map(Into::into).into(),
        contact: "Anna, 02 0000 0000".into(),
        practice: Some(PracticeNumber { prefix: None, year: 2026, count: 123 }),
        code: Some(FormCode::from_bytes([0xA7; 16])),
    }
}

#[test]
fn the_next_step_looks_as_it_did_and_its_code_is_read() {
    for language in Language::ALL {
        for width in WIDTHS {
            let paper = next_step(language);
            let layout = paper.layout(width);
            let name = format!("next-step-{}", language.code());
            let printed = print(&name, &job(&layout, &PrinterProfile::default()).expect("bytes"), width);
            assert!(printed.not_understood.is_empty(), "{:?}", printed.not_understood);
            assert!(printed.picture == draw(&layout));
            assert_nothing_is_cut_off(&printed.picture, width);
            assert_eq!(read(&printed.picture), paper.code.map(|code| code.text()), "{language:?}");
            assert_golden(&format!("{name}-{}", width.millimetres()), &printed.picture);
        }
    }
}

#[test]
fn a_next_step_says_only_what_there_is() {
    let paper = NextStepPaper {
        logo: None,
        body: None,
        place: " \u{1b}".into(),
        when: None,
        bring: vec![String::new()],
        contact: String::new(),
        practice: None,
        code: None,
        ..next_step(Language::It)
    };
    for width in WIDTHS {
        let layout = paper.layout(width);
        let all = layout.texts().collect::<Vec<_>>().join(" ");
        assert!(all.contains("Torni da noi"), "{all}");
        for word in ["Dove", "portare", "chiamare", "Pratica", "quadrato"] {
            assert!(!all.contains(word), "{all}");
        }
        assert_eq!(layout.codes().count(), 0);
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
