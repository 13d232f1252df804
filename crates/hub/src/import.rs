//! Past visits from a CSV file (CONTRACT: "Import CSV"). Either the whole file is good, or every bad line is named and nothing
//! of it is kept.

use crate::site_file::sha256_hex;
use chrono::{NaiveDateTime, TimeZone};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::str::FromStr;
use turno_domain::ids::TicketId;
use turno_domain::keys::{BadKey, CounterKey, KEY_CHARACTERS, ServiceKey};
use turno_domain::site::{OpeningStatus, Site};
use turno_domain::text::{Texts, clean};
use turno_domain::ticket::{Channel, SegmentEnd};
use turno_domain::time::Timestamp;
use turno_domain::transaction::Transaction;
use turno_store::queue::{Import, PastName};

/// The header that a file must have.
const HEADER: [&str; 7] = ["arrived", "serving_started", "left", "outcome", "service", "priority", "server"];
/// The longest name of a past service or server, in characters; a longer one is refused.
const NAME_CHARACTERS: usize = 500;
/// How much of a digest tells apart two names that look the same as keys, in characters.
const DIGEST_CHARACTERS: usize = 8;
/// The most bad lines that are named one by one.
const FAULTS_NAMED: usize = 100;

/// What is wrong with one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineFault {
    /// The line; the header is line 1.
    pub line: u64,
    /// What is wrong with it.
    pub fault: String,
}

/// The faults as an administrator reads them.
pub fn faults_text(faults: &[LineFault]) -> String {
    let mut lines: Vec<String> = faults
        .iter()
        .take(FAULTS_NAMED)
        .map(|fault| format!("line {}: {}", fault.line, fault.fault))
        .collect();
    if faults.len() > FAULTS_NAMED {
        let rest: Vec<String> = faults[FAULTS_NAMED..].iter().map(|fault| fault.line.to_string()).collect();
        lines.push(format!("and lines {}", rest.join(", ")));
    }
    format!("the file is refused, nothing of it is kept:\n  {}", lines.join("\n  "))
}

#[derive(Deserialize)]
struct Row {
    arrived: String,
    serving_started: String,
    left: String,
    outcome: String,
    service: String,
    priority: String,
    server: String,
}

/// The visits of a file, all good.
#[derive(Debug)]
pub struct PastVisits {
    hash: String,
    visits: Vec<Transaction>,
    services: BTreeMap<ServiceKey, String>,
    counters: BTreeMap<CounterKey, String>,
}

impl PastVisits {
    /// Reads a file's text for `site`; `progress` is told how many rows were read, after each.
    ///
    /// # Errors
    /// Every bad line.
    pub fn read(text: &str, site: &Site, progress: impl Fn(usize)) -> Result<Self, Vec<LineFault>> {
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
        let header_fault = |fault: String| vec![LineFault { line: 1, fault }];
        let header = reader.headers().map_err(|error| header_fault(error.to_string()))?.clone();
        if header.iter().map(str::trim).ne(HEADER) {
            return Err(header_fault(format!("the header must be {}", HEADER.join(","))));
        }
        let mut read = Self {
            hash: sha256_hex(text.as_bytes()),
            visits: Vec::new(),
            services: BTreeMap::new(),
            counters: BTreeMap::new(),
        };
        let mut faults = Vec::new();
        let mut records = reader.records();
        while let Some(record) = records.next() {
            let line = record.as_ref().ok().and_then(|record| record.position()).map(csv::Position::line);
            let line = line.unwrap_or_else(|| records.reader().position().line());
            let visit = match &record {
                Ok(record) if record.len() != HEADER.len() => {
                    Err(format!("{} fields, expected {}", record.len(), HEADER.len()))
                }
                Ok(record) => record
                    .deserialize::<Row>(Some(&header))
                    .map_err(|error| error.to_string())
                    .and_then(|row| read.visit(&row, line, site)),
                Err(error) => Err(error.to_string()),
            };
            match visit {
                Ok(visit) => read.visits.push(visit),
                Err(fault) => faults.push(LineFault { line, fault }),
            }
            progress(read.visits.len() + faults.len());
        }
        if faults.is_empty() { Ok(read) } else { Err(faults) }
    }

    /// How many visits there are.
    pub fn len(&self) -> usize {
        self.visits.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.visits.is_empty()
    }

    /// For the store.
    pub fn into_import(self) -> Import {
        Import {
            hash: self.hash,
            services: past_names(self.services),
            counters: past_names(self.counters),
            visits: self.visits,
        }
    }

