//! The joint to the hub: follows its queue for the model, and carries the model's wishes to it until they are done.
//!
//! It decides nothing that a citizen sees. A wish that meets no hub is sent again under the same key, so that it is carried
//! out once; its answer reaches the model whenever it comes. What nobody waits for at the screen is sent again, too, while a
//! hub is there that cannot do it: its disk may be full, the kiosk's token may be renewed.

use crate::model::{Attempt, Band, HubNews, Input, Issued, Refusal, Standing, Waiting};
use crate::port::Mailbox;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use turno_client::{CommandKey, Hub, HubError, LiveQueue, LiveUpdate, follow};
use turno_clock::Clock;
use turno_devices::printer::PrinterState;
use turno_domain::ids::TicketId;
use turno_domain::intake::Answers;
use turno_domain::keys::ServiceKey;
use turno_domain::text::Language;
use turno_domain::ticket::{PaperState, TicketState};
use turno_domain::time::{ServiceDay, Timestamp};
use turno_protocol::counter::{CounterStatusView, CounterView};
use turno_protocol::queue::QueueSnapshot;
use turno_protocol::session::DeviceStatusRequest;
use turno_protocol::site::SiteView;
use turno_protocol::ticket::{Expected, IssueAnswer, IssueRequest};
use turno_protocol::wire_time::WireTime;

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
    ///
    /// A hub that cannot is an answer: the citizen stands there and must hear it. But once an answer was lost a ticket may be in the
    /// queue that nobody holds, and only a hub that answers for it says so: it is asked until then, whatever it meets meanwhile.
    pub async fn issue(self, attempt: Attempt, service: ServiceKey, language: Language) {
        let key = CommandKey::fresh();
        let request = IssueRequest {
            service: service.to_string(),
            language: Some(language.to_string()),
            intake: None,
            people: None,
        };
        let issued = || self.hub.issue(&key, &request);
        let news = match until_answered(&self.clock, "issue", perhaps_issued(), issued).await {
            Ok(answer) => HubNews::Issued(attempt, in_hand(answer)),
            Err(error) => HubNews::NotIssued(attempt, refusal(&error)),
        };
        self.tell(news);
    }

    /// Hands the answers over; nobody waits for it.
    pub async fn send_intake(self, ticket: TicketId, answers: Answers) {
        let put = || self.hub.put_intake(ticket, answers.clone());
        let _ = until_answered(&self.clock, "intake", may_pass, put).await;
    }

    /// Gives a number back.
    pub async fn give_back(self, ticket: TicketId) {
        let key = CommandKey::fresh();
        let cancelled =
            until_answered(&self.clock, "cancel", may_pass, || self.hub.cancel(&key, ticket)).await;
        self.tell(match cancelled {
            Ok(_) => HubNews::Cancelled(ticket),
            Err(error) if is_cancelled_already(&error) => HubNews::Cancelled(ticket),
            Err(_) => HubNews::NotCancelled(ticket),
        });
    }

    /// Says what is known of a ticket's paper.
    ///
    /// # Errors
    /// When the hub does not want to know, or could not take it for hours.
    pub async fn report_paper(&self, ticket: TicketId, state: PaperState) -> Result<(), HubError> {
        let key = CommandKey::fresh();
        until_answered(&self.clock, "paper", may_pass, || self.hub.report_paper(&key, ticket, state)).await
    }

    /// Tells the hub this program's version and how its printer is: whenever a hub is found, which each snapshot's site in `sites`
    /// shows, and whenever the printer is otherwise.
    pub async fn tell_status(
        self,
        printer: watch::Receiver<PrinterState>,
        sites: watch::Receiver<Option<Arc<SiteView>>>,
    ) {
        tell_states(printer, sites, |state| {
            let (hub, clock) = (self.hub.clone(), self.clock.clone());
            async move {
                let status = status(state);
                let _ = until_answered(&clock, "status", may_pass, || hub.report_status(&status)).await;
            }
        })
        .await;
    }

    fn tell(&self, news: HubNews) {
        self.mailbox.tell_busy(Input::Hub(news), self.clock.busy());
    }
}

