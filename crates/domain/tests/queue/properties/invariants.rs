//! What must hold, told apart from the code that makes it hold.

use crate::desk::{Desk, operator};
use chrono::TimeDelta;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use turno_domain::ids::TicketId;
use turno_domain::journal::Event;
use turno_domain::keys::{CounterKey, ServiceKey};
use turno_domain::queue::{Command, Context, CounterStatus, Operator, Queue};
use turno_domain::site::{Doors, Rule};
use turno_domain::text::Language;
use turno_domain::ticket::{CallManner, Segment, Ticket, TicketState};
use turno_domain::time::{ServiceDay, Timestamp};

/// A desk under watch.
pub struct Watch {
    pub desk: Desk,
    /// Every version of every ticket of the day, without what is remembered for an undo.
    versions: HashMap<TicketId, Vec<Ticket>>,
    /// Every number that was ever printed.
    printed: BTreeSet<(ServiceDay, String)>,
    /// The counts used on each day.
    used: BTreeMap<ServiceDay, BTreeMap<ServiceKey, u32>>,
    /// Every ticket that was ever issued.
    issued: HashSet<TicketId>,
}

impl Watch {
    pub fn new(desk: Desk) -> Self {
        Self {
            desk,
            versions: HashMap::new(),
            printed: BTreeSet::new(),
            used: BTreeMap::new(),
            issued: HashSet::new(),
        }
    }

    pub fn open_day(&self, day: ServiceDay, correction: bool) -> Command {
        Command::OpenDay { day, used: self.used.get(&day).cloned().unwrap_or_default(), correction }
    }

    pub fn apply_site(&mut self, site: serde_json::Value) {
        self.hear_clock();
        self.desk.apply_site(site);
        in_order(&self.desk.queue);
    }

    /// Asks as an operator; a refusal is an answer too.
    pub fn ask(&mut self, name: &str, command: &Command) {
        self.ask_as(&operator(name), command);
    }

    fn ask_as(&mut self, operator: &Operator, command: &Command) -> Vec<Event> {
        let context = Context { now: self.desk.now, operator: Some(operator) };
        let Ok(events) = self.desk.queue.decide(command, &context) else { return Vec::new() };
        if let Command::CallNext { counter } = command {
            let queue = self.desk.queue.as_of(&self.desk.now);
            longest_beyond_the_maximum(&queue, counter, operator, self.desk.now.wall, &events);
        }
        for event in &events {
            self.happen(event);
        }
        in_order(&self.desk.queue);
        events
    }

    /// A clock that was set moves the present version of a ticket, and the one that can be gone back to.
    fn hear_clock(&mut self) {
        if let Cow::Owned(queue) = self.desk.queue.as_of(&self.desk.now) {
            for ticket in queue.tickets() {
                let before = ticket.undo.as_ref().map(|undo| plain(&undo.before));
                self.versions.insert(ticket.id, before.into_iter().chain([plain(ticket)]).collect());
            }
        }
    }

    fn happen(&mut self, event: &Event) {
        self.hear_clock();
        let before: HashMap<TicketId, Ticket> = {
            let queue = self.desk.queue.as_of(&self.desk.now);
            queue.tickets().map(|ticket| (ticket.id, plain(ticket))).collect()
        };
        let had_said: HashMap<TicketId, _> =
            self.desk.queue.tickets().map(|ticket| (ticket.id, said(ticket))).collect();
        self.desk.happen(event.clone());
        help_is_open_once(&self.desk, event);
        if let Event::DayOpened { .. } = event {
            self.versions.clear();
        }
        if let Event::TicketIssued { ticket, number, day, .. } = event {
            assert!(self.printed.insert((*day, number.to_string())), "{number} was printed twice on {day}");
            assert!(self.issued.insert(*ticket));
        }
        let queue = &self.desk.queue;
        self.used.insert(queue.day(), queue.used().clone());
        for ticket in queue.tickets() {
            if let (Some(had_said), true) =
                (had_said.get(&ticket.id), event.ticket() != Some(ticket.id) || !is_detail(event))
            {
                assert_eq!(*had_said, said(ticket), "{event:?} changes what the holder said");
            }
            let after = plain(ticket);
            let versions = self.versions.entry(ticket.id).or_default();
            match before.get(&ticket.id) {
                None => assert!(matches!(event, Event::TicketIssued { .. })),
                Some(before) if event.ticket() != Some(ticket.id) => {
                    assert_eq!(before, &after, "{event:?} is about another ticket");
                }
                Some(_) if matches!(event, Event::TicketUndone { .. }) => {
                    versions.pop();
                    assert_eq!(versions.last(), Some(&after), "an undo gives back what was");
                    continue;
                }
                Some(before) => facts_stand(before, &after),
            }
            if versions.last() != Some(&after) {
                versions.push(after);
            }
        }
    }
}

