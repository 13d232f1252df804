//! Tickets: issuing, and everything that happens to one.

use super::auth::SignedIn;
use super::body::Json;
use super::command::{Answer, CommandKey};
use super::refused::Refused;
use crate::access::Caller;
use crate::credentials::random_ten;
use crate::day::run_today;
use crate::hub::Hub;
use axum::body::Bytes;
use axum::extract::{Path, State};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use turno_domain::ids::{NoteId, TicketId};
use turno_domain::intake::{Answers, BadAnswer, check_answers};
use turno_domain::keys::ServiceKey;
use turno_domain::queue::{Command, Context, IssueCommand, Queue, TransferTarget};
use turno_domain::refusal::Refusal;
use turno_domain::roles::DeviceRole;
use turno_domain::text::{Language, clean};
use turno_domain::ticket::Channel;
use turno_protocol::ticket::{
    CloseTicketRequest, IntakeRequest, IssueAnswer, IssueRequest, PaperRequest, ParkRequest, TicketView,
    TransferRequest,
};
use turno_store::{BoxContent, QueueTx};

/// The reasons for putting somebody aside that the journal may know; any other text is kept with the casework.
const PARK_REASONS: [&str; 5] = ["document", "phone-call", "colleague", "pause", "other"];
/// The longest note, in characters.
const NOTE_CHARACTERS: usize = 2_000;

/// `POST /tickets`
pub async fn issue(
    State(hub): State<Hub>,
    caller: Caller,
    key: CommandKey,
    Json(request, body): Json<IssueRequest>,
) -> Result<Answer, Refused> {
    let language: Option<Language> = request
        .language
        .as_deref()
        .map(str::parse)
        .transpose()
        .map_err(|_| Refused::unknown_value("an unknown language"))?;
    let (service, answers) = hub.with_queue(|queue| {
        let service = service_named(queue, &request.service)?;
        let answers = request.intake.map(|answers| checked(queue, &service, answers)).transpose()?;
        Ok::<_, Refused>((service, answers))
    })??;
    let now = hub.now();
    let ticket = hub.fresh(TicketId::from_parts);
    let issue = IssueCommand {
        ticket,
        service,
        channel: if caller.device.role == DeviceRole::Kiosk { Channel::Kiosk } else { Channel::Desk },
        language,
        people: request.people.unwrap_or(1),
        booked_at: None,
        promise: None,
    };
    let page_token = page_token();
    let actor = caller.actor();
    let answer = key
        .for_queue(&hub, &caller, &body)
        .in_queue(&hub, move |tx| {
            run_today(tx, &Command::Issue(issue), &Context { now, operator: None }, &actor, None)?;
            if let Some(answers) = answers.filter(|answers| !answers.is_empty()) {
                tx.add_box(ticket, &BoxContent::Intake { answers }, now.wall)?;
            }
            let queue = tx.queue()?;
            let issued = queue.ticket(ticket).ok_or_else(|| Refused::not_found("ticket"))?;
            let page = queue
                .site()
                .public
                .url
                .as_ref()
                .map(|url| format!("{}/t/{page_token}", url.trim_end_matches('/')));
            let answer = Answer::created(&IssueAnswer {
                ticket: TicketView::from(issued),
                people_before: issued.people_before,
                expected: None,
                page: page.clone(),
            })?;
            if page.is_some() {
                tx.set_page_token(ticket, &page_token)?;
            }
            Ok(answer)
        })
        .await?;
    hub.inner().boxes.notify_one();
    Ok(answer)
}

/// `PUT /tickets/{id}/intake`
pub async fn intake(
    State(hub): State<Hub>,
    caller: Caller,
    Path(id): Path<String>,
    Json(request, _): Json<IntakeRequest>,
) -> Result<Answer, Refused> {
    let id = ticket_id(&id)?;
    let now = hub.now();
    let _ = caller;
    let answer = hub
        .write_queue(move |tx| {
            crate::day::keep_day(tx, now)?;
            let Some(ticket) = tx.queue()?.ticket(id) else { return Err(past_or_unknown(tx, id)?) };
            let view = TicketView::from(ticket);
            let answers = checked(tx.queue()?, &ticket.segments[0].service.clone(), request.0)?;
            if !answers.is_empty() {
                tx.add_box(id, &BoxContent::Intake { answers }, now.wall)?;
            }
            Answer::ok(&view)
        })
        .await?;
    hub.inner().boxes.notify_one();
    Ok(answer)
}

