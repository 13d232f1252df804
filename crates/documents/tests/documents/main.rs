//! The printed forms and the register, as other programs read them. One program: linking Typst takes long.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod forms;
mod page;
mod pictures;
mod register;
mod runaway;
mod templates;
mod texts;
