//! The line of functions: inputs in, outputs and diagnostics out, with or without memory.
//!
//! A [`Session`] with memory gives what one without gives, byte for byte; it only does less work.

mod memo;

use crate::analyse::{Analysis, analyse};
use crate::config::Config;
use crate::date::Date;
use crate::diag::json::Summary;
use crate::diag::{Diagnostic, Diagnostics, Reporter, Severity, Texts};
use crate::emit::Outputs;
use crate::model::{PlanData, Site, assemble};
use crate::parse::client::read_sibling;
use crate::parse::highlight::{Lines, highlight};
use crate::parse::{Body, ClientFile, CodeBlock, ParseOptions, Parsed, parse};
use crate::place::{Base, OutPath, SourcePath};
use crate::render::context::{PagePlan, Shared};
use crate::render::outputs::{body_of, jobs, plan, requirement_routes, shared};
use crate::render::{Engine, Highlighted, Job, Jobs, Theme, View};
use crate::rules::{Facts, run};
use crate::source::{CONFIG_NAME, SourceFile, SourceTree};
use crate::srp::{CLAUSES, Clause, Compliance};
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
    /// What the build was made from. It goes with the build, so that a program that ends after it
    /// need not spend time on taking it apart.
    _used: (Site, Analysis, Highlighted),
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
fn texts(found: &[Diagnostic], all: &dyn Texts) -> BTreeMap<SourcePath, Arc<str>> {
    let files: BTreeSet<&SourcePath> = found.iter().map(|found| &found.at.file).collect();
    files.into_iter().filter_map(|file| Some((file.clone(), all.text(file)?.into()))).collect()
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
    /// What the build at hand computed.
    reuse: Reuse,
    parsed: Memo<SourcePath, ParseInput, ParseOutput>,
    plans: Memo<SourcePath, Arc<str>, PlanOutput>,
    code: Memo<Arc<CodeBlock>, (), Arc<str>>,
    pages: Memo<OutPath, (PagePlan, Arc<Shared>, Arc<Theme>), Rendered>,
}

type ParseInput = (Arc<str>, bool, Arc<ParseOptions>);
type ParseOutput = (Arc<Parsed>, Arc<Body>);
type PlanOutput = (Option<Arc<ClientFile>>, Arc<[Diagnostic]>);
type Rendered = Result<Arc<[u8]>, Box<Diagnostic>>;
type ParsedPages = BTreeMap<SourcePath, Arc<Parsed>>;
type Bodies = BTreeMap<SourcePath, Arc<Body>>;

impl Session {
    /// Returns a session that has built nothing yet.
    pub fn new(memory: Memory) -> Self {
        Self {
            memory,
            reuse: Reuse::default(),
            parsed: Memo::default(),
            plans: Memo::default(),
            code: Memo::default(),
            pages: Memo::default(),
        }
    }

    /// Builds a site. Faults of the files are diagnostics; there are always outputs, the best that
    /// can be made, and the caller decides whether to publish them. The inputs are taken, so that a
    /// single build can free what it has used; clones of them are cheap.
    pub fn build(&mut self, inputs: Inputs, goal: Goal) -> Build {
        let Inputs { tree, statics, themes, base, today } = inputs;
        let mut found = tree.diagnostics.clone();
        let (mut config, diagnostics) = Config::from_tree(&tree);
        found.extend(diagnostics);
        config.base = base.or(config.base);
        let (parsed, bodies) = self.parse(&tree, &config);
        found.extend(parsed.values().flat_map(|page| &page.diagnostics).cloned());
        let code = match goal {
            Goal::Build => self.highlight(&parsed),
            Goal::Check => {
                self.reuse.highlighted = 0;
                Highlighted::new()
            }
        };
        let (plans, diagnostics) = self.read_plans(&tree);
        found.extend(diagnostics);
        let (site, diagnostics) = assemble(&parsed, &plans, &tree, &config);
        found.extend(diagnostics);
        let collation = Collation::new(&config.lang, &config.sort_ignore);
        let analysis = analyse(&site, &collation);
        let compliance = Compliance::of(&site, &config, today);
        found.extend(run(Facts { site: &site, compliance: &compliance }));
        let view = View {
            site: &site,
            analysis: &analysis,
            compliance: &compliance,
            requirements: &requirement_routes(&compliance),
            quotes: &quotes(&compliance, &site, &bodies),
            config: &config,
            today,
            code: &code,
        };
        let (theme, diagnostics) = Theme::with_overrides(&themes);
        found.extend(diagnostics);
        let (engine, diagnostics) = Engine::new(&theme, Arc::new(shared(&view, &theme)));
        found.extend(diagnostics);
        let (jobs, diagnostics) = jobs(&view, &theme, &statics);
        found.extend(diagnostics);
        // From here on the tree is needed only where something is wrong with it.
        let mut texts_kept = texts(&found, &tree);
        drop((tree, parsed));
        let mut of_render = Reporter::default();
        let outputs = match goal {
            Goal::Build if engine.is_whole() => {
                self.render(&engine, &view, (jobs, bodies), &mut of_render)
            }
            Goal::Build | Goal::Check => {
                self.reuse.rendered = 0;
                Outputs::new()
            }
        };
        found.extend(of_render.into_found());
        texts_kept.extend(texts(&found, &theme));
        let diagnostics = Diagnostics::new(found);
        let summary = Summary {
            pages: site.pages.len(),
            policies: site.policies().count(),
            clients: site.clients.len(),
            unmet: compliance.unmet(),
            links: site.links,
            errors: diagnostics.count(Severity::Error),
            warnings: diagnostics.count(Severity::Warning),
        };
        let reuse = self.reuse;
        let used = (site, analysis, code);
        Build { outputs, diagnostics, summary, reuse, texts: texts_kept, _used: used }
    }

