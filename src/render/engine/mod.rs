//! The template engine. The only file that names minijinja.
//!
//! Templates receive data and nothing else; what they do is bounded. A template that does not
//! compile or fails on a page is a diagnostic at its line, not a broken page.

mod values;

use crate::diag::{Code, Diagnostic, Location, Reporter};
use crate::render::context::Markup;
use crate::render::context::PagePlan;
use crate::render::context::Shared;
use crate::render::pages::policy;
use crate::render::theme::Theme;
use crate::text::span::Span;
use minijinja::value::ValueKind;
use minijinja::{AutoEscape, Environment, ErrorKind, Output, State, UndefinedBehavior, Value};
use pulldown_cmark_escape::{FmtWriter, escape_html};
use std::sync::Arc;

/// Steps one page may take where a project has templates of its own; a page of 10,000 entries takes
/// about one million.
const FUEL: u64 = 200_000_000;

/// Compiled templates.
#[derive(Debug)]
pub(crate) struct Engine {
    environment: Environment<'static>,
    theme: Theme,
    is_whole: bool,
}

impl Engine {
    /// Compiles the templates of a theme; `shared` is what every page receives.
    pub(crate) fn new(theme: &Theme, shared: &Shared) -> (Self, Vec<Diagnostic>) {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::SemiStrict);
        if theme.has_overrides() {
            environment.set_fuel(Some(FUEL));
        }
        environment.set_formatter(escaped);
        let mut out = Reporter::default();
        for (name, bytes) in theme.templates() {
            let Ok(text) = std::str::from_utf8(bytes) else {
                let at = Location { file: theme.location(name), span: Span::default() };
                out.report(Code::TemplateBroken, at, "this template is not UTF-8 text");
                continue;
            };
            let text = if theme.has_overrides() { text.to_owned() } else { whole(theme, text) };
            if let Err(error) = environment.add_template_owned(name.to_owned(), text) {
                out.extend([diagnostic(theme, name, &error)]);
            }
        }
        environment.add_global("site", values::value_of(&shared.site));
        environment.add_global("assets", values::value_of(&shared.assets));
        environment.add_filter("safe", safe);
        let found = out.into_found();
        let is_whole = found.is_empty();
        (Self { environment, theme: theme.clone(), is_whole }, found)
    }

    /// Returns whether every template compiles; without one there is nothing to render with.
    pub(crate) fn is_whole(&self) -> bool {
        self.is_whole
    }

    /// Renders a page. `buffer` is room to work in, kept from page to page.
    ///
    /// # Errors
    /// The diagnostic of the template that failed.
    pub(crate) fn render(
        &self,
        plan: &PagePlan,
        buffer: &mut Vec<u8>,
    ) -> Result<Arc<[u8]>, Box<Diagnostic>> {
        buffer.clear();
        let (template, context) = match plan {
            PagePlan::Page(template, context) => (*template, values::value_of(context)),
            PagePlan::CallSheet(context) => ("call_sheet.html", values::value_of(context)),
            PagePlan::Policy(plan) => {
                ("policy.html", values::value_of(&Arc::new(policy::context(plan))))
            }
            PagePlan::Redirect(plan) => {
                ("redirect.html", values::value_of(&Arc::new(plan.context())))
            }
        };
        let fail = |error: &minijinja::Error| Box::new(diagnostic(&self.theme, template, error));
        let compiled = self.environment.get_template(template).map_err(|error| fail(&error))?;
        compiled.render_captured_to(context, &mut *buffer).map_err(|error| fail(&error))?;
        Ok(buffer.as_slice().into())
    }
}

