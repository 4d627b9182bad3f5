//! From a request to its answer: our own addresses, the site's files, or why there is neither.
//!
//! Nothing waits here: an answer is made of what is published at this moment.

use crate::emit::Outputs;
use crate::place::OutPath;
use crate::place::requested::{Requested, address_of, page_of};
use crate::serve::conditional::{Portion, is_known, portion, tag};
use crate::serve::events::Events;
use crate::serve::guard::{Refusal, check, check_site, has_body};
use crate::serve::http::Limits;
use crate::serve::live::{Live, Published};
use crate::serve::media;
use crate::serve::page;
use http_body_util::{Either, Full};
use hyper::body::Bytes;
use hyper::header::{self, HeaderMap, HeaderName, HeaderValue};
use hyper::{Method, Request, Response, StatusCode};
use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use tokio::sync::Semaphore;

/// The folder of our own addresses. A site's files in it are not served.
const OWN_FOLDER: &str = "__rulebook/";

const LIVE_JS: &[u8] = include_bytes!("client/live.js");
const LIVE_CSS: &[u8] = include_bytes!("client/live.css");

/// What every answer says. Nothing is kept by the browser, shown inside another site, or told to
/// one.
const ALWAYS: &[(&str, &str)] = &[
    ("cache-control", "no-store"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("referrer-policy", "no-referrer"),
    ("x-content-type-options", "nosniff"),
];

/// The policy of a drawing that is opened by itself: it may have colours, and no scripts.
const DRAWING_POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; sandbox";

pub(super) type Body = Either<Full<Bytes>, Events>;

/// What answers are made of.
pub(super) struct Preview {
    pub(super) limits: Limits,
    live: Live,
    listening: IpAddr,
    streams: Arc<Semaphore>,
    tags: Mutex<Tags>,
}

/// The entity tags of files that were asked for, while the site is the same. A film is asked for in
/// many parts.
struct Tags {
    outputs: Weak<Outputs>,
    by_path: BTreeMap<OutPath, String>,
}

impl Preview {
    /// Returns a preview of what is in `live`, at an address of this machine.
    pub(super) fn new(live: &Live, listening: IpAddr, limits: Limits) -> Self {
        Self {
            live: live.clone(),
            listening,
            streams: Arc::new(Semaphore::new(limits.streams)),
            tags: Mutex::new(Tags { outputs: Weak::new(), by_path: BTreeMap::new() }),
            limits,
        }
    }

    /// Returns the entity tag of one of the site's files.
    fn tag_of(&self, now: &Published, path: &OutPath, bytes: &[u8]) -> String {
        let mut tags = self.tags.lock().unwrap_or_else(PoisonError::into_inner);
        let outputs = Arc::downgrade(&now.outputs);
        if !Weak::ptr_eq(&tags.outputs, &outputs) {
            *tags = Tags { outputs, by_path: BTreeMap::new() };
        }
        tags.by_path.entry(path.clone()).or_insert_with(|| tag(bytes)).clone()
    }
}

/// Answers a request.
pub(super) fn answer(preview: &Preview, request: &Request<()>) -> Response<Body> {
    let mut response = match check(request, preview.listening) {
        Ok(()) => route(preview, request).unwrap_or_else(refused),
        Err(refusal) => refused(refusal),
    };
    let headers = response.headers_mut();
    for (name, value) in ALWAYS {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    if has_body(request) {
        headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

fn route(preview: &Preview, request: &Request<()>) -> Result<Response<Body>, Refusal> {
    let now = preview.live.current();
    match request.uri().path() {
        "/__rulebook/live.js" => Ok(constant(request, media::of("live.js"), LIVE_JS)),
        "/__rulebook/live.css" => Ok(constant(request, media::of("live.css"), LIVE_CSS)),
        "/__rulebook/events" => {
            check_site(request)?;
            events(preview, request)
        }
        "/__rulebook/diagnostics.json" => {
            check_site(request)?;
            let json = &now.report.json;
            let bytes = Bytes::from_owner(Arc::clone(json));
            Ok(file(request, media::of("diagnostics.json"), bytes, &tag(json)))
        }
        path => site(preview, &now, request, path),
    }
}

fn refused(refusal: Refusal) -> Response<Body> {
    let text = format!("{}\n", refusal.reason);
    let mut response = with_status(refusal.status, media::TEXT, text.into());
    let headers = response.headers_mut();
    if refusal.status == StatusCode::METHOD_NOT_ALLOWED {
        headers.insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
    }
    if refusal.status == StatusCode::SERVICE_UNAVAILABLE {
        headers.insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
    }
    response
}

/// Answers with the stream of events, while there are not too many.
fn events(preview: &Preview, request: &Request<()>) -> Result<Response<Body>, Refusal> {
    let Ok(slot) = Arc::clone(&preview.streams).try_acquire_owned() else {
        let reason = "Too many pages of the preview are open.";
        return Err(Refusal { status: StatusCode::SERVICE_UNAVAILABLE, reason });
    };
    let body = if *request.method() == Method::HEAD {
        Either::Left(Full::default())
    } else {
        Either::Right(Events::new(&preview.live, preview.limits.silence, slot))
    };
    let mut response = Response::new(body);
    set(response.headers_mut(), header::CONTENT_TYPE, "text/event-stream");
    Ok(response)
}

/// Answers with what the site has at a path.
fn site(
    preview: &Preview,
    now: &Published,
    request: &Request<()>,
    path: &str,
) -> Result<Response<Body>, Refusal> {
    let Some(requested) = Requested::parse(path) else {
        let reason = "This can't be the address of a page.";
        return Err(Refusal { status: StatusCode::BAD_REQUEST, reason });
    };
    if now.outputs.is_empty() {
        return Ok(building(now));
    }
    let (Requested::Folder(path) | Requested::File(path)) = &requested;
    let found = now.outputs.get(path).filter(|_| !path.as_str().starts_with(OWN_FOLDER));
    if let Some(bytes) = found {
        let media = media::of(path.as_str());
        if media == media::HTML {
            return Ok(html(request, bytes, now));
        }
        let tag = preview.tag_of(now, path, bytes);
        return Ok(file(request, media, Bytes::from_owner(Arc::clone(bytes)), &tag));
    }
    let folder = match &requested {
        Requested::File(path) => page_of(path).filter(|page| now.outputs.contains_key(page)),
        Requested::Folder(_) => None,
    };
    Ok(match folder {
        Some(page) if !page.as_str().starts_with(OWN_FOLDER) => redirect(request, path),
        Some(_) | None => not_found(now),
    })
}

/// Answers with a page, script tag and all.
fn html(request: &Request<()>, page: &Arc<[u8]>, now: &Published) -> Response<Body> {
    let bytes = prepared(page, now);
    let tag = tag(&bytes);
    let mut response = if is_known(request.headers(), &tag) {
        with_status(StatusCode::NOT_MODIFIED, media::HTML, Bytes::new())
    } else {
        with_status(StatusCode::OK, media::HTML, bytes)
    };
    let headers = response.headers_mut();
    set(headers, header::ETAG, &tag);
    set(headers, header::CONTENT_SECURITY_POLICY, &page::policy(page));
    response
}

/// Returns the bytes of a page as they are sent.
fn prepared(page: &Arc<[u8]>, now: &Published) -> Bytes {
    match page::with_script(page, &now.revision, now.edition.as_deref()) {
        Some(with_script) => with_script.into(),
        None => Bytes::from_owner(Arc::clone(page)),
    }
}

/// Answers with a page that is not what was asked for.
fn instead(status: StatusCode, page: &Arc<[u8]>, now: &Published) -> Response<Body> {
    let mut response = with_status(status, media::HTML, prepared(page, now));
    let policy = page::policy(page);
    set(response.headers_mut(), header::CONTENT_SECURITY_POLICY, &policy);
    response
}

fn not_found(now: &Published) -> Response<Body> {
    let own = OutPath::new("404.html").and_then(|path| now.outputs.get(&path));
    let plain = || page::plain("Page not found", "The site has no page at this address.").into();
    instead(StatusCode::NOT_FOUND, &own.map_or_else(plain, Arc::clone), now)
}

fn building(now: &Published) -> Response<Body> {
    let text = "There is no site to show yet. It appears here as soon as there is one.";
    let page = page::plain("Building", text).into();
    let mut response = instead(StatusCode::SERVICE_UNAVAILABLE, &page, now);
    set(response.headers_mut(), header::RETRY_AFTER, "1");
    response
}

fn redirect(request: &Request<()>, folder: &OutPath) -> Response<Body> {
    let mut to = address_of(folder);
    if let Some(query) = request.uri().query() {
        to.push('?');
        to.push_str(query);
    }
    let mut response = with_status(StatusCode::PERMANENT_REDIRECT, media::TEXT, Bytes::new());
    set(response.headers_mut(), header::LOCATION, &to);
    response
}

fn constant(request: &Request<()>, media: &str, bytes: &'static [u8]) -> Response<Body> {
    file(request, media, Bytes::from_static(bytes), &tag(bytes))
}

/// Answers with a file that is no page, or the part of it that is asked for.
fn file(request: &Request<()>, media: &str, bytes: Bytes, tag: &str) -> Response<Body> {
    let len = bytes.len();
    let mut response = match portion(request, tag, len) {
        Portion::Whole => with_status(StatusCode::OK, media, bytes),
        Portion::Unchanged => with_status(StatusCode::NOT_MODIFIED, media, Bytes::new()),
        Portion::Part(part) => {
            let range = format!("bytes {}-{}/{len}", part.start, part.end - 1);
            ranged(StatusCode::PARTIAL_CONTENT, media, bytes.slice(part), &range)
        }
        Portion::Beyond => {
            let range = format!("bytes */{len}");
            ranged(StatusCode::RANGE_NOT_SATISFIABLE, media, Bytes::new(), &range)
        }
    };
    let headers = response.headers_mut();
    set(headers, header::ETAG, tag);
    set(headers, header::ACCEPT_RANGES, "bytes");
    if media == media::SVG {
        set(headers, header::CONTENT_SECURITY_POLICY, DRAWING_POLICY);
    }
    response
}

fn ranged(status: StatusCode, media: &str, bytes: Bytes, range: &str) -> Response<Body> {
    let mut response = with_status(status, media, bytes);
    set(response.headers_mut(), header::CONTENT_RANGE, range);
    response
}

fn with_status(status: StatusCode, media: &str, bytes: Bytes) -> Response<Body> {
    let length = HeaderValue::from(bytes.len());
    let mut response = Response::new(Either::Left(Full::new(bytes)));
    *response.status_mut() = status;
    if status != StatusCode::NOT_MODIFIED {
        let headers = response.headers_mut();
        set(headers, header::CONTENT_TYPE, media);
        // An empty answer to HEAD would get none otherwise.
        headers.insert(header::CONTENT_LENGTH, length);
    }
    response
}

/// Sets a header. A value that can't be one, which nothing here makes, is left out.
fn set(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_bytes(value.as_bytes()) {
        headers.insert(name, value);
    }
}
