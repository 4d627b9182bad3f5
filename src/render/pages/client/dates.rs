//! What falls due for the client: a line with today on it, and the same as a list.

use super::Page;
use crate::render::draw::{Event, calendar};
use crate::render::standing::{Standing, distance};
use crate::srp::Due;

impl Page<'_> {
    /// Writes what falls due, when there is anything.
    pub(super) fn dates(&mut self) {
        let view = self.view;
        let dues: Vec<&Due> =
            view.compliance.dates.iter().filter(|due| due.client == self.id).collect();
        if dues.is_empty() {
            return;
        }
        self.open("Dates", "Key dates");
        let names: Vec<String> = dues.iter().map(|due| name(due)).collect();
        let events = dues.iter().zip(&names).map(|(due, what)| Event { day: due.day, what });
        if let Some(drawn) = calendar("dates", view.today, &events.collect::<Vec<_>>()) {
            self.html.raw("<div class=\"figure-scroll\" role=\"group\" aria-labelledby=\"Dates\" tabindex=\"0\">");
            self.html.markup(&drawn.0).raw("</div>");
        }
        self.html.raw("<ul class=\"when\">");
        for (due, name) in dues.iter().zip(&names) {
            let state = Standing::of(due.day, view.today).state();
            self.html.raw("<li><span class=").value(&format!("st {state}")).raw(">");
            self.html.text(&due.day.in_words()).raw("</span> <span>").text(name);
            self.html.raw("</span> <small>").text(&distance(view.today.days_until(due.day)));
            self.html.raw("</small></li>");
        }
        self.html.raw("</ul>");
        self.close();
    }
}

fn name(due: &Due) -> String {
    match due.about.as_str() {
        "" => due.kind.in_words().to_owned(),
        about => format!("{}: {about}", due.kind.in_words()),
    }
}
