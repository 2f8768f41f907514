//! What can be asked for, and what it would do: weighed under the scope of whoever looks, with a hash that another state of the data
//! does not have.

use super::refused;
use crate::access::{NewAccount, NewToken, Scope, granted, sees};
use crate::fault::{AppError, Refused};
use crate::installation::Installation;
use crate::release::Release;
use crate::subjects::erasable;
use crate::uncovered::{Purpose, Takeaway, UncoveredRequest, uncovered_counts};
use base::access::{Area, Permission};
use base::handover::{Attribution, Channel};
use base::vocabulary::region::RegionCode;
use base::vocabulary::{Month, Segment};
use measure::Reason;
use serde::{Deserialize, Serialize};

/// Something that needs a second person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum Wish {
    /// To take many people away by name.
    Take(ListWish),
    /// To take a large list out of the figures.
    Withdraw {
        /// The number of the batch.
        batch: u32,
    },
    /// To erase a withdrawn list.
    Erase {
        /// The number of the batch.
        batch: u32,
    },
    /// An account that sees the whole installation.
    Grant(NewAccount),
    /// A token that does.
    Token(NewToken),
    /// To show figures to everybody.
    Publish(Box<Release>),
    /// To destroy one person.
    ErasePerson {
        /// The number of their request.
        request: String,
    },
}

/// A list of the uncovered as it is kept in a request: codes, never a value of a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListWish {
    place: String,
    month: Option<Month>,
    workplace: bool,
    segment: Option<String>,
    group: Option<String>,
    reason: Option<String>,
    channel: Option<String>,
    chosen: Vec<i64>,
    purpose: String,
}

impl ListWish {
    /// The list that somebody would take away.
    pub fn of(order: &Takeaway) -> Self {
        let request = &order.request;
        Self {
            place: request.place.to_string(),
            month: request.as_of,
            workplace: request.attribution == Attribution::Workplace,
            segment: request.segment.map(|segment| segment.code().to_owned()),
            group: request.group.clone(),
            reason: request.reason.map(|reason| reason.code().to_owned()),
            channel: request.channel.map(|channel| channel.code().to_owned()),
            chosen: order.chosen.clone(),
            purpose: order.purpose.code().to_owned(),
        }
    }

    /// What is asked for, in codes: where, what for, which people.
    fn object(&self) -> String {
        let filters = [&self.segment, &self.group, &self.reason, &self.channel].into_iter().flatten().map(String::as_str);
        let month = self.month.map(|month| month.to_string());
        let chosen = (!self.chosen.is_empty()).then(|| format!("chosen:{}", self.chosen.len()));
        let words = [Some(format!("region:{}", self.place)), Some(self.purpose.clone()), month, chosen];
        words.into_iter().flatten().chain(filters.map(base::handover::showable)).collect::<Vec<_>>().join(" ")
    }

    /// The same as it is taken away, always as a workbook.
    pub(super) fn order(&self) -> Result<Takeaway, AppError> {
        let shape = || AppError::Unreadable("a kept request for a list has another shape");
        let segment = |code: &String| Segment::ALL.into_iter().find(|segment| segment.code() == code).ok_or_else(shape);
        let request = UncoveredRequest {
            place: RegionCode::parse(&self.place).map_err(|_| shape())?,
            as_of: self.month,
            attribution: if self.workplace { Attribution::Workplace } else { Attribution::Residence },
            segment: self.segment.as_ref().map(segment).transpose()?,
            group: self.group.clone(),
            reason: self.reason.as_ref().map(|code| Reason::parse(code).ok_or_else(shape)).transpose()?,
            channel: self.channel.as_ref().map(|code| Channel::parse(code).ok_or_else(shape)).transpose()?,
        };
        let purpose = Purpose::ALL.into_iter().find(|(code, _)| *code == self.purpose).ok_or_else(shape)?.1;
        Ok(Takeaway { request, chosen: self.chosen.clone(), purpose, workbook: true })
    }
}

/// What a wish comes to.
pub(super) struct Weighed {
    /// As the audit log names it.
    pub(super) object: String,
    /// Whoever decides sees all of it.
    pub(super) area: Area,
    /// Rows of people.
    pub(super) people: u64,
    /// What would be done, in the state the data is in.
    pub(super) hash: String,
}

