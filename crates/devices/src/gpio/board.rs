//! A line of a board that a test plays on a Unix socket: one connection for each line, words in lines of text.
//!
//! The kiosk connects and says which part it takes the line for: `button`, `light` or `buzzer`. A button's board then says `down` and
//! `up`; a light or a buzzer is told `on` and `off`, and its board hangs up to be unplugged.

use std::io::{self, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::Duration;

use super::{Button, Edge, GpioError, Output};
use crate::part::read_within;

pub(super) struct BoardLine {
    stream: UnixStream,
    heard: Vec<u8>,
}

impl BoardLine {
    pub(super) fn open(path: &Path, part: &str) -> Result<Self, GpioError> {
        let no_board = |_| GpioError::NoBoard(path.display().to_string());
        let mut stream = UnixStream::connect(path).map_err(no_board)?;
        stream.write_all(format!("{part}\n").as_bytes()).map_err(no_board)?;
        Ok(Self { stream, heard: Vec::new() })
    }

    /// The next whole word.
    fn word(&mut self) -> Option<String> {
        let end = self.heard.iter().position(|byte| *byte == b'\n')?;
        let line: Vec<u8> = self.heard.drain(..=end).collect();
        Some(String::from_utf8_lossy(&line).trim().to_owned())
    }
}

impl Button for BoardLine {
    fn next(&mut self, wait: Duration) -> Result<Option<Edge>, GpioError> {
        loop {
            match self.word().as_deref() {
                Some("down") => return Ok(Some(Edge::Down)),
                Some("up") => return Ok(Some(Edge::Up)),
                Some(word) => return Err(GpioError::Broken(format!("it says {word:?}"))),
                None => {}
            }
            let mut buffer = [0; 64];
            match read_within(&mut self.stream, &mut buffer, wait) {
                Ok(None) => return Ok(None),
                Ok(Some(read)) => self.heard.extend(&buffer[..read]),
                Err(error) => return Err(trouble(error)),
            }
        }
    }
}

impl Output for BoardLine {
    fn set(&mut self, active: bool) -> Result<(), GpioError> {
        let word: &[u8] = if active { b"on\n" } else { b"off\n" };
        self.stream.write_all(word).map_err(trouble)
    }
}

fn trouble(error: io::Error) -> GpioError {
    match error.kind() {
        io::ErrorKind::UnexpectedEof | io::ErrorKind::BrokenPipe | io::ErrorKind::ConnectionReset => {
            GpioError::NoBoard("its socket: it hung up".to_owned())
        }
        _ => error.into(),
    }
}
