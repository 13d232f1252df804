//! What stands around the work: the bar, notices, the way in, dialogs.

use super::super::case::PersonCard;
use super::super::person::ResidenceKind;
use super::super::port::{EnrolmentFault, FoundEnrolment, Handover};
use super::super::{Desk, Dialog, Key, Link, NoShowLock, Notice, Page};
use super::Moment;
use super::entrance::{AilingView, HelpView};
use super::lists::ConflictView;
use turno_domain::casework::UnresolvedReason;
use turno_domain::keys::{CounterKey, OperatorKey, ServiceKey};
use turno_domain::ticket::Channel;
use turno_domain::time::Timestamp;
use turno_protocol::counter::CounterStatusView;

/// Something that must be told once.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NoticeView {
    /// A stable word: a problem's name, `nobody-waits` or `away`; empty: nothing.
    pub name: String,
    /// A counter's label that goes with it.
    pub counter: String,
    /// An operator's name that goes with it.
    pub operator: String,
    /// A time that goes with it.
    pub at: Option<Moment>,
}

/// Bar, notices, page.
#[derive(Clone, Debug, PartialEq)]
pub struct FrameView {
    /// The site's name.
    pub site: String,
    /// Whether the hub can be reached.
    pub link: Link,
    /// The counter's label.
    pub counter: String,
    /// The operator's name.
    pub operator: String,
    /// Which page.
    pub page: Page,
    /// Whether the screen is blanked.
    pub reserved: bool,
    /// What must be told.
    pub notice: NoticeView,
    /// How many drafts of cases that were left are not stored yet; none while nobody is signed in.
    pub left_behind: usize,
    /// How many of them the hub did not take.
    pub left_refused: usize,
    /// Who left drafts that are stored once they sign in, and how many.
    pub left_of_others: Vec<LeftRow>,
    /// The day that the hub's clock says, where a person is asked whether it is right.
    pub day_asked: Option<Moment>,
    /// Somebody who asks for help, or to whom somebody goes.
    pub help: Option<HelpView>,
    /// What is not well at the kiosks, first what needs a hand now.
    pub ailing: Vec<AilingView>,
    /// Whether it sounds where somebody asks for help.
    pub chime: bool,
    /// Grows when the window must take the keys again.
    pub home: u64,
}

/// Drafts that wait for who typed them.
#[derive(Clone, Debug, PartialEq)]
pub struct LeftRow {
    /// Whose, by name.
    pub operator: String,
    /// How many.
    pub drafts: usize,
}

/// An operator to choose.
#[derive(Clone, Debug, PartialEq)]
pub struct OperatorRow {
    /// Which.
    pub key: OperatorKey,
    /// The name.
    pub name: String,
}

/// A counter to choose.
#[derive(Clone, Debug, PartialEq)]
pub struct CounterRow {
    /// Which.
    pub key: CounterKey,
    /// The label.
    pub label: String,
    /// Who is there; empty: nobody.
    pub operator: String,
    /// Whether they are away for a while.
    pub paused: bool,
}

/// The way in.
#[derive(Clone, Debug, PartialEq)]
pub struct EntryView {
    /// Enrolment files; none while they are looked for.
    pub found: Option<Vec<FoundEnrolment>>,
    /// Why the last file was not taken.
    pub fault: Option<EnrolmentFault>,
    /// Who may sign in.
    pub operators: Vec<OperatorRow>,
    /// Who is signing in; empty: nobody yet.
    pub operator: String,
    /// Whether the session ended by itself.
    pub again: bool,
    /// Whether the hub is being asked.
    pub asking: bool,
    /// The counters.
    pub counters: Vec<CounterRow>,
}

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
}

/// The open question.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DialogView {
    /// A stable word: `park`, `transfer`, `walk-in`, `pause`, `counter`, `service`, `unresolved`, `residence`, `conflict`,
    /// `came`, `keys`; empty: none.
    pub kind: &'static str,
    /// The first choice: services, channels, minutes, reasons.
    pub first: Vec<ChoiceRow>,
    /// The second: counters, services.
    pub second: Vec<ChoiceRow>,
    /// What is typed.
    pub text: String,
    /// Whether the ticket goes first in line.
    pub in_front: bool,
    /// The number that it is about.
    pub number: String,
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
/// The lengths of a pause that are offered, minutes.
pub const PAUSES: [u32; 4] = [5, 10, 15, 30];

