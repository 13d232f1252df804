//! The rules of the queue and of the casework, with no input or output.
//!
//! Everything here is a value or a function of values: time comes in as a [`time::ClockReading`], identifiers are
//! handed in by the caller, and what happened leaves as [`journal::Event`]s. The crate knows no file, socket, clock,
//! database or screen; CI checks its dependency tree.
//!
//! The queue is told by its journal: [`queue::Queue::decide`] turns a command into events without changing anything,
//! [`queue::Queue::apply`] is the only way in which the queue changes, and replaying the same events gives the same
//! queue. Figures ([`figures`]) are functions of the [`transaction::Transaction`]s that fall out of it.

pub mod casework;
pub mod codice_fiscale;
pub mod figures;
pub mod handbook;
pub mod ids;
pub mod intake;
pub mod journal;
pub mod keys;
pub mod queue;
pub mod ranking;
pub mod refusal;
pub mod roles;
pub mod site;
pub mod text;
pub mod ticket;
pub mod time;
pub mod transaction;
pub mod typed;
