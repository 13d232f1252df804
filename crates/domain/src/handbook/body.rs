//! The directory of bodies: to whom a need is handed that the desk cannot meet.

use super::{HandbookFault, HandbookItem, said, told};
use crate::casework::line;
use serde::{Deserialize, Serialize};

/// A body to which people are referred: a tax centre, a listening centre, an office of the health agency.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Body {
    /// What people call it.
    pub name: String,
    /// What it is: "CAAF", "patronato", "ASST".
    pub sort: String,
    /// Where it is.
    pub address: String,
    /// In which municipality.
    pub municipality: String,
    /// Its phone numbers.
    pub phone: String,
    /// Its mail address.
    pub mail: String,
    /// Its page.
    pub web: String,
    /// When it is open.
    pub hours: String,
    /// What it does.
    pub does: String,
    /// For whom.
    pub for_whom: String,
    /// What it needs from whoever comes.
    pub needs: String,
    /// What else operators should know.
    pub note: String,
    /// Whether nobody is sent there any more.
    pub retired: bool,
}

impl HandbookItem for Body {
    const KIND: &'static str = "body";

    fn checked(self) -> Result<Self, HandbookFault> {
        Ok(Self {
            name: said(&self.name, "the name")?,
            sort: line(&self.sort)?,
            address: line(&self.address)?,
            municipality: line(&self.municipality)?,
            phone: line(&self.phone)?,
            mail: line(&self.mail)?,
            web: line(&self.web)?,
            hours: told(&self.hours)?,
            does: told(&self.does)?,
            for_whom: told(&self.for_whom)?,
            needs: told(&self.needs)?,
            note: told(&self.note)?,
            retired: self.retired,
        })
    }

    fn key(&self) -> Option<&str> {
        None
    }

    fn title(&self) -> &str {
        &self.name
    }

    fn words(&self) -> Vec<&str> {
        vec![&self.name, &self.sort, &self.municipality, &self.does, &self.for_whom]
    }

    fn is_retired(&self) -> bool {
        self.retired
    }
}
