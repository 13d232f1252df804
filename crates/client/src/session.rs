//! What an operator who has signed in may ask of the hub: counters, calls, tickets and figures.

use crate::command_key::CommandKey;
use crate::connection::{Call, Connection};
use crate::error::HubError;
use crate::hub::Hub;
use reqwest::StatusCode;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fmt;
pub use turno_domain::figures::By;
use turno_domain::ids::{HelpId, TicketId};
use turno_domain::keys::{CounterKey, OperatorKey};
use turno_domain::ticket::Outcome;
use turno_domain::time::ServiceDay;
use turno_protocol::counter::{CallAnswer, CounterView, NextAnswer, PauseRequest};
use turno_protocol::help::HelpAnswered;
use turno_protocol::session::{PersonRole, SessionAnswer};
use turno_protocol::statistics::Statistics;
use turno_protocol::ticket::{CloseTicketRequest, FinishRequest, ParkRequest, TicketView, TransferRequest};
use turno_protocol::wire_time::WireTime;

/// An operator's session at a desk; from [`Hub::sign_in`]. Clones are the same session. Once it has ended every method says so:
/// [`HubError::is_session_ended`]. Casework stands with it, in its own file.
#[derive(Clone, Debug)]
pub struct Session {
    pub(crate) connection: Connection,
    operator: OperatorKey,
    name: String,
    role: PersonRole,
    expires_at: WireTime,
    draft_key: Option<DraftKey>,
}

/// What opens the drafts that one operator left at one desk.
#[derive(Clone)]
pub struct DraftKey(String);

impl DraftKey {
    /// The key as it travelled: base64.
    pub fn text(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for DraftKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DraftKey(…)")
    }
}

/// What is done with a ticket in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TicketAction {
    /// Calls it once more.
    Recall,
    /// Its holder has come.
    Start,
    /// Its holder is served.
    Finish,
    /// Nobody came.
    NoShow,
    /// Its holder came after all.
    Reinstate,
    /// Its holder is away for a while.
    Away,
    /// Its holder is back.
    Back,
    /// Its holder gives up.
    Cancel,
    /// The last step was a mistake.
    Undo,
}

impl TicketAction {
    /// The word in the path.
    pub fn word(self) -> &'static str {
        match self {
            TicketAction::Recall => "recall",
            TicketAction::Start => "start",
            TicketAction::Finish => "finish",
            TicketAction::NoShow => "no-show",
            TicketAction::Reinstate => "reinstate",
            TicketAction::Away => "away",
            TicketAction::Back => "back",
            TicketAction::Cancel => "cancel",
            TicketAction::Undo => "undo",
        }
    }
}

impl Session {
    pub(crate) fn new(connection: Connection, answer: SessionAnswer) -> Result<Self, HubError> {
        let SessionAnswer { operator, name, role, expires_at, draft_key, .. } = answer;
        Ok(Self { connection, operator, name, role, expires_at, draft_key: draft_key.map(DraftKey) })
    }

    /// Whose session it is.
    pub fn operator(&self) -> &OperatorKey {
        &self.operator
    }

    /// What the operator is called.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What the operator may do.
    pub fn role(&self) -> PersonRole {
        self.role
    }

    /// What opens the drafts that the operator left at this desk; none where the hub could not say.
    pub fn draft_key(&self) -> Option<&DraftKey> {
        self.draft_key.as_ref()
    }

    /// When it ends at the latest.
    pub fn expires_at(&self) -> WireTime {
        self.expires_at
    }

    /// The hub, spoken to in the operator's name instead of the device's: tickets issued at the desk say who did it.
    pub fn hub(&self) -> Hub {
        Hub { connection: self.connection.clone() }
    }

    /// Signs out (`DELETE /sessions/self`). A session that has ended already is signed out.
    ///
    /// # Errors
    /// [`HubError`]
    pub async fn sign_out(&self) -> Result<(), HubError> {
        match self.connection.send(Call::delete(&["sessions", "self"])).await {
            Err(error) if error.is_session_ended() => Ok(()),
            other => other.map(drop),
        }
    }

    /// Opens a counter, or ends its pause (`POST /counters/{key}/open`).
    ///
    /// # Errors
    /// [`HubError`]; refused as `counter-taken`, `at-another-counter` …
    pub async fn open_counter(
        &self,
        key: &CommandKey,
        counter: &CounterKey,
    ) -> Result<CounterView, HubError> {
        self.command(key, &["counters", counter.as_str(), "open"]).await
    }

    /// Pauses a counter (`POST /counters/{key}/pause`).
    ///
    /// # Errors
    /// [`HubError`]; refused as `counter-not-open` …
    pub async fn pause_counter(
        &self,
        key: &CommandKey,
        counter: &CounterKey,
        pause: &PauseRequest,
    ) -> Result<CounterView, HubError> {
        self.command_with(key, &["counters", counter.as_str(), "pause"], pause).await
    }

    /// Closes a counter (`POST /counters/{key}/close`).
    ///
    /// # Errors
    /// [`HubError`]; refused as `ticket-in-hand` …
    pub async fn close_counter(
        &self,
        key: &CommandKey,
        counter: &CounterKey,
    ) -> Result<CounterView, HubError> {
        self.command(key, &["counters", counter.as_str(), "close"]).await
    }

