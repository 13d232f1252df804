//! Desks that follow the events, each over a connection of its own, and when the last of them has heard of something.

use anyhow::{Context, Result};
use std::collections::BTreeSet;
use std::time::{Duration, Instant};
use tokio::sync::mpsc;
use tokio::time::timeout;
use turno_client::{CommandKey, LiveUpdate, Session, follow};
use turno_domain::keys::CounterKey;
use turno_protocol::session::DeviceRole;
use turno_tests::Site;

const OPERATOR: &str = "giulia";
const PIN: &str = "402917";
const PATIENCE: Duration = Duration::from_secs(30);

/// What a desk hears.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    /// How everything is; from here on it misses nothing.
    Snapshot,
    /// How the kiosk's printer is, in the hub's word for it.
    Printer(String),
    /// Somebody at the kiosk needs help.
    Help,
}

pub struct Desks {
    count: usize,
    heard: mpsc::UnboundedReceiver<(usize, Heard, Instant)>,
    /// At the first desk sits somebody, so that a call for help is told to somebody.
    _session: Session,
}

impl Desks {
    /// Brings `count` desks and, at the first of them, an operator to `counter`.
    pub async fn open(site: &Site, count: usize, counter: &str) -> Result<Self> {
        site.add_operator(OPERATOR, PIN, &[]).await?;
        let (tell, mut heard) = mpsc::unbounded_channel();
        let mut session = None;
        for desk in 0..count {
            let hub = site.enrol(DeviceRole::Desk, &format!("desk-{desk}")).await?.hub;
            if desk == 0 {
                let signed_in = hub.sign_in(OPERATOR, PIN).await?;
                let counter: CounterKey = counter.parse()?;
                signed_in.open_counter(&CommandKey::fresh(), &counter).await?;
                session = Some(signed_in);
            }
            let (mut live, tell) = (follow(&hub), tell.clone());
            tokio::spawn(async move {
                while let Some(update) = live.next().await {
                    if let Some(heard) = of(&update)
                        && tell.send((desk, heard, Instant::now())).is_err()
                    {
                        return;
                    }
                }
            });
        }
        last(&mut heard, count, &Heard::Snapshot).await?;
        Ok(Self { count, heard, _session: session.context("no desk")? })
    }

    /// When the last desk heard of this.
    pub async fn last(&mut self, wanted: &Heard) -> Result<Instant> {
        last(&mut self.heard, self.count, wanted).await
    }
}

fn of(update: &LiveUpdate) -> Option<Heard> {
    match update {
        LiveUpdate::Snapshot(_) => Some(Heard::Snapshot),
        LiveUpdate::Event { kind, data, .. } if kind == "device-status" => {
            let printer = data.facts.get("parts")?.get("printer")?;
            Some(Heard::Printer(printer.as_str()?.to_owned()))
        }
        LiveUpdate::Event { kind, .. } if kind == "help-asked" => Some(Heard::Help),
        _ => None,
    }
}

async fn last(
    heard: &mut mpsc::UnboundedReceiver<(usize, Heard, Instant)>,
    count: usize,
    wanted: &Heard,
) -> Result<Instant> {
    let mut desks = BTreeSet::new();
    loop {
        let news = timeout(PATIENCE, heard.recv()).await;
        let news = news.with_context(|| format!("{} of {count} desks heard {wanted:?}", desks.len()))?;
        let (desk, what, at) = news.context("no desk listens")?;
        if what == *wanted && desks.insert(desk) && desks.len() == count {
            return Ok(at);
        }
    }
}
