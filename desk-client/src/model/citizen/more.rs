//! What of a record is a list: languages and who else can be called.

use turno_protocol::casework::{CitizenFields, ContactView};

/// Somebody who can be called about the person, as it is typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ContactFields {
    /// What they are to the person.
    pub relation: String,
    /// Their name.
    pub name: String,
    /// Their phone number.
    pub phone: String,
}

/// A field of such a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContactPart {
    /// What they are to the person.
    Relation,
    /// Their name.
    Name,
    /// Their phone number.
    Phone,
}

/// The most lines that are offered: the hub keeps as many.
const LINES: usize = 50;

impl ContactFields {
    /// Those of a record.
    pub fn all_of(stored: &CitizenFields) -> Vec<Self> {
        let contacts = stored.contacts.iter().flatten();
        contacts
            .map(|contact| Self {
                relation: contact.relation.clone(),
                name: contact.name.clone(),
                phone: contact.phone.clone(),
            })
            .collect()
    }

    /// As they are stored: a line in which nothing stands is none.
    pub fn stored(typed: &[Self]) -> Vec<ContactView> {
        let view = |contact: &Self| ContactView {
            relation: contact.relation.trim().to_owned(),
            name: contact.name.trim().to_owned(),
            phone: contact.phone.trim().to_owned(),
        };
        typed.iter().map(view).filter(|contact| *contact != ContactView::default()).collect()
    }

    /// Writes into a line; the one below the last begins a new one.
    pub fn write(typed: &mut Vec<Self>, line: usize, part: ContactPart, text: String) {
        if line > typed.len() || line >= LINES {
            return;
        }
        if line == typed.len() {
            typed.push(Self::default());
        }
        let contact = &mut typed[line];
        match part {
            ContactPart::Relation => contact.relation = text,
            ContactPart::Name => contact.name = text,
            ContactPart::Phone => contact.phone = text,
        }
    }

    /// In one line, to be read beside another.
    pub fn in_words(typed: &[Self]) -> String {
        let one = |contact: ContactView| {
            let parts = [contact.relation, contact.name, contact.phone];
            parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
        };
        Self::stored(typed).into_iter().map(one).collect::<Vec<_>>().join("; ")
    }
}

/// What stands between commas, each once.
pub fn listed(text: &str) -> Vec<String> {
    let mut listed: Vec<String> = Vec::new();
    for item in text.split([',', ';']).map(str::trim).filter(|item| !item.is_empty()) {
        if !listed.iter().any(|known| known == item) {
            listed.push(item.to_owned());
        }
    }
    listed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_told_with_commas_and_each_counts_once() {
        assert_eq!(listed(" arabo, francese;arabo,, "), ["arabo", "francese"]);
        assert_eq!(listed(""), [""; 0]);
    }

    #[test]
    fn the_line_below_the_last_begins_another_and_an_empty_one_is_none() {
        let mut typed = Vec::new();
        ContactFields::write(&mut typed, 0, ContactPart::Name, "Lucia".into());
        ContactFields::write(&mut typed, 5, ContactPart::Name, "nobody".into());
        ContactFields::write(&mut typed, 1, ContactPart::Phone, " ".into());
        assert_eq!(typed.len(), 2);
        assert_eq!(ContactFields::stored(&typed).len(), 1);
        assert_eq!(ContactFields::in_words(&typed), "Lucia");
    }
}