    /// Calls whoever is next (`POST /counters/{key}/call-next`) and ends the ticket in hand; `None`: nobody waits.
    ///
    /// # Errors
    /// [`HubError`]; refused as `counter-not-open` …
    pub async fn call_next(
        &self,
        key: &CommandKey,
        counter: &CounterKey,
    ) -> Result<Option<CallAnswer>, HubError> {
        let call = Call::post(key, &["counters", counter.as_str(), "call-next"]);
        let answer = self.connection.send(call).await?;
        if answer.status == StatusCode::NO_CONTENT { Ok(None) } else { answer.json().map(Some) }
    }

    /// Whom [`call_next`](Self::call_next) would call, and why (`GET /counters/{key}/next`); none: nobody.
    ///
    /// # Errors
    /// [`HubError`].
    pub async fn next(&self, counter: &CounterKey) -> Result<Option<NextAnswer>, HubError> {
        let answer = self.connection.send(Call::get(&["counters", counter.as_str(), "next"])).await?;
        if answer.status == StatusCode::NO_CONTENT { Ok(None) } else { answer.json().map(Some) }
    }

    /// Calls this ticket (`POST /counters/{key}/call/{ticket}`) and ends the ticket in hand.
    ///
    /// # Errors
    /// [`HubError`]; refused as `in-other-hands`, `wrong-state` …
    pub async fn call(
        &self,
        key: &CommandKey,
        counter: &CounterKey,
        ticket: TicketId,
    ) -> Result<CallAnswer, HubError> {
        self.command(key, &["counters", counter.as_str(), "call", &ticket.to_string()]).await
    }

    /// Does something with a ticket (`POST /tickets/{id}/<word>`).
    ///
    /// # Errors
    /// [`HubError`]; refused as `wrong-state`, `no-show-too-early`, `nothing-to-undo` …
    pub async fn act(
        &self,
        key: &CommandKey,
        ticket: TicketId,
        action: TicketAction,
    ) -> Result<TicketView, HubError> {
        self.command(key, &["tickets", &ticket.to_string(), action.word()]).await
    }

    /// Finishes a ticket whose visit ended some time ago, nobody knows when (`POST /tickets/{id}/finish`).
    ///
    /// # Errors
    /// [`HubError`]; refused as `wrong-state` …
    pub async fn finish_late(&self, key: &CommandKey, ticket: TicketId) -> Result<TicketView, HubError> {
        let body = FinishRequest { estimated: true };
        self.command_with(key, &["tickets", &ticket.to_string(), "finish"], &body).await
    }

    /// Puts a ticket aside (`POST /tickets/{id}/park`).
    ///
    /// # Errors
    /// [`HubError`]
    pub async fn park(
        &self,
        key: &CommandKey,
        ticket: TicketId,
        park: &ParkRequest,
    ) -> Result<TicketView, HubError> {
        self.command_with(key, &["tickets", &ticket.to_string(), "park"], park).await
    }

    /// Hands a ticket on to a service or a counter (`POST /tickets/{id}/transfer`).
    ///
    /// # Errors
    /// [`HubError`]
    pub async fn transfer(
        &self,
        key: &CommandKey,
        ticket: TicketId,
        transfer: &TransferRequest,
    ) -> Result<TicketView, HubError> {
        self.command_with(key, &["tickets", &ticket.to_string(), "transfer"], transfer).await
    }

    /// Says what became of a ticket that was left over (`POST /tickets/{id}/close`).
    ///
    /// # Errors
    /// [`HubError`]
    pub async fn close_ticket(
        &self,
        key: &CommandKey,
        ticket: TicketId,
        outcome: Outcome,
    ) -> Result<TicketView, HubError> {
        let body = CloseTicketRequest { outcome };
        self.command_with(key, &["tickets", &ticket.to_string(), "close"], &body).await
    }

    /// Goes to whoever asked for help at a kiosk (`POST /help/{id}/answer`), who is told by whom.
    ///
    /// # Errors
    /// [`HubError`]; refused as `help-already-answered` with the fact `operator` (a first name), or as `unknown-help` where it is
    /// past.
    pub async fn answer_help(&self, key: &CommandKey, help: HelpId) -> Result<(), HubError> {
        self.command::<HelpAnswered>(key, &["help", &help.to_string(), "answer"]).await.map(drop)
    }

    /// The figures of the service days `from` to `to`, both included (`GET /statistics`).
    ///
    /// # Errors
    /// [`HubError`]
    pub async fn statistics(&self, from: ServiceDay, to: ServiceDay, by: By) -> Result<Statistics, HubError> {
        let call = Call::get(&["statistics"])
            .query("from", Some(from))
            .query("to", Some(to))
            .query("by", Some(by.word()))
            .long();
        self.connection.json(call).await
    }

    pub(crate) async fn command<T: DeserializeOwned>(
        &self,
        key: &CommandKey,
        path: &[&str],
    ) -> Result<T, HubError> {
        self.connection.json(Call::post(key, path)).await
    }

    pub(crate) async fn command_with<T: DeserializeOwned>(
        &self,
        key: &CommandKey,
        path: &[&str],
        body: &impl Serialize,
    ) -> Result<T, HubError> {
        self.connection.json(Call::post(key, path).body(body)).await
    }
}
