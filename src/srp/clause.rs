//! The clauses of a Security Response Plan policy, and where the organisation's own policy has them.

use crate::config::Config;
use crate::model::{PageId, Site};

/// A clause: a heading of the policy.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) enum Clause {
    /// What a plan consists of.
    Overview,
    /// Whose plans the policy is about.
    Scope,
    /// Who answers for a plan.
    Policy,
    /// What the service is.
    Service,
    /// Whom to call.
    Contact,
    /// What is done with a report.
    Triage,
    /// How harm is stopped, and how that is tested.
    Mitigations,
    /// How long it may take.
    Timelines,
    /// How it is known that the policy is kept.
    Measurement,
    /// What is excused.
    Exceptions,
    /// What follows when it is not kept.
    NonCompliance,
}

/// Every clause, in the order of the policy.
pub(crate) const CLAUSES: &[Clause] = &[
    Clause::Overview,
    Clause::Scope,
    Clause::Policy,
    Clause::Service,
    Clause::Contact,
    Clause::Triage,
    Clause::Mitigations,
    Clause::Timelines,
    Clause::Measurement,
    Clause::Exceptions,
    Clause::NonCompliance,
];

impl Clause {
    /// Returns the heading that policies give it.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Overview => "Overview",
            Self::Scope => "Scope",
            Self::Policy => "Policy",
            Self::Service => "Service or Product Description",
            Self::Contact => "Contact Information",
            Self::Triage => "Triage",
            Self::Mitigations => "Identified Mitigations and Testing",
            Self::Timelines => "Mitigation and Remediation Timelines",
            Self::Measurement => "Compliance Measurement",
            Self::Exceptions => "Exceptions",
            Self::NonCompliance => "Non-Compliance",
        }
    }

    /// Returns what the clause asks for, for trees that have no policy of their own.
    pub(crate) fn summary(self) -> &'static str {
        match self {
            Self::Overview => {
                "A plan says what the service is, whom to call, who is called next, which service \
                 levels hold, how severity is decided, and how long mitigation and repair may take."
            }
            Self::Scope => "The policy is about clients whose contract asks for a plan.",
            Self::Policy => {
                "The client answers for the plan, together with the security committee; our lead \
                 for the client sees to it that it is made and kept."
            }
            Self::Service => {
                "The plan defines the service or product, best with data flows, diagrams and architecture."
            }
            Self::Contact => {
                "The plan, or the service agreement, holds telephone numbers and e-mail addresses of \
                 the people who are there, outside business hours too where that is agreed."
            }
            Self::Triage => {
                "The plan defines the steps of triage, together with the security incident management \
                 team; one of them finds out whether the report is true."
            }
            Self::Mitigations => {
                "The plan defines how mitigations are found, and tested before they are deployed: for \
                 the short term, and for the repair."
            }
            Self::Timelines => {
                "The plan gives every severity its times for repair, by its impact on consumer, brand \
                 and company."
            }
            Self::Measurement => {
                "The client has our contact details; the plan is written down, versioned, published, \
                 and reviewed every year."
            }
            Self::Exceptions => "An exception is approved in advance, and has a written record.",
            Self::NonCompliance => {
                "The Master Service Agreement says what follows from non-compliance."
            }
        }
    }

    /// Returns whether a heading is that of this clause.
    pub(crate) fn is_headed(self, heading: &str) -> bool {
        let folded = folded(heading);
        folded == self::folded(self.title())
            || self.other_titles().iter().any(|title| folded == self::folded(title))
    }

    /// Returns other headings that such policies have for the clause.
    fn other_titles(self) -> &'static [&'static str] {
        match self {
            Self::Service => {
                &["Service Description", "Product Description", "Service and product description"]
            }
            Self::Contact => &["Contacts", "Contact details"],
            Self::Mitigations => {
                &["Mitigations and testing", "Mitigation and testing", "Mitigation"]
            }
            Self::Timelines => &["Timelines", "Mitigation timelines", "Remediation timelines"],
            Self::Measurement => &["Measuring compliance", "Measurement"],
            Self::NonCompliance => &["Noncompliance"],
            Self::Overview | Self::Scope | Self::Policy | Self::Triage | Self::Exceptions => &[],
        }
    }
}

/// Returns the words of a heading, without case, punctuation and numbers before them.
fn folded(heading: &str) -> String {
    let words = heading.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let words = words.skip_while(|word| word.bytes().all(|byte| byte.is_ascii_digit()));
    words.collect::<Vec<_>>().join(" ").to_lowercase()
}

/// The organisation's own policy on such plans.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct PolicyPage {
    /// The page.
    pub page: PageId,
    /// For each of [`CLAUSES`], the position of its heading; none where the policy has no such clause.
    pub headings: Vec<Option<usize>>,
}

impl PolicyPage {
    /// Finds the policy: the configured page, else the one that is named after such plans and has the
    /// most of the clauses.
    pub(crate) fn find(site: &Site, config: &Config) -> Option<Self> {
        let configured = config.srp.policy.as_ref().and_then(|path| site.page_at(&path.value));
        let is_named = |title: &str| folded(title).contains("security response plan");
        let candidates = site.policies().filter(|(id, page)| {
            let own_title =
                || page.parsed.headings.first().is_some_and(|first| is_named(&first.text));
            configured.map_or_else(
                || page.is_current() && (is_named(&page.title) || own_title()),
                |wanted| wanted == *id,
            )
        });
        let found = candidates.map(|(page, _)| Self { page, headings: headings(site, page) });
        // Of equals the first by path.
        found.reduce(|best, other| if other.clauses() > best.clauses() { other } else { best })
    }

    fn clauses(&self) -> usize {
        self.headings.iter().flatten().count()
    }

    /// Returns the anchor of a clause in the policy.
    pub(crate) fn anchor<'a>(&self, site: &'a Site, clause: Clause) -> Option<&'a str> {
        let heading = self.headings.get(clause as usize).copied().flatten()?;
        Some(&site.page(self.page).parsed.headings.get(heading)?.anchor)
    }
}

fn headings(site: &Site, page: PageId) -> Vec<Option<usize>> {
    let headings = &site.page(page).parsed.headings;
    let of = |clause: &Clause| headings.iter().position(|heading| clause.is_headed(&heading.text));
    CLAUSES.iter().map(of).collect()
}
