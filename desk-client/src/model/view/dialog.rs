//! The open question: its choices, each with its key and, where there is one, the reason why it is not to be made.

use super::super::case::PersonCard;
use super::super::dialog::{OUTCOMES, PAUSE_REASONS, PEOPLE};
use super::super::person::ResidenceKind;
use super::super::port::Handover;
use super::super::{Desk, Dialog, Key, NoShowLock, Server};
use super::citizen::{GIVEN, given_word};
use super::form::form_word;
use super::frame::NoticeView;
use super::lists::ConflictView;
use super::queue::TicketRow;
use turno_domain::casework::UnresolvedReason;
use turno_domain::keys::{CounterKey, ServiceKey};
use turno_domain::ticket::{Channel, Outcome};

/// Something to choose in a dialog.
#[derive(Clone, Debug, PartialEq)]
pub struct ChoiceRow {
    /// A key or a stable word.
    pub key: String,
    /// What it is called; empty: the screen has a word for the key.
    pub name: String,
    /// Whether it is chosen.
    pub chosen: bool,
    /// What is printed on it for its key; empty: it has none.
    pub key_cap: String,
    /// Who present may serve it.
    pub server: Server,
    /// Whether it cannot be chosen.
    pub shut: bool,
}

/// The open question.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DialogView {
    /// A stable word: `park`, `transfer`, `walk-in`, `pause`, `counter`, `service`, `unresolved`, `residence`, `conflict`,
    /// `came`, `leftovers`, `forgotten`, `people`, `notice`, `consent`, `withdraw`, `alike`, `keys`, `call`, `protocol`, `step`,
    /// `presenter`, `step-done`, `step-dropped`, `offer`, `member`, `return`; empty: none.
    pub kind: &'static str,
    /// The first choice: services, channels, minutes, reasons.
    pub first: Vec<ChoiceRow>,
    /// The second: counters, services.
    pub second: Vec<ChoiceRow>,
    /// What is typed.
    pub text: String,
    /// Whether the ticket goes first in line.
    pub in_front: bool,
    /// The number that it is about, or what was to be done.
    pub number: String,
    /// How long it has been in hand, minutes.
    pub minutes: i64,
    /// What that usually takes, minutes.
    pub usual_minutes: i64,
    /// Who would be left over.
    pub leftovers: Vec<TicketRow>,
    /// The one of them that is pointed at, from 0.
    pub pointed: usize,
    /// Whether who did not come is absent by the rule, and does not merely keep the place.
    pub absent: bool,
    /// Whether it can be confirmed.
    pub ready: bool,
    /// Whether the hub is being asked for it.
    pub waiting: bool,
    /// What the hub said to it.
    pub notice: NoticeView,
    /// Two versions.
    pub conflict: ConflictView,
}

/// The channels of a visit without a kiosk.
pub const CHANNELS: [Channel; 7] = [
    Channel::Desk,
    Channel::Phone,
    Channel::Mail,
    Channel::Home,
    Channel::Appointment,
    Channel::Event,
    Channel::ThirdPerson,
];
/// The channels that are opened by one key, for the usual service.
pub const ONE_KEY: [Channel; 5] =
    [Channel::Desk, Channel::Phone, Channel::Mail, Channel::Home, Channel::Event];
/// The lengths of a pause that are offered, minutes.
pub const PAUSES: [u32; 4] = [5, 10, 15, 30];

impl Desk {
    pub(super) fn dialog_view(&self) -> DialogView {
        let mut view = self.question_view();
        for rows in [&mut view.first, &mut view.second] {
            for (at, row) in rows.iter_mut().enumerate().filter(|(_, row)| row.key_cap.is_empty()) {
                row.key_cap = Key::of_choice(at).map(Key::cap).unwrap_or_default();
            }
        }
        DialogView {
            waiting: self.dialog_waits(),
            notice: self.notice_view(self.dialog_notice.as_ref()),
            ..view
        }
    }

