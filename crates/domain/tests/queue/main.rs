//! The queue as the desks use it: every step of a ticket's life with its refusals, the call rule, and what holds after
//! any sequence of commands.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod call_rule;
mod calls;
mod closing;
mod counters;
mod desk;
mod entrance;
mod numbers;
mod places;
mod properties;
mod robustness;
mod set_clock;
mod undo;
