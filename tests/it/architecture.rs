//! The rules of the house, read from its sources: direction, ownership of tables, and where axum may be named.

use std::fs;
use std::path::{Path, PathBuf};

/// From left to right; rooms on one step do not know each other.
const STEPS: &[&[&str]] = &[
    &["kernel"],
    &["shell"],
    &["live"],
    &["accounts"],
    &["network"],
    &["companies"],
    &["profiles"],
    &["posts", "messaging", "jobs", "payments"],
    &["reports"],
    &["notifications", "search", "analytics", "recommendations"],
    &["api", "admin"],
    &["wiring"],
    &["demo"],
    &["commands"],
    &["main"],
];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn sources(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The room a source belongs to: the first part of its path below `src`.
fn room(source: &Path) -> String {
    let below = source.strip_prefix(root().join("src")).unwrap();
    let first = below.components().next().unwrap().as_os_str().to_string_lossy().into_owned();
    first.trim_end_matches(".rs").to_owned()
}

fn step(room: &str) -> Option<usize> {
    STEPS.iter().position(|rooms| rooms.contains(&room))
}

/// The source without comments and without its unit tests.
fn code(source: &Path) -> String {
    let text = fs::read_to_string(source).unwrap();
    let text = text.split("#[cfg(test)]").next().unwrap_or_default();
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// Rooms that a source names: `crate::room` and, in groups, `crate::{room, …}`.
fn named_rooms(code: &str) -> Vec<String> {
    let mut found = Vec::new();
    for piece in code.split("crate::").skip(1) {
        let names: Vec<&str> = match piece.strip_prefix('{') {
            Some(group) => group.split('}').next().unwrap_or_default().split(',').collect(),
            None => vec![piece],
        };
        for name in names {
            found.push(name.trim().chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect());
        }
    }
    found
}

#[test]
fn rooms_know_only_rooms_to_their_left() {
    let mut wrong = Vec::new();
    for source in sources(&root().join("src")) {
        let here = room(&source);
        if here == "lib" {
            continue;
        }
        let step_here = step(&here).unwrap_or_else(|| panic!("{here} has no place in the house"));
        for there in named_rooms(&code(&source)) {
            let Some(step_there) = step(&there) else { continue };
            if there != here && step_there >= step_here {
                wrong.push(format!("{} names {there}", source.display()));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn only_pages_the_shell_and_the_wiring_know_axum() {
    let allowed = ["shell", "live", "wiring", "commands", "main"];
    let mut wrong = Vec::new();
    for source in sources(&root().join("src")) {
        let path = source.to_string_lossy().into_owned();
        let is_web = path.contains("/web/") || path.ends_with("/web.rs") || path.ends_with("/api.rs");
        if is_web || allowed.contains(&room(&source).as_str()) {
            continue;
        }
        if code(&source).contains("axum::") {
            wrong.push(path);
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn rooms_write_only_their_own_tables() {
    let mut wrong = Vec::new();
    let declared = db::schema::declared(athena::wiring::MIGRATIONS);
    let owner_of = |table: &str| declared.iter().find(|column| column.table == table).map(|column| column.owner);
    for source in sources(&root().join("src")) {
        let here = room(&source);
        let code = code(&source);
        for verb in ["INSERT INTO ", "UPDATE ", "DELETE FROM "] {
            for piece in code.split(verb).skip(1) {
                let table: String = piece.chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect();
                // `DO UPDATE SET` names no table.
                let Some(owner) = owner_of(&table) else { continue };
                if owner != here {
                    wrong.push(format!("{} writes {table}, which belongs to {owner}", source.display()));
                }
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn the_libraries_know_no_room() {
    let mut wrong = Vec::new();
    for source in sources(&root().join("crates")) {
        let code = code(&source);
        for word in ["athena::", "AccountId", "accounts::", "profiles::"] {
            if code.contains(word) && !source.to_string_lossy().contains("/tests/") {
                wrong.push(format!("{} says {word}", source.display()));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn nothing_is_called_utils() {
    for source in sources(&root().join("src")).into_iter().chain(sources(&root().join("crates"))) {
        let name = source.file_stem().unwrap().to_string_lossy().into_owned();
        let vague = ["utils", "util", "helpers", "helper", "common", "manager", "service", "misc"];
        assert!(!vague.contains(&name.as_str()), "{}", source.display());
    }
}

#[test]
fn templates_print_nothing_unescaped() {
    let mut wrong = Vec::new();
    for room in
        ["shell", "accounts", "network", "companies", "profiles", "posts", "reports", "recommendations", "admin"]
    {
        for entry in fs::read_dir(root().join("src").join(room).join("templates")).unwrap() {
            let path = entry.unwrap().path();
            let text = fs::read_to_string(&path).unwrap();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let is_mail = name.starts_with("mail.");
            for banned in ["|safe", "| safe", "hx-on", "js:", "onclick=", "<script>", " style="] {
                if text.contains(banned) && !(is_mail && banned == " style=") {
                    wrong.push(format!("{} has {banned}", path.display()));
                }
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}
