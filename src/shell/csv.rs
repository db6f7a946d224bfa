//! Tables to take along, safe to open in a spreadsheet.

use std::borrow::Cow;

use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

use crate::kernel::{Error, Result};

/// Tells spreadsheets of our days that the text is UTF-8.
const MARK: &str = "\u{FEFF}";

/// A table of rows as a file to keep (RFC 4180), the names of its columns first.
///
/// # Errors
/// None that is known: memory takes all that is written.
pub fn csv<const N: usize>(
    filename: &str,
    columns: [&str; N],
    rows: impl IntoIterator<Item = [String; N]>,
) -> Result<Response> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::from(MARK));
    writer.write_record(columns.map(|name| cell(name).into_owned())).map_err(Error::internal)?;
    for row in rows {
        writer.write_record(row.map(|text| cell(&text).into_owned())).map_err(Error::internal)?;
    }
    let table = writer.into_inner().map_err(Error::internal)?;
    let disposition = format!("attachment; filename=\"{filename}\"");
    Ok(([(CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (CONTENT_DISPOSITION, disposition)], table)
        .into_response())
}

/// What stands in a cell. Spreadsheets calculate with whatever begins with one of these signs, whoever wrote it; an
/// apostrophe in front makes it text (OWASP, CSV injection).
fn cell(text: &str) -> Cow<'_, str> {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    if is_formula { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_somebody_wrote_is_calculated() {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "=HYPERLINK(\"https://evil.example\")"]
        {
            assert_eq!(cell(formula), format!("'{formula}"));
        }
        for text in ["", "Ada", "a=b", "'=1", "Zoë, \"the\" best", " =1"] {
            assert_eq!(cell(text), text);
        }
    }

    #[tokio::test]
    async fn commas_quotes_and_lines_stay_in_their_cell() {
        let rows = [["a,b".to_owned(), "say \"x\"".to_owned()], ["two\nlines".to_owned(), "=1".to_owned()]];
        let response = csv("people.csv", ["One", "Two"], rows).unwrap();
        assert_eq!(response.headers()[CONTENT_DISPOSITION], "attachment; filename=\"people.csv\"");
        let body = axum::body::to_bytes(response.into_body(), 1_000).await.unwrap();
        let expected = "\u{FEFF}One,Two\r\n\"a,b\",\"say \"\"x\"\"\"\r\n\"two\nlines\",'=1\r\n";
        assert_eq!(std::str::from_utf8(&body).unwrap(), expected);
    }
}
