//! The table of configuration keys: name, what it means, how it is read.

use crate::config::{Config, read_pattern};
use crate::yaml::{Node, Placed, Reader};

/// One key of `rulebook.yaml`.
#[derive(Debug)]
pub struct Key {
    /// The path of the key, with dots.
    pub path: &'static str,
    /// What it means, for the reference.
    pub doc: &'static str,
    /// How its value is read.
    pub(super) read: fn(&mut Config, &Node, &mut Reader<'_>),
}

/// Every key, in the order of the reference.
pub const KEYS: &[Key] = &[
    Key {
        path: "org.name",
        doc: "The organisation's name; a heading that is only this name is not taken for a title.",
        read: |config, node, reader| {
            config.org_name = reader.text("org.name", node).map(|text| text.value);
        },
    },
    Key {
        path: "org.legal_name",
        doc: "The organisation's name in law, such as `Northgate Works Ltd`.",
        read: |config, node, reader| {
            config.names.legal = reader.text("org.legal_name", node).map(|text| text.value);
        },
    },
    Key {
        path: "org.replaces",
        doc: "Names that become `org.name` wherever text has them, and `org.legal_name` where they end \
              in Ltd, plc or the like; never in addresses, code or pictures.",
        read: |config, node, reader| {
            let names = reader.texts("org.replaces", node);
            config.names.replaces = names.into_iter().map(|name| name.value).collect();
        },
    },
    Key {
        path: "org.keep",
        doc: "Texts in which no name is replaced, such as `Northgate Works Charity`.",
        read: |config, node, reader| {
            let texts = reader.texts("org.keep", node);
            config.names.keep = texts.into_iter().map(|text| text.value).collect();
        },
    },
    Key {
        path: "org.values",
        doc: "Further values by name: `helpdesk` is `{{ org.helpdesk }}` in text, with `site.variables`.",
        read: |config, node, reader| config.read_values(node, reader),
    },
    Key {
        path: "org.incident_phone",
        doc: "The telephone number for reporting an incident, quoted; the home page shows it.",
        read: |config, node, reader| {
            let number = reader.text("org.incident_phone", node).map(|text| text.value);
            config.incident_phone = number.filter(|number| !number.trim().is_empty());
        },
    },
    Key {
        path: "site.url",
        doc: "The address the site will have, for canonical links and `sitemap.xml`.",
        read: |config, node, reader| config.read_base(node, reader),
    },
    Key {
        path: "site.title",
        doc: "The title of the site; without it, the home page's own.",
        read: |config, node, reader| {
            config.title = reader.text("site.title", node).map(|text| text.value);
        },
    },
    Key {
        path: "site.lang",
        doc: "The language of the site (BCP 47), for sorting and for readers; `en` without it.",
        read: |config, node, reader| {
            if let Some(lang) = reader.text("site.lang", node) {
                config.lang = lang.value;
            }
        },
    },
    Key {
        path: "site.classification",
        doc: "Who may see pages that do not say: `public`, `internal`, `clients` or `confidential`; \
              `internal` without it.",
        read: |config, node, reader| config.read_default_label(node, reader),
    },
    Key {
        path: "site.variables",
        doc: "Whether `{{ org.name }}`, `{{ org.legal_name }}`, `{{ client.name }}` and the names of \
              `org.values` stand for their values; other braces stay as they are.",
        read: |config, node, reader| {
            config.variables = reader.flag("site.variables", node).is_some_and(|flag| flag.value);
        },
    },
    Key {
        path: "site.self_urls",
        doc: "Absolute addresses that mean this site; links to them become relative.",
        read: |config, node, reader| {
            let urls = reader.texts("site.self_urls", node);
            config.self_urls =
                urls.into_iter().map(|url| url.value.trim_end_matches('/').to_owned()).collect();
        },
    },
    Key {
        path: "site.url_prefixes",
        doc: "Prefixes of root-absolute links that mean the content root, such as `/policies`.",
        read: |config, node, reader| {
            let prefixes = reader.texts("site.url_prefixes", node);
            config.url_prefixes = prefixes
                .into_iter()
                .map(|prefix| prefix.value.trim_matches('/').to_owned())
                .collect();
        },
    },
    Key {
        path: "site.titles.strip_suffix",
        doc: "Endings left out of titles, such as \" Policy\".",
        read: |config, node, reader| {
            let suffixes = reader.texts("site.titles.strip_suffix", node);
            config.strip_suffix =
                suffixes.into_iter().map(|suffix| format!(" {}", suffix.value.trim())).collect();
        },
    },
    Key {
        path: "site.titles.sort_ignore",
        doc: "Leading words that do not count in the A-Z; The, A and An without it.",
        read: |config, node, reader| {
            let words = reader.texts("site.titles.sort_ignore", node);
            config.sort_ignore = words.into_iter().map(|word| word.value).collect();
        },
    },
    Key {
        path: "site.search",
        doc: "Whether the site can be searched; `false` leaves the index and the page out.",
        read: |config, node, reader| {
            if let Some(search) = reader.flag("site.search", node) {
                config.search = search.value;
            }
        },
    },
    Key {
        path: "site.ignore",
        doc: "Globs of files and folders that are left out, relative to the content root.",
        read: |config, node, reader| config.read_globs(node, reader),
    },
    Key {
        path: "site.handbook",
        doc: "Whether `handbook/` has all policies on one page, for print; `true` without it.",
        read: |config, node, reader| {
            let flag = reader.flag("site.handbook", node);
            config.handbook = flag.is_none_or(|flag| flag.value);
        },
    },
    Key {
        path: "site.twins",
        doc: "Whether each page of a policy or section has its Markdown beside it, as `index.md`; \
              `true` without it.",
        read: |config, node, reader| {
            config.twins = reader.flag("site.twins", node).is_none_or(|flag| flag.value);
        },
    },
    Key {
        path: "site.edit_url",
        doc: "Where a page is edited, with `{path}` for its file: \
              `https://git.example/edit/main/content/{path}`.",
        read: |config, node, reader| config.read_edit_url(node, reader),
    },
    Key {
        path: "site.report_url",
        doc: "Where readers report what is wrong with a page: an address of the web or `mailto:`; \
              `{path}` in it is the page's file.",
        read: |config, node, reader| {
            let help = "write one such as `mailto:policies@example.com`";
            config.report_url = read_pattern("site.report_url", help, node, reader);
        },
    },
    Key {
        path: "site.hosts",
        doc: "Who serves the portal: `netlify`, `cloudflare`, `apache`; it then brings their files, \
              `_headers` or `.htaccess`. For `nginx` and `s3` there is `rulebook hosting`.",
        read: |config, node, reader| config.read_hosts(node, reader),
    },
    Key {
        path: "collections",
        doc: "Folders by path, each with its `title`, and the `audience` or `classification` of the pages \
              in it that do not say.",
        read: |config, node, reader| config.read_collections(node, reader),
    },
    Key {
        path: "editions",
        doc: "Portals for others, by name, each with its `audience` (`public`, `staff`, `isms`, `auditor` \
              or `client:<id>`); `out`: its folder; `clients: named`: staff see that clients exist, \
              auditors their names; `faults: true`: a client sees what is wrong; `allow`: texts that the \
              search for leaks lets pass; `org`, `site`, `theme`: what it says anew.",
        read: |config, node, reader| config.read_editions(node, reader),
    },
    Key {
        path: "theme.tokens",
        doc: "Values of the theme by name, such as `accent: \"#0a5c5c\"`; the theme's README lists them.",
        read: |config, node, reader| config.read_tokens(node, reader),
    },
    Key {
        path: "checks",
        doc: "What each rule counts for, by name: `off`, `note`, `warning` or `error`; `folders`, with other levels below a \
              folder; `fail_on`: `warning` or `error`; `baseline`: a file of known findings.",
        read: |config, node, reader| config.read_checks(node, reader),
    },
    Key {
        path: "srp.policy",
        doc: "The policy on client plans, a path from the content root; without it, found by its title.",
        read: |config, node, reader| {
            config.srp.policy = reader.text("srp.policy", node).map(|path| Placed {
                value: path.value.trim_start_matches('/').to_owned(),
                span: path.span,
            });
        },
    },
    Key {
        path: "srp.committee",
        doc: "Names of the committee that approves plans and exceptions; `isms-committee` without it.",
        read: |config, node, reader| {
            let names = reader.texts("srp.committee", node);
            config.srp.committee = names.into_iter().map(|name| name.value).collect();
        },
    },
    Key {
        path: "srp.incident_team",
        doc: "The `team` of contacts who manage incidents; `security-incident-management` without it.",
        read: |config, node, reader| {
            if let Some(team) = reader.text("srp.incident_team", node) {
                config.srp.incident_team = team.value;
            }
        },
    },
    Key {
        path: "srp.quorum",
        doc: "How many approvers of which role an approval needs; without it one director and two \
              principal consultants.",
        read: |config, node, reader| config.read_quorum(node, reader),
    },
    Key {
        path: "srp.verify_days",
        doc: "For how many days a telephone number counts as tried; 90 without it.",
        read: |config, node, reader| {
            let days = reader.number("srp.verify_days", node);
            if let Some(days) = days.and_then(|days| i32::try_from(days.value).ok()) {
                config.srp.verify_days = days.clamp(1, 3650);
            }
        },
    },
    Key {
        path: "srp.severity_floor",
        doc: "The longest time to repair by the severity's name; without it 14 days for critical and \
              high, as Cyber Essentials has it.",
        read: |config, node, reader| config.read_floor(node, reader),
    },
    Key {
        path: "requirements",
        doc: "How much a gap matters, by requirement: `SRP-14: off`, `note`, `warning` or `error`.",
        read: |config, node, reader| config.read_requirements(node, reader),
    },
];
