//! A crawler over whole sites: every link and fragment leads somewhere, nothing needs a script or
//! another host, every page is a page. Run on our own handbook, a real one, and two seeds.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "the tests set up and look at folders"
)]

use crate::html::{Element, Page, words};
use crate::support::{
    SAMPLE_DAY, TODAY, assert_none, build_files, build_folder, build_folder_on, differs, left_out,
    pages, printed, repository,
};
use percent_encoding::percent_decode_str;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use rulebook::{Build, Code};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// Where the corpora and seeds lie that are no part of the repository.
const SHARED: &str = "../shared";

/// An output folder, read.
struct Crawl {
    /// Every output path.
    paths: BTreeSet<String>,
    pages: BTreeMap<String, Page>,
}

/// Returns everything that is wrong with a site.
fn crawl(outputs: &BTreeMap<String, String>) -> Vec<String> {
    let html = outputs.iter().filter(|(path, _)| path.rsplit('.').next() == Some("html"));
    let pages = html.map(|(path, text)| (path.clone(), Page::read(text))).collect();
    let crawl = Crawl { paths: outputs.keys().cloned().collect(), pages };
    let mut faults = Vec::new();
    let targets = |path: &String| (path.clone(), crawl.targets(path, &mut faults));
    let targets: BTreeMap<String, Vec<String>> = crawl.pages.keys().map(targets).collect();
    let mut reached = BTreeSet::from(["404.html".to_owned()]);
    let mut open = vec!["index.html".to_owned()];
    while let Some(path) = open.pop() {
        open.extend(
            targets.get(&path).filter(|_| !reached.contains(&path)).into_iter().flatten().cloned(),
        );
        reached.insert(path);
    }
    for (path, page) in &crawl.pages {
        if !reached.contains(path) && !leads_elsewhere(page) {
            faults.push(format!("{path}: no link leads here from the home page"));
        }
        faults.extend(shape(page).into_iter().map(|fault| format!("{path}: {fault}")));
    }
    for (path, text) in outputs.iter().filter(|(path, _)| is_markdown(path)) {
        faults.extend(crawl.markdown(path, text, outputs));
    }
    faults
}

/// Returns whether an output is Markdown: the twin of a page, or the list of them.
fn is_markdown(path: &str) -> bool {
    path == "llms.txt" || path == "index.md" || path.ends_with("/index.md")
}

impl Crawl {
    /// Checks every link of a page, and returns the outputs they lead to.
    fn targets(&self, path: &str, faults: &mut Vec<String>) -> Vec<String> {
        let page = &self.pages[path];
        let mut targets = Vec::new();
        for element in &page.elements {
            for name in ["href", "src"] {
                let Some(link) = element.attributes.get(name) else { continue };
                let found = match outside(element, link) {
                    Some(found) => found.map(|()| None),
                    None => self.target(path, link).map(Some),
                };
                match found {
                    Ok(target) => targets.extend(target),
                    Err(fault) => faults.push(format!("{path}: {name}=\"{link}\" {fault}")),
                }
            }
        }
        targets
    }

    /// Checks every link of a text in Markdown that leads out of it.
    fn markdown(&self, path: &str, text: &str, outputs: &BTreeMap<String, String>) -> Vec<String> {
        let links = Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES);
        let links = links.filter_map(|event| {
            let Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) = event
            else {
                return None;
            };
            Some(dest_url)
        });
        let as_written = |link: &str| {
            link.is_empty() || link.starts_with(['#', '/']) || link.contains([':', '@'])
        };
        let faulty = links.filter(|link| !as_written(link)).filter_map(|link| {
            let (target, fragment) = link.split_once('#').unwrap_or((&link, ""));
            let found = resolve(path, target).filter(|target| self.paths.contains(target));
            let fragment = percent_decode_str(fragment).decode_utf8_lossy();
            let is_sound = found.is_some_and(|found| {
                let page = self.pages.get(&found.replace("index.md", "index.html"));
                page.is_none_or(|page| fragment.is_empty() || has_id(page, &fragment))
                    || outputs.get(&found).is_some_and(|text| has_heading(text, &fragment))
            });
            (!is_sound).then(|| format!("{path}: ({link}) leads nowhere"))
        });
        faulty.collect()
    }

    /// Returns the output that a link inside the site leads to.
    fn target(&self, path: &str, link: &str) -> Result<String, String> {
        let (target, fragment) = link.split_once('#').unwrap_or((link, ""));
        let target = if target.starts_with('/') {
            // A host serves this page at any depth, so it alone has links from the root.
            let root =
                self.pages[path].first("a.brand").map_or("/", |brand| brand.attribute("href"));
            let rest = target.strip_prefix(root).filter(|_| path == "404.html");
            resolve("", rest.ok_or("is not relative")?)
        } else if link.starts_with('#') {
            Some(path.to_owned())
        } else {
            resolve(path, target)
        };
        let target = target.ok_or("leads out of the site")?;
        if !self.paths.contains(&target) {
            return Err(format!("leads to no file: {target}"));
        }
        let fragment = percent_decode_str(fragment).decode_utf8_lossy();
        let in_page = self.pages.get(&target).filter(|_| !fragment.is_empty());
        if in_page.is_none_or(|page| has_id(page, &fragment)) {
            Ok(target)
        } else {
            Err(format!("{target} has no such id"))
        }
    }
}

