//! [`Audience`]: for whom an edition is made; [`Label`]: whom an author lets see something.
//!
//! What nobody is allowed to see stays unseen: a label that is not understood admits the committee,
//! which sees everything, and nobody else.

use std::fmt;
use std::sync::Arc;

/// The readers of one edition.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Audience {
    /// Everybody.
    Public,
    /// Those who work here.
    Staff,
    /// One client, by the id in its plan.
    Client(Arc<str>),
    /// Those who answer for information security; they see everything.
    Isms,
    /// Auditors: every page but the committee's own, and plans without names and ways to reach people.
    Auditor,
}

impl Audience {
    /// Reads `public`, `staff`, `isms`, `auditor` or `client:<id>`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Some(id) = text.strip_prefix("client:") {
            let id = id.trim();
            return (!id.is_empty()).then(|| Self::Client(id.into()));
        }
        match text.to_lowercase().as_str() {
            "public" => Some(Self::Public),
            "staff" => Some(Self::Staff),
            "isms" => Some(Self::Isms),
            "auditor" => Some(Self::Auditor),
            _ => None,
        }
    }

    /// Returns whether these readers see whatever there is, as it is written.
    pub(crate) fn sees_all(&self) -> bool {
        *self == Self::Isms
    }
}

impl fmt::Display for Audience {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Public => f.write_str("public"),
            Self::Staff => f.write_str("staff"),
            Self::Client(id) => write!(f, "client:{id}"),
            Self::Isms => f.write_str("isms"),
            Self::Auditor => f.write_str("auditor"),
        }
    }
}

/// Whom an author lets see something: a word of `audience` or of `classification`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Label {
    /// Everybody.
    Public,
    /// Those who work here.
    Staff,
    /// Clients, and those who work here.
    Clients,
    /// One client.
    Client(Arc<str>),
    /// The committee and auditors.
    Closed,
    /// The committee alone.
    Isms,
}

impl Label {
    /// Reads a label; `None` when it is not one.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let folded = text.trim().to_lowercase().replace(['_', ' '], "-");
        if let Some(id) = folded.strip_prefix("client:") {
            return Some(Self::Client(id.trim_matches('-').into()));
        }
        match folded.as_str() {
            "public" | "everyone" | "everybody" => Some(Self::Public),
            "staff" | "internal" | "employees" | "contractors" | "company" => Some(Self::Staff),
            "client" | "clients" | "customers" => Some(Self::Clients),
            "auditor" | "auditors" | "confidential" | "restricted" | "secret" => Some(Self::Closed),
            "isms" => Some(Self::Isms),
            _ => None,
        }
    }

    /// Returns whether the label lets these readers see what it stands on.
    pub(crate) fn admits(&self, audience: &Audience) -> bool {
        match (audience, self) {
            (Audience::Auditor, label) => *label != Self::Isms,
            (Audience::Isms, _)
            | (_, Self::Public)
            | (Audience::Staff, Self::Staff | Self::Clients)
            | (Audience::Client(_), Self::Clients) => true,
            (Audience::Client(own), Self::Client(id)) => own == id,
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_admits_those_it_names_and_those_who_see_all() {
        let readers = ["public", "staff", "client:acme", "client:other", "auditor", "isms"];
        let seen = |label: &str| {
            let label = Label::parse(label).expect("a label");
            let admitted = readers
                .iter()
                .filter(|name| label.admits(&Audience::parse(name).expect("an audience")));
            admitted.copied().collect::<Vec<_>>().join(" ")
        };
        assert_eq!(seen("Public"), "public staff client:acme client:other auditor isms");
        assert_eq!(seen("internal"), "staff auditor isms");
        assert_eq!(seen("clients"), "staff client:acme client:other auditor isms");
        assert_eq!(seen("client:acme"), "client:acme auditor isms");
        assert_eq!(seen("confidential"), "auditor isms");
        assert_eq!(seen("isms"), "isms");
        assert!(Label::parse("everyone we like").is_none());
    }
}
