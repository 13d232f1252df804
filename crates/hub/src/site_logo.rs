//! The picture that a site file names: found beside the file, held to its limits, and written beside an exported one.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::{Deserialize, Serialize};
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;
use toml_edit::Document;
use turno_domain::site::Logo;

/// A larger file is refused: it goes to every kiosk and stays in the journal for ever.
const MOST_BYTES: usize = 64 * 1024;
/// A picture of more pixels on a side is refused.
const MOST_PIXELS: u32 = 1_000;

/// What was found where a site file names its logo.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FoundLogo {
    /// A file, in base64; of a larger one than is allowed only so much that it shows.
    File(String),
    /// Nothing that could be read: why.
    Nothing(String),
}

impl FoundLogo {
    /// Looks beside the site file for the logo that its `text` names; `None` where it names none.
    pub fn beside(site_file: &Path, text: &str) -> Option<Self> {
        let document = Document::parse(text).ok()?;
        let name = document.as_table().get("logo")?.as_str()?;
        let path = site_file.parent().unwrap_or(Path::new("")).join(name);
        let mut bytes = Vec::new();
        let read = File::open(path).and_then(|file| file.take(MOST_BYTES as u64 + 1).read_to_end(&mut bytes));
        Some(match read {
            Ok(_) => Self::File(BASE64.encode(bytes)),
            Err(error) => Self::Nothing(error.to_string()),
        })
    }

    /// The picture in base64, or what was found and what was expected.
    pub(crate) fn checked(&self, file: &str) -> Result<&str, (String, String)> {
        let refuse = |found: String, expected: String| Err((found, expected));
        let base64 = match self {
            Self::File(base64) => base64,
            Self::Nothing(why) => {
                return refuse(format!("{file:?} ({why})"), "a PNG file beside the site file".into());
            }
        };
        let bytes = BASE64.decode(base64).unwrap_or_default();
        if bytes.len() > MOST_BYTES {
            return refuse(
                format!("a file of more than {MOST_BYTES} bytes"),
                format!("at most {MOST_BYTES} bytes"),
            );
        }
        match size(&bytes) {
            Err(why) => refuse(format!("{file:?} ({why})"), "a PNG picture".into()),
            Ok((width, height)) if width > MOST_PIXELS || height > MOST_PIXELS => refuse(
                format!("a picture of {width} by {height} pixels"),
                format!("at most {MOST_PIXELS} by {MOST_PIXELS} pixels"),
            ),
            Ok(_) => Ok(base64),
        }
    }
}

/// The size of a picture, which is read to its end where it is not too large.
fn size(bytes: &[u8]) -> Result<(u32, u32), String> {
    let decoder = png::Decoder::new(io::Cursor::new(bytes));
    let mut reader = decoder.read_info().map_err(|error| error.to_string())?;
    let (width, height) = reader.info().size();
    if width <= MOST_PIXELS && height <= MOST_PIXELS {
        let mut dots = vec![0; reader.output_buffer_size().unwrap_or(0)];
        reader.next_frame(&mut dots).map_err(|error| error.to_string())?;
    }
    Ok((width, height))
}

/// Writes the picture of a site to the place that the exported site file, at `site_file`, names.
///
/// # Errors
/// What the file system says, and a picture that is no base64.
pub fn write_beside(site_file: &Path, logo: &Logo) -> io::Result<()> {
    let bytes = BASE64.decode(&logo.png).map_err(|_| io::ErrorKind::InvalidData)?;
    let path = site_file.parent().unwrap_or(Path::new("")).join(&logo.file);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, bytes)
}
