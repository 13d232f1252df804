//! The sheet of all components, as build.rs compiled it.

#![allow(missing_docs, unused, clippy::all, clippy::unwrap_used, clippy::pedantic, clippy::todo)]

slint::include_modules!();
