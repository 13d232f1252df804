use super::*;
use futures_util::stream::iter;
use proptest::prelude::*;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use turno_protocol::problem::Problem;

/// What a stream does next.
#[derive(Clone)]
enum Piece {
    Says(&'static str),
    Bytes(Vec<u8>),
    Waits(Duration),
    Hangs,
}

use Piece::{Bytes, Hangs, Says, Waits};

const COMMENT: Piece = Says(": all is well\n\n");
const QUARTER: Piece = Waits(Duration::from_secs(15));

/// A feed that does what the script says, one entry per attempt, and then fails for ever. Snapshots count up.
struct Script {
    attempts: Mutex<VecDeque<Result<Vec<Piece>, HubError>>>,
    log: Arc<Mutex<Log>>,
}

#[derive(Default)]
struct Log {
    snapshots: u64,
    asked: Vec<Option<String>>,
}

impl Feed for Script {
    type Snapshot = u64;
    type Data = String;

    async fn snapshot(&self) -> Result<(u64, Option<Position>), HubError> {
        let mut log = self.log.lock().unwrap();
        log.snapshots += 1;
        Ok((log.snapshots, Some(Position { epoch: "e".to_owned(), sequence: 0 })))
    }

    async fn open(&self, after: Option<&Position>) -> Result<Chunks, HubError> {
        self.log.lock().unwrap().asked.push(after.map(Position::to_string));
        let pieces =
            self.attempts.lock().unwrap().pop_front().unwrap_or_else(|| Err(HubError::away("no more")))?;
        let chunks = iter(pieces).filter_map(|piece| async move {
            match piece {
                Says(text) => return Some(bytes::Bytes::from_static(text.as_bytes())),
                Bytes(bytes) => return Some(bytes.into()),
                Waits(time) => sleep(time).await,
                Hangs => std::future::pending().await,
            }
            None
        });
        Ok(chunks.boxed())
    }

    fn data(&self, json: &str) -> Option<String> {
        (json != "?").then(|| json.to_owned())
    }

