//! The kiosk's service PIN: what stands between a citizen's finger and the page of whoever looks after the kiosk.
//!
//! Only its hash is kept (Argon2id), in the kiosk's own state folder. There is none until somebody sets one, and the page stays shut until
//! then. A try is written down before it is looked at, so that pulling the plug gives nobody another; from the third wrong one each
//! doubles the wait, the tenth shuts for a quarter of an hour. Knows no screen.

use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use rand::RngCore;
use serde::{Deserialize, Serialize};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, fchown, lchown};
use std::path::Path;
use std::time::Duration;
use turno_domain::time::ClockReading;

/// The shortest PIN, in digits.
pub const PIN_DIGITS: usize = 6;
/// The longest, in digits.
pub const PIN_DIGITS_AT_MOST: usize = 64;

const HASH: &str = "service-pin";
const TRIES: &str = "service-pin-tries";
/// The wrong try that shuts.
const SHUTTING_TRY: u32 = 10;
/// For how long, milliseconds.
const SHUT_MS: i64 = 15 * 60_000;

/// Why a PIN cannot be set or looked at.
#[derive(Debug, thiserror::Error)]
pub enum ServicePinError {
    /// Too short, too long, or not digits.
    #[error("a service PIN has {PIN_DIGITS} digits or more")]
    Form,
    /// One that everybody tries first.
    #[error("this PIN is among the first that anybody would try")]
    Obvious,
    /// The folder cannot be read or written.
    #[error("the kiosk's state cannot be used: {0}")]
    Folder(#[from] io::Error),
}

/// What became of a try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Try {
    /// It is the PIN.
    Right,
    /// It is not; the next try may come after this.
    Wrong(Duration),
    /// It was not looked at: so long nobody may try.
    TooSoon(Duration),
    /// No PIN was ever set.
    NotSet,
}

/// The wrong tries since the last right one, on disk.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Tries {
    wrong: u32,
    /// Unix milliseconds before which nobody may try.
    shut_until: i64,
}

