//! The papers of the day on this machine's disk, so that one that did not come out can be printed again after a restart.
//!
//! A line for each paper and each reprint, one file for a day; the file of another day goes with the first paper of the next. What a
//! citizen answered has no place on a paper, and so none here.

use serde::{Deserialize, Serialize};
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use turno_devices::paper::TicketPaper;
use turno_domain::ids::TicketId;

/// Before the day in a file's name.
const NAME: &str = "printed-";
/// After it.
const ENDING: &str = ".jsonl";

/// The folder in which the file lies. Clones are the same.
#[derive(Debug, Clone)]
pub struct PrintedToday {
    folder: PathBuf,
}

#[derive(Debug, Serialize, Deserialize)]
struct Line {
    ticket: TicketId,
    paper: TicketPaper,
}

impl PrintedToday {
    /// In `folder`, which is made with the first paper.
    pub fn new(folder: &Path) -> Self {
        Self { folder: folder.to_owned() }
    }

    /// The papers of the last day on which any was printed, in order; none where they cannot be read: then the desk helps. A line
    /// that was cut short by the end of the last program is left out.
    pub fn read(&self) -> Vec<(TicketId, TicketPaper)> {
        let Some(last) = self.days().pop() else { return Vec::new() };
        let text = fs::read_to_string(last)
            .inspect_err(|error| tracing::warn!(%error, "the papers of the day cannot be read"))
            .unwrap_or_default();
        let lines = text.lines().filter_map(|line| serde_json::from_str::<Line>(line).ok());
        lines.map(|line| (line.ticket, line.paper)).collect()
    }

    /// Keeps a paper that is about to be printed.
    ///
    /// # Errors
    /// When the disk does not take it.
    pub fn keep(&self, ticket: TicketId, paper: &TicketPaper) -> io::Result<()> {
        let file = self.folder.join(format!("{NAME}{}{ENDING}", paper.issued.date()));
        if !file.exists() {
            fs::create_dir_all(&self.folder)?;
            for other in self.days() {
                fs::remove_file(other)?;
            }
        }
        let line = serde_json::to_string(&Line { ticket, paper: paper.clone() })?;
        // The address of a ticket's page is nobody else's business.
        let mut file = OpenOptions::new().append(true).create(true).mode(0o600).open(file)?;
        // First the break: what was cut short shall not spoil what comes after it.
        file.write_all(format!("\n{line}\n").as_bytes())
    }

    /// The files, the last day's last.
    fn days(&self) -> Vec<PathBuf> {
        let names = |file: &fs::DirEntry| {
            let name = file.file_name();
            name.to_str().is_some_and(|name| name.starts_with(NAME) && name.ends_with(ENDING))
        };
        let files = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        let mut files: Vec<PathBuf> = files.filter(names).map(|file| file.path()).collect();
        files.sort();
        files
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use turno_devices::paper::{TicketNumber, Turn};
    use turno_domain::text::Language;

    fn paper(day: u32, number: u32, reprint: bool) -> TicketPaper {
        TicketPaper {
            logo: None,
            wait_at: None,
            site: "Sportello".into(),
            body: None,
            service: None,
            number: TicketNumber { letter: 'A', number },
            issued: chrono::NaiveDate::from_ymd_opt(2026, 11, day).unwrap().and_hms_opt(9, 42, 0).unwrap(),
            turn: Turn::Waits,
            people_before: 3,
            expected: None,
            people: 1,
            manner: None,
            documents: Vec::new(),
            documents_for_other: Vec::new(),
            page: Some("https://coda.example/t/8f3k".into()),
            language: Language::It,
            italian: None,
            reprint,
        }
    }

    fn ticket(byte: u8) -> TicketId {
        TicketId::from_parts(1, [byte; 10])
    }

    #[test]
    fn the_papers_of_the_last_day_are_read_again_and_no_others_are_left() {
        let folder = tempfile::tempdir().unwrap();
        let printed = PrintedToday::new(&folder.path().join("state"));
        assert!(printed.read().is_empty(), "there is not even a folder");
        printed.keep(ticket(1), &paper(21, 1, false)).unwrap();
        printed.keep(ticket(1), &paper(21, 1, true)).unwrap();
        assert_eq!(printed.read(), [(ticket(1), paper(21, 1, false)), (ticket(1), paper(21, 1, true))]);
        printed.keep(ticket(2), &paper(23, 1, false)).unwrap();
        assert_eq!(printed.read(), [(ticket(2), paper(23, 1, false))]);
        assert_eq!(fs::read_dir(folder.path().join("state")).unwrap().count(), 1);
    }

    #[test]
    fn a_line_that_was_cut_short_spoils_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let printed = PrintedToday::new(folder.path());
        printed.keep(ticket(1), &paper(21, 1, false)).unwrap();
        let mut file =
            OpenOptions::new().append(true).open(folder.path().join("printed-2026-11-21.jsonl")).unwrap();
        file.write_all(b"{\"ticket\":\"0").unwrap();
        printed.keep(ticket(2), &paper(21, 2, false)).unwrap();
        let read: Vec<TicketId> = printed.read().into_iter().map(|(ticket, _)| ticket).collect();
        assert_eq!(read, [ticket(1), ticket(2)]);
    }

    #[test]
    fn nobody_else_reads_the_file() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        PrintedToday::new(folder.path()).keep(ticket(1), &paper(21, 1, false)).unwrap();
        let file = fs::metadata(folder.path().join("printed-2026-11-21.jsonl")).unwrap();
        assert_eq!(file.permissions().mode() & 0o777, 0o600);
    }
}
