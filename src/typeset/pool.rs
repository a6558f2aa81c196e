//! A pool of worker processes that make the documents of a build.
//!
//! Each worker makes one document at a time, within bounds of time and memory. A worker that ends, whatever for, costs one document; a new one
//! takes its place. Results come in the order of the jobs, so what a build writes and says does not depend on the number of workers.

use std::any::Any;
use std::collections::BTreeMap;
use std::io::{self, BufReader, BufWriter, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::worker::{Setup, read_answer};
use super::{Bundle, Outcome, Typeset, frame};
use crate::diag::Fault;

/// The bounds of a pool.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// How many workers there are.
    pub jobs: usize,
    /// How long a document may take; the slowest of ours take a second.
    pub timeout: Duration,
    /// How many bytes of address space a worker may use.
    ///
    /// A worker of ours occupies 50 to 100 MiB and reserves a few hundred more, and a thousand pages fit in 1 GiB.
    pub memory: u64,
}

impl Default for Limits {
    fn default() -> Self {
        let jobs = thread::available_parallelism().map_or(1, |cores| cores.get());
        Self { jobs, timeout: Duration::from_secs(60), memory: 2 << 30 }
    }
}

/// A pool of worker processes.
#[derive(Debug)]
pub struct Pool {
    /// The program that is a worker when run with `worker`.
    program: PathBuf,
    /// The project's root.
    root: PathBuf,
    /// The bounds.
    limits: Limits,
}

impl Pool {
    /// Creates a pool for a project, with this program as worker; processes start with the first jobs.
    ///
    /// The root's path must be UTF-8, because it goes to the workers as JSON.
    pub fn new(root: &Path, limits: Limits) -> io::Result<Self> {
        let root = root.canonicalize()?;
        if root.to_str().is_none() {
            let message = format!("the path of the project, `{}`, is not UTF-8", root.display());
            return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
        }
        Ok(Self { program: std::env::current_exe()?, root, limits })
    }

    /// Takes another program as worker.
    pub fn with_program(self, program: PathBuf) -> Self {
        Self { program, ..self }
    }

    /// Makes `count` documents.
    ///
    /// `prepare` makes the bundle of a job; it is called on the pool's threads, for several jobs at once. `done` gets every outcome, in the
    /// order of the jobs, on this thread. A panic in `prepare` costs its own job and no other.
    pub fn run(
        &self,
        count: usize,
        prepare: impl Fn(usize) -> Result<Bundle, Vec<Fault>> + Sync,
        mut done: impl FnMut(usize, Outcome),
    ) {
        let next = AtomicUsize::new(0);
        let (sender, receiver) = channel();
        thread::scope(|scope| {
            for _ in 0..self.limits.jobs.clamp(1, count.max(1)) {
                let (sender, next, prepare) = (sender.clone(), &next, &prepare);
                scope.spawn(move || {
                    let mut worker = None;
                    while let job = next.fetch_add(1, Ordering::Relaxed)
                        && job < count
                    {
                        // What a panic leaves behind half done belongs to its job, which fails.
                        let prepared = catch_unwind(AssertUnwindSafe(|| prepare(job)));
                        let outcome = prepared
                            .unwrap_or_else(|panic| Err(vec![bug(panic.as_ref())]))
                            .and_then(|bundle| self.typeset(&mut worker, bundle));
                        if sender.send((job, outcome)).is_err() {
                            break;
                        }
                    }
                });
            }
            drop(sender);
            let mut waiting = BTreeMap::new();
            let mut turn = 0;
            for (job, outcome) in receiver {
                waiting.insert(job, outcome);
                while let Some(outcome) = waiting.remove(&turn) {
                    done(turn, outcome);
                    turn += 1;
                }
            }
        });
    }

