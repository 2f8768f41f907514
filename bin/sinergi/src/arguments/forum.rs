//! The verbs of the compliance forum: cases, meetings, and what is put on paper.

use clap::{Args, Subcommand};
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub(crate) enum CaseVerb {
    /// Replays a script of events, one JSON object a line: state and next deadline after each, or the refusal with its
    /// article. No installation needed.
    #[command(
        after_help = "Example:\n  sinergi case replay perkara.jsonl --calendar libur.csv --format json\n\nThe events stand in docs/guide/case.md."
    )]
    Replay {
        /// The script.
        script: PathBuf,
        /// A calendar (date, scope, kind, name, source); without it, the holidays of the rulebook.
        #[arg(long, value_name = "FILE")]
        calendar: Option<PathBuf>,
    },
    /// Opens a case in the installation and prints its number.
    #[command(
        after_help = "Example:\n  sinergi case open --employer 19001234 --name \"PT Contoh\" --region 73.71 --violation arrears --principal 10000000"
    )]
    Open(CaseOpen),
    /// Enters what happened in a case; what the rules do not allow is refused with its article.
    #[command(
        after_help = "Example:\n  sinergi case event 73.71-2026-0001 warning_issued --with '{\"letter\":\"T-1\"}'\n\nThe events stand in docs/guide/case.md."
    )]
    Event {
        /// The number of the case.
        number: String,
        /// What happened.
        event: String,
        /// What belongs to the event, as a JSON object.
        #[arg(long, value_name = "JSON", default_value = "{}")]
        with: String,
        /// The day, or an instant with its offset; without it, today.
        #[arg(long, value_name = "MOMENT")]
        on: Option<String>,
    },
    /// Gives a case to an account; without one, to nobody.
    #[command(after_help = "Example:\n  sinergi case assign 73.71-2026-0001 rahma.makassar --reason \"serah terima\"")]
    Assign {
        /// The number of the case.
        number: String,
        /// The name of the account.
        officer: Option<String>,
        /// Why.
        #[arg(long, value_name = "TEXT", default_value = "")]
        reason: String,
    },
    /// Adds evidence to a case: a PDF, JPEG or PNG of 10 MB at most. The same file again is the piece that is there.
    #[command(
        after_help = "Example:\n  sinergi case attach 73.71-2026-0001 resi.pdf --as delivery_proof --title \"Resi teguran pertama\""
    )]
    Attach {
        /// The number of the case.
        number: String,
        /// The file.
        file: PathBuf,
        /// delivery_proof, payment_slip, photo or document.
        #[arg(long = "as", value_name = "KIND", default_value = "document")]
        kind: String,
        /// What it shows.
        #[arg(long, value_name = "TEXT")]
        title: String,
    },
    /// Reads a bank statement (date, amount, reference) and proposes for which case each row is; without a file, shows what waits.
    ///
    /// The same file, and a reference that came in before, change nothing. A proposal books nothing.
    #[command(after_help = "Example:\n  sinergi case payments mutasi.csv\n  sinergi case book 3 73.71-2026-0001")]
    Payments {
        /// The statement: CSV or Excel.
        file: Option<PathBuf>,
    },
    /// Books a row of a bank statement in a case.
    #[command(after_help = "Example:\n  sinergi case book 3 73.71-2026-0001")]
    Book {
        /// Its place, from `case payments`.
        id: i64,
        /// The number of the case.
        number: String,
    },
    /// Sets a row of a bank statement aside: it is for no case.
    #[command(after_help = "Example:\n  sinergi case aside 4 --reason \"setoran bunga\"")]
    Aside {
        /// Its place.
        id: i64,
        /// Why.
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// The evidence of a case with its hashes.
    #[command(after_help = "Example:\n  sinergi case evidence 73.71-2026-0001 --format json")]
    Evidence {
        /// The number of the case.
        number: String,
    },
    /// Takes a piece of evidence out, as it was given.
    #[command(after_help = "Example:\n  sinergi case take 3 --out bukti.pdf")]
    Take {
        /// Its place, from `case evidence`.
        id: i64,
        /// The file.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Sets the file of a case on paper (PDF/A): what happened, money, letters, evidence with hashes and custody.
    #[command(after_help = "Example:\n  sinergi case file 73.71-2026-0001 --out berkas.pdf")]
    File {
        /// The number of the case.
        number: String,
        /// The file.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// The cases, what is due first at the top.
    #[command(after_help = "Example:\n  sinergi case list --format csv")]
    List,
    /// One case: what happened, what is due, what is owed, what may follow.
    #[command(after_help = "Example:\n  sinergi case show 73.71-2026-0001")]
    Show {
        /// Its number.
        number: String,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum LetterVerb {
    /// Keeps a draft with today's figures and prints its place. A second officer issues it.
    #[command(
        after_help = "Example:\n  sinergi letter draft 73.71-2026-0001 warning --address \"Jl. Contoh 1, Makassar\" --with '{\"working_days\":7}'\n\nKinds and what belongs to them: docs/guide/letter.md."
    )]
    Draft(LetterDraft),
    /// Issues a draft of another officer under the next number of the office and prints the number.
    #[command(after_help = "Example:\n  sinergi letter issue 3")]
    Issue {
        /// Its place, from `letter list`.
        id: i64,
        /// The day on the letter; without it, today.
        #[arg(long, value_name = "DATE")]
        on: Option<jiff::civil::Date>,
    },
    /// Drops a draft.
    #[command(after_help = "Example:\n  sinergi letter drop 3 --reason \"alamat salah\"")]
    Drop {
        /// Its place.
        id: i64,
        /// Why.
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// The letters, the latest first.
    #[command(after_help = "Example:\n  sinergi letter list --case 73.71-2026-0001")]
    List {
        /// Of one case only.
        #[arg(long, value_name = "NUMBER")]
        case: Option<String>,
    },
    /// Sets a letter on paper (PDF/A); a draft says that it is one.
    #[command(after_help = "Example:\n  sinergi letter print 3 --out teguran.pdf")]
    Print {
        /// Its place.
        id: i64,
        /// The file.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
}

#[derive(Debug, Args)]
pub(crate) struct LetterDraft {
    /// The number of the case.
    pub(crate) case: String,
    /// The kind.
    pub(crate) kind: String,
    /// The address.
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub(crate) address: String,
    /// Whom it is addressed to; without it, the employer.
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub(crate) to: String,
    /// What is added to the text.
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub(crate) note: String,
    /// The number of the letter that it revokes.
    #[arg(long, value_name = "NUMBER", default_value = "")]
    pub(crate) revokes: String,
    /// What belongs to its event, as a JSON object.
    #[arg(long, value_name = "JSON", default_value = "{}")]
    pub(crate) with: String,
    /// The day; without it, today.
    #[arg(long, value_name = "DATE")]
    pub(crate) on: Option<jiff::civil::Date>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum MeetingVerb {
    /// Opens a meeting, freezes its scorecards and prints its number.
    #[command(after_help = "Example:\n  sinergi meeting open --title \"Rapat monev triwulan IV\" --chair Kajati --month 2025-06")]
    Open {
        /// The name.
        #[arg(long, value_name = "TEXT")]
        title: String,
        /// The place.
        #[arg(long, value_name = "TEXT", default_value = "")]
        place: String,
        /// Who chairs it.
        #[arg(long, value_name = "TEXT", default_value = "")]
        chair: String,
        /// The month of the figures; without it, the latest.
        #[arg(long, value_name = "MONTH")]
        month: Option<String>,
        /// What is talked about; may be given several times.
        #[arg(long, value_name = "TEXT")]
        agenda: Vec<String>,
        /// Who is there; may be given several times.
        #[arg(long, value_name = "TEXT")]
        present: Vec<String>,
        /// The day; without it, today.
        #[arg(long, value_name = "DATE")]
        on: Option<jiff::civil::Date>,
    },
    /// Records a commitment.
    #[command(
        after_help = "Example:\n  sinergi meeting commit 73-2026-R01 --what \"Mendaftarkan 400 RT/RW\" --owner \"Kab. Maros\" --due 2026-12-31 --measure \"400 peserta aktif\""
    )]
    Commit {
        /// The number of the meeting.
        number: String,
        /// What is done, verb first.
        #[arg(long, value_name = "TEXT")]
        what: String,
        /// Who answers for it.
        #[arg(long, value_name = "TEXT")]
        owner: String,
        /// By when.
        #[arg(long, value_name = "DATE")]
        due: jiff::civil::Date,
        /// How one sees that it is done.
        #[arg(long, value_name = "TEXT")]
        measure: String,
        /// The day; without it, today.
        #[arg(long, value_name = "DATE")]
        on: Option<jiff::civil::Date>,
    },
    /// Closes a meeting: its minutes change no more.
    #[command(after_help = "Example:\n  sinergi meeting close 73-2026-R01")]
    Close {
        /// Its number.
        number: String,
    },
    /// The meetings, the latest first.
    #[command(after_help = "Example:\n  sinergi meeting list")]
    List,
    /// One meeting: frozen figures, corrections since, commitments.
    #[command(after_help = "Example:\n  sinergi meeting show 73-2026-R01 --format json")]
    Show {
        /// Its number.
        number: String,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum PeriodVerb {
    /// The sheets of a month: what was entered, how far its approval is, and why.
    #[command(after_help = "Example:\n  sinergi period list 2025-06 --format json")]
    List {
        /// The month.
        month: String,
    },
    /// Enters a value with its evidence.
    #[command(
        after_help = "Example:\n  sinergi period enter 73.09 2025-06 projects --numerator 68 --denominator 2947 --evidence \"LPSE per 30 Juni 2025\"\n\nIndicators: rulebook/indicators.toml."
    )]
    Enter {
        /// The regency or the province, as a Kemendagri code.
        region: String,
        /// The month.
        month: String,
        /// The code of the indicator.
        indicator: String,
        /// What was counted.
        #[arg(long, value_name = "COUNT")]
        numerator: u64,
        /// Among how many.
        #[arg(long, value_name = "COUNT")]
        denominator: u64,
        /// What shows it.
        #[arg(long, value_name = "TEXT")]
        evidence: String,
        /// The day; without it, today.
        #[arg(long, value_name = "DATE")]
        on: Option<jiff::civil::Date>,
    },
    /// Takes a step of approval: submit, approve, return, lock, ask_reopening, reopen, refuse_reopening.
    ///
    /// Nobody approves or locks what they entered, and nobody opens again what they asked to open.
    #[command(after_help = "Example:\n  sinergi period step 73.09 2025-06 submit --reason \"sesuai daftar LPSE\"")]
    Step {
        /// The regency or the province, as a Kemendagri code.
        region: String,
        /// The month.
        month: String,
        /// The step.
        step: String,
        /// Why, as everybody sees it.
        #[arg(long, value_name = "TEXT")]
        reason: String,
        /// The day; without it, today.
        #[arg(long, value_name = "DATE")]
        on: Option<jiff::civil::Date>,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum ReportVerb {
    /// What came of it: members of a regency before and after a month, held against regencies that went the same way before.
    #[command(after_help = "Example:\n  sinergi report effect --region 73.09 --since 2025-01")]
    Effect {
        /// The regency.
        #[arg(long, value_name = "CODE")]
        region: String,
        /// The first month after.
        #[arg(long, value_name = "MONTH")]
        since: String,
    },
    /// The monev report: coverage and target, map, months, regions, groups, indicators, commitments, compliance.
    #[command(after_help = "Example:\n  sinergi report monev --period 2025-06 --out monev.pdf")]
    Monev(ReportFlags),
    /// One page about a regency: figure, bar to the target, line, groups, three next acts.
    #[command(after_help = "Example:\n  sinergi report regency 73.09 --period 2025-06 --out maros.pdf")]
    Regency {
        /// The regency, as a Kemendagri code.
        region: String,
        #[command(flatten)]
        flags: ReportFlags,
    },
    /// The compliance annex: findings by kind and region, cases, powers of attorney and recovery.
    #[command(after_help = "Example:\n  sinergi report compliance --period 2025-06 --out kepatuhan.xlsx")]
    Compliance(ReportFlags),
    /// The budget proposal of a plan that a second person approved.
    #[command(
        after_help = "Example:\n  sinergi report budget 3f0c… --out usulan.pdf\n\nThe id stands in the address of the plan's page."
    )]
    Budget {
        /// The id of the plan.
        plan: String,
        #[command(flatten)]
        flags: ReportFlags,
    },
    /// The letter to a sender about what came back and why; no data about people.
    #[command(after_help = "Example:\n  sinergi report quality \"Kec. Tamalate\" --out surat.pdf")]
    Quality {
        /// The sender, as the page Mutu data writes it.
        source: String,
        #[command(flatten)]
        flags: ReportFlags,
    },
    /// The people of an approved plan in a regency, a sheet per village in the columns of SIPP: a workbook that a password opens.
    #[command(after_help = "Example:\n  sinergi report enrolment 3f0c… 73.09 --password-file sandi.txt --out pendaftaran.xlsx")]
    Enrolment {
        /// The id of the plan.
        plan: String,
        /// The regency, as a Kemendagri code.
        region: String,
        /// A file whose first line is the password.
        #[arg(long, value_name = "FILE")]
        password_file: PathBuf,
        /// The workbook.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// The minutes of a meeting.
    #[command(after_help = "Example:\n  sinergi report minutes 73-2026-R01 --out notulen.pdf")]
    Minutes {
        /// The number of the meeting.
        number: String,
        /// The file: .pdf or .xlsx.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
}

#[derive(Debug, Args)]
pub(crate) struct ReportFlags {
    /// The month; without it, the latest.
    #[arg(long, value_name = "MONTH")]
    pub(crate) period: Option<String>,
    /// What was known on this day; without it, everything known.
    #[arg(long, value_name = "DATE")]
    pub(crate) known_on: Option<jiff::civil::Date>,
    /// The day on the paper; without it, today.
    #[arg(long, value_name = "DATE")]
    pub(crate) on: Option<jiff::civil::Date>,
    /// The file: .pdf, .xlsx or .json.
    #[arg(long, value_name = "FILE")]
    pub(crate) out: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct CaseOpen {
    /// NPP, NIB or another stable key of whom it is about.
    #[arg(long, value_name = "KEY")]
    pub(crate) employer: String,
    /// The name.
    #[arg(long, value_name = "TEXT")]
    pub(crate) name: String,
    /// The regency where it sits, as a Kemendagri code.
    #[arg(long, value_name = "CODE")]
    pub(crate) region: String,
    /// pwbd, pds_workers, pds_wage, pds_programme, arrears, jakon or unit.
    #[arg(long, value_name = "KIND")]
    pub(crate) violation: String,
    /// It is a state organ, which has its own track.
    #[arg(long)]
    pub(crate) state_organ: bool,
    /// Contributions owed, in rupiah.
    #[arg(long, value_name = "RUPIAH", value_parser = clap::value_parser!(i64).range(0..))]
    pub(crate) principal: Option<i64>,
    /// The detector whose finding is taken up.
    #[arg(long, value_name = "DETECTOR", default_value = "")]
    pub(crate) detector: String,
    /// Only those who work on it see it.
    #[arg(long)]
    pub(crate) confidential: bool,
    /// The day; without it, today.
    #[arg(long, value_name = "DATE")]
    pub(crate) on: Option<jiff::civil::Date>,
}
