//! Finds the input files and opens them: plain, gzipped or zipped.
//!
//! What a file is, its first bytes tell, not its name. Only in a folder or zip,
//! where other things may lie, does the name decide which files are read, and of a
//! table, its first line. A zip with a table of studies in it is an archive of tables, and is handed out whole.

use std::cell::Cell;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use flate2::bufread::MultiGzDecoder;
use typst::diag::{HintedStrResult, HintedString, bail, error};
use walkdir::WalkDir;
use zip::ZipArchive;
use zip::result::ZipError;

/// Endings of the files that are read from folders.
const ENDINGS: [&str; 6] = [".json", ".ndjson", ".jsonl", ".csv", ".tsv", ".zip"];

/// Those of them that any table may have, so that its first line decides too.
const TABLES: [&str; 2] = [".csv", ".tsv"];

/// What the first line of a table of records holds.
const NUMBER: &[u8] = b"NCT Number";

/// Bytes in which that line must end.
const LINE: u64 = 1 << 13;

/// The file whose presence makes a zip one of AACT's.
const STUDIES: &str = "studies.txt";

/// The first bytes of a gzip.
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// What to do about a file that ends too early or was changed on the way.
const AGAIN: &str = "download or copy the file again";

/// An input file.
#[derive(Debug)]
pub struct SourceFile {
    /// Where it lies.
    pub path: PathBuf,
    /// The path as messages and snapshots show it.
    pub shown: String,
    /// Its size.
    pub bytes: u64,
}

/// Returns the files of the given paths: folders in the order of their names and
/// with what is below them, other paths as they are.
pub fn find(paths: &[PathBuf]) -> HintedStrResult<Vec<SourceFile>> {
    let mut files = Vec::new();
    for path in paths {
        let before = files.len();
        for entry in WalkDir::new(path).follow_links(true).sort_by_file_name() {
            let entry = match entry {
                Ok(entry) => entry,
                Err(err) if is_unwanted_link(&err) => continue,
                Err(err) => return Err(not_found(path, &err)),
            };
            let given = entry.depth() == 0;
            let wanted = || is_readable(entry.path()) && !is_other_table(entry.path());
            if entry.file_type().is_file() && (given || wanted()) {
                let bytes = entry.metadata().map_err(|err| not_found(path, &err))?.len();
                let shown = entry.path().to_string_lossy().replace('\\', "/");
                files.push(SourceFile { path: entry.into_path(), shown, bytes });
            }
        }
        if files.len() == before && !path.is_dir() {
            bail!(
                "`{}` is not a file or folder", path.display();
                hint: "save the records in a file first"
            );
        }
        if files.len() == before {
            bail!(
                "folder `{}` holds no records", path.display();
                hint: "expected files that end in .json, .ndjson, .jsonl, .csv or .tsv, \
                       with or without .gz, or in .zip"
            );
        }
    }
    Ok(files)
}

/// Tells whether a fault is a link to nowhere that would not be read anyway.
fn is_unwanted_link(err: &walkdir::Error) -> bool {
    err.depth() > 0 && err.path().is_some_and(|path| path.is_symlink() && !is_readable(path))
}

/// Says that a path leads nowhere.
fn not_found(given: &Path, err: &walkdir::Error) -> HintedString {
    let path = err.path().unwrap_or(given);
    let shown = path.display();
    match err.io_error() {
        Some(fault) if fault.kind() == io::ErrorKind::NotFound => match path.read_link() {
            Ok(to) => error!(
                "`{shown}` is a link to `{}`, which does not exist", to.display();
                hint: "remove the link or put the file there"
            ),
            Err(_) => error!(
                "`{shown}` does not exist";
                hint: "paths are relative to the working directory"
            ),
        },
        Some(fault) => error!("failed to read `{shown}` ({fault})"),
        None => error!("failed to read `{shown}` ({err})"),
    }
}

/// Tells whether a file of a folder or zip is to be read.
fn is_readable(path: &Path) -> bool {
    let name = path.to_string_lossy().to_ascii_lowercase();
    let inner = name.strip_suffix(".gz").unwrap_or(&name);
    let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
    !hidden && ENDINGS.iter().any(|ending| inner.ends_with(ending))
}

/// Tells whether a file has the ending of a table, packed or not.
fn is_table(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let inner = name.strip_suffix(".gz").unwrap_or(&name);
    TABLES.iter().any(|ending| inner.ends_with(ending))
}

