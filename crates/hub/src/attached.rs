//! The files of attachments, looked after: what a cut or a refusal left without a row is swept, and a row whose file is gone or cut
//! short is told in the log. A file is written before its row, so nobody sweeps between the two: whoever attaches holds
//! the hub's `sweeping` for reading until the writer has the row.

use crate::hub::Hub;
use std::time::Duration;
use turno_store::{FileAddress, StoreError};

/// How often they are looked after. The first time is at the start, when nothing is on its way.
const LOOK_EVERY: Duration = Duration::from_secs(3600);

/// Sweeps and looks at the start and each hour.
pub(crate) async fn keep(hub: Hub) {
    let mut hours = hub.clock().every(LOOK_EVERY);
    let mut busy = hub.clock().busy();
    loop {
        match sweep(&hub).await {
            Ok(0) => {}
            Ok(files) => tracing::info!(files, "erased files of attachments that no practice knows"),
            Err(error) => tracing::error!(%error, "the files of attachments could not be swept"),
        }
        match look(&hub, false).await {
            Ok((_, lost)) => lost.iter().for_each(|error| tracing::error!(%error, "an attachment is lost")),
            Err(error) => tracing::error!(%error, "the files of attachments could not be looked at"),
        }
        drop(busy);
        busy = hours.next().await;
    }
}

/// Erases the files that no row knows; how many.
pub(crate) async fn sweep(hub: &Hub) -> Result<usize, StoreError> {
    let alone = hub.inner().sweeping.clone().write_owned().await;
    // Asked of the writer: it knows the rows of whoever let go just before, on disk or not.
    let known = hub.write_casework(|tx| tx.attached_files()).await?;
    let files = hub.casework().files.clone();
    let swept = tokio::task::spawn_blocking(move || {
        let _alone = alone;
        files.sweep(&known)
    });
    swept.await.unwrap_or(Err(StoreError::Panicked))
}

/// How many attachments there are, and what is wrong with those that are not whole: each by its length, or where `whole` by every
/// bit of it, which reads all of them.
pub(crate) async fn look(hub: &Hub, whole: bool) -> Result<(usize, Vec<StoreError>), StoreError> {
    let rows: Vec<(FileAddress, u64)> = hub.read_casework(|reads| reads.attached_files()).await?;
    let files = hub.casework().files.clone();
    let looked = tokio::task::spawn_blocking(move || {
        let found = rows.iter().map(|(address, bytes)| {
            files.look(*address, *bytes)?;
            if whole { files.check(*address) } else { Ok(()) }
        });
        let lost = found.filter_map(Result::err).collect();
        (rows.len(), lost)
    });
    looked.await.map_err(|_| StoreError::Panicked)
}
