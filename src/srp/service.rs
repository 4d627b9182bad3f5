//! *Service or Product Description*: what the plan protects.

use crate::config::srp::folded;
use crate::diag::Code;
use crate::model::AssetId;
use crate::parse::client::schema::{Diagram, Flow};
use crate::parse::client::{Located, is_placeholder};
use crate::srp::evidence::Test;
use crate::srp::{Case, Clause, Finding, Level, Origin, Requirement};
use crate::text::nearest::nearest;

/// How many words describe a service; from the clause's requirement, as the two below.
const DESCRIPTION_WORDS: usize = 20;
/// How many words describe its architecture.
const ARCHITECTURE_WORDS: usize = 10;
/// How many words say what a picture shows.
const ALT_WORDS: usize = 3;
/// How many words of prose count as a description of anything.
const PROSE_WORDS: usize = 8;

/// The service is named and described.
pub(super) static SRP_06: Requirement = Requirement {
    code: Code::Srp06,
    clause: Clause::Service,
    level: Level::Must,
    origin: Origin::Clause,
    can_be_left_out: false,
    title: "Says what the service is",
    why: "Whoever answers at night may never have seen the service; the plan has to tell them what it is.",
    fix: "Set `service.name`, and say in 20 words or more in `service.description` what it does, for whom and where.",
    judge: description,
};

/// The flows of data are listed.
pub(super) static SRP_07: Requirement = Requirement {
    code: Code::Srp07,
    clause: Clause::Service,
    level: Level::Should,
    origin: Origin::Clause,
    can_be_left_out: true,
    title: "Says which data goes where",
    why: "How bad an incident is depends on the data within reach of it.",
    fix: "List `service.data_flows`, each with `from`, `to` and `data`.",
    judge: data_flows,
};

/// There is a diagram, for those who can't see it too.
pub(super) static SRP_08: Requirement = Requirement {
    code: Code::Srp08,
    clause: Clause::Service,
    level: Level::Should,
    origin: Origin::Clause,
    can_be_left_out: true,
    title: "Has a diagram of the service",
    why: "A picture shows in seconds what is next to the part that fails.",
    fix: "Add to `service.diagrams` a `file` or `mermaid`, with `alt` to say what it shows.",
    judge: diagrams,
};

/// The architecture is described.
pub(super) static SRP_09: Requirement = Requirement {
    code: Code::Srp09,
    clause: Clause::Service,
    level: Level::Should,
    origin: Origin::Clause,
    can_be_left_out: true,
    title: "Says how the service is built",
    why: "A mitigation can only be chosen by somebody who knows the parts.",
    fix: "Describe the parts in 10 words or more in `service.architecture`, or under a heading “Architecture”.",
    judge: architecture,
};

fn description(case: &Case<'_>) -> Finding {
    let mut test = Test::default();
    let service = &case.plan.service;
    match &service.name {
        Some(name) if is_placeholder(&name.value) => {
            let message = format!("`{}` stands for a name to come", name.value);
            test.gap(name.at.clone(), message, "write the name of the service or product");
        }
        Some(name) => test.show_value(name),
        None => {
            let message = if is_in_prose(case, Clause::Service) {
                "the service is described in prose, but its name is not stated as data"
            } else {
                "the service has no name"
            };
            test.gap(case.place(service.place("name")), message, "add `service.name`");
        }
    }
    judge_description(case, &mut test);
    test.end()
}

/// Judges the description: that of the data, else the text under the clause's heading.
fn judge_description(case: &Case<'_>, test: &mut Test) {
    let service = &case.plan.service;
    let heading = Clause::Service.title();
    let (prose, has_placeholder) = case.prose(Clause::Service);
    let mark = &case.client.mark;
    let written = service.description.as_ref();
    let words = written.map_or(0, |text| words(&text.value));
    let help = format!(
        "say in {DESCRIPTION_WORDS} words or more what it does, for whom, and where it runs"
    );
    if let Some(text) = written.filter(|text| is_placeholder(&text.value)) {
        let message = "the description of the service holds words that stand for text to come";
        test.gap(text.at.clone(), message, help);
    } else if let Some(text) = written.filter(|_| words >= DESCRIPTION_WORDS) {
        test.show(format!("described in {words} words"), &text.at);
        if has_placeholder {
            let message =
                format!("the text under “{heading}” holds words that stand for text to come");
            test.remark(mark.clone(), message, "replace them, or take them out");
        }
    } else if prose >= DESCRIPTION_WORDS && !has_placeholder {
        test.show(format!("described in the text under “{heading}”"), mark);
    } else {
        let at = written
            .map_or_else(|| case.place(service.place("description")), |text| text.at.clone());
        let message = if prose >= DESCRIPTION_WORDS {
            format!(
                "the text under “{heading}” describes the service with words that stand for text to come"
            )
        } else if words.max(prose) == 0 {
            "the service is not described".to_owned()
        } else {
            format!("the service is described in {} only", count(words.max(prose), "word"))
        };
        test.gap(at, message, help);
    }
}

fn data_flows(case: &Case<'_>) -> Finding {
    let mut test = Test::default();
    let service = &case.plan.service;
    for (n, flow) in service.data_flows.iter().enumerate() {
        judge_flow(case, n, flow, &mut test);
    }
    if service.data_flows.is_empty() && !judge_prose(case, "data-flow", PROSE_WORDS, &mut test) {
        let help = "add `service.data_flows`, each with `from`, `to` and `data`";
        test.gap(
            case.place(service.place("data_flows")),
            "this plan does not say which data goes where",
            help,
        );
    }
    test.end()
}

