//! Each request, as it is asked of the hub.

mod practice;

use super::failure_in_session;
use crate::model::port::{Command, Failure, Handover, Occasion, Reply, Request, TicketAct};
use chrono::Days;
use std::sync::{Arc, Mutex, PoisonError};
use turno_client::{By, CommandKey, Hub, HubError, Search, Session, TicketAction, Whose};
use turno_domain::casework::EntryKind;
use turno_domain::journal::TransferPosition;
use turno_domain::time::ServiceDay;
use turno_protocol::casework::{ConsentRequest, MergeRequest, NoticeRequest, VisitRequest};
use turno_protocol::counter::PauseRequest;
use turno_protocol::help::HelpRequest;
use turno_protocol::problem::Problem;
use turno_protocol::ticket::{DetailsRequest, ParkRequest, TransferRequest};

/// How many days back the figures go that say what is usual.
const USUAL_DAYS: u64 = 90;

/// Asks the hub in the name of whoever is signed in.
#[derive(Clone)]
pub(super) struct Carrier {
    hub: Hub,
    session: Arc<Mutex<Option<Arc<Session>>>>,
}

impl Carrier {
    pub(super) fn new(hub: Hub) -> Self {
        Self { hub, session: Arc::default() }
    }

    pub(super) fn hub(&self) -> &Hub {
        &self.hub
    }

