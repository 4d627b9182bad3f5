//! Which parts of a client's plan which readers see: the table of confidentiality, and plans without
//! what an edition may not see.
//!
//! What is not in the table is for the committee alone.

#[cfg(test)]
mod manual;

use crate::config::Audience;
use crate::diag::Code;
use crate::edition::facts::{all_named, text};
use crate::parse::client::schema::{PAGE_KEYS, Plan};
use crate::parse::client::{Key, Kind, fold};
use crate::text::span::Span;
use crate::yaml::{Node, Value};
use std::collections::{BTreeMap, BTreeSet};

/// What a value is, as far as it matters who sees it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Class {
    /// That there is a plan, and how it stands.
    Mark,
    /// What the page says of itself: its title, its language.
    Page,
    /// Who the client is.
    Identity,
    /// Names and roles of our people.
    OurNames,
    /// How to reach our people.
    OurReach,
    /// The client's people.
    TheirPeople,
    /// The service, and what is done in an incident.
    Service,
    /// Severities, times and dates.
    Times,
    /// What the contract says.
    Contract,
    /// Who approved.
    Approvers,
    /// What is excused, and until when.
    Exception,
    /// Why it is excused, and what is done instead.
    Reason,
    /// How much the service is worth.
    Worth,
    /// For the committee alone, or for nobody.
    Closed,
}

/// By path, the innermost counts; list items add nothing to a path.
const CLASSES: &[(&str, Class)] = &[
    ("srp", Class::Mark),
    ("status", Class::Mark),
    ("id", Class::Identity),
    ("lang", Class::Page),
    ("redirect_from", Class::Identity),
    ("summary", Class::Service),
    ("title", Class::Identity),
    ("toc", Class::Page),
    ("client", Class::Identity),
    ("client.also_known_as", Class::Closed),
    ("client.pseudonym", Class::Closed),
    ("client.regimes", Class::Service),
    ("contract", Class::Contract),
    ("owners", Class::OurNames),
    ("owners.client", Class::TheirPeople),
    ("owners.account_lead.email", Class::OurReach),
    ("owners.account_lead.phone", Class::OurReach),
    ("owners.technical_lead.email", Class::OurReach),
    ("owners.technical_lead.phone", Class::OurReach),
    ("owners.principal_consultant.email", Class::OurReach),
    ("owners.principal_consultant.phone", Class::OurReach),
    ("service", Class::Service),
    ("service.business_value", Class::Worth),
    ("service.customer_impact", Class::Worth),
    ("cover", Class::Times),
    ("cover.rota", Class::OurReach),
    ("contacts", Class::OurNames),
    ("contacts.hours", Class::Times),
    ("contacts.phone", Class::OurReach),
    ("contacts.email", Class::OurReach),
    ("contacts.alt", Class::OurReach),
    ("contacts.verified", Class::OurReach),
    ("contacts.share", Class::Closed),
    ("contacts_held_in", Class::Contract),
    ("escalation", Class::Times),
    ("classification", Class::Times),
    ("severities", Class::Times),
    ("sla", Class::Times),
    ("notification", Class::Times),
    ("triage", Class::Service),
    ("mitigation", Class::Service),
    ("issued_to_client", Class::Times),
    ("issued_to_client.to", Class::TheirPeople),
    ("exercise", Class::Times),
    ("exercise.outcome", Class::Reason),
    ("exercise.record", Class::Reason),
    ("review", Class::Times),
    ("review.record", Class::Reason),
    ("approval", Class::Times),
    ("approval.minutes", Class::Reason),
    ("approval.approvers", Class::Approvers),
    ("exceptions", Class::Exception),
    ("exceptions.reason", Class::Reason),
    ("exceptions.compensating", Class::Reason),
    ("exceptions.requested_by", Class::Reason),
    ("exceptions.record", Class::Reason),
    ("not_required", Class::Contract),
    ("visibility", Class::Closed),
];

/// Paths of values that name a contact by its id.
const REFERENCES: &[&str] = &[
    "escalation.also",
    "escalation.contact",
    "notification.client_contact",
    "triage.coordinated_with",
    "triage.steps.by",
    "triage.steps.with",
];

