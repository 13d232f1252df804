//! Bringing a hub up: from a data folder to a hub that can be asked, and from there to one that listens.

use crate::admin;
use crate::api;
use crate::hub::{Bound, Hub, Parts};
use crate::listener::{self, Places, Placing};
use crate::lock::DataLock;
use crate::operations::OperationError;
use crate::public;
use crate::site_file::SiteFile;
use crate::tasks::{self, Wake, Wakes};
use crate::tls::SiteTls;
use axum_server::Handle;
use axum_server::tls_rustls::{RustlsAcceptor, RustlsConfig};
use std::fs;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::sync::mpsc::{self, UnboundedSender};
use tokio::task::JoinError;
use turno_clock::Clock;
use turno_domain::journal::Actor;
use turno_domain::site::Site;
use turno_store::{Announcement, OpenOptions, StoreError, Stores, WriterOptions};

/// How long requests under way may take once the hub is told to stop.
const GRACE: Duration = Duration::from_secs(5);

/// Why a hub does not come up.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// Another hub, or a lock that cannot be taken.
    #[error(transparent)]
    Lock(#[from] crate::lock::LockError),
    /// The databases.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The certificates.
    #[error(transparent)]
    Tls(#[from] crate::tls::TlsError),
    /// The site file.
    #[error(transparent)]
    Site(#[from] crate::site_file::SiteFileError),
    /// An operation at start.
    #[error(transparent)]
    Operation(#[from] OperationError),
    /// An address that cannot be listened on.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// Which.
        address: SocketAddr,
        /// Why.
        source: std::io::Error,
    },
    /// A file of the data folder.
    #[error("{path}: {source}")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A part of the hub ended while it ran.
    #[error("a part of the hub ended by itself; the log says which")]
    PartEnded,
    /// The data folder is on storage that forgets.
    #[error("{0} is on storage that does not outlive a power cut, and --require-durable-data forbids that")]
    NotDurable(PathBuf),
}

/// A hub whose stores are open and whose data folder is locked. The lock is held for as long as this lives.
pub struct Opened {
    /// The hub.
    pub hub: Hub,
    pub(crate) wakes: Wakes,
    tls: SiteTls,
    _lock: DataLock,
}

/// Opens the hub of a data folder, made on first use.
///
/// # Errors
/// A folder in use, damaged databases, certificates that cannot be used.
pub fn open(data: &Path, clock: Clock) -> Result<Opened, ServeError> {
    if !data.is_dir() {
        let failed = |source| ServeError::File { path: data.to_owned(), source };
        fs::DirBuilder::new().recursive(true).mode(0o700).create(data).map_err(failed)?;
    }
    let lock = DataLock::take(data)?;
    let stores = Stores::open(data, &OpenOptions { now: clock.now().wall })?;
    let tls = SiteTls::open(data)?;
    let (wake_queue, queue_wakes) = mpsc::unbounded_channel();
    let (wake_casework, casework_wakes) = mpsc::unbounded_channel();
    let waking = |wakes: UnboundedSender<Wake>| {
        let clock = clock.clone();
        let on_commit = move |head| -> Announcement {
            let (wakes, wake) = (wakes.clone(), Wake { head, busy: clock.busy() });
            Box::new(move || {
                let _ = wakes.send(wake);
            })
        };
        WriterOptions { on_commit: Box::new(on_commit) }
    };
    let queue = stores.queue.start(waking(wake_queue))?;
    let casework = stores.casework.start(waking(wake_casework))?;
    let hub =
        Hub::new(Parts { data: data.to_owned(), clock, queue, casework, ca_pem: tls.ca_pem().to_owned() })?;
    Ok(Opened { hub, wakes: Wakes { queue: queue_wakes, casework: casework_wakes }, tls, _lock: lock })
}

/// What became of a site file.
#[derive(Debug, PartialEq, Eq)]
pub enum Applied {
    /// It was applied.
    Yes,
    /// It is the one that was applied last.
    Same,
    /// Administrators changed the site since; this is what the file would change.
    Refused(Vec<String>),
}

/// Applies a site file: on new data the first site and its first day, else as one change set when it differs from the last.
///
/// # Errors
/// What the store could not do.
pub async fn apply_site(hub: &Hub, file: SiteFile, force: bool) -> Result<Applied, OperationError> {
    let now = hub.now();
    hub.write_queue(move |tx| {
        let nobody = Actor::default();
        if tx.queue().is_err() {
            let day = file.site.service_day(now.wall);
            tx.initialise(file.site, Some(file.hash), day, now, &nobody)?;
            return Ok(Applied::Yes);
        }
        let status = tx.reads().site_status()?;
        if status.hash.as_deref() == Some(&file.hash) && !force {
            return Ok(Applied::Same);
        }
        if status.changed_by_admin && !force {
            return Ok(Applied::Refused(difference(tx.queue()?.site(), &file.site)));
        }
        tx.apply_site(file.site, Some(file.hash), now, &nobody)?;
        Ok(Applied::Yes)
    })
    .await
}

/// What `file` would change in `stands`, a line each.
fn difference(stands: &Site, file: &Site) -> Vec<String> {
    let mut lines = Vec::new();
    if let (Ok(stands), Ok(file)) = (serde_json::to_value(stands), serde_json::to_value(file)) {
        compare("", &stands, &file, &mut lines);
    }
    lines
}

/// A value as it is told: of a picture no more than that it is long.
fn shown(value: &serde_json::Value) -> String {
    const LONGEST: usize = 500;
    let text = value.to_string();
    if text.len() > LONGEST { format!("({} bytes)", text.len()) } else { text }
}

fn compare(path: &str, stands: &serde_json::Value, file: &serde_json::Value, lines: &mut Vec<String>) {
    use serde_json::Value::{Array, Null, Object};
    match (stands, file) {
        (Object(a), Object(b)) => {
            for key in a.keys().chain(b.keys().filter(|key| !a.contains_key(*key))) {
                let inner = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                compare(&inner, a.get(key).unwrap_or(&Null), b.get(key).unwrap_or(&Null), lines);
            }
        }
        (Array(a), Array(b)) => {
            for i in 0..a.len().max(b.len()) {
                compare(&format!("{path}[{i}]"), a.get(i).unwrap_or(&Null), b.get(i).unwrap_or(&Null), lines);
            }
        }
        (a, b) if a != b => lines.push(format!("{path}: {} -> {}", shown(a), shown(b))),
        _ => {}
    }
}

/// Where to listen.
#[derive(Clone, Copy, Debug)]
pub struct Listen {
    /// The API, over TLS.
    pub api: SocketAddr,
    /// Board and ticket pages, plain.
    pub public: SocketAddr,
}

/// Brings the hub up and runs it until `stop` resolves. `ready` is told the bound addresses once it listens.
///
/// # Errors
/// A site file that is wrong on new data, an address in use, an admin socket that cannot be made.
pub async fn run(
    opened: Opened,
    site: &Path,
    listen: Listen,
    ready: impl FnOnce(Bound),
    stop: impl Future<Output = ()>,
) -> Result<(), ServeError> {
    let Opened { hub, wakes, tls, _lock } = opened;
    settle_site(&hub, site).await?;

    let api_listener = bind(listen.api)?;
    let public_listener = bind(listen.public)?;
    let local = |listener: &TcpListener, address| {
        listener.local_addr().map_err(|source| ServeError::Listen { address, source })
    };
    let bound =
        Bound { api: local(&api_listener, listen.api)?, public: local(&public_listener, listen.public)? };
    let _ = hub.inner().bound.set(bound);
    let data = hub.inner().parts.data.clone();
    remember_addresses(&data, &bound)?;

    let mut running = tasks::start(&hub, wakes);
    let failed = |source| ServeError::File { path: admin::socket_path(&data), source };
    running.spawn(admin::listen(&hub, &data).map_err(failed)?);

    let (api_handle, public_handle) = (Handle::new(), Handle::new());
    let config = RustlsConfig::from_config(tls.server_config());
    let acceptor = RustlsAcceptor::new(config)
        .handshake_timeout(listener::HANDSHAKE)
        .acceptor(Placing(Places::new("API", listener::API_PLACES)));
    let refused = |address| move |source| ServeError::Listen { address, source };
    let api_server = axum_server::from_tcp(api_listener).map_err(refused(bound.api))?.acceptor(acceptor);
    let api_server = listener::impatient(api_server.handle(api_handle.clone()));
    let placing = Placing(Places::new("public", listener::PUBLIC_PLACES));
    let public_server =
        axum_server::from_tcp(public_listener).map_err(refused(bound.public))?.acceptor(placing);
    let public_server = listener::impatient(public_server.handle(public_handle.clone()));
    running.spawn(listening("API", api_server.serve(api::router(hub.clone()).into_make_service())));
    running.spawn(listening("public", public_server.serve(public::router(hub.clone()).into_make_service())));
    ready(bound);
    tracing::info!(api = %bound.api, public = %bound.public, "the hub is ready");

    // A part that ends while the hub runs has failed: the hub stops as it should, and whoever watches over it starts it again. The
    // tasks that the writers wake end with them.
    let failed = tokio::select! {
        () = stop => false,
        ended = running.join_next() => {
            tracing::error!("a part of the hub ended by itself");
            tell_panic(ended);
            true
        }
    };
    tracing::info!("the hub stops");
    hub.stop();
    api_handle.graceful_shutdown(Some(GRACE));
    public_handle.graceful_shutdown(Some(GRACE));
    while let Some(ended) = running.join_next().await {
        tell_panic(Some(ended));
    }
    let (queue, casework) = (hub.queue().writer.clone(), hub.casework().writer.clone());
    let closed = tokio::task::spawn_blocking(move || {
        queue.close();
        casework.close();
    });
    if closed.await.is_err() {
        tracing::error!("the databases were not closed as they should be");
    }
    if failed { Err(ServeError::PartEnded) } else { Ok(()) }
}

/// Serves until the listener is told to stop, and says so where it failed.
async fn listening(listener: &'static str, server: impl Future<Output = std::io::Result<()>>) {
    if let Err(error) = server.await {
        tracing::error!(%error, listener, "a listener failed");
    }
}

fn tell_panic(ended: Option<Result<(), JoinError>>) {
    if let Some(Err(error)) = ended {
        tracing::error!(%error, "a part of the hub failed");
    }
}

/// Applies the site file. On data that has a site a wrong file stops nothing: the hub serves what it has and says so.
async fn settle_site(hub: &Hub, path: &Path) -> Result<(), ServeError> {
    let has_site = hub.with_queue(|_| ()).is_ok();
    let file = match SiteFile::read(path) {
        Ok(file) => file,
        Err(error) if has_site => {
            tracing::error!(%error, "the site file is refused; the hub serves the site that it has");
            return Ok(());
        }
        Err(error) => return Err(error.into()),
    };
    match apply_site(hub, file, false).await? {
        Applied::Yes => tracing::info!("the site file is applied"),
        Applied::Same => {}
        Applied::Refused(difference) => tracing::error!(
            difference = difference.join("; "),
            "administrators changed the site since the last file was applied; the hub serves the site that it has"
        ),
    }
    Ok(())
}

fn bind(address: SocketAddr) -> Result<TcpListener, ServeError> {
    let listen = || {
        let listener = TcpListener::bind(address)?;
        listener.set_nonblocking(true)?;
        Ok(listener)
    };
    listen().map_err(|source| ServeError::Listen { address, source })
}

/// The addresses at which devices reach the API: as bound, or as bound last where no hub runs.
pub fn addresses(hub: &Hub) -> Vec<String> {
    let bound = match hub.inner().bound.get() {
        Some(bound) => Some(bound.api),
        None => fs::read_to_string(bound_file(&hub.inner().parts.data))
            .ok()
            .and_then(|text| text.trim().parse().ok()),
    };
    bound.map(reachable).unwrap_or_default()
}

/// A listener on every interface is reached at each interface's address, loopback last.
fn reachable(bound: SocketAddr) -> Vec<String> {
    if !bound.ip().is_unspecified() {
        return vec![bound.to_string()];
    }
    let mut ips: Vec<IpAddr> = if_addrs::get_if_addrs()
        .map(|interfaces| interfaces.into_iter().map(|interface| interface.ip()).collect())
        .unwrap_or_default();
    ips.retain(|ip| ip.is_ipv4() && !ip.is_loopback());
    ips.push(IpAddr::V4(Ipv4Addr::LOCALHOST));
    ips.into_iter().map(|ip| SocketAddr::new(ip, bound.port()).to_string()).collect()
}

fn bound_file(data: &Path) -> PathBuf {
    data.join("bound")
}

fn remember_addresses(data: &Path, bound: &Bound) -> Result<(), ServeError> {
    let path = bound_file(data);
    fs::write(&path, format!("{}\n", bound.api)).map_err(|source| ServeError::File { path, source })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_names_the_fields() {
        let site = |name: &str| -> Site {
            serde_json::from_value(
                serde_json::json!({"name": name, "services": [{"key": "a", "letter": "A", "names": name}]}),
            )
            .unwrap()
        };
        let lines = difference(&site("Uno"), &site("Due"));
        assert_eq!(lines, ["name.it: \"Uno\" -> \"Due\"", "services[0].names.it: \"Uno\" -> \"Due\""]);
    }

    #[test]
    fn a_hub_on_every_interface_is_reached_at_addresses_that_exist() {
        let found = reachable("0.0.0.0:4433".parse().unwrap());
        assert_eq!(found.last().map(String::as_str), Some("127.0.0.1:4433"));
        assert_eq!(reachable("127.0.0.1:1".parse().unwrap()), ["127.0.0.1:1"]);
    }
}
