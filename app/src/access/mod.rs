//! Who asks: scopes and how they are come by. Every use case that opens facts, identity, refused rows, batches or figures takes a
//! [`Scope`]; only a session, a token or the command line of the machine makes one.
//!
//! ```text
//! cookie ─► visit ──┐          cookies come of a password and a code, a passkey, or the word of another institution
//! token  ─► bearer ─┼─► Scope (who × role × area × purpose) ─► use case
//! operator ─────────┘
//! ```
//! A query without a scope does not compile, and a scope cannot be made up (v5.0.0-8.2.1, 8.2.2, 8.3.1):
//!
//! ```compile_fail
//! async fn without(home: &app::Installation) {
//!     let _ = app::coverage(home, &app::CoverageRequest::default()).await;
//! }
//! ```
//! ```compile_fail
//! let scope = app::Scope { role: base::access::Role::operator() };
//! ```

mod accounts;
mod audit;
mod enter;
mod origin;
mod passkeys;
mod provider;
mod rules;
mod scope;
mod throttle;
mod tokens;

pub use accounts::{
    AccountLine, NewAccount, SessionLine, accounts, add_account, change_password, disable_account, enable_account,
    end_own_session, end_sessions, own_sessions, reset_account,
};
pub(crate) use accounts::{check_password, give_account};
pub use audit::{AuditReport, Witness, audit_lines, audit_verify, checkpoint, limited, own_lines, witness};
pub use enter::{
    Attempt, Enrolment, Handed, Stage, Visit, activate, bearer, demo_code, enrol, enrolment, enter, sign_in, sign_out, step_up,
    visit,
};
pub(crate) use origin::{Reach, sees};
pub use passkeys::{
    PasskeyFor, PasskeyLine, Question as PasskeyQuestion, add_passkey, ask_at_the_door, at_the_door, own_passkeys,
    passkey_challenge, remove_passkey, sign_in_with_passkey, step_up_with_passkey,
};
pub use provider::{
    Brought, Provider, ProviderAnswer, ProviderQuestion, arrive, provider_question, provider_tied_at, tie_provider,
    untie_provider,
};
pub(crate) use rules::granted;
pub use scope::{Scope, Who};
pub(crate) use tokens::give_token;
pub use tokens::{NewToken, TokenLine, create_token, revoke_token, tokens};
