//! The parts of the practice, and the questions with several fields about them.

use super::generated::{
    ConflictLine, DocumentLine, Dossier, EntryLine, Form, MemberLine, SectionKind, StepLine,
};
use super::{DeskWindow, int, rows::lay, when, when_known};
use crate::controller::Controller;
use crate::model::practice::form::FormField;
use crate::model::practice::{Pick, PracticeAct, Section};
use crate::model::view::{DossierView, EntryRow, FormView, StepRow, View};
use crate::model::{Action, Field};
use slint::{ComponentHandle, SharedString};
use std::rc::Rc;

pub(super) fn connect(window: &DeskWindow, controller: &Rc<Controller>) {
    let press = |act: PracticeAct| {
        let desk = Rc::clone(controller);
        move || desk.act(Action::Practice(act.clone()))
    };
    let typed = |field: Field| {
        let desk = Rc::clone(controller);
        move |text: SharedString| desk.act(Action::Type(field, text.into()))
    };
    let choose = |make: fn(&str) -> Option<PracticeAct>| {
        let desk = Rc::clone(controller);
        move |word: SharedString| {
            if let Some(act) = make(&word) {
                desk.act(Action::Practice(act));
            }
        }
    };
    let dossier = window.global::<Dossier<'_>>();
    let desk = Rc::clone(controller);
    dossier.on_show(move |section| {
        desk.act(Action::Practice(PracticeAct::Show(match section {
            SectionKind::Diary => Section::Diary,
            SectionKind::Steps => Section::Steps,
            SectionKind::Documents => Section::Documents,
            SectionKind::Whose => Section::Whose,
        })));
    });
    dossier.on_type_recognised(typed(Field::Recognised));
    dossier.on_type_document(typed(Field::Document));
    dossier.on_reserve(press(PracticeAct::Reserve));
    dossier.on_ask_call(press(PracticeAct::AskCall));
    dossier.on_ask_protocol(press(PracticeAct::AskProtocol));
    dossier.on_ask_step(press(PracticeAct::AskStep));
    dossier.on_ask_change(press(PracticeAct::AskChange));
    let desk = Rc::clone(controller);
    dossier.on_ask_end(move |done| desk.act(Action::Practice(PracticeAct::AskEnd { done })));
    dossier.on_reopen_step(press(PracticeAct::ReopenStep));
    dossier.on_pick_step(choose(|id| Some(PracticeAct::Pick(Pick::Step(id.parse().ok()?)))));
    dossier.on_pick_member(choose(|key| Some(PracticeAct::Pick(Pick::Member(key.parse().ok()?)))));
    dossier.on_cycle(choose(|text| Some(PracticeAct::Cycle(text.to_owned()))));
    dossier.on_add_document(press(PracticeAct::AddDocument));
    dossier.on_remove_document(press(PracticeAct::RemoveDocument));
    dossier.on_ask_offer(press(PracticeAct::AskOffer));
    dossier.on_ask_member(press(PracticeAct::AskMember));
    dossier.on_remove_member(press(PracticeAct::RemoveMember));
    dossier.on_take_over(press(PracticeAct::TakeOver));
    dossier.on_ask_return(press(PracticeAct::AskReturn));
    dossier.on_ask_presenter(press(PracticeAct::AskPresenter));

    let form = window.global::<Form<'_>>();
    let desk = Rc::clone(controller);
    form.on_type(move |field, text| {
        if let Some(field) = FormField::ALL.into_iter().find(|known| known.word() == field.as_str()) {
            desk.act(Action::Type(Field::Form(field), text.into()));
        }
    });
    let desk = Rc::clone(controller);
    form.on_choose(move |at| {
        if let Ok(at) = usize::try_from(at) {
            desk.act(Action::Practice(PracticeAct::Choose(at)));
        }
    });
    form.on_next_responsible(press(PracticeAct::NextResponsible));
    form.on_take_theirs(press(PracticeAct::TakeTheirs));
    form.on_offer(choose(|key| Some(PracticeAct::Offer(key.parse().ok()?))));
    form.on_member(choose(|key| Some(PracticeAct::Member(key.parse().ok()?))));
}

pub(super) fn show(window: &DeskWindow, view: &View) {
    show_dossier(window, &view.dossier);
    show_form(window, &view.form);
}

