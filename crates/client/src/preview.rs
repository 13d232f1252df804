//! Whom a counter would call next, and why: for the operator who asks for the reason of the order.

use crate::connection::Call;
use crate::error::HubError;
use crate::session::Session;
use reqwest::StatusCode;
use serde::Deserialize;
use turno_domain::keys::CounterKey;
use turno_protocol::counter::ReasonView;
use turno_protocol::ticket::TicketView;

/// Whom `call_next` would call at this moment.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct NextCall {
    /// Whom.
    pub ticket: TicketView,
    /// Why.
    pub reason: ReasonView,
}

impl Session {
    /// Whom [`Session::call_next`] would call (`GET /counters/{key}/next`); `None`: nobody waits for this counter.
    ///
    /// # Errors
    /// [`HubError`]
    pub async fn preview(&self, counter: &CounterKey) -> Result<Option<NextCall>, HubError> {
        let answer = self.connection.send(Call::get(&["counters", counter.as_str(), "next"])).await?;
        if answer.status == StatusCode::NO_CONTENT { Ok(None) } else { answer.json().map(Some) }
    }
}
