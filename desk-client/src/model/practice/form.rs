//! A question with several fields: a phone call, a mark of an office's register, a step, who presents themself. What is typed is text;
//! what it means is worked out here.

use super::when::{DayFault, Side, day_text, read_day, read_minutes, read_time};
use chrono::NaiveDate;
use std::collections::BTreeMap;
use turno_domain::casework::{
    CallOutcome, EntryKind, PhoneCall, ProtocolDirection, ProtocolMark, Relation, StepKind,
};
use turno_domain::ids::PracticeId;
use turno_domain::keys::OperatorKey;
use turno_protocol::casework::{PresenterView, StepFields, StepView};

/// What can have come of a call.
pub const CALL_OUTCOMES: [CallOutcome; 3] =
    [CallOutcome::Answered, CallOutcome::NoAnswer, CallOutcome::CallAgain];
/// Which way a document went.
pub const DIRECTIONS: [ProtocolDirection; 2] = [ProtocolDirection::In, ProtocolDirection::Out];
/// What sorts of steps there are.
pub const STEP_KINDS: [StepKind; 4] =
    [StepKind::NextStep, StepKind::SecondAppointment, StepKind::FollowUp, StepKind::ContactBody];
/// What whoever presents themself can be to the person.
pub const RELATIONS: [Relation; 7] = [
    Relation::Himself,
    Relation::Parent,
    Relation::Relative,
    Relation::Carer,
    Relation::Guardian,
    Relation::Delegate,
    Relation::SocialWorker,
];

/// A field of a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FormField {
    /// Which body was called.
    Body,
    /// With whom somebody spoke.
    Whom,
    /// How long it took, minutes.
    Minutes,
    /// What was said.
    Words,
    /// Whose register.
    Office,
    /// Its number there.
    Number,
    /// Of which day.
    Date,
    /// What is to be done.
    What,
    /// By which day.
    Due,
    /// At what time.
    Time,
    /// Where.
    Place,
    /// What to bring.
    Bring,
    /// Who presents themself.
    Name,
    /// By which document.
    Delegation,
    /// Until when it holds.
    Until,
}

impl FormField {
    /// All of them.
    pub const ALL: [Self; 15] = [
        Self::Body,
        Self::Whom,
        Self::Minutes,
        Self::Words,
        Self::Office,
        Self::Number,
        Self::Date,
        Self::What,
        Self::Due,
        Self::Time,
        Self::Place,
        Self::Bring,
        Self::Name,
        Self::Delegation,
        Self::Until,
    ];

    /// Its stable word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Body => "body",
            Self::Whom => "whom",
            Self::Minutes => "minutes",
            Self::Words => "words",
            Self::Office => "office",
            Self::Number => "number",
            Self::Date => "date",
            Self::What => "what",
            Self::Due => "due",
            Self::Time => "time",
            Self::Place => "place",
            Self::Bring => "bring",
            Self::Name => "name",
            Self::Delegation => "delegation",
            Self::Until => "until",
        }
    }
}

/// What a form is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormKind {
    /// A phone call with another body.
    Call,
    /// A mark of an office's register.
    Protocol,
    /// Something that is still to be done.
    Step,
    /// Who presents themself.
    Presenter,
}

/// A question with several fields.
#[derive(Clone, Debug)]
pub struct Form {
    /// What it is about.
    pub kind: FormKind,
    /// Of which practice.
    pub practice: PracticeId,
    /// The place of what is chosen among the choices that its kind has.
    pub choice: usize,
    /// Who is to take the step.
    pub responsible: Option<OperatorKey>,
    /// The step that is changed; none: a new one.
    pub step: Option<SeenStep>,
    texts: BTreeMap<FormField, String>,
}

/// A step as it was seen when it was opened to be changed.
#[derive(Clone, Debug)]
pub struct SeenStep {
    /// It, at that revision.
    pub seen: StepView,
    /// As a colleague wrote it since, where that and what is typed do not agree.
    pub theirs: Option<StepView>,
}

/// The fields of a step that are typed.
pub const STEP_TEXTS: [FormField; 5] =
    [FormField::What, FormField::Due, FormField::Time, FormField::Place, FormField::Bring];

impl Form {
    /// An empty one.
    pub fn new(kind: FormKind, practice: PracticeId) -> Self {
        Self { kind, practice, choice: 0, responsible: None, step: None, texts: BTreeMap::new() }
    }

