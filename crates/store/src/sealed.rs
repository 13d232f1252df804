//! Sealed boxes: the queue's file takes what the kiosk asked without being able to read it. X25519 sealed boxes
//! (libsodium's `crypto_box_seal`); the secret key lives in casework.db alone.

use crate::error::StoreError;
use crypto_box::aead::OsRng;
use crypto_box::aead::rand_core::RngCore;
use crypto_box::{PublicKey, SecretKey};
use serde::{Deserialize, Serialize};
use turno_domain::ids::{NoteId, PracticeId};
use turno_domain::intake::Answers;
use turno_domain::keys::OperatorKey;
use turno_domain::time::Timestamp;

/// The key with which anybody can seal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SealingKey(pub(crate) [u8; 32]);

/// What lies in a box.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum BoxContent {
    /// What the kiosk asked.
    Intake {
        /// The answers; those of a later box replace those of an earlier one, question by question.
        answers: Answers,
    },
    /// What an operator wrote about a ticket, e.g. at a transfer.
    Note {
        /// Which.
        note: NoteId,
        /// By whom.
        operator: Option<OperatorKey>,
        /// When.
        written_at: Timestamp,
        /// What.
        text: String,
    },
    /// The code of a form was shown for the ticket.
    Form {
        /// The practice that it leads to.
        practice: PracticeId,
    },
}

impl BoxContent {
    /// The word that is stored beside the box.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            BoxContent::Intake { .. } => "intake",
            BoxContent::Note { .. } => "note",
            BoxContent::Form { .. } => "form",
        }
    }
}

/// Seals `content`; every call gives other bytes.
///
/// # Errors
/// The content cannot be written as JSON.
pub fn seal(key: &SealingKey, content: &BoxContent) -> Result<Vec<u8>, StoreError> {
    let plain = serde_json::to_vec(content).map_err(|_| StoreError::Unreadable("box"))?;
    PublicKey::from_bytes(key.0).seal(&mut OsRng, &plain).map_err(|_| StoreError::Unreadable("box"))
}

/// The key pair's secret half. It is erased from memory when dropped.
#[derive(Debug)]
pub(crate) struct OpeningKey(SecretKey);

impl OpeningKey {
    pub(crate) fn generate() -> Self {
        Self(SecretKey::from_bytes(random_bytes()))
    }

    pub(crate) fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(SecretKey::from_bytes(bytes))
    }

    pub(crate) fn to_bytes(&self) -> [u8; 32] {
        self.0.to_bytes()
    }

    pub(crate) fn sealing_key(&self) -> SealingKey {
        SealingKey(self.0.public_key().to_bytes())
    }

    pub(crate) fn open(&self, sealed: &[u8]) -> Result<BoxContent, StoreError> {
        let plain = self.0.unseal(sealed).map_err(|_| StoreError::Unreadable("box"))?;
        serde_json::from_slice(&plain).map_err(|_| StoreError::Unreadable("box"))
    }
}

/// Random bytes from the system.
pub(crate) fn random_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    OsRng.fill_bytes(&mut bytes);
    bytes
}
