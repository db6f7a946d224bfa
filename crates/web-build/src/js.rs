//! Scripts that import each other by hashed names.

use std::collections::BTreeMap;

use crate::{Built, Error, Files, resolve};

/// Rewrites the relative imports of all scripts. A script's hash covers the hashes of what it
/// imports, so the leaves come first.
pub(crate) fn link(scripts: &BTreeMap<String, String>) -> Result<Files, Error> {
    let mut done = Files::new();
    for name in scripts.keys() {
        visit(name, scripts, &mut Vec::new(), &mut done)?;
    }
    Ok(done)
}

fn visit(
    name: &str,
    scripts: &BTreeMap<String, String>,
    above: &mut Vec<String>,
    done: &mut Files,
) -> Result<(), Error> {
    if done.contains_key(name) {
        return Ok(());
    }
    above.push(name.to_owned());
    if above.iter().filter(|other| *other == name).count() > 1 {
        return Err(Error::Circle(above.join(" → ")));
    }
    let script = scripts.get(name).map_or("", String::as_str);
    let mut out = String::with_capacity(script.len());
    let mut rest = script;
    while let Some((before, reference, after)) = next_import(rest) {
        let missing = || Error::Missing { file: name.to_owned(), reference: reference.to_owned() };
        let target = resolve(name, reference).ok_or_else(missing)?;
        if !scripts.contains_key(&target) {
            return Err(missing());
        }
        visit(&target, scripts, above, done)?;
        let target = done.get(&target).ok_or_else(missing)?;
        let folder = reference.rsplit_once('/').map_or(".", |(folder, _)| folder);
        out.push_str(before);
        out.push_str(folder);
        out.push('/');
        out.push_str(target.file_name());
        rest = after;
    }
    out.push_str(rest);
    above.pop();
    done.insert(name.to_owned(), Built::new(name.to_owned(), out.into_bytes())?);
    Ok(())
}

/// The next quoted `./….js` or `../….js`: what stands before (quote included), the reference, the
/// rest (closing quote included).
fn next_import(text: &str) -> Option<(&str, &str, &str)> {
    text.char_indices().filter(|(_, c)| *c == '"' || *c == '\'').find_map(|(at, quote)| {
        let (before, inside) = text.split_at(at + quote.len_utf8());
        if !inside.starts_with("./") && !inside.starts_with("../") {
            return None;
        }
        let (reference, _) = inside.split_once([quote, '\n'])?;
        let after = inside.strip_prefix(reference)?;
        (reference.ends_with(".js") && after.starts_with(quote)).then_some((before, reference, after))
    })
}
