//! Turns a directory of files into `web::Assets`, from a build script, without any tool but Cargo.
//!
//! ```no_run
//! // build.rs
//! fn main() -> Result<(), web_build::Error> {
//!     web_build::assets("assets")
//! }
//! ```
//!
//! writes `$OUT_DIR/assets.rs`, to be included in a crate that depends on `web`. What happens:
//!
//! - `css/**/*.css` become one `app.css`, joined by name: `00-layers.css` declares the order of the
//!   cascade layers. `url(…)` is read relative to the file or to the directory of assets and becomes
//!   the hashed address; one that names no file stops the build.
//! - `js/**/*.js` stay modules; strings like `"./x.js"` become the hashed names.
//! - everything else is taken as it is. `*.md`, `*.txt`, names without a suffix (licences) and names
//!   with a leading dot are left out; an unknown suffix stops the build.
//! - text is compressed with Brotli and gzip once, here, never per request.
//!
//! The same files give the same bytes, whatever the machine and the directory.

#![forbid(unsafe_code)]

mod compress;
mod css;
mod js;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{fs, io};

use sha2::{Digest, Sha256};

/// Why the assets could not be built. Cargo prints the text after the build script failed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file could not be read or written.
    #[error("{0}: {1}")]
    File(PathBuf, #[source] io::Error),
    /// A file's suffix has no entry in the table of content types.
    #[error("{0}: unknown kind of file; add its content type to web-build")]
    UnknownKind(String),
    /// A style sheet or script is not UTF-8.
    #[error("{0}: not UTF-8")]
    NotText(String),
    /// A reference from a style sheet or script to a file that is not there.
    #[error("{file}: refers to {reference:?}, which is not among the assets")]
    Missing {
        /// The file that refers.
        file: String,
        /// What it refers to, as written.
        reference: String,
    },
    /// `@import` in a style sheet: the sheets are joined already.
    #[error("{0}: @import is not supported; all sheets become one file")]
    Import(String),
    /// Scripts that import each other: none can have a hash before the others.
    #[error("scripts import each other in a circle: {0}")]
    Circle(String),
    /// Not run by Cargo.
    #[error("OUT_DIR is not set: this runs in a build script")]
    NoOutDir,
}

/// Builds the assets in `dir` (relative to the package) into `$OUT_DIR/assets.rs`. A directory that
/// does not exist is one without files.
///
/// Brotli runs at its best quality in release builds and at a quick one otherwise.
pub fn assets(dir: impl AsRef<Path>) -> Result<(), Error> {
    let dir = dir.as_ref();
    println!("cargo::rerun-if-changed={}", dir.display());
    let out = PathBuf::from(std::env::var_os("OUT_DIR").ok_or(Error::NoOutDir)?);
    let release = std::env::var_os("PROFILE").is_some_and(|profile| profile == "release");
    write(&collect(dir)?, &out, if release { 11 } else { 4 })
}

/// A file ready to be served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Built {
    pub(crate) name: String,
    pub(crate) url: String,
    pub(crate) mime: &'static str,
    pub(crate) hash: String,
    pub(crate) bytes: Vec<u8>,
}

impl Built {
    fn new(name: String, bytes: Vec<u8>) -> Result<Self, Error> {
        let mime = mime(&name).ok_or_else(|| Error::UnknownKind(name.clone()))?;
        let mut hash = String::new();
        for byte in Sha256::digest(&bytes).iter().take(8) {
            // Writing to a String cannot fail.
            let _ = write!(hash, "{byte:02x}");
        }
        let short: String = hash.chars().take(8).collect();
        let (stem, suffix) = name.rsplit_once('.').unwrap_or((&name, ""));
        let url = format!("/static/{stem}.{short}.{suffix}");
        Ok(Self { name, url, mime, hash, bytes })
    }

    /// The last part of the address, for relative imports.
    pub(crate) fn file_name(&self) -> &str {
        self.url.rsplit('/').next().unwrap_or_default()
    }
}

/// Files by their path below the assets directory, with `/` on every system.
pub(crate) type Files = BTreeMap<String, Built>;

