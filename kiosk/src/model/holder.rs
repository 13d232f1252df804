//! "Ho già un numero": whoever holds one says that they go out, that they are back, that they do not need it, or that its paper did not
//! come out. The number is typed, or its page's QR held under the scanner.

use super::Model;
use super::effect::Effect;
use super::input::{Attempt, Held, Paper, Touch};
use super::over::Over;
use super::scene::Scene;
use super::times;
use super::typed::Typed;
use chrono::TimeDelta;
use turno_devices::paper::TicketPaper;
use turno_domain::ids::TicketId;
use turno_domain::ticket::{PaperState, TicketNumber, TicketState};
use turno_domain::time::ClockReading;

/// The most digits of a number.
const DIGITS: usize = 4;

/// Where somebody with a number is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Holder {
    /// The number is being typed; whether the last one is unknown today.
    Typing { letter: Option<char>, digits: Typed, unknown: bool },
    /// The page of a scanned code is being looked for.
    Looking { attempt: Attempt, since: ClockReading },
    /// The number stands on the screen, and what can be done with it.
    Found(TicketId, ShownBy),
    /// The hub is asked to do it.
    Doing { ticket: TicketId, wish: HolderWish, since: ClockReading },
    /// It was done, or was not, or nobody knows.
    Said { ticket: TicketId, wish: HolderWish, done: Option<bool>, since: ClockReading },
    /// The paper is printed again; whether it is that copy which is waited for.
    Again { ticket: TicketId, paper: Paper, since: ClockReading, copied: bool },
}

/// What somebody showed of a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ShownBy {
    /// Its number, which anybody who looks around the room can type.
    Number,
    /// The code of its page, which its paper alone shows.
    Page,
}

/// What somebody with a number wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HolderWish {
    /// To go out and keep the place.
    GoOut,
    /// To be back.
    ComeBack,
    /// To need the number no more.
    GiveUp,
}

impl Holder {
    /// Nothing is typed.
    pub(super) fn typing() -> Self {
        Self::Typing { letter: None, digits: Typed::with_room(DIGITS, ""), unknown: false }
    }

    /// Which ticket it is about, where that is known.
    pub(super) fn ticket(&self) -> Option<TicketId> {
        match self {
            Self::Typing { .. } | Self::Looking { .. } => None,
            Self::Found(ticket, _)
            | Self::Doing { ticket, .. }
            | Self::Said { ticket, .. }
            | Self::Again { ticket, .. } => Some(*ticket),
        }
    }
}

impl Model {
    /// The number of this day with that id.
    pub(super) fn held(&self, ticket: TicketId) -> Option<&Held> {
        self.standing.tickets.iter().find(|held| held.id == ticket)
    }

    /// The letters that numbers can begin with, in order.
    pub(super) fn letters(&self) -> Vec<char> {
        let mut letters: Vec<char> = self.services().map(|service| service.letter).collect();
        letters.sort_unstable();
        letters.dedup();
        letters
    }

    pub(super) fn touch_holder(&mut self, holder: Holder, touch: Touch) -> Vec<Effect> {
        match (holder, touch) {
            (_, Touch::Restart) => {
                self.enter(Scene::welcome());
                Vec::new()
            }
            (Holder::Typing { .. } | Holder::Looking { .. }, Touch::Back) => {
                self.enter(Scene::welcome());
                Vec::new()
            }
            (Holder::Typing { letter, digits, .. }, touch) => self.touch_typing(letter, digits, touch),
            (Holder::Found(..), Touch::Back) => self.hold(Holder::typing()),
            (Holder::Found(ticket, shown), touch) => self.touch_found(ticket, shown, touch),
            (Holder::Said { .. } | Holder::Again { .. }, Touch::Understood | Touch::Done | Touch::Back) => {
                self.end();
                Vec::new()
            }
            (holder, _) => self.hold(holder),
        }
    }

    fn hold(&mut self, holder: Holder) -> Vec<Effect> {
        self.scene = Scene::Holder(holder);
        Vec::new()
    }

    fn touch_typing(&mut self, letter: Option<char>, mut digits: Typed, touch: Touch) -> Vec<Effect> {
        match touch {
            Touch::Letter(chosen) if self.letters().contains(&chosen) => {
                self.hold(Holder::Typing { letter: Some(chosen), digits, unknown: false })
            }
            Touch::Key(key) if key.chars().all(|c| c.is_ascii_digit()) => {
                digits.push(&key, DIGITS);
                self.hold(Holder::Typing { letter, digits, unknown: false })
            }
            Touch::Erase => {
                digits.pop();
                self.hold(Holder::Typing { letter, digits, unknown: false })
            }
            Touch::GoOn => {
                let number = letter.zip(digits.as_str().parse().ok());
                let found =
                    number.and_then(|(letter, count)| self.ticket_with(TicketNumber::new(letter, count)));
                match found {
                    Some(ticket) => self.hold(Holder::Found(ticket, ShownBy::Number)),
                    None => self.hold(Holder::Typing { letter, digits, unknown: number.is_some() }),
                }
            }
            _ => self.hold(Holder::Typing { letter, digits, unknown: false }),
        }
    }

