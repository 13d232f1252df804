//! What the board and a ticket's own page show of a queue. Functions of values: no clock, no socket.
//!
//! Everything that leaves here may be read by anybody on the site's network, so it carries numbers, counters, counts
//! and the site's own texts; of a discreet service the letter alone.

use std::cmp::Reverse;
use std::collections::HashMap;
use turno_domain::ids::TicketId;
use turno_domain::keys::{CounterKey, ServiceKey};
use turno_domain::queue::{CounterStatus, Queue};
use turno_domain::site::Site;
use turno_domain::ticket::{Segment, Ticket, TicketState};
use turno_domain::time::{Timestamp, at_local};
use turno_protocol::board::{BoardCall, BoardPause, BoardService, BoardState, TicketPageState};

/// More numbers than this are not remembered under "Chiamati prima"; a screen shows as many of them as it has room for.
const EARLIER: usize = 6;

/// The board of `queue` at `now`. After the close of a day nobody is called, so its last calls are gone too.
pub fn board_state(queue: &Queue, now: Timestamp) -> BoardState {
    let site = queue.site();
    let local = now.local(site.timezone);
    let (mut current, mut earlier) = (Vec::new(), Vec::new());
    if !queue.is_day_closed() {
        for ticket in queue.tickets() {
            let calls = if ticket.state == TicketState::Called { &mut current } else { &mut earlier };
            calls.extend(last_call(ticket).map(|call| (ticket, call)));
        }
    }
    earlier.sort_by_key(latest_first);
    earlier.truncate(EARLIER);
    current.sort_by_key(latest_first);
    BoardState {
        site: site.name.get(site.first_language()).to_owned(),
        now: now.into(),
        utc_offset_minutes: chrono::Offset::fix(local.offset()).local_minus_utc() / 60,
        open_until: open_until(site, now),
        current: current.iter().map(|(ticket, call)| board_call(site, ticket, call)).collect(),
        earlier: earlier.iter().map(|(ticket, call)| board_call(site, ticket, call)).collect(),
        services: services(queue),
        pauses: pauses(queue),
        messages: site
            .board
            .messages
            .iter()
            .map(|message| message.get(site.first_language()).to_owned())
            .collect(),
    }
}

/// What the page of ticket `id` shows, with the `places` of the queue; none when the queue does not know it.
pub fn ticket_state(queue: &Queue, places: &Places, id: TicketId) -> Option<TicketPageState> {
    let ticket = queue.ticket(id)?;
    let site = queue.site();
    let at_counter = matches!(ticket.state, TicketState::Called | TicketState::Serving);
    Some(TicketPageState {
        number: ticket.number.to_string(),
        state: ticket.state.word().to_owned(),
        counter: ticket.counter.as_ref().filter(|_| at_counter).map(|counter| label(site, counter)),
        people_before: places.0.get(&id).copied(),
        site: site.name.get(site.first_language()).to_owned(),
    })
}

/// The last stretch of `ticket` in which it was called.
fn last_call(ticket: &Ticket) -> Option<&Segment> {
    ticket.segments.iter().rev().find(|segment| segment.last_called_at.is_some() && segment.counter.is_some())
}

fn latest_first((ticket, call): &(&Ticket, &Segment)) -> (Reverse<Option<Timestamp>>, Reverse<u64>) {
    (Reverse(call.last_called_at), Reverse(ticket.order))
}

fn board_call(site: &Site, ticket: &Ticket, call: &Segment) -> BoardCall {
    BoardCall {
        number: ticket.number.to_string(),
        counter: call.counter.as_ref().map(|counter| label(site, counter)).unwrap_or_default(),
        called_at: call.last_called_at.unwrap_or_default().into(),
        calls: call.calls,
    }
}

/// What people call the counter; one that was retired since goes by its key.
fn label(site: &Site, key: &CounterKey) -> String {
    let label = site.counter(key).map(|counter| counter.label.get(site.first_language()));
    label.filter(|label| !label.is_empty()).unwrap_or(key.as_str()).to_owned()
}

fn services(queue: &Queue) -> Vec<BoardService> {
    let site = queue.site();
    site.services
        .iter()
        .map(|service| BoardService {
            letter: service.letter,
            name: (!service.discreet).then(|| service.names.get(site.first_language()).to_owned()),
            waiting: queue.waiting(&service.key),
            expected: None,
        })
        .collect()
}

fn pauses(queue: &Queue) -> Vec<BoardPause> {
    let site = queue.site();
    queue
        .counters()
        .filter_map(|(key, counter)| match &counter.status {
            CounterStatus::Paused { until, .. } => Some(BoardPause {
                counter: label(site, key),
                until: until.map(|until| clock_time(site, until)),
            }),
            _ => None,
        })
        .collect()
}

/// When the session in which `now` lies closes. A session begins with its first ticket or the opening of its desks,
/// whichever is earlier, and lasts until its desks close, which is later than its last ticket.
fn open_until(site: &Site, now: Timestamp) -> Option<String> {
    let today = now.local(site.timezone).date_naive();
    let weekday = chrono::Datelike::weekday(&today);
    let moment = |time| at_local(today, time, site.timezone);
    site.hours
        .iter()
        .filter(|opening| opening.days.contains(&weekday))
        .filter(|opening| {
            let begins = opening.tickets_from.map_or(opening.opens, |first| first.min(opening.opens));
            moment(begins) <= now && now < moment(opening.closes)
        })
        .map(|opening| moment(opening.closes))
        .max()
        .map(|closes| clock_time(site, closes))
}

fn clock_time(site: &Site, at: Timestamp) -> String {
    at.local(site.timezone).format("%H:%M").to_string()
}

/// How many of the same service wait before each who keeps a place: whoever came back after a no-show, then by credit. Who is out
/// is not counted, for they would be passed over. Told for all at once, because after a change every open page asks.
#[derive(Debug, PartialEq, Eq)]
pub struct Places(HashMap<TicketId, u32>);

impl Places {
    /// The places of `queue`.
    pub fn of(queue: &Queue) -> Self {
        let mut lines: HashMap<&ServiceKey, Vec<&Ticket>> = HashMap::new();
        for ticket in queue.tickets().filter(|ticket| keeps_place(ticket)) {
            lines.entry(&ticket.service).or_default().push(ticket);
        }
        let mut places = HashMap::new();
        for mut line in lines.into_values() {
            line.sort_by_key(|ticket| (!ticket.goes_next, ticket.credit_since, ticket.order));
            let mut before = 0;
            for ticket in line {
                places.insert(ticket.id, before);
                before += u32::from(ticket.state == TicketState::Waiting);
            }
        }
        Self(places)
    }
}

fn keeps_place(ticket: &Ticket) -> bool {
    matches!(ticket.state, TicketState::Waiting | TicketState::Away)
}

#[cfg(test)]
mod tests;
