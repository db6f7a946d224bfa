//! Files in a directory: `ab/abcdef….jpg`, in 256 directories so that none grows large.
//!
//! Every path is opened from the directory's own handle, one step at a time and without following links, so nothing
//! outside of it can be reached, whatever somebody has put inside.

use std::fmt;
use std::fs::{DirBuilder, File};
use std::io::{self, ErrorKind, Read, Write};
use std::os::fd::OwnedFd;
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;
use std::process;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use rustix::fs::{AtFlags, Dir, Mode, OFlags, mkdirat, open, openat, renameat, unlinkat};
use rustix::io::Errno;

use crate::{MAX_BYTES, Name, StoreError};

/// Files that are being written. On the same file system, or renaming would be copying.
const TEMPORARY: &str = "tmp";

/// What an interrupted write has left is removed at this age; another process may be writing what is younger.
const STALE: Duration = Duration::from_secs(3600);

#[derive(Clone)]
pub(crate) struct Disk(Arc<Root>);

struct Root {
    handle: OwnedFd,
    /// For the operator's eyes.
    path: Box<Path>,
}

impl Disk {
    pub(crate) fn open(path: &Path) -> Result<Disk, StoreError> {
        let root = || {
            DirBuilder::new().recursive(true).mode(0o700).create(path)?;
            let handle = open(path, OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC, Mode::empty())?;
            let root = Root { handle, path: path.into() };
            root.create_directories()?;
            root.remove_stale_files()?;
            io::Result::Ok(root)
        };
        let root = root().map_err(|error| StoreError::Failed(format!("{}: {error}", path.display())))?;
        Ok(Disk(Arc::new(root)))
    }

    pub(crate) async fn put(&self, name: &Name, bytes: Bytes) -> Result<(), StoreError> {
        let name = name.clone();
        self.blocking(move |root| root.put(&name, &bytes)).await
    }

    pub(crate) async fn get(&self, name: &Name) -> Result<Option<Bytes>, StoreError> {
        let name = name.clone();
        self.blocking(move |root| root.read(&name)).await
    }

    pub(crate) async fn delete(&self, name: &Name) -> Result<(), StoreError> {
        let name = name.clone();
        self.blocking(move |root| root.delete(&name)).await
    }

    pub(crate) async fn list(&self, after: Option<Name>, limit: usize) -> Result<Vec<Name>, StoreError> {
        self.blocking(move |root| root.list(after.as_ref(), limit)).await
    }

    pub(crate) async fn check(&self) -> Result<(), StoreError> {
        self.blocking(Root::check).await
    }

    /// Runs file work where it may take its time.
    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Root) -> io::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let root = self.0.clone();
        let done = tokio::task::spawn_blocking(move || work(&root)).await.unwrap_or_else(|e| Err(io::Error::other(e)));
        done.map_err(|error| StoreError::Failed(format!("{}: {error}", self.0.path.display())))
    }
}

impl fmt::Display for Disk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.path.display())
    }
}

impl Root {
    fn put(&self, name: &Name, bytes: &[u8]) -> io::Result<()> {
        let directory = self.directory(directory_of(name))?;
        // A rotten file is replaced, and so is what is not a file.
        let is_there = self.read(name).is_ok_and(|found| found.is_some_and(|found| name.fits(&found)));
        if !is_there {
            let temporaries = self.directory(TEMPORARY)?;
            let temporary = self.write_temporary(&temporaries, bytes)?;
            if let Err(error) = renameat(&temporaries, temporary.as_str(), &directory, name.as_str()) {
                let _ = unlinkat(&temporaries, temporary.as_str(), AtFlags::empty());
                return Err(error.into());
            }
        }
        // The name itself, even when another has just written it and not come so far.
        File::from(directory).sync_all()
    }

