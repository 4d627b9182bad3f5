//! Raw HTML: tags are read one by one, kept, dropped or reported; links and images in them count
//! like any other.

use super::Walker;
use super::link::{Destination, is_web};
use crate::diag::Code;
use crate::parse::Role;
use crate::parse::body::Hole;
use crate::parse::html::{Attribute, Piece, TAGS, Tag, Treatment, scan, treatment, unescaped};
use crate::text::span::Span;
use std::ops::Range;

/// Elements whose content is not text; it goes with them.
const CONTENT_GOES: &[&str] =
    &["script", "style", "template", "noscript", "iframe", "object", "svg", "math"];

/// The formatting elements of the HTML standard, as far as authors may use them.
const FORMATTING: &[&str] =
    &["a", "b", "code", "em", "i", "s", "small", "strike", "strong", "tt", "u"];

fn is_id(attribute: &Attribute<'_>) -> bool {
    matches!(attribute.name.as_str(), "id" | "name")
}

/// A block of raw HTML being read, line by line.
#[derive(Default)]
pub(super) struct OpenRaw {
    html: String,
    /// Where each line lies: its byte in `html`, and its byte in the text.
    lines: Vec<(usize, usize)>,
}

impl OpenRaw {
    /// Returns the bytes of the text that a range of the block came from.
    fn place(&self, range: &Range<usize>) -> Range<usize> {
        let line = self.lines.partition_point(|(at, _)| *at <= range.start).saturating_sub(1);
        let (at, source) = self.lines.get(line).copied().unwrap_or_default();
        let start = range.start - at + source;
        start..start + range.len()
    }
}

/// Whether an element ends later in a block; asked once for each name that does not.
#[derive(Default)]
struct Ends {
    lower: Option<String>,
    never: Vec<String>,
}

impl Ends {
    fn has(&mut self, html: &str, tag: &Tag<'_>) -> bool {
        if self.never.contains(&tag.name) {
            return false;
        }
        let lower = self.lower.get_or_insert_with(|| html.to_ascii_lowercase());
        let rest = lower.get(tag.range.end..).unwrap_or("");
        let found = rest.contains(&format!("</{}", tag.name));
        if !found {
            self.never.push(tag.name.clone());
        }
        found
    }
}

