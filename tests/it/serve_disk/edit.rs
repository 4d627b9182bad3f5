//! [`Edit`]: one change of a project's folder, as a person, an editor or another program makes it.

use proptest::prelude::*;
use proptest::sample::select;
use std::fmt;

/// One change. Paths begin at the project's folder; what stands in the way of one is removed.
#[derive(Clone)]
pub(super) enum Edit {
    /// Changes a file in place, or makes it.
    Write(&'static str, &'static [u8]),
    /// Changes a file as many editors do: another file takes its place.
    Save(&'static str, &'static [u8]),
    /// Changes bytes but neither the length nor the time of the last change, as far as that can be set.
    Flip(&'static str),
    /// Writes two texts of one length, one right after the other.
    Twice(&'static str),
    /// Dates a file into the past or the future, as `cp -p` and some version control do.
    Date(&'static str, u64),
    MakeFolder(&'static str),
    /// Renames a file or folder.
    Rename(&'static str, &'static str),
    /// Deletes a file or folder.
    Delete(&'static str),
    /// Puts a symbolic link in place of what is there.
    Link(&'static str, &'static str),
    /// Takes the permission to read a file or folder, or gives it back.
    Lock(&'static str),
    Unlock(&'static str),
}

impl fmt::Debug for Edit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Write(path, bytes) => write!(f, "write {path} {:?}", shown(bytes)),
            Self::Save(path, bytes) => write!(f, "save and rename {path} {:?}", shown(bytes)),
            Self::Flip(path) => write!(f, "flip a byte of {path}, keep its time"),
            Self::Twice(path) => write!(f, "write {path} twice"),
            Self::Date(path, seconds) => write!(f, "touch -d @{seconds} {path}"),
            Self::MakeFolder(path) => write!(f, "mkdir -p {path}"),
            Self::Rename(from, to) => write!(f, "mv {from} {to}"),
            Self::Delete(path) => write!(f, "rm -r {path}"),
            Self::Link(path, to) => write!(f, "ln -s {to} {path}"),
            Self::Lock(path) => write!(f, "chmod 000 {path}"),
            Self::Unlock(path) => write!(f, "chmod 755 {path}"),
        }
    }
}

fn shown(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Pages, each with what it may hold.
const PAGES: &[&str] = &[
    "content/README.md",
    "content/backup.md",
    "content/people/README.md",
    "content/people/leave.md",
    "content/people/deep/er/keys.md",
    "content/sec/über.md",
    "content/clients/tarn.md",
];

const PAGE_TEXTS: &[&[u8]] = &[
    b"# Backup\n\nText.\n",
    b"# Backup\n\nTest.\n",
    b"# Leave\n\nSee [backup](/backup.md) and [keys](/people/deep/er/keys.md).\n\n![x](/pic.png)\n",
    b"---\ntitle: Keys\nowner: CISO\n---\n\nKeep them.\n",
    b"---\ntitle: [\n---\n\nKeep them.\n",
    b"---\ntitle: Keys\n",
    b"# Caf\xe9\n",
    b"",
    b"\xef\xbb\xbf# Marked\r\n\r\nText.\r\n",
    b"---\nsrp: 1\nid: SRP-TARN\nclient: {id: tarn, name: Tarn Water}\n---\n\nCall.\n",
];

/// Clients' plans in YAML, and files of that kind that are none.
const PLANS: &[&str] =
    &["content/clients/tarn.yaml", "content/clients/brook.yml", "content/people/leave.yaml"];

const PLAN_TEXTS: &[&[u8]] = &[
    b"srp: 1\nid: SRP-TARN\nclient: {id: tarn, name: Tarn Water}\n",
    b"srp: 1\nid: SRP-TARN\nclient: {id: tarn, name: Tarn Wader}\n",
    b"srp: 1\nclient: [\n",
    b"srp: 1\nid: SRP-CAF\xe9\n",
    b"# $schema=client.schema.json\nid: SRP-BROOK\nclient: {id: brook, name: Brook}\n",
    b"a: 1\n",
];

const CONFIG: &str = "content/rulebook.yaml";

const CONFIG_TEXTS: &[&[u8]] = &[
    b"site: {title: The Rules}\n",
    b"site: {title: The Roles}\n",
    b"site: {ignore: ['people/**']}\n",
    b"site: {ignore: [sec, '*.png']}\n",
    b"site: {ignore: ['[']}\n",
    b"site: [\n",
    b"srp: {verify_days: 30, policy: backup.md}\nrequirements: {SRP-14: off}\n",
    b"org: {name: Caf\xe9}\n",
];

/// Files that become no pages: assets, what is hidden, the mark of an output folder.
const OTHERS: &[&str] = &[
    "content/pic.png",
    "content/people/form.pdf",
    "content/.hidden.md",
    "content/people/.rulebook-manifest.json",
    "content/node_modules/x.md",
    "content/people/deep.md",
    "content/people/leave.md~",
    "public/index.html",
    "static/robots.txt",
    "static/a/b.txt",
    "static/index.html",
    "static/.hidden",
];

const OTHER_TEXTS: &[&[u8]] = &[b"x", b"y", b"longer", b"\xff\x00", b"{}"];

const THEMES: &[&str] = &[
    "themes/policy.html",
    "themes/default/section.html",
    "themes/assets/own.css",
    "themes/.swp",
    "themes/partials/own.html",
];

const THEME_TEXTS: &[&[u8]] = &[
    b"<p>{{ page.title }}</p>",
    b"<b>{{ page.title }}</b>",
    b"{{ page.",
    b"{{ nothing.at.all }}",
    b"\xff",
    b"",
];

/// What may be a folder: each may also come to be a file.
const FOLDERS: &[&str] = &[
    "content",
    "content/people",
    "content/people/deep",
    "content/people/deep/er",
    "content/clients",
    "content/sec",
    "content/moved",
    "content/.git",
    "static",
    "static/a",
    "themes",
    "themes/default",
    "themes/partials",
    "aside",
];

/// Where links lead.
const TARGETS: &[&str] = &["backup.md", "README.md", "..", "/nowhere", "people"];

const DATES: &[u64] = &[0, 1_000_000_000, 4_000_000_000];

fn file() -> impl Strategy<Value = &'static str> {
    prop_oneof![
        6 => select(PAGES),
        2 => select(PLANS),
        1 => Just(CONFIG),
        2 => select(OTHERS),
        1 => select(THEMES),
    ]
}

fn any() -> impl Strategy<Value = &'static str> {
    prop_oneof![3 => file(), 1 => select(FOLDERS)]
}

/// A file, and something that it may hold.
fn filled() -> impl Strategy<Value = (&'static str, &'static [u8])> {
    prop_oneof![
        8 => (select(PAGES), select(PAGE_TEXTS)),
        2 => (select(PLANS), select(PLAN_TEXTS)),
        2 => (Just(CONFIG), select(CONFIG_TEXTS)),
        2 => (select(OTHERS), select(OTHER_TEXTS)),
        2 => (select(THEMES), select(THEME_TEXTS)),
        1 => (select(FOLDERS), select(OTHER_TEXTS)),
    ]
}

pub(super) fn edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        8 => filled().prop_map(|(path, bytes)| Edit::Write(path, bytes)),
        6 => filled().prop_map(|(path, bytes)| Edit::Save(path, bytes)),
        4 => file().prop_map(Edit::Flip),
        2 => file().prop_map(Edit::Twice),
        1 => (file(), select(DATES)).prop_map(|(path, seconds)| Edit::Date(path, seconds)),
        1 => select(FOLDERS).prop_map(Edit::MakeFolder),
        3 => (any(), any()).prop_map(|(from, to)| Edit::Rename(from, to)),
        2 => (select(FOLDERS), select(FOLDERS)).prop_map(|(from, to)| Edit::Rename(from, to)),
        3 => any().prop_map(Edit::Delete),
        1 => (any(), select(TARGETS)).prop_map(|(path, to)| Edit::Link(path, to)),
        1 => any().prop_map(Edit::Lock),
        1 => any().prop_map(Edit::Unlock),
    ]
}
