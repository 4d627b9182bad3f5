//! Hostile and broken input: every build ends, never panics, and gives inert, well-formed pages and
//! diagnostics that point into their files.
//!
//! The fuzzer has a fixed seed and a number of rounds, not a time; CI asks for more rounds with
//! `RULEBOOK_FUZZ_ITERATIONS`.

#![allow(clippy::disallowed_methods, clippy::unwrap_used, reason = "tests read the environment")]
#![allow(
    clippy::format_collect,
    clippy::format_push_string,
    reason = "it is read more often than it is run"
)]

use crate::fuzz::answer::{is_inside, is_safe_segment, judged, smallest, sound, tree};
use crate::fuzz::random::{Random, iterations};
use crate::fuzz::{grammar, inert, tags};
use rulebook::diag::human::{Colour, Printer};
use rulebook::place::{OutPath, Resolution, Route, SourcePath};
use rulebook::{Build, Code, SourceTree};

/// Pages to a tree: enough that compiling the templates does not take most of the time.
const PAGES: usize = 40;

/// Builds a page on its own, with something to link to.
fn alone(page: &str) -> SourceTree {
    tree([("a.md", page), ("b.md", "# Backup\n\n## Scope\n\nText.\n"), ("pic.png", "x")])
}

/// Judges pages together, and, when that finds a fault, one by one to name the smallest.
#[track_caller]
fn judge(pages: &[String], one: impl Fn(&str) -> SourceTree) {
    let names: Vec<String> = (0..pages.len()).map(|n| format!("p{n}.md")).collect();
    let whole = names.iter().map(String::as_str).zip(pages.iter().map(String::as_str));
    let Err(together) = judged(tree(whole)) else { return };
    for page in pages {
        if let Err(first) = judged(one(page)) {
            let least = smallest(page, |text| judged(one(text)).is_err());
            let fault = judged(one(&least)).err().unwrap_or(first);
            panic!("{fault}\non the page {least:?}");
        }
    }
    panic!("{together}\nof the pages together only: {pages:#?}");
}

#[test]
fn any_page_gives_a_sound_site() {
    let mut random = Random::new(1);
    for _ in 0..iterations(60) {
        let pages: Vec<String> = (0..PAGES).map(|_| grammar::page(&mut random)).collect();
        judge(&pages, alone);
    }
}

#[test]
fn attributes_after_a_hard_break_in_a_quotation_are_read() {
    for (page, heading) in [
        (">>\\\n> {}\n>>=", "{}"),
        (">> a\\\n>> {#b}\n>> =\n", "a"),
        ("> a  \n> {#b .c}\n> ---\n", "a"),
    ] {
        let build = judged(alone(page)).unwrap();
        let page = &build.outputs[&OutPath::new("a/index.html").unwrap()];
        let html = std::str::from_utf8(page).unwrap();
        assert!(html.contains(&format!(">{heading}<")), "{html}");
    }
}

/// Builds a page, and looks for links in its links.
fn nested_link(text: &str) -> Option<String> {
    let build = judged(alone(text)).ok()?;
    let bytes = build.outputs.get(&OutPath::new("a/index.html")?)?;
    inert::nested_link(std::str::from_utf8(bytes).ok()?)
}

#[test]
fn no_link_stands_in_a_link() {
    let mut random = Random::new(10);
    for _ in 0..iterations(200) {
        // Raw HTML can nest links without our help.
        let text = grammar::page(&mut random).replace('<', "");
        if nested_link(&text).is_some() {
            let least = smallest(&text, |text| nested_link(text).is_some());
            panic!("{}\non the page {least:?}", nested_link(&least).unwrap_or_default());
        }
    }
}

#[test]
fn a_picture_from_another_host_in_a_link_is_its_text() {
    for text in [
        "[![build](https://h.example/b.svg)](b.md)",
        "[![build](https://h.example/b.svg)](https://h.example/)",
        "![www.a.example](https://h.example/b.svg)",
        "[<img src=\"https://h.example/b.svg\" alt=\"build\">](b.md)",
    ] {
        assert_eq!(nested_link(text), None, "{text}");
    }
}

#[test]
fn any_front_matter_gives_a_sound_site() {
    let mut random = Random::new(2);
    for _ in 0..iterations(20) {
        let pages: Vec<String> =
            (0..PAGES).map(|_| grammar::front_matter(&mut random) + "# Page\n\nText.\n").collect();
        judge(&pages, alone);
    }
}

