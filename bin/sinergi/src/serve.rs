//! `sinergi serve`: the pages of an installation, until somebody stops it.

use crate::verbs::{refused, today};
use anyhow::Result;
use app::Installation;
use std::net::SocketAddr;
use texts::Texts;
use web::{Desk, ServeError};

/// Serves until Ctrl+C.
pub(crate) async fn run(home: Installation, listen: SocketAddr, texts: &Texts) -> Result<u8> {
    let listener = match web::bind(listen).await {
        Ok(listener) => listener,
        Err(ServeError::NotLoopback(_)) => return Err(refused("error-not-loopback", &listen.to_string())),
        Err(ServeError::Listen { source, .. }) => return Err(refused("error-listen", &format!("{listen} ({source})"))),
    };
    let address = format!("http://{}/", listener.local_addr()?);
    println!("{}", texts.say("serving", &[("address", &address)]));
    let stopped = async {
        // Where the system has no such signal the program serves until it is ended.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    web::serve(listener, Desk::new(home, today), web::CONNECTIONS, stopped).await;
    Ok(0)
}