/// Tells whether a file is a table of something else than records. One that cannot
/// be read is not, so that somebody complains.
fn is_other_table(path: &Path) -> bool {
    let is_other = |path| Some(!names_records(&mut File::open(path).ok()?));
    is_table(&path.to_string_lossy()) && is_other(path).unwrap_or(false)
}

/// Tells whether the first line of a table, gzipped or not, names NCT numbers.
fn names_records(table: &mut dyn Read) -> bool {
    let mut begin = Vec::new();
    // What comes before a fault is enough to tell; reading the file meets it again.
    let _ = table.take(LINE).read_to_end(&mut begin);
    if begin.starts_with(&GZIP) {
        let mut text = Vec::new();
        let _ = MultiGzDecoder::new(begin.as_slice()).take(LINE).read_to_end(&mut text);
        begin = text;
    }
    let line = begin.split(|&byte| byte == b'\n').next().unwrap_or_default();
    line.windows(NUMBER.len()).any(|part| part.eq_ignore_ascii_case(NUMBER))
}

/// How a text is packed; decides the words of a fault.
#[derive(Debug, Copy, Clone)]
pub enum Packing {
    /// Not at all.
    Plain,
    /// As gzip.
    Gzip,
    /// Inside a zip.
    Zip,
}

impl Packing {
    /// Returns the word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Plain => "file",
            Self::Gzip => "gzip",
            Self::Zip => "zip",
        }
    }

    /// Says that a file could not be read to its end.
    pub fn fault(self, shown: &str, err: &io::Error) -> HintedString {
        match (self, err.kind()) {
            (Self::Gzip, io::ErrorKind::UnexpectedEof) => {
                error!("gzip file `{shown}` is truncated"; hint: "{AGAIN}")
            }
            (Self::Gzip, _) => error!("gzip file `{shown}` is damaged ({err})"; hint: "{AGAIN}"),
            (Self::Zip, io::ErrorKind::Unsupported) => error!(
                "`{shown}` is packed in a way that cannot be read ({err})";
                hint: "unpack the zip with another program and give the folder"
            ),
            (Self::Zip, _) => error!("zip file `{shown}` is damaged ({err})"; hint: "{AGAIN}"),
            (Self::Plain, _) => error!("failed to read `{shown}` ({err})"),
        }
    }
}

/// What a file, or a file in a zip, turns out to be.
pub enum Content<'a> {
    /// A text.
    Text {
        /// Its name, as messages show it.
        name: &'a str,
        /// How it is packed.
        packing: Packing,
        /// The text itself, unpacked.
        input: &'a mut dyn Read,
    },
    /// A zip of tables.
    Tables(Archive<'a>),
}

/// A zip of which several files are read, in the order in which they are wanted.
pub struct Archive<'a> {
    /// Its name, as messages show it.
    pub shown: &'a str,
    /// The zip.
    zip: Zip,
}

/// An open zip.
type Zip = ZipArchive<BufReader<Counted>>;

/// What is done with what a file holds.
pub type OnContent<'a> = dyn FnMut(Content) -> HintedStrResult<()> + 'a;

impl Archive<'_> {
    /// Returns the names of the files in the folder that holds the studies, with
    /// their unpacked sizes.
    pub fn files(&mut self) -> HintedStrResult<Vec<(String, u64)>> {
        let names = names(&self.zip);
        let home = names.iter().find_map(|(name, _)| name.strip_suffix(STUDIES));
        let home = home.unwrap_or_default().to_owned();
        let mut files = Vec::new();
        for (name, index) in names {
            let inside = name.strip_prefix(&home).is_some_and(|rest| !rest.contains('/'));
            if inside {
                let fault = |err| zip_fault(self.shown, &format!("{}/{name}", self.shown), err);
                let size = self.zip.by_index_raw(index).map_err(fault)?.size();
                files.push((name, size));
            }
        }
        Ok(files)
    }

    /// Opens a file and hands out its content.
    pub fn open(&mut self, name: &str) -> HintedStrResult<impl Read> {
        let part = format!("{}/{name}", self.shown);
        self.zip.by_name(name).map_err(|err| zip_fault(self.shown, &part, err))
    }
}

