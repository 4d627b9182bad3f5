//! The tables of front-matter keys, of the names other systems have for them, and of keys that
//! other systems use for things a portal has no use for.

use crate::diag::Code;
use crate::parse::front_matter::{DocumentType, FrontMatter, Status};
use crate::yaml::{Node, Placed, Reader, Value};

/// One key of front matter.
#[derive(Debug)]
pub struct Key {
    /// The name, lower case, `_` between words.
    pub name: &'static str,
    /// What it means, for the reference.
    pub doc: &'static str,
    /// Whether synonyms of it may stand beside it, each adding something.
    pub(super) repeats: bool,
    /// Reads the value; the second argument is the name as written, folded.
    pub(super) read: fn(&mut FrontMatter, &str, &Node, &mut Reader<'_>),
}

/// Names that other systems use for a key.
pub(super) const SYNONYMS: &[(&str, &str)] = &[
    ("acronym", "aliases"),
    ("alias", "aliases"),
    ("also_known_as", "aliases"),
    ("approvers", "approver"),
    ("decription", "summary"),
    ("description", "summary"),
    ("doc_type", "type"),
    ("document_type", "type"),
    ("draft", "status"),
    ("dri", "owner"),
    ("dris", "owner"),
    ("effective_date", "effective"),
    ("expiry", "expires"),
    ("last_reviewed_at", "review"),
    ("last_reviewed_on", "review"),
    ("last_updated", "review"),
    ("name", "title"),
    ("nav_order", "order"),
    ("next_review", "review"),
    ("old_paths", "redirect_from"),
    ("owner_slack", "owner"),
    ("policy_id", "id"),
    ("related_order", "order"),
    ("review_due", "review"),
    ("review_in", "review"),
    ("satisfies", "controls"),
    ("sidebar_position", "order"),
    ("weight", "order"),
];

/// Keys of other systems that say nothing about a policy; they are passed over in silence.
pub(super) const IGNORED: &[&str] = &[
    "author",
    "authors",
    "breadcrumb",
    "categories",
    "category",
    "controlled_document",
    "cssclass",
    "date",
    "edit_url",
    "has_children",
    "has_toc",
    "hide",
    "hide_title",
    "icon",
    "keywords",
    "language_tabs",
    "lastmod",
    "layout",
    "linktitle",
    "majorrevisions",
    "menu",
    "navigation",
    "no_list",
    "page_id",
    "parent",
    "permalink",
    "published",
    "section",
    "sidebar",
    "sidebar_label",
    "slug",
    "source_url",
    "tags",
    "template",
    "url",
];

macro_rules! text_key {
    ($name:literal, $field:ident, $doc:literal) => {
        Key {
            name: $name,
            doc: $doc,
            repeats: false,
            read: |front, _, node, reader| front.$field = reader.text($name, node),
        }
    };
}

macro_rules! texts_key {
    ($name:literal, $field:ident, $doc:literal) => {
        Key {
            name: $name,
            doc: $doc,
            repeats: true,
            read: |front, _, node, reader| front.$field.extend(reader.texts($name, node)),
        }
    };
}

macro_rules! date_key {
    ($name:literal, $field:ident, $doc:literal) => {
        Key {
            name: $name,
            doc: $doc,
            repeats: false,
            read: |front, _, node, reader| {
                front.$field = reader.date($name, node, Code::FrontMatterDate);
            },
        }
    };
}

macro_rules! flag_key {
    ($name:literal, $field:ident, $doc:literal) => {
        Key {
            name: $name,
            doc: $doc,
            repeats: false,
            read: |front, _, node, reader| front.$field = reader.flag($name, node),
        }
    };
}

/// Every key, in the order of the reference.
pub const KEYS: &[Key] = &[
    text_key!("title", title, "The title of the page."),
    texts_key!("aliases", aliases, "Other names under which the A-Z lists the policy."),
    text_key!("id", id, "A stable name, unique in the tree; by default made of the path."),
    text_key!("summary", summary, "What the policy is about, in a sentence or two."),
    Key {
        name: "type",
        doc: "policy, standard, procedure, plan, guideline, form, register, notice or top-policy.",
        repeats: false,
        read: |front, _, node, reader| {
            front.document_type = reader.choice("type", node, TYPES);
        },
    },
    Key {
        name: "status",
        doc: "draft, review, approved, published, superseded or withdrawn; published by default.",
        repeats: false,
        read: read_status,
    },
    text_key!("owner", owner, "The role or person who answers for the policy."),
    texts_key!("approver", approver, "The roles or people who approve it."),
    Key {
        name: "approved",
        doc: "When it was approved: a day, or a list of records.",
        repeats: false,
        read: |front, _, node, reader| {
            if matches!(node.value, Value::Scalar(_)) {
                front.approved = reader.text("approved", node);
            }
        },
    },
    text_key!("version", version, "The version, as written."),
    date_key!("effective", effective, "The day from which it is in force."),
    date_key!("expires", expires, "The day after which it is not."),
    Key {
        name: "review",
        doc: "The review cycle: `every`, `last`, `by`, `outcome`, `next`.",
        repeats: true,
        read: read_review,
    },
    text_key!("classification", classification, "The handling label."),
    texts_key!("audience", audience, "Who may read it."),
    texts_key!("applies_to", applies_to, "Whom it binds: employees, contractors, suppliers…"),
    Key {
        name: "controls",
        doc: "The controls it serves, each as `framework:id`.",
        repeats: true,
        read: read_controls,
    },
    texts_key!("related", related, "Ids or paths of related policies."),
    Key {
        name: "terms",
        doc: "Terms the policy defines, each with its meaning.",
        repeats: false,
        read: |front, _, node, reader| {
            for (term, value) in reader.pairs("terms", node, Code::FrontMatterKeyDuplicate) {
                if let Some(meaning) = reader.text(&term.value, value) {
                    front.terms.push((term, meaning));
                }
            }
        },
    },
    Key {
        name: "acknowledge",
        doc: "Whether and how readers record that they have read it.",
        repeats: false,
        read: |front, _, node, _| front.acknowledge = Some(node.span),
    },
    texts_key!("supersedes", supersedes, "Ids of policies it replaces."),
    text_key!("superseded_by", superseded_by, "The id of the policy that replaces it."),
    texts_key!("redirect_from", redirect_from, "Old addresses that lead here."),
    text_key!("lang", lang, "The language of the page (BCP 47)."),
    text_key!("translation_of", translation_of, "The id of the page it is a translation of."),
    Key {
        name: "order",
        doc: "Its place in its section; smaller comes first, without it by title.",
        repeats: false,
        read: |front, _, node, reader| front.order = reader.number("order", node),
    },
    flag_key!("toc", toc, "Whether the page has a table of contents; `true` without it."),
    flag_key!("search", search, "Whether search finds it; `true` without it."),
    flag_key!("print", print, "Whether the printed handbook holds it; `true` without it."),
    text_key!("statements", statements, "`auto` or a prefix: gives each rule an id of its own."),
];

const TYPES: &[(&str, DocumentType)] = &[
    ("policy", DocumentType::Policy),
    ("standard", DocumentType::Standard),
    ("procedure", DocumentType::Procedure),
    ("plan", DocumentType::Plan),
    ("guideline", DocumentType::Guideline),
    ("form", DocumentType::Form),
    ("register", DocumentType::Register),
    ("notice", DocumentType::Notice),
    ("top-policy", DocumentType::TopPolicy),
];

const STATUSES: &[(&str, Status)] = &[
    ("draft", Status::Draft),
    ("review", Status::Review),
    ("approved", Status::Approved),
    ("published", Status::Published),
    ("superseded", Status::Superseded),
    ("withdrawn", Status::Withdrawn),
];

/// The keys of `review`, and what they mean.
pub(crate) const REVIEW_KEYS: &[(&str, &str)] = &[
    ("every", "How often it is reviewed, such as `12m`."),
    ("last", "The day of the last review."),
    ("by", "Who reviewed it."),
    ("outcome", "What came of it."),
    ("next", "The day of the next review, when it does not follow from `every`."),
];

/// Returns the words that the value of a key can be, when they are few.
pub(crate) fn words(key: &str) -> Vec<&'static str> {
    match key {
        "type" => TYPES.iter().map(|(word, _)| *word).collect(),
        "status" => STATUSES.iter().map(|(word, _)| *word).collect(),
        "toc" | "search" | "print" => vec!["true", "false"],
        _ => Vec::new(),
    }
}

