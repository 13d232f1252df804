//! The register that funders ask for: one line per practice, with totals, as a spreadsheet or as plain text.
//!
//! Rows come one by one and are written as they come, so that memory does not grow with the register (but for the distinct persons that
//! the totals count). Its words are Italian: so are its readers.

mod counts;
mod csv_file;
mod row;
mod xlsx;

use std::ops::ControlFlow;

use chrono::{NaiveDate, NaiveDateTime};

pub use csv_file::write_csv;
pub(crate) use row::{residence_text, state_text};
pub use xlsx::xlsx;

/// More rows than a sheet of a spreadsheet has, less what stands above them.
pub const MOST_ROWS: usize = 1_048_000;

/// What the register is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// The body that hands it in, e.g. "Comune di Rovellasca, Sportello PAC".
    pub body: String,
    /// The first and the last day of the period, both included.
    pub period: (NaiveDate, NaiveDate),
    /// By what it was filtered, in the order in which that is written.
    pub filters: Filters,
    /// When it was made, in the site's own time. It is the file's date: the same register is the same file.
    pub made: NaiveDateTime,
}

/// By what a register was filtered; empty is by nothing. The rows come filtered: this is only written above them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filters {
    /// The project.
    pub project: String,
    /// The type of service.
    pub service: String,
    /// The operator.
    pub operator: String,
    /// The municipality of residence.
    pub municipality: String,
}

impl Heading {
    /// The lines above the table: what it is of, and what was chosen.
    fn lines(&self) -> Vec<(&'static str, String)> {
        let day = |date: NaiveDate| date.format("%d/%m/%Y").to_string();
        let all = |filter: &str| if filter.is_empty() { "tutti".to_owned() } else { filter.to_owned() };
        vec![
            ("Ente", self.body.clone()),
            ("Periodo", format!("dal {} al {}", day(self.period.0), day(self.period.1))),
            ("Progetto", all(&self.filters.project)),
            ("Tipo di servizio", all(&self.filters.service)),
            ("Operatore", all(&self.filters.operator)),
            ("Comune di residenza", all(&self.filters.municipality)),
            ("Estratto il", self.made.format("%d/%m/%Y %H:%M").to_string()),
        ]
    }
}

/// Why there is no register.
#[derive(Debug, thiserror::Error)]
pub enum RegisterFault {
    /// Whoever watches the progress ended it.
    #[error("the export was cancelled")]
    Cancelled,
    /// A spreadsheet cannot hold so many.
    #[error("more than {MOST_ROWS} rows: choose a shorter period")]
    TooManyRows,
    /// The spreadsheet could not be written, most likely for want of room for temporary files.
    #[error("the spreadsheet could not be written: {0}")]
    Spreadsheet(#[from] rust_xlsxwriter::XlsxError),
    /// The text could not be written.
    #[error("the file could not be written: {0}")]
    Text(#[from] csv::Error),
}

/// Rows between two calls of the progress.
const STRIDE: usize = 500;

/// Tells the progress, called with the rows written so far, now and then; its answer may end the export.
fn tell(rows: usize, progress: &mut dyn FnMut(usize) -> ControlFlow<()>) -> Result<(), RegisterFault> {
    if rows.is_multiple_of(STRIDE) && progress(rows).is_break() {
        Err(RegisterFault::Cancelled)
    } else {
        Ok(())
    }
}

/// What stands in place of rows where there are none.
const NO_ROWS: &str = "Nessuna pratica nel periodo scelto.";
