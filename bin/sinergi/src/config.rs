//! Configuration: one struct, read once from file, environment (`SINERGI_`) and flags, in this order; then passed by value.

use crate::arguments::Cli;
use crate::verbs::refused;
use anyhow::{Context, Result};
use app::{KeySource, Place, Provider, REQUEST_HOURS, Retention, SecondPerson};
use figment::Figment;
use figment::providers::{Env, Format, Serialized, Toml};
use serde::{Deserialize, Serialize};
use sources::Sandbox;
use std::path::{Path, PathBuf};
use std::time::Duration;
use texts::Language;

/// The file that is read when no other is named.
const DEFAULT_FILE: &str = "sinergi.toml";

/// Everything that can be set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Config {
    /// The data folder.
    pub(crate) data: PathBuf,
    /// The key file; empty: beside the data folder.
    pub(crate) key_file: Option<PathBuf>,
    /// A program and its arguments that print what a key file holds, in place of a key file.
    pub(crate) key_command: Option<Vec<String>>,
    /// `id` or `en`.
    pub(crate) lang: String,
    /// Memory for queries, in megabytes.
    pub(crate) query_memory_mb: u32,
    /// Threads for queries; 0: as many as the machine has.
    pub(crate) threads: u32,
    /// How long to wait for another writer, in seconds.
    pub(crate) patience_seconds: u32,
    /// The host name under which a proxy with TLS offers the pages; without it they are for this machine only.
    pub(crate) public_host: Option<String>,
    /// Days after which a file that was sent and neither submitted nor discarded is removed.
    pub(crate) keep_waiting_days: u32,
    /// Days after which the result of a check is removed.
    pub(crate) keep_checks_days: u32,
    /// Days after which a workbook of refused rows that a command handed out is removed.
    pub(crate) keep_refused_days: u32,
    /// The most people that one person takes away by name alone.
    pub(crate) alone_people: u64,
    /// The most rows of a list that one person takes out of the figures alone.
    pub(crate) alone_rows: u64,
    /// Days until a request for approval ends by itself.
    pub(crate) approval_days: u32,
    /// Hours until an approved file can no longer be fetched.
    pub(crate) link_hours: u32,
    /// Hours in which a request of a person about their own data is answered.
    pub(crate) request_hours: u32,
    /// The other institution through which people may sign in (OpenID Connect); none: by password or passkey only.
    pub(crate) provider: Option<Provider>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            data: PathBuf::from("./sinergi-data"),
            key_file: None,
            key_command: None,
            lang: "id".to_owned(),
            query_memory_mb: 1_024,
            threads: 0,
            patience_seconds: 60,
            public_host: None,
            keep_waiting_days: Retention::default().waiting,
            keep_checks_days: Retention::default().checks,
            keep_refused_days: Retention::default().handed_out,
            alone_people: SecondPerson::default().people,
            alone_rows: SecondPerson::default().rows,
            approval_days: SecondPerson::default().days,
            link_hours: SecondPerson::default().link_hours,
            request_hours: REQUEST_HOURS,
            provider: None,
        }
    }
}

impl Config {
    /// Reads the configuration for a command line.
    pub(crate) fn load(cli: &Cli) -> Result<Self> {
        let file = cli.config.clone().unwrap_or_else(|| PathBuf::from(DEFAULT_FILE));
        if cli.config.is_some() && !file.exists() {
            return Err(refused("error-config-missing", &file.display().to_string()));
        }
        let mut config = Self::from_file(&file)?;
        if let Some(data) = &cli.data {
            config.data.clone_from(data);
        }
        if cli.key_file.is_some() {
            config.key_file.clone_from(&cli.key_file);
        }
        if let Some(language) = cli.language() {
            language.code().clone_into(&mut config.lang);
        }
        Ok(config)
    }

    /// The configuration where the command line says nothing.
    pub(crate) fn by_default() -> Result<Self> {
        Self::from_file(Path::new(DEFAULT_FILE))
    }

    fn from_file(file: &Path) -> Result<Self> {
        let mut figment = Figment::from(Serialized::defaults(Self::default()));
        if file.exists() {
            figment = figment.merge(Toml::file_exact(file));
        }
        figment
            .merge(Env::prefixed("SINERGI_"))
            .extract()
            .map_err(|flaw| refused("error-config-unreadable", &format!("{}: {flaw}", file.display())))
    }

    /// The language of sentences.
    pub(crate) fn language(&self) -> Language {
        Language::parse(&self.lang).unwrap_or_default()
    }

    /// The place of the installation.
    pub(crate) fn place(&self) -> Result<Place> {
        let program = std::env::current_exe().context("could not find this program's own file")?;
        let threads = match self.threads {
            0 => std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
            threads => threads as usize,
        };
        Ok(Place {
            data: self.data.clone(),
            key: self.key(),
            sandbox: Sandbox::new(program, "read-upload"),
            query_memory: (self.query_memory_mb as usize) << 20,
            threads,
            patience: Duration::from_secs(u64::from(self.patience_seconds)),
            retention: Retention {
                waiting: self.keep_waiting_days,
                checks: self.keep_checks_days,
                handed_out: self.keep_refused_days,
            },
            second: SecondPerson {
                people: self.alone_people,
                rows: self.alone_rows,
                days: self.approval_days,
                link_hours: self.link_hours,
            },
            request_hours: self.request_hours,
            provider: self.provider.clone(),
        })
    }

    fn key(&self) -> KeySource {
        match (&self.key_file, &self.key_command) {
            (Some(file), _) => KeySource::File(file.clone()),
            (None, Some(words)) => KeySource::Command(words.clone()),
            (None, None) => KeySource::File(Place::default_key(&self.data)),
        }
    }

    /// What is wrong with it, all at once: sentences of `texts` with their detail.
    pub(crate) fn flaws(&self) -> Vec<(&'static str, String)> {
        let mut flaws = Vec::new();
        if Language::parse(&self.lang).is_none() {
            flaws.push(("error-config-lang", self.lang.clone()));
        }
        if self.query_memory_mb < 64 {
            flaws.push(("error-config-memory", self.query_memory_mb.to_string()));
        }
        if self.key_file.is_some() && self.key_command.is_some() {
            flaws.push(("error-config-two-keys", String::new()));
        }
        match self.key() {
            KeySource::File(key) if key.starts_with(&self.data) => {
                flaws.push(("error-config-key", key.display().to_string()));
            }
            KeySource::Command(words) if words.is_empty() => flaws.push(("error-config-no-command", String::new())),
            _ => {}
        }
        if let Some(provider) = &self.provider {
            // Addresses without TLS are for a test on this machine only.
            let safe = |address: &str| address.starts_with("https://") || address.starts_with("http://127.0.0.1:");
            if !safe(&provider.issuer) || !safe(&provider.authorize) {
                flaws.push(("error-config-provider", provider.authorize.clone()));
            }
            if provider.strength.is_empty() {
                flaws.push(("error-config-strength", provider.name.clone()));
            }
        }
        flaws
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_file_loads_and_shows_the_defaults() {
        let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../sinergi.example.toml");
        assert!(example.exists());
        let figment = Figment::from(Serialized::defaults(Config::default())).merge(Toml::file_exact(&example));
        let config: Config = figment.extract().unwrap();
        assert_eq!(config, Config::default());
        assert!(config.flaws().is_empty());
    }

    #[test]
    fn a_key_inside_the_data_folder_is_a_flaw() {
        let config = Config { key_file: Some(PathBuf::from("./sinergi-data/my.key")), ..Config::default() };
        assert_eq!(config.flaws().len(), 1);
    }
}
