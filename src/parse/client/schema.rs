//! The keys of a client's plan, record by record: the one place where they are declared.

use crate::clock::{Clock, Duration, Hours, Zone};
use crate::date::Date;
use crate::diag::Location;
use crate::parse::client::field::{Field, Interval, Kind, Located, PlanReader, choice, record};
use crate::parse::client::values::{Phone, Record, Row};
use crate::text::span::Span;
use crate::yaml::{Node, Value};

choice! {
    /// Where a plan is in its life.
    PlanStatus {
        /// Being written.
        Draft "draft",
        /// Before the committee.
        InReview "in-review" | "review",
        /// Approved.
        Approved "approved",
        /// Not in use for the time being.
        Suspended "suspended",
        /// The contract is over.
        Ended "ended",
    }
}

choice! {
    /// Which of the three roles maintains a plan.
    OwnerRole {
        /// The account lead.
        AccountLead "account_lead",
        /// The technical lead.
        TechnicalLead "technical_lead",
        /// The principal consultant.
        PrincipalConsultant "principal_consultant",
    }
}

choice! {
    /// How much something matters.
    Rating {
        /// Little.
        Low "low",
        /// Some.
        Medium "medium",
        /// Much.
        High "high",
        /// The service stands and falls with it.
        Critical "critical",
    }
}

choice! {
    /// Cover outside business hours.
    Cover {
        /// There is none.
        None "none",
        /// Longer than business hours.
        Extended "extended",
        /// Round the clock.
        Always "24x7" | "24/7" | "24-7",
    }
}

choice! {
    /// When a contact can be reached.
    Reach {
        /// In business hours.
        Business "business",
        /// Longer than business hours.
        Extended "extended",
        /// Round the clock.
        Always "24x7" | "24/7" | "24-7",
    }
}

choice! {
    /// Whose person a contact is.
    Side {
        /// Ours.
        Us "us",
        /// The client's.
        Client "client",
        /// Somebody else's.
        ThirdParty "third-party",
    }
}

choice! {
    /// Which clock a time runs on.
    Runs {
        /// All hours of all days.
        Always "24x7" | "24/7" | "24-7",
        /// Business hours.
        Business "business",
    }
}

choice! {
    /// What a step of triage does.
    StepKind {
        /// Finds out whether the report is true.
        Validate "validate",
        /// Decides its severity.
        Classify "classify",
        /// Keeps evidence.
        Preserve "preserve",
        /// Brings people together.
        Coordinate "coordinate",
        /// Something else.
        Other "other",
    }
}

choice! {
    /// How long an exception is meant to last.
    ExceptionKind {
        /// For a time.
        Exemption "exemption",
        /// For good.
        Deviation "deviation",
    }
}

record! {
    /// The client.
    Client {
        "id" id: Option<Located<String>>, "", "A short name in lower case: the address of the client's page, and its audience.";
        "name" name: Option<Located<String>>, "", "The client's name as people say it.";
        "legal_name" legal_name: Option<Located<String>>, "", "The name in the contract.";
        "also_known_as" also_known_as: Vec<Located<String>>, "", "Other names and project names; never shown, used to find leaks.";
        "pseudonym" pseudonym: Option<Located<String>>, "", "What auditors see instead of the name, such as Client A.";
        "regimes" regimes: Vec<Located<String>>, "SRP-36", "Rules that set notification times for this client: uk-gdpr, nis2, dora.";
        "sector" sector: Option<Located<String>>, "", "What the client does.";
    }
}

record! {
    /// The Master Service Agreement.
    Msa {
        "reference" reference: Option<Located<String>>, "SRP-30", "The agreement.";
        "non_compliance" non_compliance: Option<Located<String>>, "SRP-30", "The clause on what follows from non-compliance.";
    }
}

record! {
    /// The contract.
    Contract {
        "srp_required" srp_required: Option<Located<bool>>, "SRP-01", "Whether the contract requires a plan; false makes it a voluntary one.";
        "reference" reference: Option<Located<String>>, "SRP-01", "The contract, and where in it.";
        "ends" ends: Option<Located<Date>>, "", "The day on which the contract ends.";
        "msa" msa: Msa, "SRP-30", "The Master Service Agreement.";
    }
}

record! {
    /// A person.
    PersonKeys {
        "name" name: Option<Located<String>>, "", "The person's name.";
        "role" role: Option<Located<String>>, "", "The person's role.";
        "email" email: Option<Located<String>>, "SRP-27", "The person's e-mail address.";
        "phone" phone: Option<Located<Phone>>, "SRP-27", "The person's telephone number, quoted.";
    }
}

