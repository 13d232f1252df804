//! The live streams. Events are read from the journal after a wake-up, rendered once and shared by all who listen, so that a
//! slow listener blocks nobody; who comes with an older position is served from the journal itself.

use crate::views::{self, Called};
use std::borrow::Cow;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::watch;
use turno_domain::journal::{Entry, Event};
use turno_domain::queue::Queue;
use turno_domain::time::Timestamp;
use turno_store::{CaseworkStore, Committed, QueueReaders, QueueReads, StoreError};

/// How many rendered events are kept for those who lag a little.
const KEPT: usize = 8_192;
/// How many journal lines are read at once.
const BATCH: u32 = 1_000;

/// An event, ready to be sent.
#[derive(Debug)]
pub struct Rendered {
    /// Its place in the journal.
    pub sequence: u64,
    /// Its kind.
    pub kind: &'static str,
    /// Its data, JSON.
    pub data: String,
    /// Whether it is about who may get in.
    pub about_access: bool,
    /// Whether the clock was set before it, so that times moved that it does not carry.
    pub moved_times: bool,
}

impl Rendered {
    fn of(queue: &Queue, entry: &Entry, called: &Called, moved_times: bool) -> Self {
        Self {
            moved_times,
            sequence: entry.sequence,
            kind: entry.event.kind(),
            data: serde_json::to_string(&views::event_data(queue, entry, called))
                .unwrap_or_else(|_| "{}".to_owned()),
            about_access: views::is_about_access(&entry.event),
        }
    }
}

/// What there is after a position.
pub enum Following {
    /// These events.
    Events(Vec<Arc<Rendered>>),
    /// Nothing yet.
    Nothing,
    /// Events that are no longer kept: read them from the journal.
    Older,
}

/// The queue's stream.
pub struct QueueLive {
    state: Mutex<State>,
    head: watch::Sender<u64>,
}

struct State {
    /// The queue as it stands after the last rendered event.
    replica: Option<Queue>,
    rendered: u64,
    kept: VecDeque<Arc<Rendered>>,
}

impl QueueLive {
    /// A stream that begins at what is on disk.
    pub fn new(committed: Committed) -> Self {
        let view = committed.read();
        let rendered = view.position().sequence;
        let state = State { replica: view.queue().cloned(), rendered, kept: VecDeque::new() };
        Self { state: Mutex::new(state), head: watch::Sender::new(rendered) }
    }

    /// Renders what the journal has gained, at most one batch; whether there may be more. Blocks on the disk.
    ///
    /// # Errors
    /// A journal that cannot be read.
    pub fn advance(&self, readers: &QueueReaders) -> Result<bool, StoreError> {
        let after = self.lock().rendered;
        let entries = readers.read(|reads| entries_after(reads, after, BATCH))?;
        let Some(last) = entries.last().map(|(entry, _)| entry.sequence) else { return Ok(false) };
        let mut state = self.lock();
        for (entry, called) in &entries {
            let rendered = render(&mut state.replica, entry, called);
            if state.kept.len() == KEPT {
                state.kept.pop_front();
            }
            state.kept.push_back(Arc::new(rendered));
            state.rendered = entry.sequence;
        }
        drop(state);
        self.head.send_replace(last);
        Ok(u32::try_from(entries.len()).is_ok_and(|read| read == BATCH))
    }