    /// Has a worker make a document, starting one if there is none.
    fn typeset(&self, worker: &mut Option<Worker>, bundle: Bundle) -> Outcome {
        let ident = bundle.ident.clone();
        let outcome = loop {
            let is_fresh = worker.is_none();
            let mut hand = match worker.take().map_or_else(|| Worker::start(self), Ok) {
                Ok(hand) => hand,
                Err(error) => {
                    break Err(vec![Fault::error(format!(
                        "a worker process cannot be started: {error}"
                    ))]);
                }
            };
            match hand.ask(bundle.clone(), self.limits.timeout) {
                Ok(outcome) => {
                    *worker = Some(hand);
                    break outcome;
                }
                // What a used worker died of can be its past: only a fresh one says something about this document.
                Err(End::Died(_)) if !is_fresh => {}
                Err(end) => break Err(vec![self.fault(end)]),
            }
        };
        let named = |faults: Vec<Fault>| -> Vec<Fault> {
            let note = || format!("in the document `{ident}`");
            faults.into_iter().map(|fault| fault.with_note(note())).collect()
        };
        match outcome {
            Ok(made) => Ok(Typeset { warnings: named(made.warnings), ..made }),
            Err(faults) => Err(named(faults)),
        }
    }

    /// Says how a worker ended.
    fn fault(&self, end: End) -> Fault {
        let memory = self.limits.memory >> 20;
        match end {
            End::Timeout => Fault::error(format!(
                "the document was not done after {} seconds and was stopped",
                self.limits.timeout.as_secs()
            ))
            .with_hint("a loop in its template may have no end"),
            End::Died(Death { said, .. }) if said.contains("memory allocation of") => Fault::error(
                format!("the document needs more than {memory} MiB of memory and was stopped"),
            )
            .with_hint("a loop or a range in its template may be too long"),
            End::Died(Death { said, .. }) if said.contains("overflowed its stack") => {
                Fault::error("the document is nested too deeply and was stopped")
                    .with_hint("a function in its template may call itself without end")
            }
            End::Died(Death { said, .. }) if said.contains("panicked at") => {
                let bug = Fault::error(
                    "the typesetter failed on this document, which is a bug of the program",
                );
                said.lines()
                    .filter(|line| !line.trim().is_empty())
                    .take(3)
                    .fold(bug, |bug, line| bug.with_note(line))
            }
            End::Died(Death { said, status }) => {
                let how = status
                    .map_or_else(|| "without a word".to_owned(), |status| format!("with {status}"));
                let died = Fault::error(format!(
                    "the worker process ended {how} while it made the document"
                ));
                said.lines().take(3).fold(died, |died, line| died.with_note(line))
            }
        }
    }
}

/// Says that making a document's content panicked, and with what words.
fn bug(panic: &(dyn Any + Send)) -> Fault {
    let text = panic.downcast_ref::<&str>().copied();
    let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    let fault = Fault::error("a bug in the program stopped the document");
    match text {
        Some(text) => text.lines().take(3).fold(fault, |fault, line| fault.with_note(line)),
        None => fault,
    }
}

/// How a worker ended that should not have.
enum End {
    /// It took too long and was killed.
    Timeout,
    /// It ended by itself.
    Died(Death),
}

/// The last of a worker.
struct Death {
    /// How it ended.
    status: Option<ExitStatus>,
    /// What it wrote to its standard error.
    said: String,
}

/// A running worker.
struct Worker {
    /// The process.
    child: Child,
    /// Takes bundles to the process; closed, it ends.
    bundles: Option<Sender<Bundle>>,
    /// Brings its answers; nothing when it has ended.
    answers: Receiver<Option<Outcome>>,
    /// Collects what it writes to its standard error.
    said: Option<JoinHandle<String>>,
}

