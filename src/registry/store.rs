//! Tables on disk: Parquet in, Parquet out, and a folder that appears whole.
//!
//! A new snapshot grows in a hidden folder beside its place and is moved there
//! when every byte is on the disk. Until then the old one can be read.

mod gate;
mod hidden;

use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use polars::prelude::{DataFrame, SerReader};
use polars_io::parquet::read::ParquetReader;
use polars_io::parquet::write::{BatchedWriter, ParquetWriter};
use sha2::{Digest, Sha256};
use typst::diag::{HintedStrResult, HintedString, bail, error};

pub use self::gate::Gate;

use self::hidden::Hidden;
use super::reference::hex;
use super::rows::Rows;
use super::schema::{FORMAT, TABLES, Table};
use super::snapshot::{self, Snapshot, TableFile};

/// Rows of a frame that are written as one row group.
const ROW_GROUP: usize = 1 << 17;

/// Reads a table of a snapshot, after comparing its SHA-256.
pub fn read_table(
    root: &Path,
    snapshot: &Snapshot,
    table: &'static Table,
) -> HintedStrResult<DataFrame> {
    debug_assert_eq!(snapshot.format, FORMAT);
    let path = snapshot::folder(root, &snapshot.name).join(table.file_name());
    let shown = path.strip_prefix(root).unwrap_or(&path).display();
    let Some(expected) = snapshot.tables.get(table.name) else {
        return Err(damaged(&shown, "is not in snapshot.toml"));
    };
    let found = sha256_of(&path).map_err(|err| damaged(&shown, &err.to_string()))?;
    if found != expected.sha256 {
        return Err(damaged(&shown, "does not match its SHA-256"));
    }
    let frame = read_parquet(&path).map_err(|fault| damaged(&shown, &fault))?;
    check_shape(&frame, table, expected).map_err(|fault| damaged(&shown, &fault))?;
    Ok(frame)
}

/// Reads every table of a snapshot, in the order of `TABLES`.
pub(super) fn read_all(root: &Path, snapshot: &Snapshot) -> HintedStrResult<Vec<DataFrame>> {
    TABLES.iter().map(|table| read_table(root, snapshot, table)).collect()
}

/// Reads a file into a frame.
fn read_parquet(path: &Path) -> Result<DataFrame, String> {
    let file = File::open(path).map_err(|err| err.to_string())?;
    ParquetReader::new(file).set_rechunk(true).finish().map_err(|err| err.to_string())
}

/// Checks a frame against the codebook and the number of rows.
fn check_shape(frame: &DataFrame, table: &Table, expected: &TableFile) -> Result<(), String> {
    if **frame.schema() != table.schema() {
        return Err("has other columns than this program expects".into());
    }
    if frame.height() as u64 != expected.rows {
        return Err(format!("has {} rows, not {}", frame.height(), expected.rows));
    }
    let holed = table
        .columns
        .iter()
        .filter(|column| !column.nullable)
        .find(|column| frame.column(column.name).is_ok_and(|cells| cells.null_count() > 0));
    holed.map_or(Ok(()), |column| Err(format!("has an empty cell in `{}`", column.name)))
}

/// Tells whether every table of a snapshot is there and as it was written.
///
/// It reads all of them, so it takes as long as copying the snapshot.
pub fn is_whole(root: &Path, snapshot: &Snapshot) -> bool {
    let folder = snapshot::folder(root, &snapshot.name);
    TABLES.iter().all(|table| {
        let found = sha256_of(&folder.join(table.file_name())).ok();
        let expected = snapshot.tables.get(table.name).map(|file| &file.sha256);
        found.is_some() && found.as_ref() == expected
    })
}

/// Says that a table cannot be used.
fn damaged(shown: &impl std::fmt::Display, fault: &str) -> HintedString {
    error!(
        "table `{shown}` {fault}";
        hint: "make the snapshot again with `kapacitet ingest`"
    )
}

/// A snapshot that is being written.
pub struct Draft {
    /// The hidden folder; it is removed when the draft is dropped.
    folder: Hidden,
    /// One per table, in the order of `TABLES`.
    tables: Vec<TableWriter>,
}

