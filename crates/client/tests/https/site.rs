//! A site's CA, hubs that answer for it, and enrolments that lead to them.

use axum::Router;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum_server::Handle;
use axum_server::tls_rustls::{RustlsConfig, from_tcp_rustls};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, KeyUsagePurpose, date_time_ymd};
use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;
use serde_json::{Value, json};
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use turno_client::{Enrolment, Hub};
use turno_protocol::HUB_NAME;
use turno_protocol::problem::{MEDIA_TYPE, Problem};
use turno_protocol::session::DeviceRole;

pub const DEVICE_TOKEN: &str = "device-token";
pub const SESSION_TOKEN: &str = "session-token";

/// A site: its CA.
pub struct Site {
    pem: String,
    issuer: Issuer<'static, KeyPair>,
}

/// A hub that answers until it is dropped.
pub struct Server {
    pub address: SocketAddr,
    handle: Handle<SocketAddr>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.handle.shutdown();
    }
}

impl Site {
    pub fn new() -> Self {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        any_time(&mut params);
        let pem = params.self_signed(&key).unwrap().pem();
        Self { pem, issuer: Issuer::new(params, key) }
    }

    /// A hub with a certificate for `name`.
    pub fn serve_as(&self, name: &str, router: Router) -> Server {
        self.serve_at(([127, 0, 0, 1], 0).into(), name, router)
    }

    /// The same at an address, where a hub may have been before.
    pub fn serve_at(&self, address: SocketAddr, name: &str, router: Router) -> Server {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        any_time(&mut params);
        let leaf = params.signed_by(&key, &self.issuer).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![leaf.der().clone()], PrivateKeyDer::Pkcs8(key.serialize_der().into()))
            .unwrap();
        let listener = TcpListener::bind(address).unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        let handle = Handle::new();
        let server = from_tcp_rustls(listener, RustlsConfig::from_config(Arc::new(config)))
            .unwrap()
            .handle(handle.clone())
            .serve(router.into_make_service());
        tokio::spawn(server);
        Server { address, handle }
    }

    pub fn serve(&self, router: Router) -> Server {
        self.serve_as(HUB_NAME, router)
    }

    /// A desk's way to `addresses`.
    pub fn hub_at(&self, addresses: &[SocketAddr]) -> Hub {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("desk.toml");
        let addresses: Vec<String> = addresses.iter().map(SocketAddr::to_string).collect();
        let file = format!(
            "url = \"https://{HUB_NAME}:8443\"\naddresses = {addresses:?}\ncertificate = '''\n{}'''\n\
             device = \"desk\"\nrole = \"desk\"\ntoken = \"{DEVICE_TOKEN}\"\n",
            self.pem
        );
        std::fs::write(&path, file).unwrap();
        Hub::new(&Enrolment::read(&path, DeviceRole::Desk).unwrap()).unwrap()
    }
}

/// As the hub's own: dates that no clock is outside of.
fn any_time(params: &mut CertificateParams) {
    params.not_before = date_time_ymd(1970, 1, 1);
    params.not_after = date_time_ymd(9999, 12, 31);
}

/// An address at which nothing listens.
pub fn dead_address() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

pub fn bearer(headers: &HeaderMap) -> &str {
    headers[header::AUTHORIZATION].to_str().unwrap().strip_prefix("Bearer ").unwrap()
}

pub fn key(headers: &HeaderMap) -> String {
    headers["idempotency-key"].to_str().unwrap().to_owned()
}

pub fn problem(status: u16, name: &str) -> Response {
    let body = serde_json::to_vec(&Problem::new(status, name, "No.")).unwrap();
    (StatusCode::from_u16(status).unwrap(), [(header::CONTENT_TYPE, MEDIA_TYPE)], body).into_response()
}

/// An answer that breaks off: the request arrived and its answer does not.
pub fn lost_answer() -> Response {
    let chunks: [Result<&str, std::io::Error>; 2] = [Ok("{"), Err(std::io::Error::other("cut"))];
    axum::body::Body::from_stream(futures_util::stream::iter(chunks)).into_response()
}

pub fn ticket(count: u32, state: &str) -> Value {
    json!({
        "id": format!("01890000-0000-7000-8000-{count:012}"), "number": format!("A{count:03}"), "service": "spid",
        "service_day": "2026-11-21", "state": state, "counter": null, "language": "it",
        "issued_at": "2026-11-21T08:42:00.000Z", "called_at": null, "started_at": null, "ended_at": null,
    })
}

pub fn snapshot(position: &str, tickets: &[Value]) -> Value {
    json!({
        "position": position, "service_day": "2026-11-21", "at": "2026-11-21T08:42:00.000Z", "tickets_open": true,
        "opens_at": null, "closes_at": null, "day_asked": null, "counters": [], "tickets": tickets,
        "services": [{"key": "spid", "letter": "A", "names": {"it": "SPID"}, "waiting": tickets.len(), "expected": null}],
    })
}

pub fn session() -> Value {
    json!({
        "token": SESSION_TOKEN, "operator": "anna", "name": "Anna", "role": "operator",
        "expires_at": "2026-11-21T12:00:00.000Z",
    })
}
