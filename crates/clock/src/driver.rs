//! The driver's side of `--test-clock`: one clock for every program of a site under test, each a process of its own.

use crate::wire::{Answer, Hello, LONGEST_LINE, Order, line};
use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex as StdMutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::unix::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::{Mutex, Notify, mpsc};
use tokio::task::JoinHandle;
use tokio::time::timeout;
use turno_domain::time::Timestamp;

/// How long a driver waits for a program, in real time, before it says which one does not answer. Generous: it only ends a
/// test that has failed, on a machine that may be compiling beside it.
const PATIENCE: Duration = Duration::from_secs(60);

/// Why the programs could not be moved.
#[derive(Debug, thiserror::Error)]
pub enum DriverError {
    /// A program neither answered nor went away.
    #[error(
        "{program} on {device:?} does not answer {order}: something in it is due or under way without end"
    )]
    Silent {
        /// The program.
        program: String,
        /// Its device.
        device: String,
        /// What it was asked.
        order: String,
    },
    /// A program refused an order.
    #[error("{program} on {device:?} refused {order}: {reason}")]
    Refused {
        /// The program.
        program: String,
        /// Its device.
        device: String,
        /// What it was asked.
        order: String,
        /// What it said.
        reason: String,
    },
    /// A program was awaited in vain.
    #[error("{program} on {device:?} did not {what} the test clock")]
    Awaited {
        /// The program.
        program: String,
        /// Its device.
        device: String,
        /// `connect to` or `leave`.
        what: &'static str,
    },
    /// The programs gave one another work without end.
    #[error("the programs never come to rest together")]
    Restless,
}

/// Listens for programs started with `--test-clock` and moves the clocks of all of them, the hub's first.
///
/// A program that connects is set to the driver's time before it counts as connected, and before its `Clock::connect_test` returns.
/// One that exits or is killed is forgotten.
#[derive(Debug)]
pub struct TestClockDriver {
    shared: Arc<Shared>,
    accepting: JoinHandle<()>,
}

#[derive(Debug)]
struct Shared {
    /// Held through a whole order, so that a program that connects meanwhile is set to the time after it.
    moving: Mutex<Moving>,
    /// Who is connected; a list apart, so that looking at it never waits for an order.
    names: StdMutex<BTreeMap<u64, (String, String)>>,
    changed: Notify,
}

#[derive(Debug)]
struct Moving {
    now: i64,
    programs: BTreeMap<u64, Program>,
}

#[derive(Debug)]
struct Program {
    name: Hello,
    orders: OwnedWriteHalf,
    answers: mpsc::UnboundedReceiver<Answer>,
}

impl TestClockDriver {
    /// Listens on the unix socket `path`, which must not exist, with the clock at `start`.
    ///
    /// # Errors
    /// When the socket cannot be made.
    pub fn listen(path: &Path, start: Timestamp) -> io::Result<Self> {
        let listener = UnixListener::bind(path)?;
        let shared = Arc::new(Shared {
            moving: Mutex::new(Moving { now: start.millis(), programs: BTreeMap::new() }),
            names: StdMutex::default(),
            changed: Notify::new(),
        });
        let accepting = tokio::spawn(accept(listener, Arc::clone(&shared)));
        Ok(Self { shared, accepting })
    }

    /// The programs connected, as (program, device).
    pub fn programs(&self) -> Vec<(String, String)> {
        self.shared.names().values().cloned().collect()
    }

    /// Waits until `program` on `device` is connected and set to the driver's time.
    ///
    /// # Errors
    /// When it does not come within a minute of real time.
    pub async fn connected(&self, program: &str, device: &str) -> Result<(), DriverError> {
        self.until(program, device, "connect to", |present| present).await
    }

    /// Waits until `program` on `device`, which was stopped or killed, is gone.
    ///
    /// # Errors
    /// When it is still there after a minute of real time.
    pub async fn gone(&self, program: &str, device: &str) -> Result<(), DriverError> {
        self.until(program, device, "leave", |present| !present).await
    }

    async fn until(
        &self,
        program: &str,
        device: &str,
        what: &'static str,
        enough: impl Fn(bool) -> bool,
    ) -> Result<(), DriverError> {
        let waiting = async {
            loop {
                let changed = self.shared.changed.notified();
                tokio::pin!(changed);
                changed.as_mut().enable();
                if enough(
                    self.shared.names().values().any(|(name, place)| name == program && place == device),
                ) {
                    return;
                }
                changed.await;
            }
        };
        timeout(PATIENCE, waiting).await.map_err(|_| DriverError::Awaited {
            program: program.to_owned(),
            device: device.to_owned(),
            what,
        })
    }

