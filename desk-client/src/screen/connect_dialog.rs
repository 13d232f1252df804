//! Questions over the screen.

use super::connect_frame::notice;
use super::connect_queue::{server, ticket_line};
use super::generated::{Ask, ChoiceLine, ConflictLine};
use super::rows::lay;
use super::{DeskWindow, int};
use crate::controller::Controller;
use crate::model::person::ResidenceKind;
use crate::model::port::Handover;
use crate::model::view::{
    CHANNELS, ChoiceRow, UNRESOLVED, View, channel_word, outcome_word, unresolved_word,
};
use crate::model::{Action, Field, OUTCOMES, PARK_REASONS, PAUSE_REASONS};
use slint::{ComponentHandle, SharedString};
use std::rc::Rc;
use turno_domain::keys::{CounterKey, ServiceKey};

pub(super) fn connect(window: &DeskWindow, controller: &Rc<Controller>) {
    let ask = window.global::<Ask<'_>>();
    let press = |action: Action| {
        let desk = Rc::clone(controller);
        move || desk.act(action.clone())
    };
    // A word that is none of the screen's own choices does nothing.
    let choose = |make: fn(&str) -> Option<Action>| {
        let desk = Rc::clone(controller);
        move |word: SharedString| {
            if let Some(action) = make(&word) {
                desk.act(action);
            }
        }
    };
    let desk = Rc::clone(controller);
    ask.on_type(move |text| desk.act(Action::Type(Field::Dialog, text.into())));
    ask.on_confirm(press(Action::Confirm));
    ask.on_cancel(press(Action::Cancel));
    ask.on_park(choose(|word| PARK_REASONS.into_iter().find(|known| *known == word).map(Action::Park)));
    ask.on_transfer_to_service(choose(|key| {
        key.parse::<ServiceKey>().ok().map(|key| Action::TransferTo(Handover::Service(key)))
    }));
    ask.on_transfer_to_counter(choose(|key| {
        key.parse::<CounterKey>().ok().map(|key| Action::TransferTo(Handover::Counter(key)))
    }));
    let desk = Rc::clone(controller);
    ask.on_transfer_first(move |first| desk.act(Action::TransferFirst(first)));
    ask.on_walk_in_by(choose(|word| {
        CHANNELS.into_iter().find(|channel| channel_word(*channel) == word).map(Action::WalkInBy)
    }));
    ask.on_walk_in_for(choose(|key| key.parse().ok().map(Action::WalkInFor)));
    let desk = Rc::clone(controller);
    ask.on_pause_for(move |minutes| {
        desk.act(Action::PauseFor(u32::try_from(minutes).ok().filter(|minutes| *minutes > 0)));
    });
    ask.on_pause_because(choose(|word| {
        PAUSE_REASONS.into_iter().find(|known| *known == word).map(Action::PauseBecause)
    }));
    ask.on_left_over(choose(|word| {
        OUTCOMES.into_iter().find(|outcome| outcome_word(*outcome) == word).map(Action::LeftOver)
    }));
    let desk = Rc::clone(controller);
    ask.on_point_at(move |line| {
        if let Ok(line) = usize::try_from(line) {
            desk.act(Action::PointAt(line));
        }
    });
    let desk = Rc::clone(controller);
    ask.on_still_here(move |still| desk.act(Action::StillHere(still)));
    ask.on_people_came(choose(|word| word.parse().ok().map(Action::PeopleCame)));
    ask.on_choose_service(choose(|key| key.parse().ok().map(Action::ChooseService)));
    ask.on_unresolved(choose(|word| {
        UNRESOLVED.into_iter().find(|reason| unresolved_word(*reason) == word).map(Action::Unresolved)
    }));
    ask.on_choose_residence(choose(|word| {
        ResidenceKind::ALL.into_iter().find(|kind| kind.word() == word).map(Action::ChooseResidence)
    }));
    let desk = Rc::clone(controller);
    ask.on_came(move |came| desk.act(Action::Came(came)));
    ask.on_close_counter(press(Action::CloseCounter));
    ask.on_close_anyway(press(Action::CloseAnyway));
    ask.on_keep_mine(press(Action::KeepMine));
    ask.on_take_theirs(press(Action::TakeTheirs));
}

pub(super) fn show(window: &DeskWindow, view: &View) {
    let ask = window.global::<Ask<'_>>();
    let seen = &view.dialog;
    let lines = |rows: &[ChoiceRow]| {
        let line = |row: &ChoiceRow| ChoiceLine {
            key: row.key.as_str().into(),
            name: row.name.as_str().into(),
            chosen: row.chosen,
            key_cap: row.key_cap.as_str().into(),
            server: server(row.server),
            shut: row.shut,
        };
        rows.iter().map(line).collect::<Vec<_>>()
    };
    lay(&ask.get_first(), lines(&seen.first), |model| ask.set_first(model));
    lay(&ask.get_second(), lines(&seen.second), |model| ask.set_second(model));
    let leftovers = seen.leftovers.iter().map(ticket_line).collect();
    lay(&ask.get_leftovers(), leftovers, |model| ask.set_leftovers(model));
    ask.set_pointed(int(seen.pointed));
    ask.set_minutes(int(seen.minutes));
    ask.set_usual_minutes(int(seen.usual_minutes));
    ask.set_text(seen.text.as_str().into());
    ask.set_in_front(seen.in_front);
    ask.set_number(seen.number.as_str().into());
    ask.set_absent(seen.absent);
    ask.set_ready(seen.ready);
    ask.set_waiting(seen.waiting);
    ask.set_notice(notice(&seen.notice));
    let conflict = seen.conflict.rows.iter().map(|row| ConflictLine {
        field: row.field.into(),
        subject: row.subject.as_str().into(),
        mine: row.mine.as_str().into(),
        theirs: row.theirs.as_str().into(),
    });
    ask.set_conflict_in_practice(seen.conflict.practice);
    lay(&ask.get_conflict(), conflict.collect(), |model| ask.set_conflict(model));
    ask.set_kind(seen.kind.into());
}
