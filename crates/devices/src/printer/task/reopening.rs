//! When the line is tried again, and what the log says meanwhile.

use std::time::{Duration, Instant};

use super::super::PrinterTimes;
use crate::transport::{PrinterUrl, TransportError};

/// Attempts that come less and less often, and a trouble that is told once.
pub(super) struct Reopening {
    at: Instant,
    after: Duration,
    first: Duration,
    most: Duration,
    trouble: Option<String>,
}

impl Reopening {
    /// The first attempt is due at once.
    pub(super) fn new(times: &PrinterTimes) -> Self {
        let (first, most) = (times.reopen_after, times.reopen_at_most);
        Self { at: Instant::now(), after: first, first, most, trouble: None }
    }

    /// How long until the next attempt.
    pub(super) fn left(&self) -> Duration {
        self.at.saturating_duration_since(Instant::now())
    }

    pub(super) fn at_once(&mut self) {
        self.at = Instant::now();
    }

    /// After a pause that doubles with each failure.
    pub(super) fn later(&mut self) {
        self.at = Instant::now() + self.after;
        self.after = (self.after * 2).min(self.most);
    }

    pub(super) fn opened(&mut self) {
        self.after = self.first;
        self.trouble = None;
    }

    /// An error that stands for hours is one line of the log, not one per attempt. Says whether it was told.
    pub(super) fn explain(&mut self, printer: &PrinterUrl, error: &TransportError) -> bool {
        let trouble = error.to_string();
        if self.trouble.as_ref() == Some(&trouble) {
            return false;
        }
        tracing::warn!(%printer, error = %trouble, "the printer cannot be reached");
        self.trouble = Some(trouble);
        true
    }
}

#[cfg(test)]
mod tests {
    use std::io::ErrorKind;

    use super::*;

    #[test]
    fn a_trouble_is_told_once_until_it_changes_or_the_line_was_open() {
        let printer = PrinterUrl::Usb { path: "/dev/usb/lp0".into() };
        let mut reopening = Reopening::new(&PrinterTimes::default());
        let mut told = |kind: ErrorKind| reopening.explain(&printer, &TransportError::Gone(kind.into()));
        assert!(told(ErrorKind::NotFound));
        assert!(!told(ErrorKind::NotFound));
        assert!(told(ErrorKind::PermissionDenied));
        assert!(told(ErrorKind::NotFound));
        reopening.opened();
        assert!(reopening.explain(&printer, &TransportError::Gone(ErrorKind::NotFound.into())));
    }

    #[test]
    fn attempts_come_less_and_less_often_until_one_succeeds() {
        let times = PrinterTimes::default();
        let mut reopening = Reopening::new(&times);
        let mut pauses = Vec::new();
        for _ in 0..6 {
            pauses.push(reopening.after);
            reopening.later();
        }
        assert_eq!(pauses, [250, 500, 1000, 2000, 2000, 2000].map(Duration::from_millis));
        reopening.opened();
        assert_eq!(reopening.after, times.reopen_after);
    }
}
