//! A running hub as the [`Desk`] of a replay: a kiosk, and at each counter a desk with an operator of its own, over the hub's public
//! face, with the clock of all its programs in hand.
//!
//! It must not know how the day was rebuilt, nor judge it: whatever the hub answers goes back to the books.

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{DateTime, Utc};
use thiserror::Error;
use turno_client::{CommandKey, Hub, HubError, Session};
use turno_clock::{DriverError, TestClockDriver, Timestamp};
use turno_domain::ids::TicketId;
use turno_domain::keys::{BadKey, CounterKey};
use turno_domain::ticket::Outcome;
use turno_protocol::ticket::IssueRequest;

use crate::replay::{Called, Desk};

/// Who works at a counter, and from where.
#[derive(Clone)]
pub struct Seat {
    /// The counter's own desk.
    pub desk: Hub,
    /// The operator's key.
    pub operator: String,
    /// The PIN, kept because a session ends after 15 idle minutes and whoever comes back signs in again.
    pub pin: String,
}

/// Why the hub did not do what the day did.
#[derive(Debug, Error)]
pub enum AtHubError {
    /// The hub refused or went away.
    #[error(transparent)]
    Hub(#[from] HubError),
    /// The clock could not be moved.
    #[error(transparent)]
    Clock(#[from] DriverError),
    /// A counter at which nobody sits.
    #[error("nobody sits at counter {0}")]
    NoSeat(String),
    /// A counter's name that is none.
    #[error(transparent)]
    Key(#[from] BadKey),
}

/// A hub under replay.
pub struct AtHub<'a> {
    clock: &'a TestClockDriver,
    kiosk: Hub,
    seats: BTreeMap<String, (Seat, Option<Session>)>,
    signed_in: usize,
}

impl<'a> AtHub<'a> {
    /// The hub that `kiosk` and the desks of `seats` (by counter) speak to, and whose clock `clock` moves.
    pub fn new(
        clock: &'a TestClockDriver,
        kiosk: Hub,
        seats: impl IntoIterator<Item = (String, Seat)>,
    ) -> Self {
        let seats = seats.into_iter().map(|(counter, seat)| (counter, (seat, None))).collect();
        Self { clock, kiosk, seats, signed_in: 0 }
    }

    /// How often somebody signed in: once a counter, and again after each 15 idle minutes.
    pub fn signed_in(&self) -> usize {
        self.signed_in
    }

    /// The session at `counter`; a first or a fresh one where there is none, or where the hub said that it ended.
    async fn session(&mut self, counter: &str, ended: bool) -> Result<Session, AtHubError> {
        let no_seat = || AtHubError::NoSeat(counter.to_owned());
        let (seat, session) = self.seats.get_mut(counter).ok_or_else(no_seat)?;
        if let (Some(session), false) = (&session, ended) {
            return Ok(session.clone());
        }
        let fresh = seat.desk.sign_in(&seat.operator, &seat.pin).await?;
        self.signed_in += 1;
        Ok(session.insert(fresh).clone())
    }
}

/// Sends a command at `$counter`; when its session has ended meanwhile, signs in and sends the same command again.
macro_rules! at {
    ($desk:expr, $counter:expr, |$session:ident| $command:expr) => {{
        let $session = $desk.session($counter, false).await?;
        match $command.await {
            Err(error) if error.is_session_ended() => {
                let $session = $desk.session($counter, true).await?;
                $command.await?
            }
            answer => answer?,
        }
    }};
}

impl Desk for AtHub<'_> {
    type Ticket = TicketId;
    type Error = AtHubError;

    async fn set_clock(&mut self, now: DateTime<Utc>) -> Result<(), AtHubError> {
        let ahead = Timestamp::from(now).since(self.clock.now().await).to_std().unwrap_or(Duration::ZERO);
        if !ahead.is_zero() {
            self.clock.step(ahead).await?;
            // What the hub does every minute belongs to the day that is replayed.
            self.clock.idle().await?;
        }
        Ok(())
    }

    async fn open_counter(&mut self, counter: &str) -> Result<(), AtHubError> {
        let (key, name) = (CommandKey::fresh(), counter.parse::<CounterKey>()?);
        at!(self, counter, |session| session.open_counter(&key, &name));
        Ok(())
    }

    async fn issue(&mut self, service: &str) -> Result<TicketId, AtHubError> {
        let request = IssueRequest { service: service.to_owned(), ..IssueRequest::default() };
        Ok(self.kiosk.issue(&CommandKey::fresh(), &request).await?.ticket.id)
    }

    async fn call_next(&mut self, counter: &str) -> Result<Option<Called<TicketId>>, AtHubError> {
        let (key, name) = (CommandKey::fresh(), counter.parse::<CounterKey>()?);
        let answer = at!(self, counter, |session| session.call_next(&key, &name));
        Ok(answer.map(|answer| Called { ticket: answer.ticket.id, finished: answer.finished }))
    }

    async fn cancel(&mut self, ticket: &TicketId) -> Result<(), AtHubError> {
        self.kiosk.cancel(&CommandKey::fresh(), *ticket).await?;
        Ok(())
    }

    /// The record says neither when a visit began nor when it ended, so no such time is told the hub: whoever is in hand after the
    /// last event was served late.
    async fn finish(&mut self, counter: &str, ticket: &TicketId) -> Result<(), AtHubError> {
        let key = CommandKey::fresh();
        at!(self, counter, |session| session.close_ticket(&key, *ticket, Outcome::ServedLate));
        Ok(())
    }
}
