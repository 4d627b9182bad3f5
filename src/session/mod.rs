//! The line of functions: inputs in, outputs and diagnostics out, with or without memory.
//!
//! A [`Session`] with memory gives what one without gives, byte for byte; it only does less work.

use crate::analyse::{Analysis, Remembered as OfAnalysis, analyse};
use crate::config::{Checks, Config};
use crate::date::Date;
use crate::diag::json::Summary;
use crate::diag::{Diagnostic, Diagnostics, Reporter, Severity, Texts};
use crate::emit::Outputs;
use crate::memo::{Held, Memo, Once, Same};
use crate::model::{PlanData, Remembered as OfModel, Site, Sources, assemble};
use crate::parse::client::read_sibling;
use crate::parse::highlight::{Lines, highlight};
use crate::parse::{Body, ClientFile, CodeBlock, ParseOptions, Parsed, parse};
use crate::place::{Base, OutPath, Route, SourcePath};
use crate::render::card::{Cards, cards};
use crate::render::claims::Allotments;
use crate::render::context::{PagePlan, Shared};
use crate::render::frame::{Frames, frame};
use crate::render::outputs::{body_of, jobs, plan, requirement_routes, shared};
use crate::render::sight::{Arounds, Sight, Sights};
use crate::render::{Engine, Highlighted, Job, Jobs, Theme, View};
use crate::rules::{Facts, run, run_on_page, settle};
use crate::source::{CONFIG_NAME, SourceFile, SourceTree};
use crate::srp::{CLAUSES, Clause, Compliance};
use rayon::iter::{IntoParallelIterator, ParallelIterator};
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Everything a build depends on.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Inputs {
    /// The content folder.
    pub tree: SourceTree,
    /// Files copied to the site's root, by path.
    pub statics: BTreeMap<String, Held<[u8]>>,
    /// The project's own theme files, by path below `themes`.
    pub themes: BTreeMap<String, Held<[u8]>>,
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

    /// Returns the files that differ between these inputs and others, there or gone or of another
    /// content: paths of the content, then those below `static/` and `themes/`.
    pub fn changes(&self, other: &Self) -> Vec<String> {
        let content = differing(self.tree.files(), other.tree.files());
        let statics = differing(&self.statics, &other.statics);
        let themes = differing(&self.themes, &other.themes);
        let mut names: Vec<String> = content.map(ToString::to_string).collect();
        names.extend(statics.map(|name| format!("static/{name}")));
        names.extend(themes.map(|name| format!("themes/{name}")));
        names
    }
}

/// Returns the keys whose values differ, in their order.
fn differing<'a, K: Ord, V: PartialEq>(
    one: &'a BTreeMap<K, V>,
    other: &'a BTreeMap<K, V>,
) -> impl Iterator<Item = &'a K> {
    let (mut one, mut other) = (one.iter().peekable(), other.iter().peekable());
    let next = move || loop {
        let order = match (one.peek(), other.peek()) {
            (None, None) => return None,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some((key, _)), Some((other, _))) => key.cmp(other),
        };
        match order {
            Ordering::Less => return one.next().map(|(key, _)| key),
            Ordering::Greater => return other.next().map(|(key, _)| key),
            Ordering::Equal => {
                let (before, after) = (one.next()?, other.next()?);
                if before.1 != after.1 {
                    return Some(before.0);
                }
            }
        }
    };
    std::iter::from_fn(next)
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
    site: Site,
    /// What else the build was made from. It goes with the build, so that a program that ends after
    /// it need not spend time on taking it apart.
    _used: (Analysis, Highlighted),
}

