//! Data out: the judgement of all clients as JSON and as CSV, and what falls due as a calendar.
//!
//! In: a [`View`]. Out: the bytes of each file. They hold what the pages of the internal portal say,
//! and nothing of the machine or the moment they were written on. `themes/default/README.md` tells
//! people who read these files what is in them.

mod csv;
mod ics;
mod json;
pub(crate) mod llms;
#[cfg(test)]
pub(crate) mod sample;

use crate::place::OutPath;
use crate::render::view::View;
use crate::srp::{Level, Status, Verdict};
use std::sync::Arc;

/// Returns every file of data: `compliance.csv`, `compliance.json`, `dates.ics`.
pub(crate) fn files(view: &View<'_>) -> Vec<(OutPath, Arc<[u8]>)> {
    let (json, (csv, ics)) = rayon::join(
        || json::written(view),
        || rayon::join(|| csv::written(view), || ics::written(view)),
    );
    let files = [("compliance.csv", csv), ("compliance.json", json), ("dates.ics", ics)];
    let named = files.into_iter().map(|(name, text)| (OutPath::new(name), text));
    named.filter_map(|(path, text)| Some((path?, text.into_bytes().into()))).collect()
}

/// Returns the word for a level in data.
fn level(level: Level) -> &'static str {
    match level {
        Level::Must => "must",
        Level::Should => "should",
        Level::Practice => "practice",
    }
}

/// Returns why a requirement is not asked of a client, or not judged.
fn reason(verdict: &Verdict) -> Option<&str> {
    match &verdict.status {
        Status::NotApplicable(why) => Some(why),
        Status::NotJudged(why) => Some(why),
        Status::Withheld => Some("it is not told to readers of this portal"),
        Status::Expired | Status::Gap | Status::Exception(..) | Status::Met => None,
    }
}

/// Returns the last day of the exception that carries a requirement, `2026-10-31`.
fn until(verdict: &Verdict) -> Option<String> {
    match &verdict.status {
        Status::Exception(_, until) => until.map(|day| day.to_string()),
        Status::Expired
        | Status::Gap
        | Status::NotApplicable(_)
        | Status::Met
        | Status::NotJudged(_)
        | Status::Withheld => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::formats::sample::with_view;

    #[test]
    fn equal_views_give_equal_files() {
        let all = || with_view("2026-08-20", files);
        assert_eq!(all(), all());
        let all = all();
        let names: Vec<&str> = all.iter().map(|(path, _)| path.as_str()).collect();
        assert_eq!(names, ["compliance.csv", "compliance.json", "dates.ics"]);
    }
}
