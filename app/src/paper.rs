//! What is ready to leave the office: a page with its data for the typesetter, and the tables of a workbook. The same paper gives the same
//! bytes; a template is a file that an office may put in the place of ours.

use crate::fault::AppError;
use crate::installation::Installation;
use press::{Enclosed, Table, write_tables};
use serde_json::Value;
use std::fs;
use std::path::Path;
use texts::Texts;

/// A paper.
#[derive(Clone, Debug)]
pub struct Paper {
    pub(crate) title: String,
    pub(crate) template: String,
    pub(crate) data: Value,
    pub(crate) enclosed: Vec<Enclosed>,
    pub(crate) tables: Vec<Table>,
}

impl Paper {
    /// The PDF/A.
    ///
    /// # Errors
    /// The office's own template is flawed.
    pub fn pdf(&self) -> Result<Vec<u8>, AppError> {
        Ok(press::pdf(&self.template, &self.data, self.enclosed.clone())?)
    }

    /// The workbook: real numbers, and a sheet that says where they come from.
    ///
    /// # Errors
    /// The disk refuses.
    pub fn workbook(&self, path: &Path) -> Result<(), AppError> {
        Ok(write_tables(path, &self.title, &self.tables)?)
    }
}

/// The template of a name: the office's own where there is one, else ours.
pub(crate) fn template(home: &Installation, name: &str, ours: &str) -> Result<String, AppError> {
    let own = home.place.data.join("templates").join(name);
    match own.exists() {
        true => fs::read_to_string(&own).map_err(AppError::disk("read", &own)),
        false => Ok(ours.to_owned()),
    }
}

/// What is counted, in the words of the reader where there are some: names of ours are Indonesian.
pub(crate) fn operand(texts: &Texts, name: &str) -> String {
    let plain: String = name.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { ' ' }).collect();
    let key = format!("name-{}", plain.split_whitespace().collect::<Vec<_>>().join("-"));
    let word = texts.say(&key, &[]);
    if word == key { name.to_owned() } else { word }
}
