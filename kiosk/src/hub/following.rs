//! Following the queue for the model: what the stream tells, and what changes with time alone.

use super::{HubJoint, band};
use crate::model::{Band, Held, HubNews, Standing, Waiting};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use turno_client::{LiveQueue, LiveUpdate, follow};
use turno_domain::ids::{HelpId, TicketId};
use turno_domain::keys::ServiceKey;
use turno_domain::text::Texts;
use turno_domain::ticket::TicketState;
use turno_domain::time::{ServiceDay, Timestamp};
use turno_protocol::counter::{CounterStatusView, CounterView};
use turno_protocol::queue::QueueSnapshot;
use turno_protocol::site::SiteView;
use turno_protocol::ticket::TicketView;

/// How often announced waits and opening times, which change with time alone, are asked for.
const ASK_AGAIN: Duration = Duration::from_secs(30);
/// So long the site is waited for; meanwhile nothing else is heard of the queue.
const SITE_PATIENCE: Duration = Duration::from_secs(2);

impl HubJoint {
    /// Follows the queue for ever; each site that the hub tells of is put into `sites`, too.
    pub async fn follow(self, sites: watch::Sender<Option<Arc<SiteView>>>) {
        let mut live = follow(&self.hub);
        let mut queue = LiveQueue::default();
        let mut waits = Waits::default();
        let mut site_is_told = true;
        let mut ask_again = self.clock.every(ASK_AGAIN);
        loop {
            tokio::select! {
                update = live.next() => {
                    let Some(update) = update else { return };
                    let _busy = self.clock.busy();
                    let is_snapshot = matches!(update, LiveUpdate::Snapshot(_));
                    if let LiveUpdate::Unauthorised(problem) = &update {
                        tracing::error!(problem = problem.name(), "the hub does not take this kiosk's token; enrol it again");
                    }
                    if let Some((help, name)) = answered_help(&update) {
                        self.tell(HubNews::HelpAnswered(help, name));
                    }
                    let changed = queue.apply(&update);
                    if is_snapshot {
                        waits = queue.snapshot().map(Waits::of).unwrap_or_default();
                        site_is_told = self.tell_site(&sites).await;
                    }
                    if queue.is_away() {
                        self.tell(HubNews::Away);
                    } else if changed {
                        self.tell(HubNews::Queue(standing(&queue, &waits)));
                    }
                }
                busy = ask_again.next() => {
                    if queue.is_away() || queue.snapshot().is_none() {
                        continue;
                    }
                    if !site_is_told {
                        site_is_told = self.tell_site(&sites).await;
                    }
                    let asked = self.hub.with_patience(Duration::ZERO).queue().await;
                    // Whether the hub is away is the stream's to say.
                    if let Ok(snapshot) = asked {
                        let new = Waits::of(&snapshot);
                        if new != waits {
                            waits = new;
                            self.tell(HubNews::Queue(standing(&queue, &waits)));
                        }
                    }
                    drop(busy);
                }
            }
        }
    }

    /// Says whether the hub told it. The site changes rarely, and every change brings a snapshot.
    async fn tell_site(&self, sites: &watch::Sender<Option<Arc<SiteView>>>) -> bool {
        match self.hub.with_patience(SITE_PATIENCE).site().await {
            Ok(site) => {
                let site = Arc::new(site);
                self.tell(HubNews::Site(Arc::clone(&site)));
                sites.send_replace(Some(site));
                true
            }
            Err(error) => {
                tracing::warn!(%error, "the site cannot be read; the last one stands until it is asked for again");
                false
            }
        }
    }
}

/// What changes with time alone.
#[derive(Debug, Default, PartialEq)]
struct Waits {
    tickets_open: bool,
    opens_at: Option<Timestamp>,
    closes_at: Option<Timestamp>,
    day_asked: Option<ServiceDay>,
    expected: Vec<(ServiceKey, Option<Band>)>,
}

impl Waits {
    fn of(snapshot: &QueueSnapshot) -> Self {
        Self {
            tickets_open: snapshot.tickets_open,
            opens_at: snapshot.opens_at.map(|time| time.0),
            closes_at: snapshot.closes_at.map(|time| time.0),
            day_asked: snapshot.day_asked,
            expected: snapshot
                .services
                .iter()
                .map(|service| (service.key.clone(), service.expected.map(band)))
                .collect(),
        }
    }
}

fn standing(queue: &LiveQueue, waits: &Waits) -> Standing {
    let expected =
        |key: &ServiceKey| waits.expected.iter().find(|(known, _)| known == key).and_then(|(_, band)| *band);
    let waiting = |service: &turno_protocol::queue::ServiceView| {
        (service.key.clone(), Waiting { people: service.waiting, expected: expected(&service.key) })
    };
    Standing {
        day: queue.service_day(),
        tickets: queue.tickets().iter().map(held).collect(),
        closes_at: waits.closes_at,
        doors: queue.snapshot().map(|snapshot| snapshot.doors).unwrap_or_default(),
        back_at: back_at(queue.counters()),
        may_serve: may_serve(queue.counters()),
        services: queue.services().iter().map(waiting).collect(),
        called: queue.tickets().iter().filter_map(|ticket| called(queue, ticket)).collect(),
        tickets_open: waits.tickets_open,
        serving: !queue.tickets().is_empty() && queue.counters().iter().any(is_served),
        opens_at: waits.opens_at,
        day_asked: waits.day_asked,
    }
}

