//! Servers that misbehave, played line by line.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpSocket, TcpStream};

use super::{Deadlines, Smtp};
use crate::SendError;
use crate::message::tests::message;
use crate::server::Server;

/// How a played server behaves.
#[derive(Clone, Copy, PartialEq)]
enum Mood {
    Good,
    /// Says nothing at all.
    Silent,
    /// Takes the first text and never answers, on every connection anew.
    StallsAtData,
    /// Closes after each mail without a word.
    Leaves,
    /// 554 as a greeting.
    Unwelcoming,
    /// 535 to AUTH.
    WrongPassword,
}

struct Played {
    port: u16,
    connections: Arc<AtomicUsize>,
    mails: Arc<AtomicUsize>,
}

async fn play(mood: Mood) -> Played {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let played =
        Played { port: listener.local_addr().unwrap().port(), connections: Arc::default(), mails: Arc::default() };
    let (connections, mails) = (played.connections.clone(), played.mails.clone());
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            connections.fetch_add(1, Ordering::SeqCst);
            tokio::spawn(serve(stream, mood, mails.clone()));
        }
    });
    played
}

async fn serve(stream: TcpStream, mood: Mood, mails: Arc<AtomicUsize>) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    match mood {
        Mood::Silent => {
            stream.read_to_end(&mut Vec::new()).await?;
            return Ok(());
        }
        Mood::Unwelcoming => return stream.write_all(b"554 go away ada@example.org\r\n").await,
        _ => stream.write_all(b"220 ready\r\n").await?,
    }
    let mut line = String::new();
    while stream.read_line(&mut line).await? > 0 {
        let answer = match line.split_whitespace().next().unwrap_or_default() {
            "EHLO" => "250-played\r\n250-AUTH PLAIN\r\n250 8BITMIME\r\n",
            "AUTH" if mood == Mood::WrongPassword => "535 5.7.8 wrong\r\n",
            // "\0ada\0hunter2"
            "AUTH" if line.trim_end() == "AUTH PLAIN AGFkYQBodW50ZXIy" => "235 2.7.0 come in\r\n",
            "DATA" => {
                stream.write_all(b"354 go on\r\n").await?;
                loop {
                    line.clear();
                    if stream.read_line(&mut line).await? == 0 || line == ".\r\n" {
                        break;
                    }
                }
                if mood == Mood::StallsAtData {
                    stream.read_to_end(&mut Vec::new()).await?;
                    return Ok(());
                }
                mails.fetch_add(1, Ordering::SeqCst);
                "250 kept\r\n"
            }
            _ => "250 fine\r\n",
        };
        stream.write_all(answer.as_bytes()).await?;
        if mood == Mood::Leaves && answer == "250 kept\r\n" {
            return Ok(());
        }
        line.clear();
    }
    Ok(())
}

/// Gives up only what never answers.
fn client(server: &str) -> Smtp {
    client_within(server, Duration::from_secs(60))
}

fn client_within(server: &str, deadline: Duration) -> Smtp {
    Smtp::new(Server::parse(server).unwrap(), Deadlines { connect: deadline, transfer: deadline })
}

async fn send(smtp: &Smtp) -> Result<(), SendError> {
    smtp.send(&message("ada@example.org").encode().unwrap()).await
}

#[tokio::test]
async fn connections_are_kept_for_the_next_mail() {
    let played = play(Mood::Good).await;
    let smtp = client(&format!("smtp://127.0.0.1:{}", played.port));
    for _ in 0..5 {
        send(&smtp).await.unwrap();
    }
    assert_eq!(played.mails.load(Ordering::SeqCst), 5);
    assert_eq!(played.connections.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn user_and_password_are_handed_over() {
    let played = play(Mood::Good).await;
    let smtp = client(&format!("smtp://ada:hunter2@127.0.0.1:{}", played.port));
    smtp.check().await.unwrap();
    send(&smtp).await.unwrap();
    assert_eq!(played.connections.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_kept_connection_that_died_is_replaced() {
    let played = play(Mood::Leaves).await;
    let smtp = client(&format!("smtp://127.0.0.1:{}", played.port));
    for _ in 0..3 {
        send(&smtp).await.unwrap();
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(played.connections.load(Ordering::SeqCst), 3);
}

#[tokio::test]
async fn slow_servers_are_given_up_and_their_connections_not_used_again() {
    for (mood, tries) in [(Mood::Silent, 2), (Mood::StallsAtData, 2)] {
        let played = play(mood).await;
        let smtp = client_within(&format!("smtp://127.0.0.1:{}", played.port), Duration::from_millis(300));
        for _ in 0..tries {
            let start = Instant::now();
            assert!(matches!(send(&smtp).await, Err(SendError::Temporary(_))));
            assert!(start.elapsed() < Duration::from_secs(5));
        }
        assert_eq!(played.connections.load(Ordering::SeqCst), tries);
        assert!(smtp.idle.lock().unwrap().is_empty());
    }
}

#[tokio::test]
async fn a_dropped_send_closes_its_connection() {
    let played = play(Mood::StallsAtData).await;
    let smtp = client(&format!("smtp://127.0.0.1:{}", played.port));
    let dropped = tokio::time::timeout(Duration::from_millis(100), send(&smtp)).await;
    assert!(dropped.is_err());
    assert!(smtp.idle.lock().unwrap().is_empty());
    assert_eq!(smtp.permits.available_permits(), super::CONNECTIONS);
}

#[tokio::test]
async fn refusals_of_us_are_temporary_whatever_their_code() {
    let unwelcoming = play(Mood::Unwelcoming).await;
    let wrong = play(Mood::WrongPassword).await;
    // Taken, so that nobody else listens there, and listening itself is left out.
    let taken = TcpSocket::new_v4().unwrap();
    taken.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let closed = taken.local_addr().unwrap().port();
    for server in [
        format!("smtp://127.0.0.1:{}", unwelcoming.port),
        format!("smtp://ada:hunter2@127.0.0.1:{}", wrong.port),
        format!("smtp://127.0.0.1:{closed}"),
    ] {
        let Err(SendError::Temporary(why)) = send(&client(&server)).await else { panic!("{server}") };
        assert!(!why.contains("hunter2") && !why.contains('@'), "{why}");
    }
}