impl Walker<'_> {
    pub(super) fn on_raw_line(&mut self, html: &str, range: Range<usize>) {
        if let Some(raw) = &mut self.open.raw {
            raw.lines.push((raw.html.len(), range.start));
            raw.html.push_str(html);
        } else {
            self.on_raw_inline(html, &range);
        }
    }

    pub(super) fn on_raw_inline(&mut self, html: &str, range: &Range<usize>) {
        if self.open.image.is_some() {
            return;
        }
        let raw = OpenRaw { html: html.to_owned(), lines: vec![(0, range.start)] };
        self.push_raw(&raw);
    }

    pub(super) fn end_raw_block(&mut self) {
        let Some(raw) = self.open.raw.take() else { return };
        self.flush();
        self.push_raw(&raw);
        self.flush();
    }

    fn push_raw(&mut self, raw: &OpenRaw) {
        let mut skip_until: Option<String> = None;
        let mut ends = Ends::default();
        for piece in scan(&raw.html) {
            if let Some(name) = &skip_until {
                if matches!(&piece, Piece::Tag(tag) if tag.closes && tag.name == *name) {
                    skip_until = None;
                }
                continue;
            }
            match piece {
                Piece::Comment => {}
                Piece::Text(text) => self.push_raw_text(text),
                Piece::Tag(tag) if TAGS.contains(&tag.name.as_str()) => {
                    self.has_raw = true;
                    self.push_raw_tag(&tag, raw);
                }
                Piece::Tag(tag) if tag.closes => {}
                Piece::Tag(tag) => {
                    let at = self.at(&raw.place(&tag.range));
                    let message =
                        format!("`<{}>` is not allowed in a page and was removed", tag.name);
                    self.out.report(Code::HtmlRemoved, at, message).help("say it in Markdown");
                    let content_goes = CONTENT_GOES.contains(&tag.name.as_str());
                    if content_goes && ends.has(&raw.html, &tag) {
                        skip_until = Some(tag.name);
                    }
                }
            }
        }
    }

    /// Appends text between tags. A `<` in it is no tag, and must not look like one to the sanitiser.
    fn push_raw_text(&mut self, text: &str) {
        if !text.trim().is_empty() {
            self.has_raw = true;
            self.block.text.push_str(&unescaped(text));
        }
        let text = text.replace('\0', "\u{fffd}").replace('<', "&lt;");
        self.html.push_str(&text);
    }

    fn push_raw_tag(&mut self, tag: &Tag<'_>, raw: &OpenRaw) {
        // The page has a first heading of its own.
        let name = if tag.name == "h1" { "h2" } else { tag.name.as_str() };
        if tag.closes {
            if name == "a" {
                self.end_raw_link();
            }
            self.html.push_str("</");
            self.html.push_str(name);
            self.html.push('>');
            return;
        }
        if name == "img" {
            return self.push_raw_image(tag, raw);
        }
        // A browser opens these again in each block they run into, and would repeat the id.
        let is_repeated = FORMATTING.contains(&name);
        let ids = || tag.attributes.iter().filter(|attribute| is_id(attribute));
        if is_repeated {
            for id in ids() {
                self.html.push_str("<span");
                self.push_raw_id(id);
                self.html.push_str("></span>");
            }
        }
        self.html.push('<');
        self.html.push_str(name);
        for attribute in &tag.attributes {
            match attribute.name.as_str() {
                "href" if name == "a" => self.push_raw_href(attribute, raw),
                _ if is_id(attribute) && is_repeated => {}
                _ if is_id(attribute) => self.push_raw_id(attribute),
                _ => self.push_raw_attribute(attribute, raw),
            }
        }
        self.html.push('>');
    }

    /// Gives a link opened by raw HTML its text, and its place in the sentence.
    fn end_raw_link(&mut self) {
        let Some((Some(index), start)) = self.open.raw_link.take() else { return };
        let text = start.min(self.block.text.len())..self.block.text.len();
        if let Some(link) = self.parsed.links.get_mut(index) {
            link.text = self.block.text.get(text.clone()).unwrap_or("").into();
        }
        self.block.links.push((index, text));
    }

    fn push_raw_attribute(&mut self, attribute: &Attribute<'_>, raw: &OpenRaw) {
        match treatment(&attribute.name) {
            Treatment::Keep => {
                self.html.push(' ');
                self.html.push_str(&attribute.name);
                self.html.push_str("=\"");
                self.push_attribute(&unescaped(attribute.value));
                self.html.push('"');
            }
            Treatment::Drop => {}
            Treatment::Report => {
                let at = self.at(&raw.place(&attribute.name_range));
                let message = format!("`{}` can run script and was removed", attribute.name);
                self.out.report(Code::HtmlRemoved, at, message).help("remove it");
            }
        }
    }

    /// Keeps an anchor that authors link to.
    fn push_raw_id(&mut self, attribute: &Attribute<'_>) {
        let id = unescaped(attribute.value);
        let usable = !id.is_empty() && !id.contains(|c: char| c.is_whitespace() || c.is_control());
        if usable {
            let id = self.anchors.unique(&id);
            self.html.push_str(" id=\"");
            self.push_attribute(&id);
            self.html.push('"');
            self.add_anchor(&id);
        }
    }

    fn push_raw_href(&mut self, attribute: &Attribute<'_>, raw: &OpenRaw) {
        let address = unescaped(attribute.value);
        let place = raw.place(&attribute.value_range);
        match self.destination(&address) {
            Destination::Inside(target) => {
                let index = self.push_link(target, Role::Citation);
                let span = Span::new(place.start, place.end).shifted(self.base);
                if let Some(link) = self.parsed.links.get_mut(index) {
                    link.span = span;
                }
                self.open.raw_link = Some((Some(index), self.block.text.len()));
                self.mark(Hole::Link(u32::try_from(index).unwrap_or(u32::MAX)));
            }
            Destination::Outside(address) => {
                if is_web(&address) {
                    self.html.push_str(" class=\"external\" rel=\"noopener\"");
                }
                self.html.push_str(" href=\"");
                self.push_attribute(&address);
                self.html.push('"');
                self.open.raw_link = Some((None, self.block.text.len()));
            }
            Destination::Picture => self.report_scheme("data", &place),
            Destination::Unsafe(scheme) => self.report_scheme(&scheme, &place),
        }
    }

    fn push_raw_image(&mut self, tag: &Tag<'_>, raw: &OpenRaw) {
        for attribute in &tag.attributes {
            if treatment(&attribute.name) == Treatment::Report {
                self.push_raw_attribute(attribute, raw);
            }
        }
        let value = |name: &str| {
            let found = tag.attributes.iter().find(|attribute| attribute.name == name);
            found.map(|attribute| (unescaped(attribute.value), raw.place(&attribute.value_range)))
        };
        let Some((address, place)) = value("src") else { return };
        let alt = value("alt").map_or(String::new(), |(alt, _)| alt);
        match self.destination(&address) {
            Destination::Inside(target) => {
                let index = self.push_link(target, Role::Image);
                let sized =
                    ["width", "height"].iter().filter_map(|name| Some((*name, value(name)?.0)));
                let sized =
                    sized.filter(|(_, size)| size.trim_end_matches("px").parse::<u32>().is_ok());
                let attributes = sized.fold(String::new(), |all, (name, size)| {
                    all + &format!(" {name}=\"{}\"", size.trim_end_matches("px"))
                });
                let span = Span::new(place.start, place.end).shifted(self.base);
                if let Some(link) = self.parsed.links.get_mut(index) {
                    link.span = span;
                    link.text = alt.trim().into();
                    link.attributes = attributes.into();
                }
                self.mark(Hole::Image(u32::try_from(index).unwrap_or(u32::MAX)));
            }
            Destination::Outside(address) => self.push_foreign_picture(&address, "", alt.trim()),
            Destination::Picture => {}
            Destination::Unsafe(scheme) => self.report_scheme(&scheme, &place),
        }
    }
}
