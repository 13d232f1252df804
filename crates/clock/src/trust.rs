//! Whether the machine's wall time can be believed, and what the machine tells about it.

use crate::Unproven;
use std::path::PathBuf;

/// A battery clock that shows less than this (2026-01-01T00:00Z, in milliseconds) was never set or has lost its battery: a
/// Raspberry Pi 5 has `rtc0` without a battery too, and boots in 1970 by it.
const BATTERY_LOST_BEFORE_MS: i64 = 1_767_225_600_000;

/// Where the machine tells about its clock.
#[derive(Debug)]
pub(crate) struct Evidence {
    /// Made by systemd-timesyncd once it has the time from the network (systemd-timesyncd.service(8)).
    pub synchronised: PathBuf,
    /// The first real-time clock, which a battery keeps going.
    pub battery: PathBuf,
}

impl Default for Evidence {
    fn default() -> Self {
        Self {
            synchronised: PathBuf::from("/run/systemd/timesync/synchronized"),
            battery: PathBuf::from("/sys/class/rtc/rtc0"),
        }
    }
}

impl Evidence {
    /// Whether wall time `wall_ms` can be believed.
    pub(crate) fn believes(&self, wall_ms: i64, unproven: Unproven) -> bool {
        verdict(
            kernel::synchronised(),
            self.synchronised.exists(),
            self.battery.exists() && wall_ms >= BATTERY_LOST_BEFORE_MS,
            unproven,
        )
    }
}

/// `kernel` is `None` where it cannot be asked.
fn verdict(kernel: Option<bool>, synchronised: bool, battery: bool, unproven: Unproven) -> bool {
    match kernel {
        _ if synchronised || battery => true,
        Some(told) => told,
        None => unproven == Unproven::Trusted,
    }
}

#[cfg(target_os = "linux")]
mod kernel {
    #![allow(unsafe_code, reason = "adjtimex(2) has no safe wrapper among the crates in use")]

    /// Whether the kernel says that its clock is synchronised; `None` where a sandbox forbids the question.
    pub(super) fn synchronised() -> Option<bool> {
        // SAFETY: all-zero is a valid `timex`, and `modes` = 0 asks without changing anything.
        let mut timex: libc::timex = unsafe { std::mem::zeroed() };
        // SAFETY: the pointer is to a live `timex` that only this call writes.
        let answer = unsafe { libc::adjtimex(&raw mut timex) };
        (answer >= 0).then_some(timex.status & libc::STA_UNSYNC == 0)
    }
}

#[cfg(not(target_os = "linux"))]
mod kernel {
    /// No other system is asked: its owner looks after its clock.
    pub(super) fn synchronised() -> Option<bool> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Unproven::{Distrusted, Trusted};

    #[test]
    fn one_piece_of_evidence_is_enough_and_silence_is_as_the_installer_says() {
        assert!(verdict(Some(true), false, false, Distrusted));
        assert!(verdict(Some(false), true, false, Distrusted));
        assert!(verdict(Some(false), false, true, Distrusted));
        assert!(!verdict(Some(false), false, false, Trusted), "the kernel says that it is not synchronised");
        assert!(verdict(None, false, false, Trusted));
        assert!(!verdict(None, false, false, Distrusted));
    }

    #[test]
    fn a_battery_clock_in_1970_has_no_battery() {
        let folder = tempfile::tempdir().unwrap();
        let evidence =
            Evidence { synchronised: folder.path().join("absent"), battery: folder.path().to_path_buf() };
        assert!(evidence.believes(BATTERY_LOST_BEFORE_MS, Distrusted));
        assert_eq!(evidence.believes(0, Distrusted), kernel::synchronised() == Some(true));
    }
}
