//! One morning at the PAC desk of Rovellasca, as the hub would tell it, for tests of the desk.

#![allow(dead_code)]

pub mod practice;

use chrono::{DateTime, Utc};
use turno_desk::model::port::{Command, Failure, Reply, Request, SearchPlace, SignedIn, Update};
use turno_domain::casework::{NoticeGiven, PartialDate, Residence, Sex, UnresolvedReason};
use turno_domain::ids::{CitizenId, HelpId, NoteId, PracticeId, TicketId, VisitId};
use turno_domain::intake::{Answer, Answers};
use turno_domain::site::{CounterKind, Doors, Site};
use turno_domain::ticket::{Channel, TicketState};
use turno_domain::time::Timestamp;
use turno_protocol::casework::{
    BirthPlaceView, CitizenFields, CitizenView, ConsentView, IdentityView, LikelyView, NoteView, NoticeView,
    PracticeView, TicketCasework, VisitView,
};
use turno_protocol::counter::{CallAnswer, CounterStatusView, CounterView, ReasonView};
use turno_protocol::event::EventData;
use turno_protocol::queue::QueueSnapshot;
use turno_protocol::session::{OperatorView, PersonRole};
use turno_protocol::site::SiteView;
use turno_protocol::statistics::{Figure, ServiceLevel, Statistics, StatisticsRow};
use turno_protocol::ticket::TicketView;
use uuid::Uuid;

/// An instant by the site's wall clock on the morning of 21 April 2026 (summer time).
pub fn at(clock: &str) -> Timestamp {
    instant(&format!("2026-04-21T{clock}:00+02:00"))
}

pub fn instant(text: &str) -> Timestamp {
    DateTime::parse_from_rfc3339(text).unwrap().with_timezone(&Utc).into()
}

/// The moment of the pictures: A042 has been served for three minutes.
pub fn now() -> Timestamp {
    at("10:01")
}

fn id(kind: u128, number: u128) -> Uuid {
    Uuid::from_u128((kind << 64) | number)
}

pub fn ticket_id(number: &str) -> TicketId {
    let letter = u128::from(u32::from(number.chars().next().unwrap()));
    id(1, letter * 10_000 + number[1..].parse::<u128>().unwrap()).into()
}

pub fn citizen_id() -> CitizenId {
    id(2, 1).into()
}

pub fn practice_id(count: u128) -> PracticeId {
    id(3, count).into()
}

pub fn visit_id() -> VisitId {
    id(4, 1).into()
}

pub fn site() -> SiteView {
    let text = include_str!("../../../assets/sites/demo.toml");
    SiteView::from(&toml::from_str::<Site>(text).unwrap())
}

pub fn operators() -> Vec<OperatorView> {
    [("giulia", "Giulia R."), ("carlo", "Carlo F."), ("anna", "Anna P.")]
        .into_iter()
        .map(|(key, name)| OperatorView {
            key: key.parse().unwrap(),
            name: name.to_owned(),
            role: PersonRole::Operator,
        })
        .collect()
}

/// A waiting ticket, issued at a clock time.
pub fn waiting(number: &str, issued: &str) -> TicketView {
    let letter = &number[..1];
    let site = site();
    let service = site.services.iter().find(|service| service.letter.to_string() == letter).unwrap();
    TicketView {
        id: ticket_id(number),
        number: number.parse().unwrap(),
        service: service.key.clone(),
        service_day: "2026-04-21".parse().unwrap(),
        state: TicketState::Waiting,
        counter: None,
        language: None,
        issued_at: at(issued).into(),
        called_at: None,
        started_at: None,
        ended_at: None,
        outcome: None,
        channel: Channel::Kiosk,
        people: 1,
        manner: None,
        calls: 0,
        last_called_at: None,
        waiting_since: Some(at(issued).into()),
        goes_next: false,
        bound_to: None,
        paper: None,
    }
}

