//! Which pages of a site stand for the rest: the largest of each kind.
//!
//! A kind is what the theme says in the class of `<main>`. Pages that are lists of the site's own
//! are told apart by their address as well: two registers may show quite different tables.

use super::site::Files;
use crate::fuzz::tags::{Tag, Token, tokens};
use std::collections::BTreeMap;

/// Kinds of which there is one page for each file or folder of the content.
const WRITTEN: &[&str] = &["policy", "plan", "section", "section solo"];

/// Returns one page of each kind, by the name of the kind.
pub(super) fn kinds(files: &Files) -> BTreeMap<String, String> {
    let mut largest: BTreeMap<String, (usize, String)> = BTreeMap::new();
    for (path, bytes) in files.iter().filter(|(path, _)| is_page(path)) {
        let html = String::from_utf8_lossy(bytes);
        let tags = tags(&html);
        if tags.iter().any(|tag| tag.get("http-equiv") == Some("refresh")) {
            continue; // leads on at once
        }
        let main = tags.iter().find(|tag| tag.name == "main");
        let kind = kind(main.and_then(|tag| tag.get("class")).unwrap_or_default(), path);
        let found = (tags.len(), path.clone());
        let known = largest.entry(kind).or_default();
        if found.0 > known.0 {
            *known = found;
        }
    }
    largest.into_iter().map(|(kind, (_, path))| (kind, address(&path))).collect()
}

fn is_page(path: &str) -> bool {
    path.strip_suffix(".html").is_some()
}

fn tags(html: &str) -> Vec<Tag> {
    let of = |token| match token {
        Token::Open(tag) => Some(tag),
        Token::Text(_) | Token::Close(_) | Token::Comment => None,
    };
    tokens(html).into_iter().filter_map(of).collect()
}

fn kind(class: &str, path: &str) -> String {
    let page = path.strip_suffix("index.html").unwrap_or(path).trim_end_matches('/');
    let (folder, name) = page.rsplit_once('/').unwrap_or((page, page));
    let own = if is_page(page) { name } else { folder };
    if WRITTEN.contains(&class) {
        class.to_owned()
    } else {
        format!("{class} {own}").trim().to_owned()
    }
}

/// Returns the address of a page below the site's.
pub(super) fn address(path: &str) -> String {
    path.strip_suffix("index.html").unwrap_or(path).to_owned()
}
