//! The joint to the hub: follows its queue for the model, and carries the model's wishes to it until they are done.
//!
//! It decides nothing that a citizen sees. A wish that meets no hub is sent again under the same key, so that it is carried
//! out once; its answer reaches the model whenever it comes.

use crate::model::{Attempt, Band, HubNews, Input, Issued, Refusal, Standing, Waiting};
use crate::port::Mailbox;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use turno_client::{CommandKey, Hub, HubError, LiveQueue, LiveUpdate, follow};
use turno_clock::Clock;
use turno_domain::ids::TicketId;
use turno_domain::intake::Answers;
use turno_domain::keys::ServiceKey;
use turno_domain::text::Language;
use turno_domain::ticket::PaperState;
use turno_protocol::queue::QueueSnapshot;
use turno_protocol::site::SiteView;
use turno_protocol::ticket::{Expected, IssueAnswer, IssueRequest};

/// How often announced waits and opening times, which change with time alone, are asked for.
const ASK_AGAIN: Duration = Duration::from_secs(30);
/// The pause before a wish that met no hub is sent again; the client has tried for some seconds by itself.
const SEND_AGAIN: Duration = Duration::from_secs(3);
/// How often a wish is sent again before it is given up: about three hours, longer than anybody waits.
const SENDINGS: u32 = 1_200;

/// The hub as the kiosk uses it. Clones are the same hub.
#[derive(Clone, Debug)]
pub struct HubJoint {
    hub: Hub,
    clock: Clock,
    mailbox: Mailbox,
}

impl HubJoint {
    /// The joint between `hub` and the model behind `mailbox`.
    pub fn new(hub: Hub, clock: Clock, mailbox: Mailbox) -> Self {
        Self { hub, clock, mailbox }
    }

    /// Follows the queue for ever; each site that the hub tells of is put into `sites`, too.
    pub async fn follow(self, sites: watch::Sender<Option<Arc<SiteView>>>) {
        let mut live = follow(&self.hub);
        let mut queue = LiveQueue::default();
        let mut waits = Waits::default();
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
                    let changed = queue.apply(&update);
                    if is_snapshot {
                        waits = queue.snapshot().map(Waits::of).unwrap_or_default();
                        self.tell_site(&sites).await;
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

    /// The site changes rarely, and every change brings a snapshot.
    async fn tell_site(&self, sites: &watch::Sender<Option<Arc<SiteView>>>) {
        match self.hub.site().await {
            Ok(site) => {
                let site = Arc::new(site);
                sites.send_replace(Some(Arc::clone(&site)));
                self.tell(HubNews::Site(site));
            }
            Err(error) => tracing::warn!(%error, "the site cannot be read; the last one stands"),
        }
    }

    /// Asks for a number until there is one or the hub says no.
    pub async fn issue(self, attempt: Attempt, service: ServiceKey, language: Language) {
        let key = CommandKey::fresh();
        let request = IssueRequest {
            service: service.to_string(),
            language: Some(language.to_string()),
            intake: None,
            people: None,
        };
        let news = match self.until_answered("issue", || self.hub.issue(&key, &request)).await {
            Ok(answer) => HubNews::Issued(attempt, issued(answer)),
            Err(error) => HubNews::NotIssued(attempt, refusal(&error)),
        };
        self.tell(news);
    }

    /// Hands the answers over; nobody waits for it.
    pub async fn send_intake(self, ticket: TicketId, answers: Answers) {
        let _ = self.until_answered("intake", || self.hub.put_intake(ticket, answers.clone())).await;
    }

    /// Gives a number back.
    pub async fn give_back(self, ticket: TicketId) {
        let key = CommandKey::fresh();
        let news = match self.until_answered("cancel", || self.hub.cancel(&key, ticket)).await {
            Ok(_) => HubNews::Cancelled(ticket),
            Err(_) => HubNews::NotCancelled(ticket),
        };
        self.tell(news);
    }

    /// Says what is known of a ticket's paper.
    ///
    /// # Errors
    /// When the hub does not want to know, or could not be reached for hours.
    pub async fn report_paper(&self, ticket: TicketId, state: PaperState) -> Result<(), HubError> {
        let key = CommandKey::fresh();
        self.until_answered("paper", || self.hub.report_paper(&key, ticket, state)).await
    }

    /// Sends a wish again and again until it is answered, one way or the other.
    async fn until_answered<T, F, W>(&self, wish: &str, send: W) -> Result<T, HubError>
    where
        W: Fn() -> F,
        F: Future<Output = Result<T, HubError>>,
    {
        let mut busy = self.clock.busy();
        let mut left = SENDINGS;
        loop {
            match send().await {
                Err(HubError::Away { detail }) if left > 0 => {
                    tracing::info!(wish, detail, "no hub; the wish is sent again");
                    left -= 1;
                    drop(busy);
                    busy = self.clock.sleep(SEND_AGAIN).await;
                }
                Err(error) => {
                    tracing::warn!(wish, %error, "the hub did not do it");
                    return Err(error);
                }
                Ok(answer) => return Ok(answer),
            }
        }
    }

    fn tell(&self, news: HubNews) {
        self.mailbox.tell_busy(Input::Hub(news), self.clock.busy());
    }
}

/// What changes with time alone.
#[derive(Debug, Default, PartialEq)]
struct Waits {
    tickets_open: bool,
    opens_at: Option<turno_domain::time::Timestamp>,
    expected: Vec<(ServiceKey, Option<Band>)>,
}

impl Waits {
    fn of(snapshot: &QueueSnapshot) -> Self {
        Self {
            tickets_open: snapshot.tickets_open,
            opens_at: snapshot.opens_at.map(|time| time.0),
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
        services: queue.services().iter().map(waiting).collect(),
        tickets_open: waits.tickets_open,
        opens_at: waits.opens_at,
    }
}

fn issued(answer: IssueAnswer) -> Issued {
    Issued {
        id: answer.ticket.id,
        number: answer.ticket.number,
        at: answer.ticket.issued_at.0,
        people_before: answer.people_before,
        expected: answer.expected.map(band),
        page: answer.page,
    }
}

fn band(expected: Expected) -> Band {
    Band { low: expected.low_minutes, high: expected.high_minutes }
}

fn refusal(error: &HubError) -> Refusal {
    match error.name() {
        Some("site-closed" | "day-closed") => Refusal::Closed,
        _ => Refusal::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use turno_protocol::problem::Problem;

    #[test]
    fn a_citizen_hears_of_closing_and_of_nothing_else() {
        let refused = |name| refusal(&HubError::Refused(Problem::new(409, name, "")));
        assert_eq!(refused("site-closed"), Refusal::Closed);
        assert_eq!(refused("day-closed"), Refusal::Closed);
        assert_eq!(refused("storage-full"), Refusal::Other);
        assert_eq!(refusal(&HubError::Away { detail: String::new() }), Refusal::Other);
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
                "opens_at": null, "closes_at": null, "day_asked": null, "services": [service(waiting, high)],
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
    }
}