/// Returns a template with its partials in their places: an include takes as long as most partials
/// do. Only for built-in templates, whose faults need no place in a file.
fn whole(theme: &Theme, text: &str) -> String {
    let mut whole = String::with_capacity(text.len() * 2);
    let mut rest = text;
    while let Some((before, tag, name, after)) = include(rest) {
        whole.push_str(before);
        let partial = theme.templates().find(|(known, _)| *known == name);
        match partial.and_then(|(_, bytes)| std::str::from_utf8(bytes).ok()) {
            Some(partial) => {
                // An empty comment strips white space as the tag did.
                whole.push_str(if tag.starts_with("{%-") { "{#-#}" } else { "" });
                whole.push_str(&self::whole(theme, partial.strip_suffix('\n').unwrap_or(partial)));
                whole.push_str(if tag.ends_with("-%}") { "{#-#}" } else { "" });
            }
            None => whole.push_str(tag),
        }
        rest = after;
    }
    whole + rest
}

/// Finds the first include of a literal name: what stands before it, the tag, the name, what follows.
fn include(text: &str) -> Option<(&str, &str, &str, &str)> {
    for (start, _) in text.match_indices("{%") {
        let length = text.get(start..)?.find("%}")? + "%}".len();
        let tag = text.get(start..start + length)?;
        let inner = tag.trim_start_matches("{%").trim_end_matches("%}").trim_matches(['-', ' ']);
        let name = inner.strip_prefix("include \"").and_then(|rest| rest.strip_suffix('"'));
        if let Some(name) = name {
            return Some((text.get(..start)?, tag, name, text.get(start + length..)?));
        }
    }
    None
}

/// Marks text as markup; what is markup already is handed on.
fn safe(value: Value) -> Value {
    let is_markup = value.is_safe() || value.downcast_object_ref::<Markup>().is_some();
    if is_markup { value } else { Value::from_safe_string(value.to_string()) }
}

/// Prints a value: nothing for none, HTML-escaped text otherwise. Unlike the engine's own formatter
/// it leaves `/` alone, so that links stay readable.
fn escaped(out: &mut Output, state: &mut State, value: &Value) -> Result<(), minijinja::Error> {
    if value.is_undefined() || value.is_none() {
        return Ok(());
    }
    let is_html = matches!(state.auto_escape(), AutoEscape::Html);
    let written = match value.as_str() {
        Some(text) if value.is_safe() || !is_html => out.write_str(text),
        Some(text) => escape_html(FmtWriter(out), text),
        None => match value.downcast_object_ref::<Markup>() {
            Some(markup) => out.write_str(&markup.0),
            None if matches!(value.kind(), ValueKind::Number | ValueKind::Bool) => {
                write!(out, "{value}")
            }
            None => escape_html(FmtWriter(out), &value.to_string()),
        },
    };
    written.map_err(minijinja::Error::from)
}

/// Turns an error of the engine into a diagnostic at the template's line.
fn diagnostic(theme: &Theme, template: &str, error: &minijinja::Error) -> Diagnostic {
    let name = error.name().unwrap_or(template);
    let file = theme.location(name);
    let text = theme.templates().find(|(known, _)| *known == name);
    let text = text.and_then(|(_, bytes)| std::str::from_utf8(bytes).ok()).unwrap_or("");
    let span = match error.range() {
        Some(range) => Span::new(range.start, range.end),
        None => line_span(text, error.line().unwrap_or(1)),
    };
    let kinds = [
        (ErrorKind::SyntaxError, "this is not a template"),
        (ErrorKind::TemplateNotFound, "it includes a template that does not exist"),
        (ErrorKind::UndefinedError, "a value that templates do not have"),
        (ErrorKind::OutOfFuel, "it takes too long"),
    ];
    let what =
        kinds.iter().find(|(kind, _)| *kind == error.kind()).map_or("it fails", |(_, what)| *what);
    let detail = error.detail().map_or(String::new(), |detail| format!(": {detail}"));
    let mut out = Reporter::default();
    let at = Location { file, span };
    out.report(Code::TemplateBroken, at, format!("{what}{detail}"))
        .help("compare it with the default theme's template of the same name");
    out.into_found().remove(0)
}

fn line_span(text: &str, line: usize) -> Span {
    let mut at = 0;
    for (n, content) in text.split_inclusive('\n').enumerate() {
        if n + 1 == line {
            return Span::new(at, at + content.trim_end().len());
        }
        at += content.len();
    }
    Span::default()
}