fn judge_flow(case: &Case<'_>, n: usize, flow: &Flow, test: &mut Test) {
    let ends = [("from", &flow.from), ("to", &flow.to), ("data", &flow.data)];
    for (key, value) in ends {
        let at = case.place(flow.place(key));
        match value {
            None => {
                let message = format!("data flow {} has no `{key}`", n + 1);
                test.gap(at, message, format!("add `{key}`"));
            }
            Some(text) if is_placeholder(&text.value) => {
                let message = format!("`{}` stands for text to come", text.value);
                test.gap(text.at.clone(), message, format!("write the `{key}` of the data flow"));
            }
            Some(_) => {}
        }
    }
    if let (Some(from), Some(to), Some(data)) = (&flow.from, &flow.to, &flow.data) {
        test.show(format!("{} to {}: {}", from.value, to.value, data.value), &from.at);
    }
}

fn diagrams(case: &Case<'_>) -> Finding {
    let mut test = Test::default();
    let service = &case.plan.service;
    if service.diagrams.is_empty() {
        let help = "add `service.diagrams`, each with `file` or `mermaid`, and `alt`";
        test.gap(
            case.place(service.place("diagrams")),
            "this plan has no diagram of the service",
            help,
        );
    }
    for (diagram, found) in service.diagrams.iter().zip(&case.client.diagrams) {
        judge_picture(case, diagram, *found, &mut test);
        judge_alt(case, diagram, &mut test);
    }
    test.end()
}

/// Judges what is shown: a file that is there, or Mermaid text.
fn judge_picture(case: &Case<'_>, diagram: &Diagram, found: Option<AssetId>, test: &mut Test) {
    match (&diagram.file, &diagram.mermaid, found) {
        (Some(file), _, Some(_)) => test.show_value(file),
        (Some(file), _, None) => {
            let folder = case.client.file();
            let names: Vec<String> =
                case.site.assets.iter().map(|asset| folder.relative(asset.path.as_str())).collect();
            let help = match nearest(&file.value, names.iter().map(String::as_str)) {
                Some(near) => format!("did you mean `{near}`?"),
                None => {
                    "write its path from the folder of this file, in the same letters".to_owned()
                }
            };
            test.gap(file.at.clone(), format!("there is no diagram `{}`", file.value), help);
        }
        (None, Some(mermaid), _) => test.show("a diagram in Mermaid", &mermaid.at),
        (None, None, _) => {
            let at = case.place(diagram.at.as_ref());
            test.gap(
                at,
                "a diagram has neither `file` nor `mermaid`",
                "add one of them, or remove the diagram",
            );
        }
    }
}

fn judge_alt(case: &Case<'_>, diagram: &Diagram, test: &mut Test) {
    const HELP: &str = "say in `alt` what the diagram shows, in 3 words or more";
    match &diagram.alt {
        Some(alt) if words(&alt.value) < ALT_WORDS || is_placeholder(&alt.value) => {
            let message = format!("`{}` does not say what the diagram shows", alt.value);
            test.gap(alt.at.clone(), message, HELP);
        }
        Some(alt) => test.show(format!("it shows: {}", alt.value), &alt.at),
        None => {
            test.gap(case.place(diagram.place("alt")), "a diagram has no text in its place", HELP);
        }
    }
}

fn architecture(case: &Case<'_>) -> Finding {
    let mut test = Test::default();
    let service = &case.plan.service;
    let help = format!(
        "describe the parts in `service.architecture`, in {ARCHITECTURE_WORDS} words or more"
    );
    let written: Option<&Located<String>> = service.architecture.as_ref();
    let words = written.map_or(0, |text| words(&text.value));
    match written {
        Some(text) if is_placeholder(&text.value) => {
            let message = "the architecture holds words that stand for text to come";
            test.gap(text.at.clone(), message, help);
        }
        Some(text) if words >= ARCHITECTURE_WORDS => test.show_value(text),
        _ if judge_prose(case, "architecture", ARCHITECTURE_WORDS, &mut test) => {}
        Some(text) => {
            let message = format!("the architecture is described in {} only", count(words, "word"));
            test.gap(text.at.clone(), message, help);
        }
        None => {
            let at = case.place(service.place("architecture"));
            test.gap(at, "this plan does not say how the service is built", help);
        }
    }
    test.end()
}

/// Shows the text under a heading of a topic, if there is some.
fn judge_prose(case: &Case<'_>, topic: &str, words: usize, test: &mut Test) -> bool {
    let heading = headed(case, topic, words);
    if let Some(heading) = heading {
        test.show(format!("described in the text under “{heading}”"), &case.client.mark);
    }
    heading.is_some()
}

/// Returns the heading that names a topic and has at least so many words of finished text under it.
fn headed<'a>(case: &Case<'a>, topic: &str, words: usize) -> Option<&'a str> {
    let parsed = &case.site.page(case.client.page?).parsed;
    let finished = case
        .client
        .prose(case.site)
        .iter()
        .filter(|prose| prose.words >= words && !prose.has_placeholder);
    let mut headings = finished.filter_map(|prose| parsed.headings.get(prose.heading? as usize));
    headings
        .find(|heading| folded(&heading.text).contains(topic))
        .map(|heading| heading.text.as_ref())
}

/// Returns whether the text under a clause's heading says enough to describe something, and is
/// finished.
pub(super) fn is_in_prose(case: &Case<'_>, clause: Clause) -> bool {
    let (words, has_placeholder) = case.prose(clause);
    words >= PROSE_WORDS && !has_placeholder
}

fn words(text: &str) -> usize {
    text.split_whitespace().count()
}

fn count(number: usize, word: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {word}{plural}")
}
