//! The arguments, as `main.rs` lists them.

use crate::table::Form;
use crate::tree::Origin;
use std::io;
use std::path::PathBuf;
use std::time::Duration;

/// The sizes of our own handbook.
const SIZES: &[usize] = &[100, 1_000, 10_000];

/// How long the server is under load unless the arguments say.
const LOAD: Duration = Duration::from_mins(1);

/// What to measure.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum What {
    Table,
    Stages,
    Serve,
    Clients,
    Editions,
}

/// What was asked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Arguments {
    pub(crate) what: What,
    pub(crate) origins: Vec<Origin>,
    /// Pairs of runs; `None` lets the size of the handbook decide.
    pub(crate) runs: Option<usize>,
    pub(crate) place: Option<PathBuf>,
    pub(crate) hugo: Option<PathBuf>,
    /// How long the server is under load.
    pub(crate) load: Duration,
    pub(crate) form: Form,
}

impl Arguments {
    pub(crate) fn parse(arguments: &[&str]) -> io::Result<Self> {
        let mut parsed = Self {
            what: What::Table,
            origins: Vec::new(),
            runs: None,
            place: None,
            hugo: None,
            load: LOAD,
            form: Form::Text,
        };
        let (mut quick, mut is_bench) = (false, false);
        let mut rest = arguments.iter().copied();
        while let Some(argument) = rest.next() {
            let mut value =
                || rest.next().ok_or_else(|| io::Error::other(format!("{argument} needs a value")));
            match argument {
                "--bench" => is_bench = true,
                "stages" => parsed.what = What::Stages,
                "serve" => parsed.what = What::Serve,
                "clients" => parsed.what = What::Clients,
                "editions" => parsed.what = What::Editions,
                "--quick" => quick = true,
                "--seconds" => {
                    parsed.load = Duration::from_secs(value()?.parse().map_err(io::Error::other)?);
                }
                "--markdown" => parsed.form = Form::Markdown,
                "--runs" => parsed.runs = Some(value()?.parse().map_err(io::Error::other)?),
                "--in" => parsed.place = Some(value()?.into()),
                "--corpus" => parsed.origins.push(Origin::Folder(value()?.into())),
                "--hugo" => parsed.hugo = Some(value()?.into()),
                _ => return Err(io::Error::other(format!("there is no `{argument}`"))),
            }
        }
        if !is_bench {
            // A test run, of a build that may not be optimised.
            parsed.what = What::Table;
            parsed.origins = vec![Origin::Own(20)];
            parsed.runs = Some(1);
        } else if parsed.origins.is_empty() {
            let range = match parsed.what {
                What::Table | What::Stages => 0..=10_000,
                What::Serve => 1_000..=10_000,
                What::Clients | What::Editions => 1_000..=1_000,
            };
            let is_wanted = |size: &&usize| range.contains(*size) && (!quick || **size < 10_000);
            parsed.origins =
                SIZES.iter().filter(is_wanted).map(|size| Origin::Own(*size)).collect();
        }
        Ok(parsed)
    }
}
