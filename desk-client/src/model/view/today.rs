//! The day's figures: the site's services in its own order, and the day.

use super::super::Desk;
use turno_protocol::statistics::{Figure, StatisticsRow};

/// The figures of a service or of the day.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FigureRow {
    /// The service; empty for the day, and where it is kept back.
    pub name: String,
    /// Whether the service's name is kept back.
    pub discreet: bool,
    /// The service's letter.
    pub letter: Option<char>,
    /// Numbers that wait now.
    pub waiting: u64,
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
    /// Left over at the end of the day, and nobody said what became of them.
    pub expired: u64,
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

impl Desk {
    pub(super) fn today_view(&self) -> TodayView {
        let waiting = self.queue.waiting();
        let Some(today) = &self.today else { return TodayView::default() };
        let waiting_for =
            |key: &str| waiting.iter().filter(|ticket| ticket.service.as_str() == key).count() as u64;
        let services = || self.site.iter().flat_map(|site| &site.services);
        let figures_of = |key: &str| {
            let row = today.rows.iter().find(|row| row.key.as_deref() == Some(key));
            let figures = row.map(figure_row).unwrap_or_default();
            FigureRow { waiting: waiting_for(key), ..figures }
        };
        let somebody_looks_on = self.in_hand().is_some();
        let of_the_site = services().map(|service| {
            let discreet = service.discreet && somebody_looks_on;
            FigureRow {
                name: if discreet { String::new() } else { self.text(&service.names) },
                discreet,
                letter: Some(service.letter),
                ..figures_of(service.key.as_str())
            }
        });
        // A service that the site file dropped during the day was served all the same.
        let dropped = today.rows.iter().filter_map(|row| row.key.as_deref());
        let dropped = dropped.filter(|key| services().all(|service| service.key.as_str() != *key));
        let dropped = dropped.map(|key| FigureRow { name: key.to_owned(), ..figures_of(key) });
        TodayView {
            known: true,
            waiting_tickets: waiting.len() as u64,
            waiting_people: waiting.iter().map(|ticket| u64::from(ticket.people)).sum(),
            total: FigureRow { waiting: waiting.len() as u64, ..figure_row(&today.total) },
            rows: of_the_site.chain(dropped).collect(),
        }
    }
}

/// A row with its waits from opening, which is what the desk answers for, in whole minutes.
fn figure_row(row: &StatisticsRow) -> FigureRow {
    let Figure { n, mean_s, median_s, p90_s, longest_s } = row.wait_from_opening;
    let minutes = |seconds: Option<f64>| seconds.map(|seconds| (seconds / 60.0).round() as i64);
    let level = row.service_level;
    FigureRow {
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
        expired: row.expired,
        ..FigureRow::default()
    }
}
