//! The tray: numbered tickets that are printed one after the other before the site opens, and handed out at the door.
//!
//! A number follows only once the paper before it is proven; the first that is not ends the run. What was not handed out is given back.

use super::UpkeepWish;
use crate::model::effect::Effect;
use crate::model::input::{Attempt, Issued, Paper};
use crate::model::scene::Visit;
use crate::model::{Link, Model, times};
use turno_domain::ids::TicketId;
use turno_domain::keys::ServiceKey;
use turno_domain::text::Language;
use turno_domain::ticket::{PaperState, TicketNumber};
use turno_domain::time::ClockReading;
use turno_protocol::site::SiteService;

/// The most tickets of one run.
pub(super) const AT_MOST: u32 = 30;

/// How a run of tickets ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TrayEnd {
    /// All came out.
    Done,
    /// Somebody stopped it.
    Stopped,
    /// This number's paper did not come out; the number is given back.
    NotOut(TicketNumber),
    /// Nobody knows whether this number's paper came out.
    Unsure(TicketNumber),
    /// This number's paper is still in line: the printer stands.
    Stands(TicketNumber),
    /// The hub gave no further number.
    Refused,
}

/// The tickets of the day that were printed before opening.
#[derive(Debug)]
pub(super) struct Tray {
    pub(super) service: Option<ServiceKey>,
    pub(super) count: u32,
    /// The place of the first that was not handed out, among those of the service that are alive.
    from: Option<usize>,
    run: Option<Run>,
    pub(super) end: Option<TrayEnd>,
    tickets: Vec<Ticket>,
}

/// Tickets that are being printed.
#[derive(Debug)]
struct Run {
    service: Box<SiteService>,
    step: Step,
    since: ClockReading,
    done: u32,
    of: u32,
    stopping: bool,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Step {
    Asking(Attempt),
    Printing(TicketId),
}

#[derive(Debug)]
struct Ticket {
    service: ServiceKey,
    id: TicketId,
    number: TicketNumber,
    paper: PaperState,
    back: Back,
}

/// Whether a number was given back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Back {
    No,
    OnItsWay,
    Yes,
    Refused,
}

impl Default for Tray {
    fn default() -> Self {
        Self { service: None, count: 10, from: None, run: None, end: None, tickets: Vec::new() }
    }
}

impl Tray {
    pub(super) fn is_running(&self) -> bool {
        self.run.is_some()
    }

    /// So many came out, of so many.
    pub(super) fn progress(&self) -> Option<(u32, u32)> {
        self.run.as_ref().map(|run| (run.done, run.of))
    }

    pub(super) fn count(&mut self, more: bool) {
        self.count = if more { (self.count + 1).min(AT_MOST) } else { self.count.saturating_sub(1).max(1) };
    }

    pub(super) fn stop(&mut self) {
        if let Some(run) = &mut self.run {
            run.stopping = true;
        }
    }

    fn of_service(&self) -> impl Iterator<Item = &Ticket> {
        self.tickets.iter().filter(|ticket| Some(&ticket.service) == self.service.as_ref())
    }

    /// The numbers of the service whose paper came out and which are alive.
    pub(super) fn out(&self) -> Vec<TicketNumber> {
        let out = |ticket: &&Ticket| ticket.paper == PaperState::Proven && ticket.back == Back::No;
        self.of_service().filter(out).map(|ticket| ticket.number).collect()
    }

    /// The numbers of the service that stand so.
    pub(super) fn given_back(&self, back: Back) -> Vec<TicketNumber> {
        self.of_service().filter(|ticket| ticket.back == back).map(|ticket| ticket.number).collect()
    }

    /// The numbers that are given back: from the chosen one on.
    pub(super) fn left_over(&self) -> Vec<TicketNumber> {
        let alive = self.alive();
        self.place(alive.len())
            .map(|from| alive[from..].iter().map(|ticket| ticket.number).collect())
            .unwrap_or_default()
    }

