//! Hostile files are refused or come out as a plain picture; nothing breaks and nothing takes long.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use media::{Picture, Refused, prepare};

use crate::corpus::{self, Fate};
use crate::{SQUARE, assert_clean};

/// Far more than any of them takes; a file that goes round in circles would take minutes.
const LONG: Duration = Duration::from_secs(20);

#[test]
fn hostile_files_are_refused_or_come_out_clean() {
    let files = corpus::all();
    assert!(files.len() >= 150, "{} files", files.len());
    let mut wrong = Vec::new();
    let mut fates = BTreeMap::<_, u32>::new();
    for (name, bytes, fate) in files {
        let began = Instant::now();
        let outcome = prepare(&bytes, &SQUARE, None);
        assert!(began.elapsed() < LONG, "{name} took {:?}", began.elapsed());
        if let Ok(picture) = &outcome {
            assert_clean(picture);
        }
        *fates.entry(summary(&outcome)).or_default() += 1;
        let fits = match fate {
            Fate::Is(refused) => outcome == Err(refused),
            Fate::Clean => outcome.is_ok(),
            Fate::Either => true,
        };
        if !fits {
            wrong.push(format!("{name}: {}, not {fate:?}", summary(&outcome)));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(fates.len() >= 4, "{fates:?}");
}

fn summary(outcome: &Result<Picture, Refused>) -> String {
    outcome.as_ref().map_or_else(|refused| format!("{refused:?}"), |_| "clean".to_owned())
}
