//! Text before it is drawn: cleaned, measured by a table of average widths, broken into lines.
//!
//! Nothing here knows the reader's font. Widths are those of the wider of the common interface fonts,
//! so that text rather leaves some room than leaves its box.

/// How strong text is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Weight {
    /// 400.
    Regular,
    /// 600.
    Strong,
}

/// A size in pixels, and a weight. Both have to agree with the style sheet.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Font {
    /// Pixels per em.
    pub size: i32,
    /// How strong.
    pub weight: Weight,
}

/// Names.
pub(super) const STRONG: Font = Font { size: 13, weight: Weight::Strong };
/// Everything that is said of a name.
pub(super) const NOTE: Font = Font { size: 12, weight: Weight::Regular };
/// From one line of text to the next, in pixels.
pub(super) const LINE: i32 = 17;

/// Returns a length as pixels count: signed, and at its limit when it does not fit.
pub(super) fn count(length: usize) -> i32 {
    i32::try_from(length).unwrap_or(i32::MAX)
}

/// Returns text as one line: white space is one space, and what cannot be seen is left out.
///
/// Left out are control characters, the characters that change the direction of what follows, and
/// those that XML does not allow.
pub(super) fn clean(text: &str) -> String {
    let is_plain = text.bytes().fold(true, |plain, byte| plain & (b' '..=b'~').contains(&byte));
    if is_plain && !text.contains("  ") && !text.starts_with(' ') && !text.ends_with(' ') {
        return text.to_owned();
    }
    let mut line = String::with_capacity(text.len());
    for word in text.split(|c: char| c.is_whitespace()) {
        let start = line.len();
        if start > 0 {
            line.push(' ');
        }
        let before = line.len();
        line.extend(word.chars().filter(|c| !is_invisible(*c)));
        if line.len() == before {
            line.truncate(start);
        }
    }
    line
}

fn is_invisible(c: char) -> bool {
    let is_format = matches!(
        c,
        '\u{200E}' | '\u{200F}' | '\u{061C}' | '\u{FEFF}'
            | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FFF9}'..='\u{FFFB}'
    );
    c.is_control() || is_format || u32::from(c) & 0xFFFE == 0xFFFE
}

/// Returns how wide text is likely to be, in pixels, rounded up.
pub(super) fn width(text: &str, font: Font) -> i32 {
    pixels(ems(text), font)
}

/// Returns the average width of text in thousandths of an em.
fn ems(text: &str) -> i32 {
    text.chars().map(em).fold(0_i32, i32::saturating_add)
}

/// Returns how many pixels so many thousandths of an em are, rounded up.
fn pixels(ems: i32, font: Font) -> i32 {
    let ems = match font.weight {
        Weight::Regular => ems,
        Weight::Strong => ems.saturating_add(ems / 8),
    };
    i32::try_from((i64::from(ems) * i64::from(font.size) + 999) / 1000).unwrap_or(i32::MAX)
}

/// Returns the average width of a character in thousandths of an em.
fn em(c: char) -> i32 {
    match c {
        ' ' | '!' | '\'' | ',' | '.' | ':' | ';' | 'I' | 'i' | 'j' | 'l' | '|' | '·' | '’' => {
            280
        }
        '"' | '(' | ')' | '*' | '-' | '/' | '[' | '\\' | ']' | '`' | 'f' | 'r' | 't' | '{'
        | '}' => 390,
        'm' | 'w' | '%' | '—' | '…' => 880,
        'M' | 'W' | '@' => 960,
        'A'..='Z' => 700,
        ' '..='~' => 570,
        _ if is_joiner(c) => 0,
        _ if is_emoji(c) => 1300,
        _ if is_wide(c) => 1000,
        _ if c.is_uppercase() => 720,
        _ => 620,
    }
}

/// Whether a character stands on the one before it.
fn is_joiner(c: char) -> bool {
    matches!(
        u32::from(c),
        0x0300..=0x036F | 0x0483..=0x0489 | 0x0591..=0x05BD | 0x064B..=0x065F | 0x093C | 0x094D
            | 0x0E31 | 0x0E34..=0x0E3A | 0x0E47..=0x0E4E | 0x1AB0..=0x1AFF | 0x1DC0..=0x1DFF
            | 0x200B..=0x200D | 0x20D0..=0x20FF | 0xFE00..=0xFE0F | 0xFE20..=0xFE2F
            | 0x1F3FB..=0x1F3FF | 0xE0100..=0xE01EF
    )
}

