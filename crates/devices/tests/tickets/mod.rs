//! The tickets that the tests of this crate print.
#![allow(dead_code, reason = "each test program uses a part")]

use chrono::NaiveDate;
use turno_devices::paper::{ExpectedWait, Language, Layout, TicketNumber, TicketPaper, Turn};

/// The least that a ticket carries.
pub fn plain() -> TicketPaper {
    TicketPaper {
        site: "Sportello PAC".into(),
        body: None,
        service: Some("Anagrafe".into()),
        number: TicketNumber { letter: 'A', number: 42 },
        issued: NaiveDate::from_ymd_opt(2026, 11, 21)
            .and_then(|day| day.and_hms_opt(9, 42, 0))
            .expect("a time"),
        turn: Turn::Waits,
        people_before: 0,
        expected: None,
        documents: Vec::new(),
        page: None,
        language: Language::It,
        reprint: false,
    }
}

/// A ticket with everything on it.
pub fn full() -> TicketPaper {
    TicketPaper {
        body: Some("Comune di Rovellasca".into()),
        service: Some("SPID e identità digitale".into()),
        people_before: 3,
        expected: Some(ExpectedWait { low_minutes: 15, high_minutes: 25 }),
        documents: ["documento d’identità", "tessera sanitaria", "il suo cellulare"].map(Into::into).into(),
        page: Some("http://192.168.1.20:8080/t/5vR2kQ9xWm3pT7aL".into()),
        ..plain()
    }
}

/// The same for somebody who reads English.
pub fn english() -> TicketPaper {
    TicketPaper {
        service: Some("SPID and digital identity".into()),
        people_before: 1,
        documents: ["identity document", "health card", "your mobile phone"].map(Into::into).into(),
        language: Language::En,
        ..full()
    }
}

/// A ticket of somebody who was called before it came out.
pub fn called() -> TicketPaper {
    TicketPaper { turn: Turn::CalledTo("Sportello 3".into()), ..full() }
}

/// As long as a real one may become.
pub fn long() -> TicketPaper {
    TicketPaper {
        site: "Sportello polifunzionale dell’Unione dei Comuni della Bassa Valle".into(),
        body: Some("Comuni di Castelnuovo, Villanova sull’Adda, Pontevico e Borgo San Giacomo".into()),
        service: Some("Scelta, cambio o revoca del medico di famiglia o del pediatra".into()),
        number: TicketNumber { letter: 'E', number: 1042 },
        people_before: 117,
        documents: [
            "documento d’identità valido",
            "tessera sanitaria",
            "modulo di delega firmato",
            "fotocopia del documento di chi delega",
            "certificato di residenza o autocertificazione",
            "due fototessere recenti",
        ]
        .map(Into::into)
        .into(),
        ..full()
    }
}

/// All lines, one under the other.
pub fn text_of(layout: &Layout) -> String {
    layout.texts().collect::<Vec<_>>().join("\n")
}
