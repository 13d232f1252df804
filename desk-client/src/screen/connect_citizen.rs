//! The person on the desk, whole.

use super::generated::{Citizen, ConsentLine, ContactLine, MergeLine, NoticeKind, NoticeLine, PastLine};
use super::{DeskWindow, int, rows::lay, when, when_known};
use crate::controller::Controller;
use crate::model::citizen::alike::Outcome;
use crate::model::citizen::more::{ContactFields, ContactPart};
use crate::model::person::{CodeNote, PersonFields};
use crate::model::view::{
    ConsentRow, GIVEN, MergeRow, NoticeRow, PastRow, PersonView, View, channel_word, given_word,
};
use crate::model::{Action, Field};
use slint::{ComponentHandle, SharedString};
use std::rc::Rc;
use turno_domain::casework::Sex;

pub(super) fn connect(window: &DeskWindow, controller: &Rc<Controller>) {
    let citizen = window.global::<Citizen<'_>>();
    let press = |action: Action| {
        let desk = Rc::clone(controller);
        move || desk.act(action.clone())
    };
    let desk = Rc::clone(controller);
    citizen.on_type(move |field, text| {
        let field = match field.as_str() {
            "birth-place" => Field::BirthPlace,
            "domicile" => Field::Domicile,
            "mail" => Field::Mail,
            "remark" => Field::Remark,
            "languages" => Field::Languages,
            "version" => Field::NoticeVersion,
            "controller" => Field::NoticeController,
            _ => Field::Day,
        };
        desk.act(Action::Type(field, text.into()));
    });
    let desk = Rc::clone(controller);
    citizen.on_type_contact(move |line, part, text| {
        let part = match part.as_str() {
            "relation" => ContactPart::Relation,
            "name" => ContactPart::Name,
            _ => ContactPart::Phone,
        };
        if let Ok(line) = usize::try_from(line) {
            desk.act(Action::Type(Field::Contact(line, part), text.into()));
        }
    });
    let desk = Rc::clone(controller);
    citizen.on_choose_sex(move |word| {
        desk.act(Action::ChooseSex(match word.as_str() {
            "female" => Some(Sex::Female),
            "male" => Some(Sex::Male),
            _ => None,
        }));
    });
    citizen.on_ask_notice(press(Action::AskNotice));
    let desk = Rc::clone(controller);
    citizen.on_give_notice(move |word| {
        if let Some(given) = GIVEN.into_iter().find(|given| word == given_word(*given)) {
            desk.act(Action::GiveNotice(given));
        }
    });
    citizen.on_ask_consent(press(Action::AskConsent));
    let desk = Rc::clone(controller);
    citizen.on_ask_withdraw(move |id| {
        if let Ok(id) = id.parse() {
            desk.act(Action::AskWithdraw(id));
        }
    });
    citizen.on_compare(press(Action::CompareAlike));
    citizen.on_next_alike(press(Action::NextAlike));
    citizen.on_not_alike(press(Action::NotAlike));
    citizen.on_older(press(Action::OlderPast));
    let desk = Rc::clone(controller);
    citizen.on_open_past(move |line| {
        if let Ok(line) = usize::try_from(line) {
            desk.act(Action::OpenPast(line));
        }
    });
}