/// Returns what a value is, by the path of its key.
pub(super) fn class(path: &str) -> Class {
    let mut path = path;
    loop {
        if let Some((_, class)) = CLASSES.iter().find(|(known, _)| *known == path) {
            return *class;
        }
        match path.rsplit_once('.') {
            Some((above, _)) => path = above,
            None => return Class::Closed,
        }
    }
}

/// Returns whether readers see values of a class, when they see the client at all.
fn sees(audience: &Audience, class: Class) -> bool {
    let seen: &[Class] = match audience {
        Audience::Isms => return true,
        Audience::Public => &[],
        Audience::Staff => &[Class::Mark, Class::Page, Class::Identity, Class::OurNames],
        Audience::Client(_) => &[
            Class::Mark,
            Class::Page,
            Class::Identity,
            Class::OurNames,
            Class::OurReach,
            Class::TheirPeople,
            Class::Service,
            Class::Times,
            Class::Contract,
            Class::Approvers,
            Class::Exception,
        ],
        Audience::Auditor => &[
            Class::Mark,
            Class::Page,
            Class::Identity,
            Class::OurNames,
            Class::Service,
            Class::Times,
            Class::Contract,
            Class::Approvers,
            Class::Exception,
            Class::Reason,
            Class::Worth,
        ],
    };
    seen.contains(&class)
}

/// Returns whether a word of `share` or `visibility` names these readers.
fn names(word: &str, audience: &Audience) -> bool {
    let word = word.trim().to_lowercase();
    match audience {
        Audience::Isms => true,
        Audience::Public => word == "public",
        Audience::Staff => matches!(word.as_str(), "public" | "staff" | "internal"),
        Audience::Auditor => matches!(word.as_str(), "auditor" | "auditors"),
        Audience::Client(id) => {
            matches!(word.as_str(), "public" | "client" | "clients")
                || word.strip_prefix("client:").is_some_and(|own| own.trim() == &**id)
        }
    }
}

/// What an edition sees of one client's plan.
#[derive(Debug)]
pub(super) struct Sight<'a> {
    audience: &'a Audience,
    /// What the plan itself says of its values, by path.
    stated: Vec<(String, bool)>,
    /// Whether the plan says who sees what in a way that can't be read.
    is_unclear: bool,
    /// Whether contacts keep how to reach them to themselves, by id.
    has_unshared: bool,
    /// What contacts that are not shown are called, folded, and what stands for them.
    aliases: BTreeMap<String, String>,
}

