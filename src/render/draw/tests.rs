//! Figures of hostile, empty, circular and large data: always well-formed, bounded, and the same twice.

use crate::date::Date;
use crate::render::draw::layers::{Arrow, columns};
use crate::render::draw::layout::{Layout, Size, layout};
use crate::render::draw::measure::{NOTE, Room, STRONG, clean, width, wrap, wrap_evenly};
use crate::render::draw::svg::Drawn;
use crate::render::draw::{
    Event, Flow, Mark, Relation, Row, Step, calendar, columns as columns_of_months, flows, ladder,
    relations, timelines,
};
use std::collections::BTreeSet;

const HOSTILE: &str =
    "</title><script>alert(1)</script>&\"'<b style=x>\u{0}\u{1b}[2J\u{202e}\u{fffe}";

fn flow<'a>(from: &'a str, to: &'a str) -> Flow<'a> {
    Flow { from, to, data: "orders", class: "internal", protection: "TLS" }
}

fn day(text: &str) -> Date {
    Date::parse(text).unwrap()
}

fn step<'a>(who: &'a str, after: &'a str) -> Step<'a> {
    Step { level: "Level", who, after, also: &[] }
}

/// Returns the ids of a figure that is well-formed, complete, and allowed on a page.
#[track_caller]
fn check(drawn: &Drawn) -> Vec<String> {
    let svg = &drawn.0;
    assert!(svg.starts_with("<svg class=\"figure ") && svg.ends_with("</svg>"), "{svg}");
    let mut open = Vec::new();
    let mut ids = Vec::new();
    for (n, piece) in svg.split('<').skip(1).enumerate() {
        let (tag, text) = piece.split_once('>').expect("a tag that ends");
        assert!(!text.contains('>') && !text.chars().any(char::is_control), "{text}");
        for entity in [text, tag].iter().flat_map(|part| part.split('&').skip(1)) {
            let known = ["amp;", "lt;", "gt;", "quot;", "#39;", "#x27;"];
            assert!(known.iter().any(|name| entity.starts_with(name)), "{entity}");
        }
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "at tag {n}");
            continue;
        }
        let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        let name = name.trim_end_matches('/');
        let known = ["svg", "title", "desc", "g", "path", "rect", "circle", "text"];
        assert!(known.contains(&name), "{tag}");
        assert_eq!(attributes.matches('"').count() % 2, 0, "{tag}");
        for attribute in attributes.split('"').step_by(2) {
            let key = attribute.trim().trim_end_matches(['=', '/']);
            assert!(key != "style" && !key.starts_with("on"), "{tag}");
        }
        ids.extend(
            attributes.split_once("id=\"").map(|(_, id)| id.split('"').next().unwrap().to_owned()),
        );
        if !tag.ends_with('/') {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "{open:?}");
    for id in &ids {
        assert!(svg.contains(&format!("=\"{id}\" ")), "{id} is referred to");
    }
    ids
}

#[test]
fn what_comes_in_is_escaped_everywhere() {
    let flow = Flow { from: HOSTILE, to: "b", data: HOSTILE, class: HOSTILE, protection: HOSTILE };
    let also = [HOSTILE, ""];
    let step = Step { level: HOSTILE, who: HOSTILE, after: HOSTILE, also: &also };
    let row = Row { name: HOSTILE, marks: &[(Mark::Acknowledge, 5, HOSTILE)] };
    let drawn = [flows("a", &[flow]), ladder("b", &[step]), timelines("c", &[row])];
    for drawn in drawn {
        let drawn = drawn.unwrap();
        check(&drawn);
        assert!(drawn.0.contains("&lt;/title&gt;&lt;script&gt;"), "{}", drawn.0);
    }
}

#[test]
fn names_in_pictures_of_relations_and_dates_are_escaped() {
    let relation = Relation { from: 0, to: 1 };
    let event = Event { day: day("2026-12-01"), what: HOSTILE };
    let drawn =
        [relations("a", &[HOSTILE, "b"], &[relation]), calendar("b", day("2026-11-22"), &[event])];
    for drawn in drawn {
        let drawn = drawn.unwrap();
        check(&drawn);
        assert!(drawn.0.contains("&lt;/title&gt;&lt;script&gt;"), "{}", drawn.0);
    }
}

