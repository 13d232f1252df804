//! A clock that stands still until it is moved, and knows who still sleeps or works by it. Knows no socket.

use std::collections::BTreeMap;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use turno_domain::time::{ClockReading, Timestamp};
use uuid::Uuid;

/// How far ahead a clock may be set and still count as time that passed: a driver that replays a day says `set` for each
/// event, while network time correcting a machine that booted in the past leaps by years.
pub(crate) const LEAP_MS: i64 = 24 * 60 * 60 * 1_000;

/// When a sleep ends.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Deadline {
    /// Milliseconds since 1970 on the wall.
    Wall(i64),
    /// Milliseconds of monotonic time.
    Monotonic(u64),
}

#[derive(Debug)]
struct State {
    reading: ClockReading,
    was_set: bool,
    next_id: u64,
    sleepers: BTreeMap<u64, Sleeper>,
    /// How often the wall was set, and who waits to hear of it.
    sets: u64,
    watchers: BTreeMap<u64, Watcher>,
    busy: usize,
    /// How many marks of work were ever taken: two equal counts around two idle answers mean that nothing happened between.
    work: u64,
    waiting_for_idle: Vec<Waker>,
}

#[derive(Debug)]
struct Sleeper {
    deadline: Deadline,
    waker: Option<Waker>,
}

#[derive(Debug)]
struct Watcher {
    seen: u64,
    waker: Waker,
}

impl State {
    fn reached(&self, deadline: Deadline) -> bool {
        match deadline {
            Deadline::Wall(millis) => self.reading.wall.millis() >= millis,
            Deadline::Monotonic(millis) => self.reading.monotonic_ms >= millis,
        }
    }

    fn idle(&self) -> bool {
        self.busy == 0
            && !self.sleepers.values().any(|sleeper| self.reached(sleeper.deadline))
            && !self.watchers.values().any(|watcher| watcher.seen < self.sets)
    }

    fn id(&mut self) -> u64 {
        self.next_id += 1;
        self.next_id
    }
}

/// The state of one stepped clock, shared by its clock handles and its hands.
#[derive(Debug)]
pub(crate) struct Stepped {
    state: Mutex<State>,
    idle: Condvar,
}

impl Stepped {
    pub(crate) fn standing_at(start: Timestamp) -> Self {
        let reading = ClockReading { wall: start, boot: Uuid::new_v4(), monotonic_ms: 0, trusted: true };
        Self {
            state: Mutex::new(State {
                reading,
                was_set: false,
                next_id: 0,
                sleepers: BTreeMap::new(),
                sets: 0,
                watchers: BTreeMap::new(),
                busy: 0,
                work: 0,
                waiting_for_idle: Vec::new(),
            }),
            idle: Condvar::new(),
        }
    }

    /// A panic in one task must not stop the clock of all others; each change below leaves the state whole.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn read(&self) -> ClockReading {
        self.lock().reading
    }

    /// Moves the clock, then wakes whose moment has come, earliest deadline first.
    fn turn(&self, change: impl FnOnce(&mut State)) {
        let mut state = self.lock();
        change(&mut state);
        let mut due: Vec<(i128, Waker)> = Vec::new();
        let ahead = i128::from(state.reading.wall.millis()) - i128::from(state.reading.monotonic_ms);
        for sleeper in state.sleepers.values().filter(|sleeper| state.reached(sleeper.deadline)) {
            let wall = match sleeper.deadline {
                Deadline::Wall(millis) => i128::from(millis),
                Deadline::Monotonic(millis) => i128::from(millis) + ahead,
            };
            due.extend(sleeper.waker.clone().map(|waker| (wall, waker)));
        }
        due.sort_by_key(|(wall, _)| *wall);
        let watching = state.watchers.values().filter(|watcher| watcher.seen < state.sets);
        let watching: Vec<Waker> = watching.map(|watcher| watcher.waker.clone()).collect();
        self.settle(state);
        watching.into_iter().chain(due.into_iter().map(|(_, waker)| waker)).for_each(Waker::wake);
    }

    /// Tells those who wait for idleness, if it has come.
    fn settle(&self, mut state: MutexGuard<'_, State>) {
        if !state.idle() {
            return;
        }
        let waiting = std::mem::take(&mut state.waiting_for_idle);
        drop(state);
        self.idle.notify_all();
        waiting.into_iter().for_each(Waker::wake);
    }

    pub(crate) fn set(&self, wall: Timestamp) {
        self.turn(|state| {
            let ahead = wall.millis().saturating_sub(state.reading.wall.millis());
            let passed =
                if state.was_set && (0..LEAP_MS).contains(&ahead) { ahead.unsigned_abs() } else { 0 };
            state.reading.monotonic_ms = state.reading.monotonic_ms.saturating_add(passed);
            state.reading.wall = wall;
            state.was_set = true;
            state.sets += u64::from(ahead != 0);
        });
    }

    pub(crate) fn step(&self, millis: i64) {
        self.turn(|state| {
            let wall = state.reading.wall.millis().saturating_add(millis);
            state.reading.wall = Timestamp::from_millis(wall);
            state.was_set = true;
            match u64::try_from(millis) {
                Ok(passed) => state.reading.monotonic_ms = state.reading.monotonic_ms.saturating_add(passed),
                Err(_) => state.sets += 1,
            }
        });
    }

    pub(crate) fn set_trusted(&self, trusted: bool) {
        self.turn(|state| {
            state.sets += u64::from(state.reading.trusted != trusted);
            state.reading.trusted = trusted;
        });
    }

    /// Begins a sleep whose end is told from the reading of this moment.
    pub(crate) fn sleep(clock: &Arc<Self>, deadline: impl FnOnce(&ClockReading) -> Deadline) -> Sleep {
        let mut state = clock.lock();
        let id = state.id();
        let deadline = deadline(&state.reading);
        state.sleepers.insert(id, Sleeper { deadline, waker: None });
        drop(state);
        Sleep { clock: Arc::clone(clock), id }
    }

    pub(crate) fn watch(clock: &Arc<Self>) -> SetWatch {
        let mut state = clock.lock();
        let (id, seen) = (state.id(), state.sets);
        drop(state);
        SetWatch { clock: Arc::clone(clock), id, seen }
    }

    pub(crate) fn busy(clock: &Arc<Self>) -> Busy {
        Self::begin_work(clock, &mut clock.lock())
    }

    fn begin_work(clock: &Arc<Self>, state: &mut State) -> Busy {
        state.busy += 1;
        state.work += 1;
        Busy { clock: Some(Arc::clone(clock)) }
    }

    /// Blocks this thread until nothing is due or under way; gives the reading and the count of work marks of that moment.
    pub(crate) fn block_until_idle(&self) -> (ClockReading, u64) {
        let idle = self.idle.wait_while(self.lock(), |state| !state.idle());
        let state = idle.unwrap_or_else(PoisonError::into_inner);
        (state.reading, state.work)
    }

    #[cfg(unix)]
    pub(crate) fn work(&self) -> u64 {
        self.lock().work
    }

    pub(crate) async fn until_idle(&self) {
        poll_fn(|context| {
            let mut state = self.lock();
            if state.idle() {
                return Poll::Ready(());
            }
            state.waiting_for_idle.push(context.waker().clone());
            Poll::Pending
        })
        .await;
    }
}

