//! Templates speak of style sheets, icons, sentences and scripts by name. A name that does not exist shows as nothing
//! at all in a browser, so it is looked for here.

#![expect(clippy::unwrap_used, reason = "tests say what they expect by panicking")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

#[test]
fn every_class_of_a_template_has_a_style() {
    let styles: String = files("assets/css", "css").iter().map(|(_, text)| text.as_str()).collect();
    let known: BTreeSet<&str> = styles.split('.').skip(1).map(word).collect();
    let mut unknown = BTreeSet::new();
    for (file, text) in templates() {
        for value in between(&without_code(&text), "class=\"", '"') {
            let names = value.split_whitespace().filter(|name| !known.contains(name));
            unknown.extend(names.map(|name| format!("{file}: .{name}")));
        }
    }
    assert!(unknown.is_empty(), "no style for {unknown:#?}");
}

#[test]
fn every_icon_of_a_template_is_in_the_sprite() {
    let sprite = read("assets/icons.svg");
    let drawn: BTreeSet<&str> = between(&sprite, "<symbol id=\"", '"').collect();
    let mut missing = BTreeSet::new();
    for (file, text) in templates() {
        let named = ["icon(\"", "icon_name = \"", "icons.svg\") }}#"]
            .iter()
            .flat_map(|call| text.split(call).skip(1).map(word));
        let second =
            ["note(\"", "rail_item("].iter().flat_map(|call| between(&text, call, ')').filter_map(second_text));
        missing.extend(
            named
                .chain(second)
                .filter(|name| !name.is_empty() && !drawn.contains(name))
                .map(|name| format!("{file}: {name}")),
        );
    }
    assert!(missing.is_empty(), "not drawn: {missing:#?}");
}

#[test]
fn every_sentence_of_a_template_is_written_in_every_language() {
    let mut missing = BTreeSet::new();
    for language in ["en", "de"] {
        let texts: String = files(&format!("locales/{language}"), "ftl").into_iter().map(|(_, text)| text).collect();
        let known: BTreeSet<&str> =
            texts.lines().filter_map(|line| line.split_once(" =")).map(|(key, _)| key).collect();
        for (file, text) in templates() {
            for call in ["frame.t(\"", "frame.t1(\"", "frame.t2(\""] {
                let keys = between(&text, call, '"').filter(|key| !known.contains(key));
                missing.extend(keys.map(|key| format!("{language}: {key} ({file})")));
            }
        }
    }
    assert!(missing.is_empty(), "not written: {missing:#?}");
}

/// The content security policy forbids inline styles and scripts; unescaped text and evaluated attributes are ours to
/// forbid. Letters are no pages: mail programs need inline styles.
#[test]
fn templates_hold_no_inline_code_and_no_unescaped_text() {
    for (file, text) in templates() {
        for forbidden in ["|safe", "| safe", "hx-on", "js:", "javascript:", "<style", "onclick=", "escape=\"none\""] {
            assert!(!text.contains(forbidden), "{file} holds {forbidden:?}");
        }
        assert!(!text.contains(" style=") || file.ends_with("mail.html"), "{file} holds an inline style");
        for script in text.split("<script").skip(1) {
            // A data block is not executed; the policy does not apply to it.
            let data = script.starts_with(" type=\"application/ld+json\">");
            assert!(data || script.trim_start().starts_with("src="), "{file} holds an inline script");
        }
    }
}

fn templates() -> Vec<(String, String)> {
    let found: Vec<_> = files("src", "html");
    assert!(found.len() > 5, "the templates have moved");
    found
}

/// Name and content of all files with this suffix below a folder.
fn files(folder: &str, suffix: &str) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders = vec![root.join(folder)];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        let mut entries: Vec<PathBuf> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        entries.sort();
        for path in entries {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|found| found == suffix) {
                let name = path.strip_prefix(root).unwrap().display().to_string();
                found.push((name, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found
}

fn read(file: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap()
}

/// What stands between each `start` and the next `end`.
fn between<'a>(text: &'a str, start: &'a str, end: char) -> impl Iterator<Item = &'a str> {
    text.split(start).skip(1).filter_map(move |rest| rest.split(end).next())
}

/// The second of two quoted arguments, if there are two.
fn second_text(arguments: &str) -> Option<&str> {
    arguments.split(',').nth(1)?.trim().strip_prefix('"')?.split('"').next()
}

/// The letters a class name or key begins with.
fn word(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_').unwrap_or(text.len());
    text.get(..end).unwrap_or("")
}

/// The template with `{{ … }}`, `{% … %}` and `{# … #}` taken out; a name glued to an expression goes with it.
fn without_code(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some(at) = ["{{", "{%", "{#"].iter().filter_map(|open| rest.find(open)).min() {
        let (before, code) = rest.split_at(at);
        let glued = code.starts_with("{{") && before.ends_with('-');
        plain.push_str(if glued { before.trim_end_matches(|c: char| !c.is_whitespace() && c != '"') } else { before });
        let close = match code.get(..2) {
            Some("{{") => "}}",
            Some("{%") => "%}",
            _ => "#}",
        };
        rest = code.split_once(close).map_or("", |(_, after)| after);
        if !glued {
            plain.push(' ');
        }
    }
    plain + rest
}
