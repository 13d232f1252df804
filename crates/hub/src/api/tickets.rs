//! Tickets: issuing, and everything that happens to one but what its holder does.

use super::body::Json;
use super::command::{Answer, Asked};
use super::refused::Refused;
use crate::access::Caller;
use crate::credentials::random_ten;
use crate::hub::Hub;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use turno_domain::casework::FormCode;
use turno_domain::handbook::ServiceType;
use turno_domain::ids::{NoteId, PracticeId, TicketId};
use turno_domain::intake::{Answers, BadAnswer, check_answers};
use turno_domain::keys::ServiceKey;
use turno_domain::queue::{Command, IssueCommand, Queue, TransferTarget};
use turno_domain::refusal::Refusal;
use turno_domain::roles::DeviceRole;
use turno_domain::text::{Language, clean};
use turno_domain::ticket::{Channel, Ticket, TicketState};
use turno_protocol::ticket::{
    CloseTicketRequest, FinishRequest, IntakeRequest, IssueAnswer, IssueRequest, PaperRequest, ParkRequest,
    TicketView, TransferRequest,
};
use turno_store::{BoxContent, QueueTx};

/// The reasons for putting somebody aside that the journal may know; any other text is kept with the casework.
const PARK_REASONS: [&str; 5] = ["document", "phone-call", "colleague", "pause", "other"];
/// How often a ticket's answers may be handed over on a day: far more than any list of questions, gone through and corrected.
const HANDOVERS: u32 = 200;
/// The longest note, in characters.
const NOTE_CHARACTERS: usize = 2_000;

