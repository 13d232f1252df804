//! The register as plain text, for an Italian spreadsheet: UTF-8 with a byte order mark (without it Excel reads the accents wrong),
//! semicolons (commas part decimals), CRLF, dates as gg/mm/aaaa. One line of headings, then the rows and nothing else.

use std::io::Write;
use std::ops::ControlFlow;

use super::row::{COLUMNS, Cell, RowTexts, cells};
use super::{RegisterFault, tell};
use turno_domain::casework::RegisterRow;

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Writes the register to `out`, row by row; an empty one has its headings alone. `progress` is told the rows written so far, now and
/// then, and may end it.
///
/// A text that a spreadsheet would take for a formula gets an apostrophe before it, which shows: a name is never run.
///
/// # Errors
/// `out` cannot be written, or the progress ended it.
pub fn write_csv<W: Write>(
    mut out: W,
    rows: impl IntoIterator<Item = RegisterRow>,
    progress: &mut dyn FnMut(usize) -> ControlFlow<()>,
) -> Result<usize, RegisterFault> {
    out.write_all(BYTE_ORDER_MARK).map_err(csv::Error::from)?;
    let mut csv =
        csv::WriterBuilder::new().delimiter(b';').terminator(csv::Terminator::CRLF).from_writer(out);
    csv.write_record(COLUMNS.iter().map(|column| column.heading))?;
    let mut texts = RowTexts::default();
    let mut count = 0;
    for row in rows {
        for cell in cells(&row, &mut texts) {
            match cell {
                Cell::Text(text) => csv.write_field(harmless(text).as_bytes())?,
                Cell::Number(number) => csv.write_field(number.to_string())?,
                Cell::Date(date) => csv.write_field(date.format("%d/%m/%Y").to_string())?,
                Cell::Empty => csv.write_field("")?,
            }
        }
        csv.write_record(None::<&[u8]>)?;
        count += 1;
        tell(count, progress)?;
    }
    csv.flush().map_err(csv::Error::from)?;
    Ok(count)
}

/// The text, with an apostrophe before it where a spreadsheet would take it for a formula (OWASP, CSV injection).
fn harmless(text: &str) -> std::borrow::Cow<'_, str> {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']) {
        format!("'{text}").into()
    } else {
        text.into()
    }
}