#[test]
fn any_configuration_gives_a_sound_site() {
    let configured = |text: &str| {
        let home = "# Northgate Works - Policies\n\n[b](a/b.md) [c](https://x.example/h/a/b)\n";
        tree([("rulebook.yaml", text), ("README.md", home), ("a/b.md", "# The Backup Policy\n")])
    };
    let mut random = Random::new(3);
    for _ in 0..iterations(150) {
        let text = grammar::configuration(&mut random);
        if let Err(fault) = judged(configured(&text)) {
            let least = smallest(&text, |text| judged(configured(text)).is_err());
            panic!("{fault}\non the configuration {least:?}");
        }
    }
}

#[test]
fn any_names_give_a_sound_site() {
    let mut random = Random::new(4);
    for _ in 0..iterations(40) {
        let names: Vec<String> = (0..6)
            .map(|_| {
                format!("{}{}", grammar::address(&mut random), random.word(&[".md", "", ".png"]))
            })
            .collect();
        // Everything refers to everything, so that every file is published.
        let home: String = names.iter().map(|name| format!("- [x](<{name}>)\n")).collect();
        let files: Vec<(&str, &str)> =
            names.iter().map(|name| (name.as_str(), home.as_str())).collect();
        if let Err(fault) = judged(tree(files.iter().copied())) {
            panic!("{fault}\nof files with the names {names:?}");
        }
    }
}

#[test]
fn old_addresses_never_leave_the_site() {
    let mut random = Random::new(5);
    for _ in 0..iterations(20_000) {
        let address = grammar::address(&mut random);
        if let Ok(path) = OutPath::of_old_address(&address) {
            let is_safe = path.as_str().split('/').all(is_safe_segment);
            assert!(is_safe, "{address:?} became {path:?}");
        }
    }
}

#[test]
fn an_old_address_longer_than_a_file_name_can_be_is_refused() {
    let longest = format!("{}/", "a".repeat(255));
    assert!(OutPath::of_old_address(&longest).is_ok());
    let too_long = format!("{}/", "a".repeat(256));
    assert!(OutPath::of_old_address(&too_long).is_err());
    let too_deep = "a/".repeat(4096);
    assert!(OutPath::of_old_address(&too_deep).is_err());
}

#[test]
fn every_source_path_has_a_safe_address() {
    let mut random = Random::new(6);
    for _ in 0..iterations(20_000) {
        let Some(path) = SourcePath::new(&grammar::address(&mut random)) else { continue };
        let route = Route::of(&path);
        let out = route.out_path();
        let safe = out.as_str().split('/').all(is_safe_segment);
        assert!(safe, "the page {path:?} has the address {out:?}");
        for old in OutPath::old_addresses(&path, &route) {
            assert!(is_inside(&old), "the page {path:?} has the old address {old:?}");
        }
    }
}

#[test]
fn links_resolve_inside_the_tree_or_nowhere() {
    let mut random = Random::new(7);
    for _ in 0..iterations(20_000) {
        let (from, link) = (grammar::address(&mut random), grammar::address(&mut random));
        let Some(from) = SourcePath::new(&from) else { continue };
        if let Resolution::Inside(path) = from.resolve(&link) {
            let is_root = path.is_empty();
            assert!(is_root || SourcePath::new(&path).is_some(), "{link:?} leads to {path:?}");
        }
    }
}

#[test]
fn a_relative_link_leads_back_to_its_target() {
    let mut random = Random::new(8);
    for _ in 0..iterations(20_000) {
        let (from, to) = (grammar::address(&mut random), grammar::address(&mut random));
        let (Some(from), Some(to)) = (SourcePath::new(&from), SourcePath::new(&to)) else {
            continue;
        };
        let link = from.relative(to.as_str());
        let want = Resolution::Inside(to.as_str().to_owned());
        assert_eq!(from.resolve(&link), want, "{from:?} links to {to:?} as {link:?}");
    }
}

/// Follows a link from a page as a browser does, and returns the page it leads to.
fn follow(from: &Route, href: &str) -> String {
    let mut at: Vec<&str> = from.as_str().split('/').filter(|part| !part.is_empty()).collect();
    let path = href.split('#').next().unwrap_or("");
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(at.pop()),
            _ => at.push(part),
        }
    }
    let encoded = at.join("/");
    percent_encoding::percent_decode_str(&encoded).decode_utf8_lossy().into_owned()
}

