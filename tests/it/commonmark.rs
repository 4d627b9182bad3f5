//! Markdown means what `CommonMark` says it means: the walker must not break what the parser reads.
//!
//! A page's body is compared with what the parser's own printer makes of the same text, after
//! undoing what we add on purpose: heading anchors and shifted levels, the region around a table,
//! classes, links made of bare addresses, links and pictures that lead nowhere in an empty tree.
//! Where a text has raw HTML, which is sanitised, only the words are compared.
//!
//! The examples of the specification are not ours to copy. They are read from the parser's sources
//! in cargo's registry when these are there; our own, below, always run.

#![allow(clippy::disallowed_methods, clippy::unwrap_used, reason = "tests read the registry")]
#![allow(clippy::format_push_string, reason = "it is read more often than it is run")]

use crate::fuzz::answer::{judged, tree};
use crate::fuzz::tags::{Tag, Token, prose, tokens};
use crate::support::left_out;
use pulldown_cmark::{Event, Options, Parser, html::push_html};
use rulebook::place::OutPath;
use std::path::{Path, PathBuf};

fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_GFM
}

/// Returns the body that we make of a text. A title is put before it, since the first heading of a
/// page may be its title, which is not part of the body.
fn ours(text: &str) -> Result<String, String> {
    let page = format!("# T\n\n{text}");
    let build = judged(tree([("a.md", page.as_str())]))?;
    let bytes = build.outputs.get(&OutPath::new("a/index.html").unwrap()).ok_or("no page")?;
    Ok(prose(std::str::from_utf8(bytes).unwrap()).unwrap_or("").to_owned())
}

/// Returns what the parser's printer makes of it.
fn theirs(text: &str) -> String {
    let mut html = String::new();
    push_html(&mut html, Parser::new_ext(text, options()));
    html
}

/// One step of a body, in the form in which both sides are compared.
fn normal(html: &str) -> Vec<String> {
    let all = tokens(html);
    let all = without_additions(&all);
    let mut steps: Vec<String> = Vec::new();
    let mut links: Vec<bool> = Vec::new();
    let mut is_pre = false;
    for token in &all {
        match token {
            Token::Comment => {}
            Token::Text(text) => {
                let text = if is_pre {
                    text.clone()
                } else {
                    text.split_whitespace().collect::<Vec<_>>().join(" ")
                };
                if !text.is_empty() {
                    push_text(&mut steps, &text);
                }
            }
            Token::Open(tag) => match tag.name.as_str() {
                "a" => {
                    let shown = link(tag);
                    links.push(shown.is_some());
                    steps.extend(shown);
                }
                "img" => picture(tag, &mut steps),
                "span" => {}
                name => {
                    is_pre |= name == "pre";
                    steps.push(opened(tag));
                }
            },
            Token::Close(name) if name == "a" => {
                if links.pop() == Some(true) {
                    steps.push("</a>".to_owned());
                }
            }
            Token::Close(name) if name == "span" => {}
            Token::Close(name) => {
                is_pre &= name != "pre";
                let close = format!("</{}>", shifted(name));
                // Headings and tables with nothing in them are left out, by us.
                let is_empty = matches!(close.as_str(), "</h>" | "</tbody>")
                    && steps.last().is_some_and(|last| *last == close.replace('/', ""));
                if is_empty {
                    steps.pop();
                } else {
                    steps.push(close);
                }
            }
        }
    }
    steps
}

fn push_text(steps: &mut Vec<String>, text: &str) {
    match steps.last_mut().filter(|last| !last.starts_with('<')) {
        Some(last) => {
            last.push(' ');
            last.push_str(text);
        }
        // A text that begins like a tag must not be taken for one.
        None => steps.push(format!("\u{201c}{text}")),
    }
}