/// A person, by name alone or with ways to reach them; none when the key is not written.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Person(pub Option<PersonKeys>);

impl Field for Person {
    const KIND: Kind = Kind::Person(PersonKeys::KEYS);

    fn read(reader: &mut PlanReader<'_>, key: &str, span: Span, node: &Node) -> Self {
        if matches!(node.value, Value::Scalar(_)) {
            let name = reader.text(key, node);
            return Self(Some(PersonKeys {
                at: Some(reader.at(span)),
                name,
                ..PersonKeys::default()
            }));
        }
        Self(Some(PersonKeys::read(reader, key, span, node)))
    }
}

record! {
    /// Who answers for the plan.
    Owners {
        "client" client: Person, "SRP-02", "The client's own responsible person.";
        "account_lead" account_lead: Person, "SRP-03 SRP-27", "Our account lead: name, email, phone; one of the three roles is needed.";
        "technical_lead" technical_lead: Person, "SRP-03 SRP-27", "Our technical lead.";
        "principal_consultant" principal_consultant: Person, "SRP-03 SRP-27", "Our principal consultant.";
        "maintained_by" maintained_by: Option<Located<OwnerRole>>, "SRP-04", "Which of the three keeps the plan with the ISMS Committee.";
    }
}

record! {
    /// One flow of data.
    Flow {
        "from" from: Option<Located<String>>, "SRP-07", "Where the data comes from.";
        "to" to: Option<Located<String>>, "SRP-07", "Where it goes.";
        "data" data: Option<Located<String>>, "SRP-07", "What it is.";
        "class" class: Option<Located<String>>, "", "Its classification.";
        "protection" protection: Option<Located<String>>, "", "How it is protected on the way.";
    }
}

record! {
    /// A diagram.
    Diagram {
        "file" file: Option<Located<String>>, "SRP-08", "The picture, relative to this file.";
        "mermaid" mermaid: Option<Located<String>>, "SRP-08", "The diagram as Mermaid text, shown as text.";
        "alt" alt: Option<Located<String>>, "SRP-08", "What the picture shows, for those who can't see it.";
    }
}

record! {
    /// The service or product.
    Service {
        "name" name: Option<Located<String>>, "SRP-06", "The name of the service or product.";
        "description" description: Option<Located<String>>, "SRP-06", "What it does, for whom, where it runs: 20 words or more.";
        "architecture" architecture: Option<Located<String>>, "SRP-09", "How it is built: 10 words or more.";
        "environments" environments: Vec<Located<String>>, "", "Its environments.";
        "components" components: Vec<Located<String>>, "", "Its parts.";
        "dependencies" dependencies: Vec<Located<String>>, "", "What it depends on.";
        "data_flows" data_flows: Vec<Flow>, "SRP-07", "Which data goes from where to where.";
        "diagrams" diagrams: Vec<Diagram>, "SRP-08", "Pictures of it.";
        "business_value" business_value: Option<Located<Rating>>, "SRP-11", "How much the service is worth to the client.";
        "customer_impact" customer_impact: Option<Located<Rating>>, "SRP-11", "How much its failure harms the client's customers.";
    }
}

record! {
    /// Hours and cover.
    CoverKeys {
        "out_of_hours" out_of_hours: Option<Located<Cover>>, "SRP-10", "What cover is agreed outside business hours.";
        "reference" reference: Option<Located<String>>, "SRP-10", "Where the contract says so; also when there is none.";
        "business_hours" business_hours: Option<Located<Hours>>, "", "Weekdays and hours, such as Mon-Fri 08:00-18:00.";
        "timezone" timezone: Option<Located<Zone>>, "", "The client's time zone, such as Europe/London.";
        "rota" rota: Option<Located<String>>, "SRP-12", "Where the rota of people on call is kept.";
    }
}

record! {
    /// Somebody to call.
    Contact {
        "id" id: Option<Located<String>>, "SRP-15", "A short name for use in this plan.";
        "name" name: Option<Located<String>>, "SRP-13", "The name of the person, team or rota.";
        "role" role: Option<Located<String>>, "SRP-13", "What they do in an incident.";
        "side" side: Option<Located<Side>>, "SRP-12 SRP-13", "Whose they are.";
        "hours" hours: Option<Located<Reach>>, "SRP-12", "When they can be reached.";
        "phone" phone: Option<Located<Phone>>, "SRP-13", "The telephone number, quoted.";
        "email" email: Option<Located<String>>, "SRP-13", "The e-mail address.";
        "alt" alt: Option<Located<String>>, "", "Another way to reach them.";
        "verified" verified: Option<Located<Date>>, "SRP-14", "The day on which the number was last tried.";
        "team" team: Option<Located<String>>, "SRP-04 SRP-19", "The team behind it: isms-committee, security-incident-management…";
        "share" share: Vec<Located<String>>, "", "Audiences that may see the details; the client unless stated.";
    }
}