#[test]
fn a_printed_link_leads_to_its_page() {
    let mut random = Random::new(9);
    for _ in 0..iterations(20_000) {
        let from = Route::of_folder(&grammar::address(&mut random));
        let to = Route::of_folder(&grammar::address(&mut random));
        let href = from.href_to(&to, None);
        // The routes are not encoded, so `%` in the one that is climbed from must not be decoded.
        if from.as_str().contains('%') {
            continue;
        }
        assert_eq!(follow(&from, href.as_str()), to.as_str(), "from {from} by {href:?}");
        assert!(!href.as_str().contains(['"', '<', '>', ' ', '\'']), "{href:?}");
    }
}

/// Builds one page, which must give a sound site, and returns what it is.
#[track_caller]
fn page(text: &str) -> (Build, String) {
    let build = sound(alone(text));
    let path = OutPath::new("a/index.html").unwrap();
    let bytes = build.outputs.get(&path).expect("the page is there").to_vec();
    (build, String::from_utf8(bytes).unwrap())
}

fn codes(build: &Build) -> Vec<Code> {
    let mut codes: Vec<Code> = build.diagnostics.iter().map(|found| found.code).collect();
    // The picture that hostile pages do not refer to.
    codes.retain(|code| *code != Code::AssetUnreferenced);
    codes.dedup();
    codes
}

/// Checks that a page is published with all its text, and what is reported.
#[track_caller]
fn check_published(text: &str, last_words: &str, expected: &[Code]) {
    let (build, html) = page(text);
    let body = tags::prose(&html).expect("the page has a body");
    assert!(body.contains(last_words), "the end of the page is lost");
    assert_eq!(codes(&build), expected);
}

const END: &str = "The end of it.";

#[test]
fn deep_quotes_are_flattened() {
    let text = format!("# T\n\n{} {END}\n", ">".repeat(10_000));
    check_published(&text, END, &[Code::NestingTooDeep]);
}

#[test]
fn deep_lists_are_flattened() {
    let text = format!("# T\n\n{}{END}\n", "- ".repeat(10_000));
    check_published(&text, END, &[Code::NestingTooDeep]);
    let indented: String = (0..300).map(|n| format!("{}- x\n", "  ".repeat(n))).collect();
    check_published(&format!("# T\n\n{indented}\n{END}\n"), END, &[Code::NestingTooDeep]);
}

#[test]
fn deep_emphasis_is_flattened() {
    let stars = "*a ".repeat(10_000) + &"b* ".repeat(10_000);
    check_published(&format!("# T\n\n{stars}{END}\n"), END, &[Code::NestingTooDeep]);
    let mixed = "*a **b ".repeat(5_000);
    check_published(&format!("# T\n\n{mixed}{END}\n"), END, &[]);
    check_published(&format!("# T\n\n{}{END}\n", "*".repeat(50_000)), END, &[]);
    check_published(&format!("# T\n\n{}{END}\n", "_a".repeat(20_000)), END, &[]);
}

#[test]
fn deep_raw_html_ends() {
    check_published(&format!("# T\n\n{}{END}\n", "<div>".repeat(10_000)), END, &[]);
    check_published(&format!("# T\n\n{END}{}\n", "</div>".repeat(10_000)), END, &[]);
    check_published(&format!("# T\n\nx {}{END}\n", "<b>".repeat(10_000)), END, &[]);
    let unknown = format!("# T\n\n{}{END}\n", "<x-y>".repeat(2_000));
    check_published(&unknown, END, &[Code::HtmlRemoved]);
    let scripts = format!("# T\n\n{}{END}\n", "<script>".repeat(10_000));
    let (_, html) = page(&scripts);
    assert!(!tags::prose(&html).unwrap_or("").contains("<script"));
}

#[test]
fn unfinished_tags_swallow_nothing() {
    // Only these run to the end of the page when they are not closed: CommonMark 4.6.
    let to_the_end = ["script", "pre", "style", "textarea"];
    for name in grammar::TAGS {
        for text in [
            format!("x <{name}\n\n{END}"),
            format!("x <{name} a=\"\n\n{END}"),
            format!("<y>\n<{name}\n\n{END}"),
            format!("<y>\n<{name} a=\"\n\n{END}"),
            format!("<y>\n<!-- <{name}\n\n{END}"),
            format!("x </{name}\n\n{END}"),
            format!("x <{name}>\n\n{END}"),
            format!("<y>\n<{name}>\n\n{END}"),
            format!("<{name}>\n\n{END}"),
            format!("</{name}>\n\n{END}"),
        ] {
            if to_the_end.contains(name) && text.starts_with(&format!("<{name}>")) {
                continue;
            }
            let (_, html) = page(&format!("# T\n\n{text}\n"));
            let body = tags::prose(&html).unwrap_or("");
            assert!(body.contains(END), "the end is lost of {text:?}: {body}");
        }
    }
}

