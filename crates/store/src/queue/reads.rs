//! What can be read from queue.db, inside a job or from a snapshot of what is on disk.

use super::boxes::{self, SealedBox};
use super::devices::{self, Device};
use super::operators::{self, OperatorRecord, Session};
use super::remembered::{self, Remembered};
use super::site::{self, CounterName, ServiceName, SiteStatus};
use super::{derived, import, journal, meta};
use crate::columns;
use crate::error::StoreError;
use crate::readers::Pool;
use crate::sealed::SealingKey;
use rusqlite::{Connection, OptionalExtension};
use std::collections::BTreeMap;
use std::path::PathBuf;
use turno_domain::ids::{DeviceId, TicketId};
use turno_domain::journal::{Entry, Event};
use turno_domain::keys::{OperatorKey, ServiceKey};
use turno_domain::site::Site;
use turno_domain::ticket::Ticket;
use turno_domain::time::{ClockReading, ServiceDay, Timestamp};
use turno_domain::transaction::{CounterSpan, Transaction};

/// Readings of what is on disk; clones share a few connections. They block: not on an async thread.
#[derive(Clone, Debug)]
pub struct QueueReaders(Pool);

impl QueueReaders {
    pub(super) fn new(path: PathBuf) -> Self {
        Self(Pool::new(path))
    }

    /// Reads from one snapshot.
    ///
    /// # Errors
    /// Those of `read`, and a connection that cannot be opened.
    pub fn read<T>(
        &self,
        read: impl FnOnce(&QueueReads<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.0.read(|connection| read(&QueueReads::new(connection)))
    }
}

/// How much there is, for metrics.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Lines of the journal.
    pub journal: u64,
    /// Tickets of all days.
    pub tickets: u64,
    /// Boxes that wait to be moved.
    pub boxes: u64,
    /// Devices that are not revoked.
    pub devices: u64,
    /// Sessions that have not ended.
    pub sessions: u64,
    /// Answers that are remembered.
    pub remembered: u64,
}

/// One consistent state of queue.db.
#[derive(Clone, Copy, Debug)]
pub struct QueueReads<'c>(&'c Connection);

impl<'c> QueueReads<'c> {
    pub(super) fn new(connection: &'c Connection) -> Self {
        Self(connection)
    }

    /// The sequence of the journal's last line, 0 where there is none.
    ///
    /// # Errors
    /// As every reading: a file that refuses, or a value that cannot be read.
    pub fn head(&self) -> Result<u64, StoreError> {
        journal::head(self.0)
    }

    /// What the clock said when the journal's last line was written; `None` where there is none.
    ///
    /// # Errors
    /// A file that refuses, or a value that cannot be read.
    pub fn last_reading(&self) -> Result<Option<ClockReading>, StoreError> {
        let last = self.head()?.checked_sub(1).map(|before| self.entries_after(before, 1)).transpose()?;
        Ok(last.unwrap_or_default().first().map(|entry| entry.at))
    }

    /// The journal's lines after `sequence`, at most `limit`.
    ///
    /// # Errors
    /// A file that refuses, or a value that cannot be read.
    pub fn entries_after(&self, sequence: u64, limit: u32) -> Result<Vec<Entry>, StoreError> {
        let mut entries = Vec::new();
        journal::for_each_after(self.0, sequence, limit, |entry| {
            entries.push(entry);
            Ok(())
        })?;
        Ok(entries)
    }

    /// The sequence of the last line before `sequence` with which a service day began.
    ///
    /// # Errors
    /// A file that refuses, or a value that cannot be read.
    pub fn day_opened_before(&self, sequence: u64) -> Result<Option<u64>, StoreError> {
        journal::day_opened_before(self.0, sequence)
    }

    /// The site as it stood just before the line `sequence`; none where none had been applied.
    ///
    /// # Errors
    /// A file that refuses, or a value that cannot be read.
    pub fn site_before(&self, sequence: u64) -> Result<Option<Site>, StoreError> {
        let Some(applied) = journal::site_replaced_since(self.0, sequence)? else { return self.site() };
        let Some(applied) = applied else { return Ok(None) };
        let entry = self.entries_after(applied - 1, 1)?.pop();
        Ok(entry.and_then(|entry| match entry.event {
            Event::SiteApplied { site, .. } => Some(*site),
            _ => None,
        }))
    }

