//! How long other bodies take to answer the phone, hour by hour, from the calls that operators wrote down.

use super::nearest_rank;
use crate::casework::{CallOutcome, PhoneCall};
use std::collections::BTreeMap;

/// The calls that began in one hour of the day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AnswersInHour {
    /// The hour, from 0 to 23.
    pub hour: u32,
    /// How many.
    pub calls: u32,
    /// How many of them were answered.
    pub answered: u32,
    /// The median wait of the answered ones whose wait is known, in seconds, nearest rank.
    pub median_s: Option<u32>,
}

/// The hours that have a call, in their order. Each call comes with the hour in which it was made.
pub fn answers_by_hour<'a>(calls: impl IntoIterator<Item = (u32, &'a PhoneCall)>) -> Vec<AnswersInHour> {
    let mut hours: BTreeMap<u32, (AnswersInHour, Vec<i64>)> = BTreeMap::new();
    for (hour, call) in calls {
        let (told, waits) = hours.entry(hour).or_default();
        told.hour = hour;
        told.calls += 1;
        if call.outcome != CallOutcome::NoAnswer {
            told.answered += 1;
            waits.extend(call.waited_s.map(i64::from));
        }
    }
    let told = hours.into_values().map(|(told, mut waits)| {
        waits.sort_unstable();
        let median_s = nearest_rank(&waits, 50).and_then(|wait| u32::try_from(wait).ok());
        AnswersInHour { median_s, ..told }
    });
    told.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(outcome: CallOutcome, waited_s: Option<u32>) -> PhoneCall {
        PhoneCall {
            body: "ASST".into(),
            in_directory: None,
            whom: String::new(),
            outcome,
            waited_s,
            lasted_s: None,
            text: String::new(),
        }
    }

    #[test]
    fn a_wait_that_ended_without_an_answer_is_no_time_to_answer() {
        use CallOutcome::{Answered, CallAgain, NoAnswer};
        let calls = [
            (9, call(Answered, Some(600))),
            (9, call(CallAgain, Some(60))),
            (9, call(Answered, Some(120))),
            (9, call(NoAnswer, Some(1_800))),
            (9, call(Answered, None)),
            (14, call(NoAnswer, Some(300))),
        ];
        let told = answers_by_hour(calls.iter().map(|(hour, call)| (*hour, call)));
        assert_eq!(
            told,
            [
                AnswersInHour { hour: 9, calls: 5, answered: 4, median_s: Some(120) },
                AnswersInHour { hour: 14, calls: 1, answered: 0, median_s: None },
            ]
        );
    }
}
