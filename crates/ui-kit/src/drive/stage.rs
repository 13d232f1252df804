//! Where a driven program shows its window.

use i_slint_backend_testing::{TestingBackend, TestingBackendOptions};
use slint::PlatformError;

/// Where the window is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// On the display, as always.
    Display,
    /// Nowhere: drawn in memory by the software renderer, time passing as it does.
    Headless,
    /// Nowhere, and time stands still but for `i_slint_backend_testing::mock_elapsed_time`: for pictures.
    Still,
}

impl Stage {
    /// Makes this the place of the process's windows. Before the first component is made; once.
    ///
    /// # Errors
    /// When a platform was set before.
    pub fn set(self) -> Result<(), PlatformError> {
        let (mock_time, threading) = match self {
            Stage::Display => return Ok(()),
            Stage::Headless => (false, true),
            Stage::Still => (true, false),
        };
        let backend = TestingBackend::new(TestingBackendOptions {
            mock_time,
            threading,
            renderer_name: Some("software".into()),
        });
        slint::platform::set_platform(Box::new(backend))
            .map_err(|error| PlatformError::Other(format!("a platform was set before: {error}")))
    }
}
