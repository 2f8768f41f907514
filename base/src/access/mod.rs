//! Who may do what, where: roles as data (`base/data/access/roles.toml`) and areas as sets of regions. Pure words; who somebody
//! is, and how that is proved, is decided outside (`app`).
//!
//! A role says what may be done, an area says with whose rows; a scope (`app::Scope`) joins the two with a person and a
//! purpose. Closed by default: what a role does not name it may not do, and an area holds only what lies inside it
//! (ASVS v5.0.0-8.1.1, 8.1.2, 8.2.3).

mod area;
mod role;

pub use area::{Area, AreaFlaw};
pub use role::{Field, Opening, Permission, Role, Roles, RolesFlaw};
