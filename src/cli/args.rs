//! What can be typed.

use clap::builder::NonEmptyStringValueParser;
use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};
use rulebook::place::Base;
use rulebook::{Date, Host};
use std::net::IpAddr;
use std::path::PathBuf;

/// Turn a folder of Markdown policies into a linked static portal.
#[derive(Debug, Parser)]
#[command(name = "rulebook", version, arg_required_else_help = true)]
pub(super) struct Args {
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Build the portal
    Build(BuildArgs),
    /// Show the portal while you write: watch, rebuild, update the browser
    Serve(ServeArgs),
    /// Report what is wrong in the tree; mend it with --fix
    Check(CheckArgs),
    /// Prove that an edition is the same, byte for byte, without what it hides
    Prove(ProveArgs),
    /// Print the headers and the place for access control of a host
    Hosting(HostingArgs),
    /// Begin a file from a template
    #[command(subcommand)]
    New(New),
    /// Explain a requirement or a code; list all without one
    Explain(ExplainArgs),
    /// Print a JSON Schema: of the keys that editors complete, of findings
    #[command(subcommand)]
    Schema(Schema),
}

#[derive(Debug, Subcommand)]
pub(super) enum New {
    /// Write a commented template of a client's Security Response Plan
    Client(NewClientArgs),
}

#[derive(Debug, Subcommand)]
pub(super) enum Schema {
    /// Print the schema of a client's Security Response Plan
    #[command(after_help = SCHEMA_HELP)]
    Client,
    /// Print the schema of what `check --format json` prints
    Findings,
}

const SCHEMA_HELP: &str = "\
Editors give no help inside the front matter of Markdown. Keep the keys in a
YAML file beside the page (clients/acme.yaml beside clients/acme.md), save the
schema once:

    rulebook schema client > client.schema.json

and name it in the first line of the YAML file, by its path from there:

    # yaml-language-server: $schema=../client.schema.json";

#[derive(Debug, ClapArgs)]
pub(super) struct BuildArgs {
    #[command(flatten)]
    pub(super) common: Common,

    /// Where to put the portal [default: `public` in a project, else in the current folder]
    #[arg(short, long, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,

    /// The address the portal will have, for canonical links and the sitemap
    #[arg(long, value_name = "URL", value_parser = Base::parse)]
    pub(super) base_url: Option<Base>,

    /// The day for which states such as "review overdue" are shown [default: today, in UTC]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = Date::parse)]
    pub(super) as_of: Option<Date>,

    /// The edition to build: one of the configuration, `internal`, or `client:<id>`
    #[arg(long, value_name = "NAME", conflicts_with = "all_editions")]
    pub(super) edition: Option<String>,

    /// Build every edition, each into its own folder
    #[arg(long, conflicts_with = "base_url")]
    pub(super) all_editions: bool,

    /// Fail on warnings, too
    #[arg(long)]
    pub(super) strict: bool,

    /// Print errors only
    #[arg(short, long)]
    pub(super) quiet: bool,
}

#[derive(Debug, ClapArgs)]
pub(super) struct ServeArgs {
    /// A project (a folder with a `content` folder), or a folder of Markdown
    #[arg(default_value = ".", value_name = "ROOT")]
    pub(super) root: PathBuf,

    /// The port to listen on; the next free one when it is taken, any when it is 0
    #[arg(short, long, value_name = "PORT", default_value_t = 4000)]
    pub(super) port: u16,

    /// The address to listen on; any but a loopback address lets others in
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    pub(super) host: IpAddr,

    /// Open the portal in the browser
    #[arg(long)]
    pub(super) open: bool,

    /// The edition to show: one of the configuration, `internal`, or `client:<id>`
    #[arg(long, value_name = "NAME")]
    pub(super) edition: Option<String>,

    /// Look for changes twice a second, for folders that give no events
    #[arg(long)]
    pub(super) poll: bool,

    /// The day for which states such as "review overdue" are shown [default: today, in UTC]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = Date::parse)]
    pub(super) as_of: Option<Date>,
}

#[derive(Debug, ClapArgs)]
pub(super) struct CheckArgs {
    #[command(flatten)]
    pub(super) common: Common,

    /// The day for which states such as "review overdue" are judged [default: today, in UTC]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = Date::parse)]
    pub(super) as_of: Option<Date>,

