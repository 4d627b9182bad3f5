//! Pages as they are served: with one script tag, and under the content policy they are built for.
//!
//! A page that brings a policy of its own (a client's call sheet) stays as it is.

use crate::render::hosting::policy as content_policy;
use memchr::memmem::{find, rfind};

/// How a page begins to state a policy of its own.
const OWN_POLICY: &[u8] = b"<meta http-equiv=\"Content-Security-Policy\" content=\"";

/// Returns whether a page states a content policy in its head.
pub(super) fn has_own_policy(page: &[u8]) -> bool {
    find(page, OWN_POLICY).is_some()
}

/// Returns a page with the script tag: before the end of the head, else of the body, else behind
/// everything. `None` when the page is to stay as it is.
/// Of `edition`, what can stand in a name counts.
pub(super) fn with_script(page: &[u8], revision: &str, edition: Option<&str>) -> Option<Vec<u8>> {
    if has_own_policy(page) {
        return None;
    }
    let at = find(page, b"</head>").or_else(|| rfind(page, b"</body>")).unwrap_or(page.len());
    let (before, after) = page.split_at_checked(at)?;
    let is_plain = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '-' | ':');
    let edition = edition.map_or_else(String::new, |name| {
        format!(" data-edition=\"{}\"", name.chars().filter(is_plain).collect::<String>())
    });
    let tag = format!(
        r#"<script src="/__rulebook/live.js" data-revision="{revision}"{edition} defer></script>"#
    );
    Some([before, tag.as_bytes(), after].concat())
}

/// Returns the policy that a page is sent with.
///
/// Everything comes from the site itself. Of a policy in the page, only hashes of style sheets are
/// taken over: both policies hold at once, and the sheet inside the page has to be allowed by both.
pub(super) fn policy(page: &[u8]) -> String {
    let styles = style_hashes(page);
    content_policy(styles.iter().map(String::as_str))
}

/// Returns the hashes that a page's own policy allows styles by.
fn style_hashes(page: &[u8]) -> Vec<String> {
    let own = find(page, OWN_POLICY).and_then(|at| page.get(at + OWN_POLICY.len()..));
    let own = own.and_then(|rest| rest.split(|byte| *byte == b'"').next());
    let own = own.and_then(|text| std::str::from_utf8(text).ok()).unwrap_or("");
    // What templates write for a quotation mark.
    let own = own.replace("&#39;", "'");
    let mut directives = own.split(';').map(str::split_ascii_whitespace);
    let styles = directives.find_map(|mut words| (words.next()? == "style-src").then_some(words));
    let quoted = styles.into_iter().flatten().filter_map(|source| {
        source.strip_prefix('\'').and_then(|source| source.strip_suffix('\''))
    });
    quoted.filter(|source| is_hash(source)).map(str::to_owned).collect()
}

fn is_hash(source: &str) -> bool {
    let digits =
        ["sha256-", "sha384-", "sha512-"].iter().find_map(|kind| source.strip_prefix(kind));
    let is_digit = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=');
    digits.is_some_and(|digits| !digits.is_empty() && digits.bytes().all(is_digit))
}

/// Returns a page of our own, for when the site has none to show. Both texts are constants.
pub(super) fn plain(title: &'static str, text: &'static str) -> Vec<u8> {
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>{title}</title>\n</head>\n\
         <body>\n<main>\n<h1>{title}</h1>\n<p>{text}</p>\n</main>\n</body>\n</html>\n"
    )
    .into_bytes()
}
