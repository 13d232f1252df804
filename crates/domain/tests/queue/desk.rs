//! A help desk on a table: a queue, its journal, a clock that only moves when told, and the tables that the store would
//! keep beside them.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap};
use turno_domain::ids::{DeviceId, TicketId};
use turno_domain::journal::{Actor, Entry, Event, Reason};
use turno_domain::queue::{Command, Context, CounterState, Effects, IssueCommand, Operator, Queue};
use turno_domain::refusal::Refusal;
use turno_domain::site::Site;
use turno_domain::ticket::{Channel, Ticket, TicketState};
use turno_domain::time::{ClockReading, ServiceDay, Timestamp};
use turno_domain::transaction::{CounterSpan, Transaction};
use uuid::Uuid;

/// Three services, of which `spid` needs a certifier and `asl` has priority; three counters, of which `2` serves only
/// `cie`. Always open.
pub fn site() -> Value {
    json!({
        "name": "Sportello PAC",
        "services": [
            {"key": "spid", "letter": "A", "names": "SPID", "qualification": "rao"},
            {"key": "cie", "letter": "B", "names": "Carta d'identità"},
            {"key": "asl", "letter": "C", "names": "Pratiche ASL", "weight": 2},
        ],
        "counters": [
            {"key": "1", "label": "Sportello 1"},
            {"key": "2", "label": "Sportello 2", "serves": ["cie"]},
            {"key": "3", "label": "Sportello 3"},
        ],
    })
}

/// [`site`] with one counter's settings changed.
pub fn site_with_counter(index: usize, settings: Value) -> Value {
    let mut site = site();
    for (key, value) in settings.as_object().unwrap() {
        site["counters"][index][key] = value.clone();
    }
    site
}

/// The instant written so, in UTC. Rome is an hour ahead in November.
pub fn utc(text: &str) -> Timestamp {
    text.parse::<DateTime<Utc>>().unwrap().into()
}

/// Anna and Carlo are volunteers, Bruno a certifier of digital identities.
pub fn operator(name: &str) -> Operator {
    let qualifications = if name == "bruno" { vec!["rao".parse().unwrap()] } else { Vec::new() };
    Operator { key: name.parse().unwrap(), qualifications }
}

/// The only kiosk.
pub fn kiosk() -> DeviceId {
    DeviceId::from_parts(0, [1; 10])
}

pub struct Desk {
    pub queue: Queue,
    pub journal: Vec<Entry>,
    pub now: ClockReading,
    /// The queue before anything happened.
    pub fresh: Queue,
    /// What a store would keep beside the journal, changed only as [`Effects`] say.
    pub rows: BTreeMap<(TicketId, u32), Transaction>,
    pub tickets: HashMap<TicketId, Ticket>,
    pub counters: BTreeMap<String, CounterState>,
    pub spans: Vec<CounterSpan>,
    given: u8,
}

impl Desk {
    /// Monday 23 November 2026, nine in the morning.
    pub fn new(site: Value) -> Self {
        let site: Site = serde_json::from_value(site).unwrap();
        assert_eq!(site.check(), [], "the test's site must be one that a hub would take");
        let wall = utc("2026-11-23T08:00:00Z");
        let fresh = Queue::new(site.clone(), site.service_day(wall), BTreeMap::new());
        Self {
            queue: fresh.clone(),
            journal: Vec::new(),
            now: ClockReading { wall, boot: Uuid::nil(), monotonic_ms: 1_000_000, trusted: true },
            fresh,
            rows: BTreeMap::new(),
            tickets: HashMap::new(),
            counters: BTreeMap::new(),
            spans: Vec::new(),
            given: 0,
        }
    }

    pub fn pass(&mut self, time: TimeDelta) {
        self.now.wall = self.now.wall.plus(time);
        self.now.monotonic_ms += u64::try_from(time.num_milliseconds()).unwrap();
    }

    pub fn minutes(&mut self, minutes: i64) {
        self.pass(TimeDelta::minutes(minutes));
    }

    pub fn seconds(&mut self, seconds: i64) {
        self.pass(TimeDelta::seconds(seconds));
    }

    /// Asks for something as `operator` (nobody: as a kiosk, a ticket's holder or the hub), and lets it happen.
    pub fn ask(&mut self, operator: Option<&Operator>, command: &Command) -> Result<Vec<Event>, Refusal> {
        let events = self.queue.decide(command, &Context { now: self.now, operator })?;
        for event in &events {
            self.happen(event.clone());
        }
        Ok(events)
    }

