//! Names and values of variables as they are written into a text, so that they are read as they are
//! and never as markup.

/// The language of the text that a name is written into.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) enum Spelling {
    /// Words alone.
    #[default]
    Plain,
    /// Markdown.
    Markdown,
    /// The title of a link in Markdown, which stands in quotes.
    Title,
    /// HTML between tags or in the value of an attribute.
    Html,
}

impl Spelling {
    /// Returns words as they are spelt.
    pub(super) fn of(self, words: &str) -> String {
        match self {
            Self::Plain => words.to_owned(),
            Self::Markdown => markdown(words),
            Self::Title => markdown(words).replace('"', "\\\"").replace('\'', "\\'"),
            Self::Html => {
                let html = words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
                html.replace('"', "&quot;").replace('\'', "&#39;")
            }
        }
    }
}

/// Puts a backslash where a character would be markup, and nowhere else: the text stays one that people
/// read.
fn markdown(words: &str) -> String {
    let mut spelt = String::with_capacity(words.len() + 4);
    let mut before = None;
    let mut rest = words.chars();
    while let Some(c) = rest.next() {
        let after = rest.as_str();
        let is_first = before.is_none();
        let in_word =
            before.is_some_and(char::is_alphanumeric) && after.starts_with(char::is_alphanumeric);
        let is_markup = match c {
            '\\' => after.is_empty() || after.starts_with(|c: char| c.is_ascii_punctuation()),
            '`' | '*' | '[' | ']' | '<' | '|' | '~' => true,
            '_' => !in_word,
            '&' => after.starts_with(|c: char| c == '#' || c.is_ascii_alphabetic()),
            '#' | '+' | '-' | '=' | '>' | ':' => is_first,
            '.' | ')' => spelt.bytes().all(|byte| byte.is_ascii_digit()),
            _ => false,
        };
        if is_markup {
            spelt.push('\\');
        }
        // A name is one line.
        spelt.push(if c.is_control() { ' ' } else { c });
        before = Some(c);
    }
    spelt
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_text_in_markdown() {
        for (name, spelt) in [
            ("Moor Works", "Moor Works"),
            ("M & W", "M & W"),
            ("M&W_2 (UK) a.s.", "M\\&W_2 (UK) a.s."),
            ("*M* _W_", "\\*M\\* \\_W\\_"),
            ("<b>", "\\<b>"),
            ("[M](x)", "\\[M\\](x)"),
            ("1. M", "1\\. M"),
            ("# M - N", "\\# M - N"),
            ("M\\N\\*", "M\\N\\\\\\*"),
            ("M\n# N", "M # N"),
        ] {
            assert_eq!(Spelling::Markdown.of(name), spelt);
        }
    }
}