impl Draft {
    /// Starts a draft under the project's root.
    pub fn new(root: &Path) -> HintedStrResult<Self> {
        let parent = root.join(snapshot::FOLDER);
        fs::create_dir_all(&parent).map_err(|err| write_fault(&parent, &err))?;
        let folder =
            Hidden::new(&parent, hidden::DRAFT).map_err(|err| write_fault(&parent, &err))?;
        let open = |table: &&'static Table| TableWriter::create(folder.path(), table);
        let tables = TABLES.iter().map(open).collect::<HintedStrResult<_>>()?;
        Ok(Self { folder, tables })
    }

    /// Appends rows, given in the order of `TABLES`.
    pub fn append(&mut self, rows: &mut [Rows]) -> HintedStrResult<()> {
        self.tables.iter_mut().zip(rows).try_for_each(|(table, rows)| table.append(rows))
    }

    /// Ends the tables and reads them back, to be united with others.
    pub fn into_frames(mut self) -> HintedStrResult<Vec<DataFrame>> {
        let mut frames = Vec::new();
        for writer in self.tables.drain(..) {
            let path = writer.path.clone();
            writer.finish()?;
            let Ok(frame) = read_parquet(&path) else {
                bail!("failed to read `{}`, which was just written", path.display());
            };
            frames.push(frame);
        }
        Ok(frames)
    }

    /// Appends whole frames, given in the order of `TABLES`.
    pub fn append_frames(&mut self, frames: &[DataFrame]) -> HintedStrResult<()> {
        self.tables.iter_mut().zip(frames).try_for_each(|(table, frame)| table.append_frame(frame))
    }

    /// Ends the tables, fills in their digests and puts the snapshot in its place.
    pub fn publish(mut self, root: &Path, snapshot: &mut Snapshot) -> HintedStrResult<()> {
        for writer in self.tables.drain(..) {
            let (name, file) = writer.finish()?;
            snapshot.tables.insert(name.into(), file);
        }
        let text = snapshot.to_toml();
        write_synced(&self.folder.path().join(snapshot::FILE), text.as_bytes())?;
        sync(self.folder.path())?;
        let _gate = Gate::alone(root);
        check_place(root, &snapshot.name)?;
        replace(self.folder, &snapshot::folder(root, &snapshot.name))
    }
}

/// Removes what killed processes left behind in the folder of the snapshots.
pub fn sweep(root: &Path) {
    hidden::sweep(&root.join(snapshot::FOLDER));
}

/// Checks that nothing but a snapshot lies where the snapshot `name` is to be put,
/// because whatever lies there is removed.
pub fn check_place(root: &Path, name: &str) -> HintedStrResult<()> {
    let target = snapshot::folder(root, name);
    match target.symlink_metadata() {
        Err(err) if err.kind() == io::ErrorKind::NotFound => Ok(()),
        Ok(found) if found.is_dir() && target.join(snapshot::FILE).is_file() => Ok(()),
        _ => bail!(
            "`{}/{name}` is not a snapshot", snapshot::FOLDER;
            hint: "only a snapshot is replaced; move away what lies there, \
                   or choose another name"
        ),
    }
}

/// Moves the draft to its place, and the old snapshot out of it.
///
/// No system moves two folders at once everywhere, so for a moment the old one
/// has a hidden name. Should the second move fail, it gets its name back.
fn replace(draft: Hidden, target: &Path) -> HintedStrResult<()> {
    let parent = target.parent().expect("a snapshot lies in a folder");
    let mut aside = Hidden::new(parent, hidden::ASIDE).map_err(|err| write_fault(parent, &err))?;
    let old = aside.path().join(hidden::OLD);
    if target.exists() {
        fs::rename(target, &old).map_err(|err| write_fault(target, &err))?;
    }
    if let Err(err) = draft.move_to(target) {
        if old.exists() && fs::rename(&old, target).is_err() {
            aside.keep();
        }
        return Err(write_fault(target, &err));
    }
    sync(parent)
}

