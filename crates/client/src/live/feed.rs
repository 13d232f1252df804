//! Following any stream of the hub's: connect, read, reconnect, resume. What is in the stream is a [`Feed`]'s business.

use super::{Live, Update};
use crate::error::HubError;
use crate::pace::{BackOff, LONGEST_WAIT, SILENCE};
use futures_util::stream::{BoxStream, Stream, StreamExt, unfold};
use sse_stream::{Sse, SseByteStream};
use std::pin::pin;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep, timeout};
use turno_protocol::event::{Position, RESET};

/// Updates that may wait for a program that is busy.
const WAITING_UPDATES: usize = 256;

/// The bytes of a stream, until it is cut.
pub(super) type Chunks = BoxStream<'static, bytes::Bytes>;

/// One stream of the hub's and what goes with it.
pub(super) trait Feed: Send + Sync + 'static {
    /// What to begin with.
    type Snapshot: Send + 'static;
    /// What an event carries.
    type Data: Send + 'static;

    /// What to begin with, and the place in the stream that it stands for; without one the stream begins at its head.
    fn snapshot(&self) -> impl Future<Output = Result<(Self::Snapshot, Option<Position>), HubError>> + Send;

    /// The stream after a place in it.
    fn open(&self, after: Option<&Position>) -> impl Future<Output = Result<Chunks, HubError>> + Send;

    /// What an event carries; `None` where it cannot be understood, and then only a new snapshot tells all. A kind that is not
    /// known is passed on like any other: whoever follows passes it over.
    fn data(&self, json: &str) -> Option<Self::Data>;

    /// Whether an event of this kind says more than it carries, so that only a new snapshot tells all.
    fn asks_for_snapshot(&self, kind: &str) -> bool;
}

/// Follows `feed` in a task of its own.
pub(super) fn follow<F: Feed>(feed: F) -> Live<Update<F::Snapshot, F::Data>> {
    let (sender, updates) = mpsc::channel(WAITING_UPDATES);
    let follower = Follower {
        feed,
        updates: sender,
        position: None,
        known: false,
        trouble: Trouble::None,
        opened: None,
        passed_on: false,
    };
    tokio::spawn(follower.run());
    Live { updates }
}

/// How a connection ended.
enum End {
    /// Nobody listens any more.
    Unheard,
    /// The hub ended the stream; what is known may be continued.
    Cut,
    /// What is known is to be forgotten.
    Stale,
}

/// The trouble that was spoken of last.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Trouble {
    None,
    Away,
    Unauthorised,
}

struct Follower<F: Feed> {
    feed: F,
    updates: mpsc::Sender<Update<F::Snapshot, F::Data>>,
    /// The last event that was passed on, or the snapshot's place.
    position: Option<Position>,
    /// Whether a snapshot was passed on and may be continued from `position`.
    known: bool,
    trouble: Trouble,
    /// When the present stream was opened.
    opened: Option<Instant>,
    /// Whether it brought an event that was understood.
    passed_on: bool,
}

impl<F: Feed> Follower<F> {
    async fn run(mut self) {
        let mut back_off = BackOff::new();
        let ears = self.updates.clone();
        loop {
            let end = tokio::select! {
                end = self.connection() => end,
                () = ears.closed() => return,
            };
            if self.was_good() {
                back_off.reset();
            }
            let wait = match end {
                Ok(End::Unheard) => return,
                // A good stream is taken up at once, so that a hub's restart may pass unseen.
                Ok(End::Cut | End::Stale) if self.was_good() => continue,
                Ok(End::Cut | End::Stale) => back_off.wait(),
                Err(error) => {
                    if !self.tell(&error).await || error.is_session_ended() {
                        return;
                    }
                    if matches!(error, HubError::Unauthorised(_)) {
                        back_off.longest()
                    } else {
                        back_off.wait()
                    }
                }
            };
            tokio::select! {
                () = sleep(wait) => {}
                () = ears.closed() => return,
            }
        }
    }