    /// A step that is changed.
    pub fn of_step(step: &StepView) -> Self {
        let mut form = Self::new(FormKind::Step, step.practice);
        form.lay(step);
        form.step = Some(SeenStep { seen: step.clone(), theirs: None });
        form
    }

    /// Who presents themself, as it stands.
    pub fn of_presenter(practice: PracticeId, presenter: Option<&PresenterView>) -> Self {
        let mut form = Self::new(FormKind::Presenter, practice);
        if let Some(presenter) = presenter {
            form.choice = place(&RELATIONS, presenter.relation);
            form.set(FormField::Name, presenter.name.clone());
            form.set(FormField::Delegation, presenter.delegation.clone().unwrap_or_default());
            form.set(FormField::Until, presenter.delegation_until.map(day_text).unwrap_or_default());
        }
        form
    }

    fn lay(&mut self, step: &StepView) {
        self.choice = place(&STEP_KINDS, step.fields.kind);
        self.responsible.clone_from(&step.fields.responsible);
        for field in STEP_TEXTS {
            self.set(field, text_of(&step.fields, field));
        }
    }

    /// What is typed there.
    pub fn text(&self, field: FormField) -> &str {
        self.texts.get(&field).map(String::as_str).unwrap_or_default()
    }

    /// Something is typed.
    pub fn set(&mut self, field: FormField, text: String) {
        self.texts.insert(field, text);
    }

    /// How many choices it has.
    pub fn choices(&self) -> usize {
        match self.kind {
            FormKind::Call => CALL_OUTCOMES.len(),
            FormKind::Protocol => DIRECTIONS.len(),
            FormKind::Step => STEP_KINDS.len(),
            FormKind::Presenter => RELATIONS.len(),
        }
    }

    /// The day that is typed; none: nothing is, or the form has no day.
    ///
    /// # Errors
    /// [`DayFault`]
    pub fn day(&self, today: NaiveDate) -> Result<Option<NaiveDate>, DayFault> {
        match self.kind {
            FormKind::Call => Ok(None),
            FormKind::Protocol => read_day(self.text(FormField::Date), today, Side::Behind),
            FormKind::Step => read_day(self.text(FormField::Due), today, Side::Ahead),
            FormKind::Presenter => read_day(self.text(FormField::Until), today, Side::Ahead),
        }
    }

    /// What the timeline is to tell; none: something is missing or cannot be read.
    pub fn entry(&self, today: NaiveDate) -> Option<EntryKind> {
        let said = |field| Some(self.text(field).trim().to_owned()).filter(|text: &String| !text.is_empty());
        match self.kind {
            FormKind::Call => Some(EntryKind::PhoneCall(PhoneCall {
                body: said(FormField::Body)?,
                in_directory: None,
                whom: said(FormField::Whom).unwrap_or_default(),
                outcome: *CALL_OUTCOMES.get(self.choice)?,
                waited_s: None,
                lasted_s: read_minutes(self.text(FormField::Minutes)).ok()?.map(|minutes| minutes * 60),
                text: said(FormField::Words).unwrap_or_default(),
            })),
            FormKind::Protocol => Some(EntryKind::Protocol(ProtocolMark {
                office: said(FormField::Office)?,
                number: said(FormField::Number)?,
                date: self.day(today).ok()??,
                direction: *DIRECTIONS.get(self.choice)?,
            })),
            FormKind::Step | FormKind::Presenter => None,
        }
    }

    /// What the step is to say; none: something is missing or cannot be read.
    pub fn step_fields(&self, today: NaiveDate) -> Option<StepFields> {
        let text = |field| self.text(field).trim().to_owned();
        let what = text(FormField::What);
        if self.kind != FormKind::Step || what.is_empty() {
            return None;
        }
        Some(StepFields {
            kind: *STEP_KINDS.get(self.choice)?,
            what,
            due: self.day(today).ok()??,
            time: read_time(self.text(FormField::Time)).ok()?,
            responsible: self.responsible.clone(),
            place: text(FormField::Place),
            bring: text(FormField::Bring),
        })
    }

