//! The figures of an import file, recomputed from the file alone.
//!
//! Reads the columns of CONTRACT.md's import CSV and nothing else of Turno, so that what a hub answers about the same file
//! can be held against it. It must not share a line with the code under test: no domain, no store.

use std::collections::BTreeMap;
use std::io;

use chrono::NaiveDateTime;
use serde::Deserialize;
use thiserror::Error;

/// A quantity over some visits, in seconds. The four are absent where `n` is 0.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Figure {
    /// How many visits it is about.
    pub n: usize,
    /// Arithmetic mean.
    pub mean_s: Option<f64>,
    /// Nearest rank: the ⌈n/2⌉-th smallest.
    pub median_s: Option<i64>,
    /// Nearest rank: the ⌈0.9·n⌉-th smallest.
    pub p90_s: Option<i64>,
    /// The largest.
    pub longest_s: Option<i64>,
}

impl Figure {
    /// The figure of these durations, in any order.
    pub fn of(mut seconds: Vec<i64>) -> Self {
        seconds.sort_unstable();
        let n = seconds.len();
        // In whole tenths, because 0.9 · n in floating point can land just above a whole number.
        let rank = |tenths: usize| seconds.get((n * tenths).div_ceil(10).saturating_sub(1)).copied();
        Self {
            n,
            mean_s: (n > 0).then(|| seconds.iter().map(|s| *s as f64).sum::<f64>() / n as f64),
            median_s: rank(5),
            p90_s: rank(9),
            longest_s: seconds.last().copied(),
        }
    }
}

/// What the file says of one service, or of all.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ServiceFigures {
    /// Visits.
    pub arrived: usize,
    /// Visits with the outcome served.
    pub served: usize,
    /// Visits with the outcome cancelled, or abandoned, which is the same.
    pub cancelled: usize,
    /// Visits with the outcome no-show.
    pub no_show: usize,
    /// Visits with the outcome expired.
    pub expired: usize,
    /// From arrival to the start of service (imported visits have no call), of the served.
    pub wait: Figure,
    /// From the start of service to leaving, of the served.
    pub service: Figure,
    /// From arrival to leaving, of the served.
    pub visit: Figure,
}

/// What is unusual in the file, without being wrong.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Oddities {
    /// Served in the second of arrival: a wait of 0.
    pub served_at_once: usize,
    /// Served, and left in the second service started.
    pub served_in_no_time: usize,
    /// Not served, and left in the second of arrival.
    pub gone_at_once: usize,
    /// Served by nobody that the file names.
    pub served_without_server: usize,
    /// Served by nobody within five seconds: dropped calls.
    pub dropped: usize,
    /// Left on a later day than arrived.
    pub over_midnight: usize,
    /// Rows that equal an earlier row in every column.
    pub repeated_rows: usize,
    /// Served without a start, or started without being served.
    pub start_against_outcome: usize,
    /// Service before arrival, or leaving before either.
    pub backwards: usize,
}

/// Everything read from one file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FileFigures {
    /// Visits in the file.
    pub rows: usize,
    /// By the file's service names, sorted.
    pub by_service: BTreeMap<String, ServiceFigures>,
    /// All of them together, not an average of averages.
    pub total: ServiceFigures,
    /// What is unusual in it.
    pub oddities: Oddities,
}

