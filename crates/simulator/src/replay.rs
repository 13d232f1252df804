//! Drives a running help desk through rebuilt events, keeping its own books of every ticket.
//!
//! It must not know what stands behind a [`Desk`]: a hub over HTTPS, or a line in memory. It believes its own books, and
//! stops when the desk contradicts them: a ticket that nobody issued, one in two hands, one that a desk forgot.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::future::Future;

use chrono::{DateTime, NaiveDateTime, TimeZone, Utc};
use chrono_tz::Tz;
use thiserror::Error;

use crate::warsaw::{ReplayEvent, ReplayKind};

/// What the replay asks of a help desk. Every call is one command of the desk's public face, durable when it returns.
pub trait Desk {
    /// How the desk knows a ticket.
    type Ticket: Clone + Debug + Ord + Send;
    /// Why it refused.
    type Error;

    /// Sets every clock of the site. Times never go back.
    fn set_clock(&mut self, now: DateTime<Utc>) -> impl Future<Output = Result<(), Self::Error>> + Send;
    /// Opens a counter, with an operator of its own.
    fn open_counter(&mut self, counter: &str) -> impl Future<Output = Result<(), Self::Error>> + Send;
    /// Takes a number for a service.
    fn issue(&mut self, service: &str) -> impl Future<Output = Result<Self::Ticket, Self::Error>> + Send;
    /// Calls the next person at a counter; none when nobody waits. What the counter has in hand is finished by it.
    fn call_next(
        &mut self,
        counter: &str,
    ) -> impl Future<Output = Result<Option<Called<Self::Ticket>>, Self::Error>> + Send;
    /// The holder of a waiting ticket gives up.
    fn cancel(&mut self, ticket: &Self::Ticket) -> impl Future<Output = Result<(), Self::Error>> + Send;
    /// Ends the visit that a counter has in hand.
    fn finish(
        &mut self,
        counter: &str,
        ticket: &Self::Ticket,
    ) -> impl Future<Output = Result<(), Self::Error>> + Send;
}

/// What a call brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Called<T> {
    /// Whom it called.
    pub ticket: T,
    /// Whose visit it ended.
    pub finished: Option<T>,
}

/// How the site under replay names what the events speak of.
pub trait Names {
    /// The key of the service that a queue is.
    fn service(&self, queue: u32) -> String;
    /// The key of the `nth` desk of a queue, from 1.
    fn counter(&self, queue: u32, nth: u32) -> String;
}

/// What became of everybody.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Replayed {
    /// Numbers taken.
    pub issued: usize,
    /// Numbers called.
    pub called: usize,
    /// Calls that found nobody waiting.
    pub called_nobody: usize,
    /// Numbers given up.
    pub cancelled: usize,
    /// Leavings of which nobody was left to leave.
    pub nobody_left: usize,
    /// Visits ended, the last of each counter at the end of the day among them.
    pub finished: usize,
    /// Numbers still waiting after the last event.
    pub waiting: usize,
    /// Counters opened, each at its first call.
    pub counters: usize,
}

impl Replayed {
    /// Whether every number ended in exactly one way or still waits.
    pub fn accounts_for_all(&self) -> bool {
        self.called == self.finished && self.issued == self.finished + self.cancelled + self.waiting
    }
}

/// Why a replay stopped.
#[derive(Debug, Error)]
pub enum ReplayError<E> {
    /// The desk refused a command.
    #[error("the desk refused to {doing}")]
    Refused {
        /// What was asked.
        doing: String,
        /// Its reason.
        #[source]
        source: E,
    },
    /// A number was issued twice.
    #[error("ticket {0} was issued a second time")]
    IssuedTwice(String),
    /// A call brought a ticket that does not wait for that service.
    #[error("counter {counter} called {ticket}, which does not wait for its service")]
    Stranger {
        /// Where.
        counter: String,
        /// The ticket.
        ticket: String,
    },
    /// A call ended another visit than the one in that counter's hand, or none.
    #[error("counter {counter} ended the visit of {found}, but had {expected} in hand")]
    OtherHand {
        /// Where.
        counter: String,
        /// Whom the call ended.
        found: String,
        /// Whom it should have.
        expected: String,
    },
    /// A wall-clock time that the zone skips in spring.
    #[error("{0} does not exist in the site's timezone")]
    NoSuchTime(NaiveDateTime),
}

