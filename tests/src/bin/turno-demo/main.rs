//! The demo: a whole site on this machine, in a fresh folder under `target/demo/`. `cargo xtask demo` builds the programs and
//! starts it.
//!
//! With a display it opens the windows and says what to touch; without one the director plays a morning through the same
//! screens and leaves its pictures. What it asks of the programs, a person could ask: it touches, types, looks, and
//! checks each step against what the hub then says.

#![allow(clippy::print_stdout, reason = "a program that tells its story at the terminal")]

mod album;
mod browser;
mod checks;
mod director;
mod machines;
mod moments;
mod morning;
mod page;
mod windows;

use anyhow::{Context, Result, bail};
use clap::Parser;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use tokio::signal::unix::{SignalKind, signal};

/// Brings a whole site up on this machine: hub, printer, kiosk, desk and board.
#[derive(Debug, Parser)]
#[command(name = "turno-demo")]
struct Arguments {
    /// Where everything goes; by itself `demo` in cargo's target folder
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
    /// Plays the visit in memory and leaves pictures, even where there is a display
    #[arg(long)]
    headless: bool,
    /// Writes the README's pictures into docs/pictures too
    #[arg(long)]
    write_pictures: bool,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("turno-demo: {error:#}");
            ExitCode::FAILURE
        }
    }
}

#[tokio::main]
async fn run(arguments: &Arguments) -> Result<()> {
    let out = match &arguments.out {
        Some(out) => out.clone(),
        None => PathBuf::from(std::env::var_os("TURNO_TARGET_DIR").unwrap_or_else(|| "target".into()))
            .join("demo"),
    };
    std::fs::create_dir_all(&out).with_context(|| out.display().to_string())?;
    let out = out.canonicalize()?;
    let folder = fresh_folder(&out)?;
    let display = ["DISPLAY", "WAYLAND_DISPLAY"]
        .iter()
        .any(|name| std::env::var_os(name).is_some_and(|set| !set.is_empty()));
    if display && !arguments.headless && !arguments.write_pictures {
        return windows::show(&folder).await;
    }
    tokio::select! {
        played = director::play(&out, &folder, arguments.write_pictures) => played,
        // Whatever was started is killed with the future that holds it.
        signal = asked_to_end() => bail!("interrupted by {}", signal?),
    }
}

/// Waits until somebody wants the demo to end; says how.
pub(crate) async fn asked_to_end() -> Result<&'static str> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let mut hangup = signal(SignalKind::hangup())?;
    tokio::select! {
        _ = interrupt.recv() => Ok("Ctrl-C"),
        _ = terminate.recv() => Ok("SIGTERM"),
        _ = hangup.recv() => Ok("the end of the terminal"),
    }
}

/// A folder that no other demo uses. Those of demos that ended are removed: nobody looks for yesterday's log.
fn fresh_folder(out: &Path) -> Result<PathBuf> {
    for entry in std::fs::read_dir(out)?.flatten() {
        let name = entry.file_name();
        let pid = name.to_str().and_then(|name| name.strip_prefix("site-"));
        if pid.is_some_and(|pid| !Path::new("/proc").join(pid).exists()) {
            std::fs::remove_dir_all(entry.path()).with_context(|| entry.path().display().to_string())?;
        }
    }
    let folder = out.join(format!("site-{}", std::process::id()));
    std::fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
    Ok(folder)
}
