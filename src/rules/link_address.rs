//! `link-address`: an address as the target of a link that lacks its scheme, or has a misspelt one.

use crate::diag::{Code, Edit, Fix, Reporter};
use crate::parse::outline::Piece;
use crate::rules::{Check, Doc, PageFacts, Rule};
use crate::text::span::Span;

pub(super) static RULE: Rule = Rule {
    code: Code::LinkAddress,
    doc: Doc {
        why: "Without `https://` or `mailto:` a browser looks for a file of this name beside the page; with a misspelt \
              scheme it does nothing.",
        quiet: "Known schemes, names of files, and addresses in text.",
        fix: "Write the scheme.",
        wrong: "[security team](security@example.org)",
        right: "[security team](mailto:security@example.org)",
    },
    check: Check::Page(check),
};

/// Schemes that slips are measured against.
const MEANT: &[&str] = &["https", "http", "mailto"];

/// Schemes that are near one of those and mean something else.
const OTHERS: &[&str] = &["ftp", "ftps", "sftp", "shttp", "httpx", "sip", "ssh", "tel", "xmpp"];

/// Domains under which most sites are, and that no file ends with.
const TOP: &[&str] = &[
    "at", "au", "be", "biz", "ca", "ch", "com", "de", "edu", "es", "eu", "fr", "gov", "ie", "int",
    "io", "net", "nl", "nz", "org", "uk", "us",
];

fn check(page: PageFacts<'_>, out: &mut Reporter) {
    for (piece, span) in &page.outline.pieces {
        let Piece::OpenLink(target) = piece else { continue };
        // `<name@example.org>` is a whole link.
        if page.text.as_bytes().get(span.range().start) == Some(&b'<') {
            continue;
        }
        let Some((message, fix)) = fault(target) else { continue };
        let at = place(page.text, *span, target);
        let help = format!("write `{fix}`");
        let found = out.report(Code::LinkAddress, page.at(at.unwrap_or(*span)), message);
        found.help(help);
        // Whether a site answers over `https` can't be known here.
        if let Some(at) = at.filter(|_| fix.starts_with("mailto:")) {
            found.fix(Fix::of("write the scheme", vec![Edit::new(at, fix)]));
        }
    }
}

/// Returns where the target of a link is written, if it stands there once.
fn place(text: &str, link: Span, target: &str) -> Option<Span> {
    let raw = text.get(link.range())?;
    let open = raw.rfind("](")? + 2;
    let rest = raw.get(open..)?;
    let skipped = rest.len() - rest.trim_start_matches(['<', ' ']).len();
    rest.get(skipped..)?.starts_with(target).then(|| {
        let start = link.range().start + open + skipped;
        Span::new(start, start + target.len())
    })
}

/// Returns what is wrong with a target, and the target that is meant.
fn fault(target: &str) -> Option<(String, String)> {
    if target.len() > 2_000 || target.starts_with(['/', '#', '.', '?']) {
        return None;
    }
    let shown = target.split('/').next().unwrap_or("");
    if let Some((scheme, rest)) = target.split_once(':').filter(|(scheme, _)| is_scheme(scheme)) {
        let folded = scheme.to_ascii_lowercase();
        if MEANT.contains(&folded.as_str()) || OTHERS.contains(&folded.as_str()) {
            return None;
        }
        let near = |meant: &&&str| strsim::damerau_levenshtein(&folded, meant) == 1;
        let meant = MEANT.iter().find(near)?;
        let is_shaped =
            if *meant == "mailto" { rest.contains('@') } else { rest.starts_with("//") };
        return is_shaped.then(|| (format!("`{scheme}:` is no scheme"), format!("{meant}:{rest}")));
    }
    for meant in ["https", "http"] {
        if let Some(rest) = target.strip_prefix(meant).and_then(|rest| rest.strip_prefix("//")) {
            return Some((format!("`{meant}//` lacks its colon"), format!("{meant}://{rest}")));
        }
    }
    if let Some((name, domain)) = target.split_once('@') {
        let is_one =
            !name.is_empty() && !name.contains(['/', ':', '#', '%', ' ']) && is_domain(domain);
        return is_one
            .then(|| (format!("`{target}` lacks its `mailto:`"), format!("mailto:{target}")));
    }
    let host = shown.split(['?', '#']).next().unwrap_or("");
    is_domain(host).then(|| (format!("`{host}` lacks its `https://`"), format!("https://{target}")))
}

fn is_scheme(text: &str) -> bool {
    (3..=10).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphabetic())
}

/// Returns whether this is the name of a site.
fn is_domain(text: &str) -> bool {
    let Some((name, top)) = text.rsplit_once('.') else { return false };
    let is_label = |label: &str| {
        !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    TOP.contains(&top.to_ascii_lowercase().as_str()) && name.split('.').all(is_label)
}
