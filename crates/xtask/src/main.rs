//! The tasks of the project: `cargo xtask …`. Depends on no Turno crate, so that it works while they do not compile; what a
//! task runs is built by cargo and started as a program.
#![allow(clippy::print_stdout, reason = "a command that answers at the terminal")]

mod debian;
mod programs;
mod suite;
mod tally;
mod walls;
mod workspace;

use clap::{Parser, Subcommand};
use std::process::ExitCode;
use workspace::Workspace;

/// The tasks of the project.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Runs every test but release-check's: installs what they need (as root on Debian; otherwise names it), builds the
    /// programs, hands the tests their folder as TURNO_BIN_DIR
    Test,
    /// Brings a whole site up on this machine: with a display in windows, without one driven by a director that leaves
    /// pictures under target/demo/
    Demo {
        /// Handed to the director; see `cargo xtask demo -- --help`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Takes the measurements of docs/performance.md, on release builds
    Bench {
        /// Handed to the benches; see `cargo xtask bench -- --help`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Runs the long tests that only a release needs (those ignored as "release-check: …")
    ReleaseCheck,
    /// Checks which crate knows which, and what committed files may name
    Walls,
    /// Prints the features that tests and demo build the programs with, for use after --features
    #[command(hide = true)]
    Features,
}

fn main() -> ExitCode {
    match run(Cli::parse().task) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(task: Task) -> anyhow::Result<()> {
    let workspace = Workspace::here()?;
    match task {
        Task::Test => {
            debian::provide()?;
            suite::run(&workspace, suite::Choice::Everyday)
        }
        Task::ReleaseCheck => {
            debian::provide()?;
            suite::run(&workspace, suite::Choice::ReleaseCheck)
        }
        Task::Demo { arguments } => {
            debian::provide()?;
            programs::demo(&workspace, &arguments)
        }
        Task::Bench { arguments } => programs::bench(&workspace, &arguments),
        Task::Walls => walls::check(&workspace),
        Task::Features => {
            println!("{}", workspace.drive_features().join(","));
            Ok(())
        }
    }
}
