//! What the hub says, and what it changes for whoever stands here.

use super::input::{Attempt, HubNews, Issued, Standing};
use super::issued::Printed;
use super::scene::{Note, Scene, Visit};
use super::{Effect, Link, Model};
use crate::places;
use std::sync::Arc;
use turno_domain::ids::TicketId;
use turno_domain::text::Language;
use turno_domain::ticket::TicketState;
use turno_protocol::site::SiteView;

impl Model {
    pub(super) fn hub(&mut self, news: HubNews) -> Vec<Effect> {
        match news {
            HubNews::Site(site) => self.site_changed(site),
            HubNews::Queue(standing) => return self.queue_changed(standing),
            HubNews::Away => self.link = Link::Away,
            HubNews::Issued(attempt, issued) => return self.issued(attempt, issued),
            HubNews::NotIssued(attempt, _) if self.tray_refused(attempt) => {}
            HubNews::NotIssued(attempt, refusal) => {
                if matches!(
                    &self.scene,
                    Scene::Asking { attempt: asked, .. } | Scene::Returning { attempt: asked, .. } if *asked == attempt
                ) {
                    self.enter(Scene::Sorry { why: refusal, since: self.now });
                }
            }
            HubNews::Returned(attempt, ticket, service) => return self.returned(attempt, ticket, &service),
            HubNews::Cancelled(ticket) if self.tray_given_back(ticket, true) => {}
            HubNews::NotCancelled(ticket, _) if self.tray_given_back(ticket, false) => {}
            HubNews::Cancelled(ticket) => self.cancelled(ticket),
            HubNews::NotCancelled(ticket, called) => return self.not_cancelled(ticket, called),
            HubNews::Done(ticket) => self.holder_done(ticket, Some(true)),
            HubNews::NotDone(ticket) => self.holder_done(ticket, Some(false)),
            HubNews::PerhapsDone(ticket) => self.holder_done(ticket, None),
            HubNews::Left(ticket, service, language) => return self.print_left(ticket, &service, language),
            HubNews::Page(attempt, ticket) => self.page_found(attempt, ticket),
            HubNews::HelpTold(attempt, id, told) => self.help_told(attempt, id, &told),
            HubNews::HelpUnheard(attempt) => self.help_unheard(attempt),
            HubNews::HelpAnswered(id, name) => self.help_answered(id, name),
        }
        Vec::new()
    }

    fn site_changed(&mut self, site: Arc<SiteView>) {
        self.timezone = site.timezone.parse().unwrap_or(chrono_tz::Europe::Rome);
        self.home = places::home(site.name.get(Language::It));
        self.logo = super::printing::logo_of(&site);
        self.site = Some(site);
    }

    fn queue_changed(&mut self, standing: Standing) -> Vec<Effect> {
        // The first word of the hub begins no day: what was printed before a restart is of this one, or of nobody's.
        if standing.day != self.standing.day {
            if self.standing.day.is_some() {
                self.printed = Printed::default();
            }
            self.upkeep.begin_day();
        }
        let withdrawn = self.withdraw_cancelled(&standing);
        self.standing = standing;
        self.link = Link::Here;
        if let Scene::Ticket { visit, .. } = &mut self.scene
            && self.standing.called.contains_key(&visit.ticket.id)
        {
            visit.called = false;
        }
        let mut effects = self.conclude_if_called();
        effects.extend(withdrawn);
        effects
    }

    /// Whoever gave a number up, here or by telephone: what stands in line of its paper is nobody's.
    fn withdraw_cancelled(&self, standing: &Standing) -> Vec<Effect> {
        let cancelled = standing.tickets.iter().filter(|held| held.state == TicketState::Cancelled);
        let news = cancelled.filter(|held| self.held(held.id).is_none_or(|known| known.state != held.state));
        news.filter(|held| self.printed.knows(held.id)).map(|held| Effect::Withdraw(held.id)).collect()
    }

    fn issued(&mut self, attempt: Attempt, ticket: Issued) -> Vec<Effect> {
        if let Some(effects) = self.tray_issued(attempt, &ticket) {
            return effects;
        }
        match std::mem::replace(&mut self.scene, Scene::welcome()) {
            Scene::Asking { attempt: asked, service, pressed, .. } if asked == attempt => {
                self.touched = self.now;
                let visit = Visit::new(*service, ticket, self.language, pressed);
                let mut effects = self.ask(Box::new(visit), 0);
                effects.extend(self.conclude_if_called());
                effects
            }
            // It came after the screen had sent its citizen to the desk: nobody holds it, nobody shall be called by it.
            scene => {
                self.scene = scene;
                vec![Effect::GiveBack(ticket.id)]
            }
        }
    }

    fn cancelled(&mut self, ticket: TicketId) {
        if let Scene::GivingBack { visit, .. } | Scene::Unsure { visit, .. } = &self.scene
            && visit.ticket.id == ticket
        {
            let number = visit.ticket.number;
            self.end();
            self.scene = Scene::Welcome { group: None, note: Some((Note::GivenBack(number), self.now)) };
        } else {
            self.holder_done(ticket, Some(true));
        }
    }

    fn not_cancelled(&mut self, ticket: TicketId, called: bool) -> Vec<Effect> {
        match std::mem::replace(&mut self.scene, Scene::welcome()) {
            // Somebody called it meanwhile: the number is alive, so its holder shall have it on paper.
            Scene::GivingBack { mut visit, .. } | Scene::Unsure { mut visit, .. }
                if visit.ticket.id == ticket =>
            {
                visit.called = called;
                match visit.paper.take() {
                    Some(paper) => self.show_ticket_again(visit, paper),
                    None => self.conclude(visit),
                }
            }
            scene => {
                self.scene = scene;
                self.holder_done(ticket, Some(false));
                Vec::new()
            }
        }
    }
}
