//! The parts of the practice on the desk: diary, steps, documents, whose it is.

use super::super::Desk;
use super::super::case::PracticeDraft;
use super::super::practice::form::{CALL_OUTCOMES, DIRECTIONS, RELATIONS, STEP_KINDS};
use super::super::practice::{Pick, Section};
use super::{Moment, channel_word, unresolved_word};
use chrono::{Datelike, NaiveDate};
use turno_domain::casework::{
    CallOutcome, DocumentState, EntryKind, PhoneCall, PracticeState, ProtocolDirection, ProtocolMark,
    Relation, StepKind, StepState, StepTold,
};
use turno_domain::ids::StepId;
use turno_domain::keys::OperatorKey;
use turno_protocol::casework::{EntryView, PresenterView, StepView};

/// How many entries of a diary are shown at most: the latest.
const ENTRIES: usize = 200;

/// A line of the diary. The screen has the words; names and what was typed are here.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EntryRow {
    /// When.
    pub at: Moment,
    /// Who.
    pub operator: String,
    /// A stable word for what; `other` for what this version does not know.
    pub kind: &'static str,
    /// The first thing that it tells: a text, a body, a number, a name.
    pub one: String,
    /// The second: with whom, an office, what came of it.
    pub two: String,
    /// A stable word that goes with it: an outcome, a way, a reason, a channel.
    pub word: &'static str,
    /// Minutes; 0: not told.
    pub minutes: i64,
    /// The day that it tells of.
    pub day: Option<Moment>,
    /// Whether the team alone reads it.
    pub reserved: bool,
    /// Whether it is kept back from whoever looks.
    pub withheld: bool,
}

/// A step.
#[derive(Clone, Debug, PartialEq)]
pub struct StepRow {
    /// Which.
    pub id: StepId,
    /// A stable word for its kind.
    pub kind: &'static str,
    /// What is to be done.
    pub what: String,
    /// By which day.
    pub due: Moment,
    /// Whether that day has passed and it is still open.
    pub overdue: bool,
    /// At what time; empty: not said.
    pub time: String,
    /// Where.
    pub place: String,
    /// What to bring.
    pub bring: String,
    /// Who is to do it.
    pub responsible: String,
    /// `open`, `done` or `dropped`.
    pub state: &'static str,
    /// When it ended.
    pub ended: Option<Moment>,
    /// Who ended it.
    pub ended_by: String,
    /// What came of it.
    pub outcome: String,
    /// Whether it is chosen.
    pub picked: bool,
}

/// A document of the checklist.
#[derive(Clone, Debug, PartialEq)]
pub struct DocumentRow {
    /// Which.
    pub text: String,
    /// `missing`, `seen` or `not-needed`.
    pub state: &'static str,
    /// Whether it is chosen.
    pub picked: bool,
}

/// Somebody who works on the practice.
#[derive(Clone, Debug, PartialEq)]
pub struct MemberRow {
    /// Which.
    pub key: OperatorKey,
    /// The name.
    pub name: String,
    /// Whether they are chosen.
    pub picked: bool,
}

/// Who presents themself.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PresenterRow {
    /// A stable word for what they are to the person; `himself`: the person.
    pub relation: &'static str,
    /// The name.
    pub name: String,
    /// The document by which they act.
    pub delegation: String,
    /// Until when it holds.
    pub until: Option<Moment>,
    /// Whether that day has passed.
    pub expired: bool,
}

/// The parts of the practice on the desk.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DossierView {
    /// Which part is shown.
    pub section: Section,
    /// Grows when a part is to be brought into sight.
    pub shown: u32,
    /// Whether it can be worked on.
    pub open: bool,
    /// The need as it was recognised.
    pub recognised: String,
    /// What happened, the latest first.
    pub entries: Vec<EntryRow>,
    /// How many earlier entries are not shown.
    pub earlier: usize,
    /// Whether the next note is for the team alone.
    pub reserved: bool,
    /// Whether whoever looks may write such notes.
    pub may_reserve: bool,
    /// What is to be done, then what ended.
    pub steps: Vec<StepRow>,
    /// How many of them are open.
    pub open_steps: usize,
    /// What it needs.
    pub documents: Vec<DocumentRow>,
    /// How many of them are missing.
    pub missing: usize,
    /// The document that is typed.
    pub document: String,
    /// Who answers for it.
    pub responsible: String,
    /// Who opened it.
    pub opened_by: String,
    /// Who was added.
    pub team: Vec<MemberRow>,
    /// How many people work on it.
    pub people: usize,
    /// To whom it was offered; empty: to nobody.
    pub offered_to: String,
    /// Who offers it to whoever looks; empty: nobody.
    pub offered_by: String,
    /// Whether whoever looks may say who works on it.
    pub may_share: bool,
    /// Who presents themself.
    pub presenter: PresenterRow,
}

