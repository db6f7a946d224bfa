//! From bytes to text.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// HTML wants the charset within the first 1024 bytes; some put a licence before it.
const MOST_PRESCANNED: usize = 4096;

/// The page as text. The charset is that of the byte order mark, else of the header, else of a `<meta>`, as HTML has it
/// (<https://html.spec.whatwg.org/#determining-the-character-encoding>); else UTF-8 if it can be, else Windows-1252, which
/// is also what pages mean by Latin-1. Bytes that are none become U+FFFD.
pub(crate) fn decode<'a>(body: &'a [u8], content_type: Option<&str>) -> Cow<'a, str> {
    if let Some((encoding, mark)) = Encoding::for_bom(body) {
        return encoding.decode_without_bom_handling(body.get(mark..).unwrap_or_default()).0;
    }
    let said = content_type.and_then(|value| charset(value.as_bytes())).or_else(|| in_meta(body));
    said.unwrap_or_else(|| guess(body)).decode_without_bom_handling(body).0
}

fn guess(body: &[u8]) -> &'static Encoding {
    match std::str::from_utf8(body) {
        Err(error) if error.error_len().is_some() => WINDOWS_1252,
        // Valid, or cut within a character.
        _ => UTF_8,
    }
}

/// The charset of the first `<meta>` that names one. What could be read in order to see it is not UTF-16.
fn in_meta(body: &[u8]) -> Option<&'static Encoding> {
    let mut rest = body.get(..MOST_PRESCANNED).unwrap_or(body);
    while let Some(tag) = after(rest, b"<meta") {
        let end = tag.iter().position(|byte| *byte == b'>').unwrap_or(tag.len());
        let (inside, behind) = tag.split_at_checked(end)?;
        if let Some(encoding) = charset(inside) {
            return Some(if encoding == UTF_16BE || encoding == UTF_16LE { UTF_8 } else { encoding });
        }
        rest = behind;
    }
    None
}

/// The label after `charset=`, in quotes or not.
fn charset(text: &[u8]) -> Option<&'static Encoding> {
    let mut rest = text;
    while let Some(found) = after(rest, b"charset") {
        rest = found;
        let Some(value) = found.trim_ascii_start().strip_prefix(b"=") else { continue };
        let value = value.trim_ascii_start();
        let value = value.strip_prefix(b"\"").or_else(|| value.strip_prefix(b"'")).unwrap_or(value);
        let is_part =
            |byte: &u8| !matches!(byte, b'"' | b'\'' | b';' | b',' | b'/' | b'>') && !byte.is_ascii_whitespace();
        let label: Vec<u8> = value.iter().copied().take_while(is_part).collect();
        return Encoding::for_label(&label);
    }
    None
}

/// What follows the first `name`, in any case.
fn after<'a>(text: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    let start = text.windows(name.len()).position(|window| window.eq_ignore_ascii_case(name))?;
    text.get(start.saturating_add(name.len())..)
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn the_charset_is_that_of_mark_header_meta_or_a_guess() {
        let utf16: Vec<u8> = "\u{feff}Müller".encode_utf16().flat_map(u16::to_be_bytes).collect();
        let cases: [(&[u8], Option<&str>, &str); 15] = [
            (b"\xef\xbb\xbfM\xc3\xbcller", Some("text/html; charset=latin1"), "Müller"),
            (&utf16, Some("text/html; charset=utf-8"), "Müller"),
            (b"M\xfcller", Some("text/html; charset=ISO-8859-1"), "Müller"),
            (b"M\xfcller", Some("text/html;Charset = \"iso-8859-1\""), "Müller"),
            (b"\x93M\x94", Some("text/html; charset=iso-8859-1"), "“M”"),
            (b"\x82\xa0", Some("text/html; charset=Shift_JIS"), "あ"),
            (b"\xcf\xf0", Some("text/html; charset=windows-1251"), "Пр"),
            (b"<meta charset=koi8-r>\xf0", None, "<meta charset=koi8-r>П"),
            (b"<META content='text/html; charset=gbk' x>\xc4\xe3", None, "<META content='text/html; charset=gbk' x>你"),
            (b"<meta name=a><meta charset = 'utf-16'>\xc3\xbc", None, "<meta name=a><meta charset = 'utf-16'>ü"),
            (b"\xc3\xbc", Some("text/html; charset=no-such"), "ü"),
            (b"\xc3\xbc and a part \xe2\x82", None, "ü and a part \u{fffd}"),
            (b"\xfc", Some("text/html"), "ü"),
            (b"\xc3\xbc\xff", Some("text/html; charset=utf-8"), "ü\u{fffd}"),
            (b"", Some("text/html; charset="), ""),
        ];
        for (body, content_type, text) in cases {
            assert_eq!(decode(body, content_type), text, "{body:?} {content_type:?}");
        }
    }
}
