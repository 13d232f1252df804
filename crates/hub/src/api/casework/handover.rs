//! Whose a practice is: offered, taken over or returned, and who works on it.

use super::super::auth::SignedIn;
use super::super::command::{Answer, Asked};
use super::practices::view;
use super::{Refused, id, known_operator, wire};
use crate::access::Session;
use crate::hub::Hub;
use axum::extract::{Path, State};
use serde_json::Value;
use turno_domain::casework::Practice;
use turno_domain::ids::{EntryId, PracticeId};
use turno_domain::keys::OperatorKey;
use turno_protocol::casework::{MemberRequest, OfferRequest, ReturnRequest};
use turno_store::casework::Written;
use turno_store::{CaseworkError, CaseworkTx};

/// `POST /practices/{id}/offer`
pub async fn offer(Path(path): Path<String>, asked: Asked<OfferRequest>) -> Result<Answer, Refused> {
    known_operator(&asked.hub, &asked.request.to).await?;
    hand(&path, asked, true, |tx, by, id, request| tx.offer_practice(id, &request.to, by)).await
}

/// `POST /practices/{id}/take-over`
pub async fn take_over(Path(path): Path<String>, asked: Asked<Value>) -> Result<Answer, Refused> {
    hand(&path, asked, false, |tx, by, id, _| tx.take_practice_over(id, by)).await
}

/// `POST /practices/{id}/return`
pub async fn give_back(Path(path): Path<String>, mut asked: Asked<ReturnRequest>) -> Result<Answer, Refused> {
    asked.request.reason = wire::lines_from(&asked.request.reason)?;
    if asked.request.reason.is_empty() {
        return Err(Refused::malformed("whoever returns a practice says why"));
    }
    hand(&path, asked, false, |tx, by, id, request| tx.return_practice(id, request.reason, by)).await
}

/// `POST /practices/{id}/team`
pub async fn join(Path(path): Path<String>, asked: Asked<MemberRequest>) -> Result<Answer, Refused> {
    known_operator(&asked.hub, &asked.request.operator).await?;
    hand(&path, asked, true, |tx, by, id, request| tx.join_team(id, &request.operator, by)).await
}

/// `DELETE /practices/{id}/team/{operator}`
pub async fn leave(
    State(hub): State<Hub>,
    SignedIn { caller, session }: SignedIn,
    Path((path, member)): Path<(String, String)>,
) -> Result<Answer, Refused> {
    let id: PracticeId = id(&path, "practice")?;
    let member: OperatorKey = member.parse().map_err(|_| Refused::not_found("operator"))?;
    let (now, actor, entry) = (hub.now(), caller.actor(), hub.fresh(EntryId::from_parts));
    hub.write_casework(move |tx| {
        may_share(tx, id, &session)?;
        let by = Written { entry, operator: &session.operator, at: &now, actor: &actor };
        let practice = tx.leave_team(id, &member, &by)?;
        Answer::ok(&view(&tx.reads(), &practice, Some(&session.operator))?)
    })
    .await
}

/// Lets a practice go from one hand to another; where `shares`, only for whoever may say who works on it.
async fn hand<T: Send + 'static>(
    path: &str,
    asked: Asked<T>,
    shares: bool,
    change: impl FnOnce(&mut CaseworkTx, &Written<'_>, PracticeId, T) -> Result<Practice, CaseworkError>
    + Send
    + 'static,
) -> Result<Answer, Refused> {
    let session = asked.session()?.clone();
    let id: PracticeId = id(path, "practice")?;
    let entry = asked.hub.fresh(EntryId::from_parts);
    asked
        .in_casework(move |tx, by, request| {
            tx.reads().practice(id)?.ok_or_else(|| Refused::not_found("practice"))?;
            if shares {
                may_share(tx, id, &session)?;
            }
            let written = Written { entry, operator: &session.operator, at: &by.now, actor: &by.actor };
            let practice = change(tx, &written, id, request)?;
            Answer::ok(&view(&tx.reads(), &practice, Some(&session.operator))?)
        })
        .await
}

fn may_share(tx: &CaseworkTx, id: PracticeId, session: &Session) -> Result<(), Refused> {
    let practice = tx.reads().practice(id)?.ok_or_else(|| Refused::not_found("practice"))?;
    if practice.may_be_shared_by(&session.operator, session.role) {
        return Ok(());
    }
    Err(Refused::forbidden("who works on a practice is said by its team, or by a coordinator"))
}
