//! Addresses that authors write as data (`redirect_from`), parsed and never joined; and the old
//! addresses under which today's hosts serve a file.

use crate::place::{OutPath, Route, SourcePath};
use percent_encoding::percent_decode_str;

/// Why an address written by an author can't be used.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BadAddress {
    /// It leads out of the site: `..`, `//host`, `C:\`, a scheme.
    Outside,
    /// It holds a control character or a backslash.
    Characters,
    /// It holds a name that some system reserves, such as `con`.
    Reserved,
    /// It is empty, or the home page.
    Empty,
    /// It holds a name that begins with a dot, which hosts do not serve.
    Hidden,
    /// It is longer than file names can be.
    TooLong,
}

/// The longest file name, and the longest path, that every system stores.
const NAME_BYTES_MAX: usize = 255;
const PATH_BYTES_MAX: usize = 1_000;

impl BadAddress {
    /// Returns what is wrong with it, to follow the address in a sentence.
    pub fn reason(self) -> &'static str {
        match self {
            Self::Outside => "leads out of the site",
            Self::Characters => "holds a backslash or a control character",
            Self::Reserved => "holds a name that some systems reserve",
            Self::Empty => "names no page",
            Self::Hidden => "is hidden: a name in it begins with a dot",
            Self::TooLong => "is longer than a file name can be",
        }
    }
}

impl OutPath {
    /// Returns the file at which an old address is answered: `/old/page/` is
    /// `old/page/index.html`, `/old.html` is itself.
    ///
    /// # Errors
    /// A [`BadAddress`] unless the address stays inside the site on every system.
    pub fn of_old_address(address: &str) -> Result<Self, BadAddress> {
        let decoded = percent_decode_str(address.trim()).decode_utf8_lossy();
        let path = decoded.strip_prefix('/').unwrap_or(&decoded);
        let path = path.strip_prefix("./").unwrap_or(path);
        if path.contains(|c: char| c.is_control() || c == '\\') {
            return Err(BadAddress::Characters);
        }
        let climbs = path.split('/').any(|part| part == ".." || part == ".");
        if climbs || path.starts_with('/') || path.contains(':') {
            return Err(BadAddress::Outside);
        }
        let trimmed = path.trim_end_matches('/');
        if trimmed.is_empty() || trimmed.contains("//") {
            return Err(BadAddress::Empty);
        }
        if trimmed.split('/').any(|part| part.starts_with('.')) {
            return Err(BadAddress::Hidden);
        }
        if !trimmed.split('/').all(is_storable) {
            return Err(BadAddress::Reserved);
        }
        let is_file =
            !path.ends_with('/') && trimmed.rsplit_once('.').is_some_and(|(_, end)| end == "html");
        let file = if is_file { trimmed.to_owned() } else { format!("{trimmed}/index.html") };
        if !fits(&file) {
            return Err(BadAddress::TooLong);
        }
        Self::new(&file).ok_or(BadAddress::Outside)
    }

    /// Returns the files at which other hosts serve the page made from `path`, apart from its own
    /// address: the folder spelt as in the source, and the file's name with `.html`.
    pub fn old_addresses(path: &SourcePath, own: &Route) -> Vec<Self> {
        let folder = path.folder();
        let in_folder = |name: &str| {
            if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
        };
        let mut files = vec![in_folder(&format!("{}.html", path.stem()))];
        if path.is_index() {
            files.push(in_folder("index.html"));
        } else {
            files.push(in_folder(&format!("{}/index.html", path.stem())));
        }
        let own = own.out_path();
        let storable = |file: &&String| fits(file) && file.split('/').all(is_storable);
        let files = files.iter().filter(storable).filter_map(|file| Self::new(file));
        files.filter(|file| *file != own).collect()
    }
}

