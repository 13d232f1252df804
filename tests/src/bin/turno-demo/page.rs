//! `index.html`: the visit told step by step, in Italian, in one file that needs no other.

use crate::album::Album;
use anyhow::{Context, Result};
use base64::Engine;
use std::fmt::Write;
use std::path::Path;

/// The typeface of the screens.
const REGULAR: &[u8] = include_bytes!("../../../../assets/fonts/TitilliumWeb-Regular.ttf");
const BOLD: &[u8] = include_bytes!("../../../../assets/fonts/TitilliumWeb-Bold.ttf");

/// One step of the story.
pub struct Step {
    /// The site's clock.
    pub time: &'static str,
    /// What happens, in a few words.
    pub title: String,
    /// What there is to see.
    pub text: String,
    /// Its pictures, by name, each with a sentence for whoever does not see it.
    pub pictures: Vec<(&'static str, &'static str)>,
}

/// One figure of the morning.
pub struct Fact {
    /// What it is, in Italian.
    pub italian: &'static str,
    /// The same in English.
    pub english: &'static str,
    /// Its value, with its n.
    pub value: String,
}

/// Writes the story to `file`.
///
/// # Errors
/// A picture that cannot be read, a file that cannot be written.
pub fn write(file: &Path, steps: &[Step], facts: &[Fact], album: &Album) -> Result<()> {
    let mut body = String::new();
    for step in steps {
        write!(
            body,
            "<section><p class=time>{}</p><h2>{}</h2><p>{}</p><div class=pictures>",
            step.time,
            plain(&step.title),
            plain(&step.text)
        )?;
        for (name, words) in &step.pictures {
            let picture = album.file(name);
            let bytes = std::fs::read(&picture).with_context(|| picture.display().to_string())?;
            let data = encode(&bytes);
            let (width, height) = album.size(name).unwrap_or_default();
            let shape = if width < height { "tall" } else { "wide" };
            write!(
                body,
                "<img class={shape} width={width} height={height} alt=\"{}\" src=\"data:image/png;base64,{data}\">",
                plain(words)
            )?;
        }
        body.push_str("</div></section>\n");
    }
    let mut rows = String::new();
    for Fact { italian, value, .. } in facts {
        write!(rows, "<tr><th scope=row>{}</th><td>{}</td></tr>", plain(italian), plain(value))?;
    }
    // The words last: nothing in them is a place to fill in.
    let text = PAGE.replace("{regular}", &encode(REGULAR)).replace("{bold}", &encode(BOLD));
    let text = text.replace("{facts}", &rows).replace("{steps}", &body);
    std::fs::write(file, text).with_context(|| file.display().to_string())
}

fn encode(bytes: &[u8]) -> String {
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

fn plain(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

const PAGE: &str = r#"<!doctype html>
<html lang="it">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Turno: una visita, passo per passo</title>
<style>
@font-face { font-family: "Titillium Web"; src: url(data:font/ttf;base64,{regular}); }
@font-face { font-family: "Titillium Web"; font-weight: 600 700; src: url(data:font/ttf;base64,{bold}); }
body { margin: 0; background: #f4f1ea; color: #14233a; font: 18px/1.5 "Titillium Web", system-ui, sans-serif; }
main { max-width: 1100px; margin: 0 auto; padding: 48px 24px 96px; }
h1 { font-size: 40px; line-height: 1.15; margin: 0 0 8px; }
h2 { font-size: 26px; line-height: 1.25; margin: 0 0 8px; }
p { max-width: 42em; margin: 0 0 16px; }
.lead, .time { color: #52617a; }
.time { font-weight: 600; margin: 0 0 4px; }
section { background: #fff; border-radius: 16px; padding: 28px; margin: 28px 0; }
.pictures { display: flex; flex-wrap: wrap; gap: 20px; align-items: flex-start; }
img { height: auto; border: 1px solid #ddd6c8; border-radius: 8px; }
.wide { flex: 1 1 600px; width: 0; min-width: min(600px, 100%); max-width: 100%; }
.tall { width: min(320px, 100%); }
th, td { text-align: left; font-weight: 400; padding: 4px 24px 4px 0; border-bottom: 1px solid #ddd6c8; }
td { font-weight: 600; }
</style>
<main>
<h1>Una visita, passo per passo</h1>
<p class="lead">Sabato 21 novembre 2026, sportello PAC del Comune di Rovellasca. La sede è inventata e le persone anche; i programmi, i
biglietti, le chiamate e i conti sono veri: ogni immagine è stata presa dallo schermo di un programma in funzione.</p>
{steps}<section><h2>La mattina in cifre</h2><p>Come le dà <code>turno-hub statistics</code> alla fine della visita.</p><table>{facts}</table></section>
</main>
</html>
"#;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_do_not_become_markup() {
        assert_eq!(plain("\"a\" < b & c"), "&quot;a&quot; &lt; b &amp; c");
    }
}
