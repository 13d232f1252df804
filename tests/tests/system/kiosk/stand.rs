//! An entrance: a real hub, a real kiosk and the fake printer's program, around a site file made for these tests.
//!
//! What a citizen sees is read from the kiosk's screen; what is true, from the hub's queue, from its journal as the stream tells it,
//! and from what fell out of the printer.

use super::words;
use crate::two_desks::MONDAY;
use std::path::Path;
use std::time::Duration;
use tempfile::TempDir;
use tokio::sync::watch;
use tokio::time::timeout;
use turno_client::{Hub, Live, LiveUpdate, follow};
use turno_domain::ticket::{PaperState, TicketState};
use turno_protocol::event::EventData;
use turno_protocol::session::DeviceRole;
use turno_protocol::ticket::TicketView;
use turno_tests::{Kiosk, KioskOptions, Printed, Printer, PrinterOptions, Site, SiteOptions};

/// How long something may take in real time, on a machine that compiles beside it. The printer's own deadlines lie far below.
const PATIENCE: Duration = Duration::from_secs(60);

/// The site of these tests; what a test needs more of it comes after, as tables of their own.
const SITE: &str = r#"
name = "Sportello di prova · Comune di Rovellasca"
timezone = "Europe/Rome"
day_starts = "03:00"
languages = ["it", "en"]

[[services]]
key = "informazioni"
letter = "A"
names = {it = "Informazioni", en = "Information"}

[[counters]]
key = "1"
label = {it = "Sportello 1", en = "Desk 1"}
"#;

/// How an entrance is set up.
#[derive(Default)]
pub struct Plan {
    /// Tables added to the site file; `{folder}` stands for the folder of the site.
    pub tables: &'static str,
    /// What the printer is told before the kiosk sees it.
    pub printer_first: &'static [&'static str],
    /// A printer on a serial line, in place of the network.
    pub serial: bool,
}

/// An entrance.
pub struct Stand {
    pub site: Site,
    pub kiosk: Kiosk,
    pub printer: Printer,
    journal: watch::Receiver<Vec<(String, EventData)>>,
    folder: TempDir,
}

impl Stand {
    pub async fn start() -> Self {
        Self::plan(Plan::default()).await
    }

    pub async fn plan(plan: Plan) -> Self {
        Self::plan_with(plan, |_| ()).await
    }

    /// As [`plan`](Self::plan); `prepare` gets the folder before anything runs.
    pub async fn plan_with(plan: Plan, prepare: impl FnOnce(&Path)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("site.toml");
        let tables = plan.tables.replace("{folder}", &folder.path().to_string_lossy());
        std::fs::write(&file, format!("{SITE}{tables}")).unwrap();
        prepare(folder.path());
        let options = SiteOptions {
            site: file,
            starts_at: Some(MONDAY),
            folder: Some(folder.path().to_owned()),
            log: "info".to_owned(),
        };
        let site = Site::start(options).await.unwrap();
        let device = site.enrol(DeviceRole::Kiosk, "ingresso").await.unwrap();
        let journal = write_down(follow(&device.hub)).await;
        let link = plan.serial.then(|| folder.path().join("printer"));
        let printer = PrinterOptions { link, ..PrinterOptions::default() };
        let mut printer = Printer::start(&site, "printer", &printer).await.unwrap();
        for words in plan.printer_first {
            printer.order(words).await.unwrap();
        }
        let options = KioskOptions { printer: Some(printer.url().to_owned()), ..KioskOptions::default() };
        let mut kiosk = Kiosk::start(&site, device, options).await.unwrap();
        kiosk.screen.sees(words::SERVICE).await.unwrap();
        Self { site, kiosk, printer, journal, folder }
    }

    /// The folder of the site.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The hub as the kiosk knows it, waited for if it is away.
    pub fn hub(&self) -> Hub {
        self.kiosk.device.hub.with_patience(PATIENCE)
    }

    /// Lets the screen stand for as long as it must have stood to be touched.
    pub async fn settle(&mut self) {
        self.site.clock().unwrap().step(Duration::from_millis(500)).await.unwrap();
    }

    /// Touches a button once it is there.
    pub async fn touch(&mut self, label: &str) {
        self.kiosk.touch(&self.site, label).await.unwrap();
    }

    /// Waits for a text on the kiosk's screen.
    pub async fn sees(&mut self, text: &str) {
        self.kiosk.screen.sees_part(text).await.unwrap();
    }

