//! Calls for help: a kiosk asks, or an operator at a desk, and an operator says that somebody comes.

use super::command::{Answer, Asked};
use super::refused::Refused;
use super::tickets::language_of;
use crate::followers::Followers;
use crate::views::first_name;
use axum::extract::Path;
use serde_json::Value;
use turno_domain::ids::HelpId;
use turno_domain::journal::Event;
use turno_domain::keys::OperatorKey;
use turno_domain::queue::{Command, CounterStatus};
use turno_domain::refusal::Refusal;
use turno_domain::roles::DeviceRole;
use turno_protocol::help::{HelpAnswer, HelpAnswered, HelpRequest, Told};
use turno_store::{QueueTx, StoreError, TxError};

/// `POST /help`: also when nobody is there to hear it, so that the kiosk can say so. At a desk it is an operator who asks.
pub async fn ask(asked: Asked<HelpRequest>) -> Result<Answer, Refused> {
    let caller = asked.caller.clone();
    if caller.device.role != DeviceRole::Kiosk {
        asked.session()?;
    }
    let language = language_of(asked.request.language.as_deref())?;
    let help = asked.hub.fresh(HelpId::from_parts);
    let followers = asked.hub.inner().followers.clone();
    asked
        .in_queue(move |tx, by, request| {
            let ask = Command::AskHelp { help, device: caller.device.id, ticket: request.ticket, language };
            let entries = by.run(tx, &ask, None)?;
            let id = entries.iter().find_map(|entry| match &entry.event {
                Event::HelpAsked { help, .. } => Some(*help),
                _ => None,
            });
            let told = told(tx, &followers, by.actor.operator.as_ref())?;
            Answer::created(&HelpAnswer { id: id.unwrap_or(help), desks: followers.desks(), told })
        })
        .await
}

/// The operators at the counters that are open or paused, by counter, as far as a desk where they are signed in follows the events
/// and so rings: at a counter whose desk is off nobody was told anything. Whoever asks is not told.
fn told(tx: &QueueTx, followers: &Followers, asks: Option<&OperatorKey>) -> Result<Vec<Told>, StoreError> {
    let sessions = tx.reads().sessions()?;
    let hears = |operator: &OperatorKey| {
        sessions.iter().any(|session| session.operator == *operator && followers.follows(session.device))
    };
    let mut told = Vec::new();
    for (_, counter) in tx.queue()?.counters() {
        let hears = |operator: &&OperatorKey| Some(*operator) != asks && hears(operator);
        let Some(operator) = counter.operator().filter(hears) else { continue };
        let Some(known) = tx.reads().operator(operator)? else { continue };
        let paused = matches!(counter.status, CounterStatus::Paused { .. });
        told.push(Told { name: first_name(&known.name), busy: paused || counter.in_hand.is_some() });
    }
    Ok(told)
}

/// `POST /help/{id}/answer`
pub async fn answer(Path(path): Path<String>, asked: Asked<Value>) -> Result<Answer, Refused> {
    asked.session()?;
    let id: HelpId = path.parse().map_err(|_| Refused::not_found("call for help"))?;
    asked
        .in_queue(move |tx, by, _| match by.run(tx, &Command::AnswerHelp(id), None) {
            Ok(_) => Answer::ok(&HelpAnswered { id }),
            Err(TxError::Refused(Refusal::HelpAlreadyAnswered { operator })) => {
                let known = tx.reads().operator(&operator)?;
                let name = known.map_or_else(|| operator.to_string(), |known| first_name(&known.name));
                let refused = Refused::from(Refusal::HelpAlreadyAnswered { operator });
                Err(Refused(Box::new(refused.0.fact("operator", name))))
            }
            Err(error) => Err(error.into()),
        })
        .await
}
