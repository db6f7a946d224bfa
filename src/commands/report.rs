//! Findings, one per line, each with how to mend it.

use std::fmt::Write as _;
use std::io::IsTerminal as _;
use std::process::ExitCode;

use super::say;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    Ok,
    Warn,
    Wrong,
}

/// Prints findings as they come and remembers the worst.
#[derive(Debug)]
pub(super) struct Report {
    worst: Level,
    colour: bool,
}

impl Report {
    /// Nothing found yet.
    pub(super) fn new() -> Report {
        Report { worst: Level::Ok, colour: std::io::stdout().is_terminal() }
    }

    /// All is well.
    pub(super) fn ok(&mut self, what: &str, text: impl AsRef<str>) {
        self.line(Level::Ok, what, text.as_ref(), "");
    }

    /// It works, but an operator should know.
    pub(super) fn warn(&mut self, what: &str, text: impl AsRef<str>, mend: &str) {
        self.line(Level::Warn, what, text.as_ref(), mend);
    }

    /// It does not work.
    pub(super) fn wrong(&mut self, what: &str, text: impl AsRef<str>, mend: &str) {
        self.line(Level::Wrong, what, text.as_ref(), mend);
    }

    /// Whether something does not work.
    pub(super) fn is_wrong(&self) -> bool {
        self.worst == Level::Wrong
    }

    /// 1 if something does not work.
    pub(super) fn exit_code(&self) -> ExitCode {
        if self.is_wrong() { ExitCode::FAILURE } else { ExitCode::SUCCESS }
    }

    fn line(&mut self, level: Level, what: &str, text: &str, mend: &str) {
        self.worst = self.worst.max(level);
        say(shown(level, what, text, mend, self.colour));
    }
}

fn shown(level: Level, what: &str, text: &str, mend: &str, colour: bool) -> String {
    let (word, paint) = match level {
        Level::Ok => ("ok", "\x1b[32m"),
        Level::Warn => ("warn", "\x1b[33m"),
        Level::Wrong => ("wrong", "\x1b[31m"),
    };
    let (paint, plain) = if colour { (paint, "\x1b[0m") } else { ("", "") };
    let mut line = format!("{paint}{word:<6}{plain} {what:<13} {text}");
    if !mend.is_empty() {
        // Writing into a String cannot fail.
        let _done = write!(line, "\n{:<21}→ {mend}", "");
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_is_a_line_and_what_to_do_stands_below_it() {
        assert_eq!(shown(Level::Ok, "clock", "fine", "", false), "ok     clock         fine");
        assert_eq!(
            shown(Level::Wrong, "mail", "away", "start it", false),
            "wrong  mail          away\n                     → start it"
        );
    }

    #[test]
    fn only_what_is_wrong_fails() {
        let mut report = Report::new();
        report.ok("a", "b");
        report.warn("a", "b", "c");
        assert!(!report.is_wrong());
        report.wrong("a", "b", "c");
        report.ok("a", "b");
        assert!(report.is_wrong());
    }
}
