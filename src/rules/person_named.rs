//! `person-named`: a policy that names a person where a role is meant.
//!
//! A name is a known given name and a capitalised word behind it. Alone it says little: it may be that of
//! a street or a law. It counts beside a role, behind words such as "contact", as what a label stands
//! for, and where the front matter of the tree has the same name.

use crate::diag::{Code, Location, Reporter, Texts};
use crate::model::Page;
use crate::parse::front_matter::DocumentType;
use crate::parse::outline::{Kind, Outline};
use crate::rules::block::Block;
use crate::rules::given_names::is_given_name;
use crate::rules::named::{may_name, names};
use crate::rules::{Check, Doc, Facts, Rule};
use crate::source::SourceTree;
use crate::text::span::Span;
use rayon::iter::{IntoParallelIterator, ParallelIterator};
use std::collections::BTreeSet;
use std::ops::Range;

pub(super) static RULE: Rule = Rule {
    code: Code::PersonNamed,
    doc: Doc {
        why: "People change desks more often than policies change: the text sends readers to somebody who left, and each \
              move needs a new approval.",
        quiet: "Front matter, signatures, authors and histories of versions; registers, forms and notices; plans of \
                clients; quotations and code; names that stand beside no role, label or word such as \"contact\", \
                unless front matter has them. The first mention on a page is reported.",
        fix: "Name the role, and say in one place who holds it: a register, or `owner` in the front matter.",
        wrong: "Ring Jane Smith (security manager).",
        right: "Ring the security manager.",
    },
    check: Check::SiteOnDemand(check),
};

/// What a line says that records who did something.
const RECORDS: &[&str] = &[
    "approved by",
    "author",
    "copyright",
    "last updated",
    "prepared by",
    "reviewed by",
    "revision",
    "signature",
    "signed",
    "updated by",
    "version",
    "written by",
    "©",
];

/// The first words of texts that send the reader to somebody.
const CALLS: &[&str] = &[
    "ask",
    "call",
    "chaired by",
    "contact",
    "e-mail",
    "email",
    "escalate to",
    "inform",
    "led by",
    "managed by",
    "notify",
    "owned by",
    "phone",
    "report to",
    "ring",
    "speak to",
    "supported by",
    "talk to",
    "tell",
];

/// What names of roles and of those who hold them end with.
const ROLES: &[&str] = &[
    "accountant",
    "administrator",
    "advisor",
    "adviser",
    "architect",
    "auditor",
    "ceo",
    "cfo",
    "chair",
    "chairman",
    "chairperson",
    "cio",
    "ciso",
    "consultant",
    "contact",
    "controller",
    "coo",
    "coordinator",
    "counsel",
    "cto",
    "deputy",
    "director",
    "directors",
    "dpo",
    "engineer",
    "executive",
    "founder",
    "head",
    "lead",
    "leader",
    "manager",
    "managers",
    "marshal",
    "officer",
    "officers",
    "owner",
    "partner",
    "person",
    "president",
    "principal",
    "representative",
    "secretary",
    "sponsor",
    "supervisor",
    "treasurer",
    "trustee",
    "warden",
];

/// How far around a name is looked, in bytes: a label and a role take no more.
const AROUND_BYTES: usize = 120;

/// What announces a list of people.
const GROUPS: &[&str] = &[
    "board",
    "committee",
    "contacts",
    "counsel",
    "directors",
    "managers",
    "members",
    "officers",
    "owners",
    "team",
];

fn check(facts: Facts<'_>, out: &mut Reporter) {
    let known = known(facts);
    let pages = facts.site.pages.iter().filter(|page| {
        let holds_people = matches!(
            page.parsed.document_type(&page.title),
            DocumentType::Register | DocumentType::Form | DocumentType::Notice
        );
        page.is_current() && !page.is_client() && !holds_people
    });
    let pages: Vec<&Page> = pages.collect();
    let found: Vec<Reporter> = pages
        .into_par_iter()
        .map(|page| {
            let mut out = Reporter::default();
            check_page(page, facts.tree, &known, &mut out);
            out
        })
        .collect();
    out.extend(found.into_iter().flat_map(Reporter::into_found));
}

/// Returns the names of people in front matter, lower case.
fn known(facts: Facts<'_>) -> BTreeSet<String> {
    let fronts = facts.site.pages.iter().map(Page::front);
    let stated = fronts.flat_map(|front| front.owner.iter().chain(&front.approver));
    let found = stated.filter_map(|stated| {
        let name = names(&stated.value).into_iter().next().filter(|name| name.start == 0)?;
        stated.value.get(name).map(str::to_lowercase)
    });
    found.collect()
}