    fn alive(&self) -> Vec<&Ticket> {
        self.of_service().filter(|ticket| ticket.back == Back::No).collect()
    }

    fn place(&self, alive: usize) -> Option<usize> {
        let last = alive.checked_sub(1)?;
        Some(self.from.unwrap_or(last).min(last))
    }

    fn finish(&mut self, end: TrayEnd) {
        self.run = None;
        self.end = Some(end);
        self.from = None;
    }
}

impl Model {
    pub(super) fn tray_choose(&mut self, place: usize) {
        if self.upkeep.tray.is_running() {
            return;
        }
        let service = self.services().nth(place).map(|service| service.key.clone());
        let tray = &mut self.upkeep.tray;
        (tray.service, tray.from, tray.end) = (service, None, None);
    }

    pub(super) fn tray_from(&mut self, later: bool) {
        let tray = &mut self.upkeep.tray;
        let alive = tray.alive().len();
        if let Some(place) = tray.place(alive) {
            tray.from = Some(if later { (place + 1).min(alive - 1) } else { place.saturating_sub(1) });
        }
    }

    pub(super) fn tray_print(&mut self) -> Vec<Effect> {
        let service = self.services().find(|service| Some(&service.key) == self.upkeep.tray.service.as_ref());
        let Some(service) = service.cloned().filter(|_| self.link == Link::Here && self.prints) else {
            return Vec::new();
        };
        if self.upkeep.tray.is_running() {
            return Vec::new();
        }
        let attempt = self.attempt();
        let (key, of) = (service.key.clone(), self.upkeep.tray.count);
        let run = Run {
            service: Box::new(service),
            step: Step::Asking(attempt),
            since: self.now,
            done: 0,
            of,
            stopping: false,
        };
        (self.upkeep.tray.run, self.upkeep.tray.end) = (Some(run), None);
        vec![Effect::Upkeep(UpkeepWish::IssueInAdvance { attempt, service: key })]
    }

    /// The hub gave the number that this run asked for.
    pub(in crate::model) fn tray_issued(&mut self, attempt: Attempt, issued: &Issued) -> Option<Vec<Effect>> {
        let run = self.upkeep.tray.run.as_mut().filter(|run| run.step == Step::Asking(attempt))?;
        (run.step, run.since) = (Step::Printing(issued.id), self.now);
        let service = (*run.service).clone();
        self.upkeep.tray.tickets.push(Ticket {
            service: service.key.clone(),
            id: issued.id,
            number: issued.number,
            paper: PaperState::Queued,
            back: Back::No,
        });
        let visit = Visit::new(service, issued.clone(), Language::It, true);
        // Whoever gets it at the door has chosen no language, whatever this page is read in.
        let language = std::mem::replace(&mut self.language, Language::It);
        let paper = self.ticket_paper(&visit);
        self.language = language;
        self.printed.keep(issued, &paper);
        Some(vec![Effect::Print(issued.id, Box::new(paper))])
    }

    /// The hub gave none; whether this run had asked.
    pub(in crate::model) fn tray_refused(&mut self, attempt: Attempt) -> bool {
        let asked = self.upkeep.tray.run.as_ref().is_some_and(|run| run.step == Step::Asking(attempt));
        if asked {
            self.upkeep.tray.finish(TrayEnd::Refused);
        }
        asked
    }

