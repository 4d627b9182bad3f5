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

            /// Returns the codes of requirements on client plans, by number.
            pub fn requirements() -> impl Iterator<Item = Self> {
                Self::ALL.iter().copied().filter(|code| code.is_requirement())
            }

            /// Returns whether this is a requirement on client plans rather than a fault of a file.
            /// What is not met is what the pages are there to show, so it never stops a build.
            pub fn is_requirement(self) -> bool {
                self <= Self::Srp36
            }

            /// Returns the name that users see: kebab case, but for requirements.
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

            /// Returns whether the code is reported only where the configuration asks for it.
            pub fn is_optional(self) -> bool {
                OPTIONAL.contains(&self)
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

/// Codes that are reported only where the configuration asks for them: they judge style, or are wrong
/// too often to be shown to everybody.
const OPTIONAL: &[Code] = &[Code::PolicyOrphan, Code::TermUndefined, Code::WordingVague];

codes! {
    /// A plan does not say whether a contract requires it, or which.
    Srp01 "SRP-01" Error,
    /// A plan names nobody at the client who answers for it.
    Srp02 "SRP-02" Error,
    /// A plan names neither an account lead nor a principal consultant of ours.
    Srp03 "SRP-03" Error,
    /// A plan does not say who keeps it together with the committee.
    Srp04 "SRP-04" Error,
    /// A plan is not approved by the committee with its quorum.
    Srp05 "SRP-05" Error,
    /// A plan does not clearly define its service or product.
    Srp06 "SRP-06" Error,
    /// A plan describes no data flows.
    Srp07 "SRP-07" Warning,
    /// A plan has no diagram, or one that can't be found or is not described.
    Srp08 "SRP-08" Warning,
    /// A plan does not describe the architecture.
    Srp09 "SRP-09" Warning,
    /// A plan does not say whether cover outside business hours is agreed, and where.
    Srp10 "SRP-10" Error,
    /// A service that matters much has no cover outside business hours, or its worth is not stated.
    Srp11 "SRP-11" Warning,
    /// Cover outside business hours is agreed, and nobody can be reached then.
    Srp12 "SRP-12" Error,
    /// A contact of ours has no telephone number or e-mail address.
    Srp13 "SRP-13" Error,
    /// A contact's telephone number was not tried lately.
    Srp14 "SRP-14" Note,
    /// The escalation path is missing, or leads nowhere.
    Srp15 "SRP-15" Error,
    /// The service levels are incomplete.
    Srp16 "SRP-16" Error,
    /// The severities are incomplete.
    Srp17 "SRP-17" Error,
    /// The steps of triage are missing or nobody does them.
    Srp18 "SRP-18" Error,
    /// Triage is not coordinated with the security incident management team.
    Srp19 "SRP-19" Error,
    /// No step of triage finds out whether the report is true.
    Srp20 "SRP-20" Warning,
    /// Mitigations are not identified and tested before they are deployed.
    Srp21 "SRP-21" Error,
    /// A plan has no short-term mitigation.
    Srp22 "SRP-22" Warning,
    /// A plan has no process for the repair.
    Srp23 "SRP-23" Warning,
    /// A severity has no time for repair.
    Srp24 "SRP-24" Error,
    /// A severity does not say its impact on consumer, brand and company.
    Srp25 "SRP-25" Error,
    /// The times of the severities contradict each other.
    Srp26 "SRP-26" Warning,
    /// The client was not given our contact details.
    Srp27 "SRP-27" Error,
    /// An exception was not approved in advance.
    Srp28 "SRP-28" Error,
    /// An exception has no written record.
    Srp29 "SRP-29" Error,
    /// A plan names no clause on non-compliance in the Master Service Agreement.
    Srp30 "SRP-30" Warning,
    /// A plan was not reviewed within its interval.
    Srp31 "SRP-31" Error,
    /// A plan is not under version control as it is published.
    Srp32 "SRP-32" Error,
    /// A plan is not approved and published to its client.
    Srp33 "SRP-33" Warning,
    /// A plan was not rehearsed within its interval.
    Srp34 "SRP-34" Note,
    /// A time for repair is longer than the organisation's own rule.
    Srp35 "SRP-35" Warning,
    /// A plan does not say how soon the client is told, or says so later than the law asks.
    Srp36 "SRP-36" Warning,
    /// An image, document or other file lies in the tree and no page refers to it, so it is not published.
    AssetUnreferenced "asset-unreferenced" Note,
    /// A page says who may see it in a word that names nobody, so editions show it to the
    /// committee alone; or a reader is a client whose id no plan has;
    /// or a plan hides a value by a key that no plan has, so that it hides nothing,
    /// or says who sees what in a shape that can't be read, so that it hides all that it can.
    AudienceUnknown "audience-unknown" Warning,
    /// Lines that begin with a character such as `•` make no list.
    BulletCharacter "bullet-character" Note,
    /// A character that nobody sees stands in the text: a control, an override of direction, a space without width.
    CharacterHidden "character-hidden" Warning,
    /// Two clauses of one page have the same number.
    ClauseNumberTwice "clause-number-twice" Warning,
    /// A client's plan names a contact that it does not have.
    ClientContactUnknown "client-contact-unknown" Warning,
    /// A day in a client's plan does not exist or is not written as year-month-day.
    ClientDate "client-date" Warning,
    /// A length of time in a client's plan is not one such as 15m, 4h, 3d, 10bd or 2w.
    ClientDuration "client-duration" Warning,
    /// Business hours or a time zone in a client's plan can't be read.
    ClientHours "client-hours" Warning,
    /// A client's plan lacks a key without which its page can't be published well.
    ClientKeyMissing "client-key-missing" Warning,
    /// A key of a client's plan stands both in the page and in the file beside it.
    ClientKeyTwice "client-key-twice" Error,
    /// A client's plan has a key that means nothing.
    ClientKeyUnknown "client-key-unknown" Warning,
    /// A telephone number in a client's plan can't be dialled, or is written so that other programs misread it.
    ClientPhone "client-phone" Warning,
    /// A value in a client's plan is not of the kind its key asks for.
    ClientValue "client-value" Warning,
    /// `collections` says who may see a folder or file that is not in the tree, so it hides nothing.
    CollectionMissing "collection-missing" Warning,
    /// A key of `rulebook.yaml` stands twice in one mapping.
    ConfigKeyDuplicate "config-key-duplicate" Warning,
    /// `rulebook.yaml` has a key that means nothing.
    ConfigKeyUnknown "config-key-unknown" Warning,
    /// `rulebook.yaml` is not YAML, or not a mapping.
    ConfigSyntax "config-syntax" Error,
    /// A value in `rulebook.yaml` is not of the kind its key asks for.
    ConfigType "config-type" Warning,
    /// A term has another meaning in another policy, or in the glossary.
    DefinitionDiffers "definition-differs" Warning,
    /// A link leads to a page or file that the edition does not show; readers see its text.
    EditionLink "edition-link" Note,
    /// An edition in `rulebook.yaml` can't be understood: it does not say for whom it is, or its key is
    /// misspelt. Nothing is built, so that nobody is shown more than was meant.
    EditionUnusable "edition-unusable" Error,
    /// Asterisks that were meant as emphasis stand in the text.
    EmphasisOpen "emphasis-open" Warning,
    /// An exception excuses from a requirement that is met or does not apply.
    ExceptionNotNeeded "exception-not-needed" Note,
    /// An exception is to be looked at again later than its kind allows.
    ExceptionReviewLate "exception-review-late" Warning,
    /// An exception excuses nothing: it names no requirement, was not approved in advance, or has no end.
    ExceptionVoid "exception-void" Warning,
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
    /// A block says who may see the page, or that it is a client's plan, and is not front matter: it does
    /// not begin on the first line, or is fenced in another way. Editions leave the page out.
    FrontMatterMisplaced "front-matter-misplaced" Warning,
    /// Front matter is not YAML, or not a mapping.
    FrontMatterSyntax "front-matter-syntax" Error,
    /// Front matter is TOML between `+++` lines, which is not read.
    FrontMatterToml "front-matter-toml" Warning,
    /// A value in front matter is not of the kind its key asks for.
    FrontMatterType "front-matter-type" Warning,
    /// Front matter begins with `---` and has no line that ends it.
    FrontMatterUnclosed "front-matter-unclosed" Error,
    /// An entry of `glossary.yaml` has a key that means nothing.
    GlossaryKeyUnknown "glossary-key-unknown" Warning,
    /// An entry of `glossary.yaml` names a policy that does not exist.
    GlossaryPolicyMissing "glossary-policy-missing" Warning,
    /// `glossary.yaml` is not YAML, or not a mapping.
    GlossarySyntax "glossary-syntax" Error,
    /// Two entries of `glossary.yaml` have one name, or a key of one stands twice.
    GlossaryTermTwice "glossary-term-twice" Warning,
    /// An entry of `glossary.yaml` has no meaning, or a value that is not of the kind its key asks for.
    GlossaryType "glossary-type" Warning,
    /// A heading has no words.
    HeadingEmpty "heading-empty" Warning,
    /// A heading is more than one level below the one before it.
    HeadingSkip "heading-skip" Note,
    /// A line of `#` and a title lacks the space between them, so it is no heading.
    HeadingSpace "heading-space" Warning,
    /// A page has several headings of level 1.
    HeadingTitles "heading-titles" Note,
    /// A heading stands twice in one place of a page.
    HeadingTwice "heading-twice" Note,
    /// Raw HTML that a page may not contain was removed.
    HtmlRemoved "html-removed" Warning,
    /// A comment that ignores a finding does not say why.
    IgnoreReasonMissing "ignore-reason-missing" Warning,
    /// A comment ignores findings that there are not, or names no rule.
    IgnoreUnused "ignore-unused" Warning,
    /// A picture has no description, or one that describes nothing.
    ImageAlt "image-alt" Note,
    /// An image refers to a file that does not exist.
    ImageMissing "image-missing" Warning,
    /// A word mixes letters of two scripts that look alike.
    LettersMixed "letters-mixed" Warning,
    /// The target of a link is an address that lacks its scheme, or has a misspelt one.
    LinkAddress "link-address" Warning,
    /// A link leads to a page that exists, at a heading that does not.
    LinkAnchorMissing "link-anchor-missing" Warning,
    /// A link differs from the file or heading it means by letter case only; it breaks on other systems.
    LinkCaseDiffers "link-case-differs" Warning,
    /// A sentence such as "can be found here" has no link.
    LinkForgotten "link-forgotten" Warning,
    /// A link climbs out of the content folder.
    LinkLeavesTree "link-leaves-tree" Warning,
    /// A link has a scheme that can run script; it was removed.
    LinkSchemeUnsafe "link-scheme-unsafe" Warning,
    /// A space between `[text]` and `(target)` makes it no link.
    LinkSpace "link-space" Warning,
    /// A relative link leads to no page and no file.
    LinkTargetMissing "link-target-missing" Warning,
    /// The text of a link says nothing of where it leads.
    LinkText "link-text" Note,
    /// An item of an alphabetical list of links stands in the wrong place.
    ListOrder "list-order" Note,
    /// The markers of an unfinished merge stand in a page.
    MergeConflict "merge-conflict" Error,
    /// A name that an edition replaces was left: in an address, in the name of a file, in a
    /// drawing or an attribute of HTML, as initials, or in another spelling.
    NameLeft "name-left" Note,
    /// Quotes, lists or emphasis are nested deeper than can be shown; the deepest levels are flattened.
    NestingTooDeep "nesting-too-deep" Warning,
    /// A section says `None` and lists something.
    NoneBeside "none-beside" Note,
    /// An entry of `not_required` leaves nothing out: no such requirement, no clause cited, or no need.
    NotRequiredVoid "not-required-void" Warning,
    /// Two pages have one address, or a page has the address of a generated page.
    PageAddressTaken "page-address-taken" Error,
    /// A policy names a person where a role is meant.
    PersonNamed "person-named" Note,
    /// A gap that a template left is not filled in.
    Placeholder "placeholder" Warning,
    /// Two policies have one `id`.
    PolicyIdTaken "policy-id-taken" Warning,
    /// No page links to a policy, in a tree whose pages link to each other.
    PolicyOrphan "policy-orphan" Note,
    /// The tree has hand-made A-Z lists, and none of them names this policy.
    PolicyUnlisted "policy-unlisted" Warning,
    /// An old address leads out of the site or can't be stored as a file.
    RedirectAddressUnusable "redirect-address-unusable" Warning,
    /// An old address is already the address of something else.
    RedirectTaken "redirect-taken" Warning,
    /// `related`, `supersedes` or `superseded_by` names no policy.
    RelatedMissing "related-missing" Warning,
    /// A page has hardly any words, and nothing else.
    Stub "stub" Note,
    /// A symbolic link was not followed.
    SymlinkSkipped "symlink-skipped" Warning,
    /// A row of a table has more or fewer cells than its head.
    TableColumns "table-columns" Warning,
    /// A template of the project does not compile or fails on a page.
    TemplateBroken "template-broken" Error,
    /// Several policies use an abbreviation that nothing explains.
    TermUndefined "term-undefined" Note,
    /// No page uses a term of `glossary.yaml`.
    TermUnused "term-unused" Note,
    /// Two policies say the same.
    TextTwice "text-twice" Warning,
    /// A file in the project's `themes` folder replaces nothing in the theme.
    ThemeFileUnknown "theme-file-unknown" Warning,
    /// A duty leaves open what it asks for: "must ... where appropriate".
    WordingVague "wording-vague" Note,
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
