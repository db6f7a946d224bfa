//! The store on disk.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use media::{Name, Store, StoreError};

use crate::{file, keeps_its_promises};

fn place(root: &Path, name: &Name) -> PathBuf {
    root.join(name.as_str().get(..2).unwrap()).join(name.as_str())
}

fn temporaries(root: &Path) -> usize {
    fs::read_dir(root.join("tmp")).unwrap().count()
}

#[tokio::test]
async fn the_disk_keeps_its_promises() {
    let root = tempfile::tempdir().unwrap();
    let root = root.path().join("deep/media");
    let store = Store::disk(&root).unwrap();
    keeps_its_promises(&store).await;
    assert_eq!(temporaries(&root), 0);
    assert_eq!(store.to_string(), root.display().to_string());
}

#[tokio::test]
async fn files_survive_opening_again_and_are_ours_alone() {
    let root = tempfile::tempdir().unwrap();
    let root = root.path().join("media");
    let (name, bytes) = file(1);
    Store::disk(&root).unwrap().put(&name, bytes.clone()).await.unwrap();
    assert_eq!(Store::disk(&root).unwrap().get(&name).await, Ok(Some(bytes)));
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&root), 0o700);
    assert_eq!(mode(place(&root, &name).parent().unwrap()), 0o700);
    assert_eq!(mode(&place(&root, &name)), 0o600);
}

#[tokio::test]
async fn every_flipped_bit_is_noticed_and_putting_mends_it() {
    let root = tempfile::tempdir().unwrap();
    let store = Store::disk(root.path()).unwrap();
    let (name, bytes) = file(1);
    store.put(&name, bytes.clone()).await.unwrap();
    let path = place(root.path(), &name);
    for bit in 0..bytes.len() * 8 {
        let mut rotten = bytes.to_vec();
        *rotten.get_mut(bit / 8).unwrap() ^= 1 << (bit % 8);
        fs::write(&path, &rotten).unwrap();
        assert_eq!(store.get(&name).await, Err(StoreError::Rotten(name.clone())), "bit {bit}");
    }
    for length in [0, 1, bytes.len() - 1] {
        fs::write(&path, bytes.slice(..length)).unwrap();
        assert_eq!(store.get(&name).await, Err(StoreError::Rotten(name.clone())), "{length} bytes");
    }
    store.put(&name, bytes.clone()).await.unwrap();
    assert_eq!(store.get(&name).await, Ok(Some(bytes)));
}

#[tokio::test]
async fn a_file_larger_than_any_of_ours_is_not_read_to_its_end() {
    let root = tempfile::tempdir().unwrap();
    let store = Store::disk(root.path()).unwrap();
    let (name, _) = file(1);
    let sparse = fs::File::create(place(root.path(), &name)).unwrap();
    sparse.set_len(1 << 40).unwrap();
    assert_eq!(store.get(&name).await, Err(StoreError::Rotten(name)));
}

#[tokio::test]
async fn links_lead_nowhere() {
    let root = tempfile::tempdir().unwrap();
    let outside = tempfile::tempdir().unwrap();
    let store = Store::disk(root.path()).unwrap();
    let (name, bytes) = file(1);
    let secret = outside.path().join(name.as_str());
    fs::write(&secret, &bytes).unwrap();

    // A file that is a link: not read, though its bytes would fit, and replaced, not written through.
    let path = place(root.path(), &name);
    symlink(&secret, &path).unwrap();
    assert!(matches!(store.get(&name).await, Err(StoreError::Failed(_))));
    store.put(&name, bytes.clone()).await.unwrap();
    assert!(fs::symlink_metadata(&path).unwrap().is_file());
    assert_eq!(store.get(&name).await, Ok(Some(bytes.clone())));
    assert_eq!(fs::read(&secret).unwrap(), bytes);

    // A directory that is a link.
    let directory = path.parent().unwrap();
    fs::remove_dir_all(directory).unwrap();
    symlink(outside.path(), directory).unwrap();
    assert!(matches!(store.get(&name).await, Err(StoreError::Failed(_))));
    assert!(matches!(store.put(&name, bytes.clone()).await, Err(StoreError::Failed(_))));
    assert!(matches!(store.delete(&name).await, Err(StoreError::Failed(_))));
    assert!(matches!(store.list(None, 10).await, Err(StoreError::Failed(_))));
    assert!(matches!(store.check().await, Err(StoreError::Failed(_))));
    assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 1, "nothing was written outside");
    assert!(secret.exists(), "nothing was removed outside");

    // The place for temporary files.
    fs::remove_file(directory).unwrap();
    fs::create_dir(directory).unwrap();
    fs::remove_dir(root.path().join("tmp")).unwrap();
    symlink(outside.path(), root.path().join("tmp")).unwrap();
    assert!(matches!(store.put(&name, bytes).await, Err(StoreError::Failed(_))));
    assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 1);
}

#[tokio::test]
async fn what_is_not_a_file_does_not_hang() {
    let root = tempfile::tempdir().unwrap();
    let store = Store::disk(root.path()).unwrap();
    let (name, bytes) = file(1);
    let path = place(root.path(), &name);
    assert!(Command::new("mkfifo").arg(&path).status().unwrap().success());
    assert!(matches!(store.get(&name).await, Err(StoreError::Failed(_))));
    store.put(&name, bytes.clone()).await.unwrap();
    assert_eq!(store.get(&name).await, Ok(Some(bytes)));
}

