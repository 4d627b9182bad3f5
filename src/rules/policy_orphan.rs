//! `policy-orphan`: a policy that no other page links to, in a tree whose pages do.

use crate::diag::{Code, Location, Reporter};
use crate::model::{PageId, Resolved};
use crate::rules::{Check, Doc, Facts, Rule};
use crate::text::span::Span;
use std::collections::BTreeSet;

pub(super) static RULE: Rule = Rule {
    code: Code::PolicyOrphan,
    doc: Doc {
        why: "Where pages lead to each other, one that nothing leads to is found by nobody who reads.",
        quiet: "Trees in which most policies have no link to them: there folders lead to them. Superseded and withdrawn \
                policies, and those that a hand-made list should name, which `policy-unlisted` reports.",
        fix: "Link to it from its section or from a policy that needs it, or remove it.",
        wrong: "",
        right: "",
    },
    check: Check::SiteOnDemand(check),
};

fn check(facts: Facts<'_>, out: &mut Reporter) {
    let site = facts.site;
    let mut linked: BTreeSet<PageId> = BTreeSet::new();
    for (from, page) in site.pages() {
        let to = page.links.iter().filter_map(|resolved| match resolved {
            Resolved::Page(id, _) => Some(*id),
            Resolved::Section(_) | Resolved::Asset(_) | Resolved::Missing => None,
        });
        linked.extend(to.filter(|to| *to != from));
    }
    let has_lists = site.pages.iter().any(|page| page.parsed.has_az_list);
    let current: Vec<_> = site.policies().filter(|(_, page)| page.is_current()).collect();
    let reached = current.iter().filter(|(id, _)| linked.contains(id)).count();
    if has_lists || reached * 2 < current.len() || current.len() < 2 {
        return;
    }
    for (_, page) in current.into_iter().filter(|(id, _)| !linked.contains(id)) {
        let span = page.parsed.headings.first().map_or(Span::default(), |heading| heading.span);
        let at = Location { file: page.path.clone(), span };
        out.report(Code::PolicyOrphan, at, format!("no page links to `{}`", page.title))
            .help("link to it from its section or from a policy that needs it");
    }
}