/// The same, called to counter 3 at a clock time.
pub fn called(number: &str, issued: &str, called: &str) -> TicketView {
    TicketView {
        state: TicketState::Called,
        counter: Some("3".parse().unwrap()),
        called_at: Some(at(called).into()),
        last_called_at: Some(at(called).into()),
        calls: 1,
        ..waiting(number, issued)
    }
}

/// The same, with the person at the counter since a clock time.
pub fn serving(number: &str, issued: &str, rang: &str, started: &str) -> TicketView {
    TicketView {
        state: TicketState::Serving,
        started_at: Some(at(started).into()),
        ..called(number, issued, rang)
    }
}

pub fn counter(key: &str, operator: Option<&str>) -> CounterView {
    let site = site();
    let settings = site.counters.iter().find(|counter| counter.key.as_str() == key).unwrap();
    CounterView {
        key: settings.key.clone(),
        label: settings.label.clone(),
        kind: CounterKind::Counter,
        serves: None,
        may_serve: Vec::new(),
        status: if operator.is_some() { CounterStatusView::Open } else { CounterStatusView::Closed },
        operator: operator.map(|operator| operator.parse().unwrap()),
        ticket: None,
        pause_reason: None,
        pause_until: None,
    }
}

pub fn queue(counters: Vec<CounterView>, tickets: Vec<TicketView>) -> QueueSnapshot {
    QueueSnapshot {
        position: "e-1".to_owned(),
        service_day: "2026-04-21".parse().unwrap(),
        at: now().into(),
        clock: None,
        tickets_open: true,
        opens_at: None,
        closes_at: None,
        day_asked: None,
        doors: Doors::Hours,
        help: Vec::new(),
        devices: Vec::new(),
        services: Vec::new(),
        counters,
        tickets,
    }
}

pub fn morning_counters(third: Option<&str>) -> Vec<CounterView> {
    vec![counter("1", Some("carlo")), counter("2", None), counter("3", third)]
}

/// Seven wait; nobody is in hand.
pub fn morning() -> Vec<TicketView> {
    let mut tickets: Vec<TicketView> = [
        ("B018", "09:44"),
        ("A043", "09:45"),
        ("B019", "09:47"),
        ("A044", "09:49"),
        ("D009", "09:50"),
        ("B020", "09:53"),
        ("A045", "09:57"),
    ]
    .into_iter()
    .map(|(number, issued)| waiting(number, issued))
    .collect();
    tickets[0].language = Some("fr".parse().unwrap());
    tickets
}

/// The same, with A042 at counter 3 for three minutes.
pub fn morning_with_a042() -> Vec<TicketView> {
    let mut tickets = morning();
    tickets.push(serving("A042", "09:42", "09:57", "09:58"));
    tickets
}

pub fn reached(third: Option<&str>, tickets: Vec<TicketView>) -> Update {
    Update::Reached {
        site: Box::new(site()),
        operators: operators(),
        queue: Box::new(queue(morning_counters(third), tickets)),
    }
}

pub fn help_id(count: u128) -> HelpId {
    id(6, count).into()
}

fn event(at: Timestamp, facts: serde_json::Value) -> Update {
    let facts = facts.as_object().cloned().unwrap_or_default();
    Update::Event(Box::new(EventData { at: Some(at.into()), facts, ..EventData::default() }))
}

/// Somebody at the kiosk asked for help at a clock time.
pub fn help_asked(count: u128, clock: &str, language: Option<&str>) -> Update {
    let (help, device_name) = (help_id(count).to_string(), "totem-ingresso");
    event(at(clock), serde_json::json!({"help": help, "device_name": device_name, "language": language}))
}

/// A colleague asks for a hand at a clock time.
pub fn colleague_asks(count: u128, operator: &str, at_counter: &str, clock: &str) -> Update {
    let Update::Event(mut asked) = help_asked(count, clock, None) else { unreachable!() };
    asked.facts.insert("device_name".to_owned(), "sportello-1".into());
    asked.operator = Some(operator.parse().unwrap());
    asked.counter = Some(counter(at_counter, Some(operator)));
    Update::Event(asked)
}

