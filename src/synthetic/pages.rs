//! Pages of records, as the registry's API gives them: `{ "studies": […], "nextPageToken": "…" }`.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use flate2::read::GzDecoder;
use flate2::{Compression, GzBuilder};
use typst::diag::{EcoString, StrResult, bail, eco_format};

use super::record;
use super::settings::Settings;
use super::tables::Tables;

/// The comment in the head of each file. It tells our pages from a user's, which we must not write over.
const MARK: &str = "synthetic example data";

/// The byte for an unknown operating system in the head of a gzip file: the same bytes on all systems.
const ANY_SYSTEM: u8 = 255;

/// What was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Summary {
    /// Number of trials.
    pub trials: u64,
    /// Number of pages.
    pub pages: usize,
    /// Size of the pages as written, bytes; of the bare JSON when nothing was written to disk.
    pub bytes: u64,
}

/// Generates all pages in order and hands each to `out`, with its number and its JSON.
///
/// One page is in memory at a time; of an earlier day pages hold fewer studies. With no trials there is one page without studies.
pub fn generate(
    settings: &Settings,
    tables: &Tables,
    out: &mut dyn FnMut(usize, &[u8]) -> StrResult<()>,
) -> StrResult<Summary> {
    settings.check()?;
    let size = settings.page_size as u64;
    let pages = settings.trials.div_ceil(size).max(1) as usize;
    let mut page = Vec::new();
    let (mut bytes, mut trials) = (0, 0);
    for number in 0..pages {
        let first = number as u64 * size;
        let last = settings.trials.min(first + size);
        page.clear();
        page.extend_from_slice(b"{\"studies\":[");
        let mut is_first = true;
        for trial in first..last {
            let Some(study) = record::compose(settings, tables, trial) else { continue };
            if !std::mem::take(&mut is_first) {
                page.push(b',');
            }
            trials += 1;
            serde_json::to_writer(&mut page, &study)
                .map_err(|error| eco_format!("cannot write a record ({error})"))?;
        }
        page.push(b']');
        if number + 1 < pages {
            write!(page, ",\"nextPageToken\":\"example-{:03}\"", number + 1)
                .map_err(|error| eco_format!("{error}"))?;
        }
        page.extend_from_slice(b"}\n");
        bytes += page.len() as u64;
        out(number, &page)?;
    }
    Ok(Summary { trials, pages, bytes })
}

/// Writes all pages into a folder as `page-000.json.gz` and so on, each whole or not at all.
///
/// Pages of an earlier, longer run are removed. A page that this function did not write stops it before anything is touched.
pub fn write(settings: &Settings, tables: &Tables, into: &Path) -> StrResult<Summary> {
    std::fs::create_dir_all(into).map_err(|error| fault("cannot create", into, &error))?;
    let earlier = earlier(into)?;
    let mut written = Vec::new();
    let mut bytes = 0;
    let mut summary = generate(settings, tables, &mut |number, page| {
        let path = into.join(format!("page-{number:03}.json.gz"));
        bytes += save(&path, page).map_err(|error| fault("cannot write", &path, &error))?;
        written.push(path);
        Ok(())
    })?;
    for path in earlier.iter().filter(|path| !written.contains(path)) {
        std::fs::remove_file(path).map_err(|error| fault("cannot remove", path, &error))?;
    }
    summary.bytes = bytes;
    Ok(summary)
}

/// Writes a file beside its place, then moves it there.
pub(super) fn save_plain(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::Builder::new().prefix(".draft-").tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// Writes a page beside its place, then moves it there; returns its size.
pub(super) fn save(path: &Path, page: &[u8]) -> std::io::Result<u64> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let file = tempfile::Builder::new().prefix(".page-").tempfile_in(folder)?;
    let mut packed = GzBuilder::new()
        .mtime(0)
        .operating_system(ANY_SYSTEM)
        .comment(MARK)
        .write(file, Compression::best());
    packed.write_all(page)?;
    let file = packed.finish()?;
    file.as_file().sync_all()?;
    let size = file.as_file().metadata()?.len();
    readable(file.as_file())?;
    file.persist(path)?;
    Ok(size)
}

/// Lets others read the file: a temporary file belongs to its maker alone.
#[cfg(unix)]
pub(super) fn readable(file: &std::fs::File) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(std::fs::Permissions::from_mode(0o644))
}

/// Lets others read the file: on this system they can.
#[cfg(not(unix))]
pub(super) fn readable(_: &std::fs::File) -> std::io::Result<()> {
    Ok(())
}

/// Returns the pages in a folder, all of them ours.
fn earlier(folder: &Path) -> StrResult<Vec<PathBuf>> {
    let mut pages = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(|error| fault("cannot read", folder, &error))? {
        let path = entry.map_err(|error| fault("cannot read", folder, &error))?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if name.starts_with("page-") && name.ends_with(".json.gz") {
            if !is_ours(&path) {
                bail!("`{}` is not example data, choose another folder", path.display());
            }
            pages.push(path);
        }
    }
    pages.sort();
    Ok(pages)
}

/// Returns whether the head of a gzip file bears our mark.
pub(super) fn is_ours(path: &Path) -> bool {
    let Ok(file) = std::fs::File::open(path) else {
        return false;
    };
    let mut packed = GzDecoder::new(file);
    let mut first = [0];
    packed.read(&mut first).is_ok()
        && packed.header().and_then(|head| head.comment()) == Some(MARK.as_bytes())
}

/// Returns a message about a file.
pub(super) fn fault(what: &str, path: &Path, error: &std::io::Error) -> EcoString {
    eco_format!("{what} `{}` ({error})", path.display())
}
