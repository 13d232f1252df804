//! The site's own picture, as its site file names it and as the site keeps it.

use serde::{Deserialize, Serialize};

/// A logo. In a site file only its name stands, `logo = "logo.png"`; a site that was applied keeps the picture with it, so that
/// the journal alone says how the site looked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Written", into = "Written")]
pub struct Logo {
    /// The file's path, relative to the site file.
    pub file: String,
    /// The PNG in base64; empty where only the name is known.
    pub png: String,
}

/// A logo as it is written: by its name, or with its picture.
#[derive(Serialize, Deserialize)]
#[serde(untagged, expecting = "the name of a PNG file beside the site file, e.g. \"logo.png\"")]
enum Written {
    Named(String),
    Kept { file: String, png: String },
}

impl From<Written> for Logo {
    fn from(written: Written) -> Self {
        match written {
            Written::Named(file) => Self { file, png: String::new() },
            Written::Kept { file, png } => Self { file, png },
        }
    }
}

impl From<Logo> for Written {
    fn from(Logo { file, png }: Logo) -> Self {
        if png.is_empty() { Self::Named(file) } else { Self::Kept { file, png } }
    }
}

impl Logo {
    /// Whether its path leads to a file beside the site file, or in a folder beside it: nowhere else is one written.
    pub(super) fn is_beside(&self) -> bool {
        let mut parts = self.file.split('/');
        !self.file.contains('\\') && parts.all(|part| !matches!(part, "" | "." | ".."))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{from_value, json, to_value};

    #[test]
    fn a_name_alone_is_written_as_a_name_and_a_picture_with_it() {
        for written in [json!("logo.png"), json!({"file": "logo.png", "png": "iVBORw0KGgo="})] {
            let logo: Logo = from_value(written.clone()).unwrap();
            assert_eq!(logo.file, "logo.png");
            assert_eq!(to_value(&logo).unwrap(), written);
        }
        let fault = from_value::<Logo>(json!(3)).unwrap_err().to_string();
        assert!(fault.contains("the name of a PNG file beside the site file"), "{fault}");
    }

    #[test]
    fn a_path_never_leads_out_of_the_folder() {
        let beside = |file: &str| Logo { file: file.into(), png: String::new() }.is_beside();
        assert!(beside("logo.png") && beside("pictures/logo.png") && beside("..png"));
        for file in ["", "/etc/logo.png", "../logo.png", "a/../../logo.png", "./logo.png", "a//b", "a\\b"] {
            assert!(!beside(file), "{file:?}");
        }
    }
}
