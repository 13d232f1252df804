//! The whole way of a ticket: spool, task, a real socket or terminal, a printer that fails, and the truth about paper.
#![cfg(feature = "fake")]

mod dying;
mod held;
mod lines;
mod lost;
mod presenter;
mod restart;
mod silence;
mod stand;
#[path = "../tickets/mod.rs"]
mod tickets;
mod usb;
