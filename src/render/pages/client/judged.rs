//! The plan against the policy: requirement by requirement, the exceptions, and the document's own
//! records.

use super::{Page, text};
use crate::date::Date;
use crate::model::client::Record;
use crate::parse::client::Located;
use crate::parse::client::schema::{Approver, ExceptionKind, PersonKeys};
use crate::render::charts::{bar, ring};
use crate::render::judged::{Shown, write_sentence, write_status, write_tally};
use crate::render::labels::spaced;
use crate::render::pages::exceptions::{exception_anchor, write_state};
use crate::render::pages::register::Register;
use crate::srp::{CLAUSES, Clause, Judgement, Level, REQUIREMENTS, Requirement, Tally, Verdict};

impl Page<'_> {
    pub(super) fn compliance(&mut self) {
        self.open("Compliance", "Compliance with our policy");
        let view = self.view;
        self.standing();
        self.html.raw("<p class=\"note\">As of ");
        self.html.text(&view.today.in_words());
        if let Some(policy) = &view.compliance.policy {
            let page = view.site.page(policy.page);
            let href = self.route.href_to(&page.route, None);
            self.html
                .raw(", judged against <a href=")
                .value(href.as_str())
                .raw(">")
                .text(&page.title)
                .raw("</a>");
            if let Some(version) = &page.front().version {
                self.html.raw(", version ").text(&version.value);
            }
        } else {
            self.html.raw(", judged against the built-in summary of a security response plan policy: this portal has no such policy of its own");
        }
        let matrix = self.route.href_to(&Register::Matrix.route(), None);
        self.html.raw(". <a href=").value(matrix.as_str()).raw(">All clients</a></p>");
        for clause in CLAUSES {
            self.clause(*clause);
        }
        self.close();
    }

    /// Writes how many requirements have each status: in all as a ring, by clause as bars.
    fn standing(&mut self) {
        let counts = counted_by_status(self.judgement.verdicts.iter());
        let tally = Tally::of(self.judgement);
        let parts: Vec<(&'static str, usize)> =
            counts.iter().map(|(shown, number)| (shown.class(), *number)).collect();
        let said = counts.iter().map(|(shown, number)| format!("{number} {}", shown.word()));
        let label = format!("Requirements: {}", said.collect::<Vec<_>>().join(", ").to_lowercase());
        let html = &mut self.html;
        html.raw("<div class=\"standing\">");
        ring(&parts, (&(tally.gaps + tally.expired).to_string(), "open"), &label, html);
        html.raw("<div><p class=\"counts\">").text(&tally.to_string()).raw("</p>");
        write_tally(self.judgement, html);
        html.raw("</div><ul class=\"areas\" aria-label=\"Requirements met, by clause\">");
        for clause in CLAUSES {
            let of_clause = of_clause(self.judgement, *clause);
            let counts = counted_by_status(of_clause.iter().map(|(_, verdict)| *verdict));
            let is_asked = |shown: Shown| !{
                matches!(shown, Shown::NotApplicable | Shown::NotJudged | Shown::Withheld)
            };
            let asked = counts.iter().filter(|(shown, _)| is_asked(*shown));
            let of: usize = asked.clone().map(|(_, number)| number).sum();
            let met = asked.clone().find(|(shown, _)| *shown == Shown::Met);
            if counts.is_empty() {
                continue;
            }
            let html = &mut self.html;
            html.raw("<li><a href=").value(&format!("#{}", clause_anchor(*clause))).raw(">");
            html.text(clause.title()).raw("</a>");
            let parts: Vec<(&'static str, usize)> =
                counts.iter().map(|(shown, number)| (shown.class(), *number)).collect();
            bar(&parts, None, html);
            match of {
                0 => html.raw("<span>not asked</span></li>"),
                _ => html
                    .raw("<span>")
                    .number(met.map_or(0, |(_, number)| *number))
                    .raw(" of ")
                    .number(of)
                    .raw("</span></li>"),
            };
        }
        self.html.raw("</ul></div>");
    }

    /// Writes the requirements of one clause.
    fn clause(&mut self, clause: Clause) {
        let of_clause = of_clause(self.judgement, clause);
        if of_clause.is_empty() {
            return;
        }
        self.html.raw("<section class=\"clause\" id=").value(&clause_anchor(clause));
        self.html.raw("><header><h3>");
        match self.view.clause_href(self.route, clause) {
            Some(href) => {
                self.html.raw("<a href=").value(&href).raw(">").text(clause.title()).raw("</a>")
            }
            None => self.html.text(clause.title()),
        };
        self.html.raw("</h3><blockquote>");
        match self.view.quotes.get(clause as usize).and_then(Option::as_ref) {
            Some(quote) => self.html.text(quote),
            None => self.html.text(clause.summary()),
        };
        self.html.raw("</blockquote></header><ul class=\"verdicts\">");
        for (requirement, verdict) in of_clause {
            self.verdict(requirement, verdict);
        }
        self.html.raw("</ul></section>");
    }

    fn verdict(&mut self, requirement: &Requirement, verdict: &Verdict) {
        let shown = Shown::of(verdict);
        let code = requirement.code.name();
        let html = &mut self.html;
        html.raw("<li id=").value(code);
        html.raw(if requirement.level == Level::Must { ">" } else { " class=\"soft\">" });
        html.raw("<div class=\"how-it-stands\">");
        write_status(&verdict.status, shown, html);
        html.raw("</div><div class=\"what\"><b>")
            .text(requirement.title)
            .raw("</b> <a class=\"code\" href=");
        let position =
            REQUIREMENTS.iter().position(|known| known.code == requirement.code).unwrap_or(0);
        let href = self.route.href_to(&self.view.requirements[position], None);
        html.value(href.as_str())
            .raw(">")
            .text(code)
            .raw("</a> <small>")
            .text(requirement.level.word())
            .raw("</small>");
        let finding = &verdict.finding;
        if matches!(shown, Shown::Gap | Shown::Expired | Shown::Exception) {
            html.raw("<ul class=\"faults\">");
            for fault in &finding.faults {
                html.raw("<li>");
                write_sentence(&fault.message, html);
                html.raw(". <span>");
                write_sentence(&fault.help, html);
                html.raw(".</span> <small>").text(fault.at.file.as_str()).raw("</small></li>");
            }
            html.raw("</ul>");
        }
        if !finding.evidence.is_empty() {
            html.raw("<ul class=\"evidence\">");
            for evidence in &finding.evidence {
                html.raw("<li>").text(&evidence.text).raw("</li>");
            }
            html.raw("</ul>");
        }
        for remark in &finding.remarks {
            html.raw("<p class=\"note\">");
            write_sentence(&remark.message, html);
            html.raw(".</p>");
        }
        for reason in &finding.unjudged {
            html.raw("<p class=\"note\">Not judged: ").text(reason).raw(".</p>");
        }
        if let Some(day) = finding.holds_until.filter(|_| shown == Shown::Met) {
            html.raw("<p class=\"note\">Holds until ").text(&day.in_words()).raw(".</p>");
        }
        html.raw("</div></li>");
    }

    pub(super) fn exceptions(&mut self) {
        let plan = self.plan;
        let has_prose = self.texts.has(Clause::Exceptions);
        if plan.exceptions.is_empty() && plan.not_required.is_empty() && !has_prose {
            return;
        }
        self.open("Exceptions", "Exceptions");
        let all = plan.exceptions.iter().zip(&self.judgement.exceptions).enumerate();
        for (n, (exception, state)) in all {
            self.html
                .raw("<article class=\"exception\" id=")
                .value(&exception_anchor(n))
                .raw("><h3>")
                .text(text(&exception.id).unwrap_or("Exception"))
                .raw("</h3><p class=\"state\">");
            write_state(state, &mut self.html);
            self.html.raw("</p>");
            if let Some(note) = text(&exception.client_note) {
                self.html.raw("<p>").text(note).raw("</p>");
            }
            let day = |day: &Option<Located<Date>>| day.as_ref().map(|day| day.value.in_words());
            let kind = exception.kind.as_ref().map(|kind| match kind.value {
                ExceptionKind::Exemption => "for a time",
                ExceptionKind::Deviation => "for good",
            });
            self.html.raw("<dl class=\"plain\">");
            self.fact("Requirement", text(&exception.requirement));
            self.fact("Kind", kind);
            self.fact("From", day(&exception.from).as_deref());
            self.fact("Until", day(&exception.until).as_deref());
            self.fact("Looked at again by", day(&exception.review_by).as_deref());
            self.fact("Reason", text(&exception.reason));
            self.fact("Meanwhile", text(&exception.compensating));
            self.fact("Asked for by", text(&exception.requested_by));
            self.fact("Approved by", text(&exception.approved_by).map(spaced).as_deref());
            self.fact("Approved on", day(&exception.approved_on).as_deref());
            self.record("Record", text(&exception.record));
            self.html.raw("</dl></article>");
        }
        if !plan.not_required.is_empty() {
            self.html.raw("<h3>Not asked for by the contract</h3><dl class=\"plain\">");
            for (name, clause) in &plan.not_required {
                self.html
                    .raw("<div><dt>")
                    .text(&name.value)
                    .raw("</dt><dd>")
                    .text(&clause.value)
                    .raw("</dd></div>");
            }
            self.html.raw("</dl>");
        }
        self.prose(&[Clause::Exceptions]);
        self.close();
    }

    /// Writes where a record lies, as a link when it is in the portal or on the web.
    fn record(&mut self, name: &'static str, written: Option<&str>) {
        let Some(written) = written else { return };
        let view = self.view;
        let href =
            view.site.client(self.id).record(view.site, written).map(|record| match record {
                Record::Page(id) => {
                    self.route.href_to(&view.site.page(id).route, None).as_str().to_owned()
                }
                Record::Asset(id) => {
                    self.route.href_to_file(&view.site.asset(id).out).as_str().to_owned()
                }
                Record::Web => written.to_owned(),
            });
        self.html.raw("<div><dt>").text(name).raw("</dt><dd>");
        match href {
            Some(href) => self.html.raw("<a href=").value(&href).raw(">").text(written).raw("</a>"),
            None => self
                .html
                .raw("<span class=\"missing-data\">")
                .text(written)
                .raw(" (not found)</span>"),
        };
        self.html.raw("</dd></div>");
    }

    /// Writes the contract, who answers for the plan, and its approvals and reviews.
    pub(super) fn control(&mut self) {
        self.open("Control", "Contract and document control");
        let plan = self.plan;
        let day = |day: &Option<Located<Date>>| day.as_ref().map(|day| day.value.in_words());
        self.html.raw("<dl class=\"plain\">");
        self.fact("Plan", text(&plan.id));
        self.fact("Contract", text(&plan.contract.reference));
        self.fact("Contract ends", day(&plan.contract.ends).as_deref());
        self.fact("Master Service Agreement", text(&plan.contract.msa.reference));
        self.fact("Non-compliance", text(&plan.contract.msa.non_compliance));
        let owners = &plan.owners;
        let people = [
            ("For the client", &owners.client),
            ("Account lead", &owners.account_lead),
            ("Technical lead", &owners.technical_lead),
            ("Principal consultant", &owners.principal_consultant),
        ];
        for (name, person) in people {
            if let Some(person) = &person.0 {
                self.person_row(name, person);
            }
        }
        let kept = owners.maintained_by.as_ref().map(|role| role.value.word().replace('_', " "));
        self.fact("Kept by", kept.as_deref());
        self.fact("Approved by", text(&plan.approval.body).map(spaced).as_deref());
        self.fact("Approved on", day(&plan.approval.date).as_deref());
        self.fact("Revision", text(&plan.approval.revision));
        self.fact("Minutes", text(&plan.approval.minutes));
        let approvers: Vec<String> = plan.approval.approvers.iter().filter_map(approver).collect();
        self.fact("Approvers", Some(&approvers.join(", ")));
        self.fact("Last reviewed", day(&plan.review.last).as_deref());
        self.fact("Reviewed by", text(&plan.review.by));
        self.fact("Outcome", text(&plan.review.outcome));
        self.fact("Last rehearsed", day(&plan.exercise.last).as_deref());
        self.record("Record of the rehearsal", text(&plan.exercise.record));
        self.fact("Contacts given to the client", day(&plan.issued_to_client.date).as_deref());
        self.fact("Given to", text(&plan.issued_to_client.to));
        let by = text(&plan.issued_to_client.by).map(|by| self.called(by));
        self.fact("Given by", by.as_deref());
        self.fact("Given how", text(&plan.issued_to_client.how));
        self.html.raw("</dl>");
        self.prose(&[Clause::Scope, Clause::Policy, Clause::Measurement, Clause::NonCompliance]);
        self.close();
    }

    fn person_row(&mut self, name: &'static str, person: &PersonKeys) {
        self.html
            .raw("<div><dt>")
            .text(name)
            .raw("</dt><dd>")
            .text(text(&person.name).unwrap_or("–"));
        if let Some(role) = text(&person.role) {
            self.html.raw(", ").text(role);
        }
        if let Some(phone) = &person.phone {
            self.html.raw(" · ").text(&phone.value.shown);
        }
        if let Some(email) = text(&person.email) {
            let address = format!("mailto:{email}");
            self.html.raw(" · <a href=").value(&address).raw(">").text(email).raw("</a>");
        }
        self.html.raw("</dd></div>");
    }
}

/// Returns the requirements of a clause, with how they are met.
fn of_clause(judgement: &Judgement, clause: Clause) -> Vec<(&'static Requirement, &Verdict)> {
    let all = REQUIREMENTS.iter().copied().zip(&judgement.verdicts);
    all.filter(|(requirement, _)| requirement.clause == clause).collect()
}

/// Returns the anchor of a clause; capitals can't collide with the anchor of a heading.
fn clause_anchor(clause: Clause) -> String {
    format!("Clause-{}", clause as usize + 1)
}

/// Returns how many verdicts there are of each status that occurs: what is met first, then what is not.
fn counted_by_status<'a>(verdicts: impl Iterator<Item = &'a Verdict>) -> Vec<(Shown, usize)> {
    const ORDER: &[Shown] = &[
        Shown::Met,
        Shown::Exception,
        Shown::Gap,
        Shown::Expired,
        Shown::NotApplicable,
        Shown::NotJudged,
        Shown::Withheld,
    ];
    let all: Vec<Shown> = verdicts.map(Shown::of).collect();
    let count = |wanted: Shown| all.iter().filter(|shown| **shown == wanted).count();
    ORDER.iter().map(|shown| (*shown, count(*shown))).filter(|(_, number)| *number > 0).collect()
}

fn approver(approver: &Approver) -> Option<String> {
    let name = text(&approver.name)?;
    let role = text(&approver.role).map(|role| format!(" ({})", role.replace('-', " ")));
    Some(format!("{name}{}", role.unwrap_or_default()))
}