fn is_emoji(c: char) -> bool {
    matches!(u32::from(c), 0x1F1E6..=0x1F1FF | 0x1F300..=0x1FAFF)
}

/// Whether a character fills the square of an ideograph.
fn is_wide(c: char) -> bool {
    matches!(
        u32::from(c),
        0x1100..=0x115F | 0x2E80..=0xA4CF | 0xAC00..=0xD7A3 | 0xF900..=0xFAFF | 0xFE30..=0xFE4F
            | 0xFF00..=0xFF60 | 0xFFE0..=0xFFE6 | 0x20000..=0x3FFFD
    )
}

/// Room for text: how wide, and how many lines.
#[derive(Clone, Copy, Debug)]
pub(super) struct Room {
    /// Pixels.
    pub width: i32,
    /// Lines.
    pub lines: usize,
}

/// Returns text in lines that fit, cut with an ellipsis when there are more than there is room for.
pub(super) fn wrap(text: &str, font: Font, room: Room) -> Vec<String> {
    // More than any room here shows; what is cut off would cost time and not be seen.
    const CHARACTERS_MAX: usize = 400;
    let shown: String = clean(text).chars().take(CHARACTERS_MAX).collect();
    let mut lines = fill(&shown, font, room.width);
    if lines.len() > room.lines {
        lines.truncate(room.lines);
        if let Some(last) = lines.last_mut() {
            cut(last, font, room.width);
        }
    }
    lines
}

/// Returns text as [`wrap`] does, its lines as even as they can be without becoming more.
pub(super) fn wrap_evenly(text: &str, font: Font, room: Room) -> Vec<String> {
    const STEP: i32 = 4;
    let mut best = wrap(text, font, room);
    if best.len() < 2 || best.last().is_some_and(|last| last.ends_with('…')) {
        return best;
    }
    let cleaned = clean(text);
    let letters = |lines: &[String]| lines.iter().map(String::len).sum::<usize>() + lines.len();
    let whole = (best.len(), letters(&best));
    // The narrowest width at which there are as many lines and no word is broken.
    let (mut narrow, mut wide) = (0, room.width / STEP);
    while narrow + 1 < wide {
        let middle = i32::midpoint(narrow, wide);
        let lines = fill(&cleaned, font, middle * STEP);
        if lines.len() <= whole.0 && letters(&lines) == whole.1 {
            best = lines;
            wide = middle;
        } else {
            narrow = middle;
        }
    }
    best
}

fn cut(line: &mut String, font: Font, room: i32) {
    while !line.is_empty() && width(line, font) + width("…", font) > room {
        line.pop();
    }
    let kept = line.trim_end_matches([' ', ',', ';', '-', '/']).len();
    line.truncate(kept);
    line.push('…');
}

/// Returns cleaned text in lines, as many as it takes.
fn fill(text: &str, font: Font, room: i32) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    // How wide the last line is, with the space at its end.
    let mut wide = 0_i32;
    for piece in pieces(text, font, room) {
        let shown = wide.saturating_add(ems(piece.trim_end()));
        let is_new = lines.is_empty() || pixels(shown, font) > room;
        wide = ems(piece).saturating_add(if is_new { 0 } else { wide });
        match lines.last_mut().filter(|_| !is_new) {
            Some(line) => line.push_str(piece),
            None => lines.push(piece.to_owned()),
        }
    }
    for line in &mut lines {
        line.truncate(line.trim_end().len());
    }
    lines.retain(|line| !line.is_empty());
    lines
}

/// Returns the parts between which a line may end, each with the space after it.
fn pieces(text: &str, font: Font, room: i32) -> Vec<&str> {
    let mut pieces = Vec::new();
    let (mut start, mut wide) = (0, 0_i32);
    let mut before = None;
    let mut may_break = false;
    for (at, c) in text.char_indices() {
        let own = em(c);
        let is_own =
            is_wide(c) && !matches!(c, '、' | '。' | '」' | '）' | '！' | '？' | '，' | '：');
        let is_full = pixels(wide, font) + pixels(own, font) > room;
        let is_bound = c == ' ' || is_joiner(c) || before == Some('\u{200D}');
        if at > 0 && !is_bound && (may_break || is_own || is_full) {
            pieces.extend(text.get(start..at));
            (start, wide) = (at, 0);
        }
        wide = wide.saturating_add(own);
        may_break = matches!(c, ' ' | '-' | '/' | '_' | '@' | '\u{200B}') || is_wide(c) && is_own;
        before = Some(c);
    }
    pieces.extend(text.get(start..).filter(|rest| !rest.is_empty()));
    pieces
}
