//! A network printer on its raw port.

use std::io;
use std::net::{TcpStream, ToSocketAddrs};
use std::time::{Duration, Instant};

use super::TransportError;
use super::device::Polled;

/// Tries every address of the host until one takes the connection.
pub(super) fn connect(host: &str, port: u16, deadline: Instant) -> Result<Polled<TcpStream>, TransportError> {
    let mut last = io::Error::from(io::ErrorKind::NotFound);
    for address in format!("{host}:{port}").to_socket_addrs()? {
        let left = deadline.saturating_duration_since(Instant::now()).max(Duration::from_millis(1));
        match TcpStream::connect_timeout(&address, left) {
            Ok(stream) => {
                stream.set_nodelay(true)?;
                stream.set_nonblocking(true)?;
                return Ok(Polled::new(stream));
            }
            Err(error) => last = error,
        }
    }
    Err(TransportError::Gone(last))
}
