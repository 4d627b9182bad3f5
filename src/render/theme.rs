//! The theme: built-in files, and the project's own in their place.

use crate::diag::{Code, Diagnostic, Location, Reporter, Texts};
use crate::memo::Held;
use crate::place::{OutPath, SourcePath};
use crate::render::style;
use crate::text::nearest::nearest;
use crate::text::span::Span;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

macro_rules! built_in {
    ($($name:literal,)+) => {
        /// The files of the default theme, by name.
        const BUILT_IN: &[(&str, &[u8])] =
            &[$(($name, include_bytes!(concat!("../../themes/default/", $name))),)+];
    };
}

built_in! {
    "assets/call_sheet.css",
    "assets/favicon.svg",
    "assets/not_found.js",
    "assets/portal.js",
    "assets/search.js",
    "assets/theme.js",
    "az.html",
    "call_sheet.html",
    "client.html",
    "css/alerts.css",
    "css/az.css",
    "css/band.css",
    "css/base.css",
    "css/charts.css",
    "css/client.css",
    "css/code.css",
    "css/contrast.css",
    "css/document.css",
    "css/figures.css",
    "css/filter.css",
    "css/frame.css",
    "css/handbook.css",
    "css/home.css",
    "css/layers.css",
    "css/lists.css",
    "css/print.css",
    "css/prose.css",
    "css/registers.css",
    "css/screens.css",
    "css/search.css",
    "css/status.css",
    "css/tables.css",
    "css/terms.css",
    "css/tokens.css",
    "css/verdicts.css",
    "glossary.html",
    "handbook.html",
    "home.html",
    "layout.html",
    "not_found.html",
    "partials/back-link.html",
    "partials/backlinks.html",
    "partials/crumbs.html",
    "partials/date.html",
    "partials/dir.html",
    "partials/elsewhere.html",
    "partials/fact.html",
    "partials/facts.html",
    "partials/filter.html",
    "partials/front.html",
    "partials/head.html",
    "partials/icons.html",
    "partials/keys.html",
    "partials/letters.html",
    "partials/listing.html",
    "partials/noted.html",
    "partials/notice.html",
    "partials/notices.html",
    "partials/pager.html",
    "partials/relations.html",
    "partials/reviews.html",
    "partials/running.html",
    "partials/sections.html",
    "partials/sidebar.html",
    "partials/status.html",
    "partials/toc.html",
    "policy.html",
    "redirect.html",
    "register.html",
    "search.html",
    "section.html",
}

/// The part of the style sheet that holds the values that the configuration sets.
const TOKENS_PART: &str = "css/tokens-set.css";

/// Adds the values that the configuration sets to the project's files, as a part of the style sheet.
pub(crate) fn with_tokens(
    mut files: BTreeMap<String, Held<[u8]>>,
    tokens: &BTreeMap<String, String>,
) -> BTreeMap<String, Held<[u8]>> {
    if !tokens.is_empty() {
        let set: Vec<String> =
            tokens.iter().map(|(name, value)| format!("--{name}: {value};")).collect();
        let part = format!("@layer tokens {{ :root {{ {} }} }}\n", set.join(" "));
        files.insert(TOKENS_PART.to_owned(), part.into_bytes().into());
    }
    files
}

/// The style sheet of call sheets: each holds it, so it is no file of its own in the output.
const INLINED: &str = "assets/call_sheet.css";

/// The templates and files that make the look.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Theme {
    files: BTreeMap<String, Arc<[u8]>>,
    /// Where the file of each name lies in the project, for those that are the project's own.
    own: BTreeMap<String, SourcePath>,
    /// The files that are published: name, output file, content.
    published: Vec<(String, OutPath, Arc<[u8]>)>,
}

impl Theme {
    /// Returns the default theme.
    pub(crate) fn builtin() -> Self {
        let files = BUILT_IN.iter().map(|(name, bytes)| ((*name).to_owned(), Arc::from(*bytes)));
        Self { files: files.collect(), own: BTreeMap::new(), published: Vec::new() }
    }