/// All files under `dir`, joined and rewritten, by name.
pub(crate) fn collect(dir: &Path) -> Result<Files, Error> {
    let mut sources = BTreeMap::new();
    read(dir, "", &mut sources)?;
    let (mut sheets, mut scripts, mut files) = (Vec::new(), BTreeMap::new(), Files::new());
    for (name, bytes) in sources {
        if name.starts_with("css/") && name.ends_with(".css") {
            sheets.push((name.clone(), text(name, bytes)?));
        } else if name.starts_with("js/") && name.ends_with(".js") {
            scripts.insert(name.clone(), text(name, bytes)?);
        } else {
            files.insert(name.clone(), Built::new(name, bytes)?);
        }
    }
    let styles = css::join(&sheets, &files)?;
    let modules = js::link(&scripts)?;
    if let Some(styles) = styles {
        let styles = Built::new("app.css".to_owned(), styles.into_bytes())?;
        files.insert(styles.name.clone(), styles);
    }
    files.extend(modules);
    Ok(files)
}

fn read(dir: &Path, prefix: &str, into: &mut BTreeMap<String, Vec<u8>>) -> Result<(), Error> {
    let failed = |error| Error::File(dir.to_owned(), error);
    let entries = match fs::read_dir(dir) {
        Err(error) if error.kind() == io::ErrorKind::NotFound && prefix.is_empty() => return Ok(()),
        entries => entries.map_err(failed)?,
    };
    for entry in entries {
        let path = entry.map_err(failed)?.path();
        let Some(file) = path.file_name().and_then(|name| name.to_str()) else {
            return Err(Error::UnknownKind(path.display().to_string()));
        };
        let left_out = file.starts_with('.') || file.ends_with(".md") || file.ends_with(".txt");
        if left_out {
            continue;
        }
        if path.is_dir() {
            read(&path, &format!("{prefix}{file}/"), into)?;
        } else if file.contains('.') {
            let bytes = fs::read(&path).map_err(|error| Error::File(path.clone(), error))?;
            into.insert(format!("{prefix}{file}"), bytes);
        }
    }
    Ok(())
}

fn text(name: String, bytes: Vec<u8>) -> Result<String, Error> {
    String::from_utf8(bytes).map_err(|_| Error::NotText(name))
}

/// Content types; the second column of `compress::worthwhile` follows from them.
fn mime(name: &str) -> Option<&'static str> {
    Some(match name.rsplit_once('.')?.1 {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "ico" => "image/x-icon",
        "png" => "image/png",
        "jpg" => "image/jpeg",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "woff2" => "font/woff2",
        _ => return None,
    })
}

/// Finds `reference` as seen from the file `from`: `./x`, `../x`, `x`. `None` if it leaves the top.
pub(crate) fn resolve(from: &str, reference: &str) -> Option<String> {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in reference.split('/') {
        match part {
            "." | "" => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// Writes the list and the bytes it includes.
fn write(files: &Files, out: &Path, brotli_quality: i32) -> Result<(), Error> {
    let dir = out.join("assets");
    let put = |name: &str, bytes: &[u8]| {
        let path = dir.join(name);
        fs::write(&path, bytes).map_err(|error| Error::File(path, error))
    };
    if dir.exists() {
        fs::remove_dir_all(&dir).map_err(|error| Error::File(dir.clone(), error))?;
    }
    fs::create_dir_all(&dir).map_err(|error| Error::File(dir.clone(), error))?;
    let mut list = String::from(
        "/// The files of the site, embedded.\n\
         pub static ASSETS: ::web::Assets = ::web::Assets(&[\n",
    );
    for file in files.values() {
        let Built { name, url, mime, hash, bytes } = file;
        put(hash, bytes)?;
        let include = |name: &str| format!("include_bytes!(concat!(env!(\"OUT_DIR\"), \"/assets/{name}\"))");
        let smaller = |suffix: &str, packed: Option<Vec<u8>>| -> Result<String, Error> {
            let Some(packed) = packed else {
                return Ok("None".to_owned());
            };
            let name = format!("{hash}.{suffix}");
            put(&name, &packed)?;
            Ok(format!("Some({})", include(&name)))
        };
        let br = smaller("br", compress::brotli(file, brotli_quality)?)?;
        let gz = smaller("gz", compress::gzip(file)?)?;
        let bytes = include(hash);
        // Writing to a String cannot fail.
        let _ = writeln!(
            list,
            "    ::web::Asset {{ name: {name:?}, url: {url:?}, mime: {mime:?}, hash: {hash:?}, \
             bytes: {bytes}, br: {br}, gz: {gz} }},"
        );
    }
    list.push_str("]);\n");
    let path = out.join("assets.rs");
    fs::write(&path, list).map_err(|error| Error::File(path, error))
}

#[cfg(test)]
mod tests;
