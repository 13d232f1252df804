//! In which ways the screens help somebody to read, reach and hear; one touch each, and gone with the citizen.

/// What can be switched by one touch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Larger letters.
    Large,
    /// Strong contrast.
    Contrast,
    /// Everything that is touched stands in the lower part.
    Low,
    /// The kiosk speaks.
    Speech,
}

/// What is switched on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Modes {
    /// Larger letters.
    pub large: bool,
    /// Strong contrast.
    pub contrast: bool,
    /// Everything that is touched stands in the lower part.
    pub low: bool,
    /// The kiosk speaks.
    pub speech: bool,
}

impl Modes {
    /// Switches one of them on or off.
    pub(super) fn toggle(&mut self, mode: Mode) {
        let switch = match mode {
            Mode::Large => &mut self.large,
            Mode::Contrast => &mut self.contrast,
            Mode::Low => &mut self.low,
            Mode::Speech => &mut self.speech,
        };
        *switch = !*switch;
    }
}
