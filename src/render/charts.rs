//! Small charts that stand beside the words they repeat: a bar of parts, and a ring of parts.
//!
//! Sizes are counts: the unit of a chart is one of what is counted, so nothing is divided or rounded.
//! Looks are classes; larger figures are drawn by `draw`.

use crate::render::markup::Writer;

/// Draws a bar of parts, each a class and a count. With a label it is a picture that says so; without,
/// it is for the eye only, since the words stand beside it.
pub(crate) fn bar(parts: &[(&'static str, usize)], label: Option<&str>, html: &mut Writer) {
    let total: usize = parts.iter().map(|(_, number)| number).sum();
    html.raw("<svg class=\"parts\" ");
    alternative(label, html);
    html.raw(" viewBox=\"0 0 ").number(total.max(1));
    html.raw(" 1\" width=\"120\" height=\"10\" preserveAspectRatio=\"none\">");
    let mut before = 0;
    for (class, number) in parts.iter().filter(|(_, number)| *number > 0) {
        html.raw("<rect class=").value(class).raw(" x=\"").number(before).raw("\" width=\"");
        html.number(*number).raw("\" height=\"1\"/>");
        before += number;
    }
    html.raw("</svg>");
}

/// What one of the things counted is long in the outline of a ring.
const UNIT: usize = 24;
/// What is left free between two parts of a ring; less than the unit.
const GAP: usize = 10;

/// Draws a ring of parts, each a class and a count, from the top clockwise, around two lines of text.
pub(crate) fn ring(
    parts: &[(&'static str, usize)],
    (middle, below): (&str, &str),
    label: &str,
    html: &mut Writer,
) {
    let total: usize = parts.iter().map(|(_, number)| number).sum();
    let length = total * UNIT;
    let gap = if parts.iter().filter(|(_, number)| *number > 0).count() > 1 { GAP } else { 0 };
    html.raw("<svg class=\"ring\" ");
    alternative(Some(label), html);
    html.raw(" viewBox=\"0 0 120 120\" width=\"120\" height=\"120\">");
    let mut before = 0;
    for (class, number) in parts.iter().filter(|(_, number)| *number > 0) {
        let shown = number * UNIT - gap;
        html.raw("<circle class=").value(class);
        // An outline's length may be stated, so that dashes are measured in it.
        html.raw(" cx=\"60\" cy=\"60\" r=\"49\" fill=\"none\" transform=\"rotate(-90 60 60)\" pathLength=\"");
        html.number(length).raw("\" stroke-dasharray=\"").number(shown).raw(" ");
        html.number(length - shown).raw("\" stroke-dashoffset=\"-");
        html.number(before * UNIT + gap / 2).raw("\"/>");
        before += number;
    }
    html.raw("<text class=\"ring-number\" x=\"60\" y=\"63\" text-anchor=\"middle\">").text(middle);
    html.raw("</text><text class=\"ring-word\" x=\"60\" y=\"81\" text-anchor=\"middle\">");
    html.text(below).raw("</text></svg>");
}

fn alternative(label: Option<&str>, html: &mut Writer) {
    match label {
        Some(label) => html.raw("role=\"img\" aria-label=").value(label),
        None => html.raw("aria-hidden=\"true\""),
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn written(draw: impl FnOnce(&mut Writer)) -> String {
        let mut html = Writer::default();
        draw(&mut html);
        html.into_html().0.0.clone()
    }

    #[test]
    fn a_bar_counts_in_whole_things_and_leaves_out_what_there_is_none_of() {
        let svg = written(|html| bar(&[("ok", 40), ("warn", 0), ("bad", 2)], None, html));
        assert_eq!(
            svg,
            "<svg class=\"parts\" aria-hidden=\"true\" viewBox=\"0 0 42 1\" width=\"120\" height=\"10\" \
             preserveAspectRatio=\"none\"><rect class=\"ok\" x=\"0\" width=\"40\" height=\"1\"/>\
             <rect class=\"bad\" x=\"40\" width=\"2\" height=\"1\"/></svg>"
        );
    }

    #[test]
    fn the_parts_of_a_ring_lie_end_to_end() {
        let parts = [("st-met", 3), ("st-gap", 1)];
        let svg = written(|html| ring(&parts, ("1", "open"), "3 met, 1 open", html));
        assert!(
            svg.contains("pathLength=\"96\" stroke-dasharray=\"62 34\" stroke-dashoffset=\"-5\"")
        );
        assert!(
            svg.contains("pathLength=\"96\" stroke-dasharray=\"14 82\" stroke-dashoffset=\"-77\"")
        );
    }

    #[test]
    fn a_ring_of_one_part_is_closed_and_what_it_says_is_escaped() {
        let svg = written(|html| ring(&[("st-met", 2)], ("<0>", "open"), "\"><script>", html));
        assert!(svg.contains("stroke-dasharray=\"48 0\" stroke-dashoffset=\"-0\""), "{svg}");
        assert!(svg.contains(">&lt;0&gt;</text>") && !svg.contains("<script>"), "{svg}");
    }
}
