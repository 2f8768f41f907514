//! Which role opens which address: `web/matrix.csv`, which an inspector can read. One line per method and path says what it needs
//! (`open`: nobody; `enrol`: a second factor still to be set up; `signed`: anybody signed in; else a permission), whether one
//! proves anew who one is first (`baru`), and for every role whether it opens. An address without a line opens for nobody
//! (v5.0.0-8.1.1, 8.2.1, 8.3.1).

use axum::http::Method;
use base::access::Permission;
use std::collections::HashMap;

const EMBEDDED: &str = include_str!("../matrix.csv");

/// What an address needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// Nothing: words, style, the door itself.
    Open,
    /// A session whose second factor is still to be set up.
    Enrol,
    /// Anybody signed in.
    Signed,
    /// A permission.
    May(Permission),
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The method.
    pub method: Method,
    /// The path as the router matches it.
    pub path: String,
    /// What it needs.
    pub needs: Needs,
    /// Whether one proves anew who one is.
    pub proof: bool,
    /// The roles that open it.
    pub roles: Vec<String>,
}

/// The whole file.
#[derive(Clone, Debug, Default)]
pub struct Matrix {
    /// The lines in their order.
    pub lines: Vec<Line>,
    /// The roles in the order of the columns.
    pub roles: Vec<String>,
    places: HashMap<(Method, String), usize>,
}

impl Matrix {
    /// The matrix in the program. A file that cannot be read opens nothing.
    pub fn embedded() -> Self {
        Self::parse(EMBEDDED).unwrap_or_default()
    }

    /// Reads a matrix; none where a line is not one.
    pub fn parse(text: &str) -> Option<Self> {
        let mut rows = text.lines().map(|line| line.split(',').collect::<Vec<_>>());
        let roles: Vec<String> = rows.next()?.get(4..)?.iter().map(|role| (*role).to_owned()).collect();
        let lines: Option<Vec<Line>> = rows.map(|cells| line(&cells, &roles)).collect();
        let lines = lines?;
        let places = lines.iter().enumerate().map(|(place, line)| ((line.method.clone(), line.path.clone()), place)).collect();
        Some(Self { lines, roles, places })
    }

    /// The line of an address; none where it has none.
    pub(crate) fn of(&self, method: &Method, path: &str) -> Option<&Line> {
        let method = if method == Method::HEAD { Method::GET } else { method.clone() };
        self.places.get(&(method, path.to_owned())).map(|place| &self.lines[*place])
    }
}

fn line(cells: &[&str], roles: &[String]) -> Option<Line> {
    let [method, path, needs, proof, opens @ ..] = cells else { return None };
    if opens.len() != roles.len() || opens.iter().any(|cell| !["ya", "-"].contains(cell)) {
        return None;
    }
    let needs = match *needs {
        "open" => Needs::Open,
        "enrol" => Needs::Enrol,
        "signed" => Needs::Signed,
        word => Needs::May(Permission::parse(word)?),
    };
    let opening = roles.iter().zip(opens).filter(|(_, cell)| **cell == "ya").map(|(role, _)| role.clone());
    Some(Line {
        method: method.parse().ok()?,
        path: (*path).to_owned(),
        needs,
        proof: match *proof {
            "baru" => true,
            "-" => false,
            _ => return None,
        },
        roles: opening.collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::access::Roles;

    /// v5.0.0-8.1.1: written twice, as permissions of roles and as this table; both must say the same.
    #[test]
    fn the_matrix_says_what_the_roles_say() {
        let (matrix, roles) = (Matrix::parse(EMBEDDED).unwrap(), Roles::embedded().unwrap());
        assert_eq!(matrix.roles, roles.all().iter().map(|role| role.code.clone()).collect::<Vec<_>>());
        assert_eq!(matrix.places.len(), matrix.lines.len(), "an address has two lines");
        for line in &matrix.lines {
            for role in roles.all() {
                let opens = match line.needs {
                    Needs::Open | Needs::Signed => true,
                    Needs::Enrol => false,
                    Needs::May(permission) => role.may(permission),
                };
                assert_eq!(line.roles.contains(&role.code), opens, "{} {} for {}", line.method, line.path, role.code);
            }
            let changes = line.method != Method::GET && matches!(line.needs, Needs::May(_));
            let grants = matches!(line.needs, Needs::May(Permission::Accounts | Permission::Refused | Permission::Withdraw));
            assert!(!(changes && grants) || line.proof, "{} {} asks for no proof", line.method, line.path);
        }
    }

    #[test]
    fn a_line_that_is_none_opens_nothing() {
        assert!(Matrix::parse("method,path,needs,proof,a\nGET,/x,everything,-,ya\n").is_none());
        assert!(Matrix::parse("method,path,needs,proof,a\nGET,/x,open,-\n").is_none());
        assert!(Matrix::default().of(&Method::GET, "/cakupan").is_none());
        assert!(
            Matrix::embedded().of(&Method::HEAD, "/cakupan").is_some()
                && Matrix::embedded().of(&Method::PUT, "/cakupan").is_none()
        );
    }
}
