//! A small reader of HTML for looking at what was written: a flat list of elements with their
//! attributes, the text in them, and what they stand in.
//!
//! It reads what templates and the sanitiser print, not what browsers forgive.

use std::collections::BTreeMap;
use std::ops::Range;

/// Elements without content.
const VOID: &[&str] =
    &["area", "br", "col", "hr", "img", "input", "link", "meta", "source", "use", "wbr"];

/// One page.
#[derive(Debug, Default)]
pub(crate) struct Page {
    /// The elements in the order of their opening tags.
    pub(crate) elements: Vec<Element>,
    /// All text, entities undone.
    text: String,
    /// What is wrong with the nesting, and comments.
    pub(crate) faults: Vec<String>,
}

/// One element.
#[derive(Debug)]
pub(crate) struct Element {
    /// The name.
    pub(crate) name: String,
    /// The attributes by name, entities undone.
    pub(crate) attributes: BTreeMap<String, String>,
    /// The bytes of its text in the page's.
    text: Range<usize>,
    /// The element it stands in.
    parent: Option<usize>,
}

impl Element {
    /// Returns an attribute, `""` when there is none.
    pub(crate) fn attribute(&self, name: &str) -> &str {
        self.attributes.get(name).map_or("", String::as_str)
    }

    /// Returns whether `selector` (`p`, `p.lede`, `section#x`, `.lede`) names this element.
    fn is(&self, selector: &str) -> bool {
        if let Some((name, id)) = selector.split_once('#') {
            return (name.is_empty() || self.name == name) && self.attribute("id") == id;
        }
        let (name, class) = selector.split_once('.').unwrap_or((selector, ""));
        (name.is_empty() || self.name == name)
            && (class.is_empty() || self.attribute("class").split(' ').any(|own| own == class))
    }
}

impl Page {
    /// Reads a page.
    pub(crate) fn read(html: &str) -> Self {
        let mut page = Self::default();
        let mut open: Vec<usize> = Vec::new();
        let mut rest = html;
        while let Some((text, tail)) = rest.split_once('<') {
            page.text += &plain(text);
            if tail.starts_with("!--") {
                page.faults.push("there is a comment".to_owned());
            }
            let end = tag_end(tail);
            let (tag, after) = tail.split_at(end);
            rest = after.strip_prefix('>').unwrap_or(after);
            if let Some(name) = tag.strip_prefix('/') {
                page.close(name, &mut open);
            } else if !tag.starts_with('!') {
                page.open(tag, &mut open);
                if tag.starts_with("script") || tag.starts_with("style") {
                    let end = rest.find("</").unwrap_or(rest.len());
                    let (inside, tail) = rest.split_at(end);
                    page.text += inside;
                    rest = tail;
                }
            }
        }
        page.text += &plain(rest);
        for n in open {
            page.elements[n].text.end = page.text.len();
            page.faults.push(format!("<{}> is not closed", page.elements[n].name));
        }
        page
    }

    fn open(&mut self, tag: &str, open: &mut Vec<usize>) {
        let (name, attributes) = tag.split_once([' ', '\n']).unwrap_or((tag, ""));
        let name = name.trim_end_matches('/').to_owned();
        let is_void = VOID.contains(&name.as_str()) || tag.ends_with('/');
        if name == "br" {
            self.text.push('\n');
        }
        let attributes = read_attributes(attributes.trim_end_matches('/'));
        let at = self.text.len();
        let parent = open.last().copied();
        self.elements.push(Element { name, attributes, text: at..at, parent });
        if !is_void {
            open.push(self.elements.len() - 1);
        }
    }

    fn close(&mut self, name: &str, open: &mut Vec<usize>) {
        let known = open.iter().rposition(|n| self.elements[*n].name == name);
        let Some(known) = known else {
            return self.faults.push(format!("</{name}> closes nothing"));
        };
        for n in open.drain(known..) {
            self.elements[n].text.end = self.text.len();
            if self.elements[n].name != name {
                self.faults.push(format!("<{}> is not closed", self.elements[n].name));
            }
        }
    }

    /// Returns the elements that a path of selectors (`nav.crumbs a`) names.
    pub(crate) fn select(&self, selectors: &str) -> Vec<&Element> {
        let numbers = self.numbers(selectors, None);
        numbers.into_iter().map(|n| &self.elements[n]).collect()
    }

    /// Returns the first element that selectors name.
    pub(crate) fn first(&self, selectors: &str) -> Option<&Element> {
        self.select(selectors).into_iter().next()
    }

    /// Returns the elements inside `outer` that a selector names.
    pub(crate) fn inside(&self, outer: &Element, selectors: &str) -> Vec<&Element> {
        let outer = self.elements.iter().position(|element| std::ptr::eq(element, outer));
        self.numbers(selectors, outer).into_iter().map(|n| &self.elements[n]).collect()
    }

    fn numbers(&self, selectors: &str, outer: Option<usize>) -> Vec<usize> {
        let path: Vec<&str> = selectors.split(' ').collect();
        let named = |n: &usize| self.matches(*n, &path);
        let within = |n: &usize| outer.is_none_or(|outer| self.above(*n).any(|at| at == outer));
        (0..self.elements.len()).filter(named).filter(within).collect()
    }

    fn matches(&self, n: usize, path: &[&str]) -> bool {
        let Some((last, above)) = path.split_last() else { return true };
        self.elements[n].is(last)
            && (above.is_empty() || self.above(n).any(|outer| self.matches(outer, above)))
    }

    /// Returns the elements that `n` stands in, the nearest first.
    fn above(&self, n: usize) -> impl Iterator<Item = usize> {
        let parent = |n: &usize| self.elements[*n].parent;
        std::iter::successors(self.elements[n].parent, parent)
    }

    /// Returns the text of an element with single spaces.
    pub(crate) fn text(&self, element: &Element) -> String {
        words(self.text.get(element.text.clone()).unwrap_or(""))
    }

    /// Returns the text of the first element that selectors name, `""` when there is none.
    pub(crate) fn text_of(&self, selectors: &str) -> String {
        self.first(selectors).map_or(String::new(), |element| self.text(element))
    }
}

/// Returns text with single spaces.
pub(crate) fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns where the tag that begins at the start of `tail` ends, quotes respected.
fn tag_end(tail: &str) -> usize {
    let mut quote = None;
    for (at, c) in tail.char_indices() {
        match (quote, c) {
            (None, '>') => return at,
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            _ => {}
        }
    }
    tail.len()
}

fn read_attributes(text: &str) -> BTreeMap<String, String> {
    let mut attributes = BTreeMap::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let end = rest.find(['=', ' ', '\n']).unwrap_or(rest.len());
        let (name, tail) = rest.split_at(end);
        let (value, tail) = match tail.strip_prefix("=\"") {
            Some(quoted) => quoted.split_once('"').unwrap_or((quoted, "")),
            None => ("", tail.trim_start_matches('=')),
        };
        attributes.insert(name.to_ascii_lowercase(), plain(value));
        rest = tail.trim_start();
    }
    attributes
}

/// Undoes the character references that are printed.
pub(crate) fn plain(text: &str) -> String {
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    let text = text.replace("&#39;", "'").replace("&#x27;", "'").replace("&nbsp;", "\u{a0}");
    text.replace("&amp;", "&")
}
