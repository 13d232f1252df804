//! The certificate of attendance: that somebody was at the desk, for an employer or a school. What for is nobody's business.

use chrono::{NaiveDate, NaiveTime};
use serde_json::{Map, Value, json};
use turno_domain::text::Language;

use super::{Sheet, clock, fields};

/// That somebody was at the desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attendance {
    /// Head and foot. The practice's number is better left out: it says that there is one.
    pub sheet: Sheet,
    /// Who was there.
    pub person: String,
    /// Where they were born, as far as it is known.
    pub birth_place: String,
    /// When they were born, as far as it is known.
    pub birth_date: Option<NaiveDate>,
    /// Whom they came for, where somebody wants that written.
    pub on_behalf_of: String,
    /// The day.
    pub day: NaiveDate,
    /// From when.
    pub from: NaiveTime,
    /// Until when.
    pub until: Option<NaiveTime>,
    /// Who certifies it.
    pub operator: String,
}

impl Attendance {
    pub(super) fn data(&self) -> Map<String, Value> {
        fields(json!({
            "persona": self.person,
            "nascita_luogo": self.birth_place,
            "nascita_data": self.birth_date.map(|date| date.format("%d/%m/%Y").to_string()),
            "per_conto_di": self.on_behalf_of,
            "giorno": Language::It.date(self.day),
            "dalle": clock(self.from),
            "alle": self.until.map(clock),
            "operatore": self.operator,
        }))
    }
}
