//! Carries the desk's requests to the hub and the hub's news to the desk, beside the screen.
//!
//! It owns the connection, the session's token and the two streams. It knows no screen and decides nothing: what an answer
//! means is the model's.

mod requests;

use crate::model::port::{Failure, Input, Reply, Request, SignedIn, Update};
use requests::Carrier;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use turno_client::{
    CaseworkUpdate, Enrolment, Hub, HubError, LiveUpdate, SESSION_ENDED, Session, follow, follow_casework,
};
use turno_clock::{Busy, Clock};
use turno_protocol::problem::Problem;
use turno_protocol::session::OperatorView;
use turno_protocol::site::SiteView;

/// How long to wait before the site is asked for again, where the hub answers the queue and not the site.
const AGAIN: Duration = Duration::from_secs(1);

/// How often the hub is asked whether a person must confirm its day, which changes with time alone.
const DAY_ASKED: Duration = Duration::from_secs(30);

/// Where news for the desk goes: to the thread of the screen. The mark says that work is under way until it was taken in.
pub type Tell = Arc<dyn Fn(Input, Busy) + Send + Sync>;

/// Hears whose session has begun, and with what opens the drafts that they left here.
pub type SatDown = Arc<dyn Fn(&Session) + Send + Sync>;

/// A request on its way to the hub, with the mark that work is under way.
pub type Asked = (Request, Busy);

/// Speaks to the hub until nobody asks any more. What writes is carried out in the order in which it was asked, what reads
/// beside it.
///
/// # Errors
/// When the enrolment's certificate cannot be used.
pub async fn run(
    enrolment: &Enrolment,
    clock: Clock,
    mut asked: mpsc::UnboundedReceiver<Asked>,
    tell: Tell,
    sat_down: SatDown,
) -> Result<(), HubError> {
    let hub = Hub::new(enrolment)?;
    let news = tokio::spawn(watch_queue(hub.clone(), clock.clone(), Arc::clone(&tell)));
    let days = tokio::spawn(watch_day(hub.clone(), clock.clone(), Arc::clone(&tell)));
    let (writes, writer) = mpsc::unbounded_channel();
    let carrier = Carrier::new(hub);
    let writing = tokio::spawn(write_in_order(carrier.clone(), clock, writer, Arc::clone(&tell), sat_down));
    while let Some((request, busy)) = asked.recv().await {
        if request.is_reading() {
            let (carrier, tell) = (carrier.clone(), Arc::clone(&tell));
            tokio::spawn(async move {
                let answer = carrier.carry(&request).await;
                tell(Input::Answer(request, answer), busy);
            });
        } else if writes.send((request, busy)).is_err() {
            break;
        }
    }
    drop(writes);
    let _ = writing.await;
    news.abort();
    days.abort();
    Ok(())
}

async fn write_in_order(
    carrier: Carrier,
    clock: Clock,
    mut asked: mpsc::UnboundedReceiver<Asked>,
    tell: Tell,
    sat_down: SatDown,
) {
    let mut casework: Option<JoinHandle<()>> = None;
    while let Some((request, busy)) = asked.recv().await {
        let mut begun = None;
        let answer = match &request {
            Request::SignIn { operator, pin } => match carrier.hub().sign_in(operator.as_str(), &pin.0).await
            {
                Ok(session) => {
                    let signed_in =
                        SignedIn { operator: session.operator().clone(), name: session.name().to_owned() };
                    if let Some(earlier) = casework.take() {
                        earlier.abort();
                    }
                    casework =
                        Some(tokio::spawn(watch_casework(session.clone(), clock.clone(), Arc::clone(&tell))));
                    begun = Some(session.clone());
                    carrier.sit_down(session);
                    Ok(Reply::Session(signed_in))
                }
                Err(error) => Err(failure(error)),
            },
            Request::SignOut => {
                if let Some(earlier) = casework.take() {
                    earlier.abort();
                }
                carrier.stand_up().await;
                Ok(Reply::Done)
            }
            request => carrier.carry(request).await,
        };
        tell(Input::Answer(request, answer), busy);
        // The desk knows first who it is: what was kept of them comes after.
        begun.iter().for_each(|session| sat_down(session));
    }
    if let Some(earlier) = casework {
        earlier.abort();
    }
}

