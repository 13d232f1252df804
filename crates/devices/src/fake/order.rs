//! What can be asked of a fake printer, as words on a line.

use std::str::FromStr;

/// Something happens to the printer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// `paper ok`: a full roll is in.
    PaperOk,
    /// `paper near end`.
    PaperNearEnd,
    /// `paper out`: the roll is at its end; what comes is held.
    PaperOut,
    /// `paper left <mm>`: the roll ends after so many millimetres.
    PaperLeft(u32),
    /// `cover open`: what comes is held.
    CoverOpen,
    /// `cover closed`.
    CoverClosed,
    /// `cutter error`: the cutter jams at the next cut.
    CutterError,
    /// `cutter ok`: the cause is cleared; a jam ends when the computer says so (`DLE ENQ`).
    CutterOk,
    /// `broken`: an error that only the power switch ends.
    Broken,
    /// `stall`: takes and answers nothing.
    Stall,
    /// `resume`: after `stall`.
    Resume,
    /// `never answer`: prints, and says nothing.
    NeverAnswer,
    /// `no proofs`: tells its state, and never answers `GS r`.
    NoProofs,
    /// `garbage`: every answer is noise, and some comes at once.
    Garbage,
    /// `answer`: after `never answer`, `no proofs` or `garbage`.
    Answer,
    /// `accept <n>`: after n more bytes of jobs the power fails; status questions do not count.
    Accept(usize),
    /// `unplug`: the line is cut; what is in the printer's memory stays.
    Unplug,
    /// `plug`: after `unplug`, or power back after `accept`.
    Plug,
    /// `take ticket`: a hand takes the ticket from the mouth.
    TakeTicket,
    /// `custom on`, `custom off`: it is a printer of Custom with a presenter, which tells its full status (`DLE EOT 20`) and obeys
    /// `GS e`.
    Custom(bool),
    /// `quit`.
    Quit,
}

/// A line that is no order.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "“{0}” is no order; known: paper ok|near end|out|left <mm>, cover open|closed, cutter error|ok, broken, stall, \
     resume, never answer, no proofs, garbage, answer, accept <n>, unplug, plug, take ticket, custom on|off, quit"
)]
pub struct OrderError(String);

impl FromStr for Order {
    type Err = OrderError;

    /// Words with spaces or hyphens between them, a JSON string of them, or `{"order": "…"}`.
    fn from_str(line: &str) -> Result<Self, Self::Err> {
        let words = match serde_json::from_str::<serde_json::Value>(line) {
            Ok(serde_json::Value::String(words)) => words,
            Ok(json) => json.get("order").and_then(|order| order.as_str()).unwrap_or_default().to_owned(),
            Err(_) => line.to_owned(),
        };
        let words: Vec<&str> = words.split([' ', '\t', '-']).filter(|word| !word.is_empty()).collect();
        parse(&words).ok_or_else(|| OrderError(line.to_owned()))
    }
}

fn parse(words: &[&str]) -> Option<Order> {
    Some(match words {
        ["paper", "ok"] => Order::PaperOk,
        ["paper", "near", "end"] | ["near", "end"] => Order::PaperNearEnd,
        ["paper", "out"] => Order::PaperOut,
        ["paper", "left", millimetres] => Order::PaperLeft(millimetres.parse().ok()?),
        ["cover", "open"] => Order::CoverOpen,
        ["cover", "closed" | "close"] => Order::CoverClosed,
        ["cutter", "error"] => Order::CutterError,
        ["cutter", "ok"] => Order::CutterOk,
        ["broken"] => Order::Broken,
        ["stall"] => Order::Stall,
        ["resume"] => Order::Resume,
        ["never", "answer"] | ["mute"] => Order::NeverAnswer,
        ["no", "proofs"] => Order::NoProofs,
        ["garbage"] => Order::Garbage,
        ["answer"] => Order::Answer,
        ["accept" | "half", bytes] => Order::Accept(bytes.parse().ok()?),
        ["unplug"] => Order::Unplug,
        ["plug" | "replug"] => Order::Plug,
        ["take", "ticket"] => Order::TakeTicket,
        ["custom", "on"] => Order::Custom(true),
        ["custom", "off"] => Order::Custom(false),
        ["quit"] => Order::Quit,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_are_words_or_json() {
        assert_eq!("paper out".parse(), Ok(Order::PaperOut));
        assert_eq!("  accept   100 ".parse(), Ok(Order::Accept(100)));
        assert_eq!(r#"{"order": "paper left 30"}"#.parse(), Ok(Order::PaperLeft(30)));
        assert_eq!(r#""cover open""#.parse(), Ok(Order::CoverOpen));
        assert_eq!("paper-out".parse(), Ok(Order::PaperOut));
        assert_eq!("no-proofs".parse(), Ok(Order::NoProofs));
        assert_eq!("half 100".parse(), Ok(Order::Accept(100)));
        assert_eq!("custom on".parse(), Ok(Order::Custom(true)));
        for line in ["", "paper", "accept", "accept minus", "{}", "[1]", "paper out now", "custom"] {
            assert!(line.parse::<Order>().is_err(), "{line}");
        }
    }
}
