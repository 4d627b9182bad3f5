//! The line of functions: inputs in, outputs and diagnostics out, with or without memory.
//!
//! A [`Session`] with memory gives what one without gives, byte for byte; it only does less work.

mod built;
mod fix;
mod hosting;
mod inputs;
mod review;

use built::texts;
pub use built::{Build, Names, Reuse};
pub use fix::{Fixed, Rewritten};
pub use hosting::{hosting, theme_files};
pub use inputs::Inputs;

use crate::analyse::terms::{RememberedUses, uses};
use crate::analyse::{Remembered as OfAnalysis, analyse};
use crate::config::{Checks, Config};
use crate::diag::json::Summary;
use crate::diag::{Diagnostic, Diagnostics, Reporter, Severity};
use crate::edition::{Editions, Selected};
use crate::emit::Outputs;
use crate::memo::{Held, Memo, Once, Same};
use crate::model::glossary::{Glossaries, Glossary, glossary};
use crate::model::{PageId, PlanData, Remembered as OfModel, Site, Sources, assemble};
use crate::parse::body::Words;
use crate::parse::client::read_sibling;
use crate::parse::highlight::{Lines, highlight};
use crate::parse::{Body, ClientFile, CodeBlock, ParseOptions, Parsed, parse};
use crate::place::{Base, OutPath, SourcePath};
use crate::render::card::{Cards, cards};
use crate::render::claims::Allotments;
use crate::render::context::{PagePlan, Shared};
use crate::render::formats::llms;
use crate::render::frame::{Frames, frame};
use crate::render::head::Published;
use crate::render::outputs::{
    body_of, jobs, plan, requirement_routes, shared, site_title, twinned, volumes,
};
use crate::render::pages::handbook::{Handbook, Remembered as OfHandbook, handbook};
use crate::render::pages::not_found::{Addresses, addresses};
use crate::render::record::{Records, records};
use crate::render::sight::{Arounds, Sight, Sights};
use crate::render::twin::{Twins, twins};
use crate::render::{Engine, Highlighted, Job, Jobs, Theme, View, entry, named, with_tokens};
use crate::rules::{Facts, Sketch, run, settle};
use crate::search::{Entries, Entry, Files, files};
use crate::source::{CONFIG_NAME, GLOSSARY_NAME, SourceFile, SourceTree};
use crate::srp::{CLAUSES, Clause, Compliance};
use rayon::iter::{IntoParallelIterator, ParallelIterator};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

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
    /// To the pages. The search index stays as the last build of all outputs made it: it takes as long
    /// as everything else after an edit.
    Pages,
    /// To all outputs.
    Build,
}

/// Builds sites, remembering pure calls if asked.
#[derive(Debug)]
pub struct Session {
    memory: Memory,
    /// What the build at hand computed.
    reuse: Reuse,
    editions: Editions,
    parsed: Memo<SourcePath, ParseInput, ParseOutput>,
    plans: Memo<SourcePath, Held<str>, PlanOutput>,
    reviewed: Memo<SourcePath, ReviewInput, Arc<[Diagnostic]>>,
    sketches: Memo<SourcePath, SketchInput, Option<Arc<Sketch>>>,
    code: Memo<Arc<CodeBlock>, (), Arc<str>>,
    model: OfModel,
    analysis: OfAnalysis,
    glossary: Glossaries,
    uses: RememberedUses,
    cards: Cards,
    records: Records,
    frame: Frames,
    theme: Once<BTreeMap<String, Held<[u8]>>, Themed>,
    engine: Once<(Same<Themed>, Shared), Templates>,
    addresses: Allotments,
    listed: Addresses,
    around: Arounds,
    plans_of_pages: Memo<OutPath, Sight, Option<PagePlan>>,
    pages: Memo<OutPath, (PagePlan, Same<Templates>), Rendered>,
    entries: Memo<OutPath, PagePlan, Option<Arc<Entry>>>,
    index: Once<Entries, Files>,
    twinned: Once<Vec<PageId>, Vec<PageId>>,
    twins: Twins,
    handbook: OfHandbook,
}