/// Sends a wish again and again, as long as what it meets `passes`, until it is answered one way or the other.
async fn until_answered<T, F, W>(
    clock: &Clock,
    wish: &str,
    mut passes: impl FnMut(&HubError) -> bool,
    send: W,
) -> Result<T, HubError>
where
    W: Fn() -> F,
    F: Future<Output = Result<T, HubError>>,
{
    let mut busy = clock.busy();
    let mut left = SENDINGS;
    loop {
        match send().await {
            Err(error) if passes(&error) && left > 0 => {
                tracing::info!(wish, %error, "not done yet; the wish is sent again");
                left -= 1;
                drop(busy);
                busy = clock.sleep(SEND_AGAIN).await;
            }
            Err(error) => {
                tracing::warn!(wish, %error, "the hub did not do it");
                return Err(error);
            }
            Ok(answer) => return Ok(answer),
        }
    }
}

/// Whether the same wish may be done later: no hub, a hub that fails (its disk is full), or a token that it does not take until
/// somebody has enrolled the kiosk again.
pub(crate) fn may_pass(error: &HubError) -> bool {
    match error {
        HubError::Away { .. } | HubError::Unauthorised(_) => true,
        HubError::Refused(problem) => problem.status >= 500,
        HubError::Broken { .. } => false,
    }
}

/// Whether a number may have been given all the same, as the errors come one after another: from the first lost answer on, until
/// the hub says no to the command itself.
fn perhaps_issued() -> impl FnMut(&HubError) -> bool {
    let mut lost = false;
    move |error| {
        lost |= error.is_away();
        let said_no = matches!(error, HubError::Refused(problem) if problem.status < 500);
        lost && !said_no
    }
}

/// Whether the number had been given back before: by an earlier sending whose answer was lost. Any other state means that
/// somebody called it meanwhile.
fn is_cancelled_already(error: &HubError) -> bool {
    error.name() == Some("wrong-state")
        && error
            .problem()
            .and_then(|problem| problem.facts.get("state")?.as_str())
            .is_some_and(|state| state == TicketState::Cancelled.word())
}

/// Tells how the printer is, at each sign of a hub and at each change, for as long as there can be either. What is still being
/// told when the printer changes has grown old and is given up.
async fn tell_states<S, F: Future<Output = ()>>(
    mut printer: watch::Receiver<PrinterState>,
    mut hub: watch::Receiver<S>,
    tell: impl Fn(PrinterState) -> F,
) {
    // Before the first hub there is nobody to tell.
    if hub.changed().await.is_err() {
        return;
    }
    loop {
        let told = tell(*printer.borrow_and_update());
        let news = tokio::select! {
            () = told => tokio::select! {
                news = printer.changed() => news,
                news = hub.changed() => news,
            },
            news = printer.changed() => news,
        };
        if news.is_err() {
            return;
        }
    }
}

/// What the kiosk says of itself.
fn status(printer: PrinterState) -> DeviceStatusRequest {
    let part = |name: &str, state: &str| (name.to_owned(), state.to_owned());
    DeviceStatusRequest {
        parts: [part("version", env!("CARGO_PKG_VERSION")), part("printer", printer.word())].into(),
    }
}

/// What changes with time alone.
#[derive(Debug, Default, PartialEq)]
struct Waits {
    tickets_open: bool,
    opens_at: Option<Timestamp>,
    day_asked: Option<ServiceDay>,
    expected: Vec<(ServiceKey, Option<Band>)>,
}

