//! Edge: Apache DataFusion over the Parquet files of one snapshot, in this process, with bounded memory and spilling. Beside
//! that bound lies one table of people for each session: about forty bytes a person.
//!
//! The engine is given tables by name and files, and one kernel of measure as the SQL function `standing`. It knows no
//! question: measure writes the query text, this crate runs it and hands back cell counts.

mod standing;

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use arrow::datatypes::{DataType, Int32Type, Int64Type, SchemaRef};
use datafusion::common::DataFusionError;
use datafusion::datasource::MemTable;
use datafusion::datasource::file_format::parquet::ParquetFormat;
use datafusion::datasource::listing::{ListingOptions, ListingTable, ListingTableConfig, ListingTableUrl};
use datafusion::execution::disk_manager::{DiskManagerBuilder, DiskManagerMode};
use datafusion::execution::memory_pool::FairSpillPool;
use datafusion::execution::runtime_env::RuntimeEnvBuilder;
use datafusion::logical_expr::ScalarUDF;
use datafusion::prelude::{SessionConfig, SessionContext};
use measure::{AccountCount, CellCount, CoveredMonths, Ending, Listed, QueryText, StandingColumn, Uncovered};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A query session over the tables of one snapshot.
pub struct Engine {
    context: SessionContext,
}

/// A fault of the engine, by what was being tried.
#[derive(Debug, thiserror::Error)]
pub enum EngineFault {
    /// The session could not be made.
    #[error("could not start the query engine")]
    Start(#[source] DataFusionError),
    /// A table could not be opened.
    #[error("could not open the table {table}")]
    Open {
        /// The table.
        table: String,
        /// The cause.
        #[source]
        source: DataFusionError,
    },
    /// A query failed.
    #[error("could not answer the question")]
    Query(#[source] DataFusionError),
    /// An answer has another shape than its question.
    #[error("the answer has no column {0} of counts")]
    Shape(&'static str),
}

impl Engine {
    /// A session that uses at most `memory_bytes` for its operators and spills to `spill` beyond.
    pub fn new(memory_bytes: usize, spill: &Path, threads: usize) -> Result<Self, EngineFault> {
        let disk = DiskManagerBuilder::default().with_mode(DiskManagerMode::Directories(vec![spill.to_owned()]));
        let runtime = RuntimeEnvBuilder::new()
            .with_memory_pool(Arc::new(FairSpillPool::new(memory_bytes)))
            .with_disk_manager_builder(disk)
            .build_arc()
            .map_err(EngineFault::Start)?;
        let config = SessionConfig::new()
            .with_target_partitions(threads)
            .with_batch_size(8_192)
            .set_bool("datafusion.execution.parquet.pushdown_filters", false)
            .set_bool("datafusion.execution.parquet.schema_force_view_types", false)
            .set_bool("datafusion.execution.collect_statistics", true);
        let context = SessionContext::new_with_config_rt(config, runtime);
        context.register_udf(ScalarUDF::new_from_impl(standing::SectorFunction::new()));
        Ok(Self { context })
    }

    /// Makes the files of a snapshot one table. No file makes an empty table.
    pub async fn table(&self, name: &str, schema: SchemaRef, files: &[PathBuf]) -> Result<(), EngineFault> {
        let open = |source| EngineFault::Open { table: name.to_owned(), source };
        if files.is_empty() {
            let empty = MemTable::try_new(Arc::clone(&schema), vec![vec![]]).map_err(open)?;
            self.context.register_table(name, Arc::new(empty)).map_err(open)?;
            return Ok(());
        }
        let urls: Result<Vec<ListingTableUrl>, _> =
            files.iter().map(|file| ListingTableUrl::parse(file.to_string_lossy())).collect();
        let options = ListingOptions::new(Arc::new(ParquetFormat::default())).with_file_extension("");
        let config =
            ListingTableConfig::new_with_multi_paths(urls.map_err(open)?).with_listing_options(options).with_schema(schema);
        let table = ListingTable::try_new(config).map_err(open)?;
        self.context.register_table(name, Arc::new(table)).map_err(open)?;
        Ok(())
    }

    /// Makes record batches a table, for tests and small things.
    pub fn table_of(&self, name: &str, schema: SchemaRef, batches: Vec<RecordBatch>) -> Result<(), EngineFault> {
        let open = |source| EngineFault::Open { table: name.to_owned(), source };
        let table = MemTable::try_new(schema, vec![batches]).map_err(open)?;
        self.context.register_table(name, Arc::new(table)).map_err(open)?;
        Ok(())
    }

    /// Sets the month and rule that the SQL function `standing` answers for.
    pub fn standing(&self, kernel: StandingColumn) {
        self.context.register_udf(ScalarUDF::new_from_impl(standing::StandingFunction::new("standing", kernel)));
    }

    /// Sets what the SQL function `standing_next` answers for: the month after, beside the one of `standing`.
    pub fn standing_next(&self, kernel: StandingColumn) {
        self.context.register_udf(ScalarUDF::new_from_impl(standing::StandingFunction::new("standing_next", kernel)));
    }

    /// Sets which months the SQL function `covered_months` answers for.
    pub fn covered_months(&self, kernel: CoveredMonths) {
        self.context.register_udf(ScalarUDF::new_from_impl(standing::CoveredFunction::new(kernel)));
    }

    /// Runs a query of one key and many counts, such as the months of a series.
    pub async fn series(&self, query: &QueryText) -> Result<Vec<(Option<String>, Vec<u64>)>, EngineFault> {
        let mut rows = Vec::new();
        for batch in &self.run(query).await? {
            for row in 0..batch.num_rows() {
                let counts = batch.columns()[1..].iter().map(|column| text_at(column, row));
                let counts = counts.map(|count| count.and_then(|count| count.parse().ok()).unwrap_or(0)).collect();
                rows.push((text_at(batch.column(0), row), counts));
            }
        }
        Ok(rows)
    }

    /// Runs a query for members whose cover ends and reads its lines.
    pub async fn ending(&self, query: &QueryText) -> Result<Vec<Ending>, EngineFault> {
        let counted = self.counted(query, ["people"]).await?;
        let read = |(keys, [people]): Counted<1>| measure::ending(&keys, people).ok_or(EngineFault::Shape("ending"));
        counted.into_iter().map(read).collect()
    }

    /// Runs a query; the people it starts from are made a table unless the session has it, for the next question to start from too.
    pub async fn run(&self, query: &QueryText) -> Result<Vec<RecordBatch>, EngineFault> {
        if let Some(table) = &query.people {
            self.answer(table).await?;
        }
        self.answer(&query.text).await
    }

    async fn answer(&self, text: &str) -> Result<Vec<RecordBatch>, EngineFault> {
        let frame = self.context.sql(text).await.map_err(EngineFault::Query)?;
        frame.collect().await.map_err(EngineFault::Query)
    }

    /// Runs a coverage query and reads its cells.
    pub async fn cells(&self, query: &QueryText) -> Result<Vec<CellCount>, EngineFault> {
        let counted = self.counted(query, ["denominator", "covered", "in_grace"]).await?;
        Ok(counted
            .into_iter()
            .map(|(keys, [denominator, covered, in_grace])| CellCount { keys, denominator, covered, in_grace })
            .collect())
    }

    /// Runs an account query and reads its lines.
    pub async fn account(&self, query: &QueryText) -> Result<Vec<AccountCount>, EngineFault> {
        let counted = self.counted(query, ["people", "rows"]).await?;
        Ok(counted.into_iter().map(|(keys, [people, rows])| AccountCount { keys, people, rows }).collect())
    }

    /// Runs a listing query and reads its people.
    pub async fn listed(&self, query: &QueryText) -> Result<Vec<Listed>, EngineFault> {
        let counted = self.counted(query, ["rows"]).await?;
        counted.into_iter().map(|(keys, [rows])| measure::listed(&keys, rows).ok_or(EngineFault::Shape("person"))).collect()
    }

    /// Runs a query for the uncovered by channel and reads its lines.
    pub async fn channels(&self, query: &QueryText) -> Result<Vec<Uncovered>, EngineFault> {
        let counted = self.counted(query, ["people"]).await?;
        let read = |(keys, [people]): Counted<1>| measure::uncovered(&keys, people).ok_or(EngineFault::Shape("channel"));
        counted.into_iter().map(read).collect()
    }

    /// Runs a query for people to read: every value as text.
    pub async fn rows(&self, query: &QueryText) -> Result<Vec<Vec<Option<String>>>, EngineFault> {
        Ok(self.counted(query, []).await?.into_iter().map(|(keys, [])| keys).collect())
    }

    /// Runs a query of one key and one count, such as the people of each reason.
    pub async fn tally(&self, query: &QueryText) -> Result<Vec<(Option<String>, u64)>, EngineFault> {
        let counted = self.counted(query, ["people"]).await?;
        Ok(counted.into_iter().map(|(keys, [people])| (keys.into_iter().next().flatten(), people)).collect())
    }

    /// Runs a query whose last columns are counts with these names; all before them are keys.
    async fn counted<const N: usize>(&self, query: &QueryText, names: [&'static str; N]) -> Result<Vec<Counted<N>>, EngineFault> {
        let mut rows = Vec::new();
        for batch in &self.run(query).await? {
            let keys = batch
                .num_columns()
                .checked_sub(N)
                .ok_or_else(|| EngineFault::Shape(names.first().copied().unwrap_or_default()))?;
            let mut columns = Vec::with_capacity(N);
            for (offset, name) in names.into_iter().enumerate() {
                let column = batch.column(keys + offset).as_primitive_opt::<Int64Type>();
                columns.push(column.ok_or(EngineFault::Shape(name))?);
            }
            for row in 0..batch.num_rows() {
                let counts = std::array::from_fn(|count| u64::try_from(columns[count].value(row)).unwrap_or(0));
                rows.push(((0..keys).map(|key| text_at(batch.column(key), row)).collect(), counts));
            }
        }
        Ok(rows)
    }
}

/// The keys and counts of one row of an answer.
type Counted<const N: usize> = (Vec<Option<String>>, [u64; N]);

fn text_at(column: &ArrayRef, row: usize) -> Option<String> {
    if column.is_null(row) {
        return None;
    }
    match column.data_type() {
        DataType::Int64 => column.as_primitive_opt::<Int64Type>().map(|values| values.value(row).to_string()),
        DataType::Int32 => column.as_primitive_opt::<Int32Type>().map(|values| values.value(row).to_string()),
        DataType::Utf8 => column.as_string_opt::<i32>().map(|values| values.value(row).to_owned()),
        DataType::Utf8View => column.as_string_view_opt().map(|values| values.value(row).to_owned()),
        _ => None,
    }
}
