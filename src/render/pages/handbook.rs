//! The handbook: the policies in force on one page, to print or to keep.
//!
//! A site of many policies has a page for each top section instead, and one of very many has none:
//! no browser lays out ten thousand policies, and nobody prints them.

mod inside;
pub(crate) mod part;

use crate::memo::Once;
use crate::model::{PageId, SectionId, Site};
use crate::parse::Body;
use crate::place::Route;
use crate::render::context::{
    Content, HandbookPage, HandbookPart, Html, Items, PageContext, Ref, VolumeCard, list,
};
use crate::render::markup::Writer;
use crate::render::pages::handbook::inside::Inside;
use crate::render::pages::handbook::part::{PartInput, Parts, made};
use crate::render::pages::register::Register;
use crate::render::view::View;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// How many policies one page holds at most. Three hundred take about a thousand sheets.
const POLICIES_MAX: usize = 300;

/// How many words one page holds at most: about 4 MB of HTML, which a phone still lays out.
const WORDS_MAX: usize = 400_000;

/// Above this many policies there is no handbook: it would double what a build writes.
const ALL_MAX: usize = 1_000;

/// One page of the handbook.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Volume {
    /// Its address.
    pub route: Route,
    /// The section it holds, the root for the first page.
    section: SectionId,
    /// What it holds, in order.
    steps: Vec<Step>,
    /// On the first page, the sections that are not on it, with the pages that hold them.
    others: Vec<(SectionId, Option<Route>)>,
}

/// One entry of the contents, with how deep it stands, from 0.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Step {
    Section(SectionId, usize),
    Policy(PageId, usize),
}

/// What is remembered of making the handbook.
#[derive(Debug, Default)]
pub(crate) struct Remembered {
    inside: Once<Vec<(Route, Route)>, Inside>,
    parts: Parts,
}

/// The pages of the handbook, by address.
pub(crate) type Handbook = BTreeMap<Route, Arc<PageContext>>;

impl Volume {
    fn policies(&self) -> impl Iterator<Item = PageId> {
        policies(&self.steps)
    }
}

fn policies(steps: &[Step]) -> impl Iterator<Item = PageId> {
    steps.iter().filter_map(|step| match step {
        Step::Policy(id, _) => Some(*id),
        Step::Section(..) => None,
    })
}

/// Returns the address of the first page.
pub(crate) fn route() -> Route {
    Route::home().child("handbook")
}

/// Returns whether the site has a handbook. One that says nothing which a page does not say has none,
/// and neither has one where the author has pages at its address.
pub(crate) fn is_there(view: &View<'_>) -> bool {
    let route = route();
    let is_taken = |own: &Route| *own == route || own.is_below(&route);
    let total = view.site.sections.first().map_or(0, |root| root.total);
    view.config.handbook
        && (2..=ALL_MAX).contains(&total)
        && !view.site.sections.iter().any(|section| is_taken(&section.route))
        && !view.site.pages.iter().any(|page| is_taken(&page.route))
}

/// Returns the pages of the handbook, the first one first.
pub(crate) fn volumes(view: &View<'_>) -> Vec<Volume> {
    if !is_there(view) {
        return Vec::new();
    }
    let (site, root, route) = (view.site, SectionId::of(0), route());
    let steps = steps(site, root, Reach::Below);
    if fits(site, &steps) {
        return vec![Volume { route, section: root, steps, others: Vec::new() }];
    }
    let own = self::steps(site, root, Reach::Own);
    let own = if fits(site, &own) { own } else { Vec::new() };
    let mut volumes = Vec::new();
    let mut others = Vec::new();
    for id in site.section(root).children.iter().filter(|id| site.section(**id).total > 0) {
        let steps = self::steps(site, *id, Reach::Below);
        let name = site.section(*id).folder.rsplit('/').next().unwrap_or("");
        let route = route.child(name);
        let fits = fits(site, &steps);
        others.push((*id, fits.then(|| route.clone())));
        if fits {
            volumes.push(Volume { route, section: *id, steps, others: Vec::new() });
        }
    }
    volumes.insert(0, Volume { route, section: root, steps: own, others });
    volumes
}