impl Build {
    /// Returns the address of the page that a source file became, if it became one: that of its own
    /// page, or of the client whose plan it holds.
    pub fn route_of(&self, file: &SourcePath) -> Option<Route> {
        let client = self.site.clients.iter().find(|client| client.file() == file);
        let page = || self.site.page_at(file.as_str()).map(|id| self.site.page(id).route.clone());
        client.map(|client| client.route.clone()).or_else(page)
    }
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
    plans: Memo<SourcePath, Held<str>, PlanOutput>,
    reviewed: Memo<SourcePath, ReviewInput, Arc<[Diagnostic]>>,
    code: Memo<Arc<CodeBlock>, (), Arc<str>>,
    model: OfModel,
    analysis: OfAnalysis,
    cards: Cards,
    frame: Frames,
    theme: Once<BTreeMap<String, Held<[u8]>>, Themed>,
    engine: Once<(Same<Themed>, Shared), Templates>,
    addresses: Allotments,
    around: Arounds,
    plans_of_pages: Memo<OutPath, Sight, Option<PagePlan>>,
    pages: Memo<OutPath, (PagePlan, Same<Templates>), Rendered>,
}

/// The theme, and what is wrong with its files.
type Themed = (Theme, Vec<Diagnostic>);
/// The compiled templates, and what is wrong with them.
type Templates = (Engine, Vec<Diagnostic>);

type ParseInput = (Held<str>, bool, Arc<ParseOptions>);
type ParseOutput = (Arc<Parsed>, Arc<Body>);
type ReviewInput = (Held<str>, Arc<Parsed>, Arc<Checks>);
type PlanOutput = (Option<Arc<ClientFile>>, Arc<[Diagnostic]>);
type Rendered = Result<Arc<[u8]>, Box<Diagnostic>>;
/// By path.
type ParsedPages = Vec<(SourcePath, Arc<Parsed>)>;
/// In the order of the pages.
type Bodies = Vec<Arc<Body>>;

