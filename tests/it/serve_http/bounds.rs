//! What no client can do to the others: stay silent, be slow, take all connections or descriptors.

use crate::serve_http::{LOOPBACK, Limits, Live, Options, PAGE, PATIENCE, Preview};
use crate::serve_http::{get, listen_within, outputs, serve, serve_on};
use rulebook::serve::listen;
use std::io::{ErrorKind, Read};
use std::net::{IpAddr, Ipv4Addr, TcpListener};
use std::time::{Duration, Instant};

/// Long enough for a busy machine to send a request, and short enough to wait for.
const SOON: Duration = Duration::from_millis(250);

fn within(limits: Limits) -> Preview {
    serve_on(LOOPBACK, outputs(&[("index.html", PAGE)]), limits)
}

#[test]
fn a_silent_client_is_let_go() {
    let site = within(Limits { head: SOON, ..Limits::default() });
    assert_eq!(site.connect().rest(), b"");
    let mut half = site.connect();
    half.send(b"GET / HTTP/1.1\r\nHost:");
    assert_eq!(half.rest(), b"");
    // Between two requests it may take its time, and within the second not.
    let mut idle = site.connect();
    idle.send(get("/", "").as_bytes());
    assert_eq!(idle.answer(false).status, 200);
    assert_eq!(site.connect().rest(), b"");
    idle.send(b"GET / HTTP/1.1\r\nHo");
    assert_eq!(site.get("/", "").status, 200);
    idle.send(b"st: localhost\r\n\r\n");
    assert_eq!(idle.answer(false).status, 200);
    idle.send(b"GET / HT");
    assert_eq!(idle.rest(), b"");
}

#[test]
fn a_client_that_sends_byte_by_byte_is_let_go() {
    let site = within(Limits { head: SOON, ..Limits::default() });
    let mut client = site.connect();
    client.stream.set_read_timeout(Some(Duration::from_millis(1))).unwrap();
    client.send(b"GET / HTTP/1.1\r\nX: ");
    let start = Instant::now();
    loop {
        assert!(start.elapsed() < PATIENCE, "still listened to");
        client.send(b"x");
        match client.stream.read(&mut [0]) {
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {}
            Ok(0) | Err(_) => break,
            Ok(_) => panic!("an answer to half a request"),
        }
    }
}

#[test]
fn an_idle_client_is_let_go() {
    let site = within(Limits { idle: SOON, ..Limits::default() });
    let mut client = site.connect();
    client.send(get("/", "").as_bytes());
    assert_eq!(client.answer(false).status, 200);
    assert_eq!(client.rest(), b"");
}

#[test]
fn a_client_that_does_not_read_is_let_go() {
    // More than the buffers of both ends hold.
    let large = "x".repeat(32 << 20);
    let files = outputs(&[("large.bin", &large), ("index.html", PAGE)]);
    let limits = Limits { write: SOON, connections: 1, ..Limits::default() };
    let site = serve_on(LOOPBACK, files, limits);
    let mut slow = site.connect();
    slow.send(get("/large.bin", "").as_bytes());
    slow.until(b"\r\n\r\n");
    // It had the only connection there is.
    assert_eq!(site.get("/", "").status, 200);
    assert!(slow.rest().len() < large.len());
    // Who reads gets all of it.
    assert_eq!(site.get("/large.bin", "").body.len(), large.len());
}

#[test]
fn connections_beyond_the_limit_wait() {
    let site = within(Limits { connections: 2, head: SOON, ..Limits::default() });
    let silent = [site.connect(), site.connect()];
    assert_eq!(site.get("/", "").status, 200);
    for mut client in silent {
        assert_eq!(client.rest(), b"");
    }
}

