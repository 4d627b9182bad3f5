//! Revisions, and the stream that tells of them.

use crate::serve_http::{Client, LOOPBACK, Limits, PAGE, Preview, get, outputs, serve, serve_on};
use rulebook::serve::Report;
use std::time::Duration;

fn report(failed: bool, errors: usize, warnings: usize) -> Report {
    let json = format!("{{\"errors\":{errors},\"warnings\":{warnings}}}");
    Report { failed, errors, warnings, json: json.into_bytes().into() }
}

/// Opens a stream of events.
#[track_caller]
fn open(site: &Preview) -> Client {
    let mut client = site.connect();
    client.send(get("/__rulebook/events", "Accept: text/event-stream\r\n").as_bytes());
    let answer = client.answer(false);
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("text/event-stream")));
    assert_eq!(answer.header("transfer-encoding"), Some("chunked"));
    client
}

/// Returns the next chunk of a stream.
#[track_caller]
fn chunk(client: &mut Client) -> String {
    let size = String::from_utf8(client.until(b"\r\n")).unwrap();
    let size = usize::from_str_radix(size.trim(), 16).unwrap();
    while client.unread.len() < size + 2 {
        assert!(client.read());
    }
    let chunk = client.unread.drain(..size + 2).take(size).collect();
    String::from_utf8(chunk).unwrap()
}

/// Returns the number of the revision that an event tells of.
#[track_caller]
fn number(event: &str) -> u64 {
    let id = event.lines().find_map(|line| line.strip_prefix("id: run-")).unwrap();
    id.parse().unwrap()
}

/// Reads events up to the one of a revision; they rise.
#[track_caller]
fn read_up_to(client: &mut Client, last: u64) {
    let mut before = 0;
    while before < last {
        let now = number(&chunk(client));
        assert!(before < now && now <= last, "{now} after {before}");
        before = now;
    }
}

#[test]
fn a_stream_tells_the_present_state_and_each_that_follows() {
    let site = serve(&[("index.html", PAGE)]);
    let mut client = open(&site);
    assert_eq!(
        chunk(&mut client),
        "retry: 500\n\nevent: revision\nid: run-1\ndata: {\"revision\":\"run-1\",\
         \"failed\":false,\"errors\":0,\"warnings\":0}\n\n"
    );
    assert!(site.live.fail(report(true, 1, 2)));
    assert_eq!(
        chunk(&mut client),
        "event: revision\nid: run-2\ndata: {\"revision\":\"run-2\",\
         \"failed\":true,\"errors\":1,\"warnings\":2}\n\n"
    );
    // The last good site stays.
    let page = site.get("/", "");
    assert_eq!(page.status, 200);
    assert!(page.text().contains("data-revision=\"run-2\""));
    let diagnostics = site.get("/__rulebook/diagnostics.json", "");
    assert_eq!(diagnostics.text(), "{\"errors\":1,\"warnings\":2}");
    assert_eq!(diagnostics.header("content-type"), Some("application/json; charset=utf-8"));
    // A client that comes later, with whatever it saw last, hears the present state at once.
    for seen in ["", "Last-Event-ID: run-1\r\n", "Last-Event-ID: other-9\r\n"] {
        let mut late = site.connect();
        late.send(get("/__rulebook/events", seen).as_bytes());
        late.answer(false);
        assert_eq!(number(&chunk(&mut late)), 2);
    }
}

#[test]
fn a_revision_rises_when_something_differs() {
    let site = serve(&[("a.html", PAGE), ("b.txt", "b")]);
    let same = || outputs(&[("a.html", PAGE), ("b.txt", "b")]);
    let revision = || site.live.current().revision.clone();
    assert_eq!(revision(), "run-1");
    assert!(!site.live.publish(same(), Report::default()));
    assert!(!site.live.publish((*site.live.current().outputs).clone(), Report::default()));
    assert!(!site.live.fail(Report::default()));
    assert_eq!(revision(), "run-1");
    assert!(site.live.publish(same(), report(false, 0, 1)));
    assert!(!site.live.publish(same(), report(false, 0, 1)));
    assert!(site.live.publish(outputs(&[("a.html", PAGE), ("b.txt", "c")]), report(false, 0, 1)));
    assert!(site.live.publish(outputs(&[("a.html", PAGE), ("c.txt", "c")]), report(false, 0, 1)));
    assert!(site.live.publish(outputs(&[("a.html", PAGE)]), report(false, 0, 1)));
    assert!(site.live.fail(report(true, 1, 0)));
    assert!(!site.live.fail(report(true, 1, 0)));
    // Mended, and the site is what it was.
    assert!(site.live.publish(outputs(&[("a.html", PAGE)]), report(false, 0, 1)));
    assert_eq!(revision(), "run-7");
}

#[test]
fn the_empty_report_is_a_document() {
    let site = serve(&[("index.html", PAGE)]);
    let text = site.get("/__rulebook/diagnostics.json", "");
    let document: serde_json::Value = serde_json::from_slice(&text.body).unwrap();
    let expected = serde_json::json!({
        "schema": 1, "failed": false, "errors": 0, "warnings": 0, "entries": [], "more": 0
    });
    assert_eq!(document, expected);
}

#[test]
fn a_client_that_does_not_read_gets_the_last_state() {
    let site = serve(&[("index.html", PAGE)]);
    let mut client = open(&site);
    assert_eq!(number(&chunk(&mut client)), 1);
    for errors in 1..=200 {
        assert!(site.live.fail(report(true, errors, 0)));
    }
    read_up_to(&mut client, 201);
}

#[test]
fn every_client_gets_every_last_state() {
    let site = serve(&[("index.html", PAGE)]);
    let mut clients: Vec<Client> = (0..20).map(|_| open(&site)).collect();
    let mut revision = 1;
    for client in &mut clients {
        assert_eq!(number(&chunk(client)), 1);
    }
    for round in 0..10 {
        for step in 0..=round {
            revision += 1;
            let text = format!("{round} {step}");
            assert!(site.live.publish(outputs(&[("index.html", &text)]), Report::default()));
        }
        for client in &mut clients {
            read_up_to(client, revision);
        }
    }
}

#[test]
fn a_stream_with_nothing_to_tell_shows_that_it_lives() {
    // A request may not take as long as this stream lasts, nor may a connection be idle for so long.
    let short = Duration::from_millis(250);
    let silence = Duration::from_millis(10);
    let limits = Limits { head: short, idle: short, silence, ..Limits::default() };
    let site = serve_on(LOOPBACK, outputs(&[("index.html", PAGE)]), limits);
    let mut client = open(&site);
    assert_eq!(number(&chunk(&mut client)), 1);
    for _ in 0..60 {
        assert_eq!(chunk(&mut client), ":\n\n");
    }
    site.live.fail(report(true, 1, 0));
    let told = (0..10_000).map(|_| chunk(&mut client)).find(|chunk| chunk != ":\n\n").unwrap();
    assert_eq!(number(&told), 2);
}

#[test]
fn stopping_ends_open_streams() {
    let site = serve(&[("index.html", PAGE)]);
    let mut streams: Vec<Client> = (0..5).map(|_| open(&site)).collect();
    let mut silent = site.connect();
    site.server.stop();
    for client in &mut streams {
        client.rest();
    }
    silent.rest();
    // What is published after that is nobody's business, and no fault.
    assert!(site.live.fail(report(true, 1, 0)));
}
