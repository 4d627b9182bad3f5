//! Trees with things to hide: pages for all kinds of readers, clients with whole plans.

#![allow(clippy::format_push_string, reason = "it is read more often than it is run")]

use crate::fuzz::random::Random;
use rulebook::SourceTree;

/// One client's plan with every kind of value, as front matter and prose.
pub(crate) fn plan(id: &str, name: &str, digits: usize) -> String {
    format!(
        "---\nsrp: 1\nid: SRP-{upper}\nstatus: approved\n\
         client: {{ id: {id}, name: {name}, also_known_as: [Project {name} Nine], sector: ferries }}\n\
         contract: {{ srp_required: true, reference: \"{upper}-MSA-{digits}, schedule 4\" }}\n\
         owners:\n\
         \x20 client: {{ name: Ada {name}, email: ada@{id}.example, phone: \"+44 20 7946 {digits}\" }}\n\
         \x20 account_lead: {{ name: Bo Lead, email: bo.{id}@us.example, phone: \"+44 113 496 {digits}\" }}\n\
         \x20 maintained_by: account_lead\n\
         service:\n\
         \x20 name: {name} Timetables\n\
         \x20 description: What the service of {name} does in more than a handful of words.\n\
         \x20 business_value: high\n\
         \x20 customer_impact: low\n\
         cover: {{ out_of_hours: none, reference: \"{upper}-MSA-{digits}, schedule 5\", rota: rota-{id} }}\n\
         contacts:\n\
         \x20 - {{ id: desk, name: Desk, role: Service desk, side: us, phone: \"+44 161 496 {digits}\", email: desk@us.example, verified: 2026-10-01 }}\n\
         \x20 - {{ id: quiet, name: Quiet, role: Architect, side: us, phone: \"+44 29 2018 {digits}\", email: quiet-{id}@us.example, share: [isms] }}\n\
         \x20 - {{ id: theirs, name: Cy {name}, role: Owner, side: client, phone: \"+44 28 9649 {digits}\", email: cy@{id}.example }}\n\
         escalation:\n\
         \x20 - {{ level: 1, contact: desk, after: 15m, also: [theirs] }}\n\
         severities:\n\
         \x20 - {{ id: S1, name: Critical, definition: The service of {name} is gone, acknowledge: 15m, mitigate: 4h, remediate: 3d }}\n\
         notification: {{ client_within: 24h, client_contact: theirs }}\n\
         review: {{ every: 12m, last: 2026-06-01, by: Bo Lead, outcome: kept }}\n\
         approval: {{ body: isms-committee, date: 2026-06-24, minutes: minutes-{id}, approvers: [{{ name: Di Rector, role: director }}] }}\n\
         exceptions:\n\
         \x20 - {{ id: EX-1, requirement: SRP-35, reason: The reason that only the committee knows of {name}, compensating: A control that nobody else is told of, approved_by: isms-committee, approved_on: 2026-01-01, from: 2026-02-01, until: 2027-02-01, client_note: Told to the client }}\n\
         ---\n\n# {name}\n\nProse about {name}, see [policy](../plans.md).\n",
        upper = id.to_uppercase(),
    )
}

/// Labels for pages, as authors write them.
const LABELS: &[&str] = &[
    "",
    "classification: public",
    "classification: internal",
    "classification: confidential",
    "audience: [isms]",
    "audience: [clients]",
    "audience: [staff, clients]",
    "audience: [client:tern]",
    "audience: [auditor]",
    "audience: nobody we know",
];

const PAGES: &[&str] = &[
    "README.md",
    "plans.md",
    "backup.md",
    "people/README.md",
    "people/leave.md",
    "people/Lone Worker/README.md",
    "board/plans.md",
    "board/deals/falcon.md",
    "clients/README.md",
    "clients/heron/notes.md",
    "registers/ex-1.md",
];

const WORDS: &[&str] = &[
    "backup",
    "restore",
    "falcon",
    "laptop",
    "means a small computer",
    "secret",
    "Tern Lines",
    "heron",
    "the policy",
    "leave",
    "**strong**",
    "`code`",
    "BYOD",
    "1. first",
    "> quoted",
    "<b>raw</b>",
];

const FIELDS: &[&str] = &[
    "  business_value: high\n",
    "  customer_impact: low\n",
    "status: approved\n",
    "escalation:\n",
    ", share: [isms]",
    ", also: [theirs]",
    "maintained_by: account_lead\n",
];

