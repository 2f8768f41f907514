//! The law over a whole table: `sinergi assess --batch`. A row in is a row out, in order, with every column it had.
//!
//! - [`read`]: csv and parquet as Arrow batches, one at a time;
//! - [`assess`]: a batch of rows → whole rupiah, terms found once for each set of options ([`base::law::assess::Terms`]);
//! - [`write`]: the columns that came in, then the answer; of parquet, the columns that came in are copied as bytes.
//!
//! Memory holds one batch, or one row group of the answer; never the table. The file is the user's own and is read with
//! the user's rights, not in the sandbox of uploads.

mod assess;
mod cells;
mod fault;
mod parquet_copy;
mod places;
mod read;
mod run;
mod text;
mod write;

pub use assess::{ANSWER, Words};
pub use fault::AssessFault;
pub use run::{Order, Summary, Totals, run};