    fn visit(&mut self, row: &Row, line: u64, site: &Site) -> Result<Transaction, String> {
        let time = |field: &str, text: &str| {
            local_time(text, site).ok_or(format!("{field}: {:?} is no time", clean(text, 40)))
        };
        let arrived_at = time("arrived", &row.arrived)?;
        let ended_at = time("left", &row.left)?;
        let started_at = match row.serving_started.trim() {
            "" => None,
            text => Some(time("serving_started", text)?),
        };
        let end = match row.outcome.trim() {
            "served" => SegmentEnd::Served,
            "cancelled" | "abandoned" => SegmentEnd::Cancelled,
            "no-show" => SegmentEnd::NoShow,
            "expired" => SegmentEnd::Expired,
            other => {
                let other = clean(other, 40);
                return Err(format!(
                    "outcome: {other:?} is none of served, cancelled, abandoned, no-show, expired"
                ));
            }
        };
        if end == SegmentEnd::Served && started_at.is_none() {
            return Err("serving_started: empty for a visit that was served".to_owned());
        }
        if started_at.is_some_and(|started| started < arrived_at) {
            return Err("serving_started: before arrived".to_owned());
        }
        if ended_at < started_at.unwrap_or(arrived_at) {
            return Err("left: before serving_started or arrived".to_owned());
        }
        if !row.priority.trim().is_empty() && row.priority.trim().parse::<i64>().is_err() {
            return Err(format!("priority: {:?} is no whole number", clean(&row.priority, 40)));
        }
        let service = self.service(row.service.trim(), site)?;
        let counter = self.counter(row.server.trim())?;
        Ok(Transaction {
            ticket: ticket_id(&self.hash, line, arrived_at),
            segment: 0,
            last: true,
            day: site.service_day(arrived_at),
            service,
            counter,
            operator: None,
            channel: Channel::Kiosk,
            issued_at: arrived_at,
            arrived_at,
            due_from: due_from(site, arrived_at, started_at.unwrap_or(ended_at)),
            called_at: started_at,
            last_called_at: None,
            started_at,
            ended_at,
            parked_ms: 0,
            calls: 0,
            end,
            start_estimated: false,
            end_estimated: false,
            people: 1,
            promise: None,
        })
    }

    fn service(&mut self, name: &str, site: &Site) -> Result<ServiceKey, String> {
        if let Some(service) = site.service_named(name) {
            return Ok(service.key.clone());
        }
        past_key(&mut self.services, "service", name)?.ok_or_else(|| "service: empty".to_owned())
    }

    fn counter(&mut self, name: &str) -> Result<Option<CounterKey>, String> {
        past_key(&mut self.counters, "server", name)
    }
}

/// The key of a name, kept among those of the file; none for an empty one. A name that is a key stays one: a server named by the
/// key of one of the site's counters is that counter, as a service is.
fn past_key<K>(known: &mut BTreeMap<K, String>, field: &str, name: &str) -> Result<Option<K>, String>
where
    K: FromStr<Err = BadKey> + Clone + Ord,
{
    let name = clean(name, name.len());
    if name.is_empty() {
        return Ok(None);
    }
    if name.chars().count() > NAME_CHARACTERS {
        return Err(format!("{field}: more than {NAME_CHARACTERS} characters"));
    }
    let key: K = match name.parse() {
        Ok(key) => key,
        Err(BadKey(_)) => key_text(&name).parse().map_err(|error: BadKey| format!("{field}: {error}"))?,
    };
    match known.get(&key) {
        Some(other) if *other != name => {
            Err(format!("{field}: {:?} and {:?} have one key", clean(other, 80), clean(&name, 80)))
        }
        Some(_) => Ok(Some(key)),
        None => {
            known.insert(key.clone(), name);
            Ok(Some(key))
        }
    }
}

fn past_names<K>(names: BTreeMap<K, String>) -> Vec<PastName<K>> {
    names.into_iter().map(|(key, name)| PastName { key, names: Texts::italian(&name) }).collect()
}

/// A name that is no key, as one: what a key cannot hold becomes a hyphen, what is too long is left out, and since others may
/// then look the same ("Cassa 1" and "Cassa/1") a digest of the whole name follows. In every file a name has the same key.
fn key_text(name: &str) -> String {
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    let room = KEY_CHARACTERS - DIGEST_CHARACTERS - 1;
    let looks: String = name.chars().take(room).map(|c| if fits(c) { c } else { '-' }).collect();
    format!("{looks}-{}", &sha256_hex(name.as_bytes())[..DIGEST_CHARACTERS])
}

/// A time of the site's wall clock: of an hour that comes twice the first, none in an hour that is skipped.
fn local_time(text: &str, site: &Site) -> Option<Timestamp> {
    let naive = ["%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S"]
        .iter()
        .find_map(|form| NaiveDateTime::parse_from_str(text.trim(), form).ok())?;
    site.timezone.from_local_datetime(&naive).earliest().map(|local| local.to_utc().into())
}

/// From when the desk answers for the wait of who arrived before the opening, as it does for a ticket of today. Who came when
/// the site gives no tickets waited for the next opening of that day, if they were there when it came; otherwise the hours of
/// today say nothing about that visit.
fn due_from(site: &Site, arrived_at: Timestamp, waited_until: Timestamp) -> Option<Timestamp> {
    let session = |at| match site.opening_status(at) {
        OpeningStatus::Open { opens_at, .. } => Ok(opens_at),
        OpeningStatus::Closed { next } => Err(next),
    };
    let opens_at = session(arrived_at).unwrap_or_else(|next| {
        let opens_at = session(next?).ok().flatten();
        opens_at
            .filter(|opens_at| *opens_at <= waited_until)
            .filter(|opens_at| site.service_day(*opens_at) == site.service_day(arrived_at))
    });
    opens_at.filter(|opens_at| *opens_at > arrived_at)
}

/// An identifier that the same line of the same file always has.
fn ticket_id(hash: &str, line: u64, arrived_at: Timestamp) -> TicketId {
    let digest = sha256_hex(format!("{hash} {line}").as_bytes());
    let mut bytes = [0u8; 10];
    bytes.copy_from_slice(&digest.as_bytes()[..10]);
    TicketId::from_parts(u64::try_from(arrived_at.millis()).unwrap_or(0), bytes)
}

#[cfg(test)]
mod tests;