/// Leaves out the anchors of headings, the regions around tables, and previews of footnotes.
fn without_additions(all: &[Token]) -> Vec<Token> {
    let mut kept = Vec::new();
    let mut skips = false;
    let mut divs: Vec<bool> = Vec::new();
    for token in all {
        if skips {
            let ends =
                ["a", "button"].iter().any(|name| *token == Token::Close((*name).to_owned()));
            skips = !ends;
            continue;
        }
        match token {
            Token::Open(tag) if tag.name == "a" && tag.get("class") == Some("anchor") => {
                skips = true;
            }
            Token::Open(tag) if tag.name == "button" => skips = true,
            Token::Open(tag) if tag.name == "div" => {
                if tag.get("class") == Some("popup") {
                    // Previews of footnotes come last.
                    break;
                }
                let is_region = tag
                    .get("class")
                    .is_some_and(|class| class.split(' ').any(|part| part == "table"));
                divs.push(is_region);
                if !is_region {
                    kept.push(token.clone());
                }
            }
            Token::Close(name) if name == "div" && divs.pop() == Some(true) => {}
            Token::Open(_) | Token::Close(_) | Token::Text(_) | Token::Comment => {
                kept.push(token.clone());
            }
        }
    }
    kept
}

/// Headings keep their order; which level they have is tested by `levels_are_shifted_together`.
fn shifted(name: &str) -> &str {
    if ["h1", "h2", "h3", "h4", "h5", "h6"].contains(&name) { "h" } else { name }
}

/// Returns a tag with the attributes that say something about the text.
fn opened(tag: &Tag) -> String {
    let mut shown = format!("<{}", shifted(&tag.name));
    for name in ["start", "checked", "disabled"] {
        if let Some(value) = tag.get(name).filter(|value| *value != "1" || name != "start") {
            shown += &format!(" {name}={value}");
        }
    }
    if let Some(class) = tag.get("class").filter(|_| tag.name == "code") {
        // Ours is lower case, and ends before options such as `{1,2}`.
        shown += &format!(" {}", class.split([',', '{']).next().unwrap_or("").to_lowercase());
    }
    let style = tag.get("style").or(tag.get("class")).unwrap_or("");
    if matches!(tag.name.as_str(), "td" | "th") {
        let aligned = ["center", "right"].into_iter().find(|side| style.contains(side));
        shown += aligned.unwrap_or("");
    }
    shown + ">"
}

/// How an address is followed.
#[derive(PartialEq)]
enum Leads {
    Inside,
    Outside,
    Nowhere,
}

fn leads(address: &str) -> Leads {
    const SAFE: &[&str] = &["http", "https", "ftp", "mailto", "irc", "tel"];
    let address = address.trim();
    let Some((scheme, _)) = address.split_once(':') else {
        return if address.starts_with("//") { Leads::Outside } else { Leads::Inside };
    };
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    match is_scheme {
        false => Leads::Inside,
        true if SAFE.contains(&scheme.to_ascii_lowercase().as_str()) => Leads::Outside,
        true => Leads::Nowhere,
    }
}

/// Returns a link as it is compared: where it leads outside, or that it leads inside.
fn link(tag: &Tag) -> Option<String> {
    let title = tag.get("title").filter(|title| *title != "This page does not exist");
    match tag.get("href") {
        Some(address) => match leads(address) {
            Leads::Outside => Some(format!("<a {} {title:?}>", decoded(address))),
            // Links inside an empty tree have no address, or that of the page.
            Leads::Inside => Some("<a>".to_owned()),
            Leads::Nowhere => None,
        },
        None => Some("<a>".to_owned()),
    }
}

fn decoded(address: &str) -> String {
    let decoded = percent_encoding::percent_decode_str(address).decode_utf8_lossy().into_owned();
    if address.starts_with("//") { format!("https:{decoded}") } else { decoded }
}

/// Pictures from other hosts are links, and pictures that do not exist are text.
fn picture(tag: &Tag, steps: &mut Vec<String>) {
    let alt = tag.get("alt").unwrap_or("").split_whitespace().collect::<Vec<_>>().join(" ");
    let leads = leads(tag.get("src").unwrap_or(""));
    let alt = if alt.is_empty() && leads != Leads::Nowhere { "picture" } else { &alt };
    if leads == Leads::Outside {
        let title = tag.get("title").filter(|title| !title.is_empty());
        steps.push(format!("<a {} {title:?}>", decoded(tag.get("src").unwrap_or(""))));
    }
    if !alt.is_empty() {
        push_text(steps, alt);
    }
    if leads == Leads::Outside {
        steps.push("</a>".to_owned());
    }
}

