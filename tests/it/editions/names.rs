//! One text under two names.

use super::{edition, output};
use crate::support::{SAMPLE_DAY, day, left_out, repository};
use rulebook::place::SourcePath;
use rulebook::{Goal, Inputs, Memory, Session, SourceTree};

const POLICY: &str = "# Backup policy\n\n\
    Fell\u{a0}Foundry Ltd keeps backups; Fell Foundry\u{2019}s own are **Fell Foundry** only. FF tests them.\n\n\
    See [Fell Foundry](https://fellfoundry.example/Fell%20Foundry) and `Fell Foundry`, mail \
    help@fellfoundry.example.\n\n\
    ## Fell Foundry's duties\n\n[Duties](#fell-foundrys-duties) of {{ org.name }} and {{ other }}.\n";

const CONFIG: &str = "org: { name: Fell Foundry }\nsite: { variables: true }\n\
    editions:\n\
    \x20 internal: { audience: isms }\n\
    \x20 moor:\n\
    \x20   audience: isms\n\
    \x20   org: { name: Moor Works, legal_name: Moor Works Limited, replaces: [Fell Foundry, Fell Foundry Ltd] }\n\
    \x20   theme: { tokens: { accent: \"#0a5c5c\" } }\n";

fn tree(policy: &str, config: &str) -> SourceTree {
    SourceTree::from_files([
        ("backup.md", policy.as_bytes().to_vec()),
        ("rulebook.yaml", config.as_bytes().to_vec()),
    ])
}

#[test]
fn an_edition_reads_as_if_it_had_been_written_under_its_name() {
    let build = edition(&tree(POLICY, CONFIG), "moor");
    let twin = output(&build, "backup/index.md");
    assert_eq!(
        twin,
        "# Backup policy\n\n\
         Moor Works Limited keeps backups; Moor Works\u{2019}s own are **Moor Works** only. FF tests them.\n\n\
         See [Moor Works](https://fellfoundry.example/Fell%20Foundry) and `Fell Foundry`, mail \
         help@fellfoundry.example.\n\n\
         ## Moor Works's duties\n\n[Duties](#moor-workss-duties) of Moor Works and {{ other }}.\n"
    );
    let names = build.names();
    assert_eq!((names.replaced, names.files), (6, 1));
    assert!(
        build.diagnostics.faults().iter().all(|found| found.code.name() != "link-anchor-missing")
    );
}

#[test]
fn the_theme_takes_the_colours_of_the_edition() {
    let build = edition(&tree(POLICY, CONFIG), "moor");
    let is_sheet = |path: &str| path.starts_with("assets/theme-") && path.contains(".css");
    let css = build.outputs.iter().find(|(path, _)| is_sheet(path.as_str()));
    let css = css.map(|(_, bytes)| String::from_utf8_lossy(bytes).into_owned()).unwrap();
    let set = css.rfind("--accent:#0a5c5c").expect("the value is set");
    assert!(set > css.find("--accent:").unwrap(), "it stands behind the theme's own");
}

#[test]
fn what_is_left_of_a_name_is_told_at_its_place() {
    let mut inputs = Inputs::new(tree(POLICY, CONFIG), day(SAMPLE_DAY));
    inputs.edition = Some("moor".into());
    let build = Session::new(Memory::Drop).build(inputs, Goal::Check);
    let left: Vec<&str> = build
        .diagnostics
        .iter()
        .filter(|found| found.code.name() == "name-left")
        .map(|found| POLICY.get(found.at.span.range()).unwrap())
        .collect();
    assert_eq!(left.len(), 3, "{left:?}");
    assert_eq!(left[0], "FF");
    assert_eq!(left[2], "help@fellfoundry.example");
    assert!(left[1].starts_with("[Fell Foundry](https://"), "{left:?}");
}