    /// Everything on the kiosk's screen.
    pub async fn screen(&mut self) -> String {
        self.kiosk.screen.labels().await.unwrap().join("\n")
    }

    /// Whether this stands on the kiosk's screen.
    pub async fn shows(&mut self, text: &str) -> bool {
        self.screen().await.contains(text)
    }

    /// Lets time pass at the site, a second at a time, as a citizen would see it.
    pub async fn wait(&mut self, seconds: u32) {
        for _ in 0..seconds {
            self.site.clock().unwrap().step(Duration::from_secs(1)).await.unwrap();
        }
    }

    /// Somebody takes a number at the kiosk and sees it; the ticket as the hub has it.
    pub async fn takes_a_number(&mut self) -> TicketView {
        let before = self.tickets().await.len();
        self.touch(words::SERVICE).await;
        self.kiosk.screen.sees(words::TAKEN).await.unwrap();
        let tickets = self.tickets().await;
        assert_eq!(tickets.len(), before + 1, "one touch, one number");
        let ticket = tickets.into_iter().next_back().unwrap();
        let number = ticket.number.to_string();
        assert!(closed_up(&self.screen().await).contains(&number), "{number} is not on the screen");
        ticket
    }

    /// Whoever stands there goes away; the welcome is there for the next.
    pub async fn goes_away(&mut self) {
        let without_paper = self.shows(words::REMEMBER).await;
        self.touch(if without_paper { words::REMEMBER } else { words::DONE }).await;
        self.kiosk.screen.sees(words::SERVICE).await.unwrap();
    }

    /// The next citizen gets a number and its paper, whatever happened before.
    pub async fn next_citizen_is_served(&mut self) -> TicketView {
        let ticket = self.takes_a_number().await;
        self.sees(words::PRINTED).await;
        self.until_paper(&ticket, PaperState::Proven).await;
        assert_eq!(self.copies(&ticket), 1, "{} came out once", ticket.number);
        ticket
    }

    /// The hub's queue.
    pub async fn tickets(&self) -> Vec<TicketView> {
        self.hub().queue().await.unwrap().tickets
    }

    /// The states of a ticket's paper, one after the other, by the journal.
    pub fn papers(&self, ticket: &TicketView) -> Vec<PaperState> {
        let journal = self.journal.borrow();
        let told = journal.iter().filter(|(kind, _)| kind == "ticket-paper");
        let told = told.filter_map(|(_, data)| data.ticket.as_ref());
        told.filter(|told| told.id == ticket.id).filter_map(|told| told.paper).collect()
    }

    /// Waits until the journal says this of a ticket's paper.
    pub async fn until_paper(&mut self, ticket: &TicketView, state: PaperState) {
        let (id, number) = (ticket.id, ticket.number);
        let so =
            |data: &EventData| data.ticket.as_ref().is_some_and(|t| t.id == id && t.paper == Some(state));
        self.until(&format!("paper of {number}: {state:?}"), |kind, data| kind == "ticket-paper" && so(data))
            .await;
    }

    /// Waits until the journal has told of this ticket's papers so often.
    pub async fn until_told_of_papers(&mut self, ticket: &TicketView, times: usize) {
        let mut journal = self.journal.clone();
        let so = |(kind, data): &&(String, EventData)| {
            kind == "ticket-paper" && data.ticket.as_ref().is_some_and(|told| told.id == ticket.id)
        };
        let heard = journal.wait_for(|events| events.iter().filter(so).count() >= times);
        assert!(timeout(PATIENCE, heard).await.is_ok(), "{:?} and no more", self.papers(ticket));
    }

    /// Waits until the journal says that a ticket has come so far.
    pub async fn until_state(&mut self, ticket: &TicketView, state: TicketState) {
        let (id, number) = (ticket.id, ticket.number);
        let so = |data: &EventData| data.ticket.as_ref().is_some_and(|t| t.id == id && t.state == state);
        self.until(&format!("{number}: {state:?}"), |_, data| so(data)).await;
    }

    /// Waits until the hub was told that the kiosk's printer is so: `paper-out` … Only what was told last counts.
    pub async fn until_printer_is(&mut self, state: &str) {
        let mut journal = self.journal.clone();
        let waited =
            timeout(PATIENCE, journal.wait_for(|events| last_told(events).as_deref() == Some(state))).await;
        let is_so = waited.is_ok();
        drop(waited);
        assert!(
            is_so,
            "the printer was told last to be {:?}, not {state}",
            last_told(&self.journal.borrow())
        );
    }

