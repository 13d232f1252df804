//! Files that belong to a practice or a person: what is known of one, and which are taken. Their bytes are nobody's business here.

use super::form_code::FormCode;
use super::texts::{TooLong, line};
use crate::ids::{AttachmentId, CitizenId, PracticeId};
use crate::keys::OperatorKey;
use crate::text::Language;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// The largest file that is taken, in bytes: 20 MiB.
pub const ATTACHMENT_BYTES: usize = 20 * 1024 * 1024;
/// The longest name of a file, in characters: what every file system takes.
pub const ATTACHMENT_NAME_CHARACTERS: usize = 120;

/// What a file is. Only these are taken: every desk can show them, and none of them runs anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Media {
    /// A document.
    #[serde(rename = "application/pdf")]
    Pdf,
    /// A picture without loss.
    #[serde(rename = "image/png")]
    Png,
    /// A photograph.
    #[serde(rename = "image/jpeg")]
    Jpeg,
}

impl Media {
    /// Every kind.
    pub const ALL: [Media; 3] = [Media::Pdf, Media::Png, Media::Jpeg];

    /// As the wire names it.
    pub fn text(self) -> &'static str {
        match self {
            Media::Pdf => "application/pdf",
            Media::Png => "image/png",
            Media::Jpeg => "image/jpeg",
        }
    }

    /// The kind that the wire names so, whatever parameters follow.
    pub fn named(text: &str) -> Option<Self> {
        let name = text.split(';').next().unwrap_or_default().trim();
        Self::ALL.into_iter().find(|media| media.text().eq_ignore_ascii_case(name))
    }
}

/// Whose a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttachedTo {
    /// A practice's.
    Practice(PracticeId),
    /// A person's, without a practice.
    Citizen(CitizenId),
}

/// Which of the forms that the desk makes. A word here stays for ever: what is archived is known by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FormKind {
    /// "Il suo prossimo passo", the discharge form.
    NextStep,
    /// The privacy notice.
    PrivacyNotice,
    /// All that is known of a citizen.
    CitizenSheet,
    /// That somebody was at the desk.
    Attendance,
}

/// A form that was made here and is kept byte for byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ArchivedForm {
    /// Which.
    pub form: FormKind,
    /// In which language.
    pub language: Language,
    /// Whether it carries a code that leads back to its practice.
    pub with_code: bool,
}

/// A form that is to be archived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NewForm {
    /// Which.
    pub form: FormKind,
    /// In which language.
    pub language: Language,
    /// The code that it carries.
    pub code: Option<FormCode>,
}

/// What is known of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// What it is known by.
    pub id: AttachmentId,
    /// Whose it is.
    pub of: AttachedTo,
    /// What people call it.
    pub name: String,
    /// What it is.
    pub media: Media,
    /// How many bytes it has.
    pub bytes: u64,
    /// Where it was made here: as which form.
    pub form: Option<ArchivedForm>,
    /// Who brought it.
    pub operator: OperatorKey,
    /// When.
    pub written_at: Timestamp,
}

/// What a timeline tells of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttachmentTold {
    /// Which.
    pub attachment: AttachmentId,
    /// What people call it.
    pub name: String,
    /// What it is.
    pub media: Media,
    /// How many bytes it has.
    pub bytes: u64,
}

/// What a timeline tells of a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormTold {
    /// Which.
    pub form: FormKind,
    /// In which language.
    pub language: Language,
    /// The file that it is.
    pub attachment: AttachmentId,
    /// Whether it carries a code that leads back to the practice.
    #[serde(default)]
    pub with_code: bool,
}

/// Why a file has no name that can be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NameFault {
    /// Nothing is left of it.
    #[error("a file needs a name")]
    Empty,
    /// It would have to be cut.
    #[error(transparent)]
    TooLong(#[from] TooLong),
}

/// A file's name as it is kept: without the folders it came from and without what is no text.
///
/// # Errors
/// [`NameFault`]
pub fn attachment_name(text: &str) -> Result<String, NameFault> {
    let cleaned = line(text)?;
    let name = cleaned.rsplit(['/', '\\']).next().unwrap_or_default().trim_matches([' ', '.']);
    if name.is_empty() {
        return Err(NameFault::Empty);
    }
    if name.chars().count() > ATTACHMENT_NAME_CHARACTERS {
        return Err(TooLong(ATTACHMENT_NAME_CHARACTERS).into());
    }
    Ok(name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_name_is_a_name_and_no_path() {
        for (typed, kept) in [
            ("referto.pdf", "referto.pdf"),
            ("C:\\Users\\anna\\Carta d'identità.jpg", "Carta d'identità.jpg"),
            ("../../etc/passwd", "passwd"),
            (" a\u{1b}b\r\n\u{202e}fdp.exe ", "a b fdp.exe"),
            (".htaccess", "htaccess"),
        ] {
            assert_eq!(attachment_name(typed).as_deref(), Ok(kept), "{typed:?}");
        }
        for none in ["", " ", "..", "a/", "\u{202e}"] {
            assert_eq!(attachment_name(none), Err(NameFault::Empty), "{none:?}");
        }
        let long = "è".repeat(ATTACHMENT_NAME_CHARACTERS);
        assert!(attachment_name(&long).is_ok());
        assert!(attachment_name(&format!("{long}è")).is_err());
    }

    #[test]
    fn a_kind_is_read_as_it_is_named() {
        for media in Media::ALL {
            assert_eq!(Media::named(&format!("{}; charset=x", media.text().to_uppercase())), Some(media));
            assert_eq!(serde_json::to_value(media).unwrap(), media.text());
        }
        assert_eq!(Media::named("text/html"), None);
    }

    proptest! {
        #[test]
        fn a_kept_name_stays_the_same(text in any::<String>()) {
            if let Ok(name) = attachment_name(&text) {
                prop_assert_eq!(attachment_name(&name), Ok(name.clone()));
                prop_assert!(!name.contains(['/', '\\']) && !name.chars().any(char::is_control));
            }
        }
    }
}
