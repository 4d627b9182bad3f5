//! What hosts are told: headers, how long files may be kept, where to keep readers out.
//!
//! In: the theme's files, whether the portal is for some readers only, where it lies. Out: the text
//! of a host's own format. Of the content it knows nothing, so it can't give anything away.
//!
//! One content policy holds for all files: that of the preview. Call sheets hold their style sheet,
//! which is the same in each; the policy allows it by its hash, so no rule has to name them.

use crate::config::{Config, Edition, Host};
use crate::render::pages::call_sheet::style_hash;
use crate::render::theme::Theme;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// How long files whose names hold a hash of their content may be kept: a year, the longest there is.
const KEPT: &str = "max-age=31536000, immutable";

/// How many rules Cloudflare reads, without the one for everything.
const RULES_MAX: usize = 99;

/// Returns the content policy of the portal: everything comes from the site itself. Style sheets in
/// pages are allowed by their hashes (`sha256-…`).
pub(crate) fn policy<'a>(styles: impl IntoIterator<Item = &'a str>) -> String {
    let styles = styles.into_iter().fold(String::new(), |all, hash| all + " '" + hash + "'");
    format!(
        "default-src 'none'; script-src 'self'; style-src 'self'{styles}; \
         img-src 'self' data:; font-src 'self'; connect-src 'self'; media-src 'self'; \
         base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )
}

/// What a host has to know of a portal.
#[derive(Debug)]
pub(crate) struct Hosting {
    /// The headers of every file, in their order.
    headers: Vec<(&'static str, String)>,
    /// Whether it is for some readers only.
    is_closed: bool,
    /// The name of the edition, as it can stand in names; none when everything is built.
    edition: Option<String>,
    /// The path of its address, with slashes around it.
    path: String,
    /// The theme's files that may be kept, by path.
    kept: Vec<String>,
    /// Parts of their names that stay when they change: stems, and extensions.
    names: (BTreeSet<String>, BTreeSet<String>),
}

impl Hosting {
    /// Puts together what hosts have to know.
    pub(crate) fn of(config: &Config, theme: &Theme) -> Self {
        let edition = config.edition.as_ref();
        let is_closed = edition.is_some_and(Edition::is_closed);
        let mut headers = vec![
            ("Content-Security-Policy", policy([style_hash().as_str()])),
            ("X-Content-Type-Options", "nosniff".to_owned()),
            ("Referrer-Policy", "no-referrer".to_owned()),
        ];
        if is_closed {
            headers.push(("X-Robots-Tag", "noindex".to_owned()));
        }
        let is_plain = |text: &str| {
            text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/_.~-".contains(&byte))
        };
        // By name, so that the order is not that of hashes.
        let files: BTreeMap<&str, String> = theme
            .assets()
            .map(|(name, path, _)| (name, path.as_str().to_owned()))
            .filter(|(_, path)| is_plain(path))
            .collect();
        let named = files.keys().filter_map(|name| {
            let (stem, extension) = name.strip_prefix("assets/")?.rsplit_once('.')?;
            Some((stem.replace('.', r"\."), extension.to_owned()))
        });
        let path = config.base.as_ref().map_or("/", |base| base.path());
        Self {
            headers,
            is_closed,
            edition: edition.map(|edition| edition.name.replace(':', "-")),
            path: if is_plain(path) { path.to_owned() } else { "/".to_owned() },
            names: named.unzip(),
            kept: files.into_values().collect(),
        }
    }

    /// Returns what a host is told.
    pub(crate) fn text(&self, host: Host) -> String {
        match host {
            Host::Netlify | Host::Cloudflare => self.headers_file(),
            Host::Apache => self.htaccess(),
            Host::Nginx => self.nginx(),
            Host::S3 => self.cloudfront(),
        }
    }

    /// Returns how long pages may be kept: they are asked for anew each time. Those of a closed
    /// edition are for nobody in between to keep.
    fn of_pages(&self) -> &'static str {
        if self.is_closed { "private, no-cache" } else { "no-cache" }
    }

    /// Returns how long pieces of the search index may be kept, by whom.
    fn of_pieces(&self) -> String {
        format!("{}, {KEPT}", if self.is_closed { "private" } else { "public" })
    }

    /// Returns the pattern of the theme's files whose names hold a hash. It stays when they change, and
    /// fits no file of the author's.
    fn theme_pattern(&self) -> String {
        let joined = |parts: &BTreeSet<String>| {
            parts.iter().map(String::as_str).collect::<Vec<_>>().join("|")
        };
        let (stems, extensions) = &self.names;
        format!(r"/assets/(?:{})-[0-9a-f]{{8}}\.(?:{})$", joined(stems), joined(extensions))
    }

    fn headers_file(&self) -> String {
        let mut text = String::from(
            "# Written by rulebook, for Netlify and Cloudflare Pages; both let browsers ask for pages anew\n\
             # each time, unless told otherwise.\n",
        );
        if self.is_closed {
            text.push_str(
                "#\n\
                 # Headers keep nobody out. Protect this origin and all of its previews before it is published:\n\
                 # on Netlify with the site's protection or `Basic-Auth` in netlify.toml, on Cloudflare with\n\
                 # Access, for the address of the project and your own.\n",
            );
        }
        text.push_str("\n/*\n");
        for (name, value) in &self.headers {
            line(&mut text, format_args!("  {name}: {value}"));
        }
        for path in self.kept.iter().take(RULES_MAX) {
            line(&mut text, format_args!("\n/{path}\n  Cache-Control: public, {KEPT}"));
        }
        text
    }

    fn htaccess(&self) -> String {
        let mut text = String::from(
            "# Written by rulebook. Apache needs mod_headers and mod_alias, and `AllowOverride FileInfo` for\n\
             # this folder.\n",
        );
        if self.is_closed {
            text.push_str(
                "#\n\
                 # Headers keep nobody out. Ask for a password, or for a sign-on, in the server's own\n\
                 # configuration, where no build replaces it:\n\
                 #\n\
                 #   <Directory \"FOLDER OF THIS PORTAL\">\n\
                 #     AuthType Basic\n\
                 #     AuthName \"Policies\"\n\
                 #     AuthUserFile \"FILE OF PASSWORDS, OUTSIDE THE FOLDER\"\n\
                 #     Require valid-user\n\
                 #   </Directory>\n",
            );
        }
        line(&mut text, format_args!("\nErrorDocument 404 {}404.html", self.path));
        text.push_str("RedirectMatch 404 \"/\\.rulebook\"\n\n");
        for (name, value) in &self.headers {
            line(&mut text, format_args!("Header always set {name} \"{value}\""));
        }
        line(&mut text, format_args!("Header set Cache-Control \"{}\"", self.of_pages()));
        let kept = [
            (self.theme_pattern(), format!("public, {KEPT}")),
            (PIECES.to_owned(), self.of_pieces()),
        ];
        for (pattern, value) in kept {
            line(&mut text, format_args!("<If \"%{{REQUEST_URI}} =~ m#{pattern}#\">"));
            line(&mut text, format_args!("  Header set Cache-Control \"{value}\"\n</If>"));
        }
        text
    }

    fn nginx(&self) -> String {
        let (theme, pages, pieces) = (self.theme_pattern(), self.of_pages(), self.of_pieces());
        let mut text = format!(
            "# Printed by rulebook. `map` stands in `http`, beside the server.\n\
             map $uri $rulebook_cache {{\n    default \"{pages}\";\n    \
             \"~{theme}\" \"public, {KEPT}\";\n    \"~{PIECES}\" \"{pieces}\";\n}}\n\n\
             server {{\n    # Yours: listen, server_name, certificates, root.\n    \
             error_page 404 {}404.html;\n",
            self.path,
        );
        if self.is_closed {
            text.push_str(
                "\n    # Headers keep nobody out; this does. With a sign-on, put its `auth_request` here.\n    \
                 auth_basic \"Policies\";\n    auth_basic_user_file rulebook.htpasswd;\n",
            );
        }
        text.push_str(
            "\n    # A `location` with an `add_header` of its own sends none of these.\n",
        );
        for (name, value) in &self.headers {
            line(&mut text, format_args!("    add_header {name} \"{value}\" always;"));
        }
        text.push_str("    add_header Cache-Control $rulebook_cache;\n\n");
        text.push_str("    location ~ \"/\\.rulebook\" {\n        return 404;\n    }\n}\n");
        text
    }

    /// Returns a template of `CloudFormation`: a policy for everything, and one for the theme's files.
    fn cloudfront(&self) -> String {
        let policy = |what: &str, comment: &str, kept: &str| {
            let edition = self.edition.as_ref().map_or_else(String::new, |name| format!("-{name}"));
            let mut custom = vec![json!({
                "Header": "Cache-Control", "Override": true, "Value": kept,
            })];
            custom.extend(self.is_closed.then(
                || json!({ "Header": "X-Robots-Tag", "Override": true, "Value": "noindex" }),
            ));
            json!({
                "Type": "AWS::CloudFront::ResponseHeadersPolicy",
                "Properties": { "ResponseHeadersPolicyConfig": {
                    "Name": format!("rulebook{edition}-{what}"),
                    "Comment": comment,
                    "CustomHeadersConfig": { "Items": custom },
                    "SecurityHeadersConfig": self.security_headers(),
                } },
            })
        };
        let access = "Headers keep nobody out. Each portal that is not for everybody needs a \
            distribution of its own: a private bucket with origin access control, and a function or \
            signed cookies that ask who reads.";
        let assets = "For assets/*, if no files of your own lie there";
        let description = if self.is_closed { access } else { "Headers of a policy portal." };
        let template = json!({
            "AWSTemplateFormatVersion": "2010-09-09",
            "Description": description,
            "Resources": {
                "RulebookPages": policy("pages", "For everything", self.of_pages()),
                "RulebookAssets": policy("assets", assets, &format!("public, {KEPT}")),
            },
        });
        format!("{template:#}\n")
    }

    fn security_headers(&self) -> Value {
        let value = |name: &str| {
            let found = self.headers.iter().find(|(known, _)| *known == name);
            found.map_or("", |(_, value)| value.as_str())
        };
        json!({
            "ContentSecurityPolicy": {
                "ContentSecurityPolicy": value("Content-Security-Policy"), "Override": true,
            },
            "ContentTypeOptions": { "Override": true },
            "ReferrerPolicy": { "Override": true, "ReferrerPolicy": value("Referrer-Policy") },
        })
    }
}

/// The pattern of the pieces of the search index.
const PIECES: &str = r"/search/[a-z][0-9]+-[0-9a-f]{8}\.js$";

fn line(text: &mut String, of: std::fmt::Arguments<'_>) {
    text.write_fmt(of).expect("a string takes all that is written to it");
    text.push('\n');
}
