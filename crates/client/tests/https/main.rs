//! The client against real HTTPS on the loopback: whom it trusts, what it repeats, what it hears.

#![allow(clippy::unwrap_used)]

mod attachments;
mod requests;
mod site;
mod streams;
mod trust;
