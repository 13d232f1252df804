//! So many commands by so many clients, each of which sends its next once it has its answer.

use crate::house::{House, Syncs};
use crate::wire::{Command, Wire};
use anyhow::{Result, bail};
use hdrhistogram::Histogram;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// What came of a load.
pub struct Load {
    pub clients: usize,
    pub commands: usize,
    pub took: Duration,
    pub latencies: Latencies,
    commits: u64,
    checkpoints: u64,
}

/// Times from request to answer, in nanoseconds.
#[derive(Clone)]
pub struct Latencies(Histogram<u64>);

impl Latencies {
    pub fn new() -> Result<Self> {
        Ok(Self(Histogram::new(3)?))
    }

    pub fn take(&mut self, time: Duration) -> Result<()> {
        Ok(self.0.record(u64::try_from(time.as_nanos()).unwrap_or(u64::MAX).max(1))?)
    }

    pub fn p50(&self) -> Duration {
        Duration::from_nanos(self.0.value_at_quantile(0.5))
    }

    pub fn mean(&self) -> Duration {
        Duration::from_nanos(self.0.mean() as u64)
    }

    pub fn p99(&self) -> Duration {
        Duration::from_nanos(self.0.value_at_quantile(0.99))
    }

    fn absorb(&mut self, other: &Self) -> Result<()> {
        Ok(self.0.add(&other.0)?)
    }
}

impl Load {
    pub fn per_second(&self) -> f64 {
        self.commands as f64 / self.took.as_secs_f64()
    }

    /// Syncs for each command: one a COMMIT, and three a checkpoint at the most.
    pub fn syncs_per_command(&self) -> f64 {
        (self.commits + 3 * self.checkpoints) as f64 / self.commands as f64
    }

    /// Takes over another load of the same kind.
    pub fn absorb(&mut self, other: &Load) -> Result<()> {
        self.commands += other.commands;
        self.took += other.took;
        self.commits += other.commits;
        self.checkpoints += other.checkpoints;
        self.latencies.absorb(&other.latencies)
    }
}

/// What a load asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    Issue,
    CallNext,
}

/// Sends `commands` commands by `clients` clients.
pub async fn send(house: &House, what: What, clients: usize, commands: usize) -> Result<Load> {
    let mut ready = Vec::with_capacity(clients);
    for nth in 0..clients {
        let command = match what {
            What::Issue => house.issue(nth),
            What::CallNext => house.call_next(nth),
        };
        ready.push((house.connect().await?, command));
    }
    let expected = match what {
        What::Issue => 201,
        What::CallNext => 200,
    };
    let before: Syncs = house.syncs().await?;
    let left = Arc::new(AtomicUsize::new(commands));
    let began = Instant::now();
    let running: Vec<_> = ready
        .into_iter()
        .map(|(wire, command)| tokio::spawn(one_client(wire, command, expected, Arc::clone(&left))))
        .collect();
    let mut latencies = Latencies::new()?;
    for client in running {
        latencies.absorb(&client.await??)?;
    }
    let took = began.elapsed();
    let after = house.syncs().await?;
    Ok(Load {
        clients,
        commands,
        took,
        latencies,
        commits: after.commits - before.commits,
        checkpoints: after.checkpoints - before.checkpoints,
    })
}

async fn one_client(
    mut wire: Wire,
    mut command: Command,
    expected: u16,
    left: Arc<AtomicUsize>,
) -> Result<Latencies> {
    let mut latencies = Latencies::new()?;
    while left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_ok() {
        let began = Instant::now();
        let reply = wire.ask(command.next()).await?;
        latencies.take(began.elapsed())?;
        if reply.status != expected {
            bail!("status {} instead of {expected}: {}", reply.status, String::from_utf8_lossy(reply.body));
        }
    }
    Ok(latencies)
}
