//! What a use case can end with: refused by a rule (nothing was done), or a fault of the world.

use assess::AssessFault;
use base::access::{Permission, RolesFlaw};
use base::law::{NotInForce, RulebookFlaw, RulebookFlaws};
use credentials::CredentialFault;
use engine::EngineFault;
use ingest::{KindFlaw, MappingFlaw};
use lake::LakeFault;
use measure::PublishedFlaw;
use press::PressFault;
use sources::{ReadError, Refusal};
use std::io;
use std::path::PathBuf;
use store::StoreFault;
use tables::{TableFault, TableFlaw};

/// A request that the rules say no to. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// The file is refused whole.
    #[error("{file}: {refusal}")]
    File {
        /// Its name.
        file: String,
        /// Why.
        refusal: Refusal,
    },
    /// No sheet has the headings of the kind.
    #[error("{file}: no sheet has the headings of {kind}; name the columns with --mapping")]
    NoHeader {
        /// Its name.
        file: String,
        /// The kind.
        kind: String,
    },
    /// No installation in the folder.
    #[error("there is no installation in {0}; make one with `sinergi init --region CODE --data {0}`")]
    NoInstallation(String),
    /// There is one already.
    #[error("there is an installation in {0} already")]
    AlreadyInstalled(String),
    /// A region code that is none.
    #[error("{0} is no region; give a Kemendagri code such as 73 or 73.71")]
    UnknownRegion(String),
    /// Nothing to link or measure.
    #[error("no {0} have been ingested yet")]
    NothingIngested(&'static str),
    /// Rows came in since the last link.
    #[error("nothing has been linked yet; run `sinergi link`")]
    NotLinked,
    /// Nothing was known on that day.
    #[error("nothing was known on {0} yet")]
    NothingKnown(jiff::civil::Date),
    /// The register does not reach the month.
    #[error("the register describes days up to {reaches}; it says nothing about {month}")]
    BeyondRegister {
        /// The month asked for.
        month: base::vocabulary::Month,
        /// The last day it describes.
        reaches: jiff::civil::Date,
    },
    /// A published figure.
    #[error(transparent)]
    Published(#[from] PublishedFlaw),
    /// A table that cannot be read as it is.
    #[error("{path}: {flaw}")]
    Table {
        /// The file.
        path: String,
        /// What is wrong with it.
        flaw: TableFlaw,
    },
    /// A linking model.
    #[error(transparent)]
    Model(#[from] link::ModelFlaw),
    /// A month without a rule.
    #[error(transparent)]
    NotInForce(#[from] NotInForce),
    /// A mapping file.
    #[error(transparent)]
    Mapping(#[from] MappingFlaw),
    /// A rulebook that does not load.
    #[error("rulebook {place}: {flaws}")]
    Rulebook {
        /// Its folder.
        place: String,
        /// Everything that is wrong with it.
        flaws: RulebookFlaws,
    },
    /// A table that cannot be assessed as it is.
    #[error("{0}")]
    Assess(AssessFault),
    /// A batch that there is not.
    #[error("there is no batch {0}, or it was withdrawn already")]
    NoSuchBatch(u32),
    /// A request that cannot be understood or answered as asked.
    #[error("{key}: {detail}")]
    Request {
        /// The sentence in `texts` that says why.
        key: &'static str,
        /// What was asked.
        detail: String,
    },
    /// A column that the file does not have.
    #[error("{file} has no column {column:?}; its columns are {known}")]
    NoColumn {
        /// The file.
        file: String,
        /// The column asked for.
        column: String,
        /// What there is.
        known: String,
    },
    /// The asker's role does not name it.
    #[error("this role may not do that ({})", .0.code())]
    NotAllowed(Permission),
    /// Somebody else holds the installation.
    #[error("another sinergi is writing to {0}; try again when it is done")]
    Busy(String),
}

/// Why a use case did not do its work.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// Refused by a rule: exit code 1.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The lake.
    #[error(transparent)]
    Lake(#[from] LakeFault),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreFault),
    /// A table that could not be read or written.
    #[error(transparent)]
    Assess(AssessFault),
    /// The engine.
    #[error(transparent)]
    Engine(#[from] EngineFault),
    /// A table named on the command line that could not be read or written.
    #[error(transparent)]
    Table(TableFault),
    /// A workbook.
    #[error(transparent)]
    Press(#[from] PressFault),
    /// The embedded rulebook: a bug of ours, found by tests.
    #[error(transparent)]
    Rulebook(#[from] RulebookFlaw),
    /// The embedded roles: a bug of ours, found by tests.
    #[error(transparent)]
    Roles(#[from] RolesFlaw),
    /// A secret could not be made or read.
    #[error(transparent)]
    Credential(#[from] CredentialFault),
    /// The embedded field lists: a bug of ours, found by tests.
    #[error(transparent)]
    Kind(#[from] KindFlaw),
    /// The reader of files could not start.
    #[error("could not read {file}")]
    Read {
        /// The file.
        file: String,
        /// The cause.
        #[source]
        source: ReadError,
    },
    /// The solver of plans.
    #[error(transparent)]
    Solver(#[from] plan::allocate::SolverFault),
    /// Anything with a file of ours.
    #[error("could not {doing} {path}")]
    Disk {
        /// What was tried.
        doing: &'static str,
        /// Where.
        path: PathBuf,
        /// The cause.
        #[source]
        source: io::Error,
    },
    /// The room that linking needs beyond memory.
    #[error("the temporary files of linking cannot be written or read")]
    Scratch(#[source] io::Error),
    /// Something in the catalogue or lake has another form than this program writes.
    #[error("{0}")]
    Unreadable(&'static str),
}

impl AppError {
    /// Whether a rule said no, and nothing was done.
    pub fn is_refusal(&self) -> bool {
        matches!(self, Self::Refused(_))
    }

    /// What a file or folder of the operator's ends with: for `map_err`.
    pub fn disk(doing: &'static str, path: &std::path::Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Disk { doing, path, source }
    }

    pub(crate) fn read(file: &str) -> impl FnOnce(ReadError) -> Self {
        let file = file.to_owned();
        move |source| match source {
            ReadError::Refused(refusal) => Self::Refused(Refused::File { file, refusal }),
            source => Self::Read { file, source },
        }
    }
}

impl From<PublishedFlaw> for AppError {
    fn from(flaw: PublishedFlaw) -> Self {
        Self::Refused(Refused::Published(flaw))
    }
}

impl From<AssessFault> for AppError {
    fn from(fault: AssessFault) -> Self {
        if fault.is_refusal() { Self::Refused(Refused::Assess(fault)) } else { Self::Assess(fault) }
    }
}

impl From<TableFault> for AppError {
    fn from(fault: TableFault) -> Self {
        match fault {
            TableFault::Format { path, flaw } => Self::Refused(Refused::Table { path, flaw }),
            fault => Self::Table(fault),
        }
    }
}