/// The theme, and what is wrong with its files.
type Themed = (Theme, Vec<Diagnostic>);
/// The compiled templates, and what is wrong with them.
type Templates = (Engine, Vec<Diagnostic>);

type ParseInput = (Held<str>, bool, Arc<ParseOptions>);
type ParseOutput = (Arc<Parsed>, Arc<Body>);
type ReviewInput = (Held<str>, Arc<Parsed>, Arc<Checks>);
/// The text of a page, and where its body begins.
type SketchInput = (Held<str>, usize);
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
            editions: Editions::default(),
            parsed: Memo::default(),
            plans: Memo::default(),
            reviewed: Memo::default(),
            sketches: Memo::default(),
            code: Memo::default(),
            model: OfModel::default(),
            analysis: OfAnalysis::default(),
            glossary: Glossaries::default(),
            uses: RememberedUses::default(),
            cards: Cards::default(),
            records: Records::default(),
            frame: Frames::default(),
            theme: Once::default(),
            engine: Once::default(),
            addresses: Allotments::default(),
            listed: Addresses::default(),
            around: Arounds::default(),
            plans_of_pages: Memo::default(),
            pages: Memo::default(),
            entries: Memo::default(),
            index: Once::default(),
            twinned: Once::default(),
            twins: Twins::default(),
            handbook: OfHandbook::default(),
        }
    }

    /// Builds a site. Faults of the files are diagnostics; there are always outputs, the best that
    /// can be made, and the caller decides whether to publish them. The inputs are taken, so that a
    /// single build can free what it has used; clones of them are cheap.
    pub fn build(&mut self, inputs: Inputs, goal: Goal) -> Build {
        let Inputs { tree, statics, themes, base, today, edition } = inputs;
        let (config, whole, selected) = self.select(tree, edition.as_deref(), base);
        let Selected { tree, origins, renamed, diagnostics: mut found } = selected;
        found.extend(tree.diagnostics.iter().cloned());
        let (parsed, bodies) = self.parse(&tree, &config, goal);
        found.extend(parsed.iter().flat_map(|(_, page)| &page.diagnostics).cloned());
        let code = self.highlight(&parsed, goal);
        let (plans, diagnostics) = self.read_plans(&tree);
        found.extend(diagnostics);
        let sources = Sources { parsed: &parsed, plans: &plans, tree: &tree, config: &config };
        let (site, diagnostics) = assemble(&sources, &mut self.model);
        found.extend(diagnostics);
        let analysis = analyse(&site, &mut self.analysis);
        let compliance = Compliance::of(&site, &config, today);
        let (glossary, diagnostics) = glossary(&site, &tree, &mut self.glossary);
        found.extend(diagnostics);
        let sketches = self.sketches(&tree, &parsed, &config.checks, goal);
        let facts =
            Facts { site: &site, compliance: &compliance, tree: &tree, sketches: &sketches };
        found.extend(run(facts, &config.checks, goal == Goal::Check));
        found.extend(self.review(&tree, &parsed, &config, goal));
        let uses = self.uses(goal, &site, &glossary, &bodies);
        let view = View {
            site: &site,
            cards: &cards(&site, &mut self.cards),
            records: &records(&site, &mut self.records),
            frame: &frame(&site, glossary.has_page(), &mut self.frame),
            analysis: &analysis,
            compliance: &compliance,
            requirements: &requirement_routes(&compliance),
            quotes: &quotes(&compliance, &site, &bodies),
            config: &config,
            today,
            code: &code,
            glossary: &glossary,
            uses: &uses,
            published: &Published::of(&config),
        };
        let themed = self.theme.of(with_tokens(themes, &config.tokens), Theme::with_overrides);
        let (theme, diagnostics) = &*themed;
        found.extend(diagnostics.iter().cloned());
        let engine = self.engine.of((themed.clone(), shared(&view, theme)), |(themed, shared)| {
            Engine::new(&themed.0, shared)
        });
        found.extend(engine.1.iter().cloned());
        let (jobs, diagnostics) = jobs(&view, theme, &statics, &mut self.addresses);
        found.extend(diagnostics);
        let twins = self.twinned.of(twinned(&jobs), Clone::clone);
        let view = View { published: &Published { twins, ..view.published.clone() }, ..view };
        let jobs = match goal {
            Goal::Build | Goal::Pages => self.write_texts(&tree, &view, jobs),
            Goal::Check => jobs,
        };
        // From here on the tree is needed only where something is wrong with it.
        let mut found = settle(found, &config.checks, &site, goal == Goal::Check);
        found = origins.back(found);
        if goal == Goal::Check {
            found.extend(config.checks.weighed(renamed.diagnostics()));
        }
        let mut texts_kept = texts(&found, &whole);
        drop((tree, whole, parsed));
        let mut of_render = Reporter::default();
        let outputs = self.outputs(&engine, &view, (jobs, bodies), (goal, &mut of_render));
        found.extend(of_render.into_found());
        texts_kept.extend(texts(&found, theme));
        let diagnostics = Diagnostics::new(found);
        let summary = summary(&site, &compliance, &diagnostics);
        let (texts, reuse, checks) = (texts_kept, self.reuse, config.checks.clone());
        let used = (analysis, code);
        let names = renamed;
        Build { outputs, diagnostics, summary, reuse, checks, texts, site, names, _used: used }
    }

    /// Reads the configuration, and chooses what the edition may see: from there on there is nothing
    /// else. The whole tree is returned for the excerpts of diagnostics.
    fn select(
        &mut self,
        whole: SourceTree,
        edition: Option<&str>,
        base: Option<Base>,
    ) -> (Config, SourceTree, Selected) {
        let (mut config, of_config) = Config::from_tree(&whole, edition);
        config.base = base.or(config.base);
        let mut selected = self.editions.select(&whole, &mut config);
        config.infer(&selected.tree);
        selected.diagnostics.extend(of_config);
        selected.diagnostics.extend(config.absent_folders(&whole));
        (config, whole, selected)
    }

    /// Parses every page. A single check shows no page, so it drops the bodies at once.
    fn parse(&mut self, tree: &SourceTree, config: &Config, goal: Goal) -> (ParsedPages, Bodies) {
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
        let needs_bodies = self.memory == Memory::Keep || goal != Goal::Check;
        let none = Arc::new(Body::default());
        let mut fresh = Memo::default();
        let memo = if self.memory == Memory::Keep { &mut self.parsed } else { &mut fresh };
        let parsed = memo.map(pages, |path, (text, completes, options)| {
            let (parsed, body) = parse(path, text, *completes, options);
            let body = if needs_bodies { Arc::new(body) } else { Arc::clone(&none) };
            (Arc::new(parsed), body)
        });
        self.reuse.parsed = memo.computed;
        let split = paths.into_iter().zip(parsed);
        split.map(|(path, (parsed, body))| ((path, parsed), body)).unzip()
    }

    /// Finds where pages use terms; a check does not ask for it.
    fn uses(
        &mut self,
        goal: Goal,
        site: &Site,
        glossary: &Same<Glossary>,
        bodies: &Bodies,
    ) -> Vec<Held<[Words]>> {
        let mut fresh = RememberedUses::default();
        match (goal, self.memory) {
            (Goal::Check, _) => Vec::new(),
            (Goal::Build | Goal::Pages, Memory::Keep) => {
                uses(site, glossary, bodies, &mut self.uses)
            }
            (Goal::Build | Goal::Pages, Memory::Drop) => uses(site, glossary, bodies, &mut fresh),
        }
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

    /// Colours every block of code; a check does not ask for it.
    fn highlight(&mut self, parsed: &ParsedPages, goal: Goal) -> Highlighted {
        if goal == Goal::Check {
            self.reuse.highlighted = 0;
            return Highlighted::new();
        }
        let blocks: BTreeSet<&Arc<CodeBlock>> =
            parsed.iter().flat_map(|(_, page)| &page.code).collect();
        let inputs = blocks.iter().map(|block| (Arc::clone(block), ())).collect();
        let code =
            self.code.map_with(inputs, Lines::default, |lines, block, ()| highlight(block, lines));
        self.reuse.highlighted = self.code.computed;
        blocks.into_iter().cloned().zip(code).collect()
    }

    /// Writes the outputs that are made of sources rather than of plans.
    fn write_texts(&mut self, tree: &SourceTree, view: &View<'_>, jobs: Jobs) -> Jobs {
        let mut fresh = Twins::default();
        let memo = if self.memory == Memory::Keep { &mut self.twins } else { &mut fresh };
        let twins = twins(tree, view, memo);
        let listed = &mut self.listed;
        let mut text = |job| {
            if let Job::Twin(id) = job {
                let n = view.published.twins.binary_search(&id).ok();
                let twin = n.and_then(|n| twins.get(n));
                twin.map_or(job, |twin| Job::Bytes(Arc::clone(twin)))
            } else if matches!(job, Job::Llms) {
                Job::Bytes(llms::written(view, &site_title(view)).into_bytes().into())
            } else if matches!(job, Job::Addresses) {
                Job::Bytes(addresses(view, listed))
            } else {
                job
            }
        };
        jobs.into_iter().map(|(path, job)| (path, text(job))).collect()
    }

    /// Makes the pages of the handbook, while all bodies are there.
    fn handbook(&mut self, view: &View<'_>, jobs: &Jobs, bodies: &Bodies) -> Handbook {
        let mut fresh = OfHandbook::default();
        let memo = if self.memory == Memory::Keep { &mut self.handbook } else { &mut fresh };
        handbook(view, &volumes(jobs), bodies, memo)
    }

    /// Makes every output; none in a check, or when templates are broken.
    fn outputs(
        &mut self,
        engine: &Same<Templates>,
        view: &View<'_>,
        (jobs, bodies): (Jobs, Bodies),
        (goal, out): (Goal, &mut Reporter),
    ) -> Outputs {
        if goal == Goal::Check || !engine.0.is_whole() {
            self.reuse.rendered = 0;
            return Outputs::new();
        }
        self.render(engine, view, (jobs, bodies), (goal, out))
    }

    /// Renders every page, and makes the search index. Bodies are handed over, and dropped as soon as
    /// their page is there.
    fn render(
        &mut self,
        templates: &Same<Templates>,
        view: &View<'_>,
        (jobs, mut bodies): (Jobs, Bodies),
        (goal, out): (Goal, &mut Reporter),
    ) -> Outputs {
        let handbook = self.handbook(view, &jobs, &bodies);
        let view = &View { published: &Published { handbook, ..view.published.clone() }, ..*view };
        let mut copied = Files::new();
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
        let (rendered, index) = match self.memory {
            Memory::Drop => rendered_once(templates, view, pages),
            Memory::Keep => {
                let (rendered, entries) = self.rendered_again(templates, view, pages);
                (rendered, self.indexed(view, entries, goal))
            }
        };
        self.reuse.rendered = match self.memory {
            Memory::Drop => rendered.len(),
            Memory::Keep => self.pages.computed,
        };
        let pages = rendered.into_iter().filter_map(|(path, page)| match page {
            Ok(bytes) => Some((path, bytes)),
            Err(diagnostic) => {
                out.extend([*diagnostic]);
                None
            }
        });
        copied.into_iter().chain(pages).chain(index).collect()
    }

    /// Returns the files of the search index; after an edit those of the last build.
    fn indexed(&mut self, view: &View<'_>, mut entries: Entries, goal: Goal) -> Files {
        if !view.config.search {
            return Files::new();
        }
        let last = self.index.last().filter(|_| goal == Goal::Pages);
        let index = last.unwrap_or_else(|| {
            entries.extend(named(view));
            self.index.of(entries, |entries| files(entries.clone()))
        });
        index.to_vec()
    }

    /// Renders the pages whose plans differ from those of the last build.
    fn rendered_again(
        &mut self,
        templates: &Same<Templates>,
        view: &View<'_>,
        pages: Vec<(OutPath, Job, Arc<Body>)>,
    ) -> (Vec<(OutPath, Rendered)>, Entries) {
        let sights = Sights::of(view, &mut self.around);
        let inputs = pages.into_iter();
        let inputs = inputs.map(|(path, job, body)| (path, sights.sight(view, job, body)));
        let inputs: Vec<(OutPath, Sight)> = inputs.collect();
        let paths: Vec<OutPath> = inputs.iter().map(|(path, _)| path.clone()).collect();
        let make = |path: &OutPath, sight: &Sight| plan(view, path, &sight.job, &sight.body);
        let plans = self.plans_of_pages.map(inputs, make);
        let planned = paths.into_iter().zip(plans);
        let planned: Vec<(OutPath, PagePlan)> =
            planned.filter_map(|(path, plan)| Some((path, plan?))).collect();
        let entries =
            if view.config.search { self.entries.map(planned.clone(), entry) } else { Vec::new() };
        let inputs: Vec<_> =
            planned.into_iter().map(|(path, plan)| (path, (plan, templates.clone()))).collect();
        let paths: Vec<OutPath> = inputs.iter().map(|(path, _)| path.clone()).collect();
        let rendered = self.pages.map_with(inputs, Vec::new, |buffer, _, (plan, templates)| {
            templates.0.render(plan, buffer)
        });
        (paths.into_iter().zip(rendered).collect(), entries.into_iter().flatten().collect())
    }
}

