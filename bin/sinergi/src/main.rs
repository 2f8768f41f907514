//! `sinergi`: the command line. Reads flags and configuration once, opens the installation, calls one use case, prints.
//!
//! Exit codes: 0 done (findings and refused rows are in the output); 1 refused by a rule, nothing was done; 2 fault.

mod arguments;
mod assess;
mod case;
mod config;
mod demo;
mod detect;
mod flags;
mod keep;
mod letter;
mod link;
mod meeting;
mod period;
mod plan;
mod print;
mod progress;
mod report;
mod serve;
mod subject;
mod trust;
mod verbs;

use arguments::Verb;
use std::process::ExitCode;

fn main() -> ExitCode {
    // `sinergi coverage | head` ends quietly, as every command does.
    sigpipe::reset();
    let cli = match flags::read() {
        Ok(cli) => cli,
        Err(code) => return ExitCode::from(code),
    };
    // The hidden child of the sandbox: no runtime, no configuration, nothing but the file on its standard input.
    if matches!(cli.verb, Verb::ReadUpload) {
        return ExitCode::from(sources::child_main());
    }
    // Long work lets the pages of a server on this machine go first.
    if matches!(cli.verb, Verb::Ingest(_) | Verb::Link(_)) {
        app::step_back();
    }
    // Whatever this program writes is its owner's only: databases, spilled queries and results too (S18).
    rustix::process::umask(rustix::fs::Mode::RWXG | rustix::fs::Mode::RWXO);
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("could not start: {error}");
            return ExitCode::from(2);
        }
    };
    match runtime.block_on(verbs::run(&cli)) {
        Ok(code) => ExitCode::from(code),
        Err(error) => ExitCode::from(print::error(&error, &cli)),
    }
}
