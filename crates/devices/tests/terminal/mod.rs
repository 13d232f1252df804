//! A serial line whose other end a test holds.

use std::fs::File;
use std::path::PathBuf;

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

/// The end of the line where a device would be, and the path of the other one.
pub fn terminal() -> (File, PathBuf) {
    let near = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("a terminal");
    grantpt(&near).expect("ours");
    unlockpt(&near).expect("open to us");
    let path = ptsname(&near, Vec::new()).expect("its name").into_string().expect("a path");
    (File::from(near), path.into())
}
