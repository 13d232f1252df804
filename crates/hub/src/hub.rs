//! The hub: the store, the clock, who may ask, and the live streams, in one handle that every face of the hub holds.

use crate::access::{Access, Caller, Device, Recognised, Session};
use crate::api::refused::Refused;
use crate::credentials::{TokenHash, hash_token, random_ten};
use crate::live::{CaseworkLive, QueueLive};
use axum::http::StatusCode;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use tokio::sync::{Notify, RwLock, Semaphore, watch};
use turno_clock::Clock;
use turno_domain::ids::TicketId;
use turno_domain::queue::Queue;
use turno_domain::time::{ClockReading, ServiceDay, Timestamp};
use turno_store::casework::CaseworkReads;
use turno_store::queue::OperatorRecord;
use turno_store::{CaseworkStore, CaseworkTx, QueueReads, QueueStore, QueueTx, StoreError};

/// The addresses that the listeners are bound to.
#[derive(Clone, Copy, Debug)]
pub struct Bound {
    /// The API's.
    pub api: SocketAddr,
    /// The public one's.
    pub public: SocketAddr,
}

/// What the store knows of a token: a device's, or a session's at one.
struct Found {
    device: turno_store::queue::Device,
    session: Option<(turno_store::queue::Session, OperatorRecord)>,
}

/// The hub; clones are handles to the same one.
#[derive(Clone)]
pub struct Hub(Arc<Inner>);

/// What a hub is made of.
pub struct Parts {
    /// Its data folder.
    pub data: PathBuf,
    /// What it takes time from.
    pub clock: Clock,
    /// queue.db.
    pub queue: QueueStore,
    /// casework.db.
    pub casework: CaseworkStore,
    /// The site's CA, PEM.
    pub ca_pem: String,
}

pub(crate) struct Inner {
    pub(crate) parts: Parts,
    pub(crate) access: Access,
    pub(crate) live: QueueLive,
    pub(crate) casework_live: CaseworkLive,
    pub(crate) bound: OnceLock<Bound>,
    pub(crate) stopping: watch::Sender<bool>,
    pub(crate) counted: crate::metrics::Counted,
    /// Moves whenever the queue changed, and at least once a minute.
    pub(crate) pulse: watch::Sender<u64>,
    /// Wakes the streams to look whether the clock was set: once the service day is kept by the clock as it then is.
    pub(crate) clock_was_looked_at: watch::Sender<()>,
    /// Wakes whoever moves sealed boxes to the casework.
    pub(crate) boxes: Notify,
    /// PINs are checked two at a time: each check takes 19 MiB and a core.
    pub(crate) pin_checks: Semaphore,
    /// Files are taken in four at a time: each takes up to 20 MB, and as much again while it is sealed.
    pub(crate) uploads: Semaphore,
    /// Held for reading from before a file is written until its row is, and for writing by whoever sweeps files without a row.
    pub(crate) sweeping: Arc<RwLock<()>>,
    /// One operator's PINs are checked one after the other, by [`Hub::turn_of`].
    pin_turns: [tokio::sync::Mutex<()>; 16],
    /// Who follows the queue's events.
    pub(crate) followers: crate::followers::Followers,
    /// The places that the pages of tickets show.
    pub(crate) places: crate::public_source::SharedPlaces,
    /// How often the answers of each of a day's tickets were handed over.
    handovers: Mutex<(Option<ServiceDay>, HashMap<TicketId, u32>)>,
    /// What the clock said when this hub, or in this run of the machine the one before it, last wrote: by it the times of the rows
    /// are right.
    pub(crate) first_look: ClockReading,
    /// Whether the data folder outlives a power cut, as far as can be told.
    pub(crate) data_is_durable: bool,
}

