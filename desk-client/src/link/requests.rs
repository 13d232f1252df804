//! Each request, as it is asked of the hub.

use super::failure;
use crate::model::port::{Failure, Handover, Occasion, Reply, Request, TicketAct};
use std::sync::{Arc, Mutex, PoisonError};
use turno_client::{By, CommandKey, Hub, HubError, Search, Session, TicketAction};
use turno_domain::ids::PracticeId;
use turno_domain::journal::TransferPosition;
use turno_protocol::casework::VisitRequest;
use turno_protocol::counter::PauseRequest;
use turno_protocol::problem::Problem;
use turno_protocol::ticket::{ParkRequest, TransferRequest};

/// Asks the hub in the name of whoever is signed in.
#[derive(Clone)]
pub(super) struct Carrier {
    hub: Hub,
    session: Arc<Mutex<Option<Session>>>,
}

impl Carrier {
    pub(super) fn new(hub: Hub) -> Self {
        Self { hub, session: Arc::default() }
    }

    pub(super) fn hub(&self) -> &Hub {
        &self.hub
    }

    pub(super) fn sit_down(&self, session: Session) {
        *self.session.lock().unwrap_or_else(PoisonError::into_inner) = Some(session);
    }

    pub(super) async fn stand_up(&self) {
        let session = self.session.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(session) = session
            && let Err(error) = session.sign_out().await
        {
            tracing::warn!(%error, "the session could not be ended; it ends by itself");
        }
    }

    /// The hub's answer to anything but signing in and out.
    pub(super) async fn carry(&self, request: &Request) -> Result<Reply, Failure> {
        let session = self.session.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let Some(session) = session else {
            let ended = Problem::new(401, turno_client::SESSION_ENDED, "Nobody is signed in.");
            return Err(Failure::Refused(Box::new(ended)));
        };
        let answer = if request.is_command() {
            queue(&session, request).await
        } else {
            casework(&session, request).await
        };
        answer.map_err(failure)
    }
}

async fn queue(session: &Session, request: &Request) -> Result<Reply, HubError> {
    let key = CommandKey::fresh();
    let boxed = |counter| Reply::Counter(Box::new(counter));
    Ok(match request {
        Request::OpenCounter(counter) => boxed(session.open_counter(&key, counter).await?),
        Request::PauseCounter { counter, reason, until } => {
            let pause = PauseRequest { reason: reason.clone(), until: until.map(Into::into) };
            boxed(session.pause_counter(&key, counter, &pause).await?)
        }
        Request::CloseCounter(counter) => boxed(session.close_counter(&key, counter).await?),
        Request::CallNext(counter) => Reply::Called(session.call_next(&key, counter).await?.map(Box::new)),
        Request::Call { counter, ticket } => {
            Reply::Called(Some(Box::new(session.call(&key, counter, *ticket).await?)))
        }
        Request::Act { ticket, act } => {
            Reply::Ticket(Box::new(session.act(&key, *ticket, action(*act)).await?))
        }
        Request::Park { ticket, reason } => {
            let park = ParkRequest { reason: Some(reason.clone()) };
            Reply::Ticket(Box::new(session.park(&key, *ticket, &park).await?))
        }
        Request::Transfer { ticket, to, first, note } => {
            let (service, counter) = match to {
                Handover::Service(key) => (Some(key.to_string()), None),
                Handover::Counter(key) => (None, Some(key.to_string())),
            };
            let position = if *first { TransferPosition::First } else { TransferPosition::Last };
            let note = Some(note.clone()).filter(|note| !note.is_empty());
            let transfer = TransferRequest { service, counter, position, note };
            Reply::Ticket(Box::new(session.transfer(&key, *ticket, &transfer).await?))
        }
        Request::OpenVisit { channel, service } => {
            let visit =
                VisitRequest { channel: *channel, service: service.to_string(), people: None, citizen: None };
            Reply::Visit(Box::new(session.begin_visit(&key, &visit).await?))
        }
        _ => Reply::Done,
    })
}

