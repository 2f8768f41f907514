//! Stage 7, report: figures as text, and charts and maps as SVG, for page and print.
//!
//! Pure: counts and names in, text out. Charts carry their colours as attributes and class names for a style sheet, so that
//! one drawing serves a page in light and dark, a print on A4 and later a PDF. Every text is escaped here.

mod bar;
mod document;
mod fan;
mod linking;
mod map;
mod numeral;
mod on_paper;
mod public;
mod shapes;
mod svg;
mod terbilang;
mod tiles;
mod trend;

pub use bar::{Mark, bullet, cell_bar, full_scale};
pub use document::{Block, Column, Document, How, Place, Sheet, Value, rupiah_of};
pub use fan::{Ahead, fan};
pub use linking::{ChartWords, Curve, LabelledBar, bars, curves};
pub use map::{MapRegion, MapStyle, MapWords, Measure};
pub use numeral::Numerals;
pub use on_paper::{map_on_paper, on_paper};
pub use public::{PUBLIC_FEWEST, Public, public_figures};
pub use shapes::{Shapes, schematic};
pub use terbilang::terbilang;
pub use tiles::{has_tiles, tile_map};
pub use trend::{Point, trend};
