//! The loop of one socket.

use std::future::poll_fn;
use std::pin::pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::extract::ws::Message;
use bytes::Bytes;
use futures_util::{Sink, SinkExt, Stream, StreamExt};
use tokio::time::{Instant, sleep, timeout};
use tokio_tungstenite::tungstenite::Error as Fault;
use tokio_tungstenite::tungstenite::error::ProtocolError;

use super::close::{Close, code};
use super::jitter;
use super::line::Line;

/// Pings come so often, give or take [`PING_JITTER`]: proxies drop what is idle for a minute, and sockets that opened
/// at one moment must not stay in step.
const PING: Duration = Duration::from_secs(45);
const PING_JITTER: Duration = Duration::from_secs(5);
/// How long the goodbye may take.
const GOODBYE: Duration = Duration::from_secs(2);
/// A peer may send so many frames at once, and one more each [`PACE`].
const BURST: u32 = 32;
const PACE: Duration = Duration::from_millis(250);

const SILENT: Close = Close::for_now(code::SILENT, "silent", Duration::from_secs(5));

/// Moves frames between a socket and its line until one of them ends, says goodbye, and waits for no longer than
/// 2 s that the peer does too. `heard` is given each text and may end the socket.
///
/// The peer is pinged every 40 to 50 s and must have answered by the next ping. It may send 32 frames at once and
/// four a second after that, whatever they are.
pub async fn attend<S>(mut socket: S, line: &Line, mut heard: impl FnMut(&str) -> Result<(), Close>)
where
    S: Stream<Item = Result<Message, axum::Error>> + Sink<Message, Error = axum::Error> + Unpin,
{
    let end = talk(&mut socket, line, &mut heard).await;
    if let Some(close) = end {
        tracing::debug!(code = close.code, why = close.why, "a socket ends");
        // Whoever still holds the line hears that it is over.
        line.close(None, close);
    }
    // Without the wait for the peer's own goodbye the connection would be reset, and ours lost.
    let _too_slow_or_gone = timeout(GOODBYE, part(&mut socket, line, end)).await;
}

/// Says the last words and drains the socket until the peer is gone.
async fn part<S>(socket: &mut S, line: &Line, end: Option<Close>) -> Result<(), axum::Error>
where
    S: Stream<Item = Result<Message, axum::Error>> + Sink<Message, Error = axum::Error> + Unpin,
{
    if let Some(close) = end {
        while let Some(text) = line.take() {
            socket.send(Message::Text(text)).await?;
        }
        socket.send(Message::Close(Some(close.frame()))).await?;
    }
    while let Some(Ok(_)) = socket.next().await {}
    Ok(())
}

/// Gives the end that this side decides on, or `None` once the peer has left.
async fn talk<S>(socket: &mut S, line: &Line, heard: &mut impl FnMut(&str) -> Result<(), Close>) -> Option<Close>
where
    S: Stream<Item = Result<Message, axum::Error>> + Sink<Message, Error = axum::Error> + Unpin,
{
    let mut out = Out::Nothing;
    let mut pace = Pace::new();
    let mut ping = pin!(sleep(until_ping()));
    let (mut ping_is_due, mut answered) = (false, true);
    loop {
        if let Some(end) = line.end() {
            return Some(end);
        }
        if matches!(out, Out::Nothing) {
            if ping_is_due {
                out = Out::Message(Message::Ping(Bytes::new()));
                ping_is_due = false;
            } else if let Some(text) = line.take() {
                out = Out::Message(Message::Text(text));
            }
        }
        tokio::select! {
            step = poll_fn(|cx| step(socket, &mut out, cx)) => match step {
                Step::Wrote(Ok(())) => {}
                // Written to somebody who is gone.
                Step::Wrote(Err(_)) | Step::Read(None | Some(Ok(Message::Close(_)))) => return None,
                Step::Read(Some(Err(error))) => return fault(error),
                Step::Read(Some(Ok(message))) => {
                    if !pace.allows() {
                        return Some(Close::for_good(code::POLICY, "pace"));
                    }
                    match message {
                        Message::Text(text) => if let Err(end) = heard(text.as_str()) {
                            return Some(end);
                        },
                        Message::Binary(_) => return Some(Close::for_good(code::BINARY, "binary")),
                        Message::Pong(_) => answered = true,
                        Message::Ping(_) | Message::Close(_) => {}
                    }
                }
            },
            () = line.changed() => {}
            () = &mut ping => {
                if !answered {
                    return Some(SILENT);
                }
                (ping_is_due, answered) = (true, false);
                ping.as_mut().reset(Instant::now() + until_ping());
            }
        }
    }
}

