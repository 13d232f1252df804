//! The enrolment file of a device: read once at the start, and said clearly when it will not do.

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use std::fmt;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use turno_protocol::HUB_NAME;
use turno_protocol::enrolment::Enrolment as File;
use turno_protocol::session::DeviceRole;

/// What a device needs to reach its hub, checked. It holds the device's secret.
#[derive(Clone)]
pub struct Enrolment {
    device: String,
    role: DeviceRole,
    addresses: Vec<SocketAddr>,
    authority: CertificateDer<'static>,
    token: String,
}

/// Why an enrolment file will not do.
#[derive(Debug, thiserror::Error)]
pub enum EnrolmentError {
    /// There is no file.
    #[error("there is no enrolment file {path}")]
    Missing {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// The file cannot be read.
    #[error("the enrolment file {path} cannot be read: {source}")]
    Unreadable {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file is no enrolment of Turno's.
    #[error("{path} is no enrolment file: {detail}")]
    NotOurs {
        /// Which file.
        path: PathBuf,
        /// What is wrong with it; never what it holds.
        detail: String,
    },
    /// The file is for another kind of device.
    #[error("{path} enrols a {found:?}, and this program is a {wanted:?}")]
    WrongRole {
        /// Which file.
        path: PathBuf,
        /// What this program is.
        wanted: DeviceRole,
        /// What the file is for.
        found: DeviceRole,
    },
}

impl Enrolment {
    /// Reads the enrolment file of a device that is a `role`.
    ///
    /// # Errors
    /// [`EnrolmentError`], one for each thing that a person can put right.
    pub fn read(path: &Path, role: DeviceRole) -> Result<Self, EnrolmentError> {
        let text = std::fs::read_to_string(path).map_err(|source| match source.kind() {
            ErrorKind::NotFound => EnrolmentError::Missing { path: path.to_owned() },
            ErrorKind::InvalidData => {
                EnrolmentError::NotOurs { path: path.to_owned(), detail: "it is no text".to_owned() }
            }
            _ => EnrolmentError::Unreadable { path: path.to_owned(), source },
        })?;
        let enrolment =
            Self::parse(&text).map_err(|detail| EnrolmentError::NotOurs { path: path.to_owned(), detail })?;
        if enrolment.role == role {
            Ok(enrolment)
        } else {
            Err(EnrolmentError::WrongRole { path: path.to_owned(), wanted: role, found: enrolment.role })
        }
    }

    fn parse(text: &str) -> Result<Self, String> {
        // The error's Display repeats the line at fault, which may be the token's.
        let file: File = toml::from_str(text).map_err(|error| error.message().to_owned())?;
        let url = reqwest::Url::parse(&file.url).map_err(|error| format!("url: {error}"))?;
        if url.scheme() != "https" || url.host_str() != Some(HUB_NAME) {
            return Err(format!("url: not https://{HUB_NAME}"));
        }
        let addresses = file
            .addresses
            .iter()
            .map(|address| address.parse().map_err(|_| format!("addresses: {address:?} is not ip:port")))
            .collect::<Result<Vec<SocketAddr>, String>>()?;
        if addresses.is_empty() {
            return Err("addresses: there is none".to_owned());
        }
        let authority = CertificateDer::from_pem_slice(file.certificate.as_bytes())
            .map_err(|error| format!("certificate: {error}"))?;
        if file.token.is_empty() || !file.token.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err("token: not visible ASCII characters".to_owned());
        }
        Ok(Self { device: file.device, role: file.role, addresses, authority, token: file.token })
    }

    /// The device's name, by which a program keeps its own state and its lock.
    pub fn device(&self) -> &str {
        &self.device
    }

    /// What the device is.
    pub fn role(&self) -> DeviceRole {
        self.role
    }

    /// Where the hub may be reached.
    pub fn addresses(&self) -> &[SocketAddr] {
        &self.addresses
    }

    pub(crate) fn authority(&self) -> &CertificateDer<'static> {
        &self.authority
    }

    pub(crate) fn token(&self) -> &str {
        &self.token
    }
}

impl fmt::Debug for Enrolment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Enrolment")
            .field("device", &self.device)
            .field("role", &self.role)
            .field("addresses", &self.addresses)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(role: &str) -> String {
        let authority = rcgen::generate_simple_self_signed(vec!["turno".to_owned()]).unwrap();
        format!(
            "url = \"https://hub.turno.internal:8443\"\naddresses = [\"192.0.2.1:8443\", \"[2001:db8::1]:8443\"]\n\
             certificate = \"\"\"\n{}\"\"\"\ndevice = \"ingresso\"\nrole = \"{role}\"\ntoken = \"very-secret\"\n",
            authority.cert.pem()
        )
    }

    #[test]
    fn a_file_of_the_hub_is_read_and_keeps_its_secret() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("kiosk.toml");
        std::fs::write(&path, file("kiosk")).unwrap();
        let enrolment = Enrolment::read(&path, DeviceRole::Kiosk).unwrap();
        assert_eq!(enrolment.device(), "ingresso");
        assert_eq!(enrolment.addresses().len(), 2);
        assert!(!format!("{enrolment:?}").contains("very-secret"));
        assert!(matches!(
            Enrolment::read(&path, DeviceRole::Desk),
            Err(EnrolmentError::WrongRole { found: DeviceRole::Kiosk, wanted: DeviceRole::Desk, .. })
        ));
    }

    #[test]
    fn a_missing_file_is_not_a_wrong_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("desk.toml");
        assert!(matches!(Enrolment::read(&path, DeviceRole::Desk), Err(EnrolmentError::Missing { .. })));
        std::fs::write(&path, [0xff, 0xfe, 0x00]).unwrap();
        assert!(matches!(Enrolment::read(&path, DeviceRole::Desk), Err(EnrolmentError::NotOurs { .. })));
    }

    #[test]
    fn each_wrong_field_is_named_and_the_secret_never_repeated() {
        let good = file("desk");
        let wrong = [
            ("https://hub.turno.internal:8443", "http://hub.turno.internal:8443", "url"),
            ("https://hub.turno.internal:8443", "https://elsewhere:8443", "url"),
            ("192.0.2.1:8443", "hub:8443", "addresses"),
            ("BEGIN CERTIFICATE", "BEGIN NOTHING", "certificate"),
            ("role = \"desk\"", "role = \"printer\"", "unknown variant"),
            ("\"very-secret\"", "\"very-secret", "string"),
            ("\"very-secret\"", "\"very secret\"", "token"),
        ];
        for (good_part, bad_part, says) in wrong {
            let detail = Enrolment::parse(&good.replacen(good_part, bad_part, 1)).unwrap_err();
            assert!(detail.contains(says), "{bad_part}: {detail}");
            assert!(!detail.contains("secret"), "{detail}");
        }
        assert!(Enrolment::parse(&good).is_ok());
    }
}
