//! The paper: what stands on it, and what becomes of it.

use super::at_printer::PaperWord;
use super::holder::Holder;
use super::input::{Issued, Paper};
use super::scene::{Count, Scene, Visit};
use super::{Effect, Model, times};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use std::sync::Arc;
use turno_devices::paper::{ExpectedWait, InItalian, Logo, TicketNumber as PaperNumber, TicketPaper, Turn};
use turno_domain::ids::TicketId;
use turno_domain::keys::ServiceKey;
use turno_domain::text::{Language, Texts};
use turno_domain::ticket::PaperState;
use turno_domain::time::ClockReading;
use turno_protocol::site::SiteView;

impl Model {
    /// The ticket of this visit, as it is printed.
    pub(super) fn ticket_paper(&self, visit: &Visit) -> TicketPaper {
        let (ticket, service, language) = (&visit.ticket, &visit.service, self.language);
        // "Sportello PAC · Comune di Rovellasca": the desk large, the body that runs it below.
        let name = self.site.as_ref().map(|site| site.name.get(language)).unwrap_or_default();
        let (site, body) = name.split_once(" · ").map_or((name, None), |(site, body)| (site, Some(body)));
        TicketPaper {
            logo: self.logo.clone(),
            site: site.to_owned(),
            body: body.map(str::to_owned),
            service: (!service.discreet).then(|| service.names.get(language).to_owned()),
            number: PaperNumber { letter: ticket.number.letter, number: ticket.number.count },
            issued: ticket.at.local(self.timezone).naive_local(),
            turn: match self.standing.called.get(&ticket.id) {
                Some(counter) => Turn::CalledTo(counter.get(language).to_owned()),
                None if visit.called => Turn::Called,
                None => Turn::Waits,
            },
            people_before: ticket.people_before,
            expected: ticket
                .expected
                .map(|band| ExpectedWait { low_minutes: band.low, high_minutes: band.high }),
            documents: in_words(visit.documents_of_service(), language),
            page: ticket.page.clone(),
            wait_at: self
                .site
                .as_ref()
                .and_then(|site| site.kiosk.wait_at.as_ref())
                .map(|place| place.get(language).to_owned()),
            people: visit.shared_by,
            manner: visit.manner,
            documents_for_other: in_words(&visit.more_documents, language),
            language,
            italian: (language != Language::It).then(|| InItalian {
                service: (!service.discreet).then(|| service.names.get(Language::It).to_owned()),
                documents: visit.documents().map(|text| text.get(Language::It).to_owned()).collect(),
                counter: self.standing.called.get(&ticket.id).map(|label| label.get(Language::It).to_owned()),
            }),
            reprint: false,
        }
    }

    /// A number that was given before this program was started anew: it is printed as it is, whatever stands on the screen.
    pub(super) fn print_left(
        &mut self,
        ticket: Issued,
        service: &ServiceKey,
        language: Language,
    ) -> Vec<Effect> {
        let Some(service) = self.services().find(|known| known.key == *service).cloned() else {
            return vec![Effect::GiveBack(ticket.id)];
        };
        let visit = Visit::new(service, ticket, language, true);
        let here = std::mem::replace(&mut self.language, language);
        let paper = self.ticket_paper(&visit);
        self.language = here;
        self.printed.keep(&visit.ticket, &paper);
        vec![Effect::Print(visit.ticket.id, Box::new(paper))]
    }

    /// "Il biglietto non è uscito": once more, marked so; where it was tried often enough, a person helps.
    pub(super) fn print_again(&mut self) -> Vec<Effect> {
        let now = self.now;
        self.renew_paper();
        let Scene::Ticket { visit, paper, printing, count } = &mut self.scene else { return Vec::new() };
        match self.printer.word(visit.ticket.id, *paper, now.since(printing)) {
            PaperWord::Printing
            | PaperWord::PaperOut
            | PaperWord::Held
            | PaperWord::Stopped
            | PaperWord::NoPrinter => Vec::new(),
            PaperWord::Printed | PaperWord::NotOut | PaperWord::Unsure => {
                match self.printed.again(visit.ticket.id) {
                    Some(again) => {
                        visit.copied = true;
                        (*paper, *printing, *count) = (Paper::State(PaperState::Queued), now, Count::NotYet);
                        vec![Effect::Print(visit.ticket.id, Box::new(again))]
                    }
                    None => self.ask_help(),
                }
            }
        }
    }

    /// What its holder chose since the ticket on the screen was printed stands on the next paper of it.
    pub(super) fn renew_paper(&mut self) {
        if let Scene::Ticket { visit, .. } = &self.scene {
            let (ticket, paper) = (visit.ticket.id, self.ticket_paper(visit));
            self.printed.renew(ticket, paper);
        }
    }

