//! Parts of a build worth watching, by Criterion, in this process and without a disk.

use crate::child::today;
use crate::corpus;
use criterion::{BatchSize, Criterion, Throughput};
use rulebook::{Goal, Inputs, Memory, Session, SourceTree};
use std::io;
use std::time::Duration;

/// Runs all of them. `Result`, as every other thing this program does.
#[expect(clippy::unnecessary_wraps, reason = "one signature for all that `main` may run")]
pub(crate) fn run() -> io::Result<()> {
    let mut criterion = Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_secs(1))
        .measurement_time(Duration::from_secs(5));
    once(&mut criterion, "check", 1, Goal::Check);
    once(&mut criterion, "check", 1_000, Goal::Check);
    once(&mut criterion, "build", 1, Goal::Build);
    once(&mut criterion, "build", 100, Goal::Build);
    again(&mut criterion, "rebuild/nothing changed", |_, inputs| inputs.clone());
    again(&mut criterion, "rebuild/one policy changed", |turn, inputs| {
        let mut inputs = inputs.clone();
        let text = format!("{}\nTurn {turn}.\n", corpus::policy(7, AGAIN));
        let path = format!("{}/{}", corpus::folder(7), corpus::POLICY_FILE);
        let path = rulebook::place::SourcePath::new(&path).expect("the path of a policy");
        inputs.tree.insert(path, text.into_bytes());
        inputs
    });
    criterion.final_summary();
    Ok(())
}

/// Policies of the handbook that is built again.
const AGAIN: usize = 1_000;

fn inputs(policies: usize) -> Inputs {
    let mut files: Vec<(String, String)> = (0..policies)
        .map(|policy| {
            let path = format!("{}/{}", corpus::folder(policy), corpus::POLICY_FILE);
            (path, corpus::policy(policy, policies))
        })
        .collect();
    files.push(("README.md".to_owned(), corpus::front_page(policies)));
    let files = files.iter().map(|(path, text)| (path.as_str(), text.clone().into_bytes()));
    Inputs::new(SourceTree::from_files(files), today())
}

/// A handbook from nothing, all of it computed.
fn once(criterion: &mut Criterion, what: &str, policies: usize, goal: Goal) {
    let inputs = inputs(policies);
    let mut group = criterion.benchmark_group(what);
    group.throughput(Throughput::Elements(policies as u64));
    group.bench_function(policies.to_string(), |bench| {
        bench.iter_batched(
            || inputs.clone(),
            |inputs| Session::new(Memory::Drop).build(inputs, goal),
            BatchSize::PerIteration,
        );
    });
}

/// A handbook that a session with memory has built before; `edit` makes the inputs of each turn.
fn again(criterion: &mut Criterion, what: &str, edit: impl Fn(u32, &Inputs) -> Inputs) {
    let inputs = inputs(AGAIN);
    let mut session = Session::new(Memory::Keep);
    session.build(inputs.clone(), Goal::Build);
    let mut turn = 0;
    criterion.bench_function(&format!("{what}/{AGAIN}"), |bench| {
        bench.iter_batched(
            || {
                turn += 1;
                edit(turn, &inputs)
            },
            |inputs| session.build(inputs, Goal::Build),
            BatchSize::PerIteration,
        );
    });
}
