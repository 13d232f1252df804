//! The register that funders ask for: its lines, what they lack, what was handed in, and what was corrected since.

use super::super::auth::SignedIn;
use super::super::command::{Answer, Asked};
use super::handbook::all;
use super::{Refused, id, wire};
use crate::hub::Hub;
use axum::extract::{Path, Query, State};
use chrono::NaiveDate;
use serde::Deserialize;
use std::collections::HashMap;
use turno_domain::casework::{RegisterRow, corrections, is_plausible_day};
use turno_domain::handbook::{Project, ServiceType};
use turno_domain::ids::SubmissionId;
use turno_domain::keys::{OperatorKey, ServiceKey};
use turno_domain::roles::PersonRole;
use turno_protocol::casework::{
    CorrectionView, Page, RegisterAsked, RegisterLine, SubmissionRequest, SubmissionView,
};
use turno_protocol::wire_time::WireTime;
use turno_store::casework::{CaseworkReads, RegisterFilter, RegisterMark, Submission};

/// The lines of a page. A year of a large desk is read in some two hundred pages, and each holds a reader of the database a moment.
const LINES: u32 = 1_000;

/// What a register is asked for with.
#[derive(Deserialize)]
pub struct RegisterQuery {
    #[serde(flatten)]
    asked: RegisterAsked,
    /// `true`: those alone that lack something.
    incomplete: Option<String>,
    after: Option<String>,
}

/// `GET /register`
pub async fn lines(
    State(hub): State<Hub>,
    _: SignedIn,
    Query(query): Query<RegisterQuery>,
) -> Result<axum::Json<Page<RegisterLine>>, Refused> {
    let filter = filter(query.asked)?;
    let incomplete = match query.incomplete.as_deref() {
        None | Some("" | "false") => false,
        Some("true") => true,
        Some(_) => return Err(Refused::unknown_value("incomplete is true, or absent")),
    };
    let after = query.after.as_deref().map(mark).transpose()?.unwrap_or_default();
    let names = names(&hub).await?;
    let zone = hub.with_queue(|queue| queue.site().timezone)?;
    let found = hub.read_casework(move |reads| reads.register(&filter, zone, after, LINES)).await?;
    let full = found.len() >= LINES as usize;
    let next = found.last().filter(|_| full).map(|(mark, _)| format!("{}-{}", mark.opened_ms, mark.sequence));
    let lines = found.into_iter().map(|(_, row)| names.line(row));
    let items = lines.filter(|line| !incomplete || !line.gaps.is_empty()).collect();
    Ok(axum::Json(Page { items, next }))
}

/// `POST /submissions`
pub async fn hand_in(asked: Asked<SubmissionRequest>) -> Result<Answer, Refused> {
    let session = asked.session()?;
    if session.role < PersonRole::Coordinator {
        return Err(Refused::forbidden("a coordinator hands a register in"));
    }
    let operator = session.operator.clone();
    let names = names(&asked.hub).await?;
    let (hub, id) = (asked.hub.clone(), asked.hub.fresh(SubmissionId::from_parts));
    asked
        .in_casework(move |tx, by, request| {
            let zone = hub.with_queue(|queue| queue.site().timezone)?;
            let asked = filter(request.asked)?;
            let rows = whole(&tx.reads(), &asked, zone)?;
            let rows: Vec<RegisterRow> = rows.into_iter().map(|row| names.line(row).row).collect();
            let submission = Submission {
                id,
                asked,
                lines: u32::try_from(rows.len()).unwrap_or(u32::MAX),
                note: wire::lines_from(&request.note)?,
                operator,
                written_at: by.now.wall,
            };
            tx.hand_in(&submission, &rows, &by.now, &by.actor)?;
            Answer::created(&view(submission))
        })
        .await
}

/// `GET /submissions`
pub async fn submissions(
    State(hub): State<Hub>,
    _: SignedIn,
) -> Result<axum::Json<Vec<SubmissionView>>, Refused> {
    let found = hub.read_casework(|reads| reads.submissions()).await?;
    Ok(axum::Json(found.into_iter().map(view).collect()))
}

/// `?after=`
#[derive(Deserialize)]
pub struct From {
    after: Option<u32>,
}

/// `GET /submissions/{id}/lines`
pub async fn submitted(
    State(hub): State<Hub>,
    _: SignedIn,
    Path(path): Path<String>,
    Query(from): Query<From>,
) -> Result<axum::Json<Page<RegisterLine>>, Refused> {
    let id: SubmissionId = id(&path, "submission")?;
    let from = from.after.unwrap_or(0);
    let found = hub
        .read_casework(move |reads| {
            let known = reads.submission(id)?.is_some();
            known.then(|| reads.submitted(id, from, LINES)).transpose()
        })
        .await?;
    let rows = found.ok_or_else(|| Refused::not_found("submission"))?;
    let next = (rows.len() >= LINES as usize).then(|| from.saturating_add(LINES).to_string());
    let items = rows.into_iter().map(|row| RegisterLine { row, gaps: Vec::new() }).collect();
    Ok(axum::Json(Page { items, next }))
}