/// Returns whether a link with a scheme is one that may be there, none for links without one.
fn outside(from: &Element, link: &str) -> Option<Result<(), String>> {
    let scheme = link.split_once(':')?.0.to_lowercase();
    let canonical = from.name == "link" && from.attribute("rel") == "canonical";
    let picture = from.name == "img" && link.starts_with("data:image/");
    let is_web = scheme.starts_with("http");
    let link = from.name == "a" && (is_web || matches!(scheme.as_str(), "mailto" | "tel"));
    Some(match canonical || picture || link {
        true if link && is_web && from.attribute("rel") != "noopener" => {
            Err("has no rel=noopener".to_owned())
        }
        true => Ok(()),
        false => Err("is not relative".to_owned()),
    })
}

/// Returns whether a text has a heading with an anchor: the one that is shown as the title of a page is
/// in its Markdown only.
fn has_heading(text: &str, anchor: &str) -> bool {
    text.lines().filter(|line| line.starts_with('#')).any(|line| {
        let heading = line.trim_start_matches('#').trim().to_lowercase().replace(' ', "-");
        let kept = heading.chars().filter(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
        kept.collect::<String>() == anchor
    })
}

fn has_id(page: &Page, id: &str) -> bool {
    page.elements.iter().any(|element| element.attribute("id") == id)
}

/// Returns the output file that a relative link from `path` names.
fn resolve(path: &str, link: &str) -> Option<String> {
    let link = percent_decode_str(link.split('?').next().unwrap_or("")).decode_utf8().ok()?;
    let mut segments: Vec<&str> = path.split('/').collect();
    segments.pop();
    for segment in link.split('/') {
        match segment {
            "" | "." => {}
            ".." => {
                segments.pop()?;
            }
            _ => segments.push(segment),
        }
    }
    let is_folder = link.is_empty() || link.ends_with('/') || link.ends_with('.');
    if is_folder {
        segments.push("index.html");
    }
    Some(segments.join("/"))
}

fn leads_elsewhere(page: &Page) -> bool {
    page.select("meta").iter().any(|meta| meta.attribute("http-equiv") == "refresh")
}

/// Returns what is wrong with a page by itself.
fn shape(page: &Page) -> Vec<String> {
    let mut faults = page.faults.clone();
    let is_redirect = leads_elsewhere(page);
    if is_redirect {
        // These end with a paragraph that HTML allows to be left open.
        faults.retain(|fault| fault != "<p> is not closed");
    }
    let headings = page.select("h1").len();
    if headings != 1 && !is_redirect {
        faults.push(format!("there are {headings} h1"));
    }
    if page.first("html").is_none_or(|html| html.attribute("lang").is_empty()) && !is_redirect {
        faults.push("there is no language".to_owned());
    }
    if page.text_of("title").is_empty() {
        faults.push("there is no title".to_owned());
    }
    // A page that stands on its own may have a style sheet in it, if it names that by its hash.
    let has_hash = page.elements.iter().any(|element| {
        element.attribute("http-equiv") == "Content-Security-Policy"
            && element.attribute("content").contains("default-src 'none'; style-src 'sha256-")
    });
    let mut ids = BTreeSet::new();
    for element in &page.elements {
        let id = element.attribute("id");
        if !id.is_empty() && !ids.insert(id) {
            faults.push(format!("the id {id} stands twice"));
        }
        let inline =
            element.attributes.keys().find(|name| *name == "style" || name.starts_with("on"));
        if let Some(name) = inline {
            faults.push(format!("<{}> has {name}=", element.name));
        }
        let is_script = element.name == "script";
        let is_bare_style = element.name == "style" && !has_hash;
        // What is no script to a browser, and is data to others, may stand in the page.
        let is_data = is_script && element.attribute("type") == "application/ld+json";
        if is_data {
            let text = page.text(element);
            let is_json = serde_json::from_str::<serde_json::Value>(&text).is_ok();
            if !is_json || text.contains(['<', '>', '&', '\u{2028}', '\u{2029}']) {
                faults.push("the data in a <script> is no JSON, or could end it".to_owned());
            }
            continue;
        }
        if is_bare_style || is_script && element.attribute("src").is_empty() {
            faults.push(format!("there is an inline <{}>", element.name));
        }
        if is_script && !page.text(element).is_empty() {
            faults.push("there is text in a <script>".to_owned());
        }
        if element.name == "img" && !element.attributes.contains_key("alt") {
            faults.push("an image has no alternative text".to_owned());
        }
    }
    faults
}

/// Crawls a build, and looks for paths of this machine in it.
fn faults(build: &Build, folder: &Path) -> Vec<String> {
    let outputs = pages(build);
    let mut faults = crawl(&outputs);
    let machine = [folder.to_str().unwrap(), env!("CARGO_MANIFEST_DIR")];
    for (path, text) in outputs {
        if machine.iter().any(|known| text.contains(known)) {
            faults.push(format!("{path}: holds a path of this machine"));
        }
    }
    faults
}

#[test]
fn the_crawler_sees_what_is_wrong() {
    let page = |body: &str| {
        format!(
            "<!doctype html><html lang=\"en\"><head><title>T</title></head><body>{body}</body></html>"
        )
    };
    let outputs = [
        (
            "index.html",
            page(
                "<h1>A</h1><a href=\"a/\">a</a><a href=\"b/#x\">b</a><a href=\"b/\">b</a><a href=\"/b/\">b</a>",
            ),
        ),
        (
            "a/index.html",
            page("<h1 id=\"i\">A</h1><p style=\"x\" id=\"i\">p</p><script>x</script><!-- c -->"),
        ),
        (
            "b/index.html",
            page(
                "<a href=\"../../x\">x</a><a href=\"../gone/\">y</a><img src=\"https://x.example/p.png\">",
            ),
        ),
        ("lost/index.html", page("<h1>L</h1><b onclick=\"x\">b</b>")),
        ("404.html", page("<h1>N</h1><a href=\"/b/\">b</a>")),
        ("a/index.md", "# A\n\n[i](#i) [b](../b/) [x](../b/#x) ![p](p.png) [gone]()\n".to_owned()),
    ];
    let outputs = outputs.map(|(path, text)| (path.to_owned(), text));
    let found = crawl(&outputs.into());
    let expected = [
        "index.html: href=\"b/#x\" b/index.html has no such id",
        "index.html: href=\"/b/\" is not relative",
        "b/index.html: href=\"../../x\" leads out of the site",
        "b/index.html: href=\"../gone/\" leads to no file: gone/index.html",
        "b/index.html: src=\"https://x.example/p.png\" is not relative",
        "lost/index.html: no link leads here from the home page",
        "a/index.html: there is a comment",
        "a/index.html: <p> has style=",
        "a/index.html: the id i stands twice",
        "a/index.html: there is an inline <script>",
        "a/index.html: there is text in a <script>",
        "b/index.html: there are 0 h1",
        "b/index.html: an image has no alternative text",
        "lost/index.html: <b> has onclick=",
        "a/index.md: (../b/#x) leads nowhere",
        "a/index.md: (p.png) leads nowhere",
    ];
    assert_eq!(found.iter().collect::<BTreeSet<_>>(), expected.map(str::to_owned).iter().collect());
}

#[test]
fn our_own_handbook_has_no_diagnostics_and_no_dead_ends() {
    let folder = repository("content");
    let build = build_folder_on(&folder, SAMPLE_DAY);
    // What the plans of its clients lack is theirs to show; `sample.rs` has the list.
    assert_eq!(build.diagnostics.faults().iter().count(), 0, "{}", printed(&build));
    assert!(build.summary.policies >= 25, "{:?}", build.summary);
    assert_none(&faults(&build, &folder));
}

#[test]
fn the_sites_of_the_cases_have_no_dead_ends() {
    let mut found = Vec::new();
    for entry in fs::read_dir(repository("tests/cases/sites")).unwrap() {
        let folder = entry.unwrap().path().join("input");
        let name = folder.display().to_string();
        let faults = faults(&build_folder(&folder), &folder);
        found.extend(faults.into_iter().map(|fault| format!("{name}: {fault}")));
    }
    found.sort();
    assert_none(&found);
}

#[test]
fn the_smallest_trees_have_no_dead_ends() {
    let trees: [&[(&str, &str)]; 5] = [
        &[],
        &[("README.md", "")],
        &[("README.md", "# Only\n\n[self](README.md) [home](/)\n")],
        &[("a/b/c.md", "# Deep\n\n[home](/)\n")],
        &[("a.md", "# A\n\n[b](a/)\n"), ("a/README.txt", "x")],
    ];
    for tree in trees {
        let files: Vec<_> = tree
            .iter()
            .map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec()))
            .collect();
        assert_none(&crawl(&pages(&build_files(&files, TODAY))));
    }
}

