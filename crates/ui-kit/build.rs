//! Reads the colours of `ui/tokens.slint` for Rust, so that they are written once, and compiles the gallery, so that a
//! component that does not compile fails here and not in a program.

use std::{env, fmt::Write, fs, path::Path};

fn main() {
    let source = Path::new("ui").join("tokens.slint");
    println!("cargo::rerun-if-changed={}", source.display());
    let text = fs::read_to_string(&source).expect("ui/tokens.slint is part of this crate");
    let (mut constants, mut strong) = (String::new(), String::new());
    let mut services = Vec::new();
    for line in text.lines() {
        let Some((name, value)) =
            line.trim().strip_prefix("out property <color> ").and_then(|l| l.split_once(": "))
        else {
            continue;
        };
        let constant = name.replace('-', "_").to_uppercase();
        let (in_contrast, ordinary) = value
            .trim_end_matches(';')
            .strip_prefix("Kit.contrast ? ")
            .and_then(|values| values.split_once(" : "))
            .expect("a colour has a value for high contrast and an ordinary one");
        write_colour(&mut constants, &format!("`Colour.{name}`."), &constant, ordinary);
        write_colour(&mut strong, &format!("`Colour.{name}` in high contrast."), &constant, in_contrast);
        if name.starts_with("service-") {
            services.push(constant);
        }
    }
    compile_gallery();
    assert!(!services.is_empty(), "ui/tokens.slint names no service colour");
    let list = format!(
        "/// The services' colours in the order of their letters.\npub const SERVICES: [Rgb; {}] = [{}];\n",
        services.len(),
        services.join(", ")
    );
    constants += &list;
    strong += &list;
    write!(
        constants,
        "/// The colours of high contrast.\npub mod contrast {{\nuse super::Rgb;\n{strong}}}\n"
    )
    .expect("writing to a string");
    let out = env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    fs::write(Path::new(&out).join("tokens.rs"), constants).expect("OUT_DIR can be written");
}

/// One constant; `hex` is #rrggbb or #rrggbbaa.
fn write_colour(constants: &mut String, about: &str, constant: &str, hex: &str) {
    let hex = hex.trim_start_matches('#');
    let channel =
        |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).expect("a colour is #rrggbb or #rrggbbaa");
    let (red, green, blue) = (channel(0), channel(2), channel(4));
    writeln!(constants, "/// {about}\npub const {constant}: Rgb = Rgb({red}, {green}, {blue});")
        .expect("writing to a string");
}

/// The sheet of all components that this crate's own tests draw.
fn compile_gallery() {
    let sheet = slint_build::CompilerConfiguration::new()
        .with_style("fluent".to_owned())
        .embed_resources(slint_build::EmbedResourcesKind::EmbedFiles);
    slint_build::compile_with_config("ui/gallery.slint", sheet).expect("the components compile");
}