/// Turns links whose text is their address into text, on both sides: we make them of bare
/// addresses. `autolinks_are_links` looks at them.
fn without_autolinks(steps: Vec<String>) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    let mut rest = steps.into_iter().peekable();
    let mut open = Vec::new();
    while let Some(step) = rest.next() {
        if let Some(address) = step.strip_prefix("<a ").and_then(|step| step.strip_suffix(" None>"))
        {
            let text =
                rest.peek().and_then(|text| text.strip_prefix('\u{201c}')).unwrap_or("").to_owned();
            let is_bare = ["", "mailto:", "http://"]
                .iter()
                .any(|scheme| *address == decoded(&format!("{scheme}{text}")));
            open.push(is_bare);
            if is_bare {
                continue;
            }
        } else if step.starts_with("<a") {
            open.push(false);
        } else if step == "</a>" && open.pop() == Some(true) {
            continue;
        }
        match step.strip_prefix('\u{201c}') {
            Some(text) if kept.last().is_some_and(|last| last.starts_with('\u{201c}')) => {
                let last = kept.last_mut().unwrap();
                last.push_str(text);
            }
            _ => kept.push(step),
        }
    }
    // White space next to a link that is no more is not compared.
    kept.iter()
        .map(|step| {
            if step.starts_with('\u{201c}') {
                step.replace(char::is_whitespace, "")
            } else {
                step.clone()
            }
        })
        .collect()
}

/// Returns the text without white space, and without what stands for pictures that do not exist.
fn words(html: &str) -> String {
    let mut is_picture = false;
    let texts = tokens(html).into_iter().filter_map(|token| match token {
        Token::Text(text) => (!is_picture).then_some(text),
        Token::Open(tag) => {
            is_picture = tag.name == "span" && tag.get("class") == Some("missing");
            None
        }
        Token::Close(_) => {
            is_picture = false;
            None
        }
        Token::Comment => None,
    });
    texts.collect::<String>().replace(|c: char| c.is_whitespace() || c == '#', "")
}

/// Returns how our body of a text differs in meaning from the parser's, if it does. Notes and
/// alerts have a form of their own, which the cases in files show.
fn difference(text: &str) -> Option<String> {
    if text.contains("[^") || text.contains("[!") {
        return None;
    }
    let mine = match ours(text) {
        Ok(html) => html,
        Err(fault) => return Some(format!("{text:?}: {fault}")),
    };
    // CommonMark shows NUL as U+FFFD, and the reference renderer leaves that to others.
    let reference = theirs(text).replace('\0', "\u{fffd}");
    let is_raw = |event: Event<'_>| matches!(event, Event::Html(_) | Event::InlineHtml(_));
    if Parser::new_ext(text, options()).any(is_raw) {
        // The content of these goes with them.
        let gone = ["<script", "<style", "<textarea", "<svg", "<math", "<iframe", "<title"];
        let lower = text.to_lowercase();
        // A tag that never ends is text to us, and nothing is lost; to the renderer it is markup.
        let reference = match reference.strip_prefix("<div").filter(|rest| !rest.contains('>')) {
            Some(rest) => format!("&lt;div{}", rest.replace('&', "&amp;").replace('<', "&lt;")),
            None => reference,
        };
        let differs =
            words(&mine) != words(&reference) && !gone.iter().any(|tag| lower.contains(tag));
        return differs.then(|| format!("{text:?}\n  ours   {mine}\n  theirs {reference}"));
    }
    let [left, right] = [&mine, &reference].map(|html| without_autolinks(normal(html)));
    (left != right).then(|| {
        format!("{text:?}\n  ours   {mine}\n  theirs {reference}\n  {left:?}\n  {right:?}")
    })
}

/// Returns the sources of the parser's tests, of the version that we are built with.
fn suite() -> Option<PathBuf> {
    let lock = include_str!("../../Cargo.lock");
    let (_, entry) = lock.split_once("name = \"pulldown-cmark\"\nversion = \"")?;
    let version = entry.split('"').next()?;
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(Path::new(&std::env::var_os("HOME")?).join(".cargo")))?;
    let registries = std::fs::read_dir(home.join("registry/src")).ok()?;
    let suites = registries.filter_map(|registry| {
        let krate = registry.ok()?.path().join(format!("pulldown-cmark-{version}"));
        Some(krate.join("tests/suite/spec.rs")).filter(|suite| suite.is_file())
    });
    suites.into_iter().next()
}