fn read_status(front: &mut FrontMatter, name: &str, node: &Node, reader: &mut Reader<'_>) {
    if name == "draft" {
        let flag = reader.flag("draft", node);
        front.status = flag
            .filter(|flag| flag.value)
            .map(|flag| Placed { value: Status::Draft, span: flag.span });
    } else {
        front.status = reader.choice("status", node, STATUSES);
    }
}

fn read_review(front: &mut FrontMatter, name: &str, node: &Node, reader: &mut Reader<'_>) {
    let review = &mut front.review;
    match name {
        "review" => {}
        "review_in" => return review.every = reader.text(name, node),
        "next_review" | "review_due" => {
            return review.next = reader.date(name, node, Code::FrontMatterDate);
        }
        _ => return review.last = reader.date(name, node, Code::FrontMatterDate),
    }
    // A list holds the records of several reviews; the last one written counts.
    let record = match &node.value {
        Value::List(records) => records.last().unwrap_or(node),
        Value::Null | Value::Scalar(_) | Value::Map(_) => node,
    };
    for (key, value) in reader.pairs("review", record, Code::FrontMatterKeyDuplicate) {
        match key.value.as_str() {
            "every" => review.every = reader.text("every", value),
            "last" | "date" => review.last = reader.date("last", value, Code::FrontMatterDate),
            "by" => review.by = reader.text("by", value),
            "outcome" => review.outcome = reader.text("outcome", value),
            "next" => review.next = reader.date("next", value, Code::FrontMatterDate),
            other => {
                let message = format!("`{other}` is not a key of `review`");
                let keys: Vec<&str> = REVIEW_KEYS.iter().map(|(key, _)| *key).collect();
                let help = format!("the keys here are {}", keys.join(", "));
                reader.report(Code::FrontMatterKeyUnknown, key.span, message, &help);
            }
        }
    }
}

/// Reads `[iso27001:A.5.1]`, or the mapping from framework to ids that Comply writes.
fn read_controls(front: &mut FrontMatter, _: &str, node: &Node, reader: &mut Reader<'_>) {
    if !matches!(node.value, Value::Map(_)) {
        front.controls.extend(reader.texts("controls", node));
        return;
    }
    for (framework, ids) in reader.pairs("controls", node, Code::FrontMatterKeyDuplicate) {
        for id in reader.texts(&framework.value, ids) {
            let value = format!("{}:{}", framework.value, id.value);
            front.controls.push(Placed { value, span: id.span });
        }
    }
}