/// `POST /tickets/{id}/paper`
pub async fn paper(
    state: State<Hub>,
    caller: Caller,
    key: CommandKey,
    path: Path<String>,
    Json(request, body): Json<PaperRequest>,
) -> Result<Answer, Refused> {
    let id = ticket_id(&path)?;
    happen(state, caller, key, id, &body, Command::Paper { ticket: id, state: request.state }, None).await
}

/// `POST /tickets/{id}/cancel`: for a session, and for the kiosk that issued the ticket while it still waits.
pub async fn cancel(
    state: State<Hub>,
    caller: Caller,
    key: CommandKey,
    path: Path<String>,
    Json(_, body): Json<Value>,
) -> Result<Answer, Refused> {
    let id = ticket_id(&path)?;
    if caller.session.is_none() {
        if caller.device.role != DeviceRole::Kiosk {
            return Err(Refused::forbidden("an operator must sign in first"));
        }
        let of_another = state.with_queue(|queue| {
            queue.ticket(id).is_some_and(|ticket| ticket.issued_by != Some(caller.device.id))
        })?;
        if of_another {
            return Err(Refused::forbidden("a kiosk takes back only what it issued"));
        }
        return happen(state, caller, key, id, &body, Command::GiveUp(id), None).await;
    }
    happen(state, caller, key, id, &body, Command::Cancel(id), None).await
}

