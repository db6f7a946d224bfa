//! Brotli and gzip, once per build.

use std::io::Write as _;
use std::path::PathBuf;

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::{Built, Error};

/// The file in Brotli, or `None` where that saves nothing.
pub(crate) fn brotli(file: &Built, quality: i32) -> Result<Option<Vec<u8>>, Error> {
    if !worthwhile(file) {
        return Ok(None);
    }
    let params = brotli::enc::BrotliEncoderParams { quality, ..Default::default() };
    let mut packed = Vec::new();
    brotli::BrotliCompress(&mut file.bytes.as_slice(), &mut packed, &params)
        .map_err(|error| Error::File(PathBuf::from(&file.name), error))?;
    Ok(smaller(file, packed))
}

/// The file in gzip, or `None` where that saves nothing. The header carries no time.
pub(crate) fn gzip(file: &Built) -> Result<Option<Vec<u8>>, Error> {
    if !worthwhile(file) {
        return Ok(None);
    }
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    let packed = encoder
        .write_all(&file.bytes)
        .and_then(|()| encoder.finish())
        .map_err(|error| Error::File(PathBuf::from(&file.name), error))?;
    Ok(smaller(file, packed))
}

/// Fonts and photographs are compressed already.
fn worthwhile(file: &Built) -> bool {
    let packed = file.mime.starts_with("font/") || (file.mime.starts_with("image/") && file.mime != "image/svg+xml");
    !packed
}

fn smaller(file: &Built, packed: Vec<u8>) -> Option<Vec<u8>> {
    (packed.len() < file.bytes.len()).then_some(packed)
}