#[test]
fn every_output_can_be_stored_on_every_system() {
    let paths =
        ["con/one.md", "dot./two.md", "what?.md", "a:b/three.md", "nul.md", "Lone Worker/x.md"];
    let files = paths.map(|path| (path.to_owned(), b"# Title\n".to_vec()));
    let outputs = pages(&build_files(&files, TODAY));
    assert_none(&crawl(&outputs));
    let storable = |segment: &str| {
        let stem = segment.split('.').next().unwrap_or("").to_lowercase();
        !segment.contains(['<', '>', ':', '"', '|', '?', '*', '\\'])
            && !segment.ends_with(['.', ' '])
            && !["con", "prn", "aux", "nul"].contains(&stem.as_str())
    };
    let strange = outputs.into_keys().filter(|path| !path.split('/').all(storable));
    assert_none(&strange.collect::<Vec<_>>());
}

#[test]
fn large_sections_have_no_dead_ends() {
    let page = |n: usize| {
        let links: String = (0..100).step_by(7).fold(String::new(), |mut text, to| {
            text.push_str(&["[x](p", &to.to_string(), ".md) "].concat());
            text
        });
        (format!("big/p{n}.md"), format!("# Page {n}\n\nSee {links}.\n").into_bytes())
    };
    let build = build_files(&(0..100).map(page).collect::<Vec<_>>(), TODAY);
    assert_eq!(printed(&build), "");
    assert_none(&crawl(&pages(&build)));
}

