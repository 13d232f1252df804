//! The bytes of attachments: one sealed file each, beside casework.db, in a folder by the first two letters of its name. A file's
//! name is the SHA-256 of what lies in it, so that damage is seen without any key; each has a random key of its own, which lives in
//! casework.db alone: once that row is erased nobody reads the file again, wherever the card still has its blocks.
//!
//! A file is whole on disk before its row is committed. So a row without a file is a loss, and a file without a row is what a cut
//! or a refusal left, which [`AttachmentFiles::sweep`] erases.

use crate::error::StoreError;
use crate::open::{private_file, private_folder};
use crate::sealed::random_bytes;
use crypto_secretbox::aead::Aead;
use crypto_secretbox::{KeyInit, Nonce, XSalsa20Poly1305};
use sha2::{Digest, Sha256};
use std::collections::HashSet;
use std::fmt;
use std::fs::{self, DirEntry, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

const NONCE_BYTES: usize = 24;
/// What sealing adds to a file: the nonce before it and the tag.
const SEAL_BYTES: u64 = NONCE_BYTES as u64 + 16;
const PART: &str = "part";

/// What a sealed file is called: the SHA-256 of its bytes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileAddress(pub(crate) [u8; 32]);

impl fmt::Display for FileAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for FileAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FileAddress({self})")
    }
}

/// A sealed file: where it lies and what opens it.
#[derive(Clone)]
pub struct SealedFile {
    pub(crate) address: FileAddress,
    pub(crate) key: [u8; 32],
}

impl SealedFile {
    /// Where it lies.
    pub fn address(&self) -> FileAddress {
        self.address
    }
}

impl fmt::Debug for SealedFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SealedFile({})", self.address)
    }
}

/// The folder of the attachments' files. Its methods block: not on an async thread.
#[derive(Clone, Debug)]
pub struct AttachmentFiles {
    folder: PathBuf,
}

impl AttachmentFiles {
    /// Those beside the database at `database`; the folder is made with the first file.
    pub(crate) fn beside(database: &Path) -> Self {
        Self { folder: database.with_file_name("attachments") }
    }

    /// Seals `plain` into a new file, which is on disk when this returns, its name too.
    ///
    /// # Errors
    /// A full storage, or files that refuse; nothing is left of the file then, or [`sweep`](Self::sweep) erases it.
    pub fn keep(&self, plain: &[u8]) -> Result<SealedFile, StoreError> {
        let key: [u8; 32] = random_bytes();
        let nonce: [u8; NONCE_BYTES] = random_bytes();
        let sealed = XSalsa20Poly1305::new(&key.into())
            .encrypt(Nonce::from_slice(&nonce), plain)
            .map_err(|_| StoreError::Unreadable("attachment"))?;
        let mut hash = Sha256::new();
        hash.update(nonce);
        hash.update(&sealed);
        let address = FileAddress(hash.finalize().into());
        private_folder(&self.folder)?;
        let path = self.path(address);
        let shelf = path.parent().unwrap_or(&self.folder);
        if !shelf.is_dir() {
            private_folder(shelf)?;
            sync_folder(&self.folder)?;
            // Also where this was the first file of all.
            sync_folder(self.folder.parent().unwrap_or(&self.folder))?;
        }
        let part = path.with_extension(PART);
        let written = write(&part, &[&nonce, &sealed])
            .and_then(|()| fs::rename(&part, &path).map_err(failed("rename", &part)))
            .and_then(|()| sync_folder(shelf));
        if written.is_err() {
            let _ = fs::remove_file(&part);
        }
        written.map(|()| SealedFile { address, key })
    }

    /// What was sealed.
    ///
    /// # Errors
    /// [`StoreError::Attachment`] for a file that is gone or damaged, and files that refuse.
    pub fn read(&self, file: &SealedFile) -> Result<Vec<u8>, StoreError> {
        let whole = self.sealed(file.address)?;
        let opened = whole.split_at_checked(NONCE_BYTES).and_then(|(nonce, sealed)| {
            XSalsa20Poly1305::new(&file.key.into()).decrypt(Nonce::from_slice(nonce), sealed).ok()
        });
        opened.ok_or_else(|| lost(file.address, "is damaged"))
    }

    /// Whether a file is there with the length that `bytes` sealed bytes have.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub fn look(&self, address: FileAddress, bytes: u64) -> Result<(), StoreError> {
        let path = self.path(address);
        match fs::metadata(&path) {
            Ok(about) if about.len() == bytes + SEAL_BYTES => Ok(()),
            Ok(_) => Err(lost(address, "is damaged")),
            Err(error) if error.kind() == ErrorKind::NotFound => Err(lost(address, "is missing")),
            Err(error) => Err(failed("read", &path)(error)),
        }
    }

    /// Whether a file is there and no bit of it was changed; reads all of it.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub fn check(&self, address: FileAddress) -> Result<(), StoreError> {
        let whole = self.sealed(address)?;
        if <[u8; 32]>::from(Sha256::digest(&whole)) != address.0 {
            return Err(lost(address, "is damaged"));
        }
        Ok(())
    }

    /// Erases whatever is none of the `known` files; how many. No file may be kept, and no row written, meanwhile.
    ///
    /// # Errors
    /// Files that refuse.
    pub fn sweep(&self, known: &HashSet<FileAddress>) -> Result<usize, StoreError> {
        let known: HashSet<String> = known.iter().map(FileAddress::to_string).collect();
        let mut erased = 0;
        for shelf in entries(&self.folder)? {
            let mut swept = false;
            for file in entries(&shelf.path())? {
                let name = file.file_name();
                if !name.to_str().is_some_and(|name| known.contains(name)) {
                    fs::remove_file(file.path()).map_err(failed("remove", &file.path()))?;
                    (erased, swept) = (erased + 1, true);
                }
            }
            if swept {
                sync_folder(&shelf.path())?;
            }
        }
        Ok(erased)
    }

    fn sealed(&self, address: FileAddress) -> Result<Vec<u8>, StoreError> {
        let path = self.path(address);
        fs::read(&path).map_err(|error| match error.kind() {
            ErrorKind::NotFound => lost(address, "is missing"),
            _ => failed("read", &path)(error),
        })
    }

    fn path(&self, address: FileAddress) -> PathBuf {
        let name = address.to_string();
        self.folder.join(&name[..2]).join(name)
    }
}

