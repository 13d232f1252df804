//! The keys' way from one thing that can be touched to the next, for the arrows of a kiosk's keypad.
//!
//! Slint itself moves by Tab; which key means what is said by `FourKeys` of the Slint library.

use slint::platform::{Key, WindowEvent};

/// Puts the keys on what comes next, or before, as Tab and Shift+Tab do; what `Kit.step-focus` asks for.
///
/// # Errors
/// When the window's platform takes no events.
pub fn step(window: &slint::Window, forward: bool) -> Result<(), slint::PlatformError> {
    let key = if forward { Key::Tab } else { Key::Backtab };
    window.dispatch_event_with_result(WindowEvent::KeyPressed { text: key.into() })?;
    window.dispatch_event_with_result(WindowEvent::KeyReleased { text: key.into() })?;
    Ok(())
}
