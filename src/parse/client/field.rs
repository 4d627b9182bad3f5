//! How keys are declared and read: [`Field`], the kinds of value, and the macro that makes a record.
//!
//! A record is declared once. Its declaration gives the struct, the reader that reports unknown keys
//! and wrong types at their place, and the [`Key`] table from which the reference, the template and the
//! JSON Schema are made; so they can't disagree.

use crate::clock::{Duration, Hours, Meaning, Zone};
use crate::date::Date;
use crate::diag::{Code, Location, Reporter};
use crate::parse::client::schema::PAGE_KEYS;
use crate::place::SourcePath;
use crate::text::nearest::nearest;
use crate::text::span::Span;
use crate::yaml::{Node, Placed, Reader, Value};
use std::borrow::Cow;

/// A value and where it was written, file included: a plan may stand in two files.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Located<T> {
    /// The value.
    pub value: T,
    /// Where it was written.
    pub at: Location,
}

/// One key of a plan.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Key {
    /// Its name, lower case, `_` between words.
    pub name: &'static str,
    /// What its value is.
    pub kind: Kind,
    /// The requirements that ask for it, such as `SRP-12 SRP-13`; empty when none does.
    pub asked_by: &'static str,
    /// What it means, in a sentence.
    pub doc: &'static str,
}

/// What the value of a key is.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    /// A whole number.
    Number,
    /// Text.
    Text,
    /// A list of texts; one text is a list of one.
    Texts,
    /// `true` or `false`.
    Flag,
    /// A day.
    Date,
    /// A length of time such as `4h`; `m` is minutes.
    Duration,
    /// A length of time such as `12m`; `m` is months.
    Interval,
    /// Weekdays and hours.
    Hours,
    /// A time zone of the IANA database.
    Zone,
    /// A telephone number.
    Phone,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// A mapping from names of the author's own to texts.
    Pairs,
    /// A mapping from names to lists of texts.
    Lists,
    /// A mapping of mappings from names to texts.
    Matrix,
    /// A person: a mapping with these keys, or a name alone.
    Person(&'static [Key]),
    /// A mapping with these keys.
    Record(&'static [Key]),
    /// A list of mappings with these keys.
    Records(&'static [Key]),
}

/// A value that a key can have.
pub(crate) trait Field: Default {
    /// What it is, for the reference.
    const KIND: Kind;

    /// Reads the value of `key`, which stands at `span`. What can't be read is reported and left out.
    fn read(reader: &mut PlanReader<'_>, key: &str, span: Span, node: &Node) -> Self;
}

/// Reads the values of one file's plan.
pub(crate) struct PlanReader<'a> {
    yaml: Reader<'a>,
    text: &'a str,
    /// Whether keys of ordinary pages may stand beside those of the plan.
    is_page: bool,
    /// Whether anything could not be read.
    pub(super) is_broken: bool,
}

impl<'a> PlanReader<'a> {
    pub(super) fn new(file: &'a SourcePath, text: &'a str, out: &'a mut Reporter) -> Self {
        let yaml = Reader { file, out, type_code: Code::ClientValue };
        Self { yaml, text, is_page: file.is_page(), is_broken: false }
    }

    /// Returns a place in the file being read.
    pub(super) fn at(&self, span: Span) -> Location {
        Location { file: self.yaml.file.clone(), span }
    }

    /// Reports a fault that leaves the plan readable.
    pub(super) fn report(&mut self, code: Code, span: Span, message: String, help: &str) {
        self.yaml.report(code, span, message, help);
    }

    /// Reports a value that can't be read.
    pub(super) fn refuse(&mut self, code: Code, span: Span, message: String, help: &str) {
        self.is_broken = true;
        self.report(code, span, message, help);
    }

    /// Returns whether the value is written without quotes.
    pub(super) fn is_plain(&self, node: &Node) -> bool {
        let written = self.text.get(node.span.range()).unwrap_or("");
        !written.starts_with(['"', '\'', '|', '>', '&', '*', '!'])
    }

    fn located<T>(&mut self, read: Option<Placed<T>>) -> Option<Located<T>> {
        self.is_broken |= read.is_none();
        read.map(|placed| Located { value: placed.value, at: self.at(placed.span) })
    }

    /// Reads a text.
    pub(super) fn text(&mut self, key: &str, node: &Node) -> Option<Located<String>> {
        let read = self.yaml.text(key, node);
        self.located(read)
    }

    /// Reads a text by a parser that says what is wrong with it.
    fn parsed<T>(
        &mut self,
        key: &str,
        node: &Node,
        code: Code,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> Option<Located<T>> {
        let text = self.text(key, node)?;
        match parse(&text.value) {
            Ok(value) => Some(Located { value, at: text.at }),
            Err(reason) => {
                let help = format!("correct the value of `{key}`, or leave the key out");
                self.refuse(code, text.at.span, reason, &help);
                None
            }
        }
    }

    /// Returns the pairs of a mapping, with the name of each key folded.
    pub(super) fn pairs<'n>(
        &mut self,
        key: &str,
        node: &'n Node,
    ) -> Vec<(Placed<String>, &'n Node)> {
        let key = if key.is_empty() { "the plan" } else { key };
        self.is_broken |= !matches!(node.value, Value::Map(_) | Value::Null);
        self.yaml.pairs(key, node, Code::FrontMatterKeyDuplicate)
    }

    /// Reports a key that means nothing here.
    pub(super) fn unknown(&mut self, record: &str, name: &Placed<String>, keys: &[Key]) {
        if record.is_empty() && self.is_page && PAGE_KEYS.contains(&&*fold(&name.value)) {
            return;
        }
        let known = keys.iter().map(|key| key.name);
        let place =
            if record.is_empty() { "a client plan".to_owned() } else { format!("`{record}`") };
        let message = format!("`{}` is not a key of {place}", name.value);
        let help = match (&*name.value, nearest(&fold(&name.value), known)) {
            ("on" | "off" | "yes" | "no" | "y" | "n", _) => {
                let instead: Vec<&str> = keys.iter().map(|key| key.name).collect();
                let instead = instead.join(", ");
                format!(
                    "many YAML readers take this word for true or false; the keys here are {instead}"
                )
            }
            (_, Some(near)) => format!("did you mean `{near}`?"),
            (_, None) if record.is_empty() => "remove it, or correct its spelling".to_owned(),
            (_, None) => {
                let known: Vec<&str> = keys.iter().map(|key| key.name).collect();
                format!("the keys here are {}", known.join(", "))
            }
        };
        self.report(Code::ClientKeyUnknown, name.span, message, &help);
    }
}

/// Folds the spellings of one key: lower case, `_` for `-` and spaces.
pub(crate) fn fold(key: &str) -> Cow<'_, str> {
    if key.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_') {
        return Cow::Borrowed(key);
    }
    Cow::Owned(key.trim().to_lowercase().replace(['-', ' '], "_"))
}

