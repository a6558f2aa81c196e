//! A download's folder: one set of pages for the first download, `set-000`, and one
//! for each update after it.
//!
//! A page is on the disk before the state names it, and both appear whole or not at
//! all. So whatever ends the program, what the state names is there, and at most the
//! page under way is lost. Files that no state names are removed when the folder is
//! opened again; other files are left alone.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use typst::diag::{HintedStrResult, HintedString, bail, error};

use super::page::Page;
use super::request::Request;
use super::state::{FILE, PageFile, State};
use crate::diag::read_text;
use crate::registry::reference::hex;
use crate::registry::store::{sha256_of, write_whole};

/// Begins the name of a set's folder.
const SET: &str = "set-";

/// The most sets: their numbers have three digits, to sort by name.
const SETS: usize = 1000;

/// What to do about a download that cannot be gone on with.
const RESTART: &str = "start the download anew with `--restart`";

/// A download's folder, which no other process writes into.
#[derive(Debug)]
pub struct Folder {
    /// Where it lies.
    path: PathBuf,
    /// Kept for as long as the value lives.
    _lock: File,
}

/// A set of pages.
#[derive(Debug)]
pub struct Set {
    /// Its folder.
    path: PathBuf,
    /// What it knows of itself.
    pub state: State,
}

impl Folder {
    /// Opens a folder, which is made when there is none.
    pub fn open(path: &Path) -> HintedStrResult<Self> {
        fs::create_dir_all(path).map_err(|err| {
            error!("cannot create `{}`: {err}", path.display(); hint: "is it a file, or read-only?")
        })?;
        let lock = path.join(".lock");
        let fault = |err: io::Error| error!("cannot lock `{}`: {err}", lock.display(); hint: "is the folder read-only?");
        let lock = File::create(&lock).map_err(fault)?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { path: path.to_owned(), _lock: lock }),
            Err(TryLockError::WouldBlock) => bail!(
                "another download is writing to `{}`", path.display();
                hint: "wait for it, or choose another folder with `--into`"
            ),
            Err(TryLockError::Error(err)) => Err(fault(err)),
        }
    }

    /// Returns the path of a set.
    fn set(&self, index: usize) -> PathBuf {
        self.path.join(format!("{SET}{index:03}"))
    }

    /// Removes all sets, the newest first.
    pub fn clear(&self) -> HintedStrResult<()> {
        for index in (0..SETS).rev() {
            let path = self.set(index);
            if path.is_dir() {
                remove(&path.join(FILE))?;
                sweep(&path, &[])?;
                // It stays when something else lies in it.
                let _ = fs::remove_dir(&path);
            }
        }
        Ok(())
    }

    /// Opens the sets, in the order in which they were made.
    ///
    /// `on_damage` hears which page of a set under way is not as it was saved; it
    /// and those after it are fetched again.
    pub fn sets(&self, on_damage: &mut dyn FnMut(&str)) -> HintedStrResult<Vec<Set>> {
        let mut sets = Vec::new();
        for index in 0..SETS {
            let path = self.set(index);
            if path.join(FILE).is_file() && sets.len() == index {
                sets.push(Set::open(path, on_damage)?);
            } else if path.join(FILE).is_file() {
                bail!("`{}` has no `{FILE}`", self.set(sets.len()).display(); hint: "{RESTART}");
            } else if path.is_dir() {
                sweep(&path, &[])?;
            }
        }
        Ok(sets)
    }

    /// Begins a set.
    pub fn begin(&self, index: usize, request: Request) -> HintedStrResult<Set> {
        if index >= SETS {
            bail!("`{}` holds {SETS} sets", self.path.display(); hint: "{RESTART}");
        }
        let path = self.set(index);
        fs::create_dir_all(&path).map_err(|err| failed("create", &path, &err))?;
        let set = Set { path, state: State::new(request) };
        set.save()?;
        Ok(set)
    }
}

impl Set {
    /// Reads a set and compares its pages with their hashes.
    fn open(path: PathBuf, on_damage: &mut dyn FnMut(&str)) -> HintedStrResult<Self> {
        let file = path.join(FILE);
        let shown = file.display().to_string();
        let text = read_text(&file, &shown)?;
        let mut state = State::parse(&text, &file.display().to_string())?;
        let is_damaged = |page: &PageFile| {
            !is_page(&page.file)
                || sha256_of(&path.join(&page.file)).ok() != Some(page.sha256.clone())
        };
        let damaged = state.pages.iter().position(is_damaged);
        if let Some(at) = damaged {
            let shown = path.join(&state.pages[at].file).display().to_string();
            if state.finished {
                bail!("page `{shown}` is missing or was changed"; hint: "{RESTART}");
            }
            on_damage(&shown);
            state.pages.truncate(at);
        }
        let set = Self { path, state };
        if damaged.is_some() {
            set.save()?;
        }
        let names: Vec<&str> = set.state.pages.iter().map(|page| page.file.as_str()).collect();
        sweep(&set.path, &names)?;
        Ok(set)
    }

    /// Returns the set's folder.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Saves a page, and that it is there.
    pub fn add(&mut self, page: &Page) -> HintedStrResult<()> {
        let file = format!("page-{:06}.json.gz", self.state.pages.len() + 1);
        write_whole(&self.path.join(&file), &page.packed)?;
        if self.state.pages.is_empty() {
            self.state.total = page.total;
        }
        self.state.pages.push(PageFile {
            file,
            sha256: digest(page),
            records: page.records,
            newest: page.newest.clone(),
            next: page.next.clone(),
        });
        if page.next.is_none() {
            self.state.finished = true;
            // They are of no use any more.
            self.state.pages.iter_mut().for_each(|page| page.next = None);
        }
        self.save()
    }

    /// Forgets all pages.
    pub fn restart(&mut self) -> HintedStrResult<()> {
        self.state = State::new(self.state.request.clone());
        self.save()?;
        sweep(&self.path, &[])
    }

    /// Writes the state.
    fn save(&self) -> HintedStrResult<()> {
        write_whole(&self.path.join(FILE), self.state.to_toml().as_bytes())
    }
}

/// Returns the SHA-256 of a page as it is saved, in hexadecimal.
pub fn digest(page: &Page) -> String {
    hex(&Sha256::digest(&page.packed))
}

/// Removes the pages and drafts of a set's folder that `names` does not name.
fn sweep(folder: &Path, names: &[&str]) -> HintedStrResult<()> {
    let entries = fs::read_dir(folder).map_err(|err| failed("read", folder, &err))?;
    for entry in entries.flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let is_draft = name.starts_with(".tmp");
        if is_draft || (is_page(&name) && !names.contains(&name.as_ref())) {
            remove(&entry.path())?;
        }
    }
    Ok(())
}

/// Tells whether a name is one of a page.
fn is_page(name: &str) -> bool {
    let digits = name.strip_prefix("page-").and_then(|name| name.strip_suffix(".json.gz"));
    digits.is_some_and(|digits| digits.len() >= 6 && digits.bytes().all(|b| b.is_ascii_digit()))
}

/// Removes a file, if it is there.
fn remove(path: &Path) -> HintedStrResult<()> {
    match fs::remove_file(path) {
        Err(err) if err.kind() != io::ErrorKind::NotFound => Err(failed("remove", path, &err)),
        _ => Ok(()),
    }
}

/// Says that something could not be done with a file.
fn failed(verb: &str, path: &Path, err: &io::Error) -> HintedString {
    error!("failed to {verb} `{}` ({err})", path.display())
}
