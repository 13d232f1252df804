//! The machine on which figures were taken, in words that name nobody's machine.

use anyhow::Result;
use std::fs;
use std::path::Path;

/// Processor, memory, kernel and file system.
pub fn describe(folder: &Path) -> Result<String> {
    let cpuinfo = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpuinfo.lines().find_map(|line| line.strip_prefix("model name")?.split(": ").nth(1));
    let cores = std::thread::available_parallelism().map_or(1, |cores| cores.get());
    let meminfo = fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let kib = meminfo
        .lines()
        .find_map(|line| line.strip_prefix("MemTotal:")?.split_whitespace().next()?.parse::<u64>().ok());
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    Ok(format!(
        "{} ({cores} cores), {:.0} GiB of memory, Linux {}, {}",
        model.unwrap_or("an unnamed processor"),
        kib.unwrap_or(0) as f64 / 1_048_576.0,
        // What follows names somebody's build.
        kernel.trim().split('-').next().unwrap_or_default(),
        file_system(folder)?
    ))
}

/// The kind of file system that `folder` is on, from the mount whose path it begins with.
fn file_system(folder: &Path) -> Result<String> {
    let folder = folder.canonicalize()?;
    let mounts = fs::read_to_string("/proc/self/mounts")?;
    let on = mounts.lines().filter_map(|line| {
        let mut fields = line.split(' ').skip(1);
        let (point, kind) = (fields.next()?, fields.next()?);
        folder.starts_with(point).then_some((point.len(), kind))
    });
    Ok(on.max_by_key(|(length, _)| *length).map_or("an unknown file system", |(_, kind)| kind).to_owned())
}
