//! What somebody typed, as it is read back.

pub(super) use turno_domain::typed::Typed;

/// All but the last `clear` characters as dots.
pub(super) fn masked(text: &str, clear: usize) -> String {
    let hidden = text.chars().count().saturating_sub(clear);
    text.chars().enumerate().map(|(at, character)| if at < hidden { '•' } else { character }).collect()
}
