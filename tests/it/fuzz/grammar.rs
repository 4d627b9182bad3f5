//! A grammar of pages nobody should write: Markdown, HTML, front matter and odd characters, put
//! together and then damaged.

#![allow(clippy::format_push_string, reason = "it is read more often than it is run")]

use super::random::Random;

const WORDS: &[&str] = &[
    "policy",
    "Backup",
    "a",
    "über",
    "日本語",
    "🔒🧑‍💻",
    "e.g. x.",
    "A-Z",
    "…",
    "İ",
    "ß",
    "x_y_z",
    "--",
    "{{ x }}",
    "{% y %}",
    "{#id}",
    "{#Main}",
    "[x]",
    "[^1]",
    "&amp;",
    "&lt;script&gt;",
    "&#x6a;",
    "&#0;",
    "&nbsp;",
    "\\*",
    "\\<",
    "www.example.com",
    "https://x.example/a?b=c&d",
    "a@b.example",
    "javascript:alert(1)",
    "http://x.example/\"onclick=alert(1)",
    "back",
    "Back to the top",
    "fn-1",
    "\"",
    "'",
    "`",
];

const ODD: &[&str] = &[
    "\u{0}",
    "\u{1b}[31m",
    "\u{7}",
    "\u{7f}",
    "\u{85}",
    "\u{200b}",
    "\u{200d}",
    "\u{202e}",
    "\u{2028}",
    "\u{2066}",
    "\u{fdd0}",
    "\u{fdd1}",
    "\u{fdd0}l0\u{fdd1}",
    "\u{fdd0}i9\u{fdd1}",
    "\u{feff}",
    "\u{fffe}",
    "\u{fffd}",
    "\u{10ffff}",
    "\u{301}",
    "\r",
    "\t",
    "\u{b}",
    "\u{c}",
    "\u{a0}",
    "𝕏",
    "\u{e000}",
];

const SIGNS: &[&str] =
    &["<", ">", "&", "\"", "*", "_", "[", "]", "(", ")", "`", "\n", "|", "#", "-", "\\", "!", "^"];

const DESTINATIONS: &[&str] = &[
    "b.md",
    "b.md#scope",
    "b.md#Scope",
    "./b",
    "../b.md",
    "a/",
    "/a/b.md",
    "#",
    "#scope",
    "#fn-1",
    "",
    "?",
    "?x",
    "pic.png",
    "pic%2epng",
    "B.MD",
    "missing.md",
    "missing.png",
    "%",
    "%zz",
    "%00",
    "%2e%2e/x",
    "../../../x",
    "//evil.example/x",
    "https://x.example/",
    "HTTPS://x.example",
    "mailto:a@b.example",
    "tel:1",
    "x:y",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java&#10;script:alert(1)",
    "&#106;avascript:alert(1)",
    "javascript&colon;alert(1)",
    "java\\script:x",
    "\u{1}javascript:alert(1)",
    "vbscript:x",
    "data:text/html,x",
    "data:image/png;base64,AA==",
    "data:image/svg+xml,<svg>",
    "feed:javascript:x",
    "file:///etc/passwd",
    "C:\\x",
    "a b.md",
    "<a b.md>",
    "\\\\host\\x",
    "b.md\"onmouseover=alert(1)",
    "b.md'x",
    "con.md",
    "Lone%20Worker/c.md",
];

/// Names of elements, allowed and not.
pub(crate) const TAGS: &[&str] = &[
    "a",
    "b",
    "br",
    "code",
    "details",
    "div",
    "em",
    "h1",
    "h2",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "ol",
    "p",
    "pre",
    "q",
    "s",
    "span",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
    "wbr",
    "script",
    "style",
    "svg",
    "math",
    "iframe",
    "object",
    "form",
    "input",
    "button",
    "textarea",
    "title",
    "base",
    "meta",
    "link",
    "template",
    "noscript",
    "plaintext",
    "xmp",
    "select",
    "option",
    "frameset",
    "body",
    "html",
    "image",
    "marquee",
    "video",
    "caption",
    "colgroup",
    "col",
    "section",
    "aside",
    "article",
    "nav",
    "x-y",
    "dl",
    "dt",
];

