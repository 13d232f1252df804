//! Made-up forms: a template is tried on them before it comes into use, and the desk shows it by them.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use turno_domain::casework::{
    FormCode, Identity, PartialDate, PracticeNumber, PracticeState, Residence, Sex,
};
use turno_domain::text::{Language, Texts};

use super::{
    Attendance, CitizenSheet, Contact, Form, FormKind, Given, Logo, NextStep, NoticeLine, PracticeLine,
    PrivacyNotice, Sheet, When,
};

const LOGO: &str = concat!(
    r##"<svg xmlns="http://www.w3.org/2000/svg" width="120" height="60" viewBox="0 0 120 60">"##,
    r##"<rect width="120" height="60" rx="8" fill="#444"/><circle cx="30" cy="30" r="16" fill="#fff"/>"##,
    r##"<rect x="56" y="20" width="50" height="6" fill="#fff"/><rect x="56" y="34" width="36" height="6" fill="#fff"/></svg>"##
);

pub(super) fn of(kind: FormKind) -> Vec<Form> {
    match kind {
        FormKind::NextStep => vec![
            Form::NextStep(next_step(Language::It)),
            Form::NextStep(next_step(Language::Ro)),
            Form::NextStep(next_step(Language::Ar)),
            Form::NextStep(bare_next_step()),
        ],
        FormKind::PrivacyNotice => [Given::ToSign, Given::ReadAloud, Given::Refused]
            .into_iter()
            .map(|given| Form::PrivacyNotice(notice(given)))
            .collect(),
        FormKind::CitizenSheet => {
            vec![Form::CitizenSheet(citizen_sheet()), Form::CitizenSheet(bare_citizen_sheet())]
        }
        FormKind::Attendance => vec![Form::Attendance(attendance()), Form::Attendance(bare_attendance())],
    }
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default()
}

fn hour(hour: u32, minute: u32) -> NaiveTime {
    NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or_default()
}

fn sheet() -> Sheet {
    Sheet {
        site: "Sportello PAC".into(),
        body: "Comune di Esempio".into(),
        address: "Piazza della Repubblica 1\n22069 Esempio (CO)".into(),
        phone: "02 0000 0000".into(),
        mail: "sportello@comune.esempio.it".into(),
        hours: "lunedì e mercoledì 9:00–12:30\ngiovedì 14:00–16:30".into(),
        logos: vec![Logo { bytes: LOGO.as_bytes().into(), description: "Logo del Comune di Esempio".into() }],
        practice: Some(PracticeNumber { prefix: None, year: 2026, count: 123 }),
        made: NaiveDateTime::new(day(2026, 11, 23), hour(10, 5)),
    }
}

fn bare_sheet() -> Sheet {
    Sheet {
        body: String::new(),
        address: String::new(),
        phone: String::new(),
        mail: String::new(),
        hours: String::new(),
        logos: Vec::new(),
        practice: None,
        ..sheet()
    }
}

fn next_step(language: Language) -> NextStep {
    let site = |italian: &str, romanian: &str, arabic: &str| {
        Texts::italian(italian).with(Language::Ro, romanian).with(Language::Ar, arabic)
    };
    NextStep {
        sheet: sheet(),
        person: "Maria Esempio".into(),
        language,
        done: site(
            "Abbiamo chiesto per telefono all’ASST il nuovo medico di famiglia.",
            "Am cerut telefonic la ASST noul medic de familie.",
            "طلبنا هاتفيًا من الهيئة الصحية طبيب الأسرة الجديد.",
        ),
        step: site(
            "Torni da noi per ritirare la conferma.",
            "Reveniți la noi pentru a ridica confirmarea.",
            "عودوا إلينا لاستلام التأكيد.",
        ),
        place: Texts::italian("Sportello PAC, piano terra, stanza 2"),
        when: Some(When::At(day(2026, 11, 30), hour(10, 30))),
        bring: vec![
            site("Tessera sanitaria", "Cardul de sănătate", "البطاقة الصحية"),
            site("Carta d’identità", "Cartea de identitate", "بطاقة الهوية"),
            Texts::italian("La lettera dell’ASST, se arriva prima"),
        ],
        contact: Texts::italian("Sportello PAC, chieda di Anna"),
        contact_phone: "02 0000 0000".into(),
        code: Some(FormCode::from_bytes(*b"made-up example!")),
    }
}

