//! Links and images: inside the tree they become holes, outside they are printed, unsafe ones are
//! removed and reported.

use super::Walker;
use crate::diag::Code;
use crate::parse::body::Hole;
use crate::parse::html::SCHEMES;
use crate::parse::link::scheme;
use crate::parse::{Link, Role, Target};
use crate::text::nearest::nearest;
use crate::text::span::Span;
use pulldown_cmark::{CowStr, LinkType};
use pulldown_cmark_escape::escape_href;
use std::borrow::Cow;
use std::ops::Range;

/// A link being read.
pub(super) struct OpenLink<'a> {
    title: CowStr<'a>,
    /// Where a reference definition writes its address.
    pub(super) definition: Option<Range<usize>>,
    /// The index of the link, when it leads inside the tree.
    index: Option<usize>,
    /// Whether a tag was opened.
    has_tag: bool,
    link_type: LinkType,
    range: Range<usize>,
    text_start: usize,
    /// Where its content ends in the text, so far.
    pub(super) content_end: usize,
}

/// An image being read.
pub(super) struct OpenImage<'a> {
    link_type: LinkType,
    destination: CowStr<'a>,
    title: CowStr<'a>,
    /// Where a reference definition writes its address.
    pub(super) definition: Option<Range<usize>>,
    pub(super) alt: String,
    content_end: usize,
    pub(super) nested: usize,
}

/// Where a destination leads, before asking what exists.
pub(super) enum Destination {
    /// Inside the tree.
    Inside(Target),
    /// To another site; the address as it is printed.
    Outside(String),
    /// It is a picture, written out as a `data:` address; as the target of a link it is not safe.
    Picture,
    /// It has a scheme that pages may not use.
    Unsafe(String),
}

impl<'a> Walker<'a> {
    pub(super) fn start_link(
        &mut self,
        link_type: LinkType,
        destination: CowStr<'a>,
        title: CowStr<'a>,
        range: Range<usize>,
    ) {
        let in_image = self.open.image.is_some() || self.in_link();
        let mut link = OpenLink {
            title,
            definition: None,
            index: None,
            has_tag: !in_image,
            link_type,
            text_start: self.block.text.len(),
            content_end: range.start,
            range,
        };
        if in_image {
            self.open.links.push(link);
            return;
        }
        let address = if matches!(link_type, LinkType::Email) {
            format!("mailto:{destination}")
        } else {
            destination.into_string()
        };
        match self.destination(&address) {
            Destination::Inside(target) => {
                link.index = Some(self.push_link(target, Role::Citation));
                self.html.push_str("<a");
                self.mark(Hole::Link(narrow(self.parsed.links.len() - 1)));
                self.html.push('>');
            }
            Destination::Outside(address) => {
                let title = link.title.clone();
                self.push_external(&address, &title);
            }
            Destination::Picture => {
                link.has_tag = false;
                self.report_scheme("data", &link.range.clone());
            }
            Destination::Unsafe(scheme) => {
                link.has_tag = false;
                self.report_scheme(&scheme, &link.range.clone());
            }
        }
        self.open.links.push(link);
    }

    pub(super) fn end_link(&mut self) {
        let Some(open) = self.open.links.pop() else { return };
        if open.has_tag {
            self.html.push_str("</a>");
        }
        let Some(index) = open.index else { return };
        let text = open.text_start.min(self.block.text.len())..self.block.text.len();
        let span = self.destination_span(open.link_type, &open.range, open.content_end);
        let definition = open.definition.map(|at| Span::new(at.start, at.end).shifted(self.base));
        if let Some(link) = self.parsed.links.get_mut(index) {
            link.definition = definition;
            link.text = self.block.text.get(text.clone()).unwrap_or("").into();
            link.title = (&*open.title).into();
            link.span = span;
        }
        self.block.links.push((index, text));
    }

    pub(super) fn start_image(
        &mut self,
        link_type: LinkType,
        destination: CowStr<'a>,
        title: CowStr<'a>,
        range: Range<usize>,
    ) {
        if let Some(image) = &mut self.open.image {
            image.nested += 1;
            return;
        }
        let content_end = range.start;
        let alt = String::new();
        self.open.image = Some(OpenImage {
            link_type,
            destination,
            title,
            definition: None,
            alt,
            content_end,
            nested: 0,
        });
    }

    pub(super) fn end_image(&mut self, range: Range<usize>) {
        let Some(image) = &mut self.open.image else { return };
        if image.nested > 0 {
            image.nested -= 1;
            return;
        }
        let Some(image) = self.open.image.take() else { return };
        match self.destination(&image.destination) {
            Destination::Inside(target) => {
                let index = self.push_link(target, Role::Image);
                let span = self.destination_span(image.link_type, &range, image.content_end);
                let definition =
                    image.definition.map(|at| Span::new(at.start, at.end).shifted(self.base));
                if let Some(link) = self.parsed.links.get_mut(index) {
                    link.definition = definition;
                    link.span = span;
                    link.text = image.alt.trim().into();
                    link.title = (&*image.title).into();
                    link.under = self.under.index;
                }
                self.mark(Hole::Image(narrow(index)));
            }
            Destination::Outside(address) => {
                self.push_foreign_picture(&address, &image.title, image.alt.trim());
            }
            Destination::Picture => {
                self.html.push_str("<img src=\"");
                self.push_attribute(&image.destination);
                self.html.push_str("\" alt=\"");
                self.push_attribute(image.alt.trim());
                self.html.push_str("\">");
            }
            Destination::Unsafe(scheme) => {
                self.report_scheme(&scheme, &range);
                self.push_text(image.alt.trim());
            }
        }
    }

