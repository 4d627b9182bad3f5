//! Values of front matter as people read them: `isms-committee` is "ISMS committee", `iso27001:A.5.24`
//! is "ISO 27001 A.5.24".
//!
//! In: a value as its author wrote it. Out: words. What is written as words already stays as it is, but
//! for its first letter.

/// Words that are names made of initials.
const INITIALS: &[&str] = &["isms"];

/// Letters that a name of initials has at most, as that of a framework: ISO, GDPR, NIST.
const INITIALS_MAX: usize = 4;

/// Returns a name such as `isms-committee` as words, and other names as they are.
pub(super) fn spaced(name: &str) -> String {
    let is_slug = name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
    if !is_slug {
        return name.to_owned();
    }
    let word = |word: &str| {
        if INITIALS.contains(&word) { word.to_uppercase() } else { word.to_owned() }
    };
    name.split('-').map(word).collect::<Vec<_>>().join(" ")
}

/// Returns a value as the words of a label.
pub(super) fn label(value: &str) -> String {
    capital(&spaced(value))
}

/// Returns the text with a capital first, unless its first word has one further in, as `iPhone`.
fn capital(text: &str) -> String {
    let first = text.split(' ').next().unwrap_or("");
    let mut rest = text.chars();
    match rest.next() {
        Some(c) if !first.contains(char::is_uppercase) => c.to_uppercase().chain(rest).collect(),
        _ => text.to_owned(),
    }
}

/// Returns controls as one text, those of a framework that follow each other behind its name; nothing
/// when there are none.
pub(super) fn controls<'a>(controls: impl Iterator<Item = &'a str>) -> Option<String> {
    let mut text = String::new();
    let mut last = None;
    for control in controls {
        let parts = control.split_once(':');
        let (framework, id) = parts.map_or((None, control), |(name, id)| (Some(name), id));
        match last {
            None => {}
            Some(last) if last == framework => text.push_str(", "),
            Some(_) => text.push_str("; "),
        }
        if let Some(name) = framework.filter(|_| last != Some(framework)) {
            text.push_str(&self::framework(name.trim()));
            text.push(' ');
        }
        text.push_str(id.trim());
        last = Some(framework);
    }
    (!text.is_empty()).then_some(text)
}

/// Returns the name of a framework from its short form: `iso27001` is "ISO 27001", `pci-dss` is
/// "PCI DSS".
fn framework(name: &str) -> String {
    if name.contains(|c: char| c.is_uppercase() || c == ' ') {
        return name.to_owned();
    }
    let word = |word: &str| {
        let digits = word.find(|c: char| c.is_ascii_digit()).unwrap_or(word.len());
        let (letters, digits) = word.split_at(digits);
        let letters = match letters.chars().count() {
            0..=INITIALS_MAX => letters.to_uppercase(),
            _ => capital(letters),
        };
        let is_apart = !letters.is_empty() && !digits.is_empty();
        format!("{letters}{}{digits}", if is_apart { " " } else { "" })
    };
    name.split(['-', '_']).map(word).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::{controls, label, spaced};

    #[test]
    fn names_become_words_unless_they_are_words() {
        assert_eq!(spaced("isms-committee"), "ISMS committee");
        assert_eq!(label("isms-manager"), "ISMS manager");
        assert_eq!(label("internal"), "Internal");
        assert_eq!(label("employees, contractors"), "Employees, contractors");
        assert_eq!(label("TLP:AMBER"), "TLP:AMBER");
        assert_eq!(label("iPhone users"), "iPhone users");
        assert_eq!(label("élèves"), "Élèves");
        assert_eq!(label(""), "");
    }

    #[test]
    fn controls_stand_behind_the_name_of_their_framework() {
        let text = |all: &[&str]| controls(all.iter().copied());
        assert_eq!(text(&["iso27001:A.5.24"]).as_deref(), Some("ISO 27001 A.5.24"));
        assert_eq!(
            text(&["iso27001:A.5.24", "iso27001:A.8.1", "soc2:CC7.3", "pci-dss:12.10"]).as_deref(),
            Some("ISO 27001 A.5.24, A.8.1; SOC 2 CC7.3; PCI DSS 12.10")
        );
        assert_eq!(
            text(&["A.5.1", "A.5.2", "gdpr:32", "cyber-essentials:1", "ACME rules:7"]).as_deref(),
            Some("A.5.1, A.5.2; GDPR 32; Cyber Essentials 1; ACME rules 7")
        );
        assert_eq!(text(&[]), None);
    }
}
