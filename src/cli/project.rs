//! What is on disk: where the content lies, and reading all inputs of a build.

#![expect(clippy::disallowed_methods, reason = "the binary reads the environment and the clock")]

use rulebook::source::CONFIG_NAME;
use rulebook::source::load::{Exclusions, check_folder, load, read_files, read_text};
use rulebook::{Date, Error, Inputs, ignore_globs};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

/// Where a tree and what belongs to it lie.
#[derive(Debug)]
pub(super) struct Project {
    /// The content folder.
    pub(super) content: PathBuf,
    /// The folder given, when it is a project.
    project: Option<PathBuf>,
}

impl Project {
    /// Looks at `root`: a folder with a `content` folder is a project, any other is content.
    pub(super) fn at(root: &Path) -> Self {
        // The current folder needs no name in what is printed.
        let root = if root == Path::new(".") { Path::new("") } else { root };
        let content = root.join("content");
        if content.is_dir() {
            Self { content, project: Some(root.to_owned()) }
        } else {
            let content = if root == Path::new("") { Path::new(".") } else { root };
            Self { content: content.to_owned(), project: None }
        }
    }

    /// Returns where the portal goes unless the user says.
    pub(super) fn default_out(&self) -> PathBuf {
        self.project.as_deref().unwrap_or(Path::new("")).join("public")
    }

    /// Returns the prefix under which diagnostics name files, so that terminals can open them.
    pub(super) fn prefix(&self) -> String {
        let prefix = self.content.to_string_lossy();
        if prefix == "." { String::new() } else { format!("{}/", prefix.trim_end_matches('/')) }
    }

    /// Reads everything a build depends on. `out` is left out of the content.
    pub(super) fn read(&self, out: &Path, today: Date) -> Result<Inputs, Error> {
        check_folder(&self.content)?;
        let config = read_text(&self.content.join(CONFIG_NAME))?;
        let globs = config.as_deref().map(ignore_globs).unwrap_or_default();
        let exclusions = Exclusions::new(&[out.to_owned()], &globs);
        let tree = load(&self.content, &exclusions)?;
        let mut inputs = Inputs::new(tree, today);
        if let Some(project) = &self.project {
            let statics = read_files(&project.join("static"))?;
            inputs.statics =
                statics.into_iter().map(|(path, bytes)| (path, bytes.into())).collect();
            inputs.themes = read_files(&project.join("themes"))?;
        }
        Ok(inputs)
    }
}

/// Returns the day asked for, else that of `SOURCE_DATE_EPOCH`, else today; in UTC.
pub(super) fn today(asked: Option<Date>) -> Date {
    let epoch = || std::env::var("SOURCE_DATE_EPOCH").ok()?.trim().parse::<i64>().ok();
    let now = || {
        let passed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        i64::try_from(passed.as_secs()).unwrap_or(0)
    };
    asked
        .or_else(|| Date::from_unix(epoch()?))
        .or_else(|| Date::from_unix(now()))
        .expect("the clock shows a day before the year 10000")
}
