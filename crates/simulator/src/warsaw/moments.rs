//! The file as it is: one row a moment and queue.

use std::io;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use serde::Deserialize;
use thiserror::Error;

/// The largest waiting room and number believed; the office's own are three digits.
const LARGEST: usize = 100_000;

/// What one queue looked like at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    /// Local time of the office, to the minute.
    pub at: NaiveDateTime,
    /// The queue's own identifier; three letters are shared by several queues.
    pub queue: u32,
    /// The letter of the queue's own numbers.
    pub letter: char,
    /// The queue's name as the office writes it.
    pub name: String,
    /// Desks open for the queue.
    pub counters_open: u32,
    /// People waiting.
    pub waiting: usize,
    /// The last number called; none at opening, at closing and whenever nobody is in hand.
    pub number: Option<ShownNumber>,
}

/// A number as it is shown, e.g. `A042`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShownNumber {
    /// The series.
    pub letter: char,
    /// The place in it.
    pub value: usize,
}

/// Why a file of moments could not be read.
#[derive(Debug, Error)]
pub enum ReadError {
    /// Not the expected CSV.
    #[error("not a file of moments")]
    Csv(#[from] csv::Error),
    /// A field that is not what it should be.
    #[error("line {line}: `{field}` is {found:?}, expected {expected}")]
    Field {
        /// Line of the file, the header being line 1.
        line: u64,
        /// The column.
        field: &'static str,
        /// What stands there.
        found: String,
        /// What should.
        expected: &'static str,
    },
}

#[derive(Deserialize)]
struct Row {
    date: String,
    time: String,
    queue_id: String,
    letter: String,
    queue: String,
    counters_open: String,
    waiting: String,
    current_number: String,
}

/// Reads every moment, in the file's order.
///
/// # Errors
/// The first row that is not one of this file's.
pub fn read(file: impl io::Read) -> Result<Vec<Moment>, ReadError> {
    let mut reader = csv::Reader::from_reader(file);
    let headers = reader.headers()?.clone();
    let mut record = csv::StringRecord::new();
    let mut moments = Vec::new();
    while reader.read_record(&mut record)? {
        let line = record.position().map_or(0, csv::Position::line);
        moments.push(moment(record.deserialize(Some(&headers))?, line)?);
    }
    Ok(moments)
}

fn moment(row: Row, line: u64) -> Result<Moment, ReadError> {
    let wrong =
        |field, found: &str, expected| ReadError::Field { line, field, found: found.to_owned(), expected };
    let count = |field, text: &str| {
        text.parse::<usize>()
            .ok()
            .filter(|n| *n <= LARGEST)
            .ok_or_else(|| wrong(field, text, "a whole number"))
    };
    let date = NaiveDate::parse_from_str(&row.date, "%Y-%m-%d")
        .map_err(|_| wrong("date", &row.date, "YYYY-MM-DD"))?;
    let time =
        NaiveTime::parse_from_str(&row.time, "%H:%M").map_err(|_| wrong("time", &row.time, "HH:MM"))?;
    let letter = single_letter(&row.letter).ok_or_else(|| wrong("letter", &row.letter, "one letter"))?;
    Ok(Moment {
        at: date.and_time(time),
        queue: row.queue_id.parse().map_err(|_| wrong("queue_id", &row.queue_id, "a whole number"))?,
        letter,
        counters_open: count("counters_open", &row.counters_open)? as u32,
        waiting: count("waiting", &row.waiting)?,
        number: shown_number(&row.current_number).ok_or_else(|| {
            wrong("current_number", &row.current_number, "a letter and a number, or nothing")
        })?,
        name: row.queue,
    })
}

fn single_letter(text: &str) -> Option<char> {
    let mut letters = text.chars();
    letters.next().filter(|c| c.is_alphabetic() && letters.next().is_none())
}

/// None for what is no number; `Some(None)` for an empty field.
fn shown_number(text: &str) -> Option<Option<ShownNumber>> {
    let mut rest = text.chars();
    let Some(letter) = rest.next() else { return Some(None) };
    let value = rest.as_str().parse().ok().filter(|n| *n <= LARGEST)?;
    letter.is_alphabetic().then_some(Some(ShownNumber { letter, value }))
}