/// A ticket without what is remembered for an undo, and without what may be said at any time: of its holder and its paper.
fn plain(ticket: &Ticket) -> Ticket {
    Ticket { undo: None, paper: None, people: 0, manner: None, language: None, ..ticket.clone() }
}

/// What its holder said.
fn said(ticket: &Ticket) -> (u32, Option<CallManner>, Option<Language>) {
    (ticket.people, ticket.manner, ticket.language)
}

/// A later event adds to a ticket's life and rewrites none of it.
fn facts_stand(before: &Ticket, after: &Ticket) {
    assert_eq!(
        (before.number, before.day, before.order, before.channel, before.in_advance),
        (after.number, after.day, after.order, after.channel, after.in_advance)
    );
    assert_eq!(
        (before.issued_at, before.opening_at, before.booked_at, before.people_before),
        (after.issued_at, after.opening_at, after.booked_at, after.people_before)
    );
    assert!(!before.reinstated || after.reinstated);
    let past = before.segments.len() - 1;
    assert!(after.segments.len() > past, "a stretch was lost");
    assert_eq!(before.segments[..past], after.segments[..past]);
    let (was, is): (&Segment, &Segment) = (&before.segments[past], &after.segments[past]);
    assert_eq!((&was.service, was.arrived_at), (&is.service, is.arrived_at));
    assert!(was.called_at.is_none() || was.called_at == is.called_at);
    assert!(was.counter.is_none() || was.counter == is.counter);
    assert!(was.operator.is_none() || was.operator == is.operator);
    assert!(was.started_at.is_none() || was.started_at == is.started_at);
    assert!(was.calls <= is.calls && was.parked_ms <= is.parked_ms);
    if was.end.is_some() {
        assert_eq!(was, is, "an ended stretch has ended");
    }
}

fn is_detail(event: &Event) -> bool {
    matches!(event, Event::TicketDetailed { .. })
}

/// Nobody is listed twice who asks for help from one place with one ticket, and whoever was answered is listed no more.
fn help_is_open_once(desk: &Desk, event: &Event) {
    let open: Vec<_> = desk.queue.open_help(&desk.now).collect();
    let ids: BTreeSet<_> = open.iter().map(|help| help.id).collect();
    let places: HashSet<_> = open.iter().map(|help| (help.device, help.ticket)).collect();
    assert_eq!((ids.len(), places.len()), (open.len(), open.len()), "{open:?}");
    match event {
        Event::HelpAsked { help, .. } => assert_eq!(open.last().unwrap().id, *help),
        Event::HelpAnswered { help, .. } => assert!(!ids.contains(help)),
        Event::DayOpened { .. } => assert!(open.is_empty() && desk.queue.doors() == Doors::Hours),
        _ => {}
    }
}

/// Every ticket is in one state that its facts agree with, and in one place; every counter has at most one in hand.
fn in_order(queue: &Queue) {
    let mut in_hand = 0;
    let mut waiting = BTreeMap::<ServiceKey, u32>::new();
    for ticket in queue.tickets() {
        let segment = ticket.segment();
        let facts = (segment.called_at.is_some(), segment.started_at.is_some(), segment.end.is_some());
        let agree = match ticket.state {
            TicketState::Waiting | TicketState::Away => facts == (false, false, false),
            TicketState::Called => facts == (true, false, false),
            TicketState::Serving => facts == (true, true, false),
            TicketState::Parked => facts == (false, false, false) || facts == (true, true, false),
            TicketState::Finished => facts == (true, true, true),
            TicketState::NoShow => facts == (true, false, true),
            TicketState::Cancelled | TicketState::Closed => segment.end.is_some(),
        };
        assert!(agree, "{ticket:?}");
        let (_, earlier) = ticket.segments.split_last().unwrap();
        assert!(earlier.iter().all(|segment| segment.end.is_some()), "{ticket:?}");
        assert_eq!(ticket.parked_since.is_some(), ticket.state == TicketState::Parked);
        assert_eq!(ticket.outcome.is_some(), ticket.state == TicketState::Closed);
        assert_eq!(&ticket.service, &segment.service);
        assert!(!ticket.goes_next || ticket.state.is_open());

        let hands: Vec<_> =
            queue.counters().filter(|(_, counter)| counter.in_hand == Some(ticket.id)).collect();
        if matches!(ticket.state, TicketState::Called | TicketState::Serving) {
            assert_eq!(
                hands.iter().map(|(key, _)| *key).collect::<Vec<_>>(),
                ticket.counter.iter().collect::<Vec<_>>()
            );
            in_hand += 1;
        } else {
            assert!(hands.is_empty(), "{ticket:?} is in the hands of {hands:?}");
        }
        if ticket.state == TicketState::Waiting {
            *waiting.entry(ticket.service.clone()).or_default() += 1;
        }
    }
    assert_eq!(queue.counters().filter(|(_, counter)| counter.in_hand.is_some()).count(), in_hand);
    for service in ["spid", "cie", "asl"].map(|key| key.parse::<ServiceKey>().unwrap()) {
        assert_eq!(
            queue.waiting(&service),
            waiting.get(&service).copied().unwrap_or(0),
            "waiting for {service}"
        );
    }
    let mut operators = BTreeSet::new();
    for (key, counter) in queue.counters() {
        assert!(counter.status != CounterStatus::Closed || counter.in_hand.is_none(), "{key} is closed");
        assert_eq!(counter.open_since.is_some(), matches!(counter.status, CounterStatus::Open { .. }));
        assert!(
            counter.operator().is_none_or(|operator| operators.insert(operator.clone())),
            "at two counters"
        );
    }
    assert!(!queue.is_day_closed() || queue.leftovers().is_empty());
}

