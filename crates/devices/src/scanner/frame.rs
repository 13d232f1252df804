//! Where one scan ends and the next begins, from bytes and the times at which they came. Pure.

use std::time::Duration;

/// So long without a byte ends a frame: a scanner sends a code in one go, and some are set up to send nothing after it.
pub const GAP: Duration = Duration::from_millis(100);
/// The longest frame that is believed, in bytes. A ticket's address and a health card have fewer than a hundred.
pub const LONGEST: usize = 512;

/// Cuts what a scanner sends into frames, each the text of one code.
///
/// A frame ends with CR, LF, both, or [`GAP`] without a byte. What is too long, holds control characters or is no UTF-8 is noise
/// and is forgotten whole.
#[derive(Default)]
pub struct Framer {
    bytes: Vec<u8>,
    last: Option<Duration>,
    too_long: bool,
}

impl Framer {
    /// Takes a byte that came at `at`, on any clock that only goes on. Gives the frame that it ends, or the one that the gap before
    /// it has ended.
    pub fn push(&mut self, byte: u8, at: Duration) -> Option<String> {
        let ended = self.quiet(at);
        self.last = Some(at);
        match byte {
            b'\r' | b'\n' => ended.or_else(|| self.end()),
            _ => {
                if self.bytes.len() < LONGEST {
                    self.bytes.push(byte);
                } else {
                    self.too_long = true;
                }
                ended
            }
        }
    }

    /// Says that nothing came until `at`. Gives the frame that this ends.
    pub fn quiet(&mut self, at: Duration) -> Option<String> {
        match self.wait(at) {
            Some(left) if left.is_zero() => self.end(),
            _ => None,
        }
    }

    /// How long to wait from `at` on until silence ends the frame; `None` where none has begun.
    #[must_use]
    pub fn wait(&self, at: Duration) -> Option<Duration> {
        let last = self.last.filter(|_| !self.bytes.is_empty())?;
        Some((last + GAP).saturating_sub(at))
    }

    fn end(&mut self) -> Option<String> {
        let text = if self.too_long { None } else { text(&self.bytes) };
        self.too_long = false;
        self.bytes.fill(0);
        self.bytes.clear();
        text
    }
}

fn text(bytes: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(bytes).ok()?;
    let noise = text.chars().any(|character| character.is_control() && character != '\t');
    (!text.trim().is_empty() && !noise).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    fn ms(millis: u64) -> Duration {
        Duration::from_millis(millis)
    }

    /// The frames of bytes that come a millisecond after one another, and of the silence after them.
    fn frames(bytes: &[u8]) -> Vec<String> {
        let mut framer = Framer::default();
        let mut frames: Vec<_> =
            bytes.iter().zip(1..).filter_map(|(byte, at)| framer.push(*byte, ms(at))).collect();
        frames.extend(framer.quiet(ms(1_000_000)));
        frames
    }

    #[test]
    fn cr_lf_both_and_silence_end_a_frame() {
        for bytes in ["one\rtwo\r", "one\ntwo\n", "one\r\ntwo\r\n", "one\rtwo", "\r\n\r\none\n\n\rtwo\r\r"] {
            assert_eq!(frames(bytes.as_bytes()), ["one", "two"], "{bytes:?}");
        }
    }

    #[test]
    fn a_gap_ends_a_frame_and_a_shorter_one_does_not() {
        let mut framer = Framer::default();
        assert_eq!(framer.push(b'a', ms(0)), None);
        assert_eq!(framer.push(b'b', ms(99)), None);
        assert_eq!(framer.wait(ms(100)), Some(ms(99)));
        assert_eq!(framer.quiet(ms(198)), None);
        assert_eq!(framer.quiet(ms(199)).as_deref(), Some("ab"));
        assert_eq!(framer.wait(ms(199)), None, "nothing has begun");
        assert_eq!(framer.quiet(ms(900)), None);
        assert_eq!(framer.push(b'c', ms(1_000)), None);
        assert_eq!(framer.push(b'd', ms(1_100)).as_deref(), Some("c"), "nobody asked in between");
        assert_eq!(framer.push(b'\r', ms(1_101)).as_deref(), Some("d"));
        assert_eq!(framer.push(b'e', ms(1_102)), None);
        assert_eq!(framer.push(b'\n', ms(1_300)).as_deref(), Some("e"), "and its end came late");
        assert_eq!(framer.quiet(ms(2_000)), None);
    }

    #[test]
    fn what_is_too_long_is_forgotten_whole_and_the_next_is_not() {
        let longest = "x".repeat(LONGEST);
        assert_eq!(frames(format!("{longest}\rnext\r").as_bytes()), [longest.clone(), "next".to_owned()]);
        assert_eq!(frames(format!("{longest}x\rnext\r").as_bytes()), ["next"]);
    }

    #[test]
    fn noise_is_forgotten() {
        assert_eq!(frames(b"a\x1b@b\rnext\r"), ["next"]);
        assert_eq!(frames(b"\xff\xfe\rnext\r"), ["next"]);
        assert_eq!(frames(b" \t\rnext\r"), ["next"]);
    }

    proptest! {
        #[test]
        fn any_bytes_at_any_times_give_only_short_clean_texts(
            bytes in vec((any::<u8>(), 0_u64..150), 0..2_000),
        ) {
            let mut framer = Framer::default();
            let mut at = 0;
            let mut frames = Vec::new();
            for (byte, later) in bytes {
                at += later;
                frames.extend(framer.push(byte, ms(at)));
                prop_assert!(framer.bytes.len() <= LONGEST);
            }
            frames.extend(framer.quiet(ms(at + 100)));
            prop_assert_eq!(framer.wait(ms(at + 100)), None, "nothing is left");
            for frame in frames {
                prop_assert!(!frame.trim().is_empty() && frame.len() <= LONGEST);
                prop_assert!(frame.chars().all(|character| character == '\t' || !character.is_control()));
            }
        }

        #[test]
        fn a_code_after_any_noise_is_read(noise in vec(any::<u8>(), 0..2_000)) {
            let mut framer = Framer::default();
            for byte in noise {
                framer.push(byte, ms(1));
            }
            framer.quiet(ms(101));
            let read = b"RSSMRA85T10A562S\r".iter().find_map(|byte| framer.push(*byte, ms(102)));
            prop_assert_eq!(read.as_deref(), Some("RSSMRA85T10A562S"));
        }
    }
}
