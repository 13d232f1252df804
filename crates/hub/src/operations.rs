//! What administrators ask of a hub, whether it runs or not: devices, operators, the service day, the site, imports.

use crate::attached;
use crate::credentials::{Token, hash_pin};
use crate::day::keep_day;
use crate::hub::Hub;
use crate::import::{self, PastVisits};
use crate::listing;
use crate::manual_files::ManualFiles;
use crate::site_file::SiteFile;
use crate::site_logo::FoundLogo;
use crate::statistics::{Present, statistics};
use serde::{Deserialize, Serialize};
use turno_domain::figures::By;
use turno_domain::ids::DeviceId;
use turno_domain::journal::Actor;
use turno_domain::keys::{OperatorKey, Qualification};
use turno_domain::queue::{Command, Context, DayChange};
use turno_domain::roles::{DeviceRole, PersonRole};
use turno_domain::site::Logo;
use turno_domain::text::clean;
use turno_domain::time::ServiceDay;
use turno_protocol::HUB_NAME;
use turno_protocol::enrolment::Enrolment;
use turno_store::queue::{NewDevice, NewOperator};
use turno_store::{CaseworkError, StoreError, TxError};

/// The longest name of a device or operator, in characters.
const NAME_CHARACTERS: usize = 80;

/// One request of an administrator.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Operation {
    /// Pair a device.
    EnrolDevice {
        /// What it may do.
        role: DeviceRole,
        /// What people call it.
        name: String,
    },
    /// List devices.
    ListDevices,
    /// Take a device's token back.
    RevokeDevice {
        /// What people call it.
        name: String,
    },
    /// Add an operator.
    AddOperator {
        /// What they sign in with.
        key: String,
        /// What they are called.
        name: String,
        /// What they may do.
        role: PersonRole,
        /// What they are qualified for.
        qualifications: Vec<String>,
        /// Their PIN.
        pin: String,
    },
    /// List operators.
    ListOperators,
    /// Give an operator another PIN.
    ChangePin {
        /// Who.
        key: String,
        /// The PIN.
        pin: String,
    },
    /// Let an operator sign in no more.
    RetireOperator {
        /// Who.
        key: String,
    },
    /// Say which service day it is.
    ShowDay,
    /// Close the service day.
    CloseDay,
    /// Correct the service day.
    SetDay {
        /// To which.
        to: ServiceDay,
    },
    /// Apply a site file.
    ApplySite {
        /// Its text.
        text: String,
        /// What was found where it names a logo.
        #[serde(default)]
        logo: Option<FoundLogo>,
        /// Even if administrators changed something since the last.
        force: bool,
    },
    /// Write the site as a file.
    ExportSite,
    /// Write a manual into the handbook.
    ImportManual {
        /// Its files.
        files: ManualFiles,
    },
    /// Import past visits.
    Import {
        /// The file's text.
        text: String,
    },
    /// Figures of a period.
    Statistics {
        /// The first day.
        from: ServiceDay,
        /// The last day.
        to: ServiceDay,
        /// What the rows stand for.
        by: String,
    },
    /// Make again from the journal whatever is made from it.
    Rebuild,
    /// Look whether every attachment's file is there and whole.
    Verify,
}

/// What came of it: lines for people, and where there is one the thing itself.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Report {
    /// For standard error or standard output, as the command says.
    pub lines: Vec<String>,
    /// The text asked for: an enrolment file, a site file, figures as JSON.
    pub text: Option<String>,
    /// The picture that an exported site file names.
    #[serde(default)]
    pub logo: Option<Logo>,
}

impl Report {
    fn said(line: impl Into<String>) -> Self {
        Self { lines: vec![line.into()], ..Self::default() }
    }

    fn with(text: String) -> Self {
        Self { text: Some(text), ..Self::default() }
    }
}

