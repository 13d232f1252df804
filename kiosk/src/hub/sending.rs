//! How a wish is sent to the hub: again and again under its key, or as long as its maker stands before the screen.

use crate::model::times;
use std::time::Duration;
use turno_client::HubError;
use turno_clock::Clock;

/// The pause before a wish that met no hub is sent again; the client has tried for some seconds by itself.
const SEND_AGAIN: Duration = Duration::from_secs(3);
/// How often a wish is sent again before it is given up: about three hours, longer than anybody waits.
const SENDINGS: u32 = 1_200;

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
pub(super) fn perhaps_done(lost: &mut bool) -> impl FnMut(&HubError) -> bool {
    |error| {
        let said_no = matches!(error, HubError::Refused(problem) if problem.status < 500);
        *lost = (*lost || error.is_perhaps_done()) && !said_no;
        *lost
    }
}

/// What became of a wish whose maker stands before the screen.
#[derive(Debug, PartialEq)]
pub(super) enum Standing<T> {
    /// The hub did it.
    Done(T),
    /// It did not, and will not.
    NotDone,
    /// Nobody here knows, and nothing is sent any more.
    Unsure,
}

/// Carries out a wish whose maker stands before the screen: it ends with the maker's patience, so that nothing is carried out later
/// that was said not to be. A hub that is not there is an answer; what was perhaps done is asked for again.
pub(super) async fn for_whoever_stands_there<T, F, W>(clock: &Clock, wish: &str, send: W) -> Standing<T>
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};
    use turno_domain::time::Timestamp;
    use turno_protocol::problem::Problem;

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
