//! *Mitigation and Remediation Timelines*: how long each severity may take, why, and in what proportion.

use crate::clock::{Clock, Duration, Hours, Unit, slowest};
use crate::config::srp::folded;
use crate::diag::{Code, Location};
use crate::parse::client::Located;
use crate::parse::client::schema::{Runs, Severity, USUAL_HOURS};
use crate::srp::evidence::Test;
use crate::srp::mitigations::show_text;
use crate::srp::service::is_in_prose;
use crate::srp::{Case, Clause, Finding, Level, Origin, Requirement};

/// Every severity has an expected time for repair.
pub(super) static SRP_24: Requirement = Requirement {
    code: Code::Srp24,
    clause: Clause::Timelines,
    level: Level::Must,
    origin: Origin::Clause,
    can_be_left_out: false,
    title: "Every severity has an expected time for repair",
    why: "Both sides plan by these times, and are measured by them.",
    fix: "Give each of `severities` a `remediate`, a `mitigate`, and the `clock` they run on.",
    judge: times,
};

/// Every severity says what it means for whom.
pub(super) static SRP_25: Requirement = Requirement {
    code: Code::Srp25,
    clause: Clause::Timelines,
    level: Level::Must,
    origin: Origin::Clause,
    can_be_left_out: false,
    title: "Every severity states its impact on consumer, brand and company",
    why: "A time is agreed for the sake of whom the fault harms; without that it is only a figure.",
    fix: "Give each of `severities` an `impact` with `consumer`, `brand` and `company`.",
    judge: impacts,
};

/// What is more severe is not slower.
pub(super) static SRP_26: Requirement = Requirement {
    code: Code::Srp26,
    clause: Clause::Timelines,
    level: Level::Should,
    origin: Origin::Clause,
    can_be_left_out: false,
    title: "What is more severe is not slower",
    why: "Times that contradict each other are found out during the incident.",
    fix: "Let `acknowledge`, `mitigate` and `remediate` grow in this order, and down the list of `severities`.",
    judge: proportion,
};

/// No time for repair is longer than the organisation allows.
pub(super) static SRP_35: Requirement = Requirement {
    code: Code::Srp35,
    clause: Clause::Timelines,
    level: Level::Should,
    origin: Origin::Organisation,
    can_be_left_out: true,
    title: "Repair is as fast as the organisation's own rule",
    why: "Certificates such as Cyber Essentials bind us, whatever one contract allows.",
    fix: "Set `remediate` to no more than `srp.severity_floor` of the configuration, or record an exception.",
    judge: floor,
};

fn times(case: &Case<'_>) -> Finding {
    let mut test = Test::default();
    let has_prose = is_in_prose(case, Clause::Timelines);
    let severities = &case.plan.severities;
    if severities.is_empty() {
        let message = if has_prose {
            "times are described in prose, but not stated as data: the plan has no severities"
        } else {
            "this plan has no severities, so nothing has an expected time for repair"
        };
        test.gap(
            case.place(case.plan.place("severities")),
            message,
            "add `severities`, each with `mitigate`, `remediate` and `clock`",
        );
        return test.end();
    }
    for (n, severity) in severities.iter().enumerate() {
        let who = label(n, severity);
        if let Some(time) = &severity.remediate {
            let words = in_words(time.value, severity.clock());
            test.show(format!("{}: repaired within {words}", plain(n, severity)), &time.at);
        } else {
            let message = if has_prose {
                format!(
                    "times are described in prose, but that to repair {who} is not stated as data"
                )
            } else {
                format!("{who} has no expected time for repair")
            };
            let at = case.place(severity.place("remediate"));
            test.gap(at, message, "add `remediate`, such as 14d or 10bd");
        }
        judge_clock(case, severity, &who, &mut test);
    }
    remark_hours(case, &mut test);
    test.end()
}

