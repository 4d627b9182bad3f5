//! The line of functions: inputs in, outputs and diagnostics out, with or without memory.
//!
//! A [`Session`] with memory gives what one without gives, byte for byte; it only does less work.

mod memo;

use crate::analyse::analyse;
use crate::config::Config;
use crate::date::Date;
use crate::diag::json::Summary;
use crate::diag::{Diagnostic, Diagnostics, Severity, Texts};
use crate::emit::Outputs;
use crate::model::assemble;
use crate::parse::highlight::highlight;
use crate::parse::{CodeBlock, ParseOptions, Parsed, parse};
use crate::place::{Base, OutPath, SourcePath};
use crate::render::context::Shared;
use crate::render::outputs::{PagePlan, jobs, plan, shared};
use crate::render::{Engine, Highlighted, Job, Jobs, Theme, View};
use crate::rules::{Facts, run};
use crate::source::{SourceFile, SourceTree};
use crate::text::collate::Collation;
use memo::Memo;
use rayon::iter::{IntoParallelIterator, ParallelIterator};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Everything a build depends on.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Inputs {
    /// The content folder.
    pub tree: SourceTree,
    /// Files copied to the site's root, by path.
    pub statics: BTreeMap<String, Arc<[u8]>>,
    /// The project's own theme files, by path below `themes`.
    pub themes: BTreeMap<String, Vec<u8>>,
    /// The site's address, over the configured one.
    pub base: Option<Base>,
    /// The day for which states that depend on one are computed.
    pub today: Date,
}

impl Inputs {
    /// Returns inputs of a content tree alone.
    pub fn new(tree: SourceTree, today: Date) -> Self {
        Self { tree, statics: BTreeMap::new(), themes: BTreeMap::new(), base: None, today }
    }
}

/// What a build gives.
#[derive(Debug)]
#[non_exhaustive]
pub struct Build {
    /// Every output file; empty when only checking.
    pub outputs: Outputs,
    /// Everything that is wrong.
    pub diagnostics: Diagnostics,
    /// The counts.
    pub summary: Summary,
    /// What was computed rather than reused.
    pub reuse: Reuse,
    /// The text of every file that a diagnostic points into.
    texts: BTreeMap<SourcePath, Arc<str>>,
}

/// How many values of each remembered stage a build computed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[non_exhaustive]
pub struct Reuse {
    /// Pages parsed.
    pub parsed: usize,
    /// Code blocks highlighted.
    pub highlighted: usize,
    /// Pages rendered.
    pub rendered: usize,
}

impl Texts for Build {
    fn text(&self, file: &SourcePath) -> Option<&str> {
        self.texts.get(file).map(|text| &**text)
    }
}

/// Returns the texts that the printers of these diagnostics will ask for.
fn texts(
    diagnostics: &Diagnostics,
    tree: &BTreeMap<SourcePath, SourceFile>,
    theme: &Theme,
) -> BTreeMap<SourcePath, Arc<str>> {
    let text = |file: &SourcePath| match tree.get(file) {
        Some(SourceFile::Text(text)) => Some(Arc::clone(text)),
        Some(SourceFile::Asset(_)) => None,
        None => theme.text(file).map(Arc::from),
    };
    let files: BTreeSet<&SourcePath> = diagnostics.iter().map(|found| &found.at.file).collect();
    files.into_iter().filter_map(|file| Some((file.clone(), text(file)?))).collect()
}

/// Whether a session keeps what it computed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Memory {
    /// For builds that are repeated: only what changed is computed again.
    Keep,
    /// For a single build: values are dropped as soon as they are used.
    Drop,
}

/// How far to go.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Goal {
    /// To the diagnostics.
    Check,
    /// To the outputs.
    Build,
}

/// Builds sites, remembering pure calls if asked.
#[derive(Debug)]
pub struct Session {
    memory: Memory,
    parsed: Memo<SourcePath, (Arc<str>, Arc<ParseOptions>), Arc<Parsed>>,
    code: Memo<Arc<CodeBlock>, (), Arc<str>>,
    pages: Memo<OutPath, (PagePlan, Arc<Shared>, Arc<Theme>), Rendered>,
}

type Rendered = Result<Arc<[u8]>, Box<Diagnostic>>;

impl Session {
    /// Returns a session that has built nothing yet.
    pub fn new(memory: Memory) -> Self {
        Self { memory, parsed: Memo::default(), code: Memo::default(), pages: Memo::default() }
    }

