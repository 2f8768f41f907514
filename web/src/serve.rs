//! Listening: loopback only until there are accounts, a bounded number of connections, and none that may be silent for long.

use crate::desk::Desk;
use crate::router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

/// Connections at once; a browser holds six.
pub const CONNECTIONS: usize = 1_024;
/// How long the head of a request may take to arrive.
const HEAD: Duration = Duration::from_secs(10);

/// Asked to listen where others could reach it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0} can be reached from other machines, and there are no accounts yet; listen on 127.0.0.1")]
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

/// Takes an address of this machine.
pub async fn bind(address: SocketAddr) -> Result<TcpListener, ServeError> {
    if !address.ip().is_loopback() {
        return Err(NotLoopback(address).into());
    }
    TcpListener::bind(address).await.map_err(|source| ServeError::Listen { address, source })
}

/// Serves at most so many connections at once until the future `end` is done, then until jobs under way are done; requests under way are not waited for, because
/// nothing they do is half done.
pub async fn serve(listener: TcpListener, desk: Arc<Desk>, connections: usize, end: impl Future<Output = ()>) {
    let pages = router(Arc::clone(&desk));
    let starting = Arc::clone(&desk);
    tokio::spawn(async move { starting.start().await });
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
            () = &mut end => return desk.quiet().await,
        };
        // Out of file handles, or gone before it was accepted: the next one may fare better.
        let Ok((stream, _)) = accepted else {
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let service = TowerToHyperService::new(pages.clone());
        tokio::spawn(async move {
            let _place = place;
            let mut http = http1::Builder::new();
            http.timer(TokioTimer::new()).header_read_timeout(HEAD);
            // A reader that goes away in the middle of a page is no fault.
            let _ = http.serve_connection(TokioIo::new(stream), service).await;
        });
    }
}
