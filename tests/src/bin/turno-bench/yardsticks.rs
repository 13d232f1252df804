//! What the figures are held against: this disk, and SQLite alone on it. Taken in turns with what they are held against, because a
//! disk is not the same from one minute to the next; on files that do not grow, as the hub's log in service does not.

use crate::load::Latencies;
use anyhow::Result;
use std::fs::{self, File};
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::time::Instant;
use turno_store::yardstick::RawInserts;

/// About what a ticket's rows take.
const ROW_BYTES: usize = 1_024;
const PAGE_BYTES: usize = 4_096;
const PAGES: usize = 2_048;

pub struct Yardsticks {
    file: File,
    page: usize,
    inserts: RawInserts,
    /// 4 KiB written over in a file and synced.
    pub fdatasync: Latencies,
    /// A row of 1 KiB inserted in a transaction of its own.
    pub insert: Latencies,
}

impl Yardsticks {
    pub fn new(folder: &Path) -> Result<Self> {
        let folder = folder.join("yardsticks");
        fs::create_dir_all(&folder)?;
        let file = File::create(folder.join("file"))?;
        file.write_all_at(&vec![0x5A; PAGES * PAGE_BYTES], 0)?;
        file.sync_all()?;
        let inserts = RawInserts::open(&folder.join("raw.db"), ROW_BYTES)?;
        Ok(Self { file, page: 0, inserts, fdatasync: Latencies::new()?, insert: Latencies::new()? })
    }

    /// Takes each yardstick `times` times.
    pub fn take(&mut self, times: usize) -> Result<()> {
        for _ in 0..times {
            self.page = (self.page + 1) % PAGES;
            let began = Instant::now();
            self.file.write_all_at(&[0xA5; PAGE_BYTES], (self.page * PAGE_BYTES) as u64)?;
            self.file.sync_data()?;
            self.fdatasync.take(began.elapsed())?;
        }
        for took in self.inserts.take(times)? {
            self.insert.take(took)?;
        }
        Ok(())
    }
}