/// Judges whether a severity says on which clock it runs, and by when it is mitigated.
fn judge_clock(case: &Case<'_>, severity: &Severity, who: &str, test: &mut Test) {
    if severity.clock.is_none() {
        let message = format!("{who} does not say on which clock its times run");
        test.gap(case.place(severity.place("clock")), message, "add `clock`: 24x7 or business");
    }
    if severity.mitigate.is_none() {
        let message = format!("{who} has no expected time for mitigation");
        let at = case.place(severity.place("mitigate"));
        test.remark(at, message, "add `mitigate`: until when the harm is stopped, such as 4h");
    }
}

/// Notes that times run in business hours that nobody states.
fn remark_hours(case: &Case<'_>, test: &mut Test) {
    let cover = &case.plan.cover;
    let mut clocks = case.plan.severities.iter().filter_map(|severity| severity.clock.as_ref());
    let first = clocks.find(|clock| clock.value == Runs::Business);
    if let Some(first) = first.filter(|_| cover.business_hours.is_none()) {
        let help = format!("add `cover.business_hours`; {USUAL_HOURS} is assumed");
        test.remark(
            first.at.clone(),
            "times run in business hours, and which these are is not stated",
            help,
        );
    }
}

fn impacts(case: &Case<'_>) -> Finding {
    let mut test = Test::default();
    let has_prose = is_in_prose(case, Clause::Timelines);
    let severities = &case.plan.severities;
    if severities.is_empty() {
        let message = if has_prose {
            "timelines are described in prose, but no impact is stated as data: the plan has no severities"
        } else {
            "this plan has no severities, so it states no impact on consumer, brand and company"
        };
        let help = "add `severities`, each with an `impact` on `consumer`, `brand` and `company`";
        test.gap(case.place(case.plan.place("severities")), message, help);
    }
    for (n, severity) in severities.iter().enumerate() {
        let impact = &severity.impact;
        let parties = [
            ("consumer", &impact.consumer),
            ("brand", &impact.brand),
            ("company", &impact.company),
        ];
        let mut missing = Vec::new();
        for (party, text) in parties {
            let what = format!("{}, impact on {party}", plain(n, severity));
            if !show_text(&mut test, &what, text.as_ref()) {
                missing.push(party);
            }
        }
        let Some(first) = missing.first() else { continue };
        let who = label(n, severity);
        let parties = listed(&missing);
        let message = if has_prose {
            format!(
                "timelines are described in prose, but the impact of {who} on {parties} is not stated as data"
            )
        } else {
            format!("{who} does not state its impact on {parties}")
        };
        let at = case.place(impact.place(first).or(severity.place("impact")));
        test.gap(at, message, format!("add {parties} to its `impact`, also when there is none"));
    }
    test.end()
}

/// Returns words as a sentence lists them.
fn listed(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// The times that can be compared, in the order in which they run out.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Acknowledge,
    Mitigate,
    Remediate,
}

impl Stage {
    fn key(self) -> &'static str {
        match self {
            Self::Acknowledge => "acknowledge",
            Self::Mitigate => "mitigate",
            Self::Remediate => "remediate",
        }
    }

    /// Returns what has been done by then.
    fn done(self) -> &'static str {
        match self {
            Self::Acknowledge => "acknowledged",
            Self::Mitigate => "mitigated",
            Self::Remediate => "repaired",
        }
    }
}

/// One agreed time.
struct Time<'a> {
    stage: Stage,
    duration: Duration,
    clock: Clock,
    /// What it takes at worst.
    minutes: u64,
    at: &'a Location,
}

/// The agreed times of one severity, those that are there.
struct Pace<'a> {
    n: usize,
    severity: &'a Severity,
    times: Vec<Time<'a>>,
}

impl<'a> Pace<'a> {
    fn of(n: usize, severity: &'a Severity, hours: &Hours) -> Self {
        let clock = severity.clock();
        let stages = [
            (Stage::Acknowledge, &severity.acknowledge),
            (Stage::Mitigate, &severity.mitigate),
            (Stage::Remediate, &severity.remediate),
        ];
        let time = |(stage, written): (Stage, &'a Option<Located<Duration>>)| {
            let Located { value, at } = written.as_ref()?;
            Some(Time {
                stage,
                duration: *value,
                clock,
                minutes: slowest(*value, clock, hours),
                at,
            })
        };
        Self { n, severity, times: stages.into_iter().filter_map(time).collect() }
    }

