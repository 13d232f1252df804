//! Making the desk known: events with people, and material that was brought somewhere.

use super::{HandbookFault, HandbookItem, LIST_LINES, said, told};
use crate::casework::{is_plausible_day, line};
use crate::keys::ServiceKey;
use crate::roles::PersonRole;
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

/// Material that was left somewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Material {
    /// What: leaflets, posters.
    pub what: String,
    /// How many.
    pub copies: u32,
}

/// What was done on one day to make the desk known: a SPID day, a meeting, leaflets at a doctor's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outreach {
    /// What it was.
    pub what: String,
    /// On which day.
    pub date: NaiveDate,
    /// Where.
    #[serde(default)]
    pub place: String,
    /// In which municipality.
    #[serde(default)]
    pub municipality: String,
    /// With whom: doctors, social services, a parish.
    #[serde(default)]
    pub with_whom: String,
    /// How many people came; none: nobody counted, or nobody was to come.
    #[serde(default)]
    pub people: Option<u32>,
    /// How many of them left with what they came for.
    #[serde(default)]
    pub served: Option<u32>,
    /// What was brought.
    #[serde(default)]
    pub material: Vec<Material>,
    /// What came of it.
    #[serde(default)]
    pub outcome: String,
    /// Under which project it counts, by its key.
    #[serde(default)]
    pub project: Option<ServiceKey>,
    /// Whether it was entered by mistake.
    #[serde(default)]
    pub retired: bool,
}

/// More than ever came to a desk: a slip of the keyboard.
const MOST: u32 = 100_000;

impl HandbookItem for Outreach {
    const KIND: &'static str = "outreach";
    // Whoever was there writes down how it was.
    const WRITTEN_BY: PersonRole = PersonRole::Operator;

    fn checked(self) -> Result<Self, HandbookFault> {
        if !is_plausible_day(self.date) {
            return Err(HandbookFault::Bounds("the day"));
        }
        let numbers =
            self.people.into_iter().chain(self.served).chain(self.material.iter().map(|one| one.copies));
        if numbers.max().unwrap_or(0) > MOST || self.served.unwrap_or(0) > self.people.unwrap_or(MOST) {
            return Err(HandbookFault::Bounds("a number"));
        }
        if self.material.len() > LIST_LINES {
            return Err(HandbookFault::TooMany("the list of material"));
        }
        let material = self.material.into_iter().map(|one| {
            Ok::<_, HandbookFault>(Material { what: said(&one.what, "what was brought")?, ..one })
        });
        Ok(Self {
            what: said(&self.what, "what it was")?,
            place: line(&self.place)?,
            municipality: line(&self.municipality)?,
            with_whom: line(&self.with_whom)?,
            material: material.collect::<Result<_, _>>()?,
            outcome: told(&self.outcome)?,
            ..self
        })
    }

    fn key(&self) -> Option<&str> {
        None
    }

    fn title(&self) -> &str {
        &self.what
    }

    /// The latest first.
    fn order(&self) -> String {
        let date = self.date.year() * 10_000 + (self.date.month() * 100 + self.date.day()).cast_signed();
        format!("{:08} {}", 99_999_999 - date, self.what)
    }

    fn words(&self) -> Vec<&str> {
        vec![&self.what, &self.place, &self.municipality, &self.with_whom]
    }

    fn is_retired(&self) -> bool {
        self.retired
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_stands_first() {
        let on = |date: &str| {
            serde_json::from_value::<Outreach>(serde_json::json!({"what": "x", "date": date}))
                .unwrap()
                .order()
        };
        let days = ["2026-12-01", "2026-11-30", "2026-11-29", "2025-12-31"];
        assert!(days.map(on).is_sorted(), "{:?}", days.map(on));
    }

    #[test]
    fn more_people_than_came_were_not_served() {
        let day = |people: Option<u32>, served: Option<u32>| -> Result<Outreach, HandbookFault> {
            let told = serde_json::json!({"what": "SPID day", "date": "2026-11-20", "people": people, "served": served});
            serde_json::from_value::<Outreach>(told).unwrap().checked()
        };
        for (people, served, fits) in [
            (Some(30), Some(30), true),
            (Some(30), Some(31), false),
            (None, Some(12), true),
            (Some(MOST + 1), None, false),
            (None, None, true),
        ] {
            assert_eq!(day(people, served).is_ok(), fits, "{people:?} {served:?}");
        }
    }
}
