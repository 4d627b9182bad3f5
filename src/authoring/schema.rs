//! The JSON Schema of a plan's front matter, made of the tables of keys and of nothing else.

use crate::parse::client::schema::Plan;
use crate::parse::client::{Key, Kind};
use serde::ser::{Serialize, SerializeMap, Serializer};

/// A day, as it is written.
const DATE: &str = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$";
/// A length of time, as it is written.
const DURATION: &str = "^[0-9]+(m|h|d|bd|w)$";

/// Returns the JSON Schema (draft 2020-12) of the keys of a client's plan.
///
/// Editors complete from it in a YAML file beside the page; they give no help inside the front matter
/// of Markdown. It asks for the canonical spelling of keys and words, where a build reads others, too.
/// The keys of ordinary pages (`title`, `lang` and the like) are none of a plan's and not in it.
///
/// ```
/// assert!(rulebook::authoring::client_schema().contains("\"coordinated_with\""));
/// ```
pub fn client_schema() -> String {
    let mut schema = vec![
        ("$schema", text("https://json-schema.org/draft/2020-12/schema")),
        ("title", text("Client Security Response Plan")),
        (
            "description",
            text("The facts of a client's Security Response Plan, as rulebook reads them."),
        ),
    ];
    schema.extend(record(Plan::KEYS));
    schema.push(("required", Json::List(vec![text("srp")])));
    let json = serde_json::to_string_pretty(&Json::Map(schema)).expect("text keys and no numbers");
    json + "\n"
}

/// Returns the JSON Schema (draft 2020-12) of what `check --format json` prints.
pub fn findings_schema() -> &'static str {
    include_str!("findings.schema.json")
}

/// JSON whose members keep the order in which they were written: that of the reference.
enum Json {
    Text(String),
    Flag(bool),
    Number(u32),
    List(Vec<Json>),
    Map(Members),
}

type Members = Vec<(&'static str, Json)>;

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            Self::Flag(flag) => serializer.serialize_bool(*flag),
            Self::Number(number) => serializer.serialize_u32(*number),
            Self::List(items) => items.serialize(serializer),
            Self::Map(members) => {
                let mut map = serializer.serialize_map(Some(members.len()))?;
                for (name, value) in members {
                    map.serialize_entry(name, value)?;
                }
                map.end()
            }
        }
    }
}

fn text(text: &str) -> Json {
    Json::Text(text.to_owned())
}

fn texts(all: &[&str]) -> Json {
    Json::List(all.iter().map(|one| text(one)).collect())
}

/// Returns a mapping with these keys and no others.
fn record(keys: &[Key]) -> Members {
    let properties = keys.iter().map(|key| (key.name, Json::Map(property(key)))).collect();
    vec![
        ("type", text("object")),
        ("properties", Json::Map(properties)),
        ("additionalProperties", Json::Flag(false)),
    ]
}

fn property(key: &Key) -> Members {
    let mut members = vec![("description", Json::Text(description(key)))];
    members.extend(value(key.kind));
    members
}

fn description(key: &Key) -> String {
    let asked_by: Vec<&str> = key.asked_by.split_whitespace().collect();
    match asked_by.as_slice() {
        [] => key.doc.to_owned(),
        all => format!("{} Asked for by {}.", key.doc, all.join(", ")),
    }
}

/// Returns what a value of this kind looks like.
fn value(kind: Kind) -> Members {
    match kind {
        Kind::Number => vec![("type", text("integer"))],
        Kind::Text => any_text(),
        Kind::Texts => text_or_texts(),
        Kind::Flag => vec![("type", text("boolean"))],
        Kind::Date => {
            let mut members = spelt(DATE, &["2026-03-31"]);
            members.insert(1, ("format", text("date")));
            members
        }
        Kind::Duration => spelt(DURATION, &["15m", "4h", "3d", "10bd", "2w"]),
        Kind::Interval => spelt(DURATION, &["12m", "26w", "90d"]),
        Kind::Hours => example("Mon-Fri 08:00-18:00"),
        Kind::Zone => example("Europe/London"),
        Kind::Phone => example("+44 20 7946 0150"),
        Kind::Choice(words) => vec![("type", text("string")), ("enum", texts(words))],
        Kind::Pairs => mapping_of(any_text()),
        Kind::Lists => mapping_of(text_or_texts()),
        Kind::Matrix => mapping_of(mapping_of(any_text())),
        Kind::Person(keys) => either(any_text(), record(keys)),
        Kind::Record(keys) => record(keys),
        Kind::Records(keys) => list_of(record(keys)),
    }
}

/// Returns a text, or a number that is read as the text it was spelt with: `revision: 4`.
fn any_text() -> Members {
    vec![("type", texts(&["string", "number"])), ("minLength", Json::Number(1))]
}

fn text_or_texts() -> Members {
    either(any_text(), list_of(any_text()))
}

fn spelt(pattern: &str, examples: &[&str]) -> Members {
    vec![("type", text("string")), ("pattern", text(pattern)), ("examples", texts(examples))]
}

fn example(example: &str) -> Members {
    vec![("type", text("string")), ("examples", texts(&[example]))]
}

fn either(one: Members, other: Members) -> Members {
    vec![("oneOf", Json::List(vec![Json::Map(one), Json::Map(other)]))]
}

fn list_of(item: Members) -> Members {
    vec![("type", text("array")), ("items", Json::Map(item))]
}

/// Returns a mapping from names of the author's own.
fn mapping_of(value: Members) -> Members {
    vec![("type", text("object")), ("additionalProperties", Json::Map(value))]
}
