//! The template of a client's plan: every key of the schema, in its order, under a comment that says
//! what it means and which requirement asks for it.

use crate::authoring::examples::EXAMPLES;
use crate::authoring::{child, wrapped};
use crate::date::Date;
use crate::parse::client::schema::Plan;
use crate::parse::client::{Key, Kind};
use crate::srp::{CLAUSES, Clause, requirement};
use unicode_normalization::UnicodeNormalization;

/// The longest line of a comment.
const WIDTH: usize = 100;
/// The longest id: it becomes the name of a file and of a folder.
const ID_LENGTH_MAX: usize = 60;
/// Ids that mean something else as the name of a file.
const RESERVED: &[&str] = &["index", "readme", "srp", "con", "prn", "aux", "nul"];

/// A client's plan, ready to be filled in.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct ClientTemplate {
    /// The client's id, which is also the name of the file without its ending: lower-case ASCII
    /// letters, digits and hyphens, at most 60, at least one.
    pub id: String,
    /// The text of the file.
    pub text: String,
}

/// Returns the template of a plan for the client of this name.
///
/// All values are examples and say so, but for the client's id and name. They hold together on
/// `today`: with `status: approved` the file is judged without a gap on that day. As it is written it is
/// a draft, and what is still open of a draft is a note (SRP-33: it is not approved).
///
/// ```
/// let today = rulebook::Date::parse("2026-03-02").expect("a day that exists");
/// let template = rulebook::authoring::client_template("Acme & Söhne", today);
/// assert_eq!(template.id, "acme-sohne");
/// assert!(template.text.starts_with("---\n"));
/// ```
pub fn client_template(name: &str, today: Date) -> ClientTemplate {
    let name = shown(name);
    let id = client_id(&name);
    let months = |months| today.add_months(months).to_string();
    let quoted = serde_json::to_string(&name).expect("a text");
    let form = Form {
        values: vec![
            ("{id}", id.clone()),
            ("{ID}", id.to_uppercase()),
            ("{today}", today.to_string()),
            ("{in_2_months}", months(2)),
            ("{in_3_months}", months(3)),
            ("{in_2_years}", months(24)),
            // Last, since a name may hold any of the marks.
            ("{name}", quoted),
        ],
    };
    let mut lines = vec!["---".to_owned()];
    lines.extend(INTRODUCTION.lines().map(|line| format!("# {line}").trim_end().to_owned()));
    for key in Plan::KEYS {
        lines.push(String::new());
        lines.extend(form.lines(key, "", Comments::Written));
    }
    lines.push("---".to_owned());
    lines.push(body(&name));
    ClientTemplate { id, text: lines.join("\n") }
}

/// What the file says about itself.
const INTRODUCTION: &str = "\
A client's Security Response Plan: facts between the two lines of dashes, text for readers below.

Every value but the client's id and name is an example. To fill the plan in, put what holds for this
client in the place of every value; no EXAMPLE, no domain that ends in .example and no telephone
number may stay. The comment above a key says what it means, after the requirement that asks for it:
MUST, SHOULD or practice. `rulebook explain SRP-12` says more about one.

Keys that few plans need are commented out. To use one, take one `#` away from each of its lines.

Have the committee approve the plan, then write `status: approved` and see what `rulebook check` says:
filled in like this, it has no gap.";

/// Whether keys are explained.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Comments {
    Written,
    LeftOut,
}

/// What the values of the template are made with.
struct Form {
    values: Vec<(&'static str, String)>,
}

impl Form {
    /// Returns the lines of a key with all below it, none when it has no example.
    fn lines(&self, key: &Key, above: &str, comments: Comments) -> Vec<String> {
        let path = child(above, key.name);
        let is_rare = !is_given(&path);
        let path = if is_rare { format!("#{path}") } else { path };
        if !is_given(&path) {
            return Vec::new();
        }
        let comment = if comments == Comments::Written { comment(key) } else { String::new() };
        let comment = wrapped(&comment, WIDTH - 2).into_iter().map(|line| format!("# {line}"));
        let mark = if is_rare { "#" } else { "" };
        let pair = self.pair(key, &path, comments).into_iter().map(|line| format!("{mark}{line}"));
        comment.chain(pair).collect()
    }