impl Desk {
    pub(super) fn dossier_view(&self) -> DossierView {
        let Some(draft) = self.practice_here() else { return DossierView::default() };
        let stored = &draft.stored;
        let latest = stored.entries.iter().rev().take(ENTRIES);
        let mut people = vec![&stored.opened_by];
        people.extend(stored.responsible.iter().chain(&stored.team));
        people.sort();
        people.dedup();
        let name =
            |key: &Option<OperatorKey>| key.as_ref().map(|key| self.operator_name(key)).unwrap_or_default();
        DossierView {
            section: draft.face.section,
            shown: draft.face.shown,
            open: draft.is_open(),
            recognised: draft.recognised.clone(),
            entries: latest.map(|entry| self.entry_row(entry)).collect(),
            earlier: stored.entries.len().saturating_sub(ENTRIES),
            reserved: draft.note_reserved,
            may_reserve: self.may_write_reserved(),
            steps: self.steps_in_order().into_iter().map(|step| self.step_row(draft, step)).collect(),
            open_steps: stored.steps.iter().filter(|step| step.state == StepState::Open).count(),
            documents: draft
                .documents
                .iter()
                .map(|document| DocumentRow {
                    text: document.text.clone(),
                    state: document_word(document.state),
                    picked: draft.face.pick == Some(Pick::Document(document.text.clone())),
                })
                .collect(),
            missing: draft.documents.iter().filter(|one| one.state == DocumentState::Missing).count(),
            document: draft.face.document.clone(),
            responsible: name(&stored.responsible),
            opened_by: self.operator_name(&stored.opened_by),
            team: stored
                .team
                .iter()
                .map(|key| MemberRow {
                    key: key.clone(),
                    name: self.operator_name(key),
                    picked: draft.face.pick == Some(Pick::Member(key.clone())),
                })
                .collect(),
            people: people.len(),
            offered_to: name(&stored.offered_to),
            offered_by: if self.is_offered_to_me() { self.who_offered(draft) } else { String::new() },
            may_share: self.may_share(),
            presenter: self.presenter_row(draft.presenter.as_ref()),
        }
    }

    /// Who offered the practice last; whoever answers for it, where the diary does not tell.
    fn who_offered(&self, draft: &PracticeDraft) -> String {
        let entries = draft.stored.entries.iter().rev();
        let mut offers = entries.filter(|entry| matches!(entry.what, EntryKind::Offered { .. }));
        let by = offers.next().map(|entry| &entry.operator).or(draft.stored.responsible.as_ref());
        by.map(|key| self.operator_name(key)).unwrap_or_default()
    }

    fn presenter_row(&self, presenter: Option<&PresenterView>) -> PresenterRow {
        let Some(presenter) = presenter else {
            return PresenterRow { relation: relation_word(Relation::Himself), ..PresenterRow::default() };
        };
        PresenterRow {
            relation: relation_word(presenter.relation),
            name: presenter.name.clone(),
            delegation: presenter.delegation.clone().unwrap_or_default(),
            until: presenter.delegation_until.map(|day| self.calendar_day(day)),
            // It holds through its last day.
            expired: presenter.delegation_until.is_some_and(|day| day < self.today_date()),
        }
    }

    /// A day without a time.
    pub(super) fn calendar_day(&self, day: NaiveDate) -> Moment {
        let today = self.today_date();
        Moment {
            today: day == today,
            this_year: day.year() == today.year(),
            ..Moment::of_day(turno_domain::time::ServiceDay::new(day))
        }
    }

    fn step_row(&self, draft: &PracticeDraft, step: &StepView) -> StepRow {
        StepRow {
            id: step.id,
            kind: step_kind_word(step.fields.kind),
            what: step.fields.what.clone(),
            due: self.calendar_day(step.fields.due),
            overdue: step.state == StepState::Open && step.fields.due < self.today_date(),
            time: step.fields.time.clone().unwrap_or_default(),
            place: step.fields.place.clone(),
            bring: step.fields.bring.clone(),
            responsible: step
                .fields
                .responsible
                .as_ref()
                .map(|key| self.operator_name(key))
                .unwrap_or_default(),
            state: match step.state {
                StepState::Open => "open",
                StepState::Done => "done",
                StepState::Dropped => "dropped",
            },
            ended: step.ended_at.map(|at| self.moment(at.0)),
            ended_by: step.ended_by.as_ref().map(|key| self.operator_name(key)).unwrap_or_default(),
            outcome: step.outcome.clone(),
            picked: draft.face.pick == Some(Pick::Step(step.id)),
        }
    }

