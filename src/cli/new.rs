//! `rulebook new`.

use super::Exit;
use super::args::NewClientArgs;
use super::project::{Project, today};
use super::term::Term;
use rulebook::authoring::{client_template, create};
use rulebook::place::SourcePath;
use rulebook::source::load::check_folder;
use rulebook::{Error, Result};

/// The endings of files that hold a plan, that of the template first.
const ENDINGS: &[&str] = &["md", "markdown", "yaml", "yml"];

/// Writes the template of a client's plan into the content.
pub(super) fn client(args: &NewClientArgs, term: &mut Term) -> Result<Exit> {
    let project = Project::at(&args.root);
    check_folder(&project.content)?;
    let template = client_template(&args.name, today(args.as_of)?);
    let folder = args.dir.trim_end_matches('/');
    if SourcePath::new(folder).is_none() {
        let help = "name a folder by its path below the content folder, with `/`";
        return Err(Error::setting(folder, "is no folder below the content folder", help));
    }
    let folder = project.content.join(folder);
    let path = |ending: &&str| folder.join(format!("{}.{ending}", template.id));
    if let Some(taken) = ENDINGS.iter().map(path).find(|path| path.symlink_metadata().is_ok()) {
        let help = "edit that file, or give the client another name";
        let taken = taken.display().to_string();
        return Err(Error::setting(&taken, "is there already, and stays as it is", help));
    }
    let path = folder.join(format!("{}.md", template.id));
    create(&path, &template.text)?;
    let root = args.root.display();
    let of_root = if args.root.as_os_str() == "." { String::new() } else { format!(" {root}") };
    term.message(&format!(
        "wrote {}\n  put what holds for the client in the place of every example value, then see\n  \
         what `rulebook check{of_root}` says; `rulebook explain SRP-12` explains a requirement\n",
        path.display()
    ));
    Ok(Exit::Clean)
}