    /// The edition to check [default: everything, as it is written]
    #[arg(long, value_name = "NAME", conflicts_with = "fix")]
    pub(super) edition: Option<String>,

    /// Mend in the files what can be mended for certain, then report what is left
    #[arg(long)]
    pub(super) fix: bool,

    /// Write nothing, and print what `--fix` would change
    #[arg(long, requires = "fix", conflicts_with = "format")]
    pub(super) dry_run: bool,

    /// Known findings, which are not reported [default: the file that `checks.baseline` names]
    #[arg(long, value_name = "FILE")]
    pub(super) baseline: Option<PathBuf>,

    /// Write all findings to that file, so that from now on they are known
    #[arg(long, conflicts_with = "dry_run")]
    pub(super) write_baseline: bool,
}

#[derive(Debug, ClapArgs)]
pub(super) struct ProveArgs {
    /// A project (a folder with a `content` folder), or a folder of Markdown
    #[arg(default_value = ".", value_name = "ROOT")]
    pub(super) root: PathBuf,

    /// The edition: one of the configuration, or `client:<id>`
    #[arg(long, value_name = "NAME")]
    pub(super) edition: String,

    /// Where to put the certificate [default: standard output]
    #[arg(long, value_name = "FILE")]
    pub(super) certificate: Option<PathBuf>,

    /// Take at most so many things away one by one, spread over all [default: all]
    #[arg(long, value_name = "NUMBER")]
    pub(super) most: Option<usize>,

    /// Leave the names of hidden things out of the certificate
    #[arg(long)]
    pub(super) nameless: bool,

    /// The day for which states such as "review overdue" are shown [default: today, in UTC]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = Date::parse)]
    pub(super) as_of: Option<Date>,
}

#[derive(Debug, ClapArgs)]
pub(super) struct HostingArgs {
    /// netlify, cloudflare, apache, nginx or s3
    #[arg(value_name = "HOST", value_parser = host)]
    pub(super) host: Host,

    /// A project (a folder with a `content` folder), or a folder of Markdown
    #[arg(default_value = ".", value_name = "ROOT")]
    pub(super) root: PathBuf,

    /// The edition: one of the configuration, `internal`, or `client:<id>`
    #[arg(long, value_name = "NAME")]
    pub(super) edition: Option<String>,

    /// The address the portal will have, for the page for addresses that do not exist
    #[arg(long, value_name = "URL", value_parser = Base::parse)]
    pub(super) base_url: Option<Base>,
}

/// Reads the name of a host.
fn host(name: &str) -> Result<Host, String> {
    Host::parse(name).ok_or_else(|| "use netlify, cloudflare, apache, nginx or s3".to_owned())
}

#[derive(Debug, ClapArgs)]
pub(super) struct NewClientArgs {
    /// The client's name as people say it
    #[arg(value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    pub(super) name: String,

    /// A project (a folder with a `content` folder), or a folder of Markdown
    #[arg(default_value = ".", value_name = "ROOT")]
    pub(super) root: PathBuf,

    /// The folder for the file, below the content folder
    #[arg(long, value_name = "DIR", default_value = "clients")]
    pub(super) dir: String,

    /// The day of the example dates [default: today, in UTC]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = Date::parse)]
    pub(super) as_of: Option<Date>,
}

#[derive(Debug, ClapArgs)]
pub(super) struct ExplainArgs {
    /// A requirement such as SRP-13, or a code such as link-target-missing, in any case
    #[arg(value_name = "CODE")]
    pub(super) code: Option<String>,
}

#[derive(Debug, ClapArgs)]
pub(super) struct Common {
    /// A project (a folder with a `content` folder), or a folder of Markdown
    #[arg(default_value = ".", value_name = "ROOT")]
    pub(super) root: PathBuf,

    /// How to print what is wrong
    #[arg(long, value_enum, default_value_t = Format::Human, value_name = "FORMAT")]
    pub(super) format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(super) enum Format {
    /// Excerpts with a caret, for people
    Human,
    /// One JSON document on standard output
    Json,
    /// A SARIF 2.1.0 log on standard output, for code scanning
    Sarif,
    /// Workflow commands on standard output, shown at the lines of a pull request
    Github,
    /// XML as of `JUnit` on standard output, a case for each file
    Junit,
}
