//! The words between a driver and a driven program.

use serde::{Deserialize, Serialize};

/// What a driver asks for; one JSON object a line, the fields beside the verb optional.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Order {
    /// Presses and releases the pointer in the middle of the one visible element with this label.
    Click {
        /// The element's label.
        click: String,
        /// Which elements are meant.
        #[serde(flatten)]
        which: Which,
    },
    /// Presses and releases the pointer at this point, whatever is there.
    Tap {
        /// From the left and from the top, in logical pixels.
        tap: (f32, f32),
    },
    /// Presses the pointer at this point, whatever is there, and holds it.
    Press {
        /// From the left and from the top, in logical pixels.
        press: (f32, f32),
    },
    /// Releases the pointer where it is held.
    Release {
        /// From the left and from the top, in logical pixels.
        release: (f32, f32),
    },
    /// Waits until an element with this label or description can be seen.
    Wait {
        /// The element's label.
        wait: String,
        /// Which elements are meant.
        #[serde(flatten)]
        which: Which,
        /// How long at most, in milliseconds; 10 seconds when absent.
        within_ms: Option<u64>,
    },
    /// Waits until no element with this label or description can be seen.
    Gone {
        /// The element's label.
        gone: String,
        /// Which elements are meant.
        #[serde(flatten)]
        which: Which,
        /// How long at most, in milliseconds; 10 seconds when absent.
        within_ms: Option<u64>,
    },
    /// Replaces what stands in the field with this label, as a screen reader would.
    Set {
        /// The field's label.
        set: String,
        /// What it then holds.
        value: String,
    },
    /// Types a text into whatever has the focus, key by key.
    Type {
        /// The text.
        r#type: String,
    },
    /// Presses and releases one named key (`Return`, `Escape`, `Tab`, `F8` …) or one character, perhaps with modifiers.
    Key {
        /// The key's name.
        key: String,
        /// Held meanwhile: `Control`, `Shift`, `Alt`.
        #[serde(default)]
        with: Vec<String>,
    },
    /// Says what can be found in the window.
    List {
        /// Whether only what can be seen is told.
        list: bool,
    },
    /// Writes the window's picture into a PNG file.
    Snapshot {
        /// Where to.
        snapshot: std::path::PathBuf,
    },
    /// Gives the window another size, in pixels.
    Size {
        /// Width and height.
        size: (u32, u32),
    },
    /// Ends the program's event loop.
    Quit {
        /// Always true.
        quit: bool,
    },
}

/// Which of the elements with a label are meant.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Which {
    /// The role, as Slint writes it (`button`, `text-input`, `text` …); any when absent.
    pub role: Option<String>,
    /// Whether the label may be part of a longer one.
    pub part: bool,
    /// Which one, from 0, when several fit; when absent several are an error for a click.
    pub nth: Option<usize>,
}

/// What the program says to an order.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// Whether the order was carried out.
    pub ok: bool,
    /// Why not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// What was found, for `list`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub elements: Vec<Place>,
}

impl Answer {
    /// Done.
    pub(super) fn done() -> Self {
        Self { ok: true, ..Self::default() }
    }

    /// Not done, and why.
    pub(super) fn refused(why: impl Into<String>) -> Self {
        Self { error: Some(why.into()), ..Self::default() }
    }
}

/// One element that a screen reader would find, and where it stands, in logical pixels.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// What it is.
    pub role: String,
    /// What it is called.
    pub label: String,
    /// What else is said of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// What it holds.
    pub value: Option<String>,
    /// Whether it can be used.
    pub enabled: bool,
    /// Whether it is ticked, where it can be.
    pub checked: Option<bool>,
    /// Left, top, width, height.
    pub at: (f32, f32, f32, f32),
    /// Whether its middle lies in the window and some of it is not clipped away.
    pub seen: bool,
}
