//! A ticket forgotten in hand: whoever has been served for more than three times the usual is asked about. What is usual comes from
//! the figures; without enough of them nobody is asked.

use super::port::Command;
use super::{Desk, Dialog, Effect, Link, Request};
use std::collections::BTreeMap;
use turno_domain::ids::TicketId;
use turno_domain::keys::ServiceKey;
use turno_domain::ticket::TicketState;
use turno_domain::time::{ServiceDay, Timestamp};
use turno_protocol::statistics::Statistics;

/// How many times the median is forgotten (DOMAIN.md).
const TIMES: f64 = 3.0;
/// The fewest visits that a median is taken from.
const ENOUGH: u64 = 5;
/// Sooner than this nobody is asked, minutes: where serving takes two, six are no sign of anything.
const AT_LEAST_MINUTES: i64 = 10;

/// How long serving usually takes, and what was answered about the ticket in hand.
#[derive(Clone, Debug, Default)]
pub(super) struct Usual {
    /// The day that the figures lead up to.
    day: Option<ServiceDay>,
    /// Medians, seconds.
    seconds: BTreeMap<ServiceKey, f64>,
    /// Who is still here, and when that was said.
    still_here: Option<(TicketId, Timestamp)>,
}

impl Desk {
    /// What serving somebody for this service usually takes, minutes; none: not enough is known.
    pub(super) fn usual_minutes(&self, service: &ServiceKey) -> Option<i64> {
        self.usual.seconds.get(service).map(|seconds| (seconds / 60.0).round() as i64)
    }

    /// The medians of the weeks before `day` have come.
    pub(super) fn usual_answered(&mut self, figures: &Statistics) {
        let median = |row: &turno_protocol::statistics::StatisticsRow| {
            let key = row.key.as_ref()?.parse().ok()?;
            (row.service.n >= ENOUGH).then_some((key, row.service.median_s?))
        };
        self.usual.seconds = figures.rows.iter().filter_map(median).collect();
    }

    /// Asks for the figures once a day, and about whoever has been in hand for so long.
    pub(super) fn follow_forgotten(&mut self, todo: &mut Vec<Effect>) {
        if self.session.is_some() && self.link == Link::There && self.usual.day != self.queue.day {
            self.usual.day = self.queue.day;
            todo.extend(self.queue.day.map(|day| Effect::Ask(Request::Usual(day))));
        }
        let in_hand = self.in_hand().map(|ticket| ticket.id);
        self.questions
            .retain(|asked| !matches!(asked, Dialog::Forgotten { ticket } if Some(*ticket) != in_hand));
        let asked = |question: &Dialog| matches!(question, Dialog::Forgotten { .. });
        if let Some(ticket) = self.forgotten()
            && !self.dialog.iter().chain(&self.questions).any(asked)
        {
            self.questions.push(Dialog::Forgotten { ticket });
        }
    }

    /// Whoever has been in hand for longer than is likely.
    fn forgotten(&self) -> Option<TicketId> {
        let ticket = self.in_hand().filter(|ticket| ticket.state == TicketState::Serving)?;
        let usual = self.usual.seconds.get(&ticket.service)?;
        let said = self.usual.still_here.filter(|(id, _)| *id == ticket.id).map(|(_, at)| at);
        let since = said.unwrap_or(ticket.started_at?.0);
        let seconds = ((usual * TIMES) as i64).max(AT_LEAST_MINUTES * 60);
        (self.hub_now().since(since).num_seconds() >= seconds).then_some(ticket.id)
    }

    /// Whether whoever was asked about is still here is answered.
    pub(super) fn still_here(&mut self, still: bool, todo: &mut Vec<Effect>) {
        let Some(Dialog::Forgotten { ticket }) = self.dialog else { return };
        if !self.is_serving() || self.in_hand().is_none_or(|known| known.id != ticket) {
            self.dialog = None;
        } else if still {
            self.usual.still_here = Some((ticket, self.hub_now()));
            self.dialog = None;
        } else {
            self.settle_case(todo);
            self.command(Command::FinishLate(ticket), todo);
        }
    }

    /// The question is put away without an answer: then they are still here.
    pub(super) fn not_asked_again(&mut self) {
        if let Some(Dialog::Forgotten { ticket }) = self.dialog {
            self.usual.still_here = Some((ticket, self.hub_now()));
        }
    }
}
