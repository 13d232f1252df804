//! A ticket's bytes, and that no text can say anything to the printer.

mod tickets;

use proptest::prelude::*;
use tickets::{full, full_in, plain, printed};
use turno_devices::escpos::{Cutter, Presenter, PrinterProfile, job, windows};
use turno_devices::paper::{Language, PaperWidth, TicketPaper};

fn bytes(paper: &TicketPaper, width: PaperWidth) -> Vec<u8> {
    job(&paper.layout(width), &PrinterProfile::default()).expect("a layout of ours")
}

/// Bytes to be read and compared by people; the two rasters by name.
fn shown(bytes: &[u8]) -> String {
    let rule = [0xFF; 216].escape_ascii().to_string();
    let dashes = [0xFC, 0x00, 0x3F].repeat(72).escape_ascii().to_string();
    bytes
        .escape_ascii()
        .to_string()
        .replace(&rule, "<rule>")
        .replace(&dashes, "<dashes>")
        .replace(r"\x1bd\x01", "\n")
}

#[test]
fn a_plain_ticket_is_these_bytes() {
    let expected = [
        r"\x1b@\x1bt\x10\x1dP\xcb\xcb\x1db\x01\x1ba\x01\x1d!\x00\x1bE\x01\x1b3 Sportello PAC",
        r"\x1bJ\x0e\x1dv0\x00H\x00\x03\x00<rule>\x1bJ\x0e\x1d!\x11\x1b34Anagrafe",
        r"\x1bJ\x0e\x1d!w\x1b3\xc0A\x1d!\' \x1d!w042",
        r"\x1d!\x00\x1bE\x00\x1b3 sabato 21 novembre 2026 \xb7 9:42",
        r"\x1bJ\x0e\x1dv0\x00H\x00\x03\x00<dashes>\x1bJ\x0e\x1d!\x11\x1bE\x01\x1b34Nessuno prima di lei",
        r"\x1d!\x00\x1bE\x00\x1b3 per lo stesso servizio",
        r"\x1bJ\x0e\x1bE\x01Guardi il tabellone in sala: A 042",
        r"\x1bJ\x10\x1dVB\x00\x1dr\x01",
    ];
    assert_eq!(shown(&bytes(&plain(), PaperWidth::Mm80)), expected.join("\n"));
}

#[test]
fn the_page_is_a_qr_of_model_2() {
    let found = bytes(&TicketPaper { page: full().page, ..plain() }, PaperWidth::Mm80);
    let text = found.escape_ascii().to_string();
    let expected = b"\x1d(k\x04\x001A2\x00\x1d(k\x03\x001C\x04\x1d(k\x03\x001E1\x1d(k.\x001P0http://192.168.1.20:8080/t/5vR2kQ9xWm3pT7aL\x1d(k\x03\x001Q0";
    assert!(text.contains(&expected.escape_ascii().to_string()), "{text}");
}

#[test]
fn italian_letters_are_windows_1252_under_the_makers_own_number() {
    let paper = TicketPaper { service: Some("Èà €’".into()), ..plain() };
    let profile = PrinterProfile { code_page: 71, cutter: Cutter::None, ..PrinterProfile::default() };
    let found = job(&paper.layout(PaperWidth::Mm58), &profile).expect("bytes");
    assert!(found.starts_with(b"\x1b@\x1bt\x47"));
    assert!(found.windows(5).any(|window| window == [0xC8, 0xE0, b' ', 0x80, 0x92]));
    assert!(!found.windows(2).any(|window| window == [0x1D, b'V']), "no cut without a cutter");
    assert!(found.ends_with(b"\x1bJ\xa0\x1dr\x01"));
}

#[test]
fn a_ticket_is_short_enough_for_a_slow_line() {
    let paper = TicketPaper { page: full().page, ..plain() };
    assert!(bytes(&paper, PaperWidth::Mm80).len() < 1_200, "a good second at 9600 baud");
    assert!(bytes(&TicketPaper { page: None, ..full() }, PaperWidth::Mm80).len() < 1_500);
}