#[test]
fn streams_beyond_the_limit_are_refused() {
    let site = within(Limits { streams: 2, ..Limits::default() });
    let open = || {
        let mut client = site.connect();
        client.send(get("/__rulebook/events", "").as_bytes());
        let status = client.answer(false).status;
        (client, status)
    };
    let (first, second) = (open(), open());
    assert_eq!((first.1, second.1, open().1), (200, 200, 503));
    assert_eq!(site.get("/__rulebook/events", "").header("retry-after"), Some("1"));
    assert_eq!(site.get("/", "").status, 200);
    drop(first);
    let start = Instant::now();
    while open().1 != 200 {
        assert!(start.elapsed() < PATIENCE, "a client that left still counts");
    }
}

#[test]
fn the_next_free_port_is_taken() {
    let live = Live::new("run");
    let taken = TcpListener::bind((LOOPBACK, 0)).unwrap();
    let port = taken.local_addr().unwrap().port();
    let options = Options { host: LOOPBACK, port, ports_tried: 200 };
    let server = listen(&options, &live).unwrap();
    assert!(server.address().port() > port);
    assert_eq!(server.address().ip(), LOOPBACK);
    for ports_tried in [0, 1] {
        let error = listen(&Options { ports_tried, ..options.clone() }, &live).unwrap_err();
        let text = error.to_string();
        assert!(text.starts_with(&format!("listening on `127.0.0.1:{port}`: ")), "{text}");
        assert_eq!(error.help(), Some("another program has that port; choose one with `--port`"));
    }
    let elsewhere = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));
    let error = listen(&Options { host: elsewhere, ..options }, &live).unwrap_err();
    assert_eq!(error.help(), Some("`--host` takes an address of this machine"));
}

#[test]
fn a_server_that_is_dropped_has_stopped() {
    let site = serve(&[("index.html", PAGE)]);
    let address = site.server.address();
    let mut client = site.connect();
    drop(site.server);
    client.rest();
    let options = Options { host: LOOPBACK, port: address.port(), ports_tried: 1 };
    listen_within(&options, &site.live, Limits::default()).unwrap().stop();
}

#[cfg(unix)]
mod descriptors {
    //! A server in a process of its own that may open few files.

    use crate::serve_http::bounds::SOON;
    use crate::serve_http::{Client, PAGE, get, serve};
    use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
    use std::process::{Command, Stdio};

    const CHILD: &str = "RULEBOOK_TEST_FEW_DESCRIPTORS";
    const SELF: &str = "serve_http::bounds::descriptors::run_out_and_are_freed";

    /// Serves until standard input ends.
    fn child() {
        let site = serve(&[("index.html", PAGE)]);
        let line = format!("\nat {}\n", site.server.address());
        io::stdout().write_all(line.as_bytes()).unwrap();
        io::stdin().read_to_end(&mut Vec::new()).unwrap();
    }

    #[test]
    fn run_out_and_are_freed() {
        if std::env::var(CHILD).is_ok() {
            return child();
        }
        let mut child = Command::new("sh")
            .args(["-c", "ulimit -n 40; exec \"$0\" --exact \"$1\" --nocapture"])
            .arg(std::env::current_exe().unwrap())
            .arg(SELF)
            .env(CHILD, "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut lines = lines.map_while(Result::ok);
        let address = lines.find_map(|line| line.strip_prefix("at ").map(str::to_owned)).unwrap();
        let address = address.parse().unwrap();
        for _ in 0..2 {
            let mut clients: Vec<Client> = (0..60).map(|_| Client::connect(address)).collect();
            for client in &mut clients {
                client.send(get("/", "").as_bytes());
            }
            assert_eq!(clients[0].answer(false).status, 200);
            // There is no descriptor for the last one while the others are open.
            let last = &mut clients[59].stream;
            last.set_read_timeout(Some(SOON)).unwrap();
            let error = last.read(&mut [0]).unwrap_err();
            assert!(matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut));
            drop(clients);
            let mut next = Client::connect(address);
            next.send(get("/", "").as_bytes());
            assert_eq!(next.answer(false).status, 200);
        }
        drop(child.stdin.take());
        assert!(child.wait().unwrap().success());
    }
}
