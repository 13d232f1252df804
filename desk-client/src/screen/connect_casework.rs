//! Answers, person, practice, story; the lists.

use super::generated::{
    AnswerChip, BirthFaultKind, CaseFile, CitizenLine, Lists, Person, PersonKind, Practice, PracticeKind,
    PracticeLine, ResidenceKindOf, SaveKind, SexKind, StoryKindOf, StoryLine,
};
use super::{DeskWindow, int, rows::lay, when, when_known};
use crate::controller::Controller;
use crate::model::person::{BirthFault, CodeNote, ResidenceKind};
use crate::model::view::{
    CitizenRow, PersonView, PracticeCardView, PracticeRow, StoryKind, StoryRow, View, channel_word,
    unresolved_word,
};
use crate::model::{Action, Field, SaveState};
use slint::{ComponentHandle, SharedString};
use std::rc::Rc;
use turno_domain::casework::Sex;
use turno_domain::codice_fiscale::CodeError;

pub(super) fn connect(window: &DeskWindow, controller: &Rc<Controller>) {
    let press = |action: Action| {
        let desk = Rc::clone(controller);
        move || desk.act(action.clone())
    };
    let typed = |field: Field| {
        let desk = Rc::clone(controller);
        move |text: SharedString| desk.act(Action::Type(field, text.into()))
    };
    let person = window.global::<Person<'_>>();
    let desk = Rc::clone(controller);
    person.on_type(move |field, text| {
        let field = match field.as_str() {
            "query" => Field::Query,
            "family" => Field::Family,
            "given" => Field::Given,
            "code" => Field::Code,
            "birth" => Field::Birth,
            "residence" => Field::Residence,
            _ => Field::Phone,
        };
        desk.act(Action::Type(field, text.into()));
    });
    let desk = Rc::clone(controller);
    person.on_choose(move |id| {
        if let Ok(id) = id.parse() {
            desk.act(Action::ChooseCitizen(id));
        }
    });
    person.on_create(press(Action::NewCitizen));
    person.on_anonymous(press(Action::Anonymous));
    person.on_change(press(Action::ChangeCitizen));
    person.on_ask_residence(press(Action::AskResidence));
    person.on_toggle_foreign(press(Action::ForeignDocument));

    let practice = window.global::<Practice<'_>>();
    practice.on_type_need(typed(Field::Need));
    practice.on_type_note(typed(Field::Note));
    practice.on_open(press(Action::OpenPractice));
    practice.on_another(press(Action::AnotherPractice));
    let desk = Rc::clone(controller);
    practice.on_continue(move |id| {
        if let Ok(id) = id.parse() {
            desk.act(Action::Continue(id));
        }
    });
    practice.on_ask_service(press(Action::AskService));
    practice.on_add_note(press(Action::AddNote));
    practice.on_conclude(press(Action::Conclude));
    practice.on_ask_unresolved(press(Action::AskUnresolved));
    practice.on_reopen(press(Action::Reopen));

    let lists = window.global::<Lists<'_>>();
    lists.on_type_citizen(typed(Field::CitizenList));
    lists.on_type_practice(typed(Field::PracticeList));
    let desk = Rc::clone(controller);
    lists.on_open_citizen(move |id| {
        if let Ok(id) = id.parse() {
            desk.act(Action::OpenCitizenFile(id));
        }
    });
    let desk = Rc::clone(controller);
    lists.on_open_practice(move |id| {
        if let Ok(id) = id.parse() {
            desk.act(Action::OpenPracticeFile(id));
        }
    });
}

