//! What the citizen touches: the screens at the entrance, from the first touch to the ticket in the hand.
//!
//! [`model`] decides what happens and knows no screen, hub or printer; [`screen`] shows its view in Slint and reports touches;
//! [`port`] is how wishes leave and news arrive. The binary joins them to the hub and to the paper.

pub mod lock;
pub mod model;
pub mod places;
pub mod port;
pub mod screen;