async fn watch_queue(hub: Hub, clock: Clock, tell: Tell) {
    let mut live = follow(&hub);
    while let Some(update) = live.next().await {
        let busy = clock.busy();
        let news = match update {
            LiveUpdate::Away => Update::Lost,
            LiveUpdate::Back => Update::Back,
            LiveUpdate::Unauthorised(_) => Update::Revoked,
            LiveUpdate::Event { kind, data, .. } => {
                let of_the_site = matches!(kind.as_str(), "site-applied" | "operator-changed");
                let gone = data.facts.get("device_name").and_then(|name| name.as_str()).map(str::to_owned);
                tell(Input::Hub(Update::Event(Box::new(data))), clock.busy());
                if let Some(name) = gone.filter(|_| kind == "device-revoked") {
                    tell(Input::Hub(Update::DeviceGone(name)), clock.busy());
                }
                if !of_the_site {
                    continue;
                }
                match settings(&hub).await {
                    Ok((site, operators)) => Update::Site { site, operators },
                    Err(revoked) => revoked,
                }
            }
            LiveUpdate::Snapshot(queue) => match settings(&hub).await {
                Ok((site, operators)) => Update::Reached { site, operators, queue: Box::new(queue) },
                Err(revoked) => revoked,
            },
        };
        tell(Input::Hub(news), busy);
    }
}

/// The site and who may sign in, asked for until the hub tells, or does not know this desk any more.
async fn settings(hub: &Hub) -> Result<(Box<SiteView>, Vec<OperatorView>), Update> {
    loop {
        match (hub.site().await, hub.operators().await) {
            (Ok(site), Ok(operators)) => return Ok((Box::new(site), operators)),
            (Err(HubError::Unauthorised(_)), _) | (_, Err(HubError::Unauthorised(_))) => {
                return Err(Update::Revoked);
            }
            (Err(error), _) | (_, Err(error)) => {
                tracing::warn!(%error, "the site could not be asked for");
                tokio::time::sleep(AGAIN).await;
            }
        }
    }
}

/// Tells now and then which day the hub asks for, if any. A hub that is away is the queue's stream's to tell.
async fn watch_day(hub: Hub, clock: Clock, tell: Tell) {
    let hub = hub.with_patience(Duration::ZERO);
    let mut ticks = clock.every(DAY_ASKED);
    loop {
        let busy = ticks.next().await;
        if let Ok(queue) = hub.queue().await {
            tell(Input::Hub(Update::DayAsked(queue.day_asked)), busy);
        }
    }
}

async fn watch_casework(session: Session, clock: Clock, tell: Tell) {
    let mut live = follow_casework(&session);
    while let Some(update) = live.next().await {
        let busy = clock.busy();
        let ended = matches!(update, CaseworkUpdate::Unauthorised(_));
        if let Some(news) = casework_news(update) {
            tell(Input::Hub(news), busy);
        }
        if ended {
            break;
        }
    }
}

fn casework_news(update: CaseworkUpdate) -> Option<Update> {
    match update {
        CaseworkUpdate::Event { data, .. } => Some(Update::Casework(data)),
        CaseworkUpdate::Snapshot(()) => Some(Update::CaseworkReset),
        CaseworkUpdate::Unauthorised(_) => Some(Update::SessionEnded),
        // The queue's stream tells of the connection.
        CaseworkUpdate::Away | CaseworkUpdate::Back => None,
    }
}

fn failure(error: HubError) -> Failure {
    match error {
        HubError::Refused(problem) | HubError::Unauthorised(problem) => {
            // The screen says in words what to do; the name is for whoever looks after the machines.
            tracing::info!(name = problem.name(), status = problem.status, "the hub refused");
            Failure::Refused(Box::new(problem))
        }
        HubError::Away { .. } => Failure::Away,
        HubError::Broken { detail } => {
            tracing::error!(%detail, "an answer was not understood");
            Failure::Away
        }
    }
}

/// What came of a request in a session's name. Whatever the hub says of the token (the session ran out, the PIN was changed, the
/// operator retired or signed in elsewhere), the session is over and somebody signs in again.
fn failure_in_session(error: HubError) -> Failure {
    match error {
        HubError::Unauthorised(problem) => {
            Failure::Refused(Box::new(Problem::new(401, SESSION_ENDED, &problem.title)))
        }
        other => failure(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_no_to_a_sessions_token_is_the_sessions_end() {
        for name in ["session-ended", "unauthorised"] {
            let said = Problem::new(401, name, "A valid token is needed.");
            let news = casework_news(CaseworkUpdate::Unauthorised(said.clone()));
            assert!(matches!(news, Some(Update::SessionEnded)), "{news:?}");
            let Failure::Refused(problem) = failure_in_session(HubError::Unauthorised(said)) else {
                panic!()
            };
            assert_eq!((problem.status, problem.name()), (401, "session-ended"));
        }
        // A wrong PIN is not a session's.
        let pin = HubError::Unauthorised(Problem::new(401, "wrong-pin", ""));
        let Failure::Refused(problem) = failure(pin) else { panic!() };
        assert_eq!(problem.name(), "wrong-pin");
        let refused = HubError::Refused(Problem::new(403, "not-yours", ""));
        assert!(matches!(failure_in_session(refused), Failure::Refused(said) if said.name() == "not-yours"));
    }
}