    /// A ticket of any day, as it stands, without what can be undone.
    ///
    /// # Errors
    /// A file that refuses, or a value that cannot be read.
    pub fn ticket(&self, id: TicketId) -> Result<Option<Ticket>, StoreError> {
        let mut statement = self.0.prepare_cached("SELECT body FROM tickets WHERE id = ?1")?;
        Ok(statement.query_row([id.uuid().into_bytes()], |row| columns::json(row, 0)).optional()?)
    }

    /// The tickets of one day, by order of issue, without what can be undone.
    ///
    /// # Errors
    /// A file that refuses, or a value that cannot be read.
    pub fn tickets_of(&self, day: ServiceDay) -> Result<Vec<Ticket>, StoreError> {
        let mut statement = self.0.prepare_cached("SELECT body FROM tickets WHERE day = ?1")?;
        let rows = statement.query_map([day.number()], |row| columns::json::<Ticket>(row, 0))?;
        let mut tickets: Vec<Ticket> = rows.collect::<Result<_, _>>()?;
        tickets.sort_by_key(|ticket| ticket.order);
        Ok(tickets)
    }

    /// The ticket whose own page has this token.
    ///
    /// # Errors
    /// A file that refuses, or a value that cannot be read.
    pub fn ticket_by_page(&self, token: &str) -> Result<Option<TicketId>, StoreError> {
        boxes::page_ticket(self.0, token)
    }

    /// The token of a ticket's own page.
    ///
    /// # Errors
    /// A file that refuses, or a value that cannot be read.
    pub fn page_token(&self, ticket: TicketId) -> Result<Option<String>, StoreError> {
        boxes::page_token(self.0, ticket)
    }