    fn parse(&mut self, tree: &SourceTree, config: &Config) -> (ParsedPages, Bodies) {
        let options =
            ParseOptions { org_name: config.org_name.clone(), self_urls: config.self_urls.clone() };
        let options = Arc::new(options);
        let plans = plan_data(tree).map(|(path, _)| path.bare()).collect::<BTreeSet<_>>();
        let pages = tree.files().iter().filter_map(|(path, file)| match file {
            SourceFile::Text(text) if path.is_page() => {
                let completes = plans.contains(path.bare());
                Some((path.clone(), (Arc::clone(text), completes, Arc::clone(&options))))
            }
            SourceFile::Text(_) | SourceFile::Asset(_) => None,
        });
        let pages: BTreeMap<_, _> = pages.collect();
        let mut fresh = Memo::default();
        let memo = if self.memory == Memory::Keep { &mut self.parsed } else { &mut fresh };
        let parsed = memo.map(pages, |path, (text, completes, options)| {
            let (parsed, body) = parse(path, text, *completes, options);
            (Arc::new(parsed), Arc::new(body))
        });
        self.reuse.parsed = memo.computed;
        let split =
            parsed.into_iter().map(|(path, (parsed, body))| ((path.clone(), parsed), (path, body)));
        split.unzip()
    }

    /// Reads the plans that stand in YAML files.
    fn read_plans(&mut self, tree: &SourceTree) -> (PlanData, Vec<Diagnostic>) {
        let files = plan_data(tree).map(|(path, text)| (path.clone(), Arc::clone(text)));
        let read = self.plans.map(files.collect(), |path, text| {
            let mut out = Reporter::default();
            let file = read_sibling(path, text, &mut out);
            (file.map(Arc::new), out.into_found().into())
        });
        let mut found = Vec::new();
        let plans = read.into_iter().filter_map(|(path, (file, diagnostics))| {
            found.extend(diagnostics.iter().cloned());
            Some((path, file?))
        });
        (plans.collect(), found)
    }

    fn highlight(&mut self, parsed: &ParsedPages) -> Highlighted {
        let blocks: BTreeSet<&Arc<CodeBlock>> =
            parsed.values().flat_map(|page| &page.code).collect();
        let blocks = blocks.into_iter().map(|block| (Arc::clone(block), ())).collect();
        let code =
            self.code.map_with(blocks, Lines::default, |lines, block, ()| highlight(block, lines));
        self.reuse.highlighted = self.code.computed;
        code
    }

    /// Renders every page. Bodies are handed over, and dropped as soon as their page is there.
    fn render(
        &mut self,
        engine: &Engine,
        view: &View<'_>,
        (jobs, mut bodies): (Jobs, Bodies),
        out: &mut Reporter,
    ) -> Outputs {
        let mut outputs = Outputs::new();
        let mut pages: Vec<(OutPath, Job, Arc<Body>)> = Vec::with_capacity(jobs.len());
        let empty = Arc::new(Body::default());
        for (path, job) in jobs {
            if let Job::Bytes(bytes) = job {
                outputs.insert(path, bytes);
                continue;
            }
            let body = body_of(view.site, &job).and_then(|source| bodies.remove(source));
            pages.push((path, job, body.unwrap_or_else(|| Arc::clone(&empty))));
        }
        let planned = pages.into_par_iter().filter_map(|(path, job, body)| {
            let plan = plan(view, &path, &job, &body)?;
            Some((path, plan))
        });
        let rendered: Vec<(OutPath, Rendered)> = match self.memory {
            Memory::Drop => planned
                .map_init(Vec::new, |buffer, (path, plan)| (path, engine.render(&plan, buffer)))
                .collect(),
            Memory::Keep => {
                let (theme, shared) = engine.inputs();
                let inputs = planned
                    .map(|(path, plan)| (path, (plan, Arc::clone(shared), Arc::clone(theme))));
                let inputs: Vec<_> = inputs.collect();
                let rendered = self.pages.map_with(
                    inputs.into_iter().collect(),
                    Vec::new,
                    |buffer, _, (plan, _, _)| engine.render(plan, buffer),
                );
                rendered.into_iter().collect()
            }
        };
        self.reuse.rendered = match self.memory {
            Memory::Drop => rendered.len(),
            Memory::Keep => self.pages.computed,
        };
        for (path, page) in rendered {
            match page {
                Ok(bytes) => {
                    outputs.insert(path, bytes);
                }
                Err(diagnostic) => out.extend([*diagnostic]),
            }
        }
        outputs
    }
}

/// Returns how the organisation's own policy begins each of its clauses.
fn quotes(compliance: &Compliance, site: &Site, bodies: &Bodies) -> Vec<Option<String>> {
    let Some(policy) = &compliance.policy else { return Vec::new() };
    let Some(body) = bodies.get(&site.page(policy.page).path) else { return Vec::new() };
    let quote = |clause: &Clause| body.paragraph_after(policy.anchor(site, *clause)?);
    CLAUSES.iter().map(quote).collect()
}

/// Returns the YAML files that hold a client's plan.
fn plan_data(tree: &SourceTree) -> impl Iterator<Item = (&SourcePath, &Arc<str>)> {
    tree.files().iter().filter_map(|(path, file)| match file {
        SourceFile::Text(text) if path.is_yaml() && path.as_str() != CONFIG_NAME => {
            Some((path, text))
        }
        SourceFile::Text(_) | SourceFile::Asset(_) => None,
    })
}
