//! Drives a program's real window from outside, by what a screen reader would find in it: labels and roles.
//!
//! For tests and the demo, behind the feature `drive`, which no shipped package has. A program calls [`Stage::set`] before
//! it makes its window and [`serve`] after; whoever drives it connects to the Unix socket and speaks one JSON object a line
//! ([`Order`], answered by [`Answer`]), by hand if need be:
//!
//! ```text
//! {"click": "SPID", "role": "button"}      {"ok": true}
//! {"wait": "Biglietto stampato"}           {"ok": true}
//! {"snapshot": "ticket.png"}               {"ok": true}
//! ```
//!
//! Slint 1.18 brings two servers of its own, both read before this was written. `system-testing` connects out to a test
//! server and speaks protobuf with handles that the driver must resolve step by step; `mcp` is an HTTP server made for
//! agents, which wants a tree walk and two requests before each click. Both need prost, protox, pbjson and an async runtime in
//! every build, neither waits for a label. What both stand on is the same search by element that is used here directly
//! (`i-slint-backend-testing`), under which a click is a pointer pressed and released at the element's middle, so a
//! button under a veil or scrolled out of sight is not pressed by mistake. It works in a real window and without a display.

mod orders;
pub mod pictures;
mod server;
mod stage;

pub use orders::{Answer, Order, Place};
pub use server::serve;
pub use stage::Stage;
