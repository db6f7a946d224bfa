//! Texts: every key that a template or a handler uses exists, and every key that exists is used.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use athena::kernel::texts::{Lang, Texts};

fn files(dir: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|ending| ["rs", "html", "txt"].iter().any(|known| ending == *known)) {
            found.push(path);
        }
    }
}

/// All string literals of the sources that look like a key.
fn literals() -> BTreeSet<String> {
    let mut sources = Vec::new();
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut sources);
    let mut found = BTreeSet::new();
    for source in sources {
        for piece in fs::read_to_string(source).unwrap().split('"') {
            if !piece.is_empty() && piece.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-') {
                found.insert(piece.to_owned());
            }
        }
    }
    found
}

#[test]
fn every_key_a_template_asks_for_exists() {
    let keys: BTreeSet<String> = Texts::keys(Lang::En).into_iter().map(|(key, _)| key).collect();
    let mut sources = Vec::new();
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut sources);
    let mut missing = Vec::new();
    for source in sources {
        let text = fs::read_to_string(&source).unwrap();
        for call in [".t(\"", ".t1(\"", ".t2(\"", ".tf(\""] {
            for piece in text.split(call).skip(1) {
                let key = piece.split('"').next().unwrap_or_default();
                if !keys.contains(key) {
                    missing.push(format!("{key} in {}", source.display()));
                }
            }
        }
    }
    assert_eq!(missing, Vec::<String>::new());
}

#[test]
fn every_key_that_exists_is_used() {
    let used = literals();
    // Keys that are put together from a part and an ending.
    let composed = ["-title", "-text", "-subject"];
    let is_used = |key: &String| {
        used.contains(key)
            || composed.iter().any(|ending| key.strip_suffix(ending).is_some_and(|stem| used.contains(stem)))
    };
    let unused: Vec<String> =
        Texts::keys(Lang::En).into_iter().map(|(key, _)| key).filter(|key| !is_used(key)).collect();
    assert_eq!(unused, Vec::<String>::new());
}
