//! A day at a help desk as discrete events, replayed against a real hub.
//!
//! [`warsaw`] rebuilds who came, who was called and who left from what an office's queue system published every five
//! minutes; [`replay`] drives a desk through those events, and [`at_hub`] is a running hub as such a desk; [`bank`] recomputes the
//! figures of an imported file from the file alone, so that a test can hold them against the hub's.
//!
//! It must not know how a hub stores or orders anything: what it learns of a hub it learns through its public face.

pub mod at_hub;
pub mod bank;
pub mod replay;
pub mod warsaw;
