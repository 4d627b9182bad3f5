//! Contexts as the engine reads them: field by field, without being copied first.

use crate::render::context::{
    About, Assets, AzEntry, AzGroup, AzPage, BackLink, BackLinkGroup, BackLinks, CallSheetContext,
    ComposedPage, Content, Fact, Front, GlossaryGroup, GlossaryPage, GlossaryTerm, HandbookPage,
    HandbookPart, Head, Html, Items, LeadsTo, Letter, Listed, Markup, NavItem, Noted, Notice,
    PageContext, Plans, PolicyPage, RedirectContext, Ref, Relations, Report, Review, Reviews,
    SectionCard, SectionPage, Sidebar, SiteInfo, StateCount, VolumeCard,
};
use minijinja::Value;
use minijinja::value::{Enumerator, Object, ObjectRepr};
use std::fmt;
use std::fmt::Debug;
use std::sync::Arc;

/// What the engine can be handed.
pub(super) trait ToValue {
    fn to_value(&self) -> Value;
}

impl ToValue for Arc<str> {
    fn to_value(&self) -> Value {
        Value::from(Self::clone(self))
    }
}

impl ToValue for Html {
    fn to_value(&self) -> Value {
        Value::from_dyn_object(Arc::clone(&self.0))
    }
}

/// Markup is handed over as it is; the engine's own safe strings would copy a whole page.
impl Object for Markup {
    fn is_true(self: &Arc<Self>) -> bool {
        !self.0.is_empty()
    }

    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl ToValue for String {
    fn to_value(&self) -> Value {
        Value::from(self.as_str())
    }
}

impl<T: ToValue> ToValue for Option<T> {
    fn to_value(&self) -> Value {
        self.as_ref().map_or(Value::from(()), ToValue::to_value)
    }
}

impl<T: Object + 'static> ToValue for Arc<T> {
    fn to_value(&self) -> Value {
        Value::from_dyn_object(Self::clone(self))
    }
}

macro_rules! plain {
    ($($type:ty),+) => {
        $(impl ToValue for $type {
            fn to_value(&self) -> Value {
                Value::from(*self)
            }
        })+
    };
}

plain!(bool, u8, u32, usize, &'static str);

impl<T: Object + 'static> Object for Items<T> {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Seq
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.0.get(key.as_usize()?).map(ToValue::to_value)
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Seq(self.0.len())
    }
}

/// Makes the fields of a context readable by name; `in` names a part whose fields count as its own.
macro_rules! readable {
    ($type:ident { $($name:literal: $field:ident),+ $(,)? } $(in $part:ident)?) => {
        impl $type {
            fn field(&self, name: &str) -> Option<Value> {
                match name {
                    $($name => Some(self.$field.to_value()),)+
                    _ => readable!(@part self name $($part)?),
                }
            }
        }

        impl Object for $type {
            fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
                self.field(key.as_str()?)
            }

            fn get_value_by_str(self: &Arc<Self>, key: &str) -> Option<Value> {
                self.field(key)
            }

            fn enumerate(self: &Arc<Self>) -> Enumerator {
                Enumerator::Str(&[$($name),+])
            }
        }
    };
    (@part $self:ident $name:ident) => { None };
    (@part $self:ident $name:ident $part:ident) => { $self.$part.field($name) };
}

