//! How a program speaks to a hub: enrolment, requests with retry, snapshot and live events.
//!
//! [`Enrolment`] says where the hub is and whom to trust, [`Hub`] is what a device may ask, [`Session`] what an operator may ask at
//! a desk, [`follow`] tells what happens and [`LiveQueue`] keeps the queue from it. Everything runs on tokio, beside whatever loop
//! draws the screen. [`OnlyOne`] keeps a second program of the same enrolment away.
//!
//! The crate must not know what its callers show or print, nor the rules of the queue: the hub decides, and its refusals are
//! passed on by name.

mod addresses;
mod casework;
mod command_key;
mod connection;
mod enrolment;
mod error;
mod hub;
mod live;
mod only_one;
mod pace;
mod session;

pub use casework::{HandbookKind, Search, Whose};
pub use command_key::{BadCommandKey, CommandKey};
pub use enrolment::{Enrolment, EnrolmentError};
pub use error::{HubError, SESSION_ENDED};
pub use hub::Hub;
pub use live::{CaseworkUpdate, Live, LiveQueue, LiveUpdate, Update, follow, follow_casework};
pub use only_one::{NotAlone, OnlyOne, state_folder};
pub use session::{By, DraftKey, Session, TicketAction};
