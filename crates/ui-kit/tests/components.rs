//! Every component as it looks, in both densities and mirrored. One test: a process has one Slint platform.

mod gallery;

use gallery::{Gallery, Kit};
use slint::{ComponentHandle, PhysicalSize};
use std::path::Path;
use turno_ui_kit::drive::{Stage, pictures};

struct Sheet {
    name: &'static str,
    touch: bool,
    rtl: bool,
    asking: bool,
    size: (u32, u32),
}

const SHEETS: [Sheet; 3] = [
    Sheet { name: "desk", touch: false, rtl: false, asking: false, size: (1000, 900) },
    Sheet { name: "kiosk", touch: true, rtl: false, asking: false, size: (1080, 2400) },
    Sheet { name: "mirrored-asking", touch: true, rtl: true, asking: true, size: (1080, 2400) },
];

#[test]
fn every_component_looks_as_it_was_blessed() {
    Stage::Still.set().expect("the first platform of this process");
    let ui = Gallery::new().expect("a window in memory");
    ui.show().expect("shown in memory");
    let mut faults = Vec::new();
    for sheet in SHEETS {
        ui.global::<Kit<'_>>().set_touch(sheet.touch);
        ui.global::<Kit<'_>>().set_rtl(sheet.rtl);
        ui.set_asking(sheet.asking);
        ui.window().set_size(PhysicalSize::new(sheet.size.0, sheet.size.1));
        let golden = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/pictures")
            .join(sheet.name)
            .with_extension("png");
        let picture = ui.window().take_snapshot().expect("the software renderer draws");
        faults.extend(pictures::compare(&golden, &picture).err());
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
