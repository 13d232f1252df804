//! What a ticket says to its holder, for every turn, service and occasion.

use turno_devices::paper::{Block, CallManner, Language, PaperWidth, TicketPaper, Turn, words};

use crate::tickets::{called, english, flowing, full, full_in, plain, text_of};
use crate::{WIDTHS, assert_fits};

#[test]
fn a_ticket_says_what_the_catalogue_says() {
    let text = text_of(&full().layout(PaperWidth::Mm80));
    for expected in [
        "Sportello PAC",
        "Comune di Rovellasca",
        "SPID e identità digitale",
        "A 042",
        "sabato 21 novembre 2026 · 9:42",
        "3 persone prima di lei\nper lo stesso servizio",
        "Dalle 9:42 aspetterà circa 15–25 minuti",
        "Tenga pronti:",
        "tessera sanitaria",
        "Guardi il tabellone in sala: A 042",
    ] {
        assert!(text.contains(expected), "{expected} lacks in:\n{text}");
    }
    let flowing = text.replace('\n', " ");
    assert!(
        flowing.contains("Inquadri il quadrato col telefono: lì vede il turno e può toccare «Esco e torno»."),
        "{text}"
    );
}

#[test]
fn a_ticket_of_somebody_who_was_called_says_where_to_go_and_nothing_of_waiting() {
    let waiting =
        ["prima di lei", "before you", "same service", "stesso servizio", "aspetterà", "wait about"];
    let english = TicketPaper { turn: Turn::CalledTo("Counter 3".into()), ..english() };
    for width in WIDTHS {
        for (paper, says) in [
            (called(), "È già il suo turno: Sportello 3"),
            (english.clone(), "It is already your turn: Counter 3"),
        ] {
            let layout = paper.layout(width);
            assert_fits(&layout);
            let text = flowing(&layout);
            assert!(text.contains(says), "{says} lacks in:\n{text}");
            assert!(text.contains(words(paper.language).hold_ready), "{text}");
            for other in waiting.into_iter().chain(["tabellone", "board", "«Esco e torno»", "I go out"]) {
                assert!(!text.contains(other), "{other} in:\n{text}");
            }
        }
    }
}

#[test]
fn where_to_look_is_said_whole_on_narrow_paper() {
    let text = flowing(&english().layout(PaperWidth::Mm58));
    assert!(text.contains("Watch the board in the waiting room: A 042"), "{text}");
}

#[test]
fn where_nobody_knows_the_counter_the_paper_sends_to_the_board() {
    let text = text_of(&TicketPaper { turn: Turn::Called, ..full() }.layout(PaperWidth::Mm80));
    let text = text.replace('\n', " ");
    assert!(text.contains("Il suo numero è già stato chiamato"), "{text}");
    assert!(text.contains("Guardi il tabellone in sala: A 042"), "{text}");
    assert!(!text.contains("prima di lei") && !text.contains("aspetterà"), "{text}");
}

#[test]
fn a_ticket_for_several_people_says_for_how_many() {
    let text = text_of(&TicketPaper { people: 3, ..full() }.layout(PaperWidth::Mm80));
    assert!(text.contains("Biglietto per 3 persone"), "{text}");
    assert!(!text_of(&full().layout(PaperWidth::Mm80)).contains("Biglietto per"));
}

#[test]
fn who_asked_to_be_called_otherwise_is_told_so_in_the_boards_place() {
    let of = |manner| flowing(&TicketPaper { manner: Some(manner), ..full() }.layout(PaperWidth::Mm80));
    assert!(of(CallManner::VoiceAndScreen).contains("La chiamiamo a voce e sul tabellone: A 042"));
    assert!(of(CallManner::Phone).contains("Segua il suo turno sul telefono"));
    let come = of(CallManner::ComeToMe);
    assert!(come.contains("veniamo noi") && !come.contains("tabellone"), "{come}");
}

#[test]
fn where_to_wait_stands_on_the_paper_and_not_for_who_goes_to_a_counter() {
    let paper = TicketPaper { wait_at: Some("in sala, al piano terra".into()), ..full() };
    let text = flowing(&paper.layout(PaperWidth::Mm80));
    assert!(text.contains("Dove aspettare: in sala, al piano terra"), "{text}");
    let called = TicketPaper { turn: Turn::CalledTo("Sportello 3".into()), ..paper };
    assert!(!text_of(&called.layout(PaperWidth::Mm80)).contains("Dove aspettare"));
}

#[test]
fn who_is_fetched_from_a_place_that_is_named_is_sent_to_no_other() {
    for language in Language::ALL {
        let paper = TicketPaper {
            manner: Some(CallManner::ComeToMe),
            wait_at: Some("12345".into()),
            ..full_in(language)
        };
        let words = words(language);
        let text = flowing(&paper.layout(PaperWidth::Mm80));
        let (come, place) = (text.find(words.we_come), text.find(words.wait_at));
        assert!(come.is_some() && come < place && text.contains("12345"), "{language:?}:\n{text}");
        assert!(!text.contains((words.manner)(CallManner::ComeToMe)), "{language:?}:\n{text}");
        assert!(language == Language::It || text.contains("Veniamo noi da lei."), "{language:?}:\n{text}");
    }
}

#[test]
fn what_to_bring_for_somebody_else_stands_apart() {
    let paper = TicketPaper { documents_for_other: vec!["delega firmata".into()], ..full() };
    let text = flowing(&paper.layout(PaperWidth::Mm80));
    let (own, other) = text.split_once("Per l’altra persona, anche:").expect("its heading");
    assert!(own.contains("tessera sanitaria") && other.contains("delega firmata"), "{text}");
}

#[test]
fn a_name_with_a_letter_that_the_printer_lacks_is_drawn_and_not_changed() {
    let paper = TicketPaper {
        site: "Občina Doberdob".into(),
        body: Some("Comune di Doberdò del Lago".into()),
        ..plain()
    };
    let layout = paper.layout(PaperWidth::Mm80);
    let drawn = layout.blocks.iter().filter_map(|block| match block {
        Block::Drawn(drawn) => Some(drawn.lines.join(" ")),
        _ => None,
    });
    assert_eq!(drawn.collect::<Vec<_>>(), ["Občina Doberdob"]);
}

#[test]
fn a_discreet_service_has_no_name_on_paper_and_a_reprint_says_so() {
    let paper = TicketPaper { service: None, reprint: true, ..full() };
    let text = text_of(&paper.layout(PaperWidth::Mm80));
    assert!(!text.contains("SPID"));
    assert!(text.starts_with("RISTAMPA"));
}
