//! A help desk for tests: a site, a clock that stands still until it is moved, identifiers that count.
#![allow(clippy::unwrap_used, reason = "a test may panic")]
#![allow(dead_code, reason = "each test file uses a part of the desk")]

use std::path::Path;
use turno_domain::casework::{BirthPlace, Citizen, Identity, Residence};
use turno_domain::ids::{CitizenId, DeviceId, EntryId, PracticeId, TicketId};
use turno_domain::journal::{Actor, Entry};
use turno_domain::keys::OperatorKey;
use turno_domain::queue::{Command, Context, IssueCommand, Operator};
use turno_domain::site::Site;
use turno_domain::ticket::Channel;
use turno_domain::time::{ClockReading, ServiceDay, Timestamp};
use turno_store::casework::{NewPractice, Written};
use turno_store::{CaseworkStore, OpenOptions, QueueStore, QueueTx, Stores, TxError, WriterOptions};
use uuid::Uuid;

/// 2026-11-23T08:00:00Z, a Monday.
pub const MORNING: i64 = 1_795_420_800_000;

pub fn site() -> Site {
    serde_json::from_value(serde_json::json!({
        "name": "Sportello PAC 🙂",
        "services": [
            {"key": "spid", "letter": "A", "names": "SPID"},
            {"key": "asst", "letter": "B", "names": "Pratiche ASST", "weight": 2},
        ],
        "counters": [{"key": "1", "label": "Sportello 1"}, {"key": "2", "label": "Sportello 2"}],
    }))
    .unwrap()
}

pub fn clock(ms: i64) -> ClockReading {
    ClockReading {
        wall: Timestamp::from_millis(MORNING + ms),
        boot: Uuid::from_u128(7),
        monotonic_ms: u64::try_from(ms).unwrap(),
        trusted: true,
    }
}

pub fn monday() -> ServiceDay {
    "2026-11-23".parse().unwrap()
}

pub fn nobody() -> Actor {
    Actor::default()
}

pub fn device() -> DeviceId {
    DeviceId::from_parts(1, [1; 10])
}

pub fn ticket(n: u64) -> TicketId {
    let mut random = [0; 10];
    random[2..].copy_from_slice(&n.to_be_bytes());
    TicketId::from_parts(u64::try_from(MORNING).unwrap(), random)
}

pub fn citizen(n: u64, family_name: &str, given_names: &str) -> Citizen {
    Citizen {
        id: CitizenId::from_parts(n, [3; 10]),
        family_name: family_name.into(),
        given_names: given_names.into(),
        identity: Identity::None,
        birth_date: None,
        sex: None,
        residence: Residence::Unknown,
        phone: String::new(),
        mail: String::new(),
        remark: String::new(),
        birth_place: BirthPlace::default(),
        domicile: String::new(),
        languages: Vec::new(),
        contacts: Vec::new(),
        merged_into: None,
        created_at: Timestamp::from_millis(0),
        revision: 0,
    }
}

pub fn new_practice(n: u64) -> NewPractice {
    NewPractice {
        id: PracticeId::from_parts(n, [5; 10]),
        prefix: None,
        year: 2026,
        citizen: None,
        presenter: None,
        service: "spid".parse().unwrap(),
        need: "Serve lo SPID per la madre".into(),
        need_recognised: String::new(),
        documents: Vec::new(),
        project: None,
        opened_by: "anna".parse().unwrap(),
        visit: None,
    }
}

/// Somebody who does something with a practice, at the entry and the moment `ms`.
pub struct Hand {
    entry: EntryId,
    operator: OperatorKey,
    at: ClockReading,
    actor: Actor,
}

pub fn hand(operator: &str, ms: i64) -> Hand {
    let operator: OperatorKey = operator.parse().unwrap();
    let actor = Actor { device: Some(device()), operator: Some(operator.clone()) };
    Hand { entry: EntryId::from_parts(u64::try_from(ms).unwrap(), [7; 10]), operator, at: clock(ms), actor }
}

impl Hand {
    pub fn writes(&self) -> Written<'_> {
        Written { entry: self.entry, operator: &self.operator, at: &self.at, actor: &self.actor }
    }
}

pub fn options() -> OpenOptions {
    OpenOptions { now: Timestamp::from_millis(MORNING) }
}

/// Both stores, open and at work.
pub struct Desk {
    pub queue: QueueStore,
    pub casework: CaseworkStore,
}

pub fn open(folder: &Path) -> Desk {
    let stores = Stores::open(folder, &options()).unwrap();
    Desk {
        queue: stores.queue.start(WriterOptions::default()).unwrap(),
        casework: stores.casework.start(WriterOptions::default()).unwrap(),
    }
}

/// As [`open`], with the site applied and Monday opened.
pub fn open_on_monday(folder: &Path) -> Desk {
    let desk = open(folder);
    desk.queue
        .writer
        .run(|tx| tx.initialise(site(), Some("first".into()), monday(), clock(0), &nobody()))
        .unwrap();
    desk
}

pub fn issue(n: u64, service: &str) -> Command {
    Command::Issue(IssueCommand {
        ticket: ticket(n),
        service: service.parse().unwrap(),
        channel: Channel::Kiosk,
        language: None,
        people: 1,
        booked_at: None,
        promise: None,
        in_advance: false,
    })
}

pub fn give(tx: &mut QueueTx, n: u64, service: &str, ms: i64) -> Result<Vec<Entry>, TxError> {
    tx.run(&issue(n, service), &Context { now: clock(ms), operator: None }, &nobody())
}

/// Lets an operator do something.
pub fn operate(tx: &mut QueueTx, who: &str, command: &Command, ms: i64) -> Result<Vec<Entry>, TxError> {
    operate_at(tx, who, command, clock(ms))
}

/// As [`operate`], at whatever the clock says.
pub fn operate_at(
    tx: &mut QueueTx,
    who: &str,
    command: &Command,
    now: ClockReading,
) -> Result<Vec<Entry>, TxError> {
    let operator = Operator { key: who.parse().unwrap(), qualifications: Vec::new() };
    let actor = Actor { device: Some(device()), operator: Some(operator.key.clone()) };
    tx.run(command, &Context { now, operator: Some(&operator) }, &actor)
}