async fn casework(session: &Session, request: &Request) -> Result<Reply, HubError> {
    let practice = |practice| Reply::Practice(Box::new(practice));
    Ok(match request {
        Request::Next(counter) => {
            let next = session.next(counter).await?;
            Reply::Next(next.map(|next| (next.ticket.id, next.reason)))
        }
        Request::Casework(ticket) => Reply::Casework(Box::new(session.ticket_casework(*ticket).await?)),
        Request::SearchCitizens { text, .. } => Reply::Citizens(session.citizens(&search(text)).await?.items),
        Request::Citizen(id) => Reply::Citizen(Box::new(session.citizen(*id).await?)),
        Request::CreateCitizen { key, fields } => {
            Reply::Citizen(Box::new(session.create_citizen(&command_key(key), fields).await?))
        }
        Request::UpdateCitizen { id, update } => {
            Reply::Citizen(Box::new(session.update_citizen(*id, update).await?))
        }
        Request::LinkCitizen { ticket, citizen } => {
            session.link_citizen(&CommandKey::fresh(), *ticket, *citizen).await?;
            Reply::Done
        }
        Request::Story(id) => {
            let (visits, practices) =
                tokio::try_join!(session.visits_of(*id), session.practices_of(*id, None))?;
            Reply::Story(visits.items, practices.items)
        }
        Request::SearchPractices(text) => Reply::Practices(session.practices(&search(text)).await?.items),
        Request::Practice(id) => practice(session.practice(*id).await?),
        Request::OpenPractice { key, request } => {
            practice(session.open_practice(&command_key(key), request).await?)
        }
        Request::Continue { occasion, practice: id } => {
            continue_with(session, *occasion, *id).await?;
            practice(session.practice(*id).await?)
        }
        Request::UpdatePractice { id, update } => practice(session.update_practice(*id, update).await?),
        Request::AddNote { key, practice: id, text } => {
            session.write_note(&command_key(key), *id, text).await?;
            practice(session.practice(*id).await?)
        }
        Request::Conclude(id) => practice(session.conclude_practice(&CommandKey::fresh(), *id).await?),
        Request::Unresolved { practice: id, reason } => {
            practice(session.leave_practice_unresolved(&CommandKey::fresh(), *id, *reason).await?)
        }
        Request::Reopen(id) => practice(session.reopen_practice(&CommandKey::fresh(), *id).await?),
        Request::Statistics(day) => {
            Reply::Statistics(Box::new(session.statistics(*day, *day, By::Service).await?))
        }
        _ => Reply::Done,
    })
}

async fn continue_with(session: &Session, occasion: Occasion, id: PracticeId) -> Result<(), HubError> {
    let key = CommandKey::fresh();
    match occasion {
        Occasion::Ticket(ticket) => session.continue_with_ticket(&key, ticket, id).await.map(drop),
        Occasion::Visit(visit) => session.continue_with_visit(&key, visit, id).await.map(drop),
    }
}

fn search(text: &str) -> Search {
    Search { text: Some(text.to_owned()).filter(|text| !text.is_empty()), ..Search::default() }
}

/// The model's keys are of letters, digits and hyphens; one that is not would only lose its idempotency.
fn command_key(key: &str) -> CommandKey {
    key.parse().unwrap_or_else(|_| CommandKey::fresh())
}

fn action(act: TicketAct) -> TicketAction {
    match act {
        TicketAct::Recall => TicketAction::Recall,
        TicketAct::Start => TicketAction::Start,
        TicketAct::Finish => TicketAction::Finish,
        TicketAct::NoShow => TicketAction::NoShow,
        TicketAct::Reinstate => TicketAction::Reinstate,
        TicketAct::Away => TicketAction::Away,
        TicketAct::Back => TicketAction::Back,
        TicketAct::Undo => TicketAction::Undo,
    }
}