/// A sleep by a stepped clock. It counts as due from the moment of its deadline until it is polled or dropped.
#[derive(Debug)]
pub(crate) struct Sleep {
    clock: Arc<Stepped>,
    id: u64,
}

impl Future for Sleep {
    type Output = Busy;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Busy> {
        let mut state = self.clock.lock();
        let due = state.sleepers.get(&self.id).is_none_or(|sleeper| state.reached(sleeper.deadline));
        if due {
            state.sleepers.remove(&self.id);
            // Under the same lock: between the sleep and the work there is no idle moment.
            return Poll::Ready(Stepped::begin_work(&self.clock, &mut state));
        }
        if let Some(sleeper) = state.sleepers.get_mut(&self.id) {
            sleeper.waker = Some(context.waker().clone());
        }
        Poll::Pending
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        let mut state = self.clock.lock();
        if state.sleepers.remove(&self.id).is_some() {
            self.clock.settle(state);
        }
    }
}

/// A watch over the wall of a stepped clock being set.
#[derive(Debug)]
pub(crate) struct SetWatch {
    clock: Arc<Stepped>,
    id: u64,
    seen: u64,
}

impl SetWatch {
    pub(crate) async fn next(&mut self) -> Busy {
        let listening = Listening(self);
        let (seen, busy) = poll_fn(|context| {
            let watch = &*listening.0;
            let mut state = watch.clock.lock();
            if watch.seen < state.sets {
                return Poll::Ready((state.sets, Stepped::begin_work(&watch.clock, &mut state)));
            }
            let watcher = Watcher { seen: watch.seen, waker: context.waker().clone() };
            state.watchers.insert(watch.id, watcher);
            Poll::Pending
        })
        .await;
        listening.0.seen = seen;
        busy
    }
}

/// A watch while it is awaited. Only then does an unseen change count as due: a watch that nobody awaits holds nobody up.
struct Listening<'a>(&'a mut SetWatch);

impl Drop for Listening<'_> {
    fn drop(&mut self) {
        let mut state = self.0.clock.lock();
        if state.watchers.remove(&self.0.id).is_some() {
            self.0.clock.settle(state);
        }
    }
}

/// A mark that work is under way, until it is dropped; from [`Clock::busy`](crate::Clock::busy) and from every sleep that ended.
#[derive(Debug)]
pub struct Busy {
    clock: Option<Arc<Stepped>>,
}

impl Busy {
    /// The mark of a clock that nobody waits on.
    pub(crate) const fn uncounted() -> Self {
        Self { clock: None }
    }
}

impl Clone for Busy {
    /// A second mark of the same work, for another thread to hold.
    fn clone(&self) -> Self {
        match &self.clock {
            Some(clock) => Stepped::busy(clock),
            None => Self::uncounted(),
        }
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        if let Some(clock) = &self.clock {
            let mut state = clock.lock();
            state.busy -= 1;
            clock.settle(state);
        }
    }
}
