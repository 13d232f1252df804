//! Figures of a period, from the store's rows to what travels.

use std::collections::BTreeMap;
use turno_domain::figures::{By, Figure, Row, Standards, Tally};
use turno_domain::ids::TicketId;
use turno_domain::keys::CounterKey;
use turno_domain::queue::CounterState;
use turno_domain::ticket::Ticket;
use turno_domain::time::{ClockReading, ServiceDay, Timestamp};
use turno_domain::transaction::CounterSpan;
use turno_protocol::statistics::{self as wire, Statistics, StatisticsRow};
use turno_store::queue::View;
use turno_store::{QueueReads, StoreError};

/// The figures from `from` to `to`, both included, with what is under way as far as it has come. `present` was looked at before
/// `reads` began: what has ended between the two stands in the rows and is not counted again.
///
/// # Errors
/// A store that cannot be read, or one to which no site was applied.
pub fn statistics(
    reads: &QueueReads<'_>,
    present: &Present,
    from: ServiceDay,
    to: ServiceDay,
    by: By,
) -> Result<Statistics, StoreError> {
    let site = reads.site()?.ok_or(StoreError::NotInitialised)?;
    let mut tally = Tally::new(by, Standards::from(&site));
    let within = |day: ServiceDay| (from..=to).contains(&day);
    let mut open: BTreeMap<TicketId, &Ticket> = present
        .tickets
        .iter()
        .filter(|ticket| within(ticket.day))
        .map(|ticket| (ticket.id, ticket))
        .collect();
    reads.transactions(from, to, |transaction| {
        if transaction.last {
            open.remove(&transaction.ticket);
        }
        tally.take(&transaction);
    })?;
    let closed = reads.counter_spans(from, to)?;
    let is_closed = |span: &CounterSpan| {
        closed.iter().any(|one| one.counter == span.counter && one.opened_at == span.opened_at)
    };
    for span in closed.iter().chain(present.spans.iter().filter(|span| !is_closed(span))) {
        if within(span.day) {
            tally.take_span(span);
        }
    }
    for ticket in open.into_values() {
        tally.take_open(ticket, present.now);
    }
    let figures = tally.figures();
    Ok(Statistics {
        from,
        to,
        by: by.word().to_owned(),
        rows: figures.rows.iter().map(|(key, figures)| row(key.text(), figures)).collect(),
        total: row(Some("total".to_owned()), &figures.total),
    })
}

/// What is under way: no row of the store tells of it yet.
pub struct Present {
    /// The moment.
    pub now: Timestamp,
    /// Tickets that are not over.
    pub tickets: Vec<Ticket>,
    /// Counters that are open, as spans that end at the moment.
    pub spans: Vec<CounterSpan>,
}

impl Present {
    /// What is under way in `view` at `now`, by the clock of then.
    pub fn of(view: &View, reading: &ClockReading) -> Self {
        let now = reading.wall;
        let Some(queue) = view.queue() else { return Self { now, tickets: Vec::new(), spans: Vec::new() } };
        let queue = queue.as_of(reading);
        let span = |(key, state): (&CounterKey, &CounterState)| {
            let opened_at = state.open_since?;
            Some(CounterSpan {
                counter: key.clone(),
                operator: state.operator()?.clone(),
                day: queue.day(),
                opened_at,
                closed_at: now.max(opened_at),
            })
        };
        let tickets = queue.leftovers().into_iter().cloned().collect();
        Self { now, tickets, spans: queue.counters().filter_map(span).collect() }
    }
}

fn seconds(ms: i64) -> f64 {
    ms as f64 / 1_000.0
}

fn figure(figure: &Figure) -> wire::Figure {
    wire::Figure {
        n: figure.n,
        mean_s: figure.mean_ms.map(|ms| ms / 1_000.0),
        median_s: figure.median_ms.map(seconds),
        p90_s: figure.p90_ms.map(seconds),
        longest_s: figure.longest_ms.map(seconds),
    }
}

fn row(key: Option<String>, row: &Row) -> StatisticsRow {
    StatisticsRow {
        key,
        arrived: row.arrived,
        served: row.served,
        no_show: row.no_show,
        cancelled: row.cancelled,
        expired: row.expired,
        left: row.left,
        appointment: row.appointment,
        wait: figure(&row.wait),
        wait_from_opening: figure(&row.wait_from_opening),
        walk: figure(&row.walk),
        service: figure(&row.service),
        visit: figure(&row.visit),
        estimated: row.estimated,
        service_level: row.service_level.as_ref().map(|level| wire::ServiceLevel {
            n: level.n,
            within: level.within,
            target_minutes: level.target_minutes,
        }),
        occupancy: row.occupancy.as_ref().map(|occupancy| wire::Occupancy {
            serving_s: seconds(occupancy.serving_ms),
            open_s: seconds(occupancy.open_ms),
            share: occupancy.share,
        }),
        forecast_error: row.forecast_error.as_ref().map(|error| wire::ForecastError {
            n: error.n,
            bias_s: error.bias_ms / 1_000.0,
            mean_absolute_s: error.mean_absolute_ms / 1_000.0,
            coverage: error.coverage,
        }),
    }
}