pub(super) fn show(window: &DeskWindow, view: &View) {
    let citizen = window.global::<Citizen<'_>>();
    let page = &view.citizen;
    let words = |words: &[String]| words.iter().map(SharedString::from).collect::<Vec<_>>();
    citizen.set_name(page.name.as_str().into());
    citizen.set_stored(page.stored);
    citizen.set_document(page.document.as_str().into());
    let mismatches = page.mismatches.iter().map(|note| mismatch_word(*note).into()).collect();
    lay(&citizen.get_mismatches(), mismatches, |model| citizen.set_mismatches(model));
    if let PersonView::Record { fields, .. } = &view.card.person {
        show_fields(&citizen, fields);
    }

    citizen.set_notice(match (page.whole, page.notices.is_empty()) {
        (_, false) => NoticeKind::Given,
        (true, true) => NoticeKind::Due,
        (false, true) => NoticeKind::Unknown,
    });
    let notices = page.notices.iter().map(notice_line).collect();
    lay(&citizen.get_notices(), notices, |model| citizen.set_notices(model));
    let consents = page.consents.iter().map(consent_line).collect();
    lay(&citizen.get_consents(), consents, |model| citizen.set_consents(model));

    let alike = page.alike.as_ref();
    citizen.set_alike(alike.is_some());
    citizen.set_alike_name(alike.map(|row| row.name.as_str().into()).unwrap_or_default());
    citizen.set_alike_year(alike.and_then(|row| row.year).unwrap_or(0));
    citizen.set_alike_more(alike.map_or(0, |row| int(row.more)));
    let reasons = alike.map(|row| words(&row.reasons)).unwrap_or_default();
    lay(&citizen.get_alike_reasons(), reasons, |model| citizen.set_alike_reasons(model));

    let past = page.past.iter().map(past_line).collect();
    lay(&citizen.get_past(), past, |model| citizen.set_past(model));
    citizen.set_past_known(page.past_known);
    citizen.set_past_more(page.past_more);

    citizen.set_version(page.version.as_str().into());
    citizen.set_controller(page.controller.as_str().into());
    citizen.set_day(page.day.as_str().into());
    citizen.set_day_wrong(page.day_wrong);
    citizen.set_purpose(page.purpose.as_str().into());
    let merge = page.merge.iter().map(merge_line).collect();
    lay(&citizen.get_merge(), merge, |model| citizen.set_merge(model));
    citizen.set_merge_name(page.merge_name.as_str().into());
    lay(&citizen.get_merge_reasons(), words(&page.merge_reasons), |model| citizen.set_merge_reasons(model));
    citizen.set_merge_next(page.merge_next);
    citizen.set_merge_waits(page.merge_waits);
}

fn show_fields(citizen: &Citizen<'_>, fields: &PersonFields) {
    citizen.set_birth_place(fields.birth_place.as_str().into());
    citizen.set_domicile(fields.domicile.as_str().into());
    citizen.set_mail(fields.mail.as_str().into());
    citizen.set_remark(fields.remark.as_str().into());
    citizen.set_languages(fields.languages.as_str().into());
    // One line more, to write into.
    let more = ContactFields::default();
    let contacts = fields.contacts.iter().chain([&more]).map(|contact| ContactLine {
        relation: contact.relation.as_str().into(),
        name: contact.name.as_str().into(),
        phone: contact.phone.as_str().into(),
    });
    lay(&citizen.get_contacts(), contacts.collect(), |model| citizen.set_contacts(model));
}

fn mismatch_word(note: CodeNote) -> &'static str {
    match note {
        CodeNote::OtherName => "other-name",
        CodeNote::OtherBirth => "other-birth",
        CodeNote::OtherSex => "other-sex",
        _ => "other-place",
    }
}

fn notice_line(row: &NoticeRow) -> NoticeLine {
    NoticeLine {
        on: when(&row.on),
        given: given_word(row.given).into(),
        version: row.version.as_str().into(),
        controller: row.controller.as_str().into(),
        operator: row.operator.as_str().into(),
    }
}

fn consent_line(row: &ConsentRow) -> ConsentLine {
    ConsentLine {
        id: slint::format!("{}", row.id),
        purpose: row.purpose.as_str().into(),
        on: when(&row.on),
        withdrawn: when_known(row.withdrawn.as_ref()),
        operator: row.operator.as_str().into(),
    }
}

fn merge_line(row: &MergeRow) -> MergeLine {
    let outcome = match row.outcome {
        Outcome::Stays => "stays",
        Outcome::Filled => "filled",
        Outcome::Joined => "joined",
        Outcome::Kept => "kept",
    };
    MergeLine {
        field: row.field.into(),
        mine: row.mine.as_str().into(),
        theirs: row.theirs.as_str().into(),
        outcome: outcome.into(),
    }
}

fn past_line(row: &PastRow) -> PastLine {
    PastLine {
        at: when(&row.at),
        channel: row.channel.map(channel_word).unwrap_or_default().into(),
        number: row.number.as_str().into(),
        state: row.state.as_str().into(),
        service: row.service.as_str().into(),
        need: row.need.as_str().into(),
        operator: row.operator.as_str().into(),
    }
}
