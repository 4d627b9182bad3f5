//! Clients as rows of few elements, so that a thousand of them fit on a page: the name, how the
//! requirements stand as a picture and in words, what is open.

use crate::model::Client;
use crate::place::Route;
use crate::render::judged::{Shown, by_clause, counted};
use crate::render::markup::Writer;
use crate::srp::{Judgement, Level, Tally};

/// Rows that browsers lay out together, when they come into sight.
const CHUNK: usize = 50;

/// Up to so many open requirements are named; of more the number is told.
const NAMED: usize = 3;

/// Writes a table of clients; `heads` are the columns after the name.
pub(super) fn write<T>(
    (label, heads): (&str, &[&str]),
    rows: &[T],
    html: &mut Writer,
    mut row: impl FnMut(&T, &mut Writer),
) {
    html.raw("<div class=\"roll\"><table aria-label=").value(label).raw("><thead><tr>");
    for head in std::iter::once(&"Client").chain(heads) {
        html.raw("<th scope=\"col\">").text(head).raw("</th>");
    }
    html.raw("</tr></thead>");
    for chunk in rows.chunks(CHUNK) {
        html.raw("<tbody>");
        for one in chunk {
            row(one, html);
        }
        html.raw("</tbody>");
    }
    html.raw("</table></div>");
}

/// Opens a row and writes its name. What the row can be found by stands in an attribute.
pub(super) fn write_name(
    route: &Route,
    (client, judgement): (&Client, &Judgement),
    html: &mut Writer,
) {
    html.raw("<tr");
    let has = found_by(judgement);
    if !has.is_empty() {
        html.raw(" data-has=").value(&has);
    }
    html.raw("><th scope=\"row\"><a href=")
        .value(route.href_to(&client.route, None).as_str())
        .raw(">")
        .text(&client.name)
        .raw("</a>");
    if let Some(service) = &client.plan.service.name {
        html.raw(" ").text(&service.value);
    }
    html.raw("</th>");
}

/// Returns the statuses by which a client can be found, as words with spaces between.
pub(super) fn found_by(judgement: &Judgement) -> String {
    let is_among =
        |wanted: &&Shown| judgement.verdicts.iter().any(|verdict| Shown::of(verdict) == **wanted);
    let sought = [Shown::Gap, Shown::Expired, Shown::Exception];
    let found: Vec<&str> = sought.iter().filter(is_among).map(|shown| shown.slug()).collect();
    found.join(" ")
}

/// Writes two cells: how the requirements stand, and what is open. Both tell by what they are sorted.
pub(super) fn write_standing(judgement: &Judgement, html: &mut Writer) {
    let tally = Tally::of(judgement);
    let rank = rank(&tally);
    html.raw("<td data-o=\"").number(rank).raw("\">");
    strip(judgement, html);
    html.text(&tally.to_string()).raw("</td><td class=\"open\" data-o=\"").number(rank).raw("\">");
    html.text(&open(judgement)).raw("</td>");
}

/// Returns a number that is smaller the more is open: of what must be first, then of what should be and
/// of practice, then what is excused. No level has so many requirements that it reaches the next.
fn rank(tally: &Tally) -> usize {
    const MOST: usize = 100;
    let open = |(met, asked): (usize, usize)| asked - met;
    let weighed = [
        open(tally.must) - tally.exceptions_by_level[Level::Must as usize],
        open(tally.should) - tally.exceptions_by_level[Level::Should as usize],
        open(tally.practice) - tally.exceptions_by_level[Level::Practice as usize],
        tally.exceptions,
    ];
    weighed.iter().fold(0, |rank, open| rank * MOST + (MOST - 1 - (*open).min(MOST - 1)))
}

/// Returns what is open in words.
fn open(judgement: &Judgement) -> String {
    let tally = Tally::of(judgement);
    if tally.gaps + tally.expired <= NAMED {
        let all = by_clause().filter_map(|(n, requirement)| {
            let shown = Shown::of(judgement.verdicts.get(n)?);
            let is_open = matches!(shown, Shown::Gap | Shown::Expired);
            is_open.then(|| format!("{} {}", requirement.code.name(), shown.word().to_lowercase()))
        });
        return all.collect::<Vec<_>>().join(", ");
    }
    match (tally.gaps, tally.expired) {
        (0, expired) => format!("{expired} expired"),
        (gaps, 0) => counted(gaps, "gap"),
        (gaps, expired) => format!("{}, {expired} expired", counted(gaps, "gap")),
    }
}

/// Draws the verdicts as a strip in the order of the clauses, one path for what looks the same.
///
/// A picture for the eye that compares rows; the words beside it say the same. What is open stands
/// taller than what is met, so that colour is not needed to see it.
fn strip(judgement: &Judgement, html: &mut Writer) {
    const STEP: usize = 6;
    let verdicts = by_clause().filter_map(|(n, _)| judgement.verdicts.get(n));
    let looks: Vec<Look> = verdicts.map(|verdict| Look::of(Shown::of(verdict))).collect();
    let width = looks.len() * STEP;
    html.raw("<svg class=\"strip\" aria-hidden=\"true\" viewBox=\"0 0 ").number(width);
    html.raw(" 16\" width=\"").number(width).raw("\" height=\"16\">");
    for look in Look::ALL.iter().filter(|look| looks.contains(look)) {
        html.raw("<path class=\"").raw(look.class()).raw("\" d=\"");
        for (n, _) in looks.iter().enumerate().filter(|(_, one)| *one == look) {
            html.raw("M").number(n * STEP + 2).raw(" 16").raw(look.line());
        }
        html.raw("\"/>");
    }
    html.raw("</svg>");
}

/// How a verdict looks in a strip.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Look {
    Open,
    Excused,
    Met,
    Unasked,
}

impl Look {
    const ALL: &'static [Self] = &[Self::Open, Self::Excused, Self::Met, Self::Unasked];

    fn of(shown: Shown) -> Self {
        match shown {
            Shown::Gap | Shown::Expired => Self::Open,
            Shown::Exception => Self::Excused,
            Shown::Met => Self::Met,
            Shown::NotApplicable | Shown::NotJudged | Shown::Withheld => Self::Unasked,
        }
    }

    fn class(self) -> &'static str {
        match self {
            Self::Open => "st-gap",
            Self::Excused => "st-exception",
            Self::Met => "st-met",
            Self::Unasked => "st-not-applicable",
        }
    }

    /// Returns the line up from the bottom.
    fn line(self) -> &'static str {
        match self {
            Self::Open => "V0",
            Self::Excused => "V4",
            Self::Met => "V8",
            Self::Unasked => "V14",
        }
    }
}
