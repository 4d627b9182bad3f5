//! The service: what it is, where data goes, how it looks.

use super::{Page, text};
use crate::parse::client::Located;
use crate::render::draw::{Flow, flows};
use crate::srp::Clause;

impl Page<'_> {
    pub(super) fn service(&mut self) {
        self.open("Service", "The service");
        let service = &self.plan.service;
        if let Some(description) = text(&service.description) {
            self.html.raw("<p>").text(description).raw("</p>");
        }
        self.html.raw("<dl class=\"plain\">");
        self.fact("Architecture", text(&service.architecture));
        let lists: [(&'static str, &[Located<String>]); 3] = [
            ("Environments", &service.environments),
            ("Components", &service.components),
            ("Depends on", &service.dependencies),
        ];
        for (name, values) in lists {
            let values: Vec<&str> = values.iter().map(|value| value.value.as_str()).collect();
            self.fact(name, Some(&values.join(", ")));
        }
        let ratings = [
            ("Business value", &service.business_value),
            ("Customer impact", &service.customer_impact),
        ];
        for (name, rating) in ratings {
            self.fact(name, rating.as_ref().map(|rating| rating.value.word()));
        }
        self.html.raw("</dl>");
        self.prose(&[Clause::Service]);
        self.flows();
        self.diagrams();
        self.close();
    }

    fn flows(&mut self) {
        let plan = self.plan;
        if plan.service.data_flows.is_empty() {
            return;
        }
        let part =
            |value: &'_ Option<Located<String>>| -> String { text(value).unwrap_or("").to_owned() };
        self.html.raw("<h3>Data flows</h3>");
        let owned: Vec<[String; 5]> = plan
            .service
            .data_flows
            .iter()
            .map(|flow| [&flow.from, &flow.to, &flow.data, &flow.class, &flow.protection].map(part))
            .collect();
        let drawn: Vec<Flow<'_>> = owned
            .iter()
            .map(|[from, to, data, class, protection]| Flow { from, to, data, class, protection })
            .collect();
        if let Some(drawn) = flows("flows", &drawn) {
            self.html.raw("<div class=\"figure-scroll\" role=\"region\" aria-label=\"Data flows, drawn\" tabindex=\"0\">");
            self.html.markup(&drawn.0).raw("</div>");
        }
        self.html.raw("<ol class=\"figure-key\">");
        for [from, to, data, class, protection] in &owned {
            let named =
                |name: &str| if name.is_empty() { "not named".to_owned() } else { name.to_owned() };
            self.html
                .raw("<li><div><b>")
                .text(&named(from))
                .raw(" to ")
                .text(&named(to))
                .raw("</b><span>");
            let details: Vec<&str> = [data, class, protection]
                .into_iter()
                .map(String::as_str)
                .filter(|part| !part.is_empty())
                .collect();
            self.html.text(&details.join("; ")).raw("</span></div></li>");
        }
        self.html.raw("</ol>");
    }

    fn diagrams(&mut self) {
        let view = self.view;
        let client = view.site.client(self.id);
        for (diagram, asset) in self.plan.service.diagrams.iter().zip(&client.diagrams) {
            let alt = text(&diagram.alt).unwrap_or("");
            if let Some(asset) = asset {
                let asset = view.site.asset(*asset);
                let href = self.route.href_to_file(&asset.out);
                self.html
                    .raw("<figure class=\"diagram\"><img src=")
                    .value(href.as_str())
                    .raw(" alt=")
                    .value(alt);
                self.html
                    .raw(" loading=\"lazy\"><figcaption>")
                    .text(alt)
                    .raw("</figcaption></figure>");
            } else if let Some(file) = text(&diagram.file) {
                self.html
                    .raw("<p class=\"missing-data\">There is no diagram ")
                    .text(file)
                    .raw(".</p>");
            }
            if let Some(mermaid) = text(&diagram.mermaid) {
                self.html.raw("<figure class=\"diagram\"><pre tabindex=\"0\"><code>").text(mermaid);
                self.html.raw("</code></pre><figcaption>").text(alt).raw("</figcaption></figure>");
            }
        }
    }
}
