//! Which practices are listed, and how one is found.

use super::practices::{SELECT, practice};
use super::search;
use crate::error::StoreError;
use rusqlite::Connection;
use rusqlite::types::Value;
use turno_domain::casework::{Practice, PracticeNumber};
use turno_domain::ids::{CitizenId, TicketId};
use turno_domain::keys::ServiceKey;

/// Which practices to list; what is absent does not narrow the list.
#[derive(Clone, Debug, Default)]
pub struct PracticeFilter {
    /// About whom, or the one that their record became part of.
    pub citizen: Option<CitizenId>,
    /// Touched by this ticket's visit.
    pub ticket: Option<TicketId>,
    /// For which service.
    pub service: Option<ServiceKey>,
    /// Whether open; otherwise whether ended.
    pub open: Option<bool>,
    /// A practice's number, with its year or without; the citizen's phone number; or the beginnings of words, each of the citizen's
    /// names or code, or of the need.
    pub text: Option<String>,
}

/// A word that begins one of the need, or one of the citizen's names or code, also of a record that became part of theirs.
const LIKE_A_WORD: &str = "(instr(search, ' ' || ?)
    OR citizen IN (SELECT ifnull(merged_into, id) FROM citizens WHERE instr(search, ' ' || ?)))";

/// A number alone: a practice's of any year, one in the need ("modello 730"), a provisional code, or a part of a phone number.
const LIKE_A_NUMBER: &str = "(count = CAST(? AS INTEGER) OR instr(search, ' ' || ?)
    OR citizen IN (SELECT ifnull(merged_into, id) FROM citizens
        WHERE instr(search, ' ' || ?) OR (length(?) > 3 AND instr(digits, ?))))";

/// The practices that fit, the last opened first.
pub(super) fn list(
    connection: &Connection,
    filter: &PracticeFilter,
    limit: u32,
    offset: u32,
) -> Result<Vec<Practice>, StoreError> {
    let mut conditions = vec!["1".to_owned()];
    let mut values = vec![Value::Integer(limit.into()), Value::Integer(offset.into())];
    let mut narrow = |condition: &str, value: Value| {
        values.push(value);
        conditions.push(condition.replace('?', &format!("?{}", values.len())));
    };
    if let Some(citizen) = filter.citizen {
        narrow(
            "citizen = (SELECT ifnull(merged_into, id) FROM citizens WHERE id = ?)",
            Value::Blob(citizen.uuid().as_bytes().to_vec()),
        );
    }
    if let Some(ticket) = filter.ticket {
        narrow(
            "id IN (SELECT practice FROM visit_practices JOIN visits ON visits.id = visit WHERE ticket = ?)",
            Value::Blob(ticket.uuid().as_bytes().to_vec()),
        );
    }
    if let Some(service) = &filter.service {
        narrow("service = ?", Value::Text(service.to_string()));
    }
    if let Some(open) = filter.open {
        narrow("(state = 'open') = ?", Value::Integer(open.into()));
    }
    if let Some(text) = filter.text.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
        if let Ok(number) = text.parse::<PracticeNumber>() {
            narrow("prefix = ?", Value::Text(number.prefix.unwrap_or_default()));
            narrow("year = ?", Value::Integer(number.year.into()));
            narrow("count = ?", Value::Integer(number.count.into()));
        } else if search::is_phone(text) || search::is_number(text) {
            narrow(LIKE_A_NUMBER, Value::Text(search::digits(text)));
        } else {
            let words = search::wanted(text);
            if words.is_empty() {
                return Ok(Vec::new());
            }
            for word in words {
                narrow(LIKE_A_WORD, Value::Text(word));
            }
        }
    }
    let sql =
        format!("{SELECT} WHERE {} ORDER BY sequence DESC LIMIT ?1 OFFSET ?2", conditions.join(" AND "));
    let mut statement = connection.prepare(&sql)?;
    let mut rows = statement.query(rusqlite::params_from_iter(values))?;
    let mut practices = Vec::new();
    while let Some(row) = rows.next()? {
        practices.push(practice(connection, row)?);
    }
    Ok(practices)
}
