//! [`Filling`]: what the holes of a body are filled with.

use crate::model::{Page, PageId, Resolved};
use crate::parse::body::{Hole, Lead, Stop};
use crate::parse::{Body, Link, Parsed};
use crate::place::{OutPath, Route};
use crate::render::context::{Html, Markup};
use crate::render::terms::{Aids, close_note, open_note, prefix_beside, push_note_button};
use crate::render::view::View;
use std::fmt::Write;
use std::sync::Arc;

/// Where one link leads.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Towards {
    /// To a page, at an anchor.
    Page(Route, Option<Arc<str>>),
    /// To a file; with the width and height of a picture.
    Asset(OutPath, Option<(usize, usize)>),
    /// To nothing.
    Missing,
    /// To nothing, for readers who are not told.
    Unseen,
}

/// What the holes of one body are filled with, in the order of its links and code blocks.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Filling {
    links: Box<[Towards]>,
    /// Highlighted code; none where a block is shown as it is.
    code: Box<[Option<Arc<str>>]>,
    /// What helps a reader, on pages that show a text as their own.
    aids: Option<Aids>,
}

impl Filling {
    /// Gathers what a page's body needs.
    pub(crate) fn of(view: &View<'_>, page: &Page) -> Self {
        let towards = |resolved: &Resolved| match resolved {
            Resolved::Page(id, anchor) => {
                let card = &view.cards[id.index()];
                Towards::Page(card.route.clone(), card.anchor(anchor.as_ref()).cloned())
            }
            Resolved::Section(id) => Towards::Page(view.site.section(*id).route.clone(), None),
            Resolved::Asset(id) => {
                let asset = view.site.asset(*id);
                Towards::Asset(asset.out.clone(), asset.pixels)
            }
            Resolved::Missing if view.published.site.hides => Towards::Unseen,
            Resolved::Missing => Towards::Missing,
        };
        Self {
            links: page.links.iter().map(towards).collect(),
            code: page.parsed.code.iter().map(|block| view.code.get(block).cloned()).collect(),
            aids: None,
        }
    }

    /// Adds what helps a reader of the text of the page with this id.
    pub(crate) fn with_aids(self, view: &View<'_>, id: PageId) -> Self {
        Self { aids: Some(Aids::of(view, id)), ..self }
    }

    /// Returns a body with every hole filled, for the page at `route`.
    pub(crate) fn body(&self, route: &Route, parsed: &Parsed, body: &Body, lead: Lead) -> Html {
        let (mut html, popovers) = self.parts(route, parsed, body, lead);
        html.push_str(&popovers);
        Html(Arc::new(Markup(html)))
    }

    /// Returns the same in two: the text, and what its buttons open, which may stand anywhere on the
    /// page.
    pub(super) fn parts(
        &self,
        route: &Route,
        parsed: &Parsed,
        body: &Body,
        lead: Lead,
    ) -> (String, String) {
        if body.is_empty(lead) {
            return (String::new(), String::new());
        }
        let aids = self.aids.as_ref();
        let uses = aids.map_or(&[][..], Aids::uses);
        let mut html = String::with_capacity(body.len() + self.links.len() * 48 + uses.len() * 96);
        let is_plain = uses.is_empty() && body.notes().is_empty();
        let prefix = if is_plain { String::new() } else { prefix_beside(body) };
        let mut at_stop = |stop: Stop, html: &mut String| match (stop, aids) {
            (Stop::Hole(Hole::Note(number)), Some(_)) => {
                let mut notes = body.notes().iter();
                if let Some(note) = notes.find(|note| note.number == number as usize) {
                    push_note_button(note, &prefix, html);
                }
            }
            (Stop::Hole(hole), _) => self.fill_hole(route, parsed, hole, html),
            (Stop::Open(n), Some(aids)) => aids.open(n, &prefix, html),
            (Stop::Close, Some(_)) => html.push_str("</button>"),
            (Stop::Open(_) | Stop::Close, None) => {}
        };
        body.fill(lead, uses, &mut html, &mut at_stop);
        let mut popovers = String::new();
        if let Some(aids) = aids {
            aids.push_popovers(route, &prefix, &mut popovers);
            for note in body.notes() {
                open_note(note, &prefix, &mut popovers);
                body.fill_note(note, &mut popovers, &mut at_stop);
                close_note(note, &mut popovers);
            }
        }
        (html, popovers)
    }

    fn fill_hole(&self, route: &Route, parsed: &Parsed, hole: Hole, html: &mut String) {
        let link = |n: u32| parsed.links.get(n as usize).zip(self.links.get(n as usize));
        let written = match hole {
            Hole::Link(n) => link(n).map_or(Ok(()), |link| fill_link(route, link, html)),
            Hole::Image(n) => link(n).map_or(Ok(()), |link| fill_image(route, link, html)),
            Hole::Code(n) => self.fill_code(parsed, n as usize, html),
            Hole::Note(_) => Ok(()),
        };
        debug_assert!(written.is_ok(), "writing to memory does not fail");
    }

    fn fill_code(&self, parsed: &Parsed, n: usize, html: &mut String) -> std::fmt::Result {
        match (self.code.get(n), parsed.code.get(n)) {
            (Some(Some(highlighted)), _) => html.push_str(highlighted),
            (_, Some(block)) => {
                pulldown_cmark_escape::escape_html_body_text(&mut *html, &block.text)?;
            }
            (_, None) => {}
        }
        Ok(())
    }
}

fn fill_link(
    route: &Route,
    (link, towards): (&Link, &Towards),
    html: &mut String,
) -> std::fmt::Result {
    let href = match towards {
        Towards::Page(to, anchor) => route.href_to(to, anchor.as_deref()),
        Towards::Asset(out, _) => {
            let href = route.href_to_file(out);
            // `#page=3` means something to the program that shows the file.
            match &link.target.fragment {
                Some(fragment) if !fragment.is_empty() => href.at(fragment),
                _ => href,
            }
        }
        // A link without an address: text that says it is one.
        Towards::Missing => {
            return write!(html, " class=\"missing\" title=\"This page does not exist\"");
        }
        // No link at all: `<a>` without an address is text.
        Towards::Unseen => return Ok(()),
    };
    write!(html, " href=\"{}\"", href.as_str())?;
    push_title(link, html)
}

fn fill_image(
    route: &Route,
    (link, towards): (&Link, &Towards),
    html: &mut String,
) -> std::fmt::Result {
    if *towards == Towards::Unseen {
        return pulldown_cmark_escape::escape_html(&mut *html, &link.text);
    }
    let Towards::Asset(out, pixels) = towards else {
        html.push_str("<span class=\"missing\" title=\"This picture does not exist\">");
        let alt = if link.text.is_empty() { "picture" } else { &link.text };
        pulldown_cmark_escape::escape_html(&mut *html, alt)?;
        html.push_str("</span>");
        return Ok(());
    };
    write!(html, "<img src=\"{}\" alt=\"", route.href_to_file(out).as_str())?;
    pulldown_cmark_escape::escape_html(&mut *html, &link.text)?;
    html.push('"');
    push_title(link, html)?;
    match pixels {
        Some((width, height)) if link.attributes.is_empty() => {
            write!(html, " width=\"{width}\" height=\"{height}\"")?;
        }
        _ => html.push_str(&link.attributes),
    }
    html.push_str(" loading=\"lazy\">");
    Ok(())
}

fn push_title(link: &Link, html: &mut String) -> std::fmt::Result {
    if !link.title.is_empty() {
        html.push_str(" title=\"");
        pulldown_cmark_escape::escape_html(&mut *html, &link.title)?;
        html.push('"');
    }
    Ok(())
}
