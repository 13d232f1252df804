//! "Ho bisogno di aiuto": calls somebody, and says truthfully whether anybody heard it.

use super::effect::Effect;
use super::input::{Attempt, Told, Touch};
use super::over::Over;
use super::{Model, times};
use turno_domain::ids::{HelpId, TicketId};
use turno_domain::time::ClockReading;

/// A call for help.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Help {
    attempt: Attempt,
    /// The ticket of whoever called, where there was one.
    ticket: Option<TicketId>,
    /// Whoever called has left.
    left: bool,
    /// What the hub knows it by.
    id: Option<HelpId>,
    asked: ClockReading,
    word: HelpWord,
    /// Since when it stands on the screen, while it does.
    shown: Option<ClockReading>,
}

/// What is known of a call for help.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HelpWord {
    /// It is on its way.
    Asking,
    /// Somebody who is free was told: the first name.
    Told(String),
    /// Those who were told all have somebody in hand.
    Busy,
    /// Nobody is at a desk.
    Nobody,
    /// It reached no desk.
    Unheard,
    /// Somebody comes: the first name.
    Coming(String),
}

impl HelpWord {
    fn of(told: &[Told]) -> Self {
        match told.iter().find(|told| !told.busy) {
            Some(free) => Self::Told(free.name.clone()),
            None if told.is_empty() => Self::Nobody,
            None => Self::Busy,
        }
    }
}

impl Model {
    /// What is said of help over the screen, while it is.
    pub(super) fn help_shown(&self) -> Option<&HelpWord> {
        self.help.as_ref().filter(|help| help.shown.is_some()).map(|help| &help.word)
    }

    pub(super) fn help_is_shown(&self) -> bool {
        self.help_shown().is_some()
    }

    /// Calls for help, so that whoever calls hears it; what is known of their own call of a moment ago is shown again instead, as long
    /// as nobody has come of it yet and somebody may.
    pub(super) fn ask_help(&mut self) -> Vec<Effect> {
        let now = self.now;
        if self.over == Some(Over::Access) {
            self.over = None;
        }
        let ticket = self.ticket_in_hand();
        if let Some(help) = &mut self.help
            && matches!(help.word, HelpWord::Asking | HelpWord::Told(_) | HelpWord::Busy)
            && help.ticket == ticket
            && !help.left
            && now.since(&help.asked) < times::HELP_AGAIN
        {
            help.shown = Some(now);
            return Vec::new();
        }
        self.attempts += 1;
        let attempt = Attempt(self.attempts);
        self.help = Some(Help {
            attempt,
            ticket,
            left: false,
            id: None,
            asked: now,
            word: HelpWord::Asking,
            shown: Some(now),
        });
        vec![Effect::AskHelp { attempt, ticket, language: self.language }, Effect::Chime]
    }

    /// Whoever was here has left: their call is nobody else's. What stands on the screen of it may be read to its end.
    pub(super) fn leave_help(&mut self) {
        self.help = self.help.take().filter(|help| help.shown.is_some());
        if let Some(help) = &mut self.help {
            help.left = true;
        }
    }

    /// A touch while help is told of: only "Ho capito" means something.
    pub(super) fn touch_help(&mut self, touch: &Touch) {
        if let (Touch::Close | Touch::Understood, Some(help)) = (touch, &mut self.help) {
            help.shown = None;
        }
        self.help = self.help.take().filter(|help| help.shown.is_some() || !help.left);
    }

    /// Who was told of the call.
    pub(super) fn help_told(&mut self, attempt: Attempt, id: HelpId, told: &[Told]) {
        if let Some(help) = self.help.as_mut().filter(|help| help.attempt == attempt) {
            help.id = Some(id);
        }
        self.hear_of_help(attempt, HelpWord::of(told), false);
    }

    /// The call reached nobody.
    pub(super) fn help_unheard(&mut self, attempt: Attempt) {
        self.hear_of_help(attempt, HelpWord::Unheard, false);
    }

    /// Somebody comes: that is said also to whoever has read the first word.
    pub(super) fn help_answered(&mut self, id: HelpId, name: String) {
        let mine = self.help.as_ref().filter(|help| help.id == Some(id)).map(|help| help.attempt);
        if let Some(attempt) = mine {
            self.hear_of_help(attempt, HelpWord::Coming(name), true);
        }
    }

    fn hear_of_help(&mut self, attempt: Attempt, word: HelpWord, again: bool) {
        let now = self.now;
        if let Some(help) = self.help.as_mut().filter(|help| help.attempt == attempt) {
            // "Comes" may overtake "was told".
            if !matches!(help.word, HelpWord::Coming(_)) {
                help.word = word;
                help.shown = if again { Some(now) } else { help.shown.map(|_| now) };
            }
        }
    }

    /// Time passes for a call.
    pub(super) fn tick_help(&mut self) {
        let (now, touched, length) = (self.now, self.touched, times::MESSAGE * self.patience(1));
        let Some(help) = &mut self.help else { return };
        if help.word == HelpWord::Asking && now.since(&help.asked) >= times::HUB_PATIENCE {
            help.word = HelpWord::Unheard;
            help.shown = help.shown.map(|_| now);
        }
        if help.word != HelpWord::Asking
            && help.shown.is_some_and(|since| now.since(&since).min(now.since(&touched)) >= length)
        {
            help.shown = None;
        }
        if help.shown.is_none() && now.since(&help.asked) >= times::HELP_LASTS {
            self.help = None;
        }
    }
}
