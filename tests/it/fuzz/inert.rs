//! What every page of a site must be, whatever its author wrote: inert and well-formed.
//!
//! In: the HTML of an output. Out: a fault in words, or none.

use super::tags::{Tag, Token, prose, tokens};

/// Schemes under which nothing runs in the page that links.
const SCHEMES: &[&str] = &[
    "callto", "facetime", "ftp", "ftps", "geo", "git", "http", "https", "irc", "ircs", "mailto",
    "msteams", "news", "sftp", "skype", "slack", "sms", "ssh", "tel", "webcal", "xmpp", "zoommtg",
];

/// Attributes that hold an address which a browser follows; `cite` is not one.
const ADDRESSES: &[&str] = &[
    "action",
    "background",
    "data",
    "formaction",
    "href",
    "manifest",
    "poster",
    "ping",
    "src",
    "srcset",
    "xlink:href",
];

/// Elements that no page body may hold.
const NEVER: &[&str] = &[
    "applet", "audio", "base", "body", "canvas", "embed", "form", "frame", "frameset", "head",
    "html", "iframe", "link", "math", "meta", "noscript", "object", "portal", "script", "select",
    "style", "svg", "template", "textarea", "title", "video",
];

/// Returns what is wrong with a page, if anything is.
pub(crate) fn fault(page: &str) -> Option<String> {
    let all = tokens(page);
    let in_page = scripts(&all).or_else(|| all.iter().find_map(attributes)).or_else(|| ids(&all));
    let in_page = in_page.or_else(|| popovers(&all));
    in_page.or_else(|| body(prose(page)?))
}

/// Scripts are the theme's own files, and hold nothing.
fn scripts(all: &[Token]) -> Option<String> {
    for (n, token) in all.iter().enumerate() {
        let Token::Open(tag) = token else { continue };
        if tag.name != "script" {
            continue;
        }
        let is_ours = |name: &str| {
            let src = tag.get("src").unwrap_or("");
            let file = src.rsplit_once("assets/").map_or("", |(_, file)| file);
            let is_here = !src.contains("//") && !src.contains(':');
            let ends_well = file.rsplit_once('.').is_some_and(|(_, end)| end == "js");
            is_here && file.starts_with(name) && ends_well && !file.contains('/')
        };
        // Data for other programs is no script to a browser. What it may hold is checked by its type:
        // were it a script after all, a string in braces is all there would be.
        if tag.get("type") == Some("application/ld+json") && tag.get("src").is_none() {
            let Some(Token::Text(text)) = all.get(n + 1) else {
                return Some(format!("no data in {tag:?}"));
            };
            let is_json = serde_json::from_str::<serde_json::Value>(text).is_ok();
            if !is_json || text.contains(['<', '>', '&', '\u{2028}', '\u{2029}']) {
                return Some(format!("data that could end its element: {text}"));
            }
            continue;
        }
        let ours = is_ours("theme-") || is_ours("portal-");
        if !ours || all.get(n + 1) != Some(&Token::Close("script".to_owned())) {
            return Some(format!("a script that is not the theme's: {tag:?}"));
        }
    }
    None
}

/// No attribute runs anything, styles anything, or leads to where something runs.
fn attributes(token: &Token) -> Option<String> {
    let Token::Open(tag) = token else { return None };
    tag.attributes.iter().find_map(|(name, value)| {
        let runs = name.starts_with("on") || name == "style" || name == "srcdoc";
        let refreshes = tag.name == "meta" && name == "content" && tag.get("http-equiv").is_some();
        let address = if refreshes {
            value.split_once("url=").map(|(_, address)| address)
        } else {
            ADDRESSES.contains(&name.as_str()).then_some(value.as_str())
        };
        (runs || address.is_some_and(|address| !is_harmless(tag, address)))
            .then(|| format!("`{name}` with the value {value:?} on `<{}>`", tag.name))
    })
}