impl Session {
    /// Returns a session that has built nothing yet.
    pub fn new(memory: Memory) -> Self {
        Self {
            memory,
            reuse: Reuse::default(),
            parsed: Memo::default(),
            plans: Memo::default(),
            reviewed: Memo::default(),
            code: Memo::default(),
            model: OfModel::default(),
            analysis: OfAnalysis::default(),
            cards: Cards::default(),
            frame: Frames::default(),
            theme: Once::default(),
            engine: Once::default(),
            addresses: Allotments::default(),
            around: Arounds::default(),
            plans_of_pages: Memo::default(),
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
        found.extend(parsed.iter().flat_map(|(_, page)| &page.diagnostics).cloned());
        let code = match goal {
            Goal::Build => self.highlight(&parsed),
            Goal::Check => {
                self.reuse.highlighted = 0;
                Highlighted::new()
            }
        };
        let (plans, diagnostics) = self.read_plans(&tree);
        found.extend(diagnostics);
        let sources = Sources { parsed: &parsed, plans: &plans, tree: &tree, config: &config };
        let (site, diagnostics) = assemble(&sources, &mut self.model);
        found.extend(diagnostics);
        let analysis = analyse(&site, &mut self.analysis);
        let compliance = Compliance::of(&site, &config, today);
        let facts = Facts { site: &site, compliance: &compliance, tree: &tree };
        found.extend(run(facts, &config.checks, goal == Goal::Check));
        if goal == Goal::Check {
            found.extend(self.review(&tree, &parsed, &config));
        }
        let view = View {
            site: &site,
            cards: &cards(&site, &mut self.cards),
            frame: &frame(&site, &mut self.frame),
            analysis: &analysis,
            compliance: &compliance,
            requirements: &requirement_routes(&compliance),
            quotes: &quotes(&compliance, &site, &bodies),
            config: &config,
            today,
            code: &code,
        };
        let themed = self.theme.of(themes, Theme::with_overrides);
        let (theme, diagnostics) = &*themed;
        found.extend(diagnostics.iter().cloned());
        let engine = self.engine.of((themed.clone(), shared(&view, theme)), |(themed, shared)| {
            Engine::new(&themed.0, shared)
        });
        found.extend(engine.1.iter().cloned());
        let (jobs, diagnostics) = jobs(&view, theme, &statics, &mut self.addresses);
        found.extend(diagnostics);
        // From here on the tree is needed only where something is wrong with it.
        let mut found = settle(found, &config.checks, &site, goal == Goal::Check);
        let mut texts_kept = texts(&found, &tree);
        drop((tree, parsed));
        let mut of_render = Reporter::default();
        let outputs = match goal {
            Goal::Build if engine.0.is_whole() => {
                self.render(&engine, &view, (jobs, bodies), &mut of_render)
            }
            Goal::Build | Goal::Check => {
                self.reuse.rendered = 0;
                Outputs::new()
            }
        };
        found.extend(of_render.into_found());
        texts_kept.extend(texts(&found, theme));
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
        let used = (analysis, code);
        Build { outputs, diagnostics, summary, reuse, texts: texts_kept, site, _used: used }
    }

    fn parse(&mut self, tree: &SourceTree, config: &Config) -> (ParsedPages, Bodies) {
        let options =
            ParseOptions { org_name: config.org_name.clone(), self_urls: config.self_urls.clone() };
        let options = Arc::new(options);
        let plans = plan_data(tree).map(|(path, _)| path.bare()).collect::<BTreeSet<_>>();
        let pages = tree.files().iter().filter_map(|(path, file)| match file {
            SourceFile::Text(text) if path.is_page() => {
                let completes = plans.contains(path.bare());
                Some((path.clone(), (text.clone(), completes, Arc::clone(&options))))
            }
            SourceFile::Text(_) | SourceFile::Asset(_) => None,
        });
        let pages: Vec<_> = pages.collect();
        let paths: Vec<SourcePath> = pages.iter().map(|(path, _)| path.clone()).collect();
        let mut fresh = Memo::default();
        let memo = if self.memory == Memory::Keep { &mut self.parsed } else { &mut fresh };
        let parsed = memo.map(pages, |path, (text, completes, options)| {
            let (parsed, body) = parse(path, text, *completes, options);
            (Arc::new(parsed), Arc::new(body))
        });
        self.reuse.parsed = memo.computed;
        let split = paths.into_iter().zip(parsed);
        split.map(|(path, (parsed, body))| ((path, parsed), body)).unzip()
    }

    /// Runs the rules that look at one page alone.
    fn review(
        &mut self,
        tree: &SourceTree,
        parsed: &ParsedPages,
        config: &Config,
    ) -> Vec<Diagnostic> {
        let checks = Arc::new(config.checks.clone());
        let pages = parsed.iter().filter_map(|(path, page)| match tree.get(path) {
            Some(SourceFile::Text(text)) => {
                Some((path.clone(), (text.clone(), Arc::clone(page), Arc::clone(&checks))))
            }
            Some(SourceFile::Asset(_)) | None => None,
        });
        let reviewed = self.reviewed.map(pages.collect(), |path, (text, page, checks)| {
            run_on_page(path, text, page, checks).into()
        });
        reviewed.iter().flat_map(|found| found.iter().cloned()).collect()
    }

    /// Reads the plans that stand in YAML files.
    fn read_plans(&mut self, tree: &SourceTree) -> (PlanData, Vec<Diagnostic>) {
        let files = || plan_data(tree).map(|(path, text)| (path.clone(), text.clone()));
        let read = self.plans.map(files().collect(), |path, text| {
            let mut out = Reporter::default();
            let file = read_sibling(path, text, &mut out);
            (file.map(Arc::new), out.into_found().into())
        });
        let mut found = Vec::new();
        let plans = files().zip(read).filter_map(|((path, _), (file, diagnostics))| {
            found.extend(diagnostics.iter().cloned());
            Some((path, file?))
        });
        (plans.collect(), found)
    }

    fn highlight(&mut self, parsed: &ParsedPages) -> Highlighted {
        let blocks: BTreeSet<&Arc<CodeBlock>> =
            parsed.iter().flat_map(|(_, page)| &page.code).collect();
        let inputs = blocks.iter().map(|block| (Arc::clone(block), ())).collect();
        let code =
            self.code.map_with(inputs, Lines::default, |lines, block, ()| highlight(block, lines));
        self.reuse.highlighted = self.code.computed;
        blocks.into_iter().cloned().zip(code).collect()
    }

    /// Renders every page. Bodies are handed over, and dropped as soon as their page is there.
    fn render(
        &mut self,
        templates: &Same<Templates>,
        view: &View<'_>,
        (jobs, mut bodies): (Jobs, Bodies),
        out: &mut Reporter,
    ) -> Outputs {
        let mut copied: Vec<(OutPath, Arc<[u8]>)> = Vec::new();
        let mut pages: Vec<(OutPath, Job, Arc<Body>)> = Vec::with_capacity(jobs.len());
        let empty = Arc::new(Body::default());
        for (path, job) in jobs {
            if let Job::Bytes(bytes) = job {
                copied.push((path, bytes));
                continue;
            }
            let body = body_of(view.site, &job).and_then(|id| bodies.get_mut(id.index()));
            let body = body.map_or_else(
                || Arc::clone(&empty),
                |body| std::mem::replace(body, Arc::clone(&empty)),
            );
            pages.push((path, job, body));
        }
        let rendered = match self.memory {
            Memory::Drop => rendered_once(templates, view, pages),
            Memory::Keep => self.rendered_again(templates, view, pages),
        };
        self.reuse.rendered = match self.memory {
            Memory::Drop => rendered.len(),
            Memory::Keep => self.pages.computed,
        };
        let mut outputs = copied;
        outputs.reserve(rendered.len());
        for (path, page) in rendered {
            match page {
                Ok(bytes) => outputs.push((path, bytes)),
                Err(diagnostic) => out.extend([*diagnostic]),
            }
        }
        outputs.into_iter().collect()
    }

    /// Renders the pages whose plans differ from those of the last build.
    fn rendered_again(
        &mut self,
        templates: &Same<Templates>,
        view: &View<'_>,
        pages: Vec<(OutPath, Job, Arc<Body>)>,
    ) -> Vec<(OutPath, Rendered)> {
        let sights = Sights::of(view, &mut self.around);
        let inputs = pages.into_iter();
        let inputs = inputs.map(|(path, job, body)| (path, sights.sight(view, job, body)));
        let inputs: Vec<(OutPath, Sight)> = inputs.collect();
        let paths: Vec<OutPath> = inputs.iter().map(|(path, _)| path.clone()).collect();
        let make = |path: &OutPath, sight: &Sight| plan(view, path, &sight.job, &sight.body);
        let plans = self.plans_of_pages.map(inputs, make);
        let planned = paths.into_iter().zip(plans);
        let inputs: Vec<_> =
            planned.filter_map(|(path, plan)| Some((path, (plan?, templates.clone())))).collect();
        let paths: Vec<OutPath> = inputs.iter().map(|(path, _)| path.clone()).collect();
        let rendered = self.pages.map_with(inputs, Vec::new, |buffer, _, (plan, templates)| {
            templates.0.render(plan, buffer)
        });
        paths.into_iter().zip(rendered).collect()
    }
}

/// Renders pages; each plan and body is dropped as soon as its page is there.
fn rendered_once(
    templates: &Templates,
    view: &View<'_>,
    pages: Vec<(OutPath, Job, Arc<Body>)>,
) -> Vec<(OutPath, Rendered)> {
    let pages = pages.into_par_iter();
    let rendered = pages.map_init(Vec::new, |buffer, (path, job, body)| {
        let plan = plan(view, &path, &job, &body)?;
        drop(body);
        let rendered = templates.0.render(&plan, buffer);
        Some((path, rendered))
    });
    rendered.flatten_iter().collect()
}

/// Returns how the organisation's own policy begins each of its clauses.
fn quotes(compliance: &Compliance, site: &Site, bodies: &Bodies) -> Vec<Option<String>> {
    let Some(policy) = &compliance.policy else { return Vec::new() };
    let Some(body) = bodies.get(policy.page.index()) else { return Vec::new() };
    let quote = |clause: &Clause| body.paragraph_after(policy.anchor(site, *clause)?);
    CLAUSES.iter().map(quote).collect()
}

/// Returns the YAML files that hold a client's plan.
fn plan_data(tree: &SourceTree) -> impl Iterator<Item = (&SourcePath, &Held<str>)> {
    tree.files().iter().filter_map(|(path, file)| match file {
        SourceFile::Text(text) if path.is_yaml() && path.as_str() != CONFIG_NAME => {
            Some((path, text))
        }
        SourceFile::Text(_) | SourceFile::Asset(_) => None,
    })
}