#[test]
fn brackets_that_open_nothing_end() {
    for open in ["[", "![", "[a](", "<", "`a``", "[^1", "&", "\\", "<!--", "<!", "<?", "<a href=\""]
    {
        check_published(&format!("# T\n\n{END}\n\n{}\n", open.repeat(10_000)), END, &[]);
    }
}

#[test]
fn a_page_of_64_megabytes_is_reported() {
    let build = sound(alone(&"All work and no play.\n".repeat(64_000_000 / 22)));
    assert_eq!(codes(&build), [Code::FileTooLarge]);
    let largest = "x\n".repeat(rulebook::source::PAGE_BYTES_MAX / 2);
    let build = sound(alone(&largest));
    assert_eq!(codes(&build), []);
    let build = sound(alone(&format!("{largest}\n")));
    assert_eq!(codes(&build), [Code::FileTooLarge]);
}

#[test]
fn a_line_of_a_megabyte_is_published() {
    check_published(&format!("# T\n\n{}{END}\n", "word ".repeat(200_000)), END, &[]);
    check_published(&format!("# T\n\n{END}\n\n{}\n", "x".repeat(1_000_000)), END, &[]);
    check_published(&format!("# T\n\n{END}\n\n```rust\n{}\n```\n", "x ".repeat(500_000)), END, &[]);
    check_published(&format!("# T\n\n# {}\n\n{END}\n", "x ".repeat(500_000)), END, &[]);
}

#[test]
fn fifty_thousand_links_are_published() {
    check_published(&format!("# T\n\n{}{END}\n", "[b](b.md) ".repeat(50_000)), END, &[]);
    check_published(&format!("# T\n\n{}{END}\n", "- [b](b.md#scope)\n".repeat(50_000)), END, &[]);
    let missing = format!("# T\n\n{}{END}\n", "[x](y.md)\n".repeat(5_000));
    check_published(&missing, END, &[Code::LinkTargetMissing]);
    let addresses = "see https://x.example/a and a@b.example\n".repeat(20_000);
    check_published(&format!("# T\n\n{addresses}{END}\n"), END, &[]);
}

/// Every finding is printed with its place, however many share a line, and however many names there
/// are that could have been meant.
#[test]
fn ten_thousand_broken_links_are_all_reported() {
    let links: String = (0..5_000).map(|n| format!("[a](#x{n}) [b](y{n}.md) ")).collect();
    let headings: String = (0..5_000).map(|n| format!("\n\n## z{n}")).collect();
    let (build, _) = page(&format!("# T\n\n{links}{headings}\n"));
    let count = |code| build.diagnostics.iter().filter(|found| found.code == code).count();
    assert_eq!(count(Code::LinkAnchorMissing), 5_000);
    assert_eq!(count(Code::LinkTargetMissing), 5_000);
    let mut printer = Printer::new(Colour::Plain, "");
    let printed: String =
        build.diagnostics.iter().map(|found| printer.print(found, &build)).collect();
    let column = format!("# T\n\n{links}").lines().last().unwrap().len() - "y4999.md) ".len() + 1;
    assert!(printed.contains(&format!("a.md:3:{column}\n")), "the last link is at column {column}");
}

#[test]
fn long_tables_are_published() {
    let rows = "| a | [b](b.md) |\n".repeat(10_000);
    check_published(&format!("# T\n\n| x | y |\n|---|---|\n{rows}\n{END}\n"), END, &[]);
    let wide = format!("|{}\n|{}\n", "a|".repeat(5_000), "-|".repeat(5_000));
    check_published(&format!("# T\n\n{wide}\n{END}\n"), END, &[]);
    // Short rows of a wide table are filled up, which multiplies.
    let short = format!("{wide}{}", "|a|\n".repeat(2_000));
    check_published(&format!("# T\n\n{short}\n{END}\n"), END, &[]);
}

#[test]
fn many_definitions_end() {
    let many: String = (0..100_000).map(|n| format!("[r{n}]: b.md\n")).collect();
    check_published(&format!("# T\n\n{END} [x][r99999]\n\n{many}"), END, &[]);
    let same = "[r]: b.md\n".repeat(100_000);
    check_published(&format!("# T\n\n{END} [x][r]\n\n{same}"), END, &[]);
    // Many references to one long definition multiply its length.
    let long = format!("[r]: b.md \"{}\"\n", "t".repeat(10_000));
    check_published(&format!("# T\n\n{END} {}\n\n{long}", "[r] ".repeat(5_000)), END, &[]);
}

