//! A scanner's address as people write it.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

/// Bits per second of most scanners as they are sold; a USB scanner that plays a serial port takes any.
const USUAL_BAUD: u32 = 9_600;

/// Where a scanner is: `serial:///dev/serial/by-id/…[?baud=9600]`, 8N1, or `fake:///path/to/socket` for tests and the demo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ScannerUrl {
    /// A serial or USB-serial scanner.
    Serial {
        /// Device node.
        path: PathBuf,
        /// Bits per second.
        baud: u32,
    },
    /// A Unix socket on which a test listens: what it writes is what a scanner would send.
    Fake {
        /// The socket.
        path: PathBuf,
    },
}

/// A scanner's address that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{found}” is no scanner: {why}. Expected serial:///dev/serial/by-id/…[?baud=9600]")]
pub struct ScannerUrlError {
    found: String,
    why: &'static str,
}

impl ScannerUrl {
    /// Whether nothing but this machine's own programs can be behind it. A test's clock may use no other scanner.
    #[must_use]
    pub fn stays_on_this_machine(&self) -> bool {
        match self {
            Self::Serial { path, .. } => path.canonicalize().is_ok_and(|path| path.starts_with("/dev/pts")),
            Self::Fake { .. } => true,
        }
    }
}

impl FromStr for ScannerUrl {
    type Err = ScannerUrlError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        parse(text).map_err(|why| ScannerUrlError { found: text.to_owned(), why })
    }
}

fn parse(text: &str) -> Result<ScannerUrl, &'static str> {
    let (scheme, rest) = text.split_once("://").ok_or("it has no scheme")?;
    match scheme {
        "serial" => {
            let (path, baud) = match rest.split_once("?baud=") {
                Some((path, baud)) => (path, baud.parse().map_err(|_| "its baud is not a number")?),
                None => (rest, USUAL_BAUD),
            };
            if baud == 0 {
                return Err("its baud is zero");
            }
            Ok(ScannerUrl::Serial { path: absolute(path)?, baud })
        }
        "fake" => Ok(ScannerUrl::Fake { path: absolute(rest)? }),
        _ => Err("its scheme is unknown"),
    }
}

fn absolute(path: &str) -> Result<PathBuf, &'static str> {
    if path.starts_with('/') && path.len() > 1 { Ok(path.into()) } else { Err("its path is not absolute") }
}

impl fmt::Display for ScannerUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Serial { path, baud: USUAL_BAUD } => write!(f, "serial://{}", path.display()),
            Self::Serial { path, baud } => write!(f, "serial://{}?baud={baud}", path.display()),
            Self::Fake { path } => write!(f, "fake://{}", path.display()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_read_and_written_alike() {
        for text in [
            "serial:///dev/serial/by-id/usb-Honeywell",
            "serial:///dev/ttyACM0?baud=115200",
            "fake:///run/scanner.sock",
        ] {
            assert_eq!(text.parse::<ScannerUrl>().unwrap().to_string(), text);
        }
        let plain: ScannerUrl = "serial:///dev/ttyACM0?baud=9600".parse().unwrap();
        assert_eq!(plain, ScannerUrl::Serial { path: "/dev/ttyACM0".into(), baud: 9_600 });
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (text, why) in [
            ("/dev/ttyACM0", "it has no scheme"),
            ("usb:///dev/ttyACM0", "its scheme is unknown"),
            ("serial://ttyACM0", "its path is not absolute"),
            ("serial:///dev/ttyACM0?baud=fast", "its baud is not a number"),
            ("serial:///dev/ttyACM0?baud=0", "its baud is zero"),
            ("fake://", "its path is not absolute"),
        ] {
            let error = text.parse::<ScannerUrl>().unwrap_err().to_string();
            assert!(error.contains(why) && error.contains(text), "{error}");
        }
    }

    #[test]
    fn only_a_fake_or_a_pseudo_terminal_stays_here() {
        assert!("fake:///run/scanner.sock".parse::<ScannerUrl>().unwrap().stays_on_this_machine());
        assert!(!"serial:///dev/ttyACM0".parse::<ScannerUrl>().unwrap().stays_on_this_machine());
    }
}
