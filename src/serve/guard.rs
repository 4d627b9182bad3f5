//! Which requests are answered at all: those that a browser sends from a page of the preview, or
//! for an address that somebody typed.
//!
//! A page of another site can make a browser send requests here, and can make its own name lead to
//! this machine (DNS rebinding). Neither may read anything: the name asked for has to be one that
//! only this machine has, and what tells of errors is for pages of the preview alone.

use hyper::header::{CONTENT_LENGTH, HOST, HeaderValue, TRANSFER_ENCODING};
use hyper::http::uri::Authority;
use hyper::{Method, Request, StatusCode};
use std::net::{IpAddr, Ipv6Addr};

/// Why a request is not answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) status: StatusCode,
    pub(super) reason: &'static str,
}

fn refusal(status: StatusCode, reason: &'static str) -> Refusal {
    Refusal { status, reason }
}

/// Returns why a request for any address is not answered.
pub(super) fn check<B>(request: &Request<B>, listening: IpAddr) -> Result<(), Refusal> {
    check_host(request, listening)?;
    if *request.method() != Method::GET && *request.method() != Method::HEAD {
        let reason = "The preview answers GET and HEAD only.";
        return Err(refusal(StatusCode::METHOD_NOT_ALLOWED, reason));
    }
    if has_body(request) {
        let reason = "The preview takes no request bodies.";
        return Err(refusal(StatusCode::PAYLOAD_TOO_LARGE, reason));
    }
    Ok(())
}

/// Returns whether a body follows the head, which nobody is going to read.
pub(super) fn has_body<B>(request: &Request<B>) -> bool {
    let headers = request.headers();
    headers.contains_key(TRANSFER_ENCODING)
        || headers.get_all(CONTENT_LENGTH).iter().any(|length| length.as_bytes() != b"0")
}

fn check_host<B>(request: &Request<B>, listening: IpAddr) -> Result<(), Refusal> {
    let bad = |reason| refusal(StatusCode::BAD_REQUEST, reason);
    let mut hosts = request.headers().get_all(HOST).iter();
    let (Some(host), None) = (hosts.next(), hosts.next()) else {
        return Err(bad("A request needs one Host header."));
    };
    let host = authority(host).ok_or(bad("The Host header is no name and port."))?;
    // A target may be a whole address, which then says the same as the header.
    if request.uri().authority().is_some_and(|target| *target != host) {
        return Err(bad("The address asked for and the Host header differ."));
    }
    if !is_ours(host.host(), listening) {
        let reason = "The preview does not answer to this name. Open it by the address that \
                      `rulebook serve` printed, or name another with `--host`.";
        return Err(refusal(StatusCode::MISDIRECTED_REQUEST, reason));
    }
    Ok(())
}

/// Returns the name and port in a header: no user, and a port that is a number.
fn authority(header: &HeaderValue) -> Option<Authority> {
    let authority = Authority::try_from(header.as_bytes()).ok()?;
    let rest = authority.as_str().strip_prefix(authority.host())?;
    (rest.is_empty() || authority.port_u16().is_some()).then_some(authority)
}

/// Returns whether a name can only mean this machine, or is the address listened on.
fn is_ours(name: &str, listening: IpAddr) -> bool {
    if let Some(address) = ip_literal(name) {
        // No name has to be looked up for an address, so that it can't have been made to lead here.
        return listening.is_unspecified()
            || address.to_canonical().is_loopback()
            || address.to_canonical() == listening.to_canonical();
    }
    let name = name.to_ascii_lowercase();
    name == "localhost" || name.ends_with(".localhost")
}

fn ip_literal(name: &str) -> Option<IpAddr> {
    match name.strip_prefix('[').and_then(|name| name.strip_suffix(']')) {
        Some(inside) => inside.parse::<Ipv6Addr>().ok().map(IpAddr::V6),
        None => name.parse().ok().filter(IpAddr::is_ipv4),
    }
}

/// Returns why a request for events or diagnostics is not answered.
///
/// Browsers say where a request comes from; what is no browser says nothing.
pub(super) fn check_site<B>(request: &Request<B>) -> Result<(), Refusal> {
    let mut sites = request.headers().get_all("sec-fetch-site").iter();
    if sites.all(|site| matches!(site.as_bytes(), b"same-origin" | b"none")) {
        return Ok(());
    }
    let reason = "This is for pages of the preview only.";
    Err(refusal(StatusCode::FORBIDDEN, reason))
}