/// What is on its way to the peer. One message at a time: what comes after it waits in the line, where it is counted.
enum Out {
    Nothing,
    Message(Message),
    Flushing,
}

/// What a socket did.
enum Step {
    /// What was on its way has left.
    Wrote(Result<(), axum::Error>),
    /// The peer said something, or is gone.
    Read(Option<Result<Message, axum::Error>>),
}

/// Reading goes on while a slow peer keeps us from writing: only so is its goodbye heard, and its answer to a ping.
fn step<S>(socket: &mut S, out: &mut Out, cx: &mut Context<'_>) -> Poll<Step>
where
    S: Stream<Item = Result<Message, axum::Error>> + Sink<Message, Error = axum::Error> + Unpin,
{
    if let Poll::Ready(written) = write(socket, out, cx) {
        return Poll::Ready(Step::Wrote(written));
    }
    socket.poll_next_unpin(cx).map(Step::Read)
}

/// Ready once what was on its way has left; pending if there is nothing.
fn write<S>(socket: &mut S, out: &mut Out, cx: &mut Context<'_>) -> Poll<Result<(), axum::Error>>
where
    S: Sink<Message, Error = axum::Error> + Unpin,
{
    if let Out::Message(message) = out {
        ready!(socket.poll_ready_unpin(cx))?;
        let message = std::mem::replace(message, Message::Ping(Bytes::new()));
        *out = Out::Flushing;
        socket.start_send_unpin(message)?;
    }
    if matches!(out, Out::Nothing) {
        return Poll::Pending;
    }
    let flushed = ready!(socket.poll_flush_unpin(cx));
    *out = Out::Nothing;
    Poll::Ready(flushed)
}

/// What a peer is told that broke the rules; one that broke off is told nothing.
fn fault(error: axum::Error) -> Option<Close> {
    let fault = error.into_inner().downcast::<Fault>().ok()?;
    match *fault {
        Fault::Capacity(_) => Some(Close::for_good(code::TOO_LARGE, "size")),
        Fault::Utf8(_) => Some(Close::for_good(code::NOT_TEXT, "utf-8")),
        Fault::Protocol(ProtocolError::ResetWithoutClosingHandshake) => None,
        Fault::Protocol(_) => Some(Close::for_good(code::PROTOCOL, "protocol")),
        _ => None,
    }
}

fn until_ping() -> Duration {
    PING - PING_JITTER + jitter(2 * PING_JITTER)
}

/// How many frames the peer may still send.
struct Pace {
    left: u32,
    filled: Instant,
}

impl Pace {
    fn new() -> Self {
        Self { left: BURST, filled: Instant::now() }
    }

    fn allows(&mut self) -> bool {
        let fresh = self.filled.elapsed().as_millis() / PACE.as_millis();
        if fresh > 0 {
            let fresh = u32::try_from(fresh).unwrap_or(u32::MAX);
            self.left = self.left.saturating_add(fresh).min(BURST);
            self.filled += PACE.saturating_mul(fresh);
        }
        match self.left.checked_sub(1) {
            Some(left) => self.left = left,
            None => return false,
        }
        true
    }
}

#[cfg(test)]
mod tests;
