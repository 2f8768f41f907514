//! Use cases: load, call the flow, save. One file per verb; the command line (and later web and jobs) call the same.
//!
//! Everything a use case needs from the world comes in: the data folder through [`Installation`], the day as an
//! argument, progress as a callback.

mod access;
mod allocate;
mod approval;
mod arriving;
mod assess;
mod backup;
mod boundaries;
mod calendar_file;
mod casework;
mod check;
mod checks;
mod coverage;
mod coverage_batches;
mod csv_cell;
mod custody;
mod detect;
mod explain;
mod fault;
mod fingerprints;
mod history;
mod identity;
mod in_parts;
mod inbox;
mod ingest_file;
mod init;
mod installation;
mod link_files;
mod link_rosters;
mod meeting;
mod named;
mod own_regions;
mod pairs;
mod paper;
mod period;
mod person;
mod planning;
mod privacy;
mod quality;
mod receipt;
mod rehearsal;
mod release;
mod replay_cases;
mod reports;
mod resolve_regions;
mod restore;
mod saved_filters;
mod status;
mod subjects;
mod sweep;
mod template;
mod uncovered;
mod verify;
mod withdraw;
mod words;

pub use access::{
    AccountLine, Attempt, AuditReport, Brought, Enrolment, Handed, NewAccount, NewToken, PasskeyFor, PasskeyLine,
    PasskeyQuestion, Provider, ProviderAnswer, ProviderQuestion, Scope, SessionLine, Stage, TokenLine, Visit, Who, Witness,
    accounts, activate, add_account, add_passkey, arrive, ask_at_the_door, at_the_door, audit_lines, audit_verify, bearer,
    change_password, checkpoint, create_token, demo_code, disable_account, enable_account, end_own_session, end_sessions, enrol,
    enrolment, enter, limited, own_lines, own_passkeys, own_sessions, passkey_challenge, provider_question, provider_tied_at,
    remove_passkey, reset_account, revoke_token, sign_in, sign_in_with_passkey, sign_out, step_up, step_up_with_passkey,
    tie_provider, tokens, untie_provider, visit, witness,
};
pub use allocate::allocate_instance;
pub use approval::{
    Approval, ApprovalState, Carried, ListWish, SecondPerson, Wish, approval, approvals, ask_approval, carry_out,
    decide_approval, fetch_list, reject_approval,
};
pub use arriving::Arriving;
pub use assess::{Answer, MonthAnswer, Question, assess, assess_table, refusal_in_words, remark_in_words, rulebook};
pub use backup::{BackupReport, Counted as BackupCounts, backup};
pub use boundaries::{Boundary, boundaries};
pub use casework::{
    BankLine, BankReceipt, CaseLine, CaseStep, CaseView, CustodyLine, EmployerCases, EvidenceFile, EvidenceKind, EvidenceView,
    FrozenFine, FrozenLetter, LARGEST_EVIDENCE, LARGEST_STATEMENT, LetterBefore, LetterView, NewCase, NewLetter, Office,
    OpenCharge, RefusedBankRow, SkkBook, SkkLine, SkkYear, add_evidence, assign_case, book_payment, case, case_file, case_of,
    cases, destroy_evidence, draft_letter, drop_letter, employer_cases, evidence, import_payments, issue_letter, letter,
    letter_pdf, letters, office, open_case, open_evidence, payments, piece_of_evidence, read_case_event, readmit, recuse,
    set_payment_aside, skk_book, take_case_event, violation_of, write_synthetic_office,
};
pub use check::{CheckReport, CheckRequest, ListFile, check};
pub use checks::{KeptCheck, begin_check, check_result, checks, discard_check, find_check, run_check};
pub use coverage::{CoverageAnswer, CoverageRequest, coverage, write_coverage_workbook};
pub use credentials::{NewKey, Proof, Site};
pub use csv_cell::csv_cell;
pub use custody::{erase, hold, holds, release, rotate_key};
pub use detect::{
    DetectAnswer, DetectRequest, EmployerArrears, EmployerGroup, EmployerMembers, EmployerPlace, EmployerView, ProposedFinding,
    detect, employer, evidence_in_words,
};
pub use enforce::bank::{BankRow, MatchReason, Proposal};
pub use enforce::case::{Deadline, Moment, Outcome, Precision, Sanction, Subject, Violation};
pub use enforce::detect::RupiahFor;
pub use enforce::detect::fairness::{PickedShare, Weight};
pub use enforce::{Detector, Event as CaseEvent, EventKind, LetterKind};
pub use evaluate::{
    CommitmentEvent, CommitmentState, Correction, PeriodEvent, PeriodState, PeriodValue, Promise, ScoreLine, Step as PeriodStep,
    StepTaken, Verdict,
};
pub use explain::{FEWEST, Figure, FigureBatch, FigureLine, FigurePlace, FigureQuestion, FigureSource, explain, figure};
pub use fault::{AppError, Refused};
pub use history::{Arrival, arrival_of, history, refused_rows};
pub use in_parts::{LARGEST_IN_PARTS, Unfinished};
pub use inbox::{Inbox, Order, Preview, Shift, Waiting};
pub use ingest::MappingFile;
pub use ingest_file::{Delivery, IngestSession, files_under, hand_out_refused};
pub use init::{init, published_provinces};
pub use installation::{Installation, Place, REQUEST_HOURS, Retention};
pub use lake::KeySource;
pub use link::{Decision, Resources};
pub use link_files::{
    ExplainRequest, LinkFilesReport, LinkRequest, ModelShare, PairExplained, RuleCount, StepExplained, chart_files,
    explain_files, link_files, sample_files,
};
pub use link_rosters::{
    Answered, Counted, LinkError, LinkReport, ReviewReport, Said, SampleReport, chart_rosters, link_rosters, link_rosters_anew,
    review, sample_rosters,
};
pub use measure::{Change, Denominator, GapRow, Reason, change, uncovered_reasons};
pub use meeting::{
    CommitmentLine, EffectAnswer, Frozen, FrozenIndicator, MeetingEntry, MeetingSummary, MeetingView, NewMeeting, Tally,
    commitments, meeting, meetings, minutes, open_meeting, region_effect, write_in_meeting,
};
pub use named::{Target, denominators, goal_of, targets};
pub use pairs::{
    AskedPair, Asking, OwnVerdict, PairEvidence, PairField, PairQueue, PairStep, RowSource, next_pair, pair_queue, say_pair,
    take_back_pair,
};
pub use paper::Paper;
pub use period::{HandIndicator, PeriodBoard, PeriodSheet, period_board, period_sheet, write_period};
pub use person::{Person, PersonRow, person, person_of_nik};
pub use plan::allocate::{Allocation, Assigned};
pub use planning::{
    Ahead, AheadOf, AllocationAnswer, AllocationRequest, Asks, BackTest, Bridge, BridgeAnswer, BridgeRequest, CellAnswer,
    CellOutcome, Contradiction, EndingAnswer, Expected, FUNERAL_MONTHS, FundAnswer, FundAsked, Ground, KeptPlan, MonthNeed,
    Objective, OutcomeCounts, PlanEnd, PlanOutcome, PlanState, PlanStatus, PointAnswer, Quarrel, SetAnswer, Span, TargetsAnswer,
    TargetsRequest, Unused, ahead, answer_of, approve_plan, bridge, compare_plan, ending, freeze_plan, ground, keep_plan,
    kept_plan, kept_plans, plan_targets, take_enrolment, write_budget_lines,
};
pub use privacy::privacy_record;
pub use quality::{Quality, QualityRow, Sender, quality};
pub use receipt::{ColumnFound, FindingLine, Receipt};
pub use rehearsal::{Effect, Rehearsal, Standing};
pub use release::{Release, Released, draft_release, public_release, publish};
pub use replay_cases::{EventStatus, ReplayedEvent, replay_cases};
pub use report::Numerals;
pub use reports::{ReportKind, ReportRequest, report_document, report_paper};
pub use resolve_regions::{ResolveReport, resolve_regions};
pub use restore::{RestoreOrder, RestoreReport, restore};
pub use saved_filters::{SavedFilter, drop_filter, save_filter, saved_filters};
pub use sources::step_back;
pub use status::{KindStatus, Status, status};
pub use store::{Hold, Line as AuditLine, Stamp};
pub use subjects::{
    ErasedPerson, HeldRow, Holdings, KINDS as SUBJECT_KINDS, PROOFS as SUBJECT_PROOFS, SubjectLine, SubjectPerson,
    SubjectRequest, SubjectState, answer_subject, erase_person, holdings, subject, subjects, take_subject, verify_subject,
};
pub use sweep::{Swept, sweep};
pub use template::{fields, template};
pub use uncovered::{
    Purpose, Takeaway, UncoveredCounts, UncoveredPage, UncoveredPerson, UncoveredRequest, look_at_uncovered, take_uncovered,
    uncovered_counts, uncovered_people,
};
pub use verify::{VerifyReport, verify};
pub use withdraw::{Behind, behind, catch_up, verdicts_wait, withdraw};
pub use words::Note;

/// Told how far long work is: what is done, how much of how much.
pub type Progress<'a> = &'a mut dyn FnMut(&str, u64, u64);
