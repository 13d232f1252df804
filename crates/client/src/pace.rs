//! How long to wait for a hub, and how long before asking again.

use crate::error::HubError;
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// For TCP and TLS together, over all addresses.
pub(crate) const CONNECT: Duration = Duration::from_secs(2);
/// For one attempt at an ordinary request.
pub(crate) const ATTEMPT: Duration = Duration::from_secs(5);
/// For one attempt at a request over months of data.
pub(crate) const LONG_ATTEMPT: Duration = Duration::from_secs(30);
/// For all attempts at one request, waits included; the last attempt may go beyond it by its own deadline.
pub(crate) const PATIENCE: Duration = Duration::from_secs(6);
/// A silent connection is kept this long for the next request: longer than the half minute between two looks at the queue, and
/// shorter than the minute after which a hub ends one.
pub(crate) const IDLE: Duration = Duration::from_secs(45);
/// The hub's streams say something every 15 s; two of these lost, and some.
pub(crate) const SILENCE: Duration = Duration::from_secs(40);

const FIRST_WAIT: Duration = Duration::from_millis(100);
/// The longest wait before asking again.
pub(crate) const LONGEST_WAIT: Duration = Duration::from_secs(10);

/// Waits that double from 0.1 s to 10 s, each shortened by up to a half at random, so that after a power cut ten desks do not ask in
/// step.
#[derive(Debug)]
pub(crate) struct BackOff {
    next: Duration,
}

impl BackOff {
    pub(crate) fn new() -> Self {
        Self { next: FIRST_WAIT }
    }

    pub(crate) fn reset(&mut self) {
        self.next = FIRST_WAIT;
    }

    pub(crate) fn wait(&mut self) -> Duration {
        let full = self.next;
        self.next = (full * 2).min(LONGEST_WAIT);
        full.mul_f64(rand::random_range(0.5..=1.0))
    }

    /// As long as the back-off ever waits: for what only a person can put right.
    pub(crate) fn longest(&mut self) -> Duration {
        self.next = LONGEST_WAIT;
        self.wait()
    }
}

/// An attempt that came to nothing.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Asking again would change nothing.
    Final(HubError),
    /// It may pass.
    Passing {
        /// What to say if it does not.
        error: HubError,
        /// How long the hub asked to wait.
        wait: Option<Duration>,
    },
}

/// Attempts until one succeeds or fails for good, or the patience is used up.
pub(crate) async fn persist<T, F>(patience: Duration, mut attempt: impl FnMut() -> F) -> Result<T, HubError>
where
    F: Future<Output = Result<T, Failure>>,
{
    let begun = Instant::now();
    let mut back_off = BackOff::new();
    loop {
        let (error, asked) = match attempt().await {
            Ok(answer) => return Ok(answer),
            Err(Failure::Final(error)) => return Err(error),
            Err(Failure::Passing { error, wait }) => (error, wait),
        };
        let wait = back_off.wait().max(asked.unwrap_or_default());
        if begun.elapsed() + wait > patience {
            return Err(error);
        }
        sleep(wait).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    fn passing(wait: Option<Duration>) -> Failure {
        Failure::Passing { error: HubError::away("no answer"), wait }
    }

    #[test]
    fn waits_grow_to_a_bound_and_are_never_nothing() {
        let mut back_off = BackOff::new();
        let mut full = FIRST_WAIT;
        for _ in 0..20 {
            let wait = back_off.wait();
            assert!(wait >= full / 2 && wait <= full, "{wait:?} for {full:?}");
            full = (full * 2).min(LONGEST_WAIT);
        }
        back_off.reset();
        assert!(back_off.wait() <= FIRST_WAIT);
        assert!(back_off.longest() >= LONGEST_WAIT / 2);
    }

    #[tokio::test(start_paused = true)]
    async fn patience_ends() {
        let attempts = Cell::new(0);
        let begun = Instant::now();
        let answer = persist(PATIENCE, || {
            attempts.set(attempts.get() + 1);
            async { Err::<(), _>(passing(None)) }
        })
        .await;
        assert!(answer.unwrap_err().is_away());
        assert!(begun.elapsed() <= PATIENCE);
        assert!((5..=12).contains(&attempts.get()), "{} attempts", attempts.get());
    }

    #[tokio::test(start_paused = true)]
    async fn a_wait_that_the_hub_asks_for_is_kept_and_one_beyond_patience_is_not_waited_for() {
        let attempts = Cell::new(0);
        let begun = Instant::now();
        let second = Duration::from_secs(1);
        persist(PATIENCE, || {
            attempts.set(attempts.get() + 1);
            let first = attempts.get() == 1;
            async move { if first { Err(passing(Some(second))) } else { Ok(()) } }
        })
        .await
        .unwrap();
        assert!(begun.elapsed() >= second);

        let begun = Instant::now();
        assert!(
            persist(PATIENCE, || async { Err::<(), _>(passing(Some(Duration::from_secs(60)))) })
                .await
                .is_err()
        );
        assert_eq!(begun.elapsed(), Duration::ZERO);
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_final_is_not_asked_again() {
        let attempts = Cell::new(0);
        let answer: Result<(), _> = persist(PATIENCE, || {
            attempts.set(attempts.get() + 1);
            async { Err(Failure::Final(HubError::broken("no JSON"))) }
        })
        .await;
        assert_eq!(answer, Err(HubError::broken("no JSON")));
        assert_eq!(attempts.get(), 1);
    }
}
