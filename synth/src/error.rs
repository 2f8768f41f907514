//! What can go wrong while a synthetic province is written. Faults of data are the product, not errors.

use std::io;
use std::path::PathBuf;

/// Why a province was not written.
#[derive(Debug, thiserror::Error)]
pub enum SynthError {
    /// The size is outside what the generator promises.
    #[error("{asked} people were asked for; the generator makes 1,000 to 5,000,000")]
    Size {
        /// The number asked for.
        asked: u64,
    },
    /// More people than a pair of rosters can hold.
    #[error("a pair of rosters of {asked} people was asked for; the generator makes 1 to {limit}")]
    Rosters {
        /// The number asked for.
        asked: u64,
        /// The largest number.
        limit: u64,
    },
    /// A calibration file is not as its reader expects.
    #[error("calibration file {file}: {what}")]
    Calibration {
        /// The file inside `synth/data`.
        file: &'static str,
        /// What was expected.
        what: String,
    },
    /// A faults file could not be read.
    #[error("faults: a rate lies between 0 and 1, and every key must be known")]
    Faults {
        /// The reader's complaint.
        #[source]
        source: Box<toml::de::Error>,
    },
    /// A rate lies outside 0 to 1.
    #[error("fault rate {name} is {value}; it must lie between 0 and 1")]
    Rate {
        /// The field of `Faults`.
        name: &'static str,
        /// Its value.
        value: f64,
    },
    /// More people share one district, birth date and sex than there are serial numbers.
    #[error("more people of one sex were born in district {district} on one day than there are serial numbers")]
    Serials {
        /// Six digits of the district.
        district: u32,
    },
    /// A file could not be written.
    #[error("could not write {path}")]
    Write {
        /// The file.
        path: PathBuf,
        /// The cause.
        #[source]
        source: io::Error,
    },
    /// A spreadsheet could not be written.
    #[error("could not write the spreadsheet {path}")]
    Sheet {
        /// The file.
        path: PathBuf,
        /// The cause.
        #[source]
        source: Box<rust_xlsxwriter::XlsxError>,
    },
    /// A parquet file could not be written.
    #[error("could not write the parquet file {path}")]
    Parquet {
        /// The file.
        path: PathBuf,
        /// The cause.
        #[source]
        source: Box<parquet::errors::ParquetError>,
    },
    /// Columns could not be put together.
    #[error("could not put the columns of {path} together")]
    Columns {
        /// The file.
        path: PathBuf,
        /// The cause.
        #[source]
        source: Box<arrow::error::ArrowError>,
    },
}
