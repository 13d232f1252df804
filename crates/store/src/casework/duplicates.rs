//! Records that are likely of one person, by what somebody at a desk would go by.

use super::citizens::{self, SELECT};
use super::search;
use crate::columns;
use crate::error::StoreError;
use rusqlite::Connection;
use serde::Serialize;
use turno_domain::casework::{Citizen, PartialDate};

/// Why two records are likely of one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Likeness {
    /// The same code or document.
    SameCode,
    /// The same names, and nothing that is known of the birth dates differs.
    SameNames,
    /// As before, with family and given names changed about.
    NamesSwapped,
    /// The same phone number and family name.
    SamePhone,
}

/// A record that is likely of the same person.
#[derive(Clone, Debug, PartialEq)]
pub struct Likely {
    /// The record.
    pub citizen: Citizen,
    /// Why.
    pub reasons: Vec<Likeness>,
}

/// More than these are no help to anybody.
const MOST: u32 = 50;

/// The records that are likely of the same person as `citizen`, which have not been merged.
pub(super) fn likely(connection: &Connection, citizen: &Citizen) -> Result<Vec<Likely>, StoreError> {
    let (_, code) = columns::kind_and_value(&citizen.identity)?;
    let names = Some(search::name_key(citizen)).filter(|key| !key.is_empty());
    let phone =
        Some(search::national(&search::digits(&citizen.phone)).to_owned()).filter(|digits| digits.len() >= 4);
    let abroad = |prefix: &str| phone.as_ref().map(|phone| format!("{prefix}{phone}"));
    let mut statement = connection.prepare_cached(&format!(
        "{SELECT} WHERE merged_into IS NULL AND id <> ?1
            AND (identity_value = ?2 OR (name_key = ?3 AND birth_year = ?4) OR digits = ?5 OR digits = ?6 OR digits = ?7)
         ORDER BY created_at LIMIT {MOST}"
    ))?;
    let found = statement
        .query_map(
            (
                citizen.id.uuid().into_bytes(),
                code.filter(|code| !code.is_empty()),
                names,
                citizen.birth_date.map(|date| date.year),
                &phone,
                abroad("39"),
                abroad("0039"),
            ),
            citizens::citizen,
        )?
        .collect::<Result<Vec<_>, _>>()?;
    let mut likely = Vec::with_capacity(found.len());
    for other in found {
        let reasons = reasons(citizen, &other)?;
        if !reasons.is_empty() {
            likely.push(Likely { citizen: other, reasons });
        }
    }
    Ok(likely)
}

fn reasons(one: &Citizen, other: &Citizen) -> Result<Vec<Likeness>, StoreError> {
    let code = |citizen: &Citizen| -> Result<_, StoreError> {
        Ok(columns::kind_and_value(&citizen.identity)?.1.filter(|code| !code.is_empty()))
    };
    let phone = |citizen: &Citizen| search::national(&search::digits(&citizen.phone)).to_owned();
    let (family, given) =
        (|of: &Citizen| search::plain(&of.family_name), |of: &Citizen| search::plain(&of.given_names));
    let mut reasons = Vec::new();
    if let (Some(mine), Some(theirs)) = (code(one)?, code(other)?)
        && mine == theirs
    {
        reasons.push(Likeness::SameCode);
    }
    let names = search::name_key(one);
    let born = one.birth_date.zip(other.birth_date).is_some_and(|(mine, theirs)| agree(mine, theirs));
    if !names.is_empty() && names == search::name_key(other) && born {
        let swapped = family(one) == given(other) && given(one) == family(other) && family(one) != given(one);
        reasons.push(if swapped { Likeness::NamesSwapped } else { Likeness::SameNames });
    }
    if phone(one).len() >= 4
        && phone(one) == phone(other)
        && !family(one).is_empty()
        && family(one) == family(other)
    {
        reasons.push(Likeness::SamePhone);
    }
    Ok(reasons)
}

/// Whether two dates may be one, of which parts are not known.
fn agree(one: PartialDate, other: PartialDate) -> bool {
    let same =
        |mine: Option<u32>, theirs: Option<u32>| mine.zip(theirs).is_none_or(|(mine, theirs)| mine == theirs);
    one.year == other.year && same(one.month, other.month) && same(one.day, other.day)
}
