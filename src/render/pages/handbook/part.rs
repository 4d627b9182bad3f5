//! One policy as a part of the handbook, remembered: an edit of one makes one again.

use crate::memo::{Memo, Same};
use crate::model::PageId;
use crate::model::titles::Titled;
use crate::parse::{Body, Parsed};
use crate::place::{Route, SourcePath};
use crate::render::context::{HandbookPart, Html, Markup, Notice, list};
use crate::render::facts::{AsOf, as_of, facts, notices};
use crate::render::fill::Filling;
use crate::render::pages::handbook::inside::Inside;
use crate::render::view::View;
use std::sync::Arc;

/// What a part is made from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct PartInput {
    route: Route,
    /// The page of the handbook it stands on.
    volume: Route,
    parsed: Arc<Parsed>,
    body: Arc<Body>,
    titled: Arc<Titled>,
    filling: Filling,
    /// Its language, where that is not the site's.
    lang: Option<Arc<str>>,
    section: Option<Arc<str>>,
    notices: Vec<Notice>,
    as_of: AsOf,
    inside: Same<Inside>,
}

/// The parts of earlier builds.
pub(super) type Parts = Memo<SourcePath, PartInput, Arc<HandbookPart>>;

impl PartInput {
    /// Gathers what a policy's part is made from.
    pub(super) fn of(
        view: &View<'_>,
        (id, body): (PageId, Arc<Body>),
        volume: &Route,
        inside: &Same<Inside>,
    ) -> Self {
        let page = view.site.page(id);
        let section = view.site.section(page.section);
        let lang = view.lang(Some(page));
        Self {
            route: page.route.clone(),
            volume: volume.clone(),
            parsed: Arc::clone(&page.parsed),
            body,
            titled: Arc::clone(&page.titled),
            filling: Filling::of(view, page),
            lang: Some(lang).filter(|lang| **lang != *view.config.lang),
            section: section.parent.is_some().then(|| Arc::clone(&section.title)),
            notices: notices(&page.parsed, view.today),
            as_of: as_of(&page.parsed, view.today),
            inside: inside.clone(),
        }
    }
}

/// Makes a part.
pub(super) fn made(input: &PartInput) -> Arc<HandbookPart> {
    let PartInput { route, volume, parsed, titled, .. } = input;
    let body = input.filling.body(volume, parsed, &input.body, titled.lead);
    let body = input.inside.body(&body.0.0, route, volume);
    Arc::new(HandbookPart {
        id: route.part_id(),
        link: route.part_href().as_str().to_owned(),
        href: volume.href_to(route, None).as_str().into(),
        title: Arc::clone(&titled.title),
        lang: input.lang.clone(),
        section: input.section.clone(),
        lede: View::lede(parsed),
        facts: list(facts(parsed, &titled.title, input.as_of)),
        notices: list(input.notices.clone()),
        body: Html(Arc::new(Markup(body))),
    })
}
