//! Which path leads where: pages, folders without their slash, files, and the many ways to write
//! what leads nowhere.

use crate::serve_http::{LOOPBACK, without_script};
use crate::serve_http::{Limits, Live, Options, PAGE, Preview, Report, get, listen_within, serve};

/// Ways to write what leads nowhere.
const NOWHERE: &[&str] = &[
    "/..",
    "/../",
    "/../a/",
    "/a/../a/",
    "/a/..",
    "/./",
    "/a/./b/",
    "/a/.",
    "/%2e",
    "/%2e/a/",
    "/%2e%2e",
    "/%2e%2e/",
    "/%2E%2e/a/",
    "/.%2e/a/",
    "/a/%2e%2e/a/",
    "/a/%2e/b/",
    "/a/..%2f..%2fetc/passwd",
    "/%2e%2e%2f%2e%2e%2fetc/passwd",
    "/..%5c..%5cetc",
    "/a%2fb/",
    "/a%2Fb",
    "/%2fa/",
    "/a/b%2f",
    "/a%5cb/",
    "/a\\b/",
    "/..\\a\\",
    "/a/b/file.txt%00",
    "/%00",
    "/a/b/file.txt%00.html",
    "/a%0ab/",
    "/a%0d%0aSet-Cookie:%20x=1/",
    "/a%7f",
    "/a%c2%85",
    "/%252e%252e/a/",
    "/a%252fb/",
    "/%25%32%65/",
    "/%ff",
    "/%c0%ae%c0%ae/a/",
    "/%e2%80",
    "/a/%",
    "/a/%zz",
    "/a/%2",
    "//",
    "//a/",
    "//a/b",
    "//evil.example",
    "//evil.example/",
    "///evil.example",
    "/a//b/",
    "/a/b//",
    "/a//",
    "/http://localhost/a/",
    "/file:///etc/passwd",
    "/C:/windows/win.ini",
    "/etc/passwd",
    "/a;/b/",
    "/~root/",
    "/a/b/index.html.bak",
    "/%",
    "*",
    "a/b/",
    "http://evil.example/a/",
    "http://evil.example",
    "http://localhost:1/a/",
    "http://localhost@evil.example/a/",
    "file:///etc/passwd",
    "\x01",
    "/\x01",
    "/a\x7f",
    "/a b/",
];

fn site() -> Preview {
    serve(&[
        ("index.html", PAGE),
        ("404.html", "<html><head></head><body>none</body></html>"),
        ("a/index.html", PAGE),
        ("a/b/index.html", PAGE),
        ("a/b/file.txt", "text"),
        ("odd; näme/it's 100%/index.html", PAGE),
        ("odd; näme/a+b.txt", "odd"),
        ("evil.example/index.html", PAGE),
        ("__rulebook/live.js", "a file of the site"),
        ("__rulebook/x/index.html", "of the site"),
    ])
}

#[test]
fn paths_lead_to_files() {
    let site = site();
    for (path, status) in [
        ("/", 200),
        ("/?query", 200),
        ("/index.html", 200),
        ("/a/", 200),
        ("/a/b/", 200),
        ("/a/b/index.html", 200),
        ("/a/b/file.txt", 200),
        ("/%61/%62/", 200),
        ("/odd;%20n%C3%A4me/it's%20100%25/", 200),
        ("/odd;%20n%C3%A4me/a+b.txt", 200),
        ("/a/b", 308),
        ("/a/b/file.txt/", 404),
        ("/a/b/c", 404),
        ("/a/b/c/", 404),
        ("/A/", 404),
        ("/__rulebook/live.js", 200),
        ("/__rulebook/live.css", 200),
        ("/__rulebook", 404),
        ("/__rulebook/", 404),
        ("/__rulebook/x", 404),
        ("/__rulebook/x/", 404),
        ("/__rulebook/%6cive.js", 404),
        ("/__rulebook/live.js/", 404),
    ] {
        assert_eq!(site.get(path, "").status, status, "{path}");
        assert_eq!(site.head(path, "").status, status, "HEAD {path}");
    }
    assert!(!site.get("/__rulebook/live.js", "").text().contains("a file of the site"));
}