impl Waits {
    fn of(snapshot: &QueueSnapshot) -> Self {
        Self {
            tickets_open: snapshot.tickets_open,
            opens_at: snapshot.opens_at.map(|time| time.0),
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
        services: queue.services().iter().map(waiting).collect(),
        tickets_open: waits.tickets_open,
        serving: !queue.tickets().is_empty() && queue.counters().iter().any(is_served),
        opens_at: waits.opens_at,
        day_asked: waits.day_asked,
    }
}

fn is_served(counter: &CounterView) -> bool {
    counter.status != CounterStatusView::Closed
}

fn in_hand(answer: IssueAnswer) -> Issued {
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
        Some("site-closed" | "day-closed") => {
            let next = error.problem().and_then(|problem| problem.facts.get("next"));
            let next = next.and_then(|next| serde_json::from_value::<WireTime>(next.clone()).ok());
            Refusal::Closed(next.map(|time| time.0))
        }
        _ => Refusal::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU32, Ordering};
    use turno_protocol::problem::Problem;

    #[test]
    fn a_citizen_hears_of_closing_and_of_nothing_else() {
        assert_eq!(refusal(&refused(409, "site-closed")), Refusal::Closed(None));
        assert_eq!(refusal(&refused(409, "day-closed")), Refusal::Closed(None));
        let next = Problem::new(409, "site-closed", "").fact("next", "2026-11-23T07:30:00.000Z");
        let monday = Timestamp::from_millis(1_795_419_000_000);
        assert_eq!(refusal(&HubError::Refused(next)), Refusal::Closed(Some(monday)));
        assert_eq!(refusal(&refused(503, "storage-full")), Refusal::Other);
        assert_eq!(refusal(&HubError::Away { detail: String::new() }), Refusal::Other);
    }

    fn refused(status: u16, name: &str) -> HubError {
        HubError::Refused(Problem::new(status, name, ""))
    }

    #[test]
    fn a_hub_that_fails_or_knows_no_token_is_asked_again_and_a_no_is_a_no() {
        for passing in [
            HubError::Away { detail: String::new() },
            refused(503, "storage-full"),
            refused(500, "internal"),
            HubError::Unauthorised(Problem::new(401, "unauthorised", "")),
        ] {
            assert!(may_pass(&passing), "{passing:?}");
        }
        for last in [
            refused(409, "wrong-state"),
            refused(404, "unknown-ticket"),
            HubError::Broken { detail: String::new() },
        ] {
            assert!(!may_pass(&last), "{last:?}");
        }
    }

    #[test]
    fn a_number_that_is_cancelled_already_was_given_back_and_any_other_is_alive() {
        let in_state =
            |state: &str| HubError::Refused(Problem::new(409, "wrong-state", "").fact("state", state));
        assert!(is_cancelled_already(&in_state("cancelled")));
        assert!(!is_cancelled_already(&in_state("called")));
        assert!(!is_cancelled_already(&refused(409, "wrong-state")));
        let other = Problem::new(409, "in-other-hands", "").fact("state", "cancelled");
        assert!(!is_cancelled_already(&HubError::Refused(other)));
    }

    #[tokio::test]
    async fn a_wish_goes_on_while_the_hub_fails_and_ends_with_its_answer() {
        let (clock, hands) = Clock::stepped(Timestamp::from_millis(1_795_250_520_000));
        let sendings = Arc::new(AtomicU32::new(0));
        let wish = {
            let sendings = Arc::clone(&sendings);
            async move {
                until_answered(&clock, "cancel", may_pass, || {
                    let sending = sendings.fetch_add(1, Ordering::SeqCst);
                    async move {
                        Err::<(), _>(match sending {
                            0 => refused(503, "storage-failing"),
                            1 => HubError::Unauthorised(Problem::new(401, "unauthorised", "")),
                            _ => refused(409, "wrong-state"),
                        })
                    }
                })
                .await
            }
        };
        let wish = tokio::spawn(wish);
        for sent in 1..=2 {
            while sendings.load(Ordering::SeqCst) < sent {
                tokio::task::yield_now().await;
            }
            hands.idle().await;
            assert_eq!(sendings.load(Ordering::SeqCst), sent, "nothing is sent before its time");
            hands.step(SEND_AGAIN);
        }
        assert_eq!(wish.await.unwrap(), Err(refused(409, "wrong-state")));
        assert_eq!(sendings.load(Ordering::SeqCst), 3);
    }

