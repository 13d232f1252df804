//! The typefaces behind Titillium Web: Noto for Cyrillic, Arabic and Chinese, carried inside the program.
//!
//! A kiosk has no typefaces of its own. Slint asks the typeface that a text names first, then the machine's ordinary
//! sans-serif: [`bundle`] makes these that sans-serif, so that every machine shows every language alike.

use slint::fontique_011::{fontique, shared_collection};
use std::sync::Arc;

/// In the order in which they are asked.
static NOTO: [&[u8]; 6] = [
    include_bytes!("../../../assets/fonts/NotoSans-Regular.ttf"),
    include_bytes!("../../../assets/fonts/NotoSans-Bold.ttf"),
    include_bytes!("../../../assets/fonts/NotoSansArabic-Regular.ttf"),
    include_bytes!("../../../assets/fonts/NotoSansArabic-Bold.ttf"),
    include_bytes!("../../../assets/fonts/NotoSansSC-Regular.otf"),
    include_bytes!("../../../assets/fonts/NotoSansSC-Bold.otf"),
];

/// Puts the bundled typefaces behind the one that a text names, for the whole process.
///
/// To be called once the first component exists and before it is shown: Slint has no typefaces before there is a platform.
pub fn bundle() {
    let mut collection = shared_collection();
    let mut families = Vec::new();
    for bytes in &NOTO {
        for (family, _) in collection.register_fonts(fontique::Blob::new(Arc::new(*bytes)), None) {
            if !families.contains(&family) {
                families.push(family);
            }
        }
    }
    for ordinary in [fontique::GenericFamily::SansSerif, fontique::GenericFamily::SystemUi] {
        collection.set_generic_families(ordinary, families.iter().copied());
    }
}