macro_rules! actions {
    ($($(#[$doc:meta])* $name:ident => $command:expr;)*) => {
        $(
            $(#[$doc])*
            pub async fn $name(
                state: State<Hub>,
                SignedIn { caller, .. }: SignedIn,
                key: CommandKey,
                path: Path<String>,
                Json(_, body): Json<Value>,
            ) -> Result<Answer, Refused> {
                let id = ticket_id(&path)?;
                happen(state, caller, key, id, &body, $command(id), None).await
            }
        )*
    };
}

actions! {
    /// `POST /tickets/{id}/recall`
    recall => Command::Recall;
    /// `POST /tickets/{id}/start`
    start => Command::Start;
    /// `POST /tickets/{id}/finish`
    finish => Command::Finish;
    /// `POST /tickets/{id}/no-show`
    no_show => Command::NoShow;
    /// `POST /tickets/{id}/reinstate`
    reinstate => Command::Reinstate;
    /// `POST /tickets/{id}/away`
    away => Command::Away;
    /// `POST /tickets/{id}/back`
    back => Command::Back;
    /// `POST /tickets/{id}/undo`
    undo => Command::Undo;
}

/// `POST /tickets/{id}/park`
pub async fn park(
    state: State<Hub>,
    SignedIn { caller, .. }: SignedIn,
    key: CommandKey,
    path: Path<String>,
    Json(request, body): Json<ParkRequest>,
) -> Result<Answer, Refused> {
    let id = ticket_id(&path)?;
    let reason = request.reason.unwrap_or_default();
    let known = PARK_REASONS.into_iter().find(|known| *known == reason);
    let note = if known.is_none() { reason } else { String::new() };
    let command = Command::Park { ticket: id, reason: known.unwrap_or("other").to_owned() };
    happen(state, caller, key, id, &body, command, Some(note)).await
}

/// `POST /tickets/{id}/transfer`
pub async fn transfer(
    state: State<Hub>,
    SignedIn { caller, .. }: SignedIn,
    key: CommandKey,
    path: Path<String>,
    Json(request, body): Json<TransferRequest>,
) -> Result<Answer, Refused> {
    let id = ticket_id(&path)?;
    let to = state.with_queue(|queue| match (&request.service, &request.counter) {
        (Some(service), None) => service_named(queue, service).map(TransferTarget::Service),
        (None, Some(counter)) => {
            let found = queue.site().counters.iter().find(|known| known.key.as_str() == counter);
            found
                .map(|found| TransferTarget::Counter(found.key.clone()))
                .ok_or_else(|| Refusal::UnknownCounter(clean(counter, 80)).into())
        }
        _ => Err(Refused::malformed("either a service or a counter is needed")),
    })??;
    let command = Command::Transfer { ticket: id, to, position: request.position };
    happen(state, caller, key, id, &body, command, request.note).await
}

/// `POST /tickets/{id}/close`
pub async fn close(
    state: State<Hub>,
    SignedIn { caller, .. }: SignedIn,
    key: CommandKey,
    path: Path<String>,
    Json(request, body): Json<CloseTicketRequest>,
) -> Result<Answer, Refused> {
    let id = ticket_id(&path)?;
    let command = Command::CloseTicket { ticket: id, outcome: request.outcome };
    happen(state, caller, key, id, &body, command, None).await
}

/// Carries out a command about one ticket and answers with the ticket. A note goes into a sealed box, never into the journal.
async fn happen(
    State(hub): State<Hub>,
    caller: Caller,
    key: CommandKey,
    id: TicketId,
    body: &Bytes,
    command: Command,
    note: Option<String>,
) -> Result<Answer, Refused> {
    let now = hub.now();
    let operator = caller.session.as_ref().map(|session| session.as_operator());
    let actor = caller.actor();
    let note = note.map(|note| clean(&note, NOTE_CHARACTERS)).filter(|note| !note.is_empty());
    let note_id = hub.fresh(NoteId::from_parts);
    let noted = note.is_some();
    let answer = key
        .for_queue(&hub, &caller, body)
        .in_queue(&hub, move |tx| {
            run_today(tx, &command, &Context { now, operator: operator.as_ref() }, &actor, Some(id))?;
            if let Some(text) = note {
                let operator = actor.operator.clone();
                tx.add_box(
                    id,
                    &BoxContent::Note { note: note_id, operator, written_at: now.wall, text },
                    now.wall,
                )?;
            }
            let ticket = tx.queue()?.ticket(id).ok_or_else(|| Refused::not_found("ticket"))?;
            Answer::ok(&TicketView::from(ticket))
        })
        .await?;
    if noted {
        hub.inner().boxes.notify_one();
    }
    Ok(answer)
}

/// The ticket that a path names; what is no identifier names nothing.
pub fn ticket_id(text: &str) -> Result<TicketId, Refused> {
    text.parse().map_err(|_| Refused::not_found("ticket"))
}

fn past_or_unknown(tx: &QueueTx, id: TicketId) -> Result<Refused, Refused> {
    let known = tx.reads().ticket(id)?.is_some();
    Ok(if known { Refusal::PastDay } else { Refusal::UnknownTicket }.into())
}

/// The service that a body means by `name`.
pub fn service_named(queue: &Queue, name: &str) -> Result<ServiceKey, Refused> {
    let service = queue.site().service_named(name);
    service.map(|service| service.key.clone()).ok_or_else(|| Refusal::UnknownService(clean(name, 80)).into())
}

fn checked(queue: &Queue, service: &ServiceKey, answers: Answers) -> Result<Answers, Refused> {
    let questions = queue.site().service(service).map_or(&[][..], |service| &service.intake);
    check_answers(questions, answers).map_err(|fault| {
        let question = match &fault {
            BadAnswer::UnknownQuestion(question) | BadAnswer::WrongForm { question, .. } => {
                clean(question, 80)
            }
            BadAnswer::TooMany => String::new(),
        };
        let refused = Refused::unknown_value(fault.to_string());
        Refused(Box::new(refused.0.fact("question", json!(question))))
    })
}

/// 160 random bits for the address of a ticket's page.
fn page_token() -> String {
    let (mut bytes, more) = (random_ten().to_vec(), random_ten());
    bytes.extend(more);
    URL_SAFE_NO_PAD.encode(bytes)
}