const ATTRIBUTES: &[&str] = &[
    "href",
    "src",
    "id",
    "name",
    "class",
    "style",
    "onclick",
    "onerror",
    "ONLOAD",
    "title",
    "alt",
    "width",
    "height",
    "align",
    "colspan",
    "open",
    "srcdoc",
    "formaction",
    "xlink:href",
    "action",
    "data-x",
    "type",
    "target",
    "rel",
    "start",
    "value",
    "lang",
    "dir",
    "role",
    "tabindex",
    "cite",
    "srcset",
    "background",
    "/",
    "=",
    "\"",
    "'",
    "<",
];

const ATTACKS: &[&str] = &[
    "<script>alert(1)</script>",
    "<SCRIPT/XSS SRC=//evil.example/x.js></SCRIPT>",
    "<<script>alert(1)//<</script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<img src=\"x`<script>alert(1)</script>\"`>",
    "<img \"\"\"><script>alert(1)</script>\">",
    "<a href=\"java\tscript:alert(1)\">x</a>",
    "<a href=' &#14; javascript:alert(1)'>x</a>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<!--><img src=x onerror=alert(1)>-->",
    "<!-- --!><img src=x onerror=alert(1)>",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "<?xml <img src=x onerror=alert(1)> ?>",
    "<details open ontoggle=alert(1)>",
    "<p title=\"&quot;><script>alert(1)</script>\">",
    "<div style=\"background:url(javascript:alert(1))\">",
    "[x](<javascript:alert(1)> \"t\")",
    "![x](javascript:alert(1))",
    "![\"onerror=alert(1) x=\"](pic.png '\"onload=alert(1)')",
    "[x]: javascript:alert(1)\n\n[x]",
    "<javascript:alert(1)>",
    "``` \"><script>alert(1)</script>\nx\n```",
    "# x {#\"onclick=alert(1) .y}",
    "<h2 id=\"Main\">x</h2>",
    "<li></ul></article><script src=assets/theme-0.js></script>",
    "</article></main><h1>x</h1>",
    "<table><a href=b.md>x<td><a href=b.md>y",
    "<a href=b.md><a href=b.md>x</a></a>",
];

/// Returns a page.
pub(crate) fn page(random: &mut Random) -> String {
    let mut text = String::new();
    if random.once_in(3) {
        text += &front_matter(random);
    }
    for _ in 0..=random.below(8) {
        let block = block(random, 3);
        text += &block;
        text += if random.once_in(6) { "\n" } else { "\n\n" };
    }
    damaged(random, &text)
}

/// Returns front matter, with its fences.
pub(crate) fn front_matter(random: &mut Random) -> String {
    const KEYS: &[&str] = &[
        "title",
        "Title",
        "aliases",
        "alias",
        "id",
        "summary",
        "type",
        "status",
        "draft",
        "owner",
        "approver",
        "approved",
        "version",
        "effective",
        "review",
        "last_updated",
        "controls",
        "related",
        "terms",
        "supersedes",
        "superseded_by",
        "redirect_from",
        "lang",
        "order",
        "toc",
        "search",
        "titel",
        "layout",
        "? x",
        "<<",
        "srp",
        "\"a\\x00b\"",
        "~",
        "[a]",
        "{a: b}",
        "&x",
        "*x",
        "- a",
        "über",
        "",
    ];
    let mut text =
        random.word(&["---\n", "---\n", "--- \n", "\u{feff}---\n", "---\r\n", "+++\n"]).to_string();
    for _ in 0..random.below(5) {
        let value = value(random, 2);
        text += &format!("{}: {value}\n", random.word(KEYS));
    }
    text + random.word(&["---\n", "---\n", "---\n", "...\n", "", "---", "+++\n"])
}

