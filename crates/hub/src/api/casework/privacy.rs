//! What people were told about their data, and what they allowed.

use super::super::command::{Answer, Asked};
use super::{Refused, id, today, wire};
use axum::extract::Path;
use turno_domain::casework::{Consent, Notice, PrivacyFault};
use turno_domain::ids::{CitizenId, ConsentId, NoticeId};
use turno_protocol::casework::{ConsentRequest, NoticeRequest, WithdrawRequest};

/// `POST /citizens/{id}/notices`
pub async fn notice(Path(path): Path<String>, asked: Asked<NoticeRequest>) -> Result<Answer, Refused> {
    let operator = asked.session()?.operator.clone();
    let citizen: CitizenId = id(&path, "citizen")?;
    let (hub, id) = (asked.hub.clone(), asked.hub.fresh(NoticeId::from_parts));
    asked
        .in_casework(move |tx, by, request| {
            tx.reads().citizen(citizen)?.ok_or_else(|| Refused::not_found("citizen"))?;
            let today = today(&hub, &by.now)?;
            let notice = Notice {
                id,
                citizen,
                version: request.version,
                controller: request.controller,
                given_on: request.given_on.unwrap_or(today),
                given: request.given,
                operator,
                written_at: by.now.wall,
            };
            Answer::created(&wire::notice(&tx.give_notice(notice.checked(today)?, &by.now, &by.actor)?))
        })
        .await
}

/// `POST /citizens/{id}/consents`
pub async fn consent(Path(path): Path<String>, asked: Asked<ConsentRequest>) -> Result<Answer, Refused> {
    let operator = asked.session()?.operator.clone();
    let citizen: CitizenId = id(&path, "citizen")?;
    let (hub, id) = (asked.hub.clone(), asked.hub.fresh(ConsentId::from_parts));
    asked
        .in_casework(move |tx, by, request| {
            tx.reads().citizen(citizen)?.ok_or_else(|| Refused::not_found("citizen"))?;
            let today = today(&hub, &by.now)?;
            let consent = Consent {
                id,
                citizen,
                purpose: request.purpose,
                given_on: request.given_on.unwrap_or(today),
                withdrawn_on: None,
                operator,
                written_at: by.now.wall,
            };
            Answer::created(&wire::consent(&tx.give_consent(consent.checked(today)?, &by.now, &by.actor)?))
        })
        .await
}

/// `POST /consents/{id}/withdraw`
pub async fn withdraw(Path(path): Path<String>, asked: Asked<WithdrawRequest>) -> Result<Answer, Refused> {
    asked.session()?;
    let id: ConsentId = id(&path, "consent")?;
    let hub = asked.hub.clone();
    asked
        .in_casework(move |tx, by, request| {
            tx.reads().consent(id)?.ok_or_else(|| Refused::not_found("consent"))?;
            let today = today(&hub, &by.now)?;
            let on = request.on.unwrap_or(today);
            Answer::ok(&wire::consent(&tx.withdraw_consent(id, on, today, &by.now, &by.actor)?))
        })
        .await
}

impl From<PrivacyFault> for Refused {
    fn from(fault: PrivacyFault) -> Self {
        match fault {
            PrivacyFault::Empty(_) => Refused::malformed(fault.to_string()),
            PrivacyFault::Withdrawn => Refused::new(
                axum::http::StatusCode::CONFLICT,
                "consent-withdrawn",
                "The consent was withdrawn before.",
            ),
            PrivacyFault::Date | PrivacyFault::TooLong(_) => Refused::unknown_value(fault.to_string()),
        }
    }
}