fn show_dossier(window: &DeskWindow, seen: &DossierView) {
    let dossier = window.global::<Dossier<'_>>();
    dossier.set_recognised(seen.recognised.as_str().into());
    lay(&dossier.get_entries(), seen.entries.iter().map(entry_line).collect(), |model| {
        dossier.set_entries(model);
    });
    dossier.set_earlier(int(seen.earlier));
    dossier.set_reserved(seen.reserved);
    dossier.set_may_reserve(seen.may_reserve);
    lay(&dossier.get_steps(), seen.steps.iter().map(step_line).collect(), |model| dossier.set_steps(model));
    dossier.set_open_steps(int(seen.open_steps));
    let documents = seen.documents.iter().map(|row| DocumentLine {
        text: row.text.as_str().into(),
        state: row.state.into(),
        picked: row.picked,
    });
    lay(&dossier.get_documents(), documents.collect(), |model| dossier.set_documents(model));
    dossier.set_missing(int(seen.missing));
    dossier.set_document(seen.document.as_str().into());
    dossier.set_responsible(seen.responsible.as_str().into());
    dossier.set_opened_by(seen.opened_by.as_str().into());
    let team = seen.team.iter().map(|row| MemberLine {
        key: row.key.as_str().into(),
        name: row.name.as_str().into(),
        picked: row.picked,
    });
    lay(&dossier.get_team(), team.collect(), |model| dossier.set_team(model));
    dossier.set_people(int(seen.people));
    dossier.set_offered_to(seen.offered_to.as_str().into());
    dossier.set_offered_by(seen.offered_by.as_str().into());
    dossier.set_may_share(seen.may_share);
    dossier.set_presenter_relation(seen.presenter.relation.into());
    dossier.set_presenter_name(seen.presenter.name.as_str().into());
    dossier.set_delegation(seen.presenter.delegation.as_str().into());
    dossier.set_delegation_until(when_known(seen.presenter.until.as_ref()));
    dossier.set_delegation_expired(seen.presenter.expired);
    dossier.set_section(match seen.section {
        Section::Diary => SectionKind::Diary,
        Section::Steps => SectionKind::Steps,
        Section::Documents => SectionKind::Documents,
        Section::Whose => SectionKind::Whose,
    });
    dossier.set_shown(int(seen.shown));
}

fn entry_line(row: &EntryRow) -> EntryLine {
    EntryLine {
        at: when(&row.at),
        operator: row.operator.as_str().into(),
        kind: row.kind.into(),
        one: row.one.as_str().into(),
        two: row.two.as_str().into(),
        word: row.word.into(),
        minutes: int(row.minutes),
        day: when_known(row.day.as_ref()),
        reserved: row.reserved,
        withheld: row.withheld,
    }
}

fn step_line(row: &StepRow) -> StepLine {
    StepLine {
        id: slint::format!("{}", row.id),
        kind: row.kind.into(),
        what: row.what.as_str().into(),
        due: when(&row.due),
        overdue: row.overdue,
        time: row.time.as_str().into(),
        place: row.place.as_str().into(),
        bring: row.bring.as_str().into(),
        responsible: row.responsible.as_str().into(),
        state: row.state.into(),
        ended: when_known(row.ended.as_ref()),
        ended_by: row.ended_by.as_str().into(),
        outcome: row.outcome.as_str().into(),
        picked: row.picked,
    }
}

fn show_form(window: &DeskWindow, seen: &FormView) {
    let form = window.global::<Form<'_>>();
    for (field, text) in &seen.texts {
        let text = SharedString::from(text.as_str());
        match field {
            FormField::Body => form.set_body(text),
            FormField::Whom => form.set_whom(text),
            FormField::Minutes => form.set_minutes(text),
            FormField::Words => form.set_words(text),
            FormField::Office => form.set_office(text),
            FormField::Number => form.set_number(text),
            FormField::Date => form.set_date(text),
            FormField::What => form.set_what(text),
            FormField::Due => form.set_due(text),
            FormField::Time => form.set_time(text),
            FormField::Place => form.set_place(text),
            FormField::Bring => form.set_bring(text),
            FormField::Name => form.set_name(text),
            FormField::Delegation => form.set_delegation(text),
            FormField::Until => form.set_until(text),
        }
    }
    form.set_day(when_known(seen.day.as_ref()));
    form.set_day_fault(seen.day_fault.into());
    form.set_day_passed(seen.day_passed);
    form.set_number_wrong(seen.number_wrong);
    form.set_responsible(seen.responsible.as_str().into());
    form.set_changes(seen.changes);
    let theirs = seen.theirs.iter().map(|row| ConflictLine {
        field: row.field.into(),
        subject: SharedString::default(),
        mine: row.mine.as_str().into(),
        theirs: row.theirs.as_str().into(),
    });
    lay(&form.get_theirs(), theirs.collect(), |model| form.set_theirs(model));
}