impl Field for Option<Located<String>> {
    const KIND: Kind = Kind::Text;

    fn read(reader: &mut PlanReader<'_>, key: &str, _: Span, node: &Node) -> Self {
        reader.text(key, node)
    }
}

impl Field for Vec<Located<String>> {
    const KIND: Kind = Kind::Texts;

    fn read(reader: &mut PlanReader<'_>, key: &str, _: Span, node: &Node) -> Self {
        let texts = reader.yaml.texts(key, node);
        texts.into_iter().filter_map(|text| reader.located(Some(text))).collect()
    }
}

impl Field for Option<Located<bool>> {
    const KIND: Kind = Kind::Flag;

    fn read(reader: &mut PlanReader<'_>, key: &str, _: Span, node: &Node) -> Self {
        let read = reader.yaml.flag(key, node);
        reader.located(read)
    }
}

impl Field for Option<Located<i64>> {
    const KIND: Kind = Kind::Number;

    fn read(reader: &mut PlanReader<'_>, key: &str, _: Span, node: &Node) -> Self {
        let read = reader.yaml.number(key, node);
        reader.located(read)
    }
}

impl Field for Option<Located<Date>> {
    const KIND: Kind = Kind::Date;

    fn read(reader: &mut PlanReader<'_>, key: &str, _: Span, node: &Node) -> Self {
        let read = reader.yaml.date(key, node, Code::ClientDate);
        reader.located(read)
    }
}

impl Field for Option<Located<Duration>> {
    const KIND: Kind = Kind::Duration;

    fn read(reader: &mut PlanReader<'_>, key: &str, _: Span, node: &Node) -> Self {
        reader
            .parsed(key, node, Code::ClientDuration, |text| Duration::parse(text, Meaning::Minutes))
    }
}

/// A length of time between reviews or exercises, in which `m` is months.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Interval(pub Duration);

impl Field for Option<Located<Interval>> {
    const KIND: Kind = Kind::Interval;

    fn read(reader: &mut PlanReader<'_>, key: &str, _: Span, node: &Node) -> Self {
        reader.parsed(key, node, Code::ClientDuration, |text| {
            Duration::parse(text, Meaning::Months).map(Interval)
        })
    }
}

impl Field for Option<Located<Hours>> {
    const KIND: Kind = Kind::Hours;

    fn read(reader: &mut PlanReader<'_>, key: &str, _: Span, node: &Node) -> Self {
        reader.parsed(key, node, Code::ClientHours, Hours::parse)
    }
}

impl Field for Option<Located<Zone>> {
    const KIND: Kind = Kind::Zone;