    /// Returns the lines of a key and its value.
    fn pair(&self, key: &Key, path: &str, comments: Comments) -> Vec<String> {
        let mut lines = vec![format!("{}:", key.name)];
        match key.kind {
            Kind::Record(keys) | Kind::Person(keys) => {
                lines.extend(
                    keys.iter().flat_map(|key| self.lines(key, path, comments)).map(indented),
                );
            }
            Kind::Records(keys) => {
                let items = (0..).map(|n| format!("{path}[{n}]")).take_while(|item| is_given(item));
                for (n, item) in items.enumerate() {
                    let comments = if n == 0 { comments } else { Comments::LeftOut };
                    // The dash stands before a key that is no comment.
                    let is_rare = |key: &&Key| !is_given(&child(&item, key.name));
                    let (rare, usual): (Vec<&Key>, Vec<&Key>) = keys.iter().partition(is_rare);
                    let keys = usual.into_iter().chain(rare);
                    let own = keys.flat_map(|key| self.lines(key, &item, comments)).collect();
                    lines.extend(as_item(own).into_iter().map(indented));
                }
            }
            Kind::Number
            | Kind::Text
            | Kind::Texts
            | Kind::Flag
            | Kind::Date
            | Kind::Duration
            | Kind::Interval
            | Kind::Hours
            | Kind::Zone
            | Kind::Phone
            | Kind::Choice(_)
            | Kind::Pairs
            | Kind::Lists
            | Kind::Matrix => lines = self.value(key, path),
        }
        lines
    }

