//! Steps: what anybody might ask at any moment.

use super::invariants::Watch;
use crate::desk::{kiosk, site};
use chrono::TimeDelta;
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Value, json};
use turno_domain::ids::{HelpId, TicketId};
use turno_domain::journal::{Event, TransferPosition};
use turno_domain::queue::{Command, IssueCommand, TransferTarget};
use turno_domain::site::Doors;
use turno_domain::text::Language;
use turno_domain::ticket::{CallManner, Outcome, PaperState, TicketState};
use uuid::Uuid;

/// Sites that differ in rules, weights, letters and counters.
pub fn sites() -> Vec<Value> {
    let mut strict = site();
    strict["counters"][0]["rule"] = json!("ratio");
    strict["counters"][0]["ratio"] = json!(2);
    strict["counters"][0]["prefer"] = json!(["asl"]);
    strict["counters"][2]["rule"] = json!("fifo");
    let mut swapped = site();
    swapped["maximum_wait_minutes"] = json!(5);
    swapped["services"][0]["weight"] = json!(3);
    swapped["services"][1]["letter"] = json!("C");
    swapped["services"][2]["letter"] = json!("B");
    swapped["counters"][0]["prefer"] = json!(["asl", "cie"]);
    let mut smaller = site();
    smaller["no_show_after_minutes"] = json!(0);
    smaller["services"].as_array_mut().unwrap().truncate(2);
    smaller["counters"].as_array_mut().unwrap().truncate(2);
    vec![site(), strict, swapped, smaller]
}

#[derive(Clone, Debug)]
enum Time {
    StandsStill,
    Passes(TimeDelta),
    WallSetBack(TimeDelta),
    /// The machine starts again: monotonic time from nothing, of another boot.
    Restarts,
}

#[derive(Clone, Debug)]
enum Verb {
    Issue { service: usize, booked_minutes: Option<i64>, in_advance: bool },
    Open { counter: usize, takeover: bool },
    Pause,
    Close,
    CallNext,
    CallThis,
    Recall,
    Start,
    Finish,
    FinishLate,
    NoShow,
    Reinstate,
    Park,
    Away,
    Back,
    Cancel,
    ToService { service: usize, first: bool },
    ToCounter { counter: usize, first: bool },
    Undo,
    CloseTicket(Outcome),
    Paper,
    Detail { people: Option<u32>, manner: Option<CallManner>, language: Option<Language> },
    AskHelp { with_ticket: bool },
    AnswerHelp,
    SetDoors(Doors),
    CloseDay,
    NextDay,
    DayBefore,
    ApplySite(usize),
}

/// One thing asked by one person about one ticket.
#[derive(Clone, Debug)]
pub struct Step {
    time: Time,
    operator: usize,
    verb: Verb,
    /// Which of the tickets that the verb is for.
    ticket: Index,
    /// Whether to ask it of a ticket that it is not for.
    astray: bool,
}

pub fn steps() -> impl Strategy<Value = Vec<Step>> {
    prop::collection::vec(step(), 1..120)
}

/// Steps while the wall clock is let alone and nobody has booked: what a calendar says is not moved by a set clock.
pub fn steady_steps() -> impl Strategy<Value = Vec<Step>> {
    let steady = |step: Step| {
        let time = match step.time {
            Time::WallSetBack(_) | Time::Restarts => Time::StandsStill,
            time => time,
        };
        let verb = match step.verb {
            Verb::Issue { service, in_advance, .. } => {
                Verb::Issue { service, booked_minutes: None, in_advance }
            }
            verb => verb,
        };
        Step { time, verb, ..step }
    };
    prop::collection::vec(step().prop_map(steady), 1..120)
}

fn step() -> impl Strategy<Value = Step> {
    (time(), 0..3_usize, verb(), any::<Index>(), prop::bool::weighted(0.1))
        .prop_map(|(time, operator, verb, ticket, astray)| Step { time, operator, verb, ticket, astray })
}

fn time() -> impl Strategy<Value = Time> {
    prop_oneof![
        6 => Just(Time::StandsStill),
        6 => (1..200_i64).prop_map(|seconds| Time::Passes(TimeDelta::seconds(seconds))),
        2 => (1..40_i64).prop_map(|minutes| Time::Passes(TimeDelta::minutes(minutes))),
        1 => (1..60_i64).prop_map(|minutes| Time::WallSetBack(TimeDelta::minutes(minutes))),
        1 => Just(Time::Restarts),
    ]
}

