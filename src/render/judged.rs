//! How verdicts are shown: the word and the class of each status, and links to what they are about.

use crate::diag::Code;
use crate::model::Client;
use crate::place::Route;
use crate::render::context::StateCount;
use crate::render::markup::Writer;
use crate::render::view::View;
use crate::srp::{CLAUSES, Clause, Judgement, REQUIREMENTS, Requirement, Status, Verdict};

/// The statuses, as kinds without their details, in the order of their weight.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) enum Shown {
    /// No longer met.
    Expired,
    /// Not met.
    Gap,
    /// Excused for the time being.
    Exception,
    /// Not asked of this client.
    NotApplicable,
    /// Met.
    Met,
    /// Not judged.
    NotJudged,
    /// Not told to these readers.
    Withheld,
}

impl Shown {
    /// Every status, by weight.
    pub(crate) const ALL: &'static [Self] = &[
        Self::Expired,
        Self::Gap,
        Self::Exception,
        Self::NotApplicable,
        Self::Met,
        Self::NotJudged,
        Self::Withheld,
    ];

    /// Returns whether what has this status is listed on a page of its own.
    pub(crate) fn has_page(self) -> bool {
        !matches!(self, Self::Met | Self::Withheld)
    }

    /// Returns how a verdict is shown.
    pub(crate) fn of(verdict: &Verdict) -> Self {
        match verdict.status {
            Status::Expired => Self::Expired,
            Status::Gap => Self::Gap,
            Status::Exception(..) => Self::Exception,
            Status::NotApplicable(_) => Self::NotApplicable,
            Status::Met => Self::Met,
            Status::NotJudged(_) => Self::NotJudged,
            Status::Withheld => Self::Withheld,
        }
    }

    /// Returns the word that readers see.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Expired => "Expired",
            Self::Gap => "Gap",
            Self::Exception => "Exception",
            Self::NotApplicable => "Not applicable",
            Self::Met => "Met",
            Self::NotJudged => "Not judged",
            Self::Withheld => "Withheld",
        }
    }

    /// Returns the words that follow a number.
    fn words(self, number: usize) -> &'static str {
        match (self, number) {
            (Self::Expired, _) => "expired",
            (Self::Gap, 1) => "gap",
            (Self::Gap, _) => "gaps",
            (Self::Exception, 1) => "exception",
            (Self::Exception, _) => "exceptions",
            (Self::NotApplicable, _) => "not applicable",
            (Self::Met, _) => "met",
            (Self::NotJudged, _) => "not judged",
            (Self::Withheld, _) => "withheld",
        }
    }

    /// Returns the word in addresses and data.
    pub(crate) fn slug(self) -> &'static str {
        match self {
            Self::Expired => "expired",
            Self::Gap => "gap",
            Self::Exception => "exception",
            Self::NotApplicable => "not-applicable",
            Self::Met => "met",
            Self::NotJudged => "not-judged",
            Self::Withheld => "withheld",
        }
    }

    /// Returns the class that gives it its shape and colour.
    pub(crate) fn class(self) -> &'static str {
        match self {
            Self::Expired => "st-expired",
            Self::Gap => "st-gap",
            Self::Exception => "st-exception",
            Self::NotApplicable => "st-not-applicable",
            Self::Met => "st-met",
            Self::NotJudged | Self::Withheld => "st-not-judged",
        }
    }

    /// Writes the icon and the word.
    pub(crate) fn write(self, html: &mut Writer) {
        html.raw("<span class=").value(&format!("st {}", self.class())).raw(">");
        html.text(self.word()).raw("</span>");
    }
}

/// Writes a sentence in which names of keys stand between backticks.
pub(crate) fn write_sentence(sentence: &str, html: &mut Writer) {
    for (n, part) in sentence.split('`').enumerate() {
        let mut rest = part.chars();
        if n == 0
            && let Some(first) = rest.next()
        {
            // What begins a line on the terminal begins a sentence here.
            html.text(&first.to_uppercase().collect::<String>()).text(rest.as_str());
        } else if n % 2 == 0 {
            html.text(part);
        } else {
            html.raw("<code>").text(part).raw("</code>");
        }
    }
}

/// Writes the status of a verdict with its details: until when, and by which clause.
pub(crate) fn write_status(status: &Status, shown: Shown, html: &mut Writer) {
    shown.write(html);
    match status {
        Status::Exception(_, Some(until)) => {
            html.raw(" <span class=\"until\">until ").text(&until.in_words()).raw("</span>");
        }
        Status::NotApplicable(why) => {
            html.raw(" <span class=\"why\">").text(why).raw("</span>");
        }
        Status::NotJudged(why) => {
            html.raw(" <span class=\"why\">").text(why).raw("</span>");
        }
        Status::Exception(_, None)
        | Status::Met
        | Status::Gap
        | Status::Expired
        | Status::Withheld => {}
    }
}

/// Returns the requirements in the order of the policy's clauses, with their positions.
pub(crate) fn by_clause() -> impl Iterator<Item = (usize, &'static Requirement)> {
    CLAUSES.iter().flat_map(|clause| {
        let all = REQUIREMENTS.iter().copied().enumerate();
        all.filter(move |(_, requirement)| requirement.clause == *clause)
    })
}

/// Counts the verdicts of each status that occurs, by weight.
pub(crate) fn counts(judgement: &Judgement) -> Vec<StateCount> {
    let of = |shown: Shown| {
        let is_it = |verdict: &&Verdict| Shown::of(verdict) == shown;
        let number = judgement.verdicts.iter().filter(is_it).count();
        let (state, words, title) = (shown.class(), shown.words(number), shown.word());
        StateCount { state, number, words, title }
    };
    let counts = Shown::ALL.iter().map(|shown| of(*shown));
    counts.filter(|count| count.number > 0).collect()
}

/// Writes how many verdicts there are of each status that occurs.
pub(crate) fn write_tally(judgement: &Judgement, html: &mut Writer) {
    html.raw("<ul class=\"tally\">");
    for shown in Shown::ALL {
        let number =
            judgement.verdicts.iter().filter(|verdict| Shown::of(verdict) == *shown).count();
        if number > 0 {
            html.raw("<li>");
            shown.write(html);
            html.raw(" <b>").number(number).raw("</b></li>");
        }
    }
    html.raw("</ul>");
}

impl View<'_> {
    /// Returns the link from a page to a requirement of a client.
    pub(crate) fn verdict_href(from: &Route, client: &Client, code: Code) -> String {
        from.href_to(&client.route, Some(code.name())).as_str().to_owned()
    }

    /// Returns the link from a page to a clause in the organisation's own policy.
    pub(crate) fn clause_href(&self, from: &Route, clause: Clause) -> Option<String> {
        let policy = self.compliance.policy.as_ref()?;
        let anchor = policy.anchor(self.site, clause)?;
        let page = self.site.page(policy.page);
        Some(from.href_to(&page.route, Some(anchor)).as_str().to_owned())
    }
}

/// Returns `1 client`, `2 clients`.
pub(crate) fn counted(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}
