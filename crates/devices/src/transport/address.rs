//! A printer's address as people write it.

use std::fmt;
use std::net::IpAddr;
use std::path::PathBuf;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Where a printer is.
///
/// * `tcp://host[:port]`: a network printer, port 9100 unless said otherwise;
/// * `serial:///dev/serial/by-id/…[?baud=19200]`: a serial or USB-serial printer, 8N1, 19200 unless said otherwise;
/// * `usb:///dev/usb/lp0`: a USB printer through the kernel's printer class;
/// * `file:///path`: no printer. A directory (or a path that ends in `/`) gets one file per job, any other path is a file
///   to which every job is appended. What is synced to disk counts as proven.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum PrinterUrl {
    /// A network printer.
    Tcp {
        /// Name or address; an IPv6 address in brackets.
        host: String,
        /// Port, 9100 by custom.
        port: u16,
    },
    /// A serial printer.
    Serial {
        /// Device node.
        path: PathBuf,
        /// Bits per second.
        baud: u32,
    },
    /// A printer of the USB printer class.
    Usb {
        /// Device node.
        path: PathBuf,
    },
    /// A file or a folder of files.
    File {
        /// As written, with its closing `/` if it had one.
        path: PathBuf,
    },
}

/// A printer's address that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "“{found}” is no printer: {why}. Expected tcp://host:port, serial:///dev/…[?baud=19200], usb:///dev/usb/lp0 or \
     file:///path"
)]
pub struct PrinterUrlError {
    found: String,
    why: &'static str,
}

impl PrinterUrl {
    /// Whether nothing but this machine's own programs and files can be behind it: a file, the loopback address, a
    /// pseudo-terminal. A test's clock may drive no other printer.
    #[must_use]
    pub fn stays_on_this_machine(&self) -> bool {
        match self {
            Self::Tcp { host, .. } => {
                let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
                address.map_or(host == "localhost", |address| address.is_loopback())
            }
            Self::Serial { path, .. } | Self::Usb { path } => {
                path.canonicalize().is_ok_and(|path| path.starts_with("/dev/pts"))
            }
            Self::File { .. } => true,
        }
    }
}

const RAW_PORT: u16 = 9100;
const USUAL_BAUD: u32 = 19_200;

impl FromStr for PrinterUrl {
    type Err = PrinterUrlError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        parse(text).map_err(|why| PrinterUrlError { found: text.to_owned(), why })
    }
}

fn parse(text: &str) -> Result<PrinterUrl, &'static str> {
    let (scheme, rest) = text.split_once("://").ok_or("it has no scheme")?;
    match scheme {
        "tcp" => tcp(rest),
        "serial" => serial(rest),
        "usb" => Ok(PrinterUrl::Usb { path: absolute(rest)? }),
        "file" => Ok(PrinterUrl::File { path: absolute(rest)? }),
        _ => Err("its scheme is unknown"),
    }
}

fn tcp(rest: &str) -> Result<PrinterUrl, &'static str> {
    let rest = rest.strip_suffix('/').unwrap_or(rest);
    let after_bracket = rest.rfind(']').map_or(0, |at| at + 1);
    let (host, port) = match rest[after_bracket..].rfind(':') {
        Some(colon) => {
            let colon = after_bracket + colon;
            (&rest[..colon], rest[colon + 1..].parse().map_err(|_| "its port is not a number up to 65535")?)
        }
        None => (rest, RAW_PORT),
    };
    if host.is_empty() || host.contains(['/', '?', ' ']) {
        return Err("it has no host");
    }
    Ok(PrinterUrl::Tcp { host: host.to_owned(), port })
}

fn serial(rest: &str) -> Result<PrinterUrl, &'static str> {
    let (path, baud) = match rest.split_once("?baud=") {
        Some((path, baud)) => (path, baud.parse().map_err(|_| "its baud is not a number")?),
        None => (rest, USUAL_BAUD),
    };
    if baud == 0 {
        return Err("its baud is zero");
    }
    Ok(PrinterUrl::Serial { path: absolute(path)?, baud })
}

fn absolute(path: &str) -> Result<PathBuf, &'static str> {
    if path.starts_with('/') && path.len() > 1 {
        Ok(PathBuf::from(path))
    } else {
        Err("its path is not absolute")
    }
}

impl fmt::Display for PrinterUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp { host, port } => write!(f, "tcp://{host}:{port}"),
            Self::Serial { path, baud: USUAL_BAUD } => write!(f, "serial://{}", path.display()),
            Self::Serial { path, baud } => write!(f, "serial://{}?baud={baud}", path.display()),
            Self::Usb { path } => write!(f, "usb://{}", path.display()),
            Self::File { path } => write!(f, "file://{}", path.display()),
        }
    }
}

impl TryFrom<String> for PrinterUrl {
    type Error = PrinterUrlError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<PrinterUrl> for String {
    fn from(url: PrinterUrl) -> Self {
        url.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_read_and_written_alike() {
        for text in [
            "tcp://192.168.1.40:9100",
            "tcp://[::1]:41000",
            "tcp://printer.lan:9101",
            "serial:///dev/serial/by-id/usb-Custom_VKP80",
            "serial:///dev/ttyUSB0?baud=9600",
            "usb:///dev/usb/lp0",
            "file:///var/spool/tickets/",
            "file:///var/spool/tickets.bin",
        ] {
            let url: PrinterUrl = text.parse().expect(text);
            assert_eq!(url.to_string(), text);
        }
    }

    #[test]
    fn what_is_left_out_has_the_usual_value() {
        assert_eq!("tcp://printer".parse(), Ok(PrinterUrl::Tcp { host: "printer".into(), port: 9100 }));
        assert_eq!("tcp://[fe80::1]".parse(), Ok(PrinterUrl::Tcp { host: "[fe80::1]".into(), port: 9100 }));
        assert_eq!(
            "serial:///dev/ttyS0".parse(),
            Ok(PrinterUrl::Serial { path: "/dev/ttyS0".into(), baud: 19_200 })
        );
    }

    #[test]
    fn a_test_may_print_to_this_machine_only() {
        let stays = |text: &str| text.parse::<PrinterUrl>().expect(text).stays_on_this_machine();
        for text in ["tcp://127.0.0.1:41000", "tcp://[::1]:9100", "tcp://localhost:9100", "file:///tickets/"]
        {
            assert!(stays(text), "{text}");
        }
        for text in ["tcp://192.168.1.40", "tcp://printer.lan", "serial:///dev/ttyS0", "usb:///dev/usb/lp0"] {
            assert!(!stays(text), "{text}");
        }
    }

    #[test]
    fn what_cannot_be_read_says_why() {
        for text in [
            "",
            "printer",
            "lpt://1",
            "tcp://",
            "tcp://host:99999",
            "tcp://:9100",
            "serial://ttyUSB0",
            "usb:///",
            "serial:///dev/ttyS0?baud=fast",
            "serial:///dev/ttyS0?baud=0",
            "file://relative",
            "tcp://host/path",
        ] {
            let error = text.parse::<PrinterUrl>().expect_err(text);
            assert!(error.to_string().contains("Expected tcp://"), "{error}");
        }
    }
}
