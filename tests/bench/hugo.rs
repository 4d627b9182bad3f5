//! Hugo on the same handbook, for comparison: its own layout of files, a plain theme, links resolved.

use crate::measure::{Time, run_command};
use crate::tree::{Code, Origin};
use std::fs;
use std::io;
use std::path::Path;
use std::process::Command;
use walkdir::WalkDir;

/// What one build by Hugo took.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct OfHugo {
    pub(crate) time: Time,
    pub(crate) peak_mb: f64,
}

const CONFIGURATION: &str = r#"
baseURL = "https://handbook.example/"
title = "Handbook"
disableKinds = ["taxonomy", "term", "RSS"]
[markup.highlight]
noClasses = false
[markup.goldmark.renderHooks.link]
useEmbedded = "always"
"#;

const PAGE: &str = r#"<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{{ .Title }}</title></head>
<body><nav>{{ range .Ancestors.Reverse }}<a href="{{ .RelPermalink }}">{{ .LinkTitle }}</a> {{ end }}</nav>
<aside>{{ .TableOfContents }}</aside><main>{{ .Content }}</main>
<footer>{{ with .PrevInSection }}<a href="{{ .RelPermalink }}">{{ .LinkTitle }}</a>{{ end }}
{{ with .NextInSection }}<a href="{{ .RelPermalink }}">{{ .LinkTitle }}</a>{{ end }}</footer></body></html>
"#;

const LIST: &str = r#"<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{{ .Title }}</title></head>
<body><main>{{ .Content }}<ul>{{ range .Pages }}<li><a href="{{ .RelPermalink }}">{{ .LinkTitle }}</a></li>
{{ end }}</ul></main></body></html>
"#;

/// Builds a handbook with Hugo, once, in a folder below `place`.
pub(crate) fn measure(
    hugo: &Path,
    origin: &Origin,
    code: Code,
    place: &Path,
) -> io::Result<OfHugo> {
    let root = place.join("hugo");
    origin.put(code, &root.join("content"))?;
    rename(&root.join("content"))?;
    let layouts = root.join("layouts/_default");
    fs::create_dir_all(&layouts)?;
    fs::write(root.join("hugo.toml"), CONFIGURATION)?;
    fs::write(layouts.join("single.html"), PAGE)?;
    fs::write(layouts.join("list.html"), LIST)?;
    let mut command = Command::new(hugo);
    command.arg("--source").arg(&root).args(["--quiet", "--noBuildLock"]);
    let run = run_command(&mut command)?;
    fs::remove_dir_all(&root)?;
    Ok(OfHugo { time: run.time, peak_mb: run.peak_mb })
}

/// Names the files as Hugo wants them, and the links with them; the title is in the front matter.
fn rename(content: &Path) -> io::Result<()> {
    let files: Vec<_> = WalkDir::new(content).into_iter().collect::<Result<_, _>>()?;
    for file in files.iter().filter(|file| file.file_type().is_file()) {
        let name = file.file_name().to_ascii_lowercase();
        if name != "readme.md" {
            continue;
        }
        let text = fs::read_to_string(file.path())?;
        let title = text.lines().find_map(|line| line.strip_prefix("# ")).unwrap_or("Untitled");
        let text = format!("---\ntitle: {title:?}\n---\n\n{text}");
        let text = text.replace("/readme.md", "/index.md");
        let name = if file.depth() == 1 { "_index.md" } else { "index.md" };
        fs::remove_file(file.path())?;
        fs::write(file.path().with_file_name(name), text)?;
    }
    Ok(())
}
