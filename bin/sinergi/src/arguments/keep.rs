//! Flags of the verbs that keep an installation safe: backups, the key, retention, erasing, holds.

use clap::{Args, Subcommand};
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(crate) struct Backup {
    /// The folder of backups: outside the data folder, best on another disk. What is there already is not copied again.
    #[arg(long, value_name = "DIR")]
    pub(crate) to: PathBuf,
    /// Generations older than this are let go of, never the one just made.
    #[arg(long, value_name = "N", default_value_t = 35)]
    pub(crate) keep_days: u32,
}

#[derive(Debug, Args)]
pub(crate) struct Restore {
    /// The folder of backups.
    #[arg(long, value_name = "DIR")]
    pub(crate) from: PathBuf,
    /// Which generation; default: the newest.
    #[arg(long, value_name = "NAME")]
    pub(crate) generation: Option<String>,
    /// Checks every hash, count, key and line, and replaces nothing.
    #[arg(long)]
    pub(crate) verify: bool,
    /// Replaces the installation in the data folder, which is kept beside it.
    #[arg(long, conflicts_with = "verify")]
    pub(crate) replace: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Key {
    /// Makes a new key file in the place of the old one, without touching a row.
    ///
    /// The old one is kept beside it as `.lama` for backups from before.
    #[command(after_help = "Example:\n  sinergi key rotate")]
    Rotate,
}

#[derive(Debug, Args)]
pub(crate) struct Erase {
    /// The number of the batch, which is withdrawn already.
    pub(crate) batch: u32,
    /// Why: a request, the end of retention.
    #[arg(long, value_name = "TEXT")]
    pub(crate) reason: String,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Approval {
    /// Every request, newest first.
    #[command(after_help = "Example:\n  sinergi approval list")]
    List,
    /// Approves a request of an account, as the second person. Whoever asked carries it out.
    #[command(after_help = "Example:\n  sinergi approval approve 3f9a0c7d12ab3f9a0c7d12ab3f9a0c7d")]
    Approve {
        /// Its id, from `approval list`.
        id: String,
    },
    /// Rejects a request.
    #[command(
        after_help = "Example:\n  sinergi approval reject 3f9a0c7d12ab3f9a0c7d12ab3f9a0c7d --reason \"wilayahnya terlalu luas\""
    )]
    Reject {
        /// Its id, from `approval list`.
        id: String,
        /// Why.
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Subject {
    /// Takes in a request of a person about their own data.
    ///
    /// Who it is comes in a file and never on the command line, where others of the machine could read it: TOML with name, nik,
    /// contact and ask.
    #[command(after_help = "Example:\n  sinergi subject add --kind erasure --person permintaan.toml")]
    Add {
        /// access, correction, erasure or objection.
        #[arg(long, value_name = "KIND")]
        kind: String,
        /// The TOML file; delete it afterwards.
        #[arg(long, value_name = "FILE")]
        person: PathBuf,
    },
    /// Every request, those due first.
    #[command(after_help = "Example:\n  sinergi subject list")]
    List,
    /// Notes that the person was made sure of.
    #[command(after_help = "Example:\n  sinergi subject verify H-2026-0001 --by id_card")]
    Verify {
        /// The number of the request.
        number: String,
        /// id_card, attorney, guardian or known.
        #[arg(long, value_name = "PROOF")]
        by: String,
    },
    /// What is held on the person, masked and by purpose.
    #[command(after_help = "Example:\n  sinergi subject held H-2026-0001")]
    Held {
        /// The number of the request.
        number: String,
    },
    /// Destroys the person everywhere: lists are written again without them under a new key.
    #[command(after_help = "Example:\n  sinergi subject erase H-2026-0001")]
    Erase {
        /// The number of the request.
        number: String,
    },
    /// Answers a request.
    #[command(
        after_help = "Example:\n  sinergi subject answer H-2026-0001 --outcome granted --text \"Data Anda sudah dimusnahkan.\""
    )]
    Answer {
        /// The number of the request.
        number: String,
        /// granted or refused.
        #[arg(long, value_name = "OUTCOME", value_parser = ["granted", "refused"])]
        outcome: String,
        /// The answer, or the reason of the refusal.
        #[arg(long, value_name = "TEXT")]
        text: String,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Hold {
    /// Places a hold: the batch cannot be erased.
    #[command(after_help = "Example:\n  sinergi hold add 12 --reason \"perkara 7/2025\" --days 365")]
    Add {
        /// The number of the batch.
        batch: u32,
        /// Why: the number of a case.
        #[arg(long, value_name = "TEXT")]
        reason: String,
        /// Days until it ends by itself; default: until it is released.
        #[arg(long, value_name = "N")]
        days: Option<u32>,
    },
    /// Every hold.
    #[command(after_help = "Example:\n  sinergi hold list")]
    List,
    /// Lets go of a hold.
    #[command(after_help = "Example:\n  sinergi hold release 3f9a0c7d12ab")]
    Release {
        /// Its id, from `hold list`.
        id: String,
    },
}
