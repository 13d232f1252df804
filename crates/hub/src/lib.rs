//! The service that owns the store: HTTP interface, event stream, board pages, command line.

pub mod access;
pub mod admin;
pub mod api;
pub mod cli;
pub mod credentials;
pub mod day;
pub mod durable;
mod erasing;
mod followers;
pub mod hub;
pub mod import;
pub mod listener;
mod listing;
pub mod live;
pub mod lock;
pub mod metrics;
pub mod operations;
pub mod public;
mod public_source;
pub mod serve;
pub mod site_file;
pub mod statistics;
pub mod tasks;
pub mod tls;
pub mod told_by;
pub mod views;
pub mod words;
