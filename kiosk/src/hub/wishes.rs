//! The model's wishes, carried to the hub until they are done: sent again under the same key while no hub answers, so that each is
//! carried out once. What nobody waits for at the screen is sent again, too, while a hub is there that cannot do it: its disk may be
//! full, the kiosk's token may be renewed.

use super::{HubJoint, band};
use crate::model::{Attempt, DoorsWord, HubNews, Input, Issued, Refusal, Told, UpkeepNews, times};
use std::time::Duration;
use turno_client::{CommandKey, HubError};
use turno_clock::Clock;
use turno_domain::ids::TicketId;
use turno_domain::intake::Answers;
use turno_domain::keys::ServiceKey;
use turno_domain::site::Doors;
use turno_domain::text::Language;
use turno_domain::ticket::{PaperState, TicketState};
use turno_protocol::help::HelpRequest;
use turno_protocol::ticket::{DetailsRequest, IssueAnswer, IssueRequest};
use turno_protocol::wire_time::WireTime;

/// The pause before a wish that met no hub is sent again; the client has tried for some seconds by itself.
const SEND_AGAIN: Duration = Duration::from_secs(3);
/// How often a wish is sent again before it is given up: about three hours, longer than anybody waits.
const SENDINGS: u32 = 1_200;

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
                HubNews::Issued(attempt, in_hand(answer))
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

/// Sends a wish again and again, as long as what it meets `passes`, until it is answered one way or the other.
pub(super) async fn until_answered<T, F, W>(
    clock: &Clock,
    wish: &str,
    mut passes: impl FnMut(&HubError) -> bool,
    send: W,
) -> Result<T, HubError>
where
    W: Fn() -> F,
    F: Future<Output = Result<T, HubError>>,
{
    let mut busy = clock.busy();
    let mut left = SENDINGS;
    loop {
        match send().await {
            Err(error) if passes(&error) && left > 0 => {
                tracing::info!(wish, %error, "not done yet; the wish is sent again");
                left -= 1;
                drop(busy);
                busy = clock.sleep(SEND_AGAIN).await;
            }
            Err(error) => {
                tracing::warn!(wish, %error, "the hub did not do it");
                return Err(error);
            }
            Ok(answer) => return Ok(answer),
        }
    }
}

/// Whether the same wish may be done later: no hub, a hub that fails (its disk is full), or a token that it does not take until
/// somebody has enrolled the kiosk again.
pub(crate) fn may_pass(error: &HubError) -> bool {
    error.may_pass()
}

/// Whether a command may have been carried out all the same, as the errors come one after another, and says so in `lost`: from the
/// first lost answer on, until the hub says no to the command itself.
fn perhaps_done(lost: &mut bool) -> impl FnMut(&HubError) -> bool {
    |error| {
        let said_no = matches!(error, HubError::Refused(problem) if problem.status < 500);
        *lost = (*lost || error.is_perhaps_done()) && !said_no;
        *lost
    }
}

/// What became of a wish whose maker stands before the screen.
#[derive(Debug, PartialEq)]
enum Standing<T> {
    /// The hub did it.
    Done(T),
    /// It did not, and will not.
    NotDone,
    /// Nobody here knows, and nothing is sent any more.
    Unsure,
}