#[test]
fn names_in_other_spellings_are_told_at_their_place() {
    let policy = "---\nsummary: FELL FOUNDRY RULES\n---\n# A\n\n\
        Go to https://fellfoundry.example/x or www.fell-foundry.example, mail <desk@fellfoundry.example>.\n\n\
        THE FELL FOUNDRY, **Fell** Foundry, *Fell Foun*dry, Fell-Foundry, Fell&shy; Foundry, \
        Fell Foun\u{ad}dry, FellFoundry, `Fell-Foundry`.\n\n\
        <p title=\"Fell Foundry\"><b>Fell</b> Foundry</p><!-- FELL FOUNDRY -->\n\n\
        The fell, a foundry; fell foundries, Fellfoundryman, the FELL FOUNDRY TRUST.\n";
    let config = "editions: { moor: { audience: isms, org: { name: Moor Works, \
        replaces: [Fell Foundry], keep: [the Fell Foundry Trust] } } }\n";
    let drawing = |text: &str| format!("<svg><text>{text}</text></svg>").into_bytes();
    let mut tree = tree(policy, config);
    for (path, bytes) in [
        ("Fell-Foundry/README.md", b"# One\n".to_vec()),
        ("Fell-Foundry/two.md", b"# Two\n".to_vec()),
        ("fellfoundry-rules.md", b"# Rules\n".to_vec()),
        ("fellow/foundry.md", b"# Fellow\n".to_vec()),
        ("a.SVG", drawing("<tspan>Fell</tspan> Foundry")),
        ("b.svg", drawing("Foundry")),
    ] {
        tree.insert(SourcePath::new(path).unwrap(), bytes);
    }
    let mut inputs = Inputs::new(tree, day(SAMPLE_DAY));
    inputs.edition = Some("moor".into());
    let build = Session::new(Memory::Drop).build(inputs, Goal::Check);
    let found = build.diagnostics.iter().filter(|found| found.code.name() == "name-left");
    let (texts, files): (Vec<_>, Vec<_>) =
        found.partition(|found| found.at.file.as_str() == "backup.md");
    let texts: Vec<&str> =
        texts.iter().map(|found| policy.get(found.at.span.range()).unwrap()).collect();
    assert_eq!(
        texts,
        [
            "FELL FOUNDRY",
            "https://fellfoundry.example/x",
            "www.fell-foundry.example",
            "<desk@fellfoundry.example>",
            "FELL FOUNDRY",
            "Fell** Foundry",
            "Fell Foun*dry",
            "Fell-Foundry",
            "Fell&shy; Foundry",
            "Fell Foun\u{ad}dry",
            "FellFoundry",
            "Fell Foundry",
            "Fell</b> Foundry",
        ]
    );
    let files: Vec<&str> = files.iter().map(|found| found.at.file.as_str()).collect();
    assert_eq!(files, ["Fell-Foundry/README.md", "a.SVG", "fellfoundry-rules.md"]);
}

#[test]
fn what_is_wrong_is_shown_where_the_author_wrote_it() {
    let policy = "# A\n\nFell Foundry, Fell Foundry Ltd: [gone](gone.md)\n";
    let build = edition(&tree(policy, CONFIG), "moor");
    let found = build.diagnostics.iter().find(|found| found.code.name() == "link-target-missing");
    let at = found.expect("the link leads nowhere").at.span.range();
    assert_eq!(policy.get(at), Some("gone.md"));
}

#[test]
fn what_the_configuration_says_to_readers_has_the_name() {
    let config = "org: { name: Fell Foundry, values: { desk: the Fell Foundry desk } }\n\
        site: { variables: true, title: Fell Foundry policies, titles: { strip_suffix: [of Fell Foundry] } }\n\
        collections: { a: { title: Rules of Fell Foundry } }\n\
        editions: { moor: { audience: isms, org: { name: Moor Works, replaces: [Fell Foundry] } } }\n";
    let mut tree = SourceTree::from_files([
        ("README.md", b"# Home\n\nHello.\n".to_vec()),
        ("a/b.md", b"---\nterms: { Fell Foundry way: How we work. }\n---\n# Backup of Fell Foundry\n\nAsk {{ org.desk }}.\n".to_vec()),
        ("glossary.yaml", b"Fell Foundry Cloud: Machines of Fell Foundry.\nClass: A Fell Foundry word.\n".to_vec()),
        ("rulebook.yaml", config.as_bytes().to_vec()),
    ]);
    tree.insert(
        SourcePath::new("clients/tern.md").unwrap(),
        super::tree::plan("tern", "Tern Lines", 7002).into_bytes(),
    );
    let build = edition(&tree, "moor");
    for (path, bytes) in &build.outputs {
        assert!(!String::from_utf8_lossy(bytes).contains("Fell Foundry"), "{path}");
    }
    let glossary = output(&build, "glossary/index.html");
    for text in ["Moor Works Cloud", "A Moor Works word", "Moor Works way"] {
        assert!(glossary.contains(text), "{text}");
    }
    let page = output(&build, "a/b/index.html");
    for text in ["Moor Works policies", "Rules of Moor Works", "Ask the Moor Works desk"] {
        assert!(page.contains(text), "{text}: {page}");
    }
    assert!(page.contains("<title>Backup "), "the ending is left out of the title: {page}");
    assert_eq!((build.names().replaced, build.names().files), (9, 3));
}

