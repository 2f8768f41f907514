//! Flags of the verbs that say who may do what: accounts, tokens, the audit log.

use clap::Subcommand;
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub(crate) enum User {
    /// Makes an account and prints the code with which its owner chooses a password (once).
    ///
    /// Roles: operator_desa, disnaker, bappeda, kepala_daerah, bpjs_cabang, bpjs_wilayah, jaksa, dpo, admin.
    #[command(after_help = "Example:\n  sinergi user add rahma.maros --role disnaker --scope 73.09 --agency \"Disnaker Maros\"")]
    Add {
        /// The name to sign in with: small letters, digits, dots, dashes.
        name: String,
        /// The role.
        #[arg(long)]
        role: String,
        /// The regions, separated by commas.
        #[arg(long, value_name = "CODES")]
        scope: String,
        /// The office.
        #[arg(long, default_value = "", value_name = "TEXT")]
        agency: String,
        /// Days until the account ends by itself.
        #[arg(long, value_name = "N")]
        days: Option<u32>,
    },
    /// Every account: role, regions, state, last sign-in.
    #[command(after_help = "Example:\n  sinergi user list")]
    List,
    /// Disables an account; whoever is signed in with it is out at once.
    #[command(after_help = "Example:\n  sinergi user disable rahma.maros")]
    Disable {
        /// Its name.
        name: String,
    },
    /// Enables a disabled account again.
    #[command(after_help = "Example:\n  sinergi user enable rahma.maros")]
    Enable {
        /// Its name.
        name: String,
    },
    /// Takes password and phone codes away and prints a new activation code (once).
    #[command(after_help = "Example:\n  sinergi user reset rahma.maros")]
    Reset {
        /// Its name.
        name: String,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Token {
    /// Makes a token and prints it (once).
    #[command(after_help = "Example:\n  sinergi token create --role bappeda --scope 73 --purpose \"dasbor Bappeda\" --days 90")]
    Create {
        /// The role.
        #[arg(long)]
        role: String,
        /// The regions, separated by commas.
        #[arg(long, value_name = "CODES")]
        scope: String,
        /// What it is for.
        #[arg(long, value_name = "TEXT")]
        purpose: String,
        /// Days until it ends.
        #[arg(long, value_name = "N")]
        days: u32,
    },
    /// Every token: purpose, role, regions, end, last use.
    #[command(after_help = "Example:\n  sinergi token list")]
    List,
    /// Revokes a token; it is refused at the next request.
    #[command(after_help = "Example:\n  sinergi token revoke 3f9a0c7d12ab")]
    Revoke {
        /// Its id, from `token list`.
        id: String,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Audit {
    /// Recomputes the whole log and names the first line that is not what it was. Exit 2 if there is one.
    #[command(after_help = "Example:\n  sinergi audit verify --witness saksi.json")]
    Verify {
        /// A copy that another institution kept, to hold the log against.
        #[arg(long, value_name = "FILE")]
        witness: Option<PathBuf>,
    },
    /// Signs the log and writes all signed checkpoints, for another institution to keep.
    #[command(after_help = "Example:\n  sinergi audit witness --out saksi.json")]
    Witness {
        /// Where to write them.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
}
