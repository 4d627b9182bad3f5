//! `site.hosts`: who serves the portal, so that it brings their files.

use crate::config::Config;
use crate::diag::Code;
use crate::text::nearest::nearest;
use crate::yaml::{Node, Reader};
use std::fmt;

/// Who serves a portal.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[non_exhaustive]
pub enum Host {
    /// Netlify: reads `_headers` in the portal.
    Netlify,
    /// Cloudflare Pages: reads `_headers` in the portal.
    Cloudflare,
    /// Apache: reads `.htaccess` in the portal.
    Apache,
    /// nginx: reads nothing in the portal.
    Nginx,
    /// S3 behind `CloudFront`: reads nothing in the portal.
    S3,
}

impl Host {
    /// Every host, in the order of the reference.
    pub const ALL: &[Self] =
        &[Self::Netlify, Self::Cloudflare, Self::Apache, Self::Nginx, Self::S3];

    /// Returns the host of a name.
    pub fn parse(name: &str) -> Option<Self> {
        let name = name.trim().to_lowercase();
        Self::ALL.iter().copied().find(|host| host.name() == name)
    }

    /// Returns its name, as it is written.
    pub fn name(self) -> &'static str {
        match self {
            Self::Netlify => "netlify",
            Self::Cloudflare => "cloudflare",
            Self::Apache => "apache",
            Self::Nginx => "nginx",
            Self::S3 => "s3",
        }
    }

    /// Returns the name of the file that it reads in the portal; none when it is set up outside.
    pub fn file(self) -> Option<&'static str> {
        match self {
            Self::Netlify | Self::Cloudflare => Some("_headers"),
            Self::Apache => Some(".htaccess"),
            Self::Nginx | Self::S3 => None,
        }
    }
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Config {
    /// Reads the hosts whose files the portal is to bring, each once.
    pub(super) fn read_hosts(&mut self, node: &Node, reader: &mut Reader<'_>) {
        self.hosts.clear();
        for text in reader.texts("site.hosts", node) {
            let (message, help) = match Host::parse(&text.value) {
                Some(host) if host.file().is_some() => {
                    self.hosts.insert(host);
                    continue;
                }
                Some(host) => (
                    format!("`{host}` reads no file of the portal"),
                    format!("print what it needs with `rulebook hosting {host}`"),
                ),
                None => {
                    let names = || Host::ALL.iter().map(|host| host.name());
                    let help = match nearest(&text.value, names()) {
                        Some(near) => format!("did you mean `{near}`?"),
                        None => "use netlify, cloudflare or apache".to_owned(),
                    };
                    (format!("`{}` is no host that is known", text.value), help)
                }
            };
            reader.report(Code::ConfigType, text.span, message, &help);
        }
    }
}
