//! One connection: its requests, one after the other.

use crate::serve::pacing::{HeadDone, Paced};
use crate::serve::respond::{Preview, answer};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use std::convert::Infallible;
use std::sync::Arc;
use tokio::net::TcpStream;

/// The longest head of a request, in bytes. Browsers and proxies send less than half of that.
const HEAD_BYTES_MAX: usize = 16 << 10;

/// What one connection may hold in memory, each way.
const BUFFER_BYTES_MAX: usize = 64 << 10;

/// Answers the requests of one client until it leaves, is too slow, or does not speak HTTP.
pub(super) async fn serve(stream: TcpStream, preview: Arc<Preview>) {
    if stream.set_nodelay(true).is_err() {
        return;
    }
    let head_done = HeadDone::default();
    let limits = &preview.limits;
    let io = Paced::new(stream, head_done.clone(), limits.head, limits.write);
    let mut server = http1::Builder::new();
    server
        .timer(TokioTimer::new())
        .header_read_timeout(limits.idle)
        .max_header_size(HEAD_BYTES_MAX)
        .max_buf_size(BUFFER_BYTES_MAX);
    let service = service_fn(move |request: Request<Incoming>| {
        head_done.set();
        let response: Response<_> = answer(&preview, &request.map(drop));
        async move { Ok::<_, Infallible>(response) }
    });
    // Whatever went wrong is this client's doing, and it has been told or is gone.
    drop(server.serve_connection(TokioIo::new(io), service).await);
}
