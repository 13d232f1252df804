//! queue.db: the journal, the present state made from it, and who may speak to the hub. It knows no citizen.

mod boxes;
mod derived;
mod devices;
#[cfg(test)]
mod full_storage;
mod import;
mod journal;
mod meta;
mod operators;
mod reads;
mod rebuild;
mod remembered;
mod replay;
mod site;
mod tx;
mod view;

pub use boxes::SealedBox;
pub use devices::{Device, NewDevice};
pub use import::{Import, PastName};
pub use operators::{NewOperator, NewSession, OperatorRecord, Session};
pub use reads::{Counts, QueueReaders, QueueReads};
pub use rebuild::Difference;
pub use remembered::Remembered;
pub(crate) use remembered::{purge_remembered, remember, remembered};
pub use site::{CounterName, ServiceName, SiteStatus};
pub use tx::{QueueTx, TxError};
pub use view::{Committed, Position, View};

use crate::error::StoreError;
use crate::open::Opened;
use crate::sealed::{self, SealingKey};
use crate::writer::{Writer, WriterOptions};

/// The thread that writes queue.db.
pub type QueueWriter = Writer<QueueTx>;

/// queue.db, open and up to date, before its writer runs.
#[derive(Debug)]
pub struct QueueFile(Opened);

/// queue.db at work.
#[derive(Clone, Debug)]
pub struct QueueStore {
    /// The only way to change it.
    pub writer: QueueWriter,
    /// What is on disk, in memory.
    pub committed: Committed,
    /// Readings of what is on disk.
    pub readers: QueueReaders,
}

impl QueueFile {
    pub(crate) fn open(opened: Opened) -> Result<Self, StoreError> {
        if meta::get(&opened.connection, meta::EPOCH)?.is_none() {
            let epoch: [u8; 4] = sealed::random_bytes();
            meta::set(&opened.connection, meta::EPOCH, &meta::to_hex(&epoch))?;
        }
        Ok(Self(opened))
    }

    pub(crate) fn remember_sealing_key(&self, key: &SealingKey) -> Result<(), StoreError> {
        if meta::sealing_key(&self.0.connection)?.as_ref() != Some(key) {
            meta::set(&self.0.connection, meta::SEALING_KEY, &meta::to_hex(&key.0))?;
        }
        Ok(())
    }

    /// Reads the present day from the journal and starts the writer.
    ///
    /// # Errors
    /// A journal that cannot be read.
    pub fn start(self, options: WriterOptions) -> Result<QueueStore, StoreError> {
        let Opened { path, connection } = self.0;
        let tx = QueueTx::load(connection)?;
        let committed = tx.committed();
        let writer = Writer::spawn("queue", tx, options)?;
        Ok(QueueStore { writer, committed, readers: QueueReaders::new(path) })
    }
}
