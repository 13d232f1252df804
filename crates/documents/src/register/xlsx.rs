//! The register as a spreadsheet: typed cells, a frozen heading with filters, and the totals on a second sheet.

use std::ops::ControlFlow;

use chrono::Datelike;
use rust_xlsxwriter::{DocProperties, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};

use super::counts::{Count, Counts};
use super::row::{COLUMNS, Cell, RowTexts, cells};
use super::{Heading, MOST_ROWS, NO_ROWS, RegisterFault, tell};
use turno_domain::casework::RegisterRow;

/// The longest text that a cell holds, in characters; no field of a record comes near it.
const CELL_CHARACTERS: usize = 32_767;

/// The register as an XLSX file. `progress` is told the rows written so far, now and then, and may end it.
///
/// Texts are texts, whatever they begin with; dates are dates, ages numbers. An empty register says so in its first row.
///
/// # Errors
/// More rows than a sheet holds, no room for the temporary file, or the progress ended it.
pub fn xlsx(
    heading: &Heading,
    rows: impl IntoIterator<Item = RegisterRow>,
    progress: &mut dyn FnMut(usize) -> ControlFlow<()>,
) -> Result<Vec<u8>, RegisterFault> {
    let styles = Styles::new();
    let mut book = Workbook::new();
    book.set_properties(
        &DocProperties::new()
            .set_title("Registro delle pratiche")
            .set_creation_datetime(&heading.made)
            .set_company(&heading.body),
    );
    let mut counts = Counts::default();
    rows_sheet(book.add_worksheet_with_constant_memory()?, &styles, heading, rows, &mut counts, progress)?;
    totals_sheet(book.add_worksheet(), &styles, heading, &counts)?;
    Ok(book.save_to_buffer()?)
}

struct Styles {
    title: Format,
    label: Format,
    heading: Format,
    date: Format,
    number: Format,
}

impl Styles {
    fn new() -> Self {
        Self {
            title: Format::new().set_bold().set_font_size(14),
            label: Format::new().set_bold(),
            heading: Format::new()
                .set_bold()
                .set_text_wrap()
                .set_align(FormatAlign::VerticalCenter)
                .set_background_color("#E6EBF2")
                .set_border_bottom(FormatBorder::Thin),
            date: Format::new().set_num_format("dd/mm/yyyy"),
            number: Format::new().set_num_format("#,##0"),
        }
    }
}

fn rows_sheet(
    sheet: &mut Worksheet,
    styles: &Styles,
    heading: &Heading,
    rows: impl IntoIterator<Item = RegisterRow>,
    counts: &mut Counts,
    progress: &mut dyn FnMut(usize) -> ControlFlow<()>,
) -> Result<(), RegisterFault> {
    sheet.set_name("Registro")?;
    let lines = heading.lines();
    // A title, the lines, an empty row, and then the table.
    let head = 2 + lines.len() as u32;
    for (number, column) in (0..).zip(&COLUMNS) {
        sheet.set_column_width(number, column.width)?;
    }
    sheet.set_freeze_panes(head + 1, 0)?;
    sheet.set_landscape().set_paper_size(A4).set_print_fit_to_pages(1, 0);
    sheet.set_repeat_rows(head, head)?;
    above(sheet, styles, "Registro delle pratiche", &lines)?;
    for (number, column) in (0..).zip(&COLUMNS) {
        sheet.write_string_with_format(head, number, column.heading, &styles.heading)?;
    }
    let mut texts = RowTexts::default();
    let mut count = 0;
    for row in rows {
        if count == MOST_ROWS {
            return Err(RegisterFault::TooManyRows);
        }
        counts.add(&row);
        count += 1;
        let place = head + count as u32;
        for (number, cell) in (0..).zip(cells(&row, &mut texts)) {
            match cell {
                Cell::Text(text) => {
                    sheet.write_string(place, number, fitting(text))?;
                }
                Cell::Number(value) => {
                    sheet.write_number(place, number, value)?;
                }
                Cell::Date(date) if date.year() < FIRST_YEAR => {
                    sheet.write_string(place, number, date.to_string())?;
                }
                Cell::Date(date) => {
                    sheet.write_datetime_with_format(place, number, date, &styles.date)?;
                }
                Cell::Empty => {}
            }
        }
        tell(count, progress)?;
    }
    if count == 0 {
        sheet.write_string(head + 1, 0, NO_ROWS)?;
    } else {
        sheet.autofilter(head, 0, head + count as u32, COLUMNS.len() as u16 - 1)?;
    }
    Ok(())
}

fn totals_sheet(
    sheet: &mut Worksheet,
    styles: &Styles,
    heading: &Heading,
    counts: &Counts,
) -> Result<(), XlsxError> {
    sheet.set_name("Totali")?;
    sheet.set_column_width(0, 44)?;
    for column in 1..=3 {
        sheet.set_column_width(column, 22)?;
    }
    sheet.set_paper_size(A4).set_print_fit_to_pages(1, 0);
    let lines = heading.lines();
    above(sheet, styles, "Totali del registro", &lines)?;
    let mut place = 2 + lines.len() as u32;
    for (name, groups) in
        std::iter::once(("Registro", vec![("Tutto il registro", &counts.all)])).chain(counts.groups())
    {
        let headings = [name, "Pratiche", "Persone diverse", "Pratiche senza scheda"];
        for (number, text) in (0..).zip(headings) {
            sheet.write_string_with_format(place, number, text, &styles.heading)?;
        }
        place += 1;
        for (name, count) in groups {
            total(sheet, styles, place, name, count)?;
            place += 1;
        }
        place += 1;
    }
    sheet.write_string(
        place,
        0,
        "Una persona conta una volta sola in ogni riga, anche con più pratiche; le pratiche senza scheda non dicono di chi sono.",
    )?;
    Ok(())
}

fn total(
    sheet: &mut Worksheet,
    styles: &Styles,
    place: u32,
    name: &str,
    count: &Count,
) -> Result<(), XlsxError> {
    sheet.write_string(place, 0, fitting(name))?;
    for (number, value) in (1..).zip([count.practices, count.persons(), count.without_record()]) {
        sheet.write_number_with_format(place, number, value as f64, &styles.number)?;
    }
    Ok(())
}

fn above(
    sheet: &mut Worksheet,
    styles: &Styles,
    title: &str,
    lines: &[(&'static str, String)],
) -> Result<(), XlsxError> {
    sheet.write_string_with_format(0, 0, title, &styles.title)?;
    for (place, (label, value)) in (1..).zip(lines) {
        sheet.write_string_with_format(place, 0, *label, &styles.label)?;
        sheet.write_string(place, 1, fitting(value))?;
    }
    Ok(())
}

/// Before it spreadsheets have no dates.
const FIRST_YEAR: i32 = 1900;
/// The number that spreadsheets have for A4.
const A4: u8 = 9;

/// The text as a cell can hold it: no longer, and without the two characters that XML has no way to say.
fn fitting(text: &str) -> String {
    let sayable = |letter: char| if matches!(letter, '\u{fffe}' | '\u{ffff}') { '\u{fffd}' } else { letter };
    text.chars().take(CELL_CHARACTERS).map(sayable).collect()
}
