//! Asks for a password on the terminal, without showing it.

use std::io::{IsTerminal as _, Write as _};

use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};
use secrecy::{ExposeSecret, SecretString};

use super::Failure;

/// More than any password.
const LINE_BYTES: u64 = 4096;

/// Reads the first line of stdin, for scripts.
///
/// # Errors
/// There is none.
pub(super) async fn from_stdin() -> Result<SecretString, Failure> {
    let line = blocking(read_line).await?;
    if line.expose_secret().is_empty() {
        return Err(Failure("no password came on stdin".to_owned()));
    }
    Ok(line)
}

/// Asks twice on the terminal. `None` if there is no terminal, or nothing was typed: then one is to be made.
///
/// # Errors
/// The two differ, or the terminal is gone.
pub(super) async fn on_terminal(who: &str) -> Result<Option<SecretString>, Failure> {
    if !std::io::stdin().is_terminal() {
        return Ok(None);
    }
    let first = hidden(&format!("New password for {who} (empty: one is made for you): ")).await?;
    if first.expose_secret().is_empty() {
        return Ok(None);
    }
    let second = hidden("The same again: ").await?;
    if first.expose_secret() != second.expose_secret() {
        return Err(Failure("the two passwords differ".to_owned()));
    }
    Ok(Some(first))
}

async fn hidden(question: &str) -> Result<SecretString, Failure> {
    let mut screen = std::io::stderr();
    write!(screen, "{question}")?;
    screen.flush()?;
    let shown = tcgetattr(std::io::stdin()).map_err(std::io::Error::from)?;
    let mut unseen = shown.clone();
    unseen.local_modes.remove(LocalModes::ECHO);
    set(&unseen)?;
    let answer = tokio::select! {
        answer = blocking(read_line) => answer,
        // Left to itself, Ctrl-C would leave a terminal that shows nothing.
        _ = tokio::signal::ctrl_c() => Err(Failure("stopped".to_owned())),
    };
    set(&shown)?;
    writeln!(screen)?;
    answer
}

fn set(modes: &Termios) -> Result<(), Failure> {
    Ok(tcsetattr(std::io::stdin(), OptionalActions::Now, modes).map_err(std::io::Error::from)?)
}

async fn blocking(work: fn() -> std::io::Result<SecretString>) -> Result<SecretString, Failure> {
    Ok(tokio::task::spawn_blocking(work).await??)
}

fn read_line() -> std::io::Result<SecretString> {
    use std::io::{BufRead, Read};
    let mut line = String::new();
    std::io::stdin().lock().take(LINE_BYTES).read_line(&mut line)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned().into())
}
