//! Sockets in memory, on a clock that runs when nobody has anything to do.

use std::future::{Ready, ready};
use std::ops::ControlFlow;

use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};
use tokio::task::JoinHandle;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message as Frame;
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};

use super::*;
use crate::live::{MESSAGE_BYTES, QUEUE_BYTES};

type Client = WebSocketStream<DuplexStream>;

fn from_frame(frame: Frame) -> Message {
    match frame {
        Frame::Text(text) => Message::Text(text.as_str().into()),
        Frame::Binary(bytes) => Message::Binary(bytes),
        Frame::Ping(bytes) => Message::Ping(bytes),
        Frame::Pong(bytes) => Message::Pong(bytes),
        Frame::Close(_) | Frame::Frame(_) => Message::Close(None),
    }
}

fn to_frame(message: Message) -> Ready<Result<Frame, axum::Error>> {
    ready(Ok(match message {
        Message::Text(text) => Frame::text(text.as_str()),
        Message::Binary(bytes) => Frame::Binary(bytes),
        Message::Ping(bytes) => Frame::Ping(bytes),
        Message::Pong(bytes) => Frame::Pong(bytes),
        Message::Close(close) => {
            Frame::Close(close.map(|close| tokio_tungstenite::tungstenite::protocol::CloseFrame {
                code: close.code.into(),
                reason: close.reason.as_str().into(),
            }))
        }
    }))
}

/// A socket that is attended to, the line to it, and its other end. Between them fit `room` bytes. Texts that begin
/// with `echo` come back, `end` ends it.
async fn socket(room: usize) -> (Client, Line, JoinHandle<()>) {
    let (near, far) = duplex(room);
    let limits = WebSocketConfig::default()
        .read_buffer_size(4096)
        .write_buffer_size(0)
        .max_message_size(Some(MESSAGE_BYTES))
        .max_frame_size(Some(MESSAGE_BYTES));
    let server = WebSocketStream::from_raw_socket(near, Role::Server, Some(limits)).await;
    let server = server.map(|frame| frame.map(from_frame).map_err(axum::Error::new));
    let server = server.sink_map_err(axum::Error::new).with(to_frame);
    let line = Line::default();
    let attended = line.clone();
    let task = tokio::spawn(async move {
        let answers = attended.clone();
        let heard = |text: &str| match text {
            "end" => Err(Close::for_good(code::POLICY, "told")),
            text => {
                answers.send(text);
                Ok(())
            }
        };
        attend(server, &attended, heard).await;
    });
    (WebSocketStream::from_raw_socket(far, Role::Client, None).await, line, task)
}

/// Reads until the end, answering pings as the library does. Gives the texts, and the code and reason of the end.
async fn to_the_end(client: &mut Client) -> (Vec<String>, u16, String) {
    let mut texts = Vec::new();
    loop {
        match client.next().await {
            Some(Ok(Frame::Text(text))) => texts.push(text.to_string()),
            Some(Ok(Frame::Close(Some(close)))) => return (texts, close.code.into(), close.reason.to_string()),
            Some(Ok(_)) => {}
            other => panic!("no goodbye but {other:?}"),
        }
    }
}

