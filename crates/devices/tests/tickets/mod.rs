//! The tickets that the tests of this crate print.
#![allow(dead_code, reason = "each test program uses a part")]

use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use chrono::NaiveDate;
use turno_devices::paper::{
    Block, ExpectedWait, InItalian, Language, Layout, Logo, TicketNumber, TicketPaper, Turn, words,
};

/// The least that a ticket carries.
pub fn plain() -> TicketPaper {
    TicketPaper {
        logo: None,
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
        people: 1,
        manner: None,
        documents: Vec::new(),
        documents_for_other: Vec::new(),
        wait_at: None,
        page: None,
        language: Language::It,
        italian: None,
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

/// What the site says of one service: its name, and what to bring.
fn site_texts(language: Language) -> (&'static str, [&'static str; 3]) {
    match language {
        Language::It => {
            ("SPID e identità digitale", ["documento d’identità", "tessera sanitaria", "il suo cellulare"])
        }
        Language::En => {
            ("SPID and digital identity", ["identity document", "health card", "your mobile phone"])
        }
        Language::Fr => {
            ("SPID et identité numérique", ["pièce d’identité", "carte de santé", "votre téléphone portable"])
        }
        Language::Es => {
            ("SPID e identidad digital", ["documento de identidad", "tarjeta sanitaria", "su teléfono móvil"])
        }
        Language::Ro => (
            "SPID și identitate digitală",
            ["act de identitate", "card de sănătate", "telefonul dumneavoastră"],
        ),
        Language::Sq => {
            ("SPID dhe identiteti dixhital", ["letërnjoftimi", "karta shëndetësore", "celulari juaj"])
        }
        Language::Uk => (
            "SPID і цифрова ідентичність",
            ["документ, що посвідчує особу", "медична картка", "Ваш мобільний телефон"],
        ),
        Language::Ar => ("SPID والهوية الرقمية", ["وثيقة هوية", "البطاقة الصحية", "هاتفكم المحمول"]),
        Language::Zh => ("SPID 与数字身份", ["身份证件", "医疗卡", "您的手机"]),
    }
}

/// The ticket with everything on it for somebody who reads this language.
pub fn full_in(language: Language) -> TicketPaper {
    let (service, documents) = site_texts(language);
    let italian = (language != Language::It).then(|| InItalian {
        service: full().service,
        documents: full().documents,
        counter: None,
    });
    TicketPaper {
        service: Some(service.into()),
        documents: documents.map(Into::into).into(),
        language,
        italian,
        ..full()
    }
}

/// What most people get: two things to bring, the announced wait, the code.
pub fn common(language: Language) -> TicketPaper {
    let mut paper = full_in(language);
    paper.documents.truncate(2);
    if let Some(italian) = &mut paper.italian {
        italian.documents.truncate(2);
    }
    paper
}

/// The same for somebody who reads English.
pub fn english() -> TicketPaper {
    TicketPaper { people_before: 1, ..full_in(Language::En) }
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

/// What the printer's own letters say, the number among it, one line under the other.
pub fn printed(layout: &Layout) -> String {
    let lines = layout.blocks.iter().filter_map(|block| match block {
        Block::Text(line) => Some(line.text.clone()),
        Block::Number(number) => Some(number.text()),
        _ => None,
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Where a ticket says that its holder will be called.
pub fn watch(paper: &TicketPaper) -> String {
    format!("{} {}", words(paper.language).watch, paper.number)
}

/// The example's logo, which is as wide as a logo may be.
pub fn logo() -> Arc<Logo> {
    static LOGO: LazyLock<Arc<Logo>> = LazyLock::new(|| {
        let png = include_bytes!("../../../../assets/sites/logo.png");
        Arc::new(Logo::of_png(png).expect("the example's logo"))
    });
    LOGO.clone()
}

/// All lines, one under the other.
pub fn text_of(layout: &Layout) -> String {
    layout.texts().collect::<Vec<_>>().join("\n")
}

/// All that is read, in one line.
pub fn flowing(layout: &Layout) -> String {
    layout.texts().map(|line| line.trim().to_owned()).collect::<Vec<_>>().join(" ")
}

/// A file of `tests/goldens`.
pub fn golden(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/goldens").join(name)
}

/// Whether goldens are made anew, to be looked at, and not compared.
pub fn blesses() -> bool {
    std::env::var_os("TURNO_BLESS").is_some()
}

/// The text of this name among the goldens.
pub fn compare_text(name: &str, text: &str) {
    if blesses() {
        return std::fs::write(golden(name), text).expect("a file");
    }
    let known = std::fs::read_to_string(golden(name)).expect("a golden");
    assert_eq!(text, known, "TURNO_BLESS=1 makes {name} anew");
}
