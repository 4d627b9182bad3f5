//! Values with a form of their own: telephone numbers, people, lists of records, tables.

use crate::diag::Code;
use crate::parse::client::field::{Field, Kind, Located, PlanReader};
use crate::text::span::Span;
use crate::yaml::{Node, Value};

/// A telephone number.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Phone {
    /// As it is shown.
    pub shown: String,
    /// As it is dialled, `+442079460150`, when it is a whole international number or a national one
    /// with a leading zero.
    pub dialled: Option<String>,
}

impl Phone {
    /// Reads a number as people write it: `+44 20 7946 0150`, `(0113) 496-0101`, `00 44 …`.
    pub(crate) fn new(text: &str) -> Self {
        let shown = text.trim().to_owned();
        let is_written = |c: char| c.is_ascii_digit() || " +-.()/\u{a0}\u{2011}".contains(c);
        // The zero that is not dialled from abroad: +44 (0)20.
        let plain = shown.replace("(0)", "");
        let digits: String = plain.chars().filter(char::is_ascii_digit).collect();
        let is_number = shown.chars().all(is_written) && (7..=15).contains(&digits.len());
        let dialled = is_number.then(|| {
            match (plain.trim_start().starts_with('+'), digits.strip_prefix("00")) {
                (true, _) => format!("+{digits}"),
                (false, Some(rest)) => format!("+{rest}"),
                (false, None) => digits.clone(),
            }
        });
        let dialled = dialled.filter(|number| number.starts_with(['+', '0']));
        Self { shown, dialled }
    }
}

impl Field for Option<Located<Phone>> {
    const KIND: Kind = Kind::Phone;

    fn read(reader: &mut PlanReader<'_>, key: &str, _: Span, node: &Node) -> Self {
        let text = reader.text(key, node)?;
        let phone = Phone::new(&text.value);
        let is_yaml_number = text.value.chars().all(|c| c.is_ascii_digit() || c == '+');
        if phone.dialled.is_none() {
            let message = format!("`{}` is not a telephone number", text.value);
            let help = "write it with its country code, such as \"+44 20 7946 0150\"";
            reader.report(Code::ClientPhone, text.at.span, message, help);
        } else if is_yaml_number && reader.is_plain(node) {
            let message = format!("the telephone number {} is not quoted", text.value);
            let help = format!("write \"{}\": other YAML readers take it for a number", text.value);
            reader.report(Code::ClientPhone, text.at.span, message, &help);
        }
        Some(Located { value: phone, at: text.at })
    }
}

/// A record that can stand in lists.
pub(crate) trait Record: Field {
    /// Its keys.
    const ITEM: Kind;
}

impl<R: Record> Field for Vec<R> {
    const KIND: Kind = R::ITEM;

    fn read(reader: &mut PlanReader<'_>, key: &str, span: Span, node: &Node) -> Self {
        match &node.value {
            Value::List(items) => {
                items.iter().map(|item| R::read(reader, key, start(item, span), item)).collect()
            }
            Value::Map(pairs) if pairs.is_empty() => Vec::new(),
            Value::Null | Value::Scalar(_) | Value::Map(_) => {
                let message = format!("`{key}` should be a list");
                reader.refuse(Code::ClientValue, span, message, "begin each item with `- `");
                Vec::new()
            }
        }
    }
}

/// Returns where an item of a list begins: block mappings have no place but that of their first key.
fn start(item: &Node, list: Span) -> Span {
    match &item.value {
        Value::Map(pairs) => pairs.first().map_or(item.span, |(key, _)| key.span),
        Value::Null | Value::Scalar(_) | Value::List(_) if item.span != Span::default() => {
            item.span
        }
        Value::Null | Value::Scalar(_) | Value::List(_) => list,
    }
}

/// A mapping from names of the author's own.
impl Field for Vec<(Located<String>, Located<String>)> {
    const KIND: Kind = Kind::Pairs;

    fn read(reader: &mut PlanReader<'_>, key: &str, _: Span, node: &Node) -> Self {
        let pairs = reader.pairs(key, node);
        let read = pairs.into_iter().map(|(name, value)| {
            let is_empty = match &value.value {
                Value::Null => true,
                Value::Scalar(text) => text.trim().is_empty(),
                Value::List(_) | Value::Map(_) => false,
            };
            // A name without a text is there to be judged, which tells what is wrong with it.
            let text = if is_empty { None } else { reader.text(&name.value, value) };
            let name = Located { at: reader.at(name.span), value: name.value };
            let text = text.unwrap_or(Located { value: String::new(), at: name.at.clone() });
            (name, text)
        });
        read.collect()
    }
}

impl Field for Vec<(Located<String>, Vec<Located<String>>)> {
    const KIND: Kind = Kind::Lists;

    fn read(reader: &mut PlanReader<'_>, key: &str, span: Span, node: &Node) -> Self {
        let pairs = reader.pairs(key, node);
        let read = pairs.into_iter().map(|(name, value)| {
            let texts = Field::read(reader, &name.value, span, value);
            (Located { at: reader.at(name.span), value: name.value }, texts)
        });
        read.collect()
    }
}

/// One row of a table of risk against impact: the risk, and for each impact the severity.
pub(crate) type Row = (Located<String>, Vec<(Located<String>, Located<String>)>);

impl Field for Vec<Row> {
    const KIND: Kind = Kind::Matrix;

    fn read(reader: &mut PlanReader<'_>, key: &str, span: Span, node: &Node) -> Self {
        let pairs = reader.pairs(key, node);
        let read = pairs.into_iter().map(|(name, value)| {
            let cells = Field::read(reader, &name.value, span, value);
            (Located { at: reader.at(name.span), value: name.value }, cells)
        });
        read.collect()
    }
}