fn verb() -> impl Strategy<Value = Verb> {
    let outcome = prop::sample::select(vec![
        Outcome::ServedLate,
        Outcome::Appointment,
        Outcome::Left,
        Outcome::Expired,
    ]);
    // A value of each that is mostly the same would hide an undo that loses it.
    let manner =
        prop::sample::select(vec![CallManner::VoiceAndScreen, CallManner::ComeToMe, CallManner::Phone]);
    let language = prop::sample::select(Language::ALL.to_vec());
    let detail = (prop::option::of(0..11_u32), prop::option::of(manner), prop::option::of(language))
        .prop_map(|(people, manner, language)| Verb::Detail { people, manner, language });
    let doors = prop::sample::select(vec![Doors::Hours, Doors::Hours, Doors::Open, Doors::Closed]);
    prop_oneof![
        30 => (0..3_usize, prop::option::weighted(0.2, -20..40_i64), prop::bool::weighted(0.1))
            .prop_map(|(service, booked_minutes, in_advance)| Verb::Issue { service, booked_minutes, in_advance }),
        8 => (0..3_usize, prop::bool::weighted(0.3))
            .prop_map(|(counter, takeover)| Verb::Open { counter, takeover }),
        1 => Just(Verb::Pause),
        1 => Just(Verb::Close),
        20 => Just(Verb::CallNext),
        4 => Just(Verb::CallThis),
        10 => Just(Verb::Recall),
        8 => Just(Verb::Start),
        5 => Just(Verb::Finish),
        1 => Just(Verb::FinishLate),
        8 => Just(Verb::NoShow),
        4 => Just(Verb::Reinstate),
        4 => Just(Verb::Park),
        3 => Just(Verb::Away),
        4 => Just(Verb::Back),
        1 => Just(Verb::Cancel),
        4 => (0..3_usize, any::<bool>()).prop_map(|(service, first)| Verb::ToService { service, first }),
        2 => (0..3_usize, any::<bool>()).prop_map(|(counter, first)| Verb::ToCounter { counter, first }),
        8 => Just(Verb::Undo),
        1 => outcome.prop_map(Verb::CloseTicket),
        1 => Just(Verb::Paper),
        4 => detail,
        3 => any::<bool>().prop_map(|with_ticket| Verb::AskHelp { with_ticket }),
        2 => Just(Verb::AnswerHelp),
        1 => doors.prop_map(Verb::SetDoors),
        1 => prop_oneof![Just(Verb::CloseDay), Just(Verb::NextDay), Just(Verb::DayBefore)],
        1 => (0..sites().len()).prop_map(Verb::ApplySite),
    ]
}

impl Step {
    /// Asks it, unless there is no ticket to ask it of.
    pub fn carry_out(&self, watch: &mut Watch) {
        match self.time {
            Time::StandsStill => {}
            Time::Passes(time) => watch.desk.pass(time),
            Time::WallSetBack(time) => watch.desk.now.wall = watch.desk.now.wall.plus(-time),
            Time::Restarts => {
                let boot = watch.desk.now.boot.as_u128();
                watch.desk.now.boot = Uuid::from_u128(boot + 1);
                watch.desk.now.monotonic_ms = 1_000;
            }
        }
        if let Verb::ApplySite(site) = self.verb {
            watch.apply_site(sites()[site].clone());
            return;
        }
        let name = ["anna", "bruno", "carlo"][self.operator];
        if let Some(command) = self.command(watch, name) {
            let name = self.who_has_it(watch, &command).unwrap_or_else(|| name.to_owned());
            watch.ask(&name, &command);
        }
    }

    /// Mostly it is the operator who has the ticket that asks about it.
    fn who_has_it(&self, watch: &Watch, command: &Command) -> Option<String> {
        use Command::{Finish, FinishLate, NoShow, Park, Recall, Start, Transfer, Undo};
        let (Recall(id)
        | Start(id)
        | Finish(id)
        | FinishLate(id)
        | NoShow(id)
        | Undo(id)
        | Park { ticket: id, .. }
        | Transfer { ticket: id, .. }) = command
        else {
            return None;
        };
        let counter = watch.desk.queue.ticket(*id)?.counter.as_ref().filter(|_| !self.astray)?;
        watch.desk.queue.counter(counter).operator().map(ToString::to_string)
    }

