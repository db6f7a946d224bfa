//! Tables for people, on the screen at once and in `bench/RESULTS.md` at the end.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::{Result, root};

/// What stands below this line in the file was written by hand and stays.
const KEPT: &str = "<!-- Written by hand from here on. -->";

/// All tables of a run.
pub struct Report {
    text: String,
}

impl Report {
    /// A report that begins with what was measured, where and how.
    ///
    /// # Errors
    /// The system does not tell.
    pub fn new() -> Result<Report> {
        let model = fs::read_to_string("/proc/cpuinfo")?;
        let model = model.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or("unknown");
        let load = fs::read_to_string("/proc/loadavg")?;
        let kernel = fs::read_to_string("/proc/sys/kernel/osrelease")?;
        let arguments: Vec<String> = std::env::args().skip(1).collect();
        let mut report = Report { text: String::new() };
        report.line(&format!("- commit {}, {}", commit(), day()));
        report.line(&format!(
            "- {} cores, {}, Linux {}; load average {} before it began",
            cores(),
            model.trim_start_matches(['\t', ' ', ':']),
            kernel.trim(),
            load.split(' ').take(3).collect::<Vec<_>>().join(" "),
        ));
        report.line(&format!("- `cargo run --release -p bench -- {}`", arguments.join(" ")));
        Ok(report)
    }

    /// A heading and what is to be known about the table below it.
    pub fn section(&mut self, title: &str, words: &str) {
        self.line(&format!("\n## {title}\n\n{words}\n"));
    }

    /// A table.
    pub fn table(&mut self, heads: &[&str], rows: &[Vec<String>]) {
        self.line(&format!("| {} |", heads.join(" | ")));
        self.line(&format!("|{}", "---|".repeat(heads.len())));
        for row in rows {
            self.line(&format!("| {} |", row.join(" | ")));
        }
    }

    /// Puts the tables into the file; what was written below them stays.
    ///
    /// # Errors
    /// As the system says.
    pub fn write(&self) -> Result<()> {
        let file = PathBuf::from(root()).join("bench/RESULTS.md");
        let old = fs::read_to_string(&file).unwrap_or_default();
        let by_hand = old.split_once(KEPT).map_or("\n", |(_, by_hand)| by_hand);
        let intro = include_str!("intro.md");
        fs::write(&file, format!("{intro}\n{}\n{KEPT}{by_hand}", self.text))?;
        Ok(())
    }

    fn line(&mut self, line: &str) {
        println!("{line}");
        // Writing into a string does not fail.
        let _written = writeln!(self.text, "{line}");
    }
}

/// Says on stderr what is being done.
pub fn say(words: &str) {
    eprintln!("… {words}");
}

fn cores() -> usize {
    // Not `available_parallelism`: this program has given up all but one.
    fs::read_to_string("/proc/cpuinfo")
        .map_or(0, |text| text.lines().filter(|line| line.starts_with("processor")).count())
}

fn commit() -> String {
    let git = |arguments: &[&str]| {
        let output = Command::new("git").args(arguments).current_dir(root()).output().ok()?;
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    let commit = git(&["rev-parse", "--short=9", "HEAD"]).unwrap_or_else(|| "unknown".to_owned());
    match git(&["status", "--porcelain", "--untracked-files=no", "--", ".", ":!bench/RESULTS.md"]) {
        Some(changes) if changes.is_empty() => commit,
        _ => format!("{commit} with changes"),
    }
}

fn day() -> String {
    let output = Command::new("date").arg("+%Y-%m-%d").output();
    output.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned()).unwrap_or_default()
}