fn is_harmless(tag: &Tag, address: &str) -> bool {
    // What browsers ignore before and inside a scheme.
    let seen = address.trim_start_matches(|c: char| c <= ' ');
    let seen: String = seen.chars().filter(|c| !matches!(c, '\t' | '\n' | '\r')).collect();
    let head = seen.split(['/', '?', '#']).next().unwrap_or("");
    let Some((scheme, rest)) = head.split_once(':') else { return true };
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    let scheme = scheme.to_ascii_lowercase();
    let is_picture = tag.name == "img" && scheme == "data" && rest.eq_ignore_ascii_case("image");
    !is_scheme || SCHEMES.contains(&scheme.as_str()) || is_picture
}

/// An id names one element.
fn ids(all: &[Token]) -> Option<String> {
    let mut ids: Vec<&str> = all
        .iter()
        .filter_map(|token| match token {
            Token::Open(tag) => tag.get("id"),
            Token::Text(_) | Token::Close(_) | Token::Comment => None,
        })
        .collect();
    ids.sort_unstable();
    let twice = ids.windows(2).find(|pair| pair[0] == pair[1])?;
    Some(format!("two elements with the id {:?}", twice[0]))
}

/// What opens is ours, and every button that opens something has it.
fn popovers(all: &[Token]) -> Option<String> {
    let opened = |tag: &&Tag| tag.attributes.iter().any(|(name, _)| name == "popover");
    let tags = || {
        all.iter().filter_map(|token| match token {
            Token::Open(tag) => Some(tag),
            Token::Text(_) | Token::Close(_) | Token::Comment => None,
        })
    };
    let ids: Vec<&str> = tags().filter(opened).filter_map(|tag| tag.get("id")).collect();
    let strange = tags().find(|tag| opened(tag) && tag.get("class") != Some("popup"));
    let strange = strange.or_else(|| {
        tags().find(|tag| {
            tag.name != "button" && tag.get("popovertarget").is_some()
                || tag.get("popovertarget").is_some_and(|id| !ids.contains(&id))
        })
    });
    strange.map(|tag| format!("a popover that is not ours: {tag:?}"))
}

/// The author's part: nothing forbidden, no comment, every element closed in order.
fn body(html: &str) -> Option<String> {
    let mut open: Vec<&str> = Vec::new();
    let all = tokens(html);
    for token in &all {
        match token {
            Token::Text(_) => {}
            Token::Comment => return Some("a comment".to_owned()),
            Token::Open(tag) if NEVER.contains(&tag.name.as_str()) => {
                return Some(format!("`<{}>` in a page body", tag.name));
            }
            Token::Open(tag) if tag.is_void() => {}
            Token::Open(tag) if tag.name == "button" && !opens(tag, &open) => {
                return Some(format!("{tag:?} in {open:?}"));
            }
            Token::Open(tag) => open.push(&tag.name),
            Token::Close(name) => {
                let last = open.pop();
                if last != Some(name.as_str()) {
                    return Some(format!("`</{name}>` closes {last:?}"));
                }
            }
        }
    }
    (!open.is_empty()).then(|| format!("never closed: {open:?}"))
}

/// Returns whether a button is one that opens a popover, and stands where one may.
fn opens(tag: &Tag, inside: &[&str]) -> bool {
    let is_ours = |name: &str| matches!(name, "aria-label" | "class" | "popovertarget" | "type");
    tag.get("type") == Some("button")
        && tag.get("popovertarget").is_some()
        && tag.attributes.iter().all(|(name, _)| is_ours(name))
        && !inside.iter().any(|name| ["a", "button", "code", "pre", "summary"].contains(name))
}

/// Returns a link that stands in another link, if there is one.
///
/// To be asked of pages without raw HTML: with it, browsers build such trees by themselves.
pub(crate) fn nested_link(page: &str) -> Option<String> {
    let mut depth = 0_usize;
    for token in tokens(prose(page)?) {
        match token {
            Token::Open(tag) if tag.name == "a" => {
                if depth > 0 {
                    return Some(format!("a link in a link: {tag:?}"));
                }
                depth += 1;
            }
            Token::Close(name) if name == "a" => depth = depth.saturating_sub(1),
            Token::Open(_) | Token::Close(_) | Token::Text(_) | Token::Comment => {}
        }
    }
    None
}
