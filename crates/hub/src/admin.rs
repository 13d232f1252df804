//! The administrator's way in: subcommands speak to a running hub through `<data>/admin.sock` (0600), one JSON line each way.
//! Whoever may open that socket owns the machine's data anyway, so it needs no token.

use crate::hub::Hub;
use crate::operations::{self, Operation, Report};
use serde::{Deserialize, Serialize};
use std::io::{self, BufRead, BufReader as StdBufReader, Write};
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::os::unix::net::UnixStream as StdUnixStream;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{UnixListener, UnixStream};

/// How long nobody is let in after that failed: where the machine has no file handle left, the next try fails at once too.
const ACCEPT_AGAIN: Duration = Duration::from_millis(200);

/// A line from the hub.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Line {
    /// How far it is.
    Progress(String),
    /// Done.
    Done(Report),
    /// Not done, and why.
    Refused(String),
}

/// Where a hub on `data` listens.
pub fn socket_path(data: &Path) -> PathBuf {
    data.join("admin.sock")
}

/// Listens for administrators until the hub stops.
///
/// # Errors
/// A socket that cannot be made.
pub fn listen(hub: &Hub, data: &Path) -> io::Result<impl Future<Output = ()> + Send + 'static> {
    let path = socket_path(data);
    match std::fs::remove_file(&path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let listener = bind_private(&path)?;
    let hub = hub.clone();
    Ok(async move {
        let stopped = hub.stopped();
        tokio::pin!(stopped);
        let mut refuses = false;
        loop {
            let accept = async {
                if refuses {
                    tokio::time::sleep(ACCEPT_AGAIN).await;
                }
                listener.accept().await
            };
            let stream = tokio::select! {
                accepted = accept => match accepted {
                    Ok((stream, _)) => stream,
                    Err(error) => {
                        if !refuses {
                            tracing::warn!(%error, "administrators cannot connect; it is tried again until they can");
                        }
                        refuses = true;
                        continue;
                    }
                },
                () = &mut stopped => break,
            };
            refuses = false;
            let hub = hub.clone();
            tokio::spawn(async move {
                if let Err(error) = serve(hub, stream).await {
                    tracing::debug!(%error, "an administrator went away");
                }
            });
        }
        let _ = std::fs::remove_file(&path);
    })
}

/// A listener at `path` that was never open to anybody but its owner: the data folder may be one that others enter, and a socket is
/// made with whatever mode the umask leaves, so it is made in a folder that nobody else enters and moved once it has its own.
fn bind_private(path: &Path) -> io::Result<UnixListener> {
    // Shorter than the socket's own name: a socket's path may have 107 bytes.
    let folder = path.with_file_name(".sock");
    match std::fs::remove_dir_all(&folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    std::fs::DirBuilder::new().mode(0o700).create(&folder)?;
    let inside = folder.join("a");
    let listener = UnixListener::bind(&inside)?;
    std::fs::set_permissions(&inside, std::fs::Permissions::from_mode(0o600))?;
    std::fs::rename(&inside, path)?;
    std::fs::remove_dir(&folder)?;
    Ok(listener)
}

async fn serve(hub: Hub, stream: UnixStream) -> io::Result<()> {
    let (read, mut write) = stream.into_split();
    let mut line = String::new();
    BufReader::new(read).read_line(&mut line).await?;
    let (say, mut said) = tokio::sync::mpsc::unbounded_channel();
    let work = {
        let say = say.clone();
        tokio::spawn(async move {
            let progress = move |text: String| {
                let _ = say.send(Line::Progress(text));
            };
            match serde_json::from_str::<Operation>(&line) {
                Ok(operation) => {
                    let _busy = hub.clock().busy();
                    match operations::perform(&hub, operation, &progress).await {
                        Ok(report) => Line::Done(report),
                        Err(refused) => Line::Refused(refused.to_string()),
                    }
                }
                Err(_) => {
                    Line::Refused("this hub does not know that request; is it of another version?".to_owned())
                }
            }
        })
    };
    drop(say);
    while let Some(line) = said.recv().await {
        send(&mut write, &line).await?;
    }
    let last = work.await.unwrap_or_else(|_| Line::Refused("an internal fault stopped it".to_owned()));
    send(&mut write, &last).await
}

async fn send(write: &mut tokio::net::unix::OwnedWriteHalf, line: &Line) -> io::Result<()> {
    let mut text = serde_json::to_string(line)?;
    text.push('\n');
    write.write_all(text.as_bytes()).await
}

/// Asks the hub that runs on `data` to perform `operation`; none when no hub answers there.
///
/// # Errors
/// The reason why it was not done.
pub fn ask(data: &Path, operation: &Operation, progress: &dyn Fn(String)) -> Option<Result<Report, String>> {
    let stream = StdUnixStream::connect(socket_path(data)).ok()?;
    let talk = || -> io::Result<Result<Report, String>> {
        let mut text = serde_json::to_string(operation)?;
        text.push('\n');
        (&stream).write_all(text.as_bytes())?;
        for line in StdBufReader::new(&stream).lines() {
            match serde_json::from_str(&line?)? {
                Line::Progress(text) => progress(text),
                Line::Done(report) => return Ok(Ok(report)),
                Line::Refused(reason) => return Ok(Err(reason)),
            }
        }
        Ok(Err("the hub stopped before it answered".to_owned()))
    };
    Some(talk().unwrap_or_else(|error| Err(format!("the hub cannot be asked: {error}"))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_socket_is_its_owners_alone_and_leaves_nothing_beside_it() {
        let data = tempfile::tempdir().unwrap();
        // What a hub that was killed in between left behind.
        std::fs::create_dir(data.path().join(".sock")).unwrap();
        std::fs::write(data.path().join(".sock/a"), "").unwrap();
        let path = socket_path(data.path());
        let listener = bind_private(&path).unwrap();
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(std::fs::read_dir(data.path()).unwrap().count(), 1);
        let (asked, answered) = tokio::join!(UnixStream::connect(&path), listener.accept());
        assert!(asked.is_ok() && answered.is_ok());
    }
}