    /// What became of a paper: the next number, or the end.
    pub(in crate::model) fn tray_paper(&mut self, id: TicketId, paper: Paper) -> Vec<Effect> {
        let tray = &mut self.upkeep.tray;
        let Some(ticket) = tray.tickets.iter_mut().find(|ticket| ticket.id == id) else { return Vec::new() };
        // A further copy of what came out changes nothing.
        if ticket.paper == PaperState::Proven {
            return Vec::new();
        }
        ticket.paper = match paper {
            Paper::NoPrinter => PaperState::Failed,
            Paper::State(state) => state,
        };
        let (number, state) = (ticket.number, ticket.paper);
        let mut effects = Vec::new();
        if state == PaperState::Failed && ticket.back == Back::No {
            ticket.back = Back::OnItsWay;
            effects.push(Effect::GiveBack(id));
        }
        match (&mut tray.run, state) {
            (Some(run), PaperState::Proven) if run.step == Step::Printing(id) => {
                run.done += 1;
                effects.extend(self.tray_next());
            }
            (Some(run), PaperState::Failed) if run.step == Step::Printing(id) => {
                tray.finish(TrayEnd::NotOut(number))
            }
            (Some(run), PaperState::Unknown) if run.step == Step::Printing(id) => {
                tray.finish(TrayEnd::Unsure(number))
            }
            (None, PaperState::Proven) if tray.end == Some(TrayEnd::Stands(number)) => {
                tray.end = Some(TrayEnd::Stopped)
            }
            (None, PaperState::Failed) if tray.end == Some(TrayEnd::Stands(number)) => {
                tray.end = Some(TrayEnd::NotOut(number));
            }
            (None, PaperState::Unknown) if tray.end == Some(TrayEnd::Stands(number)) => {
                tray.end = Some(TrayEnd::Unsure(number));
            }
            _ => {}
        }
        effects
    }

    fn tray_next(&mut self) -> Vec<Effect> {
        let attempt = self.attempt();
        let (now, link) = (self.now, self.link);
        let tray = &mut self.upkeep.tray;
        let Some(run) = &mut tray.run else { return Vec::new() };
        let end = if run.done >= run.of {
            TrayEnd::Done
        } else if run.stopping {
            TrayEnd::Stopped
        } else if link != Link::Here {
            TrayEnd::Refused
        } else {
            (run.step, run.since) = (Step::Asking(attempt), now);
            return vec![Effect::Upkeep(UpkeepWish::IssueInAdvance {
                attempt,
                service: run.service.key.clone(),
            })];
        };
        tray.finish(end);
        Vec::new()
    }

    /// A hub or a printer that says nothing ends the run. A number that comes later is given back by whoever hears it.
    pub(super) fn tick_tray(&mut self) {
        let now = self.now;
        let tray = &mut self.upkeep.tray;
        let Some(run) = &tray.run else { return };
        let waited = now.since(&run.since);
        match run.step {
            Step::Asking(_) if waited >= times::HUB_PATIENCE => tray.finish(TrayEnd::Refused),
            Step::Printing(id) if waited >= times::PAPER_PATIENCE => {
                let number = tray.tickets.iter().find(|ticket| ticket.id == id).map(|ticket| ticket.number);
                tray.finish(number.map_or(TrayEnd::Stopped, TrayEnd::Stands));
            }
            _ => {}
        }
    }

    pub(super) fn tray_can_give_back(&self) -> bool {
        !self.upkeep.tray.is_running() && !self.upkeep.tray.left_over().is_empty()
    }

    /// Those that were not handed out go back.
    pub(super) fn tray_give_back(&mut self) -> Vec<Effect> {
        let tray = &mut self.upkeep.tray;
        let left: Vec<TicketNumber> = if tray.is_running() { Vec::new() } else { tray.left_over() };
        tray.from = None;
        let going =
            tray.tickets.iter_mut().filter(|ticket| ticket.back == Back::No && left.contains(&ticket.number));
        going
            .map(|ticket| {
                ticket.back = Back::OnItsWay;
                Effect::GiveBack(ticket.id)
            })
            .collect()
    }

    /// The hub cancelled a number that was given back, or did not; whether it is one of the tray.
    pub(in crate::model) fn tray_given_back(&mut self, id: TicketId, cancelled: bool) -> bool {
        let ticket = self.upkeep.tray.tickets.iter_mut().find(|ticket| ticket.id == id);
        let Some(ticket) = ticket.filter(|ticket| ticket.back == Back::OnItsWay) else { return false };
        ticket.back = if cancelled { Back::Yes } else { Back::Refused };
        true
    }
}
