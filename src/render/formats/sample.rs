//! Three invented clients for the tests of this layer: a plan with most of its parts, one whose
//! numbers are held elsewhere, and one that tries to break out of every format.

use crate::analyse::{Remembered as OfAnalysis, analyse};
use crate::config::Config;
use crate::date::Date;
use crate::diag::Reporter;
use crate::memo::Same;
use crate::model::{PlanData, Remembered as OfModel, Sources, assemble};
use crate::parse::client::read_sibling;
use crate::place::{Base, SourcePath};
use crate::render::frame::{Frames, frame};
use crate::render::head::Published;
use crate::render::outputs::requirement_routes;
use crate::render::view::{Highlighted, View};
use crate::source::SourceTree;
use crate::srp::Compliance;
use std::sync::Arc;

/// Most parts of a plan. One number is old, one contact has none, one step names nobody.
pub(crate) const HALCYON: &str = r#"srp: 1
id: SRP-HALCYON
status: approved
client: { id: halcyon, name: Halcyon Ferries }
contract: { ends: 2027-03-31 }
owners: { account_lead: { name: Ines Duarte } }
service: { name: Boarding passes }
cover: { business_hours: "Mon-Fri 08:00-18:00", timezone: Europe/London, out_of_hours: 24x7, reference: "Schedule 2" }
contacts:
  - { id: oncall, name: Duty engineer, role: First responder, side: us, hours: 24x7, phone: "+44 20 7946 0150", email: duty@works.example, verified: 2026-08-01 }
  - { id: lead, name: Ines Duarte, role: Account lead, side: us, hours: business, phone: "+44 161 496 0110", email: ines@works.example, verified: 2026-03-12 }
  - { id: port, name: Port office, side: client, hours: extended, email: port@halcyon.example }
escalation:
  - { level: 2, contact: lead, after: 15m, when: no answer, also: [port] }
  - { level: 1, contact: oncall, when: on report }
  - { level: 3, contact: nobody }
severities:
  - { id: S1, name: Critical, definition: Passes are forged., acknowledge: 15m, update_every: 1h, mitigate: 4h, remediate: 72h, clock: 24x7 }
triage: { coordinated_with: oncall, steps: [ { do: Open a ticket, by: oncall, within: 15m, with: [port] } ] }
review: { every: 12m, last: 2026-01-31 }
exercise: { every: 12m, last: 2025-12-01 }
approval: { body: isms-committee, date: 2026-02-10, revision: 4 }
exceptions:
  - { id: EX-1, requirement: SRP-34, reason: "No record, yet", approved_by: isms-committee, approved_on: 2026-05-01, from: 2026-06-01, until: 2026-10-31 }
  - { id: EX-1, requirement: SRP-36, until: 2026-12-31 }
"#;

/// Numbers are held elsewhere; the plan is a draft.
const MARLOW: &str = r"srp: 1
status: draft
client: { id: marlow, name: Marlow Looms }
contacts: [ { id: a, name: Warp desk, side: us, hours: business } ]
contacts_held_in: Agreement 7, Schedule 6
escalation: [ { level: 1, contact: a } ]
";

/// Markup, formulas, line ends and separators in every text that is printed.
const HOSTILE: &str = r#"srp: 1
status: suspended
client: { id: zephyr, name: "=cmd|'/c calc'!A1, \"x\";\\\r\n<script>alert(1)</script></style>" }
owners: { account_lead: { name: "a\nEND:VCALENDAR" } }
service: { name: "<img src=x onerror=alert(1)>" }
contacts: [ { id: "\"><b>", name: "<b>", role: "</main>", phone: "javascript:alert(1)", email: "x@y?cc=z&<i>", alt: "<i>" } ]
escalation: [ { contact: "\"><b>", when: "<i>", also: ["<u>"] } ]
severities: [ { id: "<u>", definition: "<u>" } ]
triage: { steps: [ { do: "<u>", by: "<u>" } ] }
not_required: { SRP-12: "<u>, \"quoted\"" }
exceptions: [ { id: "a;b,c\nd", requirement: SRP-35, until: 2026-11-30 } ]
"#;

/// Judges the clients as of a day and hands the view to `see`.
pub(crate) fn with_view<T>(today: &str, see: impl FnOnce(&View<'_>) -> T) -> T {
    let (mut config, _) = Config::from_tree(&SourceTree::default(), None);
    config.base = Base::parse("https://policies.example/").ok();
    with_config(today, &config, see)
}

/// The same with a configuration.
pub(crate) fn with_config<T>(today: &str, config: &Config, see: impl FnOnce(&View<'_>) -> T) -> T {
    let today = Date::parse(today).expect("a day that exists");
    let mut plans = PlanData::new();
    for (name, text) in [("halcyon", HALCYON), ("marlow", MARLOW), ("zephyr", HOSTILE)] {
        let path = SourcePath::new(&format!("clients/{name}.yaml")).expect("a path");
        let file = read_sibling(&path, text, &mut Reporter::default()).expect("a plan");
        plans.insert(path, Arc::new(file));
    }
    let sources = Sources { parsed: &[], plans: &plans, tree: &SourceTree::default(), config };
    let (site, _) = assemble(&sources, &mut OfModel::default());
    let analysis = analyse(&site, &mut OfAnalysis::default());
    let compliance = Compliance::of(&site, config, today);
    let code = Highlighted::new();
    let view = View {
        site: &site,
        cards: &[],
        records: &[],
        frame: &frame(&site, false, &mut Frames::default()),
        analysis: &analysis,
        compliance: &compliance,
        quotes: &[],
        requirements: &requirement_routes(&compliance),
        config,
        today,
        code: &code,
        glossary: &Same::default(),
        uses: &[],
        published: &Published::default(),
    };
    see(&view)
}