    /// Wakes whenever there are new events.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.head.subscribe()
    }

    /// The events after `sequence`.
    pub fn after(&self, sequence: u64) -> Following {
        let state = self.lock();
        if sequence >= state.rendered {
            return Following::Nothing;
        }
        match state.kept.front() {
            Some(first) if first.sequence <= sequence + 1 => {
                let from = state.kept.partition_point(|event| event.sequence <= sequence);
                Following::Events(state.kept.iter().skip(from).cloned().collect())
            }
            _ => Following::Older,
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The journal after a sequence, each line with what its device and operator are called.
fn entries_after(reads: &QueueReads<'_>, after: u64, n: u32) -> Result<Vec<(Entry, Called)>, StoreError> {
    let entries = reads.entries_after(after, n)?.into_iter();
    entries.map(|entry| Called::for_entry(&entry, reads).map(|called| (entry, called))).collect()
}

/// Lets `entry` happen to the replica and renders it as the queue then stands.
fn render(replica: &mut Option<Queue>, entry: &Entry, called: &Called) -> Rendered {
    if let (None, Event::SiteApplied { site, .. }) = (&replica, &entry.event) {
        *replica = Some(Queue::new((**site).clone(), site.service_day(entry.at.wall), Default::default()));
    }
    let Some(queue) = replica else {
        let data = "{}".to_owned();
        let about_access = views::is_about_access(&entry.event);
        return Rendered {
            sequence: entry.sequence,
            kind: entry.event.kind(),
            data,
            about_access,
            moved_times: false,
        };
    };
    // Looked at by the clock of the entry the queue is another one only where that clock was set.
    let moved_times = matches!(queue.as_of(&entry.at), Cow::Owned(_));
    queue.apply(entry);
    Rendered::of(queue, entry, called, moved_times)
}

/// What a listener is told from the journal. The day that the events belong to is told again from its start, so that each shows
/// ticket and counter as they stood just after it; from there on one batch follows the other.
pub struct Past {
    /// The queue as it stands after `at`, with the site of then.
    replica: Option<Queue>,
    at: u64,
}

impl Past {
    /// The past up to `sequence`. Blocks on the disk.
    ///
    /// # Errors
    /// A journal that cannot be read.
    pub fn up_to(readers: &QueueReaders, sequence: u64) -> Result<Self, StoreError> {
        readers.read(|reads| {
            let opened = reads.day_opened_before(sequence + 1)?.unwrap_or(1);
            let mut past = Self { replica: None, at: opened.saturating_sub(1) };
            // The site of that day, which may be another than today's. The first line gives it its day.
            past.replica = reads.site_before(opened)?.map(|site| {
                let day = site.service_day(Timestamp::default());
                Queue::new(site, day, Default::default())
            });
            while past.at < sequence {
                let left = u32::try_from(sequence - past.at).unwrap_or(BATCH).min(BATCH);
                if past.tell(reads, left)?.is_empty() {
                    break;
                }
            }
            Ok(past)
        })
    }

    /// Where it stands: what is told next comes after.
    pub fn at(&self) -> u64 {
        self.at
    }

    /// The next batch of events; none at the head. Blocks on the disk.
    ///
    /// # Errors
    /// A journal that cannot be read.
    pub fn next(&mut self, readers: &QueueReaders) -> Result<Vec<Arc<Rendered>>, StoreError> {
        readers.read(|reads| self.tell(reads, BATCH))
    }

    fn tell(&mut self, reads: &QueueReads<'_>, n: u32) -> Result<Vec<Arc<Rendered>>, StoreError> {
        let entries = entries_after(reads, self.at, n)?;
        self.at = entries.last().map_or(self.at, |(entry, _)| entry.sequence);
        let told = entries.iter().map(|(entry, called)| Arc::new(render(&mut self.replica, entry, called)));
        Ok(told.collect())
    }
}

/// The casework's stream: few listen, so each reads its changes itself.
pub struct CaseworkLive {
    head: watch::Sender<u64>,
}

impl CaseworkLive {
    /// A stream that begins at what is on disk.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn new(casework: &CaseworkStore) -> Result<Self, StoreError> {
        Ok(Self { head: watch::Sender::new(casework.readers.read(|reads| reads.head())?) })
    }

    /// There are changes up to `head`.
    pub fn advance(&self, head: u64) {
        self.head.send_replace(head);
    }

    /// Wakes whenever there are new changes.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.head.subscribe()
    }
}

#[cfg(test)]
mod tests;
