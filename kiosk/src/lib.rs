//! What the citizen touches: the screens at the entrance, from the first touch to the ticket in the hand.
//!
//! [`model`] decides what happens and knows no screen, hub or printer; [`screen`] shows its view in Slint and reports touches;
//! [`port`] is how wishes leave and news arrive; [`hub`], [`paper`] and [`shelf`] carry them out. The binary puts the parts together.
//! [`selftest`] tries one part on its own, and [`service_pin`] guards the page of whoever looks after the kiosk.

pub mod arguments;
pub mod hub;
pub mod model;
pub mod paper;
pub mod places;
pub mod port;
pub mod printed_today;
pub mod screen;
pub mod selftest;
pub mod service_pin;
pub mod shelf;
pub mod upkeep;
