//! `turno-hub`: from a command line to a hub that serves, or to one request of an administrator. Exit 0 done, 1 refused (the
//! reason on standard error), 2 wrong usage.

#![allow(clippy::print_stdout, reason = "what a command answers goes to standard output")]

mod request;

use anyhow::{Context, Result, bail};
use clap::Parser;
use std::io::{IsTerminal, Write};
use std::process::ExitCode;
use tracing_subscriber::EnvFilter;
use turno_clock::{Clock, Unproven};
use turno_hub::cli::{Cli, Command, Serve};
use turno_hub::serve::{self, Listen, ServeError};

fn main() -> ExitCode {
    let cli = Cli::parse();
    log_to_standard_error();
    let done = match cli.command {
        Command::Serve(options) => serve(options),
        command => request::run(command),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("turno-hub: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// JSON for the journal of the system, lines for a terminal; `TURNO_LOG` says how much.
fn log_to_standard_error() {
    let filter = EnvFilter::try_from_env("TURNO_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if std::io::stderr().is_terminal() {
        builder.init();
    } else {
        builder.json().init();
    }
}

fn serve(options: Serve) -> Result<()> {
    let clock = clock(&options)?;
    let opened = serve::open(&options.data, clock)?;
    if !turno_hub::durable::is_durable(&options.data) {
        if options.require_durable_data {
            return Err(ServeError::NotDurable(options.data).into());
        }
        tracing::warn!("the data folder is on storage that does not outlive a power cut");
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let stop = stop_signal()?;
        let listen = Listen { api: options.api, public: options.public };
        serve::run(opened, &options.site, listen, say_ready, stop).await?;
        Ok(())
    })
}

/// The machine's clock, or a test's; a test may move only a hub that nobody else can reach.
fn clock(options: &Serve) -> Result<Clock> {
    let Some(socket) = &options.test_clock else {
        let unproven = if options.distrust_clock { Unproven::Distrusted } else { Unproven::Trusted };
        return Ok(Clock::real(unproven));
    };
    if !options.api.ip().is_loopback() || !options.public.ip().is_loopback() {
        bail!("--test-clock needs both listeners on loopback");
    }
    Clock::connect_test(socket, "turno-hub", "hub").context("the test's clock cannot be reached")
}

/// The one line of standard output: where the hub listens.
fn say_ready(bound: turno_hub::hub::Bound) {
    let line = serde_json::json!({
        "api": format!("https://{}", bound.api),
        "public": format!("http://{}", bound.public),
    });
    println!("{line}");
    let _ = std::io::stdout().flush();
}

/// Resolves at SIGTERM or SIGINT.
fn stop_signal() -> Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}
