//! Lines by the kernel's character devices (`/dev/gpiochip*`), with the kernel's own debouncing.

use std::path::PathBuf;
use std::time::Duration;

use gpiocdev::line::{Bias, EdgeDetection, EdgeKind, Value};
use gpiocdev::request::{Builder, Request};

use super::{Button, DEBOUNCE, Edge, GpioError, Level, Output};

/// The chip of the forty pins of a Raspberry Pi 4, of those before, and of the 5.
#[cfg(not(feature = "rppal"))]
const RASPBERRY: [&str; 3] = ["pinctrl-bcm2711", "pinctrl-bcm2835", "pinctrl-rp1"];

/// Its name in `gpioinfo`.
const CONSUMER: &str = "turno";

/// A line of a chip, and at which level it is active.
pub(super) struct ChipLine {
    chip: PathBuf,
    line: u32,
    level: Level,
}

impl ChipLine {
    pub(super) fn labelled(label: &str, line: u32, level: Level) -> Result<Self, GpioError> {
        Ok(Self { chip: chip(&[label])?, line, level })
    }

    /// On the forty pins of a Raspberry Pi, for a program without `rppal`.
    #[cfg(not(feature = "rppal"))]
    pub(super) fn of_raspberry(line: u8, level: Level) -> Result<Self, GpioError> {
        Ok(Self { chip: raspberry()?, line: line.into(), level })
    }

    pub(super) fn button(&self) -> Result<ChipButton, GpioError> {
        let ask = |bias: Option<Bias>| {
            let mut builder = self.builder();
            builder.as_input().with_edge_detection(EdgeDetection::BothEdges).with_debounce_period(DEBOUNCE);
            builder.with_bias(bias).request()
        };
        let bias = match self.level {
            Level::Low => Bias::PullUp,
            Level::High => Bias::PullDown,
        };
        // Not every chip has resistors of its own; with one outside the line works all the same.
        let request = ask(Some(bias)).or_else(|_| ask(None)).map_err(|error| trouble(error, self.line))?;
        Ok(ChipButton { request })
    }

    pub(super) fn output(&self) -> Result<ChipOutput, GpioError> {
        let request = self.builder().as_output(Value::Inactive).request();
        Ok(ChipOutput { request: request.map_err(|error| trouble(error, self.line))? })
    }

    fn builder(&self) -> Builder {
        let mut builder = Request::builder();
        builder.on_chip(&self.chip).with_consumer(CONSUMER).with_line(self.line);
        match self.level {
            Level::Low => builder.as_active_low(),
            Level::High => builder.as_active_high(),
        };
        builder
    }
}

pub(super) struct ChipButton {
    request: Request,
}

impl Button for ChipButton {
    fn next(&mut self, wait: Duration) -> Result<Option<Edge>, GpioError> {
        let broken = |error: gpiocdev::Error| GpioError::Broken(error.to_string());
        if !self.request.wait_edge_event(wait).map_err(broken)? {
            return Ok(None);
        }
        // Rising means from inactive to active, whichever level that is.
        Ok(Some(match self.request.read_edge_event().map_err(broken)?.kind {
            EdgeKind::Rising => Edge::Down,
            EdgeKind::Falling => Edge::Up,
        }))
    }
}

pub(super) struct ChipOutput {
    request: Request,
}

impl Output for ChipOutput {
    fn set(&mut self, active: bool) -> Result<(), GpioError> {
        let value = if active { Value::Active } else { Value::Inactive };
        self.request.set_lone_value(value).map_err(|error| GpioError::Broken(error.to_string()))
    }
}

#[cfg(not(feature = "rppal"))]
fn raspberry() -> Result<PathBuf, GpioError> {
    chip(&RASPBERRY).map_err(|error| match error {
        GpioError::NoChip(_) => GpioError::NoRaspberry("none of its chips is here".to_owned()),
        error => error,
    })
}

/// The device of the chip that has one of these labels.
fn chip(labels: &[&str]) -> Result<PathBuf, GpioError> {
    let mut refused = false;
    for path in gpiocdev::chip::chips().unwrap_or_default() {
        match gpiocdev::chip::Chip::from_path(&path).and_then(|chip| chip.info()) {
            Ok(info) if labels.contains(&info.label.as_str()) => return Ok(path),
            Ok(_) => {}
            Err(error) => refused |= is(&error, rustix::io::Errno::ACCESS),
        }
    }
    Err(if refused { GpioError::NotAllowed } else { GpioError::NoChip(labels.join(", ")) })
}

fn trouble(error: gpiocdev::Error, line: u32) -> GpioError {
    if is(&error, rustix::io::Errno::BUSY) {
        GpioError::Busy(line)
    } else if is(&error, rustix::io::Errno::ACCESS) {
        GpioError::NotAllowed
    } else {
        GpioError::Broken(error.to_string())
    }
}

/// Whether the system said `errno`. The crate's error holds it in a type that it does not show, so its words are looked at.
fn is(error: &gpiocdev::Error, errno: rustix::io::Errno) -> bool {
    let told = std::io::Error::from_raw_os_error(errno.raw_os_error()).to_string();
    error.to_string().ends_with(&told)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::part::{PartState, Trouble};

    #[test]
    fn what_the_system_said_is_known_again() {
        let told = |kind| gpiocdev::Error::from(std::io::Error::from(kind));
        let error = |errno: rustix::io::Errno| {
            gpiocdev::Error::from(std::io::Error::from_raw_os_error(errno.raw_os_error()))
        };
        assert!(matches!(trouble(error(rustix::io::Errno::BUSY), 17), GpioError::Busy(17)));
        assert!(matches!(trouble(error(rustix::io::Errno::ACCESS), 17), GpioError::NotAllowed));
        assert!(matches!(trouble(told(std::io::ErrorKind::Other), 17), GpioError::Broken(_)));
    }

    #[test]
    fn a_chip_that_is_not_there_is_absent_and_named() {
        let error = chip(&["turno-no-such-chip"]).unwrap_err();
        assert_eq!(error.state(), PartState::Absent);
        assert!(error.to_string().contains("“turno-no-such-chip”"), "{error}");
    }
}
