//! One style sheet out of many.

use crate::{Error, Files, resolve};

/// Joins the sheets in the given order, with hashed addresses.
pub(crate) fn join(sheets: &[(String, String)], files: &Files) -> Result<Option<String>, Error> {
    let mut all = String::new();
    for (name, sheet) in sheets {
        all.push_str(&rewrite(name, sheet, files)?);
        all.push('\n');
    }
    Ok((!sheets.is_empty()).then_some(all))
}

/// Replaces each `url(…)` outside comments and strings.
fn rewrite(name: &str, sheet: &str, files: &Files) -> Result<String, Error> {
    let mut out = String::with_capacity(sheet.len());
    let mut rest = sheet;
    while let Some(first) = rest.chars().next() {
        let taken = if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if first == '"' || first == '\'' {
            string_end(rest, first)
        } else if rest.starts_with("@import") {
            return Err(Error::Import(name.to_owned()));
        } else if rest.starts_with("url(") {
            let end = rest.find(')').map_or(rest.len(), |end| end + 1);
            let (whole, after) = rest.split_at(end);
            let reference = whole.trim_start_matches("url(").trim_end_matches(')').trim().trim_matches(['"', '\'']);
            out.push_str("url(");
            out.push_str(&address(name, reference, files)?);
            out.push(')');
            rest = after;
            continue;
        } else {
            first.len_utf8()
        };
        let (copy, after) = rest.split_at(taken);
        out.push_str(copy);
        rest = after;
    }
    Ok(out)
}

/// Bytes of the quoted string at the beginning of `text`, quotes included.
fn string_end(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == quote => return at + c.len_utf8(),
            _ => {}
        }
    }
    text.len()
}

fn address(name: &str, reference: &str, files: &Files) -> Result<String, Error> {
    if reference.starts_with("data:") || reference.starts_with('#') {
        return Ok(reference.to_owned());
    }
    let (path, fragment) = match reference.split_once('#') {
        Some((path, fragment)) => (path, format!("#{fragment}")),
        None => (reference, String::new()),
    };
    let path = path.strip_prefix("/static/").unwrap_or(path);
    let beside = resolve(name, path);
    let below = resolve("", path);
    let file = [beside, below].into_iter().flatten().find_map(|path| files.get(&path));
    file.map(|file| format!("{}{fragment}", file.url))
        .ok_or_else(|| Error::Missing { file: name.to_owned(), reference: reference.to_owned() })
}
