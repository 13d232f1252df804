//! Compiles the screens, with the shared library `@kit` and the translations in the binary.

use slint_build::{CompilerConfiguration, DefaultTranslationContext, EmbedResourcesKind};

fn main() {
    let screens = CompilerConfiguration::new()
        .with_library_paths(turno_ui_kit::library_paths())
        .with_style(turno_ui_kit::STYLE.to_owned())
        .embed_resources(EmbedResourcesKind::EmbedFiles)
        .with_default_translation_context(DefaultTranslationContext::None)
        .with_bundled_translations("lang");
    slint_build::compile_with_config("ui/desk.slint", screens).expect("the screens compile");
}