impl Hub {
    /// A hub of these parts. The streams begin at what is on disk.
    ///
    /// # Errors
    /// A journal that cannot be read.
    pub fn new(parts: Parts) -> Result<Self, StoreError> {
        let live = QueueLive::new(parts.queue.committed.clone());
        let casework_live = CaseworkLive::new(&parts.casework)?;
        let now = parts.clock.now();
        let last = parts.queue.readers.read(|reads| reads.last_reading())?;
        let first_look = last.filter(|last| last.boot == now.boot).unwrap_or(now);
        Ok(Self(Arc::new(Inner {
            access: Access::default(),
            live,
            casework_live,
            bound: OnceLock::new(),
            stopping: watch::Sender::new(false),
            counted: crate::metrics::Counted::default(),
            pulse: watch::Sender::new(0),
            clock_was_looked_at: watch::Sender::new(()),
            boxes: Notify::new(),
            pin_checks: Semaphore::new(2),
            uploads: Semaphore::new(4),
            sweeping: Arc::default(),
            pin_turns: Default::default(),
            followers: Default::default(),
            places: Default::default(),
            handovers: Mutex::default(),
            first_look,
            data_is_durable: crate::durable::is_durable(&parts.data),
            parts,
        })))
    }

    pub(crate) fn inner(&self) -> &Inner {
        &self.0
    }

    /// The hub's clock.
    pub fn clock(&self) -> &Clock {
        &self.0.parts.clock
    }

    /// What the clock says.
    pub fn now(&self) -> ClockReading {
        self.0.parts.clock.now()
    }

    /// The store of the queue.
    pub fn queue(&self) -> &QueueStore {
        &self.0.parts.queue
    }

    /// The store of the casework.
    pub fn casework(&self) -> &CaseworkStore {
        &self.0.parts.casework
    }

    /// Who may ask.
    pub fn access(&self) -> &Access {
        &self.0.access
    }

    /// Looks at the queue as it is on disk, by the present clock. The writer waits meanwhile: take what is needed and let go.
    pub fn with_queue<T>(&self, look: impl FnOnce(&Queue) -> T) -> Result<T, Refused> {
        let now = self.now();
        let view = self.queue().committed.read();
        view.queue().map(|queue| look(&queue.as_of(&now))).ok_or_else(not_ready)
    }

    /// Lets the writer of queue.db carry out `job` and waits until that is on disk.
    pub async fn write_queue<T, E>(
        &self,
        job: impl FnOnce(&mut QueueTx) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (answer, answered) = tokio::sync::oneshot::channel();
        self.queue().writer.submit(job, move |result| {
            let _ = answer.send(result);
        });
        answered.await.unwrap_or_else(|_| Err(StoreError::Stopped.into()))
    }

    /// Lets the writer of casework.db carry out `job` and waits until that is on disk.
    pub async fn write_casework<T, E>(
        &self,
        job: impl FnOnce(&mut CaseworkTx) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (answer, answered) = tokio::sync::oneshot::channel();
        self.casework().writer.submit(job, move |result| {
            let _ = answer.send(result);
        });
        answered.await.unwrap_or_else(|_| Err(StoreError::Stopped.into()))
    }

    /// Reads from queue.db without holding up the runtime.
    pub async fn read_queue<T: Send + 'static>(
        &self,
        read: impl FnOnce(&QueueReads<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let readers = self.queue().readers.clone();
        tokio::task::spawn_blocking(move || readers.read(read)).await.unwrap_or(Err(StoreError::Panicked))
    }

    /// Reads from casework.db without holding up the runtime.
    pub async fn read_casework<T: Send + 'static>(
        &self,
        read: impl FnOnce(&CaseworkReads<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let readers = self.casework().readers.clone();
        tokio::task::spawn_blocking(move || readers.read(read)).await.unwrap_or(Err(StoreError::Panicked))
    }