    /// What the driver's clock shows.
    pub async fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.shared.moving.lock().await.now)
    }

    /// Sets the wall of every program, by the rule of [`Hands::set`](crate::Hands::set).
    ///
    /// # Errors
    /// When a program refuses or does not answer.
    pub async fn set(&self, wall: Timestamp) -> Result<(), DriverError> {
        let mut moving = self.shared.moving.lock().await;
        moving.now = wall.millis();
        moving.order(Order::Set(wall.millis())).await.map(drop)
    }

    /// Lets `time` pass for every program, in one step (whole milliseconds).
    ///
    /// # Errors
    /// When a program refuses or does not answer.
    pub async fn step(&self, time: Duration) -> Result<(), DriverError> {
        let millis = i64::try_from(time.as_millis()).unwrap_or(i64::MAX);
        let mut moving = self.shared.moving.lock().await;
        moving.now = moving.now.saturating_add(millis);
        moving.order(Order::StepMs(millis)).await.map(drop)
    }

    /// Says whether the clock of every program that is connected is to be believed from here on, as where the network has not told
    /// the time yet. Of a program that connects later it is.
    ///
    /// # Errors
    /// When a program refuses or does not answer.
    pub async fn set_trusted(&self, trusted: bool) -> Result<(), DriverError> {
        self.shared.moving.lock().await.order(Order::Trusted(trusted)).await.map(drop)
    }

    /// Waits until all programs are at rest together: each idle, and none having begun anything while the others were asked.
    ///
    /// Bytes on their way between two programs belong to nobody: a program that sends without waiting for an answer must hold a
    /// [`Busy`](crate::Busy) until they are read, or the test must wait for what it expects to see.
    ///
    /// # Errors
    /// When a program does not come to rest within a minute of real time, or the programs keep one another at work.
    pub async fn idle(&self) -> Result<(), DriverError> {
        let mut moving = self.shared.moving.lock().await;
        let at_rest = async {
            let mut before = moving.order(Order::Idle(true)).await?;
            loop {
                let after = moving.order(Order::Idle(true)).await?;
                if before == after {
                    return Ok(());
                }
                before = after;
            }
        };
        timeout(PATIENCE * 2, at_rest).await.unwrap_or(Err(DriverError::Restless))
    }
}

impl Drop for TestClockDriver {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

impl Shared {
    fn names(&self) -> MutexGuard<'_, BTreeMap<u64, (String, String)>> {
        self.names.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Moving {
    /// Gives `order` to one program after the other and collects each one's count of work. The hub comes first: whoever wakes
    /// and asks it something never finds it behind.
    async fn order(&mut self, order: Order) -> Result<BTreeMap<u64, u64>, DriverError> {
        let mut work = BTreeMap::new();
        let mut failed = None;
        let mut turns: Vec<u64> = self.programs.keys().copied().collect();
        turns.sort_by_key(|id| {
            self.programs.get(id).is_none_or(|program| program.name.program != "turno-hub")
        });
        for id in turns {
            let Some(program) = self.programs.get_mut(&id) else { continue };
            match program.carry_out(order).await {
                Ok(Some(answer)) => drop(work.insert(id, answer.work)),
                Ok(None) => drop(self.programs.remove(&id)),
                Err(error) => {
                    // Let go: an answer that comes late would be taken for the next one's.
                    self.programs.remove(&id);
                    failed.get_or_insert(error);
                }
            }
        }
        failed.map_or(Ok(work), Err)
    }
}

impl Program {
    /// The answer to `order`; `None` when the program is gone.
    async fn carry_out(&mut self, order: Order) -> Result<Option<Answer>, DriverError> {
        // A program that is gone is noticed by its answers' end.
        let _ = self.orders.write_all(&line(&order)).await;
        let Hello { program, device } = self.name.clone();
        let order = String::from_utf8_lossy(&line(&order)).trim_end().to_owned();
        match timeout(PATIENCE, self.answers.recv()).await {
            Err(_) => Err(DriverError::Silent { program, device, order }),
            Ok(Some(Answer { ok: false, error, .. })) => {
                Err(DriverError::Refused { program, device, order, reason: error.unwrap_or_default() })
            }
            Ok(answer) => Ok(answer),
        }
    }
}

async fn accept(listener: UnixListener, shared: Arc<Shared>) {
    for id in 0.. {
        let Ok((stream, _)) = listener.accept().await else { return };
        tokio::spawn(welcome(id, stream, Arc::clone(&shared)));
    }
}

/// Hears who connects, sets its clock, lists it, and reads its answers until it is gone.
async fn welcome(id: u64, stream: UnixStream, shared: Arc<Shared>) {
    let (read, orders) = stream.into_split();
    let mut lines = BufReader::new(read);
    let Some(name) = next_line::<Hello>(&mut lines).await else { return };
    let (told, answers) = mpsc::unbounded_channel();
    let entry = (name.program.clone(), name.device.clone());
    let reading = async move {
        while let Some(answer) = next_line(&mut lines).await {
            if told.send(answer).is_err() {
                break;
            }
        }
    };
    let joining = async {
        let mut program = Program { name, orders, answers };
        let mut moving = shared.moving.lock().await;
        let set = Order::Set(moving.now);
        if let Ok(Some(_)) = program.carry_out(set).await {
            moving.programs.insert(id, program);
            shared.names().insert(id, entry);
            shared.changed.notify_waiters();
        }
    };
    tokio::join!(reading, joining);
    shared.names().remove(&id);
    shared.changed.notify_waiters();
}

async fn next_line<T: serde::de::DeserializeOwned>(lines: &mut BufReader<OwnedReadHalf>) -> Option<T> {
    let mut text = Vec::new();
    (&mut *lines).take(LONGEST_LINE).read_until(b'\n', &mut text).await.ok()?;
    serde_json::from_slice(&text).ok()
}