    /// Whether the last stream was worth something; one that ends or resets at once must not be asked for in a hurry.
    fn was_good(&self) -> bool {
        self.passed_on || self.opened.is_some_and(|opened| opened.elapsed() > LONGEST_WAIT)
    }

    async fn connection(&mut self) -> Result<End, HubError> {
        (self.opened, self.passed_on) = (None, false);
        let snapshot = if self.known {
            None
        } else {
            let (snapshot, position) = self.feed.snapshot().await?;
            self.position = position;
            Some(snapshot)
        };
        let chunks = self.feed.open(self.position.as_ref()).await?;
        self.opened = Some(Instant::now());
        // Told only once the stream stands: what happens from here on comes as an event.
        let told = match snapshot {
            Some(snapshot) => self.say(Update::Snapshot(snapshot)).await,
            None if self.trouble != Trouble::None => self.say(Update::Back).await,
            None => true,
        };
        if !told {
            return Ok(End::Unheard);
        }
        self.trouble = Trouble::None;
        // Without a place in the stream only another snapshot makes a cut good.
        self.known = self.position.is_some();

        let mut events = pin!(SseByteStream::new(watched(chunks)));
        while let Some(event) = events.next().await {
            let event = event.map_err(|error| HubError::away(error.to_string()))?;
            if let Some(end) = self.hear(event).await? {
                self.known &= !matches!(end, End::Stale);
                return Ok(end);
            }
        }
        Ok(End::Cut)
    }

    async fn hear(&mut self, event: Sse) -> Result<Option<End>, HubError> {
        let Some(kind) = event.event else {
            return Ok(None);
        };
        if kind == RESET {
            return Ok(Some(End::Stale));
        }
        let place = event.id.and_then(|id| id.parse::<Position>().ok());
        let place = place.ok_or_else(|| HubError::broken(format!("an event {kind:?} without a place")))?;
        if let Some(last) = &self.position {
            if last.epoch != place.epoch {
                return Ok(Some(End::Stale));
            }
            if place.sequence <= last.sequence {
                return Ok(None);
            }
        }
        self.position = Some(place.clone());
        self.known = true;
        let Some(data) = self.feed.data(event.data.as_deref().unwrap_or_default()) else {
            // What it changed stands in a snapshot. The stream is no better for it: a hub that says nothing else is not hurried.
            tracing::warn!(kind, position = %place, "an event of the hub is not understood; a snapshot is taken");
            return Ok(Some(End::Stale));
        };
        self.passed_on = true;
        let stale = self.feed.asks_for_snapshot(&kind);
        if !self.say(Update::Event { kind, data, position: place }).await {
            return Ok(Some(End::Unheard));
        }
        Ok(stale.then_some(End::Stale))
    }

    async fn tell(&mut self, error: &HubError) -> bool {
        tracing::debug!(%error, "the hub is away");
        let (trouble, update) = match error {
            HubError::Unauthorised(problem) => (Trouble::Unauthorised, Update::Unauthorised(problem.clone())),
            _ => (Trouble::Away, Update::Away),
        };
        let new = std::mem::replace(&mut self.trouble, trouble) != trouble;
        !new || self.say(update).await
    }

    async fn say(&self, update: Update<F::Snapshot, F::Data>) -> bool {
        self.updates.send(update).await.is_ok()
    }
}

/// The chunks as long as they come: a line that went dead without a word ends as an error.
fn watched(chunks: Chunks) -> impl Stream<Item = Result<bytes::Bytes, HubError>> + Send {
    unfold(Some(chunks), |chunks| async {
        let mut chunks = chunks?;
        match timeout(SILENCE, chunks.next()).await {
            Ok(chunk) => chunk.map(|chunk| (Ok(chunk), Some(chunks))),
            Err(_) => Some((Err(HubError::away("the stream is silent")), None)),
        }
    })
}

#[cfg(test)]
mod tests;