    /// Sends a wish for a number to a hub that answers so, one after another, and says how often it was sent.
    async fn issue_to(answers: Vec<Result<u32, HubError>>) -> (Result<u32, HubError>, usize) {
        let (clock, hands) = Clock::stepped(Timestamp::from_millis(1_795_250_520_000));
        let sendings = Arc::new(AtomicU32::new(0));
        let wish = {
            let (sendings, answers) = (Arc::clone(&sendings), answers.clone());
            tokio::spawn(async move {
                until_answered(&clock, "issue", perhaps_issued(), || {
                    let sending = sendings.fetch_add(1, Ordering::SeqCst);
                    std::future::ready(answers[sending as usize].clone())
                })
                .await
            })
        };
        while !wish.is_finished() {
            tokio::task::yield_now().await;
            hands.idle().await;
            hands.step(SEND_AGAIN);
        }
        (wish.await.unwrap(), sendings.load(Ordering::SeqCst) as usize)
    }

    #[tokio::test]
    async fn after_a_lost_answer_only_the_hubs_own_word_ends_the_wish_for_a_number() {
        let away = || Err(HubError::Away { detail: String::new() });
        let failing = || Err(refused(503, "storage-full"));
        // Issued by the first sending: whoever asks to the end gets the ticket and can give it back.
        let found = vec![
            away(),
            failing(),
            Err(refused(500, "internal")),
            Err(HubError::Broken { detail: String::new() }),
            Err(HubError::Unauthorised(Problem::new(401, "unauthorised", ""))),
            Ok(42),
        ];
        assert_eq!(issue_to(found).await, (Ok(42), 6));
        let refused_in_the_end = vec![away(), failing(), Err(refused(409, "site-closed"))];
        assert_eq!(issue_to(refused_in_the_end).await, (Err(refused(409, "site-closed")), 3));
        // Nothing was lost: a hub that cannot is heard at once.
        assert_eq!(issue_to(vec![failing()]).await, (Err(refused(503, "storage-full")), 1));
    }

    #[tokio::test]
    async fn the_printers_state_is_told_to_each_hub_that_is_found_and_when_it_changes() {
        let (printer, state) = watch::channel(PrinterState::Ready);
        let (hub, found) = watch::channel(0);
        let (told, mut heard) = tokio::sync::mpsc::unbounded_channel();
        let work = tokio::spawn(tell_states(state, found, move |state| {
            let told = told.clone();
            async move {
                told.send(state).unwrap();
                if state == PrinterState::CoverOpen {
                    // A hub that never answers.
                    std::future::pending::<()>().await;
                }
            }
        }));
        printer.send_replace(PrinterState::PaperNearEnd);
        tokio::task::yield_now().await;
        assert!(heard.try_recv().is_err(), "there is no hub yet");
        hub.send_replace(1);
        assert_eq!(heard.recv().await, Some(PrinterState::PaperNearEnd));
        hub.send_replace(2);
        assert_eq!(heard.recv().await, Some(PrinterState::PaperNearEnd), "another hub, or the same again");
        printer.send_replace(PrinterState::CoverOpen);
        assert_eq!(heard.recv().await, Some(PrinterState::CoverOpen));
        printer.send_replace(PrinterState::Ready);
        assert_eq!(heard.recv().await, Some(PrinterState::Ready), "what was being told has grown old");
        drop(printer);
        work.await.unwrap();
    }

    #[test]
    fn a_kiosk_says_its_version_and_how_its_printer_is() {
        let said = serde_json::to_value(status(PrinterState::PaperNearEnd)).unwrap();
        let version = env!("CARGO_PKG_VERSION");
        assert_eq!(said, serde_json::json!({"parts": {"printer": "paper-near-end", "version": version}}));
    }

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
