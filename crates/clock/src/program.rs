//! The program's side of `--test-clock`: a stepped clock whose hands a driver in another process moves.

use crate::wire::{Answer, Hello, LONGEST_LINE, Order, line};
use crate::{Clock, Hands};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::time::Duration;
use turno_domain::time::Timestamp;

/// How long a program waits for the driver's first order before it goes on with the clock standing at 1970: a driver that sets
/// the time at once is never raced, and one that waits for the program to be ready first is not waited for in vain.
const FIRST_ORDER_WAIT: Duration = Duration::from_secs(5);

/// Why a program could not take its time from a driver.
#[derive(Debug, thiserror::Error)]
pub enum TestClockError {
    /// Nobody listens on the socket, or it may not be opened.
    #[error("no test clock's driver answers on {}: {source}", path.display())]
    Connect {
        /// The socket.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The driver went away before the first order.
    #[error("the test clock's driver on {} went away: {source}", path.display())]
    Lost {
        /// The socket.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl Clock {
    /// A clock moved by the driver that listens on the unix socket `path`, to which this process is `program` (`turno-hub`)
    /// on `device` (its enrolled name; for a hub its site's name).
    ///
    /// Returns after the driver's first order. Without one within five seconds the clock stands at 1970-01-01T00:00Z, from where a
    /// later `set` can only go forward: a service day never goes back by itself. When the driver goes away the clock stands still.
    ///
    /// # Errors
    /// When nobody listens, or the driver closes the connection before its first order.
    pub fn connect_test(path: &Path, program: &str, device: &str) -> Result<Self, TestClockError> {
        Self::connect_test_within(path, program, device, FIRST_ORDER_WAIT)
    }

    pub(crate) fn connect_test_within(
        path: &Path,
        program: &str,
        device: &str,
        wait: Duration,
    ) -> Result<Self, TestClockError> {
        let stream = UnixStream::connect(path)
            .map_err(|source| TestClockError::Connect { path: path.to_path_buf(), source })?;
        let lost = |source| TestClockError::Lost { path: path.to_path_buf(), source };
        let hello = Hello { program: program.to_owned(), device: device.to_owned() };
        (&stream).write_all(&line(&hello)).map_err(lost)?;

        let (clock, hands) = Clock::stepped(Timestamp::from_millis(0));
        let (told, first_order) = mpsc::channel();
        std::thread::Builder::new()
            .name("test-clock".to_owned())
            .spawn(move || match obey(&stream, &hands, &told) {
                Ok(()) => tracing::warn!("the test clock's driver went away: the clock stands still"),
                Err(error) => {
                    tracing::warn!(%error, "the test clock's driver was lost: the clock stands still")
                }
            })
            .map_err(lost)?;
        match first_order.recv_timeout(wait) {
            Ok(()) | Err(mpsc::RecvTimeoutError::Timeout) => Ok(clock),
            Err(mpsc::RecvTimeoutError::Disconnected) => Err(lost(io::ErrorKind::UnexpectedEof.into())),
        }
    }
}

/// Carries out the driver's orders until it goes away; tells once the first is done.
fn obey(stream: &UnixStream, hands: &Hands, first: &mpsc::Sender<()>) -> io::Result<()> {
    let mut lines = BufReader::new(stream);
    let mut text = Vec::new();
    loop {
        text.clear();
        if (&mut lines).take(LONGEST_LINE).read_until(b'\n', &mut text)? == 0 {
            return Ok(());
        }
        let answer = carry_out(&text, hands);
        // Nobody listens after the first order, or after the wait for it.
        let _ = first.send(());
        (&*stream).write_all(&line(&answer))?;
    }
}

fn carry_out(text: &[u8], hands: &Hands) -> Answer {
    let now = |hands: &Hands| hands.now().wall.millis();
    match serde_json::from_slice(text) {
        Ok(Order::Set(millis)) => hands.set(Timestamp::from_millis(millis)),
        Ok(Order::StepMs(millis)) => hands.step_millis(millis),
        Ok(Order::Trusted(trusted)) => hands.set_trusted(trusted),
        Ok(Order::Idle(_)) => {
            let (reading, work) = hands.block_until_idle();
            return Answer { ok: true, now: reading.wall.millis(), work, error: None };
        }
        Err(error) => {
            return Answer {
                ok: false,
                now: now(hands),
                work: 0,
                error: Some(format!("not an order: {error}")),
            };
        }
    }
    Answer { ok: true, now: now(hands), work: hands.work(), error: None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::net::UnixListener;

    /// A driver written against CONTRACT.md's words alone.
    struct Plain(BufReader<UnixStream>);

    impl Plain {
        fn accept(listener: &UnixListener) -> (Self, String) {
            let mut plain = Self(BufReader::new(listener.accept().unwrap().0));
            let hello = plain.hear();
            (plain, hello)
        }

        fn hear(&mut self) -> String {
            let mut line = String::new();
            self.0.read_line(&mut line).unwrap();
            line
        }

        fn ask(&mut self, order: &str) -> serde_json::Value {
            writeln!(self.0.get_ref(), "{order}").unwrap();
            serde_json::from_str(&self.hear()).unwrap()
        }
    }

    fn listener() -> (tempfile::TempDir, PathBuf, UnixListener) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("clock.sock");
        let listener = UnixListener::bind(&path).unwrap();
        (folder, path, listener)
    }

    #[test]
    fn a_program_says_who_it_is_and_starts_at_the_time_it_is_given() {
        let (_folder, path, listener) = listener();
        let driver = std::thread::spawn(move || {
            let (mut plain, hello) = Plain::accept(&listener);
            assert_eq!(hello, "{\"program\":\"turno-kiosk\",\"device\":\"ingresso\"}\n");
            let answer = plain.ask(r#"{"set": 1732176000000}"#);
            assert_eq!(
                (answer["ok"].clone(), answer["now"].clone()),
                (true.into(), 1_732_176_000_000_i64.into())
            );
            plain
        });
        let clock = Clock::connect_test(&path, "turno-kiosk", "ingresso").unwrap();
        let start = clock.now();
        assert_eq!((start.wall.millis(), start.monotonic_ms, start.trusted), (1_732_176_000_000, 0, true));

        let mut plain = driver.join().unwrap();
        assert_eq!(plain.ask(r#"{"step_ms": 1500}"#)["now"], 1_732_176_001_500_i64);
        assert_eq!(clock.now().monotonic_ms, 1_500);
        assert_eq!(plain.ask(r#"{"trusted": false}"#)["ok"], true);
        assert!(!clock.now().trusted);
        assert_eq!(plain.ask(r#"{"trusted": true}"#)["now"], 1_732_176_001_500_i64);
        assert!(clock.now().trusted);
        let refused = plain.ask("{]");
        assert_eq!(
            (refused["ok"].clone(), refused["now"].clone()),
            (false.into(), 1_732_176_001_500_i64.into())
        );
        assert!(refused["error"].as_str().unwrap().starts_with("not an order"));
        assert_eq!(plain.ask(r#"{"idle": true}"#)["ok"], true);
    }

    #[test]
    fn idle_is_answered_only_when_the_work_is_done() {
        let (_folder, path, listener) = listener();
        let connecting =
            std::thread::spawn(move || Clock::connect_test_within(&path, "p", "d", Duration::ZERO).unwrap());
        let (mut plain, _) = Plain::accept(&listener);
        let clock = connecting.join().unwrap();
        let work = clock.busy();
        writeln!(plain.0.get_ref(), r#"{{"idle": true}}"#).unwrap();
        plain.0.get_ref().set_nonblocking(true).unwrap();
        assert_eq!(plain.0.fill_buf().unwrap_err().kind(), io::ErrorKind::WouldBlock);
        plain.0.get_ref().set_nonblocking(false).unwrap();
        drop(work);
        assert!(plain.hear().starts_with("{\"ok\":true,\"now\":0"));
    }

    #[test]
    fn a_driver_in_no_hurry_finds_the_clock_at_1970() {
        let (_folder, path, listener) = listener();
        let connecting =
            std::thread::spawn(move || Clock::connect_test_within(&path, "p", "d", Duration::ZERO).unwrap());
        let (mut plain, _) = Plain::accept(&listener);
        let clock = connecting.join().unwrap();
        assert_eq!((clock.now().wall.millis(), clock.now().trusted), (0, true));
        plain.ask(r#"{"set": 86400000}"#);
        assert_eq!((clock.now().wall.millis(), clock.now().monotonic_ms), (86_400_000, 0));
    }

    #[test]
    fn without_a_driver_there_is_no_clock() {
        let (_folder, path, listener) = listener();
        let gone = std::thread::spawn(move || drop(listener.accept().unwrap()));
        assert!(matches!(Clock::connect_test(&path, "p", "d"), Err(TestClockError::Lost { .. })));
        gone.join().unwrap();
        let nobody = path.with_extension("none");
        let error = Clock::connect_test(&nobody, "p", "d").unwrap_err();
        assert!(error.to_string().contains("clock.none"), "{error}");
    }
}
