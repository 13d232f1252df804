//! Lives a real day of the Warsaw office again at a hub of its own and prints what became of everybody. The hub is the one in
//! `TURNO_BIN_DIR`.
#![allow(clippy::print_stdout, reason = "a command that answers at the terminal")]

use anyhow::Result;
use clap::Parser;
use std::path::PathBuf;
use turno_tests::replayed::{Day, live_again};
use turno_tests::{example, sample};

/// Lives a day of the Warsaw office again.
#[derive(Parser)]
#[command(name = "turno-replay", version)]
struct Arguments {
    /// The site file [default: assets/sites/warsaw.toml]
    #[arg(long)]
    site: Option<PathBuf>,
    /// The record, as the city publishes it [default: the one of tests/data]
    #[arg(long)]
    day: Option<PathBuf>,
}

#[tokio::main]
async fn main() -> Result<()> {
    let Arguments { site, day } = Arguments::parse();
    let site = site.unwrap_or_else(|| example("warsaw"));
    let record = day.unwrap_or_else(|| sample("municipal-office-warsaw-wola-2020-01-20.csv"));
    let Day { counted, done, signed_in, service_day, table, .. } = live_again(&site, &record).await?;
    println!("{service_day}: {} rows of {} queues", counted.rows, counted.queues);
    println!("rebuilt: {} came, {} were called, {} left", counted.arrivals, counted.calls, counted.left);
    println!("         {} were waiting at the end; what the rule could not explain:", counted.still_waiting);
    println!("         {:?}", counted.odd);
    println!(
        "replayed: {} numbers, {} called at {} counters, {} given up, {} finished, {} waiting; {signed_in} sign-ins",
        done.issued, done.called, done.counters, done.cancelled, done.finished, done.waiting
    );
    println!("\n{table}");
    Ok(())
}