#[test]
fn relations_both_ways_are_one_line_and_what_stands_alone_is_left_out() {
    let of = |pairs: &[(usize, usize)]| {
        let all: Vec<Relation> =
            pairs.iter().map(|(from, to)| Relation { from: *from, to: *to }).collect();
        relations("r", &["One", "Two", "Three", "Alone"], &all)
    };
    let drawn = of(&[(0, 1), (1, 0), (1, 2), (1, 2)]).unwrap();
    check(&drawn);
    assert_eq!(drawn.0.matches("figure-arrow").count(), 2);
    assert_eq!(drawn.0.matches("figure-head").count(), 3);
    assert!(drawn.0.contains("How 3 documents refer") && !drawn.0.contains("Alone"));
    assert_eq!(of(&[]), None);
    assert_eq!(of(&[(0, 0), (0, 9)]), None);
}

#[test]
fn a_knot_of_relations_is_not_drawn() {
    let names: Vec<String> = (0..13).map(|n| format!("Policy {n}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let chain =
        |to: usize| -> Vec<Relation> { (1..to).map(|to| Relation { from: to - 1, to }).collect() };
    check(&relations("r", &names, &chain(12)).unwrap());
    assert_eq!(relations("r", &names, &chain(13)), None);
    let all = (0..8).flat_map(|from| (from + 1..8).map(move |to| Relation { from, to }));
    assert_eq!(relations("r", &names, &all.collect::<Vec<_>>()), None);
}

#[test]
fn a_line_of_dates_says_what_is_late_and_shows_the_next_months() {
    let today = day("2026-11-22");
    let event = |day: &str, what| Event { day: self::day(day), what };
    let events = [
        event("2026-10-30", "End"),
        event("2026-11-22", "Check"),
        event("2027-02-08", "Review"),
        event("2029-01-01", "Contract"),
    ];
    let drawn = calendar("c", today, &events).unwrap();
    check(&drawn);
    assert_eq!(drawn.0.matches("figure-late").count(), 1);
    assert_eq!(drawn.0.matches("<g class=\"figure-event").count(), 3, "the last is too far off");
    assert!(drawn.0.contains("30 October 2026: End (overdue). 22 November 2026: Check. "));
    assert!(drawn.0.contains("1 January 2029: Contract.</desc>"));
    assert_eq!(calendar("c", today, &[event("2029-01-01", "Contract")]), None);
    assert_eq!(calendar("c", today, &[event("2020-01-01", "Long ago")]), None);
}

#[test]
fn names_on_a_line_of_dates_do_not_touch() {
    let today = day("2026-11-22");
    let events: Vec<Event<'_>> =
        (0..8).map(|n| Event { day: today.add_days(n * 9), what: "Review of the plan" }).collect();
    let drawn = calendar("c", today, &events).unwrap();
    check(&drawn);
    let places: BTreeSet<&str> = drawn
        .0
        .split("<text class=\"figure-strong\" ")
        .skip(2)
        .map(|text| text.split(" y=").nth(1).unwrap().split('>').next().unwrap())
        .collect();
    assert_eq!(places.len(), 8, "each on a line of its own: {places:?}");
}

#[test]
fn months_hold_all_that_falls_due() {
    let today = day("2026-11-22");
    let days = ["2026-10-01", "2026-11-21", "2026-11-22", "2027-11-30", "2027-12-01"].map(day);
    let drawn = columns_of_months("m", today, &days).unwrap();
    check(&drawn);
    assert!(drawn.0.contains(">Overdue: 2, Nov: 1, Nov: 1, Later: 1.</desc>"), "{}", drawn.0);
    let many = vec![today.add_days(40); 5000];
    check(&columns_of_months("m", today, &many).unwrap());
    assert_eq!(columns_of_months("m", today, &[]), None);
}

#[test]
fn ids_begin_with_the_prefix_and_differ() {
    let flow = flows("plan-flows", &[flow("a", "b")]).unwrap();
    let step = ladder("plan-ladder", &[step("a", "1 h")]).unwrap();
    let row =
        timelines("plan-times", &[Row { name: "a", marks: &[(Mark::Mitigate, 5, "")] }]).unwrap();
    let ids: Vec<String> = [flow, step, row].iter().flat_map(check).collect();
    assert_eq!(ids.len(), 6);
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), 6);
    assert!(ids.iter().all(|id| id.starts_with("plan-")), "{ids:?}");
}

#[test]
fn nothing_is_drawn_of_nothing() {
    assert_eq!(flows("f", &[]), None);
    assert_eq!(flows("f", &[flow("", " \t")]), None);
    assert_eq!(ladder("l", &[]), None);
    assert_eq!(timelines("t", &[]), None);
    assert_eq!(timelines("t", &[Row { name: "High", marks: &[] }]), None);
}

