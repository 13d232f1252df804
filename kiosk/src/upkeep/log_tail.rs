//! The last lines of the program's own log, kept in memory for whoever stands before the kiosk without a terminal.
//!
//! What goes to the log holds no personal data, and so nothing here does.

use crate::model::LogLine;
use std::collections::VecDeque;
use std::fmt::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};
use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;
use turno_domain::time::Timestamp;

/// So many lines are kept.
const LINES: usize = 200;
/// A line is cut after so many characters: a screen is no terminal.
const LONGEST: usize = 300;

/// The last lines. Clones are the same.
#[derive(Debug, Clone, Default)]
pub struct LogTail(Arc<Mutex<VecDeque<LogLine>>>);

impl LogTail {
    /// The lines, oldest first.
    pub fn lines(&self) -> Vec<LogLine> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }

    fn push(&self, line: LogLine) {
        let mut lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if lines.len() == LINES {
            lines.pop_front();
        }
        lines.push_back(line);
    }
}

impl<S: Subscriber> Layer<S> for LogTail {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut text = Text(event.metadata().level().to_string());
        event.record(&mut text);
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let at = Timestamp::from_millis(i64::try_from(since.as_millis()).unwrap_or_default());
        self.push(LogLine { at, text: text.0.chars().take(LONGEST).collect() });
    }
}

/// An event in one line: its level, what it says, and its facts.
struct Text(String);

impl Visit for Text {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        // Writing to a String never fails.
        let _ = match field.name() {
            "message" => write!(self.0, " {value:?}"),
            name => write!(self.0, " {name}={value:?}"),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tracing_subscriber::layer::SubscriberExt;

    #[test]
    fn the_last_two_hundred_lines_are_kept_each_with_its_facts() {
        let tail = LogTail::default();
        let subscriber = tracing_subscriber::registry().with(tail.clone());
        tracing::subscriber::with_default(subscriber, || {
            for count in 0..205 {
                tracing::warn!(count, "the printer\nstands");
            }
            tracing::info!("{}", "x".repeat(1_000));
        });
        let lines = tail.lines();
        assert_eq!(lines.len(), 200);
        assert_eq!(lines[0].text, "WARN the printer\nstands count=6");
        assert_eq!(lines[199].text.len(), LONGEST);
    }
}