/// How far [`steps`] go.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// The policies directly in the section.
    Own,
    /// Those in the sections below, too.
    Below,
}

/// Returns the current policies of a section in order, with the sections they lie in.
fn steps(site: &Site, section: SectionId, reach: Reach) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut open = vec![(section, 0)];
    while let Some((id, depth)) = open.pop() {
        let at = site.section(id);
        if at.total == 0 {
            continue;
        }
        let inner = if id == section {
            depth
        } else {
            steps.push(Step::Section(id, depth));
            depth + 1
        };
        let shown = at.policies.iter().filter(|id| is_shown(site, **id));
        steps.extend(shown.map(|id| Step::Policy(*id, inner)));
        if reach == Reach::Below {
            open.extend(at.children.iter().rev().map(|child| (*child, inner)));
        }
    }
    steps
}

/// Returns whether a policy stands in the handbook: it is in force, or will be, and it is not the text
/// above the list of clients, who are not in it.
fn is_shown(site: &Site, id: PageId) -> bool {
    let page = site.page(id);
    let is_intro = !site.clients.is_empty() && page.route == Register::Clients.route();
    page.is_current() && !is_intro
}

fn fits(site: &Site, steps: &[Step]) -> bool {
    let words = |id| site.page(id).parsed.words as usize;
    policies(steps).count() <= POLICIES_MAX
        && policies(steps).map(words).sum::<usize>() <= WORDS_MAX
}

/// Makes the pages of the handbook. `bodies` are those of the pages, in their order.
pub(crate) fn handbook(
    view: &View<'_>,
    volumes: &[Arc<Volume>],
    bodies: &[Arc<Body>],
    remembered: &mut Remembered,
) -> Handbook {
    let volume_of = volumes.iter().flat_map(|volume| volume.policies().map(move |id| (id, volume)));
    let mut volume_of: BTreeMap<PageId, &Arc<Volume>> = volume_of.collect();
    // Two pages at one address are an error; until it is mended, the first of them is shown.
    let mut taken = BTreeSet::new();
    volume_of.retain(|id, _| taken.insert(&view.site.page(*id).route));
    let addresses = volume_of.iter().map(|(id, volume)| {
        let route = view.site.page(*id).route.clone();
        (route, volume.route.clone())
    });
    let inside = remembered.inside.of(addresses.collect(), |addresses| Inside::of(addresses));
    let inputs = volume_of.iter().filter_map(|(id, volume)| {
        let body = Arc::clone(bodies.get(id.index())?);
        let input = PartInput::of(view, (*id, body), &volume.route, &inside);
        Some((view.site.page(*id).path.clone(), input))
    });
    let parts = remembered.parts.map(inputs.collect(), |_, input| made(input));
    let parts: BTreeMap<PageId, Arc<HandbookPart>> = volume_of.into_keys().zip(parts).collect();
    let page = |volume: &Arc<Volume>| (volume.route.clone(), Arc::new(page(view, volume, &parts)));
    volumes.iter().map(page).collect()
}

fn page(
    view: &View<'_>,
    volume: &Volume,
    parts: &BTreeMap<PageId, Arc<HandbookPart>>,
) -> PageContext {
    let section = view.site.section(volume.section);
    let is_first = section.parent.is_none();
    let title: Arc<str> =
        if is_first { "Handbook".into() } else { format!("Handbook: {}", section.title).into() };
    let route = &volume.route;
    let mut crumbs = vec![Ref { title: "Home".into(), href: route.to_root().as_str().into() }];
    if !is_first {
        let href = route.href_to(&self::route(), None).as_str().into();
        crumbs.push(Ref { title: "Handbook".into(), href });
    }
    let parts: Vec<Arc<HandbookPart>> =
        volume.policies().filter_map(|id| parts.get(&id).cloned()).collect();
    let mut head = view.plain_head(route, &title, list(crumbs));
    // Each policy has a page of its own, and that is what a search should find.
    head.robots = Some("noindex");
    head.lede = Some(lede(parts.len(), volume.others.is_empty()).into());
    head.description.clone_from(&head.lede);
    let content = HandbookPage {
        head,
        total: parts.len(),
        volumes: list(
            volume.others.iter().map(|(id, volume)| card(view, route, *id, volume.as_ref())),
        ),
        contents: contents(view, volume),
        control: control(&parts),
        parts: Arc::new(Items(parts)),
    };
    PageContext {
        lang: view.lang(None),
        root: route.to_root().as_str().to_owned(),
        nav: view.nav(route, None),
        page: Content::Handbook(Arc::new(content)),
    }
}