fn check_page(page: &Page, tree: &SourceTree, known: &BTreeSet<String>, out: &mut Reporter) {
    let Some(text) = tree.text(&page.path) else { return };
    let body = text.get(page.parsed.start..).unwrap_or("");
    addresses(page, body, out);
    if !may_name(body) {
        return;
    }
    let outline = Outline::of(text, page.parsed.start);
    let blocks = Block::all(text, &outline);
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut under_group = false;
    for (n, block) in blocks.iter().enumerate() {
        let above = n.checked_sub(1).and_then(|n| blocks.get(n));
        let is_heading = matches!(block.kind, Kind::Heading(_));
        if is_heading || block.words.trim().ends_with(':') {
            under_group = last_word(&block.words).is_some_and(|word| is_in(GROUPS, &word));
        }
        let folded = block.words.to_lowercase();
        let is_record = RECORDS.iter().any(|record| folded.contains(record));
        if block.is_quoted || block.kind == Kind::CodeBlock || is_record {
            continue;
        }
        let role_above = above.filter(|above| is_beside(text, above, block));
        let role_above = role_above.is_some_and(|above| ends_in_role(&above.words));
        for name in names(&block.words) {
            let Some(words) = block.words.get(name.clone()) else { continue };
            let is_whole = block.words.trim() == words;
            let counts = known.contains(&words.to_lowercase())
                || stands_for_role(block, &name)
                || (is_whole && (role_above || (under_group && block.kind == Kind::Item)));
            if counts && seen.insert(words) {
                let at = Location { file: page.path.clone(), span: block.place(name) };
                out.report(Code::PersonNamed, at, format!("this names a person, `{words}`"))
                    .help("name the role, and say in one place who holds it");
            }
        }
    }
}

/// Returns whether two blocks are cells of one row.
fn is_beside(text: &str, above: &Block, block: &Block) -> bool {
    let between = text.get(above.span.range().end..block.span.range().start);
    above.kind == Kind::Cell
        && block.kind == Kind::Cell
        && between.is_some_and(|between| !between.contains('\n'))
}

/// Returns whether what stands around a name says that it stands for a role.
fn stands_for_role(block: &Block, name: &Range<usize>) -> bool {
    let text = block.words.as_str();
    let from = text.ceil_char_boundary(name.start.saturating_sub(AROUND_BYTES));
    let to = text.floor_char_boundary(text.len().min(name.end + AROUND_BYTES));
    let before = text.get(from..name.start).unwrap_or("");
    let after = text.get(name.end..to).unwrap_or("");
    let aside =
        after.strip_prefix(" (").and_then(|rest| rest.split_once(')')).map(|(aside, _)| aside);
    let follows = after.strip_prefix(", ").map(|rest| {
        let end = rest.find(['.', ',', ';', ':', '(']).unwrap_or(rest.len());
        rest.get(..end).unwrap_or("")
    });
    let has_role = |text: &str| words(text).take(4).any(|word| is_in(ROLES, &word.to_lowercase()));
    if aside.is_some_and(has_role) || follows.is_some_and(has_role) {
        return true;
    }
    let lead = before.trim_end().to_lowercase();
    let calls = |call: &str| {
        lead.strip_suffix(call).is_some_and(|rest| !rest.ends_with(char::is_alphanumeric))
    };
    let bare = before.trim_end_matches([' ', ':', '-', '–', '—', '=', ',']);
    if CALLS.iter().any(|call| calls(call)) || (ends_in_role(bare) && !bare.is_empty()) {
        return true;
    }
    // `Leeds - Jane Smith`: a label, and nothing but the name behind it.
    let is_label = before.trim_end().ends_with([':', '-', '–', '—', '='])
        && before.len() - bare.len() > 1
        && words(bare).count() <= 4
        && !bare.contains(['.', ':', ',']);
    is_label
        && !bare.is_empty()
        && (after.trim().is_empty() || aside.is_some())
        && block.kind == Kind::Item
}

fn ends_in_role(text: &str) -> bool {
    last_word(text).is_some_and(|word| is_in(ROLES, &word))
}

/// Returns the last word of a text, lower case.
fn last_word(text: &str) -> Option<String> {
    words(text).last().map(str::to_lowercase)
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

fn is_in(list: &[&str], word: &str) -> bool {
    list.contains(&word)
}

/// Reports addresses such as `jane.smith@example.org`.
fn addresses(page: &Page, body: &str, out: &mut Reporter) {
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    for (at, _) in body.match_indices('@') {
        let is_part = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '+');
        let before = body.get(..at).unwrap_or("");
        let after = body.get(at + 1..).unwrap_or("");
        let local = before.len() - before.trim_end_matches(is_part).len();
        let host = after.len() - after.trim_start_matches(is_part).len();
        let (start, end) = (at - local, at + 1 + host);
        let address = body.get(start..end).unwrap_or("").trim_end_matches('.');
        let Some((local, host)) = address.split_once('@') else { continue };
        let Some((first, last)) = local.split_once(['.', '_']) else { continue };
        let is_word = |word: &str| word.len() > 1 && word.chars().all(char::is_alphabetic);
        let is_person = is_given_name(&capitalised(first)) && is_word(last) && host.contains('.');
        if is_person && seen.insert(address) {
            let start = page.parsed.start + start;
            let span = Span::new(start, start + address.len());
            let at = Location { file: page.path.clone(), span };
            out.report(Code::PersonNamed, at, format!("`{address}` is the address of a person"))
                .help("give the address of a role or team");
        }
    }
}

fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    let first = chars.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    first + &chars.as_str().to_lowercase()
}