/// The figures as a table for people at a terminal: each with its n.
pub fn table(statistics: &Statistics) -> String {
    let mut lines = vec![vec![
        statistics.by.clone(),
        "arrived".into(),
        "served".into(),
        "no-show".into(),
        "cancelled".into(),
        "expired".into(),
        "wait: n".into(),
        "mean".into(),
        "median".into(),
        "p90".into(),
        "longest".into(),
        "service: n".into(),
        "mean".into(),
        "median".into(),
        "within target".into(),
    ]];
    let minutes =
        |value: Option<f64>| value.map_or_else(|| "-".to_owned(), |s| format!("{:.1} min", s / 60.0));
    for row in statistics.rows.iter().chain([&statistics.total]) {
        let level = row.service_level.as_ref().filter(|level| level.n > 0).map_or_else(
            || "-".to_owned(),
            |level| {
                format!(
                    "{:.0} % ({} of {})",
                    100.0 * level.within as f64 / level.n as f64,
                    level.within,
                    level.n
                )
            },
        );
        lines.push(vec![
            row.key.clone().unwrap_or_else(|| "(never called)".to_owned()),
            row.arrived.to_string(),
            row.served.to_string(),
            row.no_show.to_string(),
            row.cancelled.to_string(),
            row.expired.to_string(),
            row.wait.n.to_string(),
            minutes(row.wait.mean_s),
            minutes(row.wait.median_s),
            minutes(row.wait.p90_s),
            minutes(row.wait.longest_s),
            row.service.n.to_string(),
            minutes(row.service.mean_s),
            minutes(row.service.median_s),
            level,
        ]);
    }
    let width = |column: usize| lines.iter().map(|line| line[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..lines[0].len()).map(width).collect();
    let mut out = String::new();
    for line in &lines {
        let cells: Vec<String> = line
            .iter()
            .zip(&widths)
            .enumerate()
            .map(
                |(column, (cell, &width))| {
                    if column == 0 { format!("{cell:<width$}") } else { format!("{cell:>width$}") }
                },
            )
            .collect();
        out.push_str(cells.join("  ").trim_end());
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use turno_clock::Clock;
    use turno_domain::journal::Actor;
    use turno_domain::queue::{Command, Context, IssueCommand, Operator};
    use turno_domain::ticket::Channel;
    use turno_store::TxError;

    const SITE: &str = "name = \"Prova\"\n[[services]]\nkey = \"a\"\nletter = \"A\"\nnames = \"A\"\n\
                        [[counters]]\nkey = \"1\"\nlabel = \"1\"\n";

    #[tokio::test]
    async fn what_ends_between_the_two_looks_is_counted_once() {
        let folder = tempfile::tempdir().unwrap();
        let (clock, _) = Clock::stepped(Timestamp::from_millis(1_795_248_000_000));
        let crate::serve::Opened { hub, .. } = crate::serve::open(folder.path(), clock).unwrap();
        let now = hub.now();
        let site = crate::site_file::SiteFile::parse(SITE, None).unwrap().site;
        let day = site.service_day(now.wall);
        let run = async |commands: Vec<Command>| {
            let done: Result<(), TxError> = hub
                .write_queue(move |tx| {
                    let operator = Operator { key: "giulia".parse().unwrap(), qualifications: Vec::new() };
                    for command in commands {
                        let context = Context { now, operator: Some(&operator) };
                        tx.run(&command, &context, &Actor::default())?;
                    }
                    Ok(())
                })
                .await;
            done.unwrap();
        };
        let first: Result<(), StoreError> = hub
            .write_queue(move |tx| tx.initialise(site, None, day, now, &Actor::default()).map(|_| ()))
            .await;
        first.unwrap();
        let (ticket, counter) = (TicketId::from_parts(1, [1; 10]), "1".parse::<CounterKey>().unwrap());
        let issue = IssueCommand {
            ticket,
            service: "a".parse().unwrap(),
            channel: Channel::Kiosk,
            language: None,
            people: 1,
            booked_at: None,
            promise: None,
            in_advance: false,
        };
        let open = Command::OpenCounter { counter: counter.clone(), takeover: false };
        run(vec![open, Command::Issue(issue)]).await;
        let present = Present::of(&hub.queue().committed.read(), &now);
        assert_eq!((present.tickets.len(), present.spans.len()), (1, 1));
        let figures = async |present: Present| {
            hub.read_queue(move |reads| statistics(reads, &present, day, day, By::Counter)).await.unwrap()
        };
        run(vec![Command::Cancel(ticket), Command::CloseCounter { counter }]).await;
        let later = Present::of(&hub.queue().committed.read(), &now);
        let (told, true_figures) = (figures(present).await, figures(later).await);
        assert_eq!(told.total.arrived, 1);
        assert_eq!(told, true_figures);
    }
}
