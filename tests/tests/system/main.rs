//! Whole-system tests: the real programs as processes, on real sockets and files, with a clock of the test's own.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod bank;
mod desk;
mod handing_over;
mod kiosk;
mod outages;
mod two_desks;
mod warsaw;
