//! `policy-unlisted`: a policy that no hand-made A-Z list names.

use crate::diag::{Code, Location, Reporter};
use crate::model::{Page, PageId, Resolved};
use crate::parse::Role;
use crate::rules::{Check, Doc, Facts, Rule};
use crate::text::span::Span;
use std::collections::BTreeSet;

pub(super) static RULE: Rule = Rule {
    code: Code::PolicyUnlisted,
    doc: Doc {
        why: "Where a tree keeps its own index, readers look there; what it leaves out is not read.",
        quiet: "Trees without a hand-made list; superseded and withdrawn policies.",
        fix: "Add the policy to the list of its section, or remove the page.",
        wrong: "",
        right: "",
    },
    check: Check::Site(check),
};

fn check(facts: Facts<'_>, out: &mut Reporter) {
    let site = facts.site;
    let mut listed: BTreeSet<PageId> = BTreeSet::new();
    let mut lists = 0;
    for page in site.pages.iter().filter(|page| page.parsed.has_az_list) {
        for (link, resolved) in page.parsed.links.iter().zip(&*page.links) {
            if link.role == Role::AzList {
                lists += 1;
                if let Resolved::Page(id, _) = resolved {
                    listed.insert(*id);
                }
            }
        }
    }
    if lists == 0 {
        return;
    }
    for (_, page) in site.policies().filter(|(id, page)| page.is_current() && !listed.contains(id))
    {
        let at = Location { file: page.path.clone(), span: title_span(page) };
        out.report(Code::PolicyUnlisted, at, format!("no A-Z list names `{}`", page.title))
            .help("add it to the list of its section");
    }
}

fn title_span(page: &Page) -> Span {
    page.parsed.headings.first().map_or(Span::default(), |heading| heading.span)
}
