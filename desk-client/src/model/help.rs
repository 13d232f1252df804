//! Somebody at a kiosk asks for help: every desk shows it and sounds until somebody goes, whatever else is on the screen.
//!
//! Nothing here names a citizen: where, since when and in which language is all that is known.

use super::port::Command;
use super::{Desk, Effect, Failure, Habits, Link, Reply};
use chrono::TimeDelta;
use turno_domain::ids::HelpId;
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
    /// By the hub's clock.
    pub(super) at: Timestamp,
    pub(super) language: Option<Language>,
    /// Who goes, where somebody does.
    pub(super) coming: Option<Coming>,
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
    pub(super) fn waiting(&self) -> impl Iterator<Item = &Asked> {
        self.asked.iter().filter(|asked| asked.coming.is_none())
    }

    /// The last to whom somebody goes.
    pub(super) fn coming(&self) -> Option<(&Asked, &Goer)> {
        let coming = self.asked.iter().filter_map(|asked| Some((asked, asked.coming.as_ref()?)));
        coming.max_by_key(|(_, coming)| coming.since).map(|(asked, coming)| (asked, &coming.who))
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
        match (fact("device_name"), fact("name")) {
            (_, Some(name)) => self.somebody_goes(id, Goer::Colleague(name.to_owned())),
            (Some(kiosk), None) => self.help.put(Asked {
                id,
                kiosk: kiosk.to_owned(),
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

    /// The one that "Vado io" is about: who has waited longest, where somebody is signed in to go.
    pub(super) fn help_to_answer(&self) -> Option<HelpId> {
        self.session.as_ref()?;
        self.help.waiting().next().map(|asked| asked.id)
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
        let Some(latest) = self.help.waiting().map(|asked| asked.at).max() else { return };
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
        self.habits = Habits { chime: !self.habits.chime };
        todo.push(Effect::Remember(self.habits));
    }
}
