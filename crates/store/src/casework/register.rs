//! The register that funders ask for, and what was handed in of it.

use super::changes::Entity;
use super::tx::{CaseworkError, CaseworkTx};
use crate::columns;
use crate::error::StoreError;
use chrono::NaiveDate;
use chrono_tz::Tz;
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Row};
use serde::{Deserialize, Serialize};
use turno_domain::casework::{PartialDate, PracticeNumber, PracticeState, RegisterRow, UnresolvedReason};
use turno_domain::ids::SubmissionId;
use turno_domain::journal::Actor;
use turno_domain::keys::{OperatorKey, ServiceKey};
use turno_domain::time::{ClockReading, Timestamp};

/// What a register is of; what is absent does not narrow it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisterFilter {
    /// The first day on which a practice was opened.
    pub from: NaiveDate,
    /// The last one.
    pub to: NaiveDate,
    /// Under which project.
    #[serde(default)]
    pub project: Option<ServiceKey>,
    /// Of which type of service.
    #[serde(default)]
    pub service: Option<ServiceKey>,
    /// Whose.
    #[serde(default)]
    pub operator: Option<OperatorKey>,
    /// Of whoever lives in this municipality, as records have it.
    #[serde(default)]
    pub municipality: Option<String>,
}

/// After which line a page begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RegisterMark {
    /// When that line's practice was opened, UTC milliseconds.
    pub opened_ms: i64,
    /// Its place among all practices.
    pub sequence: i64,
}

/// A register that was handed in.
#[derive(Clone, Debug, PartialEq)]
pub struct Submission {
    /// What it is known by.
    pub id: SubmissionId,
    /// What it was of.
    pub asked: RegisterFilter,
    /// How many lines it had.
    pub lines: u32,
    /// What whoever handed it in wrote about it.
    pub note: String,
    /// Who handed it in.
    pub operator: OperatorKey,
    /// When.
    pub written_at: Timestamp,
}

impl CaseworkTx {
    /// Keeps the lines of a register as they are handed in.
    ///
    /// # Errors
    /// What the store could not do.
    pub fn hand_in(
        &mut self,
        submission: &Submission,
        lines: &[RegisterRow],
        at: &ClockReading,
        actor: &Actor,
    ) -> Result<(), CaseworkError> {
        let sequence: i64 = self
            .connection
            .prepare_cached(
                "INSERT INTO submissions (id, asked, lines, note, operator, written_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6) RETURNING sequence",
            )?
            .query_row(
                (
                    submission.id.uuid().into_bytes(),
                    columns::to_json(&submission.asked)?,
                    submission.lines,
                    &submission.note,
                    submission.operator.as_str(),
                    submission.written_at.millis(),
                ),
                |row| row.get(0),
            )?;
        let mut insert = self
            .connection
            .prepare_cached("INSERT INTO submission_lines (submission, place, line) VALUES (?1, ?2, ?3)")?;
        for (place, line) in (0i64..).zip(lines) {
            insert.execute((sequence, place, columns::to_json(line)?))?;
        }
        drop(insert);
        self.changed("register-handed-in", Entity::Submission(submission.id), at, actor)?;
        Ok(())
    }
}

const SELECT: &str = "SELECT practices.sequence, practices.id, prefix, year, count, responsible, opened_at, given_names, family_name,
        service, state, reason, birth_year, birth_month, birth_day, residence_kind, residence_value, project, ended_at, citizen,
        (SELECT channel FROM visit_practices JOIN visits ON visits.id = visit WHERE practice = practices.id
         ORDER BY began_at LIMIT 1)
    FROM practices LEFT JOIN citizens ON citizens.id = practices.citizen";

/// The lines after `after`, in the order in which the practices were opened, at most `limit`: the days by the site's calendar. Names of
/// operators, services and projects are their keys: others know what they are called.
pub(super) fn lines(
    connection: &Connection,
    asked: &RegisterFilter,
    zone: Tz,
    after: RegisterMark,
    limit: u32,
) -> Result<Vec<(RegisterMark, RegisterRow)>, StoreError> {
    // A day begins and ends by the site's calendar; whatever a change of summer time makes of it, it lies within these hours of UTC.
    const DAY_MS: i64 = 86_400_000;
    let midnight = |day: NaiveDate| day.and_time(chrono::NaiveTime::MIN).and_utc().timestamp_millis();
    // One lower bound, so that the index leads to where the page begins.
    let mut sql = format!(
        "{SELECT} WHERE opened_at >= ?3 AND opened_at <= ?4 AND (opened_at > ?1 OR practices.sequence > ?2)"
    );
    let first = midnight(asked.from).saturating_sub(DAY_MS).max(after.opened_ms);
    let mut values = vec![
        Value::Integer(after.opened_ms),
        Value::Integer(after.sequence),
        Value::Integer(first),
        Value::Integer(midnight(asked.to).saturating_add(2 * DAY_MS)),
    ];
    let mut narrow = |condition: &str, value: Option<&str>| {
        if let Some(value) = value {
            values.push(Value::Text(value.to_owned()));
            sql.push_str(&format!(" AND {condition} = ?{}", values.len()));
        }
    };
    narrow("project", asked.project.as_ref().map(ServiceKey::as_str));
    narrow("service", asked.service.as_ref().map(ServiceKey::as_str));
    narrow("responsible", asked.operator.as_ref().map(OperatorKey::as_str));
    narrow("residence_kind = 'municipality' AND residence_value", asked.municipality.as_deref());
    sql.push_str(" ORDER BY opened_at, practices.sequence");
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(rusqlite::params_from_iter(values))?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let (mark, line) = line(row, zone)?;
        if (asked.from..=asked.to).contains(&line.started) {
            found.push((mark, line));
        }
        if found.len() >= limit as usize {
            break;
        }
    }
    Ok(found)
}