record! {
    /// One level of escalation.
    Escalation {
        "level" level: Option<Located<i64>>, "SRP-15", "1, 2, 3…";
        "contact" contact: Option<Located<String>>, "SRP-15", "The `id` of the contact.";
        "when" when: Option<Located<String>>, "", "What makes it this level.";
        "after" after: Option<Located<Duration>>, "SRP-15", "How long after the report, at the latest.";
        "also" also: Vec<Located<String>>, "SRP-15", "Contacts who are told as well.";
    }
}

record! {
    /// How severity is decided.
    Classification {
        "method" method: Option<Located<String>>, "", "How the severity of a report is found.";
        "matrix" matrix: Vec<Row>, "SRP-17", "Risk against impact, both from low to high: a mapping of mappings to severity ids.";
    }
}

record! {
    /// What a severity means for whom.
    Impact {
        "consumer" consumer: Option<Located<String>>, "SRP-25", "For the client's customers.";
        "brand" brand: Option<Located<String>>, "SRP-25", "For the client's name.";
        "company" company: Option<Located<String>>, "SRP-25", "For the company.";
    }
}

record! {
    /// One severity, with its times.
    Severity {
        "id" id: Option<Located<String>>, "SRP-17", "A short name, such as S1.";
        "name" name: Option<Located<String>>, "", "The name, such as Critical.";
        "definition" definition: Option<Located<String>>, "SRP-17", "What belongs here: 4 words or more.";
        "cvss" cvss: Option<Located<String>>, "", "The CVSS base scores, such as 9.0-10.0.";
        "impact" impact: Impact, "SRP-25", "What it means for consumer, brand and company.";
        "acknowledge" acknowledge: Option<Located<Duration>>, "SRP-16 SRP-26", "How soon a report is acknowledged: 15m, 4h, 1bd.";
        "update_every" update_every: Option<Located<Duration>>, "", "How often the client is told how it stands.";
        "mitigate" mitigate: Option<Located<Duration>>, "SRP-24 SRP-26", "How soon the harm is stopped.";
        "remediate" remediate: Option<Located<Duration>>, "SRP-24 SRP-26 SRP-35", "How soon it is repaired.";
        "clock" clock: Option<Located<Runs>>, "SRP-24", "Which clock the times run on: 24x7 or business.";
    }
}

record! {
    /// The service level agreement.
    Sla {
        "reference" reference: Option<Located<String>>, "SRP-16", "Where the contract states the service levels.";
        "measured_from" measured_from: Option<Located<String>>, "", "What starts the clock.";
        "reported" reported: Option<Located<String>>, "", "How often the figures are reported.";
    }
}

record! {
    /// Telling the client.
    Notification {
        "client_within" client_within: Option<Located<Duration>>, "SRP-36", "How soon the client is told of an incident.";
        "client_contact" client_contact: Option<Located<String>>, "SRP-36", "The `id` of the contact who is told.";
        "personal_data" personal_data: Option<Located<String>>, "", "What holds for personal data.";
    }
}

record! {
    /// One step of triage.
    Step {
        "do" action: Option<Located<String>>, "SRP-18", "What is done.";
        "by" by: Option<Located<String>>, "SRP-18", "The `id` of the contact who does it.";
        "within" within: Option<Located<Duration>>, "", "How soon.";
        "kind" kind: Option<Located<StepKind>>, "SRP-20", "What the step is for.";
        "with" with: Vec<Located<String>>, "", "Contacts it is done with.";
    }
}

record! {
    /// Triage.
    Triage {
        "coordinated_with" coordinated_with: Option<Located<String>>, "SRP-19", "The `id` of the contact of the security incident management team.";
        "steps" steps: Vec<Step>, "SRP-18 SRP-20", "The steps, in order.";
    }
}

