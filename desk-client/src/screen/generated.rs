//! What Slint's compiler made of `ui/`.

#![allow(
    missing_docs,
    unused,
    unreachable_pub,
    clippy::all,
    clippy::pedantic,
    clippy::unwrap_used,
    clippy::todo
)]

slint::include_modules!();