/// Once a ticket waits past the maximum, none that the same counter may serve and that has waited less goes before it. Who
/// came back after a no-show goes before anybody else.
fn longest_beyond_the_maximum(
    queue: &Queue,
    counter: &CounterKey,
    operator: &Operator,
    now: Timestamp,
    events: &[Event],
) {
    let settings = queue.site().counter(counter).unwrap();
    let callable: Vec<&Ticket> = queue
        .tickets()
        .filter(|ticket| ticket.state == TicketState::Waiting)
        .filter(|ticket| settings.serves.as_ref().is_none_or(|serves| serves.contains(&ticket.service)))
        .filter(|ticket| {
            let service = queue.site().services.iter().find(|service| service.key == ticket.service);
            let needed = service.and_then(|service| service.qualification.clone());
            needed.is_none_or(|needed| operator.qualifications.contains(&needed))
        })
        .filter(|ticket| match &ticket.bound_to {
            Some(bound) => bound == counter || queue.site().counters.iter().all(|known| &known.key != bound),
            None => true,
        })
        .filter(|ticket| ticket.booked_at != Some(ticket.credit_since) || ticket.credit_since <= now)
        .collect();
    let called = events.iter().find_map(|event| match event {
        Event::TicketCalled { ticket, .. } => queue.ticket(*ticket),
        _ => None,
    });
    let Some(called) = called else {
        assert!(callable.is_empty(), "somebody could have been called: {callable:?}");
        return;
    };
    assert!(callable.iter().any(|ticket| ticket.id == called.id), "not for this counter: {called:?}");
    let maximum = TimeDelta::minutes(i64::from(queue.site().maximum_wait_minutes));
    let waited = |ticket: &Ticket| now.since(ticket.credit_since);
    let overdue = settings.rule == Rule::Priority && waited(called) >= maximum;
    let back = callable.iter().find(|ticket| ticket.goes_next);
    assert!(called.goes_next || overdue || back.is_none(), "{called:?} went before {back:?}");
    if settings.rule != Rule::Priority {
        return;
    }
    for other in callable.iter().filter(|other| waited(other) >= maximum) {
        assert!(waited(called) >= waited(other), "{called:?} went before {other:?}");
    }
}

/// With somebody at every counter who may serve everything, and nobody coming, the room empties.
pub fn drains(mut watch: Watch) {
    if watch.desk.queue.is_day_closed() {
        return;
    }
    let counters: Vec<CounterKey> =
        watch.desk.queue.site().counters.iter().map(|counter| counter.key.clone()).collect();
    let relief = |key: &CounterKey| Operator {
        key: format!("relief-{key}").parse().unwrap(),
        qualifications: vec!["rao".parse().unwrap()],
    };
    for key in &counters {
        let opened =
            watch.ask_as(&relief(key), &Command::OpenCounter { counter: key.clone(), takeover: true });
        assert_eq!(opened.len(), 1);
    }
    let waiting = |watch: &Watch| -> Vec<Ticket> {
        let tickets = watch.desk.queue.tickets();
        tickets.filter(|ticket| ticket.state == TicketState::Waiting).cloned().collect()
    };
    // Booked times come.
    let latest = waiting(&watch).iter().map(|ticket| ticket.credit_since).max();
    watch.desk.pass(latest.unwrap_or_default().since(watch.desk.now.wall));
    let mut left = waiting(&watch).len();
    while left > 0 {
        for key in &counters {
            watch.ask_as(&relief(key), &Command::CallNext { counter: key.clone() });
            watch.desk.minutes(1);
        }
        let still = waiting(&watch);
        assert!(still.len() < left, "nobody calls {still:?}");
        left = still.len();
    }
}
