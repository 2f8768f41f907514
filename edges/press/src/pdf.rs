//! Pages of paper: a Typst template and a JSON document of data make a PDF/A-2a.
//!
//! What people wrote travels as data (`json("data.json")`) and never becomes source of the typesetter. No clock, no file and no
//! network is asked: the same template and data give the same bytes. Templates are files that an office can change.

use std::collections::HashMap;
use std::sync::OnceLock;
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

/// The name under which a template finds its data.
const DATA: &str = "data.json";
/// How many documents the typesetter's memory outlives.
const KEPT: usize = 2;

/// A document could not be set.
#[derive(Debug, thiserror::Error)]
#[error("the page cannot be set: {0}")]
pub struct PdfFault(pub String);

/// A file that a template shows: its name and its bytes (an SVG chart).
pub type Enclosed = (String, Vec<u8>);

struct Fonts {
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
}

fn fonts() -> &'static Fonts {
    static FONTS: OnceLock<Fonts> = OnceLock::new();
    FONTS.get_or_init(|| {
        let fonts: Vec<Font> = typst_assets::fonts().flat_map(|data| Font::iter(Bytes::new(data))).collect();
        Fonts { book: LazyHash::new(FontBook::from_fonts(&fonts)), fonts }
    })
}

/// What the typesetter may see: the template, its data, what is enclosed. Nothing else is there.
struct Desk {
    library: LazyHash<Library>,
    main: FileId,
    source: Source,
    files: HashMap<FileId, Bytes>,
}

fn named(name: &str) -> Result<FileId, PdfFault> {
    let path = VirtualPath::new(name).map_err(|_| PdfFault(format!("{name} is no name of a file")))?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

impl World for Desk {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &fonts().book
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.main { Ok(self.source.clone()) } else { Err(missing(id)) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        self.files.get(&id).cloned().ok_or_else(|| missing(id))
    }

    fn font(&self, index: usize) -> Option<Font> {
        fonts().fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        // A document says its own day, which is in its data.
        None
    }
}

fn missing(id: FileId) -> FileError {
    FileError::NotFound(id.vpath().get_without_slash().into())
}

/// Sets a document: the template finds `data.json` and what is enclosed under its name.
///
/// # Errors
/// The template is flawed, names a file that is not enclosed, or makes a document that is no PDF/A.
pub fn pdf(template: &str, data: &serde_json::Value, enclosed: Vec<Enclosed>) -> Result<Vec<u8>, PdfFault> {
    let main = named("main.typ")?;
    let json = serde_json::to_vec(data).map_err(|flaw| PdfFault(flaw.to_string()))?;
    let mut files = HashMap::from([(named(DATA)?, Bytes::new(json))]);
    for (name, bytes) in enclosed {
        files.insert(named(&name)?, Bytes::new(bytes));
    }
    let desk = Desk { library: LazyHash::new(Library::default()), main, source: Source::new(main, template.to_owned()), files };
    let document: PagedDocument = typst::compile(&desk).output.map_err(|flaws| flawed(&flaws))?;
    let standards = PdfStandards::new(&[PdfStandard::A_2a]).map_err(|flaw| PdfFault(flaw.message().to_string()))?;
    let options = PdfOptions { standards, ..PdfOptions::default() };
    let bytes = typst_pdf::pdf(&document, &options).map_err(|flaws| flawed(&flaws));
    comemo::evict(KEPT);
    bytes
}

fn flawed(flaws: &[SourceDiagnostic]) -> PdfFault {
    let said: Vec<String> = flaws
        .iter()
        .take(3)
        .map(|flaw| {
            let hints: Vec<String> = flaw.hints.iter().map(|hint| hint.v.to_string()).collect();
            [vec![flaw.message.to_string()], hints].concat().join("; ")
        })
        .collect();
    PdfFault(said.join(" | "))
}
