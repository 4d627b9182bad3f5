//! The SVG of a figure: elements in, text out.
//!
//! The one place that writes markup, and so the one that escapes. Coordinates are whole pixels.

use crate::render::draw::measure::clean;
use pulldown_cmark_escape::escape_html;
use std::fmt::{Arguments, Write};

/// A figure, as markup that can be put into a page as it is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Drawn(pub String);

/// A place in a figure, in pixels from its upper left corner.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Point {
    /// Pixels to the right.
    pub x: i32,
    /// Pixels down.
    pub y: i32,
}

/// A rectangle.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Area {
    /// The upper left corner.
    pub at: Point,
    /// Pixels.
    pub width: i32,
    /// Pixels.
    pub height: i32,
}

/// Which part of a text is at its place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Anchor {
    /// Its beginning.
    Start,
    /// Its middle.
    Middle,
}

/// What a figure is called, and what it says in words.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Caption<'a> {
    /// What the ids in the figure begin with, different for each figure of a page.
    pub id: &'a str,
    /// The name.
    pub title: String,
    /// Whole sentences that say what the picture shows.
    pub text: String,
}

/// A figure being drawn.
#[derive(Debug, Default)]
pub(super) struct Svg {
    body: String,
}

impl Svg {
    /// Opens a group of lines.
    pub(super) fn lines(&mut self, class: &str) {
        // The attributes are for pages without the style sheet.
        self.push(format_args!("<g class=\"{class}\" fill=\"none\" stroke=\"currentColor\">"));
    }

    /// Opens a group with the text that pointing at it shows.
    pub(super) fn group(&mut self, class: &str, hint: &str) {
        self.push(format_args!("<g class=\"{class}\"><title>{}</title>", escaped(hint)));
    }

    /// Closes a group.
    pub(super) fn end(&mut self) {
        self.body.push_str("</g>");
    }

    /// Draws a path.
    pub(super) fn path(&mut self, class: &str, d: &str) {
        self.push(format_args!("<path class=\"{class}\" d=\"{d}\"/>"));
    }

    /// Draws a rectangle with round corners.
    pub(super) fn rect(&mut self, class: &str, area: Area, radius: i32) {
        let Area { at: Point { x, y }, width, height } = area;
        self.push(format_args!(
            "<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"{radius}\"/>"
        ));
    }

    /// Draws a circle.
    pub(super) fn circle(&mut self, class: &str, at: Point, radius: i32) {
        self.push(format_args!(
            "<circle class=\"{class}\" cx=\"{}\" cy=\"{}\" r=\"{radius}\"/>",
            at.x, at.y
        ));
    }

    /// Writes a line of text; `at` is on its base line.
    pub(super) fn text(&mut self, class: &str, at: Point, anchor: Anchor, text: &str) {
        let anchor = match anchor {
            Anchor::Start => "",
            Anchor::Middle => " text-anchor=\"middle\"",
        };
        let Point { x, y } = at;
        let text = escaped(text);
        self.push(format_args!(
            "<text class=\"{class}\" x=\"{x}\" y=\"{y}\"{anchor}>{text}</text>"
        ));
    }

    fn push(&mut self, markup: Arguments<'_>) {
        let written = self.body.write_fmt(markup);
        debug_assert!(written.is_ok(), "writing to memory does not fail");
    }

    /// Returns the figure.
    pub(super) fn finish(
        self,
        kind: &str,
        (width, height): (i32, i32),
        caption: &Caption,
    ) -> Drawn {
        let id = escaped(caption.id);
        let (title, text) = (escaped(&caption.title), escaped(&caption.text));
        // Places are counted from the left in every language, hence the direction.
        Drawn(format!(
            "<svg class=\"figure {kind}\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" \
             role=\"img\" aria-labelledby=\"{id}-title\" aria-describedby=\"{id}-desc\" direction=\"ltr\" \
             font-size=\"13\" fill=\"currentColor\"><title id=\"{id}-title\">{title}</title>\
             <desc id=\"{id}-desc\">{text}</desc>{}</svg>",
            self.body
        ))
    }
}

fn escaped(text: &str) -> String {
    let text = clean(text);
    let mut html = String::with_capacity(text.len());
    let written = escape_html(&mut html, &text);
    debug_assert!(written.is_ok(), "writing to memory does not fail");
    html
}
