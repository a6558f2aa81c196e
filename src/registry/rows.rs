//! Rows on their way into a table: a column-wise buffer that becomes a frame.

use polars::prelude::{
    BooleanChunked, DataFrame, Int32Chunked, IntoColumn, IntoSeries, NewChunkedArray, PolarsResult,
    StringChunked, UInt32Chunked,
};

use super::schema::{Kind, Table};

/// One cell of a row.
#[derive(Debug, Copy, Clone)]
pub enum Cell<'a> {
    /// Of a [`Kind::U32`] column.
    U32(Option<u32>),
    /// Of a [`Kind::Text`] column.
    Text(Option<&'a str>),
    /// Of a [`Kind::Date`] column, as days since 1970.
    Date(Option<i32>),
    /// Of a [`Kind::Bool`] column.
    Bool(bool),
}

/// Rows of one table.
#[derive(Debug)]
pub struct Rows {
    /// Whose rows they are.
    table: &'static Table,
    /// One per column of the table.
    columns: Vec<Cells>,
    /// Rows so far.
    height: usize,
}

/// The cells of one column.
#[derive(Debug)]
enum Cells {
    /// Numbers.
    U32(Vec<Option<u32>>),
    /// Texts.
    Text(Vec<Option<String>>),
    /// Days since 1970.
    Date(Vec<Option<i32>>),
    /// Truths.
    Bool(Vec<bool>),
}

impl Rows {
    /// Returns a buffer without rows.
    pub fn new(table: &'static Table) -> Self {
        let cells = |kind| match kind {
            Kind::U32 => Cells::U32(Vec::new()),
            Kind::Text => Cells::Text(Vec::new()),
            Kind::Date => Cells::Date(Vec::new()),
            Kind::Bool => Cells::Bool(Vec::new()),
        };
        let columns = table.columns.iter().map(|column| cells(column.kind)).collect();
        Self { table, columns, height: 0 }
    }

    /// Adds a row, with its cells in the order of the table's columns.
    ///
    /// # Panics
    /// If a cell is not of its column's kind: that is a bug, not bad data.
    pub fn push<const N: usize>(&mut self, row: [Cell; N]) {
        assert_eq!(N, self.columns.len(), "a row of `{}`", self.table.name);
        for (column, cell) in self.columns.iter_mut().zip(row) {
            column.push(cell);
        }
        self.height += 1;
    }

    /// Returns the number of rows.
    pub fn height(&self) -> usize {
        self.height
    }

    /// Empties the buffer into a frame of the table's schema.
    pub fn take(&mut self) -> PolarsResult<DataFrame> {
        let height = std::mem::take(&mut self.height);
        let columns = self
            .columns
            .iter_mut()
            .zip(self.table.columns)
            .map(|(cells, column)| cells.take(column.name))
            .collect();
        DataFrame::new(height, columns)
    }
}

impl Cells {
    /// Adds a cell.
    fn push(&mut self, cell: Cell) {
        match (self, cell) {
            (Self::U32(cells), Cell::U32(value)) => cells.push(value),
            (Self::Text(cells), Cell::Text(value)) => cells.push(value.map(Into::into)),
            (Self::Date(cells), Cell::Date(value)) => cells.push(value),
            (Self::Bool(cells), Cell::Bool(value)) => cells.push(value),
            (cells, cell) => panic!("{cell:?} in a column of {cells:?}"),
        }
    }

    /// Empties the cells into a column.
    fn take(&mut self, name: &str) -> polars::prelude::Column {
        let name = name.into();
        let series = match self {
            Self::U32(cells) => {
                UInt32Chunked::from_iter_options(name, cells.drain(..)).into_series()
            }
            Self::Text(cells) => {
                StringChunked::from_iter_options(name, cells.drain(..)).into_series()
            }
            Self::Date(cells) => {
                Int32Chunked::from_iter_options(name, cells.drain(..)).into_series().into_date()
            }
            Self::Bool(cells) => {
                BooleanChunked::from_iter_values(name, cells.drain(..)).into_series()
            }
        };
        series.into_column()
    }
}