/// `POST /tickets`
pub async fn issue(asked: Asked<IssueRequest>) -> Result<Answer, Refused> {
    let language = language_of(asked.request.language.as_deref())?;
    let in_advance = asked.request.in_advance.unwrap_or_default();
    if in_advance && asked.caller.device.role != DeviceRole::Kiosk {
        return Err(Refused::forbidden("numbers are printed in advance at a kiosk"));
    }
    let hub = asked.hub.clone();
    let shown = match asked.request.form {
        Some(code) => Some(shown(&asked, code).await?),
        None if asked.request.service.is_empty() => {
            return Err(Refused::malformed("the field `service` is missing"));
        }
        None => None,
    };
    let ticket = hub.fresh(TicketId::from_parts);
    let channel = if asked.caller.device.role == DeviceRole::Kiosk { Channel::Kiosk } else { Channel::Desk };
    let page_token = page_token();
    let answer = asked
        .in_queue(move |tx, by, request| {
            let service = match &shown {
                Some((_, service)) => served(tx.queue()?, service)?,
                None => service_named(tx.queue()?, &request.service)?,
            };
            let answers =
                request.intake.map(|answers| checked(tx.queue()?, &service, answers)).transpose()?;
            let issue = IssueCommand {
                ticket,
                service,
                channel,
                language,
                people: request.people.unwrap_or(1),
                booked_at: None,
                promise: None,
                in_advance,
            };
            by.run(tx, &Command::Issue(issue), None)?;
            if let Some(answers) = answers.filter(|answers| !answers.is_empty()) {
                tx.add_box(ticket, &BoxContent::Intake { answers }, by.now.wall)?;
            }
            if let Some((practice, _)) = shown {
                tx.add_box(ticket, &BoxContent::Form { practice }, by.now.wall)?;
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

/// The practice to which the code of a form leads, ended or not, and its service.
async fn shown(asked: &Asked<IssueRequest>, code: FormCode) -> Result<(PracticeId, ServiceKey), Refused> {
    if asked.caller.device.role != DeviceRole::Kiosk {
        return Err(Refused::forbidden("forms are shown at a kiosk"));
    }
    let found = asked
        .hub
        .read_casework(move |reads| {
            let practice = reads.practice_of_code(code)?.map(|id| reads.practice(id)).transpose()?.flatten();
            let Some(practice) = practice else { return Ok(None) };
            // People take their number for the queue's service under which a type stands.
            let found = reads.handbook_with_key::<ServiceType>(practice.service.as_str())?;
            let of_type = found.and_then(|found| found.says.service);
            Ok(Some((practice.id, of_type.unwrap_or(practice.service))))
        })
        .await?;
    found.ok_or_else(|| {
        Refused::new(StatusCode::UNPROCESSABLE_ENTITY, "form-unknown", "This code leads to no practice.")
    })
}

/// The service, where numbers are still given for it.
fn served(queue: &Queue, service: &ServiceKey) -> Result<ServiceKey, Refused> {
    queue.site().service(service).map(|service| service.key.clone()).ok_or_else(|| {
        Refused::new(
            StatusCode::CONFLICT,
            "form-not-served",
            "The practice's service is not offered any more.",
        )
    })
}

/// `PUT /tickets/{id}/intake`: also while the holder is called or served, for whoever still stands at the kiosk is called too; once
/// the visit is over nobody needs the answers.
pub async fn intake(
    State(hub): State<Hub>,
    caller: Caller,
    Path(id): Path<String>,
    Json(request, _): Json<IntakeRequest>,
) -> Result<Answer, Refused> {
    const OVER: [TicketState; 3] = [TicketState::Finished, TicketState::Cancelled, TicketState::Closed];
    let id = ticket_id(&id)?;
    let (now, handovers) = (hub.now(), hub.clone());
    let answer = hub
        .write_queue(move |tx| {
            crate::day::keep_day(tx, now)?;
            must_have_issued(&caller, tx.queue()?, id)?;
            let Some(ticket) = tx.queue()?.ticket(id) else { return Err(past_or_unknown(tx, id)?) };
            if OVER.contains(&ticket.state) {
                return Err(Refusal::WrongState { state: ticket.state }.into());
            }
            let view = TicketView::from(ticket);
            let answers = checked(tx.queue()?, &ticket.segments[0].service.clone(), request.0)?;
            if !answers.is_empty() {
                if handovers.count_handover(view.service_day, id) > HANDOVERS {
                    let title = format!("The answers of a ticket are handed over at most {HANDOVERS} times.");
                    return Err(Refused::new(StatusCode::CONFLICT, "too-many-answers", &title));
                }
                tx.add_box(id, &BoxContent::Intake { answers }, now.wall)?;
            }
            Answer::ok(&view)
        })
        .await?;
    hub.inner().boxes.notify_one();
    Ok(answer)
}

/// `POST /tickets/{id}/paper`
pub async fn paper(Path(path): Path<String>, asked: Asked<PaperRequest>) -> Result<Answer, Refused> {
    let (PaperRequest { state, reprint }, caller) = (asked.request.clone(), asked.caller.clone());
    happen(&path, asked, None, move |ticket, queue| {
        must_have_issued(&caller, queue, ticket)?;
        Ok(Command::Paper { ticket, state, reprint })
    })
    .await
}

/// Kiosks stand where anybody may touch them, and a ticket's id is no secret: each has to do with the tickets that it issued alone.
pub(super) fn must_have_issued(caller: &Caller, queue: &Queue, ticket: TicketId) -> Result<(), Refused> {
    let others = |ticket: &Ticket| ticket.issued_by != Some(caller.device.id);
    if caller.device.role == DeviceRole::Kiosk && queue.ticket(ticket).is_some_and(others) {
        return Err(Refused::forbidden("a kiosk has to do only with what it issued"));
    }
    Ok(())
}

macro_rules! actions {
    ($($(#[$doc:meta])* $name:ident => $command:expr;)*) => {
        $(
            $(#[$doc])*
            pub async fn $name(Path(path): Path<String>, asked: Asked<Value>) -> Result<Answer, Refused> {
                asked.session()?;
                happen(&path, asked, None, |id, _| Ok($command(id))).await
            }
        )*
    };
}

actions! {
    /// `POST /tickets/{id}/recall`
    recall => Command::Recall;
    /// `POST /tickets/{id}/start`
    start => Command::Start;
    /// `POST /tickets/{id}/no-show`
    no_show => Command::NoShow;
    /// `POST /tickets/{id}/reinstate`
    reinstate => Command::Reinstate;
    /// `POST /tickets/{id}/undo`
    undo => Command::Undo;
}

/// `POST /tickets/{id}/finish`
pub async fn finish(Path(path): Path<String>, asked: Asked<FinishRequest>) -> Result<Answer, Refused> {
    asked.session()?;
    let finish = if asked.request.estimated { Command::FinishLate } else { Command::Finish };
    happen(&path, asked, None, move |ticket, _| Ok(finish(ticket))).await
}

/// `POST /tickets/{id}/park`
pub async fn park(Path(path): Path<String>, mut asked: Asked<ParkRequest>) -> Result<Answer, Refused> {
    asked.session()?;
    let reason = asked.request.reason.take().unwrap_or_default();
    let known = PARK_REASONS.into_iter().find(|known| *known == reason);
    let note = known.is_none().then_some(reason);
    let reason = known.unwrap_or("other").to_owned();
    happen(&path, asked, note, move |ticket, _| Ok(Command::Park { ticket, reason })).await
}

/// `POST /tickets/{id}/transfer`
pub async fn transfer(Path(path): Path<String>, asked: Asked<TransferRequest>) -> Result<Answer, Refused> {
    asked.session()?;
    let TransferRequest { service, counter, position, note } = asked.request.clone();
    happen(&path, asked, note, move |ticket, queue| {
        let to = match (&service, &counter) {
            (Some(service), None) => TransferTarget::Service(service_named(queue, service)?),
            (None, Some(counter)) => {
                let found = queue.site().counters.iter().find(|known| known.key.as_str() == counter);
                let found = found.ok_or_else(|| Refusal::UnknownCounter(clean(counter, 80)))?;
                TransferTarget::Counter(found.key.clone())
            }
            _ => return Err(Refused::malformed("either a service or a counter is needed")),
        };
        Ok(Command::Transfer { ticket, to, position })
    })
    .await
}

/// `POST /tickets/{id}/close`
pub async fn close(Path(path): Path<String>, asked: Asked<CloseTicketRequest>) -> Result<Answer, Refused> {
    asked.session()?;
    let outcome = asked.request.outcome;
    happen(&path, asked, None, move |ticket, _| Ok(Command::CloseTicket { ticket, outcome })).await
}

/// Lets something happen to one ticket and answers with the ticket. A note goes into a sealed box, never into the journal.
pub(super) async fn happen<T: Send + 'static>(
    path: &str,
    asked: Asked<T>,
    note: Option<String>,
    command: impl FnOnce(TicketId, &Queue) -> Result<Command, Refused> + Send + 'static,
) -> Result<Answer, Refused> {
    let id = ticket_id(path)?;
    let hub = asked.hub.clone();
    let note = note.map(|note| clean(&note, note.len())).filter(|note| !note.is_empty());
    if note.as_ref().is_some_and(|note| note.chars().count() > NOTE_CHARACTERS) {
        return Err(Refused::unknown_value(format!("a note has more than {NOTE_CHARACTERS} characters")));
    }
    let note_id = hub.fresh(NoteId::from_parts);
    let noted = note.is_some();
    let answer = asked
        .in_queue(move |tx, by, _| {
            let command = command(id, tx.queue()?)?;
            by.run(tx, &command, Some(id))?;
            if let Some(text) = note {
                let (operator, written_at) = (by.actor.operator.clone(), by.now.wall);
                tx.add_box(id, &BoxContent::Note { note: note_id, operator, written_at, text }, written_at)?;
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

/// The language that a body names.
pub fn language_of(code: Option<&str>) -> Result<Option<Language>, Refused> {
    code.map(str::parse).transpose().map_err(|_| Refused::unknown_value("an unknown language"))
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