fn bare_next_step() -> NextStep {
    NextStep {
        sheet: bare_sheet(),
        person: String::new(),
        language: Language::It,
        done: Texts::default(),
        step: Texts::italian("Le telefoniamo noi."),
        place: Texts::default(),
        when: None,
        bring: Vec::new(),
        contact: Texts::default(),
        contact_phone: String::new(),
        code: None,
    }
}

fn notice(given: Given) -> PrivacyNotice {
    let presenter = if given == Given::ToSign { "Carla Esempio (figlia)" } else { "" };
    PrivacyNotice {
        sheet: sheet(),
        person: "Maria Esempio".into(),
        presenter: presenter.into(),
        version: "2026-1".into(),
        controller: "Comune di Esempio, piazza della Repubblica 1".into(),
        officer: "rpd@comune.esempio.it".into(),
        given,
        operator: "Anna B.".into(),
    }
}

fn citizen_sheet() -> CitizenSheet {
    let practice = |count: u32, state| PracticeLine {
        number: format!("2026/{count:06}"),
        opened: day(2026, 2, 3),
        service: "Scelta del medico di famiglia".into(),
        state,
        operator: "Anna B.".into(),
    };
    CitizenSheet {
        sheet: Sheet { practice: None, ..sheet() },
        family_name: "Esempio".into(),
        given_names: "Maria".into(),
        identity: Identity::AsTold("XXXXXX00X00X000X".into()),
        birth_date: Some(PartialDate { year: 1946, month: Some(4), day: None }),
        birth_place: "Como".into(),
        sex: Some(Sex::Female),
        residence: Residence::Municipality("Esempio".into()),
        domicile: "presso la figlia, via Roma 3".into(),
        phone: "333 000 0000".into(),
        mail: "maria@esempio.it".into(),
        languages: "italiano, dialetto".into(),
        remark: "Non vede bene: andarle incontro.".into(),
        contacts: vec![Contact {
            name: "Carla Esempio".into(),
            relation: "figlia".into(),
            phone: "333 000 0001".into(),
        }],
        notices: vec![NoticeLine {
            date: day(2026, 2, 3),
            version: "2026-1".into(),
            controller: "Comune di Esempio".into(),
            given: "firmata".into(),
        }],
        practices: vec![practice(12, PracticeState::Concluded), practice(123, PracticeState::Open)],
    }
}

fn bare_citizen_sheet() -> CitizenSheet {
    CitizenSheet {
        sheet: bare_sheet(),
        family_name: "Esempio".into(),
        given_names: String::new(),
        identity: Identity::None,
        birth_date: None,
        birth_place: String::new(),
        sex: None,
        residence: Residence::Unknown,
        domicile: String::new(),
        phone: String::new(),
        mail: String::new(),
        languages: String::new(),
        remark: String::new(),
        contacts: Vec::new(),
        notices: Vec::new(),
        practices: Vec::new(),
    }
}

fn attendance() -> Attendance {
    Attendance {
        sheet: Sheet { practice: None, ..sheet() },
        person: "Carla Esempio".into(),
        birth_place: "Como".into(),
        birth_date: Some(day(1972, 5, 9)),
        on_behalf_of: "Maria Esempio".into(),
        day: day(2026, 11, 23),
        from: hour(9, 20),
        until: Some(hour(10, 5)),
        operator: "Anna B.".into(),
    }
}

fn bare_attendance() -> Attendance {
    Attendance {
        sheet: bare_sheet(),
        birth_place: String::new(),
        birth_date: None,
        on_behalf_of: String::new(),
        until: None,
        operator: String::new(),
        ..attendance()
    }
}
