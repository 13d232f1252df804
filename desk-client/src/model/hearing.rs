//! What the hub tells by itself and what it answers: who of the desk's parts it is for.

use super::port::{Failure, Reply, Request, SearchPlace};
use super::{Desk, Effect, Link, Notice, Update};
use turno_protocol::event::EventData;
use turno_protocol::queue::QueueSnapshot;
use turno_protocol::session::OperatorView;
use turno_protocol::site::SiteView;

impl Desk {
    pub(super) fn told(&mut self, update: Update, todo: &mut Vec<Effect>) {
        match update {
            Update::Reached { site, operators, queue } => {
                self.hub_ahead_ms = queue.at.0.millis() - self.now.millis();
                self.settings(*site, operators);
                self.take_queue(*queue);
                self.next = None;
                self.next_asked = None;
                self.is_back();
                self.still_there();
                self.casework_may_have_changed(todo);
                self.save_what_is_due(true, todo);
            }
            Update::Back => {
                self.is_back();
                self.save_what_is_due(true, todo);
            }
            Update::Site { site, operators } => self.settings(*site, operators),
            Update::DayAsked(day) => self.queue.day_asked = day,
            Update::Event(event) => {
                self.help_told(&event);
                self.kiosks.told(&event);
                self.hear_reason(&event);
                self.queue.apply(*event);
                self.next = None;
                self.next_asked = None;
                self.today_stale = Some(self.now);
                self.still_there();
            }
            Update::DeviceGone(name) => self.kiosks.gone(&name),
            Update::Casework(change) => self.casework_changed(&change, todo),
            Update::CaseworkReset => self.casework_may_have_changed(todo),
            Update::Lost => self.link = Link::Away,
            Update::Revoked => self.link = Link::Revoked,
            Update::SessionEnded => self.session_ended(),
        }
    }

    /// Whoever was called to this counter was called because of that.
    fn hear_reason(&mut self, event: &EventData) {
        if let (Some(ticket), Some(reason)) = (&event.ticket, &event.reason)
            && ticket.counter == self.counter
        {
            self.because = Some((ticket.id, reason.clone()));
        }
    }

    /// The day as a snapshot has it.
    fn take_queue(&mut self, mut snapshot: QueueSnapshot) {
        self.help.take(std::mem::take(&mut snapshot.help));
        self.kiosks.take(std::mem::take(&mut snapshot.devices));
        self.queue.take(snapshot);
    }

    /// The hub is reached again.
    fn is_back(&mut self) {
        self.link = Link::There;
        self.agenda_is_stale();
        self.today_stale = Some(self.now);
        for notice in [&mut self.notice, &mut self.dialog_notice] {
            notice.take_if(|notice| matches!(notice, Notice::Away));
        }
    }

    fn settings(&mut self, site: SiteView, operators: Vec<OperatorView>) {
        self.zone = site.timezone.parse().unwrap_or(chrono_tz::Europe::Rome);
        self.site = Some(site);
        self.operators = operators;
    }

    pub(super) fn answered(
        &mut self,
        request: Request,
        answer: Result<Reply, Failure>,
        todo: &mut Vec<Effect>,
    ) {
        if matches!(&answer, Err(Failure::Refused(problem)) if problem.name() == "session-ended") {
            self.session_ended();
        }
        if matches!(request, Request::SearchCitizens { .. } | Request::SearchPractices(_)) {
            self.pointed = None;
        }
        match request {
            Request::SignIn { operator, .. } => self.signed_in(&operator, answer, todo),
            Request::Once { key, command } => self.command_answered(&key, command, answer, todo),
            Request::Next(_) => {
                if let Ok(Reply::Next(next)) = answer {
                    self.next = next;
                }
            }
            Request::SearchPractices(_) => self.lists_answered(request, answer),
            Request::Agenda { all, .. } => self.agenda_answered(all, answer, todo),
            Request::SearchCitizens { place: SearchPlace::List, .. } => {
                self.lists_answered(request, answer);
            }
            Request::Statistics(_) => {
                if let Ok(Reply::Statistics(figures)) = answer {
                    self.today = Some(*figures);
                }
            }
            Request::Usual(_) => {
                if let Ok(Reply::Statistics(figures)) = answer {
                    self.usual_answered(&figures);
                }
            }
            Request::LinkCitizen { key, .. } => self.link_answered(&key, &answer),
            Request::SignOut => self.signed_out(todo),
            request => self.casework_answered(request, answer, todo),
        }
    }

    pub(super) fn refused(&mut self, answer: &Result<Reply, Failure>) {
        if let Err(Failure::Refused(problem)) = answer
            && problem.name() != "session-ended"
        {
            self.notice = Some(Notice::Problem(problem.clone()));
        }
    }
}