#[test]
fn what_is_not_known_is_said_to_be_so() {
    let drawn =
        flows("f", &[Flow { from: "", to: "b", data: "", class: "", protection: "" }]).unwrap();
    check(&drawn);
    assert!(drawn.0.contains("Flow 1, from a place not named to b: data not named.</desc>"));
    let drawn = ladder("l", &[step("", "")]).unwrap();
    check(&drawn);
    assert!(drawn.0.contains("Level: nobody named.</desc>"), "{}", drawn.0);
}

#[test]
fn more_than_can_be_read_is_not_drawn() {
    let names: Vec<String> = (0..90).map(|n| format!("System {n}")).collect();
    let chain = |boxes: usize| -> Vec<Flow<'_>> {
        names[..boxes].windows(2).map(|pair| flow(&pair[0], &pair[1])).collect()
    };
    check(&flows("f", &chain(40)).unwrap());
    assert_eq!(flows("f", &chain(41)), None);
    check(&flows("f", &vec![flow("a", "b"); 80]).unwrap());
    assert_eq!(flows("f", &vec![flow("a", "b"); 81]), None);
    check(&ladder("l", &vec![step("a", "b"); 12]).unwrap());
    assert_eq!(ladder("l", &vec![step("a", "b"); 13]), None);
    let marks = vec![(Mark::Remediate, 60, ""); 13];
    let rows = vec![Row { name: "a", marks: &marks[..12] }; 25];
    check(&timelines("t", &rows[..24]).unwrap());
    assert_eq!(timelines("t", &rows), None);
    assert_eq!(timelines("t", &[Row { name: "a", marks: &marks }]), None);
}

#[test]
fn circles_end_and_a_place_may_send_to_itself() {
    let circle = [flow("a", "b"), flow("b", "c"), flow("c", "a"), flow("b", "a"), flow("c", "c")];
    let drawn = flows("f", &circle).unwrap();
    check(&drawn);
    for number in 1..=5 {
        assert_eq!(drawn.0.matches(&format!(">{number}</text>")).count(), 1, "{number}");
    }
    let alone = flows("f", &vec![flow("a", "a"); 7]).unwrap();
    check(&alone);
    assert!(alone.0.contains(">7</text>"));
}

#[test]
fn numbers_are_those_of_the_list() {
    let drawn = flows("f", &[flow("a", "b"), flow("", ""), flow("b", "c")]).unwrap();
    assert!(drawn.0.contains(">1</text>") && drawn.0.contains(">3</text>"));
    assert!(!drawn.0.contains(">2</text>"));
    assert!(
        drawn.0.contains(
            "<title>Flow 3, from b to c: orders; class: internal; protection: TLS.</title>"
        )
    );
}

#[test]
fn equal_data_make_equal_pictures() {
    let list = [flow("a", "b"), flow("c", "b"), flow("b", "a"), flow("a", "d"), flow("d", "c")];
    assert_eq!(flows("f", &list), flows("f", &list));
}

/// Returns arrows between `boxes` boxes that look as if drawn by lot.
fn tangle(boxes: usize, count: usize, seed: usize) -> Vec<Arrow> {
    let arrow = |n: usize| {
        let from = (n * (seed + 7) + n / 3) % boxes;
        let to = (from + 1 + (n * seed + n / 5) % (boxes - 1)) % boxes;
        Arrow { from, to, numbers: vec![n] }
    };
    (0..count).map(arrow).collect()
}

fn laid_out(boxes: usize, arrows: &[Arrow]) -> Layout {
    let size = Size { width: 120, height: 46, head: 0 };
    layout(&columns(boxes, arrows), arrows, &vec![size; boxes])
}

#[test]
fn boxes_do_not_overlap_and_no_arrow_runs_through_one() {
    for (boxes, count, seed) in [(2, 4, 1), (6, 12, 3), (12, 24, 5), (24, 50, 11), (40, 80, 13)] {
        let arrows = tangle(boxes, count, seed);
        let layout = laid_out(boxes, &arrows);
        for (n, a) in layout.boxes.iter().enumerate() {
            assert!(a.at.x >= 0 && a.at.y >= 0, "{a:?}");
            assert!(
                a.at.x + a.width <= layout.width && a.at.y + a.height <= layout.height,
                "{a:?}"
            );
            for b in layout.boxes.iter().skip(n + 1) {
                let beside = a.at.x + a.width < b.at.x || b.at.x + b.width < a.at.x;
                let stacked = a.at.y + a.height < b.at.y || b.at.y + b.height < a.at.y;
                assert!(beside || stacked, "{a:?} {b:?}");
            }
        }
        for pair in layout.routes.iter().flat_map(|route| route.corners.windows(2)) {
            let (a, b) = (pair[0], pair[1]);
            assert!(a.x == b.x || a.y == b.y, "{a:?} to {b:?} is neither level nor upright");
            let (left, right) = (a.x.min(b.x), a.x.max(b.x));
            let (top, bottom) = (a.y.min(b.y), a.y.max(b.y));
            let runs_through = layout.boxes.iter().any(|area| {
                left < area.at.x + area.width
                    && area.at.x < right.max(left + 1)
                    && top < area.at.y + area.height
                    && area.at.y < bottom.max(top + 1)
            });
            assert!(!runs_through, "{a:?} to {b:?}");
        }
    }
}