    fn question_view(&self) -> DialogView {
        let word = |key: &str, chosen| ChoiceRow {
            key: key.to_owned(),
            name: String::new(),
            chosen,
            key_cap: String::new(),
            server: Server::Here,
            shut: false,
        };
        match &self.dialog {
            None => DialogView::default(),
            Some(Dialog::Park { text }) => DialogView {
                kind: "park",
                text: text.clone(),
                ready: !text.trim().is_empty(),
                ..DialogView::default()
            },
            Some(Dialog::Transfer { to, first, note }) => DialogView {
                kind: "transfer",
                first: self.service_choices(match to {
                    Some(Handover::Service(key)) => Some(key),
                    _ => None,
                }),
                second: self.counter_choices(match to {
                    Some(Handover::Counter(key)) => Some(key),
                    _ => None,
                }),
                text: note.clone(),
                in_front: *first,
                ready: to.is_some(),
                ..DialogView::default()
            },
            Some(Dialog::WalkIn { channel, service }) => DialogView {
                kind: "walk-in",
                first: CHANNELS.iter().map(|each| word(channel_word(*each), each == channel)).collect(),
                second: self.service_choices(service.as_ref()).into_iter().map(only_here).collect(),
                ready: service.is_some(),
                ..DialogView::default()
            },
            Some(Dialog::Pause { minutes, reason }) => DialogView {
                kind: "pause",
                first: PAUSES
                    .iter()
                    .map(|each| word(&each.to_string(), Some(*each) == *minutes))
                    .chain([word("0", minutes.is_none())])
                    .collect(),
                second: PAUSE_REASONS
                    .iter()
                    .enumerate()
                    .map(|(at, each)| ChoiceRow {
                        key_cap: Key::of_pause_reason(at).cap(),
                        ..word(each, Some(*each) == *reason)
                    })
                    .collect(),
                ready: true,
                ..DialogView::default()
            },
            Some(Dialog::Counter) => DialogView { kind: "counter", ..DialogView::default() },
            Some(Dialog::Service) => {
                DialogView { kind: "service", first: self.service_choices(None), ..DialogView::default() }
            }
            Some(Dialog::Unresolved { text }) => DialogView {
                kind: "unresolved",
                text: text.clone(),
                ready: !text.trim().is_empty(),
                ..DialogView::default()
            },
            Some(Dialog::Came { ticket, .. }) => DialogView {
                kind: "came",
                number: self.queue.ticket(*ticket).map(|known| known.number.to_string()).unwrap_or_default(),
                absent: self.no_show_lock() == NoShowLock::Unlocked,
                ready: true,
                ..DialogView::default()
            },
            Some(Dialog::Leftovers) => DialogView {
                kind: "leftovers",
                first: OUTCOMES.iter().map(|outcome| word(outcome_word(*outcome), false)).collect(),
                leftovers: self.leftovers().into_iter().map(|ticket| self.ticket_row(ticket)).collect(),
                pointed: self.pointed_leftover(),
                ready: true,
                ..DialogView::default()
            },
            Some(Dialog::Forgotten { ticket }) => {
                let known = self.queue.ticket(*ticket);
                let since = known.and_then(|known| known.started_at);
                DialogView {
                    kind: "forgotten",
                    number: known.map(|known| known.number.to_string()).unwrap_or_default(),
                    minutes: since.map_or(0, |since| self.minutes_since(since.0)),
                    usual_minutes: known.and_then(|known| self.usual_minutes(&known.service)).unwrap_or(0),
                    ready: true,
                    ..DialogView::default()
                }
            }
            Some(Dialog::People) => {
                let now = self.in_hand().map_or(1, |ticket| ticket.people);
                DialogView {
                    kind: "people",
                    first: (1..=PEOPLE).map(|people| word(&people.to_string(), people == now)).collect(),
                    ready: true,
                    ..DialogView::default()
                }
            }
            Some(Dialog::Keys) => DialogView { kind: "keys", ..DialogView::default() },
            Some(Dialog::Close) => DialogView { kind: "close", ..DialogView::default() },
            Some(Dialog::Residence) => DialogView {
                kind: "residence",
                first: ResidenceKind::ALL
                    .iter()
                    .map(|kind| word(kind.word(), Some(*kind) == self.residence_kind()))
                    .collect(),
                ..DialogView::default()
            },
            Some(Dialog::Notice { version, controller, .. }) => DialogView {
                kind: "notice",
                first: GIVEN.iter().map(|given| word(given_word(*given), false)).collect(),
                ready: !version.trim().is_empty() && !controller.trim().is_empty() && self.day_is_told(),
                ..DialogView::default()
            },
            Some(Dialog::Consent { purpose, .. }) => DialogView {
                kind: "consent",
                text: purpose.clone(),
                ready: !purpose.trim().is_empty() && self.day_is_told(),
                ..DialogView::default()
            },
            Some(Dialog::Withdraw { .. }) => {
                DialogView { kind: "withdraw", ready: self.day_is_told(), ..DialogView::default() }
            }
            Some(Dialog::Alike { .. }) => {
                DialogView { kind: "alike", ready: self.may_merge(), ..DialogView::default() }
            }
            Some(Dialog::Form(form)) => DialogView {
                kind: form_word(form.kind),
                first: Self::form_choices(form),
                ready: form.is_ready(self.today_date()),
                ..DialogView::default()
            },
            Some(Dialog::StepEnd { what, done, text, .. }) => DialogView {
                kind: if *done { "step-done" } else { "step-dropped" },
                number: what.clone(),
                text: text.clone(),
                ready: true,
                ..DialogView::default()
            },
            Some(Dialog::Offer) => {
                DialogView { kind: "offer", first: self.colleague_choices(), ..DialogView::default() }
            }
            Some(Dialog::Member) => {
                DialogView { kind: "member", first: self.colleague_choices(), ..DialogView::default() }
            }
            Some(Dialog::Return { text }) => DialogView {
                kind: "return",
                text: text.clone(),
                ready: !text.trim().is_empty(),
                ..DialogView::default()
            },
            Some(Dialog::CitizenConflict(_) | Dialog::PracticeConflict(_)) => {
                DialogView { kind: "conflict", conflict: self.conflict_view(), ..DialogView::default() }
            }
        }
    }

