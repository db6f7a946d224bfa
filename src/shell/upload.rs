//! A form that brings a file.

use std::collections::BTreeMap;

use axum::body::Bytes;
use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::StatusCode;
use tokio::runtime::Handle;

use crate::kernel::{App, Error, Result};

/// Texts a form with a file may have beside it.
const TEXTS: usize = 16;
/// Bytes of each.
const TEXT_BYTES: usize = 200;

/// Files of one form that brings several.
const FILES: usize = 40;

/// A form with several files and a few short texts beside them.
#[derive(Debug, Default)]
pub struct Files {
    /// The bytes of each, in their order; of one that was not chosen, none.
    pub files: Vec<Bytes>,
    texts: BTreeMap<String, String>,
}

impl Files {
    /// The text of a field; empty if it was not sent.
    pub fn text(&self, name: &str) -> &str {
        self.texts.get(name).map_or("", String::as_str)
    }

    async fn read(mut form: Multipart, most: usize) -> Result<Files> {
        let mut sent = Files::default();
        while let Some(field) = form.next_field().await.map_err(refused)? {
            let name = field.name().unwrap_or_default().to_owned();
            if name == "file" {
                if sent.files.len() >= most {
                    return Err(unreadable());
                }
                sent.files.push(field.bytes().await.map_err(refused)?);
                continue;
            }
            let text = read_text(field).await?;
            if sent.texts.len() >= TEXTS || sent.texts.insert(name, text).is_some() {
                return Err(unreadable());
            }
        }
        Ok(sent)
    }
}

/// A form with one file and a few short texts, each once. The file's name and what the browser calls it are not read:
/// what it is, its bytes say.
#[derive(Debug, Default)]
pub struct Upload {
    /// The bytes; empty if none was chosen.
    pub file: Bytes,
    texts: BTreeMap<String, String>,
}

impl Upload {
    /// The text of a field; empty if it was not sent.
    pub fn text(&self, name: &str) -> &str {
        self.texts.get(name).map_or("", String::as_str)
    }

    async fn read(form: Multipart) -> Result<Upload> {
        let Files { files, texts } = Files::read(form, 1).await?;
        Ok(Upload { file: files.into_iter().next().unwrap_or_default(), texts })
    }
}

async fn read_text(field: Field<'_>) -> Result<String> {
    let bytes = field.bytes().await.map_err(refused)?;
    if bytes.len() > TEXT_BYTES {
        return Err(unreadable());
    }
    String::from_utf8(bytes.to_vec()).map_err(|_| unreadable())
}

fn refused(error: MultipartError) -> Error {
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Error::TooLarge,
        _ => unreadable(),
    }
}

fn unreadable() -> Error {
    Error::field("", "error-invalid-text")
}

impl FromRequest<App> for Upload {
    type Rejection = Error;

    async fn from_request(request: Request, app: &App) -> Result<Self, Error> {
        let form = Multipart::from_request(request, app).await.map_err(|_| unreadable())?;
        aside(Upload::read(form)).await
    }
}

impl FromRequest<App> for Files {
    type Rejection = Error;

    async fn from_request(request: Request, app: &App) -> Result<Self, Error> {
        let form = Multipart::from_request(request, app).await.map_err(|_| unreadable())?;
        aside(Files::read(form, FILES)).await
    }
}

/// Millions of bytes are searched and moved: not on a thread that draws pages. Nothing is waited for, because the body is
/// here as a whole.
async fn aside<T: Send + 'static>(read: impl Future<Output = Result<T>> + Send + 'static) -> Result<T> {
    let runtime = Handle::current();
    let done = media::aside(move || runtime.block_on(read)).await;
    done.unwrap_or_else(|| Err(unreadable()))
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    async fn read(parts: &[(&str, &[u8])]) -> Result<Upload> {
        let mut body = Vec::new();
        for (head, bytes) in parts {
            body.extend_from_slice(format!("--x\r\nContent-Disposition: form-data; {head}\r\n\r\n").as_bytes());
            body.extend_from_slice(bytes);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(b"--x--\r\n");
        let request = Request::post("/").header("content-type", "multipart/form-data; boundary=x");
        let request = request.body(Body::from(body)).unwrap();
        Upload::read(Multipart::from_request(request, &()).await.unwrap()).await
    }

    #[tokio::test]
    async fn several_files_come_in_their_order() {
        let form = |files: usize| {
            let mut body = String::from("--x\r\nContent-Disposition: form-data; name=\"from\"\r\n\r\n7\r\n");
            for number in 0..files {
                body.push_str("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n");
                body.push_str(&format!("{number}\r\n"));
            }
            body.push_str("--x--\r\n");
            let request = Request::post("/").header("content-type", "multipart/form-data; boundary=x");
            Multipart::from_request(request.body(Body::from(body)).unwrap(), &())
        };
        let sent = Files::read(form(3).await.unwrap(), 3).await.unwrap();
        assert_eq!((sent.files, sent.texts["from"].as_str()), (["0", "1", "2"].map(Bytes::from).to_vec(), "7"));
        assert!(Files::read(form(4).await.unwrap(), 3).await.is_err());
    }

    #[tokio::test]
    async fn one_file_and_each_text_once() {
        let file = ("name=\"file\"; filename=\"../../a.php\"", &b"\x00\xff"[..]);
        let upload = read(&[("name=\"x\"", b"12"), file]).await.unwrap();
        assert_eq!((upload.file.as_ref(), upload.text("x"), upload.text("y")), (&b"\x00\xff"[..], "12", ""));
        assert!(read(&[]).await.unwrap().file.is_empty());
        assert!(read(&[file, file]).await.is_err());
        assert!(read(&[("name=\"x\"", b"1"), ("name=\"x\"", b"2")]).await.is_err());
        assert!(read(&[("name=\"x\"", b"\xff")]).await.is_err());
        assert!(read(&[("name=\"x\"", &[b'a'; 201])]).await.is_err());
        let names: Vec<String> = (0..17).map(|number| format!("name=\"t{number}\"")).collect();
        let many: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b"1"[..])).collect();
        assert!(read(&many).await.is_err() && read(&many[..16]).await.is_ok());
    }
}
