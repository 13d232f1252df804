//! What happened in a practice: its entries and visits on one line, and what operators write into it.

use super::super::command::{Answer, Asked};
use super::{Refused, id, today, wire};
use axum::extract::Path;
use turno_domain::casework::{Entry, EntryFault, EntryKind, Practice, with_visits};
use turno_domain::ids::{EntryId, PracticeId};
use turno_domain::keys::OperatorKey;
use turno_protocol::casework::{EntryRequest, EntryView, NoteRequest};
use turno_store::casework::CaseworkReads;
use turno_store::{CaseworkTx, StoreError};

/// Everything that happened in a practice, as `reader` may see it, oldest first.
pub fn timeline(
    reads: &CaseworkReads<'_>,
    practice: &Practice,
    reader: &OperatorKey,
) -> Result<Vec<EntryView>, StoreError> {
    let visits = reads.visits_of_practice(practice.id)?.into_iter().map(|visit| Entry {
        id: EntryId::from(visit.id.uuid()),
        practice: practice.id,
        operator: visit.operator,
        written_at: visit.began_at,
        what: EntryKind::Visit {
            visit: visit.id,
            channel: visit.channel,
            service: visit.service,
            ticket: visit.ticket,
        },
    });
    let is_of_team = practice.is_of_team(reader);
    let told = with_visits(reads.entries(practice.id)?, visits.collect());
    Ok(told.into_iter().map(|entry| wire::entry(entry, is_of_team)).collect())
}

/// `POST /practices/{id}/notes`
pub async fn note(Path(path): Path<String>, asked: Asked<NoteRequest>) -> Result<Answer, Refused> {
    write(
        &path,
        asked,
        |request| EntryKind::Note { text: request.text, reserved: request.reserved },
        |entry| {
            wire::note(entry)
                .map_or_else(|| Err(Refused::fault(&"no note came of a note")), |note| Answer::created(&note))
        },
    )
    .await
}

/// `POST /practices/{id}/entries`
pub async fn add(Path(path): Path<String>, asked: Asked<EntryRequest>) -> Result<Answer, Refused> {
    write(&path, asked, |request| request.what, Answer::created).await
}

async fn write<T: Send + 'static>(
    path: &str,
    asked: Asked<T>,
    what: impl FnOnce(T) -> EntryKind + Send + 'static,
    answer: impl FnOnce(&EntryView) -> Result<Answer, Refused> + Send + 'static,
) -> Result<Answer, Refused> {
    let operator = asked.session()?.operator.clone();
    let practice: PracticeId = id(path, "practice")?;
    let (hub, id) = (asked.hub.clone(), asked.hub.fresh(EntryId::from_parts));
    asked
        .in_casework(move |tx, by, request| {
            let what = what(request).by_hand(today(&hub, &by.now)?)?;
            may_write(tx, practice, &what, &operator)?;
            let entry = Entry { id, practice, operator, written_at: by.now.wall, what };
            tx.write_entry(&entry, &by.now, &by.actor)?;
            answer(&wire::entry(entry, true))
        })
        .await
}

/// A reserved note comes from the practice's team: nobody writes what they may not read back.
fn may_write(
    tx: &CaseworkTx,
    practice: PracticeId,
    what: &EntryKind,
    operator: &OperatorKey,
) -> Result<(), Refused> {
    let practice = tx.reads().practice(practice)?.ok_or_else(|| Refused::not_found("practice"))?;
    if what.is_reserved() && !practice.is_of_team(operator) {
        return Err(Refused::forbidden("reserved notes are written by the practice's team"));
    }
    Ok(())
}

impl From<EntryFault> for Refused {
    fn from(fault: EntryFault) -> Self {
        match fault {
            EntryFault::Empty(_) => Refused::malformed(fault.to_string()),
            _ => Refused::unknown_value(fault.to_string()),
        }
    }
}