    /// The highest count that each service has used on `day`, for `Command::OpenDay`.
    ///
    /// # Errors
    /// A file that refuses, or a value that cannot be read.
    pub fn used_numbers(&self, day: ServiceDay) -> Result<BTreeMap<ServiceKey, u32>, StoreError> {
        let mut statement = self.0.prepare_cached(
            "SELECT names.key, last FROM numbering JOIN names ON names.id = service WHERE day = ?1",
        )?;
        let rows = statement.query_map([day.number()], |row| Ok((columns::key(row, 0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Calls `each` with the transactions of the service days `from` to `to`, both included, in no order.
    ///
    /// # Errors
    /// A file that refuses, or a value that cannot be read.
    pub fn transactions(
        &self,
        from: ServiceDay,
        to: ServiceDay,
        each: impl FnMut(Transaction),
    ) -> Result<(), StoreError> {
        derived::for_each_transaction(self.0, from, to, each)
    }

    /// The counter spans of the service days `from` to `to`, both included, in the order in which they ended.
    ///
    /// # Errors
    /// A file that refuses, or a value that cannot be read.
    pub fn counter_spans(&self, from: ServiceDay, to: ServiceDay) -> Result<Vec<CounterSpan>, StoreError> {
        derived::spans(self.0, from, to)
    }

    /// The site as it was last applied.
    ///
    /// # Errors
    /// A file that refuses, or a value that cannot be read.
    pub fn site(&self) -> Result<Option<Site>, StoreError> {
        site::site(self.0)
    }

    /// Where the site comes from.
    ///
    /// # Errors
    /// A file that refuses, or a value that cannot be read.
    pub fn site_status(&self) -> Result<SiteStatus, StoreError> {
        site::status(self.0)
    }

    /// Every service that is or was, by key.
    ///
    /// # Errors
    /// A file that refuses, or a value that cannot be read.
    pub fn services(&self) -> Result<Vec<ServiceName>, StoreError> {
        site::services(self.0)
    }

    /// Every counter that is or was, by key.
    ///
    /// # Errors
    /// A file that refuses, or a value that cannot be read.
    pub fn counters(&self) -> Result<Vec<CounterName>, StoreError> {
        site::counters(self.0)
    }

    /// Every device that is or was enrolled, in that order.
    ///
    /// # Errors
    /// A file that refuses, or a value that cannot be read.
    pub fn devices(&self) -> Result<Vec<Device>, StoreError> {
        devices::all(self.0)
    }

    /// A device, revoked or not.
    ///
    /// # Errors
    /// A file that refuses, or a value that cannot be read.
    pub fn device(&self, id: DeviceId) -> Result<Option<Device>, StoreError> {
        devices::find(self.0, id)
    }

    /// The device of this name that is not revoked.
    ///
    /// # Errors
    /// A file that refuses, or a value that cannot be read.
    pub fn device_by_name(&self, name: &str) -> Result<Option<Device>, StoreError> {
        devices::device_by_name(self.0, name)
    }

    /// The device whose token has this hash, where it is not revoked.
    ///
    /// # Errors
    /// A file that refuses, or a value that cannot be read.
    pub fn device_by_token(&self, hash: &[u8]) -> Result<Option<Device>, StoreError> {
        devices::device_by_token(self.0, hash)
    }

    /// Every operator who is or was, by key.
    ///
    /// # Errors
    /// A file that refuses, or a value that cannot be read.
    pub fn operators(&self) -> Result<Vec<OperatorRecord>, StoreError> {
        operators::all(self.0)
    }

    /// An operator, retired or not.
    ///
    /// # Errors
    /// A file that refuses, or a value that cannot be read.
    pub fn operator(&self, key: &OperatorKey) -> Result<Option<OperatorRecord>, StoreError> {
        operators::find(self.0, key)
    }

    /// Every session that was not ended, whether or not its time is over.
    ///
    /// # Errors
    /// A file that refuses, or a value that cannot be read.
    pub fn sessions(&self) -> Result<Vec<Session>, StoreError> {
        operators::sessions(self.0)
    }

    /// The session whose token has this hash, whether or not its time is over.
    ///
    /// # Errors
    /// A file that refuses, or a value that cannot be read.
    pub fn session_by_token(&self, hash: &[u8]) -> Result<Option<Session>, StoreError> {
        operators::session_by_token(self.0, hash)
    }

    /// The answer that is remembered for a device's idempotency key.
    ///
    /// # Errors
    /// A file that refuses, or a value that cannot be read.
    pub fn remembered(&self, device: DeviceId, key: &str) -> Result<Option<Remembered>, StoreError> {
        remembered::remembered(self.0, device, key)
    }

    /// The boxes that wait to be moved, after the one with the sequence `after`, at most `limit`, in the order in which they were
    /// sealed.
    ///
    /// # Errors
    /// A file that refuses, or a value that cannot be read.
    pub fn boxes(&self, after: u64, limit: u32) -> Result<Vec<SealedBox>, StoreError> {
        boxes::boxes(self.0, after, limit)
    }

    /// When a file with this hash was imported.
    ///
    /// # Errors
    /// A file that refuses, or a value that cannot be read.
    pub fn imported_at(&self, hash: &str) -> Result<Option<Timestamp>, StoreError> {
        import::imported_at(self.0, hash)
    }

    /// The key with which intake is sealed.
    ///
    /// # Errors
    /// A file that refuses, or a value that cannot be read.
    pub fn sealing_key(&self) -> Result<Option<SealingKey>, StoreError> {
        meta::sealing_key(self.0)
    }

    /// How much there is.
    ///
    /// # Errors
    /// A file that refuses.
    pub fn counts(&self) -> Result<Counts, StoreError> {
        let count = |sql: &str| -> Result<u64, StoreError> {
            Ok(self.0.prepare_cached(sql)?.query_row([], |row| columns::unsigned(row, 0))?)
        };
        Ok(Counts {
            journal: journal::head(self.0)?,
            tickets: count("SELECT count(*) FROM tickets")?,
            boxes: count("SELECT count(*) FROM intake_box")?,
            devices: count("SELECT count(*) FROM devices WHERE revoked_at IS NULL")?,
            sessions: count("SELECT count(*) FROM sessions")?,
            remembered: count("SELECT count(*) FROM remembered")?,
        })
    }
}
