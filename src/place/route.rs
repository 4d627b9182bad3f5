//! [`Route`]: the address of a page. [`Href`]: what a link to it prints.

use crate::place::address::{is_reserved, is_simple};
use crate::place::{OutPath, SourcePath};
use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};
use std::fmt;
use std::sync::Arc;

/// What may not stand bare in a path segment of a link inside an HTML attribute.
const SEGMENT: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'&')
    .add(b'\'')
    .add(b':')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// The address of a page below the site's root, without slashes at its ends; `""` is the home page.
///
/// A page is a folder with an `index.html`. Folders keep the author's spelling, but for characters
/// that some system can't store in a file name, and spaces, which become `-`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Route(Arc<str>);

/// A link as it is printed in an attribute: relative (or absolute), percent-encoded, safe as it is.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, serde::Serialize)]
pub struct Href(String);

/// Where the site will be served, when that is known: `https://policies.example/handbook/`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Base(String);

impl Route {
    /// Returns the home page's route.
    pub fn home() -> Self {
        Self("".into())
    }

    /// Returns the address of a page's source file.
    pub fn of(path: &SourcePath) -> Self {
        if path.is_index() {
            return Self::of_folder(path.folder());
        }
        let folder = Self::of_folder(path.folder());
        folder.child(path.stem())
    }

    /// Returns the address of a source folder's page; `""` is the root.
    pub fn of_folder(folder: &str) -> Self {
        folder
            .split('/')
            .filter(|part| !part.is_empty())
            .fold(Self::home(), |at, part| at.child(part))
    }

    /// Returns the address of `name` below this one.
    #[must_use]
    pub fn child(&self, name: &str) -> Self {
        let segment = safe_segment(name);
        if self.0.is_empty() {
            Self(segment.into())
        } else {
            Self(format!("{}/{segment}", self.0).into())
        }
    }

    /// Returns whether the address lies below another.
    pub fn is_below(&self, above: &Self) -> bool {
        self.0.strip_prefix(&*above.0).is_some_and(|rest| rest.starts_with('/'))
    }

    /// Returns the route as text, without slashes at its ends.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the file that holds the page.
    pub fn out_path(&self) -> OutPath {
        let text = if self.0.is_empty() {
            "index.html".to_owned()
        } else {
            format!("{}/index.html", self.0)
        };
        OutPath::new(&text).expect("segments of a route are safe file names")
    }

    /// Returns the link from the page at this route to the page at `target`.
    pub fn href_to(&self, target: &Self, anchor: Option<&str>) -> Href {
        let mut href = String::with_capacity(48);
        if self != target || anchor.is_none() {
            self.climb_and_descend(&target.0, &mut href);
            if !target.0.is_empty() && self != target && !href.ends_with("../") {
                href.push('/');
            }
            if href.is_empty() {
                href.push_str("./");
            }
        }
        if let Some(anchor) = anchor {
            push_fragment(&mut href, anchor);
        }
        Href(href)
    }

    /// Returns the link from the page at this route to any other output file.
    pub fn href_to_file(&self, target: &OutPath) -> Href {
        let mut href = String::with_capacity(48);
        self.climb_and_descend(target.as_str(), &mut href);
        Href(href)
    }

    /// Returns the prefix that leads from the page at this route to the site's root: `../../`.
    pub fn to_root(&self) -> Href {
        let depth = self.segments().count();
        Href(if depth == 0 { "./".to_owned() } else { "../".repeat(depth) })
    }

    /// Returns the id of this page in a document that holds many pages. An anchor of the page is this
    /// with `/` and the anchor behind it; since no segment is empty, none is an id of another page.
    pub(crate) fn part_id(&self) -> String {
        format!("{}/", self.0)
    }

    /// Returns the link to this page inside such a document.
    pub(crate) fn part_href(&self) -> Href {
        let mut href = "#".to_owned();
        push_encoded(&mut href, &self.0);
        href.push('/');
        Href(href)
    }

