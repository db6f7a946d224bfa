//! A visitor's connection: HTTP/1.1 with keep-alive, from a loopback address of its own.
//!
//! By hand and not by a library: the generator has one core, and what it spends on itself it cannot ask. Answers
//! without a length are an error; the product sends none as long as nobody asks for compression.

use std::io::{Error, ErrorKind, Result};
use std::net::{Ipv4Addr, SocketAddr};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};

/// What came back.
#[derive(Debug, Clone, Copy)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The body's length in bytes.
    pub bytes: usize,
    /// Whether the server closes the connection after it.
    pub closes: bool,
    /// Where the body begins in [`Connection::received`].
    head: usize,
}

/// A connection that stays open.
#[derive(Debug)]
pub struct Connection {
    stream: TcpStream,
    received: Vec<u8>,
}

/// A socket on a loopback address, connected.
///
/// # Errors
/// As the system says.
#[expect(clippy::disallowed_methods, reason = "it goes to the server that is measured")]
pub async fn connect(from: Ipv4Addr, to: SocketAddr, receive_buffer: Option<u32>) -> Result<TcpStream> {
    let socket = TcpSocket::new_v4()?;
    if let Some(bytes) = receive_buffer {
        socket.set_recv_buffer_size(bytes)?;
    }
    socket.bind(SocketAddr::from((from, 0)))?;
    let stream = socket.connect(to).await?;
    stream.set_nodelay(true)?;
    Ok(stream)
}

impl Connection {
    /// Opens one.
    ///
    /// # Errors
    /// As the system says.
    pub async fn open(from: Ipv4Addr, to: SocketAddr) -> Result<Connection> {
        Ok(Connection { stream: connect(from, to, None).await?, received: Vec::with_capacity(32 * 1024) })
    }

    /// Sends a request and reads its whole answer.
    ///
    /// # Errors
    /// The connection's, and `InvalidData` for what is no answer.
    pub async fn ask(&mut self, request: &[u8]) -> Result<Answer> {
        self.stream.write_all(request).await?;
        self.received.clear();
        let answer = loop {
            if self.stream.read_buf(&mut self.received).await? == 0 {
                return Err(ErrorKind::UnexpectedEof.into());
            }
            if let Some(answer) = read_head(&self.received)? {
                break answer;
            }
        };
        while self.received.len() < answer.head + answer.bytes {
            if self.stream.read_buf(&mut self.received).await? == 0 {
                return Err(ErrorKind::UnexpectedEof.into());
            }
        }
        Ok(answer)
    }

    /// The last answer as text.
    pub fn received(&self) -> String {
        String::from_utf8_lossy(&self.received).into_owned()
    }
}

/// The answer whose head stands complete at the beginning of `received`.
fn read_head(received: &[u8]) -> Result<Option<Answer>> {
    let mut headers = [httparse::EMPTY_HEADER; 64];
    let mut response = httparse::Response::new(&mut headers);
    let parsed = response.parse(received).map_err(|error| Error::new(ErrorKind::InvalidData, error))?;
    let httparse::Status::Complete(head) = parsed else { return Ok(None) };
    let mut answer = Answer { status: response.code.unwrap_or(0), bytes: 0, closes: false, head };
    let mut has_length = answer.status == 204 || answer.status == 304;
    for header in response.headers.iter() {
        if header.name.eq_ignore_ascii_case("content-length") {
            let length = str::from_utf8(header.value).ok().and_then(|text| text.parse().ok());
            answer.bytes = length.ok_or(ErrorKind::InvalidData)?;
            has_length = true;
        } else if header.name.eq_ignore_ascii_case("connection") {
            answer.closes = header.value.eq_ignore_ascii_case(b"close");
        }
    }
    if has_length { Ok(Some(answer)) } else { Err(Error::new(ErrorKind::InvalidData, "an answer without a length")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_read_once_it_is_whole_and_must_have_a_length() {
        let whole = b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 4\r\nConnection: close\r\n\r\nbody";
        for part in 0..whole.len() - 4 {
            assert!(read_head(&whole[..part]).unwrap().is_none());
        }
        let answer = read_head(whole).unwrap().unwrap();
        assert_eq!((answer.status, answer.bytes, answer.closes), (503, 4, true));
        assert!(read_head(b"HTTP/1.1 200 OK\r\n\r\n").is_err());
        assert!(read_head(b"SSH-2.0-x\r\n\r\n").is_err());
    }
}
