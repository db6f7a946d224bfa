//! One connection: its protocol, its requests, its end.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, StatusCode};
use bytes::Bytes;
use http_body::{Body as HttpBody, Frame, SizeHint};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::watch;
use tower_service::Service;

use super::Serving;
use super::door::Pass;
use super::watched::{LAST_WORD, Progress, Turn, Watched};

/// The largest head of a request, bytes. Cookies and addresses of ours take a tenth of it.
const HEAD_BYTES: usize = 32 * 1024;
/// Requests that one proxy may have under way on one HTTP/2 connection.
const STREAMS: u32 = 128;
/// HTTP/2 has no idle timer of its own; a proxy that is gone without a word does not answer this.
const PING: Duration = Duration::from_secs(20);

/// Answers the requests of one connection.
pub(super) async fn run<S>(
    stream: S,
    peer: SocketAddr,
    pass: Pass,
    trusted: bool,
    router: Router,
    serving: Arc<Serving>,
    mut stopping: watch::Receiver<bool>,
) where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let progress = Arc::new(Progress::default());
    // hyper's one timer for heads counts the time between requests as well, so `Watched` has finer ones. With it, hyper
    // goes back to reading as soon as an answer is written, without which ours would not be looked at.
    let backstop = serving.patience.idle + serving.patience.head;
    let mut stream = Watched::new(stream, Arc::clone(&progress), serving.patience, pass);
    if let Err(error) = first_head(&mut stream, &progress, &mut stopping).await {
        tracing::debug!(%error, "a connection asked for nothing");
        return;
    }
    let io = TokioIo::new(stream);
    let told = Arc::clone(&progress);
    let service = service_fn(move |request: Request<Incoming>| {
        let turn = told.begin();
        let (mut router, told) = (router.clone(), Arc::clone(&told));
        async move {
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(ConnectInfo(peer));
            let response = router.call(request).await?;
            if response.status() == StatusCode::SWITCHING_PROTOCOLS {
                told.upgrade();
            }
            Ok::<_, Infallible>(response.map(|body| Held { body, _turn: turn }))
        }
    });
    // In boxes: what waits for its first head needs not the room.
    let ended = if trusted {
        let mut builder = auto::Builder::new(TokioExecutor::new());
        builder.http1().timer(TokioTimer::new()).header_read_timeout(backstop).max_buf_size(HEAD_BYTES);
        builder
            .http2()
            .timer(TokioTimer::new())
            .keep_alive_interval(PING)
            .max_concurrent_streams(STREAMS)
            .max_header_list_size(u32::try_from(HEAD_BYTES).unwrap_or(u32::MAX));
        let connection = builder.serve_connection_with_upgrades(io, service);
        Box::pin(drive(connection, |connection| connection.graceful_shutdown(), &progress, stopping)).await
    } else {
        let mut builder = http1::Builder::new();
        builder.timer(TokioTimer::new()).header_read_timeout(backstop).max_buf_size(HEAD_BYTES);
        let connection = builder.serve_connection(io, service).with_upgrades();
        let ended = Box::pin(drive(connection, |connection| connection.graceful_shutdown(), &progress, stopping)).await;
        ended.map_err(Into::into)
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection ended badly");
    }
}

/// Waits for it; once the server stops, for a moment.
async fn first_head<S>(
    stream: &mut Watched<S>,
    progress: &Progress,
    stopping: &mut watch::Receiver<bool>,
) -> std::io::Result<()>
where
    S: AsyncRead + Unpin,
{
    tokio::select! {
        biased;
        gathered = stream.gather() => return gathered,
        _ = stopping.wait_for(|stop| *stop) => {}
    }
    progress.stop();
    tokio::time::timeout(LAST_WORD, stream.gather()).await?
}

/// Runs the connection to its end, and asks it to end once the server stops.
async fn drive<C, E>(
    connection: C,
    finish: fn(Pin<&mut C>),
    progress: &Progress,
    mut stopping: watch::Receiver<bool>,
) -> Result<(), E>
where
    C: Future<Output = Result<(), E>>,
{
    let mut connection = pin!(connection);
    tokio::select! {
        biased;
        ended = &mut connection => return ended,
        // An error means that nobody can stop us any more but by dropping everything, which is a stop.
        _ = stopping.wait_for(|stop| *stop) => {}
    }
    progress.stop();
    // A first request may be on the way, sent while the server took the connection: it is answered.
    if !progress.has_begun()
        && let Ok(ended) = tokio::time::timeout(LAST_WORD, &mut connection).await
    {
        return ended;
    }
    finish(connection.as_mut());
    connection.await
}

/// An answer's body that ends its request's turn when it ends.
struct Held {
    body: Body,
    _turn: Turn,
}

impl HttpBody for Held {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