    /// Returns the file beside the page that holds its Markdown.
    pub(crate) fn twin(&self) -> OutPath {
        let text =
            if self.0.is_empty() { "index.md".to_owned() } else { format!("{}/index.md", self.0) };
        OutPath::new(&text).expect("segments of a route are safe file names")
    }

    fn segments(&self) -> impl Iterator<Item = &str> {
        self.0.split('/').filter(|part| !part.is_empty())
    }

    /// Writes the relative path from this page's folder to `target`.
    fn climb_and_descend(&self, target: &str, href: &mut String) {
        let own = self.0.as_bytes();
        let shared = shared_start(own, target.as_bytes());
        let ends = |text: &[u8]| matches!(text.get(shared), None | Some(b'/'));
        // The folders both lie in: up to where they part, back to the last slash.
        let common = if shared > 0 && ends(own) && ends(target.as_bytes()) {
            shared
        } else {
            own.iter().take(shared).rposition(|byte| *byte == b'/').unwrap_or(0)
        };
        let left = own.get(common..).unwrap_or_default();
        let slashes = memchr::memchr_iter(b'/', left).count();
        let starts_with_slash = left.first() == Some(&b'/');
        let up = if left.is_empty() { 0 } else { slashes + usize::from(!starts_with_slash) };
        for _ in 0..up {
            href.push_str("../");
        }
        let rest = target.get(common..).unwrap_or("");
        let rest = rest.strip_prefix('/').unwrap_or(rest);
        push_encoded(href, rest);
    }
}

/// Returns how many bytes two texts have in common at their beginning.
fn shared_start(one: &[u8], other: &[u8]) -> usize {
    const STEP: usize = 8;
    let steps = one.chunks_exact(STEP).zip(other.chunks_exact(STEP));
    let whole = steps.take_while(|(a, b)| a == b).count() * STEP;
    let rest = one.iter().skip(whole).zip(other.iter().skip(whole));
    whole + rest.take_while(|(a, b)| a == b).count()
}

/// Returns a path of a file on disk, with `/`, as the path of an address; what it begins with stays.
pub(crate) fn encoded_path(path: &str) -> String {
    let encode = |segment| utf8_percent_encode(segment, SEGMENT).to_string();
    path.split('/').map(encode).collect::<Vec<_>>().join("/")
}

/// Appends a path, encoded segment by segment.
pub(super) fn push_encoded(href: &mut String, path: &str) {
    if is_simple(path) {
        href.push_str(path);
        return;
    }
    for (n, segment) in path.split('/').filter(|part| !part.is_empty()).enumerate() {
        if n > 0 {
            href.push('/');
        }
        href.extend(utf8_percent_encode(segment, SEGMENT));
    }
}

impl Href {
    /// Returns the link with `#fragment` behind it.
    #[must_use]
    pub(crate) fn at(mut self, fragment: &str) -> Self {
        push_fragment(&mut self.0, fragment);
        self
    }

    /// Returns the link as text, safe inside a double-quoted attribute.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl OutPath {
    /// Returns the link from this file to the page at `target`.
    pub fn href_to(&self, target: &Route) -> Href {
        let folder = self.as_str().rsplit_once('/').map_or("", |(folder, _)| folder);
        let from = Route(folder.into());
        // A page with the address of its folder is not this file, so `./` would lead back here.
        let mut href = from.href_to(target, None);
        if from == *target {
            href.0.push_str("index.html");
            href.0 = href.0.trim_start_matches("./").to_owned();
        }
        href
    }
}

impl Base {
    /// Returns the base address, or why it can't be one.
    ///
    /// # Errors
    /// A sentence for the author when the text is not an absolute `http` or `https` address.
    pub fn parse(text: &str) -> Result<Self, String> {
        let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
        let usable = rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/'))
            && !text
                .contains(|c: char| c.is_whitespace() || c.is_control() || "\"'<>?#\\".contains(c));
        if !usable {
            return Err(format!("`{text}` is not an address such as https://policies.example/"));
        }
        Ok(Self(format!("{}/", text.trim_end_matches('/'))))
    }

