//! A file in place of a printer. It has no way back; what is synced is proven.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::time::Instant;

use super::{Proof, Transport, TransportError};

/// Jobs written to disk.
pub(super) enum Files {
    /// Every job goes to the end of one file.
    Appended(File),
    /// Every job is a file of its own, `000001.bin` and on; `.part` until it is whole.
    EachItsOwn { folder: PathBuf, next: u32, open: Option<(File, PathBuf)> },
}

/// A folder, or a path that ends in `/`, gets one file per job; anything else is appended to.
pub(super) fn open(path: &Path) -> Result<Files, TransportError> {
    if path.is_dir() || path.as_os_str().as_bytes().ends_with(b"/") {
        fs::create_dir_all(path)?;
        return Ok(Files::EachItsOwn { folder: path.to_owned(), next: 1 + last_job(path)?, open: None });
    }
    Ok(Files::Appended(OpenOptions::new().append(true).create(true).open(path)?))
}

fn last_job(folder: &Path) -> io::Result<u32> {
    let mut last = 0;
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name();
        let number = name.to_str().and_then(|name| name.split('.').next()).and_then(|stem| stem.parse().ok());
        last = last.max(number.unwrap_or(0));
    }
    Ok(last)
}

impl Transport for Files {
    fn write(&mut self, bytes: &[u8], _deadline: Instant) -> Result<usize, TransportError> {
        let file = match self {
            Self::Appended(file) => file,
            Self::EachItsOwn { folder, next, open } => match open {
                Some((file, _)) => file,
                None => {
                    let path = folder.join(format!("{next:06}.part"));
                    *next += 1;
                    &mut open.insert((File::create_new(&path)?, path)).0
                }
            },
        };
        Ok(file.write(bytes)?)
    }

    fn read(&mut self, _buffer: &mut [u8], _deadline: Instant) -> Result<usize, TransportError> {
        Err(TransportError::TimedOut)
    }

    fn finish_job(&mut self) -> Result<Proof, TransportError> {
        match self {
            Self::Appended(file) => file.sync_data()?,
            Self::EachItsOwn { folder, open, .. } => {
                if let Some((file, part)) = open.take() {
                    file.sync_data()?;
                    fs::rename(&part, part.with_extension("bin"))?;
                    File::open(folder)?.sync_data()?;
                }
            }
        }
        Ok(Proof::Synced)
    }

    fn answers(&self) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use super::super::write_all;
    use super::*;
    use std::time::Duration;

    fn print(files: &mut Files, bytes: &[u8]) {
        write_all(files, bytes, Duration::from_secs(1)).expect("written");
        assert_eq!(files.finish_job().expect("synced"), Proof::Synced);
    }

    #[test]
    fn a_file_takes_one_job_after_the_other() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("tickets.bin");
        print(&mut open(&path).expect("open"), b"one");
        print(&mut open(&path).expect("open"), b"two");
        assert_eq!(fs::read(path).expect("read"), b"onetwo");
    }

    #[test]
    fn a_folder_gets_a_file_per_job_and_goes_on_counting() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = PathBuf::from(format!("{}/made/", folder.path().display()));
        let mut files = open(&path).expect("open");
        print(&mut files, b"one");
        print(&mut files, b"two");
        print(&mut open(&path).expect("open"), b"three");
        assert_eq!(fs::read(path.join("000002.bin")).expect("read"), b"two");
        assert_eq!(fs::read(path.join("000003.bin")).expect("read"), b"three");
    }
}
