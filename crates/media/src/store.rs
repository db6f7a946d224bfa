//! Where files are kept, by the operator's choice.

use std::fmt;
use std::path::Path;

use bytes::Bytes;
use thiserror::Error;

use crate::disk::Disk;
use crate::s3::S3;
use crate::{Name, S3Config};

/// Why the store could not do what it was asked. The text is for the operator; it holds no secrets.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum StoreError {
    /// What is stored under this name is not what was put there: bit rot, or somebody's hand. Best answered as if it
    /// were missing, and logged; putting the right bytes again mends it.
    #[error("the file {0} has changed since it was stored: restore it from a backup")]
    Rotten(Name),
    /// Bytes were to be put under a name that is not theirs.
    #[error("these bytes do not belong under the name {0}")]
    Misnamed(Name),
    /// The settings cannot be right.
    #[error("the media store cannot be set up: {0}")]
    Settings(String),
    /// The disk or the server did not do it; worth another try when that is mended.
    #[error("the media store fails: {0}")]
    Failed(String),
}

/// Keeps files under the hash of their bytes. Cloning is cheap.
///
/// A file is there as a whole or not at all, never changes, and is compared with its name whenever it is read. What
/// [`put`](Store::put) has acknowledged outlives a power cut; so a row that names a file is written after it.
#[derive(Clone)]
pub struct Store(Place);

#[derive(Clone)]
enum Place {
    Disk(Disk),
    S3(S3),
}

impl Store {
    /// Files in a directory, which is created when needed, readable by us alone. Removes what an interrupted `put` has
    /// left behind more than an hour ago. Does file work, so not for async threads.
    ///
    /// # Errors
    /// The directory cannot be created or opened.
    pub fn disk(directory: &Path) -> Result<Store, StoreError> {
        Ok(Store(Place::Disk(Disk::open(directory)?)))
    }

    /// Files in a bucket of an S3 server. Connects at the first request; see [`check`](Store::check).
    ///
    /// # Errors
    /// [`StoreError::Settings`] when something is missing or is no address.
    pub fn s3(config: S3Config) -> Result<Store, StoreError> {
        Ok(Store(Place::S3(S3::new(config)?)))
    }

    /// Stores bytes under their name. If they are there already, and sound, nothing happens. May be dropped: they are
    /// then stored or not.
    ///
    /// # Errors
    /// [`StoreError::Misnamed`], [`StoreError::Failed`].
    pub async fn put(&self, name: &Name, bytes: Bytes) -> Result<(), StoreError> {
        if !name.fits(&bytes) {
            return Err(StoreError::Misnamed(name.clone()));
        }
        match &self.0 {
            Place::Disk(disk) => disk.put(name, bytes).await,
            Place::S3(s3) => s3.put(name, bytes).await,
        }
    }

    /// The bytes of that name, `None` if there are none.
    ///
    /// # Errors
    /// [`StoreError::Rotten`], [`StoreError::Failed`].
    pub async fn get(&self, name: &Name) -> Result<Option<Bytes>, StoreError> {
        let found = match &self.0 {
            Place::Disk(disk) => disk.get(name).await?,
            Place::S3(s3) => s3.get(name).await?,
        };
        match found {
            Some(bytes) if !name.fits(&bytes) => Err(StoreError::Rotten(name.clone())),
            found => Ok(found),
        }
    }

    /// Removes a file; one that is not there is removed already.
    ///
    /// # Errors
    /// [`StoreError::Failed`].
    pub async fn delete(&self, name: &Name) -> Result<(), StoreError> {
        match &self.0 {
            Place::Disk(disk) => disk.delete(name).await,
            Place::S3(s3) => s3.delete(name).await,
        }
    }

    /// The stored names in order, at most `limit`, and only those behind `after` if that is given. What is not a name
    /// of ours is passed over.
    ///
    /// # Errors
    /// [`StoreError::Failed`].
    pub async fn list(&self, after: Option<&Name>, limit: usize) -> Result<Vec<Name>, StoreError> {
        match &self.0 {
            Place::Disk(disk) => disk.list(after.cloned(), limit).await,
            Place::S3(s3) => s3.list(after, limit).await,
        }
    }

    /// Whether files can be stored now: writes one, reads it and removes it.
    ///
    /// # Errors
    /// [`StoreError::Failed`] with the reason.
    pub async fn check(&self) -> Result<(), StoreError> {
        match &self.0 {
            Place::Disk(disk) => disk.check().await,
            Place::S3(s3) => s3.check().await,
        }
    }
}

/// The place without credentials: `/srv/athena/media`, `s3 bucket media at https://s3.example.org`.
impl fmt::Display for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Place::Disk(disk) => disk.fmt(f),
            Place::S3(s3) => s3.fmt(f),
        }
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Store({self})")
    }
}