#[test]
fn the_examples_of_the_specification_mean_what_they_say() {
    let Some(suite) = suite() else {
        assert!(std::env::var("CI").is_err(), "the parser's sources are not in cargo's registry");
        return left_out(
            "CommonMark's examples, since the parser's sources are not in cargo's registry",
        );
    };
    let names = ["spec", "gfm_strikethrough", "gfm_table", "gfm_tasklist", "table", "regression"];
    let files = names.map(|name| suite.with_file_name(format!("{name}.rs")));
    let source: String = files.iter().map(|file| std::fs::read_to_string(file).unwrap()).collect();
    let examples = source.split("let original = r##\"").skip(1);
    let examples: Vec<&str> = examples.filter_map(|rest| rest.split("\"##;").next()).collect();
    assert!(examples.len() > 750, "only {} examples were found", examples.len());
    let differences: Vec<String> = examples.iter().filter_map(|text| difference(text)).collect();
    assert!(differences.is_empty(), "{} differ:\n{}", differences.len(), differences.join("\n"));
}

/// Our own examples: every construct at least once, alone and in company.
const EXAMPLES: &[&str] = &[
    // paragraphs, breaks, escapes, entities
    "One line.",
    "Two\nlines.",
    "Two\n\nparagraphs.",
    "A break  \nhere.",
    "A break\\\nhere.",
    "  Indented a little.",
    "\\*not emphasised\\*",
    "\\# not a heading",
    "&copy; &amp; &#35; &#x22; &unknown;",
    "a < b > c & d \"e\" 'f'",
    "\tTab at the start",
    "Tabs\tinside\ttext",
    "Trailing spaces   ",
    "non\u{a0}breaking",
    "zero\u{200b}width",
    "\u{0}",
    // headings
    "# One",
    "## Two ##",
    "### Three #",
    "###### Six",
    "####### Seven",
    "#No space",
    "Setext\n===",
    "Setext\n---",
    "Two lines\nof setext\n---",
    "## With *stress* and `code`",
    "## [Link](https://x.example)",
    "#",
    "## A\n\n# B\n\n### C",
    // rules
    "---",
    "***",
    "_ _ _",
    "Text\n***\nText",
    "- a\n\n---\n\n- b",
    // emphasis
    "*a* _b_ **c** __d__",
    "***both***",
    "**a*b*c**",
    "*a**b**c*",
    "snake_case_word",
    "a*b*c",
    "** not **",
    "*open",
    "~~gone~~",
    "~one~",
    "*a ~~b~~ c*",
    "**a\nb**",
    "*(*a*)*",
    "foo*bar*baz",
    "__a_b_c__",
    // code
    "`code`",
    "`` a ` b ``",
    "` a `",
    "`a\nb`",
    "`<b>`",
    "    indented\n      more",
    "```\nfenced\n```",
    "~~~\nfenced\n~~~",
    "```rust\nlet a = \"<b>\" && b;\n```",
    "```unknown-language\nx\n```",
    "```\nunclosed",
    "````\n```\n````",
    "   ```\n   a\n  b\n   ```",
    "```yaml\n# a\nb: [1]\n```\n\ntext",
    "`unclosed",
    "\\`a`",
    "```Rust,ignore {x}\nfn f() {}\n```",
    "    a\n\n    b",
    "```\n\n\n```",
    // quotes
    "> quote",
    "> a\nlazy",
    "> a\n> > b",
    "> # heading\n> - item",
    "> ```\n> code\n> ```",
    ">",
    "> a\n\n> b",
    "> [!NOTE]x",
    // lists
    "- a\n- b",
    "* a\n+ b",
    "1. a\n2. b",
    "7) a\n8) b",
    "- a\n\n  b",
    "- a\n\n- b",
    "- a\n  - b\n    - c",
    "1. a\n   - b",
    "- a\n      code",
    "-\n  a",
    "- ",
    "- a\nlazy",
    "0. zero",
    "999999999. large",
    "1234567890. too large",
    "- [ ] open\n- [x] done",
    "- > quote\n- ```\n  code\n  ```",
    "- # heading",
    "a\n- b",
    "a\n1. b",
    "a\n2. b",
    "- a\n- \n- c",
    "1. [ ] a\n\n   b",
    "- - - a",
    // links
    "[a](https://x.example)",
    "[a](https://x.example \"title\")",
    "[a](<https://x.example/a b>)",
    "[a](b.md)",
    "[a](<b c.md> 'd')",
    "[a]()",
    "[*a* `b`](https://x.example)",
    "[a][r]\n\n[r]: https://x.example \"t\"",
    "[R]\n\n[r]: https://x.example",
    "[r][]\n\n[r]: <https://x.example>",
    "[a] (b)",
    "[a](b",
    "[a]",
    "[[a](https://x.example)]",
    "[a](https://x.example/(b)c)",
    "[a](#b)",
    "\\[a](b)",
    "[a](https://x.example/?b=c&amp;d)",
    "[a]: https://x.example\n\ntext",
    "[a](https://x.example/\u{fc})",
    "[a](ftp://x.example)",
    "[a](https://x.example)[b](https://y.example)",
    // pictures
    "![a](https://x.example/a.png)",
    "![*a* b](https://x.example/a.png \"t\")",
    "![a](a.png)",
    "![](a.png)",
    "![a [b](c)](a.png)",
    "[![a](a.png)](https://x.example)",
    "![r]\n\n[r]: a.png",
    "!\\[a](b)",
    // tables
    "| a | b |\n|---|---|\n| 1 | 2 |",
    "a|b\n-|:-:\n1|2\n3",
    "| a |\n|:-:|",
    "| a | b |\n|--:|:--|\n| *x* | `y\\|z` |",
    "| a |\n|---|\n| [b](https://x.example) |\n\ntext",
    "| a |\ntext",
    "- | a |\n  |---|\n  | b |",
    // autolinks, addresses
    "<https://x.example/a?b=c>",
    "<a@b.example>",
    "See https://x.example now.",
    "Mail a@b.example now.",
    // raw HTML: words only
    "<b>bold</b> text",
    "<div>\nblock\n</div>",
    "a <br> b",
    "<!-- gone -->kept",
    "a <x-y>b</x-y> c",
    "<details><summary>s</summary>\n\n*t*\n\n</details>",
    // mixtures
    "1. a\n\n   > b\n   >\n   > - c\n\n2. d",
    "> - a\n>\n>       code\n> - b",
    "*a `b* c`",
    "[a *b](https://x.example) c*",
    "- a\n\n\n  b\n\n\n- c",
];