#[tokio::test(start_paused = true)]
async fn texts_go_both_ways_until_one_side_says_goodbye() {
    let (mut client, line, task) = socket(65_536).await;
    line.send("first");
    client.send(Frame::text("echo")).await.unwrap();
    client.send(Frame::text("end")).await.unwrap();
    let (texts, code, reason) = to_the_end(&mut client).await;
    assert!(texts.contains(&"first".to_owned()), "{texts:?}");
    assert_eq!((code, reason.as_str()), (code::POLICY, r#"{"why":"told"}"#));
    assert!(client.next().await.is_none());
    task.await.unwrap();

    let (mut client, _line, task) = socket(65_536).await;
    client.close(None).await.unwrap();
    while client.next().await.is_some() {}
    task.await.unwrap();
    assert_eq!(Instant::now().elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn who_answers_pings_stays_and_who_does_not_is_let_go_after_the_next() {
    let (mut client, line, _task) = socket(65_536).await;
    let hour = async {
        let mut pings = Vec::new();
        while let Some(Ok(frame)) = client.next().await {
            if matches!(frame, Frame::Ping(_)) {
                pings.push(Instant::now());
            }
            if pings.len() == 120 {
                return ControlFlow::Break(pings);
            }
        }
        ControlFlow::Continue(line.end())
    };
    let ControlFlow::Break(pings) = hour.await else { panic!("an answering peer was let go") };
    let gaps: Vec<Duration> = pings.windows(2).map(|pair| pair[1] - pair[0]).collect();
    // The clock counts whole milliseconds, and a timer may be one of them late.
    let bounds = Duration::from_secs(40)..=Duration::from_millis(50_010);
    assert!(gaps.iter().all(|gap| bounds.contains(gap)), "{gaps:?}");
    let mean = gaps.iter().sum::<Duration>() / 119;
    assert!(mean.abs_diff(Duration::from_secs(45)) < Duration::from_secs(1), "{mean:?}");

    let (mut client, _line, task) = socket(65_536).await;
    let begin = Instant::now();
    task.await.unwrap();
    let patience = Duration::from_secs(80)..Duration::from_secs(103);
    assert!(patience.contains(&begin.elapsed()), "{:?}", begin.elapsed());
    // The library would answer the ping that it finds first, and nobody is there to hear it any more.
    let mut sent = Vec::new();
    client.get_mut().read_to_end(&mut sent).await.unwrap();
    let goodbye = [&code::SILENT.to_be_bytes()[..], br#"{"why":"silent","retry_ms":5000}"#].concat();
    assert!(sent.ends_with(&goodbye), "{sent:?}");
}

#[tokio::test(start_paused = true)]
async fn who_reads_too_slowly_is_sent_away_with_a_hint_when_to_come_back() {
    let (mut client, line, task) = socket(1024).await;
    let text = "x".repeat(1000);
    line.send(text.clone());
    client.next().await.unwrap().unwrap();
    // Behind by 10 texts is no reason.
    for _ in 0..10 {
        line.send(text.clone());
    }
    for _ in 0..10 {
        client.next().await.unwrap().unwrap();
    }
    // Behind by more than the queue holds is.
    for _ in 0..=QUEUE_BYTES / text.len() {
        line.send(text.clone());
    }
    let (texts, code, reason) = to_the_end(&mut client).await;
    assert!(texts.len() < 4, "what waited is thrown away, not {} texts", texts.len());
    assert_eq!((code, reason.as_str()), (code::TRY_LATER, r#"{"why":"slow","retry_ms":15000}"#));
    client.close(None).await.ok();
    task.await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn who_never_reads_again_holds_nothing_up_for_longer_than_the_goodbye() {
    let (_client, line, task) = socket(1024).await;
    let begin = Instant::now();
    for _ in 0..1_000 {
        line.send("x".repeat(1000));
    }
    task.await.unwrap();
    assert!(begin.elapsed() <= GOODBYE + Duration::from_millis(10), "{:?}", begin.elapsed());
}

#[tokio::test(start_paused = true)]
async fn who_talks_too_much_is_sent_away_whatever_it_says() {
    for frame in [Frame::text("echo"), Frame::Ping(Bytes::new()), Frame::Pong(Bytes::new())] {
        let (mut client, _line, _task) = socket(1_000_000).await;
        for _ in 0..=BURST {
            client.send(frame.clone()).await.unwrap();
        }
        let (_, code, reason) = to_the_end(&mut client).await;
        assert_eq!((code, reason.as_str()), (code::POLICY, r#"{"why":"pace"}"#));
    }
    let (mut client, line, _task) = socket(65_536).await;
    for _ in 0..200 {
        client.send(Frame::text("echo")).await.unwrap();
        tokio::time::sleep(PACE).await;
    }
    assert_eq!(line.end(), None, "four a second are no problem");
}

#[tokio::test(start_paused = true)]
async fn what_is_no_small_text_ends_the_socket_with_its_own_code() {
    for (frame, expected) in [
        (Frame::binary(vec![1, 2, 3]), (code::BINARY, "binary")),
        (Frame::text("x".repeat(MESSAGE_BYTES + 1)), (code::TOO_LARGE, "size")),
        (Frame::Ping(vec![0; 126].into()), (code::PROTOCOL, "protocol")),
    ] {
        let (mut client, _line, _task) = socket(65_536).await;
        client.send(frame).await.unwrap();
        let (_, code, reason) = to_the_end(&mut client).await;
        assert_eq!((code, reason), (expected.0, format!(r#"{{"why":"{}"}}"#, expected.1)));
    }
    let (mut client, _line, _task) = socket(65_536).await;
    client.send(Frame::text("x".repeat(MESSAGE_BYTES))).await.unwrap();
    assert_eq!(client.next().await.unwrap().unwrap().len(), MESSAGE_BYTES);
    // A masked text frame of one byte that is no UTF-8.
    client.get_mut().write_all(&[0x81, 0x81, 0, 0, 0, 0, 0xff]).await.unwrap();
    assert_eq!(to_the_end(&mut client).await.1, code::NOT_TEXT);
}