    fn time(&self, stage: Stage) -> Option<&Time<'a>> {
        self.times.iter().find(|time| time.stage == stage)
    }
}

fn proportion(case: &Case<'_>) -> Finding {
    let mut test = Test::default();
    let hours = case.plan.business_hours();
    let severities = case.plan.severities.iter().enumerate();
    let paces: Vec<Pace<'_>> =
        severities.map(|(n, severity)| Pace::of(n, severity, &hours)).collect();
    if paces.iter().map(|pace| pace.times.len()).sum::<usize>() < 2 {
        return test.not_judged("the plan has no two times to compare");
    }
    let mut rest = paces.as_slice();
    while let [pace, below @ ..] = rest {
        let is_ordered = judge_order(pace, &mut test);
        let is_fast = judge_speed(pace, below, &mut test);
        if let Some(first) = pace.times.first().filter(|_| is_ordered && is_fast) {
            let words = pace.times.iter().map(|time| {
                format!("{} within {}", time.stage.done(), in_words(time.duration, time.clock))
            });
            let words = words.collect::<Vec<_>>().join(", ");
            test.show(format!("{}: {words}", plain(pace.n, pace.severity)), first.at);
        }
        rest = below;
    }
    test.end()
}

/// Judges whether the times of one severity run out in their order; returns whether they do.
fn judge_order(pace: &Pace<'_>, test: &mut Test) -> bool {
    let mut is_ordered = true;
    for pair in pace.times.windows(2) {
        let [first, next] = pair else { continue };
        if first.minutes <= next.minutes {
            continue;
        }
        is_ordered = false;
        let message = format!(
            "{} is {} within {}, later than it is {} ({})",
            label(pace.n, pace.severity),
            first.stage.done(),
            first.duration.in_words(),
            next.stage.done(),
            next.duration.in_words(),
        );
        let help = format!("shorten `{}`, or lengthen `{}`", first.stage.key(), next.stage.key());
        test.gap(first.at.clone(), message, help);
    }
    is_ordered
}

/// Judges whether a severity is no slower than those below it; returns whether it is.
fn judge_speed(pace: &Pace<'_>, below: &[Pace<'_>], test: &mut Test) -> bool {
    let mut is_fast = true;
    for time in &pace.times {
        let is_faster = |(_, other): &(&Pace<'_>, &Time<'_>)| other.minutes < time.minutes;
        let mut others = below.iter().filter_map(|other| Some((other, other.time(time.stage)?)));
        let Some((other, faster)) = others.find(is_faster) else { continue };
        is_fast = false;
        let message = format!(
            "{} is {} within {}, slower than {} ({})",
            label(pace.n, pace.severity),
            time.stage.done(),
            in_words(time.duration, time.clock),
            label(other.n, other.severity),
            in_words(faster.duration, faster.clock),
        );
        let help = format!("shorten `{}`, or put the most severe first", time.stage.key());
        test.gap(time.at.clone(), message, help);
    }
    is_fast
}

