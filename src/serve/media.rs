//! The media type of a file, by its extension.

/// The type of pages.
pub(super) const HTML: &str = "text/html; charset=utf-8";

/// The type of plain sentences.
pub(super) const TEXT: &str = "text/plain; charset=utf-8";

/// The type of drawings, which may hold scripts.
pub(super) const SVG: &str = "image/svg+xml; charset=utf-8";

/// Types by extension, in lower case.
const TYPES: &[(&str, &str)] = &[
    ("avif", "image/avif"),
    ("css", "text/css; charset=utf-8"),
    ("csv", "text/csv; charset=utf-8"),
    ("gif", "image/gif"),
    ("htm", HTML),
    ("html", HTML),
    ("ico", "image/x-icon"),
    ("ics", "text/calendar; charset=utf-8"),
    ("jpeg", "image/jpeg"),
    ("jpg", "image/jpeg"),
    ("js", "text/javascript; charset=utf-8"),
    ("json", "application/json; charset=utf-8"),
    ("md", "text/markdown; charset=utf-8"),
    ("mjs", "text/javascript; charset=utf-8"),
    ("mp3", "audio/mpeg"),
    ("mp4", "video/mp4"),
    ("pdf", "application/pdf"),
    ("png", "image/png"),
    ("svg", SVG),
    ("txt", TEXT),
    ("wasm", "application/wasm"),
    ("webm", "video/webm"),
    ("webmanifest", "application/manifest+json; charset=utf-8"),
    ("webp", "image/webp"),
    ("woff", "font/woff"),
    ("woff2", "font/woff2"),
    ("xml", "application/xml; charset=utf-8"),
    ("zip", "application/zip"),
];

/// Returns the type of a file; a name that says nothing is `application/octet-stream`.
pub(super) fn of(path: &str) -> &'static str {
    let name = path.rsplit('/').next().unwrap_or(path);
    let extension = name.rsplit_once('.').map(|(_, end)| end.to_ascii_lowercase());
    let known = TYPES.iter().find(|(end, _)| extension.as_deref() == Some(*end));
    known.map_or("application/octet-stream", |(_, media)| media)
}
