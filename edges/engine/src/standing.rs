//! The SQL functions of our own: `standing(paid_bits, as_of, segment, ended_on)`, measure's kernel column by column, and
//! `sector(kbli)`.

use arrow::array::{Array, AsArray, Int64Array, StringArray};
use arrow::datatypes::{DataType, Date32Type, Int64Type};
use base::law::NotInForce;
use datafusion::common::{DataFusionError, Result};
use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs, ScalarUDFImpl, Signature, Volatility};
use measure::{CoveredMonths, StandingColumn};
use std::hash::{Hash, Hasher};
use std::sync::Arc;

#[derive(Debug)]
pub(crate) struct StandingFunction {
    name: &'static str,
    kernel: StandingColumn,
    signature: Signature,
}

impl StandingFunction {
    pub(crate) fn new(name: &'static str, kernel: StandingColumn) -> Self {
        let arguments = vec![DataType::Int64, DataType::Date32, DataType::Utf8, DataType::Date32];
        Self { name, kernel, signature: Signature::exact(arguments, Volatility::Immutable) }
    }
}

// One function is registered at a time under a name; a new month replaces it.
impl PartialEq for StandingFunction {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}
impl Eq for StandingFunction {}
impl Hash for StandingFunction {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}

impl ScalarUDFImpl for StandingFunction {
    fn name(&self) -> &str {
        self.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Int64)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let mut kernel = self.kernel.clone();
        by_membership(&args, |paid, as_of, segment, ended| kernel.of(paid, as_of, segment, ended).map(|standing| standing as i64))
    }
}

/// The SQL function `covered_months(paid_bits, as_of, segment, ended_on)`: the months in which a membership covers, as bits.
#[derive(Debug)]
pub(crate) struct CoveredFunction {
    kernel: CoveredMonths,
    signature: Signature,
}

impl CoveredFunction {
    pub(crate) fn new(kernel: CoveredMonths) -> Self {
        let arguments = vec![DataType::Int64, DataType::Date32, DataType::Utf8, DataType::Date32];
        Self { kernel, signature: Signature::exact(arguments, Volatility::Immutable) }
    }
}

impl PartialEq for CoveredFunction {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}
impl Eq for CoveredFunction {}
impl Hash for CoveredFunction {
    fn hash<H: Hasher>(&self, state: &mut H) {
        "covered_months".hash(state);
    }
}

impl ScalarUDFImpl for CoveredFunction {
    fn name(&self) -> &str {
        "covered_months"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Int64)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let mut kernel = self.kernel.clone();
        by_membership(&args, |paid, as_of, segment, ended| kernel.of(paid, as_of, segment, ended))
    }
}

/// Asks of every row: months paid, the day of the data, segment, day of ending.
fn by_membership(
    args: &ScalarFunctionArgs,
    mut of: impl FnMut(i64, i32, Option<&str>, Option<i32>) -> std::result::Result<i64, NotInForce>,
) -> Result<ColumnarValue> {
    let rows = args.number_rows;
    let column = |place: usize| args.args[place].to_array(rows);
    let (paid, as_of, segment, ended) = (column(0)?, column(1)?, column(2)?, column(3)?);
    let shape = || DataFusionError::Internal("a function of memberships got columns of another type".to_owned());
    let paid = paid.as_primitive_opt::<Int64Type>().ok_or_else(shape)?;
    let as_of = as_of.as_primitive_opt::<Date32Type>().ok_or_else(shape)?;
    let segment = segment.as_string_opt::<i32>().ok_or_else(shape)?;
    let ended = ended.as_primitive_opt::<Date32Type>().ok_or_else(shape)?;
    let answers: Result<Vec<i64>> = (0..rows)
        .map(|row| {
            let segment = segment.is_valid(row).then(|| segment.value(row));
            let ended = ended.is_valid(row).then(|| ended.value(row));
            of(paid.value(row), as_of.value(row), segment, ended).map_err(|refusal| DataFusionError::External(Box::new(refusal)))
        })
        .collect();
    Ok(ColumnarValue::Array(Arc::new(Int64Array::from(answers?))))
}

/// The SQL function `sector(kbli)`: the first two digits of a KBLI code, which name its main group.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(crate) struct SectorFunction {
    signature: Signature,
}

impl SectorFunction {
    pub(crate) fn new() -> Self {
        Self { signature: Signature::exact(vec![DataType::Utf8], Volatility::Immutable) }
    }
}

impl ScalarUDFImpl for SectorFunction {
    fn name(&self) -> &str {
        "sector"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Utf8)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let kbli = args.args[0].to_array(args.number_rows)?;
        let shape = || DataFusionError::Internal("sector() got a column of another type".to_owned());
        let kbli = kbli.as_string_opt::<i32>().ok_or_else(shape)?;
        let sectors: StringArray = kbli.iter().map(|code| code.and_then(|code| code.get(..2))).collect();
        Ok(ColumnarValue::Array(Arc::new(sectors)))
    }
}
