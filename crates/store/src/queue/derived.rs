//! The tables that are made from the journal: tickets, numbering, transactions, counter spans.

use crate::columns::{self, NameKind, Names};
use crate::error::StoreError;
use rusqlite::{Connection, Row};
use turno_domain::ids::TicketId;
use turno_domain::journal::{Entry, Event};
use turno_domain::keys::ServiceKey;
use turno_domain::queue::{Effects, Queue};
use turno_domain::ticket::{Promise, Ticket};
use turno_domain::time::ServiceDay;
use turno_domain::transaction::{CounterSpan, Transaction};

/// The tables that can be emptied and made again.
pub(super) const TABLES: [&str; 4] = ["tickets", "numbering", "transactions", "counter_spans"];

/// Writes what `entry` changed, as `effects` name it and `queue` shows it afterwards.
pub(super) fn write(
    connection: &Connection,
    names: &mut Names,
    queue: Option<&Queue>,
    entry: &Entry,
    effects: &Effects,
) -> Result<(), StoreError> {
    match &entry.event {
        Event::DayOpened { day, used, .. } => {
            for (service, count) in used {
                write_number(connection, names, *day, service, *count)?;
            }
        }
        Event::TicketIssued { day, service, number, .. } => {
            write_number(connection, names, *day, service, number.count)?;
        }
        Event::VisitImported { transaction } => write_transaction(connection, names, transaction)?,
        _ => {}
    }
    for span in &effects.spans {
        write_span(connection, names, entry.sequence, span)?;
    }
    let ticket = |id: &TicketId| queue.and_then(|queue| queue.ticket(*id));
    // An issue may come with a set clock, which moves the times of others.
    let mut changed = effects.tickets.as_slice();
    if let Event::TicketIssued { ticket: id, .. } = &entry.event {
        let taken = || StoreError::NameTaken { what: "ticket", name: id.to_string() };
        // The rules know today's tickets alone; an identifier of a past day must not be written over either.
        let (first, others) = changed.split_first().filter(|(first, _)| *first == id).ok_or_else(taken)?;
        let issued = ticket(first).ok_or_else(taken)?;
        if !insert_ticket(connection, names, issued)? {
            return Err(taken());
        }
        changed = others;
    }
    for ticket in changed.iter().filter_map(ticket) {
        update_ticket(connection, ticket)?;
    }
    for ticket in effects.segments.iter().filter_map(ticket) {
        connection
            .prepare_cached("DELETE FROM transactions WHERE ticket = ?1")?
            .execute([ticket.id.uuid().into_bytes()])?;
        for transaction in (0..ticket.segments.len()).filter_map(|index| Transaction::of(ticket, index)) {
            write_transaction(connection, names, &transaction)?;
        }
    }
    Ok(())
}

fn write_number(
    connection: &Connection,
    names: &mut Names,
    day: ServiceDay,
    service: &ServiceKey,
    count: u32,
) -> Result<(), StoreError> {
    let service = names.id(connection, NameKind::Service, service.as_str())?;
    connection
        .prepare_cached(
            "INSERT INTO numbering (day, service, last) VALUES (?1, ?2, ?3)
             ON CONFLICT (day, service) DO UPDATE SET last = max(last, excluded.last)",
        )?
        .execute((day.number(), service, count))?;
    Ok(())
}

/// Whether the ticket's identifier was free.
fn insert_ticket(connection: &Connection, names: &mut Names, ticket: &Ticket) -> Result<bool, StoreError> {
    let numbered_by = names.id(connection, NameKind::Service, ticket.service.as_str())?;
    let inserted = connection
        .prepare_cached(
            "INSERT INTO tickets (id, day, numbered_by, count, state, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (id) DO NOTHING",
        )?
        .execute((
            ticket.id.uuid().into_bytes(),
            ticket.day.number(),
            numbered_by,
            ticket.number.count,
            ticket.state.word(),
            body(ticket)?,
        ))?;
    Ok(inserted > 0)
}

fn update_ticket(connection: &Connection, ticket: &Ticket) -> Result<(), StoreError> {
    connection.prepare_cached("UPDATE tickets SET state = ?2, body = ?3 WHERE id = ?1")?.execute((
        ticket.id.uuid().into_bytes(),
        ticket.state.word(),
        body(ticket)?,
    ))?;
    Ok(())
}

/// The ticket without what can be undone: that is an affair of a minute, and comes from the journal at a start.
fn body(ticket: &Ticket) -> Result<String, StoreError> {
    match &ticket.undo {
        None => columns::to_json(ticket),
        Some(_) => columns::to_json(&Ticket { undo: None, ..ticket.clone() }),
    }
}

fn write_span(
    connection: &Connection,
    names: &mut Names,
    sequence: u64,
    span: &CounterSpan,
) -> Result<(), StoreError> {
    let counter = names.id(connection, NameKind::Counter, span.counter.as_str())?;
    let operator = names.id(connection, NameKind::Operator, span.operator.as_str())?;
    connection
        .prepare_cached(
            "INSERT INTO counter_spans (sequence, day, counter, operator, opened_at, closed_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute((
            columns::integer(sequence),
            span.day.number(),
            counter,
            operator,
            span.opened_at.millis(),
            span.closed_at.millis(),
        ))?;
    Ok(())
}