record! {
    /// How a mitigation is tested.
    Test {
        "where" place: Option<Located<String>>, "SRP-21", "In which environment.";
        "how" how: Option<Located<String>>, "SRP-21", "How it is tested.";
        "sign_off" sign_off: Option<Located<String>>, "", "Who says that it is good.";
        "before_production" before_production: Option<Located<bool>>, "SRP-21", "Whether it is tested before it goes to production.";
    }
}

record! {
    /// Mitigation and repair.
    Mitigation {
        "identify" identify: Option<Located<String>>, "SRP-21", "How a mitigation is found.";
        "short_term" short_term: Option<Located<String>>, "SRP-22", "How harm is stopped at first: 8 words or more.";
        "test" test: Test, "SRP-21", "How a mitigation is tested before it is used.";
        "remediation" remediation: Option<Located<String>>, "SRP-23", "How it is repaired for good: 8 words or more.";
        "rollback" rollback: Option<Located<String>>, "", "How a change is undone.";
        "verify" verify: Option<Located<String>>, "", "How it is known that the repair holds.";
    }
}

record! {
    /// That the client has the contact details.
    Issued {
        "date" date: Option<Located<Date>>, "SRP-27", "The day on which the client last got the contact details.";
        "to" to: Option<Located<String>>, "", "Who got them.";
        "by" by: Option<Located<String>>, "", "Who sent them.";
        "how" how: Option<Located<String>>, "", "How.";
    }
}

record! {
    /// A thing that is done again and again: the exercise, the review.
    Cycle {
        "every" every: Option<Located<Interval>>, "SRP-31 SRP-34", "How often; `m` is months here.";
        "last" last: Option<Located<Date>>, "SRP-31 SRP-34", "The day of the last one.";
        "by" by: Option<Located<String>>, "SRP-31", "Who did it.";
        "kind" kind: Option<Located<String>>, "", "What kind it was, such as tabletop.";
        "outcome" outcome: Option<Located<String>>, "SRP-31", "What came of it.";
        "record" record: Option<Located<String>>, "SRP-34", "The file or address of the record.";
    }
}

record! {
    /// One who approved.
    Approver {
        "name" name: Option<Located<String>>, "SRP-05", "The person's name.";
        "role" role: Option<Located<String>>, "SRP-05", "The role that counts for the quorum: director, principal-consultant.";
    }
}

record! {
    /// The approval.
    Approval {
        "body" body: Option<Located<String>>, "SRP-05", "The committee: isms-committee.";
        "date" date: Option<Located<Date>>, "SRP-05", "The day of the approval.";
        "revision" revision: Option<Located<String>>, "", "The revision that was approved.";
        "hash" hash: Option<Located<String>>, "", "The hash of the text that was approved.";
        "minutes" minutes: Option<Located<String>>, "", "Where the decision is minuted.";
        "approvers" approvers: Vec<Approver>, "SRP-05", "Who approved.";
    }
}

record! {
    /// An exception.
    Exception {
        "id" id: Option<Located<String>>, "", "A name of its own, such as EX-ACME-1.";
        "requirement" requirement: Option<Located<String>>, "", "The requirement it excuses, such as SRP-35.";
        "kind" kind: Option<Located<ExceptionKind>>, "", "exemption (for a time) or deviation (for good).";
        "reason" reason: Option<Located<String>>, "SRP-29", "Why.";
        "compensating" compensating: Option<Located<String>>, "", "What is done instead.";
        "requested_by" requested_by: Option<Located<String>>, "", "Who asked for it.";
        "approved_by" approved_by: Option<Located<String>>, "SRP-28 SRP-29", "The committee: isms-committee.";
        "approved_on" approved_on: Option<Located<Date>>, "SRP-28 SRP-29", "The day of the approval, before it begins.";
        "from" from: Option<Located<Date>>, "SRP-28", "The first day.";
        "until" until: Option<Located<Date>>, "", "The last day; an exemption needs one.";
        "review_by" review_by: Option<Located<Date>>, "", "The day by which it is looked at again.";
        "record" record: Option<Located<String>>, "SRP-29", "The file or address of the written record.";
        "client_note" client_note: Option<Located<String>>, "", "What the client is told.";
    }
}