    fn read(reader: &mut PlanReader<'_>, key: &str, _: Span, node: &Node) -> Self {
        reader.parsed(key, node, Code::ClientHours, Zone::parse)
    }
}

/// Declares an enum of words, read in any case, with `-` for `_` and spaces.
macro_rules! choice {
    ($(#[doc = $doc:literal])* $name:ident { $($(#[doc = $variant_doc:literal])* $variant:ident $word:literal $(| $other:literal)*,)+ }) => {
        $(#[doc = $doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
        pub(crate) enum $name {
            $($(#[doc = $variant_doc])* $variant,)+
        }

        #[allow(dead_code, reason = "not every word is shown again")]
        impl $name {
            /// The words, in the order of the enum.
            pub(crate) const WORDS: &'static [&'static str] = &[$($word,)+];

            /// Returns the word.
            pub(crate) fn word(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)+
                }
            }
        }

        impl $crate::parse::client::field::Field
            for Option<$crate::parse::client::field::Located<$name>>
        {
            const KIND: $crate::parse::client::field::Kind =
                $crate::parse::client::field::Kind::Choice($name::WORDS);

            fn read(
                reader: &mut $crate::parse::client::field::PlanReader<'_>,
                key: &str,
                _: $crate::text::span::Span,
                node: &$crate::yaml::Node,
            ) -> Self {
                reader.choice(key, node, &[$(($word, $name::$variant), $(($other, $name::$variant),)*)+])
            }
        }
    };
}

impl PlanReader<'_> {
    /// Reads one of these words.
    pub(super) fn choice<T: Copy>(
        &mut self,
        key: &str,
        node: &Node,
        words: &[(&str, T)],
    ) -> Option<Located<T>> {
        let read = self.yaml.choice(key, node, words);
        if let (Some(read), Value::Scalar(written)) = (&read, &node.value)
            && written.contains('/')
        {
            let message = format!("`{written}` is written `24x7` here");
            self.report(Code::ClientValue, read.span, message, "replace the stroke by an `x`");
        }
        self.located(read)
    }
}

/// Declares a record: its struct, its reader and its table of keys.
macro_rules! record {
    ($(#[doc = $doc:literal])* $name:ident {
        $($key:literal $field:ident: $type:ty, $asked_by:literal, $key_doc:literal;)+
    }) => {
        $(#[doc = $doc])*
        #[derive(Clone, PartialEq, Eq, Debug, Default)]
        pub(crate) struct $name {
            /// Where it begins: its key, or the first character of a list's item.
            pub at: Option<$crate::diag::Location>,
            /// The keys that are written, known ones only, and where.
            pub keys: Vec<(&'static str, $crate::diag::Location)>,
            $(#[doc = $key_doc] pub $field: $type,)+
        }

        #[allow(dead_code, reason = "not every record is pointed at, or put together from two files")]
        impl $name {
            /// Its keys, in the order of the reference.
            pub(crate) const KEYS: &'static [$crate::parse::client::field::Key] = &[
                $($crate::parse::client::field::Key {
                    name: $key,
                    kind: <$type as $crate::parse::client::field::Field>::KIND,
                    asked_by: $asked_by,
                    doc: $key_doc,
                },)+
            ];

            /// Returns where a key is written; else where the record begins.
            pub(crate) fn place(&self, key: &str) -> Option<&$crate::diag::Location> {
                let found = self.keys.iter().find(|(name, _)| *name == key);
                found.map(|(_, at)| at).or(self.at.as_ref())
            }

            /// Takes over the value of one key.
            fn take_key(&mut self, other: &mut Self, key: &str) {
                match key {
                    $($key => self.$field = std::mem::take(&mut other.$field),)+
                    _ => {}
                }
            }
        }

        impl $crate::parse::client::field::Field for $name {
            const KIND: $crate::parse::client::field::Kind =
                $crate::parse::client::field::Kind::Record(Self::KEYS);

            fn read(
                reader: &mut $crate::parse::client::field::PlanReader<'_>,
                key: &str,
                span: $crate::text::span::Span,
                node: &$crate::yaml::Node,
            ) -> Self {
                let mut record = Self { at: Some(reader.at(span)), ..Self::default() };
                for (name, value) in reader.pairs(key, node) {
                    match &*$crate::parse::client::field::fold(&name.value) {
                        $($key => {
                            record.keys.push(($key, reader.at(name.span)));
                            if !matches!(value.value, $crate::yaml::Value::Null) {
                                record.$field = $crate::parse::client::field::Field::read(
                                    reader, $key, name.span, value,
                                );
                            }
                        })+
                        _ => reader.unknown(key, &name, Self::KEYS),
                    }
                }
                record
            }
        }
    };
}

pub(super) use {choice, record};
