//! Server-sent events, read as the standard says.

use futures_util::StreamExt;
use serde_json::Value;
use std::pin::Pin;
use std::time::Duration;
use tokio::time::timeout;

/// How long a test waits for what must come. It ends only a test that has failed.
const PATIENCE: Duration = Duration::from_secs(60);

/// An event.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// Its position.
    pub id: String,
    /// Its kind.
    pub kind: String,
    /// What it carries.
    pub data: Value,
}

impl Event {
    /// The sequence of its position.
    pub fn sequence(&self) -> u64 {
        self.id.rsplit_once('-').unwrap().1.parse().unwrap()
    }
}

type Chunks = Pin<Box<dyn futures_util::Stream<Item = reqwest::Result<Vec<u8>>> + Send>>;

/// A stream that is open.
pub struct Stream {
    chunks: Chunks,
    text: String,
}

impl Stream {
    /// The stream that a hub answered with.
    #[track_caller]
    pub fn of(response: reqwest::Response) -> Self {
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        let chunks = response.bytes_stream().map(|chunk| chunk.map(|bytes| bytes.to_vec()));
        Self { chunks: Box::pin(chunks), text: String::new() }
    }

    /// The next block of lines; none at the end.
    async fn block(&mut self) -> Option<String> {
        loop {
            if let Some((block, rest)) = self.text.split_once("\n\n") {
                let (block, rest) = (block.to_owned(), rest.to_owned());
                self.text = rest;
                return Some(block);
            }
            match self.chunks.next().await {
                Some(Ok(bytes)) => self.text.push_str(&String::from_utf8(bytes).unwrap()),
                // A hub that was killed cuts its streams off.
                Some(Err(_)) | None => return None,
            }
        }
    }

    /// The next event; none once the hub has ended the stream.
    pub async fn next(&mut self) -> Option<Event> {
        // Comments keep a stream alive and are no answer to whoever waits for an event.
        timeout(PATIENCE, self.event()).await.expect("the stream tells nothing")
    }

    async fn event(&mut self) -> Option<Event> {
        loop {
            let block = self.block().await?;
            let mut event = Event { id: String::new(), kind: String::new(), data: Value::Null };
            for line in block.lines() {
                match line.split_once(':').unwrap() {
                    ("", _) => {}
                    ("id", value) => value.trim().clone_into(&mut event.id),
                    ("event", value) => value.trim().clone_into(&mut event.kind),
                    ("data", value) => {
                        event.data =
                            serde_json::from_str(value.trim()).unwrap_or_else(|_| value.trim().into())
                    }
                    other => panic!("{other:?}"),
                }
            }
            if !event.kind.is_empty() {
                return Some(event);
            }
        }
    }

    /// The next comment, whatever comes before.
    pub async fn comment(&mut self) -> String {
        loop {
            let block = self.block().await.expect("the stream ended");
            if let Some(comment) = block.strip_prefix(':') {
                return comment.to_owned();
            }
        }
    }

    /// The events up to and with the first of `kind`.
    pub async fn until(&mut self, kind: &str) -> Vec<Event> {
        let mut events = Vec::new();
        loop {
            let event = self.next().await.unwrap_or_else(|| panic!("the stream ended after {events:?}"));
            let last = event.kind == kind;
            events.push(event);
            if last {
                return events;
            }
        }
    }

    /// The next `n` events.
    pub async fn take(&mut self, n: usize) -> Vec<Event> {
        let mut events = Vec::new();
        while events.len() < n {
            events.push(self.next().await.unwrap_or_else(|| panic!("the stream ended after {events:?}")));
        }
        events
    }
}