/// Returns whether a path is one of those that need no closer look, as most are: of ASCII letters,
/// digits, `-`, `_` and `.`, no name in it empty, and none that begins with a dot.
///
/// Every byte is looked at, without an early end: compilers make that many at once.
pub(super) fn is_simple(path: &str) -> bool {
    let bytes = path.as_bytes();
    let is_known =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'/' | b'_');
    let unknown = bytes.iter().fold(0, |any, byte| any | u8::from(!is_known(*byte)));
    let pairs = bytes.iter().zip(bytes.iter().skip(1));
    let is_odd = |(before, byte): (&u8, &u8)| {
        u8::from(*before == b'/') & u8::from(matches!(byte, b'/' | b'.'))
    };
    let odd = pairs.fold(0, |any, pair| any | is_odd(pair));
    unknown | odd == 0
        && !matches!(bytes.first(), None | Some(b'/' | b'.'))
        && bytes.last() != Some(&b'/')
}

/// Returns whether every name in a path, and the whole of it, is short enough.
fn fits(path: &str) -> bool {
    path.len() <= PATH_BYTES_MAX && path.split('/').all(|part| part.len() <= NAME_BYTES_MAX)
}

/// Returns whether every system can store a file of this name.
pub(super) fn is_storable(segment: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    let odd =
        |c: char| c.is_control() || matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*' | '\\');
    (segment.bytes().all(is_plain) || !segment.contains(odd))
        && !segment.ends_with(['.', ' '])
        && !is_reserved(segment)
}

/// Returns whether a file of this name can't exist on Windows.
pub(super) fn is_reserved(segment: &str) -> bool {
    let stem = segment.split('.').next().unwrap_or(segment).trim();
    if !(3..=4).contains(&stem.len()) {
        return false;
    }
    let stem = stem.to_ascii_lowercase();
    let numbered = |prefix: &str| {
        stem.strip_prefix(prefix)
            .is_some_and(|rest| rest.len() == 1 && rest.bytes().all(|b| b.is_ascii_digit()))
    };
    matches!(stem.as_str(), "con" | "prn" | "aux" | "nul") || numbered("com") || numbered("lpt")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn simple_paths_need_no_closer_look() {
        for simple in ["a", "a/b", "ISO-27001/b_c.d/readme.md", "a./b"] {
            assert!(is_simple(simple), "{simple}");
        }
        for other in [
            "", "/", "/a", "a/", "a//b", ".", "..", ".a", "a/.b", "a/../b", "a b", "a\\b", "ä",
            "a%20",
        ] {
            assert!(!is_simple(other), "{other}");
        }
    }

    #[test]
    fn old_addresses_stay_inside() {
        let file = |text: &str| OutPath::of_old_address(text).map(|path| path.to_string());
        assert_eq!(file("/old/page/"), Ok("old/page/index.html".to_owned()));
        assert_eq!(file("old.html"), Ok("old.html".to_owned()));
        assert_eq!(file("a%20b"), Ok("a b/index.html".to_owned()));
        for outside in
            ["../../x", "a/../../x", "//evil.example/x", "C:/x", "https://x/", "%2e%2e/x"]
        {
            assert_eq!(file(outside), Err(BadAddress::Outside), "{outside}");
        }
        assert_eq!(file("a\\b"), Err(BadAddress::Characters));
        assert_eq!(file("a%00b"), Err(BadAddress::Characters));
        assert_eq!(file("docs/con/"), Err(BadAddress::Reserved));
        assert_eq!(file("/"), Err(BadAddress::Empty));
    }

    #[test]
    fn hosts_of_today_serve_other_names() {
        let old = |path: &str| {
            let path = SourcePath::new(path).unwrap();
            let files = OutPath::old_addresses(&path, &Route::of(&path));
            files.iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        assert_eq!(old("a/readme.md"), ["a/readme.html"]);
        assert_eq!(
            old("Lone Worker/README.md"),
            ["Lone Worker/README.html", "Lone Worker/index.html"]
        );
        assert_eq!(old("a/b.md"), ["a/b.html"]);
        assert_eq!(old("index.md"), Vec::<String>::new());
    }
}
