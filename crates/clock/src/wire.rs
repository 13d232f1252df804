//! The lines between a driver and a program with `--test-clock`: one JSON object each, as CONTRACT.md has them.
//!
//! The program speaks first ([`Hello`]), then answers every [`Order`] with an [`Answer`], in order.

use serde::{Deserialize, Serialize};

/// No honest line comes near this many bytes.
pub(crate) const LONGEST_LINE: u64 = 64 * 1024;

/// Who connects.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Hello {
    pub program: String,
    pub device: String,
}

/// What the driver asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Order {
    /// Set the wall to these UTC milliseconds.
    Set(i64),
    /// Let this many milliseconds pass.
    StepMs(i64),
    /// Whether the clock is to be believed from here on; it is until this says otherwise.
    Trusted(bool),
    /// Answer once nothing is due or under way.
    Idle(bool),
}

/// What the program answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Answer {
    pub ok: bool,
    /// The wall, in UTC milliseconds, after the order was carried out.
    pub now: i64,
    /// How many marks of work the program ever took. A driver that sees it unchanged between two rounds of `idle` over all
    /// programs knows that no program gave another something to do in between. Programs in other languages may leave it out.
    #[serde(default)]
    pub work: u64,
    /// What was wrong with the order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

/// `value` as one line, with its end.
pub(crate) fn line<T: Serialize>(value: &T) -> Vec<u8> {
    // Structures of strings and numbers always have a JSON form.
    let mut line = serde_json::to_vec(value).unwrap_or_default();
    line.push(b'\n');
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_those_of_the_contract() {
        let text = |line: Vec<u8>| String::from_utf8(line).unwrap();
        assert_eq!(text(line(&Order::Set(1_732_176_000_000))), "{\"set\":1732176000000}\n");
        assert_eq!(text(line(&Order::StepMs(-5))), "{\"step_ms\":-5}\n");
        assert_eq!(text(line(&Order::Trusted(false))), "{\"trusted\":false}\n");
        assert_eq!(text(line(&Order::Idle(true))), "{\"idle\":true}\n");
        let answer = Answer { ok: true, now: 5, work: 0, error: None };
        assert_eq!(text(line(&answer)), "{\"ok\":true,\"now\":5,\"work\":0}\n");
        assert_eq!(serde_json::from_str::<Answer>(r#"{"ok": true, "now": 5}"#).unwrap(), answer);
        assert_eq!(serde_json::from_str::<Order>(r#" {"step_ms": 250} "#).unwrap(), Order::StepMs(250));
        assert!(serde_json::from_str::<Order>(r#"{"stop": true}"#).is_err());
    }
}
