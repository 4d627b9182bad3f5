//! The organisation's own rules on client plans: the keys `srp.*` and `requirements`.

use crate::clock::{Duration, Meaning};
use crate::config::Config;
use crate::diag::{Code, Severity};
use crate::text::nearest::nearest;
use crate::yaml::{Node, Placed, Reader, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The rules by which plans are judged, as configured.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub(crate) struct SrpConfig {
    /// The path of the policy on such plans; found by its title unless stated.
    pub policy: Option<Placed<String>>,
    /// The names of the committee that approves.
    pub committee: Vec<String>,
    /// The `team` of the contacts who manage security incidents.
    pub incident_team: String,
    /// How many approvers of which role an approval needs.
    pub quorum: Vec<(String, usize)>,
    /// How long a telephone number counts as tried, in days.
    pub verify_days: i32,
    /// The longest time to repair, by the severity's name.
    pub severity_floor: Vec<(String, Duration)>,
    /// How much a gap matters, by requirement; none turns it off.
    pub severities: BTreeMap<Code, Option<Severity>>,
    /// Requirements that readers are not told of, by the client's id.
    pub withheld: BTreeMap<Arc<str>, BTreeSet<Code>>,
    /// Whether readers see what is wrong, and not only that something is.
    pub tells_faults: bool,
}

impl Default for SrpConfig {
    /// What a consultancy certified to ISO 27001 and Cyber Essentials does: see the reference of keys.
    fn default() -> Self {
        let fortnight =
            Duration::parse("14d", Meaning::Minutes).expect("a duration as we write it");
        Self {
            policy: None,
            committee: vec!["isms-committee".to_owned()],
            incident_team: "security-incident-management".to_owned(),
            quorum: vec![("director".to_owned(), 1), ("principal-consultant".to_owned(), 2)],
            verify_days: 90,
            severity_floor: vec![
                ("critical".to_owned(), fortnight),
                ("high".to_owned(), fortnight),
            ],
            severities: BTreeMap::new(),
            withheld: BTreeMap::new(),
            tells_faults: true,
        }
    }
}

impl SrpConfig {
    /// Returns whether a name is that of the committee, in whatever spelling.
    pub(crate) fn is_committee(&self, name: &str) -> bool {
        self.committee.iter().any(|known| folded(known) == folded(name))
    }
}

/// Returns a name in lower case with hyphens between its words: `ISMS Committee` is `isms-committee`.
pub(crate) fn folded(name: &str) -> String {
    let words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-").to_lowercase()
}

impl Config {
    pub(super) fn read_quorum(&mut self, node: &Node, reader: &mut Reader<'_>) {
        self.srp.quorum.clear();
        for (role, value) in reader.pairs("srp.quorum", node, Code::ConfigKeyDuplicate) {
            let Some(number) = reader.number(&role.value, value) else { continue };
            if let Ok(number) = usize::try_from(number.value) {
                self.srp.quorum.push((folded(&role.value), number));
            } else {
                let message = format!("{} people of a role is no quorum", number.value);
                reader.report(Code::ConfigType, number.span, message, "write 0 or more");
            }
        }
    }

    pub(super) fn read_floor(&mut self, node: &Node, reader: &mut Reader<'_>) {
        self.srp.severity_floor.clear();
        for (name, value) in reader.pairs("srp.severity_floor", node, Code::ConfigKeyDuplicate) {
            let Some(text) = reader.text(&name.value, value) else { continue };
            match Duration::parse(&text.value, Meaning::Minutes) {
                Ok(duration) => self.srp.severity_floor.push((folded(&name.value), duration)),
                Err(reason) => {
                    reader.report(Code::ConfigType, text.span, reason, "write one such as 14d");
                }
            }
        }
    }

    pub(super) fn read_requirements(&mut self, node: &Node, reader: &mut Reader<'_>) {
        const LEVELS: &[(&str, Option<Severity>)] = &[
            ("off", None),
            ("note", Some(Severity::Note)),
            ("warning", Some(Severity::Warning)),
            ("error", Some(Severity::Error)),
        ];
        for (name, value) in reader.pairs("requirements", node, Code::ConfigKeyDuplicate) {
            let wanted = name.value.trim().to_uppercase();
            let Some(code) = Code::requirements().find(|code| code.name() == wanted) else {
                let message = format!("`{}` is no requirement", name.value);
                let help = match nearest(&wanted, Code::requirements().map(Code::name)) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => "requirements have names such as SRP-13".to_owned(),
                };
                reader.report(Code::ConfigKeyUnknown, name.span, message, &help);
                continue;
            };
            if matches!(value.value, Value::Null) {
                continue;
            }
            if let Some(level) = reader.choice(&name.value, value, LEVELS) {
                self.srp.severities.insert(code, level.value);
            }
        }
    }
}
