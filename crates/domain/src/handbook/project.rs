//! Projects: what a funder pays, in its own period, which need not be a calendar year.

use super::{HandbookFault, HandbookItem, LIST_LINES, listed, said};
use crate::casework::line;
use crate::keys::ServiceKey;
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

/// What a project promised its funder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// What is counted, in the funder's words.
    pub what: String,
    /// How many.
    pub number: u32,
}

/// A project.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Project {
    /// The funder's code.
    pub key: ServiceKey,
    /// What people call it.
    pub name: String,
    /// Who pays.
    #[serde(default)]
    pub funder: String,
    /// Its first day.
    pub from: NaiveDate,
    /// Its last day.
    pub to: NaiveDate,
    /// Who carries it out.
    #[serde(default)]
    pub partners: Vec<String>,
    /// Where: municipalities, sites.
    #[serde(default)]
    pub places: Vec<String>,
    /// What it promised.
    #[serde(default)]
    pub targets: Vec<Target>,
    /// Whether it was entered by mistake; one that is over is not retired.
    #[serde(default)]
    pub retired: bool,
}

impl Project {
    /// Whether `day` counts under it.
    pub fn covers(&self, day: NaiveDate) -> bool {
        (self.from..=self.to).contains(&day)
    }
}

impl HandbookItem for Project {
    const KIND: &'static str = "project";

    fn checked(self) -> Result<Self, HandbookFault> {
        let years = 2000..2200;
        if self.to < self.from || !years.contains(&self.from.year()) || !years.contains(&self.to.year()) {
            return Err(HandbookFault::Bounds("the period"));
        }
        if self.targets.len() > LIST_LINES {
            return Err(HandbookFault::TooMany("the list of targets"));
        }
        let targets = self.targets.into_iter().map(|target| {
            Ok::<_, HandbookFault>(Target { what: said(&target.what, "what is promised")?, ..target })
        });
        Ok(Self {
            name: said(&self.name, "the name")?,
            funder: line(&self.funder)?,
            partners: listed(self.partners, "the list of partners")?,
            places: listed(self.places, "the list of places")?,
            targets: targets.collect::<Result<_, _>>()?,
            ..self
        })
    }

    fn key(&self) -> Option<&str> {
        Some(self.key.as_str())
    }

    fn title(&self) -> &str {
        &self.name
    }

    fn words(&self) -> Vec<&str> {
        vec![&self.name, self.key.as_str(), &self.funder]
    }

    fn is_retired(&self) -> bool {
        self.retired
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn project(from: &str, to: &str) -> Project {
        serde_json::from_value(serde_json::json!({
            "key": "PAC-2026", "name": "Sportello PAC", "from": from, "to": to, "targets": [{"what": "SPID", "number": 300}],
        }))
        .unwrap()
    }

    #[test]
    fn a_project_has_days_of_its_own() {
        let year = project("2026-09-01", "2027-08-31").checked().unwrap();
        for (day, covered) in
            [("2026-08-31", false), ("2026-09-01", true), ("2027-08-31", true), ("2027-09-01", false)]
        {
            assert_eq!(year.covers(day.parse().unwrap()), covered, "{day}");
        }
        assert!(project("2026-09-01", "2026-09-01").checked().is_ok(), "a day is a period");
        for (from, to) in
            [("2026-09-02", "2026-09-01"), ("1999-12-31", "2026-09-01"), ("2026-09-01", "2200-01-01")]
        {
            assert_eq!(project(from, to).checked(), Err(HandbookFault::Bounds("the period")), "{from} {to}");
        }
    }
}
