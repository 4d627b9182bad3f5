//! What an answer holds: the bytes that are built, their type, their tag, a part of them.

use crate::serve_http::{LOOPBACK, Limits, PAGE, get, outputs, serve, serve_on, without_script};
use crate::support::{TODAY, build_files};
use rulebook::Outputs;
use std::collections::BTreeSet;

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
                      img-src 'self' data:; font-src 'self'; connect-src 'self'; \
                      media-src 'self'; base-uri 'none'; form-action 'self'; \
                      frame-ancestors 'none'";

/// Returns a site with a client, and so with a call sheet.
fn built() -> Outputs {
    let files = [
        ("README.md", "# Policies\n"),
        ("backup.md", "# Backup\n\nTest restores.\n"),
        ("clients/acme.yaml", "srp: 1\nclient: { id: acme, name: \"Acme\" }\n"),
    ];
    let files = files.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()));
    build_files(&files, TODAY).outputs
}

#[test]
fn only_a_script_tag_differs_from_what_is_built() {
    let built = built();
    let site = serve_on(LOOPBACK, built.clone(), Limits::default());
    let mut client = site.connect();
    let mut as_they_are = Vec::new();
    for (path, bytes) in &built {
        client.send(get(&format!("/{path}"), "").as_bytes());
        let answer = client.answer(false);
        assert_eq!(answer.status, 200, "{path}");
        if path.is_page() && answer.body != **bytes {
            assert_eq!(without_script(answer.text(), "run-1").as_bytes(), &**bytes, "{path}");
        } else if path.is_page() {
            as_they_are.push(path.as_str());
        } else {
            assert_eq!(answer.body, **bytes, "{path}");
        }
    }
    assert_eq!(as_they_are, ["clients/acme/call-sheet.html"]);
}

#[test]
fn the_script_tag_has_its_place() {
    let tag = "<script src=\"/__rulebook/live.js\" data-revision=\"run-1\" defer></script>";
    let own = "<head><meta http-equiv=\"Content-Security-Policy\" content=\"x\"></head>";
    let pages = [
        ("<head></head><body></body>", format!("<head>{tag}</head><body></body>")),
        ("<body>x</body></html>", format!("<body>x{tag}</body></html>")),
        ("<p></body></p></body>", format!("<p></body></p>{tag}</body>")),
        ("x", format!("x{tag}")),
        ("", tag.to_owned()),
        (own, own.to_owned()),
    ];
    for (page, served) in pages {
        let site = serve(&[("a.html", page)]);
        assert_eq!(site.get("/a.html", "").text(), served);
    }
}

#[test]
fn pages_come_under_the_policy_they_are_built_for() {
    let site = serve_on(LOOPBACK, built(), Limits::default());
    for (path, status) in [("/", 200), ("/backup/", 200), ("/nowhere", 404)] {
        let answer = site.get(path, "");
        assert_eq!(answer.status, status);
        assert_eq!(answer.header("content-security-policy"), Some(POLICY), "{path}");
    }
    // The call sheet holds its style sheet, which its own policy names by a hash.
    let sheet = site.get("/clients/acme/call-sheet.html", "");
    let text = sheet.text().replace("&#39;", "'");
    let own = text.split("style-src '").nth(1).unwrap().split('\'').next().unwrap();
    assert!(own.starts_with("sha256-"), "{own}");
    let expected = POLICY.replace("style-src 'self'", &format!("style-src 'self' '{own}'"));
    assert_eq!(sheet.header("content-security-policy"), Some(expected.as_str()));
    // Nothing but a hash of a style sheet is taken over.
    let open = "<head><meta http-equiv=\"Content-Security-Policy\" content=\"script-src *; \
                style-src 'unsafe-inline' 'sha256-AAA=;' 'sha384-a\u{e9}' * 'sha512-b+/='\">";
    let site = serve(&[("index.html", open)]);
    assert_eq!(site.get("/", "").header("content-security-policy"), Some(POLICY));
    let hashed = open.replace("AAA=;", "AAA=");
    let site = serve(&[("index.html", &hashed)]);
    let expected =
        POLICY.replace("style-src 'self'", "style-src 'self' 'sha256-AAA=' 'sha512-b+/='");
    assert_eq!(site.get("/", "").header("content-security-policy"), Some(expected.as_str()));
}

