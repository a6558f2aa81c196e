//! How large a table may be, with the reasons. All of them bound memory: a file that was sent to us may be anything.
//!
//! A limit is far above what people's tables hold and far below what stops a
//! small machine. What is beyond is refused with a message, never cut.

/// The bytes of one cell: 16 MiB. The longest real texts, whole protocols, are below 10 MB.
pub(super) const CELL_BYTES: usize = 16 << 20;

/// The bytes of one row of a CSV file: 64 MiB. A row is held three times while it is read: raw, taken apart, and as cells.
pub(super) const ROW_BYTES: usize = 64 << 20;

/// The columns of a row. The widest exports of registers have about 400.
pub(super) const COLUMNS: usize = 4096;

/// The text of a whole sheet in memory: 256 MiB, for [`super::read`]; [`super::open`] reads longer CSV files.
pub(super) const SHEET_BYTES: usize = 256 << 20;

/// The cells of a whole sheet in memory, empty ones between others included. At 32 bytes each they take 320 MB.
pub(super) const SHEET_CELLS: usize = 10_000_000;

/// The bytes of a workbook as it lies on the disk: 128 MiB. It is held while it is read.
pub(super) const WORKBOOK_BYTES: u64 = 128 << 20;

/// The parts of a workbook. Real ones have some tens, with many pictures some hundreds.
pub(super) const PARTS: usize = 4096;

/// The bytes of one part of a workbook when it is unpacked: 384 MiB, a sheet of ten million cells.
pub(super) const PART_BYTES: u64 = 384 << 20;

/// The bytes of all parts of a workbook when they are unpacked: 768 MiB.
pub(super) const UNPACKED_BYTES: u64 = 768 << 20;

/// How much longer than packed a part may be. Sheets of repeated zeros reach about 100; deflate itself ends at 1,032.
pub(super) const RATIO: u64 = 250;

/// The bytes of a part up to which its ratio does not matter: 8 MiB is no bomb.
pub(super) const RATIO_FROM: u64 = 8 << 20;

/// The shared texts of a workbook: each takes 24 bytes in memory even when it is empty.
pub(super) const SHARED_TEXTS: u64 = 4_000_000;

/// The formats, fonts, names and so on of a workbook, each kind. Excel's own limit of cell formats is 65,490.
pub(super) const DEFINITIONS: u64 = 65_536;

/// The rows of a sheet in a workbook: Excel's own limit.
pub(super) const WORKBOOK_ROWS: u64 = 1_048_576;
