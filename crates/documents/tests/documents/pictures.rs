//! What the forms look like: each page drawn from its PDF, beside the one in `tests/goldens`. With `TURNO_BLESS=1` these are made
//! anew, to be looked at; the build folder's `tmp/documents` has them large.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use turno_documents::{Form, FormKind, Pdf};
use turno_domain::text::Language;

use crate::forms::next_step;
use crate::page::{Drawn, drawn, printed};

/// Dots per typographic point: enough to see that something moved.
const SMALL: f32 = 0.7;
/// Enough to read.
const LARGE: f32 = 1.6;
/// Dots that may differ by more than a shade, in a thousand: edges are smoothed by what the processor can do.
const MAY_DIFFER: usize = 2;
const SHADE: u8 = 40;

fn golden(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/goldens").join(name)
}

fn write(path: &Path, page: &Drawn) {
    let mut encoder = png::Encoder::new(File::create(path).unwrap(), page.width as u32, page.height as u32);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_compression(png::Compression::High);
    encoder.write_header().unwrap().write_image_data(&page.grey).unwrap();
}

fn read(path: &Path) -> Drawn {
    let mut reader =
        png::Decoder::new(std::io::BufReader::new(File::open(path).unwrap())).read_info().unwrap();
    let mut grey = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut grey).unwrap();
    Drawn { width: info.width as usize, height: info.height as usize, grey }
}

fn compare(name: &str, pdf: &Pdf) {
    let large = Path::new(env!("CARGO_TARGET_TMPDIR")).join("documents");
    fs::create_dir_all(&large).unwrap();
    for (number, page) in drawn(pdf, LARGE).iter().enumerate() {
        write(&large.join(format!("{name}-{}.png", number + 1)), page);
    }
    for (number, page) in drawn(pdf, SMALL).iter().enumerate() {
        let path = golden(&format!("{name}-{}.png", number + 1));
        if std::env::var_os("TURNO_BLESS").is_some() {
            write(&path, page);
        }
        let known = read(&path);
        assert_eq!((page.width, page.height), (known.width, known.height), "{name}");
        let other = page.grey.iter().zip(&known.grey).filter(|(a, b)| a.abs_diff(**b) > SHADE).count();
        assert!(
            other * 1000 <= MAY_DIFFER * page.grey.len(),
            "{name} looks otherwise ({other} dots); TURNO_BLESS=1 makes it anew, to be looked at"
        );
    }
}

#[test]
fn the_discharge_form_in_every_language() {
    for language in Language::ALL {
        let name = format!("prossimo-passo-{language}");
        compare(&name, &printed(&Form::NextStep(next_step(language))));
    }
}

#[test]
fn the_discharge_form_with_as_little_as_it_can_have() {
    let bare = FormKind::NextStep.examples().into_iter().find(|form| match form {
        Form::NextStep(next) => next.code.is_none(),
        _ => false,
    });
    compare("prossimo-passo-vuoto", &printed(&bare.expect("an example without a code")));
}

#[test]
fn the_other_forms() {
    for (kind, names) in [
        (FormKind::PrivacyNotice, &["informativa-firma", "informativa-letta", "informativa-rifiutata"][..]),
        (FormKind::CitizenSheet, &["scheda", "scheda-vuota"]),
        (FormKind::Attendance, &["attestato", "attestato-vuoto"]),
    ] {
        let forms = kind.examples();
        assert_eq!(forms.len(), names.len());
        for (form, name) in forms.iter().zip(names) {
            compare(name, &printed(form));
        }
    }
}