    /// What sort of place the person on the desk lives in.
    fn residence_kind(&self) -> Option<ResidenceKind> {
        match self.case.as_ref().map(|case| &case.person) {
            Some(PersonCard::Record(draft)) => Some(draft.fields.residence_kind),
            _ => None,
        }
    }

    fn service_choices(&self, chosen: Option<&ServiceKey>) -> Vec<ChoiceRow> {
        let services = self.site.iter().flat_map(|site| &site.services);
        let row = |service: &turno_protocol::site::SiteService| ChoiceRow {
            key: service.key.to_string(),
            name: self.text(&service.names),
            chosen: chosen == Some(&service.key),
            key_cap: Key::of_service(service).cap(),
            server: self.server(&service.key),
            shut: false,
        };
        services.map(row).collect()
    }

    /// The other counters at which somebody is.
    fn counter_choices(&self, chosen: Option<&CounterKey>) -> Vec<ChoiceRow> {
        let row = |counter: &turno_protocol::counter::CounterView| ChoiceRow {
            key: counter.key.to_string(),
            name: self.text(&counter.label),
            chosen: chosen == Some(&counter.key),
            key_cap: String::new(),
            server: if self.may_be_handed(&Handover::Counter(counter.key.clone())) {
                Server::Here
            } else {
                Server::Nobody
            },
            shut: !self.may_be_handed(&Handover::Counter(counter.key.clone())),
        };
        self.other_counters().map(row).collect()
    }
}

/// A service that is opened here: one that may not be served here cannot be chosen.
fn only_here(row: ChoiceRow) -> ChoiceRow {
    ChoiceRow { shut: row.server != Server::Here, ..row }
}

/// An outcome's word on the wire.
pub fn outcome_word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::ServedLate => "served-late",
        Outcome::Appointment => "appointment",
        Outcome::Left => "left",
        Outcome::Expired => "expired",
    }
}

/// A channel's word on the wire.
pub fn channel_word(channel: Channel) -> &'static str {
    match channel {
        Channel::Kiosk => "kiosk",
        Channel::Desk => "desk",
        Channel::Appointment => "appointment",
        Channel::Phone => "phone",
        Channel::Mail => "mail",
        Channel::Home => "home",
        Channel::Event => "event",
        Channel::ThirdPerson => "third-person",
    }
}

/// The reasons for which a practice ends without a solution; any other is written in words.
pub const UNRESOLVED: [UnresolvedReason; 6] = [
    UnresolvedReason::RequirementsMissing,
    UnresolvedReason::HandedOn,
    UnresolvedReason::GivenUp,
    UnresolvedReason::Unreachable,
    UnresolvedReason::Refused,
    UnresolvedReason::Deceased,
];

/// Such a reason's word on the wire.
pub fn unresolved_word(reason: UnresolvedReason) -> &'static str {
    match reason {
        UnresolvedReason::GivenUp => "given-up",
        UnresolvedReason::Unreachable => "unreachable",
        UnresolvedReason::RequirementsMissing => "requirements-missing",
        UnresolvedReason::HandedOn => "handed-on",
        UnresolvedReason::Refused => "refused",
        UnresolvedReason::Deceased => "deceased",
        UnresolvedReason::Other => "other",
    }
}
