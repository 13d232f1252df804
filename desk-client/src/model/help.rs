//! Somebody at a kiosk asks for help: every desk shows it and sounds until somebody goes, whatever else is on the screen. A colleague
//! asks for a hand in silence: the desks of those who want to know show it, and whoever asked sees in a quiet line that somebody comes.
//!
//! Nothing here names a citizen: where, since when and in which language is all that is known.

use super::port::Command;
use super::{Desk, Effect, Failure, Habits, Link, Notice, Reply};
use chrono::TimeDelta;
use turno_domain::ids::HelpId;
use turno_domain::keys::{CounterKey, OperatorKey};
use turno_domain::text::Language;
use turno_domain::time::Timestamp;
use turno_protocol::event::EventData;
use turno_protocol::help::HelpView;

/// The hub's refusal where a colleague was quicker.
const ANSWERED_BEFORE: &str = "help-already-answered";
/// The hub's refusal of a request that it does not have any more.
const GONE: &str = "unknown-help";

/// How long a request stands, minutes: whoever asked has gone by then, and the hub forgets it too.
const STANDS_MINUTES: i64 = 30;
/// How long it is said who goes, seconds.
const COMING_SECONDS: i64 = 20;
/// How often it sounds, seconds, in the first minutes and after them: a sound that never gives up is switched off for ever.
const SOUND_SECONDS: [i64; 2] = [20, 60];
/// How many minutes the first ones are.
const FIRST_MINUTES: i64 = 3;

/// Somebody who asked.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Asked {
    pub(super) id: HelpId,
    /// What the kiosk is called.
    pub(super) kiosk: String,
    /// The colleague who asks, where it is one and not somebody at a kiosk.
    pub(super) colleague: Option<Colleague>,
    /// By the hub's clock.
    pub(super) at: Timestamp,
    pub(super) language: Option<Language>,
    /// Who goes, where somebody does.
    pub(super) coming: Option<Coming>,
}

/// A colleague who asks for a hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Colleague {
    pub(super) operator: OperatorKey,
    pub(super) counter: Option<CounterKey>,
}

/// Who goes there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Goer {
    /// Who is signed in here.
    Me,
    /// A colleague, by first name; empty: whose name is not told here.
    Colleague(String),
}

/// That somebody goes there.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Coming {
    pub(super) who: Goer,
    /// Since when it is known, by this machine's clock.
    since: Timestamp,
}

/// What the desk knows of requests for help, the oldest first, and when it last sounded.
#[derive(Clone, Debug, Default)]
pub(super) struct Help {
    asked: Vec<Asked>,
    sounded: Option<Timestamp>,
}

impl Help {
    /// What is open by a snapshot, and nothing else; who goes where is still said for its time.
    pub(super) fn take(&mut self, open: Vec<HelpView>) {
        self.asked.retain(|known| known.coming.is_some());
        for view in open {
            let asked = Asked {
                id: view.id,
                kiosk: view.device_name,
                colleague: view.operator.map(|operator| Colleague { operator, counter: view.counter }),
                at: view.asked_at.0,
                language: view.language,
                coming: None,
            };
            self.put(asked);
        }
    }

    /// Somebody asked, perhaps once more.
    fn put(&mut self, asked: Asked) {
        self.asked.retain(|known| known.id != asked.id);
        self.asked.push(asked);
        self.asked.sort_by_key(|asked| asked.at);
    }

    fn find(&mut self, id: HelpId) -> Option<&mut Asked> {
        self.asked.iter_mut().find(|asked| asked.id == id)
    }

    /// Those to whom nobody goes yet, the oldest first.
    fn waiting(&self) -> impl Iterator<Item = &Asked> {
        self.asked.iter().filter(|asked| asked.coming.is_none())
    }

    pub(super) fn is_waiting(&self, id: HelpId) -> bool {
        self.waiting().any(|asked| asked.id == id)
    }
}

impl Desk {
    /// What an event of the queue says about help; of other events nothing.
    pub(super) fn help_told(&mut self, event: &EventData) {
        let fact = |name: &str| event.facts.get(name).and_then(|value| value.as_str());
        let Some(id) = fact("help").and_then(|id| id.parse::<HelpId>().ok()) else { return };
        if event.facts.get("withdrawn").and_then(|yes| yes.as_bool()) == Some(true) {
            self.help.asked.retain(|asked| asked.id != id);
            return;
        }
        let counter = event.counter.as_ref().map(|counter| counter.key.clone());
        match (fact("device_name"), fact("name")) {
            (_, Some(name)) => self.somebody_goes(id, Goer::Colleague(name.to_owned())),
            (Some(kiosk), None) => self.help.put(Asked {
                id,
                kiosk: kiosk.to_owned(),
                colleague: event.operator.clone().map(|operator| Colleague { operator, counter }),
                at: event.at.map_or_else(|| self.hub_now(), |at| at.0),
                language: fact("language").and_then(|language| language.parse().ok()),
                coming: None,
            }),
            (None, None) => {}
        }
    }

    /// Who goes is known: by the stream, or by the hub's answer to "Vado io", which knows better who it was.
    fn somebody_goes(&mut self, id: HelpId, who: Goer) {
        let since = self.now;
        let known = self.help.find(id).filter(|asked| asked.coming.is_none() || who == Goer::Me);
        if let Some(asked) = known {
            asked.coming = Some(Coming { who, since });
        }
    }

