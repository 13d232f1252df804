//! The shared Slint library `@kit`: tokens, components, on-screen keyboard.
//!
//! It owns how every screen of Turno looks: the `.slint` files under `ui/`, the typeface and the icons they name, and the
//! colours as Rust values. It must not know what a ticket, a hub or a citizen is: words and facts come from the programs.
//!
//! Programs share the *source*: `turno-ui-kit` is a build-dependency, and build.rs hands [`library_paths`] to the Slint
//! compiler, after which `import { Card } from "@kit";` works.

use std::{collections::HashMap, path::PathBuf};

#[cfg(feature = "drive")]
pub mod drive;
#[cfg(feature = "screens")]
pub mod four_keys;
pub mod tokens;
#[cfg(feature = "screens")]
pub mod typeface;

/// The style of Slint's own widgets in every program, so that a desktop's theme changes nothing.
pub const STYLE: &str = "fluent";

/// Where the Slint compiler finds `@kit`; for `CompilerConfiguration::with_library_paths` in a program's build.rs.
pub fn library_paths() -> HashMap<String, PathBuf> {
    HashMap::from([("kit".to_owned(), PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/ui/kit.slint")))])
}
