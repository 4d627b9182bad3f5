//! [`Code`]: the closed list of what can be reported, with default severities and explanations.

use crate::diag::Severity;
use std::fmt;

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $variant:ident $name:literal $severity:ident,)+) => {
        /// The name of a kind of fault. Names are stable: a withdrawn one is never used again.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        #[non_exhaustive]
        pub enum Code {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl Code {
            /// Every code, by name.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// Returns the name that users see, in kebab case.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)+
                }
            }

            /// Returns the severity the code has unless configured otherwise.
            pub fn severity(self) -> Severity {
                match self {
                    $(Self::$variant => Severity::$severity,)+
                }
            }

            /// Returns what the code means, in a sentence or two.
            pub fn explain(self) -> &'static str {
                match self {
                    $(Self::$variant => concat!($($doc,)+).trim_ascii(),)+
                }
            }
        }
    };
}

codes! {
    /// An image, document or other file lies in the tree and no page refers to it, so it is not published.
    AssetUnreferenced "asset-unreferenced" Note,
    /// A page is a client's Security Response Plan; such pages are withheld from the portal.
    ClientPlanWithheld "client-plan-withheld" Note,
    /// A key of `rulebook.yaml` stands twice in one mapping.
    ConfigKeyDuplicate "config-key-duplicate" Warning,
    /// `rulebook.yaml` has a key that means nothing.
    ConfigKeyUnknown "config-key-unknown" Warning,
    /// `rulebook.yaml` is not YAML, or not a mapping.
    ConfigSyntax "config-syntax" Error,
    /// A value in `rulebook.yaml` is not of the kind its key asks for.
    ConfigType "config-type" Warning,
    /// A file or folder has a name that is not UTF-8 or holds a backslash, so it can't have an address.
    FileNameUnusable "file-name-unusable" Error,
    /// A page is not UTF-8 text.
    FileNotUtf8 "file-not-utf8" Error,
    /// A page is larger than a page can be.
    FileTooLarge "file-too-large" Error,
    /// A file or folder can't be read.
    FileUnreadable "file-unreadable" Error,
    /// A day in front matter does not exist or is not written as year-month-day.
    FrontMatterDate "front-matter-date" Warning,
    /// A key of front matter stands twice.
    FrontMatterKeyDuplicate "front-matter-key-duplicate" Error,
    /// Front matter has a key that means nothing.
    FrontMatterKeyUnknown "front-matter-key-unknown" Warning,
    /// Front matter is too large or too deeply nested.
    FrontMatterLimit "front-matter-limit" Error,
    /// Front matter is not YAML, or not a mapping.
    FrontMatterSyntax "front-matter-syntax" Error,
    /// Front matter is TOML between `+++` lines, which is not read.
    FrontMatterToml "front-matter-toml" Warning,
    /// A value in front matter is not of the kind its key asks for.
    FrontMatterType "front-matter-type" Warning,
    /// Front matter begins with `---` and has no line that ends it.
    FrontMatterUnclosed "front-matter-unclosed" Error,
    /// Raw HTML that a page may not contain was removed.
    HtmlRemoved "html-removed" Warning,
    /// An image refers to a file that does not exist.
    ImageMissing "image-missing" Warning,
    /// A link leads to a page that exists, at a heading that does not.
    LinkAnchorMissing "link-anchor-missing" Warning,
    /// A link differs from the file or heading it means by letter case only; it breaks on other systems.
    LinkCaseDiffers "link-case-differs" Warning,
    /// A link climbs out of the content folder.
    LinkLeavesTree "link-leaves-tree" Warning,
    /// A link has a scheme that can run script; it was removed.
    LinkSchemeUnsafe "link-scheme-unsafe" Warning,
    /// A relative link leads to no page and no file.
    LinkTargetMissing "link-target-missing" Warning,
    /// The markers of an unfinished merge stand in a page.
    MergeConflict "merge-conflict" Error,
    /// Quotes, lists or emphasis are nested deeper than can be shown; the deepest levels are flattened.
    NestingTooDeep "nesting-too-deep" Warning,
    /// Two pages have one address, or a page has the address of a generated page.
    PageAddressTaken "page-address-taken" Error,
    /// Two policies have one `id`.
    PolicyIdTaken "policy-id-taken" Warning,
    /// The tree has hand-made A-Z lists, and none of them names this policy.
    PolicyUnlisted "policy-unlisted" Warning,
    /// An old address leads out of the site or can't be stored as a file.
    RedirectAddressUnusable "redirect-address-unusable" Warning,
    /// An old address is already the address of something else.
    RedirectTaken "redirect-taken" Warning,
    /// `related`, `supersedes` or `superseded_by` names no policy.
    RelatedMissing "related-missing" Warning,
    /// A symbolic link was not followed.
    SymlinkSkipped "symlink-skipped" Warning,
    /// A template of the project does not compile or fails on a page.
    TemplateBroken "template-broken" Error,
    /// A file in the project's `themes` folder replaces nothing in the theme.
    ThemeFileUnknown "theme-file-unknown" Warning,
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_sorted_by_name_and_explained() {
        assert!(Code::ALL.is_sorted_by_key(|code| code.name()));
        assert!(Code::ALL.iter().all(|code| code.explain().ends_with('.')));
    }
}