fn lede(policies: usize, is_all: bool) -> String {
    let noun = if policies == 1 { "policy" } else { "policies" };
    match (policies, is_all) {
        (_, true) => format!("{policies} {noun} on one page, to print or to keep."),
        (0, false) => "The policies of each section on one page, to print or to keep.".to_owned(),
        (_, false) => format!(
            "The policies of each section on one page, to print or to keep; {policies} {noun} of no \
             section on this one."
        ),
    }
}

/// Returns a section that has a page of the handbook to itself, or is too large for one.
fn card(view: &View<'_>, from: &Route, id: SectionId, volume: Option<&Route>) -> VolumeCard {
    let section = view.site.section(id);
    let to = volume.unwrap_or(&section.route);
    VolumeCard {
        title: Arc::clone(&section.title),
        href: from.href_to(to, None).as_str().into(),
        policies: section.total,
        is_there: volume.is_some(),
    }
}

/// Returns the contents as nested lists.
fn contents(view: &View<'_>, volume: &Volume) -> Html {
    let mut html = Writer::with_capacity(volume.steps.len() * 120);
    // How many lists are open below the outermost, each in an item of the one above.
    let mut open = 0;
    for step in &volume.steps {
        let (Step::Section(_, depth) | Step::Policy(_, depth)) = *step;
        while open > depth {
            html.raw("</ol></li>");
            open -= 1;
        }
        match step {
            Step::Section(id, _) => {
                html.raw("<li><b>").text(&view.site.section(*id).title).raw("</b><ol>");
                open += 1;
            }
            Step::Policy(id, _) => {
                let page = view.site.page(*id);
                html.raw("<li><a href=").value(page.route.part_href().as_str()).raw(">");
                html.text(&page.title).raw("</a></li>");
            }
        }
    }
    for _ in 0..open {
        html.raw("</ol></li>");
    }
    html.into_html()
}

/// The columns of the table of document control, by the label of the fact.
const COLUMNS: [&str; 6] =
    ["Owner", "Version", "In force from", "Status", "Review due", "Classification"];

/// Returns the table of document control: a row for each policy, a column for what is known of any.
/// Nothing when nothing is.
fn control(parts: &[Arc<HandbookPart>]) -> Html {
    let fact = |part: &HandbookPart, label: &str| {
        part.facts.0.iter().find(|fact| fact.label == label).cloned()
    };
    let is_known = |label: &&&str| parts.iter().any(|part| fact(part, label).is_some());
    let columns: Vec<&str> = COLUMNS.iter().filter(is_known).copied().collect();
    let mut html = Writer::with_capacity(parts.len() * 160);
    if columns.is_empty() {
        return html.into_html();
    }
    html.raw("<thead><tr><th scope=\"col\">Policy</th>");
    for column in &columns {
        html.raw("<th scope=\"col\">").text(column).raw("</th>");
    }
    html.raw("</tr></thead><tbody>");
    for part in parts {
        html.raw("<tr><th scope=\"row\"><a href=").value(&part.link).raw(">");
        html.text(&part.title).raw("</a></th>");
        for column in &columns {
            html.raw("<td data-l=").value(column).raw(">");
            match fact(part, column) {
                Some(fact) => html.text(&fact.value),
                None if *column == "Status" => html.text("In force"),
                None => html.text("–"),
            };
            html.raw("</td>");
        }
        html.raw("</tr>");
    }
    html.raw("</tbody>");
    html.into_html()
}
