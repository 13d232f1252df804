//! What stands on the kiosk's shelf: the ticket printer and the truth about its paper.
//!
//! A ticket goes one way: [`paper`] is its content and its layout, [`escpos`] turns a layout into bytes, [`spool`] makes
//! the bytes durable, [`printer`] owns the device behind a [`transport`] and says what became of them. This crate knows
//! no hub, no screen and no queue rule; what it prints is handed to it ready.
//!
//! Beside it stand what may be there or not, each kept going by itself ([`part`]): [`scanner`], [`gpio`] (the big button, its light, the
//! buzzer) and [`speech`].
//!
//! With the feature `fake` comes a printer of the same language that draws what it prints.

pub mod escpos;
#[cfg(feature = "fake")]
pub mod fake;
pub mod gpio;
pub mod paper;
pub mod part;
pub mod printer;
pub mod scanner;
pub mod speech;
pub mod spool;
pub mod transport;