/// `GET /submissions/{id}/corrections`
pub async fn corrected(
    State(hub): State<Hub>,
    _: SignedIn,
    Path(path): Path<String>,
) -> Result<axum::Json<Vec<CorrectionView>>, Refused> {
    let id: SubmissionId = id(&path, "submission")?;
    let names = names(&hub).await?;
    let zone = hub.with_queue(|queue| queue.site().timezone)?;
    let found = hub
        .read_casework(move |reads| {
            let Some(submission) = reads.submission(id)? else { return Ok(None) };
            let handed_in = reads.submitted(id, 0, u32::MAX)?;
            Ok(Some((handed_in, whole(reads, &submission.asked, zone)?)))
        })
        .await?;
    let (handed_in, now) = found.ok_or_else(|| Refused::not_found("submission"))?;
    let now = now.into_iter().map(|row| names.line(row).row).collect();
    let told = corrections(handed_in, now).into_iter().map(|what| CorrectionView { what });
    Ok(axum::Json(told.collect()))
}

fn whole(
    reads: &CaseworkReads<'_>,
    asked: &RegisterFilter,
    zone: chrono_tz::Tz,
) -> Result<Vec<RegisterRow>, turno_store::StoreError> {
    let found = reads.register(asked, zone, RegisterMark::default(), u32::MAX)?;
    Ok(found.into_iter().map(|(_, row)| row).collect())
}

/// What operators, services and projects are called, and which days a project covers.
struct Names {
    operators: HashMap<OperatorKey, String>,
    services: HashMap<ServiceKey, String>,
    projects: HashMap<ServiceKey, Project>,
}

async fn names(hub: &Hub) -> Result<Names, Refused> {
    let operators = hub.read_queue(|reads| reads.operators()).await?;
    let (types, projects) = hub
        .read_casework(|reads| {
            Ok::<_, turno_store::StoreError>((all::<ServiceType>(reads)?, all::<Project>(reads)?))
        })
        .await?;
    let mut services: HashMap<ServiceKey, String> = hub.with_queue(|queue| {
        let (site, language) = (queue.site(), queue.site().first_language());
        let named = |service: &turno_domain::site::Service| {
            (service.key.clone(), service.names.get(language).to_owned())
        };
        site.services.iter().map(named).collect()
    })?;
    services.extend(types.into_iter().map(|revision| (revision.says.key, revision.says.name)));
    Ok(Names {
        operators: operators.into_iter().map(|operator| (operator.key, operator.name)).collect(),
        services,
        projects: projects.into_iter().map(|revision| (revision.says.key.clone(), revision.says)).collect(),
    })
}

impl Names {
    /// The line with names in place of keys; what nobody knows any more goes by its key.
    fn line(&self, mut row: RegisterRow) -> RegisterLine {
        if let Some(name) = self.operators.get(&row.operator_key) {
            row.operator.clone_from(name);
        }
        if let Some(name) = self.services.get(&row.service_key) {
            row.service.clone_from(name);
        }
        if let Some(project) = row.project_key.as_ref().and_then(|key| self.projects.get(key)) {
            row.project.clone_from(&project.name);
        }
        let has_projects =
            self.projects.values().any(|project| !project.retired && project.covers(row.started));
        RegisterLine { gaps: row.gaps(has_projects), row }
    }
}

fn filter(asked: RegisterAsked) -> Result<RegisterFilter, Refused> {
    fn key<T: std::str::FromStr>(text: Option<String>) -> Result<Option<T>, Refused> {
        let said = text.filter(|text| !text.is_empty());
        said.map(|text| text.parse().map_err(|_| Refused::unknown_value("no such key"))).transpose()
    }
    let plausible = |day: NaiveDate| is_plausible_day(day);
    if asked.to < asked.from || !plausible(asked.from) || !plausible(asked.to) {
        return Err(Refused::unknown_value("the period ends before it begins, or lies beyond the years"));
    }
    Ok(RegisterFilter {
        from: asked.from,
        to: asked.to,
        project: key(asked.project)?,
        service: key(asked.service)?,
        operator: key(asked.operator)?,
        municipality: asked.municipality.filter(|text| !text.is_empty()),
    })
}

fn mark(text: &str) -> Result<RegisterMark, Refused> {
    let numbers = text
        .split_once('-')
        .and_then(|(opened, sequence)| Some((opened.parse().ok()?, sequence.parse().ok()?)));
    let (opened_ms, sequence) = numbers.ok_or_else(|| Refused::malformed("no such page"))?;
    Ok(RegisterMark { opened_ms, sequence })
}

fn view(submission: Submission) -> SubmissionView {
    let asked = submission.asked;
    SubmissionView {
        id: submission.id,
        asked: RegisterAsked {
            from: asked.from,
            to: asked.to,
            project: asked.project.map(|key| key.to_string()),
            service: asked.service.map(|key| key.to_string()),
            operator: asked.operator.map(|key| key.to_string()),
            municipality: asked.municipality,
        },
        lines: submission.lines,
        note: submission.note,
        operator: submission.operator,
        written_at: WireTime(submission.written_at),
    }
}