fn value(random: &mut Random, depth: usize) -> String {
    const VALUES: &[&str] = &[
        "x",
        "true",
        "NO",
        "~",
        "1",
        "-1",
        "1.10",
        "0777",
        "99999999999999999999",
        "2026-01-02",
        "2026-02-30",
        "2026-01-02T10:00:00Z",
        "\"q: x\"",
        "'it''s'",
        "\"\\u0000\"",
        "\"\\x1b[31m\"",
        "a: b",
        "|\n  block\n  text",
        ">\n  folded",
        "&a x",
        "*a",
        "!!binary aGk=",
        "!x y",
        "[",
        "{",
        "\"",
        "draft",
        "Standard",
        "../../x",
        "/old/page/",
        "old.html",
        "C:/x",
        "con/",
        "a%00b",
        "//h/x",
        "https://x.example/",
        "b",
        "ISO 27001:A.5.1",
        "\u{202e}x",
        "<script>alert(1)</script>",
        "\" onclick=alert(1) ",
        "日本語",
        ".nan",
        "12:30",
        "? a",
        "%TAG",
    ];
    match random.below(if depth == 0 { 1 } else { 5 }) {
        0..=2 => random.word(VALUES).to_owned(),
        3 => {
            let count = random.below(4);
            let items: Vec<_> = (0..count).map(|_| value(random, depth - 1)).collect();
            format!("[{}]", items.join(", "))
        }
        _ => {
            let indent = "  ";
            let count = random.below(4);
            let items: Vec<_> = (0..count)
                .map(|_| {
                    format!(
                        "\n{indent}{}: {}",
                        random.word(&["every", "last", "a", "- x"]),
                        value(random, 0)
                    )
                })
                .collect();
            items.concat()
        }
    }
}

/// Returns the text of a configuration.
pub(crate) fn configuration(random: &mut Random) -> String {
    const KEYS: &[&str] = &[
        "org",
        "site",
        "collections",
        "org.name",
        "name",
        "url",
        "title",
        "lang",
        "self_urls",
        "url_prefixes",
        "titles",
        "strip_suffix",
        "sort_ignore",
        "ignore",
        "a",
        "Lone Worker",
        "titel",
    ];
    let mut text = String::new();
    for _ in 0..random.below(8) {
        let indent = " ".repeat(2 * random.below(4));
        let value = match random.below(4) {
            0 => String::new(),
            1 => random
                .word(&[
                    "**",
                    "[",
                    "{a,b}",
                    "a/**",
                    "[!]",
                    "https://x.example/h",
                    "http://",
                    "/",
                    "xx-yy",
                    "Policy",
                    "[The, '']",
                ])
                .to_string(),
            _ => value(random, 2),
        };
        text += &format!("{indent}{}: {value}\n", random.word(KEYS));
    }
    damaged(random, &text)
}

/// Returns an address or a path as an author or an attacker would write it.
pub(crate) fn address(random: &mut Random) -> String {
    const PARTS: &[&str] = &[
        "a",
        "b",
        "README.md",
        "x.html",
        "..",
        ".",
        "...",
        "",
        "/",
        "//",
        "\\",
        "%2e%2e",
        "%2F",
        "%5c",
        "%00",
        "%",
        "%zz",
        "%25",
        "C:",
        "con",
        "CON.txt",
        "nul ",
        "lpt1.x.y",
        "com9",
        "aux.",
        " ",
        "a b",
        "ü",
        "u\u{308}",
        "\u{0}",
        "\u{7f}",
        "\u{85}",
        "\u{202e}",
        "\u{feff}",
        "?q",
        "#f",
        "*",
        "\"",
        "<",
        ">",
        "|",
        "'",
        "https:",
        "日本語",
        ".hidden",
        "~",
        "$HOME",
        "index.html",
        "-",
        "\u{fdd0}",
        "\n",
        ":",
        "a.",
        "\u{2028}",
        "a%20b",
        "%C3%BC",
        "%C3",
    ];
    let parts: Vec<&str> = (0..random.below(7)).map(|_| random.word(PARTS)).collect();
    parts.join(if random.once_in(4) { "" } else { "/" })
}

fn inline(random: &mut Random, depth: usize) -> String {
    let mut text = String::new();
    for _ in 0..=random.below(4) {
        let piece = match random.below(if depth == 0 { 3 } else { 13 }) {
            0 | 1 => random.word(WORDS).to_owned(),
            2 => {
                let from = if random.once_in(3) { ODD } else { WORDS };
                random.word(from).to_owned()
            }
            3 => format!("*{}*", inline(random, depth - 1)),
            4 => format!("**{}**", inline(random, depth - 1)),
            5 => format!("~~{}~~", inline(random, depth - 1)),
            6 => format!("`{}`", random.word(WORDS)),
            7 => format!("[{}]({})", inline(random, depth - 1), random.word(DESTINATIONS)),
            8 => format!("![{}]({})", inline(random, depth - 1), random.word(DESTINATIONS)),
            9 => {
                let title = random.word(WORDS);
                format!(
                    "[{}]({} \"{title}\")",
                    inline(random, depth - 1),
                    random.word(DESTINATIONS)
                )
            }
            10 => tag(random, depth),
            11 => random
                .word(&[
                    "[^1]",
                    "[^2]",
                    "[ref]",
                    "[x][ref]",
                    "![x][ref]",
                    "<https://x.example>",
                    "  \n",
                    "\\\n",
                ])
                .to_string(),
            _ => random.word(ATTACKS).to_owned(),
        };
        text += &piece;
        if !random.once_in(5) {
            text.push(' ');
        }
    }
    text
}