/// Whoever asked needs nobody any more.
pub fn help_withdrawn(count: u128, name: &str) -> Update {
    let help = help_id(count).to_string();
    event(now(), serde_json::json!({"help": help, "name": name, "withdrawn": true}))
}

/// A counter as it changed.
pub fn counter_event(counter: CounterView) -> Update {
    Update::Event(Box::new(EventData { counter: Some(counter), ..EventData::default() }))
}

/// Somebody goes there.
pub fn help_answered(count: u128, name: &str) -> Update {
    event(now(), serde_json::json!({"help": help_id(count).to_string(), "name": name}))
}

/// What the kiosk says of its parts.
pub fn kiosk_says(parts: serde_json::Value) -> Update {
    event(now(), serde_json::json!({"device_name": "totem-ingresso", "device_role": "kiosk", "parts": parts}))
}

pub fn maria() -> CitizenView {
    CitizenView {
        id: citizen_id(),
        revision: 4,
        created_at: instant("2026-02-20T10:15:00+01:00").into(),
        fields: CitizenFields {
            family_name: "Bianchi".to_owned(),
            given_names: "Maria Teresa".to_owned(),
            identity: IdentityView {
                kind: "codice-fiscale".to_owned(),
                value: Some("BNCMTR46D52C933W".to_owned()),
            },
            birth_date: Some(PartialDate { year: 1946, month: Some(4), day: Some(12) }),
            sex: Some(Sex::Female),
            residence: Residence::Municipality("Lomazzo (CO)".to_owned()),
            birth_place: Some(BirthPlaceView { name: "Como (CO)".to_owned(), code: Some("C933".to_owned()) }),
            phone: "031 555 0142".to_owned(),
            ..CitizenFields::default()
        },
        merged_into: None,
        warnings: Vec::new(),
        notices: Vec::new(),
        consents: Vec::new(),
    }
}

/// The same with the notice of March, and two consents of which one was taken back.
pub fn maria_told() -> CitizenView {
    let day = |day: &str| day.parse().unwrap();
    let consent = |number, purpose: &str, withdrawn: Option<&str>| ConsentView {
        id: id(8, number).into(),
        purpose: purpose.to_owned(),
        given_on: day("2026-03-03"),
        withdrawn_on: withdrawn.map(day),
        operator: "carlo".parse().unwrap(),
        written_at: instant("2026-03-03T11:20:00+01:00").into(),
    };
    let notice = NoticeView {
        id: id(7, 1).into(),
        version: "2026-01".to_owned(),
        controller: "Comune di Rovellasca".to_owned(),
        given_on: day("2026-03-03"),
        given: NoticeGiven::ReadAloud,
        operator: "carlo".parse().unwrap(),
        written_at: instant("2026-03-03T11:20:00+01:00").into(),
    };
    CitizenView {
        notices: vec![notice],
        consents: vec![
            consent(1, "Foto alla festa dei nonni", Some("2026-04-01")),
            consent(2, "Promemoria per SMS", None),
        ],
        ..maria()
    }
}

/// A record that is likely hers.
pub fn likely(number: u128, reasons: &[&str]) -> LikelyView {
    let citizen = CitizenView {
        id: id(2, number).into(),
        revision: 2,
        fields: CitizenFields {
            family_name: "Bianchi".to_owned(),
            given_names: "Teresa".to_owned(),
            birth_date: Some(PartialDate { year: 1946, month: None, day: None }),
            phone: "347 555 0199".to_owned(),
            mail: "teresa@example.org".to_owned(),
            languages: Some(vec!["italiano".to_owned()]),
            ..CitizenFields::default()
        },
        ..maria()
    };
    LikelyView { citizen, reasons: reasons.iter().map(|reason| (*reason).to_owned()).collect() }
}

