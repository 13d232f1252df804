//! The site's own certificate authority and the hub's certificate.
//!
//! Clients trust this CA and no other, and always ask for [`turno_protocol::HUB_NAME`], whatever address they reach. The dates
//! span every clock: a Raspberry Pi without a clock chip boots in 1970, and a site must not stop because a date passed.

use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer,
    KeyPair, KeyUsagePurpose, date_time_ymd,
};
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use turno_protocol::HUB_NAME;

/// What went wrong with the hub's certificates.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file could not be read or written.
    #[error("{path}: {source}")]
    File {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A certificate could not be made.
    #[error("the certificate could not be made: {0}")]
    Make(#[from] rcgen::Error),
    /// A stored certificate or key cannot be used.
    #[error("{path} cannot be used: {reason}")]
    Unusable {
        /// Which file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
}

/// The CA and the hub's certificate in a site's data folder.
pub struct SiteTls {
    ca_pem: String,
    config: Arc<ServerConfig>,
}

impl SiteTls {
    /// The certificates in `<data>/tls`, made on first use.
    ///
    /// # Errors
    /// Files that cannot be read or written, or that hold no certificate.
    pub fn open(data: &Path) -> Result<Self, TlsError> {
        let folder = data.join("tls");
        if !folder.join("hub.key").exists() {
            make(&folder)?;
        }
        let read = |name: &str| {
            let path = folder.join(name);
            fs::read_to_string(&path).map_err(|source| TlsError::File { path, source })
        };
        let unusable = |name: &str, reason: String| TlsError::Unusable { path: folder.join(name), reason };
        let ca_pem = read("ca.pem")?;
        let leaf = CertificateDer::from_pem_slice(read("hub.pem")?.as_bytes())
            .map_err(|error| unusable("hub.pem", error.to_string()))?;
        let key = PrivateKeyDer::from_pem_slice(read("hub.key")?.as_bytes())
            .map_err(|error| unusable("hub.key", error.to_string()))?;
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .and_then(|builder| builder.with_no_client_auth().with_single_cert(vec![leaf], key))
            .map_err(|error| unusable("hub.key", error.to_string()))?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self { ca_pem, config: Arc::new(config) })
    }

    /// The CA's certificate, PEM: what an enrolment file carries.
    pub fn ca_pem(&self) -> &str {
        &self.ca_pem
    }

    /// What the API listener answers with.
    pub fn server_config(&self) -> Arc<ServerConfig> {
        self.config.clone()
    }
}

fn make(folder: &Path) -> Result<(), TlsError> {
    let ca_key = KeyPair::generate()?;
    let mut ca = CertificateParams::default();
    ca.distinguished_name = name("Turno site CA");
    ca.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    ca.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    any_time(&mut ca);
    let ca_pem = ca.self_signed(&ca_key)?.pem();

    let key = KeyPair::generate()?;
    let mut leaf = CertificateParams::new(vec![HUB_NAME.to_owned()])?;
    leaf.distinguished_name = name(HUB_NAME);
    leaf.use_authority_key_identifier_extension = true;
    leaf.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    leaf.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    any_time(&mut leaf);
    let issuer = Issuer::new(ca, ca_key);
    let leaf_pem = leaf.signed_by(&key, &issuer)?.pem();

    if !folder.exists() {
        fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(folder)
            .map_err(|source| TlsError::File { path: folder.to_owned(), source })?;
    }
    // The CA's key is not kept: it signs one certificate, and a thief of the folder must not be able to sign another. The
    // hub's key is written last, because its presence says that the set is whole.
    write(&folder.join("ca.pem"), &ca_pem)?;
    write(&folder.join("hub.pem"), &leaf_pem)?;
    write(&folder.join("hub.key"), &key.serialize_pem())
}

fn name(common: &str) -> DistinguishedName {
    let mut name = DistinguishedName::new();
    name.push(DnType::CommonName, common);
    name
}

/// RFC 5280 §4.1.2.5: 99991231235959Z means that there is no well-defined end.
fn any_time(params: &mut CertificateParams) {
    params.not_before = date_time_ymd(1970, 1, 1);
    params.not_after = date_time_ymd(9999, 12, 31) + Duration::from_secs(24 * 3600 - 1);
}

fn write(path: &Path, text: &str) -> Result<(), TlsError> {
    let put = || {
        let temporary = path.with_extension("new");
        let mut file =
            OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&temporary)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(&temporary, path)?;
        fs::File::open(path.parent().unwrap_or(Path::new(".")))?.sync_all()
    };
    put().map_err(|source| TlsError::File { path: path.to_owned(), source })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn certificates_are_made_once_and_kept_from_other_eyes() {
        let data = tempfile::tempdir().unwrap();
        let first = SiteTls::open(data.path()).unwrap().ca_pem().to_owned();
        assert_eq!(SiteTls::open(data.path()).unwrap().ca_pem(), first);
        let mode = fs::metadata(data.path().join("tls/hub.key")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn a_spoilt_key_is_named() {
        let data = tempfile::tempdir().unwrap();
        SiteTls::open(data.path()).unwrap();
        fs::write(data.path().join("tls/hub.key"), "nonsense").unwrap();
        let error = SiteTls::open(data.path()).err().unwrap().to_string();
        assert!(error.contains("hub.key"), "{error}");
    }
}
