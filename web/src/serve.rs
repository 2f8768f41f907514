//! Listening: loopback only, or behind a proxy with TLS; a bounded number of connections, and none that may be silent for long.

use crate::desk::Desk;
use crate::patience::Patient;
use crate::router;
use app::Scope;
use axum::extract::ConnectInfo;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tower::Layer;
use tower::util::MapRequestLayer;

/// Connections at once; a browser holds six. Far more than are asked at once, so that a thousand that never say what they want keep
/// nobody out until they are let go of.
pub const CONNECTIONS: usize = 4_096;
/// How long the head of a request may take to arrive.
const HEAD: Duration = Duration::from_secs(10);

/// How long an answer may lie unread.
const UNREAD: Duration = Duration::from_secs(60);

/// Asked to listen where others could reach it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0} can be reached from other machines without TLS; listen on 127.0.0.1, or name the host of the proxy")]
pub struct NotLoopback(pub SocketAddr);

/// Why nothing is served.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// Refused by a rule.
    #[error(transparent)]
    NotLoopback(#[from] NotLoopback),
    /// The address is taken, or the system says no.
    #[error("could not listen on {address}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// The cause.
        #[source]
        source: io::Error,
    },
}

/// Takes an address: of this machine, or any other once a proxy with TLS stands before it.
pub async fn bind(address: SocketAddr, behind_tls: bool) -> Result<TcpListener, ServeError> {
    if !address.ip().is_loopback() && !behind_tls {
        return Err(NotLoopback(address).into());
    }
    TcpListener::bind(address).await.map_err(|source| ServeError::Listen { address, source })
}

/// Serves at most so many connections at once until the future `end` is done, then until jobs under way are done; requests under way are not waited for, because
/// nothing they do is half done.
pub async fn serve(listener: TcpListener, desk: Arc<Desk>, operator: Scope, connections: usize, end: impl Future<Output = ()>) {
    let pages = router(Arc::clone(&desk));
    let starting = Arc::clone(&desk);
    tokio::spawn(async move { starting.start(&operator).await });
    tokio::spawn(sign(Arc::clone(&desk)));
    tokio::spawn(tidy(Arc::clone(&desk)));
    let places = Arc::new(Semaphore::new(connections));
    tokio::pin!(end);
    loop {
        // The end is heard while every place is taken, too.
        let next = async {
            let place = Arc::clone(&places).acquire_owned().await;
            (place, listener.accept().await)
        };
        let (place, accepted) = tokio::select! {
            next = next => next,
            () = &mut end => {
                desk.quiet().await;
                return checkpoint(&desk).await;
            }
        };
        // Out of file handles, or gone before it was accepted: the next one may fare better.
        let Ok((stream, neighbour)) = accepted else {
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let service = TowerToHyperService::new(MapRequestLayer::new(with(neighbour)).layer(pages.clone()));
        tokio::spawn(async move {
            let _place = place;
            let mut http = http1::Builder::new();
            http.timer(TokioTimer::new()).header_read_timeout(HEAD);
            // A reader that goes away in the middle of a page is no fault.
            let _ = http.serve_connection(TokioIo::new(Patient::new(stream, UNREAD)), service).await;
        });
    }
}

/// Puts the neighbour's address on its requests.
fn with(
    neighbour: SocketAddr,
) -> impl Fn(hyper::Request<hyper::body::Incoming>) -> hyper::Request<hyper::body::Incoming> + Clone {
    move |mut request| {
        request.extensions_mut().insert(ConnectInfo(neighbour));
        request
    }
}

/// How often the audit log is signed while the pages are served.
const SIGNING: Duration = Duration::from_secs(600);

/// Signs the audit log from time to time, so that a changed past contradicts what was signed before.
async fn sign(desk: Arc<Desk>) {
    loop {
        tokio::time::sleep(SIGNING).await;
        checkpoint(&desk).await;
    }
}

/// How often what is older than its days is removed.
const TIDYING: Duration = Duration::from_secs(24 * 3_600);

/// Removes what is older than its days: at the start, then every day.
async fn tidy(desk: Arc<Desk>) {
    loop {
        let now = desk.now();
        // While somebody writes for long it is left for the next day.
        let _ = desk.work(async move |home| app::sweep(home, now).await.map(|_| ())).await;
        tokio::time::sleep(TIDYING).await;
    }
}

async fn checkpoint(desk: &Desk) {
    let now = desk.now();
    // A log that cannot be signed now is signed the next time; that it cannot be written stops the acts themselves.
    let _ = desk.work(async move |home| app::checkpoint(home, now).await.map(|_| ())).await;
}
