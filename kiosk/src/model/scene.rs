//! Where a citizen is on the way.

use super::draft::{Draft, ReadBack, read_back};
use super::holder::Holder;
use super::input::{Attempt, Issued, Paper, Refusal};
use super::upkeep::Page;
use chrono::TimeDelta;
use std::collections::BTreeSet;
use turno_domain::intake::{Answer, Answers, FOR_WHOM, QuestionKind};
use turno_domain::text::{Language, Texts};
use turno_domain::ticket::{CallManner, TicketNumber};
use turno_domain::time::ClockReading;
use turno_protocol::site::{SiteQuestion, SiteService};

/// One way through the kiosk, from the touched service to the paper.
#[derive(Clone, PartialEq)]
pub(super) struct Visit {
    /// The service as it was when it was touched, so that a change of the site cannot pull the questions away.
    pub(super) service: SiteService,
    /// The number.
    pub(super) ticket: Issued,
    /// What was answered; left when the visit is left.
    pub(super) answers: Answers,
    /// What to bring in addition, because it is for somebody else.
    pub(super) more_documents: Vec<Texts>,
    /// How many people share the ticket, as it was answered.
    pub(super) shared_by: u32,
    /// The hub would not cancel the number because it was called, and has not told where to yet.
    pub(super) called: bool,
    /// The language that the hub knows for it.
    pub(super) language: Language,
    /// How its holder would be called.
    pub(super) manner: Option<CallManner>,
    /// What became of its paper, where the number was given back after it went to the printer.
    pub(super) paper: Option<Paper>,
    /// A copy was asked for, and is waited for.
    pub(super) copied: bool,
    /// It came from the big button: it has no questions.
    pub(super) pressed: bool,
    /// It came from a form that was shown: what was asked once is not asked again.
    pub(super) returned: bool,
    /// What was typed was read back once: a corrected answer leads back there.
    pub(super) checking: bool,
    /// The questions whose typed answers are read back whole, by their places among those asked.
    pub(super) whole: BTreeSet<usize>,
}

impl Visit {
    pub(super) fn new(service: SiteService, ticket: Issued, language: Language, pressed: bool) -> Self {
        Self {
            service: notice_first(service),
            ticket,
            answers: Answers::new(),
            more_documents: Vec::new(),
            shared_by: 1,
            called: false,
            language,
            manner: None,
            paper: None,
            copied: false,
            pressed,
            returned: false,
            checking: false,
            whole: BTreeSet::new(),
        }
    }

    /// The questions that this program can ask, in order.
    pub(super) fn questions(&self) -> impl Iterator<Item = &SiteQuestion> {
        let asks = !self.pressed && !self.returned;
        self.service.intake.iter().filter(move |question| asks && Draft::new(question, None, None).is_some())
    }

    /// What was typed: the place of the question among those that are asked, and the answer as it is read back.
    pub(super) fn typed(&self) -> Vec<(usize, &SiteQuestion, ReadBack)> {
        self.questions()
            .enumerate()
            .filter_map(|(at, question)| {
                let answer = self.answers.get(&question.key)?;
                Some((at, question, read_back(question, answer)?))
            })
            .collect()
    }

    /// How many people share the ticket, where it was asked.
    pub(super) fn people(&self) -> Option<u32> {
        self.answer_to(QuestionKind::People).and_then(|(_, answer)| match answer {
            Answer::Number(people) => Some(*people as u32),
            _ => None,
        })
    }

    /// What to bring in addition, by the answers.
    pub(super) fn documents_for_another(&self) -> Vec<Texts> {
        match self.answer_to(QuestionKind::ForWhom) {
            // What to bring tells which service it is.
            _ if self.service.discreet => Vec::new(),
            Some((question, Answer::Text(whom))) if whom.as_str() == FOR_WHOM[1] => {
                question.documents.clone()
            }
            _ => Vec::new(),
        }
    }