fn line(row: &Row<'_>, zone: Tz) -> Result<(RegisterMark, RegisterRow), StoreError> {
    let prefix: String = row.get(2)?;
    let opened = columns::time(row, 6)?;
    let started = opened.local(zone).date_naive();
    let state: String = row.get(10)?;
    let state = match state.as_str() {
        "open" => PracticeState::Open,
        "concluded" => PracticeState::Concluded,
        "unresolved" => PracticeState::Unresolved(columns::from_word::<UnresolvedReason>(row, 11)?),
        _ => return Err(StoreError::Unreadable("practice")),
    };
    let birth_year: Option<i32> = row.get(12)?;
    let (month, day) = (row.get(13)?, row.get(14)?);
    let birth = birth_year.map(|year| PartialDate { year, month, day });
    let operator_key: OperatorKey = columns::key(row, 5)?;
    let service_key: ServiceKey = columns::key(row, 9)?;
    let project_key: Option<ServiceKey> = columns::optional_key(row, 17)?;
    let has_record = row.get::<_, Option<String>>(15)?.is_some();
    let mark = RegisterMark { opened_ms: opened.millis(), sequence: row.get(0)? };
    let line = RegisterRow {
        id: columns::id(row, 1)?,
        practice: PracticeNumber {
            prefix: (!prefix.is_empty()).then_some(prefix),
            year: row.get(3)?,
            count: row.get(4)?,
        },
        operator: operator_key.to_string(),
        operator_key,
        started,
        first_name: row.get::<_, Option<String>>(7)?.unwrap_or_default(),
        last_name: row.get::<_, Option<String>>(8)?.unwrap_or_default(),
        service: service_key.to_string(),
        service_key,
        state,
        age: birth.and_then(|birth| birth.age_on(started)),
        residence: if has_record { columns::from_kind_and_value(row, 15)? } else { Default::default() },
        project: project_key.as_ref().map(ToString::to_string).unwrap_or_default(),
        project_key,
        ended: columns::optional_time(row, 18)?.map(|ended| ended.local(zone).date_naive()),
        channel: row.get::<_, Option<i64>>(20)?.map(|_| columns::channel(row, 20)).transpose()?,
        citizen: columns::optional_id(row, 19)?,
    };
    Ok((mark, line))
}

const SUBMISSION: &str = "SELECT id, asked, lines, note, operator, written_at FROM submissions";

fn submission(row: &Row<'_>) -> rusqlite::Result<Submission> {
    Ok(Submission {
        id: columns::id(row, 0)?,
        asked: columns::json(row, 1)?,
        lines: row.get(2)?,
        note: row.get(3)?,
        operator: columns::key(row, 4)?,
        written_at: columns::time(row, 5)?,
    })
}

/// What was handed in, the last first.
pub(super) fn submissions(connection: &Connection) -> Result<Vec<Submission>, StoreError> {
    let mut statement = connection.prepare_cached(&format!("{SUBMISSION} ORDER BY sequence DESC"))?;
    let rows = statement.query_map([], submission)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// A register that was handed in.
pub(super) fn find(connection: &Connection, id: SubmissionId) -> Result<Option<Submission>, StoreError> {
    let mut statement = connection.prepare_cached(&format!("{SUBMISSION} WHERE id = ?1"))?;
    Ok(statement.query_row([id.uuid().into_bytes()], submission).optional()?)
}

/// The lines that were handed in, as they were: at most `limit` from the place `from` on.
pub(super) fn submitted(
    connection: &Connection,
    id: SubmissionId,
    from: u32,
    limit: u32,
) -> Result<Vec<RegisterRow>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT line FROM submission_lines JOIN submissions ON submissions.sequence = submission
         WHERE id = ?1 AND place >= ?2 ORDER BY place LIMIT ?3",
    )?;
    let rows = statement.query_map((id.uuid().into_bytes(), from, limit), |row| columns::json(row, 0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