/// A ticket that was called and whose holder did not have their turn yet, and where to.
fn called(queue: &LiveQueue, ticket: &TicketView) -> Option<(TicketId, Texts)> {
    let waited_for = matches!(ticket.state, TicketState::Called | TicketState::Serving | TicketState::NoShow);
    let counter = queue.counter(ticket.counter.as_ref()?)?;
    waited_for.then(|| (ticket.id, counter.label.clone()))
}

fn held(ticket: &TicketView) -> Held {
    Held { id: ticket.id, number: ticket.number, state: ticket.state }
}

/// What those who are at a desk may serve; `None` while nobody is: before the desks open nobody could serve anything.
fn may_serve(counters: &[CounterView]) -> Option<BTreeSet<ServiceKey>> {
    counters.iter().any(is_served).then(|| counters.iter().flat_map(|c| c.may_serve.clone()).collect())
}

/// Whether all who are at a desk are on a break, and when the first of them is back.
fn back_at(counters: &[CounterView]) -> Option<Option<Timestamp>> {
    let mut present = counters.iter().filter(|counter| is_served(counter)).peekable();
    present.peek()?;
    let times: Option<Vec<_>> = present
        .map(|counter| (counter.status == CounterStatusView::Paused).then_some(counter.pause_until))
        .collect();
    times.map(|times| times.into_iter().flatten().map(|until| until.0).min())
}

/// The call for help to which somebody goes, and the first name.
fn answered_help(update: &LiveUpdate) -> Option<(HelpId, String)> {
    let LiveUpdate::Event { kind, data, .. } = update else { return None };
    let fact = |name: &str| data.facts.get(name)?.as_str();
    (kind == "help-answered").then_some(())?;
    Some((fact("help")?.parse().ok()?, fact("name")?.to_owned()))
}

