//! The table of the manual, row by row, from the table of the program.

use crate::config::Audience;
use crate::edition::fields::{CLASSES, Class, sees};
use std::collections::BTreeSet;

const MANUAL: &str = include_str!("../../EDITIONS.md");

/// Returns what the manual calls a class.
fn words(class: Class) -> &'static str {
    match class {
        Class::Mark => "That there is a plan, and how it stands",
        Class::Page => "What the page says of itself",
        Class::Identity => "Who the client is",
        Class::OurNames => "Names and roles of our people",
        Class::OurReach => "How to reach our people",
        Class::TheirPeople => "The client's people",
        Class::Service => "The service, and what is done in an incident",
        Class::Times => "Severities, times, dates",
        Class::Contract => "What the contract says",
        Class::Approvers => "Who approved",
        Class::Exception => "What is excused, and until when",
        Class::Reason => "Why it is excused, minutes, records",
        Class::Worth => "How much the service is worth",
        Class::Closed => "Other names of the client, who sees what",
    }
}

#[test]
fn the_manual_has_the_table_of_confidentiality() {
    let readers = ["public", "staff", "client:acme", "auditor", "isms"];
    let readers = readers.map(|name| Audience::parse(name).expect("an audience"));
    let classes: BTreeSet<Class> = CLASSES.iter().map(|(_, class)| *class).collect();
    let mut table = String::from(
        "| Of a plan | Keys | public | staff | that client | auditor | isms |\n\
         | --- | --- | --- | --- | --- | --- | --- |\n",
    );
    for class in classes {
        let keys = CLASSES.iter().filter(|(_, of)| *of == class);
        let keys: Vec<String> = keys.map(|(path, _)| format!("`{path}`")).collect();
        let seen = readers.each_ref().map(|to| if sees(to, class) { "●" } else { "–" });
        let row = format!("| {} | {} | {} |\n", words(class), keys.join(", "), seen.join(" | "));
        table.push_str(&row);
    }
    assert!(MANUAL.contains(&table), "the table in src/EDITIONS.md is to be:\n{table}");
}
