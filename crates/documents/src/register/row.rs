//! One line of the register: its columns in their order, with their words.

use chrono::NaiveDate;
use turno_domain::casework::{PracticeState, RegisterRow, Residence, UnresolvedReason};
use turno_domain::ticket::Channel;

/// A value of a column, by its kind.
pub(super) enum Cell<'a> {
    Text(&'a str),
    Number(u32),
    Date(NaiveDate),
    Empty,
}

/// A column's heading and its width in characters.
pub(super) struct Column {
    pub heading: &'static str,
    pub width: f64,
}

const fn column(heading: &'static str, width: f64) -> Column {
    Column { heading, width }
}

/// In the order that funders ask for, then what helps to find the practice.
pub(super) const COLUMNS: [Column; 12] = [
    column("Operatore", 20.0),
    column("Data di inizio", 13.0),
    column("Nome", 18.0),
    column("Cognome", 20.0),
    column("Tipo di servizio", 34.0),
    column("Stato", 16.0),
    column("Età all’inizio", 13.0),
    column("Comune di residenza", 24.0),
    column("Progetto", 24.0),
    column("Pratica", 16.0),
    column("Data di fine", 13.0),
    column("Canale", 22.0),
];

/// A row's cells, each under its column. `texts` keeps those that are made here.
pub(super) fn cells<'a>(row: &'a RegisterRow, texts: &'a mut RowTexts) -> [Cell<'a>; COLUMNS.len()] {
    texts.practice = row.practice.to_string();
    texts.residence = residence_text(&row.residence);
    let date = |date: Option<NaiveDate>| date.map_or(Cell::Empty, Cell::Date);
    [
        text(&row.operator),
        Cell::Date(row.started),
        text(&row.first_name),
        text(&row.last_name),
        text(&row.service),
        Cell::Text(state_text(row.state)),
        row.age.map_or(Cell::Empty, Cell::Number),
        text(&texts.residence),
        text(&row.project),
        Cell::Text(&texts.practice),
        date(row.ended),
        row.channel.map_or(Cell::Empty, |channel| Cell::Text(channel_text(channel))),
    ]
}

/// Texts of a row that are made for it.
#[derive(Default)]
pub(super) struct RowTexts {
    practice: String,
    residence: String,
}

fn text(text: &str) -> Cell<'_> {
    if text.is_empty() { Cell::Empty } else { Cell::Text(text) }
}

/// Where a practice stands, as it is read.
pub(crate) fn state_text(state: PracticeState) -> &'static str {
    match state {
        PracticeState::Open => "in corso",
        PracticeState::Concluded => "conclusa",
        PracticeState::Unresolved(reason) => match reason {
            UnresolvedReason::GivenUp => "non risolta: la persona ha rinunciato",
            UnresolvedReason::Unreachable => "non risolta: persona non più raggiungibile",
            UnresolvedReason::RequirementsMissing => "non risolta: mancano i requisiti",
            UnresolvedReason::HandedOn => "non risolta: passata a un altro ente",
            UnresolvedReason::Refused => "non risolta: l’ente ha risposto di no",
            UnresolvedReason::Deceased => "non risolta: la persona è deceduta",
            UnresolvedReason::Other => "non risolta: altro",
        },
    }
}

/// Where a person lives, as it is read; empty where nobody knows.
pub(crate) fn residence_text(residence: &Residence) -> String {
    match residence {
        Residence::Unknown => String::new(),
        Residence::Municipality(name) => name.clone(),
        Residence::Abroad(country) if country.is_empty() => "estero".to_owned(),
        Residence::Abroad(country) => format!("estero: {country}"),
        Residence::NoFixedAbode => "senza fissa dimora".to_owned(),
    }
}

fn channel_text(channel: Channel) -> &'static str {
    match channel {
        Channel::Kiosk => "totem",
        Channel::Desk => "sportello senza numero",
        Channel::Appointment => "appuntamento",
        Channel::Phone => "telefono",
        Channel::Mail => "posta",
        Channel::Home => "a domicilio",
        Channel::Event => "evento",
        Channel::ThirdPerson => "segnalazione di altri",
    }
}