record! {
    /// A client's plan.
    Plan {
        "srp" version: Option<Located<i64>>, "", "The version of this schema: 1. It marks the file as a client's plan.";
        "id" id: Option<Located<String>>, "", "The plan's own name, such as SRP-ACME.";
        "status" status: Option<Located<PlanStatus>>, "SRP-33", "Where the plan is in its life.";
        "client" client: Client, "", "The client.";
        "contract" contract: Contract, "SRP-01", "The contract that asks for the plan.";
        "owners" owners: Owners, "SRP-02 SRP-03 SRP-04 SRP-27", "Who answers for the plan, on both sides.";
        "service" service: Service, "SRP-06", "The service or product.";
        "cover" cover: CoverKeys, "SRP-10", "Business hours, and what is agreed outside them.";
        "contacts" contacts: Vec<Contact>, "SRP-12 SRP-13 SRP-14", "Whom to call.";
        "contacts_held_in" contacts_held_in: Option<Located<String>>, "SRP-13", "The clause of the service agreement that holds telephone numbers, when the plan does not.";
        "escalation" escalation: Vec<Escalation>, "SRP-15", "Who is called next, and when.";
        "classification" classification: Classification, "SRP-17", "How severity is decided.";
        "severities" severities: Vec<Severity>, "SRP-16 SRP-17 SRP-24 SRP-25 SRP-26", "The severities, most severe first, with their times.";
        "sla" sla: Sla, "SRP-16", "The service levels.";
        "notification" notification: Notification, "SRP-36", "How soon the client is told.";
        "triage" triage: Triage, "SRP-18 SRP-19 SRP-20", "What is done with a report.";
        "mitigation" mitigation: Mitigation, "SRP-21 SRP-22 SRP-23", "How harm is stopped and repaired.";
        "issued_to_client" issued_to_client: Issued, "SRP-27", "When the client got the contact details.";
        "exercise" exercise: Cycle, "SRP-34", "The rehearsal of the plan.";
        "review" review: Cycle, "SRP-31", "The review of the plan.";
        "approval" approval: Approval, "SRP-05", "The committee's approval.";
        "exceptions" exceptions: Vec<Exception>, "SRP-28 SRP-29", "Requirements that are excused, each approved beforehand.";
        "not_required" not_required: Vec<(Located<String>, Located<String>)>, "", "Requirements that the contract does not ask for, each with the clause that says so.";
        "visibility" visibility: Vec<(Located<String>, Vec<Located<String>>)>, "", "Who may see which field, by the field's path.";
    }
}

/// Keys of ordinary pages that a plan's page may have as well.
pub(crate) const PAGE_KEYS: &[&str] = &["lang", "redirect_from", "summary", "title", "toc"];

/// The keys whose value is the `id` of a contact of the same plan, by path.
pub(crate) const CONTACT_KEYS: &[&[&str]] = &[
    &["escalation", "also"],
    &["escalation", "contact"],
    &["notification", "client_contact"],
    &["triage", "coordinated_with"],
    &["triage", "steps", "by"],
    &["triage", "steps", "with"],
];

macro_rules! list_item {
    ($($name:ident)+) => {
        $(impl Record for $name {
            const ITEM: Kind = Kind::Records($name::KEYS);
        })+
    };
}

list_item!(Flow Diagram Contact Escalation Severity Step Approver Exception);

/// The business hours of plans that state none.
pub(crate) const USUAL_HOURS: &str = "Mon-Fri 09:00-17:00";

impl Severity {
    /// Returns the clock that its times run on; round the clock unless stated.
    pub(crate) fn clock(&self) -> Clock {
        match self.clock.as_ref().map(|clock| clock.value) {
            Some(Runs::Business) => Clock::Business,
            Some(Runs::Always) | None => Clock::RoundTheClock,
        }
    }
}

impl Plan {
    /// Returns the hours in which business clocks run.
    pub(crate) fn business_hours(&self) -> Hours {
        let stated = self.cover.business_hours.as_ref().map(|hours| hours.value.clone());
        stated.unwrap_or_else(|| Hours::parse(USUAL_HOURS).expect("hours as we write them"))
    }

    /// Takes over what the file beside this one says. Gives the keys that stand in both, each with
    /// its two places.
    pub(crate) fn complete(&mut self, mut other: Self) -> Vec<(&'static str, Location, Location)> {
        let mut twice = Vec::new();
        let version = |plan: &Self| plan.version.as_ref().map(|version| version.value);
        let is_marked_alike = version(self) == version(&other);
        for (key, at) in std::mem::take(&mut other.keys) {
            // Each file needs the mark to be read as a plan.
            if key == "srp" && is_marked_alike {
                continue;
            }
            if let Some((_, own)) = self.keys.iter().find(|(own, _)| *own == key) {
                twice.push((key, own.clone(), at));
                continue;
            }
            self.take_key(&mut other, key);
            self.keys.push((key, at));
        }
        twice
    }
}
