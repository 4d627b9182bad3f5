//! The table of configuration keys: name, what it means, how it is read.

use crate::config::Config;
use crate::yaml::{Node, Reader};

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
        path: "site.ignore",
        doc: "Globs of files and folders that are left out, relative to the content root.",
        read: |config, node, reader| config.read_globs(node, reader),
    },
    Key {
        path: "collections",
        doc: "Folders by path, each with its `title`.",
        read: |config, node, reader| config.read_collections(node, reader),
    },
];
