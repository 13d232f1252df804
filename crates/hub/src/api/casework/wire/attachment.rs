//! A file as it travels: what is known of it, never its bytes.

use turno_domain::casework::{AttachedTo, Attachment, FormKind, NewForm};
use turno_protocol::casework::{ArchivedFormView, AttachmentView};

/// What is known of a file.
pub fn attachment(attachment: &Attachment) -> AttachmentView {
    let (practice, citizen) = match attachment.of {
        AttachedTo::Practice(practice) => (Some(practice), None),
        AttachedTo::Citizen(citizen) => (None, Some(citizen)),
    };
    AttachmentView {
        id: attachment.id,
        practice,
        citizen,
        name: attachment.name.clone(),
        media: attachment.media,
        bytes: attachment.bytes,
        form: attachment.form.map(|archived| ArchivedFormView {
            form: archived.form,
            language: archived.language,
            with_code: archived.with_code,
        }),
        operator: attachment.operator.clone(),
        written_at: attachment.written_at.into(),
    }
}

/// What a form's file is called where nobody named it: without anybody's name.
pub fn form_name(form: &NewForm) -> String {
    let name = match form.form {
        FormKind::NextStep => "prossimo-passo",
        FormKind::PrivacyNotice => "informativa",
        FormKind::CitizenSheet => "scheda",
        FormKind::Attendance => "attestato",
    };
    format!("{name}.pdf")
}