impl Desk {
    pub(super) fn frame_view(&self) -> FrameView {
        FrameView {
            site: self.site.as_ref().map(|site| self.text(&site.name)).unwrap_or_default(),
            link: self.link,
            counter: self.counter.as_ref().map(|key| self.counter_label(key.as_str())).unwrap_or_default(),
            operator: self.session.as_ref().map(|session| session.name.clone()).unwrap_or_default(),
            page: self.page,
            reserved: self.reserved,
            notice: self.notice_view(self.notice.as_ref()),
            left_behind: if self.session.is_some() { self.left_behind() } else { 0 },
            left_refused: self.left_refused(),
            left_of_others: self
                .waiting_for_others()
                .into_iter()
                .map(|(operator, drafts)| LeftRow { operator: self.operator_name(operator), drafts })
                .collect(),
            day_asked: self.queue.day_asked.map(Moment::of_day),
            help: self.help_view(),
            ailing: self.ailing_views(),
            chime: self.habits.chime,
            home: self.home,
        }
    }

    fn notice_view(&self, notice: Option<&Notice>) -> NoticeView {
        match notice {
            None => NoticeView::default(),
            Some(Notice::NobodyWaits) => NoticeView { name: "nobody-waits".into(), ..NoticeView::default() },
            Some(Notice::Away) => NoticeView { name: "away".into(), ..NoticeView::default() },
            Some(Notice::InHand) => NoticeView { name: "ticket-in-hand".into(), ..NoticeView::default() },
            Some(Notice::Problem(problem)) => {
                let fact = |name: &str| problem.facts.get(name).and_then(|value| value.as_str());
                let at = ["unlocks_at", "next", "until", "locked_until"].into_iter().find_map(fact);
                let at = at.and_then(|text| chrono::DateTime::parse_from_rfc3339(text).ok());
                NoticeView {
                    name: problem.name().to_owned(),
                    counter: fact("counter").map(|key| self.counter_label(key)).unwrap_or_default(),
                    operator: fact("operator")
                        .and_then(|key| key.parse::<OperatorKey>().ok())
                        .map(|key| self.operator_name(&key))
                        .unwrap_or_default(),
                    at: at.map(|at| self.moment(Timestamp::from_millis(at.timestamp_millis()))),
                }
            }
        }
    }

    pub(super) fn entry_view(&self) -> EntryView {
        let counters = self.queue.counters.iter().map(|counter| CounterRow {
            key: counter.key.clone(),
            label: self.text(&counter.label),
            operator: match (&counter.status, &counter.operator) {
                (CounterStatusView::Closed, _) | (_, None) => String::new(),
                (_, Some(operator)) => self.operator_name(operator),
            },
            paused: counter.status == CounterStatusView::Paused,
        });
        EntryView {
            found: self.entry.found.clone(),
            fault: self.entry.fault,
            operators: self
                .operators
                .iter()
                .map(|operator| OperatorRow { key: operator.key.clone(), name: operator.name.clone() })
                .collect(),
            operator: self.entry.operator.as_ref().map(|key| self.operator_name(key)).unwrap_or_default(),
            again: self.entry.again,
            asking: self.is_commanding(),
            counters: counters.collect(),
        }
    }

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
        let word = |key: &str, chosen| {
            let (key, name, key_cap) = (key.to_owned(), String::new(), String::new());
            ChoiceRow { key, name, chosen, key_cap }
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
                second: self.service_choices(service.as_ref()),
                ready: service.is_some(),
                ..DialogView::default()
            },
            Some(Dialog::Pause { minutes }) => DialogView {
                kind: "pause",
                first: PAUSES
                    .iter()
                    .map(|each| word(&each.to_string(), Some(*each) == *minutes))
                    .chain([word("0", minutes.is_none())])
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
        };
        self.other_counters().map(row).collect()
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
