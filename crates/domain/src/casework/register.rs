//! The register that funders ask for: one line per practice, what it lacks, and what was corrected after it was handed in.

use super::citizen::Residence;
use super::practice::{PracticeNumber, PracticeState};
use crate::ids::{CitizenId, PracticeId};
use crate::keys::{OperatorKey, ServiceKey};
use crate::ticket::Channel;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// One practice of the register. Who and what has a key, by which two lines are compared, and the name that it had when the line was
/// made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisterRow {
    /// The practice.
    pub id: PracticeId,
    /// Its number.
    pub practice: PracticeNumber,
    /// Who answers for it.
    pub operator_key: OperatorKey,
    /// That operator, by name.
    pub operator: String,
    /// When it was opened.
    pub started: NaiveDate,
    /// Given names; a one-name person may have only one of the two.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// The type of service.
    pub service_key: ServiceKey,
    /// That type, by name.
    pub service: String,
    /// Where it stands.
    #[serde(flatten)]
    pub state: PracticeState,
    /// Age at the practice's start, in whole years, where the birth date is known.
    pub age: Option<u32>,
    /// Where the person lives.
    pub residence: Residence,
    /// The project it counts under.
    pub project_key: Option<ServiceKey>,
    /// That project, by name.
    pub project: String,
    /// When it ended.
    pub ended: Option<NaiveDate>,
    /// How the first visit came about.
    pub channel: Option<Channel>,
    /// Whom it is about: totals count distinct persons by it.
    pub citizen: Option<CitizenId>,
}

/// A datum that a line of the register lacks. Nothing of it is needed to be served.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Gap {
    /// Any name. One is enough.
    Name,
    /// The birth date, at least its year: the age is reckoned from it.
    BirthDate,
    /// Where the person lives; no fixed abode and abroad are answers.
    Residence,
    /// The project it counts under, where there is one for its day.
    Project,
}

/// A datum of a line, as corrections name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Datum {
    /// Who answers for it.
    Operator,
    /// When it was opened.
    Started,
    /// The name.
    Name,
    /// The type of service.
    Service,
    /// Where it stands, and when it ended.
    State,
    /// The age.
    Age,
    /// Where the person lives.
    Residence,
    /// The project.
    Project,
    /// How the first visit came about.
    Channel,
}

impl RegisterRow {
    /// What the line lacks, in the order of the columns; `has_projects`: whether it could count under one.
    pub fn gaps(&self, has_projects: bool) -> Vec<Gap> {
        let empty = |text: &str| text.trim().is_empty();
        let nowhere = match &self.residence {
            Residence::Unknown => true,
            Residence::Municipality(name) => empty(name),
            Residence::Abroad(_) | Residence::NoFixedAbode => false,
        };
        let gaps = [
            (Gap::Name, empty(&self.first_name) && empty(&self.last_name)),
            (Gap::BirthDate, self.age.is_none()),
            (Gap::Residence, nowhere),
            (Gap::Project, has_projects && self.project_key.is_none()),
        ];
        gaps.into_iter().filter_map(|(gap, missing)| missing.then_some(gap)).collect()
    }

    /// In what `later` tells otherwise than this line. Another name of the same operator, service or project is no correction.
    pub fn corrected_in(&self, later: &RegisterRow) -> Vec<Datum> {
        let names = |row: &RegisterRow| (row.first_name.clone(), row.last_name.clone(), row.citizen);
        let data = [
            (Datum::Operator, self.operator_key != later.operator_key),
            (Datum::Started, self.started != later.started),
            (Datum::Name, names(self) != names(later)),
            (Datum::Service, self.service_key != later.service_key),
            (Datum::State, (self.state, self.ended) != (later.state, later.ended)),
            (Datum::Age, self.age != later.age),
            (Datum::Residence, self.residence != later.residence),
            (Datum::Project, self.project_key != later.project_key),
            (Datum::Channel, self.channel != later.channel),
        ];
        data.into_iter().filter_map(|(datum, differs)| differs.then_some(datum)).collect()
    }
}

/// A line that is no longer as it was handed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// As it was handed in; none: it came to the period later.
    pub handed_in: Option<RegisterRow>,
    /// As it is; none: it is no longer of the period.
    pub now: Option<RegisterRow>,
    /// In what they differ; empty where one of them is missing.
    pub data: Vec<Datum>,
}

