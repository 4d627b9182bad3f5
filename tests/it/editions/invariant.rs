//! The invariant: for every tree, edition and anything that the edition may not see, building with and
//! without that thing gives the same bytes.

use super::tree::{EDITIONS, files, page, tree};
use super::{edition, sample};
use crate::fuzz::random::{Random, iterations};
use crate::support::{SAMPLE_DAY, day, repository};
use rulebook::place::SourcePath;
use rulebook::proof::{Extent, prove};
use rulebook::{Goal, Inputs, Memory, Net, Session};

/// Every round makes at least five builds: `RULEBOOK_FUZZ_ITERATIONS=2000` makes ten thousand.
#[test]
fn what_an_edition_hides_makes_no_difference() {
    let (mut builds, mut varied) = (0, 0);
    for seed in 0..iterations(24) {
        let mut random = Random::new(seed as u64);
        let files = files(&mut random);
        let name = random.word(EDITIONS);
        let mut inputs = Inputs::new(tree(&files), day(SAMPLE_DAY));
        inputs.edition = Some(name.into());
        let proof = prove(&inputs, Extent::new(Some(4), false), |inputs| {
            builds += 1;
            Session::new(Memory::Drop).build(inputs, Goal::Build).outputs
        });
        varied += proof.varied;
        assert!(
            proof.differences.is_empty(),
            "seed {seed}, edition {name}: {:#?}\n{files:#?}",
            proof.differences
        );
    }
    assert!(varied > 0, "there was nothing to hide in {builds} builds");
}

/// The same, told by what the test knows and not by what the program says it hides.
#[test]
fn what_a_hidden_page_says_makes_no_difference() {
    for seed in 0..iterations(8) {
        let mut random = Random::new(900_000 + seed as u64);
        let mut all = files(&mut random);
        all.push(("board/secret.md".to_owned(), page(&mut random, "audience: [isms]")));
        let mut others = all.clone();
        for _ in 0..3 {
            let text = page(&mut random, "audience: [isms]");
            let path = format!("board/secret-{}.md", random.below(9));
            others.retain(|(known, _)| *known != path);
            others.push((path, text));
        }
        others.retain(|(path, _)| path != "board/secret.md");
        let name = random.word(EDITIONS);
        let (one, other) = (edition(&tree(&all), name), edition(&tree(&others), name));
        assert_eq!(one.outputs, other.outputs, "seed {seed}, edition {name}");
    }
}

#[test]
fn a_session_that_remembers_another_edition_gives_what_a_fresh_one_gives() {
    let mut random = Random::new(7);
    let tree = tree(&files(&mut random));
    let mut session = Session::new(Memory::Keep);
    for name in EDITIONS.iter().chain(EDITIONS).chain(&["internal"]) {
        let mut inputs = Inputs::new(tree.clone(), day(SAMPLE_DAY));
        inputs.edition = Some((*name).into());
        let again = session.build(inputs, Goal::Build).outputs;
        assert_eq!(again, edition(&tree, name).outputs, "{name}");
    }
}

#[test]
fn the_sample_proves_a_clients_edition() {
    let mut inputs = Inputs::new(sample(""), day(SAMPLE_DAY));
    inputs.edition = Some("client:tarnside".into());
    let proof = prove(&inputs, Extent::new(Some(6), true), |inputs| {
        Session::new(Memory::Drop).build(inputs, Goal::Build).outputs
    });
    assert!(proof.differences.is_empty(), "{:#?}", proof.differences);
    assert!(proof.hidden > 60 && proof.varied > 4, "{} of {}", proof.varied, proof.hidden);
    assert!(proof.certificate.contains("\"result\": \"same\""));
    assert!(!proof.certificate.contains("pennard"), "the certificate is to name nothing");
}

#[test]
fn what_auditors_see_by_design_is_not_taken_away() {
    const PLAN: &str = "clients/fellbeck.md";
    let mut tree = sample("editions: { audit: { audience: auditor } }\n");
    let plans = tree.files().keys().filter(|path| path.as_str().starts_with("clients/"));
    let others: Vec<SourcePath> = plans.filter(|path| path.as_str() != PLAN).cloned().collect();
    for path in &others {
        tree.remove(path);
    }
    let path = SourcePath::new(PLAN).unwrap();
    let text = std::fs::read_to_string(repository("content").join(PLAN)).unwrap();
    // What stands for its name, and a contact that nothing can name.
    let pseudonym = "client:\n  pseudonym: \"A landlord in the north of England\"\n";
    let contact = "contacts:\n  - name: Hazel Dunmore\n    side: client\n    role: Clerk\n    \
        email: hazel.dunmore@fellbeck.example\n";
    let text = text.replacen("client:\n", pseudonym, 1).replacen("contacts:\n", contact, 1);
    assert!(text.contains(pseudonym) && text.contains(contact));
    tree.insert(path, text.into_bytes());

    let built = edition(&tree, "audit");
    assert_eq!(Net::new(&tree, &["audit"]).leaks("audit", &built.outputs), []);
    let mut inputs = Inputs::new(tree, day(SAMPLE_DAY));
    inputs.edition = Some("audit".into());
    let proof = prove(&inputs, Extent::new(None, false), |inputs| {
        Session::new(Memory::Drop).build(inputs, Goal::Build).outputs
    });
    assert!(proof.differences.is_empty(), "{:#?}", proof.differences);
    assert!(proof.certificate.contains("clients/fellbeck.md: contacts[1].email"));
    for shown in ["client.pseudonym", "contacts[1].side"] {
        assert!(!proof.certificate.contains(shown), "{shown}");
    }
}
