//! The handbook: types of service, pages of the manual, bodies, projects, outreach. Every operator reads it; who writes it stands with each kind.

use super::super::auth::SignedIn;
use super::super::body::Json;
use super::super::command::{Answer, Asked};
use super::{ListQuery, PAGE, Refused, id, wire};
use crate::access::Session;
use crate::hub::Hub;
use axum::extract::{Path, Query, State};
use serde_json::{Map, Value};
use turno_domain::handbook::{HandbookFault, HandbookItem};
use turno_domain::ids::HandbookId;
use turno_protocol::casework::{HandbookRequest, HandbookView, Page};
use turno_protocol::wire_time::WireTime;
use turno_store::casework::{CaseworkReads, HandbookFilter, Revision};
use turno_store::{CaseworkError, StoreError};

/// `GET /service-types?search=&state=&after=&limit=`, and so for the other kinds. `state=all` lists those that are no longer offered too.
pub async fn list<T: HandbookItem>(
    State(hub): State<Hub>,
    _: SignedIn,
    Query(query): Query<ListQuery>,
) -> Result<axum::Json<Page<HandbookView>>, Refused> {
    let retired = match query.state.as_deref() {
        None | Some("") => false,
        Some("all") => true,
        Some(_) => return Err(Refused::unknown_value("state is all, or absent")),
    };
    let bounds = query.bounds();
    let filter = HandbookFilter { text: query.search, retired };
    let items = hub
        .read_casework(move |reads| reads.handbook_list::<T>(&filter, bounds.limit, bounds.offset))
        .await?;
    let items = items.into_iter().map(view).collect::<Result<_, _>>()?;
    Ok(axum::Json(bounds.page(items)))
}

/// `GET /service-types/{id}`
pub async fn read<T: HandbookItem>(
    State(hub): State<Hub>,
    _: SignedIn,
    Path(path): Path<String>,
) -> Result<axum::Json<HandbookView>, Refused> {
    let id: HandbookId = id(&path, T::KIND)?;
    let found = hub.read_casework(move |reads| reads.handbook::<T>(id)).await?;
    view(found.ok_or_else(|| Refused::not_found(T::KIND))?).map(axum::Json)
}

/// `GET /service-types/{id}/revisions`
pub async fn revisions<T: HandbookItem>(
    State(hub): State<Hub>,
    _: SignedIn,
    Path(path): Path<String>,
) -> Result<axum::Json<Vec<HandbookView>>, Refused> {
    let id: HandbookId = id(&path, T::KIND)?;
    let found = hub.read_casework(move |reads| reads.handbook_revisions::<T>(id)).await?;
    if found.is_empty() {
        return Err(Refused::not_found(T::KIND));
    }
    found.into_iter().map(view).collect::<Result<_, _>>().map(axum::Json)
}

/// `POST /service-types`
pub async fn make<T: HandbookItem>(asked: Asked<HandbookRequest>) -> Result<Answer, Refused> {
    may_write::<T>(asked.session()?)?;
    let id = asked.hub.fresh(HandbookId::from_parts);
    asked
        .in_casework(move |tx, by, request| {
            let (says, changed) = checked::<T>(request.says, &request.changed)?;
            Answer::created(&view(tx.write_handbook(id, 0, &says, &changed, &by.now, &by.actor)?)?)
        })
        .await
}

/// `PUT /service-types/{id}`
pub async fn change<T: HandbookItem>(
    State(hub): State<Hub>,
    SignedIn { caller, session }: SignedIn,
    Path(path): Path<String>,
    Json(request, _): Json<HandbookRequest>,
) -> Result<Answer, Refused> {
    may_write::<T>(&session)?;
    let id: HandbookId = id(&path, T::KIND)?;
    let (now, actor) = (hub.now(), caller.actor());
    hub.write_casework(move |tx| {
        let stands = tx.reads().handbook::<T>(id)?.ok_or_else(|| Refused::not_found(T::KIND))?;
        let (says, changed) = checked::<T>(request.says, &request.changed)?;
        match tx.write_handbook(id, request.revision, &says, &changed, &now, &actor) {
            Ok(written) => Answer::ok(&view(written)?),
            Err(CaseworkError::Conflict { .. }) => Err(Refused::stale(view(stands)?)),
            Err(error) => Err(error.into()),
        }
    })
    .await
}

/// Everything of a kind, also what is no longer offered.
pub fn all<T: HandbookItem>(reads: &CaseworkReads<'_>) -> Result<Vec<Revision<T>>, StoreError> {
    let filter = HandbookFilter { text: String::new(), retired: true };
    let mut found = Vec::new();
    loop {
        let offset = u32::try_from(found.len()).unwrap_or(u32::MAX);
        let page = reads.handbook_list::<T>(&filter, PAGE, offset)?;
        if page.is_empty() {
            return Ok(found);
        }
        found.extend(page);
    }
}

/// Whoever answers for the desks writes what they all read.
pub fn may_write<T: HandbookItem>(session: &Session) -> Result<(), Refused> {
    if session.role < T::WRITTEN_BY {
        return Err(Refused::forbidden("a coordinator writes this part of the handbook"));
    }
    Ok(())
}

fn checked<T: HandbookItem>(says: Map<String, Value>, changed: &str) -> Result<(T, String), Refused> {
    let says: T = serde_json::from_value(Value::Object(says)).map_err(|error| {
        let text = error.to_string();
        // Only what is of this program is repeated, never what was sent.
        if text.starts_with("unknown variant") {
            Refused::unknown_value("a word that the hub does not know")
        } else if let Some(rest) = text.strip_prefix("missing field ") {
            Refused::malformed(format!("the field {rest} is missing"))
        } else {
            Refused::malformed("a value of another form")
        }
    })?;
    Ok((says.checked()?, wire::lines_from(changed)?))
}

fn view<T: HandbookItem>(revision: Revision<T>) -> Result<HandbookView, Refused> {
    let Ok(Value::Object(says)) = serde_json::to_value(&revision.says) else {
        return Err(Refused::fault(&"a thing of the handbook is no object"));
    };
    Ok(HandbookView {
        id: revision.id,
        revision: revision.revision,
        operator: revision.operator,
        written_at: WireTime(revision.written_at),
        changed: revision.changed,
        says,
    })
}

impl From<HandbookFault> for Refused {
    fn from(fault: HandbookFault) -> Self {
        match fault {
            HandbookFault::Empty(_) => Refused::malformed(fault.to_string()),
            _ => Refused::unknown_value(fault.to_string()),
        }
    }
}