/// What was corrected since: the lines of `handed_in` that are gone or otherwise, then those of `now` that are new.
pub fn corrections(handed_in: Vec<RegisterRow>, now: Vec<RegisterRow>) -> Vec<Correction> {
    let mut now: std::collections::BTreeMap<PracticeId, RegisterRow> =
        now.into_iter().map(|row| (row.id, row)).collect();
    let mut told = Vec::new();
    for before in handed_in {
        match now.remove(&before.id) {
            Some(later) => {
                let data = before.corrected_in(&later);
                if !data.is_empty() {
                    told.push(Correction { handed_in: Some(before), now: Some(later), data });
                }
            }
            None => told.push(Correction { handed_in: Some(before), now: None, data: Vec::new() }),
        }
    }
    told.extend(now.into_values().map(|row| Correction {
        handed_in: None,
        now: Some(row),
        data: Vec::new(),
    }));
    told
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn row(count: u32) -> RegisterRow {
        let mut at = [0; 10];
        at[9] = u8::try_from(count).unwrap();
        RegisterRow {
            id: PracticeId::from_parts(0, at),
            practice: PracticeNumber { prefix: None, year: 2026, count },
            operator_key: "anna".parse().unwrap(),
            operator: "Anna B.".into(),
            started: "2026-02-03".parse().unwrap(),
            first_name: "Maria".into(),
            last_name: "Rossi".into(),
            service_key: "spid".parse().unwrap(),
            service: "SPID".into(),
            state: PracticeState::Open,
            age: Some(79),
            residence: Residence::Municipality("Rovellasca".into()),
            project_key: None,
            project: String::new(),
            ended: None,
            channel: None,
            citizen: None,
        }
    }

    #[test]
    fn what_is_missing_is_named_and_what_is_valid_is_not() {
        assert_eq!(row(1).gaps(false), []);
        assert_eq!(row(1).gaps(true), [Gap::Project]);
        let one_name =
            RegisterRow { first_name: String::new(), residence: Residence::NoFixedAbode, ..row(1) };
        assert_eq!(one_name.gaps(false), [], "one name and no fixed abode are valid");
        let bare = RegisterRow {
            first_name: " ".into(),
            last_name: String::new(),
            age: None,
            residence: Residence::Municipality(" ".into()),
            ..row(1)
        };
        assert_eq!(bare.gaps(true), [Gap::Name, Gap::BirthDate, Gap::Residence, Gap::Project]);
    }

    #[test]
    fn a_new_name_of_the_same_operator_or_service_is_no_correction() {
        let renamed = RegisterRow { operator: "Anna Bianchi".into(), service: "SPID e CIE".into(), ..row(1) };
        assert_eq!(row(1).corrected_in(&renamed), []);
        let handed = RegisterRow {
            operator_key: "bruno".parse().unwrap(),
            state: PracticeState::Concluded,
            age: Some(80),
            ..row(1)
        };
        assert_eq!(row(1).corrected_in(&handed), [Datum::Operator, Datum::State, Datum::Age]);
    }

    proptest! {
        #[test]
        fn every_change_is_told_once_and_nothing_else(
            before in prop::collection::btree_map(0u32..12, 0u32..3, 0..10), after in prop::collection::btree_map(0u32..12, 0u32..3, 0..10),
        ) {
            let rows = |of: &std::collections::BTreeMap<u32, u32>| -> Vec<RegisterRow> {
                of.iter().map(|(count, age)| RegisterRow { age: Some(*age), ..row(*count) }).collect()
            };
            let told = corrections(rows(&before), rows(&after));
            let gone = told.iter().filter(|one| one.now.is_none()).count();
            let new = told.iter().filter(|one| one.handed_in.is_none()).count();
            let otherwise = told.iter().filter(|one| one.data == [Datum::Age]).count();
            prop_assert_eq!(gone, before.keys().filter(|key| !after.contains_key(key)).count());
            prop_assert_eq!(new, after.keys().filter(|key| !before.contains_key(key)).count());
            prop_assert_eq!(otherwise, before.iter().filter(|(key, age)| after.get(key).is_some_and(|now| now != *age)).count());
            prop_assert_eq!(told.len(), gone + new + otherwise);
        }
    }
}
