//! What is on disk: where the content lies, and reading all inputs of a build.

#![expect(clippy::disallowed_methods, reason = "the binary reads the environment and the clock")]

use rulebook::serve::Watched;
use rulebook::source::CONFIG_NAME;
use rulebook::source::load::{Exclusions, Reader, check_folder, read_text};
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

    /// Returns the folders in which a change may matter. Those of a project may come and go, which
    /// shows in the project's own folder.
    pub(super) fn watched(&self) -> Vec<Watched> {
        let deep = |folder: PathBuf| Watched { folder, is_deep: true };
        let mut watched = vec![deep(self.content.clone())];
        if let Some(project) = &self.project {
            watched.extend(["static", "themes"].map(|name| deep(project.join(name))));
            let own = if *project == Path::new("") { PathBuf::from(".") } else { project.clone() };
            watched.push(Watched { folder: own, is_deep: false });
        }
        watched
    }

    /// Returns where the portal goes unless the user says.
    pub(super) fn default_out(&self) -> PathBuf {
        self.project.as_deref().unwrap_or(Path::new("")).join("public")
    }

    /// Returns a path that starts where the portal goes by default.
    pub(super) fn beside(&self, path: &str) -> PathBuf {
        self.project.as_deref().unwrap_or(Path::new("")).join(path)
    }

    /// Returns what to say of a folder without pages; it may be the wrong one.
    pub(super) fn without_pages(&self) -> String {
        format!("there is no Markdown file in `{}`", self.content.display())
    }

    /// Returns the prefix under which diagnostics name files, so that terminals can open them.
    pub(super) fn prefix(&self) -> String {
        let prefix = self.content.to_string_lossy();
        if prefix == "." { String::new() } else { format!("{}/", prefix.trim_end_matches('/')) }
    }

    /// Reads everything a build depends on. `out` is left out of the content.
    pub(super) fn read(&self, out: &Path, today: Date) -> Result<Inputs, Error> {
        self.read_again(&mut Readers::default(), out, today)
    }

    /// Reads everything a build depends on, as far as it has changed since the readers read it.
    pub(super) fn read_again(
        &self,
        readers: &mut Readers,
        out: &Path,
        today: Date,
    ) -> Result<Inputs, Error> {
        check_folder(&self.content)?;
        let config = read_text(&self.content.join(CONFIG_NAME))?;
        let globs = config.as_deref().map(ignore_globs).unwrap_or_default();
        let exclusions = Exclusions::new(&[out.to_owned()], &globs);
        let tree = readers.content.load(&self.content, &exclusions)?;
        let mut inputs = Inputs::new(tree, today);
        if let Some(project) = &self.project {
            let (statics, found) = readers.statics.read_files(project, "static")?;
            inputs.statics = statics;
            inputs.tree.diagnostics.extend(found);
            let (themes, found) = readers.themes.read_files(project, "themes")?;
            inputs.themes = themes;
            inputs.tree.diagnostics.extend(found);
        }
        Ok(inputs)
    }
}

/// What was read of a project, folder by folder.
#[derive(Debug, Default)]
pub(super) struct Readers {
    content: Reader,
    statics: Reader,
    themes: Reader,
}

impl Readers {
    /// Begins a reading now, to be remembered.
    pub(super) fn begin(&mut self) {
        let now = SystemTime::now();
        for reader in [&mut self.content, &mut self.statics, &mut self.themes] {
            reader.begin(now);
        }
    }
}

/// Returns the day asked for, else that of `SOURCE_DATE_EPOCH`, else today; in UTC.
///
/// # Errors
/// When `SOURCE_DATE_EPOCH` is set and is no number of seconds: whoever sets it relies on it.
pub(super) fn today(asked: Option<Date>) -> Result<Date, Error> {
    if let Some(day) = asked {
        return Ok(day);
    }
    if let Some(epoch) = std::env::var_os("SOURCE_DATE_EPOCH") {
        let seconds = epoch.to_str().and_then(|text| text.trim().parse().ok());
        return seconds.and_then(Date::from_unix).ok_or_else(|| {
            let reason = "is not a number of seconds since 1970";
            Error::setting("SOURCE_DATE_EPOCH", reason, "correct it, unset it, or use `--as-of`")
        });
    }
    let passed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let seconds = i64::try_from(passed.as_secs()).unwrap_or(0);
    Ok(Date::from_unix(seconds).expect("the clock shows a day before the year 10000"))
}