/// A table that is being written.
struct TableWriter {
    /// Whose rows they are.
    table: &'static Table,
    /// Its file.
    path: PathBuf,
    /// Writes one row group for each batch.
    writer: BatchedWriter<BufWriter<File>>,
    /// Rows so far.
    rows: u64,
}

impl TableWriter {
    /// Creates the file.
    fn create(folder: &Path, table: &'static Table) -> HintedStrResult<Self> {
        let path = folder.join(table.file_name());
        let file = File::create_new(&path).map_err(|err| write_fault(&path, &err))?;
        let writer = ParquetWriter::new(BufWriter::new(file))
            .batched(&table.schema())
            .map_err(|err| write_fault(&path, &err))?;
        Ok(Self { table, path, writer, rows: 0 })
    }

    /// Appends rows and empties their buffer.
    fn append(&mut self, rows: &mut Rows) -> HintedStrResult<()> {
        if rows.height() == 0 {
            return Ok(());
        }
        self.rows += rows.height() as u64;
        rows.take()
            .and_then(|frame| self.writer.write_batch(&frame))
            .map_err(|err| write_fault(&self.path, &err))
    }

    /// Appends a frame, cut into row groups.
    fn append_frame(&mut self, frame: &DataFrame) -> HintedStrResult<()> {
        debug_assert_eq!(**frame.schema(), self.table.schema());
        let mut from = 0;
        while from < frame.height() {
            let mut part = frame.slice(i64::try_from(from).unwrap_or(i64::MAX), ROW_GROUP);
            part.rechunk_mut();
            self.writer.write_batch(&part).map_err(|err| write_fault(&self.path, &err))?;
            from += part.height();
            self.rows += part.height() as u64;
        }
        Ok(())
    }

    /// Ends the file and returns the table's name and description.
    fn finish(self) -> HintedStrResult<(&'static str, TableFile)> {
        let path = &self.path;
        self.writer.finish().map_err(|err| write_fault(path, &err))?;
        drop(self.writer);
        sync(path)?;
        let sha256 = sha256_of(path).map_err(|err| write_fault(path, &err))?;
        Ok((self.table.name, TableFile { rows: self.rows, sha256 }))
    }
}

/// Returns the SHA-256 of a file, in hexadecimal.
pub fn sha256_of(path: &Path) -> io::Result<String> {
    let mut file = File::open(path)?;
    let mut digest = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(hex(&digest.finalize())),
            read => digest.update(&buffer[..read]),
        }
    }
}

/// Writes a file so that it is there whole or not at all.
pub fn write_whole(path: &Path, bytes: &[u8]) -> HintedStrResult<()> {
    let parent = path.parent().expect("a file lies in a folder");
    let mut file = for_all(0o666).tempfile_in(parent).map_err(|err| write_fault(path, &err))?;
    file.write_all(bytes)
        .and_then(|()| file.as_file().sync_all())
        .map_err(|err| write_fault(path, &err))?;
    if let Err(err) = file.persist(path) {
        bail!("failed to write `{}` ({})", path.display(), err.error);
    }
    sync(parent)
}

/// Returns a builder of temporary files and folders that others may read, as far
/// as the user's mask allows: they become snapshots.
fn for_all(mode: u32) -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(mode));
    }
    #[cfg(not(unix))]
    let _ = mode;
    builder
}

/// Writes a new file and waits until it is on the disk.
fn write_synced(path: &Path, bytes: &[u8]) -> HintedStrResult<()> {
    let write = || {
        let mut file = File::create_new(path)?;
        file.write_all(bytes)?;
        file.sync_all()
    };
    write().map_err(|err| write_fault(path, &err))
}

/// Waits until a file or folder is on the disk.
fn sync(path: &Path) -> HintedStrResult<()> {
    File::open(path).and_then(|file| file.sync_all()).map_err(|err| write_fault(path, &err))
}

/// Says that something could not be written.
fn write_fault(path: &Path, err: &impl std::fmt::Display) -> HintedString {
    error!("failed to write `{}` ({err})", path.display(); hint: "is the disk full, or the folder read-only?")
}