#[test]
fn files_have_types() {
    let types = [
        ("a.html", "text/html; charset=utf-8"),
        ("a.css", "text/css; charset=utf-8"),
        ("a.js", "text/javascript; charset=utf-8"),
        ("a.json", "application/json; charset=utf-8"),
        ("a.csv", "text/csv; charset=utf-8"),
        ("a.ics", "text/calendar; charset=utf-8"),
        ("a.svg", "image/svg+xml; charset=utf-8"),
        ("a.xml", "application/xml; charset=utf-8"),
        ("a.txt", "text/plain; charset=utf-8"),
        ("a.md", "text/markdown; charset=utf-8"),
        ("a.png", "image/png"),
        ("a.JPG", "image/jpeg"),
        ("a.gif", "image/gif"),
        ("a.webp", "image/webp"),
        ("a.avif", "image/avif"),
        ("a.ico", "image/x-icon"),
        ("a.woff2", "font/woff2"),
        ("a.pdf", "application/pdf"),
        ("a.mp4", "video/mp4"),
        ("a.webm", "video/webm"),
        ("a.mp3", "audio/mpeg"),
        ("a.zip", "application/zip"),
        ("a.exe", "application/octet-stream"),
        ("html", "application/octet-stream"),
        ("a.b/html", "application/octet-stream"),
    ];
    let site = serve(&types.map(|(path, _)| (path, "x")));
    for (path, media) in types {
        let answer = site.get(&format!("/{path}"), "");
        assert_eq!(answer.header("content-type"), Some(media), "{path}");
    }
    // A drawing may hold scripts, which don't run when it is opened by itself.
    let policy = site.get("/a.svg", "").header("content-security-policy").map(str::to_owned);
    assert!(policy.unwrap().ends_with("sandbox"));
}

#[test]
fn what_the_client_has_is_not_sent_again() {
    let site = serve(&[("index.html", PAGE), ("a.txt", "text")]);
    for path in ["/", "/a.txt", "/__rulebook/live.js", "/__rulebook/diagnostics.json"] {
        let first = site.get(path, "");
        let tag = first.header("etag").unwrap().to_owned();
        assert!(tag.len() == 66 && tag.starts_with('"') && tag.ends_with('"'), "{tag}");
        for known in [
            tag.clone(),
            format!("W/{tag}"),
            "*".to_owned(),
            format!("\"a\", \"b\" ,{tag}"),
            format!("\"a\"\r\nIf-None-Match: {tag}"),
        ] {
            let second = site.get(path, &format!("If-None-Match: {known}\r\n"));
            assert_eq!(
                (second.status, second.header("etag")),
                (304, Some(tag.as_str())),
                "{known}"
            );
        }
        for other in ["\"a\"", "", "W/", tag.trim_matches('"')] {
            let second = site.get(path, &format!("If-None-Match: {other}\r\n"));
            assert_eq!((second.status, second.body == first.body), (200, true), "{path} {other}");
        }
        // No bytes follow, so that the connection goes on.
        let mut client = site.connect();
        for _ in 0..2 {
            client.send(get(path, "If-None-Match: *\r\n").as_bytes());
            assert_eq!(client.answer(false).status, 304);
        }
    }
    let before = site.get("/a.txt", "").header("etag").map(str::to_owned);
    site.live.publish(outputs(&[("a.txt", "other")]), rulebook::serve::Report::default());
    let after = site.get("/a.txt", "");
    assert_eq!(after.text(), "other");
    assert_ne!(after.header("etag").map(str::to_owned), before);
}

