//! The model's wishes, carried to the hub until they are done: sent again under the same key while no hub answers, so that each is
//! carried out once. What nobody waits for at the screen is sent again, too, while a hub is there that cannot do it: its disk may be
//! full, the kiosk's token may be renewed.

use super::sending::{Standing, for_whoever_stands_there, may_pass, perhaps_done, until_answered};
use super::{HubJoint, band};
use crate::model::{Attempt, DoorsWord, HubNews, Input, Issued, Refusal, Told, UpkeepNews};
use turno_client::{CommandKey, HubError};
use turno_domain::casework::FormCode;
use turno_domain::ids::TicketId;
use turno_domain::intake::Answers;
use turno_domain::keys::ServiceKey;
use turno_domain::site::Doors;
use turno_domain::text::Language;
use turno_domain::ticket::{PaperState, TicketState};
use turno_protocol::help::HelpRequest;
use turno_protocol::ticket::{DetailsRequest, IssueAnswer, IssueRequest};
use turno_protocol::wire_time::WireTime;

impl HubJoint {
    /// Asks for a number until there is one or the hub says no.
    ///
    /// A hub that cannot, or that is not there, is an answer: the citizen stands there and must hear it, and a number given when the
    /// hub is back would be nobody's. But once an answer was lost a ticket may be in the queue that nobody holds, and only a hub that
    /// answers for it says so: it is asked until then, whatever it meets meanwhile.
    pub async fn issue(self, attempt: Attempt, service: ServiceKey, language: Language) {
        let request = IssueRequest {
            service: service.to_string(),
            language: Some(language.to_string()),
            ..IssueRequest::default()
        };
        self.issue_as(attempt, request).await;
    }

    /// Asks for a number for the practice to which a form's code leads, as [`HubJoint::issue`] does.
    pub async fn issue_for_form(self, attempt: Attempt, code: FormCode, language: Language) {
        let language = Some(language.to_string());
        let request = IssueRequest { form: Some(code), language, ..IssueRequest::default() };
        self.issue_as(attempt, request).await;
    }

    /// Asks for a number to be printed before opening, as [`HubJoint::issue`] does.
    pub async fn issue_in_advance(self, attempt: Attempt, service: ServiceKey) {
        let request =
            IssueRequest { service: service.to_string(), in_advance: Some(true), ..IssueRequest::default() };
        self.issue_as(attempt, request).await;
    }

    async fn issue_as(self, attempt: Attempt, request: IssueRequest) {
        let key = CommandKey::fresh();
        tokio::task::block_in_place(|| self.wishes.write_down(&key, &request, self.clock.now().wall));
        let mut lost = false;
        let issued = || self.hub.issue(&key, &request);
        let news = match until_answered(&self.clock, "issue", perhaps_done(&mut lost), issued).await {
            Ok(answer) => {
                self.wishes.answered(&key, answer.ticket.id);
                match request.form {
                    Some(_) => {
                        let service = answer.ticket.service.clone();
                        HubNews::Returned(attempt, in_hand(answer), service)
                    }
                    None => HubNews::Issued(attempt, in_hand(answer)),
                }
            }
            Err(error) => {
                // What may be in the queue is looked for once more at the next start.
                if !lost {
                    tokio::task::block_in_place(|| self.wishes.strike_out(&key));
                }
                HubNews::NotIssued(attempt, refusal(&error))
            }
        };
        self.tell(news);
    }

    /// Opens or closes the doors for the rest of the day. Whoever wishes it stands here: a hub that is away is an answer.
    pub async fn set_doors(self, doors: Doors) {
        let key = CommandKey::fresh();
        let set = || self.hub.set_doors(&key, doors);
        // How they stand is shown by what the hub tells of the queue.
        let word = match for_whoever_stands_there(&self.clock, "doors", set).await {
            Standing::Done(_) => DoorsWord::Done,
            Standing::Unsure => DoorsWord::Unsure,
            Standing::NotDone => DoorsWord::NotDone,
        };
        let news = Input::Upkeep(UpkeepNews::Doors(word));
        self.mailbox.tell_busy(news, self.clock.busy());
    }

    /// Hands the answers over; nobody waits for it.
    pub async fn send_intake(self, ticket: TicketId, answers: Answers) {
        let put = || self.hub.put_intake(ticket, answers.clone());
        let _ = until_answered(&self.clock, "intake", may_pass, put).await;
    }

    /// Gives a number back.
    pub async fn give_back(self, ticket: TicketId) {
        let key = CommandKey::fresh();
        tokio::task::block_in_place(|| self.wishes.goes_back(ticket));
        let cancelled =
            until_answered(&self.clock, "cancel", may_pass, || self.hub.cancel(&key, ticket)).await;
        // A number that is over, or that somebody called, is given back by nobody any more.
        if !cancelled.as_ref().is_err_and(may_pass) {
            tokio::task::block_in_place(|| self.wishes.strike_out_ticket(ticket));
        }
        self.tell(match cancelled {
            Ok(_) => HubNews::Cancelled(ticket),
            Err(error) if is_cancelled_already(&error) => HubNews::Cancelled(ticket),
            Err(error) => HubNews::NotCancelled(ticket, is_called_already(&error)),
        });
    }

    /// Says what the holder of a ticket said of themselves; nobody waits for it.
    pub async fn send_details(self, ticket: TicketId, details: DetailsRequest) {
        let key = CommandKey::fresh();
        let detail = || self.hub.detail(&key, ticket, &details);
        let _ = until_answered(&self.clock, "details", may_pass, detail).await;
    }