impl Wish {
    /// The word in the catalogue.
    pub const fn act(&self) -> &'static str {
        match self {
            Self::Take(_) => "take",
            Self::Withdraw { .. } => "withdraw",
            Self::Erase { .. } => "erase",
            Self::Grant(_) => "grant",
            Self::Token(_) => "token",
            Self::ErasePerson { .. } => "erase_person",
            Self::Publish(_) => "publish",
        }
    }

    pub(super) fn body(&self) -> Result<String, AppError> {
        serde_json::to_string(self).map_err(|_| AppError::Unreadable("a request for approval cannot be written"))
    }

    pub(super) fn read(body: &str) -> Result<Self, AppError> {
        serde_json::from_str(body).map_err(|_| AppError::Unreadable("a kept request for approval has another shape"))
    }
}

/// Weighs a wish: refuses it where the asker could not do it themselves, and says what it would come to now.
pub(super) async fn weigh(home: &Installation, scope: &Scope, wish: &Wish) -> Result<Weighed, AppError> {
    let (object, area, people, state) = match wish {
        Wish::Take(list) => {
            let order = list.order()?;
            let counts = uncovered_counts(home, scope, &order.request).await?;
            let people = if order.chosen.is_empty() { counts.uncovered } else { order.chosen.len() as u64 };
            let state = format!("{} {} {}", counts.snapshot, counts.as_of, counts.uncovered);
            (list.object(), Area::of([order.request.place]), people, state)
        }
        Wish::Withdraw { batch } => {
            scope.require(Permission::Withdraw)?;
            let (rows, content, area) = list_of(home, scope, *batch, false).await?;
            (format!("batch:{batch}"), area, rows, content)
        }
        Wish::Erase { batch } => {
            scope.require_whole(home, Permission::Withdraw)?;
            let (rows, content, _) = list_of(home, scope, *batch, true).await?;
            (format!("batch:{batch}"), Area::of([home.region]), rows, content)
        }
        Wish::Grant(new) => {
            let (role, area) = granted(home, scope, &new.role, &new.area).await?;
            (format!("account:{} {} {area}", base::handover::showable(&new.name), role.code), area, 0, String::new())
        }
        Wish::Token(new) => {
            let (role, area) = granted(home, scope, &new.role, &new.area).await?;
            let purpose = base::handover::showable(&new.purpose);
            (format!("token {} {area} {}d {purpose}", role.code, new.days), area, 0, String::new())
        }
        // What is published is what was approved: nothing is counted anew.
        Wish::Publish(release) => {
            scope.require_whole(home, Permission::Approve)?;
            (format!("release {}", release.as_of), Area::of([home.region]), 0, String::new())
        }
        Wish::ErasePerson { request } => {
            let rows = erasable(home, scope, request).await?;
            let state = rows.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
            (format!("request:{request}"), Area::of([home.region]), rows.len() as u64, state)
        }
    };
    let mut hash = lake::Hasher::default();
    for part in [wish.body()?.as_str(), &state] {
        hash.update(part.as_bytes());
        hash.update(b"\0");
    }
    Ok(Weighed { object, area, people, hash: hash.finish() })
}

/// Rows, content and area of a list that somebody may open: one that counts, or one that was withdrawn and not erased yet.
async fn list_of(home: &Installation, scope: &Scope, number: u32, withdrawn: bool) -> Result<(u64, String, Area), AppError> {
    let batches = home.store.batches().await?;
    let origins = home.store.origins().await?;
    let origin = origins.get(&number);
    let batch = batches.into_iter().find(|batch| batch.number == number && batch.withdrawn == withdrawn && !batch.erased);
    let batch = batch.filter(|_| sees(scope, home.region, origin)).ok_or(Refused::NoSuchBatch(number))?;
    // A list with a row without a place belongs to whoever sees the whole installation.
    let area = origin.and_then(|origin| Area::parse(&origin.area).ok()).unwrap_or_else(|| Area::of([home.region]));
    Ok((batch.counts.accepted, batch.content, area))
}

impl Weighed {
    /// Refuses what changed since it was asked.
    pub(super) fn unchanged(&self, hash: &str) -> Result<(), AppError> {
        if self.hash == hash { Ok(()) } else { Err(refused("error-approval-changed", "")) }
    }
}
