//! [`About`]: what a page says of itself to programs, and where readers take it up elsewhere.

use crate::config::Config;
use crate::date::Date;
use crate::memo::Same;
use crate::model::PageId;
use crate::parse::Parsed;
use crate::parse::front_matter::Status;
use crate::place::{AddressPattern, Base, Route};
use crate::render::context::{About, Head, Html, Markup};
use crate::render::facts::status_word;
use crate::render::frame::Named;
use crate::render::pages::handbook::Handbook;
use crate::render::view::View;
use serde::Serialize;
use std::sync::Arc;

/// What the configuration says of the site to those outside.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Publication {
    base: Option<Base>,
    org_name: Option<String>,
    edit_url: Option<AddressPattern>,
    report_url: Option<AddressPattern>,
    /// Whether links that lead nowhere look like text: readers are not told what they may not see.
    pub hides: bool,
}

/// What is published beside the pages.
#[derive(Clone, Debug, Default)]
pub(crate) struct Published {
    /// What the configuration says.
    pub site: Arc<Publication>,
    /// The pages that have a twin in Markdown, in the order of the pages.
    pub twins: Same<Vec<PageId>>,
    /// The pages of the handbook.
    pub handbook: Handbook,
}

impl Published {
    /// Returns what is known before there are outputs.
    pub(crate) fn of(config: &Config) -> Self {
        let site = Publication {
            base: config.base.clone(),
            org_name: config.org_name.clone(),
            edit_url: config.edit_url.clone(),
            report_url: config.report_url.clone(),
            hides: config.edition.as_ref().is_some_and(|edition| !edition.audience.sees_all()),
        };
        Self { site: Arc::new(site), ..Self::default() }
    }
}

/// What one page's [`About`] is made from, besides its text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Outside {
    site: Arc<Publication>,
    has_twin: bool,
    edit: Option<Arc<str>>,
    report: Option<Arc<str>>,
}

impl Outside {
    /// Gathers it for a page, none for one that no file stands for.
    pub(super) fn of(view: &View<'_>, id: Option<PageId>) -> Self {
        let site = Arc::clone(&view.published.site);
        let path = id.map(|id| &view.site.page(id).path);
        let of = |pattern: &Option<AddressPattern>| {
            pattern.as_ref().zip(path).map(|(pattern, path)| pattern.of(path).into())
        };
        Self {
            has_twin: id.is_some_and(|id| view.published.twins.binary_search(&id).is_ok()),
            edit: of(&site.edit_url),
            report: of(&site.report_url),
            site,
        }
    }

    /// Returns what the page says; `above` are the sections it lies in, from the top.
    pub(super) fn about<'a>(
        &self,
        (route, head): (&Route, &Head),
        (kind, lang): (Kind, &str),
        parsed: Option<&Parsed>,
        above: impl Iterator<Item = &'a Named>,
    ) -> Arc<About> {
        let base = self.site.base.as_ref();
        let front = parsed.map(|parsed| &parsed.front);
        let day = |day: Option<Date>| day.map(|day| day.to_string());
        let published = |parsed: &Parsed| parsed.status() == Status::Published;
        let status = parsed.filter(|parsed| !published(parsed));
        let document = Document {
            context: "https://schema.org",
            kind: kind.schema(),
            name: &head.title,
            description: head.description.as_deref(),
            language: lang,
            url: base.map(|base| base.absolute(route)),
            version: front.and_then(|front| Some(front.version.as_ref()?.value.as_str())),
            status: status.and_then(|parsed| status_word(parsed.status()).0),
            published: day(front.and_then(|front| Some(front.effective.as_ref()?.value))),
            expires: day(front.and_then(|front| Some(front.expires.as_ref()?.value))),
            publisher: self
                .site
                .org_name
                .as_deref()
                .map(|name| Organisation { kind: "Organization", name }),
            breadcrumb: base
                .filter(|_| kind != Kind::Home)
                .map(|base| Breadcrumbs::of(base, above)),
        };
        Arc::new(About {
            kind: kind.open_graph(),
            data: Html(Arc::new(Markup(data(&document)))),
            twin: self.has_twin.then_some("index.md"),
            edit: self.edit.clone(),
            report: self.report.clone(),
        })
    }
}

/// What kind of page it is, to other programs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    /// A policy.
    Policy,
    /// A list of pages.
    Section,
    /// The home page.
    Home,
}

impl Kind {
    /// Returns the word for it in Open Graph.
    fn open_graph(self) -> &'static str {
        match self {
            Self::Policy => "article",
            Self::Section | Self::Home => "website",
        }
    }

    /// Returns the type of schema.org.
    fn schema(self) -> &'static str {
        match self {
            Self::Policy => "DigitalDocument",
            Self::Section => "CollectionPage",
            Self::Home => "WebSite",
        }
    }
}

/// A page in the terms of schema.org.
#[derive(Serialize)]
struct Document<'a> {
    #[serde(rename = "@context")]
    context: &'static str,
    #[serde(rename = "@type")]
    kind: &'static str,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    #[serde(rename = "inLanguage")]
    language: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<&'a str>,
    #[serde(rename = "creativeWorkStatus", skip_serializing_if = "Option::is_none")]
    status: Option<&'static str>,
    #[serde(rename = "datePublished", skip_serializing_if = "Option::is_none")]
    published: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    publisher: Option<Organisation<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    breadcrumb: Option<Breadcrumbs<'a>>,
}

#[derive(Serialize)]
struct Organisation<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    name: &'a str,
}

/// The sections above a page; their addresses have to be absolute.
#[derive(Serialize)]
struct Breadcrumbs<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    #[serde(rename = "itemListElement")]
    items: Vec<Breadcrumb<'a>>,
}

#[derive(Serialize)]
struct Breadcrumb<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    position: usize,
    name: &'a str,
    item: String,
}

impl<'a> Breadcrumbs<'a> {
    fn of(base: &Base, above: impl Iterator<Item = &'a Named>) -> Self {
        let home = Breadcrumb {
            kind: "ListItem",
            position: 1,
            name: "Home",
            item: base.absolute(&Route::home()),
        };
        let above = above.enumerate().map(|(n, named)| Breadcrumb {
            kind: "ListItem",
            position: n + 2,
            name: &named.title,
            item: base.absolute(&named.route),
        });
        let items = std::iter::once(home).chain(above).collect();
        Self { kind: "BreadcrumbList", items }
    }
}

/// Returns a value as the content of a `<script>` that holds data: nothing in it ends the element, and
/// nothing in it is a line of a script.
fn data(value: &impl Serialize) -> String {
    let json = serde_json::to_string(value).unwrap_or_else(|_| "{}".to_owned());
    let mut data = String::with_capacity(json.len());
    for c in json.chars() {
        match c {
            '<' => data.push_str("\\u003c"),
            '>' => data.push_str("\\u003e"),
            '&' => data.push_str("\\u0026"),
            '\u{2028}' => data.push_str("\\u2028"),
            '\u{2029}' => data.push_str("\\u2029"),
            c => data.push(c),
        }
    }
    data
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_can_not_end_its_element() {
        assert_eq!(
            data(&"</script><!-- \" & \u{2028}\u{2029} \\"),
            "\"\\u003c/script\\u003e\\u003c!-- \\\" \\u0026 \\u2028\\u2029 \\\\\""
        );
    }
}