    /// Who presents themself; none: the person it is about.
    ///
    /// # Errors
    /// The day until which the delegation holds cannot be read.
    pub fn presenter(&self, today: NaiveDate) -> Result<Option<PresenterView>, DayFault> {
        let text = |field| self.text(field).trim().to_owned();
        let other = RELATIONS.get(self.choice).filter(|relation| **relation != Relation::Himself);
        let Some(relation) = other else { return Ok(None) };
        Ok(Some(PresenterView {
            relation: *relation,
            name: text(FormField::Name),
            delegation: Some(text(FormField::Delegation)),
            delegation_until: self.day(today)?,
        }))
    }

    /// Whether it can be confirmed.
    pub fn is_ready(&self, today: NaiveDate) -> bool {
        match self.kind {
            FormKind::Call | FormKind::Protocol => self.entry(today).is_some(),
            FormKind::Step => self.step_fields(today).is_some(),
            FormKind::Presenter => self.presenter(today).is_ok(),
        }
    }

    /// The step as it stands now: what only a colleague changed is taken, and where both changed something to different things the other
    /// version is kept to be shown.
    pub fn meet(&mut self, now: &StepView, today: NaiveDate) {
        let Some(SeenStep { seen, .. }) = self.step.clone().filter(|step| step.seen.id == now.id) else {
            return;
        };
        if seen.revision == now.revision {
            return;
        }
        let mut clash = false;
        for field in STEP_TEXTS {
            let (base, theirs) = (text_of(&seen.fields, field), text_of(&now.fields, field));
            let mine = self.plain(field, today);
            if mine == base {
                self.set(field, theirs);
            } else {
                clash |= theirs != base && theirs != mine;
            }
        }
        let kind = STEP_KINDS.get(self.choice).copied();
        if kind == Some(seen.fields.kind) {
            self.choice = place(&STEP_KINDS, now.fields.kind);
        } else {
            clash |= now.fields.kind != seen.fields.kind && kind != Some(now.fields.kind);
        }
        if self.responsible == seen.fields.responsible {
            self.responsible.clone_from(&now.fields.responsible);
        } else {
            clash |= now.fields.responsible != seen.fields.responsible
                && now.fields.responsible != self.responsible;
        }
        self.step = Some(if clash {
            SeenStep { seen, theirs: Some(now.clone()) }
        } else {
            SeenStep { seen: now.clone(), theirs: None }
        });
    }

    /// What a colleague wrote where both wrote.
    pub fn take_theirs(&mut self) {
        let Some(SeenStep { seen, theirs: Some(theirs) }) = self.step.clone() else { return };
        for field in STEP_TEXTS {
            if text_of(&theirs.fields, field) != text_of(&seen.fields, field) {
                self.set(field, text_of(&theirs.fields, field));
            }
        }
        if theirs.fields.kind != seen.fields.kind {
            self.choice = place(&STEP_KINDS, theirs.fields.kind);
        }
        if theirs.fields.responsible != seen.fields.responsible {
            self.responsible.clone_from(&theirs.fields.responsible);
        }
        self.step = Some(SeenStep { seen: theirs, theirs: None });
    }

    /// The revision that what is typed is meant for.
    pub fn revision(&self) -> u32 {
        let step = self.step.as_ref();
        step.map_or(0, |step| step.theirs.as_ref().map_or(step.seen.revision, |theirs| theirs.revision))
    }

    /// What is typed, in the words in which a stored step would say the same.
    pub fn plain(&self, field: FormField, today: NaiveDate) -> String {
        let text = self.text(field).trim();
        match field {
            FormField::Due => {
                read_day(text, today, Side::Ahead).ok().flatten().map_or_else(|| text.to_owned(), day_text)
            }
            FormField::Time => read_time(text).ok().flatten().unwrap_or_else(|| text.to_owned()),
            _ => text.to_owned(),
        }
    }
}

/// What a stored step says in a field.
pub fn text_of(fields: &StepFields, field: FormField) -> String {
    match field {
        FormField::What => fields.what.clone(),
        FormField::Due => day_text(fields.due),
        FormField::Time => fields.time.clone().unwrap_or_default(),
        FormField::Place => fields.place.clone(),
        FormField::Bring => fields.bring.clone(),
        _ => String::new(),
    }
}

fn place<T: PartialEq>(all: &[T], one: T) -> usize {
    all.iter().position(|known| *known == one).unwrap_or_default()
}