pub(super) fn show(window: &DeskWindow, view: &View) {
    let file = window.global::<CaseFile<'_>>();
    let answers = view.card.answers.iter().map(|answer| AnswerChip {
        question: answer.question.as_str().into(),
        answer: answer.answer.as_str().into(),
        yes: answer.yes.map_or(-1, i32::from),
        word: answer.word.into(),
    });
    lay(&file.get_answers(), answers.collect(), |model| file.set_answers(model));
    file.set_known_since(when_known(view.card.known_since.as_ref()));
    let remarks = view.card.remarks.iter().map(|remark| remark.as_str().into()).collect();
    lay(&file.get_remarks(), remarks, |model| file.set_remarks(model));
    let story = view.card.story.iter().map(story_line).collect();
    lay(&file.get_story(), story, |model| file.set_story(model));
    show_person(window, &view.card.person);
    show_practice(window, &view.card.practice);

    let lists = window.global::<Lists<'_>>();
    lists.set_shut(view.lists.shut);
    lists.set_pointed(view.lists.pointed.map_or(-1, int));
    lists.set_citizen_query(view.lists.citizen_query.as_str().into());
    lists.set_citizens_known(view.lists.citizens.is_some());
    let citizens = view.lists.citizens.iter().flatten().map(citizen_line).collect();
    lay(&lists.get_citizens(), citizens, |model| lists.set_citizens(model));
    lists.set_practice_query(view.lists.practice_query.as_str().into());
    lists.set_practices_known(view.lists.practices.is_some());
    let practices = view.lists.practices.iter().flatten().map(practice_line).collect();
    lay(&lists.get_practices(), practices, |model| lists.set_practices(model));
}

fn show_person(window: &DeskWindow, view: &PersonView) {
    let person = window.global::<Person<'_>>();
    let mut people = Vec::new();
    let mut known = false;
    match view {
        PersonView::Nobody => person.set_kind(PersonKind::Nobody),
        PersonView::Anonymous => person.set_kind(PersonKind::Anonymous),
        PersonView::Search { query, found } => {
            person.set_query(query.as_str().into());
            known = found.is_some();
            people = found.iter().flatten().map(citizen_line).collect();
            person.set_kind(PersonKind::Search);
        }
        PersonView::Record { fields, code, birth, age, save, left_out, new } => {
            person.set_family(fields.family.as_str().into());
            person.set_given(fields.given.as_str().into());
            person.set_code(fields.code.as_str().into());
            person.set_birth(fields.birth.as_str().into());
            person.set_residence(fields.residence.as_str().into());
            person.set_phone(fields.phone.as_str().into());
            person.set_foreign(fields.foreign);
            person.set_residence_kind(match fields.residence_kind {
                ResidenceKind::Municipality => ResidenceKindOf::Municipality,
                ResidenceKind::Abroad => ResidenceKindOf::Abroad,
                ResidenceKind::NoFixedAbode => ResidenceKindOf::NoFixedAbode,
            });
            person.set_sex(match fields.sex {
                None => SexKind::Unknown,
                Some(Sex::Female) => SexKind::Female,
                Some(Sex::Male) => SexKind::Male,
            });
            let (note, at) = code_note(*code);
            person.set_code_note(note.into());
            person.set_code_at(at);
            person.set_birth_fault(birth_fault(*birth));
            person.set_age(age.map_or(-1, int));
            person.set_save(save_kind(*save));
            person.set_left_out(*left_out);
            person.set_new(*new);
            person.set_kind(PersonKind::Record);
        }
    }
    person.set_searched(known);
    lay(&person.get_found(), people, |model| person.set_found(model));
}

fn code_note(note: CodeNote) -> (&'static str, i32) {
    match note {
        CodeNote::None => ("", 0),
        CodeNote::Unfinished => ("unfinished", 0),
        CodeNote::Omocode => ("omocode", 0),
        CodeNote::OtherName => ("other-name", 0),
        CodeNote::OtherBirth => ("other-birth", 0),
        CodeNote::OtherSex => ("other-sex", 0),
        CodeNote::OtherPlace => ("other-place", 0),
        CodeNote::Fault(fault) => match fault {
            CodeError::Length { .. } => ("length", 0),
            CodeError::Letter { position } => ("letter", int(position)),
            CodeError::Digit { position } => ("digit", int(position)),
            CodeError::Month => ("month", 0),
            CodeError::Date => ("date", 0),
            CodeError::Check => ("check", 0),
            CodeError::OnlyZeros => ("zeros", 0),
            CodeError::NoKnownCode => ("unknown", 0),
        },
    }
}