    fn asks_for_snapshot(&self, kind: &str) -> bool {
        kind == "all-is-new"
    }
}

fn follow_script(
    attempts: impl IntoIterator<Item = Result<Vec<Piece>, HubError>>,
) -> (Live<Update<u64, String>>, Arc<Mutex<Log>>) {
    let log = Arc::new(Mutex::new(Log::default()));
    let attempts = Mutex::new(attempts.into_iter().collect());
    (follow(Script { attempts, log: log.clone() }), log)
}

async fn expect_event(live: &mut Live<Update<u64, String>>, place: u64) {
    match live.next().await {
        Some(Update::Event { position, .. }) => assert_eq!(position.sequence, place),
        other => panic!("{other:?} instead of event {place}"),
    }
}

fn unauthorised(name: &str) -> HubError {
    HubError::Unauthorised(Problem::new(401, name, "No."))
}

#[tokio::test(start_paused = true)]
async fn forty_silent_seconds_are_away_and_the_stream_is_taken_up_where_it_was() {
    let (mut live, log) = follow_script([
        Ok(vec![Says("id: e-3\nevent: a\ndata: x\n\n"), QUARTER, COMMENT, QUARTER, COMMENT, Hangs]),
        Ok(vec![Says("id: e-4\nevent: a\ndata: x\n\n"), Hangs]),
    ]);
    assert_eq!(live.next().await, Some(Update::Snapshot(1)));
    let begun = Instant::now();
    expect_event(&mut live, 3).await;
    assert_eq!(live.next().await, Some(Update::Away));
    assert_eq!(begun.elapsed().as_secs(), 30 + SILENCE.as_secs());
    assert_eq!(live.next().await, Some(Update::Back));
    expect_event(&mut live, 4).await;
    assert_eq!(log.lock().unwrap().asked, [Some("e-0".to_owned()), Some("e-3".to_owned())]);
    assert_eq!(log.lock().unwrap().snapshots, 1);
}

#[tokio::test(start_paused = true)]
async fn comments_alone_keep_a_stream_for_hours() {
    let quiet = std::iter::repeat_n([QUARTER, COMMENT], 1_000).flatten();
    let (mut live, _log) =
        follow_script([Ok(quiet.chain([Says("id: e-1\nevent: a\ndata: x\n\n"), Hangs]).collect())]);
    assert_eq!(live.next().await, Some(Update::Snapshot(1)));
    expect_event(&mut live, 1).await;
}

#[tokio::test(start_paused = true)]
async fn a_hub_that_cannot_keep_a_stream_is_not_hurried() {
    let (mut live, log) = follow_script(std::iter::repeat_n(Ok(vec![]), 10_000));
    assert_eq!(live.next().await, Some(Update::Snapshot(1)));
    tokio::time::advance(Duration::ZERO).await;
    sleep(Duration::from_secs(120)).await;
    let attempts = log.lock().unwrap().asked.len();
    assert!((15..45).contains(&attempts), "{attempts} attempts in two minutes");
}

#[tokio::test(start_paused = true)]
async fn a_hub_that_resets_its_own_snapshots_is_not_hurried() {
    let (_live, log) =
        follow_script(std::iter::repeat_n(Ok(vec![Says("event: reset\ndata: {}\n\n")]), 10_000));
    sleep(Duration::from_secs(120)).await;
    let log = log.lock().unwrap();
    assert!((15..45).contains(&log.snapshots), "{} snapshots in two minutes", log.snapshots);
}

#[tokio::test(start_paused = true)]
async fn trouble_is_told_once_and_a_revoked_device_goes_on_asking() {
    let (mut live, _log) = follow_script([
        Err(HubError::away("dead")),
        Err(HubError::broken("odd")),
        Err(unauthorised("unauthorised")),
        Err(unauthorised("unauthorised")),
        Ok(vec![Hangs]),
    ]);
    assert_eq!(live.next().await, Some(Update::Away));
    assert!(matches!(live.next().await, Some(Update::Unauthorised(_))));
    assert!(matches!(live.next().await, Some(Update::Snapshot(_))));
}

#[tokio::test(start_paused = true)]
async fn the_end_of_the_session_is_the_end() {
    let (mut live, log) = follow_script([Err(unauthorised("session-ended"))]);
    assert!(matches!(live.next().await, Some(Update::Unauthorised(_))));
    assert_eq!(live.next().await, None);
    assert_eq!(log.lock().unwrap().asked.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn an_event_that_is_not_understood_brings_a_snapshot_and_is_not_hurried() {
    let odd = "id: e-1\nevent: a\ndata: ?\n\nid: e-2\nevent: a\ndata: after it\n\n";
    let (mut live, log) = follow_script([
        Ok(vec![Says(odd), Hangs]),
        Ok(vec![Says("id: e-3\nevent: new-kind\ndata: x\n\n"), Hangs]),
    ]);
    assert_eq!(live.next().await, Some(Update::Snapshot(1)));
    assert_eq!(live.next().await, Some(Update::Snapshot(2)));
    expect_event(&mut live, 3).await;
    assert_eq!(log.lock().unwrap().asked.len(), 2);

    let (_live, log) = follow_script(std::iter::repeat_n(Ok(vec![Says(odd), Hangs]), 10_000));
    sleep(Duration::from_secs(120)).await;
    let log = log.lock().unwrap();
    assert!((15..45).contains(&log.snapshots), "{} snapshots in two minutes", log.snapshots);
}

#[tokio::test(start_paused = true)]
async fn what_is_no_event_is_passed_over_and_what_has_no_place_is_taken_up_again() {
    let (mut live, log) = follow_script([
        Ok(vec![
            Says(
                "id: e-1\nevent: a\ndata: x\n\nretry: 5\n\ndata: no kind\n\nid: e-2\nevent: new-kind\ndata: x\n\n",
            ),
            Says("event: a\ndata: no place\n\n"),
            Hangs,
        ]),
        Ok(vec![Says("id: e-3\nevent: all-is-new\ndata: x\n\n"), Hangs]),
        Ok(vec![Hangs]),
    ]);
    assert_eq!(live.next().await, Some(Update::Snapshot(1)));
    expect_event(&mut live, 1).await;
    expect_event(&mut live, 2).await;
    assert_eq!(live.next().await, Some(Update::Away));
    assert_eq!(live.next().await, Some(Update::Back));
    expect_event(&mut live, 3).await;
    assert_eq!(live.next().await, Some(Update::Snapshot(2)));
    assert_eq!(log.lock().unwrap().asked[1], Some("e-2".to_owned()));
}

#[tokio::test(start_paused = true)]
async fn a_slow_reader_loses_nothing_and_dropping_ends_the_task() {
    let text: &'static str = Box::leak(
        (1..=1_000).map(|n| format!("id: e-{n}\nevent: a\ndata: x\n\n")).collect::<String>().into_boxed_str(),
    );
    let (mut live, log) = follow_script([Ok(vec![Says(text), Hangs])]);
    sleep(Duration::from_secs(600)).await;
    assert_eq!(live.next().await, Some(Update::Snapshot(1)));
    for place in 1..=1_000 {
        expect_event(&mut live, place).await;
    }
    assert_eq!(Arc::strong_count(&log), 2);
    drop(live);
    while Arc::strong_count(&log) > 1 {
        tokio::task::yield_now().await;
    }
}

proptest! {
    /// However the network cuts the bytes, the same is heard.
    #[test]
    fn events_do_not_depend_on_how_their_bytes_arrive(
        texts in prop::collection::vec("[a-zè🙂: ]{0,12}", 1..8),
        line_end in prop::sample::select(vec!["\n", "\r\n"]),
        mut cuts in prop::collection::vec(0usize..400, 0..40),
    ) {
        let sent: String = texts
            .iter()
            .enumerate()
            .map(|(place, text)| format!(": x\n\nid: e-{}\nevent: a\ndata: {text}!\n\n", place + 1))
            .collect::<String>()
            .replace('\n', line_end);
        cuts.sort_unstable();
        let mut rest = sent.as_bytes();
        let mut at = 0;
        let mut pieces = Vec::new();
        for cut in cuts {
            let (piece, after) = rest.split_at((cut - at).min(rest.len()));
            pieces.push(Bytes(piece.to_vec()));
            (rest, at) = (after, cut);
        }
        pieces.extend([Bytes(rest.to_vec()), Hangs]);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
        let heard = runtime.block_on(async {
            let (mut live, _log) = follow_script([Ok(pieces)]);
            let mut heard = Vec::new();
            loop {
                match live.next().await {
                    Some(Update::Snapshot(_)) => {}
                    Some(Update::Event { data, .. }) => heard.push(data),
                    _ => break,
                }
            }
            heard
        });
        let expected: Vec<String> = texts.iter().map(|text| format!("{text}!")).collect();
        prop_assert_eq!(heard, expected);
    }
}