#[test]
fn a_printer_never_holds_more_than_it_has_memory_for() {
    for width in [PaperWidth::Mm80, PaperWidth::Mm58] {
        for language in Language::ALL {
            let job = bytes(&full_in(language), width);
            let windows: Vec<&[u8]> = windows(&job).collect();
            assert_eq!(windows.concat(), job);
            assert!(windows.iter().all(|window| window.ends_with(b"\x1dr\x01")), "each is proven");
            assert!(windows.windows(2).all(|two| two.concat().len() < 4_000), "{language:?}");
        }
    }
    assert_eq!(windows(b"abc").collect::<Vec<_>>(), [b"abc"]);
}

#[test]
fn the_profile_says_how_a_ticket_is_parted_and_handed_out() {
    let end = |cutter, presenter| {
        let profile = PrinterProfile { cutter, presenter, ..PrinterProfile::default() };
        let bytes = job(&plain().layout(PaperWidth::Mm80), &profile).expect("bytes");
        bytes[bytes.len() - 10..].escape_ascii().to_string()
    };
    assert!(end(Cutter::Partial, Presenter::None).ends_with(r"\x1dVB\x00\x1dr\x01"));
    assert!(end(Cutter::Full, Presenter::None).ends_with(r"\x1dVA\x00\x1dr\x01"));
    assert!(end(Cutter::Full, Presenter::Custom).ends_with(r"\x1dVA\x00\x1de\x05\x1dr\x01"));
}

/// The commands of a job without its texts, in order.
fn commands(bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut commands = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let rest = &bytes[at..];
        let length = match rest {
            [0x1B, b'@', ..] => 2,
            [0x1D, b'V', 66, ..] => 4,
            [0x1D, b'P', ..] => 4,
            [0x1D, b'v', b'0', _, xl, xh, yl, yh, ..] => {
                8 + (usize::from(*xl) + 256 * usize::from(*xh)) * (usize::from(*yl) + 256 * usize::from(*yh))
            }
            [0x1D, b'(', b'k', low, high, ..] => 5 + usize::from(*low) + 256 * usize::from(*high),
            [0x1B | 0x1D, _, _, ..] => 3,
            [byte, ..] => {
                assert!(*byte >= 0x20 && *byte != 0x7F, "a control byte {byte:02x} in a text");
                at += 1;
                continue;
            }
            [] => break,
        };
        commands.push(rest[..length].to_vec());
        at += length;
    }
    commands
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn no_text_adds_a_command(
        site in any::<String>(),
        service in "[\u{1b}\u{1d}\u{10}\u{1}-\u{1f}@VraJ!\u{80}-\u{9f}]{0,60}",
        document in any::<Vec<u8>>(),
        page in "[\u{0}-\u{7f}]{0,60}",
        language in prop::sample::select(Language::ALL.to_vec()),
    ) {
        let paper = TicketPaper {
            site,
            service: Some(service),
            documents: vec![String::from_utf8_lossy(&document).into_owned()],
            page: Some(page),
            ..full_in(language)
        };
        let layout = paper.layout(PaperWidth::Mm80);
        let found = job(&layout, &PrinterProfile::default()).expect("bytes");
        let commands = commands(&found);
        let of = |start: &[u8]| commands.iter().filter(|command| command.starts_with(start)).count();
        prop_assert_eq!(of(b"\x1b@"), 1);
        prop_assert_eq!(of(b"\x1dV"), 1);
        prop_assert_eq!(of(b"\x1dr"), windows(&found).count());
        prop_assert_eq!(of(b"\x1bd"), printed(&layout).lines().count());
        for second in [4, 5, 0x14] {
            prop_assert!(!found.windows(2).any(|window| window == [0x10, second]), "a real-time command");
        }
    }
}
