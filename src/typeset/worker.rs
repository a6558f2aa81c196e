//! The other side of the pool: a process that makes one document after the other.
//!
//! It is this program again, run as `kapacitet worker`, with bundles coming in on its standard input and answers going out on its standard
//! output. It ends when its input does. It bounds its own memory before it reads anything, so that a document that takes too much ends this
//! process and nothing else.

use std::collections::HashMap;
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::PathBuf;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Bundle, Outcome, Typeset, frame, placeless, typeset};
use crate::diag::Fault;
use crate::world::{Fonts, Templates};

/// The stack of the thread that typesets: nested content is laid out recursively, and a shell's limit shall not decide how deep.
const STACK: usize = 64 << 20;

/// The first message to a worker.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Setup {
    /// The project's root.
    pub root: PathBuf,
    /// How many bytes of address space it may use.
    pub memory: u64,
}

/// The header of an answer; the PDF follows when there are no errors.
#[derive(Debug, Serialize, Deserialize)]
struct Answer {
    /// How many pages it has.
    pages: usize,
    /// What is wrong.
    faults: Vec<Fault>,
}

/// Makes documents until the input ends; the body of `kapacitet worker`.
pub fn serve(input: impl Read + Send, output: impl Write + Send) -> io::Result<()> {
    let mut input = BufReader::new(input);
    let Some((setup, _)) = frame::read::<Setup>(&mut input)? else { return Ok(()) };
    limit(setup.memory);
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK);
        let thread =
            thread.spawn_scoped(scope, || serve_all(setup, input, BufWriter::new(output)))?;
        // The panic has been printed where it happened, and is a bug of this program: it ends as such.
        thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

/// Answers every bundle.
fn serve_all(setup: Setup, mut input: impl Read, mut output: impl Write) -> io::Result<()> {
    let templates = Templates::load(&setup.root).map(Arc::new);
    let mut brands: HashMap<Vec<PathBuf>, Arc<Fonts>> = HashMap::new();
    while let Some(bundle) = Bundle::read(&mut input)? {
        let outcome = match &templates {
            Ok(templates) => fonts(&mut brands, &bundle.fonts)
                .and_then(|fonts| typeset(templates, &fonts, bundle)),
            Err(errors) => Err(placeless(errors)),
        };
        match outcome {
            Ok(Typeset { pdf, pages, warnings: faults }) => {
                frame::write(&mut output, &Answer { pages, faults }, &[&pdf])?
            }
            Err(faults) => frame::write(&mut output, &Answer { pages: 0, faults }, &[])?,
        }
    }
    Ok(())
}

/// Reads an answer, or nothing at the end of the input.
pub(super) fn read_answer(input: impl Read) -> io::Result<Option<Outcome>> {
    let Some((answer, mut parts)) = frame::read::<Answer>(input)? else { return Ok(None) };
    Ok(Some(match parts.pop() {
        Some(pdf) => Ok(Typeset { pdf, pages: answer.pages, warnings: answer.faults }),
        None => Err(answer.faults),
    }))
}

/// Returns the fonts of a brand, loaded once.
fn fonts(
    brands: &mut HashMap<Vec<PathBuf>, Arc<Fonts>>,
    paths: &[PathBuf],
) -> Result<Arc<Fonts>, Vec<Fault>> {
    if let Some(fonts) = brands.get(paths) {
        return Ok(fonts.clone());
    }
    let fonts = Arc::new(Fonts::load(paths).map_err(|errors| placeless(&errors))?);
    brands.insert(paths.to_vec(), fonts.clone());
    Ok(fonts)
}

/// Bounds this process.
///
/// The bound is on address space, the one that Linux enforces; beyond it an allocation fails, and the process ends. There is no core file then,
/// and no life after the parent's.
#[cfg(unix)]
fn limit(memory: u64) {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let within = |resource, wanted: u64| {
        let maximum = getrlimit(resource).maximum;
        let current = maximum.map_or(wanted, |maximum| wanted.min(maximum));
        // A system without the limit lets documents use what they like; the time limit still holds.
        let _ = setrlimit(resource, Rlimit { current: Some(current), maximum });
    };
    within(Resource::As, memory);
    within(Resource::Core, 0);
    #[cfg(target_os = "linux")]
    let _ = rustix::process::set_parent_process_death_signal(Some(rustix::process::Signal::KILL));
}

/// There is no such bound on this system; the time limit still holds.
#[cfg(not(unix))]
fn limit(_: u64) {}