/// The two documents the product was conceived from: each comes out of the other, word for word.
#[test]
fn both_seeds_come_out_of_one_tree() {
    let Ok(folder) = std::fs::read_dir(repository("../shared/seeds")) else {
        left_out("../shared/seeds is not here");
        return;
    };
    let mut texts: Vec<Vec<u8>> =
        folder.map(|file| std::fs::read(file.unwrap().path()).unwrap()).collect();
    texts.sort_by_key(|text| !text.windows(8).any(|part| part == b"Infinity"));
    let [first, second] = texts.try_into().expect("there are two");
    let names = ["Infinity Works", "Opus Works"];
    for (text, wanted, [from, to]) in
        [(&first, &second, names), (&second, &first, [names[1], names[0]])]
    {
        let config = format!(
            "editions: {{ it: {{ audience: isms, org: {{ name: {to}, replaces: [{from}] }} }} }}\n"
        );
        let under = |text: &[u8], config: &str| {
            SourceTree::from_files([
                ("srp.md", text.to_vec()),
                ("rulebook.yaml", config.as_bytes().to_vec()),
            ])
        };
        let made = edition(&under(text, &config), "it").outputs;
        let plain = format!("editions: {{ it: {{ audience: isms, org: {{ name: {to} }} }} }}\n");
        assert_eq!(made, edition(&under(wanted, &plain), "it").outputs, "{from} as {to}");
    }
}

/// Returns the page of a policy under another name, from its text on.
fn page_under(name: &str, policy: &str) -> String {
    let config = format!(
        "org: {{ name: Fell Foundry }}\nsite: {{ variables: true }}\n\
         editions: {{ moor: {{ audience: isms, org: {{ name: {name:?}, replaces: [Fell Foundry] }} }} }}\n"
    );
    let page = output(&edition(&tree(policy, &config), "moor"), "backup/index.html");
    let at = page.find("<article").expect("a page");
    page.get(at..).unwrap().split("</article>").next().unwrap().to_owned()
}

#[test]
fn a_name_is_text_whatever_it_holds() {
    let policy = "# A\n\nFell Foundry says {{ org.name }}.\n\n- **Fell Foundry**\n\n\
        | a | Fell Foundry |\n|---|---|\n| b | c |\n\n<p title=\"{{ org.name }}\">Fell Foundry</p>\n\n\
        ## Fell Foundry\n";
    let plain = page_under("Moorworks", policy);
    for (name, html) in [
        ("*Moor*", "*Moor*"),
        ("_Moor_", "_Moor_"),
        ("[Moor](moor)", "[Moor](moor)"),
        ("<b>Moor</b>", "&lt;b&gt;Moor&lt;/b&gt;"),
        ("<script>x</script>", "&lt;script&gt;x&lt;/script&gt;"),
        ("Moor|Works", "Moor|Works"),
        ("Moor & Works", "Moor &amp; Works"),
        ("M&amp;W", "M&amp;amp;W"),
        ("1. Moor", "1. Moor"),
        ("# Moor", "# Moor"),
        ("- Moor", "- Moor"),
        ("`Moor`", "`Moor`"),
        ("~~Moor~~", "~~Moor~~"),
        ("M\\W", "M\\W"),
    ] {
        let made = page_under(name, policy);
        let id = |page: &str| {
            page.split("<h2 id=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
        };
        // The same page, but for the name and the anchor of the heading that holds it.
        let wanted = plain.replace("#moorworks", &format!("#{}", id(&made)));
        let wanted = wanted.replace("h2 id=\"moorworks", &format!("h2 id=\"{}", id(&made)));
        assert_eq!(made, wanted.replace("Moorworks", html), "{name}");
    }
}

#[test]
fn an_id_that_an_author_stated_stays() {
    let policy = "# A\n\n## Fell Foundry {#fell-foundry}\n\n[x](#fell-foundry)\n";
    let page = page_under("Moor Works", policy);
    assert!(page.contains("<h2 id=\"fell-foundry\">Moor Works"), "{page}");
    assert!(page.contains("<a href=\"#fell-foundry\">x</a>"), "{page}");
}

#[test]
fn references_and_titles_follow_the_name() {
    let policy = "# A\n\n[Fell Foundry], [Fell Foundry][], [x][Fell Foundry] and \
        [y](https://y.example \"Fell Foundry's own\").\n\n\
        [Fell Foundry]: https://x.example 'On Fell Foundry'\n";
    let page = page_under("\"The\" *Moor*", policy);
    assert_eq!(page.matches("href=\"https://x.example\"").count(), 3, "{page}");
    assert!(page.contains("title=\"On &quot;The&quot; *Moor*\""), "{page}");
    assert!(page.contains("title=\"&quot;The&quot; *Moor*&#39;s own\""), "{page}");
    assert!(!page.contains("Fell"), "{page}");
}
