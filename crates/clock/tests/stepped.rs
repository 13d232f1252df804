//! A clock that stands still until it is moved.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use proptest::prelude::*;
use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;
use turno_clock::{Clock, Timestamp};

const NINE: Timestamp = Timestamp::from_millis(1_763_712_000_000);
const HOUR: Duration = Duration::from_secs(3_600);

/// Whether `future` is over when asked once.
async fn over<F: Future + Unpin>(future: &mut F) -> bool {
    poll_fn(|context| Poll::Ready(std::pin::Pin::new(&mut *future).poll(context).is_ready())).await
}

#[tokio::test]
async fn a_sleep_ends_when_its_time_was_stepped_and_not_before() {
    let (clock, hands) = Clock::stepped(NINE);
    let mut sleep = pin!(clock.sleep(HOUR));
    hands.step(HOUR - Duration::from_millis(1));
    assert!(!over(&mut sleep).await);
    hands.step(Duration::from_millis(1));
    assert!(over(&mut sleep).await);
    assert_eq!(
        (clock.now().wall, clock.now().monotonic_ms),
        (Timestamp::from_millis(NINE.millis() + 3_600_000), 3_600_000)
    );
}

#[tokio::test]
async fn setting_the_wall_ends_waits_for_the_wall_and_leaves_monotonic_time_alone() {
    let (clock, hands) = Clock::stepped(Timestamp::from_millis(0));
    let mut hour = pin!(clock.sleep(HOUR));
    let mut nine = pin!(clock.sleep_until(NINE));
    assert!(!over(&mut nine).await);
    hands.set(NINE);
    assert!(over(&mut nine).await);
    assert!(!over(&mut hour).await, "a machine that learns the date has not waited an hour");
    hands.step_millis(-3_600_000);
    assert_eq!((clock.now().wall.millis(), clock.now().monotonic_ms), (NINE.millis() - 3_600_000, 0));
}

#[test]
fn less_than_a_day_ahead_is_time_that_passed() {
    let (clock, hands) = Clock::stepped(Timestamp::from_millis(0));
    let monotonic_after = |wall: i64| {
        hands.set(Timestamp::from_millis(NINE.millis() + wall));
        clock.now().monotonic_ms
    };
    assert_eq!(monotonic_after(0), 0, "the first set");
    assert_eq!(monotonic_after(60_000), 60_000, "a minute later");
    assert_eq!(monotonic_after(60_000 - 3_600_000), 60_000, "an hour back");
    assert_eq!(monotonic_after(60_000 + 86_400_000), 60_000, "more than a day ahead");
}

#[tokio::test]
async fn idle_waits_for_what_is_due_and_for_what_it_set_off() {
    let (clock, hands) = Clock::stepped(NINE);
    let (order_tx, mut orders) = tokio::sync::mpsc::unbounded_channel();
    let sleeper = clock.clone();
    tokio::spawn(async move {
        let woken = sleeper.sleep(HOUR).await;
        order_tx.send(("due", woken)).unwrap();
    });
    tokio::task::yield_now().await;
    hands.idle().await;
    hands.step(HOUR);
    let mut idle = pin!(hands.idle());
    assert!(!over(&mut idle).await, "the sleep is due and nobody has looked");
    let (_, woken) = orders.recv().await.unwrap();
    assert!(!over(&mut idle).await, "what it was for is under way");
    let second = woken.clone();
    drop(woken);
    assert!(!over(&mut idle).await, "another thread may hold a part of the work");
    drop(second);
    idle.await;
}

#[tokio::test]
async fn a_sleep_given_up_holds_nobody_up() {
    let (clock, hands) = Clock::stepped(NINE);
    let sleep = clock.sleep(HOUR);
    hands.step(HOUR);
    let mut idle = pin!(hands.idle());
    assert!(!over(&mut idle).await);
    drop(sleep);
    idle.await;
}

#[tokio::test]
async fn a_watch_hears_of_a_clock_put_right_and_not_of_time_that_passes() {
    let (clock, hands) = Clock::stepped(NINE);
    let mut changes = clock.wall_changes();
    hands.step(HOUR);
    {
        let mut next = pin!(changes.next());
        assert!(!over(&mut next).await);
        hands.step_millis(-1);
        let mut idle = pin!(hands.idle());
        assert!(!over(&mut idle).await, "the watch was told and has not looked");
        drop(next.await);
        idle.await;
    }
    hands.set(NINE);
    hands.idle().await;
    drop(changes.next().await);
    hands.set_trusted(false);
    assert!(!clock.now().trusted);
    drop(changes.next().await);
    let mut next = pin!(changes.next());
    assert!(!over(&mut next).await, "each change is told once");
}

#[tokio::test]
async fn a_real_clock_sleeps_and_counts_nothing() {
    let clock = Clock::real(turno_clock::Unproven::Trusted);
    assert!(!clock.is_stepped());
    let start = clock.now();
    drop(clock.sleep(Duration::from_millis(20)).await);
    let end = clock.now();
    assert!(end.monotonic_ms >= start.monotonic_ms + 19, "{start:?} {end:?}");
    let mut changes = clock.wall_changes();
    let mut next = pin!(changes.next());
    assert!(!over(&mut next).await, "nobody has set this machine's clock");
}

#[derive(Clone, Debug)]
enum Turn {
    Set(i64),
    Step(i64),
}

proptest! {
    /// Whatever the hands do, monotonic time never goes back, the wall shows what was asked, and a sleep is over exactly when
    /// its monotonic time has come.
    #[test]
    fn monotonic_time_never_goes_back(turns in prop::collection::vec(prop_oneof![
        any::<i64>().prop_map(Turn::Set),
        (-100_000_000_i64..100_000_000).prop_map(|near| Turn::Set(NINE.millis() + near)),
        any::<i64>().prop_map(Turn::Step),
        (-10_000_i64..10_000).prop_map(Turn::Step),
    ], 0..40)) {
        let (clock, hands) = Clock::stepped(NINE);
        let mut sleep = Box::pin(clock.sleep(HOUR));
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let mut ended = false;
        for turn in turns {
            let before = clock.now();
            let wall = match turn {
                Turn::Set(wall) => { hands.set(Timestamp::from_millis(wall)); wall }
                Turn::Step(step) => { hands.step_millis(step); before.wall.millis().saturating_add(step) }
            };
            let after = clock.now();
            prop_assert_eq!(after.wall.millis(), wall);
            prop_assert!(after.monotonic_ms >= before.monotonic_ms);
            prop_assert_eq!(after.boot, before.boot);
            if !ended {
                ended = runtime.block_on(over(&mut sleep));
                prop_assert_eq!(ended, after.monotonic_ms >= 3_600_000);
            }
        }
    }
}
