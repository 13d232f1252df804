//! What stands around the work: the bar, notices, the way in, dialogs, figures.

use super::super::port::{EnrolmentFault, FoundEnrolment, Handover};
use super::super::{Desk, Dialog, Link, Notice, Page};
use super::Moment;
use super::lists::ConflictView;
use turno_domain::casework::UnresolvedReason;
use turno_domain::keys::{CounterKey, OperatorKey, ServiceKey};
use turno_domain::ticket::Channel;
use turno_domain::time::Timestamp;
use turno_protocol::counter::CounterStatusView;
use turno_protocol::statistics::{Figure, StatisticsRow};

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
    /// How many drafts of cases that were left are not stored yet.
    pub left_behind: usize,
    /// Grows when the window must take the keys again.
    pub home: u64,
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

/// The figures of a service or of the day.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FigureRow {
    /// The service; empty: the day.
    pub name: String,
    /// The service's letter.
    pub letter: Option<char>,
    /// Numbers taken.
    pub arrived: u64,
    /// Served.
    pub served: u64,
    /// How many waits the figures are over.
    pub n: u64,
    /// Minutes; none where n is 0.
    pub median: Option<i64>,
    /// Minutes.
    pub mean: Option<i64>,
    /// Minutes.
    pub p90: Option<i64>,
    /// Minutes.
    pub longest: Option<i64>,
    /// Served with a target.
    pub level_n: u64,
    /// Of these, called within it.
    pub level_within: u64,
    /// Per cent; none where there are none.
    pub level_percent: Option<u64>,
    /// The target, where all have the same.
    pub target: Option<u32>,
    /// Called and not come.
    pub no_show: u64,
}

/// The day's figures.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TodayView {
    /// Whether they are known.
    pub known: bool,
    /// Numbers that wait.
    pub waiting_tickets: u64,
    /// People who wait.
    pub waiting_people: u64,
    /// The day.
    pub total: FigureRow,
    /// Its services.
    pub rows: Vec<FigureRow>,
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
}

/// The open question.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DialogView {
    /// A stable word: `park`, `transfer`, `walk-in`, `pause`, `counter`, `service`, `unresolved`, `conflict`; empty: none.
    pub kind: &'static str,
    /// The first choice: services, channels, minutes, reasons.
    pub first: Vec<ChoiceRow>,
    /// The second: counters, services.
    pub second: Vec<ChoiceRow>,
    /// What is typed.
    pub text: String,
    /// Whether the ticket goes first in line.
    pub in_front: bool,
    /// Whether it can be confirmed.
    pub ready: bool,
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
            notice: self.notice_view(),
            left_behind: self.left_behind(),
            home: self.home,
        }
    }

    fn notice_view(&self) -> NoticeView {
        match &self.notice {
            None => NoticeView::default(),
            Some(Notice::NobodyWaits) => NoticeView { name: "nobody-waits".into(), ..NoticeView::default() },
            Some(Notice::Away) => NoticeView { name: "away".into(), ..NoticeView::default() },
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
            asking: self.command_flying,
            counters: counters.collect(),
        }
    }

    pub(super) fn today_view(&self) -> TodayView {
        let waiting = self.queue.waiting();
        let Some(today) = &self.today else { return TodayView::default() };
        let rows = today.rows.iter().map(|row| {
            let service = row.key.as_deref().and_then(|key| {
                self.site.iter().flat_map(|site| &site.services).find(|service| service.key.as_str() == key)
            });
            let mut figures = figure_row(row);
            figures.name = service
                .map(|service| self.text(&service.names))
                .or_else(|| row.key.clone())
                .unwrap_or_default();
            figures.letter = service.map(|service| service.letter);
            figures
        });
        TodayView {
            known: true,
            waiting_tickets: waiting.len() as u64,
            waiting_people: waiting.iter().map(|ticket| u64::from(ticket.people)).sum(),
            total: figure_row(&today.total),
            rows: rows.collect(),
        }
    }

    pub(super) fn dialog_view(&self) -> DialogView {
        let word = |key: &str, chosen| ChoiceRow { key: key.to_owned(), name: String::new(), chosen };
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
            Some(Dialog::Pause { minutes, reason }) => DialogView {
                kind: "pause",
                first: PAUSES
                    .iter()
                    .map(|each| word(&each.to_string(), Some(*each) == *minutes))
                    .chain([word("0", minutes.is_none())])
                    .collect(),
                text: reason.clone(),
                ready: true,
                ..DialogView::default()
            },
            Some(Dialog::Counter) => DialogView { kind: "counter", ..DialogView::default() },
            Some(Dialog::Service) => {
                DialogView { kind: "service", first: self.service_choices(None), ..DialogView::default() }
            }
            Some(Dialog::Unresolved) => DialogView { kind: "unresolved", ..DialogView::default() },
            Some(Dialog::CitizenConflict(_) | Dialog::PracticeConflict(_)) => {
                DialogView { kind: "conflict", conflict: self.conflict_view(), ..DialogView::default() }
            }
        }
    }

    fn service_choices(&self, chosen: Option<&ServiceKey>) -> Vec<ChoiceRow> {
        let services = self.site.iter().flat_map(|site| &site.services);
        let row = |service: &turno_protocol::site::SiteService| ChoiceRow {
            key: service.key.to_string(),
            name: self.text(&service.names),
            chosen: chosen == Some(&service.key),
        };
        services.map(row).collect()
    }

    /// The other counters at which somebody is.
    fn counter_choices(&self, chosen: Option<&CounterKey>) -> Vec<ChoiceRow> {
        let others = self.queue.counters.iter().filter(|counter| {
            counter.status != CounterStatusView::Closed && Some(&counter.key) != self.counter.as_ref()
        });
        let row = |counter: &turno_protocol::counter::CounterView| ChoiceRow {
            key: counter.key.to_string(),
            name: self.text(&counter.label),
            chosen: chosen == Some(&counter.key),
        };
        others.map(row).collect()
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

/// The reasons for which a practice ends without a solution.
pub const UNRESOLVED: [UnresolvedReason; 7] = [
    UnresolvedReason::RequirementsMissing,
    UnresolvedReason::HandedOn,
    UnresolvedReason::GivenUp,
    UnresolvedReason::Unreachable,
    UnresolvedReason::Refused,
    UnresolvedReason::Deceased,
    UnresolvedReason::Other,
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

/// A row with its waits from opening, which is what the desk answers for, in whole minutes.
fn figure_row(row: &StatisticsRow) -> FigureRow {
    let Figure { n, mean_s, median_s, p90_s, longest_s } = row.wait_from_opening;
    let minutes = |seconds: Option<f64>| seconds.map(|seconds| (seconds / 60.0).round() as i64);
    let level = row.service_level;
    FigureRow {
        name: String::new(),
        letter: None,
        arrived: row.arrived,
        served: row.served,
        n,
        median: minutes(median_s),
        mean: minutes(mean_s),
        p90: minutes(p90_s),
        longest: minutes(longest_s),
        level_n: level.map_or(0, |level| level.n),
        level_within: level.map_or(0, |level| level.within),
        level_percent: level
            .filter(|level| level.n > 0)
            .map(|level| (level.within * 100 + level.n / 2) / level.n),
        target: level.and_then(|level| level.target_minutes),
        no_show: row.no_show,
    }
}
