//! What is refused: other methods, bodies, long heads, other names, other sites.

use crate::serve_http::{Limits, PAGE, Preview, outputs, serve, serve_on};
use std::net::{IpAddr, Ipv4Addr};

fn site() -> Preview {
    serve(&[("index.html", PAGE)])
}

#[test]
fn other_methods_are_refused() {
    let site = site();
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "PROPFIND", "get"] {
        let answer = site.ask(format!("{method} / HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        assert_eq!((answer.status, answer.header("allow")), (405, Some("GET, HEAD")), "{method}");
    }
    let tunnel = site.ask("CONNECT localhost:80 HTTP/1.1\r\nHost: localhost:80\r\n\r\n");
    assert_eq!(tunnel.status, 405);
    let every = site.ask("OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n");
    assert_eq!(every.status, 405);
}

#[test]
fn a_body_ends_the_connection_and_is_no_second_request() {
    let site = site();
    let inner = "GET /inner HTTP/1.1\r\nHost: localhost\r\n\r\n";
    let length = inner.len();
    for (head, statuses) in [
        (format!("GET / HTTP/1.1\r\nContent-Length: {length}\r\n"), [413, 400]),
        (format!("HEAD / HTTP/1.1\r\nContent-Length: {length}\r\n"), [413, 400]),
        (format!("POST / HTTP/1.1\r\nContent-Length: {length}\r\n"), [405, 400]),
        ("GET / HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n".to_owned(), [413, 400]),
        ("GET / HTTP/1.1\r\nContent-Length: 0\r\nContent-Length: 6\r\n".to_owned(), [413, 400]),
        ("GET / HTTP/1.1\r\nContent-Length: -1\r\n".to_owned(), [413, 400]),
        ("GET / HTTP/1.1\r\nContent-Length: +5\r\n".to_owned(), [413, 400]),
        ("GET / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n".to_owned(), [413, 400]),
        ("GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n".to_owned(), [413, 400]),
        ("GET / HTTP/1.1\r\nTransfer-Encoding: xchunked\r\n".to_owned(), [413, 400]),
        ("GET / HTTP/1.1\r\nTransfer-Encoding: identity\r\n".to_owned(), [413, 400]),
        ("GET / HTTP/1.1\r\nTransfer-Encoding : chunked\r\n".to_owned(), [413, 400]),
        ("GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n".to_owned(), [413, 400]),
        (
            format!("GET / HTTP/1.1\r\nContent-Length: {length}\r\nTransfer-Encoding: chunked\r\n"),
            [413, 400],
        ),
        (
            "GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 0\r\n".to_owned(),
            [413, 400],
        ),
        ("GET / HTTP/1.1\r\nContent-Length: 5\r\nExpect: 100-continue\r\n".to_owned(), [413, 400]),
    ] {
        let mut client = site.connect();
        client.send(format!("{head}Host: localhost\r\n\r\n{inner}").as_bytes());
        let answer = client.answer(head.starts_with("HEAD"));
        assert!(statuses.contains(&answer.status), "{} for {head:?}", answer.status);
        assert_eq!(client.rest(), b"", "{head:?} is followed by another answer");
    }
    let empty = site.get("/", "Content-Length: 0\r\n");
    assert_eq!((empty.status, empty.header("connection")), (200, None));
}

#[test]
fn what_is_no_request_ends_the_connection() {
    let site = site();
    for bytes in [
        "\r\n\r\n\r\nnonsense\r\n\r\n",
        "GET /\r\n\r\n",
        "GET / HTTP/9.9\r\nHost: localhost\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: localhost\r\nBad Name: x\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: localhost\r\nX: a\x01\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: localhost\r\n folded: x\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "\x16\x03\x01\x02\x00\x01\x00\x01\u{fc}",
    ] {
        let mut client = site.connect();
        client.send(bytes.as_bytes());
        let answer = String::from_utf8(client.rest()).unwrap();
        assert!(!answer.contains(" 200 "), "{bytes:?}: {answer}");
    }
    assert_eq!(site.get("/", "").status, 200);
}

#[test]
fn a_head_has_sixteen_kilobytes_at_most() {
    let site = site();
    let of_length = |length: usize| {
        let empty = "GET / HTTP/1.1\r\nHost: localhost\r\nX: \r\n\r\n".len();
        format!("GET / HTTP/1.1\r\nHost: localhost\r\nX: {}\r\n\r\n", "x".repeat(length - empty))
    };
    assert_eq!(site.ask(of_length(16 << 10)).status, 200);
    for length in [(16 << 10) + 1, 64 << 10, 4 << 20] {
        let mut client = site.connect();
        client.send(of_length(length).as_bytes());
        assert_eq!(client.answer(false).status, 431, "{length}");
        client.rest();
    }
    let many = "X: x\r\n".repeat(2_000);
    assert_eq!(site.get("/", &many).status, 431);
    let long = format!("/{}", "x".repeat(20_000));
    assert!(matches!(site.get(&long, "").status, 414 | 431));
}

/// Returns the status of a request with these header lines and no other.
fn status(site: &Preview, headers: &str) -> u16 {
    site.ask(format!("GET / HTTP/1.1\r\n{headers}\r\n")).status
}

#[test]
fn only_names_of_this_machine_are_answered() {
    let site = site();
    let port = site.server.address().port();
    for host in [
        "localhost",
        "LocalHost:80",
        "portal.localhost:4000",
        "127.0.0.1",
        "127.8.9.10:1",
        "[::1]",
        "[::1]:4000",
        "[::ffff:127.0.0.1]",
    ] {
        assert_eq!(status(&site, &format!("Host: {host}\r\n")), 200, "{host}");
    }
    assert_eq!(status(&site, &format!("Host: 127.0.0.1:{port}\r\n")), 200);
    for host in [
        "evil.example",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "evil-localhost",
        "notlocalhost",
        "10.0.0.1",
        "0.0.0.0",
        "192.168.1.1:4000",
        "[::]",
        "[2001:db8::1]",
        "0x7f.0.0.1",
        "2130706433",
        "127.1",
    ] {
        assert_eq!(status(&site, &format!("Host: {host}\r\n")), 421, "{host}");
    }
    for headers in [
        "",
        "Host: \r\n",
        "Host: localhost\r\nHost: localhost\r\n",
        "Host: localhost\r\nHost: evil.example\r\n",
        "Host: localhost, evil.example\r\n",
        "Host: user@localhost\r\n",
        "Host: localhost:port\r\n",
        "Host: localhost:99999\r\n",
        "Host: localhost/\r\n",
        "Host: http://localhost\r\n",
        "Host: [::1\r\n",
    ] {
        assert_eq!(status(&site, headers), 400, "{headers:?}");
    }
    assert_eq!(site.ask("GET / HTTP/1.0\r\n\r\n").status, 400);
    // An answer to a wrong name tells nothing of the site.
    let answer = site.ask("GET /nowhere HTTP/1.1\r\nHost: evil.example\r\n\r\n");
    assert_eq!(answer.header("content-type"), Some("text/plain; charset=utf-8"));
    assert!(answer.text().starts_with("The preview does not answer to this name."));
    let own = site.ask("GET /__rulebook/live.js HTTP/1.1\r\nHost: evil.example\r\n\r\n");
    assert_eq!(own.status, 421);
}

#[test]
fn a_whole_address_has_to_say_what_the_header_says() {
    let site = site();
    for (target, host, expected) in [
        ("http://localhost/", "localhost", 200),
        ("http://LOCALHOST:80/", "localhost:80", 200),
        ("http://evil.example/", "evil.example", 421),
        ("http://evil.example/", "localhost", 400),
        ("http://localhost/", "evil.example", 400),
        ("http://localhost:1/", "localhost:2", 400),
        ("http://user@localhost/", "localhost", 400),
    ] {
        let answer = site.ask(format!("GET {target} HTTP/1.1\r\nHost: {host}\r\n\r\n"));
        assert_eq!(answer.status, expected, "{target} with {host}");
    }
}

#[test]
fn on_all_addresses_any_address_is_right_and_no_other_name() {
    let files = outputs(&[("index.html", PAGE)]);
    let site = serve_on(IpAddr::V4(Ipv4Addr::UNSPECIFIED), files, Limits::default());
    for (host, expected) in [
        ("192.168.1.20:4000", 200),
        ("[fe80::1]", 200),
        ("localhost", 200),
        ("evil.example", 421),
        ("desk.local", 421),
    ] {
        assert_eq!(status(&site, &format!("Host: {host}\r\n")), expected, "{host}");
    }
}

#[test]
fn other_sites_see_neither_events_nor_diagnostics() {
    let site = site();
    for path in ["/__rulebook/events", "/__rulebook/diagnostics.json"] {
        for (headers, expected) in [
            ("", 200),
            ("Sec-Fetch-Site: same-origin\r\n", 200),
            ("Sec-Fetch-Site: none\r\n", 200),
            ("Sec-Fetch-Site: cross-site\r\n", 403),
            ("Sec-Fetch-Site: same-site\r\n", 403),
            ("Sec-Fetch-Site: \r\n", 403),
            ("Sec-Fetch-Site: none\r\nSec-Fetch-Site: cross-site\r\n", 403),
        ] {
            assert_eq!(site.head(path, headers).status, expected, "{path} {headers:?}");
        }
    }
    // A page may be linked from anywhere.
    assert_eq!(site.get("/", "Sec-Fetch-Site: cross-site\r\n").status, 200);
}

#[test]
fn every_answer_says_what_browsers_may_do_with_it() {
    let site = site();
    let from = "Origin: http://evil.example\r\nAccess-Control-Request-Method: GET\r\n";
    let mut answers: Vec<_> = [
        "/",
        "/nowhere",
        "/%2f",
        "/__rulebook/live.js",
        "/__rulebook/events",
        "/__rulebook/diagnostics.json",
    ]
    .map(|path| site.head(path, from))
    .into();
    answers.push(site.ask("GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n"));
    answers.push(site.ask("POST / HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    answers.push(site.ask("OPTIONS / HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    answers.push(site.get("/", "If-None-Match: *\r\n"));
    answers.push(site.get("/__rulebook/events", "Sec-Fetch-Site: cross-site\r\n"));
    for answer in answers {
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("cross-origin-resource-policy", "same-origin"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cache-control", "no-store"),
        ] {
            assert_eq!(answer.header(name), Some(value), "{answer:?}");
        }
        let shares = |name: &str| name.starts_with("access-control-");
        assert!(!answer.headers.iter().any(|(name, _)| shares(name)), "{answer:?}");
    }
}
