//! What the figures are held against: this disk, and SQLite alone on it.

use crate::load::Latencies;
use anyhow::Result;
use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};
use turno_store::yardstick::durable_inserts;

const TIMES: usize = 1_000;
/// About what a ticket's rows take.
const ROW_BYTES: usize = 1_024;
const PAGE_BYTES: usize = 4_096;

pub struct Yardsticks {
    /// 4 KiB appended to a file and synced.
    pub fdatasync: Latencies,
    /// A row of 1 KiB inserted in a transaction of its own.
    pub insert: Latencies,
}

impl Yardsticks {
    pub fn take(folder: &Path) -> Result<Self> {
        let folder = folder.join("yardsticks");
        fs::create_dir_all(&folder)?;
        Ok(Self {
            fdatasync: Latencies::of(fdatasyncs(&folder.join("file"))?)?,
            insert: Latencies::of(durable_inserts(&folder.join("raw.db"), TIMES, ROW_BYTES)?)?,
        })
    }
}

fn fdatasyncs(path: &Path) -> Result<Vec<Duration>> {
    let mut file = File::create(path)?;
    let page = [0x5A_u8; PAGE_BYTES];
    let mut took = Vec::with_capacity(TIMES);
    for _ in 0..TIMES {
        let began = Instant::now();
        file.write_all(&page)?;
        file.sync_data()?;
        took.push(began.elapsed());
    }
    Ok(took)
}
