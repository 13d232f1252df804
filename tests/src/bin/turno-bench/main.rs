//! The measurements of docs/performance.md: each figure beside a yardstick taken in the same run, on real programs, over loopback.
//! Started by `cargo xtask bench`, which builds what is shipped and names its folder in `TURNO_BIN_DIR`.
#![allow(clippy::print_stdout, reason = "a command that answers at the terminal")]

mod commands;
mod day;
mod desks;
mod display;
mod entrance;
mod house;
mod load;
mod machine;
mod news;
mod paper;
mod past;
mod report;
mod screens;
mod subscribers;
mod wire;
mod yardsticks;

use anyhow::{Context, Result, bail};
use clap::Parser;
use report::{Report, Section};
use std::path::{Path, PathBuf};

/// Takes the measurements of docs/performance.md.
#[derive(Parser)]
#[command(name = "cargo xtask bench --", version)]
struct Arguments {
    /// Only the benches with this in their name: commands, subscribers, past, screens, paper, news, day
    name: Option<String>,
    /// Write the table into docs/performance.md
    #[arg(long)]
    write: bool,
}

const BENCHES: [&str; 7] = ["commands", "subscribers", "past", "screens", "paper", "news", "day"];

fn main() -> Result<()> {
    let Arguments { name, write } = Arguments::parse();
    let chosen = |bench: &&str| name.as_deref().is_none_or(|name| bench.contains(name));
    let benches: Vec<&str> = BENCHES.into_iter().filter(chosen).collect();
    if benches.is_empty() {
        bail!("no bench is called so; there are {}", BENCHES.join(", "));
    }
    if write && benches.len() < BENCHES.len() {
        bail!("--write takes all the benches: a table of several runs would compare nothing");
    }
    let target = std::env::var_os("TURNO_TARGET_DIR").context("start it by `cargo xtask bench`")?;
    let folder = fresh_folder(Path::new(&target))?;
    // One thread: what the load itself takes from the machine stays small and the same.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut report = Report::new(machine::describe(&folder)?);
    for bench in benches {
        eprintln!("measuring: {bench}");
        let section: Section = match bench {
            "commands" => runtime.block_on(commands::measure(&folder))?,
            "subscribers" => runtime.block_on(subscribers::measure(&folder))?,
            "past" => runtime.block_on(past::measure(&folder))?,
            "screens" => runtime.block_on(screens::measure(&folder))?,
            "paper" => runtime.block_on(paper::measure(&folder))?,
            "news" => runtime.block_on(news::measure(&folder))?,
            _ => runtime.block_on(day::measure(&folder))?,
        };
        println!("{section}");
        report.add(section);
    }
    if write {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/performance.md");
        std::fs::write(&file, report.to_string()).with_context(|| file.display().to_string())?;
        println!("written to docs/performance.md");
    }
    std::fs::remove_dir_all(&folder).context("what was measured could not be cleared away")
}

/// On the disk that builds go to: a temporary folder is often kept in memory, where nothing is durable.
fn fresh_folder(target: &Path) -> Result<PathBuf> {
    let folder = target.join("bench");
    match std::fs::remove_dir_all(&folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
        _ => {}
    }
    std::fs::create_dir_all(&folder)?;
    Ok(folder)
}
