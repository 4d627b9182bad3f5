//! `llms.txt`: what the site is and where its texts are, in Markdown, for programs that read it.

use crate::model::SectionId;
use crate::place::Route;
use crate::render::twin::push_text;
use crate::render::view::View;
use std::sync::Arc;

/// How many policies the file names at most. Of more it names the sections, whose twins and pages
/// name theirs: a list that fills a reader's memory helps no reader.
const NAMED_MAX: usize = 500;

/// Writes the file; `title` is the site's. Links are relative, so that they hold wherever it is served.
pub(crate) fn written(view: &View<'_>, title: &str) -> String {
    let site = view.site;
    let mut text = "# ".to_owned();
    push_text(title, &mut text);
    text.push('\n');
    let home = site.sections.first();
    let home_page = home.and_then(|home| home.page).map(|id| view.card(id));
    if let Some(summary) = home_page.and_then(|card| card.summary.as_deref()) {
        text.push_str("\n> ");
        push_text(summary, &mut text);
        text.push('\n');
    }
    let total = home.map_or(0, |home| home.total);
    if total > NAMED_MAX {
        text.push_str("\n## Sections\n\n");
    }
    let mut open = vec![SectionId::of(0)];
    while let Some(id) = open.pop().filter(|_| home.is_some()) {
        let section = site.section(id);
        if section.total == 0 {
            continue;
        }
        if total > NAMED_MAX {
            push_section(view, id, &mut text);
        } else {
            push_policies(view, id, &mut text);
        }
        open.extend(section.children.iter().rev());
    }
    text
}

fn push_section(view: &View<'_>, id: SectionId, text: &mut String) {
    let section = view.site.section(id);
    let page = section.page.map(|id| view.card(id));
    let twin = section.page.and_then(|id| view.twin(id));
    let home = Route::home();
    let href =
        twin.map_or_else(|| home.href_to(&section.route, None), |twin| home.href_to_file(twin));
    let summary = page.and_then(|card| card.summary.as_ref());
    push_line(&section.title, href.as_str(), summary, text);
}

/// Writes the policies in force of one section, under its title.
fn push_policies(view: &View<'_>, id: SectionId, text: &mut String) {
    let site = view.site;
    let section = site.section(id);
    let current = || section.policies.iter().filter(|id| site.page(**id).is_current());
    let is_home = section.parent.is_none();
    if current().next().is_none() && (is_home || section.page.is_none()) {
        return;
    }
    text.push_str("\n## ");
    push_text(if is_home { "Policies" } else { &section.title }, text);
    text.push_str("\n\n");
    if !is_home && section.page.is_some() {
        push_section(view, id, text);
    }
    for id in current() {
        let card = view.card(*id);
        let home = Route::home();
        let href = match view.twin(*id) {
            Some(twin) => home.href_to_file(twin),
            None => home.href_to(&card.route, None),
        };
        push_line(&card.title, href.as_str(), card.summary.as_ref(), text);
    }
}

fn push_line(title: &str, href: &str, summary: Option<&Arc<str>>, text: &mut String) {
    text.push_str("- [");
    push_text(title, text);
    text.push_str("](");
    // Parentheses end a destination.
    text.push_str(&href.replace('(', "%28").replace(')', "%29"));
    text.push(')');
    if let Some(summary) = summary {
        text.push_str(": ");
        push_text(summary, text);
    }
    text.push('\n');
}