/// Sets the PIN of the kiosk whose state is in `folder`, which is made if need be, and forgives the wrong tries.
///
/// # Errors
/// [`ServicePinError`]; the PIN before stays then.
pub fn set(folder: &Path, pin: &str) -> Result<(), ServicePinError> {
    let digits = pin.as_bytes();
    if !(PIN_DIGITS..=PIN_DIGITS_AT_MOST).contains(&digits.len()) || !digits.iter().all(u8::is_ascii_digit) {
        return Err(ServicePinError::Form);
    }
    let steps: Vec<i16> = digits.windows(2).map(|pair| i16::from(pair[1]) - i16::from(pair[0])).collect();
    if [0, 1, -1].iter().any(|step| steps.iter().all(|s| s == step)) {
        return Err(ServicePinError::Obvious);
    }
    let mut salt = [0; 16];
    rand::rng().fill_bytes(&mut salt);
    let salt = SaltString::encode_b64(&salt).map_err(|_| ServicePinError::Form)?;
    let hash = argon2().hash_password(digits, &salt).map_err(|_| ServicePinError::Form)?;
    make(folder)?;
    write(folder, HASH, hash.to_string().as_bytes())?;
    match fs::remove_file(folder.join(TRIES)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

/// Whether the kiosk whose state is in `folder` has a PIN.
pub fn is_set(folder: &Path) -> bool {
    folder.join(HASH).exists()
}

/// Whether `pin` is the one of the kiosk whose state is in `folder`. Takes some 20 ms of a core; not for the screen's own thread.
///
/// # Errors
/// [`ServicePinError::Folder`]; nobody is let in then.
pub fn check(folder: &Path, pin: &str, now: ClockReading) -> Result<Try, ServicePinError> {
    let stored = match fs::read_to_string(folder.join(HASH)) {
        Ok(stored) => stored,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Try::NotSet),
        Err(error) => return Err(error.into()),
    };
    let hash = PasswordHash::new(stored.trim()).map_err(|_| {
        ServicePinError::Folder(io::Error::other("the service PIN's file is damaged: set it again"))
    })?;
    let mut tries = tries(folder)?;
    let now = now.wall.millis();
    let owed = wait_ms(tries.wrong);
    let left = tries.shut_until.saturating_sub(now);
    if left > owed {
        // Written by a clock that was ahead: it would shut until the true time has caught up. What is owed is owed all the same, or
        // setting the clock back would open.
        tries.shut_until = now.saturating_add(owed);
        write(folder, TRIES, &serde_json::to_vec(&tries).map_err(io::Error::other)?)?;
    }
    if owed > 0 && left > 0 {
        return Ok(Try::TooSoon(millis(left.min(owed))));
    }
    tries.wrong = tries.wrong.saturating_add(1);
    let wait = wait_ms(tries.wrong);
    tries.shut_until = now + wait;
    write(folder, TRIES, &serde_json::to_vec(&tries).map_err(io::Error::other)?)?;
    if argon2().verify_password(pin.as_bytes(), &hash).is_err() {
        return Ok(Try::Wrong(millis(wait)));
    }
    write(folder, TRIES, &serde_json::to_vec(&Tries::default()).map_err(io::Error::other)?)?;
    Ok(Try::Right)
}

fn tries(folder: &Path) -> io::Result<Tries> {
    match fs::read(folder.join(TRIES)) {
        // What cannot be read counts as a first wrong try, rather than as a locked door for ever.
        Ok(bytes) => Ok(serde_json::from_slice(&bytes).unwrap_or_default()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Tries::default()),
        Err(error) => Err(error),
    }
}

fn wait_ms(wrong: u32) -> i64 {
    match wrong {
        0..=2 => 0,
        3..SHUTTING_TRY => 1_000 << (wrong - 3),
        _ => SHUT_MS,
    }
}

fn millis(millis: i64) -> Duration {
    Duration::from_millis(u64::try_from(millis).unwrap_or(0))
}

/// Argon2id with OWASP's floor: 19 MiB, two passes, one lane.
fn argon2() -> Argon2<'static> {
    let params = Params::new(19 * 1024, 2, 1, None).unwrap_or_default();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// Makes the folder of a kiosk that never ran, for whom the folder above belongs to: made by root it must not shut the kiosk out. A
/// link that was put in its place is given to nobody.
fn make(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    fs::create_dir_all(folder)?;
    if let Some(above) = folder.parent() {
        let (owner, made) = (fs::metadata(above)?, fs::metadata(folder)?);
        if (owner.uid(), owner.gid()) != (made.uid(), made.gid()) {
            lchown(folder, Some(owner.uid()), Some(owner.gid()))?;
        }
    }
    Ok(())
}

/// Writes a file whole or not at all, for its owner alone. Written by root it belongs to whom the folder belongs to, or the kiosk
/// could not read it. But whoever owns the folder may have put anything there under that name: it is taken away, and only a file that
/// was not there before (`O_EXCL`, which follows no link) is written and given away.
fn write(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    let new = folder.join(format!("{name}.new"));
    match fs::remove_file(&new) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&new)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    let (owner, written) = (fs::metadata(folder)?, file.metadata()?);
    if (owner.uid(), owner.gid()) != (written.uid(), written.gid()) {
        fchown(&file, Some(owner.uid()), Some(owner.gid()))?;
    }
    fs::rename(&new, folder.join(name))?;
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;
    use turno_clock::Clock;
    use turno_domain::time::Timestamp;

    #[test]
    fn there_is_no_pin_until_one_is_set_and_then_only_that_one_opens() {
        let folder = tempfile::tempdir().unwrap();
        let (clock, _hands) = Clock::stepped(Timestamp::from_millis(1_800_000_000_000));
        for guess in ["", "000000", "123456"] {
            assert_eq!(check(folder.path(), guess, clock.now()).unwrap(), Try::NotSet);
        }
        set(folder.path(), "402917").unwrap();
        assert_eq!(check(folder.path(), "402918", clock.now()).unwrap(), Try::Wrong(Duration::ZERO));
        assert_eq!(check(folder.path(), "402917", clock.now()).unwrap(), Try::Right);
        let file = folder.path().join(HASH);
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        let kept = fs::read_to_string(file).unwrap();
        assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$") && !kept.contains("402917"));
    }

    #[test]
    fn short_and_obvious_pins_are_refused_and_the_one_before_stays() {
        let folder = tempfile::tempdir().unwrap();
        let (clock, _hands) = Clock::stepped(Timestamp::from_millis(1_800_000_000_000));
        set(folder.path(), "402917").unwrap();
        for bad in ["", "12345", "12345a", "１２３４５６", "111111", "123456", "987654"] {
            assert!(set(folder.path(), bad).is_err(), "{bad}");
        }
        assert_eq!(check(folder.path(), "402917", clock.now()).unwrap(), Try::Right);
    }

    #[test]
    fn wrong_tries_wait_longer_and_longer_and_a_new_pin_forgives_them() {
        let folder = tempfile::tempdir().unwrap();
        let (clock, hands) = Clock::stepped(Timestamp::from_millis(1_800_000_000_000));
        set(folder.path(), "402917").unwrap();
        let mut waits = Vec::new();
        for _ in 0..10 {
            let Try::Wrong(wait) = check(folder.path(), "402918", clock.now()).unwrap() else { panic!() };
            if wait > Duration::ZERO {
                assert_eq!(
                    check(folder.path(), "402917", clock.now()).unwrap(),
                    Try::TooSoon(wait),
                    "not even it"
                );
            }
            waits.push(wait.as_secs());
            hands.step(wait);
        }
        assert_eq!(waits, [0, 0, 1, 2, 4, 8, 16, 32, 64, 15 * 60]);
        assert_eq!(check(folder.path(), "402917", clock.now()).unwrap(), Try::Right);
        assert_eq!(
            check(folder.path(), "402918", clock.now()).unwrap(),
            Try::Wrong(Duration::ZERO),
            "forgiven"
        );
        check(folder.path(), "402918", clock.now()).unwrap();
        check(folder.path(), "402918", clock.now()).unwrap();
        assert!(matches!(check(folder.path(), "402917", clock.now()).unwrap(), Try::TooSoon(_)));
        set(folder.path(), "771203").unwrap();
        assert_eq!(check(folder.path(), "771203", clock.now()).unwrap(), Try::Right);
    }

    #[test]
    fn a_clock_that_is_set_back_neither_opens_nor_shuts_for_longer_than_is_owed() {
        let folder = tempfile::tempdir().unwrap();
        let (clock, hands) = Clock::stepped(Timestamp::from_millis(1_900_000_000_000));
        set(folder.path(), "402917").unwrap();
        check(folder.path(), "402918", clock.now()).unwrap();
        hands.set(Timestamp::from_millis(1_850_000_000_000));
        assert_eq!(check(folder.path(), "402917", clock.now()).unwrap(), Try::Right, "nothing is owed yet");
        for _ in 0..9 {
            check(folder.path(), "402918", clock.now()).unwrap();
            hands.step(Duration::from_secs(64));
        }
        assert_eq!(
            check(folder.path(), "402918", clock.now()).unwrap(),
            Try::Wrong(Duration::from_secs(15 * 60))
        );
        hands.set(Timestamp::from_millis(1_800_000_000_000));
        let quarter = Duration::from_secs(15 * 60);
        assert_eq!(check(folder.path(), "402917", clock.now()).unwrap(), Try::TooSoon(quarter));
        hands.step(Duration::from_secs(5 * 60));
        let left = Duration::from_secs(10 * 60);
        assert_eq!(check(folder.path(), "402917", clock.now()).unwrap(), Try::TooSoon(left), "it runs");
        hands.step(left);
        assert_eq!(check(folder.path(), "402917", clock.now()).unwrap(), Try::Right);
    }

    #[test]
    fn what_the_folders_owner_put_in_the_way_is_neither_followed_nor_written() {
        let folder = tempfile::tempdir().unwrap();
        let elsewhere = folder.path().join("elsewhere");
        fs::write(&elsewhere, "not ours").unwrap();
        let in_the_way = folder.path().join(format!("{HASH}.new"));
        for put_there in [std::os::unix::fs::symlink::<&Path, &Path>, fs::hard_link::<&Path, &Path>] {
            put_there(&elsewhere, &in_the_way).unwrap();
            set(folder.path(), "402917").unwrap();
            assert_eq!(fs::read_to_string(&elsewhere).unwrap(), "not ours");
            assert!(fs::symlink_metadata(folder.path().join(HASH)).unwrap().is_file());
        }
    }

    #[test]
    fn tries_beyond_counting_stay_shut() {
        let folder = tempfile::tempdir().unwrap();
        let (clock, _hands) = Clock::stepped(Timestamp::from_millis(1_800_000_000_000));
        set(folder.path(), "402917").unwrap();
        let tries = serde_json::to_vec(&Tries { wrong: u32::MAX, shut_until: i64::MIN }).unwrap();
        fs::write(folder.path().join(TRIES), tries).unwrap();
        let quarter = Duration::from_secs(15 * 60);
        assert_eq!(check(folder.path(), "402918", clock.now()).unwrap(), Try::Wrong(quarter));
    }
}