    fn entry_row(&self, entry: &EntryView) -> EntryRow {
        let row = EntryRow {
            at: self.moment(entry.written_at.0),
            operator: self.operator_name(&entry.operator),
            withheld: entry.withheld,
            ..EntryRow::default()
        };
        let told = |kind, told: &StepTold| EntryRow {
            kind,
            one: told.what.clone(),
            two: told.outcome.clone(),
            ..EntryRow::default()
        };
        let what = match &entry.what {
            EntryKind::Note { text, reserved } => {
                EntryRow { kind: "note", one: text.clone(), reserved: *reserved, ..EntryRow::default() }
            }
            EntryKind::PhoneCall(call) => call_row(call),
            EntryKind::Protocol(mark) => self.protocol_row(mark),
            EntryKind::Offered { to } => named("offered", self.operator_name(to)),
            EntryKind::TakenOver { from } => named("taken-over", self.operator_name(from)),
            EntryKind::Returned { reason } => named("returned", reason.clone()),
            EntryKind::Joined { member } => named("joined", self.operator_name(member)),
            EntryKind::Left { member } => named("left", self.operator_name(member)),
            EntryKind::Ended(PracticeState::Unresolved(reason)) => {
                EntryRow { kind: "unresolved", word: unresolved_word(*reason), ..EntryRow::default() }
            }
            EntryKind::Ended(_) => named("concluded", String::new()),
            EntryKind::Reopened => named("reopened", String::new()),
            EntryKind::StepDone(step) => told("step-done", step),
            EntryKind::StepDropped(step) => told("step-dropped", step),
            EntryKind::Visit { channel, service, .. } => EntryRow {
                kind: "visit",
                one: self.service_name(service),
                word: channel_word(*channel),
                ..EntryRow::default()
            },
            // Whatever a later version tells is a line too.
            _ => named("other", String::new()),
        };
        EntryRow { at: row.at, operator: row.operator, withheld: row.withheld, ..what }
    }

    fn protocol_row(&self, mark: &ProtocolMark) -> EntryRow {
        EntryRow {
            kind: "protocol",
            one: mark.number.clone(),
            two: mark.office.clone(),
            word: direction_word(mark.direction),
            day: Some(self.calendar_day(mark.date)),
            ..EntryRow::default()
        }
    }
}

fn named(kind: &'static str, one: String) -> EntryRow {
    EntryRow { kind, one, ..EntryRow::default() }
}

fn call_row(call: &PhoneCall) -> EntryRow {
    let seconds = call.waited_s.unwrap_or(0).saturating_add(call.lasted_s.unwrap_or(0));
    let whom =
        if call.whom.is_empty() { call.body.clone() } else { format!("{} ({})", call.body, call.whom) };
    EntryRow {
        kind: "phone-call",
        one: whom,
        two: call.text.clone(),
        word: outcome_of_call(call.outcome),
        minutes: i64::from(seconds.div_ceil(60)),
        ..EntryRow::default()
    }
}

/// A document's state as a word on the wire.
pub fn document_word(state: DocumentState) -> &'static str {
    match state {
        DocumentState::Missing => "missing",
        DocumentState::Seen => "seen",
        DocumentState::NotNeeded => "not-needed",
    }
}

/// A step's kind as a word on the wire.
pub fn step_kind_word(kind: StepKind) -> &'static str {
    match kind {
        StepKind::NextStep => "next-step",
        StepKind::SecondAppointment => "second-appointment",
        StepKind::FollowUp => "follow-up",
        StepKind::ContactBody => "contact-body",
    }
}

fn outcome_of_call(outcome: CallOutcome) -> &'static str {
    match outcome {
        CallOutcome::Answered => "answered",
        CallOutcome::NoAnswer => "no-answer",
        CallOutcome::CallAgain => "call-again",
    }
}

fn direction_word(direction: ProtocolDirection) -> &'static str {
    match direction {
        ProtocolDirection::In => "in",
        ProtocolDirection::Out => "out",
    }
}

/// What somebody is to the person, as a word on the wire.
pub fn relation_word(relation: Relation) -> &'static str {
    match relation {
        Relation::Himself => "himself",
        Relation::Parent => "parent",
        Relation::Relative => "relative",
        Relation::Carer => "carer",
        Relation::Guardian => "guardian",
        Relation::Delegate => "delegate",
        Relation::SocialWorker => "social-worker",
    }
}

/// The words of a form's choices, in their order.
pub(super) fn choice_words(kind: super::super::practice::form::FormKind) -> Vec<&'static str> {
    use super::super::practice::form::FormKind as K;
    match kind {
        K::Call => CALL_OUTCOMES.into_iter().map(outcome_of_call).collect(),
        K::Protocol => DIRECTIONS.into_iter().map(direction_word).collect(),
        K::Step => STEP_KINDS.into_iter().map(step_kind_word).collect(),
        K::Presenter => RELATIONS.into_iter().map(relation_word).collect(),
    }
}