impl<'a> Sight<'a> {
    /// Looks at a plan, which may stand in two files.
    pub(super) fn of<'p>(
        audience: &'a Audience,
        plans: impl Iterator<Item = &'p Node> + Clone,
    ) -> Self {
        let mut stated = Vec::new();
        let said = plans.clone().flat_map(|plan| all(plan, "visibility")).flat_map(entries);
        for (path, words) in said {
            let words = texts(words);
            stated.push((fold(path).into_owned(), words.iter().any(|word| names(word, audience))));
        }
        let is_unclear = plans.clone().flat_map(|plan| all(plan, "visibility")).any(is_unclear);
        let contacts: Vec<&Node> = plans
            .flat_map(|plan| all(plan, "contacts"))
            .flat_map(|contacts| match &contacts.value {
                Value::List(items) => items.as_slice(),
                Value::Null | Value::Scalar(_) | Value::Map(_) => &[],
            })
            .collect();
        let has_unshared = contacts.iter().any(|contact| !is_shared(contact, audience));
        let mut aliases = BTreeMap::new();
        if !sees(audience, Class::TheirPeople) {
            let theirs = contacts.iter().filter(|contact| is_theirs(contact));
            for (n, contact) in theirs.filter(|contact| text(contact, "id").is_some()).enumerate() {
                // Some authors name people where an id belongs.
                let called = ["id", "name", "email", "phone"].iter();
                for known in called.filter_map(|key| text(contact, key)) {
                    let alias = format!("client-contact-{}", n + 1);
                    aliases.entry(fold(known).into_owned()).or_insert(alias);
                }
            }
        }
        Self { audience, stated, is_unclear, has_unshared, aliases }
    }

    /// Returns whether the value of a key is seen.
    pub(super) fn shows(&self, path: &str) -> bool {
        // What was to be hidden is not known, so all is that a page of a client can be without.
        if self.is_unclear && !matches!(class(path), Class::Mark | Class::Page | Class::Identity) {
            return false;
        }
        let is_above = |above: &str| {
            path == above || path.strip_prefix(above).is_some_and(|rest| rest.starts_with('.'))
        };
        let stated = self.stated.iter().filter(|(above, _)| is_above(above));
        // Of two that are said of one key, the one that hides it counts.
        let innermost = stated.max_by_key(|(above, is_seen)| (above.len(), !is_seen));
        match innermost {
            // Nothing that a plan says shows what nobody sees.
            Some((_, is_seen)) if class(path) != Class::Closed => *is_seen,
            _ => sees(self.audience, class(path)),
        }
    }

    /// Returns whether some value below a key is seen.
    fn shows_below(&self, path: &str) -> bool {
        let is_below =
            |known: &str| known.strip_prefix(path).is_some_and(|rest| rest.starts_with('.'));
        let mut known = CLASSES.iter().map(|(known, _)| *known);
        let mut stated = self.stated.iter().map(|(path, _)| path.as_str());
        known.any(|known| is_below(known) && self.shows(known))
            || stated.any(|known| is_below(known) && self.shows(known))
    }

    /// Returns the plan without what is not seen.
    pub(super) fn seen(&self, plan: &Node) -> Node {
        self.filtered(plan, "").unwrap_or(Node { value: Value::Map(Vec::new()), span: plan.span })
    }

    fn filtered(&self, node: &Node, path: &str) -> Option<Node> {
        let value = match &node.value {
            Value::Map(pairs) => {
                let kept: Vec<(Node, Node)> =
                    pairs.iter().filter_map(|pair| self.pair(pair, path)).collect();
                if kept.is_empty() && !pairs.is_empty() && !self.shows(path) {
                    return None;
                }
                Value::Map(kept)
            }
            Value::List(items) if path == "contacts" => {
                let seen = items.iter().filter_map(|item| self.contact(item));
                Value::List(seen.collect())
            }
            Value::List(items) => {
                let seen = items.iter().filter_map(|item| self.filtered(item, path));
                Value::List(seen.collect())
            }
            Value::Scalar(text) => {
                if !self.shows(path) {
                    return None;
                }
                let alias = self.aliases.get(&*fold(text)).filter(|_| REFERENCES.contains(&path));
                match alias {
                    Some(alias) => Value::Scalar(alias.clone()),
                    None if class(path) == Class::OurNames
                        && !sees(self.audience, Class::OurReach) =>
                    {
                        Value::Scalar(name_in(text)?)
                    }
                    None => Value::Scalar(text.clone()),
                }
            }
            Value::Null => self.shows(path).then_some(Value::Null)?,
        };
        Some(Node { value, span: node.span })
    }

    fn pair(&self, (key, value): &(Node, Node), path: &str) -> Option<(Node, Node)> {
        let Value::Scalar(name) = &key.value else { return None };
        let path = if path.is_empty() {
            fold(name).into_owned()
        } else {
            format!("{path}.{}", fold(name))
        };
        if !self.shows(&path) && !self.shows_below(&path) {
            return None;
        }
        Some((key.clone(), self.filtered(value, &path)?))
    }

    /// Returns a contact as far as it is seen: of the client's own, where they are not, only that
    /// there is one.
    fn contact(&self, contact: &Node) -> Option<Node> {
        let Value::Map(pairs) = &contact.value else { return None };
        if is_theirs(contact) && !sees(self.audience, Class::TheirPeople) {
            let alias = self.aliases.get(&*fold(text(contact, "id")?))?;
            let kept = pairs.iter().filter_map(|(key, value)| match &key.value {
                Value::Scalar(name) if fold(name) == "id" => {
                    let value = Node { value: Value::Scalar(alias.clone()), span: value.span };
                    Some((key.clone(), value))
                }
                Value::Scalar(name) if fold(name) == "side" => Some((key.clone(), value.clone())),
                Value::Scalar(_) | Value::Null | Value::List(_) | Value::Map(_) => None,
            });
            return Some(Node { value: Value::Map(kept.collect()), span: contact.span });
        }
        let is_shared = is_shared(contact, self.audience);
        let kept = pairs.iter().filter(|(key, _)| {
            let Value::Scalar(name) = &key.value else { return false };
            is_shared || class(&format!("contacts.{}", fold(name))) != Class::OurReach
        });
        let kept = kept.filter_map(|pair| self.pair(pair, "contacts")).collect();
        Some(Node { value: Value::Map(kept), span: contact.span })
    }

    /// Returns the requirements that hang on what is not seen: to say of them that they are met, or
    /// not, would tell of it, or be wrong.
    pub(super) fn withheld(&self) -> BTreeSet<Code> {
        let mut codes = BTreeSet::new();
        self.add_withheld(Plan::KEYS, "", &mut codes);
        // What staff see of a plan is no plan to be judged.
        if *self.audience == Audience::Staff {
            codes.extend(Code::requirements());
        }
        codes
    }

    fn add_withheld(&self, keys: &[Key], path: &str, codes: &mut BTreeSet<Code>) {
        for key in keys {
            let path =
                if path.is_empty() { key.name.to_owned() } else { format!("{path}.{}", key.name) };
            let is_unshared = self.has_unshared
                && class(&path) == Class::OurReach
                && path.starts_with("contacts.");
            if !self.shows(&path) || is_unshared {
                let asked = key.asked_by.split_whitespace();
                codes.extend(
                    asked.filter_map(|name| Code::requirements().find(|code| code.name() == name)),
                );
            }
            if let Kind::Person(keys) | Kind::Record(keys) | Kind::Records(keys) = key.kind {
                self.add_withheld(keys, &path, codes);
            }
        }
    }
}

