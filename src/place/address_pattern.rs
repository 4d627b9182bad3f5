//! [`AddressPattern`]: an address elsewhere, configured once for all pages.

use crate::place::SourcePath;
use crate::place::route::push_encoded;

/// What stands for the page's file.
const PATH: &str = "{path}";

/// An address elsewhere in which `{path}` stands for the page's source file.
///
/// It begins with `https:`, `http:` or `mailto:`, and holds nothing that could end an attribute.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AddressPattern(String);

impl AddressPattern {
    /// Returns the pattern, or why it can't be one.
    ///
    /// # Errors
    /// A sentence for the author when the text is neither an address of the web nor of mail.
    pub fn parse(text: &str) -> Result<Self, String> {
        let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
        let is_web = host.is_some_and(|rest| !rest.starts_with(['/', '?', '#', '{']));
        let mail = text.strip_prefix("mailto:");
        let is_mail = mail.is_some_and(|rest| rest.split('?').next().unwrap_or("").contains('@'));
        let is_bad = |c: char| c.is_whitespace() || c.is_control() || "\"'<>\\`".contains(c);
        let bare = text.replace(PATH, "");
        let is_clean = !bare.contains(is_bad) && !bare.contains(['{', '}']);
        if (is_web && host != Some("") || is_mail) && is_clean {
            Ok(Self(text.to_owned()))
        } else {
            Err(format!("`{text}` is not an address of the web or of mail"))
        }
    }

    /// Returns whether it differs from page to page.
    pub(crate) fn names_page(&self) -> bool {
        self.0.contains(PATH)
    }

    /// Returns whether it is an address of the web.
    pub(crate) fn is_web(&self) -> bool {
        self.0.starts_with("http")
    }

    /// Returns the address where no page is named.
    pub(crate) fn of_none(&self) -> String {
        self.0.replace(PATH, "")
    }

    /// Returns the address for one page, percent-encoded.
    pub(crate) fn of(&self, path: &SourcePath) -> String {
        let mut encoded = String::with_capacity(path.as_str().len());
        push_encoded(&mut encoded, path.as_str());
        self.0.replace(PATH, &encoded)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_web_and_mail_are_patterns() {
        let path = SourcePath::new("a b/c&d (1).md").unwrap();
        for (text, want) in [
            ("https://x.example/{path}", Some("https://x.example/a%20b/c%26d%20(1).md")),
            (
                "http://x.example/?file={path}#end",
                Some("http://x.example/?file=a%20b/c%26d%20(1).md#end"),
            ),
            (
                "mailto:a@x.example?subject={path}",
                Some("mailto:a@x.example?subject=a%20b/c%26d%20(1).md"),
            ),
            ("https://x.example/", Some("https://x.example/")),
            ("javascript:alert(1)//{path}", None),
            ("https://", None),
            ("https://{path}", None),
            ("https:///x", None),
            ("https://x.example/{file}", None),
            ("https://x.example/\"onclick", None),
            ("mailto:nobody", None),
            ("//x.example/{path}", None),
        ] {
            let found = AddressPattern::parse(text).ok().map(|pattern| pattern.of(&path));
            assert_eq!(found.as_deref(), want, "{text}");
        }
    }
}
