//! The two sides of the pipe: the parent that starts a reader, and the child that limits itself and reads.

use crate::refusal::{Refusal, RefusalCode};
use crate::wire::SourceEvent;
use crate::{Limits, Sink};
use base::handover::{RowBlock, WireFlaw};
use rustix::process::{Resource, Rlimit, setrlimit};
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Write};
use std::os::fd::AsFd;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};

/// Starts readers of uploaded files in a process of their own.
#[derive(Clone, Debug)]
pub struct Sandbox {
    program: PathBuf,
    argument: String,
}

/// Why reading stopped before the end.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The file is refused.
    #[error("the file is refused: {0}")]
    Refused(Refusal),
    /// The reader could not be started.
    #[error("could not start the file reader {program}")]
    Start {
        /// The program.
        program: PathBuf,
        /// The cause.
        #[source]
        source: io::Error,
    },
    /// The file could not be opened.
    #[error("could not open {path}")]
    Open {
        /// The file.
        path: PathBuf,
        /// The cause.
        #[source]
        source: io::Error,
    },
}

impl Sandbox {
    /// A sandbox whose child is `program argument`: the product's own binary, whose hidden verb calls [`child_main`].
    pub fn new(program: PathBuf, argument: &str) -> Self {
        Self { program, argument: argument.to_owned() }
    }

    /// Starts reading a file.
    pub fn read(&self, path: &Path) -> Result<Reading, ReadError> {
        let file = File::open(path).map_err(|source| ReadError::Open { path: path.to_owned(), source })?;
        self.read_open(file)
    }

    /// Starts reading a file that is open already.
    pub fn read_open(&self, file: File) -> Result<Reading, ReadError> {
        let mut child = Command::new(&self.program)
            .arg(&self.argument)
            .env_clear()
            .stdin(Stdio::from(file))
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|source| ReadError::Start { program: self.program.clone(), source })?;
        if let Some(pipe) = &child.stdout {
            // A wider pipe means fewer turns between the two processes; a much wider one makes one of them spin while the
            // other copies. A system that refuses keeps its own width.
            let _ = rustix::pipe::fcntl_setpipe_size(pipe, 1 << 17);
        }
        // Small: the parts of a block are read past it, straight into the block.
        let pipe = child.stdout.take().map(|pipe| BufReader::with_capacity(1 << 12, pipe));
        Ok(Reading { child, pipe, ended: false, spare: RowBlock::default() })
    }
}

/// A file being read: an iterator of events. Dropped early, it stops the child.
#[derive(Debug)]
pub struct Reading {
    child: Child,
    pipe: Option<BufReader<ChildStdout>>,
    ended: bool,
    spare: RowBlock,
}

impl Iterator for Reading {
    type Item = Result<SourceEvent, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let spare = std::mem::take(&mut self.spare);
        let event = self.pipe.as_mut().map(|pipe| SourceEvent::read_from(pipe, spare))?;
        match event {
            Ok(SourceEvent::End) => {
                self.ended = true;
                None
            }
            Ok(SourceEvent::Refused(refusal)) => {
                self.ended = true;
                Some(Err(ReadError::Refused(refusal)))
            }
            Ok(event) => Some(Ok(event)),
            Err(flaw) => {
                self.ended = true;
                Some(Err(ReadError::Refused(self.death(&flaw))))
            }
        }
    }
}

impl Reading {
    /// Gives a block back whose rows are done with, so that the next one needs no new memory.
    pub fn reuse(&mut self, block: RowBlock) {
        self.spare = block;
    }

    /// A child that stops talking was ended by a limit, or by a fault in a library: either way the file is refused.
    fn death(&mut self, flaw: &WireFlaw) -> Refusal {
        let _ = self.child.kill();
        let status = self.child.wait().map_or_else(|error| error.to_string(), |status| status.to_string());
        Refusal::new(RefusalCode::OutOfBounds, format!("{flaw}; {status}"))
    }
}

impl Drop for Reading {
    fn drop(&mut self) {
        self.pipe = None;
        if !self.ended {
            let _ = self.child.kill();
        }
        let _ = self.child.wait();
    }
}

/// The child: limits itself, reads the file on standard input, writes events to standard output. Never returns an
/// error to its parent other than through the pipe; gives back the exit code.
pub fn child_main() -> u8 {
    let limits = Limits::default();
    restrict(&limits);
    step_back();
    // A system without such filters still has the limits.
    let _ = crate::filter::confine();
    let stdin = io::stdin();
    let Ok(file) = stdin.as_fd().try_clone_to_owned().map(File::from) else { return 2 };
    // Small: the parts of a block are written past it, straight from the block.
    // The descriptor itself: the standard library looks for line ends in what goes through its own standard output.
    let Ok(stdout) = io::stdout().as_fd().try_clone_to_owned().map(File::from) else { return 2 };
    let mut pipe = Pipe(BufWriter::with_capacity(1 << 12, stdout));
    let last = match crate::read(file, &limits, &mut pipe) {
        Ok(()) => SourceEvent::End,
        Err(refusal) => SourceEvent::Refused(refusal),
    };
    let written = last.write_to(&mut pipe.0).and_then(|()| pipe.0.flush());
    u8::from(written.is_err())
}

/// How far long work stands back behind whoever waits for a page; the steps of `nice`.
const BACK: i32 = 10;

/// Lets others go first: from here on this thread and those that it starts get what the rest leaves of the processors.
pub fn step_back() {
    // A system that refuses treats it as everybody.
    let _ = rustix::process::nice(BACK);
}

/// From here on the process cannot take more memory or time, write files, or open new ones.
fn restrict(limits: &Limits) {
    let at_most = |value: u64| Rlimit { current: Some(value), maximum: Some(value) };
    for (resource, limit) in [
        (Resource::As, limits.memory_bytes),
        (Resource::Cpu, limits.cpu_seconds),
        (Resource::Core, 0),
        (Resource::Fsize, 0),
        (Resource::Nofile, 16),
    ] {
        // A system without a limit still has the others.
        let _ = setrlimit(resource, at_most(limit));
    }
}

struct Pipe<W: Write>(BufWriter<W>);

impl<W: Write> Sink for Pipe<W> {
    fn sheet(&mut self, name: &str) -> Result<(), Refusal> {
        SourceEvent::Sheet(name.to_owned()).write_to(&mut self.0).map_err(Refusal::from)
    }

    fn hidden_sheet(&mut self, name: &str) -> Result<(), Refusal> {
        SourceEvent::HiddenSheet(name.to_owned()).write_to(&mut self.0).map_err(Refusal::from)
    }

    fn rows(&mut self, block: &RowBlock) -> Result<(), Refusal> {
        SourceEvent::write_rows(block, &mut self.0).map_err(Refusal::from)
    }

    fn how(&mut self, detail: &str) -> Result<(), Refusal> {
        SourceEvent::How(detail.to_owned()).write_to(&mut self.0).map_err(Refusal::from)
    }
}