/// Plays `events` (ordered by time, in the wall clock of `timezone`) through `desk`.
///
/// Who leaves uncalled is not recorded anywhere: the one who came last to that queue goes, so that the order of the others
/// stays as it was. Visits in hand after the last event end with it.
///
/// # Errors
/// The first refusal, and the first contradiction between the desk and these books.
pub async fn replay<D: Desk>(
    events: &[ReplayEvent],
    timezone: Tz,
    names: &(impl Names + Sync),
    desk: &mut D,
) -> Result<Replayed, ReplayError<D::Error>> {
    let mut books = Books {
        desk,
        issued: BTreeSet::new(),
        lines: BTreeMap::new(),
        hands: BTreeMap::new(),
        done: Replayed::default(),
    };
    for event in events {
        books.set_clock(timezone, event.at).await?;
        let service = names.service(event.queue);
        match event.kind {
            ReplayKind::Arrive => books.arrive(service).await?,
            ReplayKind::Call { counter } => books.call(&service, names.counter(event.queue, counter)).await?,
            ReplayKind::Leave => books.leave(&service).await?,
        }
    }
    books.close().await
}

/// Who waits for what, and who is in which hand.
struct Books<'a, D: Desk> {
    desk: &'a mut D,
    issued: BTreeSet<D::Ticket>,
    lines: BTreeMap<String, Vec<D::Ticket>>,
    hands: BTreeMap<String, Option<D::Ticket>>,
    done: Replayed,
}

impl<D: Desk> Books<'_, D> {
    async fn set_clock(&mut self, timezone: Tz, at: NaiveDateTime) -> Result<(), ReplayError<D::Error>> {
        let now = timezone.from_local_datetime(&at).earliest().ok_or(ReplayError::NoSuchTime(at))?;
        self.desk.set_clock(now.to_utc()).await.map_err(refused(|| format!("set its clock to {now}")))
    }

    async fn arrive(&mut self, service: String) -> Result<(), ReplayError<D::Error>> {
        let ticket =
            self.desk.issue(&service).await.map_err(refused(|| format!("issue a number for {service}")))?;
        if !self.issued.insert(ticket.clone()) {
            return Err(ReplayError::IssuedTwice(format!("{ticket:?}")));
        }
        self.lines.entry(service).or_default().push(ticket);
        self.done.issued += 1;
        Ok(())
    }

    async fn call(&mut self, service: &str, counter: String) -> Result<(), ReplayError<D::Error>> {
        if !self.hands.contains_key(&counter) {
            self.desk.open_counter(&counter).await.map_err(refused(|| format!("open counter {counter}")))?;
            self.hands.insert(counter.clone(), None);
            self.done.counters += 1;
        }
        let answer =
            self.desk.call_next(&counter).await.map_err(refused(|| format!("call at counter {counter}")))?;
        let Some(Called { ticket, finished }) = answer else {
            self.done.called_nobody += 1;
            return Ok(());
        };
        let line = self.lines.entry(service.to_owned()).or_default();
        let Some(place) = line.iter().position(|waiting| *waiting == ticket) else {
            return Err(ReplayError::Stranger { counter, ticket: format!("{ticket:?}") });
        };
        line.remove(place);
        self.done.called += 1;
        let in_hand = self.hands.insert(counter.clone(), Some(ticket)).flatten();
        if in_hand != finished {
            let (found, expected) = (format!("{finished:?}"), format!("{in_hand:?}"));
            return Err(ReplayError::OtherHand { counter, found, expected });
        }
        self.done.finished += usize::from(in_hand.is_some());
        Ok(())
    }

    async fn leave(&mut self, service: &str) -> Result<(), ReplayError<D::Error>> {
        let Some(ticket) = self.lines.get_mut(service).and_then(Vec::pop) else {
            self.done.nobody_left += 1;
            return Ok(());
        };
        self.desk.cancel(&ticket).await.map_err(refused(|| format!("cancel {ticket:?}")))?;
        self.done.cancelled += 1;
        Ok(())
    }

    async fn close(mut self) -> Result<Replayed, ReplayError<D::Error>> {
        for (counter, in_hand) in std::mem::take(&mut self.hands) {
            if let Some(ticket) = in_hand {
                self.desk
                    .finish(&counter, &ticket)
                    .await
                    .map_err(refused(|| format!("finish {ticket:?}")))?;
                self.done.finished += 1;
            }
        }
        self.done.waiting = self.lines.values().map(Vec::len).sum();
        Ok(self.done)
    }
}

fn refused<E>(doing: impl FnOnce() -> String) -> impl FnOnce(E) -> ReplayError<E> {
    |source| ReplayError::Refused { doing: doing(), source }
}

#[cfg(test)]
mod tests;