#[tokio::test]
async fn strangers_in_the_directory_are_passed_over() {
    let root = tempfile::tempdir().unwrap();
    let store = Store::disk(root.path()).unwrap();
    let (name, bytes) = file(1);
    store.put(&name, bytes).await.unwrap();
    let directory = place(root.path(), &name).parent().unwrap().to_owned();
    fs::write(directory.join("notes.txt"), "x").unwrap();
    fs::write(directory.join(format!("{name}.bak")), "x").unwrap();
    let elsewhere = if directory.ends_with("00") { "01" } else { "00" };
    fs::write(root.path().join(elsewhere).join(name.as_str()), "x").unwrap();
    assert_eq!(store.list(None, 10).await, Ok(vec![name]));
}

#[tokio::test]
async fn only_old_leftovers_are_removed_when_opening() {
    let root = tempfile::tempdir().unwrap();
    Store::disk(root.path()).unwrap();
    let old = root.path().join("tmp/1-0");
    let young = root.path().join("tmp/2-0");
    fs::write(&young, "somebody is writing").unwrap();
    fs::write(&old, "nobody is").unwrap();
    let yesterday = SystemTime::now() - Duration::from_secs(24 * 3600);
    fs::File::options().write(true).open(&old).unwrap().set_modified(yesterday).unwrap();
    fs::create_dir(root.path().join("tmp/directory")).unwrap();
    Store::disk(root.path()).unwrap();
    assert!(!old.exists() && young.exists());
}

#[tokio::test]
async fn a_name_that_is_taken_among_temporary_files_is_not_overwritten() {
    let root = tempfile::tempdir().unwrap();
    let store = Store::disk(root.path()).unwrap();
    let taken: Vec<PathBuf> =
        (0..2000).map(|number| root.path().join(format!("tmp/{}-{number}", std::process::id()))).collect();
    taken.iter().for_each(|path| fs::write(path, "taken").unwrap());
    let (name, bytes) = file(1);
    store.put(&name, bytes).await.unwrap();
    assert!(taken.iter().all(|path| fs::read(path).unwrap() == b"taken"));
}

#[tokio::test]
async fn a_disk_that_cannot_be_written_is_an_error_that_names_the_directory() {
    let root = tempfile::tempdir().unwrap();
    let store = Store::disk(root.path()).unwrap();
    fs::remove_dir_all(root.path().join("tmp")).unwrap();
    let Err(StoreError::Failed(reason)) = store.check().await else { panic!("it is not writable") };
    assert!(reason.contains(&root.path().display().to_string()) && reason.contains("tmp"), "{reason}");
    let (name, bytes) = file(1);
    assert!(matches!(store.put(&name, bytes).await, Err(StoreError::Failed(_))));
    let blocked = root.path().join("a file");
    fs::write(&blocked, "").unwrap();
    assert!(matches!(Store::disk(&blocked), Err(StoreError::Failed(_))));
}

/// What a power cut spares is what was synced, so the order of the calls is the promise.
#[test]
fn a_file_is_synced_before_it_has_its_name_and_its_directory_before_anybody_is_told() {
    let is_child = std::env::var_os("MEDIA_TEST_PUT");
    if let Some(root) = is_child {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let store = Store::disk(Path::new(&root)).unwrap();
        let (name, bytes) = file(1);
        runtime.block_on(store.put(&name, bytes)).unwrap();
        fs::write(Path::new(&root).join("acknowledged"), "").unwrap();
        return;
    }
    let root = tempfile::tempdir().unwrap();
    let log = root.path().join("calls");
    let traced = Command::new("strace")
        .args(["-f", "-y", "-qq", "-e", "trace=openat,write,fsync,fdatasync,renameat,renameat2,rename", "-o"])
        .arg(&log)
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", "disk::a_file_is_synced_before_it_has_its_name_and_its_directory_before_anybody_is_told"])
        .env("MEDIA_TEST_PUT", root.path().join("media"))
        .output();
    let Ok(output) = traced else {
        assert!(std::env::var("CI").as_deref() != Ok("true"), "strace is not installed");
        eprintln!("!!! SKIPPED: strace is not installed");
        return;
    };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    let calls = fs::read_to_string(&log).unwrap();
    let directory = format!("media/{}>", file(1).0.as_str().get(..2).unwrap());
    let mut wanted =
        [("write(", "media/tmp/"), ("fsync(", "media/tmp/"), ("rename", &directory), ("fsync(", &directory)]
            .into_iter()
            .chain([("openat(", "acknowledged")]);
    let mut next = wanted.next();
    for call in calls.lines() {
        if next.is_some_and(|(name, path)| call.contains(name) && call.contains(path)) {
            next = wanted.next();
        }
    }
    assert_eq!(next, None, "not done in this order:\n{calls}");
}

#[tokio::test]
async fn many_writers_of_many_files_leave_nothing_half_done() {
    let root = tempfile::tempdir().unwrap();
    let store = Store::disk(root.path()).unwrap();
    let files: Vec<(Name, Bytes)> = (0..200).map(|number| file(number % 50)).collect();
    let puts = files.iter().map(|(name, bytes)| store.put(name, bytes.clone()));
    assert!(futures_util::future::join_all(puts).await.iter().all(Result::is_ok));
    assert_eq!(store.list(None, 1000).await.unwrap().len(), 50);
    for (name, bytes) in files {
        assert_eq!(store.get(&name).await, Ok(Some(bytes)));
    }
    assert_eq!(temporaries(root.path()), 0);
}