/// Carries out a wish whose maker stands before the screen: it ends with the maker's patience, so that nothing is carried out later
/// that was said not to be. A hub that is not there is an answer; what was perhaps done is asked for again.
async fn for_whoever_stands_there<T, F, W>(clock: &Clock, wish: &str, send: W) -> Standing<T>
where
    W: Fn() -> F,
    F: Future<Output = Result<T, HubError>>,
{
    let patience = times::HUB_PATIENCE.to_std().unwrap_or_default();
    let mut lost = false;
    let answered = tokio::select! {
        biased;
        answered = until_answered(clock, wish, perhaps_done(&mut lost), send) => answered,
        _busy = clock.sleep(patience) => {
            tracing::warn!(wish, "nobody knows whether the hub did it");
            return Standing::Unsure;
        }
    };
    match answered {
        Ok(answer) => Standing::Done(answer),
        Err(_) if lost => Standing::Unsure,
        Err(_) => Standing::NotDone,
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
        _ => Refusal::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};
    use turno_domain::time::Timestamp;
    use turno_protocol::problem::Problem;

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

    fn refused(status: u16, name: &str) -> HubError {
        HubError::Refused(Problem::new(status, name, ""))
    }

    #[test]
    fn a_hub_that_fails_or_knows_no_token_is_asked_again_and_a_no_is_a_no() {
        for passing in [
            HubError::Away { detail: String::new(), perhaps_done: false },
            refused(503, "storage-full"),
            refused(500, "internal"),
            HubError::Unauthorised(Problem::new(401, "unauthorised", "")),
        ] {
            assert!(may_pass(&passing), "{passing:?}");
        }
        for last in [
            refused(409, "wrong-state"),
            refused(404, "unknown-ticket"),
            HubError::Broken { detail: String::new() },
        ] {
            assert!(!may_pass(&last), "{last:?}");
        }
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

    #[tokio::test]
    async fn a_wish_goes_on_while_the_hub_fails_and_ends_with_its_answer() {
        let (clock, hands) = Clock::stepped(Timestamp::from_millis(1_795_250_520_000));
        let sendings = Arc::new(AtomicU32::new(0));
        let wish = {
            let sendings = Arc::clone(&sendings);
            async move {
                until_answered(&clock, "cancel", may_pass, || {
                    let sending = sendings.fetch_add(1, Ordering::SeqCst);
                    async move {
                        Err::<(), _>(match sending {
                            0 => refused(503, "storage-failing"),
                            1 => HubError::Unauthorised(Problem::new(401, "unauthorised", "")),
                            _ => refused(409, "wrong-state"),
                        })
                    }
                })
                .await
            }
        };
        let wish = tokio::spawn(wish);
        for sent in 1..=2 {
            while sendings.load(Ordering::SeqCst) < sent {
                tokio::task::yield_now().await;
            }
            hands.idle().await;
            assert_eq!(sendings.load(Ordering::SeqCst), sent, "nothing is sent before its time");
            hands.step(SEND_AGAIN);
        }
        assert_eq!(wish.await.unwrap(), Err(refused(409, "wrong-state")));
        assert_eq!(sendings.load(Ordering::SeqCst), 3);
    }

    /// Sends a wish for a number to a hub that answers so, one after another, and says how often it was sent.
    async fn issue_to(answers: Vec<Result<u32, HubError>>) -> (Result<u32, HubError>, usize) {
        let (clock, hands) = Clock::stepped(Timestamp::from_millis(1_795_250_520_000));
        let sendings = Arc::new(AtomicU32::new(0));
        let wish = {
            let (sendings, answers) = (Arc::clone(&sendings), answers.clone());
            tokio::spawn(async move {
                until_answered(&clock, "issue", perhaps_done(&mut false), || {
                    let sending = sendings.fetch_add(1, Ordering::SeqCst);
                    std::future::ready(answers[sending as usize].clone())
                })
                .await
            })
        };
        while !wish.is_finished() {
            tokio::task::yield_now().await;
            hands.idle().await;
            hands.step(SEND_AGAIN);
        }
        (wish.await.unwrap(), sendings.load(Ordering::SeqCst) as usize)
    }

    #[tokio::test]
    async fn after_a_lost_answer_only_the_hubs_own_word_ends_the_wish_for_a_number() {
        let away = |perhaps_done| Err(HubError::Away { detail: String::new(), perhaps_done });
        let failing = || Err(refused(503, "storage-full"));
        // Issued by the first sending: whoever asks to the end gets the ticket and can give it back.
        let found = vec![
            away(true),
            away(false),
            failing(),
            Err(refused(500, "internal")),
            Err(HubError::Broken { detail: String::new() }),
            Err(HubError::Unauthorised(Problem::new(401, "unauthorised", ""))),
            Ok(42),
        ];
        assert_eq!(issue_to(found).await, (Ok(42), 7));
        let refused_in_the_end = vec![away(true), failing(), Err(refused(409, "site-closed"))];
        assert_eq!(issue_to(refused_in_the_end).await, (Err(refused(409, "site-closed")), 3));
        // Nothing was lost: a hub that cannot, or is not there, is heard at once, and no number comes when it is back.
        assert_eq!(issue_to(vec![away(false), Ok(42)]).await, (away(false), 1));
        assert_eq!(issue_to(vec![failing()]).await, (Err(refused(503, "storage-full")), 1));
    }

    /// Carries a wish out for somebody who stands there, by a hub that answers so, one after another.
    async fn stand_before(answers: Vec<Result<u32, HubError>>) -> (Standing<u32>, usize) {
        let (clock, hands) = Clock::stepped(Timestamp::from_millis(1_795_250_520_000));
        let sendings = Arc::new(AtomicU32::new(0));
        let wish = {
            let sendings = Arc::clone(&sendings);
            tokio::spawn(async move {
                for_whoever_stands_there(&clock, "away", || {
                    let sending = sendings.fetch_add(1, Ordering::SeqCst) as usize;
                    let answer = answers.get(sending).cloned();
                    std::future::ready(answer.unwrap_or_else(|| panic!("it was sent too often")))
                })
                .await
            })
        };
        while !wish.is_finished() {
            tokio::task::yield_now().await;
            hands.idle().await;
            hands.step(Duration::from_secs(1));
        }
        (wish.await.unwrap(), sendings.load(Ordering::SeqCst) as usize)
    }

    #[tokio::test]
    async fn whoever_stands_there_hears_what_is_known_and_nothing_is_sent_after() {
        let away = |perhaps_done| Err(HubError::Away { detail: String::new(), perhaps_done });
        assert_eq!(stand_before(vec![Ok(42)]).await, (Standing::Done(42), 1));
        assert_eq!(
            stand_before(vec![away(false)]).await,
            (Standing::NotDone, 1),
            "nothing left this machine"
        );
        assert_eq!(stand_before(vec![Err(refused(409, "wrong-state"))]).await, (Standing::NotDone, 1));
        // A lost answer and then a hub that is not there: perhaps it was done, until the hub itself says no.
        assert_eq!(
            stand_before(vec![away(true), away(false), away(false), away(false)]).await,
            (Standing::Unsure, 3)
        );
        assert_eq!(
            stand_before(vec![away(true), Err(refused(409, "wrong-state"))]).await,
            (Standing::NotDone, 2)
        );
        assert_eq!(stand_before(vec![away(true), Ok(42)]).await, (Standing::Done(42), 2));
    }
}