fn tag(random: &mut Random, depth: usize) -> String {
    let name = random.word(TAGS);
    let mut open = format!("<{name}");
    for _ in 0..random.below(3) {
        let quote = random.word(&["\"", "\"", "'", ""]);
        open +=
            &format!(" {}={quote}{}{quote}", random.word(ATTRIBUTES), random.word(DESTINATIONS));
    }
    let end = random.word(&[">", ">", ">", "/>", " ", ""]);
    match random.below(4) {
        0 => format!("{open}{end}"),
        1 => format!("</{name}>"),
        _ => format!("{open}{end}{}</{name}>", inline(random, depth - 1)),
    }
}

fn block(random: &mut Random, depth: usize) -> String {
    match random.below(if depth == 0 { 6 } else { 12 }) {
        0 | 1 => inline(random, 3),
        2 => format!("{} {}", "#".repeat(1 + random.below(6)), inline(random, 2)),
        3 => format!("{}\n{}", inline(random, 2), random.word(&["===", "---"])),
        4 => {
            let lang =
                random.word(&["", "rust", "yaml", "html", "c++", "unknown", "\"x\"", "sh {x}"]);
            let fence = random.word(&["```", "~~~", "````"]);
            format!("{fence}{lang}\n{}\n{fence}", inline(random, 1))
        }
        5 => {
            let link = random.word(DESTINATIONS);
            random
                .word(&[
                    "[^1]: note",
                    "[^2]: note [^1]",
                    "---",
                    "    code",
                    "[ref]: ",
                    "## A-Z Policies",
                ])
                .to_string()
                + link
        }
        6 => prefixed(&block(random, depth - 1), "> ", "> "),
        7 => {
            let kind = random.word(&["NOTE", "tip", "WARNING", "X"]);
            prefixed(&format!("[!{kind}]\n{}", block(random, depth - 1)), "> ", "> ")
        }
        8 => prefixed(
            &block(random, depth - 1),
            random.word(&["- ", "* ", "+ ", "- [ ] ", "- [x] "]),
            "  ",
        ),
        9 => prefixed(
            &block(random, depth - 1),
            random.word(&["1. ", "0. ", "7) ", "999999999. "]),
            "   ",
        ),
        10 => format!(
            "| {} | {} |\n|:--|--:|\n| {} | {} | {} |",
            cell(random),
            cell(random),
            cell(random),
            cell(random),
            cell(random),
        ),
        _ => format!("{}\n{}", tag(random, 2), block(random, depth - 1)),
    }
}

fn cell(random: &mut Random) -> String {
    inline(random, 1).replace('\n', " ")
}

fn prefixed(block: &str, first: &str, rest: &str) -> String {
    let lines = block.split('\n').enumerate();
    let lines: Vec<String> =
        lines.map(|(n, line)| format!("{}{line}", if n == 0 { first } else { rest })).collect();
    lines.join("\n")
}

/// Damages a text in a few places, or not at all.
fn damaged(random: &mut Random, text: &str) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    for _ in 0..random.below(4) {
        let at = random.below(chars.len() + 1);
        let end = (at + random.below(12)).min(chars.len());
        match random.below(6) {
            0 => drop(chars.drain(at..end)),
            1 => chars.truncate(at.max(1)),
            2 => {
                let again: Vec<char> = chars[at..end].to_vec();
                chars.splice(at..at, again);
            }
            3 => drop(chars.splice(at..at, random.word(ODD).chars())),
            4 => drop(chars.splice(at..at, random.word(ATTACKS).chars())),
            _ => drop(chars.splice(at..at, random.word(SIGNS).chars())),
        }
    }
    let text: String = chars.into_iter().collect();
    match random.below(12) {
        0 => text.replace('\n', "\r\n"),
        1 => format!("\u{feff}{text}"),
        2 => text.replace('\n', "\r"),
        _ => text,
    }
}