    /// Returns the lines of a key that holds a value.
    fn value(&self, key: &Key, path: &str) -> Vec<String> {
        let found = EXAMPLES.iter().find(|(known, _)| *known == path);
        let mut value = found.map_or(String::new(), |(_, value)| (*value).to_owned());
        for (mark, meant) in &self.values {
            value = value.replace(mark, meant);
        }
        let mut lines = value.split('\n');
        let first = format!("{}: {}", key.name, lines.next().unwrap_or("")).trim_end().to_owned();
        std::iter::once(first).chain(lines.map(|line| indented(line.to_owned()))).collect()
    }
}

/// Returns whether there is an example for a key or for something in it.
fn is_given(path: &str) -> bool {
    EXAMPLES.iter().any(|(known, _)| {
        known.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
    })
}

/// Returns what a key means, after the requirements that ask for it.
fn comment(key: &Key) -> String {
    let asked_by = key.asked_by.split_whitespace().filter_map(requirement);
    let asked_by: Vec<String> =
        asked_by.map(|(_, asked)| format!("{} {}", asked.code, asked.level.word())).collect();
    let mut text = match asked_by.as_slice() {
        [] => key.doc.to_owned(),
        all => format!("{}: {}", all.join(", "), key.doc),
    };
    if let Kind::Choice(words) = key.kind {
        text.extend([" One of ", &words.join(", "), "."]);
    }
    text
}

fn indented(line: String) -> String {
    if line.is_empty() { line } else { format!("  {line}") }
}

/// Returns the lines of a mapping as those of an item of a list: the first key stands after a dash.
fn as_item(lines: Vec<String>) -> Vec<String> {
    let mut is_begun = false;
    let item = lines.into_iter().map(|line| {
        if is_begun {
            return indented(line);
        }
        is_begun = !line.starts_with('#');
        if is_begun { format!("- {line}") } else { line }
    });
    item.collect()
}

/// Returns a name on one line, without characters that can't be written into a file of YAML.
fn shown(name: &str) -> String {
    let is_unseen = |c: char| c.is_control() || matches!(c, '\u{feff}' | '\u{fffe}' | '\u{ffff}');
    let plain: String = name.chars().map(|c| if is_unseen(c) { ' ' } else { c }).collect();
    let shown = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    if shown.is_empty() { "EXAMPLE client".to_owned() } else { shown }
}

/// Returns the id of the client of a name: letters without their marks, hyphens for the rest.
fn client_id(name: &str) -> String {
    let mut id = String::new();
    for c in name.nfkd().flat_map(char::to_lowercase) {
        if c.is_ascii_lowercase() || c.is_ascii_digit() {
            id.push(c);
        } else if !('\u{300}'..='\u{36f}').contains(&c)
            && !matches!(c, '\'' | '’')
            && !id.ends_with('-')
        {
            id.push('-');
        }
    }
    let id: String = id.trim_matches('-').chars().take(ID_LENGTH_MAX).collect();
    match id.trim_end_matches('-') {
        "" => "client".to_owned(),
        id if RESERVED.contains(&id) => format!("{id}-client"),
        id => id.to_owned(),
    }
}

/// Returns the text below the front matter: the headings under which a plan has something to tell.
fn body(name: &str) -> String {
    let mut escaped = String::new();
    for c in name.chars() {
        if c.is_ascii_punctuation() && !"',.()-/&+".contains(c) {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    let mut text = format!("# {}: Security Response Plan\n", escaped.replace('&', "&amp;"));
    for clause in CLAUSES {
        if let Some(guidance) = guidance(*clause) {
            text.extend(["\n## ", clause.title(), "\n\n<!-- ", guidance, " -->\n"]);
        }
    }
    text
}

/// Returns what to write under the heading of a clause; `None` where the facts say everything.
fn guidance(clause: Clause) -> Option<&'static str> {
    match clause {
        Clause::Overview => Some("What must everybody know who reads nothing but this paragraph?"),
        Clause::Service => {
            Some("What would an engineer who has never seen the service have to be told?")
        }
        Clause::Contact => {
            Some("What do the telephone numbers not say: who sleeps when, which line to try first?")
        }
        Clause::Triage => Some(
            "How do you tell a false alarm from a true one here, and what must not be touched?",
        ),
        Clause::Mitigations => Some(
            "Which parts may be switched off at night without asking, and how is a repair tried out?",
        ),
        Clause::Timelines => {
            Some("Why were these times agreed, and what does the client do meanwhile?")
        }
        Clause::Exceptions => Some(
            "What is not as the policy wants it, and until when? Take the heading out if there is nothing.",
        ),
        Clause::Scope | Clause::Policy | Clause::Measurement | Clause::NonCompliance => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::authoring::paths;

    #[test]
    fn every_key_has_an_example_and_every_example_a_key() {
        let known: Vec<String> = EXAMPLES
            .iter()
            .map(|(path, _)| path.trim_start_matches('#').replace(|c: char| c.is_ascii_digit(), ""))
            .collect();
        let paths: Vec<String> = paths().into_iter().map(|(path, _)| path).collect();
        let missing: Vec<&String> = paths.iter().filter(|path| !known.contains(path)).collect();
        let strange: Vec<&String> = known.iter().filter(|path| !paths.contains(path)).collect();
        assert!(missing.is_empty() && strange.is_empty(), "{missing:?} {strange:?}");
    }

    #[test]
    fn ids_are_plain() {
        for (name, id) in [
            ("Larkspur Mutual", "larkspur-mutual"),
            ("  Ärzte & Co. (Leeds) ", "arzte-co-leeds"),
            ("O'Neill’s", "oneills"),
            ("株式会社", "client"),
            ("", "example-client"),
            ("README", "readme-client"),
            ("../../etc/passwd", "etc-passwd"),
        ] {
            assert_eq!(client_id(&shown(name)), id, "{name}");
        }
        assert_eq!(client_id(&"long name ".repeat(20)).len(), 59);
    }
}
