//! What the director asks the hub after a step, so that a picture is not taken for a fact.

use anyhow::{Context, Result, bail, ensure};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::time::{Instant, interval};
use turno_client::{Hub, Search, Session};
use turno_domain::ids::TicketId;
use turno_domain::ticket::{PaperState, TicketState};
use turno_protocol::casework::PracticeView;
use turno_protocol::queue::QueueSnapshot;
use turno_protocol::statistics::Statistics;
use turno_protocol::ticket::TicketView;
use turno_tests::Site;

/// How long the hub may take, in real time, to hear what a screen says already.
const PATIENCE: Duration = Duration::from_secs(30);

/// The ticket that was issued last.
///
/// # Errors
/// When there is none, or the hub does not answer.
pub async fn newest(hub: &Hub) -> Result<TicketView> {
    hub.queue().await?.tickets.pop().context("nobody has a ticket")
}

/// The ticket as it stands, once it is so.
///
/// # Errors
/// When it does not come to be so in time.
pub async fn ticket(
    hub: &Hub,
    id: TicketId,
    what: &str,
    so: impl Fn(&TicketView) -> bool,
) -> Result<TicketView> {
    let (mut looks, deadline) = (interval(Duration::from_millis(50)), Instant::now() + PATIENCE);
    loop {
        looks.tick().await;
        let ticket = hub.queue().await?.tickets.into_iter().find(|ticket| ticket.id == id);
        let ticket = ticket.context("the ticket is gone")?;
        if so(&ticket) {
            return Ok(ticket);
        }
        ensure!(Instant::now() < deadline, "{} is not {what}: {ticket:?}", ticket.number);
    }
}

/// The ticket whose printing the printer has proved.
///
/// # Errors
/// As [`ticket`].
pub async fn proven(hub: &Hub, id: TicketId) -> Result<TicketView> {
    ticket(hub, id, "proven to be printed", |ticket| ticket.paper == Some(PaperState::Proven)).await
}

/// The ticket in this state.
///
/// # Errors
/// As [`ticket`].
pub async fn in_state(hub: &Hub, id: TicketId, state: TicketState) -> Result<TicketView> {
    ticket(hub, id, state.word(), |ticket| ticket.state == state).await
}

/// The printer's picture of its `nth` ticket, which must be there.
///
/// # Errors
/// When it is not.
pub fn paper(tickets: &Path, nth: usize) -> Result<PathBuf> {
    let file = tickets.join(format!("{nth:04}.png"));
    ensure!(file.is_file(), "the printer left no {}", file.display());
    Ok(file)
}

/// How many wait, by letter.
pub fn waiting(queue: &QueueSnapshot) -> BTreeMap<char, u32> {
    queue.services.iter().map(|service| (service.letter, service.waiting)).collect()
}

/// What the board must say under "In attesa", row by row.
pub fn board_says(page: &str, queue: &QueueSnapshot) -> Result<()> {
    let lines: Vec<&str> = page.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    for (letter, count) in waiting(queue) {
        let words = match count {
            0 => "nessuno".to_owned(),
            1 => "1 persona".to_owned(),
            count => format!("{count} persone"),
        };
        let at = lines.iter().rposition(|line| *line == letter.to_string());
        let said = at.and_then(|at| lines.get(at + 1)).copied().unwrap_or_default();
        if said != words {
            bail!("the board says {said:?} of {letter}, the hub {words:?}: {lines:?}");
        }
    }
    Ok(())
}

/// The only practice of the citizen with this name, as any operator finds it.
///
/// # Errors
/// When there is none, or more than one.
pub async fn practice(session: &Session, name: &str) -> Result<PracticeView> {
    let search = Search { text: Some(name.to_owned()), ..Search::default() };
    let found = session.practices(&search).await?.items;
    let [practice] = &found[..] else {
        bail!("{name} has {} practices", found.len());
    };
    Ok(session.practice(practice.id).await?)
}

/// The day's figures by service, as an administrator reads them at the terminal.
///
/// # Errors
/// When the hub refuses or they cannot be read.
pub async fn statistics(site: &Site, day: &str) -> Result<Statistics> {
    let arguments = ["statistics", "--from", day, "--to", day, "--by", "service", "--format", "json"];
    Ok(serde_json::from_str(&site.admin(&arguments).await?.done()?)?)
}
