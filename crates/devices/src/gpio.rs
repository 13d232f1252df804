//! The big button, its light and the buzzer: single lines of a Raspberry Pi, or of any chip that Linux knows.
//!
//! A back end is what [`Button`], [`Light`] and [`Buzzer`] ask for; which one it is stands in the address ([`GpioUrl`]) and is chosen
//! when the part is opened: `rppal` (feature `rppal`), the kernel's character devices by `gpiocdev`, or a board that a test plays.
//! [`KeptButton`], [`KeptLight`] and [`KeptBuzzer`] keep a part going. What counts as one press is [`Presses`]' to say, from edges and
//! a clock that is given to it. Knows no queue: what a press is for is decided elsewhere.

mod address;
mod board;
mod chip;
#[cfg(feature = "fake")]
mod fake;
mod kept;
mod light;
mod presses;
#[cfg(feature = "rppal")]
mod raspberry;

use std::io;
use std::time::Duration;

pub use address::{GpioUrl, GpioUrlError, Level, Line};
#[cfg(feature = "fake")]
pub use fake::FakeBoard;
pub use kept::{KeptButton, KeptBuzzer, KeptLight};
pub use light::LightState;
pub use presses::{LOCK_OUT, Presses};

use crate::part::{PartState, Trouble};
use board::BoardLine;
use chip::ChipLine;

/// A contact must be quiet for so long before the kernel tells of it.
const DEBOUNCE: Duration = Duration::from_millis(25);

/// What a button did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edge {
    /// A finger went down on it.
    Down,
    /// It was let go.
    Up,
}

/// A button on some line.
pub trait Button: Send {
    /// Waits at most `wait` for what it does next.
    ///
    /// # Errors
    /// [`GpioError`]: it cannot be read any more.
    fn next(&mut self, wait: Duration) -> Result<Option<Edge>, GpioError>;
}

/// A light on some line.
pub trait Light: Send {
    /// Lights it, or puts it out.
    ///
    /// # Errors
    /// [`GpioError`]: it cannot be set any more.
    fn light(&mut self, lit: bool) -> Result<(), GpioError>;
}

/// A buzzer on some line.
pub trait Buzzer: Send {
    /// Makes it sound, or silent.
    ///
    /// # Errors
    /// [`GpioError`]: it cannot be set any more.
    fn sound(&mut self, on: bool) -> Result<(), GpioError>;
}

/// A line that is driven: all that a light or a buzzer is.
trait Output: Light + Buzzer {
    fn set(&mut self, active: bool) -> Result<(), GpioError>;
}

impl<T: Output> Light for T {
    fn light(&mut self, lit: bool) -> Result<(), GpioError> {
        self.set(lit)
    }
}

impl<T: Output> Buzzer for T {
    fn sound(&mut self, on: bool) -> Result<(), GpioError> {
        self.set(on)
    }
}

/// Why a line cannot be used, and what to do about it.
#[derive(Debug, thiserror::Error)]
pub enum GpioError {
    /// No such chip.
    #[error("there is no GPIO chip “{0}”: “gpioinfo” of the package gpiod names those of this machine")]
    NoChip(String),
    /// This machine has no such lines.
    #[error("this machine has no lines of a Raspberry Pi: {0}")]
    NoRaspberry(String),
    /// Nobody listens at a fake board's socket.
    #[error("there is no board at {0}")]
    NoBoard(String),
    /// Another program drives the line.
    #[error("line {0} is in use by another program")]
    Busy(u32),
    /// The user of this program may not use the chip.
    #[error("this program may not use the lines: add its user to the group “gpio”")]
    NotAllowed,
    /// It broke while it was used, or cannot do what is asked.
    #[error("the line cannot be used: {0}")]
    Broken(String),
}

impl Trouble for GpioError {
    fn state(&self) -> PartState {
        match self {
            Self::NoChip(_) | Self::NoRaspberry(_) | Self::NoBoard(_) => PartState::Absent,
            Self::Busy(_) | Self::NotAllowed | Self::Broken(_) => PartState::Failing,
        }
    }
}

impl From<io::Error> for GpioError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::PermissionDenied => Self::NotAllowed,
            _ => Self::Broken(error.to_string()),
        }
    }
}

/// Opens a button.
///
/// # Errors
/// [`GpioError`].
pub fn open_button(url: &GpioUrl) -> Result<Box<dyn Button>, GpioError> {
    let level = url.level.unwrap_or(Level::Low);
    Ok(match &url.line {
        #[cfg(feature = "rppal")]
        Line::Raspberry(line) => Box::new(raspberry::button(*line, level)?),
        #[cfg(not(feature = "rppal"))]
        Line::Raspberry(line) => Box::new(ChipLine::of_raspberry(*line, level)?.button()?),
        Line::Chip { label, line } => Box::new(ChipLine::labelled(label, *line, level)?.button()?),
        Line::Fake(path) => Box::new(BoardLine::open(path, "button")?),
    })
}

/// Opens a light, dark.
///
/// # Errors
/// [`GpioError`].
pub fn open_light(url: &GpioUrl) -> Result<Box<dyn Light>, GpioError> {
    Ok(open_output(url, "light")?)
}

/// Opens a buzzer, silent.
///
/// # Errors
/// [`GpioError`].
pub fn open_buzzer(url: &GpioUrl) -> Result<Box<dyn Buzzer>, GpioError> {
    Ok(open_output(url, "buzzer")?)
}

/// Opens a line that is driven, inactive; a board is told for which part.
fn open_output(url: &GpioUrl, part: &str) -> Result<Box<dyn Output>, GpioError> {
    let level = url.level.unwrap_or(Level::High);
    Ok(match &url.line {
        #[cfg(feature = "rppal")]
        Line::Raspberry(line) => Box::new(raspberry::output(*line, level)?),
        #[cfg(not(feature = "rppal"))]
        Line::Raspberry(line) => Box::new(ChipLine::of_raspberry(*line, level)?.output()?),
        Line::Chip { label, line } => Box::new(ChipLine::labelled(label, *line, level)?.output()?),
        Line::Fake(path) => Box::new(BoardLine::open(path, part)?),
    })
}
