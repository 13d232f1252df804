//! The directory of bodies as a table that people edit with their spreadsheet: CSV, with semicolons as Italian spreadsheets write it.

use super::super::auth::SignedIn;
use super::super::command::{Answer, Asked};
use super::Refused;
use super::handbook::{all, may_write};
use crate::hub::Hub;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use std::collections::{HashMap, HashSet};
use turno_domain::handbook::{Body, HandbookItem};
use turno_domain::ids::HandbookId;
use turno_protocol::casework::{DirectoryImport, DirectoryImported};
use turno_store::casework::Revision;

/// The columns, in the order in which they are written.
const COLUMNS: [&str; 13] = [
    "nome",
    "tipo",
    "indirizzo",
    "comune",
    "telefono",
    "mail",
    "sito",
    "orari",
    "che cosa fa",
    "per chi",
    "che cosa serve",
    "note",
    "non più attivo",
];

/// Without it a spreadsheet on Windows takes UTF-8 for something else.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// `GET /directory`
pub async fn export(State(hub): State<Hub>, _: SignedIn) -> Result<impl IntoResponse, Refused> {
    let bodies = hub.read_casework(all::<Body>).await?;
    let text = written(bodies.iter().map(|body| &body.says)).map_err(|error| Refused::fault(&error))?;
    Ok(([(header::CONTENT_TYPE, "text/csv; charset=utf-8")], text))
}

/// `POST /directory`
pub async fn import(asked: Asked<DirectoryImport>) -> Result<Answer, Refused> {
    may_write::<Body>(asked.session()?)?;
    let hub = asked.hub.clone();
    let bodies = read(&asked.request.csv)?;
    asked
        .in_casework(move |tx, by, _| {
            let stand = all::<Body>(&tx.reads())?;
            let known: HashMap<(String, String), &Revision<Body>> =
                stand.iter().map(|revision| (name_of(&revision.says), revision)).collect();
            let mut told = DirectoryImported { made: 0, changed: 0, same: 0 };
            for body in bodies {
                let (id, seen) = match known.get(&name_of(&body)) {
                    Some(stands) if stands.says == body => {
                        told.same += 1;
                        continue;
                    }
                    Some(stands) => {
                        told.changed += 1;
                        (stands.id, stands.revision)
                    }
                    None => {
                        told.made += 1;
                        (hub.fresh(HandbookId::from_parts), 0)
                    }
                };
                tx.write_handbook(id, seen, &body, "", &by.now, &by.actor)?;
            }
            Answer::ok(&told)
        })
        .await
}

/// A body is known by its name and its municipality.
fn name_of(body: &Body) -> (String, String) {
    (body.name.to_lowercase(), body.municipality.to_lowercase())
}

