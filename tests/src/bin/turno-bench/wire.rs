//! A lean HTTPS client: prepared HTTP/1.1 requests over one connection each, so that the load costs the machine little beside the
//! hub. It knows only the answers that the hub gives.

use anyhow::{Context, Result, bail};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use turno_protocol::HUB_NAME;

/// Whom to trust, shared by all connections.
pub fn trusting(ca_pem: &str) -> Result<Arc<ClientConfig>> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(ca_pem.as_bytes()).context("the site's CA")?)?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    Ok(Arc::new(config.with_root_certificates(roots).with_no_client_auth()))
}

/// One connection, kept alive.
pub struct Wire {
    stream: TlsStream<TcpStream>,
    buffer: Vec<u8>,
}

/// An answer: its status and body.
pub struct Reply<'a> {
    pub status: u16,
    pub body: &'a [u8],
}

impl Wire {
    pub async fn connect(address: SocketAddr, config: &Arc<ClientConfig>) -> Result<Self> {
        let tcp = TcpStream::connect(address).await?;
        tcp.set_nodelay(true)?;
        let name = ServerName::try_from(HUB_NAME)?;
        let stream = TlsConnector::from(Arc::clone(config)).connect(name, tcp).await?;
        Ok(Self { stream, buffer: Vec::with_capacity(16 * 1024) })
    }

    /// Sends a request and waits for its whole answer.
    pub async fn ask(&mut self, request: &[u8]) -> Result<Reply<'_>> {
        self.send(request).await?;
        self.buffer.clear();
        loop {
            if let Some((status, head, length)) = head(&self.buffer)?
                && self.buffer.len() >= head + length
            {
                return Ok(Reply { status, body: &self.buffer[head..head + length] });
            }
            self.read().await?;
        }
    }

    /// Sends a request whose answer never ends; what comes is taken by [`more`](Self::more).
    pub async fn send(&mut self, request: &[u8]) -> Result<()> {
        self.stream.write_all(request).await?;
        Ok(self.stream.flush().await?)
    }

    /// How often `wanted` stands in what came since; waits for something to come.
    pub async fn more(&mut self, wanted: &[u8]) -> Result<usize> {
        self.read().await?;
        let found = self.buffer.windows(wanted.len()).filter(|window| *window == wanted).count();
        // What may be the beginning of another one stays.
        let kept = self.buffer.len().saturating_sub(wanted.len() - 1);
        let last = self.buffer.windows(wanted.len()).rposition(|window| window == wanted);
        self.buffer.drain(..kept.max(last.map_or(0, |at| at + wanted.len())));
        Ok(found)
    }

    async fn read(&mut self) -> Result<()> {
        if self.stream.read_buf(&mut self.buffer).await? == 0 {
            bail!("the hub closed the connection");
        }
        Ok(())
    }
}

/// Status, length of the head and length of the body, once the head is whole.
fn head(bytes: &[u8]) -> Result<Option<(u16, usize, usize)>> {
    let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") else { return Ok(None) };
    let head = std::str::from_utf8(&bytes[..end])?;
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).context("no status")?;
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse().ok())?
    });
    Ok(Some((status, end + 4, length.unwrap_or(0))))
}

/// A GET of `path`.
pub fn get(path: &str, token: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nhost: {HUB_NAME}\r\nauthorization: Bearer {token}\r\n\r\n").into_bytes()
}

/// A command that is sent again and again, each time under a fresh key.
pub struct Command {
    request: Vec<u8>,
    key_at: usize,
}

const KEY_LENGTH: usize = 16;
static KEYS: AtomicU64 = AtomicU64::new(1);

impl Command {
    pub fn new(path: &str, token: &str, body: &str) -> Self {
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: {HUB_NAME}\r\nauthorization: Bearer {token}\r\n\
             content-type: application/json\r\ncontent-length: {}\r\nidempotency-key: ",
            body.len()
        );
        let key_at = head.len();
        let request = format!("{head}{:0KEY_LENGTH$x}\r\n\r\n{body}", 0);
        Self { request: request.into_bytes(), key_at }
    }

    /// The request under the next key.
    pub fn next(&mut self) -> &[u8] {
        let key = format!("{:0KEY_LENGTH$x}", KEYS.fetch_add(1, Ordering::Relaxed));
        self.request[self.key_at..self.key_at + KEY_LENGTH].copy_from_slice(key.as_bytes());
        &self.request
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_taken_apart() {
        let answer = b"HTTP/1.1 201 Created\r\nContent-Length: 2\r\ndate: x\r\n\r\n{}";
        assert_eq!(head(answer).unwrap(), Some((201, answer.len() - 2, 2)));
        assert_eq!(head(&answer[..30]).unwrap(), None);
        let nothing = b"HTTP/1.1 204 No Content\r\n\r\n";
        assert_eq!(head(nothing).unwrap(), Some((204, nothing.len(), 0)));
    }

    #[test]
    fn each_request_has_a_key_of_its_own() {
        let mut command = Command::new("/x", "t", "{}");
        let first = command.next().to_vec();
        assert_ne!(first, command.next());
        assert!(first.ends_with(b"\r\n\r\n{}"));
    }
}
