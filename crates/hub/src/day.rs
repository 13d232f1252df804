//! Keeping the service day: it is looked at before every command of the queue, and once a minute when nothing is asked.

use turno_domain::ids::TicketId;
use turno_domain::journal::{Actor, Entry};
use turno_domain::queue::{Command, Context, DayChange};
use turno_domain::refusal::Refusal;
use turno_domain::time::ClockReading;
use turno_store::{QueueTx, TxError};

/// Goes to the next service day where the clock says so and may.
///
/// # Errors
/// What the store could not do.
pub fn keep_day(tx: &mut QueueTx, now: ClockReading) -> Result<(), TxError> {
    let DayChange::Advances(day) = tx.queue()?.day_change(&now) else { return Ok(()) };
    let used = tx.reads().used_numbers(day)?;
    let open = Command::OpenDay { day, used, correction: false };
    tx.run(&open, &Context { now, operator: None }, &Actor::default())?;
    Ok(())
}

/// Runs `command` on the service day that it belongs to.
///
/// # Errors
/// The rules' refusal, with a ticket of a past day told apart from one that never was; what the store could not do.
pub fn run_today(
    tx: &mut QueueTx,
    command: &Command,
    context: &Context<'_>,
    actor: &Actor,
    about: Option<TicketId>,
) -> Result<Vec<Entry>, TxError> {
    keep_day(tx, context.now)?;
    match (tx.run(command, context, actor), about) {
        (Err(TxError::Refused(Refusal::UnknownTicket)), Some(id)) if tx.reads().ticket(id)?.is_some() => {
            Err(Refusal::PastDay.into())
        }
        (result, _) => result,
    }
}
