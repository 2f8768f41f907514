//! The audit log as people read and check it: lines inside one's area, signed checkpoints, copies for a witness, and the check of
//! everything against all of them. The check needs no network and no other program.

use crate::access::Scope;
use crate::fault::AppError;
use crate::installation::Installation;
use base::access::{Area, Permission};
use credentials::Signer;
use serde::{Deserialize, Serialize};
use store::{Checkpoint, Line, LogCheck};

/// What another institution keeps: signed checkpoints and the key to check them with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Witness {
    /// The public half of the signing key.
    pub key: String,
    /// The checkpoints, oldest first.
    pub checkpoints: Vec<Checkpoint>,
}

/// What a check of the log found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AuditReport {
    /// Lines in the log.
    pub lines: u64,
    /// Its root.
    pub root: String,
    /// Checkpoints that agree, our own and the witness's.
    pub checkpoints: usize,
    /// The moment of the last one, in seconds since 1970; 0 where there is none.
    pub last_checkpoint: i64,
    /// The first bad line and what is wrong with it; none where everything is as it was.
    pub first_bad: Option<(u64, String)>,
}

fn signer(home: &Installation) -> Signer {
    Signer::of(&home.keys.derive("audit-signature/v1"))
}

/// Signs how long the log is and what its root is. The same log is not signed twice.
pub async fn checkpoint(home: &Installation, now: i64) -> Result<Checkpoint, AppError> {
    let head = home.store.audit_head().await?;
    if let Some(last) = home.store.checkpoints().await?.pop().filter(|last| last.size == head.size && last.root == head.root) {
        return Ok(last);
    }
    let signature = signer(home).sign(&Checkpoint::text(head.size, &head.root, now));
    let checkpoint = Checkpoint { size: head.size, root: head.root, at: now, signature };
    home.store.keep_checkpoint(&checkpoint).await?;
    Ok(checkpoint)
}

/// A copy of all checkpoints for another institution to keep, with a new one at its end.
pub async fn witness(home: &Installation, scope: &Scope, now: i64) -> Result<Witness, AppError> {
    scope.require(Permission::Audit)?;
    checkpoint(home, now).await?;
    Ok(Witness { key: signer(home).public(), checkpoints: home.store.checkpoints().await? })
}

/// Recomputes the whole log and holds it against every checkpoint, our own and a witness's. A witness's checkpoints count by their
/// own key: who changed the past and signed it anew is found out by the old copy.
pub async fn audit_verify(home: &Installation, scope: &Scope, kept: Option<&Witness>) -> Result<AuditReport, AppError> {
    scope.require(Permission::Audit)?;
    let ours = Witness { key: signer(home).public(), checkpoints: home.store.checkpoints().await? };
    let witnesses: Vec<&Witness> = [Some(&ours), kept].into_iter().flatten().collect();
    let sizes: Vec<u64> = witnesses.iter().flat_map(|witness| &witness.checkpoints).map(|checkpoint| checkpoint.size).collect();
    let check = home.store.audit_check(&sizes).await?;
    let mut first_bad = check.first_bad.clone();
    let (mut agree, mut before) = (0, 0);
    for (whose, witness) in ["our", "the witness's"].into_iter().zip(&witnesses) {
        for checkpoint in &witness.checkpoints {
            match flaw(&check, witness, checkpoint) {
                None => {
                    agree += 1;
                    before = checkpoint.size.max(before);
                }
                Some(why) if first_bad.is_none() => {
                    let told =
                        format!("{whose} checkpoint of {} lines {why}; the change is after line {before}", checkpoint.size);
                    first_bad = Some((before + 1, told));
                }
                Some(_) => {}
            }
        }
    }
    let last_checkpoint = ours.checkpoints.last().map_or(0, |checkpoint| checkpoint.at);
    Ok(AuditReport { lines: check.head.size, root: check.head.root, checkpoints: agree, last_checkpoint, first_bad })
}

fn flaw(check: &LogCheck, witness: &Witness, checkpoint: &Checkpoint) -> Option<&'static str> {
    let text = Checkpoint::text(checkpoint.size, &checkpoint.root, checkpoint.at);
    if !credentials::verify_signature(&witness.key, &text, &checkpoint.signature) {
        return Some("has no good signature");
    }
    if checkpoint.size == 0 {
        return None;
    }
    match check.roots.iter().find(|head| head.size == checkpoint.size) {
        None => Some("is longer than the log"),
        Some(head) if head.root != checkpoint.root => Some("has another root"),
        Some(_) => None,
    }
}

/// The newest lines inside the asker's area, below a number (0: from the end). Lines of the whole installation are for whoever sees
/// all of it.
pub async fn audit_lines(home: &Installation, scope: &Scope, below: u64, most: usize) -> Result<Vec<Line>, AppError> {
    scope.require(Permission::Audit)?;
    let whole = scope.area().contains(home.region);
    let inside = |line: &Line| whole || Area::parse(&line.area).is_ok_and(|area| scope.area().covers(&area));
    find(home, below, most, inside).await
}

/// The newest lines about what the asker did.
pub async fn own_lines(home: &Installation, scope: &Scope, most: usize) -> Result<Vec<Line>, AppError> {
    let actor = scope.actor();
    find(home, 0, most, |line| line.actor == actor).await
}

async fn find(home: &Installation, below: u64, most: usize, wanted: impl Fn(&Line) -> bool) -> Result<Vec<Line>, AppError> {
    let (mut found, mut below) = (Vec::new(), below);
    loop {
        let lines = home.store.audit_lines(below, 500).await?;
        let Some(last) = lines.last().map(|line| line.seq) else { return Ok(found) };
        for line in lines.into_iter().filter(&wanted) {
            if found.len() == most {
                return Ok(found);
            }
            found.push(line);
        }
        if last <= 1 {
            return Ok(found);
        }
        below = last;
    }
}
