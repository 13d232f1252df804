//! What a folder's storage is like: whether it outlives a power cut (one on a tmpfs or an overlay does not), and how much room it
//! has.

use rustix::fs::{FsWord, statfs, statvfs};
use std::path::Path;

/// `TMPFS_MAGIC`, `RAMFS_MAGIC` and `OVERLAYFS_SUPER_MAGIC` of statfs(2).
const FORGETFUL: [FsWord; 3] = [0x0102_1994, 0x8584_58f6_u32 as FsWord, 0x794c_7630];

/// Whether what is written to `folder` is on storage that keeps it, as far as the file system says; true where it says nothing.
pub fn is_durable(folder: &Path) -> bool {
    statfs(folder).map_or(true, |answer| !FORGETFUL.contains(&answer.f_type))
}

/// How many bytes may still be written below `folder`; none where the file system does not say.
pub fn room(folder: &Path) -> Option<u64> {
    let answer = statvfs(folder).ok()?;
    answer.f_bavail.checked_mul(answer.f_frsize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shared_memory_does_not_last() {
        assert!(!is_durable(Path::new("/dev/shm")));
    }
}