/// Renders pages, and makes the search index; each plan and body is dropped as soon as its page is
/// there.
///
/// Policies are rendered when the index is made: both take much room, and the pages take that which
/// the making of the index leaves.
fn rendered_once(
    templates: &Templates,
    view: &View<'_>,
    pages: Vec<(OutPath, Job, Arc<Body>)>,
) -> (Vec<(OutPath, Rendered)>, Files) {
    let begun = pages.into_par_iter().map_init(Vec::new, |buffer, (path, job, body)| {
        let plan = plan(view, &path, &job, &body)?;
        drop(body);
        let entry = if view.config.search { entry(&path, &plan) } else { None };
        let waits = view.config.search && matches!(plan, PagePlan::Policy(_));
        let begun = if waits {
            Begun::Planned(plan)
        } else {
            Begun::Made(templates.0.render(&plan, buffer))
        };
        Some(((path, begun), entry))
    });
    let (begun, entries): (Vec<_>, Vec<Option<Arc<Entry>>>) = begun.flatten_iter().unzip();
    let index = if view.config.search {
        files(entries.into_iter().flatten().chain(named(view)).collect())
    } else {
        Files::new()
    };
    let rendered = begun.into_par_iter().map_init(Vec::new, |buffer, (path, begun)| match begun {
        Begun::Planned(plan) => (path, templates.0.render(&plan, buffer)),
        Begun::Made(rendered) => (path, rendered),
    });
    (rendered.collect(), index)
}

/// A page on its way.
enum Begun {
    Planned(PagePlan),
    Made(Rendered),
}

/// Returns the counts of a build.
fn summary(site: &Site, compliance: &Compliance, diagnostics: &Diagnostics) -> Summary {
    Summary {
        pages: site.pages.len(),
        policies: site.policies().count(),
        clients: site.clients.len(),
        unmet: compliance.unmet(),
        links: site.links,
        errors: diagnostics.count(Severity::Error),
        warnings: diagnostics.count(Severity::Warning),
    }
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
        SourceFile::Text(text) if path.is_yaml() => {
            (![CONFIG_NAME, GLOSSARY_NAME].contains(&path.as_str())).then_some((path, text))
        }
        SourceFile::Text(_) | SourceFile::Asset(_) => None,
    })
}
