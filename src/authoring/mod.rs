//! What helps people to write client plans and to correct them: a template for a plan, the JSON Schema
//! of its keys, explanations of requirements and codes.
//!
//! In: the tables of keys, codes and requirements, a client's name, a day. Out: text. Nothing is said
//! here that does not come from those tables, but for the template's example values.

mod examples;
mod explain;
mod file;
mod reference;
mod schema;
mod template;

pub use explain::{explain, help, list, nearest_name};
pub use file::{create, replace};
pub use reference::reference;
pub use schema::{client_schema, findings_schema};
pub use template::{ClientTemplate, client_template};

use crate::parse::client::schema::Plan;
use crate::parse::client::{Key, Kind};

/// Returns every key of a plan that holds a value rather than further keys, by its path
/// (`contacts[].phone`), in the order of the reference.
fn paths() -> Vec<(String, Key)> {
    let mut found = Vec::new();
    add_paths("", Plan::KEYS, &mut found);
    found
}

fn add_paths(above: &str, keys: &[Key], found: &mut Vec<(String, Key)>) {
    for key in keys {
        let path = child(above, key.name);
        match key.kind {
            Kind::Record(keys) | Kind::Person(keys) => add_paths(&path, keys, found),
            Kind::Records(keys) => add_paths(&format!("{path}[]"), keys, found),
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
            | Kind::Matrix => found.push((path, *key)),
        }
    }
}

/// Returns the path of a key in a record.
fn child(above: &str, name: &str) -> String {
    if above.is_empty() { name.to_owned() } else { format!("{above}.{name}") }
}

/// Returns the lines of a text, none longer than `width` columns unless a word is.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}