    /// The turn of whoever says to be `operator`, whether there is such an operator or not: until it is given back, whoever says the
    /// same waits. Some who are others wait too, so that made-up names take no memory.
    pub async fn turn_of(&self, operator: &str) -> tokio::sync::MutexGuard<'_, ()> {
        let mut hasher = DefaultHasher::new();
        operator.hash(&mut hasher);
        let turns = &self.0.pin_turns;
        turns[usize::try_from(hasher.finish() % 16).unwrap_or(0)].lock().await
    }

    /// Counts that the answers of a ticket of `day` were handed over once more; how often now.
    pub fn count_handover(&self, day: ServiceDay, ticket: TicketId) -> u32 {
        let mut handovers = self.0.handovers.lock().unwrap_or_else(PoisonError::into_inner);
        if handovers.0 != Some(day) {
            *handovers = (Some(day), HashMap::new());
        }
        let count = handovers.1.entry(ticket).or_default();
        *count += 1;
        *count
    }

    /// Who sends `token`.
    ///
    /// # Errors
    /// 401 for a token that is unknown, revoked, or of a session that has ended.
    pub async fn authenticate(&self, token: &str) -> Result<Caller, Refused> {
        let now = self.now();
        let mut recognised = self.access().recognise(token, &now);
        if matches!(recognised, Recognised::Unknown) {
            self.learn(token).await?;
            recognised = self.access().recognise(token, &now);
        }
        match recognised {
            Recognised::Caller { caller, touch } => {
                if let Some(session) = touch {
                    self.queue().writer.submit(
                        move |tx: &mut QueueTx| tx.touch_session(session, now.wall),
                        |written: Result<(), StoreError>| {
                            if let Err(error) = written {
                                tracing::warn!(%error, "the use of a session was not written down");
                            }
                        },
                    );
                }
                Ok(*caller)
            }
            Recognised::Ended => {
                Err(Refused::new(StatusCode::UNAUTHORIZED, "session-ended", "The session has ended."))
            }
            Recognised::Unknown => Err(Refused::unauthorised()),
        }
    }

    /// Brings a token's device or session from the store into memory, where there is one. What was looked up while somebody was
    /// shut out is looked up again: it may have been about them.
    async fn learn(&self, token: &str) -> Result<(), Refused> {
        let hash = hash_token(token);
        loop {
            let seen = self.access().shut_out_so_far();
            let found = self.look_up(hash).await?;
            if self.keep(seen, hash, found) {
                return Ok(());
            }
        }
    }

    /// What the store knows of a token.
    async fn look_up(&self, hash: TokenHash) -> Result<Option<Found>, StoreError> {
        self.read_queue(move |reads| {
            if let Some(device) = reads.device_by_token(&hash)? {
                return Ok(Some(Found { device, session: None }));
            }
            let Some(session) = reads.session_by_token(&hash)? else { return Ok(None) };
            let operator = reads.operator(&session.operator)?.filter(|operator| !operator.retired);
            let device = reads.device(session.device)?.filter(|device| device.revoked_at.is_none());
            let found = device.zip(operator);
            Ok(found.map(|(device, operator)| Found { device, session: Some((session, operator)) }))
        })
        .await
    }

    /// Keeps what was looked up when `seen` had been shut out; whether it still holds.
    fn keep(&self, seen: u64, hash: TokenHash, found: Option<Found>) -> bool {
        let Some(Found { device, session }) = found else { return true };
        let device = Device { id: device.id, name: device.name, role: device.role };
        let Some((session, operator)) = session else { return self.access().add_device(seen, hash, device) };
        let session = Session {
            id: session.id,
            operator: session.operator,
            role: operator.role,
            qualifications: operator.qualifications,
            device: session.device,
            last_used: session.last_used,
            expires_at: session.expires_at,
            known_at: self.now(),
        };
        self.access().add_session(seen, hash, session, device)
    }

    /// Whether the hub is on its way out.
    pub fn is_stopping(&self) -> bool {
        *self.0.stopping.borrow()
    }

    /// Ends the streams and the tasks.
    pub fn stop(&self) {
        self.0.stopping.send_replace(true);
    }

    /// Resolves once [`stop`](Self::stop) was called.
    pub fn stopped(&self) -> impl Future<Output = ()> + Send + 'static {
        let mut stopping = self.0.stopping.subscribe();
        async move {
            let _ = stopping.wait_for(|stopping| *stopping).await;
        }
    }

    /// A fresh identifier of the kind `Id`.
    pub fn fresh<Id>(&self, make: fn(u64, [u8; 10]) -> Id) -> Id {
        make(u64::try_from(self.now().wall.millis()).unwrap_or(0), random_ten())
    }
}

