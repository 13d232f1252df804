//! The sessions of a day: why no number can be had, when one can, and what is said before one is taken.

use super::Model;
use super::view::{ClosedView, ClosedWhy, HoursRow};
use chrono::{Datelike, TimeDelta};
use turno_domain::site::Doors;
use turno_domain::text::Texts;
use turno_domain::time::Timestamp;
use turno_protocol::site::{SiteHours, SiteService};

/// The days of the week as the site names them, Monday first.
const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// Why a number is not given without a word.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Doubt {
    /// The wait may go on beyond the closing time.
    Late(Timestamp),
    /// Nobody present may serve it; when somebody is, where the site says.
    Nobody(Option<Texts>),
}

impl Model {
    /// What is to be said before a number of this service is given.
    pub(super) fn doubt(&self, service: &SiteService) -> Option<Doubt> {
        if self.standing.may_serve.as_ref().is_some_and(|may| !may.contains(&service.key)) {
            return Some(Doubt::Nobody(service.when.clone()));
        }
        let band = self.standing.services.get(&service.key)?.expected?;
        let closes = self.standing.closes_at?;
        let latest = self.now.wall.plus(TimeDelta::minutes(i64::from(band.high)));
        (latest > closes).then_some(Doubt::Late(closes))
    }

    /// The service of whoever would rather talk to somebody, where somebody present may serve it.
    pub(super) fn somebody_to_talk_to(&self) -> Option<SiteService> {
        let key = self.site.as_ref()?.kiosk.default_service.as_ref()?;
        let served = self.standing.may_serve.as_ref().is_none_or(|may| may.contains(key));
        self.services().find(|service| served && &service.key == key).cloned()
    }

    /// Whether somebody holds a number of this day that is not over.
    pub(super) fn numbers_are_out(&self) -> bool {
        self.standing.tickets.iter().any(|held| !held.state.is_over())
    }

    /// Why there are no numbers, and what to do.
    pub(super) fn closed(&self) -> ClosedView {
        ClosedView {
            why: self.why_closed(),
            opening: self.standing.opens_at.map(|moment| self.opening(moment)),
            hours: self.week(),
            numbers_are_out: self.numbers_are_out(),
            elsewhere: self
                .site
                .as_ref()
                .and_then(|site| site.kiosk.elsewhere.as_ref())
                .map(|texts| self.text(texts))
                .unwrap_or_default(),
        }
    }

    fn why_closed(&self) -> ClosedWhy {
        if self.standing.doors == Doors::Closed {
            return ClosedWhy::ByHand;
        }
        if self.standing.serving {
            return ClosedWhy::NumbersOver;
        }
        let now = self.now.wall.local(self.timezone);
        let opens_today = self
            .standing
            .opens_at
            .is_some_and(|moment| moment.local(self.timezone).date_naive() == now.date_naive());
        let (day, time) = (now.weekday().num_days_from_monday(), now.format("%H:%M").to_string());
        let mut today = self.sessions_of(day).peekable();
        match (opens_today, today.peek().is_some(), today.any(|session| session.closes <= time)) {
            (true, _, true) => ClosedWhy::Pause,
            (true, _, false) => ClosedWhy::BeforeOpening,
            (false, true, _) => ClosedWhy::Over,
            (false, false, _) if self.has_hours() => ClosedWhy::NotToday,
            (false, false, _) => ClosedWhy::Over,
        }
    }

    fn has_hours(&self) -> bool {
        self.site.as_ref().is_some_and(|site| !site.hours.is_empty())
    }

    fn sessions_of(&self, day: u32) -> impl Iterator<Item = &SiteHours> {
        let word = DAYS.get(day as usize).copied().unwrap_or_default();
        self.site
            .iter()
            .flat_map(|site| &site.hours)
            .filter(move |session| session.days.iter().any(|named| named == word))
    }

    /// The opening hours of the week: days in a row with the same ones stand together.
    fn week(&self) -> Vec<HoursRow> {
        let mut rows: Vec<HoursRow> = Vec::new();
        for day in 0..7 {
            let mut sessions: Vec<&SiteHours> = self.sessions_of(day).collect();
            if sessions.is_empty() {
                continue;
            }
            sessions.sort_by(|one, other| one.opens.cmp(&other.opens));
            let spans: Vec<String> =
                sessions.iter().map(|s| format!("{}–{}", plain(&s.opens), plain(&s.closes))).collect();
            let times = spans.join(" · ");
            match rows.last_mut() {
                Some(row) if row.last + 1 == day && row.times == times => row.last = day,
                _ => rows.push(HoursRow { first: day, last: day, times }),
            }
        }
        rows
    }
}

/// `09:00` as people write it.
fn plain(time: &str) -> &str {
    time.strip_prefix('0').unwrap_or(time)
}
