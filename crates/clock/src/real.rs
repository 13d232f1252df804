//! The machine's own clock. Knows no test.

use crate::Unproven;
use crate::trust::Evidence;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};
use turno_domain::time::{ClockReading, Timestamp};
use uuid::Uuid;

/// How long a verdict on the wall time's trust is kept, in milliseconds, so that a busy hub does not ask for each command.
const TRUST_KEPT_MS: u64 = 1_000;

#[derive(Debug)]
pub(crate) struct RealClock {
    boot: Uuid,
    unproven: Unproven,
    evidence: Evidence,
    monotonic: Monotonic,
    /// When trust was last looked at (milliseconds of monotonic time, plus one) doubled, plus one if there was trust; 0: never.
    verdict: AtomicU64,
}

impl RealClock {
    pub(crate) fn new(unproven: Unproven) -> Self {
        Self {
            boot: boot_id().unwrap_or_else(Uuid::new_v4),
            unproven,
            evidence: Evidence::default(),
            monotonic: Monotonic::new(),
            verdict: AtomicU64::new(0),
        }
    }

    pub(crate) fn read(&self) -> ClockReading {
        let wall = wall();
        let monotonic_ms = self.monotonic.millis();
        ClockReading { wall, boot: self.boot, monotonic_ms, trusted: self.trusted(wall, monotonic_ms) }
    }

    fn trusted(&self, wall: Timestamp, monotonic_ms: u64) -> bool {
        let kept = self.verdict.load(Ordering::Relaxed);
        if kept != 0 && monotonic_ms.saturating_sub((kept >> 1) - 1) < TRUST_KEPT_MS {
            return kept & 1 == 1;
        }
        let trusted = self.evidence.believes(wall.millis(), self.unproven);
        self.verdict.store(((monotonic_ms + 1) << 1) | u64::from(trusted), Ordering::Relaxed);
        trusted
    }
}

fn wall() -> Timestamp {
    let millis = match SystemTime::now().duration_since(UNIX_EPOCH) {
        Ok(since) => i64::try_from(since.as_millis()).unwrap_or(i64::MAX),
        Err(before) => i64::try_from(before.duration().as_millis()).map_or(i64::MIN, |millis| -millis),
    };
    Timestamp::from_millis(millis)
}

/// The kernel's random name of this boot (random(4)); `None` where it cannot be read, and then a run of the program stands for it.
fn boot_id() -> Option<Uuid> {
    std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?.trim().parse().ok()
}

/// Time that only goes forward, and through a suspension too: every process of one boot reads the same.
#[cfg(target_os = "linux")]
#[derive(Debug)]
struct Monotonic;

#[cfg(target_os = "linux")]
impl Monotonic {
    fn new() -> Self {
        Self
    }

    fn millis(&self) -> u64 {
        let time = rustix::time::clock_gettime(rustix::time::ClockId::Boottime);
        u64::try_from(time.tv_sec).unwrap_or(0) * 1_000 + u64::try_from(time.tv_nsec).unwrap_or(0) / 1_000_000
    }
}

/// Time since the program started; with the boot id standing for this run of it.
#[cfg(not(target_os = "linux"))]
#[derive(Debug)]
struct Monotonic(std::time::Instant);

#[cfg(not(target_os = "linux"))]
impl Monotonic {
    fn new() -> Self {
        Self(std::time::Instant::now())
    }

    fn millis(&self) -> u64 {
        u64::try_from(self.0.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

/// Waits until the wall shows `instant` or later, however often it is set meanwhile.
pub(crate) async fn wall_reaches(instant: Timestamp) {
    loop {
        let missing = instant.millis().saturating_sub(wall().millis());
        let Ok(missing @ 1..) = u64::try_from(missing) else { return };
        #[cfg(target_os = "linux")]
        if let Ok(timer) = crate::wall_timer::WallTimer::at(instant)
            && timer.next().await.is_ok()
        {
            continue;
        }
        // No timer that notices a set clock: look again each second.
        tokio::time::sleep(std::time::Duration::from_millis(missing.min(1_000))).await;
    }
}

/// A watch over the machine's wall time being set.
#[derive(Debug)]
pub(crate) struct WallWatch {
    #[cfg(target_os = "linux")]
    timer: Option<crate::wall_timer::WallTimer>,
}

impl WallWatch {
    pub(crate) fn new() -> Self {
        Self {
            #[cfg(target_os = "linux")]
            timer: crate::wall_timer::WallTimer::at(Timestamp::from_millis(i64::MAX)).ok(),
        }
    }

    pub(crate) async fn next(&mut self) {
        #[cfg(target_os = "linux")]
        if let Some(timer) = &self.timer {
            use crate::wall_timer::Woken;
            while let Ok(woken) = timer.next().await {
                if woken == Woken::WallWasSet {
                    return;
                }
            }
        }
        std::future::pending::<()>().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readings_name_this_boot_and_never_go_back() {
        let clock = RealClock::new(Unproven::Trusted);
        let (first, second) = (clock.read(), clock.read());
        assert!(second.monotonic_ms >= first.monotonic_ms);
        assert_eq!(
            first.boot,
            RealClock::new(Unproven::Trusted).read().boot,
            "two programs of one boot agree"
        );
        assert!(first.wall.millis() > 1_767_225_600_000, "this machine's clock is set");
    }

    #[test]
    fn a_verdict_is_kept_for_a_second_and_asked_again_after_it() {
        let folder = tempfile::tempdir().unwrap();
        let sign = folder.path().join("synchronized");
        let mut clock = RealClock::new(Unproven::Distrusted);
        clock.evidence = Evidence { synchronised: sign.clone(), battery: folder.path().join("absent") };
        std::fs::write(&sign, "").unwrap();
        assert!(clock.trusted(wall(), 5));
        clock.verdict.store((5 + 1) << 1, Ordering::Relaxed);
        assert!(!clock.trusted(wall(), 1_004));
        assert!(clock.trusted(wall(), 1_005));
    }

    #[tokio::test]
    async fn a_moment_on_the_wall_is_reached_and_a_past_one_at_once() {
        wall_reaches(Timestamp::from_millis(0)).await;
        let soon = Timestamp::from_millis(wall().millis() + 30);
        wall_reaches(soon).await;
        assert!(wall() >= soon);
    }
}