    /// The holder of a ticket goes out, or is back.
    pub async fn move_holder(self, ticket: TicketId, away: bool) {
        let key = CommandKey::fresh();
        let moved = if away {
            for_whoever_stands_there(&self.clock, "away", || self.hub.away(&key, ticket)).await
        } else {
            for_whoever_stands_there(&self.clock, "back", || self.hub.back(&key, ticket)).await
        };
        self.tell(match moved {
            Standing::Done(_) => HubNews::Done(ticket),
            Standing::NotDone => HubNews::NotDone(ticket),
            Standing::Unsure => HubNews::PerhapsDone(ticket),
        });
    }

    /// Whose page a scanned token is.
    pub async fn find_page(self, attempt: Attempt, token: String) {
        let found = self.hub.page(&token).await.ok().flatten();
        self.tell(HubNews::Page(attempt, found.map(|ticket| ticket.id)));
    }

    /// Calls for help. Whoever calls stands here: a hub that is away is an answer.
    pub async fn ask_help(self, attempt: Attempt, ticket: Option<TicketId>, language: Language) {
        let key = CommandKey::fresh();
        let request = HelpRequest { language: Some(language.to_string()), ticket };
        let asked = || self.hub.ask_help(&key, &request);
        self.tell(match for_whoever_stands_there(&self.clock, "help", asked).await {
            Standing::Done(answer) => {
                let told = answer.told.into_iter().map(|told| Told { name: told.name, busy: told.busy });
                // A call that no desk shows was heard by nobody, whoever is signed in.
                let told = if answer.desks == 0 { Vec::new() } else { told.collect() };
                HubNews::HelpTold(attempt, answer.id, told)
            }
            // Whether somebody comes nobody knows: whoever calls is told what to do, as if nobody had heard it.
            Standing::NotDone | Standing::Unsure => HubNews::HelpUnheard(attempt),
        });
    }

    /// Says what is known of a ticket's paper.
    ///
    /// # Errors
    /// When the hub does not want to know, or could not take it for hours.
    pub async fn report_paper(
        &self,
        ticket: TicketId,
        state: PaperState,
        reprint: bool,
    ) -> Result<(), HubError> {
        let key = CommandKey::fresh();
        if reprint {
            let report = || self.hub.report_reprint(&key, ticket, state);
            return until_answered(&self.clock, "reprint", may_pass, report).await;
        }
        until_answered(&self.clock, "paper", may_pass, || self.hub.report_paper(&key, ticket, state)).await
    }
}

/// Whether the number had been given back before: by an earlier sending whose answer was lost.
fn is_cancelled_already(error: &HubError) -> bool {
    refused_in_state(error) == Some(TicketState::Cancelled.word())
}

/// Whether somebody called it meanwhile: any other state means that.
fn is_called_already(error: &HubError) -> bool {
    refused_in_state(error).is_some() && !is_cancelled_already(error)
}

/// The state that a number is in where it cannot be given back.
fn refused_in_state(error: &HubError) -> Option<&str> {
    let wrong = error.name() == Some("wrong-state");
    error.problem().filter(|_| wrong)?.facts.get("state")?.as_str()
}

pub(super) fn in_hand(answer: IssueAnswer) -> Issued {
    Issued {
        id: answer.ticket.id,
        number: answer.ticket.number,
        at: answer.ticket.issued_at.0,
        people_before: answer.people_before,
        expected: answer.expected.map(band),
        page: answer.page,
    }
}

fn refusal(error: &HubError) -> Refusal {
    match error.name() {
        Some("site-closed" | "day-closed") => {
            let next = error.problem().and_then(|problem| problem.facts.get("next"));
            let next = next.and_then(|next| serde_json::from_value::<WireTime>(next.clone()).ok());
            Refusal::Closed(next.map(|time| time.0))
        }
        Some("form-unknown" | "form-not-served") => Refusal::FormUnknown,
        _ => Refusal::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use turno_domain::time::Timestamp;
    use turno_protocol::problem::Problem;

    fn refused(status: u16, name: &str) -> HubError {
        HubError::Refused(Problem::new(status, name, ""))
    }

    #[test]
    fn a_citizen_hears_of_closing_and_of_nothing_else() {
        assert_eq!(refusal(&refused(409, "site-closed")), Refusal::Closed(None));
        assert_eq!(refusal(&refused(409, "day-closed")), Refusal::Closed(None));
        let next = Problem::new(409, "site-closed", "").fact("next", "2026-11-23T07:30:00.000Z");
        let monday = Timestamp::from_millis(1_795_419_000_000);
        assert_eq!(refusal(&HubError::Refused(next)), Refusal::Closed(Some(monday)));
        assert_eq!(refusal(&refused(503, "storage-full")), Refusal::Other);
        assert_eq!(refusal(&HubError::Away { detail: String::new(), perhaps_done: false }), Refusal::Other);
    }

    #[test]
    fn a_number_that_is_cancelled_already_was_given_back_and_any_other_is_alive() {
        let in_state =
            |state: &str| HubError::Refused(Problem::new(409, "wrong-state", "").fact("state", state));
        assert!(is_cancelled_already(&in_state("cancelled")));
        assert!(!is_cancelled_already(&in_state("called")));
        assert!(is_called_already(&in_state("called")) && !is_called_already(&in_state("cancelled")));
        assert!(!is_called_already(&refused(404, "unknown-ticket")));
        assert!(!is_cancelled_already(&refused(409, "wrong-state")));
        let other = Problem::new(409, "in-other-hands", "").fact("state", "cancelled");
        assert!(!is_cancelled_already(&HubError::Refused(other)));
    }
}