    async fn until(&mut self, what: &str, so: impl Fn(&str, &EventData) -> bool) {
        let mut journal = self.journal.clone();
        let heard = journal.wait_for(|events| events.iter().any(|(kind, data)| so(kind, data)));
        let in_time = timeout(PATIENCE, heard).await.is_ok();
        let kinds: Vec<String> = self.journal.borrow().iter().map(|(kind, _)| kind.clone()).collect();
        assert!(in_time, "not in the journal: {what}; there are {kinds:?}");
    }

    /// How often a ticket came out of the printer.
    pub fn copies(&self, ticket: &TicketView) -> usize {
        copies(&self.printer.printed(), ticket)
    }

    /// What must be so whatever went wrong: every number once in the hub's queue; on paper no number that the hub does not know, and
    /// none twice; nothing printed that the printer could not understand; and what is called proven is on paper.
    pub async fn nothing_is_lost_or_doubled(&mut self) {
        let (tickets, printed) = (self.tickets().await, self.printer.printed());
        let mut numbers: Vec<String> = tickets.iter().map(|ticket| ticket.number.to_string()).collect();
        numbers.sort();
        numbers.dedup();
        assert_eq!(numbers.len(), tickets.len(), "a number was given twice");
        for ticket in &tickets {
            let copies = copies(&printed, ticket);
            assert!(copies <= 1, "{} came out {copies} times", ticket.number);
            if ticket.paper == Some(PaperState::Proven) {
                assert_eq!(copies, 1, "{} is called proven", ticket.number);
            }
            if ticket.state != TicketState::Cancelled {
                assert!(ticket.paper.is_some(), "nobody knows of the paper of {}", ticket.number);
            }
            // Each paper is sent once: the first, and the copies that somebody asked for.
            let of = |state| self.papers(ticket).iter().filter(|told| **told == state).count();
            let (lined_up, sent) = (of(PaperState::Queued), of(PaperState::Sent));
            assert!(sent <= lined_up.max(1), "{} was sent {sent} times", ticket.number);
        }
        // A piece without a number is what was left of a ticket; nobody is called by it.
        for strip in &printed {
            assert!(strip.not_understood.is_empty(), "{strip:?}");
            let found = strip.lines.iter().map(|line| closed_up(line)).filter(|line| is_number(line));
            for number in found {
                assert!(numbers.contains(&number), "{number} is nobody's: {strip:?}");
            }
        }
    }
}

/// Whether a line is a number as it is called: `A042`.
fn is_number(line: &str) -> bool {
    let digits = line.strip_prefix(|letter: char| letter.is_ascii_uppercase());
    digits.is_some_and(|digits| digits.len() >= 3 && digits.bytes().all(|byte| byte.is_ascii_digit()))
}

/// How often a ticket's number stands on its own line of what was printed, copies marked as such left out.
pub fn copies(printed: &[Printed], ticket: &TicketView) -> usize {
    let number = ticket.number.to_string();
    let first = printed.iter().filter(|strip| strip.count("RISTAMPA") == 0);
    let lines = first.flat_map(|strip| &strip.lines);
    lines.filter(|line| closed_up(line) == number).count()
}

/// A text without its spaces of any width.
fn closed_up(text: &str) -> String {
    text.split_whitespace().collect()
}

fn last_told(events: &[(String, EventData)]) -> Option<String> {
    let told =
        events.iter().rev().find(|(kind, data)| kind == "device-status" && data.facts.contains_key("parts"));
    told.and_then(|(_, data)| Some(data.facts["parts"]["printer"].as_str()?.to_owned()))
}

/// Writes the stream down from here on, over cuts and new beginnings.
async fn write_down(mut live: Live<LiveUpdate>) -> watch::Receiver<Vec<(String, EventData)>> {
    let (heard, journal) = watch::channel(Vec::new());
    assert!(matches!(live.next().await, Some(LiveUpdate::Snapshot(_))));
    tokio::spawn(async move {
        while let Some(update) = live.next().await {
            if let LiveUpdate::Event { kind, data, .. } = update {
                heard.send_modify(|journal| journal.push((kind, data)));
            }
        }
    });
    journal
}