fn write_transaction(
    connection: &Connection,
    names: &mut Names,
    row: &Transaction,
) -> Result<(), StoreError> {
    let service = names.id(connection, NameKind::Service, row.service.as_str())?;
    let counter =
        row.counter.as_ref().map(|key| names.id(connection, NameKind::Counter, key.as_str())).transpose()?;
    let operator = row
        .operator
        .as_ref()
        .map(|key| names.id(connection, NameKind::Operator, key.as_str()))
        .transpose()?;
    connection
        .prepare_cached(
            "INSERT INTO transactions
                (ticket, segment, last, day, service, counter, operator, channel, issued_at, arrived_at,
                 due_from, called_at, last_called_at, started_at, ended_at, parked_ms, calls, end,
                 start_estimated, end_estimated, people, promise_low, promise_high, promise_coverage)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21,
                     ?22, ?23, ?24)",
        )?
        .execute(rusqlite::params![
            row.ticket.uuid().into_bytes(),
            row.segment,
            row.last,
            row.day.number(),
            service,
            counter,
            operator,
            columns::channel_code(row.channel)?,
            row.issued_at.millis(),
            row.arrived_at.millis(),
            row.due_from.map(|at| at.millis()),
            row.called_at.map(|at| at.millis()),
            row.last_called_at.map(|at| at.millis()),
            row.started_at.map(|at| at.millis()),
            row.ended_at.millis(),
            row.parked_ms,
            row.calls,
            columns::end_code(row.end)?,
            row.start_estimated,
            row.end_estimated,
            row.people,
            row.promise.map(|promise| promise.low_minutes),
            row.promise.map(|promise| promise.high_minutes),
            row.promise.map(|promise| promise.coverage),
        ])?;
    Ok(())
}

/// In no order: figures need none, and to sort a year of them would hold them all in memory.
const TRANSACTIONS: &str =
    "SELECT ticket, segment, last, day, service.key, counter.key, operator.key, channel, issued_at, arrived_at,
        due_from, called_at, last_called_at, started_at, ended_at, parked_ms, calls, end,
        start_estimated, end_estimated, people, promise_low, promise_high, promise_coverage
    FROM transactions
    JOIN names AS service ON service.id = service
    LEFT JOIN names AS counter ON counter.id = counter
    LEFT JOIN names AS operator ON operator.id = operator
    WHERE day BETWEEN ?1 AND ?2";

/// Calls `each` with the transactions of the service days `from` to `to`, both included, in no order.
pub(super) fn for_each_transaction(
    connection: &Connection,
    from: ServiceDay,
    to: ServiceDay,
    mut each: impl FnMut(Transaction),
) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(TRANSACTIONS)?;
    let mut rows = statement.query((from.number(), to.number()))?;
    while let Some(row) = rows.next()? {
        each(transaction(row)?);
    }
    Ok(())
}

fn transaction(row: &Row<'_>) -> rusqlite::Result<Transaction> {
    Ok(Transaction {
        ticket: columns::id(row, 0)?,
        segment: row.get(1)?,
        last: row.get(2)?,
        day: columns::day(row, 3)?,
        service: columns::key(row, 4)?,
        counter: columns::optional_key(row, 5)?,
        operator: columns::optional_key(row, 6)?,
        channel: columns::channel(row, 7)?,
        issued_at: columns::time(row, 8)?,
        arrived_at: columns::time(row, 9)?,
        due_from: columns::optional_time(row, 10)?,
        called_at: columns::optional_time(row, 11)?,
        last_called_at: columns::optional_time(row, 12)?,
        started_at: columns::optional_time(row, 13)?,
        ended_at: columns::time(row, 14)?,
        parked_ms: row.get(15)?,
        calls: row.get(16)?,
        end: columns::end(row, 17)?,
        start_estimated: row.get(18)?,
        end_estimated: row.get(19)?,
        people: row.get(20)?,
        promise: promise(row)?,
    })
}

fn promise(row: &Row<'_>) -> rusqlite::Result<Option<Promise>> {
    let Some(low_minutes) = row.get(21)? else { return Ok(None) };
    Ok(Some(Promise { low_minutes, high_minutes: row.get(22)?, coverage: row.get(23)? }))
}

/// The counter spans of the service days `from` to `to`, both included, in the order in which they ended.
pub(super) fn spans(
    connection: &Connection,
    from: ServiceDay,
    to: ServiceDay,
) -> Result<Vec<CounterSpan>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT day, counter.key, operator.key, opened_at, closed_at
         FROM counter_spans
         JOIN names AS counter ON counter.id = counter
         JOIN names AS operator ON operator.id = operator
         WHERE day BETWEEN ?1 AND ?2 ORDER BY sequence",
    )?;
    let rows = statement.query_map((from.number(), to.number()), |row| {
        Ok(CounterSpan {
            day: columns::day(row, 0)?,
            counter: columns::key(row, 1)?,
            operator: columns::key(row, 2)?,
            opened_at: columns::time(row, 3)?,
            closed_at: columns::time(row, 4)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_of_transactions_is_read_by_its_days_and_not_sorted() {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch(include_str!("schema/v1.sql")).unwrap();
        let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {TRANSACTIONS}")).unwrap();
        let steps = statement.query_map((0, 1), |row| row.get::<_, String>("detail")).unwrap();
        let plan: Vec<String> = steps.collect::<Result<_, _>>().unwrap();
        assert!(plan[0].contains("USING INDEX transactions_by_day"), "{plan:?}");
        assert!(!plan.iter().any(|step| step.contains("ORDER BY")), "{plan:?}");
    }
}
