//! A connection that is watched while it is read and written.

use std::io::{self, ErrorKind, IoSlice};
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep};

use super::Patience;
use super::door::Pass;
use crate::pace::Pacer;

/// What a connection that has said nothing yet gets once the server stops: its request may be on the way.
pub(super) const LAST_WORD: Duration = Duration::from_secs(1);

/// How far a connection's requests are: told by the service, read by the socket.
#[derive(Debug, Default)]
pub(super) struct Progress {
    begun: AtomicUsize,
    running: AtomicUsize,
    upgraded: AtomicBool,
    stopping: OnceLock<Instant>,
}

/// One request, from its head to the end of its answer.
#[derive(Debug)]
pub(super) struct Turn(Arc<Progress>);

impl Progress {
    /// A request begins.
    pub(super) fn begin(self: &Arc<Self>) -> Turn {
        self.begun.fetch_add(1, Ordering::Relaxed);
        self.running.fetch_add(1, Ordering::Relaxed);
        Turn(Arc::clone(self))
    }

    /// From here on the connection speaks another protocol, which minds its own time when it reads.
    pub(super) fn upgrade(&self) {
        self.upgraded.store(true, Ordering::Relaxed);
    }

    /// Whether a request has begun on it, ever.
    pub(super) fn has_begun(&self) -> bool {
        self.begun.load(Ordering::Relaxed) > 0
    }

    /// The server stops.
    pub(super) fn stop(&self) {
        let _once = self.stopping.set(Instant::now());
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.0.running.fetch_sub(1, Ordering::Relaxed);
    }
}

/// What is waited for while no request runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Awaited {
    FirstByte,
    Head,
    NextRequest,
}

/// A stream that ends with an error when its peer keeps us waiting for too long.
#[derive(Debug)]
pub(super) struct Watched<S> {
    stream: S,
    progress: Arc<Progress>,
    patience: Patience,
    awaited: Awaited,
    since: Instant,
    /// The requests that had begun when we last looked.
    begun: usize,
    /// HTTP/2: bytes between requests are no request's head.
    multiplexed: bool,
    /// The peer does not take what we have written: until it does, it is `answers` that waits.
    blocked: bool,
    timer: Pin<Box<Sleep>>,
    answers: Pacer,
    /// What was read before anybody asked for it.
    early: Vec<u8>,
    _pass: Pass,
}

/// As much of a first head as is gathered here; hyper reads on.
const EARLY: usize = 4 * 1024;

impl<S: AsyncRead + Unpin> Watched<S> {
    /// Reads the first head, or the beginning of a large one: who never sends one has cost no more than its bytes, while
    /// hyper takes 16 KiB for each connection before the first of them.
    ///
    /// # Errors
    /// The peer is gone, or too slow.
    pub(super) async fn gather(&mut self) -> io::Result<()> {
        while self.early.len() < EARLY {
            let mut bytes = [0; 512];
            let read = std::future::poll_fn(|cx| {
                let mut buf = ReadBuf::new(&mut bytes);
                ready!(self.poll_stream(cx, &mut buf))?;
                Poll::Ready(Ok::<_, io::Error>(buf.filled().len()))
            });
            let read = read.await?;
            let before = self.early.len().saturating_sub(2);
            self.early.reserve_exact(read);
            self.early.extend_from_slice(bytes.get(..read).unwrap_or_default());
            if read == 0 || self.multiplexed || has_end(self.early.get(before..).unwrap_or_default()) {
                break;
            }
        }
        Ok(())
    }

    fn poll_stream(&mut self, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let deadline = self.deadline();
        let before = buf.filled().len();
        match Pin::new(&mut self.stream).poll_read(cx, buf) {
            Poll::Ready(read) => {
                let bytes = buf.filled().get(before..).unwrap_or_default();
                if deadline.is_some() && !bytes.is_empty() {
                    self.heard(bytes);
                }
                Poll::Ready(read)
            }
            Poll::Pending => {
                let Some(deadline) = deadline else { return Poll::Pending };
                ready!(self.poll_timer(cx, deadline));
                Poll::Ready(Err(too_slow(match self.awaited {
                    Awaited::FirstByte => "nothing was said",
                    Awaited::Head => "a request's head came too slowly",
                    Awaited::NextRequest => "no other request came",
                })))
            }
        }
    }
}

