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
    /// A file of certificates that were made before is gone. Others in their place would be trusted by no device.
    #[error(
        "{path} is missing. Put it back from a copy of the data folder. Without one remove the folder {} and enrol every device \
         anew: none will trust the certificate that is then made",
        path.parent().unwrap_or(path).display()
    )]
    Missing {
        /// Which file.
        path: PathBuf,
    },
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
        if is_empty(&folder)? {
            make(&folder)?;
        }
        for name in ["ca.pem", "hub.pem", "hub.key"] {
            let path = folder.join(name);
            if !path.try_exists().map_err(|source| TlsError::File { path: path.clone(), source })? {
                return Err(TlsError::Missing { path });
            }
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

/// Whether there is no such folder, or nothing in it.
fn is_empty(folder: &Path) -> Result<bool, TlsError> {
    match fs::read_dir(folder) {
        Ok(mut files) => Ok(files.next().is_none()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(source) => Err(TlsError::File { path: folder.to_owned(), source }),
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

    // The CA's key is not kept: it signs one certificate, and a thief of the folder must not be able to sign another. The folder
    // gets its name last, so that one that is not whole has lost something, and was not just begun.
    let begun = folder.with_extension("new");
    let failed = |source| TlsError::File { path: begun.clone(), source };
    if begun.exists() {
        fs::remove_dir_all(&begun).map_err(failed)?;
    }
    fs::DirBuilder::new().recursive(true).mode(0o700).create(&begun).map_err(failed)?;
    write(&begun.join("ca.pem"), &ca_pem)?;
    write(&begun.join("hub.pem"), &leaf_pem)?;
    write(&begun.join("hub.key"), &key.serialize_pem())?;
    let place = || {
        fs::rename(&begun, folder)?;
        fs::File::open(folder.parent().unwrap_or(Path::new(".")))?.sync_all()
    };
    place().map_err(failed)
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
    fn a_lost_file_is_named_and_none_is_made_in_its_place() {
        for name in ["ca.pem", "hub.pem", "hub.key"] {
            let data = tempfile::tempdir().unwrap();
            let first = SiteTls::open(data.path()).unwrap().ca_pem().to_owned();
            let (path, away) = (data.path().join("tls").join(name), data.path().join("copy"));
            fs::rename(&path, &away).unwrap();
            let error = SiteTls::open(data.path()).err().unwrap().to_string();
            assert!(
                error.contains(name) && error.contains("copy of the data") && error.contains("enrol"),
                "{error}"
            );
            assert!(!path.exists());
            fs::rename(&away, &path).unwrap();
            assert_eq!(SiteTls::open(data.path()).unwrap().ca_pem(), first);
        }
    }

    #[test]
    fn what_a_power_cut_left_half_made_is_made_anew() {
        let data = tempfile::tempdir().unwrap();
        fs::create_dir(data.path().join("tls")).unwrap();
        fs::create_dir(data.path().join("tls.new")).unwrap();
        fs::write(data.path().join("tls.new/ca.pem"), "half").unwrap();
        SiteTls::open(data.path()).unwrap();
        assert!(!data.path().join("tls.new").exists());
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