fn lost(address: FileAddress, finding: &'static str) -> StoreError {
    StoreError::Attachment { address, finding }
}

fn write(path: &Path, pieces: &[&[u8]]) -> Result<(), StoreError> {
    private_file(path)?;
    let mut file = File::options().write(true).truncate(true).open(path).map_err(failed("open", path))?;
    for piece in pieces {
        file.write_all(piece).map_err(failed("write", path))?;
    }
    file.sync_all().map_err(failed("sync", path))
}

fn sync_folder(folder: &Path) -> Result<(), StoreError> {
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(failed("sync", folder))
}

/// What lies in a folder; nothing where there is none.
fn entries(folder: &Path) -> Result<Vec<DirEntry>, StoreError> {
    let listed = match fs::read_dir(folder) {
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            return Ok(Vec::new());
        }
        listed => listed.and_then(Iterator::collect),
    };
    listed.map_err(failed("read", folder))
}

/// A full disk is told as one, like that of a database.
fn failed(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> StoreError {
    let file = StoreError::file(doing, path);
    move |error| match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
            StoreError::StorageFull
        }
        _ => file(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The files of a folder that is there, and the one file in it.
    fn with_one(plain: &[u8]) -> (tempfile::TempDir, AttachmentFiles, SealedFile) {
        let folder = tempfile::tempdir().unwrap();
        let files = AttachmentFiles::beside(&folder.path().join("casework.db"));
        let file = files.keep(plain).unwrap();
        (folder, files, file)
    }

    #[test]
    fn what_was_kept_is_read_and_nobody_reads_it_from_the_disk() {
        let plain = "Referto di Maria Rossi".repeat(1_000);
        let (_folder, files, file) = with_one(plain.as_bytes());
        assert_eq!(files.read(&file).unwrap(), plain.as_bytes());
        files.look(file.address, plain.len() as u64).unwrap();
        files.check(file.address).unwrap();
        let path = files.path(file.address);
        let on_disk = fs::read(&path).unwrap();
        assert!(!on_disk.windows(11).any(|window| window == b"Maria Rossi"));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
        // The same once more is another file: nobody sees from the names that two people brought the same.
        assert_ne!(files.keep(plain.as_bytes()).unwrap().address, file.address);
        assert!(!format!("{file:?}").contains("key"));
    }

    #[test]
    fn a_file_that_is_gone_or_damaged_is_told_so() {
        let (_folder, files, file) = with_one(b"%PDF-1.7 ...");
        let path = files.path(file.address);
        let whole = fs::read(&path).unwrap();
        for place in [0, NONCE_BYTES, whole.len() - 1] {
            let mut damaged = whole.clone();
            damaged[place] ^= 1;
            fs::write(&path, damaged).unwrap();
            for found in [files.read(&file).map(drop), files.check(file.address)] {
                assert!(
                    matches!(found, Err(StoreError::Attachment { finding: "is damaged", .. })),
                    "{found:?}"
                );
            }
        }
        for short in [0, 5, whole.len() - 1] {
            fs::write(&path, &whole[..short]).unwrap();
            assert!(files.read(&file).is_err() && files.look(file.address, 12).is_err());
        }
        fs::write(&path, &whole).unwrap();
        let foreign = SealedFile { key: [0; 32], ..file.clone() };
        assert!(files.read(&foreign).is_err(), "another key opens nothing");
        fs::remove_file(&path).unwrap();
        for found in [files.read(&file).map(drop), files.check(file.address), files.look(file.address, 12)] {
            assert!(matches!(found, Err(StoreError::Attachment { finding: "is missing", .. })), "{found:?}");
        }
    }

    #[test]
    fn what_no_row_knows_is_swept_and_what_one_knows_stays() {
        let (_folder, files, file) = with_one(b"1");
        assert_eq!(files.sweep(&HashSet::from([file.address])).unwrap(), 0);
        let orphan = files.keep(b"2").unwrap();
        fs::write(files.path(orphan.address).with_extension(PART), b"half").unwrap();
        assert_eq!(files.sweep(&HashSet::from([file.address])).unwrap(), 2);
        assert_eq!(files.read(&file).unwrap(), b"1");
        assert!(files.read(&orphan).is_err());
        assert_eq!(files.sweep(&HashSet::new()).unwrap(), 1);
        // Before the first file there is no folder either.
        assert_eq!(
            AttachmentFiles::beside(Path::new("/nowhere/casework.db")).sweep(&HashSet::new()).unwrap(),
            0
        );
    }
}
