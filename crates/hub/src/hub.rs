//! The hub: the store, the clock, who may ask, and the live streams, in one handle that every face of the hub holds.

use crate::access::{Access, Caller, Device, Recognised, Session};
use crate::api::refused::Refused;
use crate::credentials::{hash_token, random_ten};
use crate::live::{CaseworkLive, QueueLive};
use axum::http::StatusCode;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use tokio::sync::{Notify, Semaphore, watch};
use turno_clock::Clock;
use turno_domain::queue::Queue;
use turno_domain::time::{ClockReading, Timestamp};
use turno_store::casework::CaseworkReads;
use turno_store::{CaseworkStore, CaseworkTx, QueueReads, QueueStore, QueueTx, StoreError};

/// The addresses that the listeners are bound to.
#[derive(Clone, Copy, Debug)]
pub struct Bound {
    /// The API's.
    pub api: SocketAddr,
    /// The public one's.
    pub public: SocketAddr,
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
    /// Wakes whoever moves sealed boxes to the casework.
    pub(crate) boxes: Notify,
    /// PINs are checked two at a time: each check takes 19 MiB and a core.
    pub(crate) pin_checks: Semaphore,
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
        Ok(Self(Arc::new(Inner {
            access: Access::default(),
            live,
            casework_live,
            bound: OnceLock::new(),
            stopping: watch::Sender::new(false),
            counted: crate::metrics::Counted::default(),
            pulse: watch::Sender::new(0),
            boxes: Notify::new(),
            pin_checks: Semaphore::new(2),
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

    /// Looks at the queue as it is on disk. The writer waits meanwhile: take what is needed and let go.
    pub fn with_queue<T>(&self, look: impl FnOnce(&Queue) -> T) -> Result<T, Refused> {
        let view = self.queue().committed.read();
        view.queue().map(look).ok_or_else(not_ready)
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

    /// Who sends `token`.
    ///
    /// # Errors
    /// 401 for a token that is unknown, revoked, or of a session that has ended.
    pub async fn authenticate(&self, token: &str) -> Result<Caller, Refused> {
        let now = self.now().wall;
        let mut recognised = self.access().recognise(token, now);
        if matches!(recognised, Recognised::Unknown) {
            self.learn(token).await?;
            recognised = self.access().recognise(token, now);
        }
        match recognised {
            Recognised::Caller { caller, touch } => {
                if let Some(session) = touch {
                    self.queue().writer.submit(
                        move |tx: &mut QueueTx| tx.touch_session(session, now),
                        |written: Result<(), StoreError>| {
                            if let Err(error) = written {
                                tracing::warn!(%error, "the use of a session was not written down");
                            }
                        },
                    );
                }
                Ok(caller)
            }
            Recognised::Ended => {
                Err(Refused::new(StatusCode::UNAUTHORIZED, "session-ended", "The session has ended."))
            }
            Recognised::Unknown => Err(Refused::unauthorised()),
        }
    }

    /// Brings a token's device or session from the store into memory, where there is one.
    async fn learn(&self, token: &str) -> Result<(), Refused> {
        let hash = hash_token(token);
        let found = self
            .read_queue(move |reads| {
                if let Some(device) = reads.device_by_token(&hash)? {
                    return Ok((Some(device), None));
                }
                let Some(session) = reads.session_by_token(&hash)? else { return Ok((None, None)) };
                let operator = reads.operator(&session.operator)?.filter(|operator| !operator.retired);
                let device = reads.device(session.device)?.filter(|device| device.revoked_at.is_none());
                Ok((device, operator.map(|operator| (session, operator))))
            })
            .await?;
        let as_device = |device: &turno_store::queue::Device| Device {
            id: device.id,
            name: device.name.clone(),
            role: device.role,
        };
        match found {
            (Some(device), None) => {
                self.access().add_device(hash, as_device(&device));
            }
            (Some(device), Some((session, operator))) => {
                self.access().know_device_of_session(as_device(&device));
                self.access().add_session(
                    hash,
                    Session {
                        id: session.id,
                        operator: session.operator,
                        role: operator.role,
                        qualifications: operator.qualifications,
                        device: session.device,
                        last_used: session.last_used,
                        expires_at: session.expires_at,
                    },
                );
            }
            (None, _) => {}
        }
        Ok(())
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