/// Returns a name without the address and the number that some write behind it.
fn name_in(text: &str) -> Option<String> {
    let is_reach = |word: &&str| {
        word.contains('@') || word.chars().filter(char::is_ascii_digit).count() > DIGITS_OF_NAMES
    };
    if !text.split_whitespace().any(|word| is_reach(&word)) {
        return Some(text.to_owned());
    }
    let words = text.split_whitespace().take_while(|word| !is_reach(word));
    let name = words.collect::<Vec<_>>().join(" ");
    let name = name.trim_end_matches(|c: char| !c.is_alphanumeric() && !").".contains(c));
    (!name.is_empty()).then(|| name.to_owned())
}

/// A word with more digits is no part of a name.
const DIGITS_OF_NAMES: usize = 2;

/// Returns whether a contact lets these readers see how to reach it; the client unless it says.
fn is_shared(contact: &Node, audience: &Audience) -> bool {
    let said = all(contact, "share").filter(|share| share.value != Value::Null);
    let mut said = said.map(|share| texts(share).iter().any(|word| names(word, audience)));
    said.all(|is_shared| is_shared)
}

/// Returns whether a contact is the client's own, or nobody can tell whose it is.
pub(super) fn is_theirs(contact: &Node) -> bool {
    let is_ours = |side: &Node| match &side.value {
        Value::Null => true,
        Value::Scalar(text) => matches!(&*fold(text), "us" | "third_party"),
        Value::List(_) | Value::Map(_) => false,
    };
    !all(contact, "side").all(is_ours)
}

/// Returns the values of a key, in whatever spelling.
fn all<'a>(node: &'a Node, name: &'static str) -> impl Iterator<Item = &'a Node> {
    let pairs = match &node.value {
        Value::Map(pairs) => pairs.as_slice(),
        Value::Null | Value::Scalar(_) | Value::List(_) => &[],
    };
    all_named(pairs, name)
}

/// Returns the places in a plan at which it says who sees what, and names no key of a plan.
pub(super) fn unknown_paths(plan: &Node) -> Vec<(String, Span)> {
    let Value::Map(pairs) = &plan.value else { return Vec::new() };
    let said = all_named(pairs, "visibility").flat_map(|said| match &said.value {
        Value::Map(pairs) => pairs.as_slice(),
        Value::Null | Value::Scalar(_) | Value::List(_) => &[],
    });
    let path = |(key, _): &(Node, Node)| match &key.value {
        Value::Scalar(path) if !is_key(&fold(path)) => Some((path.clone(), key.span)),
        Value::Scalar(_) | Value::Null | Value::List(_) | Value::Map(_) => None,
    };
    said.filter_map(path).collect()
}