    /// Builds a site. Faults of the files are diagnostics; there are always outputs, the best that
    /// can be made, and the caller decides whether to publish them. The inputs are taken, so that a
    /// single build can free what it has used; clones of them are cheap.
    pub fn build(&mut self, inputs: Inputs, goal: Goal) -> Build {
        let mut found = inputs.tree.diagnostics.clone();
        let (mut config, diagnostics) = Config::from_tree(&inputs.tree);
        found.extend(diagnostics);
        if let Some(base) = &inputs.base {
            config.base = Some(base.clone());
        }
        let parsed = self.parse(&inputs.tree, &config);
        for page in parsed.values() {
            found.extend(page.diagnostics.iter().cloned());
        }
        let code = match goal {
            Goal::Build => self.highlight(&parsed),
            Goal::Check => Highlighted::new(),
        };
        let (site, diagnostics) = assemble(&parsed, &inputs.tree, &config);
        found.extend(diagnostics);
        found.extend(run(&Facts { site: &site }));
        let collation = Collation::new(&config.lang, &config.sort_ignore);
        let analysis = analyse(&site, &collation);
        let today = inputs.today;
        let view = View { site: &site, analysis: &analysis, config: &config, today, code: &code };
        let (theme, diagnostics) = Theme::with_overrides(&inputs.themes);
        found.extend(diagnostics);
        let outputs = self.render(&view, &theme, &inputs.statics, goal, &mut found);
        let diagnostics = Diagnostics::new(found);
        let texts = texts(&diagnostics, inputs.tree.files(), &theme);
        let summary = Summary {
            pages: site.pages.len(),
            policies: site.policies().count(),
            links: site.links,
            errors: diagnostics.count(Severity::Error),
            warnings: diagnostics.count(Severity::Warning),
        };
        let reuse = Reuse {
            parsed: self.parsed.computed,
            highlighted: self.code.computed,
            rendered: self.pages.computed,
        };
        Build { outputs, diagnostics, summary, reuse, texts }
    }

    fn parse(&mut self, tree: &SourceTree, config: &Config) -> BTreeMap<SourcePath, Arc<Parsed>> {
        let options =
            ParseOptions { org_name: config.org_name.clone(), self_urls: config.self_urls.clone() };
        let options = Arc::new(options);
        let pages = tree.files().iter().filter_map(|(path, file)| match file {
            SourceFile::Text(text) if path.is_page() => {
                Some((path.clone(), (Arc::clone(text), Arc::clone(&options))))
            }
            SourceFile::Text(_) | SourceFile::Asset(_) => None,
        });
        let pages: BTreeMap<_, _> = pages.collect();
        let mut fresh = Memo::default();
        let memo = if self.memory == Memory::Keep { &mut self.parsed } else { &mut fresh };
        memo.map(pages, |path, (text, options)| Arc::new(parse(path, text, options)))
    }

    fn highlight(&mut self, parsed: &BTreeMap<SourcePath, Arc<Parsed>>) -> Highlighted {
        let blocks: BTreeSet<&Arc<CodeBlock>> =
            parsed.values().flat_map(|page| &page.code).collect();
        let blocks = blocks.into_iter().map(|block| (Arc::clone(block), ())).collect();
        self.code.map(blocks, |block, ()| highlight(block))
    }

    fn render(
        &mut self,
        view: &View<'_>,
        theme: &Theme,
        statics: &BTreeMap<String, Arc<[u8]>>,
        goal: Goal,
        found: &mut Vec<Diagnostic>,
    ) -> Outputs {
        let shared = Arc::new(shared(view, theme));
        let (engine, diagnostics) = Engine::new(theme, &*shared);
        found.extend(diagnostics);
        let (jobs, diagnostics) = jobs(view, theme, statics);
        found.extend(diagnostics);
        if goal == Goal::Check {
            return Outputs::new();
        }
        let rendered = match self.memory {
            Memory::Drop => render_all(view, &engine, &jobs),
            Memory::Keep => {
                let theme = Arc::new(theme.clone());
                let plans = jobs.iter().filter_map(|(path, job)| {
                    let plan = plan(view, path, job)?;
                    Some((path.clone(), (plan, Arc::clone(&shared), Arc::clone(&theme))))
                });
                self.pages.map(plans.collect(), |_, (plan, _, _)| render_one(&engine, plan))
            }
        };
        let mut outputs = Outputs::new();
        for (path, page) in rendered {
            match page {
                Ok(bytes) => {
                    outputs.insert(path, bytes);
                }
                Err(diagnostic) => found.push(*diagnostic),
            }
        }
        for (path, job) in jobs {
            if let Job::Bytes(bytes) = job {
                outputs.insert(path, bytes);
            }
        }
        outputs
    }
}

/// Renders every page, each plan made and dropped on its own.
fn render_all(view: &View<'_>, engine: &Engine, jobs: &Jobs) -> BTreeMap<OutPath, Rendered> {
    let jobs: Vec<(&OutPath, &Job)> = jobs.iter().collect();
    let rendered: Vec<_> = jobs
        .into_par_iter()
        .filter_map(|(path, job)| {
            let plan = plan(view, path, job)?;
            Some((path.clone(), render_one(engine, &plan)))
        })
        .collect();
    rendered.into_iter().collect()
}

fn render_one(engine: &Engine, plan: &PagePlan) -> Rendered {
    let html = match plan {
        PagePlan::Page(template, context) => engine.render(template, context)?,
        PagePlan::Redirect(context) => engine.render("redirect.html", context)?,
    };
    Ok(html.into_bytes().into())
}