    fn command(&self, watch: &mut Watch, name: &str) -> Option<Command> {
        let queue = &watch.desk.queue;
        let operator = crate::desk::operator(name);
        let counter = |index: usize| ["1", "2", "3"][index].parse().unwrap();
        let service = |index: usize| ["spid", "cie", "asl"][index].parse().unwrap();
        let position = |first| if first { TransferPosition::First } else { TransferPosition::Last };
        let own = || queue.counter_of(&operator.key).cloned().unwrap_or_else(|| counter(self.operator));
        use TicketState::*;
        Some(match &self.verb {
            Verb::Issue { service: index, booked_minutes, in_advance } => {
                let now = watch.desk.now.wall;
                let booked_at = booked_minutes.map(|minutes| now.plus(TimeDelta::minutes(minutes)));
                let name = ["spid", "cie", "asl"][*index];
                let in_advance = *in_advance;
                Command::Issue(IssueCommand { booked_at, in_advance, ..watch.desk.issue_command(name) })
            }
            Verb::Open { counter: index, takeover } => {
                Command::OpenCounter { counter: counter(*index), takeover: *takeover }
            }
            Verb::Pause => Command::PauseCounter { counter: own(), reason: None, until: None },
            Verb::Close => Command::CloseCounter { counter: own() },
            Verb::CallNext => Command::CallNext { counter: own() },
            Verb::CallThis => {
                Command::CallThis { counter: own(), ticket: self.ticket(watch, &[Waiting, Parked])? }
            }
            Verb::Recall => Command::Recall(self.ticket(watch, &[Called])?),
            Verb::Start => Command::Start(self.ticket(watch, &[Called, Parked])?),
            Verb::Finish => Command::Finish(self.ticket(watch, &[Serving])?),
            Verb::FinishLate => Command::FinishLate(self.ticket(watch, &[Serving])?),
            Verb::NoShow => Command::NoShow(self.ticket(watch, &[Called])?),
            Verb::Reinstate => Command::Reinstate(self.ticket(watch, &[NoShow])?),
            Verb::Park => {
                Command::Park { ticket: self.ticket(watch, &[Waiting, Serving])?, reason: "other".into() }
            }
            Verb::Away => Command::Away(self.ticket(watch, &[Waiting])?),
            Verb::Back => Command::Back(self.ticket(watch, &[Away, Parked])?),
            Verb::Cancel => Command::Cancel(self.ticket(watch, &[Waiting, Away, Parked])?),
            Verb::ToService { service: index, first } => Command::Transfer {
                ticket: self.ticket(watch, &[Waiting, Called, Serving, Parked])?,
                to: TransferTarget::Service(service(*index)),
                position: position(*first),
            },
            Verb::ToCounter { counter: index, first } => Command::Transfer {
                ticket: self.ticket(watch, &[Waiting, Called, Serving, Parked])?,
                to: TransferTarget::Counter(counter(*index)),
                position: position(*first),
            },
            Verb::Undo => Command::Undo(self.ticket(watch, &[Called, NoShow, Finished])?),
            Verb::CloseTicket(outcome) => Command::CloseTicket {
                ticket: self.ticket(watch, &[Waiting, Called, Away, Parked])?,
                outcome: *outcome,
            },
            Verb::Paper => Command::Paper {
                ticket: self.ticket(watch, &[])?,
                state: PaperState::Proven,
                reprint: self.astray,
            },
            Verb::Detail { people, manner, language } => Command::Detail {
                ticket: self.ticket(watch, &[Waiting, Called, Serving, Away, Parked])?,
                people: *people,
                manner: *manner,
                language: *language,
            },
            Verb::AskHelp { with_ticket } => Command::AskHelp {
                help: HelpId::from_parts(watch.desk.journal.len() as u64, [0; 10]),
                device: kiosk(),
                ticket: self.ticket(watch, &[]).filter(|_| *with_ticket),
                language: None,
            },
            Verb::AnswerHelp => {
                let asked = watch.desk.journal.iter().rev().find_map(|entry| match &entry.event {
                    Event::HelpAsked { help, .. } => Some(*help),
                    _ => None,
                });
                Command::AnswerHelp(asked?)
            }
            Verb::SetDoors(doors) => Command::SetDoors(*doors),
            Verb::CloseDay => Command::CloseDay,
            Verb::NextDay => watch.open_day(queue.day().next(), false),
            Verb::DayBefore => {
                let before = queue.day().date().pred_opt().unwrap();
                watch.open_day(turno_domain::time::ServiceDay::new(before), true)
            }
            Verb::ApplySite(_) => return None,
        })
    }

    /// A ticket in one of the states, the latest first; or any ticket, for a step gone astray or where none is.
    fn ticket(&self, watch: &Watch, states: &[TicketState]) -> Option<TicketId> {
        let mut tickets: Vec<_> = watch.desk.queue.tickets().collect();
        tickets.sort_by_key(|ticket| std::cmp::Reverse(ticket.order));
        let fitting: Vec<_> = tickets.iter().filter(|ticket| states.contains(&ticket.state)).collect();
        if fitting.is_empty() || self.astray {
            (!tickets.is_empty()).then(|| self.ticket.get(&tickets).id)
        } else {
            Some(self.ticket.get(&fitting).id)
        }
    }
}
