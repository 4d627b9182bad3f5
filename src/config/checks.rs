//! Which rules count, and how much: the key `checks`.

use crate::config::Config;
use crate::diag::{Code, Diagnostic, Severity};
use crate::place::SourcePath;
use crate::text::nearest::nearest;
use crate::yaml::{Node, Placed, Reader, Value};
use std::collections::BTreeMap;

/// Keys of `checks` that are no rules.
const OTHERS: &[&str] = &["baseline", "fail_on", "folders"];

/// What a rule counts for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Level {
    Off,
    At(Severity),
}

/// What each rule counts for.
type Levels = BTreeMap<Code, Level>;

/// Which findings count, and how much.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Checks {
    levels: Levels,
    /// Other levels below a folder, by its path without a slash at the end.
    folders: BTreeMap<String, Levels>,
    /// The least severity with which a check fails; a warning unless configured.
    pub fail_on: Option<Severity>,
    /// The file of known findings, from the content root.
    pub baseline: Option<Placed<String>>,
}

impl Checks {
    /// Returns how much a finding counts; `None` when it does not.
    pub(crate) fn severity(&self, found: &Diagnostic) -> Option<Severity> {
        if found.code.is_requirement() {
            return Some(found.severity);
        }
        match self.level(found.code, &found.at.file) {
            Some(Level::At(severity)) => Some(severity),
            Some(Level::Off) => None,
            None if found.code.is_optional() => None,
            None => Some(found.severity),
        }
    }

    /// Returns those of the diagnostics that count, as much as they count.
    pub(crate) fn weighed(&self, found: Vec<Diagnostic>) -> impl Iterator<Item = Diagnostic> {
        found.into_iter().filter_map(|found| {
            let severity = self.severity(&found)?;
            Some(Diagnostic { severity, ..found })
        })
    }

    /// Returns whether a rule can have findings anywhere.
    pub(crate) fn is_on(&self, code: Code) -> bool {
        let mut all = std::iter::once(&self.levels).chain(self.folders.values());
        let is_on = |levels: &Levels| matches!(levels.get(&code), Some(Level::At(_)));
        let is_off =
            self.levels.get(&code).map_or(code.is_optional(), |level| *level == Level::Off);
        !is_off || all.any(is_on)
    }

    /// Returns what is configured of a rule for a file: by the innermost folder that says something.
    fn level(&self, code: Code, file: &SourcePath) -> Option<Level> {
        let mut folder = file.folder();
        loop {
            if let Some(level) = self.folders.get(folder).and_then(|levels| levels.get(&code)) {
                return Some(*level);
            }
            match folder.rsplit_once('/') {
                Some((above, _)) => folder = above,
                None if folder.is_empty() => return self.levels.get(&code).copied(),
                None => folder = "",
            }
        }
    }
}

impl Config {
    pub(super) fn read_checks(&mut self, node: &Node, reader: &mut Reader<'_>) {
        for (name, value) in reader.pairs("checks", node, Code::ConfigKeyDuplicate) {
            match name.value.as_str() {
                "folders" => self.read_folders(value, reader),
                "baseline" => self.checks.baseline = reader.text("checks.baseline", value),
                "fail_on" => {
                    let choices = [("warning", Severity::Warning), ("error", Severity::Error)];
                    let choice = reader.choice("checks.fail_on", value, &choices);
                    self.checks.fail_on = choice.map(|choice| choice.value);
                }
                _ => read_level(&mut self.checks.levels, &name, value, reader),
            }
        }
    }

    fn read_folders(&mut self, node: &Node, reader: &mut Reader<'_>) {
        for (folder, value) in reader.pairs("checks.folders", node, Code::ConfigKeyDuplicate) {
            let path = folder.value.trim_matches('/').to_owned();
            let levels = self.checks.folders.entry(path).or_default();
            for (name, value) in reader.pairs(&folder.value, value, Code::ConfigKeyDuplicate) {
                read_level(levels, &name, value, reader);
            }
        }
    }
}

fn read_level(levels: &mut Levels, name: &Placed<String>, value: &Node, reader: &mut Reader<'_>) {
    let known = |code: &&Code| !code.is_requirement() && code.name() == name.value;
    let Some(code) = Code::ALL.iter().find(known).copied() else {
        let message = format!("`{}` is no rule", name.value);
        let rules = Code::ALL.iter().filter(|code| !code.is_requirement()).map(|code| code.name());
        let help = match nearest(&name.value, rules.chain(OTHERS.iter().copied())) {
            Some(near) => format!("did you mean `{near}`?"),
            None if name.value.starts_with("SRP-") => {
                "requirements on client plans are set under `requirements`".to_owned()
            }
            None => "`rulebook explain` lists all rules".to_owned(),
        };
        reader.report(Code::ConfigKeyUnknown, name.span, message, &help);
        return;
    };
    // Other readers of YAML write `false` for `off`.
    let off = matches!(&value.value, Value::Scalar(text) if text == "false");
    let choices = [
        ("off", Level::Off),
        ("note", Level::At(Severity::Note)),
        ("warning", Level::At(Severity::Warning)),
        ("error", Level::At(Severity::Error)),
    ];
    let level = if off {
        Level::Off
    } else {
        let Some(choice) = reader.choice(&name.value, value, &choices) else { return };
        choice.value
    };
    if code.severity() == Severity::Error && level != Level::At(Severity::Error) {
        let message = format!("`{code}` stays an error");
        let help = "what can't be published faithfully can't be let pass; mend the files it names";
        reader.report(Code::ConfigType, value.span, message, help);
        return;
    }
    levels.insert(code, level);
}
