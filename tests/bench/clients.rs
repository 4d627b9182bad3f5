//! Client plans from end to end, by the tool itself as a child process: policies with as many clients
//! beside the policies alone, and all editions of a handbook together beside each on its own.
//!
//! A client is the sample handbook's Pennard under another name.

use crate::arguments::Arguments;
use crate::describe;
use crate::measure::{Run, run_command};
use crate::place::Place;
use crate::table::{Form, grid};
use crate::tree::{Code, Origin};
use std::fs;
use std::io::{self, Write as _};
use std::path::Path;
use std::process::Command;

/// The plan that every client has.
const PLAN: &str = include_str!("../../content/clients/pennard.md");

/// Lets clients see the policies: an edition that shows nothing would cost nothing.
const CONFIG: &str = "site:\n  classification: clients\n";

/// How many pairs of runs, unless the arguments say.
const RUNS: usize = 5;

/// Measures policies with as many clients, and prints the table.
pub(crate) fn beside_policies(arguments: &Arguments) -> io::Result<()> {
    let place = Place::new(arguments.place.as_deref())?;
    let (source, out) = (place.path().join("handbook"), place.path().join("sites"));
    let mut cells = vec![head(&["handbook", "policies, CPU s", "with clients, CPU s", "ratio"])];
    for origin in &arguments.origins {
        note(origin, "with as many clients");
        origin.put(Code::Kept, &source)?;
        let mut pairs = Vec::new();
        for _ in 0..arguments.runs.unwrap_or(RUNS) {
            let alone = build(&source, &out, &[])?.time.cpu;
            put_clients(origin.policies()?, &source)?;
            pairs.push((alone, build(&source, &out, &[])?.time.cpu));
            fs::remove_dir_all(source.join("clients"))?;
        }
        fs::remove_dir_all(&source)?;
        cells.push(vec![
            describe(origin, Code::Kept),
            format!("{:.2}", median(pairs.iter().map(|(alone, _)| *alone))),
            format!("{:.2}", median(pairs.iter().map(|(_, with)| *with))),
            format!("{:.2}", median(pairs.iter().map(|(alone, with)| with / alone))),
        ]);
    }
    print(&cells, arguments.form, "Medians of runs that take turns.", &place)
}

/// Measures the editions of policies with a tenth as many clients, and prints the table.
pub(crate) fn editions(arguments: &Arguments) -> io::Result<()> {
    let place = Place::new(arguments.place.as_deref())?;
    let (source, out) = (place.path().join("handbook"), place.path().join("sites"));
    let mut cells = vec![head(&[
        "handbook",
        "editions",
        "together, CPU s",
        "MB",
        "apart, CPU s",
        "MB",
        "ratio",
    ])];
    for origin in &arguments.origins {
        note(origin, "in editions");
        origin.put(Code::Kept, &source)?;
        fs::write(source.join("rulebook.yaml"), CONFIG)?;
        let clients = (origin.policies()? / 10).max(1);
        put_clients(clients, &source)?;
        let together = build(&source, &out, &["--all-editions"])?;
        let mut apart = vec![build(&source, &out, &["--edition", "internal"])?];
        for client in 0..clients {
            let name = format!("client:{}", id(client));
            apart.push(build(&source, &out, &["--edition", &name])?);
        }
        fs::remove_dir_all(&source)?;
        let cpu: f64 = apart.iter().map(|run| run.time.cpu).sum();
        let peak = apart.iter().map(|run| run.peak_mb).fold(0.0, f64::max);
        cells.push(vec![
            describe(origin, Code::Kept),
            apart.len().to_string(),
            format!("{:.1}", together.time.cpu),
            format!("{:.0}", together.peak_mb),
            format!("{cpu:.1}"),
            format!("{peak:.0}"),
            format!("{:.2}", together.time.cpu / cpu),
        ]);
    }
    let caption = "The internal edition and one for each client. *Apart* is the sum of separate \
                   builds, and the most memory that one of them had.";
    print(&cells, arguments.form, caption, &place)
}

/// Builds a handbook anew, in a folder that is removed with what lies beside the site.
fn build(source: &Path, out: &Path, arguments: &[&str]) -> io::Result<Run> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rulebook"));
    let site = out.join("site");
    command.arg("build").arg(source).arg("-o").arg(site).args(["-q", "--as-of", "2026-01-02"]);
    let run = run_command(command.args(arguments))?;
    fs::remove_dir_all(out)?;
    Ok(run)
}

/// Writes the plans of so many clients.
fn put_clients(clients: usize, source: &Path) -> io::Result<()> {
    let keys = PLAN.split("\n---\n").next().unwrap_or(PLAN);
    let folder = source.join("clients");
    fs::create_dir_all(&folder)?;
    for client in 0..clients {
        let id = id(client);
        let keys = keys.replace("pennard", &id).replace("PENNARD", &id.to_uppercase());
        let keys = keys.replace("Pennard", &format!("Client {client:04}"));
        // What two plans have in common would be a leak in the edition of either.
        let keys = keys.replace("PG-14", &format!("PG-{client:04}"));
        let keys = keys.replace("Rosalind Teague", &format!("Rosalind Teague-{client:04}"));
        let keys = keys.replace("161 496 0910", &format!("161 496 {client:04}"));
        let keys = keys.replace("161 496 0900", &format!("161 497 {client:04}"));
        fs::write(folder.join(format!("{id}.md")), format!("{keys}\n---\n\n# {id}\n"))?;
    }
    Ok(())
}

fn id(client: usize) -> String {
    format!("client-{client:04}")
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

fn head(columns: &[&str]) -> Vec<String> {
    columns.iter().map(ToString::to_string).collect()
}

fn note(origin: &Origin, how: &str) {
    // Whoever closed the stream does not want to know.
    let _ = writeln!(io::stderr(), "measuring {}, {how}", describe(origin, Code::Kept));
}

fn print(cells: &[Vec<String>], form: Form, caption: &str, place: &Place) -> io::Result<()> {
    let (table, filesystem) = (grid(cells, form), place.filesystem());
    write!(io::stdout(), "{table}\n{caption} Files on {filesystem}.\n")
}