fn is_served(counter: &CounterView) -> bool {
    counter.status != CounterStatusView::Closed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn somebody_is_served_where_a_desk_is_open_on_a_day_with_numbers() {
        let counter = |status: &str| {
            serde_json::json!({"key": "1", "label": "Sportello 1", "kind": "counter", "serves": null, "status": status,
                "operator": null, "ticket": null, "pause_reason": null, "pause_until": null})
        };
        let ticket = serde_json::json!({"id": TicketId::from_parts(1, [1; 10]), "number": "A001", "service": "spid",
            "service_day": "2026-11-21", "state": "waiting", "counter": null, "language": null,
            "issued_at": "2026-11-21T08:00:00Z", "called_at": null, "started_at": null, "ended_at": null});
        let serving = |counters: &[serde_json::Value], tickets: &[serde_json::Value]| {
            let snapshot: QueueSnapshot = serde_json::from_value(serde_json::json!({
                "position": "e-1", "service_day": "2026-11-21", "at": "2026-11-21T11:15:00Z", "tickets_open": false,
                "opens_at": null, "closes_at": null, "day_asked": null, "services": [],
                "counters": counters, "tickets": tickets,
            }))
            .unwrap();
            let waits = Waits::of(&snapshot);
            let mut queue = LiveQueue::default();
            queue.apply(&LiveUpdate::Snapshot(snapshot));
            standing(&queue, &waits).serving
        };
        assert!(serving(&[counter("closed"), counter("open")], std::slice::from_ref(&ticket)));
        assert!(serving(&[counter("paused")], std::slice::from_ref(&ticket)));
        assert!(!serving(&[counter("closed")], std::slice::from_ref(&ticket)));
        assert!(!serving(&[counter("open")], &[]), "before the first number the desk only gets ready");
    }

    #[test]
    fn only_the_answer_to_a_call_for_help_says_who_comes() {
        let help = HelpId::from_parts(1, [7; 10]);
        let heard = |kind: &str, facts: serde_json::Value| {
            let data = serde_json::from_value(facts).unwrap();
            let position = "e-2".parse().unwrap();
            answered_help(&LiveUpdate::Event { kind: kind.to_owned(), data, position })
        };
        let facts = serde_json::json!({"help": help, "name": "Giulia"});
        assert_eq!(heard("help-answered", facts.clone()), Some((help, "Giulia".to_owned())));
        assert_eq!(heard("help-asked", facts), None);
        assert_eq!(heard("help-answered", serde_json::json!({"help": "somebody", "name": "Giulia"})), None);
        assert_eq!(heard("help-answered", serde_json::json!({"help": help})), None, "nobody is named");
    }

    #[test]
    fn who_is_at_a_desk_says_what_may_be_served_and_an_empty_hall_says_nothing() {
        let counter = |status: &str, serves: &[&str]| -> CounterView {
            serde_json::from_value(serde_json::json!({"key": "1", "label": "Sportello 1", "kind": "counter", "serves": null,
                "status": status, "operator": null, "ticket": null, "pause_reason": null, "pause_until": null, "may_serve": serves}))
            .unwrap()
        };
        let keys =
            |keys: &[&str]| -> BTreeSet<ServiceKey> { keys.iter().map(|key| key.parse().unwrap()).collect() };
        assert_eq!(may_serve(&[]), None);
        assert_eq!(may_serve(&[counter("closed", &[])]), None, "before the desks open nobody is missed");
        let both = [
            counter("open", &["spid", "forms"]),
            counter("paused", &["doctor", "spid"]),
            counter("closed", &[]),
        ];
        assert_eq!(may_serve(&both), Some(keys(&["doctor", "forms", "spid"])));
        assert_eq!(
            may_serve(&[counter("open", &[])]),
            Some(keys(&[])),
            "somebody is there, for nothing of this"
        );
    }

    #[test]
    fn all_on_a_break_are_back_when_the_first_of_them_is() {
        let counter = |status: &str, until: Option<&str>| -> CounterView {
            serde_json::from_value(serde_json::json!({"key": "1", "label": "Sportello 1", "kind": "counter", "serves": null,
                "status": status, "operator": null, "ticket": null, "pause_reason": null, "pause_until": until}))
            .unwrap()
        };
        let late = || counter("paused", Some("2026-11-21T09:30:00Z"));
        let soon = || counter("paused", Some("2026-11-21T09:20:00Z"));
        let time = soon().pause_until.map(|until| until.0);
        assert_eq!(back_at(&[]), None);
        assert_eq!(back_at(&[counter("closed", None)]), None, "nobody is at a desk");
        assert_eq!(back_at(&[late(), counter("open", None)]), None);
        assert_eq!(back_at(&[late(), counter("closed", None), soon()]), Some(time));
        assert_eq!(back_at(&[counter("paused", None), soon()]), Some(time));
        assert_eq!(back_at(&[counter("paused", None)]), Some(None));
    }

    #[test]
    fn a_ticket_is_called_to_its_counter_until_its_turn_is_over() {
        let called_in = |state: &str| {
            let ticket = serde_json::json!({"id": TicketId::from_parts(1, [1; 10]), "number": "A001", "service": "spid",
                "service_day": "2026-11-21", "state": state, "counter": "3", "language": null,
                "issued_at": "2026-11-21T08:00:00Z", "called_at": null, "started_at": null, "ended_at": null});
            let counter = serde_json::json!({"key": "3", "label": "Sportello 3", "kind": "counter", "serves": null,
                "status": "open", "operator": null, "ticket": null, "pause_reason": null, "pause_until": null});
            let snapshot: QueueSnapshot = serde_json::from_value(serde_json::json!({
                "position": "e-1", "service_day": "2026-11-21", "at": "2026-11-21T11:15:00Z", "tickets_open": true,
                "opens_at": null, "closes_at": null, "day_asked": null, "services": [],
                "counters": [counter], "tickets": [ticket],
            }))
            .unwrap();
            let waits = Waits::of(&snapshot);
            let mut queue = LiveQueue::default();
            queue.apply(&LiveUpdate::Snapshot(snapshot));
            standing(&queue, &waits).called
        };
        for state in ["called", "serving", "no-show"] {
            let called: Vec<_> = called_in(state).into_iter().collect();
            assert_eq!(
                called,
                [(TicketId::from_parts(1, [1; 10]), Texts::italian("Sportello 3"))],
                "{state}"
            );
        }
        for state in ["waiting", "parked", "away", "finished", "cancelled"] {
            assert!(called_in(state).is_empty(), "{state}");
        }
    }

    #[test]
    fn people_come_from_the_stream_and_waits_from_the_last_asking() {
        let service = |waiting, high: u32| {
            serde_json::json!({"key": "spid", "letter": "A", "names": "SPID", "waiting": waiting,
                "expected": {"low_minutes": 5, "high_minutes": high, "coverage": 0.8}})
        };
        let snapshot = |open, waiting, high| -> QueueSnapshot {
            serde_json::from_value(serde_json::json!({
                "position": "e-1", "service_day": "2026-11-21", "at": "2026-11-21T08:42:00Z", "tickets_open": open,
                "opens_at": null, "closes_at": null, "day_asked": if open { None } else { Some("2026-11-22") },
                "services": [service(waiting, high)],
                "counters": [], "tickets": [],
            }))
            .unwrap()
        };
        let mut queue = LiveQueue::default();
        queue.apply(&LiveUpdate::Snapshot(snapshot(true, 3, 10)));
        let stands = standing(&queue, &Waits::of(&snapshot(false, 9, 20)));
        let spid = stands.services[&"spid".parse().unwrap()];
        assert_eq!(
            (spid.people, spid.expected, stands.tickets_open),
            (3, Some(Band { low: 5, high: 20 }), false)
        );
        assert_eq!(stands.day_asked, Some("2026-11-22".parse().unwrap()));
    }
}