pub(crate) const CONFIG: &str = "org: { name: Our House }\n\
    editions:\n\
    \x20 internal: { audience: isms }\n\
    \x20 staff: { audience: staff }\n\
    \x20 known: { audience: staff, clients: named }\n\
    \x20 open: { audience: public, site: { url: \"https://open.example/p\" } }\n\
    \x20 auditor: { audience: auditor }\n\
    \x20 named: { audience: auditor, clients: named }\n\
    \x20 tern: { audience: \"client:tern\" }\n\
    \x20 heron: { audience: \"client:heron\", faults: true }\n";

/// The names of the editions in [`CONFIG`] that hide something.
pub(crate) const EDITIONS: &[&str] =
    &["staff", "known", "open", "auditor", "named", "tern", "heron"];

/// Returns the text of a page at random: labels, headings, terms, links to pages that may be hidden.
pub(crate) fn page(random: &mut Random, label: &str) -> String {
    let mut text = String::new();
    let redirect =
        random.once_in(5).then(|| format!("redirect_from: [/old/{}]\n", random.below(9)));
    let alias = random.once_in(4).then(|| format!("aliases: [Alias {}]\n", random.below(9)));
    let related = random.once_in(4).then(|| format!("related: [{}]\n", random.word(PAGES)));
    let front = [redirect, alias, related].into_iter().flatten().collect::<String>();
    if !label.is_empty() || !front.is_empty() {
        let gap = if label.is_empty() { "" } else { "\n" };
        text.push_str(&format!("---\n{label}{gap}{front}---\n"));
    }
    text.push_str(&format!("# Page {} {}\n\n", random.word(WORDS), random.below(100)));
    for _ in 0..random.below(6) {
        match random.below(6) {
            0 => text.push_str(&format!("## {} {}\n\n", random.word(WORDS), random.below(10))),
            1 => text.push_str(&format!("See [{}](/{}).\n\n", random.word(WORDS), random.word(PAGES).replace(' ', "%20"))),
            2 => text.push_str(&format!("![a plan](/pics/{}.png)\n\n", random.below(4))),
            3 => text.push_str("## Definitions\n\n- **Falcon**: a bird that nobody may know of\n\n"),
            4 => text.push_str("<!-- a comment -->\n\n- [Leave](people/leave.md)\n- [Falcon](board/deals/falcon.md)\n\n"),
            _ => text.push_str(&format!("{} {} and {}.\n\n", random.word(WORDS), random.word(WORDS), random.word(WORDS))),
        }
    }
    text
}

/// A tree at random, as its files.
pub(crate) fn files(random: &mut Random) -> Vec<(String, String)> {
    let mut files = vec![("rulebook.yaml".to_owned(), CONFIG.to_owned())];
    for path in PAGES {
        if !random.once_in(4) {
            let label = random.word(LABELS);
            files.push(((*path).to_owned(), page(random, label)));
        }
    }
    for (n, (path, id, name)) in [
        ("clients/tern.md", "tern", "Tern Lines"),
        ("clients/heron/srp.md", "heron", "Heron Ltd"),
        ("clients/auk.md", "auk", "Auk & Sons"),
    ]
    .into_iter()
    .enumerate()
    {
        if random.once_in(5) {
            continue;
        }
        let mut plan = plan(id, name, 1100 + n);
        for _ in 0..random.below(3) {
            let field = random.word(FIELDS);
            if field != "escalation:\n" {
                plan = plan.replacen(field, "", 1);
            }
        }
        if random.once_in(4) {
            plan = plan.replacen(
                "review:",
                "visibility: { service.description: [isms], review: [staff] }\nreview:",
                1,
            );
        }
        if random.once_in(6) {
            plan = plan.replacen("status: approved", "status: draft", 1);
        }
        files.push((path.to_owned(), plan));
    }
    if random.once_in(2) {
        let glossary = "Falcon:\n  meaning: A deal\nLaptop:\n  meaning: A computer\n";
        files.push(("glossary.yaml".to_owned(), glossary.to_owned()));
    }
    for n in 0..random.below(4) {
        files.push((format!("pics/{n}.png"), format!("picture {n}")));
    }
    files
}

/// Returns a tree of files.
pub(crate) fn tree(files: &[(String, String)]) -> SourceTree {
    SourceTree::from_files(
        files.iter().map(|(path, text)| (path.as_str(), text.clone().into_bytes())),
    )
}