pub fn others() -> Vec<CitizenView> {
    let person = |number: u128, family: &str, given: &str, year: i32, town: &str| CitizenView {
        id: id(2, number).into(),
        revision: 1,
        created_at: at("09:00").into(),
        fields: CitizenFields {
            family_name: family.to_owned(),
            given_names: given.to_owned(),
            birth_date: Some(PartialDate { year, month: None, day: None }),
            residence: Residence::Municipality(town.to_owned()),
            ..CitizenFields::default()
        },
        merged_into: None,
        warnings: Vec::new(),
        notices: Vec::new(),
        consents: Vec::new(),
    };
    vec![
        person(2, "Bianchi", "Marco", 1972, "Rovellasca (CO)"),
        person(3, "Bianchini", "Ornella", 1951, "Turate (CO)"),
    ]
}

pub fn practice(count: u128, service: &str, state: &str, opened: Timestamp, operator: &str) -> PracticeView {
    PracticeView {
        id: practice_id(count),
        number: format!("2026/{count:06}"),
        revision: 1,
        citizen: Some(citizen_id()),
        citizen_name: Some("Bianchi Maria Teresa".to_owned()),
        presenter: None,
        service: service.parse().unwrap(),
        need: String::new(),
        need_recognised: String::new(),
        documents: Vec::new(),
        project: None,
        state: state.to_owned(),
        reason: (state == "unresolved").then_some(UnresolvedReason::RequirementsMissing),
        opened_by: operator.parse().unwrap(),
        opened_at: opened.into(),
        ended_at: (state != "open").then(|| opened.into()),
        responsible: Some(operator.parse().unwrap()),
        offered_to: None,
        team: Vec::new(),
        notes: Vec::new(),
        entries: Vec::new(),
        steps: Vec::new(),
    }
}

/// Today's practice, with a note.
pub fn practice_412() -> PracticeView {
    PracticeView {
        need: "Deve vedere i referti sul fascicolo".to_owned(),
        notes: vec![NoteView {
            id: NoteId::from(id(5, 1)),
            operator: "giulia".parse().unwrap(),
            written_at: at("10:00").into(),
            text: "Ha il documento e la tessera; il cellulare è della figlia.".to_owned(),
            reserved: false,
        }],
        entries: practice::entries(),
        documents: practice::documents(),
        steps: practice::steps(),
        ..practice(412, "spid", "open", at("09:59"), "giulia")
    }
}

/// What Maria Teresa came for before.
pub fn practice_98(state: &str) -> PracticeView {
    PracticeView {
        need: "Cambiare il medico".to_owned(),
        ..practice(98, "salute", state, instant("2026-03-03T11:20:00+01:00"), "carlo")
    }
}

pub fn february_visit() -> VisitView {
    VisitView {
        id: visit_id(),
        channel: Channel::Desk,
        service: "orientamento".parse().unwrap(),
        ticket: None,
        operator: "carlo".parse().unwrap(),
        began_at: instant("2026-02-20T10:15:00+01:00").into(),
        people: 1,
        citizens: vec![citizen_id()],
        practices: Vec::new(),
    }
}

pub fn answers() -> Answers {
    Answers::from([
        ("prima-volta".parse().unwrap(), Answer::YesNo(true)),
        ("cellulare".parse().unwrap(), Answer::YesNo(false)),
    ])
}

/// What is known of A042, with its practice or without.
pub fn casework(practices: Vec<PracticeView>) -> Reply {
    Reply::Casework(Box::new(TicketCasework {
        intake: answers(),
        notes: Vec::new(),
        visit: None,
        practices,
        proposed: None,
    }))
}