    /// Returns the absolute address of a page.
    pub fn absolute(&self, route: &Route) -> String {
        let mut address = self.0.clone();
        for segment in route.segments() {
            address.extend(utf8_percent_encode(segment, SEGMENT));
            address.push('/');
        }
        address
    }

    /// Returns the path part, with slashes at both ends: `/` or `/handbook/`.
    pub fn path(&self) -> &str {
        let after_scheme = self.0.find("://").map_or(0, |at| at + 3);
        let rest = self.0.get(after_scheme..).unwrap_or("/");
        rest.find('/').and_then(|at| rest.get(at..)).unwrap_or("/")
    }
}

/// Appends `#anchor`, encoded.
fn push_fragment(href: &mut String, anchor: &str) {
    href.push('#');
    if anchor.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
        href.push_str(anchor);
    } else {
        href.extend(utf8_percent_encode(anchor, SEGMENT));
    }
}

/// Returns a fragment as it was meant: without percent-encoding.
pub(crate) fn decode_fragment(fragment: &str) -> String {
    percent_decode_str(fragment).decode_utf8_lossy().into_owned()
}

/// Returns `name` as a file name that every system can store.
fn safe_segment(name: &str) -> String {
    let safe = |c: char| match c {
        '<' | '>' | ':' | '"' | '|' | '?' | '*' | '\\' | '/' => '-',
        c if c.is_whitespace() || c.is_control() => '-',
        c => c,
    };
    let mut segment: String = name.chars().map(safe).collect();
    if segment.ends_with('.') || segment.is_empty() {
        segment.push('-');
    }
    if is_reserved(&segment) {
        // What counts is the part before the first dot.
        segment.insert(segment.find('.').unwrap_or(segment.len()), '-');
    }
    segment
}

impl fmt::Debug for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "/{}", self.0)
    }
}

impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "/{}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn route(text: &str) -> Route {
        Route::of_folder(text)
    }

    #[test]
    fn links_are_relative_at_any_depth() {
        for (from, to, want) in [
            ("", "", "./"),
            ("", "a-z", "a-z/"),
            ("a", "", "../"),
            ("a/b", "a", "../"),
            ("a/b", "a/b", "./"),
            ("a/b", "a/c", "../c/"),
            ("a/b", "a/b/c", "c/"),
            ("a/b", "x", "../../x/"),
            ("a/b", "ab", "../../ab/"),
            ("a", "x:y z/ö", "../x-y-z/%C3%B6/"),
        ] {
            assert_eq!(route(from).href_to(&route(to), None).as_str(), want, "{from} to {to}");
        }
        let anchored = route("a").href_to(&route("a"), Some("über"));
        assert_eq!(anchored.as_str(), "#%C3%BCber");
        assert_eq!(route("a").href_to(&route("b"), Some("x")).as_str(), "../b/#x");
        let file = OutPath::new("Lone Worker/flow 1.png").unwrap();
        assert_eq!(
            route("Lone Worker").href_to_file(&file).as_str(),
            "../Lone%20Worker/flow%201.png"
        );
    }

    #[test]
    fn source_files_have_addresses() {
        for (path, want) in [
            ("README.md", ""),
            ("ISO-9001/Lone Worker/README.MD", "ISO-9001/Lone-Worker"),
            ("a/b.c.md", "a/b.c"),
            ("a/_index.md", "a"),
            ("con.md", "con-"),
            ("a/x?.md", "a/x-"),
        ] {
            assert_eq!(Route::of(&SourcePath::new(path).unwrap()).as_str(), want, "{path}");
        }
    }

    #[test]
    fn a_base_has_a_path() {
        assert_eq!(Base::parse("https://x.example/h").unwrap().path(), "/h/");
        assert_eq!(Base::parse("https://x.example").unwrap().path(), "/");
        assert!(Base::parse("javascript:alert(1)").is_err());
        let base = Base::parse("https://x.example/h/").unwrap();
        assert_eq!(base.absolute(&route("a b/c")), "https://x.example/h/a-b/c/");
    }
}
