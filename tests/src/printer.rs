//! The fake printer as a program: told what goes wrong with it, asked what it printed.
//!
//! Knows what a printer is told and says, not what a kiosk makes of it.

use crate::process::Process;
use crate::site::Site;
use anyhow::{Context, Result};
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// What kind of printer is started.
#[derive(Clone, Debug, Default)]
pub struct PrinterOptions {
    /// A pseudo-terminal behind this symbolic link in place of TCP.
    pub link: Option<PathBuf>,
    /// How fast its paper moves, in millimetres a second; none: it takes no time.
    pub speed: Option<u32>,
    /// Where its pictures go; none: it leaves none.
    pub pictures: Option<PathBuf>,
}

/// A running `turno-fake-printer`.
#[derive(Debug)]
pub struct Printer {
    process: Process,
    url: String,
}

/// A ticket that fell from its cutter.
#[derive(Clone, Debug, Deserialize)]
pub struct Printed {
    /// Which it is, from 1.
    pub ticket: usize,
    /// Its lines of text, from top to bottom.
    pub lines: Vec<String>,
    /// What its QR codes say.
    pub codes: Vec<String>,
    /// Bytes that the printer could make nothing of.
    pub not_understood: Vec<Vec<u8>>,
    /// How many bytes it took, from the cut before to its own.
    pub bytes: usize,
    /// Its picture, where there are any.
    pub picture: Option<PathBuf>,
}

impl Printed {
    /// How often something stands on it, whatever the spaces.
    pub fn count(&self, text: &str) -> usize {
        let close = |text: &str| text.split_whitespace().collect::<String>();
        let text = close(text);
        self.lines.iter().filter(|line| close(line).contains(&text)).count()
    }
}

impl Printer {
    /// Starts one under `name`, which its log is called too.
    ///
    /// # Errors
    /// A program that is missing or stale, or does not come up.
    pub async fn start(site: &Site, name: &str, options: &PrinterOptions) -> Result<Self> {
        let mut command = site.program_command("turno-fake-printer", &["--tell"])?;
        if let Some(link) = &options.link {
            command.arg("--pty").arg("--link").arg(link);
        }
        if let Some(speed) = options.speed {
            command.arg("--speed").arg(speed.to_string());
        }
        if let Some(pictures) = &options.pictures {
            command.arg("--out").arg(pictures);
        }
        let process = Process::start_listening(command, name, &site.logs())?;
        let ready: serde_json::Value = serde_json::from_str(&process.says(|_| true).await?)?;
        let url = ready["printer"].as_str().context("a printer without an address")?.to_owned();
        Ok(Self { process, url })
    }

    /// Where a kiosk finds it (`--printer`).
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Where the link of a pseudo-terminal leads at this moment.
    ///
    /// # Errors
    /// A link that is not there: the printer is unplugged.
    pub fn terminal(link: &Path) -> Result<PathBuf> {
        std::fs::read_link(link).with_context(|| link.display().to_string())
    }

    /// Tells it something (`paper out`, `accept 12` …) and waits until that is so.
    ///
    /// # Errors
    /// Words that are no order, a printer that is gone.
    pub async fn order(&mut self, words: &str) -> Result<()> {
        let done = serde_json::json!({ "done": words }).to_string();
        let before = self.process.said_so_far().iter().filter(|line| **line == done).count();
        self.process.tell(words).await?;
        self.process.says_times(|line| line == done, before + 1).await.map(drop)
    }

    /// What it printed so far.
    pub fn printed(&self) -> Vec<Printed> {
        let said = self.process.said_so_far();
        said.iter().filter_map(|line| serde_json::from_str(line).ok()).collect()
    }

    /// Waits until it has printed so many tickets, and gives them all.
    ///
    /// # Errors
    /// Fewer within a minute.
    pub async fn has_printed(&self, tickets: usize) -> Result<Vec<Printed>> {
        if tickets > 0 {
            let is_ticket = |line: &str| serde_json::from_str::<Printed>(line).is_ok();
            self.process.says_times(is_ticket, tickets).await?;
        }
        Ok(self.printed())
    }

    /// Ends it.
    ///
    /// # Errors
    /// One that does not end.
    pub async fn stop(&mut self) -> Result<()> {
        self.process.stop().await.map(drop)
    }
}