/// Why it was not done.
#[derive(Debug, thiserror::Error)]
pub enum OperationError {
    /// A rule, or a store.
    #[error(transparent)]
    Tx(#[from] TxError),
    /// For a reason in words.
    #[error("{0}")]
    Refused(String),
}

impl From<StoreError> for OperationError {
    fn from(error: StoreError) -> Self {
        Self::Tx(error.into())
    }
}

fn refused<T>(reason: impl Into<String>) -> Result<T, OperationError> {
    Err(OperationError::Refused(reason.into()))
}

/// Performs `operation`. `progress` is told how far a long one is.
///
/// # Errors
/// The reason why it was not done; nothing of it was kept.
pub async fn perform(
    hub: &Hub,
    operation: Operation,
    progress: &(dyn Fn(String) + Send + Sync),
) -> Result<Report, OperationError> {
    let now = hub.now();
    let nobody = Actor::default();
    match operation {
        Operation::EnrolDevice { role, name } => enrol(hub, role, &name).await,
        Operation::ListDevices => {
            let devices = hub.read_queue(|reads| reads.devices()).await?;
            Ok(Report { lines: listing::devices(&devices), ..Report::default() })
        }
        Operation::RevokeDevice { name } => {
            let named = name.clone();
            let device = hub.read_queue(move |reads| reads.device_by_name(&named)).await?;
            let Some(device) = device else {
                return refused(format!("no enrolled device is called {name:?}"));
            };
            let id = device.id;
            hub.write_queue(move |tx| tx.revoke_device(id, now, &nobody)).await?;
            hub.access().revoke_device(id);
            // What its operators left there is read by nobody any more, also where its disk fell into other hands.
            hub.write_casework(move |tx| tx.forget_draft_keys(id)).await?;
            Ok(Report::said(format!("{name} is revoked; its token opens nothing any more")))
        }
        Operation::AddOperator { key, name, role, qualifications, pin } => {
            let key: OperatorKey =
                key.parse().map_err(|error| OperationError::Refused(format!("{error}")))?;
            let qualifications = qualifications
                .iter()
                .map(|text| text.parse::<Qualification>())
                .collect::<Result<Vec<_>, _>>()
                .map_err(|error| OperationError::Refused(error.to_string()))?;
            let name = clean(&name, name.len());
            match name.chars().count() {
                0 => return refused("an operator needs a name"),
                1..=NAME_CHARACTERS => {}
                n => {
                    return refused(format!(
                        "an operator's name has at most {NAME_CHARACTERS} characters, and this one has {n}"
                    ));
                }
            }
            let pin_hash = hashed(pin).await?;
            let operator = NewOperator { key: key.clone(), name, role, qualifications, pin_hash };
            hub.write_queue(move |tx| tx.add_operator(&operator, now, &nobody)).await?;
            Ok(Report::said(format!("operator {key} can sign in")))
        }
        Operation::ListOperators => {
            let operators = hub.read_queue(|reads| reads.operators()).await?;
            Ok(Report { lines: listing::operators(&operators), ..Report::default() })
        }
        Operation::ChangePin { key, pin } => {
            let key: OperatorKey =
                key.parse().map_err(|error| OperationError::Refused(format!("{error}")))?;
            let pin_hash = hashed(pin).await?;
            let operator = key.clone();
            hub.write_queue(move |tx| tx.change_pin(&operator, &pin_hash, now, &nobody)).await?;
            hub.access().end_sessions_of(&key);
            Ok(Report::said(format!("operator {key} has another PIN")))
        }
        Operation::RetireOperator { key } => {
            let key: OperatorKey =
                key.parse().map_err(|error| OperationError::Refused(format!("{error}")))?;
            let operator = key.clone();
            hub.write_queue(move |tx| tx.retire_operator(&operator, now, &nobody)).await?;
            hub.access().end_sessions_of(&key);
            Ok(Report::said(format!("operator {key} can sign in no more")))
        }
        Operation::ShowDay => {
            let text = hub.write_queue(move |tx| {
                keep_day(tx, now)?;
                let queue = tx.queue()?;
                let closed = if queue.is_day_closed() { " (closed)" } else { "" };
                let asked = match queue.day_change(&now) {
                    DayChange::Asks(day) => format!("\nthe clock, which is not trusted, says {day}"),
                    DayChange::Stays | DayChange::Advances(_) => String::new(),
                };
                Ok::<_, TxError>(format!("{}{closed}{asked}", queue.day()))
            });
            Ok(Report::with(text.await?))
        }
        Operation::CloseDay => {
            let day = hub
                .write_queue(move |tx| {
                    keep_day(tx, now)?;
                    let day = tx.queue()?.day();
                    tx.run(&Command::CloseDay, &Context { now, operator: None }, &nobody)?;
                    Ok::<_, TxError>(day)
                })
                .await?;
            hub.queue().writer.checkpoint_truncate(|_| ());
            Ok(Report::said(format!("service day {day} is closed")))
        }
        Operation::SetDay { to } => {
            hub.write_queue(move |tx| {
                let used = tx.reads().used_numbers(to)?;
                let command = Command::OpenDay { day: to, used, correction: true };
                tx.run(&command, &Context { now, operator: None }, &nobody)
            })
            .await?;
            Ok(Report::said(format!("the service day is {to}")))
        }
        Operation::ApplySite { text, logo, force } => apply_site(hub, &text, logo.as_ref(), force).await,
        Operation::ExportSite => {
            let mut site = hub.read_queue(|reads| reads.site()).await?.ok_or(StoreError::NotInitialised)?;
            let logo = site.logo.clone();
            if let Some(named) = &mut site.logo {
                // The file names it; the picture goes beside the file.
                named.png.clear();
            }
            let text = toml::to_string(&site).map_err(|error| OperationError::Refused(error.to_string()))?;
            Ok(Report { logo, ..Report::with(text) })
        }
        Operation::ImportManual { files } => {
            let manual = files.read().map_err(|faults| OperationError::Refused(faults.join("\n")))?;
            let hub_of_job = hub.clone();
            let written = hub
                .write_casework(move |tx| manual.write(&hub_of_job, tx, &now))
                .await
                .map_err(|error: CaseworkError| OperationError::Refused(error.to_string()))?;
            Ok(Report::said(format!(
                "{} written, {} as they were, {} kept as somebody here wrote them",
                written.written, written.same, written.kept
            )))
        }
        Operation::Import { text } => {
            let site = hub.read_queue(|reads| reads.site()).await?.ok_or(StoreError::NotInitialised)?;
            let rows = text.lines().count().saturating_sub(1);
            let read = |n| tell(progress, "rows read", n, rows);
            let visits = PastVisits::read(&text, &site, read)
                .map_err(|faults| OperationError::Refused(import::faults_text(&faults)))?;
            let n = visits.len();
            progress(format!("{n} visits read"));
            let import = visits.into_import();
            let imported = import.hash.clone();
            if hub.read_queue(move |reads| reads.imported_at(&imported)).await?.is_some() {
                return Err(StoreError::ImportedBefore.into());
            }
            let (say, mut said) = tokio::sync::mpsc::unbounded_channel();
            let written = move |n| {
                if is_told(n, rows) {
                    let _ = say.send(n);
                }
            };
            let work = hub.write_queue(move |tx| tx.import(import, now, &nobody, written));
            tokio::pin!(work);
            loop {
                tokio::select! {
                    biased;
                    Some(n) = said.recv() => tell(progress, "visits written", n, rows),
                    done = &mut work => break done,
                }
            }?;
            Ok(Report::said(format!("{n} visits imported")))
        }
        Operation::Statistics { from, to, by } => {
            let by: By = by.parse().map_err(|error| OperationError::Refused(format!("{error}")))?;
            let present = Present::of(&hub.queue().committed.read(), &now);
            let figures = hub.read_queue(move |reads| statistics(reads, &present, from, to, by)).await?;
            let text = serde_json::to_string(&figures)
                .map_err(|error| OperationError::Refused(error.to_string()))?;
            Ok(Report::with(text))
        }
        Operation::Verify => {
            let (attachments, lost) = attached::look(hub, true).await?;
            if lost.is_empty() {
                return Ok(Report::said(format!("{attachments} attachments, all of them whole")));
            }
            let named: Vec<String> = lost.iter().map(StoreError::to_string).collect();
            refused(format!("{} of {attachments} attachments are lost:\n{}", lost.len(), named.join("\n")))
        }
        Operation::Rebuild => {
            let differences = hub
                .write_queue(|tx| {
                    let differences = tx.rebuild_check()?;
                    tx.rebuild()?;
                    Ok::<_, StoreError>(differences)
                })
                .await?;
            let mut lines: Vec<String> = differences
                .iter()
                .map(|found| {
                    format!("{}: {} rows were wrong, {} missing", found.table, found.wrong, found.missing)
                })
                .collect();
            lines.push("the tables are made again from the journal".to_owned());
            Ok(Report { lines, ..Report::default() })
        }
    }
}

/// Whether the `n`-th of `rows` is one at which somebody who waits is told: some twenty times, and not for a few.
fn is_told(n: usize, rows: usize) -> bool {
    const FEW: usize = 5_000;
    n.is_multiple_of((rows / 20).max(FEW))
}

fn tell(progress: &(dyn Fn(String) + Send + Sync), what: &str, n: usize, rows: usize) {
    if is_told(n, rows) {
        progress(format!("{n} of {rows} {what} ({} %)", (100 * n) / rows.max(1)));
    }
}

async fn hashed(pin: String) -> Result<String, OperationError> {
    let hash = tokio::task::spawn_blocking(move || hash_pin(&pin)).await;
    match hash {
        Ok(Ok(hash)) => Ok(hash),
        Ok(Err(fault)) => refused(fault.to_string()),
        Err(_) => refused("the PIN could not be hashed"),
    }
}

async fn enrol(hub: &Hub, role: DeviceRole, name: &str) -> Result<Report, OperationError> {
    let cleaned = clean(name, NAME_CHARACTERS);
    if cleaned.is_empty() || cleaned != name {
        return refused("a device's name is 1 to 80 characters without control characters or double spaces");
    }
    let addresses = crate::serve::addresses(hub);
    let Some(port) = addresses.first().and_then(|address| address.rsplit(':').next()).map(str::to_owned)
    else {
        return refused("the hub was never served: serve it once, so that its address is known");
    };
    let token = Token::fresh();
    let id = hub.fresh(DeviceId::from_parts);
    let device = NewDevice { id, name: cleaned.clone(), role, token_hash: token.hash().to_vec() };
    let now = hub.now();
    hub.write_queue(move |tx| tx.enrol_device(&device, now, &Actor::default())).await?;
    let enrolment = Enrolment {
        url: format!("https://{HUB_NAME}:{port}"),
        addresses,
        certificate: hub.inner().parts.ca_pem.clone(),
        device: cleaned,
        role,
        token: token.text().to_owned(),
    };
    let text = toml::to_string(&enrolment).map_err(|error| OperationError::Refused(error.to_string()))?;
    Ok(Report::with(text))
}

async fn apply_site(
    hub: &Hub,
    text: &str,
    logo: Option<&FoundLogo>,
    force: bool,
) -> Result<Report, OperationError> {
    let file = SiteFile::parse(text, logo).map_err(|faults| {
        let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
        OperationError::Refused(format!("not a valid site file:\n  {}", faults.join("\n  ")))
    })?;
    let advice = file.site.advice();
    match crate::serve::apply_site(hub, file, force).await? {
        crate::serve::Applied::Yes => {
            let mut report = Report::said("the site is applied");
            report.lines.extend(advice.into_iter().map(|line| format!("advice: {line}")));
            Ok(report)
        }
        crate::serve::Applied::Same => Ok(Report::said("the site is as the file says")),
        crate::serve::Applied::Refused(difference) => refused(format!(
            "administrators changed the site since the last file was applied; --force applies it all the same. It would change:\n  {}",
            difference.join("\n  ")
        )),
    }
}
