//! What can be typed.

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};
use rulebook::Date;
use rulebook::place::Base;
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
    /// Report what is wrong in the tree, and write nothing
    Check(CheckArgs),
}

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

    /// Fail on warnings, too
    #[arg(long)]
    pub(super) strict: bool,

    /// Print errors only
    #[arg(short, long)]
    pub(super) quiet: bool,
}

#[derive(Debug, ClapArgs)]
pub(super) struct CheckArgs {
    #[command(flatten)]
    pub(super) common: Common,

    /// The day for which states such as "review overdue" are judged [default: today, in UTC]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = Date::parse)]
    pub(super) as_of: Option<Date>,
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
}
