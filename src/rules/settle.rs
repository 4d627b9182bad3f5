//! Which findings count: what the configuration makes of each rule, and what authors ignore at its place.

use crate::config::Checks;
use crate::diag::{Code, Diagnostic, Location, Reporter, Severity};
use crate::model::Site;
use crate::parse::Ignore;
use crate::place::SourcePath;
use crate::text::nearest::nearest;
use crate::text::span::Span;
use std::collections::{BTreeMap, BTreeSet};

/// Returns the findings that count, with their severities. `is_all` says that every rule was run, so
/// that a comment which ignores nothing can be told.
pub(crate) fn settle(
    found: Vec<Diagnostic>,
    checks: &Checks,
    site: &Site,
    is_all: bool,
) -> Vec<Diagnostic> {
    let pages = site.pages.iter().filter(|page| !page.parsed.ignores.is_empty());
    let ignores: BTreeMap<&SourcePath, &[Ignore]> =
        pages.map(|page| (&page.path, &*page.parsed.ignores)).collect();
    let mut used: BTreeSet<(&SourcePath, usize, Code)> = BTreeSet::new();
    let mut settled = Vec::with_capacity(found.len());
    for mut diagnostic in found {
        let Some(severity) = checks.severity(&diagnostic) else { continue };
        diagnostic.severity = severity;
        if let Some((path, ignores)) = ignores.get_key_value(&diagnostic.at.file)
            && let Some(n) = ignored_by(&diagnostic, ignores)
        {
            used.insert((*path, n, diagnostic.code));
            continue;
        }
        settled.push(diagnostic);
    }
    leave_the_exact(&mut settled);
    let mut out = Reporter::default();
    for (path, ignores) in &ignores {
        for (n, ignore) in ignores.iter().enumerate() {
            let is_used = |code| used.contains(&(*path, n, code));
            report_void(path, ignore, is_used, is_all, &mut out);
        }
    }
    settled.extend(out.into_found().into_iter().filter_map(|mut found| {
        found.severity = checks.severity(&found)?;
        Some(found)
    }));
    settled
}

/// Where a link is known to hold an address, drops what was said of it as the link to a file or as one
/// with a strange scheme: one fault, one finding.
fn leave_the_exact(found: &mut Vec<Diagnostic>) {
    let exact = found.iter().filter(|found| found.code == Code::LinkAddress);
    let exact: BTreeSet<Location> = exact.map(|found| found.at.clone()).collect();
    if exact.is_empty() {
        return;
    }
    found.retain(|found| {
        let is_general = matches!(found.code, Code::LinkTargetMissing | Code::LinkSchemeUnsafe);
        let from = Location { span: Span { end: 0, ..found.at.span }, ..found.at.clone() };
        let next = exact.range(from..).next().filter(|next| next.file == found.at.file);
        !(is_general && next.is_some_and(|next| next.span.end <= found.at.span.end))
    });
}

/// Returns which comment ignores a finding, if one may. What can't be published can't be ignored.
fn ignored_by(diagnostic: &Diagnostic, ignores: &[Ignore]) -> Option<usize> {
    if !can_be_ignored(diagnostic.code) {
        return None;
    }
    ignores.iter().position(|ignore| {
        let names = ignore.rules.iter().any(|(name, _)| name == diagnostic.code.name());
        names && ignore.covers(diagnostic.at.span)
    })
}

fn can_be_ignored(code: Code) -> bool {
    !code.is_requirement() && code.severity() != Severity::Error
}

/// Reports what is wrong with a comment itself.
fn report_void(
    path: &SourcePath,
    ignore: &Ignore,
    is_used: impl Fn(Code) -> bool,
    is_all: bool,
    out: &mut Reporter,
) {
    let at = |span| Location { file: path.clone(), span };
    if !ignore.has_reason {
        let message = "this comment ignores a finding and does not say why";
        out.report(Code::IgnoreReasonMissing, at(ignore.span), message)
            .help("write `<!-- rulebook-ignore RULE: the reason -->`");
    }
    if ignore.rules.is_empty() {
        out.report(Code::IgnoreUnused, at(ignore.span), "this comment names no rule")
            .help("write `<!-- rulebook-ignore RULE: the reason -->`");
    }
    for (name, span) in &ignore.rules {
        let code = Code::ALL.iter().find(|code| code.name() == name).copied();
        let (message, help) = match code {
            None => {
                let near = nearest(name, Code::ALL.iter().map(|code| code.name()));
                let help = near.map_or_else(
                    || "`rulebook explain` lists all rules".to_owned(),
                    |near| format!("did you mean `{near}`?"),
                );
                (format!("`{name}` is no rule"), help)
            }
            Some(code) if !can_be_ignored(code) => (
                format!("`{code}` can't be ignored"),
                "what can't be published faithfully can't be let pass; mend it".to_owned(),
            ),
            Some(code) if is_all && !is_used(code) => (
                format!("`{code}` finds nothing in the block that follows"),
                "remove the comment, or put it right before the block it is for".to_owned(),
            ),
            Some(_) => continue,
        };
        out.report(Code::IgnoreUnused, at(*span), message).help(help);
    }
}
