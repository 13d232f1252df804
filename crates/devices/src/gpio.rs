//! The big button, its light and the buzzer.

mod light;

pub use light::LightState;