fn floor(case: &Case<'_>) -> Finding {
    let mut test = Test::default();
    let severities = &case.plan.severities;
    if case.config.srp.severity_floor.is_empty() {
        return test.not_applicable("the organisation sets no longest time for repair");
    }
    if severities.is_empty() {
        return test.not_judged("the plan has no severities");
    }
    let hours = case.plan.business_hours();
    let (mut under, mut compared) = (0, 0);
    for (n, severity) in severities.iter().enumerate() {
        let Some((rule, most)) = strictest(case, severity, &hours) else { continue };
        under += 1;
        let Some(time) = &severity.remediate else { continue };
        compared += 1;
        let (allowed, time_words) = (most.in_words(), in_words(time.value, severity.clock()));
        if slowest(time.value, severity.clock(), &hours)
            > slowest(most, Clock::RoundTheClock, &hours)
        {
            let who = label(n, severity);
            let message = format!(
                "{who} is repaired within {time_words}, and the organisation allows {allowed} for {rule} severity"
            );
            let help = "shorten `remediate`, or record an exception that the committee approves beforehand";
            test.gap(time.at.clone(), message, help);
        } else {
            let who = plain(n, severity);
            test.show(
                format!("{who}: {time_words}, and the rule for {rule} is {allowed}"),
                &time.at,
            );
        }
    }
    if under == 0 {
        let at = case.place(case.plan.place("severities"));
        test.show("no severity of this plan falls under the rule", &at);
    } else if compared == 0 {
        return test.not_judged("the severities under the rule have no time for repair");
    } else if compared < under {
        test.unjudged("a severity under the rule has no time for repair");
    }
    test.end()
}

/// Returns the strictest of the organisation's rules for a severity, by its name or by its CVSS scores.
fn strictest<'a>(
    case: &Case<'a>,
    severity: &Severity,
    hours: &Hours,
) -> Option<(&'a str, Duration)> {
    let name = severity.name.as_ref().or(severity.id.as_ref()).map(|name| folded(&name.value));
    let lowest = severity.cvss.as_ref().and_then(|cvss| lowest_score(&cvss.value));
    let band = match lowest {
        Some(score) if score >= 9.0 => Some("critical"),
        Some(score) if score >= 7.0 => Some("high"),
        Some(_) | None => None,
    };
    let rules = case.config.srp.severity_floor.iter();
    let for_this = rules.filter(|(rule, _)| name.as_deref() == Some(rule) || band == Some(rule));
    let strictest = for_this.min_by_key(|(_, most)| slowest(*most, Clock::RoundTheClock, hours));
    strictest.map(|(rule, most)| (rule.as_str(), *most))
}

/// Returns the lowest of the CVSS scores that a text states: 9.0 of `9.0-10.0`, of `≥ 9.0`, of `9+`.
fn lowest_score(text: &str) -> Option<f64> {
    let lower = text.to_lowercase();
    // Such a text says where scores end, and not where they begin.
    if ["<", "≤", "below", "under", "up to", "less than"].iter().any(|word| lower.contains(word))
    {
        return None;
    }
    let pieces = lower.split(|c: char| c.is_whitespace() || "-‐‑–—−+=>≥,;()".contains(c));
    let scores = pieces.filter_map(|piece| piece.parse::<f64>().ok());
    let scores: Vec<f64> = scores.filter(|score| (0.0..=10.0).contains(score)).collect();
    // A version number may stand before them.
    scores.into_iter().rev().take(2).reduce(f64::min)
}

/// Returns how many minutes a time of a severity takes at worst.
pub(super) fn minutes(case: &Case<'_>, severity: &Severity, duration: Duration) -> u64 {
    slowest(duration, severity.clock(), &case.plan.business_hours())
}

/// Returns a time in words, with its clock when that is business hours and the unit does not say so.
fn in_words(duration: Duration, clock: Clock) -> String {
    let words = duration.in_words();
    if clock == Clock::Business && duration.unit != Unit::BusinessDays {
        format!("{words} {}", clock.in_words())
    } else {
        words
    }
}

/// Returns what messages call a severity.
pub(super) fn label(n: usize, severity: &Severity) -> String {
    name(severity).map_or_else(|| plain(n, severity), |name| format!("`{name}`"))
}

/// Returns what evidence calls it.
fn plain(n: usize, severity: &Severity) -> String {
    name(severity).map_or_else(|| format!("severity {}", n + 1), str::to_owned)
}

fn name(severity: &Severity) -> Option<&str> {
    severity.id.as_ref().or(severity.name.as_ref()).map(|name| name.value.as_str())
}