    pub(super) fn sit_down(&self, session: Session) {
        *self.session.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(session));
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
        let Some(session) = self.session() else {
            let ended = Problem::new(401, turno_client::SESSION_ENDED, "Nobody is signed in.");
            return Err(Failure::Refused(Box::new(ended)));
        };
        let answer = match request {
            Request::Once { key, command } => once(&session, &command_key(key), command).await,
            request => casework(&session, request).await,
        };
        match answer {
            // Somebody signed in while it was read: what the hub says of the session before is not about theirs.
            Err(HubError::Unauthorised(_))
                if self.session().is_some_and(|present| !Arc::ptr_eq(&present, &session)) =>
            {
                Err(Failure::Away)
            }
            answer => answer.map_err(failure_in_session),
        }
    }

    fn session(&self) -> Option<Arc<Session>> {
        self.session.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// What is done once for its key.
async fn once(session: &Session, key: &CommandKey, command: &Command) -> Result<Reply, HubError> {
    let counter = |counter| Reply::Counter(Box::new(counter));
    let ticket = |ticket| Reply::Ticket(Box::new(ticket));
    let person = |citizen| Reply::Citizen(Box::new(citizen));
    let practice = |practice| Reply::Practice(Box::new(practice));
    Ok(match command {
        Command::OpenCounter(which) => counter(session.open_counter(key, which).await?),
        Command::PauseCounter { counter: which, reason, until } => {
            let reason = reason.map(str::to_owned);
            let pause = PauseRequest { reason, until: until.map(Into::into) };
            counter(session.pause_counter(key, which, &pause).await?)
        }
        Command::CloseCounter(which) => counter(session.close_counter(key, which).await?),
        Command::CallNext(counter) => Reply::Called(session.call_next(key, counter).await?.map(Box::new)),
        Command::Call { counter, ticket } => {
            Reply::Called(Some(Box::new(session.call(key, counter, *ticket).await?)))
        }
        Command::Act { ticket: id, act } => ticket(session.act(key, *id, action(*act)).await?),
        Command::FinishLate(id) => ticket(session.finish_late(key, *id).await?),
        Command::CloseTicket { ticket: id, outcome } => {
            ticket(session.close_ticket(key, *id, *outcome).await?)
        }
        Command::People { ticket: id, people } => {
            let details = DetailsRequest { people: Some(*people), ..DetailsRequest::default() };
            ticket(session.hub().detail(key, *id, &details).await?)
        }
        Command::AskHelp => {
            let asked = session.hub().ask_help(key, &HelpRequest::default()).await?;
            Reply::HelpAsked(asked.id, asked.told.len())
        }
        Command::Park { ticket: id, reason } => {
            let park = ParkRequest { reason: Some(reason.clone()) };
            ticket(session.park(key, *id, &park).await?)
        }
        Command::Transfer { ticket: id, to, first, note } => {
            let (service, counter) = match to {
                Handover::Service(key) => (Some(key.to_string()), None),
                Handover::Counter(key) => (None, Some(key.to_string())),
            };
            let position = if *first { TransferPosition::First } else { TransferPosition::Last };
            let note = Some(note.clone()).filter(|note| !note.is_empty());
            let transfer = TransferRequest { service, counter, position, note };
            ticket(session.transfer(key, *id, &transfer).await?)
        }
        Command::OpenVisit { channel, service } => {
            let visit =
                VisitRequest { channel: *channel, service: service.to_string(), people: None, citizen: None };
            Reply::Visit(Box::new(session.begin_visit(key, &visit).await?))
        }
        Command::AnswerHelp(help) => session.answer_help(key, *help).await.map(|()| Reply::HelpAnswered)?,
        Command::ConfirmDay(day) => Reply::Day(session.hub().confirm_day(key, *day).await?),
        Command::Continue { occasion, practice: id } => {
            match occasion {
                Occasion::Ticket(ticket) => {
                    session.continue_with_ticket(key, *ticket, *id).await.map(drop)?
                }
                Occasion::Visit(visit) => session.continue_with_visit(key, *visit, *id).await.map(drop)?,
            }
            practice(session.practice(*id).await?)
        }
        Command::GiveNotice { citizen, version, controller, on, given } => {
            let notice = NoticeRequest {
                version: version.clone(),
                controller: controller.clone(),
                given_on: Some(*on),
                given: *given,
            };
            session.give_notice(key, *citizen, &notice).await?;
            person(session.citizen(*citizen).await?)
        }
        Command::GiveConsent { citizen, purpose, on } => {
            let consent = ConsentRequest { purpose: purpose.clone(), given_on: Some(*on) };
            session.give_consent(key, *citizen, &consent).await?;
            person(session.citizen(*citizen).await?)
        }
        Command::WithdrawConsent { citizen, consent, on } => {
            session.withdraw_consent(key, *consent, Some(ServiceDay::new(*on))).await?;
            person(session.citizen(*citizen).await?)
        }
        Command::Merge { survivor, revision, other, other_revision } => {
            let merge = MergeRequest { revision: *revision, other: *other, other_revision: *other_revision };
            person(session.merge_citizens(key, *survivor, &merge).await?)
        }
        Command::Conclude(id) => practice(session.conclude_practice(key, *id).await?),
        Command::Unresolved { practice: id, reason, words } => {
            if !words.is_empty() {
                // Its own key, made from the command's: sent again neither is done twice.
                session.write_note(&key_of_words(key), *id, words).await?;
            }
            practice(session.leave_practice_unresolved(key, *id, *reason).await?)
        }
        Command::Reopen(id) => practice(session.reopen_practice(key, *id).await?),
        Command::Practice(id, command) => practice(practice::carry(session, key, *id, command).await?),
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
        Request::LinkCitizen { key, ticket, citizen } => {
            session.link_citizen(&command_key(key), *ticket, *citizen).await?;
            Reply::Done
        }
        Request::Story(id) => {
            let (visits, practices) =
                tokio::try_join!(session.visits_of(*id), session.practices_of(*id, None))?;
            Reply::Story(visits.items, practices.items)
        }
        Request::Alike(id) => Reply::Alike(session.likely_duplicates(*id).await?),
        Request::Past { citizen, after: None } => {
            let (visits, practices) =
                tokio::try_join!(session.visits_of(*citizen), session.practices_of(*citizen, None))?;
            Reply::Past { visits: visits.items, practices: practices.items, next: practices.next }
        }
        Request::Past { citizen, after } => {
            let practices = session.practices_of(*citizen, after.as_deref()).await?;
            Reply::Past { visits: Vec::new(), practices: practices.items, next: practices.next }
        }
        Request::SearchPractices(text) => Reply::Practices(session.practices(&search(text)).await?.items),
        Request::Practice(id) => practice(session.practice(*id).await?),
        Request::OpenPractice { key, request } => {
            practice(session.open_practice(&command_key(key), request).await?)
        }
        Request::UpdatePractice { id, update } => practice(session.update_practice(*id, update).await?),
        Request::AddNote { key, practice: id, text, reserved } => {
            let note = EntryKind::Note { text: text.clone(), reserved: *reserved };
            session.write_entry(&command_key(key), *id, note).await?;
            practice(session.practice(*id).await?)
        }
        Request::Agenda { all, after } => {
            let whose = if *all { Whose::All } else { Whose::Mine };
            Reply::Agenda(session.agenda(whose, None, after.as_deref()).await?)
        }
        Request::Statistics(day) => {
            Reply::Statistics(Box::new(session.statistics(*day, *day, By::Service).await?))
        }
        Request::Usual(day) => {
            let from = day.date().checked_sub_days(Days::new(USUAL_DAYS)).map_or(*day, ServiceDay::new);
            Reply::Statistics(Box::new(session.statistics(from, *day, By::Service).await?))
        }
        Request::SignIn { .. } | Request::SignOut | Request::Once { .. } => Reply::Done,
    })
}

fn search(text: &str) -> Search {
    Search { text: Some(text.to_owned()).filter(|text| !text.is_empty()), ..Search::default() }
}

/// The model's keys are of letters, digits and hyphens; one that is not would only lose its idempotency.
fn command_key(key: &str) -> CommandKey {
    key.parse().unwrap_or_else(|_| CommandKey::fresh())
}

/// The key of the note that says why a practice ends, made from the key of its end.
fn key_of_words(end: &CommandKey) -> CommandKey {
    command_key(&format!("{end}-words"))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_an_end_sent_again_have_the_same_key_and_another_than_the_end() {
        let end = command_key("8c1f-7");
        assert_eq!(key_of_words(&end).to_string(), "8c1f-7-words");
        assert_eq!(key_of_words(&end).to_string(), key_of_words(&end).to_string());
    }
}
