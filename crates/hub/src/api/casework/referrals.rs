//! A need is handed to another body, and how long bodies take to answer.

use super::super::auth::SignedIn;
use super::super::command::{Answer, Asked};
use super::{Refused, id, known_operator, wire};
use crate::hub::Hub;
use axum::extract::{Path, State};
use chrono::Timelike;
use turno_domain::casework::{Entry, EntryKind, Referral, StepKind};
use turno_domain::figures::answers_by_hour;
use turno_domain::handbook::Body;
use turno_domain::ids::{EntryId, HandbookId, PracticeId, StepId};
use turno_protocol::casework::{AnswersAtHour, ReferralRequest};
use turno_store::casework::NewStep;

/// `POST /practices/{id}/referrals`: the entry and its step, in one transaction.
pub async fn refer(Path(path): Path<String>, asked: Asked<ReferralRequest>) -> Result<Answer, Refused> {
    let operator = asked.session()?.operator.clone();
    let practice: PracticeId = id(&path, "practice")?;
    let request = &asked.request;
    if !matches!(request.step.kind, StepKind::ContactBody | StepKind::FollowUp) {
        return Err(Refused::unknown_value("a referral leaves the step contact-body or follow-up"));
    }
    if let Some(responsible) = &request.step.responsible {
        known_operator(&asked.hub, responsible).await?;
    }
    let step = asked.hub.fresh(StepId::from_parts);
    let entry = asked.hub.fresh(EntryId::from_parts);
    asked
        .in_casework(move |tx, by, request| {
            tx.reads().practice(practice)?.ok_or_else(|| Refused::not_found("practice"))?;
            if let Some(body) = request.in_directory {
                let known = tx.reads().handbook::<Body>(body)?;
                known.ok_or_else(|| Refused::unknown_value("no such body"))?;
            }
            let referral = Referral {
                body: request.body,
                in_directory: request.in_directory,
                need: request.need,
                contact: request.contact,
                whom: request.whom,
                text: request.text,
                step,
            };
            let says = wire::step_from(request.step, &operator)?;
            let new = NewStep { id: step, practice, says, made_by: operator.clone() };
            let entry = Entry {
                id: entry,
                practice,
                operator,
                written_at: by.now.wall,
                what: EntryKind::Referral(referral.checked()?),
            };
            tx.make_step(new, &by.now, &by.actor)?;
            tx.write_entry(&entry, &by.now, &by.actor)?;
            Answer::created(&wire::entry(entry, true))
        })
        .await
}

/// `GET /bodies/{id}/answers`
pub async fn answers(
    State(hub): State<Hub>,
    _: SignedIn,
    Path(path): Path<String>,
) -> Result<axum::Json<Vec<AnswersAtHour>>, Refused> {
    let body: HandbookId = id(&path, "body")?;
    let zone = hub.with_queue(|queue| queue.site().timezone)?;
    let calls = hub
        .read_casework(move |reads| {
            let known = reads.handbook::<Body>(body)?.is_some();
            known.then(|| reads.calls_to(body)).transpose()
        })
        .await?
        .ok_or_else(|| Refused::not_found("body"))?;
    let hours = calls.iter().map(|(at, call)| (at.local(zone).hour(), call));
    let told = answers_by_hour(hours).into_iter().map(|told| AnswersAtHour {
        hour: told.hour,
        calls: told.calls,
        answered: told.answered,
        median_s: told.median_s,
    });
    Ok(axum::Json(told.collect()))
}