/// Whether a head ends here: after an empty line, which hyper takes with and without carriage returns.
fn has_end(bytes: &[u8]) -> bool {
    bytes.windows(2).any(|end| end == b"\n\n") || bytes.windows(3).any(|end| end == b"\n\r\n")
}

impl<S> Watched<S> {
    pub(super) fn new(stream: S, progress: Arc<Progress>, patience: Patience, pass: Pass) -> Self {
        let since = Instant::now();
        Self {
            stream,
            progress,
            patience,
            awaited: Awaited::FirstByte,
            since,
            begun: 0,
            multiplexed: false,
            blocked: false,
            timer: Box::pin(tokio::time::sleep_until(since + patience.first_byte)),
            answers: Pacer::new(patience.answer),
            early: Vec::new(),
            _pass: pass,
        }
    }

    /// When patience ends; `None` while it is us whom the peer waits for.
    fn deadline(&mut self) -> Option<Instant> {
        if self.progress.upgraded.load(Ordering::Relaxed) || self.progress.running.load(Ordering::Relaxed) > 0 {
            return None;
        }
        let begun = self.progress.begun.load(Ordering::Relaxed);
        if begun != self.begun {
            self.begun = begun;
            self.expect(Awaited::NextRequest);
        }
        if self.blocked {
            self.since = Instant::now();
        }
        let patience = match self.awaited {
            Awaited::FirstByte => match self.progress.stopping.get() {
                Some(stopping) => return Some((self.since + self.patience.first_byte).min(*stopping + LAST_WORD)),
                None => self.patience.first_byte,
            },
            Awaited::Head => self.patience.head,
            Awaited::NextRequest => self.patience.idle,
        };
        Some(self.since + patience)
    }

    fn expect(&mut self, awaited: Awaited) {
        self.awaited = awaited;
        self.since = Instant::now();
    }

    /// Bytes came while no request was running.
    fn heard(&mut self, bytes: &[u8]) {
        if self.awaited == Awaited::FirstByte {
            // "PRI * HTTP/2.0": no method of HTTP/1 begins so.
            self.multiplexed = bytes.starts_with(b"PRI");
        }
        match self.awaited {
            _ if self.multiplexed => self.expect(Awaited::NextRequest),
            Awaited::FirstByte | Awaited::NextRequest => self.expect(Awaited::Head),
            Awaited::Head => {}
        }
    }

    /// Ready at the deadline. A timer that is set for an earlier time stays: between quick requests the deadline only
    /// moves away, and setting it takes a lock.
    fn poll_timer(&mut self, cx: &mut Context<'_>, deadline: Instant) -> Poll<()> {
        if self.timer.deadline() > deadline {
            self.timer.as_mut().reset(deadline);
        }
        loop {
            ready!(self.timer.as_mut().poll(cx));
            if Instant::now() >= deadline {
                return Poll::Ready(());
            }
            self.timer.as_mut().reset(deadline);
        }
    }

    fn written(&mut self, polled: Poll<io::Result<usize>>, cx: &mut Context<'_>) -> Poll<io::Result<usize>> {
        match polled {
            Poll::Ready(Ok(bytes)) => {
                self.answers.moved(bytes);
                self.blocked = false;
            }
            Poll::Ready(Err(_)) => {}
            Poll::Pending => {
                self.blocked = true;
                ready!(self.answers.poll_waiting(cx));
                return Poll::Ready(Err(too_slow("the answer was taken too slowly")));
            }
        }
        polled
    }
}

fn too_slow(what: &'static str) -> io::Error {
    io::Error::new(ErrorKind::TimedOut, what)
}

impl<S: AsyncRead + Unpin> AsyncRead for Watched<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        if self.early.is_empty() {
            return self.poll_stream(cx, buf);
        }
        let much = self.early.len().min(buf.remaining());
        buf.put_slice(self.early.get(..much).unwrap_or_default());
        self.early.drain(..much);
        if self.early.is_empty() {
            self.early = Vec::new();
        }
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Watched<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let polled = Pin::new(&mut self.stream).poll_write(cx, buf);
        self.written(polled, cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let polled = Pin::new(&mut self.stream).poll_write_vectored(cx, bufs);
        self.written(polled, cx)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
