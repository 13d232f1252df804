//! The site that is measured: a hub of its own on real time, one kiosk, one desk and as many operators as counters.

use crate::wire::{Command, Wire, get, trusting};
use anyhow::{Context, Result, bail};
use rustls::ClientConfig;
use serde_json::Value;
use std::fmt::Write;
use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use turno_protocol::enrolment::Enrolment;
use turno_protocol::session::DeviceRole;
use turno_tests::{Site, SiteOptions};

/// As many as there are letters: a service has 9,999 numbers a day.
pub const SERVICES: usize = 26;
/// As many as there are clients at the most.
pub const COUNTERS: usize = 64;
const PIN: &str = "402917";

pub struct House {
    pub site: Site,
    address: SocketAddr,
    trust: Arc<ClientConfig>,
    kiosk: String,
    desk: String,
    sessions: Vec<String>,
}

/// How often the hub synced, as its metrics have it.
#[derive(Clone, Copy, Debug)]
pub struct Syncs {
    pub commits: u64,
    pub checkpoints: u64,
}

/// The site file, in `folder`.
pub fn site_file(folder: &Path) -> Result<PathBuf> {
    let mut text = "name = \"Bench\"\ntimezone = \"Europe/Rome\"\n".to_owned();
    for letter in ('A'..='Z').take(SERVICES) {
        let key = letter.to_ascii_lowercase();
        writeln!(
            text,
            "[[services]]\nkey = \"{key}\"\nletter = \"{letter}\"\nnames = \"Servizio {letter}\""
        )?;
    }
    for counter in 1..=COUNTERS {
        writeln!(text, "[[counters]]\nkey = \"{counter}\"\nlabel = \"Sportello {counter}\"")?;
    }
    let path = folder.join("site.toml");
    fs::write(&path, text)?;
    Ok(path)
}

impl House {
    /// Starts the hub of `site` and brings `counters` operators to their counters.
    pub async fn start(mut site: Site, counters: usize) -> Result<Self> {
        site.start_hub().await?;
        let kiosk = enrolment(&site, DeviceRole::Kiosk, "kiosk").await?;
        let desk = enrolment(&site, DeviceRole::Desk, "desk").await?;
        let (ip, port) = site.api();
        let trust = trusting(&kiosk.certificate)?;
        let address = SocketAddr::new(ip.into(), port);
        let mut house =
            Self { site, address, trust, kiosk: kiosk.token, desk: desk.token, sessions: Vec::new() };
        for counter in 1..=counters {
            let operator = format!("operator-{counter}");
            house.site.add_operator(&operator, PIN, &[]).await?;
            let body = format!(r#"{{"operator": "{operator}", "pin": "{PIN}"}}"#);
            let answer = house.once(Command::new("/api/v1/sessions", &house.desk, &body)).await?;
            let token = answer["token"].as_str().context("a session without a token")?.to_owned();
            house.once(Command::new(&format!("/api/v1/counters/{counter}/open"), &token, "{}")).await?;
            house.sessions.push(token);
        }
        Ok(house)
    }

    /// A fresh site in `folder`.
    pub async fn new(folder: &Path, counters: usize) -> Result<Self> {
        fs::create_dir_all(folder)?;
        let site = Site::prepare(SiteOptions::on_real_time(site_file(folder)?, folder))?;
        Self::start(site, counters).await
    }

    pub async fn connect(&self) -> Result<Wire> {
        Wire::connect(self.address, &self.trust).await
    }

    /// The command by which client number `nth` takes a number.
    pub fn issue(&self, nth: usize) -> Command {
        let service = char::from(b'a' + (nth % SERVICES) as u8);
        Command::new("/api/v1/tickets", &self.kiosk, &format!(r#"{{"service": "{service}"}}"#))
    }

    /// The command by which counter number `nth`, from 0, calls the next.
    pub fn call_next(&self, nth: usize) -> Command {
        Command::new(&format!("/api/v1/counters/{}/call-next", nth + 1), &self.sessions[nth], "{}")
    }

    /// A request that costs the hub nothing but an answer: there is nothing at its address.
    pub fn nothing(&self) -> Vec<u8> {
        get("/nothing", &self.kiosk)
    }

    /// The request for the live stream.
    pub fn listen(&self) -> Vec<u8> {
        get("/api/v1/events", &self.kiosk)
    }

    pub async fn syncs(&self) -> Result<Syncs> {
        let mut wire = self.connect().await?;
        let reply = wire.ask(&get("/metrics", &self.kiosk)).await?;
        let text = std::str::from_utf8(reply.body)?;
        let value = |name: &str| {
            let lines = text.lines().filter(|line| line.starts_with(name));
            lines.filter_map(|line| line.rsplit(' ').next()?.parse::<u64>().ok()).sum()
        };
        Ok(Syncs { commits: value("turno_commits_total{"), checkpoints: value("turno_checkpoints_total{") })
    }

    async fn once(&self, mut command: Command) -> Result<Value> {
        let mut wire = self.connect().await?;
        let reply = wire.ask(command.next()).await?;
        if !(200..300).contains(&reply.status) {
            bail!("refused ({}): {}", reply.status, String::from_utf8_lossy(reply.body));
        }
        Ok(serde_json::from_slice(reply.body)?)
    }
}

/// A device paired with the hub of `site`.
pub async fn enrolment(site: &Site, role: DeviceRole, name: &str) -> Result<Enrolment> {
    let file = site.enrol(role, name).await?.file;
    Ok(toml::from_str(&fs::read_to_string(file)?)?)
}