    /// Whether somebody calls this number already.
    pub(super) fn is_called(&self, visit: &Visit) -> bool {
        visit.called || self.standing.called.contains_key(&visit.ticket.id)
    }

    /// Whether the ticket on the screen may still have been a mistake: nobody has it on paper, nobody calls it.
    pub(super) fn may_go_back(&self, visit: &Visit, paper: Paper, printing: ClockReading) -> bool {
        let word = self.printer.word(visit.ticket.id, paper, self.now.since(&printing));
        word != PaperWord::Printed && !self.is_called(visit)
    }

    /// The same, where a ticket is on the screen.
    pub(super) fn can_leave_ticket(&self) -> bool {
        match &self.scene {
            Scene::Ticket { visit, paper, printing, .. } => self.may_go_back(visit, *paper, *printing),
            _ => false,
        }
    }

    /// The number was not given back after all, though its paper was to be withdrawn: back to its screen, with a paper if none came out.
    pub(super) fn show_ticket_again(&mut self, visit: Box<Visit>, paper: Paper) -> Vec<Effect> {
        let withdrawn = matches!(paper, Paper::State(PaperState::Queued | PaperState::Failed));
        // Where a copy was withdrawn, nobody knows whether the first paper is in somebody's hand.
        let (ticket, again) =
            (visit.ticket.id, TicketPaper { reprint: visit.copied, ..self.ticket_paper(&visit) });
        let paper = if withdrawn { Paper::State(PaperState::Queued) } else { paper };
        self.touched = self.now;
        self.enter(Scene::Ticket { visit, paper, printing: self.now, count: Count::NotYet });
        if withdrawn { vec![Effect::Print(ticket, Box::new(again))] } else { Vec::new() }
    }

    /// No copy: what the printer has comes out. Whoever asked waits for that.
    pub(super) fn still_coming(&mut self, ticket: TicketId, is_copy: bool) {
        let now = self.now;
        self.printed.not_again(ticket);
        match &mut self.scene {
            Scene::Ticket { visit, paper, printing, .. } if visit.ticket.id == ticket => {
                visit.copied = is_copy;
                (*paper, *printing) = (Paper::State(PaperState::Sent), now);
            }
            Scene::Holder(Holder::Again { ticket: again, paper, since, copied }) if *again == ticket => {
                (*paper, *since, *copied) = (Paper::State(PaperState::Sent), now, is_copy);
            }
            _ => {}
        }
    }

    /// The ticket that came out last is nobody's any more.
    pub(super) fn drawn_back(&mut self) {
        if let Scene::Ticket { paper: paper @ Paper::State(PaperState::Proven), .. }
        | Scene::Holder(Holder::Again { paper: paper @ Paper::State(PaperState::Proven), .. }) =
            &mut self.scene
        {
            *paper = Paper::State(PaperState::Failed);
        }
    }

    /// What became of a ticket's paper, or of a copy of it: whoever waits for the one does not take the other's word.
    pub(super) fn paper(&mut self, ticket: TicketId, news: Paper, is_copy: bool) {
        let now = self.now;
        if let Scene::Holder(Holder::Again { ticket: again, paper, since, copied }) = &mut self.scene
            && *again == ticket
            && *copied == is_copy
        {
            // How long it may be read begins with what became of it.
            (*paper, *since) = (news, now);
        }
        if let Scene::GivingBack { visit, .. } | Scene::Unsure { visit, .. } = &mut self.scene
            && visit.ticket.id == ticket
            && let Some(paper) = &mut visit.paper
        {
            *paper = news;
        }
        if let Scene::Ticket { visit, paper, printing, count } = &mut self.scene
            && visit.ticket.id == ticket
            && visit.copied == is_copy
        {
            *paper = news;
            let word = self.printer.word(ticket, *paper, now.since(printing));
            begin_count(visit, word, now, count);
        }
    }
}

fn in_words(texts: &[Texts], language: Language) -> Vec<String> {
    texts.iter().map(|text| text.get(language).to_owned()).collect()
}

/// The site's logo as it stands on paper. One that cannot be read is left out: the hub read it before it took the site.
pub(super) fn logo_of(site: &SiteView) -> Option<Arc<Logo>> {
    let png = BASE64.decode(site.logo.as_deref()?).ok()?;
    Logo::of_png(&png).ok().map(Arc::new)
}

/// Begins the ticket's count-down once it is known what became of the paper.
pub(super) fn begin_count(visit: &Visit, paper: PaperWord, now: ClockReading, count: &mut Count) {
    *count = match (paper, *count) {
        (PaperWord::Printed, Count::NotYet | Count::Remembers) => {
            let bare = visit.documents().next().is_none();
            Count::Runs(now, if bare { times::TICKET } else { times::TICKET_WITH_DOCUMENTS })
        }
        (word, Count::NotYet) if word.is_without_paper() => Count::Remembers,
        (_, same) => same,
    };
}