#[test]
fn a_folder_without_its_slash_redirects_within_the_site() {
    let site = site();
    for (path, to) in [
        ("/a/b", "/a/b/"),
        ("/a/b?x=1&y=%0d%0a//evil", "/a/b/?x=1&y=%0d%0a//evil"),
        ("/evil.example", "/evil.example/"),
        ("/odd;%20n%C3%A4me/it's%20100%25", "/odd;%20n%C3%A4me/it%27s%20100%25/"),
    ] {
        let answer = site.get(path, "");
        assert_eq!((answer.status, answer.header("location")), (308, Some(to)), "{path}");
        assert_eq!(site.get(to, "").status, 200, "{to}");
    }
}

#[test]
fn nothing_outside_the_outputs_can_be_asked_for() {
    let site = site();
    for path in NOWHERE {
        let answer = site.get(path, "");
        assert!(matches!(answer.status, 400 | 404), "{} for {path:?}", answer.status);
        assert_eq!(answer.header("location"), None, "{path:?}");
    }
    for path in [&b"/\xff"[..], b"/\xc0\xae\xc0\xae/a/", b"/a\x00"] {
        let request = [b"GET ", path, b" HTTP/1.1\r\nHost: localhost\r\n\r\n"].concat();
        assert!(matches!(site.ask(request).status, 400 | 404), "{path:?}");
    }
    // It is none the worse for it.
    assert_eq!(site.get("/a/b/", "").status, 200);
    // A whole address is another way to say the same, when it does.
    assert_eq!(site.get("http://localhost/a/b/", "").status, 200);
}

#[test]
fn the_site_has_its_own_page_for_what_is_not_there() {
    let site = site();
    let answer = site.get("/nowhere/", "");
    let text = without_script(answer.text(), "run-1");
    assert_eq!(
        (answer.status, text.as_str()),
        (404, "<html><head></head><body>none</body></html>")
    );
    assert_eq!(answer.header("content-type"), Some("text/html; charset=utf-8"));
    // Without one, there is ours.
    let bare = serve(&[("index.html", PAGE)]);
    let answer = bare.get("/nowhere/", "");
    assert_eq!(answer.status, 404);
    assert!(without_script(answer.text(), "run-1").contains("<h1>Page not found</h1>"));
}

#[test]
fn a_page_waits_for_the_first_site() {
    let live = Live::new("r\"u>n");
    let options = Options { host: LOOPBACK, port: 0, ports_tried: 1 };
    let server = listen_within(&options, &live, Limits::default()).unwrap();
    let site = Preview { live, server };
    for (path, revision) in [("/", "run-0"), ("/a/b/", "run-1")] {
        let answer = site.get(path, "");
        assert_eq!((answer.status, answer.header("retry-after")), (503, Some("1")));
        assert!(without_script(answer.text(), revision).contains("<h1>Building</h1>"));
        // A build that fails has still no site to show, and something to tell.
        site.live.fail(Report { failed: true, errors: 1, ..Report::default() });
    }
    assert_eq!(site.get("/__rulebook/live.js", "").status, 200);
    site.live.publish(super::outputs(&[("index.html", PAGE)]), Report::default());
    assert_eq!(site.get("/", "").status, 200);
}

#[test]
fn many_requests_go_over_one_connection() {
    let site = site();
    let mut client = site.connect();
    for _ in 0..20 {
        client.send(get("/a/b/file.txt", "").as_bytes());
        assert_eq!(client.answer(false).text(), "text");
    }
    // All at once as well.
    client.send(get("/a/b/file.txt", "").repeat(20).as_bytes());
    for _ in 0..20 {
        assert_eq!(client.answer(false).text(), "text");
    }
}