impl Worker {
    /// Starts a process.
    fn start(pool: &Pool) -> io::Result<Self> {
        let mut child = Command::new(&pool.program)
            .arg("worker")
            .env("RAYON_NUM_THREADS", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        let pipes = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let (Some(input), Some(output), Some(error)) = pipes else {
            return Err(io::Error::other("it has no pipes"));
        };
        let setup = Setup { root: pool.root.clone(), memory: pool.limits.memory };
        let (bundles, to_do) = channel();
        let (results, answers) = channel();
        thread::spawn(move || converse(setup, input, output, to_do, results));
        let said = thread::spawn(move || last_words(error));
        Ok(Self { child, bundles: Some(bundles), answers, said: Some(said) })
    }

    /// Has the process make a document.
    fn ask(&mut self, bundle: Bundle, timeout: Duration) -> Result<Outcome, End> {
        if let Some(bundles) = &self.bundles {
            let _ = bundles.send(bundle);
        }
        match self.answers.recv_timeout(timeout) {
            Ok(Some(outcome)) => Ok(outcome),
            Err(RecvTimeoutError::Timeout) => Err(End::Timeout),
            Ok(None) | Err(RecvTimeoutError::Disconnected) => {
                // Its pipes are closed, so it is gone or will be in a moment.
                let status = self.child.wait().ok();
                let said =
                    self.said.take().and_then(|thread| thread.join().ok()).unwrap_or_default();
                Err(End::Died(Death { status, said }))
            }
        }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        // Nothing is lost: a worker writes no files.
        self.bundles = None;
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Sends bundles to a process and brings its answers back, until one of the two ends.
fn converse(
    setup: Setup,
    input: ChildStdin,
    output: ChildStdout,
    to_do: Receiver<Bundle>,
    results: Sender<Option<Outcome>>,
) {
    let (mut input, mut output) = (BufWriter::new(input), BufReader::new(output));
    let greeted = frame::write(&mut input, &setup, &[]).is_ok();
    for bundle in to_do {
        let answer = match bundle.write(&mut input) {
            Ok(()) if greeted => read_answer(&mut output).unwrap_or_default(),
            _ => None,
        };
        let is_over = answer.is_none();
        if results.send(answer).is_err() || is_over {
            return;
        }
    }
}

/// Reads the end of what a process writes to its standard error.
fn last_words(mut error: impl Read) -> String {
    let mut said = Vec::new();
    let mut buffer = [0; 4096];
    while let Ok(length) = error.read(&mut buffer)
        && length > 0
    {
        said.extend_from_slice(&buffer[..length]);
        let excess = said.len().saturating_sub(16 << 10);
        said.drain(..excess);
    }
    String::from_utf8_lossy(&said).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_costs_one_document() {
        let root = tempfile::tempdir().unwrap();
        let limits = Limits { jobs: 2, ..Limits::default() };
        let pool = Pool::new(root.path(), limits).unwrap();
        let mut said = Vec::new();
        let prepare = |job| match job {
            1 => panic!("job {job} has no year"),
            _ => Err(vec![Fault::error(format!("fault of {job}"))]),
        };
        pool.run(4, prepare, |job, outcome| said.push((job, outcome.unwrap_err().remove(0))));
        let messages: Vec<_> =
            said.iter().map(|(job, fault)| (*job, fault.message.as_str())).collect();
        assert_eq!(
            messages,
            [
                (0, "fault of 0"),
                (1, "a bug in the program stopped the document"),
                (2, "fault of 2"),
                (3, "fault of 3")
            ]
        );
        assert_eq!(said[1].1.notes, ["job 1 has no year"]);
    }

    /// Only Linux has such names; macOS refuses to make them.
    #[cfg(target_os = "linux")]
    #[test]
    fn a_root_that_is_not_utf8_is_told() {
        use std::os::unix::ffi::OsStrExt;
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join(std::ffi::OsStr::from_bytes(b"G\xf6teborg"));
        std::fs::create_dir(&root).unwrap();
        let error = Pool::new(&root, Limits::default()).unwrap_err().to_string();
        assert!(error.starts_with("the path of the project, `"), "{error}");
        assert!(error.ends_with("`, is not UTF-8"), "{error}");
    }
}
