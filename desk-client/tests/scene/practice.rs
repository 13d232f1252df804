//! What there is in Maria Teresa's practice of today, and what is due at the desk.

use super::{at, id, instant, practice_id, ticket_id, visit_id};
use turno_domain::casework::{
    CallOutcome, DocumentState, Due, EntryKind, PhoneCall, ProtocolDirection, ProtocolMark, StepKind,
    StepState, StepTold,
};
use turno_domain::ids::{EntryId, StepId};
use turno_domain::ticket::Channel;
use turno_domain::time::Timestamp;
use turno_protocol::casework::{AgendaLine, DocumentView, EntryView, Page, StepFields, StepView};

pub fn step_id(count: u128) -> StepId {
    id(7, count).into()
}

pub fn entry(count: u128, operator: &str, written_at: Timestamp, what: EntryKind) -> EntryView {
    EntryView {
        id: EntryId::from(id(8, count)),
        operator: operator.parse().unwrap(),
        written_at: written_at.into(),
        withheld: false,
        what,
    }
}

pub fn note(text: &str, reserved: bool) -> EntryKind {
    EntryKind::Note { text: text.to_owned(), reserved }
}

/// The visit and the note of this morning.
pub fn entries() -> Vec<EntryView> {
    let visit = EntryKind::Visit {
        visit: visit_id(),
        channel: Channel::Kiosk,
        service: "spid".parse().unwrap(),
        ticket: Some(ticket_id("A042")),
    };
    let text = "Ha il documento e la tessera; il cellulare è della figlia.";
    vec![entry(1, "giulia", at("09:58"), visit), entry(2, "giulia", at("10:00"), note(text, false))]
}

/// A practice in which much happened: every kind of line, the oldest first, and one of a later version.
pub fn long_story() -> Vec<EntryView> {
    let before = |clock: &str| instant(&format!("2026-04-{clock}:00+02:00"));
    let withheld = EntryView { withheld: true, ..entry(4, "anna", before("09T11:00"), note("", true)) };
    let call = PhoneCall {
        body: "ASST Lariana".to_owned(),
        in_directory: None,
        whom: "scelta e revoca".to_owned(),
        outcome: CallOutcome::CallAgain,
        waited_s: Some(600),
        lasted_s: Some(110),
        text: "Richiamare dopo le 14".to_owned(),
    };
    let mark = ProtocolMark {
        office: "Comune di Rovellasca".to_owned(),
        number: "12345".to_owned(),
        date: "2026-04-10".parse().unwrap(),
        direction: ProtocolDirection::In,
    };
    let told = StepTold {
        step: step_id(9),
        what: "Portare la tessera sanitaria".to_owned(),
        outcome: "l’ha portata la figlia".to_owned(),
    };
    let mut story = vec![
        entry(3, "carlo", before("08T09:30"), note("Prima volta: vuole capire come funziona.", false)),
        withheld,
        entry(5, "carlo", before("10T10:05"), EntryKind::PhoneCall(call)),
        entry(6, "carlo", before("10T10:20"), EntryKind::Protocol(mark)),
        entry(7, "carlo", before("14T12:00"), EntryKind::Offered { to: "giulia".parse().unwrap() }),
        entry(8, "giulia", before("14T12:10"), EntryKind::TakenOver { from: "carlo".parse().unwrap() }),
        entry(9, "giulia", before("20T15:00"), EntryKind::StepDone(told)),
        entry(10, "giulia", before("20T15:05"), note("In famiglia nessuno l’aiuta.", true)),
        entry(11, "giulia", before("20T15:30"), EntryKind::Other),
    ];
    story.extend(entries());
    story
}

pub fn documents() -> Vec<DocumentView> {
    [
        ("Documento d’identità", DocumentState::Seen),
        ("Tessera sanitaria", DocumentState::Missing),
        ("Cellulare che riceve gli SMS", DocumentState::Missing),
    ]
    .into_iter()
    .map(|(text, state)| DocumentView { text: text.to_owned(), state })
    .collect()
}

pub fn step(count: u128, kind: StepKind, what: &str, due: &str) -> StepView {
    StepView {
        id: step_id(count),
        practice: practice_id(412),
        revision: 1,
        fields: StepFields {
            kind,
            what: what.to_owned(),
            due: due.parse().unwrap(),
            time: None,
            responsible: Some("giulia".parse().unwrap()),
            place: String::new(),
            bring: String::new(),
        },
        made_by: "giulia".parse().unwrap(),
        made_at: at("10:00").into(),
        state: StepState::Open,
        ended_at: None,
        ended_by: None,
        outcome: String::new(),
    }
}

/// Two to be taken, one of which is late, and one that was.
pub fn steps() -> Vec<StepView> {
    let mut appointment =
        step(1, StepKind::SecondAppointment, "Torna con il cellulare per lo SPID", "2026-04-24");
    appointment.fields.time = Some("09:30".to_owned());
    appointment.fields.place = "Sportello 3".to_owned();
    appointment.fields.bring = "cellulare, tessera sanitaria".to_owned();
    let late = step(2, StepKind::ContactBody, "Chiedere all’ASST se il fascicolo è aperto", "2026-04-20");
    let done = StepView {
        state: StepState::Done,
        revision: 2,
        ended_at: Some(at("09:59").into()),
        ended_by: Some("carlo".parse().unwrap()),
        outcome: "è arrivata".to_owned(),
        ..step(3, StepKind::NextStep, "Chiedere la tessera sanitaria", "2026-04-21")
    };
    vec![appointment, late, done]
}

fn line(step: StepView, when: Due, number: u32, service: &str, person: Option<&str>) -> AgendaLine {
    AgendaLine {
        step,
        when,
        number: format!("2026/{number:06}"),
        service: service.parse().unwrap(),
        practice_state: "open".to_owned(),
        citizen: None,
        citizen_name: person.map(str::to_owned),
    }
}

/// What is due, in the order of the hub.
pub fn due() -> Vec<AgendaLine> {
    let mut today = step(4, StepKind::NextStep, "Richiamare la signora per l’esenzione", "2026-04-21");
    today.fields.time = Some("15:00".to_owned());
    today.fields.responsible = Some("carlo".parse().unwrap());
    let later = step(5, StepKind::FollowUp, "Sentire se lo SPID funziona ancora", "2028-02-10");
    let [appointment, late, _] = <[StepView; 3]>::try_from(steps()).unwrap();
    vec![
        line(late, Due::Overdue, 412, "spid", Some("Bianchi Maria Teresa")),
        line(today, Due::Today, 87, "salute", Some("Bianchini Ornella")),
        line(appointment, Due::ThisWeek, 412, "spid", Some("Bianchi Maria Teresa")),
        line(later, Due::Later, 77, "moduli", None),
    ]
}

/// Those of whoever asks: Giulia.
pub fn agenda(all: bool) -> Page<AgendaLine> {
    let giulia = "giulia".parse().unwrap();
    let mut items = due();
    items.retain(|line| all || line.step.fields.responsible.as_ref() == Some(&giulia));
    Page { items, next: None }
}