pub fn figures() -> Statistics {
    let figure = |n, mean: f64, median: f64, p90: f64, longest: f64| Figure {
        n,
        mean_s: Some(mean * 60.0),
        median_s: Some(median * 60.0),
        p90_s: Some(p90 * 60.0),
        longest_s: Some(longest * 60.0),
    };
    let row = |key: &str, arrived, served, wait: Figure, within| StatisticsRow {
        key: Some(key.to_owned()),
        arrived,
        served,
        no_show: 0,
        cancelled: 0,
        expired: 0,
        left: 0,
        appointment: 0,
        wait,
        wait_from_opening: wait,
        walk: Figure::default(),
        service: Figure::default(),
        visit: Figure::default(),
        estimated: 0,
        service_level: Some(ServiceLevel { n: served, within, target_minutes: Some(20) }),
        occupancy: None,
        forecast_error: None,
    };
    let day = "2026-04-21".parse().unwrap();
    Statistics {
        from: day,
        to: day,
        by: "service".to_owned(),
        // In the order of the keys, as the hub answers.
        rows: vec![
            row("orientamento", 4, 3, figure(3, 8.0, 7.0, 12.0, 12.0), 3),
            row("salute", 9, 6, figure(6, 12.1, 11.0, 22.0, 22.0), 5),
            row("spid", 9, 5, figure(6, 13.2, 12.0, 24.0, 24.0), 4),
        ],
        total: row("total", 22, 14, figure(15, 11.8, 11.0, 22.0, 24.0), 12),
    }
}

/// The figures of the weeks before: SPID takes 6 minutes; of the forms too few are known.
pub fn usual() -> Statistics {
    let mut usual = figures();
    for (row, (n, minutes)) in usual.rows.iter_mut().zip([(40, 9.0), (3, 2.0), (60, 6.0)]) {
        row.service = Figure { n, median_s: Some(minutes * 60.0), ..Figure::default() };
    }
    usual
}

/// What the hub answers to whatever only reads, and to signing in at counter 3.
pub fn answer(request: &Request) -> Option<Result<Reply, Failure>> {
    Some(Ok(match request {
        Request::SignIn { operator, .. } => {
            let name = operators().into_iter().find(|known| known.key == *operator)?.name;
            Reply::Session(SignedIn { operator: operator.clone(), name })
        }
        Request::Once { command: Command::OpenCounter(key), .. } => {
            Reply::Counter(Box::new(counter(key.as_str(), Some("giulia"))))
        }
        Request::Statistics(_) => Reply::Statistics(Box::new(figures())),
        Request::Usual(_) => Reply::Statistics(Box::new(usual())),
        Request::Casework(_) => casework(Vec::new()),
        Request::SearchCitizens { place: SearchPlace::Hand, text } => {
            let mut found = vec![maria()];
            found.extend(others());
            found.retain(|person| person.fields.family_name.to_lowercase().starts_with(&text.to_lowercase()));
            Reply::Citizens(found)
        }
        Request::SearchCitizens { .. } => Reply::Citizens([vec![maria()], others()].concat()),
        Request::Citizen(_) => Reply::Citizen(Box::new(maria())),
        Request::Story(_) => Reply::Story(vec![february_visit()], vec![practice_98("concluded")]),
        Request::Alike(_) => Reply::Alike(Vec::new()),
        Request::Past { after: None, .. } => Reply::Past {
            visits: vec![february_visit()],
            practices: vec![practice_98("concluded")],
            next: None,
        },
        Request::SearchPractices(_) => Reply::Practices(vec![
            PracticeView { notes: Vec::new(), ..practice_412() },
            practice_98("concluded"),
            practice(77, "moduli", "unresolved", instant("2026-02-12T10:00:00+01:00"), "anna"),
        ]),
        Request::Practice(id) if *id == practice_id(412) => Reply::Practice(Box::new(practice_412())),
        Request::Practice(_) => Reply::Practice(Box::new(practice_98("concluded"))),
        Request::Agenda { all, .. } => Reply::Agenda(practice::agenda(*all)),
        Request::Next(_) => Reply::Next(Some((
            ticket_id("B018"),
            ReasonView { rule: "priority".to_owned(), waited_minutes: 17, text: String::new() },
        ))),
        Request::LinkCitizen { .. } | Request::SignOut => Reply::Done,
        _ => return None,
    }))
}

/// What the hub says to a call of this ticket.
pub fn called_answer(ticket: TicketView) -> Reply {
    Reply::Called(Some(Box::new(CallAnswer {
        ticket,
        finished: None,
        reason: ReasonView { rule: "priority".to_owned(), waited_minutes: 15, text: String::new() },
    })))
}