    /// Shows a picture from another host as a link to it: loading it would tell that host who reads
    /// which policy. Within a link it is its text.
    pub(super) fn push_foreign_picture(&mut self, address: &str, title: &str, alt: &str) {
        let alt = if alt.is_empty() { "picture" } else { alt };
        if self.in_link() {
            self.push_text(alt);
            return;
        }
        self.push_external(address, title);
        self.push_text(alt);
        self.html.push_str("</a>");
    }

    /// Adds a link; the caller sets what is known of it later.
    pub(super) fn push_link(&mut self, target: Target, role: Role) -> usize {
        self.parsed.links.push(Link {
            target,
            span: Span::default(),
            definition: None,
            role,
            title: "".into(),
            text: "".into(),
            under: self.under.index,
            citation: None,
            attributes: "".into(),
        });
        self.parsed.links.len() - 1
    }

    /// Opens a link to another site.
    pub(super) fn push_external(&mut self, address: &str, title: &str) {
        let is_web = is_web(address);
        self.html.push_str(if is_web {
            "<a class=\"external\" rel=\"noopener\" href=\""
        } else {
            "<a href=\""
        });
        let written = escape_href(&mut self.html, address);
        debug_assert!(written.is_ok(), "writing to memory does not fail");
        if !title.is_empty() {
            self.html.push_str("\" title=\"");
            self.push_attribute(title);
        }
        self.html.push_str("\">");
    }

    pub(super) fn report_scheme(&mut self, scheme: &str, range: &Range<usize>) {
        let at = self.at(range);
        let known = std::iter::once("https").chain(SCHEMES.iter().copied());
        let help = match nearest(scheme, known) {
            Some(near) => format!("did you mean `{near}:`?"),
            None => "the text stays, the link is removed".to_owned(),
        };
        let message = format!("a page may not link to `{scheme}:` addresses");
        self.out.report(Code::LinkSchemeUnsafe, at, message).help(help);
    }

    /// Returns where a destination leads.
    pub(super) fn destination(&self, address: &str) -> Destination {
        // Browsers drop these before they look for a scheme.
        let trimmed = address.trim_matches(|c: char| c <= ' ');
        let is_clean = !trimmed.contains(['\t', '\n', '\r']);
        let address = if is_clean {
            Cow::Borrowed(trimmed)
        } else {
            Cow::Owned(trimmed.replace(['\t', '\n', '\r'], ""))
        };
        if let Some(path) = self.self_path(&address) {
            return Destination::Inside(Target::of(&path, true));
        }
        if address.starts_with("//") {
            return Destination::Outside(format!("https:{address}"));
        }
        match scheme(&address) {
            None => Destination::Inside(Target::of(&address, false)),
            Some(scheme) if SCHEMES.contains(&scheme.as_str()) => {
                Destination::Outside(address.into_owned())
            }
            Some(scheme) if scheme == "data" && is_picture(&address) => Destination::Picture,
            Some(scheme) => Destination::Unsafe(scheme),
        }
    }

    /// Returns the path of an absolute address of this very site.
    fn self_path(&self, address: &str) -> Option<String> {
        self.options.self_urls.iter().find_map(|own| {
            let rest = address.strip_prefix(own.as_str())?;
            let is_whole = rest.is_empty() || rest.starts_with(['/', '#', '?']);
            is_whole
                .then(|| if rest.starts_with('/') { rest.to_owned() } else { format!("/{rest}") })
        })
    }

    /// Returns where the destination of an inline link is written, else the whole link.
    fn destination_span(
        &self,
        link_type: LinkType,
        range: &Range<usize>,
        content_end: usize,
    ) -> Span {
        let whole = Span::new(range.start, range.end).shifted(self.base);
        if !matches!(link_type, LinkType::Inline) {
            return whole;
        }
        let content_end = content_end.max(range.start + 1);
        let Some(rest) = self.text.get(content_end..range.end) else { return whole };
        let Some(open) = memchr::memmem::find(rest.as_bytes(), b"](") else { return whole };
        let inside = rest.get(open + 2..).unwrap_or("");
        let blank = inside.len() - inside.trim_start().len();
        let inside = inside.trim_start();
        let (skip, length) = match inside.strip_prefix('<') {
            Some(rest) => (1, rest.find('>').unwrap_or(rest.len())),
            None => (0, destination_len(inside)),
        };
        let start = content_end + open + 2 + blank + skip;
        Span::new(start, start + length).shifted(self.base)
    }
}

/// Returns whether an address leads to another site rather than to a mail program or telephone.
pub(super) fn is_web(address: &str) -> bool {
    let starts = |scheme: &str| {
        address.get(..scheme.len()).is_some_and(|head| head.eq_ignore_ascii_case(scheme))
    };
    starts("http:") || starts("https:")
}

/// Returns the length of a bare destination: up to white space or the parenthesis that closes it.
fn destination_len(text: &str) -> usize {
    let mut depth = 0;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'(' => depth += 1,
            b')' if depth == 0 => return at,
            b')' => depth -= 1,
            // What Markdown takes for white space in a destination is ASCII.
            byte if byte.is_ascii_whitespace() => return at,
            _ => {}
        }
    }
    text.len()
}

fn is_picture(address: &str) -> bool {
    let kind = address.get("data:".len()..).unwrap_or("").to_ascii_lowercase();
    ["image/png", "image/jpeg", "image/gif", "image/webp"]
        .iter()
        .any(|known| kind.starts_with(known))
}

fn narrow(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}