fn birth_fault(fault: Option<BirthFault>) -> BirthFaultKind {
    match fault {
        None => BirthFaultKind::None,
        Some(BirthFault::Unreadable) => BirthFaultKind::Unreadable,
        Some(BirthFault::NoSuchDay) => BirthFaultKind::NoSuchDay,
        Some(BirthFault::NotThen) => BirthFaultKind::NotThen,
    }
}

fn save_kind(save: SaveState) -> SaveKind {
    match save {
        SaveState::Saved => SaveKind::Saved,
        SaveState::Typing => SaveKind::Typing,
        SaveState::Saving => SaveKind::Saving,
        SaveState::Waiting => SaveKind::Waiting,
        SaveState::Refused => SaveKind::Refused,
    }
}

fn show_practice(window: &DeskWindow, view: &PracticeCardView) {
    let practice = window.global::<Practice<'_>>();
    let mut offered: &[PracticeRow] = &[];
    match view {
        PracticeCardView::None => practice.set_kind(PracticeKind::None),
        PracticeCardView::New { service, need, opening, offers } => {
            practice.set_service(service.as_str().into());
            practice.set_need(need.as_str().into());
            practice.set_opening(*opening);
            offered = offers;
            practice.set_kind(PracticeKind::New);
        }
        PracticeCardView::Open {
            number,
            state,
            reason,
            service,
            need,
            note,
            note_flying,
            opened,
            operator,
            save,
            offers,
        } => {
            practice.set_number(number.as_str().into());
            practice.set_state(state.as_str().into());
            practice.set_reason(reason.map_or("", unresolved_word).into());
            practice.set_service(service.as_str().into());
            practice.set_need(need.as_str().into());
            practice.set_note(note.as_str().into());
            practice.set_note_flying(*note_flying);
            practice.set_opened(when(opened));
            practice.set_operator(operator.as_str().into());
            practice.set_save(save_kind(*save));
            offered = offers;
            practice.set_kind(PracticeKind::Open);
        }
    }
    let offers = offered.iter().map(practice_line).collect();
    lay(&practice.get_offers(), offers, |model| practice.set_offers(model));
}

fn citizen_line(row: &CitizenRow) -> CitizenLine {
    CitizenLine {
        id: slint::format!("{}", row.id),
        name: row.name.as_str().into(),
        year: row.year.unwrap_or(0),
        code_end: row.code_end.as_str().into(),
        residence: row.residence.as_str().into(),
    }
}

fn practice_line(row: &PracticeRow) -> PracticeLine {
    PracticeLine {
        id: slint::format!("{}", row.id),
        number: row.number.as_str().into(),
        name: row.name.as_str().into(),
        service: row.service.as_str().into(),
        need: row.need.as_str().into(),
        state: row.state.as_str().into(),
        opened: when(&row.opened),
        operator: row.operator.as_str().into(),
    }
}

fn story_line(row: &StoryRow) -> StoryLine {
    let line = StoryLine { at: when(&row.at), ..StoryLine::default() };
    match &row.kind {
        StoryKind::Called { counter, waited } => StoryLine {
            kind: StoryKindOf::Called,
            counter: counter.as_str().into(),
            waited: int(*waited),
            ..line
        },
        StoryKind::Issued { number } => {
            StoryLine { kind: StoryKindOf::Issued, number: number.as_str().into(), ..line }
        }
        StoryKind::Practice { number, state, service, operator } => StoryLine {
            kind: StoryKindOf::Practice,
            number: number.as_str().into(),
            state: state.as_str().into(),
            service: service.as_str().into(),
            operator: operator.as_str().into(),
            ..line
        },
        StoryKind::Visit { channel, service, operator } => StoryLine {
            kind: StoryKindOf::Visit,
            channel: channel_word(*channel).into(),
            service: service.as_str().into(),
            operator: operator.as_str().into(),
            ..line
        },
    }
}
