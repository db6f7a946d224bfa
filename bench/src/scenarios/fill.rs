//! How long a demo takes to fill.

use crate::report::{Report, say};
use crate::tally::median;
use crate::{Bench, Result, town};

/// Fills `town` anew in each run.
///
/// # Errors
/// The demo cannot be made.
pub async fn fill(bench: &Bench, report: &mut Report) -> Result<()> {
    let mut took = Vec::new();
    for run in 0..bench.options.runs {
        say("filling a town");
        let data = bench.place.path.join(format!("filled-{run}"));
        took.push(town::make(&bench.program, "town", &data).await?.as_secs_f64());
        std::fs::remove_dir_all(&data)?;
    }
    let row = vec!["town".to_owned(), format!("{:.1}", median(took)), "≤ 60".to_owned()];
    report.section("Filling a demo", "`athena demo --size town --seed 1`, from its start until the site is ready.");
    report.table(&["size", "seconds", "goal"], &[row]);
    Ok(())
}
