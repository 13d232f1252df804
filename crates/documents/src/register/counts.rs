//! The totals: practices and distinct persons, by state, type of service and municipality. The units are always named.

use std::collections::{BTreeMap, HashSet};

use turno_domain::casework::{PracticeState, RegisterRow};
use turno_domain::ids::CitizenId;

use super::row::residence_text;

/// What is counted of one group.
#[derive(Default)]
pub(super) struct Count {
    /// Practices.
    pub practices: usize,
    persons: HashSet<CitizenId>,
    unnamed: usize,
}

impl Count {
    fn add(&mut self, row: &RegisterRow) {
        self.practices += 1;
        match row.citizen {
            Some(citizen) => drop(self.persons.insert(citizen)),
            None => self.unnamed += 1,
        }
    }

    /// Distinct persons among those with a record.
    pub fn persons(&self) -> usize {
        self.persons.len()
    }

    /// Practices of persons without a record, who cannot be told apart.
    pub fn without_record(&self) -> usize {
        self.unnamed
    }
}

/// All totals of a register.
#[derive(Default)]
pub(super) struct Counts {
    pub all: Count,
    states: BTreeMap<&'static str, Count>,
    services: BTreeMap<String, Count>,
    municipalities: BTreeMap<String, Count>,
}

const UNKNOWN: &str = "(non indicato)";

impl Counts {
    pub fn add(&mut self, row: &RegisterRow) {
        let state = match row.state {
            PracticeState::Open => "in corso",
            PracticeState::Concluded => "conclusa",
            PracticeState::Unresolved(_) => "non risolta",
        };
        self.all.add(row);
        self.states.entry(state).or_default().add(row);
        self.services.entry(row.service.clone()).or_default().add(row);
        self.municipalities.entry(residence_text(&row.residence)).or_default().add(row);
    }

    /// Each kind of total with its heading and its groups, in alphabetical order.
    pub fn groups(&self) -> [(&'static str, Vec<(&str, &Count)>); 3] {
        fn named(counts: &BTreeMap<String, Count>) -> Vec<(&str, &Count)> {
            counts.iter().map(|(name, count)| (if name.is_empty() { UNKNOWN } else { name }, count)).collect()
        }
        [
            ("Stato", self.states.iter().map(|(name, count)| (*name, count)).collect()),
            ("Tipo di servizio", named(&self.services)),
            ("Comune di residenza", named(&self.municipalities)),
        ]
    }
}
