//! An installation in a temporary folder, and the program run against it.

use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// The day on which the published figures of every test installation are known.
pub const KNOWN_ON: &str = "2025-07-01";

/// A folder with an installation in `data` and its key beside it.
pub struct Home {
    folder: TempDir,
    data: PathBuf,
}

/// What a run of the program ended with.
pub struct Run {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
    pub took: Duration,
}

impl Run {
    fn of(output: Output, started: Instant) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("the program prints UTF-8");
        Self { code: output.status.code(), out: text(output.stdout), err: text(output.stderr), took: started.elapsed() }
    }

    /// The run, which ended with `code`.
    pub fn ended(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "exit code\nstdout: {}\nstderr: {}", self.out, self.err);
        assert!(!self.err.contains("panicked"), "the program panicked: {}", self.err);
        self
    }

    /// The sentence of a refusal or fault, which is told on standard error as JSON where JSON was asked for.
    pub fn sentence(&self) -> String {
        let last = self.err.trim_end().lines().last().unwrap_or_default();
        match serde_json::from_str::<Value>(last) {
            Ok(told) => told["text"].as_str().unwrap_or_default().to_owned(),
            Err(_) => self.err.trim_end().to_owned(),
        }
    }

    /// Whether it was "refused" or a "fault", told as JSON.
    pub fn error(&self) -> String {
        let told: Value = serde_json::from_str(&self.err).unwrap_or_else(|_| panic!("no JSON on standard error: {}", self.err));
        told["error"].as_str().unwrap_or_default().to_owned()
    }

    /// What was printed as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("no JSON ({error}): {} {}", self.out, self.err))
    }
}

impl Home {
    /// A folder without an installation.
    pub fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        Self { folder, data }
    }

    /// An installation for South Sulawesi.
    pub fn new() -> Self {
        let home = Self::empty();
        home.run(&["init", "--region", "73", "--known-on", KNOWN_ON]).ended(0);
        home
    }

    /// The same installation once more, elsewhere: same key, same secret, same files.
    pub fn copy_of(other: &Self) -> Self {
        let home = Self::empty();
        fs::copy(other.key(), home.key()).unwrap();
        for file in below(other.data()) {
            let place = home.data().join(file.strip_prefix(other.data()).unwrap());
            fs::create_dir_all(place.parent().unwrap()).unwrap();
            fs::copy(&file, place).unwrap();
        }
        home
    }

    /// The same folder with its data elsewhere, such as on a small disk.
    pub fn at(data: &Path) -> Self {
        Self { folder: tempfile::tempdir().unwrap(), data: data.to_owned() }
    }

    pub fn data(&self) -> &Path {
        &self.data
    }

    pub fn key(&self) -> PathBuf {
        self.folder.path().join("data.key")
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file beside the installation.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::write(&path, content).unwrap();
        path
    }

    /// The program with its flags, ready to run; nothing of the caller's environment reaches it.
    pub fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sinergi"));
        command.env_clear().current_dir(self.folder.path()).stdin(Stdio::null());
        command.arg("--data").arg(&self.data).arg("--key-file").arg(self.key()).args(words);
        command
    }

    /// Runs the program to its end.
    pub fn run(&self, words: &[&str]) -> Run {
        let started = Instant::now();
        Run::of(self.command(words).output().unwrap(), started)
    }

    /// Runs a command that is made ready elsewhere.
    pub fn run_command(&self, command: &mut Command) -> Run {
        let started = Instant::now();
        Run::of(command.stdin(Stdio::null()).output().unwrap(), started)
    }

    /// Runs the program, which ends well, and gives back its JSON.
    pub fn json(&self, words: &[&str]) -> Value {
        self.run(&[words, &["--format", "json"]].concat()).ended(0).json()
    }

    /// Opens a case of arrears of ten million of an employer in a region, as of 2 June 2025; gives back its number.
    pub fn open_case(&self, (employer, name, region): (&str, &str, &str), more: &[&str]) -> String {
        let who = ["case", "open", "--employer", employer, "--name", name, "--region", region];
        let what = ["--violation", "arrears", "--principal", "10000000", "--on", "2025-06-02"];
        self.json(&[&who[..], &what, more].concat())["number"].as_str().unwrap().to_owned()
    }

    /// The words of an ingest as of June 2025; known on the first of July.
    pub fn ingest_words<'a>(file: &'a Path, kind: &'a str, source: &'a str) -> [&'a str; 12] {
        let file = file.to_str().unwrap();
        ["ingest", file, "--as", kind, "--source", source, "--as-of", "2025-06-30", "--known-on", KNOWN_ON, "--format", "json"]
    }

    /// Ingests a file as of June 2025 and gives back the receipt, whose rows are conserved.
    pub fn ingest(&self, file: &Path, kind: &str, source: &str) -> Value {
        let receipt = self.run(&Self::ingest_words(file, kind, source)).ended(0).json();
        conserved(&receipt);
        receipt
    }

    /// The same for a file of which nothing but its text is known.
    pub fn ingest_text(&self, name: &str, text: impl AsRef<[u8]>, kind: &str, source: &str) -> Value {
        self.ingest(&self.write(name, text), kind, source)
    }

    /// How many accounts there are.
    pub fn accounts(&self) -> usize {
        self.json(&["user", "list"]).as_array().unwrap().len()
    }

    /// What `status` says of one kind; null when nothing of it is loaded.
    pub fn kind_status(&self, kind: &str) -> Value {
        let status = self.json(&["status"]);
        let kinds = status["kinds"].as_array().unwrap();
        kinds.iter().find(|status| status["kind"] == kind).cloned().unwrap_or(Value::Null)
    }

    /// Every file of the lake is there with its hash.
    pub fn sound(&self) {
        let report = self.json(&["verify"]);
        assert_eq!(report["broken"], serde_json::json!([]), "verify found broken files");
    }

    /// What is on the disk: files of the lake, temporary files, files that go back.
    pub fn files(&self) -> Vec<PathBuf> {
        let mut files = below(&self.data.join("lake"));
        files.extend(below(&self.data.join("outbox")));
        files
    }
}

/// Conservation: rows read are accepted, refused or duplicate.
pub fn conserved(receipt: &Value) {
    let count = |name: &str| receipt[name].as_u64().unwrap_or_else(|| panic!("the receipt has no {name}: {receipt}"));
    assert_eq!(count("rows_read"), count("accepted") + count("refused") + count("duplicate"), "{receipt}");
}

/// Read, accepted, refused, duplicate of a receipt.
pub fn counts(receipt: &Value) -> [u64; 4] {
    ["rows_read", "accepted", "refused", "duplicate"].map(|name| receipt[name].as_u64().unwrap())
}

/// How often a receipt has a finding.
pub fn times(receipt: &Value, code: &str) -> u64 {
    receipt["finding_counts"][code].as_u64().unwrap_or(0)
}

/// Every file below a folder, sorted; none where the folder is not there.
pub fn below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let Ok(entries) = fs::read_dir(folder) else { return found };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() { found.extend(below(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}
