//! "Cosa manca": which lines of the register lack what a funder asks for. Nothing here is needed to be served.

use turno_domain::casework::{PracticeNumber, PracticeState, Residence};

use super::RegisterRow;

/// A datum that a line of the register lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Gap {
    /// Who worked on it.
    Operator,
    /// Any name. One is enough.
    Name,
    /// The type of service.
    Service,
    /// The birth date, at least its year: the age is reckoned from it.
    BirthDate,
    /// Where the person lives; no fixed abode and abroad are answers.
    Residence,
    /// When it ended, though it has.
    EndDate,
}

/// A line that lacks something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incomplete {
    /// The practice.
    pub practice: PracticeNumber,
    /// What is missing, at least one.
    pub gaps: Vec<Gap>,
}

/// What a line lacks, in the order of the columns.
pub fn gaps(row: &RegisterRow) -> Vec<Gap> {
    let empty = |text: &str| text.trim().is_empty();
    [
        (Gap::Operator, empty(&row.operator)),
        (Gap::Name, empty(&row.first_name) && empty(&row.last_name)),
        (Gap::Service, empty(&row.service)),
        (Gap::BirthDate, row.age.is_none()),
        (Gap::Residence, lives_nowhere_known(&row.residence)),
        (Gap::EndDate, row.state != PracticeState::Open && row.ended.is_none()),
    ]
    .into_iter()
    .filter_map(|(gap, missing)| missing.then_some(gap))
    .collect()
}

fn lives_nowhere_known(residence: &Residence) -> bool {
    match residence {
        Residence::Unknown => true,
        Residence::Municipality(name) => name.trim().is_empty(),
        Residence::Abroad(_) | Residence::NoFixedAbode => false,
    }
}

/// The lines that lack something, in the order in which they come.
pub fn incomplete<'a>(rows: impl IntoIterator<Item = &'a RegisterRow>) -> Vec<Incomplete> {
    rows.into_iter()
        .filter_map(|row| {
            let gaps = gaps(row);
            (!gaps.is_empty()).then(|| Incomplete { practice: row.practice.clone(), gaps })
        })
        .collect()
}
