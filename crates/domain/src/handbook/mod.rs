//! The handbook: what a desk knows beside its queue and its practices. Types of service, the pages of the operators' manual, the bodies to
//! which people are referred, projects, and what was done to make the desk known. Each is kept revision by revision, so that who changed what, and when, is never lost.

mod body;
mod manual;
mod outreach;
mod project;
mod service_type;

pub use body::Body;
pub use manual::ManualPage;
pub use outreach::{Material, Outreach};
pub use project::{Project, Target};
pub use service_type::{End, FollowUp, Link, ServiceType, UsualStep};

use crate::casework::{TooLong, line, lines};
use crate::keys::BadKey;
use crate::roles::PersonRole;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A kind of thing that the handbook holds.
pub trait HandbookItem: Clone + Serialize + DeserializeOwned + Send + 'static {
    /// Its kind's word, in databases and events.
    const KIND: &'static str;
    /// Who may write one, with all who may do more.
    const WRITTEN_BY: PersonRole = PersonRole::Coordinator;

    /// Its texts cleaned, its numbers within bounds.
    ///
    /// # Errors
    /// What somebody has to put right.
    fn checked(self) -> Result<Self, HandbookFault>;

    /// The key by which others name it, which never changes; none where only its id does.
    fn key(&self) -> Option<&str>;

    /// What people call it.
    fn title(&self) -> &str;

    /// What it is sorted by, before accents and capitals go: its title.
    fn order(&self) -> String {
        self.title().to_owned()
    }

    /// What people find it by.
    fn words(&self) -> Vec<&str>;

    /// Whether it is no longer offered.
    fn is_retired(&self) -> bool;
}

/// Why something cannot stand in the handbook.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HandbookFault {
    /// It does not say what it must say.
    #[error("{0} is missing")]
    Empty(&'static str),
    /// No key.
    #[error(transparent)]
    Key(#[from] BadKey),
    /// An address that no browser should follow.
    #[error("a link begins with https:// or http://")]
    Link,
    /// A number that nobody means.
    #[error("{0} is out of bounds")]
    Bounds(&'static str),
    /// A list that nobody reads.
    #[error("{0} has too many lines")]
    TooMany(&'static str),
    /// A text that would have to be cut.
    #[error(transparent)]
    TooLong(#[from] TooLong),
}

/// The most lines of a list: documents, links, steps.
pub const LIST_LINES: usize = 50;

fn said(text: &str, what: &'static str) -> Result<String, HandbookFault> {
    let text = line(text)?;
    if text.is_empty() { Err(HandbookFault::Empty(what)) } else { Ok(text) }
}

/// The lines that say something.
fn listed(texts: Vec<String>, what: &'static str) -> Result<Vec<String>, HandbookFault> {
    if texts.len() > LIST_LINES {
        return Err(HandbookFault::TooMany(what));
    }
    let mut kept = Vec::with_capacity(texts.len());
    for text in texts {
        let text = line(&text)?;
        if !text.is_empty() {
            kept.push(text);
        }
    }
    Ok(kept)
}

fn told(text: &str) -> Result<String, HandbookFault> {
    Ok(lines(text)?)
}