/// Why a file could not be read.
#[derive(Debug, Error)]
pub enum FileError {
    /// Not the expected CSV.
    #[error("not an import file")]
    Csv(#[from] csv::Error),
    /// An outcome that the contract does not name.
    #[error("an unknown outcome {0:?}")]
    Outcome(String),
}

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
struct Visit {
    arrived: NaiveDateTime,
    serving_started: Option<NaiveDateTime>,
    left: NaiveDateTime,
    outcome: String,
    service: String,
    priority: String,
    server: String,
}

/// Reads a file and computes its figures.
///
/// # Errors
/// A row that is not of the import format, or an unknown outcome.
pub fn read(file: impl io::Read) -> Result<FileFigures, FileError> {
    let visits: Vec<Visit> = csv::Reader::from_reader(file).deserialize().collect::<Result<_, _>>()?;
    let mut services: BTreeMap<String, Vec<&Visit>> = BTreeMap::new();
    for visit in &visits {
        services.entry(visit.service.clone()).or_default().push(visit);
    }
    let by_service = services
        .into_iter()
        .map(|(service, visits)| Ok((service, figures(&visits)?)))
        .collect::<Result<_, FileError>>()?;
    let total = figures(&visits.iter().collect::<Vec<_>>())?;
    Ok(FileFigures { rows: visits.len(), by_service, total, oddities: oddities(&visits) })
}

fn figures(visits: &[&Visit]) -> Result<ServiceFigures, FileError> {
    let mut all = ServiceFigures { arrived: visits.len(), ..ServiceFigures::default() };
    let (mut wait, mut service, mut stay) = (Vec::new(), Vec::new(), Vec::new());
    for visit in visits {
        match visit.outcome.as_str() {
            "served" => all.served += 1,
            "cancelled" | "abandoned" => all.cancelled += 1,
            "no-show" => all.no_show += 1,
            "expired" => all.expired += 1,
            other => return Err(FileError::Outcome(other.to_owned())),
        }
        if let ("served", Some(started)) = (visit.outcome.as_str(), visit.serving_started) {
            wait.push((started - visit.arrived).num_seconds());
            service.push((visit.left - started).num_seconds());
            stay.push((visit.left - visit.arrived).num_seconds());
        }
    }
    (all.wait, all.service, all.visit) = (Figure::of(wait), Figure::of(service), Figure::of(stay));
    Ok(all)
}

fn oddities(visits: &[Visit]) -> Oddities {
    let mut odd = Oddities::default();
    for visit in visits {
        let served = visit.outcome == "served";
        odd.start_against_outcome += usize::from(served != visit.serving_started.is_some());
        odd.over_midnight += usize::from(visit.left.date() > visit.arrived.date());
        odd.gone_at_once += usize::from(!served && visit.left == visit.arrived);
        let started = visit.serving_started.unwrap_or(visit.arrived);
        odd.backwards += usize::from(started < visit.arrived || visit.left < started);
        if served {
            odd.served_at_once += usize::from(started == visit.arrived);
            odd.served_in_no_time += usize::from(visit.left == started);
            odd.served_without_server += usize::from(visit.server.is_empty());
            odd.dropped += usize::from(visit.server.is_empty() && (visit.left - started).num_seconds() <= 5);
        }
    }
    let mut sorted: Vec<_> = visits.iter().collect();
    sorted.sort_unstable();
    odd.repeated_rows = sorted.windows(2).filter(|pair| pair[0] == pair[1]).count();
    odd
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str =
        concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/data/bank-call-centre-1999-02-first-half.csv");

    #[test]
    fn ranks_are_the_nearest_above() {
        let figure = |seconds: &[i64]| Figure::of(seconds.to_vec());
        assert_eq!(figure(&[]), Figure::default());
        let of = |f: Figure| (f.n, f.median_s.unwrap(), f.p90_s.unwrap(), f.longest_s.unwrap());
        assert_eq!(of(figure(&[7])), (1, 7, 7, 7));
        assert_eq!(of(figure(&[2, 1])), (2, 1, 2, 2));
        assert_eq!(of(figure(&[3, 1, 2])), (3, 2, 3, 3));
        assert_eq!(of(figure(&(1..=10).collect::<Vec<_>>())), (10, 5, 9, 10));
        assert_eq!(of(figure(&(1..=11).collect::<Vec<_>>())), (11, 6, 10, 11));
        assert_eq!(of(figure(&(1..=100).rev().collect::<Vec<_>>())), (100, 50, 90, 100));
        assert_eq!(figure(&[1, 2]).mean_s, Some(1.5));
    }

    #[test]
    fn the_file_is_what_its_readme_says() {
        let file = read(std::fs::File::open(FILE).unwrap()).unwrap();
        assert_eq!(file.rows, 17_259);
        let arrived: Vec<_> =
            file.by_service.iter().map(|(service, all)| (service.as_str(), all.arrived)).collect();
        assert_eq!(
            arrived,
            [("IN", 145), ("NE", 1_235), ("NW", 4_254), ("PE", 101), ("PS", 11_083), ("TT", 441)]
        );
        assert_eq!((file.total.served, file.total.cancelled), (14_353, 2_906));
        assert_eq!((file.total.no_show, file.total.expired), (0, 0));
        assert_eq!((file.total.wait.n, file.total.service.n), (14_353, 14_353));
        assert_eq!(
            file.oddities,
            Oddities {
                served_at_once: 7_427,
                served_in_no_time: 28,
                gone_at_once: 1_040,
                served_without_server: 275,
                dropped: 123,
                repeated_rows: 24,
                ..Oddities::default()
            }
        );
        // Recounted once by a program of another language.
        let told =
            |f: &Figure| (f.n, (f.mean_s.unwrap() * 1000.0).round() as i64, f.median_s, f.p90_s, f.longest_s);
        let regular = &file.by_service["PS"];
        assert_eq!(told(&regular.wait), (9_670, 28_241, Some(0), Some(92), Some(564)));
        assert_eq!(told(&regular.service), (9_670, 178_122, Some(113), Some(398), Some(3_736)));
        assert_eq!(told(&file.by_service["IN"].wait), (114, 92_412, Some(30), Some(251), Some(618)));
        assert_eq!(told(&file.total.wait), (14_353, 33_802, Some(0), Some(110), Some(676)));
        for all in file.by_service.values() {
            assert_eq!(all.arrived, all.served + all.cancelled);
            assert_eq!(all.served, all.wait.n);
        }
    }

    #[test]
    fn an_unknown_outcome_is_refused() {
        let file = "arrived,serving_started,left,outcome,service,priority,server\n\
                    1999-02-01T00:11:46,,1999-02-01T00:11:46,vanished,NW,0,\n";
        assert!(matches!(read(file.as_bytes()), Err(FileError::Outcome(outcome)) if outcome == "vanished"));
    }
}
