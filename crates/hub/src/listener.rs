//! How a listener treats whoever connects, before anybody is asked who they are: so many at once and of one address at most half
//! of them, and nobody stays who says nothing. Anyone on the site's network can open connections; without this a few thousand of
//! them that stay silent would use up the descriptors of the process, and with them the desks' listener and the databases.

use axum_server::Server;
use axum_server::accept::Accept;
use hyper_util::rt::TokioTimer;
use rustix::net::sockopt;
use std::collections::HashMap;
use std::io::{self, IoSlice};
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::Instant;

/// Connections to the API at one time, of all addresses together: some ten for each of a house's devices, and room.
pub const API_PLACES: usize = 512;
/// Connections to the public listener at one time, of all addresses together: its streams, and what loads the pages.
pub const PUBLIC_PLACES: usize = 768;

/// How long whoever connected may take to say what they want, and may stay after an answer without wanting more. Longer than any
/// client of the hub's keeps a silent connection for its next request.
pub const SILENCE: Duration = Duration::from_secs(60);
/// How long a TLS handshake may take.
pub const HANDSHAKE: Duration = Duration::from_secs(10);
/// After so long without a word a connection is probed, and again after as long.
const PROBED_AFTER: Duration = Duration::from_secs(5);
/// How long the other end may leave what was sent, or a probe, unacknowledged.
const UNHEARD: Duration = Duration::from_secs(10);
/// How often a full listener is told of in the log.
const TOLD_EVERY: Duration = Duration::from_secs(60);

/// Lets `server` speak HTTP/1 only, and end a connection on which nothing was asked for [`SILENCE`]. Where both versions are spoken
/// the first bytes may take forever, because they say which it is.
pub fn impatient<A>(server: Server<SocketAddr, A>) -> Server<SocketAddr, A> {
    let mut server = server.http1_only();
    server.http_builder().http1().timer(TokioTimer::new()).header_read_timeout(SILENCE);
    server
}

/// The places of a listener.
#[derive(Debug)]
pub struct Places {
    listener: &'static str,
    all: usize,
    taken: Mutex<Taken>,
}

#[derive(Debug, Default)]
struct Taken {
    all: usize,
    by_address: HashMap<IpAddr, usize>,
    told: Option<Instant>,
}

impl Places {
    /// `all` places of the listener that the log calls `listener`; one address may take half of them, so that a single machine
    /// shuts nobody else out.
    pub fn new(listener: &'static str, all: usize) -> Arc<Self> {
        Arc::new(Self { listener, all, taken: Mutex::default() })
    }

    /// A place for a connection from `address`, if there is one.
    fn take(self: &Arc<Self>, address: IpAddr) -> Option<Place> {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let of_address = taken.by_address.get(&address).copied().unwrap_or(0);
        if taken.all < self.all && of_address < self.all / 2 {
            taken.all += 1;
            taken.by_address.insert(address, of_address + 1);
            return Some(Place { places: self.clone(), address });
        }
        if taken.told.is_none_or(|told| told.elapsed() >= TOLD_EVERY) {
            taken.told = Some(Instant::now());
            let (connections, listener) = (taken.all, self.listener);
            tracing::warn!(listener, %address, of_address, connections, "too many connections; one more is refused");
        }
        None
    }
}

/// One place, free again when dropped.
#[derive(Debug)]
struct Place {
    places: Arc<Places>,
    address: IpAddr,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.places.taken.lock().unwrap_or_else(PoisonError::into_inner);
        taken.all -= 1;
        if let Some(of_address) = taken.by_address.get_mut(&self.address) {
            *of_address -= 1;
            if *of_address == 0 {
                taken.by_address.remove(&self.address);
            }
        }
    }
}

/// Accepts connections for which there is a place, and closes the others unheard.
#[derive(Clone, Debug)]
pub struct Placing(pub Arc<Places>);

impl<S> Accept<TcpStream, S> for Placing {
    type Stream = Placed;
    type Service = S;
    type Future = std::future::Ready<io::Result<(Placed, S)>>;

    fn accept(&self, stream: TcpStream, service: S) -> Self::Future {
        let placed = stream.peer_addr().and_then(|peer| {
            stream.set_nodelay(true)?;
            notice_when_cut(&stream)?;
            let place = self.0.take(peer.ip().to_canonical()).ok_or(io::ErrorKind::QuotaExceeded)?;
            Ok((Placed { stream, _place: place }, service))
        });
        std::future::ready(placed)
    }
}

