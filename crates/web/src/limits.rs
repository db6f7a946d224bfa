//! How much a visitor may send.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_LENGTH;
use bytes::Bytes;
use http_body::{Body as HttpBody, Frame, SizeHint};

/// Does the request announce more than `limit` bytes? A length that is no number is hyper's to refuse.
pub(crate) fn announces_more(headers: &HeaderMap, limit: u64) -> bool {
    let announced = headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    announced.is_some_and(|length| length > limit)
}

/// Told by a [`Capped`] body that more came than allowed.
#[derive(Debug, Clone, Default)]
pub(crate) struct Overrun(Arc<AtomicBool>);

impl Overrun {
    pub(crate) fn happened(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Puts a cap on the body. axum's own limit of 2 MB is taken off: one limit, one place.
pub(crate) fn cap(request: Request, limit: u64) -> (Request, Overrun) {
    let overrun = Overrun::default();
    let told = overrun.clone();
    let mut request = request.map(|inner| Body::new(Capped { inner, left: limit, overrun: told }));
    DefaultBodyLimit::disable().apply(&mut request);
    (request, overrun)
}

/// A body that fails once it is longer than announced limits allow.
struct Capped {
    inner: Body,
    left: u64,
    overrun: Overrun,
}

#[derive(Debug, thiserror::Error)]
#[error("the request body is larger than allowed")]
struct TooLong;

impl HttpBody for Capped {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let polled = Pin::new(&mut self.inner).poll_frame(cx);
        if let Poll::Ready(Some(Ok(frame))) = &polled {
            let length = frame.data_ref().map_or(0, |data| u64::try_from(data.len()).unwrap_or(u64::MAX));
            match self.left.checked_sub(length) {
                Some(left) => self.left = left,
                None => {
                    self.left = 0;
                    self.overrun.0.store(true, Ordering::Relaxed);
                    return Poll::Ready(Some(Err(axum::Error::new(TooLong))));
                }
            }
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}
