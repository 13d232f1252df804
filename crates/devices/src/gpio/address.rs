//! The address of a button, a light or a buzzer as people write it.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

/// Where a line is, and which level means pressed, lit or sounding.
///
/// * `gpio://17`: line 17 of a Raspberry Pi, by its BCM number;
/// * `gpiochip://<label>/<line>`: a line of the chip with this label, as `gpioinfo` shows it;
/// * `fake:///path/to/socket`: a board that a test plays.
///
/// `?active=low` or `?active=high` says which level is meant. Unsaid, a button closes to ground (low; its line is pulled up) and a
/// light or a buzzer goes on with a high level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GpioUrl {
    /// The line.
    pub line: Line,
    /// Which level means pressed, lit or sounding, where it is said.
    pub level: Option<Level>,
}

/// A line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// Of a Raspberry Pi, by its BCM number.
    Raspberry(u8),
    /// Of any chip.
    Chip {
        /// The chip's label; chips are numbered otherwise after some updates of the kernel.
        label: String,
        /// Its number on the chip.
        line: u32,
    },
    /// Of a board that a test plays, by its socket.
    Fake(PathBuf),
}

/// A level of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// Ground.
    Low,
    /// 3.3 V.
    High,
}

/// An address that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "“{found}” is no line: {why}. Expected gpio://<BCM number> or gpiochip://<label>/<number>, with ?active=low or ?active=high if need be"
)]
pub struct GpioUrlError {
    found: String,
    why: &'static str,
}

impl GpioUrl {
    /// Whether nothing but this machine's own programs can be behind it. A test's clock may use no other line.
    #[must_use]
    pub fn stays_on_this_machine(&self) -> bool {
        matches!(self.line, Line::Fake(_))
    }
}

impl FromStr for GpioUrl {
    type Err = GpioUrlError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        parse(text).map_err(|why| GpioUrlError { found: text.to_owned(), why })
    }
}

fn parse(text: &str) -> Result<GpioUrl, &'static str> {
    const NO_NUMBER: &str = "its line is not a number";
    let (scheme, rest) = text.split_once("://").ok_or("it has no scheme")?;
    let (rest, level) = match rest.split_once("?active=") {
        None => (rest, None),
        Some((rest, "low")) => (rest, Some(Level::Low)),
        Some((rest, "high")) => (rest, Some(Level::High)),
        Some(_) => return Err("active is neither low nor high"),
    };
    let line = match scheme {
        "gpio" => Line::Raspberry(rest.parse().map_err(|_| NO_NUMBER)?),
        "gpiochip" => {
            let (label, line) = rest.rsplit_once('/').ok_or("it has no line")?;
            if label.is_empty() {
                return Err("it has no chip");
            }
            Line::Chip { label: label.to_owned(), line: line.parse().map_err(|_| NO_NUMBER)? }
        }
        "fake" if rest.starts_with('/') && rest.len() > 1 => Line::Fake(rest.into()),
        "fake" => return Err("its path is not absolute"),
        _ => return Err("its scheme is unknown"),
    };
    Ok(GpioUrl { line, level })
}

impl fmt::Display for GpioUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.line {
            Line::Raspberry(line) => write!(f, "gpio://{line}")?,
            Line::Chip { label, line } => write!(f, "gpiochip://{label}/{line}")?,
            Line::Fake(path) => write!(f, "fake://{}", path.display())?,
        }
        match self.level {
            None => Ok(()),
            Some(Level::Low) => f.write_str("?active=low"),
            Some(Level::High) => f.write_str("?active=high"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_read_and_written_alike() {
        for text in [
            "gpio://17",
            "gpio://27?active=low",
            "gpiochip://pinctrl-bcm2711/17?active=high",
            "gpiochip://9030000.pl061/2",
            "fake:///run/board.sock",
        ] {
            assert_eq!(text.parse::<GpioUrl>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (text, why) in [
            ("17", "it has no scheme"),
            ("pin://17", "its scheme is unknown"),
            ("gpio://GPIO17", "its line is not a number"),
            ("gpio://-1", "its line is not a number"),
            ("gpio://17?active=on", "active is neither low nor high"),
            ("gpiochip://17", "it has no line"),
            ("gpiochip:///17", "it has no chip"),
            ("gpiochip://pinctrl-rp1/x", "its line is not a number"),
            ("fake://board.sock", "its path is not absolute"),
        ] {
            let error = text.parse::<GpioUrl>().unwrap_err().to_string();
            assert!(error.contains(why) && error.contains(text), "{error}");
        }
    }

    #[test]
    fn only_a_fake_stays_here() {
        assert!("fake:///run/board.sock".parse::<GpioUrl>().unwrap().stays_on_this_machine());
        assert!(!"gpio://17".parse::<GpioUrl>().unwrap().stays_on_this_machine());
    }
}