fn written<'a>(bodies: impl Iterator<Item = &'a Body>) -> Result<String, csv::Error> {
    let mut table =
        csv::WriterBuilder::new().delimiter(b';').from_writer(BYTE_ORDER_MARK.as_bytes().to_vec());
    table.write_record(COLUMNS)?;
    for body in bodies {
        let retired = if body.retired { "sì" } else { "" };
        table.write_record(
            [
                &body.name,
                &body.sort,
                &body.address,
                &body.municipality,
                &body.phone,
                &body.mail,
                &body.web,
                &body.hours,
                &body.does,
                &body.for_whom,
                &body.needs,
                &body.note,
                retired,
            ]
            .map(harmless),
        )?;
    }
    let bytes =
        table.into_inner().map_err(|error| csv::Error::from(std::io::Error::other(error.to_string())))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// A spreadsheet takes what begins so for a formula; an apostrophe says that it is a text (OWASP, "CSV Injection").
fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@']) && !is_phone(text) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

fn is_phone(text: &str) -> bool {
    text.starts_with('+') && text.chars().skip(1).all(|c| c.is_ascii_digit() || " /-.".contains(c))
}

/// The bodies of a table. What is wrong with it is said with its line.
fn read(csv: &str) -> Result<Vec<Body>, Refused> {
    let csv = csv.trim_start_matches(BYTE_ORDER_MARK);
    let head = csv.lines().next().unwrap_or_default();
    let delimiter = if head.contains(';') { b';' } else { b',' };
    let mut table = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(csv.as_bytes());
    let head = table.headers().map_err(|_| unreadable(1, "the head is no line of a table"))?;
    let columns: Vec<Option<usize>> = head
        .iter()
        .map(|name| {
            let name = name.trim().to_lowercase();
            COLUMNS.iter().position(|column| *column == name)
        })
        .collect();
    if !columns.contains(&Some(0)) {
        return Err(unreadable(1, "there is no column nome"));
    }
    let (mut bodies, mut names): (Vec<Body>, HashSet<_>) = (Vec::new(), HashSet::new());
    for row in table.records() {
        let row = row.map_err(|error| {
            let line = error.position().map_or(1, csv::Position::line);
            unreadable(line, "no line of this table")
        })?;
        let line = row.position().map_or(1, csv::Position::line);
        let mut cells: [String; COLUMNS.len()] = Default::default();
        for (cell, column) in row.iter().zip(&columns) {
            if let Some(column) = column {
                cells[*column] = cell.strip_prefix('\'').unwrap_or(cell).to_owned();
            }
        }
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let [
            name,
            sort,
            address,
            municipality,
            phone,
            mail,
            web,
            hours,
            does,
            for_whom,
            needs,
            note,
            retired,
        ] = cells;
        let retired = !retired.trim().is_empty();
        let body = Body {
            name,
            sort,
            address,
            municipality,
            phone,
            mail,
            web,
            hours,
            does,
            for_whom,
            needs,
            note,
            retired,
        };
        let body = body.checked().map_err(|fault| unreadable(line, &fault.to_string()))?;
        if !names.insert(name_of(&body)) {
            return Err(unreadable(line, "the same name and municipality stand above"));
        }
        bodies.push(body);
    }
    Ok(bodies)
}

fn unreadable(line: u64, what: &str) -> Refused {
    let refused = Refused::unknown_value(format!("line {line}: {what}"));
    Refused(Box::new(refused.0.fact("line", line)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn body(name: &str, note: &str) -> Body {
        Body { name: name.into(), note: note.into(), municipality: "Lomazzo".into(), ..Body::default() }
    }

    #[test]
    fn a_table_may_have_its_columns_in_any_order_and_others_among_them() {
        let csv = "Comune,Nome,colore\nLomazzo,\"CAAF, sede\",rosso\n,,\n";
        let read = read(csv).unwrap();
        assert_eq!(
            read,
            [Body { name: "CAAF, sede".into(), municipality: "Lomazzo".into(), ..Body::default() }]
        );
    }

    #[test]
    fn the_example_that_comes_with_the_manual_reads() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../assets/manual/directory-example.csv");
        let bodies = read(&std::fs::read_to_string(path).unwrap()).unwrap();
        assert_eq!((bodies.len(), bodies.iter().filter(|body| body.retired).count()), (8, 1));
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        for (csv, line) in [
            ("comune;tipo\nLomazzo;CAAF\n", 1),
            ("nome;comune\nCAAF;Lomazzo\n;Como\n", 3),
            ("nome;comune\nCAAF;Lomazzo\ncaaf;LOMAZZO\n", 3),
            ("", 1),
        ] {
            let Err(refused) = read(csv) else { panic!("{csv}") };
            let told = serde_json::to_value(&*refused.0).unwrap();
            assert_eq!(told["line"], line, "{csv}");
        }
    }

    #[test]
    fn no_cell_is_a_formula() {
        for (cell, written) in
            [("=1+1", "'=1+1"), ("@A1", "'@A1"), ("-2", "'-2"), ("+39 031 1234", "+39 031 1234")]
        {
            assert_eq!(harmless(cell), written);
        }
    }

    proptest! {
        #[test]
        fn what_is_written_reads_the_same(names in prop::collection::btree_set("[a-z;,\"'=+]{1,12}", 1..6), note in "\\PC{0,40}") {
            let bodies: Vec<Body> = names
                .iter()
                .filter_map(|name| body(name, &note).checked().ok())
                // The apostrophe in front is what says that a cell is a text.
                .filter(|body| !body.name.starts_with('\'') && !body.note.starts_with('\''))
                .collect();
            let text = written(bodies.iter()).unwrap();
            prop_assert_eq!(read(&text).unwrap(), bodies);
        }
    }
}