/// Returns a folder of the shared material, or says that its test is left out.
fn shared(inside: &str) -> Option<std::path::PathBuf> {
    let folder = repository(SHARED).join(inside);
    if folder.is_dir() {
        return folder.canonicalize().ok();
    }
    left_out(&format!("{SHARED}/{inside} is not here"));
    None
}

/// Returns `code file:line` of every diagnostic.
fn places(build: &Build) -> Vec<String> {
    let text = printed(build);
    let blocks = text.split("\n\n").filter(|block| !block.is_empty());
    let place = |block: &str| {
        let code = block.split_once('[')?.1.split_once(']')?.0;
        let at = block.lines().nth(1)?.split_once("--> ")?.1;
        Some(format!("{code} {}", at.rsplit_once(':')?.0))
    };
    blocks.map(|block| place(block).unwrap_or_else(|| block.to_owned())).collect()
}

#[test]
fn a_real_handbook_is_read_as_it_was_meant() {
    let Some(folder) = shared("corpora/infinityworks-policies") else { return };
    let build = build_folder(&folder);
    assert_eq!((build.summary.policies, build.summary.pages, build.summary.errors), (79, 82, 0));
    let found = places(&build);
    let missing: Vec<_> =
        found.iter().filter(|place| place.starts_with("link-target-missing ")).collect();
    let expected = [
        "link-target-missing ISO-27001/byod/readme.md:44",
        "link-target-missing ISO-27001/computing/readme.md:55",
        "link-target-missing ISO-27001/mastersystemslist/readme.md:41",
    ];
    assert_eq!(missing, expected);
    let unlisted = build.diagnostics.iter().filter(|found| found.code == Code::PolicyUnlisted);
    let unlisted =
        unlisted.map(|found| found.at.file.folder().rsplit('/').next().unwrap().to_lowercase());
    let expected = [
        "cctv",
        "complaintsandgrievance",
        "disciplinary",
        "employeeandcontractorprivacynotice",
        "laptop",
        "mastersystemslist",
        "riskpolicy",
        "structure",
    ];
    assert_eq!(unlisted.collect::<BTreeSet<_>>(), expected.map(str::to_owned).into());
    let places = found.join("\n") + "\n";
    let file = repository("tests/cases/corpora/infinityworks-policies.txt");
    assert_none(&Vec::from_iter(differs(&file, &places)));
}

