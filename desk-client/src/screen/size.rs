//! The two sizes of the window: whole, and narrow beside another program.

use super::DeskWindow;
use slint::{ComponentHandle, LogicalSize, PhysicalPosition, PhysicalSize};
use std::cell::Cell;

/// How wide the narrow window is, logical pixels.
const STRIP_WIDTH: f32 = 320.0;
/// How high it is at most, logical pixels: a browser's own bars stay free.
const STRIP_HEIGHT: f32 = 760.0;

/// Where the whole window was.
#[derive(Clone, Copy)]
struct Whole {
    size: PhysicalSize,
    position: PhysicalPosition,
    maximised: bool,
}

/// Which of the two the window has.
#[derive(Default)]
pub struct Size {
    /// The whole window, while it is narrow.
    whole: Cell<Option<Whole>>,
}

impl Size {
    /// Makes the window narrow, at the right edge of where it was, or whole again. Where a window system does not let a program
    /// place its window, only the size changes.
    pub fn make(&self, ui: &DeskWindow, narrow: bool) {
        let window = ui.window();
        match (narrow, self.whole.get()) {
            (true, None) => {
                let (size, position) = (window.size(), window.position());
                let whole = Whole { size, position, maximised: window.is_maximized() };
                self.whole.set(Some(whole));
                window.set_maximized(false);
                let scale = window.scale_factor();
                let high = (size.height as f32 / scale).min(STRIP_HEIGHT);
                window.set_size(LogicalSize::new(STRIP_WIDTH, high));
                let right = position.x.saturating_add_unsigned(size.width);
                let left = right.saturating_sub((STRIP_WIDTH * scale) as i32);
                window.set_position(PhysicalPosition::new(left, position.y));
            }
            (false, Some(whole)) => {
                self.whole.set(None);
                window.set_size(whole.size);
                window.set_position(whole.position);
                window.set_maximized(whole.maximised);
            }
            _ => {}
        }
    }
}