#[test]
fn many_notes_and_headings_end() {
    let notes: String = (0..5_000).map(|n| format!("[^{n}]: note\n\n")).collect();
    let references: String = (0..5_000).map(|n| format!("[^{n}] ")).collect();
    check_published(&format!("# T\n\n{END} {references}\n\n{notes}"), END, &[]);
    check_published(&format!("# T\n\n{END} {}\n\n[^1]: x\n", "[^1]".repeat(20_000)), END, &[]);
    check_published(&format!("# T\n\n{END}\n\n{}", "## Same\n\n".repeat(10_000)), END, &[]);
    check_published(&format!("# T\n\n{END}\n\n{}", "- [ ] x\n".repeat(20_000)), END, &[]);
}

#[test]
fn huge_descriptions_are_published() {
    let alt = "word ".repeat(100_000);
    check_published(&format!("# T\n\n![{alt}](pic.png)\n\n{END}\n"), END, &[]);
    check_published(&format!("# T\n\n[{alt}](b.md \"{alt}\")\n\n{END}\n"), END, &[]);
    let raw = format!("# T\n\n<img src=\"pic.png\" alt=\"{alt}\">\n\n{END}\n");
    check_published(&raw, END, &[]);
    let deep = format!("# T\n\n{}x{} {END}\n", "![".repeat(2_000), "](pic.png)".repeat(2_000));
    let (_, html) = page(&deep);
    assert!(tags::prose(&html).unwrap().contains(END));
}

/// Checks that front matter is refused, and that the rest of the tree is built.
#[track_caller]
fn check_refused(yaml: &str, expected: Code) {
    let (build, html) = page(&format!("---\n{yaml}\n---\n# T\n\n{END}\n"));
    assert!(html.contains(END), "the body is lost");
    assert_eq!(codes(&build), [expected]);
}

#[test]
fn yaml_bombs_are_refused() {
    let mut laughs = "a: &a [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for (name, last) in ('b'..='j').zip('a'..) {
        laughs += &format!("{name}: &{name} [{}]\n", vec![format!("*{last}"); 9].join(", "));
    }
    check_refused(&laughs, Code::FrontMatterLimit);
    check_refused("a: &a [*a]", Code::FrontMatterSyntax);
    check_refused(&format!("k: {}", "[".repeat(100_000)), Code::FrontMatterLimit);
    check_refused(&format!("k: {}", "{a: ".repeat(100_000)), Code::FrontMatterLimit);
    let deep: String = (0..1_000).map(|n| format!("{}k:\n", " ".repeat(n))).collect();
    check_refused(&deep, Code::FrontMatterLimit);
    check_refused("k: - x", Code::FrontMatterSyntax);
    check_refused(&format!("k:\n  {}x", "- ".repeat(10_000)), Code::FrontMatterLimit);
    let many: String = (0..20_000).map(|n| format!("k{n}: v\n")).collect();
    check_refused(&many, Code::FrontMatterLimit);
    check_refused(&format!("k:\n  {}x", "? ".repeat(10_000)), Code::FrontMatterLimit);
}

#[test]
fn huge_front_matter_is_read() {
    let summary = "word ".repeat(200_000);
    check_published(&format!("---\nsummary: {summary}\n---\n# T\n\n{END}\n"), END, &[]);
    let aliases: String = (0..1_500).map(|n| format!("  - Alias {n}\n")).collect();
    check_published(&format!("---\naliases:\n{aliases}---\n# T\n\n{END}\n"), END, &[]);
    let unknown: String = (0..2_000).map(|n| format!("k{n}: v\n")).collect();
    let text = format!("---\n{unknown}---\n# T\n\n{END}\n");
    check_published(&text, END, &[Code::FrontMatterKeyUnknown]);
    let comments = format!("---\n{}---\n# T\n\n{END}\n", "# a comment\n".repeat(100_000));
    check_published(&comments, END, &[]);
}

#[test]
fn binary_and_empty_pages_end() {
    for bytes in [&b"\xff\xfe#\x00 \x00T\x00"[..], b"\xc3", b"# T\n\n\xf0\x9f", b"\xed\xa0\x80"] {
        let build = sound(SourceTree::from_files([("a.md", bytes.to_vec())]));
        assert_eq!(codes(&build), [Code::FileNotUtf8]);
    }
    for text in
        ["", "\n", "\u{feff}", "---", "---\n", "---\n---", "\u{0}", "#", "# ", "<!-- -->", "\r"]
    {
        sound(tree([("a.md", text)]));
    }
    sound(SourceTree::from_files([]));
}