/// Returns whether `visibility` is written so that nobody can tell what it hides.
fn is_unclear(said: &Node) -> bool {
    match &said.value {
        Value::Null => false,
        Value::Map(pairs) => pairs.iter().any(|pair| entry_of(pair).is_none()),
        Value::Scalar(_) | Value::List(_) => true,
    }
}

/// Returns what a plan says of who sees what in a shape that can't be read, and where.
pub(super) fn misshapen(plan: &Node) -> Vec<(String, Span)> {
    let mut found = Vec::new();
    for said in all(plan, "visibility") {
        if is_unclear(said) {
            let message =
                "`visibility` is no mapping of keys, so this plan is hidden but for its name";
            found.push((message.to_owned(), said.span));
        }
        for (path, readers) in entries(said).into_iter().filter(|(_, node)| !is_readers(node)) {
            let message = format!("`{path}` names no readers, so nobody but the committee sees it");
            found.push((message, readers.span));
        }
    }
    let contacts = all(plan, "contacts").filter_map(|contacts| match &contacts.value {
        Value::List(items) => Some(items),
        Value::Null | Value::Scalar(_) | Value::Map(_) => None,
    });
    let shares = contacts.flatten().flat_map(|contact| all(contact, "share"));
    for share in shares.filter(|share| share.value != Value::Null && !is_readers(share)) {
        let message =
            "`share` names no readers, so nobody but the committee sees how to reach them";
        found.push((message.to_owned(), share.span));
    }
    found
}

/// Returns whether a value is a text or a list of texts.
fn is_readers(node: &Node) -> bool {
    match &node.value {
        Value::Scalar(_) => true,
        Value::List(items) => items.iter().all(|item| matches!(item.value, Value::Scalar(_))),
        Value::Null | Value::Map(_) => false,
    }
}

/// Returns whether a plan has a key of this path.
fn is_key(path: &str) -> bool {
    let mut keys = Plan::KEYS;
    for name in path.split('.') {
        let Some(key) = keys.iter().find(|key| key.name == name) else {
            return PAGE_KEYS.contains(&path);
        };
        keys = if let Kind::Person(keys) | Kind::Record(keys) | Kind::Records(keys) = key.kind {
            keys
        } else {
            &[]
        };
    }
    true
}

/// Returns the names and values of a mapping.
fn entries(node: &Node) -> Vec<(&str, &Node)> {
    let Value::Map(pairs) = &node.value else { return Vec::new() };
    pairs.iter().filter_map(entry_of).collect()
}

fn entry_of((key, value): &(Node, Node)) -> Option<(&str, &Node)> {
    match &key.value {
        Value::Scalar(name) => Some((name.as_str(), value)),
        Value::Null | Value::List(_) | Value::Map(_) => None,
    }
}

/// Returns the texts of a list, or the one text that stands for a list of one.
pub(super) fn texts(node: &Node) -> Vec<&str> {
    match &node.value {
        Value::Scalar(text) => vec![text],
        Value::List(items) => items.iter().flat_map(texts).collect(),
        Value::Null | Value::Map(_) => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::client::schema::PAGE_KEYS;

    /// Calls `f` with the path of each key.
    fn each(keys: &[Key], path: &str, f: &mut impl FnMut(&str)) {
        for key in keys {
            let path =
                if path.is_empty() { key.name.to_owned() } else { format!("{path}.{}", key.name) };
            f(&path);
            if let Kind::Person(keys) | Kind::Record(keys) | Kind::Records(keys) = key.kind {
                each(keys, &path, f);
            }
        }
    }

    #[test]
    fn every_key_of_a_plan_has_its_place_in_the_table() {
        each(Plan::KEYS, "", &mut |path| {
            let first = path.split('.').next().unwrap_or_default();
            assert!(CLASSES.iter().any(|(known, _)| *known == first), "`{path}` is in no class");
        });
    }

    #[test]
    fn every_path_of_the_table_is_a_key() {
        let mut paths = BTreeSet::new();
        each(Plan::KEYS, "", &mut |path| {
            paths.insert(path.to_owned());
        });
        for (path, _) in CLASSES {
            assert!(paths.contains(*path) || PAGE_KEYS.contains(path), "`{path}` is no key");
        }
        for path in REFERENCES {
            assert!(paths.contains(*path), "`{path}` is no key");
        }
    }
}