#[test]
fn every_construct_means_what_the_parser_reads() {
    let differences: Vec<String> = EXAMPLES.iter().filter_map(|text| difference(text)).collect();
    assert!(differences.is_empty(), "{} differ:\n{}", differences.len(), differences.join("\n"));
}

/// Checks a body exactly, with everything we add.
#[track_caller]
fn check(text: &str, expected: &str) {
    assert_eq!(ours(text).unwrap().trim_end(), expected);
}

#[test]
fn autolinks_are_links() {
    let link = |address: &str, text: &str| {
        format!("<a class=\"external\" rel=\"noopener\" href=\"{address}\">{text}</a>")
    };
    check(
        "<https://x.example/a>",
        &format!("<p>{}</p>", link("https://x.example/a", "https://x.example/a")),
    );
    check(
        "https://x.example/a.",
        &format!("<p>{}.</p>", link("https://x.example/a", "https://x.example/a")),
    );
    check("www.x.example", &format!("<p>{}</p>", link("http://www.x.example", "www.x.example")));
    check("<a@b.example>", "<p><a href=\"mailto:a@b.example\">a@b.example</a></p>");
    check("a@b.example", "<p><a href=\"mailto:a@b.example\">a@b.example</a></p>");
    check("`https://x.example`", "<p><code>https://x.example</code></p>");
}

#[test]
fn levels_are_shifted_together() {
    let levels = |text: &str| -> Vec<String> {
        let all = tokens(&ours(text).unwrap());
        let names = all.into_iter().filter_map(|token| match token {
            Token::Open(tag) if shifted(&tag.name) == "h" => Some(tag.name),
            Token::Open(_) | Token::Close(_) | Token::Text(_) | Token::Comment => None,
        });
        names.collect()
    };
    assert_eq!(levels("# A\n\n## B\n\n###### C"), ["h2", "h3", "h6"]);
    assert_eq!(levels("### A\n\n#### B\n\n### C"), ["h2", "h3", "h2"]);
    assert_eq!(levels("###### A"), ["h2"]);
}