/// Lets the kernel find out that the other end is gone without a word (its power, its cable): a silent connection is probed, and one
/// on which nothing was acknowledged for [`UNHEARD`] ends. Left to itself TCP would go on for a quarter of an hour, and a stream of events
/// would count as followed meanwhile. At the worst, where something is sent just before the first probe, it takes both times together.
fn notice_when_cut(stream: &TcpStream) -> io::Result<()> {
    sockopt::set_socket_keepalive(stream, true)?;
    sockopt::set_tcp_keepidle(stream, PROBED_AFTER)?;
    sockopt::set_tcp_keepintvl(stream, PROBED_AFTER)?;
    sockopt::set_tcp_user_timeout(stream, u32::try_from(UNHEARD.as_millis()).unwrap_or(u32::MAX))?;
    Ok(())
}

/// A connection and its place.
#[derive(Debug)]
pub struct Placed {
    stream: TcpStream,
    _place: Place,
}

impl AsyncRead for Placed {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Placed {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::Router;
    use axum::routing::get;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    #[test]
    fn one_address_takes_half_of_the_places_and_all_of_them_no_more_than_there_are() {
        let places = Places::new("test", 4);
        let [a, b, c] = [1, 2, 3].map(|n| IpAddr::from([192, 168, 1, n]));
        let mut of_a: Vec<Place> = (0..2).map(|_| places.take(a).unwrap()).collect();
        assert!(places.take(a).is_none());
        let _of_b: Vec<Place> = (0..2).map(|_| places.take(b).unwrap()).collect();
        assert!(places.take(c).is_none(), "all are taken");
        of_a.pop();
        let _of_c = places.take(c).unwrap();
        drop(of_a);
        assert_eq!(
            places.taken.lock().unwrap().by_address.len(),
            2,
            "an address without a connection is forgotten"
        );
    }

    /// No test can cut a cable; that the kernel was told to notice it can be read back.
    #[tokio::test]
    async fn the_kernel_is_told_to_notice_a_connection_that_is_cut() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let _client = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        let (stream, _) = listener.accept().await.unwrap();
        let (placed, ()) = Placing(Places::new("test", 8)).accept(stream, ()).await.unwrap();
        let socket = &placed.stream;
        assert!(sockopt::socket_keepalive(socket).unwrap());
        let probed = sockopt::tcp_keepidle(socket).unwrap() + sockopt::tcp_keepintvl(socket).unwrap();
        let unheard = Duration::from_millis(sockopt::tcp_user_timeout(socket).unwrap().into());
        assert!(probed <= Duration::from_secs(10), "{probed:?}");
        assert!((Duration::from_millis(1)..=Duration::from_secs(10)).contains(&unheard), "{unheard:?}");
    }

    /// tokio's time stands still but when nothing else is to be done, so a minute of silence takes none.
    #[tokio::test(start_paused = true)]
    async fn whoever_says_nothing_is_sent_away() {
        let socket = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        socket.set_nonblocking(true).unwrap();
        let address = socket.local_addr().unwrap();
        let app = Router::new().route("/", get(|| async { "Buongiorno" }));
        let server = axum_server::from_tcp(socket).unwrap().acceptor(Placing(Places::new("test", 8)));
        let serving = tokio::spawn(impatient(server).serve(app.into_make_service()));
        let request = "GET / HTTP/1.1\r\nhost: a\r\n";
        for said in ["", "G", request, &format!("{request}\r\n"), "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"] {
            let began = Instant::now();
            let mut stream = TcpStream::connect(address).await.unwrap();
            stream.write_all(said.as_bytes()).await.unwrap();
            let mut answer = String::new();
            let read = tokio::time::timeout(10 * SILENCE, stream.read_to_string(&mut answer)).await;
            assert!(read.is_ok(), "{said:?} holds a connection");
            assert_eq!(
                answer.contains("Buongiorno"),
                said.ends_with("\r\n\r\n") && said.starts_with('G'),
                "{said:?}"
            );
            assert!(began.elapsed() < 2 * SILENCE);
        }
        serving.abort();
    }
}