    fn answer_to(&self, kind: QuestionKind) -> Option<(&SiteQuestion, &Answer)> {
        let question = self.questions().find(|question| question.known_kind() == Some(kind))?;
        Some((question, self.answers.get(&question.key)?))
    }

    /// What the service says to hold ready; of a discreet one nothing, since it would tell which service it is.
    pub(super) fn documents_of_service(&self) -> &[Texts] {
        if self.service.discreet { &[] } else { &self.service.documents }
    }

    /// What to hold ready, with what the answers added.
    pub(super) fn documents(&self) -> impl Iterator<Item = &Texts> {
        self.documents_of_service().iter().chain(&self.more_documents)
    }
}

/// How answers are used is said before anything is typed, wherever the site file has it.
fn notice_first(mut service: SiteService) -> SiteService {
    use QuestionKind::{CodiceFiscale, Municipality, Name, Number, Phone, PrivacyNotice, Text};
    let is_typed = |question: &SiteQuestion| {
        matches!(question.known_kind(), Some(CodiceFiscale | Municipality | Name | Number | Phone | Text))
    };
    if let Some(first) = service.intake.iter().position(is_typed) {
        let later = service.intake.split_off(first);
        let (notices, others): (Vec<_>, Vec<_>) =
            later.into_iter().partition(|question| question.known_kind() == Some(PrivacyNotice));
        service.intake.extend(notices);
        service.intake.extend(others);
    }
    service
}

impl Visit {
    /// Forgets what was answered.
    pub(super) fn forget(&mut self) {
        // Each wipes itself.
        self.answers.clear();
    }
}

impl Drop for Visit {
    fn drop(&mut self) {
        self.forget();
    }
}

impl std::fmt::Debug for Visit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The answers are about a person.
        f.debug_struct("Visit")
            .field("service", &self.service.key)
            .field("ticket", &self.ticket)
            .field("answers", &self.answers.len())
            .finish_non_exhaustive()
    }
}

/// What is said to whoever was here just now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Note {
    /// The number was given back.
    GivenBack(TicketNumber),
    /// Thanks, with the number in the hand.
    Thanks,
}

/// Where a citizen is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Scene {
    /// What do you need?
    Welcome {
        /// The group that was opened, by its Italian name.
        group: Option<String>,
        /// What is said to whoever was here just now, and since when.
        note: Option<(Note, ClockReading)>,
    },
    /// A number was asked for; whether by the big button.
    Asking { attempt: Attempt, service: Box<SiteService>, since: ClockReading, pressed: bool },
    /// A number was asked for with the code of a form.
    Returning { attempt: Attempt, since: ClockReading },
    /// A question.
    Question {
        visit: Box<Visit>,
        /// Its place among those that are asked.
        at: usize,
        draft: Draft,
    },
    /// What was typed is read back.
    Check(Box<Visit>),
    /// The number is on its way back.
    GivingBack { visit: Box<Visit>, since: ClockReading },
    /// The hub was silent for too long: nobody knows whether the number is cancelled.
    Unsure { visit: Box<Visit>, since: ClockReading },
    /// The ticket.
    Ticket { visit: Box<Visit>, paper: Paper, printing: ClockReading, count: Count },
    /// There is no number, and why.
    Sorry { why: Refusal, since: ClockReading },
    /// Somebody has a number already.
    Holder(Holder),
    /// Nobody: the page of whoever looks after the kiosk.
    Upkeep(Page),
}

/// The count-down of the ticket's screen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Count {
    /// Not begun: the paper is on its way.
    NotYet,
    /// It runs since then, for so long.
    Runs(ClockReading, TimeDelta),
    /// Somebody stopped it.
    Stopped,
    /// None runs: there is no paper, and whoever stands here says that they remember the number.
    Remembers,
}

impl Scene {
    pub(super) fn welcome() -> Self {
        Self::Welcome { group: None, note: None }
    }
}
