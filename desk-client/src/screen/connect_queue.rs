//! The left column and the ticket in hand.

use super::generated::{Hand, MannerKind, NoShowKind, Queue, ServerKind, TicketLine, WaitToneKind};
use super::{DeskWindow, int, rows::lay, when_known};
use crate::controller::Controller;
use crate::model::view::{Manner, ONE_KEY, TicketRow, View, channel_word};
use crate::model::{Action, NoShowLock, Server, WaitTone};
use slint::{ComponentHandle, SharedString};
use std::rc::Rc;
use turno_domain::ids::TicketId;

pub(super) fn connect(window: &DeskWindow, controller: &Rc<Controller>) {
    let queue = window.global::<Queue<'_>>();
    let press = |action: Action| {
        let desk = Rc::clone(controller);
        move || desk.act(action.clone())
    };
    let on_ticket = |make: fn(TicketId) -> Action| {
        let desk = Rc::clone(controller);
        move |id: SharedString| {
            if let Ok(id) = id.parse() {
                desk.act(make(id));
            }
        }
    };
    queue.on_call_next(press(Action::CallNext));
    queue.on_call_this(on_ticket(Action::CallThis));
    queue.on_recall(press(Action::Recall));
    queue.on_not_here(press(Action::NoShow));
    queue.on_select(on_ticket(Action::Select));
    queue.on_explain(press(Action::Explain));
    queue.on_undo(press(Action::Undo));
    queue.on_reinstate(on_ticket(Action::Reinstate));
    queue.on_take_up(on_ticket(Action::TakeUp));
    queue.on_back_in_line(on_ticket(Action::BackInLine));
    queue.on_goes_out(on_ticket(Action::Away));
    queue.on_pause(press(Action::Pause));
    let hand = window.global::<Hand<'_>>();
    hand.on_start(press(Action::Start));
    hand.on_finish(press(Action::Finish));
    hand.on_ask_transfer(press(Action::AskTransfer));
    hand.on_ask_park(press(Action::AskPark));
    hand.on_ask_walk_in(press(Action::AskWalkIn));
    hand.on_ask_people(press(Action::AskPeople));
    let desk = Rc::clone(controller);
    hand.on_walk_in(move |word| {
        if let Some(channel) = ONE_KEY.into_iter().find(|channel| word == channel_word(*channel)) {
            desk.act(Action::WalkIn(channel));
        }
    });
}

pub(super) fn show(window: &DeskWindow, view: &View) {
    let queue = window.global::<Queue<'_>>();
    let seen = &view.queue;
    queue.set_may_call(seen.may_call);
    queue.set_paused(seen.paused);
    queue.set_pause_until(when_known(seen.pause_until.as_ref()));
    queue.set_pause_reason(seen.pause_reason.as_str().into());
    queue.set_may_recall(seen.may_recall);
    let (lock, seconds) = match seen.no_show {
        NoShowLock::Idle => (NoShowKind::Idle, 0),
        NoShowLock::SecondCall(seconds) => (NoShowKind::SecondCall, seconds),
        NoShowLock::Seconds(seconds) => (NoShowKind::Seconds, seconds),
        NoShowLock::Unlocked => (NoShowKind::Unlocked, 0),
    };
    queue.set_no_show(lock);
    queue.set_no_show_seconds(int(seconds));
    queue.set_ends(seen.ends.as_str().into());
    queue.set_people(int(seen.people));
    let lines = |rows: &[TicketRow]| rows.iter().map(ticket_line).collect::<Vec<_>>();
    lay(&queue.get_waiting(), lines(&seen.waiting), |model| queue.set_waiting(model));
    lay(&queue.get_parked(), lines(&seen.parked), |model| queue.set_parked(model));
    lay(&queue.get_away(), lines(&seen.away), |model| queue.set_away(model));
    lay(&queue.get_no_shows(), lines(&seen.no_shows), |model| queue.set_no_shows(model));
    queue.set_explaining(seen.explaining);
    queue.set_next_number(seen.next_number.as_str().into());
    queue.set_next_rule(seen.next_rule.as_str().into());
    queue.set_next_minutes(int(seen.next_minutes));
    queue.set_next_target(int(seen.next_target));
    queue.set_next_longest(seen.next_longest);
    queue.set_undo_step(seen.undo.as_ref().map_or("", |undo| undo.step).into());
    queue.set_undo_number(seen.undo.as_ref().map_or("", |undo| undo.number.as_str()).into());
    queue.set_undo_seconds(seen.undo.as_ref().map_or(0, |undo| int(undo.seconds)));

    let hand = window.global::<Hand<'_>>();
    let seen = &view.hand;
    hand.set_has_ticket(seen.ticket.is_some());
    if let Some(number) = seen.ticket {
        hand.set_letter(SharedString::from(number.letter));
        hand.set_digits(slint::format!("{:03}", number.count));
        hand.set_index(place(number.letter));
    }
    hand.set_serving(seen.serving);
    hand.set_minutes(int(seen.minutes));
    hand.set_waited(int(seen.waited_minutes));
    hand.set_service(seen.service.as_str().into());
    hand.set_people(int(seen.people));
    hand.set_manner(manner(seen.manner));
    hand.set_phone(seen.phone.as_str().into());
    hand.set_calls(int(seen.calls));
    hand.set_because(seen.because.0.as_str().into());
    hand.set_because_minutes(int(seen.because.1));
    hand.set_usual_service(seen.usual_service.as_str().into());
    hand.set_channel(seen.channel.map_or("", channel_word).into());
    hand.set_file(seen.file);
    hand.set_busy(seen.busy);
}

pub(super) fn ticket_line(row: &TicketRow) -> TicketLine {
    TicketLine {
        id: slint::format!("{}", row.id),
        number: slint::format!("{}", row.number),
        index: place(row.number.letter),
        service: row.service.as_str().into(),
        discreet: row.discreet,
        language: row.language.unwrap_or_default().into(),
        manner: manner(row.manner),
        minutes: int(row.waited_minutes),
        tone: match row.tone {
            WaitTone::Untold => WaitToneKind::Untold,
            WaitTone::Fine => WaitToneKind::Fine,
            WaitTone::Near => WaitToneKind::Near,
            WaitTone::Over => WaitToneKind::Over,
        },
        target: int(row.target_minutes),
        people: int(row.people),
        goes_next: row.goes_next,
        selected: row.selected,
        started_here: row.started_here,
        bound_to: row.bound_to.as_str().into(),
        server: server(row.server),
        may_call: row.may_call,
    }
}

pub(super) fn server(server: Server) -> ServerKind {
    match server {
        Server::Here => ServerKind::Here,
        Server::Elsewhere => ServerKind::Elsewhere,
        Server::Nobody => ServerKind::Nobody,
    }
}

fn manner(manner: Option<Manner>) -> MannerKind {
    match manner {
        None => MannerKind::AsEverybody,
        Some(Manner::OutLoud) => MannerKind::OutLoud,
        Some(Manner::ComeToMe) => MannerKind::ComeToMe,
        Some(Manner::Phone) => MannerKind::Phone,
    }
}

/// A letter's place in the alphabet, A is 0: its colour.
pub(super) fn place(letter: char) -> i32 {
    i32::try_from(u32::from(letter).saturating_sub(u32::from('A'))).unwrap_or(0)
}
