//! What the home page has beside policies and text: where to report an incident, how the reviews and the
//! plans of clients stand, what was reviewed lately and what has to be.

use crate::model::PageId;
use crate::parse::client::Phone;
use crate::place::Route;
use crate::render::card::{Card, CardKind};
use crate::render::context::{Front, List, Listed, Noted, Plans, Report, Reviews, list};
use crate::render::pages::exceptions::ENDING_DAYS;
use crate::render::pages::register::Register;
use crate::render::record::Record;
use crate::render::standing::{Standing, distance, review, reviews};
use crate::render::view::{View, listed};
use crate::srp::{Due, DueKind, Tally};
use std::cmp::Reverse;
use std::sync::Arc;

/// How many policies a list of what was reviewed, or has to be, names.
const NOTED_MAX: usize = 5;
/// A review is recent for about half a year.
const RECENT_DAYS: i32 = 183;

/// Returns what stands at the front; none when there is nothing to say.
pub(super) fn front(view: &View<'_>) -> Option<Arc<Front>> {
    let front = Front { report: report(view).map(Arc::new), plans: plans(view).map(Arc::new) };
    (front != Front::default()).then(|| Arc::new(front))
}

/// Returns all policies that readers are led to, each as its card and its record.
pub(super) fn current<'a>(
    view: &View<'a>,
) -> impl Iterator<Item = (&'a Card, &'a Record)> + use<'a> {
    let all = view.cards.iter().zip(view.records).map(|(card, record)| (&**card, &**record));
    all.filter(|(card, _)| card.kind == CardKind::Policy && card.is_current())
}

/// Returns how the reviews of all policies stand.
pub(super) fn all_reviews(view: &View<'_>) -> Option<Arc<Reviews>> {
    reviews(current(view), view.today).map(Arc::new)
}

/// Returns where incidents are reported: the configured number, and the policy whose title says so.
fn report(view: &View<'_>) -> Option<Report> {
    let home = Route::home();
    let phone = view.config.incident_phone.as_deref().map(Phone::new);
    let policy = current(view).map(|(card, _)| card).filter(|card| is_about_reporting(&card.title));
    // The shortest title is the most general one.
    let policy = policy.min_by_key(|card| card.title.chars().count());
    let policy = policy.map(|card| Arc::new(listed(&home, card, None)));
    if phone.is_none() && policy.is_none() {
        return None;
    }
    let dial = phone.as_ref().and_then(|phone| phone.dialled.as_ref());
    Some(Report {
        dial: dial.map(|number| format!("tel:{number}")),
        phone: phone.map(|phone| phone.shown),
        policy,
    })
}

/// Returns whether a title such as "Reporting an incident" says that a policy is about doing so.
fn is_about_reporting(title: &str) -> bool {
    let title = title.to_lowercase();
    let has = |stems: &[&str]| {
        let mut words = title.split(|c: char| !c.is_alphanumeric());
        words.any(|word| stems.iter().any(|stem| word.starts_with(stem)))
    };
    has(&["incident", "breach"]) && has(&["report", "raising"])
}

/// Returns how the plans of clients stand; none without clients.
fn plans(view: &View<'_>) -> Option<Plans> {
    let home = Route::home();
    let compliance = view.compliance;
    if compliance.judgements.is_empty() {
        return None;
    }
    let href = |register: Register| home.href_to(&register.route(), None).as_str().into();
    let tallies = compliance.judgements.iter().map(Tally::of);
    let ends = || compliance.dates.iter().filter(|due| due.kind == DueKind::ExceptionEnd);
    let days = |due: &Due| view.today.days_until(due.day);
    Some(Plans {
        href: href(Register::Clients),
        total: compliance.judgements.len(),
        open: tallies.filter(|tally| tally.gaps + tally.expired > 0).count(),
        compliance: href(Register::Matrix),
        ending: ends().filter(|due| (0..=ENDING_DAYS).contains(&days(due))).count(),
        ended: ends().filter(|due| days(due) < 0).count(),
        exceptions: href(Register::Exceptions),
        late: compliance.dates.iter().filter(|due| days(due) < 0).count(),
        dates: href(Register::Dates),
    })
}

/// Returns the policies that were reviewed last, as seen from `from`.
pub(super) fn recent(view: &View<'_>, from: &Route) -> List<Noted> {
    let reviewed = current(view).filter_map(|(card, record)| {
        let (day, outcome) = record.reviewed.as_ref()?;
        let age = day.days_until(view.today);
        (0..=RECENT_DAYS).contains(&age).then_some((*day, outcome, card, record))
    });
    let mut reviewed: Vec<_> = reviewed.collect();
    reviewed.sort_by_key(|(day, _, card, _)| (Reverse(*day), PageOrder::of(card)));
    reviewed.truncate(NOTED_MAX);
    let noted = reviewed.into_iter().map(|(day, outcome, card, record)| {
        let outcome = outcome.as_ref().map_or(String::new(), |said| format!(", {said}"));
        let version =
            record.version.as_ref().map_or(String::new(), |said| format!(", version {said}"));
        noted(from, card, format!("{}{outcome}{version}", day.in_words()), None)
    });
    list(noted)
}

/// Returns the policies whose review is overdue or due soon, the latest first, as seen from `from`.
pub(super) fn due(view: &View<'_>, from: &Route) -> List<Noted> {
    let late = current(view).filter_map(|(card, record)| {
        let due = record.due?;
        let standing = Standing::of(due, view.today);
        (standing != Standing::InDate).then_some((due, standing, card, record))
    });
    let mut late: Vec<_> = late.collect();
    late.sort_by_key(|(day, _, card, _)| (*day, PageOrder::of(card)));
    late.truncate(NOTED_MAX);
    list(late.into_iter().map(|(day, standing, card, record)| {
        let owner = record.owner.as_ref().map_or(String::new(), |owner| format!(", {owner}"));
        let note = format!("{}{owner}", distance(view.today.days_until(day)));
        noted(from, card, note, Some(standing.state()))
    }))
}

/// What policies of one day are sorted by.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct PageOrder<'a>(&'a str, &'a str);

impl<'a> PageOrder<'a> {
    fn of(card: &'a Card) -> Self {
        Self(&card.title, card.route.as_str())
    }
}

fn noted(from: &Route, card: &Card, note: String, state: Option<&'static str>) -> Noted {
    let href = from.href_to(&card.route, None);
    Noted { title: Arc::clone(&card.title), href: href.as_str().into(), note, state }
}

/// Returns the policies of a list as they are shown on the page at `from`, without the text that stands
/// above the list of clients: that is a page of its own.
pub(super) fn shown<'a>(
    view: &'a View<'_>,
    ids: impl Iterator<Item = &'a PageId> + 'a,
    from: &'a Route,
) -> impl Iterator<Item = Listed> + 'a {
    let clients = Register::Clients.route();
    let has_clients = !view.site.clients.is_empty();
    let policies = ids.map(|id| (view.card(*id), view.record(*id)));
    let policies = policies.filter(move |(card, _)| !has_clients || card.route != clients);
    policies.map(|(card, record)| listed(from, card, review(card, record, view.today)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_about_reporting_are_recognised_and_others_are_not() {
        for title in
            ["Reporting an incident", "Security Incident Reporting Policy", "Report a breach"]
        {
            assert!(is_about_reporting(title), "{title}");
        }
        for title in ["Incident severity", "Reports to the board", "Portable incidentals", ""] {
            assert!(!is_about_reporting(title), "{title}");
        }
    }
}