    /// Those of others to whom nobody goes yet: first who stands at a kiosk, then colleagues, where their wishes are shown.
    pub(super) fn others_waiting(&self) -> impl Iterator<Item = &Asked> {
        let at_kiosks = self.help.waiting().filter(|asked| asked.colleague.is_none());
        let colleagues = self.help.waiting().filter(|asked| {
            self.habits.colleagues
                && self.session.is_some()
                && asked.colleague.as_ref().is_some_and(|asks| Some(&asks.operator) != self.me())
        });
        at_kiosks.chain(colleagues)
    }

    /// The last of others to whom somebody goes.
    pub(super) fn others_coming(&self) -> Option<(&Asked, &Goer)> {
        let others = self.help.asked.iter().filter(|asked| match &asked.colleague {
            None => true,
            Some(asks) => {
                self.habits.colleagues && self.session.is_some() && Some(&asks.operator) != self.me()
            }
        });
        let coming = others.filter_map(|asked| Some((asked, asked.coming.as_ref()?)));
        coming.max_by_key(|(_, coming)| coming.since).map(|(asked, coming)| (asked, &coming.who))
    }

    /// The call with which whoever sits here asked for a hand.
    pub(super) fn my_help(&self) -> Option<&Asked> {
        let me = self.me()?;
        self.help
            .asked
            .iter()
            .rev()
            .find(|asked| asked.colleague.as_ref().is_some_and(|asks| asks.operator == *me))
    }

    /// Asks colleagues for a hand; once they are asked, nobody is needed any more.
    pub(super) fn ask_help(&mut self, todo: &mut Vec<Effect>) {
        match self.my_help().filter(|asked| asked.coming.is_none()).map(|asked| asked.id) {
            Some(id) => self.command(Command::AnswerHelp(id), todo),
            None => self.command(Command::AskHelp, todo),
        };
    }

    /// Colleagues were asked. Where nobody is there to hear it, whoever asked must know.
    pub(super) fn help_is_asked(&mut self, answer: Result<Reply, Failure>) {
        let (Ok(Reply::HelpAsked(id, told)), Some(me)) = (answer, self.me().cloned()) else { return };
        if told == 0 {
            self.notice = Some(Notice::NobodyHears);
        }
        if self.help.find(id).is_none() {
            let colleague = Some(Colleague { operator: me, counter: self.counter.clone() });
            let at = self.hub_now();
            self.help.put(Asked { id, kiosk: String::new(), colleague, at, language: None, coming: None });
        }
    }

    /// The one that "Vado io" is about: who has waited longest, where somebody is signed in to go.
    pub(super) fn help_to_answer(&self) -> Option<HelpId> {
        self.session.as_ref()?;
        self.others_waiting().next().map(|asked| asked.id)
    }

    /// Whoever sits here goes there.
    pub(super) fn answer_help(&mut self, todo: &mut Vec<Effect>) {
        if let Some(id) = self.help_to_answer() {
            self.command(Command::AnswerHelp(id), todo);
        }
    }

    /// What the hub said to that. True: it is all said by what is shown now.
    pub(super) fn help_answered(&mut self, id: HelpId, answer: &Result<Reply, Failure>) -> bool {
        match answer {
            Ok(_) if self.my_help().is_some_and(|mine| mine.id == id) => {
                self.help.asked.retain(|asked| asked.id != id);
            }
            Ok(_) => self.somebody_goes(id, Goer::Me),
            Err(Failure::Refused(problem)) if problem.name() == ANSWERED_BEFORE => {
                let name = problem.facts.get("operator").and_then(|name| name.as_str()).unwrap_or_default();
                self.somebody_goes(id, Goer::Colleague(name.to_owned()));
            }
            Err(Failure::Refused(problem)) if problem.name() == GONE => {
                self.help.asked.retain(|asked| asked.id != id);
            }
            Err(_) => return false,
        }
        true
    }

    /// Lets go of what is over, and sounds while somebody waits.
    pub(super) fn follow_help(&mut self, todo: &mut Vec<Effect>) {
        let (now, hub_now) = (self.now, self.hub_now());
        self.help.asked.retain(|asked| match &asked.coming {
            Some(coming) => now.since(coming.since).num_seconds() < COMING_SECONDS,
            None => hub_now.since(asked.at).num_minutes() < STANDS_MINUTES,
        });
        // A colleague asks in silence.
        let at_kiosks = self.help.waiting().filter(|asked| asked.colleague.is_none());
        let Some(latest) = at_kiosks.map(|asked| asked.at).max() else { return };
        let often = usize::from(hub_now.since(latest) >= TimeDelta::minutes(FIRST_MINUTES));
        // Before the last time: the machine's clock was set.
        let rests = |last: Timestamp| (0..SOUND_SECONDS[often]).contains(&now.since(last).num_seconds());
        if self.habits.chime && self.link == Link::There && !self.help.sounded.is_some_and(rests) {
            self.help.sounded = Some(now);
            todo.push(Effect::Chime);
        }
    }

    /// The sound is switched on or off for this desk, and stays so.
    pub(super) fn toggle_chime(&mut self, todo: &mut Vec<Effect>) {
        self.habits = Habits { chime: !self.habits.chime, ..self.habits };
        todo.push(Effect::Remember(self.habits));
    }

    /// That a colleague asks for a hand is shown at this desk, or not any more, and stays so.
    pub(super) fn toggle_colleagues(&mut self, todo: &mut Vec<Effect>) {
        self.habits = Habits { colleagues: !self.habits.colleagues, ..self.habits };
        todo.push(Effect::Remember(self.habits));
    }
}
