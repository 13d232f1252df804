//! Identifiers: UUIDv7 newtypes, so that a ticket's id never passes for a practice's.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use uuid::{Builder, Uuid};

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// An identifier made at `wall_ms` (UTC milliseconds since 1970) from ten random bytes: UUIDv7 of RFC 9562.
            pub fn from_parts(wall_ms: u64, random: [u8; 10]) -> Self {
                Self(Builder::from_unix_timestamp_millis(wall_ms, &random).into_uuid())
            }

            /// The identifier as a UUID.
            pub fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl From<Uuid> for $name {
            fn from(uuid: Uuid) -> Self {
                Self(uuid)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0)
            }
        }
    };
}

id!(
    /// One place in the queue.
    TicketId
);
id!(
    /// One contact of somebody with the desk.
    VisitId
);
id!(
    /// One person with a record.
    CitizenId
);
id!(
    /// One piece of casework.
    PracticeId
);
id!(
    /// One note about a ticket or in a practice.
    NoteId
);
id!(
    /// One privacy notice that a person was given.
    NoticeId
);
id!(
    /// One thing that a person allowed.
    ConsentId
);
id!(
    /// One entry of a practice's timeline.
    EntryId
);
id!(
    /// One thing that the handbook holds: a type of service, a page of the manual, a body, a project, an outreach.
    HandbookId
);
id!(
    /// One file of a practice or a person.
    AttachmentId
);
id!(
    /// One step that somebody is to take in a practice.
    StepId
);
id!(
    /// One register that was handed in.
    SubmissionId
);
id!(
    /// One call for help from the entrance.
    HelpId
);
id!(
    /// One paired kiosk or desk.
    DeviceId
);
id!(
    /// One sign-in of an operator.
    SessionId
);
