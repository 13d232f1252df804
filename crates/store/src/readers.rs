//! A few read-only connections that take turns; each reading is one consistent snapshot of what is on disk.

use crate::error::StoreError;
use crate::sqlite;
use rusqlite::Connection;
use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, PoisonError};

/// The most readings at once; further ones wait.
const READERS: usize = 4;

/// The read-only connections of one database; clones share them.
#[derive(Clone)]
pub(crate) struct Pool(Arc<Shared>);

struct Shared {
    path: PathBuf,
    state: Mutex<State>,
    returned: Condvar,
}

#[derive(Default)]
struct State {
    idle: Vec<Connection>,
    lent: usize,
}

impl fmt::Debug for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pool")
    }
}

impl Pool {
    pub(crate) fn new(path: PathBuf) -> Self {
        Self(Arc::new(Shared { path, state: Mutex::default(), returned: Condvar::new() }))
    }

    /// Reads from one snapshot; waits while all connections are lent.
    pub(crate) fn read<T>(
        &self,
        read: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut lent = self.lend()?;
        let Some(connection) = lent.connection.as_mut() else { return Err(StoreError::Stopped) };
        let snapshot = connection.transaction()?;
        let result = read(&snapshot);
        // A snapshot ends by rolling back, which cannot fail it.
        drop(snapshot);
        result
    }

    fn lend(&self) -> Result<Lent<'_>, StoreError> {
        let mut state = self.0.state.lock().unwrap_or_else(PoisonError::into_inner);
        while state.lent >= READERS {
            state = self.0.returned.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state.lent += 1;
        let idle = state.idle.pop();
        drop(state);
        let mut lent = Lent { shared: &self.0, connection: idle };
        if lent.connection.is_none() {
            lent.connection = Some(sqlite::open_for_reading(&self.0.path)?);
        }
        Ok(lent)
    }
}

/// A connection that goes back when it is dropped, whatever happened.
struct Lent<'a> {
    shared: &'a Shared,
    connection: Option<Connection>,
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        let mut state = self.shared.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.lent -= 1;
        state.idle.extend(self.connection.take());
        drop(state);
        self.shared.returned.notify_one();
    }
}