/// Opens a file and hands out what it holds: a text, the texts in it when it is a
/// zip, or tables.
///
/// `read` grows by the bytes read from the disk.
pub fn open(
    source: &SourceFile,
    read: &Rc<Cell<u64>>,
    on_content: &mut OnContent,
) -> HintedStrResult<()> {
    let fault = |err: &io::Error| Packing::Plain.fault(&source.shown, err);
    let mut file = File::open(&source.path).map_err(|err| fault(&err))?;
    let magic = magic(&mut file).map_err(|err| fault(&err))?;
    let counted = Counted { file, read: Rc::clone(read) };
    if magic.starts_with(b"PK") {
        return open_zip(source, counted, on_content);
    }
    open_text(&source.shown, Packing::Plain, BufReader::with_capacity(1 << 16, counted), on_content)
}

/// Hands out one text, which may be gzipped.
fn open_text(
    name: &str,
    packing: Packing,
    mut reader: BufReader<impl Read>,
    on_content: &mut OnContent,
) -> HintedStrResult<()> {
    let begin = reader.fill_buf().map_err(|err| packing.fault(name, &err))?;
    if begin.starts_with(&GZIP) {
        let mut input = MultiGzDecoder::new(reader);
        on_content(Content::Text { name, packing: Packing::Gzip, input: &mut input })
    } else {
        on_content(Content::Text { name, packing, input: &mut reader })
    }
}

/// Hands out the tables of a zip, or its texts in the order of their names.
fn open_zip(source: &SourceFile, file: Counted, on_content: &mut OnContent) -> HintedStrResult<()> {
    let shown = &source.shown;
    let mut zip = ZipArchive::new(BufReader::with_capacity(1 << 16, file))
        .map_err(|err| zip_fault(shown, shown, err))?;
    if zip.has_duplicate_names() {
        bail!(
            "zip file `{shown}` holds two files of the same name";
            hint: "only one of them could be read; pack it again with each file once"
        );
    }
    let mut names = names(&zip);
    if names.iter().any(|(name, _)| name.rsplit('/').next() == Some(STUDIES)) {
        return on_content(Content::Tables(Archive { shown, zip }));
    }
    names.retain(|(name, _)| is_readable(Path::new(name)));
    let mut is_other = |name: &str, index| {
        let table = is_table(name).then(|| zip.by_index(index).ok()).flatten();
        table.is_some_and(|mut table| !names_records(&mut table))
    };
    names.retain(|(name, index)| !is_other(name, *index));
    if names.is_empty() {
        bail!(
            "zip file `{shown}` holds no records";
            hint: "expected files that end in .json or .csv, or AACT's tables with `studies.txt`"
        );
    }
    for (name, index) in names {
        let part = format!("{shown}/{name}");
        let entry = zip.by_index(index).map_err(|err| zip_fault(shown, &part, err))?;
        let reader = BufReader::with_capacity(1 << 16, entry);
        open_text(&part, Packing::Zip, reader, on_content)?;
    }
    Ok(())
}

/// Returns the names of a zip's files in order, with their places in it.
fn names(zip: &Zip) -> Vec<(String, usize)> {
    let name = |index| Some((zip.name_for_index(index)?.ok()?.into(), index));
    let mut names: Vec<(String, usize)> = (0..zip.len()).filter_map(name).collect();
    names.sort();
    names
}

/// Says why a zip, or the file `part` in it, cannot be read.
fn zip_fault(shown: &str, part: &str, err: ZipError) -> HintedString {
    if let ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) = err {
        return error!(
            "`{part}` is encrypted";
            hint: "unpack the zip with its password and give the folder"
        );
    }
    let err = io::Error::from(err);
    match err.kind() {
        io::ErrorKind::Unsupported => Packing::Zip.fault(part, &err),
        _ => error!("zip file `{shown}` is truncated or damaged ({err})"; hint: "{AGAIN}"),
    }
}

/// Returns the first bytes of a file, which is left at its start.
fn magic(file: &mut File) -> io::Result<Vec<u8>> {
    let mut magic = Vec::new();
    file.take(4).read_to_end(&mut magic)?;
    file.seek(SeekFrom::Start(0))?;
    Ok(magic)
}

/// A file that counts what is read from it.
struct Counted {
    /// The file.
    file: File,
    /// Grows by the bytes read.
    read: Rc<Cell<u64>>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        self.read.set(self.read.get() + read as u64);
        Ok(read)
    }
}

impl Seek for Counted {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}
