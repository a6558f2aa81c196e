//! Rows of several tables on disk, in partitions by the key that joins them.
//!
//! All partitions share one temporary file, which has no name and vanishes with
//! the process. Each has a buffer that is written as a segment when it is full, so
//! a partition is a list of segments.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

use super::layout::Table;

/// Bytes of tables that make one partition. About a third of them is needed.
const PARTITION: u64 = 32 << 20;

/// The most partitions, so that buffers stay small together.
const MOST: u64 = 512;

/// Bytes of a full buffer.
const SEGMENT: usize = 1 << 16;

/// Rows on disk.
pub struct Spill {
    /// The file.
    file: File,
    /// Its length.
    end: u64,
    /// Its partitions.
    partitions: Vec<Partition>,
}

/// Rows of some of the keys.
#[derive(Debug, Default)]
struct Partition {
    /// What is not yet written.
    buffer: Vec<u8>,
    /// Where the rest lies in the file, and its length.
    segments: Vec<(u64, usize)>,
}

/// A row of a table.
#[derive(Debug, Clone, Eq, PartialEq)]
pub struct Entry<'a> {
    /// The table.
    pub table: Table,
    /// The key of its study.
    pub key: u32,
    /// Its place in the table, from 1.
    pub record: u64,
    /// The line in which it begins.
    pub line: u64,
    /// What is wrong with it; then it has no fields.
    pub fault: Option<&'a str>,
    /// Its fields, in the order of the layout's columns.
    pub fields: Vec<&'a str>,
}

impl Spill {
    /// Creates the file in a folder, for tables of so many bytes.
    pub fn new(folder: &Path, bytes: u64) -> io::Result<Self> {
        let count = bytes.div_ceil(PARTITION).clamp(1, MOST);
        let partitions = (0..count).map(|_| Partition::default()).collect();
        Ok(Self { file: tempfile::tempfile_in(folder)?, end: 0, partitions })
    }

    /// Returns the number of partitions.
    pub fn partitions(&self) -> usize {
        self.partitions.len()
    }

    /// Adds a row.
    pub fn push(&mut self, entry: &Entry) -> io::Result<()> {
        let partition = entry.key as usize % self.partitions.len();
        let partition = &mut self.partitions[partition];
        encode(entry, &mut partition.buffer);
        if partition.buffer.len() < SEGMENT {
            return Ok(());
        }
        self.file.write_all(&partition.buffer)?;
        partition.segments.push((self.end, partition.buffer.len()));
        self.end += partition.buffer.len() as u64;
        partition.buffer.clear();
        Ok(())
    }

    /// Returns the bytes of a partition, whose rows are in the order in which they
    /// came, and forgets them. No row can be added afterwards.
    pub fn take(&mut self, partition: usize) -> io::Result<Vec<u8>> {
        let Partition { buffer, segments } = std::mem::take(&mut self.partitions[partition]);
        let length = segments.iter().map(|(_, length)| length).sum::<usize>() + buffer.len();
        let mut bytes = vec![0; length];
        let mut at = 0;
        for (offset, length) in segments {
            self.file.seek(SeekFrom::Start(offset))?;
            self.file.read_exact(&mut bytes[at..at + length])?;
            at += length;
        }
        bytes[at..].copy_from_slice(&buffer);
        Ok(bytes)
    }
}

/// Appends a row to bytes.
fn encode(entry: &Entry, to: &mut Vec<u8>) {
    to.push(entry.table as u8);
    to.extend_from_slice(&entry.key.to_le_bytes());
    to.extend_from_slice(&entry.record.to_le_bytes());
    to.extend_from_slice(&entry.line.to_le_bytes());
    to.push(u8::from(entry.fault.is_some()));
    let texts: &[&str] = entry.fault.as_slice();
    let texts = if texts.is_empty() { entry.fields.as_slice() } else { texts };
    to.push(u8::try_from(texts.len()).expect("a layout has few columns"));
    for text in texts {
        let length = u32::try_from(text.len()).expect("a row is bounded");
        to.extend_from_slice(&length.to_le_bytes());
        to.extend_from_slice(text.as_bytes());
    }
}

/// Returns the rows of a partition.
pub fn entries(bytes: &[u8]) -> impl Iterator<Item = Entry<'_>> {
    let mut rest = bytes;
    std::iter::from_fn(move || decode(&mut rest))
}

/// Takes a row off the beginning of bytes.
fn decode<'a>(rest: &mut &'a [u8]) -> Option<Entry<'a>> {
    let table = Table::from_number(take::<1>(rest)?[0])?;
    let key = u32::from_le_bytes(take(rest)?);
    let record = u64::from_le_bytes(take(rest)?);
    let line = u64::from_le_bytes(take(rest)?);
    let [is_fault, count] = take(rest)?;
    let mut fields = Vec::with_capacity(usize::from(count));
    for _ in 0..count {
        let length = u32::from_le_bytes(take(rest)?) as usize;
        let (text, after) = rest.split_at_checked(length)?;
        fields.push(str::from_utf8(text).ok()?);
        *rest = after;
    }
    let fault = (is_fault == 1).then(|| fields.remove(0));
    Some(Entry { table, key, record, line, fault, fields })
}

/// Takes so many bytes off the beginning of others.
fn take<const COUNT: usize>(rest: &mut &[u8]) -> Option<[u8; COUNT]> {
    let (taken, after) = rest.split_first_chunk()?;
    *rest = after;
    Some(*taken)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_partition_holds_its_keys_in_order() {
        let folder = tempfile::tempdir().unwrap();
        let mut spill = Spill::new(folder.path(), 3 * PARTITION).unwrap();
        let long = "x".repeat(1000);
        let entry = |key, record| Entry {
            table: Table::Facilities,
            key,
            record,
            line: record + 1,
            fault: (key == 7).then_some("broken"),
            fields: if key == 7 { Vec::new() } else { vec!["", "å", &long] },
        };
        for record in 0..300 {
            spill.push(&entry(record as u32 % 10, record)).unwrap();
        }
        assert_eq!(spill.partitions(), 3);
        assert!(spill.end > 0);
        let bytes = spill.take(1).unwrap();
        let expected: Vec<Entry> = (0..300)
            .filter(|record| (record % 10) % 3 == 1)
            .map(|record| entry(record as u32 % 10, record))
            .collect();
        assert_eq!(entries(&bytes).collect::<Vec<_>>(), expected);
        assert!(spill.take(1).unwrap().is_empty());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
