//! What opens the drafts that one operator left at one desk. The drafts lie on the desk's PC, their key lies here: neither says
//! anything without the other.

use super::tx::CaseworkTx;
use crate::error::StoreError;
use crate::sealed::random_bytes;
use rusqlite::OptionalExtension;
use turno_domain::ids::DeviceId;
use turno_domain::keys::OperatorKey;

impl CaseworkTx {
    /// The key of an operator's drafts at a desk, drawn when it is asked for the first time.
    ///
    /// # Errors
    /// What the store could not do.
    pub fn draft_key(&mut self, device: DeviceId, operator: &OperatorKey) -> Result<[u8; 32], StoreError> {
        let whose = (device.uuid().into_bytes(), operator.as_str());
        let found = self
            .connection
            .prepare_cached("SELECT key FROM draft_keys WHERE device = ?1 AND operator = ?2")?
            .query_row(whose, |row| row.get(0))
            .optional()?;
        if let Some(key) = found {
            return Ok(key);
        }
        let key: [u8; 32] = random_bytes();
        self.connection
            .prepare_cached("INSERT INTO draft_keys (device, operator, key) VALUES (?1, ?2, ?3)")?
            .execute((whose.0, whose.1, key))?;
        Ok(key)
    }

    /// Forgets the keys of a desk that was taken out of service, so that nobody reads what lies on its disk; how many.
    ///
    /// # Errors
    /// What the store could not do.
    pub fn forget_draft_keys(&mut self, device: DeviceId) -> Result<usize, StoreError> {
        Ok(self
            .connection
            .prepare_cached("DELETE FROM draft_keys WHERE device = ?1")?
            .execute([device.uuid().into_bytes()])?)
    }
}