readable!(SiteInfo {
    "title": title,
    "brand": brand,
    "lang": lang,
    "policies": policies,
    "handbook": handbook,
    "report": report,
});
readable!(Assets {
    "css": css,
    "front_css": front_css,
    "plan_css": plan_css,
    "registers_css": registers_css,
    "handbook_css": handbook_css,
    "search_css": search_css,
    "theme_js": theme_js,
    "portal_js": portal_js,
    "search_js": search_js,
    "not_found_js": not_found_js,
    "icon": icon,
});
readable!(PageContext { "root": root, "lang": lang, "nav": nav, "page": page });
readable!(RedirectContext { "target": target, "title": title, "canonical": canonical });
readable!(Ref { "title": title, "href": href });
readable!(NavItem { "title": title, "href": href, "current": current });
readable!(Head {
    "title": title,
    "description": description,
    "canonical": canonical,
    "robots": robots,
    "crumbs": crumbs,
    "lede": lede,
    "about": about,
});
readable!(About { "kind": kind, "data": data, "twin": twin, "edit": edit, "report": report });
readable!(HandbookPage {
    "total": total,
    "volumes": volumes,
    "contents": contents,
    "control": control,
    "parts": parts,
} in head);
readable!(VolumeCard { "title": title, "href": href, "policies": policies, "is_there": is_there });
readable!(HandbookPart {
    "id": id,
    "href": href,
    "title": title,
    "lang": lang,
    "section": section,
    "lede": lede,
    "facts": facts,
    "notices": notices,
    "body": body,
});
readable!(PolicyPage {
    "facts": facts,
    "notices": notices,
    "aliases": aliases,
    "body": body,
    "words": words,
    "minutes": minutes,
    "toc": toc,
    "sidebar": sidebar,
    "related": related,
    "backlinks": backlinks,
    "previous": previous,
    "next": next,
} in head);
readable!(Fact {
    "label": label,
    "value": value,
    "note": note,
    "href": href,
    "state": state,
    "day": day,
    "counts": counts,
});
readable!(Notice { "class": class, "title": title, "text": text, "link": link });
readable!(Sidebar { "title": title, "href": href, "total": total, "items": items, "hidden": hidden });
readable!(Listed {
    "title": title,
    "href": href,
    "summary": summary,
    "type": document_type,
    "status": status,
    "state": state,
    "review": review,
});
readable!(Review { "state": state, "text": text });
readable!(Reviews { "dated": dated, "undated": undated, "bar": bar, "parts": parts });
readable!(StateCount { "state": state, "number": number, "words": words, "title": title });
readable!(Noted { "title": title, "href": href, "note": note, "state": state });
readable!(Front { "report": report, "plans": plans });
readable!(Report { "phone": phone, "dial": dial, "policy": policy });
readable!(Plans {
    "href": href,
    "total": total,
    "open": open,
    "compliance": compliance,
    "ending": ending,
    "ended": ended,
    "exceptions": exceptions,
    "late": late,
    "dates": dates,
});
readable!(Relations { "figure": figure, "leads": leads });
readable!(LeadsTo { "title": title, "href": href, "to": to });
readable!(BackLinks { "total": total, "groups": groups });
readable!(BackLinkGroup { "title": title, "total": total, "shown": shown, "rest": rest });
readable!(BackLink {
    "title": title,
    "href": href,
    "section": section,
    "before": before,
    "mark": mark,
    "after": after,
});
readable!(ComposedPage {
    "class": class,
    "facts": facts,
    "notices": notices,
    "body": body,
    "toc": toc,
    "backlinks": backlinks,
    "previous": previous,
    "next": next,
} in head);
readable!(CallSheetContext {
    "lang": lang,
    "title": title,
    "style": style,
    "policy": policy,
    "body": body,
});
readable!(SectionPage {
    "body": body,
    "toc": toc,
    "sections": sections,
    "policies": policies,
    "is_rest": is_rest,
    "total": total,
    "sidebar": sidebar,
    "letters": letters,
    "reviews": reviews,
    "relations": relations,
    "front": front,
    "recent": recent,
    "due": due,
} in head);
readable!(SectionCard {
    "title": title,
    "href": href,
    "summary": summary,
    "policies": policies,
    "first": first,
});
readable!(AzPage {
    "total": total,
    "letters": letters,
    "groups": groups,
    "reviews": reviews,
    "recent": recent,
    "due": due,
    "owners": owners,
} in head);
readable!(Letter { "letter": letter, "href": href, "active": active });
readable!(AzGroup { "letter": letter, "id": id, "entries": entries });
readable!(AzEntry {
    "title": title,
    "href": href,
    "summary": summary,
    "section": section,
    "see": see,
    "owner": owner,
    "version": version,
    "review": review,
});

readable!(GlossaryPage { "total": total, "letters": letters, "groups": groups } in head);
readable!(GlossaryGroup { "letter": letter, "id": id, "terms": terms });
readable!(GlossaryTerm {
    "term": term,
    "id": id,
    "meaning": meaning,
    "also": also,
    "source": source,
    "local": is_local,
    "policies": policies,
});

impl ToValue for Content {
    fn to_value(&self) -> Value {
        match self {
            Self::Policy(page) => page.to_value(),
            Self::Section(page) => page.to_value(),
            Self::Az(page) => page.to_value(),
            Self::Glossary(page) => page.to_value(),
            Self::Composed(page) => page.to_value(),
            Self::Handbook(page) => page.to_value(),
            Self::NotFound(page) => page.to_value(),
        }
    }
}

/// A list of texts.
impl ToValue for Arc<[Arc<str>]> {
    fn to_value(&self) -> Value {
        self.iter().map(|text| Value::from(Arc::clone(text))).collect()
    }
}

/// Returns a context as a value.
pub(super) fn value_of<T: Object + Debug + 'static>(context: &Arc<T>) -> Value {
    context.to_value()
}
