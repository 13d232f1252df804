//! What becomes of a number whose citizen had touched a service when the last run of the program ended.
//!
//! The wish is sent once more under its key: the hub finds the ticket that it gave, or gives it. A fresh one is printed as it is, for
//! whoever still stands there; one that nobody waits for any more is given back, so that nobody is called who is not there.

use super::HubJoint;
use super::open_wishes::LeftWish;
use super::sending::{may_pass, until_answered};
use super::wishes::in_hand;
use crate::model::HubNews;
use chrono::TimeDelta;
use std::sync::Arc;
use tokio::sync::watch;
use turno_domain::text::Language;
use turno_domain::ticket::TicketState;
use turno_domain::time::Timestamp;
use turno_protocol::site::SiteView;
use turno_protocol::ticket::TicketView;

/// So long a citizen stands before a kiosk that began anew.
const STANDS_THERE: TimeDelta = TimeDelta::minutes(3);
/// The hub knows the key of a wish for two days; after one the number is of another day in any case.
const FOUND_WITHIN: TimeDelta = TimeDelta::days(1);

/// What is to be done with a number that was left.
#[derive(Debug, PartialEq)]
enum Fate {
    /// Its citizen may still stand there.
    Print,
    /// It is nobody's.
    GiveBack,
    /// Its paper is known, or it is over.
    Leave,
}

impl HubJoint {
    /// Looks after what the last run left, once the hub is there and has told the site.
    pub async fn look_after_left_wishes(self, mut sites: watch::Receiver<Option<Arc<SiteView>>>) {
        let (left, returns) = tokio::task::block_in_place(|| (self.wishes.left(), self.wishes.returns()));
        if left.is_empty() && returns.is_empty() || sites.wait_for(Option::is_some).await.is_err() {
            return;
        }
        for ticket in returns {
            self.clone().give_back(ticket).await;
        }
        for wish in left {
            self.look_after(wish).await;
        }
    }

    async fn look_after(&self, wish: LeftWish) {
        let now = self.clock.now().wall;
        let strike_out = || tokio::task::block_in_place(|| self.wishes.strike_out(&wish.key));
        if now.since(wish.asked) > FOUND_WITHIN {
            return strike_out();
        }
        let issue = || self.hub.issue(&wish.key, &wish.request);
        let answer = match until_answered(&self.clock, "left wish", may_pass, issue).await {
            Ok(answer) => answer,
            Err(error) if may_pass(&error) => return,
            Err(_) => return strike_out(),
        };
        let ticket = answer.ticket.id;
        self.wishes.answered(&wish.key, ticket);
        let Ok(queue) = until_answered(&self.clock, "left wish", may_pass, || self.hub.queue()).await else {
            return;
        };
        let stands = queue.tickets.iter().find(|known| known.id == ticket);
        let fate = fate(&wish, stands, self.clock.now().wall);
        tracing::warn!(number = %answer.ticket.number, ?fate, "a number was left when the kiosk ended");
        match fate {
            Fate::Print => {
                let service = answer.ticket.service.clone();
                let language = answer.ticket.language.unwrap_or(Language::It);
                self.tell(HubNews::Left(in_hand(answer), service, language));
            }
            Fate::GiveBack => self.clone().give_back(ticket).await,
            Fate::Leave => strike_out(),
        }
    }
}

/// What is to be done with the number of `wish`, as the hub knows its ticket now.
fn fate(wish: &LeftWish, ticket: Option<&TicketView>, now: Timestamp) -> Fate {
    let Some(ticket) = ticket.filter(|ticket| ticket.paper.is_none() && !ticket.state.is_over()) else {
        return Fate::Leave;
    };
    let age = now.since(wish.asked);
    let stands_there = now >= wish.asked && age <= STANDS_THERE;
    let for_the_door = wish.request.in_advance == Some(true);
    match ticket.state {
        _ if stands_there && !wish.given_back && !for_the_door => Fate::Print,
        TicketState::Waiting | TicketState::Away => Fate::GiveBack,
        // Somebody called it: the desk sees that nobody comes.
        _ => Fate::Leave,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use turno_client::CommandKey;
    use turno_domain::ids::TicketId;
    use turno_protocol::ticket::IssueRequest;

    const ASKED: Timestamp = Timestamp::from_millis(1_795_250_520_000);

    fn ticket(state: &str, paper: Option<&str>) -> TicketView {
        serde_json::from_value(serde_json::json!({"id": TicketId::from_parts(1, [1; 10]), "number": "A001",
            "service": "spid", "service_day": "2026-11-21", "state": state, "counter": null, "language": null,
            "issued_at": "2026-11-21T08:00:00Z", "called_at": null, "started_at": null, "ended_at": null, "paper": paper}))
        .unwrap()
    }

    fn left(request: IssueRequest, given_back: bool) -> LeftWish {
        LeftWish { key: CommandKey::fresh(), request, asked: ASKED, given_back }
    }

    #[test]
    fn a_fresh_number_is_printed_an_old_one_given_back_and_one_with_paper_left_alone() {
        let wish = left(IssueRequest::default(), false);
        let after = |minutes| ASKED.plus(TimeDelta::minutes(minutes));
        let (waits, called) = (ticket("waiting", None), ticket("called", None));
        assert_eq!(fate(&wish, Some(&waits), after(3)), Fate::Print);
        assert_eq!(fate(&wish, Some(&waits), after(4)), Fate::GiveBack);
        assert_eq!(
            fate(&wish, Some(&waits), after(-1)),
            Fate::GiveBack,
            "by a clock that was set back nobody is young"
        );
        assert_eq!(
            fate(&wish, Some(&called), after(1)),
            Fate::Print,
            "who is called goes there with a paper"
        );
        assert_eq!(fate(&wish, Some(&called), after(9)), Fate::Leave);
        for state in ["queued", "sent", "proven", "failed", "unknown"] {
            assert_eq!(fate(&wish, Some(&ticket("waiting", Some(state))), after(1)), Fate::Leave, "{state}");
        }
        assert_eq!(fate(&wish, Some(&ticket("cancelled", None)), after(1)), Fate::Leave);
        assert_eq!(fate(&wish, None, after(1)), Fate::Leave, "another day");
    }

    #[test]
    fn what_was_being_given_back_goes_back_and_so_does_what_was_printed_for_the_door() {
        let waits = ticket("waiting", None);
        let in_advance = IssueRequest { in_advance: Some(true), ..IssueRequest::default() };
        assert_eq!(fate(&left(IssueRequest::default(), true), Some(&waits), ASKED), Fate::GiveBack);
        assert_eq!(fate(&left(in_advance, false), Some(&waits), ASKED), Fate::GiveBack);
    }
}