#[test]
fn head_is_get_without_the_body() {
    let site = serve(&[("index.html", PAGE), ("a/index.html", PAGE), ("a.txt", "text")]);
    let mut client = site.connect();
    for path in ["/", "/a", "/a.txt", "/nowhere", "/%2f", "/__rulebook/live.js"] {
        client.send(get(path, "").as_bytes());
        let whole = client.answer(false);
        client.send(get(path, "").replace("GET", "HEAD").as_bytes());
        let head = client.answer(true);
        let but_date = |headers: &[(String, String)]| {
            headers.iter().filter(|(name, _)| name != "date").cloned().collect::<BTreeSet<_>>()
        };
        assert_eq!(head.status, whole.status, "{path}");
        assert_eq!(but_date(&head.headers), but_date(&whole.headers), "{path}");
        assert_eq!(head.header("content-length"), Some(&*whole.body.len().to_string()), "{path}");
    }
}

#[test]
fn a_part_of_a_file_can_be_asked_for() {
    let site = serve(&[("a.mp4", "0123456789"), ("empty.mp4", ""), ("index.html", PAGE)]);
    let whole = ("0123456789", None);
    for (range, status, (body, content_range)) in [
        ("bytes=0-3", 206, ("0123", Some("bytes 0-3/10"))),
        ("bytes=9-9", 206, ("9", Some("bytes 9-9/10"))),
        ("bytes=4-", 206, ("456789", Some("bytes 4-9/10"))),
        ("bytes=4-99999999999999999999999", 206, ("456789", Some("bytes 4-9/10"))),
        ("bytes=-3", 206, ("789", Some("bytes 7-9/10"))),
        ("bytes=-99", 206, ("0123456789", Some("bytes 0-9/10"))),
        ("Bytes= 0-0", 206, ("0", Some("bytes 0-0/10"))),
        ("bytes=10-", 416, ("", Some("bytes */10"))),
        ("bytes=10-20", 416, ("", Some("bytes */10"))),
        ("bytes=99999999999999999999999-", 416, ("", Some("bytes */10"))),
        ("bytes=-0", 416, ("", Some("bytes */10"))),
        ("bytes=0-1,3-4", 200, whole),
        ("bytes=3-1", 200, whole),
        ("bytes=-", 200, whole),
        ("bytes=a-b", 200, whole),
        ("bytes=+1-2", 200, whole),
        ("bytes=1", 200, whole),
        ("bytes", 200, whole),
        ("lines=0-3", 200, whole),
        ("", 200, whole),
    ] {
        let answer = site.get("/a.mp4", &format!("Range: {range}\r\n"));
        assert_eq!((answer.status, answer.text()), (status, body), "{range}");
        assert_eq!(answer.header("content-range"), content_range, "{range}");
        assert_eq!(answer.header("accept-ranges"), Some("bytes"));
        let head = site.head("/a.mp4", &format!("Range: {range}\r\n"));
        assert_eq!((head.status, head.header("content-length")), (200, Some("10")), "{range}");
    }
    assert_eq!(site.get("/empty.mp4", "Range: bytes=0-\r\n").status, 416);
    let page = site.get("/", "Range: bytes=0-3\r\n");
    assert_eq!((page.status, page.header("accept-ranges")), (200, None));
    // A part of other bytes is of no use.
    let tag = site.get("/a.mp4", "").header("etag").unwrap().to_owned();
    for (known, status) in [
        (tag.as_str(), 206),
        (&format!("W/{tag}"), 200),
        ("\"other\"", 200),
        ("Mon, 23 Nov 2026 00:00:00 GMT", 200),
    ] {
        let headers = format!("Range: bytes=0-3\r\nIf-Range: {known}\r\n");
        assert_eq!(site.get("/a.mp4", &headers).status, status, "{known}");
    }
}
