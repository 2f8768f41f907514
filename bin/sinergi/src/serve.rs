//! `sinergi serve`: the pages of an installation, until somebody stops it.

use crate::trust::{now, operator};
use crate::verbs::{refused, today};
use anyhow::Result;
use app::Installation;
use std::net::SocketAddr;
use texts::Texts;
use web::{Desk, ServeError};

/// Serves until Ctrl+C. `public` is the host name under which a proxy with TLS offers the pages.
pub(crate) async fn run(home: Installation, listen: SocketAddr, public: Option<String>, texts: &Texts) -> Result<u8> {
    let listener = match web::bind(listen, public.is_some()).await {
        Ok(listener) => listener,
        Err(ServeError::NotLoopback(_)) => return Err(refused("error-not-loopback", &listen.to_string())),
        Err(ServeError::Listen { source, .. }) => return Err(refused("error-listen", &format!("{listen} ({source})"))),
    };
    let address = format!("http://{}/", listener.local_addr()?);
    println!("{}", texts.say("serving", &[("address", &address)]));
    let local = listener.local_addr()?.ip().is_loopback() && public.is_none();
    if home.is_synthetic().await? && local {
        // Nobody exists there, and nobody else reaches it: a link that works once takes the place of an account.
        let code = app::demo_code(&home, &operator(), now()).await?;
        println!("{}", texts.say("serving-link", &[("address", &format!("{address}masuk/tautan?kode={code}"))]));
    } else if app::accounts(&home, &operator(), now()).await?.is_empty() {
        println!("{}", texts.say("serving-no-accounts", &[("scope", &home.region.to_string())]));
    }
    let stopped = async {
        // Where the system has no such signal the program serves until it is ended.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    web::serve(listener, Desk::at(home, today, now, public), operator(), connections(), stopped).await;
    Ok(0)
}

/// Files that are open beside connections: the catalogue, tables in hand, uploads.
const FILES: u64 = 512;

/// How many connections the system lets this process hold, up to what the pages take; the usual limit of 1,024 files is raised as far
/// as it may be.
fn connections() -> usize {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let wanted = web::CONNECTIONS as u64 + FILES;
    let limit = getrlimit(Resource::Nofile);
    let most = limit.maximum.map_or(wanted, |maximum| maximum.min(wanted));
    if limit.current.is_some_and(|current| current < most) {
        // A system that refuses keeps its own limit, which is looked at below.
        let _ = setrlimit(Resource::Nofile, Rlimit { current: Some(most), maximum: limit.maximum });
    }
    let files = getrlimit(Resource::Nofile).current.unwrap_or(wanted).min(wanted);
    usize::try_from(files.saturating_sub(FILES).max(files / 2)).unwrap_or(web::CONNECTIONS)
}
