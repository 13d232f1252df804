//! Whether a long past costs anything: the same commands at hubs that remember a thousand, a hundred thousand and a million tickets.

use crate::house::{House, site_file};
use crate::load::{Load, What, send};
use crate::report::{Aim, Section, millis, rate};
use anyhow::{Result, bail};
use chrono::{NaiveDate, TimeDelta};
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;
use std::time::{Duration, Instant};
use turno_tests::{Site, SiteOptions};

const PASTS: [usize; 3] = [1_000, 100_000, 1_000_000];
const A_DAY: usize = 1_000;
/// The hubs take turns, so that what else the machine does meets all of them alike.
const ROUNDS: usize = 7;
const ONE: usize = 400;
const MANY: usize = 3_000;
const CLIENTS: usize = 64;
const AIM_TIMES: f64 = 1.2;

/// The four figures of one hub, a value a round.
#[derive(Default)]
struct Figures {
    issue_p50: Vec<Duration>,
    call_p50: Vec<Duration>,
    issue_rate: Vec<f64>,
    call_rate: Vec<f64>,
}

pub async fn measure(folder: &Path) -> Result<Section> {
    let mut hubs = Vec::new();
    for visits in PASTS {
        let (house, imported) = hub_with(&folder.join(format!("past-{visits}")), visits).await?;
        hubs.push((visits, house, imported, Figures::default()));
    }
    for _ in 0..ROUNDS {
        for (_, house, _, figures) in &mut hubs {
            let issued: Load = send(house, What::Issue, 1, ONE).await?;
            let called = send(house, What::CallNext, 1, ONE).await?;
            figures.issue_p50.push(issued.latencies.p50());
            figures.call_p50.push(called.latencies.p50());
            figures.issue_rate.push(send(house, What::Issue, CLIENTS, MANY).await?.per_second());
            figures.call_rate.push(send(house, What::CallNext, CLIENTS, MANY).await?.per_second());
        }
    }
    let mut section = Section::new(
        "A long past",
        "Medians of 7 rounds in which the three hubs took turns; the past came by `turno-hub import`. The yardstick is the hub with a \
         thousand tickets.",
        &[
            "past tickets",
            "imported in",
            "issue p50, 1 client",
            "call-next p50, 1 client",
            "issue a second, 64 clients",
            "call-next a second, 64 clients",
        ],
    );
    let of: Vec<_> =
        hubs.iter().map(|(visits, _, imported, figures)| (visits, imported, figures.medians())).collect();
    let (_, _, yardstick) = of[0];
    for (visits, imported, found) in &of {
        section.row([
            visits.to_string(),
            format!("{:.1} s", imported.as_secs_f64()),
            millis(found.issue_p50),
            millis(found.call_p50),
            rate(found.issue_rate),
            rate(found.call_rate),
        ]);
    }
    for (visits, _, found) in &of[1..] {
        let times = |slow: f64, quick: f64| slow / quick;
        for (what, ratio) in [
            ("issue p50", times(found.issue_p50.as_secs_f64(), yardstick.issue_p50.as_secs_f64())),
            ("call-next p50", times(found.call_p50.as_secs_f64(), yardstick.call_p50.as_secs_f64())),
            ("issue by 64", times(yardstick.issue_rate, found.issue_rate)),
            ("call-next by 64", times(yardstick.call_rate, found.call_rate)),
        ] {
            let said = format!("{what} with {visits} past tickets: {ratio:.2} times that with 1000");
            section.aim(Aim::at_most(said, ratio, AIM_TIMES));
        }
    }
    Ok(section)
}

#[derive(Clone, Copy)]
struct Medians {
    issue_p50: Duration,
    call_p50: Duration,
    issue_rate: f64,
    call_rate: f64,
}

impl Figures {
    fn medians(&self) -> Medians {
        fn middle<T: Copy>(values: &[T], order: impl Fn(&T, &T) -> std::cmp::Ordering) -> T {
            let mut sorted = values.to_vec();
            sorted.sort_by(order);
            sorted[sorted.len() / 2]
        }
        Medians {
            issue_p50: middle(&self.issue_p50, Ord::cmp),
            call_p50: middle(&self.call_p50, Ord::cmp),
            issue_rate: middle(&self.issue_rate, f64::total_cmp),
            call_rate: middle(&self.call_rate, f64::total_cmp),
        }
    }
}

async fn hub_with(folder: &Path, visits: usize) -> Result<(House, Duration)> {
    fs::create_dir_all(folder)?;
    let settings = site_file(folder)?;
    let site = Site::prepare(SiteOptions::on_real_time(&settings, folder))?;
    let file = folder.join("past.csv");
    write_past(&file, visits)?;
    let began = Instant::now();
    let arguments =
        ["import", "--site", &settings.to_string_lossy(), "--format", "csv", &file.to_string_lossy()];
    let answer = site.admin(&arguments).await?;
    if answer.status != 0 {
        bail!("the past was refused: {}", answer.err);
    }
    let imported = began.elapsed();
    fs::remove_file(&file)?;
    let house = House::start(site, CLIENTS).await?;
    send(&house, What::Issue, 8, 500).await?;
    Ok((house, imported))
}

/// Invented visits, a thousand on each of the days from 2015 on.
fn write_past(path: &Path, visits: usize) -> Result<()> {
    let first = NaiveDate::from_ymd_opt(2015, 1, 5).and_then(|day| day.and_hms_opt(8, 0, 0));
    let Some(first) = first else { bail!("no such day") };
    let mut file = BufWriter::new(File::create(path)?);
    writeln!(file, "arrived,serving_started,left,outcome,service,priority,server")?;
    for nth in 0..visits {
        let (day, of_day) = ((nth / A_DAY) as i64, (nth % A_DAY) as i64);
        let arrived = first + TimeDelta::days(day) + TimeDelta::seconds(of_day * 30);
        let started = arrived + TimeDelta::seconds(60 + of_day % 900);
        let left = started + TimeDelta::seconds(120 + of_day % 700);
        let service = char::from(b'a' + (nth % crate::house::SERVICES) as u8);
        let time = "%Y-%m-%dT%H:%M:%S";
        let (arrived, started, left) = (arrived.format(time), started.format(time), left.format(time));
        writeln!(file, "{arrived},{started},{left},served,{service},1,{}", nth % 8 + 1)?;
    }
    Ok(file.flush()?)
}