    /// A new file with this content, on the disk for good.
    fn write_temporary(&self, temporaries: &OwnedFd, bytes: &[u8]) -> io::Result<String> {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        loop {
            let name = format!("{}-{}", process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
            let mut file = match openat(temporaries, name.as_str(), flags, Mode::RUSR | Mode::WUSR) {
                Ok(handle) => File::from(handle),
                // Of an earlier process with our number, or of one in another container.
                Err(Errno::EXIST) => continue,
                Err(error) => return Err(error.into()),
            };
            let written = file.write_all(bytes).and_then(|()| file.sync_all());
            if let Err(error) = written {
                let _ = unlinkat(temporaries, name.as_str(), AtFlags::empty());
                return Err(error);
            }
            return Ok(name);
        }
    }

    fn read(&self, name: &Name) -> io::Result<Option<Bytes>> {
        let directory = self.directory(directory_of(name))?;
        // Without waiting, should somebody have put a pipe there.
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let file = match openat(&directory, name.as_str(), flags, Mode::empty()) {
            Ok(handle) => File::from(handle),
            Err(Errno::NOENT) => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        if !file.metadata()?.is_file() {
            return Err(io::Error::new(ErrorKind::InvalidData, "not a regular file"));
        }
        // One byte more than anything we store is enough to see that it is not ours.
        let limit = u64::try_from(MAX_BYTES).unwrap_or(u64::MAX).saturating_add(1);
        let mut bytes = Vec::new();
        file.take(limit).read_to_end(&mut bytes)?;
        Ok(Some(bytes.into()))
    }

    fn delete(&self, name: &Name) -> io::Result<()> {
        let directory = self.directory(directory_of(name))?;
        match unlinkat(&directory, name.as_str(), AtFlags::empty()) {
            Ok(()) | Err(Errno::NOENT) => File::from(directory).sync_all(),
            Err(error) => Err(error.into()),
        }
    }

    fn list(&self, after: Option<&Name>, limit: usize) -> io::Result<Vec<Name>> {
        let mut names = Vec::new();
        for directory in directories() {
            if names.len() >= limit {
                break;
            }
            if after.is_some_and(|after| directory.as_str() < directory_of(after)) {
                continue;
            }
            let mut here = Vec::new();
            for entry in Dir::read_from(self.directory(&directory)?)? {
                let name = entry?.file_name().to_str().ok().and_then(|name| Name::parse(name).ok());
                // A name in another's directory would not be found there.
                here.extend(name.filter(|name| directory_of(name) == directory));
            }
            here.retain(|name| after.is_none_or(|after| name > after));
            here.sort_unstable();
            names.append(&mut here);
        }
        names.truncate(limit);
        Ok(names)
    }

    fn check(&self) -> io::Result<()> {
        let temporaries = self.directory(TEMPORARY)?;
        let name = self.write_temporary(&temporaries, b"check")?;
        unlinkat(&temporaries, name.as_str(), AtFlags::empty())?;
        for directory in directories() {
            self.directory(&directory)?;
        }
        Ok(())
    }

    /// All of them at once, so that storing a file never has to make one lasting.
    fn create_directories(&self) -> io::Result<()> {
        for directory in directories().chain([TEMPORARY.to_owned()]) {
            match mkdirat(&self.handle, directory.as_str(), Mode::RWXU) {
                Ok(()) | Err(Errno::EXIST) => {}
                Err(error) => return Err(error.into()),
            }
        }
        File::from(self.handle.try_clone()?).sync_all()
    }

    fn remove_stale_files(&self) -> io::Result<()> {
        let temporaries = self.directory(TEMPORARY)?;
        let now = SystemTime::now();
        for entry in Dir::read_from(&temporaries)? {
            let entry = entry?;
            let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
            let Ok(handle) = openat(&temporaries, entry.file_name(), flags, Mode::empty()) else { continue };
            let meta = File::from(handle).metadata()?;
            let age = now.duration_since(meta.modified()?).unwrap_or_default();
            if meta.is_file() && age >= STALE {
                unlinkat(&temporaries, entry.file_name(), AtFlags::empty())?;
            }
        }
        Ok(())
    }

    fn directory(&self, name: &str) -> io::Result<OwnedFd> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        openat(&self.handle, name, flags, Mode::empty())
            .map_err(|error| io::Error::new(io::Error::from(error).kind(), format!("its directory {name}: {error}")))
    }
}

/// The first two digits.
fn directory_of(name: &Name) -> &str {
    name.as_str().get(..2).unwrap_or_default()
}

fn directories() -> impl Iterator<Item = String> {
    (0..=u8::MAX).map(|byte| format!("{byte:02x}"))
}