/// Milliseconds after which idempotency keys are forgotten: 48 h.
pub const REMEMBERED_MS: i64 = 48 * 3_600_000;
/// Milliseconds after which sealed boxes and intake that nobody linked are erased: 7 days.
pub const UNLINKED_MS: i64 = 7 * 24 * 3_600_000;

/// The instant `ms` milliseconds before `now`.
pub fn before(now: Timestamp, ms: i64) -> Timestamp {
    Timestamp::from_millis(now.millis().saturating_sub(ms))
}

fn not_ready() -> Refused {
    Refused::new(StatusCode::SERVICE_UNAVAILABLE, "no-site", "No site was applied yet.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::credentials::Token;
    use turno_domain::ids::{DeviceId, SessionId};
    use turno_domain::journal::Actor;
    use turno_domain::roles::{DeviceRole, PersonRole};
    use turno_store::queue::{NewDevice, NewOperator, NewSession};
    use turno_store::{OpenOptions, Stores, WriterOptions};

    /// A hub on real files, where nobody listens.
    fn hub(folder: &std::path::Path) -> Hub {
        let (clock, _) = Clock::stepped(Timestamp::from_millis(1_795_248_000_000));
        let stores = Stores::open(folder, &OpenOptions { now: clock.now().wall }).unwrap();
        let queue = stores.queue.start(WriterOptions::default()).unwrap();
        let casework = stores.casework.start(WriterOptions::default()).unwrap();
        Hub::new(Parts { data: folder.to_owned(), clock, queue, casework, ca_pem: String::new() }).unwrap()
    }

    /// The moment that no socket can be made to hit: the store was read, then somebody is shut out, then memory learns.
    #[tokio::test]
    async fn who_is_shut_out_while_they_are_looked_up_stays_out() {
        let folder = tempfile::tempdir().unwrap();
        let hub = hub(folder.path());
        let (now, nobody) = (hub.now(), Actor::default());
        let device = DeviceId::from_parts(1, [1; 10]);
        let tokens = [Token::fresh(), Token::fresh(), Token::fresh()];
        let [of_device, of_giulia, of_anna] = tokens.clone();
        let hashes = tokens.clone().map(|token| token.hash());
        hub.write_queue(move |tx| {
            let new = NewDevice {
                id: device,
                name: "desk".into(),
                role: DeviceRole::Desk,
                token_hash: hashes[0].to_vec(),
            };
            tx.enrol_device(&new, now, &nobody)?;
            for (n, key) in [(1, "giulia"), (2, "anna")] {
                let operator = NewOperator {
                    key: key.parse().unwrap(),
                    name: key.into(),
                    role: PersonRole::Operator,
                    qualifications: Vec::new(),
                    pin_hash: String::new(),
                };
                tx.add_operator(&operator, now, &nobody)?;
                let session = NewSession {
                    id: SessionId::from_parts(1, [n; 10]),
                    token_hash: hashes[usize::from(n)].to_vec(),
                    operator: operator.key,
                    device,
                    expires_at: Timestamp::from_millis(now.wall.millis() + 1_000_000),
                };
                tx.sign_in(&session, now, &nobody)?;
            }
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();

        let mut looked_up = Vec::new();
        for token in [&of_device, &of_giulia, &of_anna] {
            let seen = hub.access().shut_out_so_far();
            let found = hub.look_up(token.hash()).await.unwrap();
            assert!(found.is_some());
            looked_up.push((seen, token.hash(), found));
        }
        let perform = async |operation| crate::operations::perform(&hub, operation, &|_| ()).await.unwrap();
        perform(crate::operations::Operation::RetireOperator { key: "giulia".into() }).await;
        let late = looked_up.remove(1);
        assert!(!hub.keep(late.0, late.1, late.2), "what was seen before is not believed");
        assert!(hub.authenticate(of_giulia.text()).await.is_err());
        hub.authenticate(of_anna.text()).await.unwrap();
        perform(crate::operations::Operation::RevokeDevice { name: "desk".into() }).await;
        for (seen, hash, found) in looked_up {
            assert!(!hub.keep(seen, hash, found));
        }
        for token in [of_device, of_giulia, of_anna] {
            assert!(hub.authenticate(token.text()).await.is_err());
        }
    }
}