    /// Lets one event happen, and keeps the tables as a store would.
    pub fn happen(&mut self, event: Event) -> Effects {
        let sequence = self.journal.len() as u64 + 1;
        let at_a_kiosk = matches!(event, Event::HelpAsked { .. });
        let actor = Actor { device: at_a_kiosk.then(kiosk), operator: None };
        let entry = Entry { sequence, at: self.now, actor, event };
        let effects = self.queue.apply(&entry);
        if matches!(entry.event, Event::DayOpened { .. }) {
            self.tickets.clear();
            self.counters.clear();
        }
        for id in &effects.tickets {
            self.tickets.insert(*id, self.queue.ticket(*id).unwrap().clone());
        }
        for key in &effects.counters {
            self.counters.insert(key.to_string(), self.queue.counter(key));
        }
        for id in &effects.segments {
            self.rows.retain(|(ticket, _), _| ticket != id);
            self.rows.extend(rows_of(self.queue.ticket(*id).unwrap()));
        }
        self.spans.extend(effects.spans.iter().cloned());
        self.journal.push(entry);
        effects
    }

    pub fn does(&mut self, name: &str, command: Command) -> Vec<Event> {
        self.ask(Some(&operator(name)), &command).unwrap_or_else(|refusal| panic!("{command:?}: {refusal}"))
    }

    /// Asks for something that must be refused, and must change nothing.
    pub fn refuses(&mut self, name: &str, command: Command) -> Refusal {
        let before = self.queue.clone();
        let refusal = self.ask(Some(&operator(name)), &command).expect_err("this must be refused");
        assert_eq!(self.queue, before);
        refusal
    }

    pub fn issue_command(&mut self, service: &str) -> IssueCommand {
        self.given += 1;
        let mut random = [0; 10];
        random[9] = self.given;
        IssueCommand {
            ticket: TicketId::from_parts(0, random),
            service: service.parse().unwrap(),
            channel: Channel::Kiosk,
            language: None,
            people: 1,
            booked_at: None,
            promise: None,
            in_advance: false,
        }
    }

    /// The kiosk gives a number.
    pub fn issue(&mut self, service: &str) -> TicketId {
        let issue = self.issue_command(service);
        let id = issue.ticket;
        self.ask(None, &Command::Issue(issue)).unwrap();
        id
    }

    pub fn open(&mut self, name: &str, counter: &str) {
        self.does(name, Command::OpenCounter { counter: counter.parse().unwrap(), takeover: false });
    }

    /// Calls the next to a counter: whom, and why; nobody when nobody waits.
    pub fn call_next(&mut self, name: &str, counter: &str) -> Option<(TicketId, Reason)> {
        let events = self.does(name, Command::CallNext { counter: counter.parse().unwrap() });
        events.iter().find_map(|event| match event {
            Event::TicketCalled { ticket, reason, .. } => Some((*ticket, *reason)),
            _ => None,
        })
    }

    pub fn call_this(&mut self, name: &str, counter: &str, ticket: TicketId) -> Vec<Event> {
        self.does(name, Command::CallThis { counter: counter.parse().unwrap(), ticket })
    }

    /// The number of the next, as it is called.
    pub fn next_number(&mut self, name: &str, counter: &str) -> String {
        self.call_next(name, counter).map_or_else(|| "nobody".into(), |(id, _)| self.number(id))
    }

    /// Called twice, waited for, and given up on.
    pub fn lose(&mut self, name: &str, ticket: TicketId) {
        self.does(name, Command::Recall(ticket));
        self.minutes(3);
        self.does(name, Command::NoShow(ticket));
    }

    pub fn ticket(&self, id: TicketId) -> &Ticket {
        self.queue.ticket(id).unwrap()
    }

    pub fn state(&self, id: TicketId) -> TicketState {
        self.ticket(id).state
    }

    pub fn number(&self, id: TicketId) -> String {
        self.ticket(id).number.to_string()
    }

    pub fn in_hand(&self, counter: &str) -> Option<TicketId> {
        self.queue.counter(&counter.parse().unwrap()).in_hand
    }

    pub fn waiting(&self, service: &str) -> u32 {
        self.queue.waiting(&service.parse().unwrap())
    }

    /// The transactions of a ticket.
    pub fn rows(&self, id: TicketId) -> Vec<&Transaction> {
        self.rows.values().filter(|row| row.ticket == id).collect()
    }

    pub fn day(&self) -> ServiceDay {
        self.queue.day()
    }

    /// A site file is applied.
    pub fn apply_site(&mut self, site: Value) {
        let site = serde_json::from_value(site).unwrap();
        self.happen(Event::SiteApplied { hash: None, site: Box::new(site) });
    }
}

/// The transactions that a ticket has.
pub fn rows_of(ticket: &Ticket) -> Vec<((TicketId, u32), Transaction)> {
    (0..ticket.segments.len())
        .filter_map(|index| Transaction::of(ticket, index))
        .map(|row| ((row.ticket, row.segment), row))
        .collect()
}