    fn ticket_with(&self, number: TicketNumber) -> Option<TicketId> {
        self.standing.tickets.iter().find(|held| held.number == number).map(|held| held.id)
    }

    fn touch_found(&mut self, ticket: TicketId, shown: ShownBy, touch: Touch) -> Vec<Effect> {
        let Some(state) = self.held(ticket).map(|held| held.state) else {
            return self.hold(Holder::typing());
        };
        let can = CanDo::of(state);
        let doing = |wish| Holder::Doing { ticket, wish, since: self.now };
        match touch {
            Touch::GoOut if can.go_out => {
                self.scene = Scene::Holder(doing(HolderWish::GoOut));
                vec![Effect::GoAway(ticket)]
            }
            Touch::ComeBack if can.come_back => {
                self.scene = Scene::Holder(doing(HolderWish::ComeBack));
                vec![Effect::ComeBack(ticket)]
            }
            Touch::NotNeeded if can.give_up => {
                self.ask_over(Scene::Holder(Holder::Found(ticket, shown)), Over::GiveBack)
            }
            Touch::NotOut if !state.is_over() => match self.printed.again(ticket) {
                Some(paper) => {
                    let paper = self.paper_for_whoever(shown, paper);
                    let paper_state = Paper::State(PaperState::Queued);
                    self.hold(Holder::Again { ticket, paper: paper_state, since: self.now, copied: true });
                    vec![Effect::Print(ticket, Box::new(paper))]
                }
                None => self.hold(Holder::Found(ticket, shown)),
            },
            _ => self.hold(Holder::Found(ticket, shown)),
        }
    }

    /// The code of a ticket's page is for its holder alone: who shows no more than a number gets it only while the ticket is so fresh
    /// that its holder still stands here.
    fn paper_for_whoever(&self, shown: ShownBy, paper: TicketPaper) -> TicketPaper {
        let now = self.now.wall.local(self.timezone).naive_local();
        let fresh = (TimeDelta::zero()..times::FRESH).contains(&(now - paper.issued));
        let page = paper.page.clone().filter(|_| fresh || shown == ShownBy::Page);
        TicketPaper { page, ..paper }
    }

    /// The holder has said yes to giving the number up.
    pub(super) fn give_up(&mut self, holder: Holder) -> Vec<Effect> {
        match holder {
            Holder::Found(ticket, _) => {
                let doing = Holder::Doing { ticket, wish: HolderWish::GiveUp, since: self.now };
                self.enter(Scene::Holder(doing));
                vec![Effect::GiveBack(ticket)]
            }
            holder => self.hold(holder),
        }
    }

    /// The code of a ticket's page was held under the scanner.
    pub(super) fn page_scanned(&mut self, token: String) -> Vec<Effect> {
        let attempt = self.attempt();
        self.enter(Scene::Holder(Holder::Looking { attempt, since: self.now }));
        vec![Effect::FindPage { attempt, token }]
    }

    /// Whose page it is; of no ticket of today: it must be typed.
    pub(super) fn page_found(&mut self, attempt: Attempt, ticket: Option<TicketId>) {
        if matches!(&self.scene, Scene::Holder(Holder::Looking { attempt: asked, .. }) if *asked == attempt) {
            let known = ticket.filter(|ticket| self.held(*ticket).is_some());
            self.scene = Scene::Holder(match known {
                Some(ticket) => Holder::Found(ticket, ShownBy::Page),
                None => Holder::Typing { letter: None, digits: Typed::with_room(DIGITS, ""), unknown: true },
            });
        }
    }

    /// The hub has done what the holder wished, or will not, or nobody knows; who stands before "nobody knows" hears it late.
    pub(super) fn holder_done(&mut self, ticket: TicketId, done: Option<bool>) {
        if let Scene::Holder(
            Holder::Doing { ticket: asked, wish, .. } | Holder::Said { ticket: asked, wish, done: None, .. },
        ) = &self.scene
            && *asked == ticket
        {
            let said = Holder::Said { ticket, wish: *wish, done, since: self.now };
            self.enter(Scene::Holder(said));
        }
    }
}

/// What can be done with a number where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct CanDo {
    pub(super) go_out: bool,
    pub(super) come_back: bool,
    pub(super) give_up: bool,
}

impl CanDo {
    pub(super) fn of(state: TicketState) -> Self {
        let (waiting, away) = (state == TicketState::Waiting, state == TicketState::Away);
        Self { go_out: waiting, come_back: away, give_up: waiting || away }
    }
}