#[test]
fn numbers_of_arrows_do_not_touch() {
    for seed in 1..8 {
        let arrows = tangle(14, 40, seed);
        let layout = laid_out(14, &arrows);
        let badges: Vec<_> = layout.routes.iter().map(|route| route.badge.unwrap()).collect();
        for (n, a) in badges.iter().enumerate() {
            for b in badges.iter().skip(n + 1) {
                assert!((a.x - b.x).abs() >= 22 || (a.y - b.y).abs() >= 22, "{a:?} {b:?}");
            }
        }
    }
}

#[test]
fn later_is_further_right_whatever_the_time() {
    let marks: Vec<(Mark, u64, &str)> =
        [0, 1, 2, 15, 240, 100_000, u64::MAX].map(|minutes| (Mark::Mitigate, minutes, "")).to_vec();
    let drawn = timelines("t", &[Row { name: "High", marks: &marks }]).unwrap();
    check(&drawn);
    let pieces = drawn.0.split("figure-hollow\" d=\"M").skip(1);
    let xs = pieces.map(|piece| piece.split(' ').next().unwrap().parse::<i32>().unwrap());
    // The last one belongs to the key.
    let xs: Vec<i32> = xs.take(marks.len()).collect();
    assert!(xs.windows(2).all(|pair| pair[0] < pair[1]), "{xs:?}");
}

#[test]
fn times_are_told_in_words() {
    let marks = [(Mark::Remediate, 4320, ""), (Mark::Acknowledge, 15, "15 minutes, day and night")];
    let drawn = timelines("t", &[Row { name: "High", marks: &marks }]).unwrap();
    let text = "High: acknowledge 15 minutes, day and night, repair 3 d.</desc>";
    assert!(drawn.0.contains(text), "{}", drawn.0);
    let also = ["Legal", "Press office"];
    let step = Step { level: "Level 2", who: "Board", after: "4 hours", also: &also };
    let drawn = ladder("l", &[step]).unwrap();
    let text = "Level 2: Board, and Legal, Press office; time: 4 hours.</desc>";
    assert!(drawn.0.contains(text), "{}", drawn.0);
}

#[test]
fn text_is_broken_where_it_may_be_and_fits() {
    let room = Room { width: 100, lines: 3 };
    for text in [
        "Order service for the northern and southern distribution centres",
        "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen",
        "第二データ処理センター東京、大阪、名古屋",
        "a\u{301}\u{301}\u{301} 👩\u{200d}🔬 x",
    ] {
        for lines in [wrap(text, STRONG, room), wrap_evenly(text, STRONG, room)] {
            assert!((1..=3).contains(&lines.len()), "{lines:?}");
            assert!(lines.iter().all(|line| width(line, STRONG) <= room.width), "{lines:?}");
        }
    }
    assert_eq!(
        wrap("one two three four five six", NOTE, Room { width: 50, lines: 2 }),
        ["one two", "three…"]
    );
    assert_eq!(
        wrap_evenly("Web application firewall", STRONG, Room { width: 148, lines: 3 }),
        ["Web application", "firewall"]
    );
    assert!(wrap(" \n\u{0}", STRONG, room).is_empty());
    assert_eq!(width("漢字", NOTE), 24);
}

#[test]
fn cleaned_text_is_one_line_of_what_can_be_seen() {
    assert_eq!(clean("  a\r\n\tb\u{7f} \u{200e} c\u{2066}\u{85}d "), "a b c d");
    assert_eq!(clean("\u{ffff}\u{feff}"), "");
}

#[test]
fn a_very_long_text_takes_no_time() {
    let long = "\u{301}".repeat(20_000) + &"x".repeat(20_000);
    check(&flows("f", &[flow(&long, "b")]).unwrap());
    check(&ladder("l", &[step(&long, &long)]).unwrap());
}