    /// Returns the default theme with the project's files in place of those of the same name.
    ///
    /// Names are relative to the project's `themes` folder; `default/policy.html` and `policy.html`
    /// both stand for the template `policy.html`. Files that replace nothing are reported, except
    /// partials and assets that other templates may include, and further parts of the style sheet.
    pub(crate) fn with_overrides(files: &BTreeMap<String, Held<[u8]>>) -> (Self, Vec<Diagnostic>) {
        let mut theme = Self::builtin();
        let mut out = Reporter::default();
        for (name, bytes) in files {
            let Some(path) = SourcePath::beside(&format!("themes/{name}")) else { continue };
            let name = name.strip_prefix("default/").unwrap_or(name);
            if path.is_page() {
                continue;
            }
            let is_extra = name.starts_with("partials/")
                || name.starts_with("assets/")
                || style::is_part(name);
            if !theme.files.contains_key(name) && !is_extra {
                let at = Location { file: path, span: Span::default() };
                let help = match nearest(name, theme.files.keys().map(String::as_str)) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => "put files that are no templates into `static`".to_owned(),
                };
                out.report(Code::ThemeFileUnknown, at, format!("the theme has no file `{name}`"))
                    .help(help);
                continue;
            }
            theme.files.insert(name.to_owned(), bytes.share());
            theme.own.insert(name.to_owned(), path);
        }
        theme.report_unused_parts(&mut out);
        theme.publish();
        (theme, out.into_found())
    }

    /// Reports parts of the style sheet that the project's own sheet takes the place of.
    fn report_unused_parts(&self, out: &mut Reporter) {
        if !self.own.contains_key(style::SHEET) {
            return;
        }
        for (name, path) in self.own.iter().filter(|(name, _)| style::is_part(name)) {
            let at = Location { file: path.clone(), span: Span::default() };
            out.report(Code::ThemeFileUnknown, at, format!("the part `{name}` is not used")).help(
                format!("your `{}` stands for the whole sheet; remove one of them", style::SHEET),
            );
        }
    }

    /// Joins the style sheets, and names the files that are published by their content.
    fn publish(&mut self) {
        for (name, sheet) in style::sheets(&self.files) {
            self.files.entry(name.to_owned()).or_insert_with(|| sheet.into_bytes().into());
        }
        let is_published = |name: &str| name.starts_with("assets/") && name != INLINED;
        let assets = self.files.iter().filter(|(name, _)| is_published(name));
        let named = assets.filter_map(|(name, bytes)| {
            Some((name.clone(), hashed(name, bytes)?, Arc::clone(bytes)))
        });
        self.published = named.collect();
    }

    /// Returns whether any file is the project's own.
    pub(super) fn has_overrides(&self) -> bool {
        !self.own.is_empty()
    }

    /// Returns the templates, by name.
    pub(super) fn templates(&self) -> impl Iterator<Item = (&str, &[u8])> {
        let is_template = |name: &str| name.rsplit_once('.').is_some_and(|(_, end)| end == "html");
        self.files
            .iter()
            .filter(move |(name, _)| is_template(name))
            .map(|(name, bytes)| (name.as_str(), &**bytes))
    }

    /// Returns the files of the theme that are published, each under a name made of its content.
    pub(crate) fn assets(&self) -> impl Iterator<Item = (&str, OutPath, Arc<[u8]>)> {
        let published = self.published.iter();
        published.map(|(name, path, bytes)| (name.as_str(), path.clone(), Arc::clone(bytes)))
    }

    /// Returns where a template lies, for diagnostics.
    pub(super) fn location(&self, template: &str) -> SourcePath {
        let built_in = || SourcePath::beside(&format!("themes/default/{template}"));
        let fallback = || SourcePath::new("themes").expect("a plain name is a path");
        self.own.get(template).cloned().or_else(built_in).unwrap_or_else(fallback)
    }
}

impl Texts for Theme {
    fn text(&self, file: &SourcePath) -> Option<&str> {
        let name = file.as_str().strip_prefix("../themes/")?;
        let name = name.strip_prefix("default/").unwrap_or(name);
        std::str::from_utf8(self.files.get(name)?).ok()
    }
}

/// Returns `assets/theme.css` as `assets/theme-1a2b3c4d.css`.
fn hashed(name: &str, bytes: &[u8]) -> Option<OutPath> {
    let digest = Sha256::digest(bytes);
    let mut hash = String::with_capacity(8);
    for byte in digest.iter().take(4) {
        write!(hash, "{byte:02x}").ok()?;
    }
    let (stem, extension) = name.rsplit_once('.')?;
    OutPath::new(&format!("{stem}-{hash}.{extension}"))
}
