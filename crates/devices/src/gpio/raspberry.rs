//! Lines of a Raspberry Pi by `rppal`. Elsewhere each of its calls is an error, never a panic.

use std::time::Duration;

use rppal::gpio::{Error, Gpio, InputPin, OutputPin, Pin, Trigger};

use super::{Button, DEBOUNCE, Edge, GpioError, Level, Output};

pub(super) struct PiButton {
    pin: InputPin,
    level: Level,
}

pub(super) fn button(line: u8, level: Level) -> Result<PiButton, GpioError> {
    let pin = pin(line)?;
    let mut pin = match level {
        Level::Low => pin.into_input_pullup(),
        Level::High => pin.into_input_pulldown(),
    };
    pin.set_interrupt(Trigger::Both, Some(DEBOUNCE)).map_err(trouble)?;
    Ok(PiButton { pin, level })
}

impl Button for PiButton {
    fn next(&mut self, wait: Duration) -> Result<Option<Edge>, GpioError> {
        let event = self.pin.poll_interrupt(false, Some(wait)).map_err(trouble)?;
        Ok(event.map(|event| match (event.trigger, self.level) {
            (Trigger::FallingEdge, Level::Low) | (Trigger::RisingEdge, Level::High) => Edge::Down,
            _ => Edge::Up,
        }))
    }
}

pub(super) struct PiOutput {
    pin: OutputPin,
    level: Level,
}

pub(super) fn output(line: u8, level: Level) -> Result<PiOutput, GpioError> {
    let pin = pin(line)?;
    let pin = match level {
        Level::Low => pin.into_output_high(),
        Level::High => pin.into_output_low(),
    };
    Ok(PiOutput { pin, level })
}

impl Output for PiOutput {
    fn set(&mut self, active: bool) -> Result<(), GpioError> {
        if active == (self.level == Level::High) {
            self.pin.set_high()
        } else {
            self.pin.set_low()
        }
        Ok(())
    }
}

fn pin(line: u8) -> Result<Pin, GpioError> {
    Gpio::new().and_then(|gpio| gpio.get(line)).map_err(trouble)
}

fn trouble(error: Error) -> GpioError {
    match error {
        Error::UnknownModel => GpioError::NoRaspberry(error.to_string()),
        Error::PinUsed(line) => GpioError::Busy(line.into()),
        Error::PermissionDenied(_) => GpioError::NotAllowed,
        // On other machines the files by which it knows a Raspberry Pi are missing.
        Error::Io(error) if error.kind() == std::io::ErrorKind::NotFound => {
            GpioError::NoRaspberry(error.to_string())
        }
        error => GpioError::Broken(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::part::Trouble;

    #[test]
    fn elsewhere_than_on_a_raspberry_pi_a_line_is_an_error_and_no_panic() {
        let error = button(17, Level::Low).err();
        // On a Raspberry Pi there is none, unless this user may not.
        if let Some(error) = error {
            assert!(!error.to_string().is_empty());
            let _ = error.state();
        }
    }
}