#[test]
fn the_portal_of_a_real_handbook_has_no_dead_ends() {
    let Some(folder) = shared("corpora/infinityworks-policies") else { return };
    let build = build_folder(&folder);
    let outputs = pages(&build);
    let index = Page::read(&outputs["a-z/index.html"]);
    let entries = index.select("section.letter li");
    let own = entries.iter().filter(|entry| entry.attribute("class") != "see");
    let listed = own.flat_map(|entry| index.inside(entry, "a"));
    let listed: BTreeSet<_> = listed.map(|link| link.attribute("href").to_owned()).collect();
    assert_eq!(listed.len(), 79);
    let generic = [
        "readme",
        "index",
        "introduction",
        "definitions",
        "overview",
        "purpose",
        "scope",
        "policy",
        "",
    ];
    let titles = outputs.iter().filter(|(path, _)| path.ends_with("/index.html"));
    let titles = titles.map(|(path, text)| format!("{path}: {}", Page::read(text).text_of("h1")));
    let is_generic =
        |line: &String| generic.contains(&line.split_once(": ").unwrap().1.to_lowercase().as_str());
    let redirect =
        |line: &String| leads_elsewhere(&Page::read(&outputs[line.split_once(": ").unwrap().0]));
    assert_none(&titles.filter(|line| is_generic(line) && !redirect(line)).collect::<Vec<_>>());
    assert_none(&faults(&build, &folder));
}

#[test]
fn every_heading_and_paragraph_of_the_seeds_is_there() {
    let Some(folder) = shared("seeds") else { return };
    let mut seeds = 0;
    for entry in fs::read_dir(&folder).unwrap() {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        let build = build_files(&[("plan.md".to_owned(), text.clone().into_bytes())], TODAY);
        assert_eq!(build.summary.pages, 1);
        let outputs = pages(&build);
        let page = Page::read(&outputs["plan/index.html"]);
        let shown = page.text_of("main");
        // The link back to the index is navigation, and left out.
        let wanted = blocks(&text).into_iter().filter(|block| block != "back");
        let lost = wanted.filter(|block| !shown.contains(block.as_str()));
        assert_none(&lost.collect::<Vec<_>>());
        assert_none(&faults(&build, &folder));
        seeds += 1;
    }
    assert_eq!(seeds, 2);
}

/// Returns the text of every block of a Markdown text, with single spaces.
#[expect(clippy::wildcard_enum_match_arm, reason = "a new event would hold no text")]
fn blocks(markdown: &str) -> Vec<String> {
    let (mut blocks, mut text) = (Vec::new(), String::new());
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        match event {
            Event::Text(part) | Event::Code(part) => text += &part,
            Event::SoftBreak | Event::HardBreak => text.push(' '),
            Event::Start(_) if text.trim().is_empty() => {}
            Event::Start(Tag::List(_))
            | Event::End(
                TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::Item | TagEnd::TableCell,
            ) => blocks.push(words(&std::mem::take(&mut text))),
            _ => {}
        }
    }
    blocks.retain(|block| !block.is_empty());
    blocks
}
